//! What `db check` says.

use serde_json::Value;

use super::postgres::{Role, Server, TestDatabase};
use super::{Home, schema};

/// No password of a test is part of anything else that is printed.
pub(crate) const SECRET: &str = "hunter2%40%2F";

/// As the server knows it.
pub(crate) const DECODED: &str = "hunter2@/";

/// What `db check` says of a URL.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) code: Option<i32>,
    pub(crate) checks: Vec<Value>,
}

#[track_caller]
pub(crate) fn check(url: &str) -> Told {
    check_in(&Home::new(), url)
}

#[track_caller]
pub(crate) fn check_in(home: &Home, url: &str) -> Told {
    let home = home.clone_settings().with("RESUME_DATABASE_URL", url);
    let output = home.run(["--json", "db", "check"]).any();
    let value: Value = serde_json::from_str(output.out()).unwrap_or_else(|_| panic!("{}", output.err()));
    schema::check("db-check", &value);
    let code = output.exit_code();
    let failed = value["ok"] == false;
    assert_eq!(code, Some(if failed { 5 } else { 0 }), "{value:#}");
    assert!(!output.out().contains("`resume db check`"), "that is what was called: {value:#}");
    let checks = value["checks"].as_array().unwrap().clone();
    let fails = checks.iter().filter(|check| check["status"] == "fail").count();
    assert_eq!(fails, usize::from(failed), "what follows a failure is left out: {value:#}");
    for written in [output.out(), output.err()] {
        assert!(!written.contains("hunter2") && !written.contains("secret-of-"), "{written}");
    }
    Told { code, checks }
}

impl Told {
    /// The steps that were tried.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.checks.iter().map(|check| check["name"].as_str().unwrap()).collect()
    }

    #[track_caller]
    pub(crate) fn step(&self, name: &str) -> (&str, &str, &str) {
        let found = self.checks.iter().find(|check| check["name"] == name);
        let found = found.unwrap_or_else(|| panic!("no step `{name}`: {:#?}", self.checks));
        let text = |key: &str| found[key].as_str().unwrap_or_default();
        (text("status"), text("detail"), text("hint"))
    }

    /// The last step failed, for this reason, with a hint.
    #[track_caller]
    pub(crate) fn failed(&self, name: &str, detail: &str) -> &Self {
        let (status, told, hint) = self.step(name);
        assert_eq!((self.code, status), (Some(5), "fail"), "{:#?}", self.checks);
        assert_eq!(self.names().last(), Some(&name), "{:#?}", self.checks);
        assert!(told.contains(detail), "`{detail}` is not in `{told}`");
        assert!(!hint.is_empty(), "{told}");
        self
    }

    #[track_caller]
    pub(crate) fn hints(&self, name: &str, hint: &str) -> &Self {
        let told = self.step(name).2;
        assert!(told.contains(hint), "`{hint}` is not in `{told}`");
        self
    }
}

pub(crate) fn role(server: &Server, database: &TestDatabase<'_>) -> Role {
    let role = Role { name: server.role("ada").name, password: SECRET.to_owned() };
    database.sql(&format!("ALTER ROLE \"{}\" PASSWORD '{DECODED}'", role.name));
    role
}
