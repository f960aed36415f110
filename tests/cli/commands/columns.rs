//! The columns of `list`, and the tables that programs read.

use serde_json::json;

use crate::support::Home;

#[test]
fn a_column_that_is_named_twice_keeps_its_value() {
    let home = Home::new();
    let id = home.add("Baker");
    let columns = "id,title,id";
    assert_eq!(home.json(["list", "--columns", columns]), json!([{"id": id, "title": "Baker"}]));
    home.run(["list", "--format", "jsonl", "--columns", columns])
        .stdout(format!("{{\"id\":\"{id}\",\"title\":\"Baker\"}}\n"));
    home.run(["list", "--format", "csv", "--columns", columns])
        .stdout(format!("id,title,id\n{id},Baker,{id}\n"));
}

#[test]
fn csv_has_one_kind_of_line_breaks_and_shows_control_characters() {
    let home = Home::new();
    home.run(["add", "Baker", "--text", "one\r\ntwo \u{1b}[1m\u{202e}"]).id();
    home.run(["list", "--format", "csv", "--columns", "text"])
        .stdout("text\n\"one\ntwo \\u{1b}[1m\\u{202e}\"\n");
}

#[test]
fn an_event_does_not_go_on() {
    let home = Home::new();
    let events = [("Paper", "award"), ("Licence", "certificate"), ("Talk", "publication"), ("Job", "work")];
    for (title, kind) in events {
        home.json(["add", title, "--kind", kind, "--start", "2014-06"]);
    }
    let titles = |args: &[&str]| {
        let listed = home.json([&["list", "--sort", "title"], args].concat());
        let titles = listed.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned());
        titles.collect::<Vec<_>>()
    };
    assert_eq!(titles(&["--since", "2020"]), ["Job"]);
    assert_eq!(titles(&["--since", "2014"]), ["Job", "Licence", "Paper", "Talk"]);
    home.run(["edit", "--where", "since=2020", "--add-tag", "recent", "--yes"]).any_output();
    assert_eq!(titles(&["--tag", "recent"]), ["Job"]);
}
