//! What `import` says of a file, and what it does with one that is partly wrong.

use serde_json::{Value, json};

use crate::support::Home;

const WRONG: &str = r#"{"basics": {"name": "Ada"}, "work": [
  {"name": "Acme", "position": "Dev", "startDate": "Marhc 2019"},
  {"name": "Bolt", "position": 5, "startDate": "01/02/2020"}
]}"#;

#[test]
fn all_problems_are_told_at_once() {
    let home = Home::new();
    home.write("cv.json", WRONG);
    let expected = "\
error: `cv.json` has 3 problems
  `work[0].startDate` is not a date such as `2024-03`: `Marhc 2019` at 2:52 (did you mean `2019-03`?)
  `work[1].position` is not a string at 3:32
  `work[1].startDate` is `01/02/2020`, which may be `2020-01-02` or `2020-02-01` at 3:48 (write the one that is meant)
hint: `--lenient` leaves them out and imports the rest
";
    home.run(["import", "cv.json"]).code(2).stderr(expected);
    home.run(["list"]).stderr_contains("no experiences yet");
}

#[test]
fn a_lenient_import_takes_what_is_right_and_lists_the_rest() {
    let home = Home::new();
    home.write("cv.json", WRONG);
    let output = home.run(["import", "cv.json", "--lenient"]).any();
    assert_eq!(output.out(), "2 added, 0 updated, 0 unchanged; the profile was updated\n");
    assert_eq!(output.err().lines().count(), 3, "{output:?}");
    assert!(output.err().starts_with("warning: left out: `work[0].startDate` is not a date"), "{output:?}");
    drop(output);
    let work = json!([{"name": "Acme", "position": "Dev"}, {"name": "Bolt"}]);
    assert_eq!(home.run(["export"]).json()["work"], work);
}

/// As other programs, which take the last one.
#[test]
fn a_key_that_stands_twice_is_a_problem_like_others() {
    let home = Home::new();
    home.write("cv.json", r#"{"work": [{"name": "Acme", "startDate": "2002", "startDate": "2004"}, {"name": "B", "startDate": "Marhc"}]}"#);
    home.write("cv.yaml", "cv:\n  name: Ada\n  name: Ida\n");
    home.run(["import", "cv.json"]).code(2).stderr(
        "error: `cv.json` has 2 problems
  `work[0].startDate` stands twice in one object at 1:49 (remove one of them: an import takes the last, and other programs may not)
  `work[1].startDate` is not a date such as `2024-03`: `Marhc` at 1:98
hint: `--lenient` leaves them out and imports the rest
",
    );
    home.run(["import", "cv.json", "--lenient"]).any();
    let output = home.run(["import", "cv.yaml", "--lenient"]).any();
    assert!(output.err().contains("`name` stands twice in one object at 3:3"), "{output:?}");
    drop(output);
    let exported = home.run(["export"]).json();
    assert_eq!(exported["work"][0]["startDate"], "2004");
    assert_eq!(exported["basics"]["name"], "Ida");
}

#[test]
fn a_file_that_is_no_resume_says_what_it_looks_like() {
    let home = Home::new();
    home.write("cv.json", r#"{"name": "left-pad", "scripts": {}}"#);
    home.run(["import", "cv.json"])
        .code(2)
        .stderr_contains("error: `cv.json`: looks like a `package.json`, not like a résumé\nhint: ");
    home.run(["list"]).stderr_contains("no experiences yet");
    assert_eq!(home.json(["profile"]), json!({}));
}

#[test]
fn a_dry_run_names_every_change() {
    let home = Home::new();
    home.write(
        "one.json",
        r#"{"basics": {"name": "Ada"}, "work": [{"name": "Acme", "position": "Dev", "startDate": "2019"}]}"#,
    );
    home.run(["import", "one.json"]).any();
    home.write(
        "two.json",
        r#"{"basics": {"name": "Ada L.", "location": {"city": "Bonn"}}, "work": [
            {"name": "Acme", "position": "Dev", "startDate": "2019", "highlights": ["a"]},
            {"name": "Bolt", "position": "Cook"}]}"#,
    );
    let id = home.json(["list"])[0]["id"].as_str().unwrap()[..8].to_owned();
    let expected = format!(
        "would be: 1 added, 1 updated, 0 unchanged; the profile would be updated\n\
         ~ work “Dev” at Acme ({id}): + bullet “a”\n\
         + work “Cook” at Bolt\n\
         + profile basics.location.city: \"Bonn\"\n\
         ~ profile basics.name: \"Ada\" → \"Ada L.\"\n"
    );
    home.run(["import", "two.json", "--dry-run"]).stdout(&expected);
    assert_eq!(home.json(["list"]).as_array().map(Vec::len), Some(1));
}

