//! How a command is told which experience is meant.

use serde_json::Value;

use crate::support::Home;

fn home() -> (Home, [String; 3]) {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let ids = ["Engineer", "Senior Engineer", "Café owner"].map(|title| home.add(title));
    (home, ids)
}

#[track_caller]
fn shows(home: &Home, name: &str, id: &str) {
    assert_eq!(home.json(["show", name])["id"], id, "{name}");
}

#[test]
fn part_of_a_title_names_an_experience() {
    let (home, [engineer, senior, cafe]) = home();
    shows(&home, "senior", &senior);
    shows(&home, "CAFÉ", &cafe);
    shows(&home, "engineer", &engineer);
    shows(&home, &senior[..4], &senior);
    let short = |id: &str| id[..8].to_owned();
    let list = format!("{} (Engineer), {} (Senior Engineer)", short(&engineer), short(&senior));
    home.run(["show", "gineer"])
        .code(3)
        .stderr(format!("error: `gineer` matches 2 experiences\nhint: use the id, or write more: {list}\n"));
    home.run(["edit", "seniro", "--text", "x"]).code(3).stderr(format!(
        "error: no experience matches `seniro`\nhint: did you mean `Senior Engineer` ({})?\n",
        short(&senior)
    ));
    home.run(["show", " "]).code(2).stderr_contains("the name of an experience is empty");
}

#[test]
fn an_id_comes_before_a_title_and_what_is_no_id_is_a_title() {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let first = home.add("Baker");
    let named = home.add(&format!("Author of {}", &first[..4]));
    shows(&home, &first[..4], &first);
    let face = home.add("Facade maker");
    if ![&first, &named, &face].iter().any(|id| id.starts_with("facade")) {
        shows(&home, "facade", &face);
    }
}

#[test]
fn a_deleted_experience_is_named_by_its_title_too() {
    let (home, [_, senior, cafe]) = home();
    home.run(["delete", "senior", "café", "--yes"]).any_output();
    home.run(["edit", "senior", "--text", "x"]).code(3).stderr_contains("(Senior Engineer) is deleted");
    home.run(["restore", "engineer"]).any_stderr().stdout(format!("{senior}\n"));
    home.run(["restore", "@last"]).any_stderr().stdout(format!("{cafe}\n"));
}

#[test]
fn last_is_the_one_that_this_device_changed_last() {
    let (home, [engineer, senior, cafe]) = home();
    shows(&home, "@last", &cafe);
    home.run(["edit", &engineer, "--text", "x"]).any_output();
    shows(&home, "@last", &engineer);
    home.run(["profile", "set", "name=Ada"]).any_output();
    shows(&home, "@last", &engineer);
    home.run(["delete", "@last", "--yes"]).any_output();
    home.run(["edit", "@last", "--text", "y"]).any_stderr().stdout(format!("{cafe}\n"));
    home.run(["restore", "@last"]).any_stderr().stdout(format!("{engineer}\n"));
    home.run(["delete", &engineer, &senior, "--yes"]).any_output();
    home.run(["restore", "@last"]).code(3).stderr_contains("`@last` matches 2 experiences");
    home.run(["restore", &engineer]).any_output();
    // Without the journal, as on a new device, it is the one with the latest change.
    let mut session = home.session();
    session.as_object_mut().unwrap().remove("journal");
    home.write_session(session.to_string().as_bytes());
    shows(&home, "@last", &engineer);
}

#[test]
fn last_is_told_by_the_order_of_the_commands_and_not_by_the_clock() {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let _ = home.add("Yesterday ahead");
    let _ = home.run(["application", "add", "Ahead"]).any_output();
    // The clock was ahead, and is set back.
    let text = String::from_utf8(home.session_bytes()).unwrap();
    let year = text.split("\"at\":\"").nth(1).unwrap().get(..4).unwrap().to_owned();
    home.write_session(text.replace(&format!("\"{year}-"), "\"2999-").as_bytes());
    let _ = home.run(["application", "add", "New"]).any_output();
    let id = home.add("New one");
    shows(&home, "@last", &id);
    assert_eq!(home.json(["application", "show", "@last"])["company"], "New");
    home.run(["undo"]).any_output();
    home.run(["undo", "--redo"]).any_output();
    shows(&home, "@last", &id);
}

#[test]
fn the_hint_of_a_job_without_a_start_can_be_run() {
    let home = Home::new();
    let _ = home.run(["add", "Baker", "--end", "2025"]).id();
    let start = |checked: &Value| {
        let findings = checked["findings"].as_array().unwrap();
        findings.iter().find(|one| one["code"] == "no-start").cloned()
    };
    let found = start(&home.json(["check"])).unwrap();
    let line = found["hint"].as_str().unwrap().trim_matches('`').to_owned();
    let _ = home.run(line.split(' ').skip(1)).id();
    assert_eq!(start(&home.json(["check"])), None);
}
