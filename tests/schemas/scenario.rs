//! A scenario that runs every command with `--json`, its failures included.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::chat::{ChatServer, Reply};
use crate::schemas::check;

/// What was printed or kept, by the name of the schema that describes it.
pub(crate) type Samples = BTreeMap<String, Vec<Value>>;

/// One device: a home, and the database that it uses.
struct Device<'a> {
    home: PathBuf,
    database: Option<String>,
    /// What its commands read.
    input: &'static str,
    samples: &'a mut Samples,
}

impl Device<'_> {
    fn run(&mut self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_resume"));
        command
            .env_clear()
            .env("RESUME_HOME", &self.home)
            .env("HOME", &self.home)
            .current_dir(self.home.parent().unwrap());
        if let Some(database) = &self.database {
            command.env("RESUME_DATABASE_URL", database);
        }
        if self.input.is_empty() {
            command.stdin(Stdio::null());
        } else {
            let file = self.home.with_extension("input");
            fs::write(&file, self.input).unwrap();
            command.stdin(fs::File::open(file).unwrap());
        }
        let output = command.arg("--json").args(args).output().unwrap();
        self.look_at_session();
        output
    }

    fn look_at_session(&mut self) {
        let Ok(bytes) = fs::read(self.home.join("session.json")) else { return };
        if let Ok(session) = serde_json::from_slice::<Value>(&bytes)
            && session["format"] == 2
        {
            check("session", &session);
            self.samples.entry("session".to_owned()).or_default().push(session);
        }
    }

    /// Runs a command that succeeds.
    #[track_caller]
    fn take(&mut self, name: &str, args: &[&str]) -> Value {
        self.take_with(name, args, 0)
    }

    #[track_caller]
    fn take_with(&mut self, name: &str, args: &[&str], code: i32) -> Value {
        let output = self.run(args);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {told}");
        let value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{args:?}: stdout is not one JSON value: {error}"));
        check(name, &value);
        self.samples.entry(name.to_owned()).or_default().push(value);
        self.samples[name].last().unwrap().clone()
    }

    /// Runs a command that fails with this code.
    #[track_caller]
    fn fail(&mut self, word: &str, code: i32, args: &[&str]) {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?} failed and printed something");
        let value = serde_json::from_slice(&output.stderr)
            .unwrap_or_else(|error| panic!("{args:?}: stderr is not one JSON value: {error}"));
        check("error", &value);
        assert_eq!(value["error"]["code"], word, "{args:?}");
        self.samples.entry("error".to_owned()).or_default().push(value);
    }

    /// Takes the first line of a preview, which stays until it is ended.
    fn preview(&mut self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_resume"));
        command.env_clear().env("RESUME_HOME", &self.home).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.args(["--json", "preview"]).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let value = serde_json::from_str(&line).unwrap();
        check("preview", &value);
        self.samples.entry("preview".to_owned()).or_default().push(value);
    }

    #[track_caller]
    fn add(&mut self, title: &str) -> String {
        self.take("experience", &["add", title])["id"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn scenario(root: &Path) -> Samples {
    let mut samples = Samples::new();
    everyday(root, &mut samples);
    two_devices(root, &mut samples);
    troubles(root, &mut samples);
    with_an_ai(root, &mut samples);
    calls(root, &mut samples);
    samples.insert("resolved".to_owned(), vec![resolved()]);
    samples
}

/// An order as it is kept.
fn resolved() -> Value {
    let order = json!({
        "format": "pdf", "tags": ["acme"], "without_tags": [], "kinds": ["work"], "since": "2015-03",
        "section_order": ["skill"], "section_titles": {"work": "Posts"}, "headline": "", "summary": null,
        "no_contact": true, "theme": "modern", "settings": {"size": "10pt"}, "language": "de-AT", "is_translated": true,
        "paper": "us-letter", "pages": 1, "date_format": "year", "photo": false,
        "timeline": "2026-11"
    });
    let read: resume::library::Resolved = serde_json::from_value(order.clone()).unwrap();
    let kept = serde_json::to_value(read).unwrap();
    assert_eq!(kept, order);
    check("resolved", &kept);
    kept
}

fn everyday(root: &Path, samples: &mut Samples) {
    let mut one = Device { home: root.join("one"), database: None, input: "", samples };
    one.take("list", &["list"]);
    one.take("status", &["status"]);
    one.take("db-check", &["db", "check"]);
    one.take("log", &["log"]);
    let full = one.take(
        "experience",
        &[
            [
                "add",
                "Data Engineer",
                "--organization",
                "Acme",
                "--location",
                "Bonn",
                "--url",
                "https://acme.example",
            ],
            ["--start", "2021-03-15", "--end", "2024", "--text", "Data.", "--bullet", "Built it"],
            ["--bullet", "Ran it", "--skill", "SQL", "--tag", "data", "--meta", "team=7"],
        ]
        .concat(),
    );
    let id = full["id"].as_str().unwrap();
    let other = one.add("Lecturer");
    one.take("experience", &["show", id]);
    one.take("experience", &["edit", id, "--title", "Senior Data Engineer", "--end", "present"]);
    one.take("experience", &["--offline", "edit", id, "--add-skill", "Rust"]);
    one.take("experience", &["--offline", "edit", id, "--add-bullet", "Left it"]);
    one.take("history", &["--offline", "history", id]);
    one.take("history", &["history", id]);
    one.take("edit", &["edit", id, &other, "--add-tag", "both"]);
    one.take("edit", &["edit", "--where", "tag=data", "--remove-tag", "both", "--bullet-tag", "1=both"]);
    one.take("tag-list", &["tag"]);
    one.take("tag-change", &["tag", "rename", "DATA", "numbers"]);
    one.take("tag-change", &["tag", "delete", "numbers"]);
    one.fail("not_found", 3, &["tag", "delete", "data"]);
    one.take("experience", &["move", &other, "--before", id]);
    one.take("experience", &["move", id, "--bullet", "2", "--to", "1"]);
    one.take("delete", &["delete", &other, "--yes"]);
    one.take("list", &["list", "--deleted"]);
    one.take("experience", &["restore", &other]);
    one.take("experience", &["restore", id, "--revision", "1"]);
    one.take("undo", &["undo", "--list"]);
    one.take("undo", &["undo", "-n", "2"]);
    one.take("undo", &["undo", "--redo", "-n", "2"]);
    one.take("undo", &["undo", "--skip"]);
    one.fail("failed", 1, &["undo", "-n", "100"]);
    one.take("profile", &["profile"]);
    one.take("profile", &["profile", "set", "name=Ada", "meta.theme=plain"]);
    one.take("undo", &["undo"]);
    one.take("undo", &["undo", "--redo"]);
    one.take("profile", &["profile", "set", "label=Baker"]);
    one.take("undo", &["--offline", "undo"]);
    one.take("profile", &["--offline", "profile", "set", "name=Ada Lovelace"]);
    let revision = one.take("profile-history", &["profile", "history"])[0]["revision"].to_string();
    one.take("profile", &["profile", "unset", "label"]);
    one.take("profile", &["profile", "restore", "--revision", &revision]);
    for sample in ["tanaka.json", "oddities.json", "backup.json"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(sample);
        let file = file.to_str().unwrap();
        one.take("import", &["import", file, "--dry-run"]);
        one.take("import", &["import", file]);
        one.take("import", &["import", file]);
    }
    one.take("profile", &["profile", "show"]);
    one.take("export", &["export", "--format", "resume"]);
    let file = root.join("exported.json");
    one.take("export-file", &["export", file.to_str().unwrap(), "--format", "resume"]);
    let file = root.join("exported.docx");
    one.take("export-file", &["export", file.to_str().unwrap(), "--language", "de", "--pages", "1"]);
    let job = root.join("job.txt");
    fs::write(&job, "You know Rust and COBOL.").unwrap();
    one.take("check", &["check", "--language", "ja", "--job", job.to_str().unwrap()]);
    one.take(
        "variant",
        &["variant", "set", "acme", "--kind", "work", "--section-title", "work=Posts", "--pages", "1"],
    );
    one.take("variant", &["variant", "set", "child", "--from", "acme", "--set", "size=10pt", "--no-contact"]);
    one.take("variant", &["variant", "show", "child"]);
    one.take("variant-list", &["variant", "list"]);
    one.take("variant", &["variant", "rename", "child", "heir"]);
    one.take("variant-list", &["variant", "delete", "heir", "--yes"]);
    one.take("variant", &["variant", "restore", "heir"]);
    one.take("variant-history", &["variant", "history", "heir"]);
    one.fail("not_found", 3, &["variant", "show", "none"]);
    one.take("theme-list", &["theme", "list"]);
    one.take("theme-copy", &["theme", "copy", "academic", "mine"]);
    one.take("theme-list", &["theme", "list"]);
    one.take("theme-show", &["theme", "show", "mine"]);
    one.take("theme-show", &["theme", "show", "academic"]);
    years(&mut one);
    applications(&mut one, root);
    one.preview();
    one.take("list", &["list", "--sort", "title"]);
    one.take("config", &["config"]);
    one.take("config", &["config", "get", "sync"]);
    one.take("completions-install", &["completions", "fish", "--install"]);
    one.take("list", &["list", "--sort", "place", "--kind", "work", "--without-tag", "numbers"]);
    one.take("sync", &["sync", "--dry-run"]);
    one.take("sync", &["sync"]);
    one.take("db-check", &["db", "check"]);
    one.take("db-init", &["db", "init"]);
    one.take("db-sql", &["db", "init", "--print"]);
    one.take("db-use", &["db", "use", "sqlite:elsewhere.db"]);
    one.take("db-use", &["db", "use", "none"]);
    one.take("status", &["status"]);
    one.take("log", &["log"]);
    one.fail("usage", 2, &["list", "--format", "csv"]);
    one.fail("usage", 2, &["list", "--format", "table"]);
    one.fail("not_found", 3, &["show", "00000000"]);
    one.fail("not_found", 3, &["restore", id]);
    one.fail("usage", 2, &["show", ""]);
    one.fail("not_found", 3, &["show", "xyz"]);
    one.fail("usage", 2, &["delete", id]);
    one.fail("usage", 2, &["add"]);
    one.fail("usage", 2, &["theme", "copy", "academic", "mine"]);
    one.fail("usage", 2, &["list", "--no-such-flag"]);
    one.fail("usage", 2, &["import", "not-there.json"]);
    one.fail("usage", 2, &["--database", "gopher://x", "list"]);
    one.fail("failed", 1, &["export", "not-there/resume.json"]);
}

/// A gap between jobs in which something else went on, and what cannot be counted.
fn years(one: &mut Device<'_>) {
    for args in [
        &["Cook", "--organization", "Acme", "--start", "2001", "--end", "2002", "--skill", "Soup"][..],
        &["Waiter", "--start", "2005-03", "--end", "2005-05"],
        &["Evening school", "--kind", "education", "--start", "2003", "--end", "2004"],
        &["Planned", "--start", "2999"],
    ] {
        one.take("experience", &[&["add"], args].concat());
    }
    let stats = one.take("stats", &["stats"]);
    assert!(stats["gaps"].to_string().contains("Evening school"), "{stats:#}");
    one.fail("usage", 2, &["stats", "--kind", "award"]);
    one.fail("not_found", 3, &["stats", "--tag", "nothing"]);
}

/// Applications with a document and without, of which one is changed, and a résumé that is changed after them.
fn applications(one: &mut Device<'_>, root: &Path) {
    let sent = root.join("sent.html");
    let sent = sent.to_str().unwrap();
    one.take("export-file", &["export", sent]);
    let first =
        one.take("application", &["application", "add", "Acme", "--role", "Engineer", "--file", sent]);
    let url = "https://initech.example/7";
    one.take(
        "application",
        &["application", "add", "Initech", "--url", url, "--format", "text", "--note", "n"],
    );
    one.take("application", &["application", "set", "acme", "--status", "offer", "--date", "2999-01-01"]);
    one.take("application", &["application", "show", first["id"].as_str().unwrap()]);
    one.take("application-list", &["application", "list"]);
    one.take("application-history", &["application", "history", "acme"]);
    let entries = one.take("list", &["list"]);
    let entry = |index: usize| entries[index]["id"].as_str().unwrap().to_owned();
    one.take("experience", &["edit", &entry(0), "--title", "Another"]);
    one.take("delete", &["delete", &entry(1), "--yes"]);
    one.add("New");
    one.take("application-diff", &["application", "diff", "acme"]);
    one.take("export-file", &["application", "export", "acme", sent]);
    one.take("application", &["application", "delete", "acme", "--yes"]);
    one.take("application", &["application", "restore", "acme"]);
    one.take("application-stats", &["application", "stats"]);
}

/// Two devices change one field differently; a trigger refuses a value.
fn two_devices(root: &Path, samples: &mut Samples) {
    let database = Some(format!("sqlite:{}", root.join("shared.db").display()));
    let mut here = Device { home: root.join("here"), database: database.clone(), input: "", samples };
    here.take("db-init", &["db", "init"]);
    here.take("profile", &["profile", "set", "label=Cook"]);
    let id = here.add("Cook");
    here.take("sync", &["sync"]);
    let mut there = Device { home: root.join("there"), database: database.clone(), input: "", samples };
    there.take("list", &["list"]);
    there.take("experience", &["edit", &id, "--title", "Chef"]);
    there.take("profile", &["profile", "set", "label=Chef"]);
    let mut here = Device { home: root.join("here"), database, input: "", samples };
    here.take("experience", &["--offline", "edit", &id, "--title", "Sous-chef"]);
    here.take("profile", &["--offline", "profile", "set", "label=Sous-chef"]);
    here.take("sync", &["sync"]);
    let status = here.take("status", &["status"]);
    assert_eq!(status["conflicts"].as_array().unwrap().len(), 2, "{status:#}");
    rusqlite::Connection::open(root.join("shared.db"))
        .unwrap()
        .execute_batch(
            "CREATE TRIGGER no_pirates BEFORE INSERT ON experiences WHEN NEW.title = 'Pirate'
             BEGIN SELECT RAISE(ABORT, 'no pirates here'); END;",
        )
        .unwrap();
    here.take("experience", &["add", "Pirate"]);
    let refused = here.take("status", &["status", "--dismiss"]);
    assert_eq!(refused["refused"].as_array().unwrap().len(), 1, "{refused:#}");
    here.take_with("db-check", &["db", "check"], 0);
    here.database = Some(format!("sqlite:{}", root.join("another.db").display()));
    here.take("db-init", &["db", "init"]);
    here.fail("database", 5, &["sync"]);
    here.take("sync", &["db", "adopt"]);
}

/// Logged AI calls, in a database and on their way to one.
fn calls(root: &Path, samples: &mut Samples) {
    let mut one = Device { home: root.join("calls"), database: None, input: CALLS, samples };
    one.take("ai-stats", &["ai", "stats"]);
    one.take("ai-log", &["ai", "log"]);
    one.take("ai-record", &["ai", "record"]);
    one.take("ai-log", &["ai", "log"]);
    one.input = r#"{"operation": "rank", "started_at": "2026-03-15T00:00:00Z"}"#;
    let recorded = one.take("ai-record", &["--offline", "ai", "record"]);
    let status = one.take("status", &["status"]);
    assert_eq!(status["ai_pending"], 1, "{status:#}");
    let stats = one.take("ai-stats", &["--offline", "ai", "stats"]);
    assert_eq!(stats["complete"], false, "{stats:#}");
    one.take("ai-call", &["ai", "show", recorded["ids"][0].as_str().unwrap()]);
    one.take("ai-call", &["ai", "show", "whole"]);
    one.take("ai-log", &["ai", "log", "--status", "error"]);
    for by in ["model", "operation", "day"] {
        one.take("ai-stats", &["ai", "stats", "--by", by, "--since", "2026-01-01"]);
    }
    one.fail("ambiguous", 3, &["ai", "show", "call"]);
    one.fail("not_found", 3, &["ai", "show", "nothing"]);
    one.fail("usage", 2, &["ai", "prune", "--before", "2026-03-16"]);
    one.take("ai-prune", &["ai", "prune", "--before", "2026-03-16", "--yes"]);
    one.input = r#"{"operation": "rank", "latency": 7}"#;
    one.fail("usage", 2, &["ai", "record"]);
}

const CALLS: &str = r#"{"operation": "suggest", "request_id": "call-1"}
{"operation": "suggest", "request_id": "call-2", "latency_ms": 0}
{"operation": "suggest", "request_id": "whole", "provider": "ollama", "model": "llama", "status": "error",
 "experience": "3fa20000-0000-4000-8000-000000000001", "http_status": 429, "error_type": "rate_limit",
 "error_message": "later", "started_at": "2026-03-15T10:00:00.5+01:00", "latency_ms": 812,
 "prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15, "cost": 1.5e-3, "request": {"a": [1]},
 "response": "text", "metadata": {"any": {"thing": 1.10}}}"#;

/// Databases and session files that are none.
fn troubles(root: &Path, samples: &mut Samples) {
    fs::write(root.join("no.db"), "This is a text, and a long one, but no database at all.\n".repeat(100))
        .unwrap();
    let database = Some(format!("sqlite:{}", root.join("no.db").display()));
    let mut lame = Device { home: root.join("lame"), database, input: "", samples };
    lame.add("Baker");
    lame.fail("database", 5, &["sync"]);
    let status = lame.take("status", &["status"]);
    assert!(status["last_error"].is_object(), "{status:#}");
    let output = lame.run(&["db", "check"]);
    let (checks, error) = (&output.stdout, &output.stderr);
    check("db-check", &serde_json::from_slice(checks).unwrap());
    check("error", &serde_json::from_slice(error).unwrap());
    lame.take("log", &["log"]);

    let mut alone =
        Device { home: root.join("alone"), database: Some("none".to_owned()), input: "", samples };
    let backup = root.join("twins.json");
    let twin = |last: u8| {
        json!({"id": format!("3fa20000-0000-4000-8000-00000000000{last}"), "kind": "work", "title": "Twin",
            "created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z"})
    };
    fs::write(&backup, json!([twin(1), twin(2)]).to_string()).unwrap();
    alone.take("import", &["import", backup.to_str().unwrap()]);
    alone.fail("ambiguous", 3, &["show", "3fa2"]);
    alone.take("status", &["status"]);
    alone.fail("database", 5, &["sync"]);
    alone.fail("database", 5, &["db", "check"]);
    fs::write(alone.home.join("session.json"), r#"{"format": 1000}"#).unwrap();
    alone.fail("session", 4, &["list"]);
    fs::remove_file(alone.home.join("session.json.bak")).ok();
    fs::write(alone.home.join("session.json"), "{").unwrap();
    alone.fail("session", 4, &["list"]);
}

/// An AI that says what is so, and what is not.
fn with_an_ai(root: &Path, samples: &mut Samples) {
    let suggestions = json!({"bullets": ["Built it for Acme", "Led 12"], "skills": ["Acme", "Go"]});
    let ranking = json!({"experiences": [
        {"key": "e1", "reason": "fits", "bullets": [{"key": "e1b1", "reason": "fits"}]},
        {"key": "e9", "reason": "", "bullets": []},
    ]});
    let server = ChatServer::new([Reply::ok(&suggestions), Reply::ok(&suggestions), Reply::ok(&ranking)]);
    let home = root.join("asking");
    fs::create_dir(&home).unwrap();
    let mut asking = Device { home, database: None, input: "", samples };
    let args = ["add", "Engineer", "--organization", "Acme", "--bullet", "Built it", "--bullet", "Ran it"];
    let id = asking.take("experience", &args)["id"].as_str().unwrap().to_owned();
    asking.take("ai-dry-run", &["ai", "suggest", &id, "--dry-run"]);
    let config = format!("[ai]\nurl = \"{}\"\nmodel = \"tiny-1\"\n", server.url());
    fs::write(asking.home.join("config.toml"), config).unwrap();
    asking.take("ai-dry-run", &["ai", "suggest", &id, "--dry-run"]);
    asking.take("ai-suggest", &["ai", "suggest", &id]);
    asking.take("ai-suggest", &["ai", "suggest", &id, "--apply"]);
    fs::write(root.join("job.txt"), "An engineer who ran Acme").unwrap();
    asking.take("ai-tailor", &["ai", "tailor", "--job", "job.txt", "--tag", "acme"]);
    asking.take("ai-tailor", &["ai", "tailor", "--job", "job.txt", "--no-ai"]);
    asking.fail("failed", 1, &["ai", "suggest", &id]);
    asking.fail("usage", 2, &["ai", "tailor", "--job", "not-there.txt"]);
    asking.fail("not_found", 3, &["ai", "suggest", "00000000"]);
}