#[test]
fn a_second_file_completes_the_profile() {
    let home = Home::new();
    home.write("one.json", r#"{"basics": {"name": "Ada", "email": "a@example.org"}}"#);
    home.write("two.json", r#"{"basics": {"label": "Chief"}}"#);
    let outcome = home.json(["import", "one.json"]);
    assert_eq!(outcome["profile"], "updated");
    assert_eq!(home.json(["import", "one.json"])["profile"], "unchanged");
    home.run(["import", "two.json"]).any();
    let both = json!({"basics": {"name": "Ada", "email": "a@example.org", "label": "Chief"}});
    assert_eq!(home.json(["profile"]), both);
    home.run(["import", "two.json", "--replace-profile"]).any();
    assert_eq!(home.json(["profile"]), json!({"basics": {"label": "Chief"}}));
}

#[test]
fn an_end_before_the_start_is_taken_in_and_stands_in_no_ones_way() {
    let home = Home::new();
    home.write("cv.json", r#"{"work": [{"position": "Cook", "startDate": "2020", "endDate": "2019"}]}"#);
    home.run(["import", "cv.json"])
        .stdout("1 added, 0 updated, 0 unchanged\n")
        .stderr("notice: `Cook` ends (`2019`) before it starts (`2020`)\n");
    let id = home.json(["list"])[0]["id"].as_str().unwrap().to_owned();
    let edited: Value = home.json(["--quiet", "edit", &id, "--title", "Chef"]);
    assert_eq!(edited["title"], "Chef");
    home.run(["edit", &id, "--end", "2018"])
        .code(2)
        .stderr_contains("the end `2018` is before the start `2020`");
}

#[test]
fn an_end_that_the_file_lacks_is_told_once() {
    let home = Home::new();
    let id = home.json(["add", "Cook", "--kind", "work", "--start", "2020", "--end", "2022"])["id"].clone();
    home.write("cv.json", r#"{"work": [{"position": "Cook", "startDate": "2020", "summary": "Soups."}]}"#);
    let first = home.run(["import", "cv.json"]).stdout("0 added, 1 updated, 0 unchanged\n").err().to_owned();
    assert!(first.contains("end_date"), "{first}");
    home.run(["import", "cv.json"]).stdout("0 added, 0 updated, 1 unchanged\n").stderr("");
    assert_eq!(home.json(["show", id.as_str().unwrap()])["end_date"], "2022");
}

#[test]
fn dates_of_flags_are_read_like_those_of_files() {
    let home = Home::new();
    let one = home.json(["add", "Cook", "--start", "Mar 2019", "--end", "2020-3"]);
    assert_eq!((&one["start_date"], &one["end_date"]), (&json!("2019-03"), &json!("2020-03")));
    let one = home.json(["add", "Chef", "--start", "03/2020", "--end", "ongoing"]);
    assert_eq!((&one["start_date"], &one["end_date"]), (&json!("2020-03"), &json!(null)));
    home.run(["add", "x", "--start", "01/02/2020"])
        .code(2)
        .stderr_contains("may be `2020-01-02` or `2020-02-01`");
    // With dots the day comes first: this is a slip, and no 13 January.
    home.run(["add", "x", "--start", "1.13.2020"]).code(2).stderr_contains("`1.13.2020`");
}

#[test]
fn an_import_on_a_device_that_knows_nothing_takes_nothing_back() {
    let place = Home::new();
    let url = format!("sqlite:{}", place.work().join("shared.db").display());
    let device = || Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_USER", "ada");
    let file = r#"{"work": [{"name": "Acme", "position": "Dev", "startDate": "2020"}], "skills": [{"name": "Rust"}]}"#;
    let devices = [device(), device()];
    devices[0].write("cv.json", file);
    devices[1].write("cv.json", file);
    let ids = devices[0].json(["import", "cv.json"])["ids"].clone();
    let (job, skill) = (ids[0].as_str().unwrap(), ids[1].as_str().unwrap());
    devices[0].run(["edit", job, "--title", "Tech Lead", "--text", "mine"]).any_output();
    devices[0].run(["delete", skill, "--yes"]).any_output();
    devices[1].run(["--offline", "import", "cv.json"]).any_output();
    for home in [&devices[0], &devices[1], &devices[0]] {
        assert_eq!(home.json(["sync"])["pending"], 0);
    }
    for home in &devices {
        let shown = home.json(["show", job]);
        assert_eq!((&shown["title"], &shown["text"]), (&json!("Tech Lead"), &json!("mine")));
        assert_ne!(home.json(["show", skill])["deleted_at"], Value::Null);
    }
}

#[test]
fn two_devices_that_import_one_file_before_they_meet_end_with_one_copy() {
    let place = Home::new();
    let url = format!("sqlite:{}", place.work().join("shared.db").display());
    let device = || Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_USER", "ada");
    let file = r#"{"work": [{"name": "Acme", "position": "Dev", "startDate": "2020", "highlights": ["a", "b"]},
        {"name": "Acme", "position": "Dev", "startDate": "2020", "highlights": ["a", "b"]}], "skills": [{"name": "Rust"}]}"#;
    let devices = [device(), device()];
    for home in &devices {
        home.write("cv.json", file);
        home.run(["--offline", "import", "cv.json"]).any_output();
    }
    let jobs = devices[1].json(["--offline", "list", "--kind", "work"]);
    let job = jobs[0]["id"].as_str().unwrap();
    devices[0].run(["--offline", "edit", job, "--title", "Lead"]).any_output();
    devices[1].run(["--offline", "edit", job, "--tag", "main"]).any_output();
    for home in [&devices[0], &devices[1], &devices[0]] {
        assert_eq!(home.json(["sync"])["pending"], 0);
    }
    for home in &devices {
        assert_eq!(home.json(["list"]).as_array().unwrap().len(), 3);
        let shown = home.json(["show", job]);
        assert_eq!((&shown["title"], &shown["tags"]), (&json!("Lead"), &json!(["main"])));
        home.run(["import", "cv.json", "--dry-run"])
            .any_stderr()
            .stdout("would be: 0 added, 0 updated, 3 unchanged\n");
    }
}

#[test]
fn the_folder_of_an_export_is_read() {
    let home = Home::new();
    let folder = home.work().join("Basic_LinkedInDataExport");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("Positions.csv"), "Company Name,Title,Started On\nAcme,Dev,Mar 2021\n")
        .unwrap();
    std::fs::write(folder.join("Rich_Media.csv"), "Date/Time,Media Link\nx,y\n").unwrap();
    home.run(["import", "Basic_LinkedInDataExport"]).stdout("1 added, 0 updated, 0 unchanged\n");
    home.run(["export", "cv.yaml"]).stderr("wrote 1 experience to `cv.yaml`\n");
    home.run(["import", "cv.yaml"]).any_stderr().stdout("0 added, 0 updated, 1 unchanged\n");
}

#[test]
fn addresses_in_the_letters_of_their_language_come_back_from_an_export() {
    let home = Home::new();
    home.run(["profile", "set", "url=https://münchen.example/ä", "email=ada@münchen.example"]).any();
    let id = home.run(["add", "Dev", "--organization", "Acme", "--url", "münchen.example"]).any_stderr().id();
    home.run(["export", "cv.json"]).any_output();
    let exported: Value =
        serde_json::from_slice(&std::fs::read(home.work().join("cv.json")).unwrap()).unwrap();
    assert_eq!(exported["work"][0]["url"], "https://xn--mnchen-3ya.example");
    assert_eq!(exported["basics"]["url"], "https://xn--mnchen-3ya.example/%C3%A4");
    assert_eq!(exported["basics"]["email"], "ada@xn--mnchen-3ya.example");
    let again = home.json(["import", "cv.json"]);
    assert_eq!((&again["unchanged"], &again["added"]), (&json!(1), &json!(0)));
    assert_eq!(home.json(["show", &id])["url"], "https://münchen.example");
    let profile = home.json(["profile"]);
    assert_eq!(profile["basics"]["email"], "ada@münchen.example");
    assert_eq!(profile["basics"]["url"], "https://münchen.example/ä");
}

#[test]
fn an_export_for_older_themes_brings_nothing_new() {
    let home = Home::new();
    let profile = ["profile", "set", "name=Ada", "url=https://ada.example"];
    home.run(profile).any();
    home.run(["add", "Dev", "--organization", "Acme", "--url", "https://acme.example"]).any();
    home.run(["export", "old.json", "--legacy-keys"]).any();
    let written = std::fs::read_to_string(home.work().join("old.json")).unwrap();
    assert!(written.contains("\"company\": \"Acme\"") && written.contains("\"website\""), "{written}");
    let again = home.json(["import", "old.json"]);
    assert_eq!((&again["unchanged"], &again["profile"]), (&json!(1), &json!("unchanged")), "{again}");
    // Who has only this file gets all of its keys back.
    let other = Home::new();
    other.write("old.json", &written);
    other.json(["import", "old.json"]);
    let back = other.run(["export", "-", "--format", "json-resume"]).any_stderr();
    let [back, written] =
        [back.out(), written.as_str()].map(|text| serde_json::from_str::<Value>(text).unwrap());
    assert_eq!(back, written);
}
