//! What the flags of `add` and `edit` make of their values, and what `edit` says.

use serde_json::{Value, json};

use crate::support::Home;

#[test]
fn the_end_of_an_event_is_its_date() {
    let home = Home::new();
    let add = |args: &[&str]| home.json([&["add"], args].concat());
    let dates = |one: &Value| (one["start_date"].clone(), one["end_date"].clone());
    let award = add(&["Prize", "--kind", "award", "--end", "2019-05"]);
    assert_eq!(dates(&award), (json!("2019-05"), json!(null)));
    home.run(["export", "-", "--format", "text"]).stdout_contains("May 2019").any_output();
    let exported = home.run(["export", "-", "--format", "json-resume"]).any_stderr().json();
    assert_eq!(exported["awards"][0]["date"], "2019-05");
    let talk = add(&["Talk", "--kind", "publication"]);
    let talk = home.json(["edit", talk["id"].as_str().unwrap(), "--end", "2020"]);
    assert_eq!(dates(&talk), (json!("2020"), json!(null)));
    // A certificate may expire, and an award may go on for a while.
    let licence = add(&["Licence", "--kind", "certificate", "--end", "2030"]);
    assert_eq!(dates(&licence), (json!(null), json!("2030")));
    let grant = add(&["Grant", "--kind", "award", "--start", "2019", "--end", "2021"]);
    assert_eq!(dates(&grant), (json!("2019"), json!("2021")));
}

#[test]
fn an_event_with_an_end_alone_has_a_plain_date_in_documents() {
    let home = Home::new();
    let id = home.add("Prize");
    let mut session = home.session();
    let one = &mut session["experiences"][0]["current"];
    (one["kind"], one["end_date"]) = (json!("award"), json!("2019-05"));
    home.write_session(session.to_string().as_bytes());
    assert_eq!(home.json(["show", &id])["end_date"], "2019-05");
    let text = home.run(["export", "-", "--format", "text"]).any().out().to_owned();
    assert!(text.contains("May 2019") && !text.contains("ntil"), "{text}");
}

#[test]
fn a_skill_that_is_there_in_another_case_is_not_added() {
    let home = Home::new();
    let id = home.json(["add", "Engineer", "--skill", "sql"])["id"].as_str().unwrap().to_owned();
    home.run(["edit", &id, "--add-skill", "SQL"]).stdout(format!("{id}\n")).stderr("nothing was changed\n");
    let edited = home.json(["edit", &id, "--add-skill", "SQL", "--add-skill", "Rust"]);
    assert_eq!(edited["skills"], json!(["sql", "Rust"]));
}

#[test]
fn an_empty_input_erases_no_text() {
    let home = Home::new();
    let id = home.json(["add", "Engineer", "--text", "Long"])["id"].as_str().unwrap().to_owned();
    for input in ["", "\n", "\u{feff}", " \t"] {
        let edit = home.program(["edit", &id, "--text", "-"]).input(input).run();
        edit.code(2).stderr("error: standard input is empty\nhint: `--unset text` removes the text\n");
    }
    assert_eq!(home.json(["show", &id])["text"], "Long");
    // A mark before the text is no part of it.
    home.program(["edit", &id, "--text", "-"]).input("\u{feff}Short\n").run().any_output();
    assert_eq!(home.json(["show", &id])["text"], "Short");
    let empty = home.run(["--json", "add", "Baker", "--text", "-"]).json();
    assert_eq!(empty["text"], json!(null));
}

#[test]
fn a_blank_value_clears_as_an_empty_one() {
    let home = Home::new();
    let added = home.json(["add", "Engineer", "--organization", "  ", "--text", " \t", "--url", " "]);
    for field in ["organization", "text", "url"] {
        assert_eq!(added[field], json!(null), "{field}");
    }
    let id = added["id"].as_str().unwrap();
    home.json(["edit", id, "--organization", "Acme", "--location", "Graz"]);
    let edited = home.run(["--json", "--quiet", "edit", id, "--organization", " ", "--location", ""]).json();
    assert_eq!((&edited["organization"], &edited["location"]), (&json!(null), &json!(null)));
}

#[test]
fn what_a_flag_replaced_is_said() {
    let home = Home::new();
    let added = ["add", "Cook", "--organization", "Acme", "--start", "2020", "--meta", "team=a"];
    let id = home.json(added)["id"].as_str().unwrap().to_owned();
    let changed =
        ["edit", &id, "--title", "Chef", "--organization", "", "--start", "2021", "--location", "Graz"];
    home.run([&changed[..], &["--meta", "team=b"]].concat()).stdout(format!("{id}\n")).stderr(
        "replaced in Cook: title: “Cook” → “Chef”; organization “Acme” removed; start: 2020 → 2021; metadata team: \"a\" → \
         \"b\"; `resume undo` takes it back\n",
    );
    // What was not there, or goes by its name, needs no word.
    home.run(["edit", &id, "--url", "https://acme.example", "--unset", "location"]).stdout(format!("{id}\n"));
    home.run(["edit", &id, "--title", "Cook", "--quiet"]).stdout(format!("{id}\n"));
}

#[test]
fn the_text_of_a_bullet_that_another_replaced_is_said() {
    let home = Home::new();
    let added = ["add", "Cook", "--bullet", "Baked", "--bullet", "Cooked for fifty"];
    let id = home.json(added)["id"].as_str().unwrap().to_owned();
    let says = |flags: &[&str], said: &str| {
        home.run([&["edit", &id][..], flags].concat()).stdout(format!("{id}\n")).stderr(said);
    };
    says(
        &["--bullet-text", "2=Cooked for eighty", "--remove-bullet", "1"],
        "replaced in Cook: bullet: “Cooked for fifty” → “Cooked for eighty”; `resume undo` takes it back\n",
    );
    says(&["--bullet-text", "1=Cooked for eighty"], "nothing was changed\n");
    says(
        &["--bullet-text", "1=Fed", "--bullet-text", "1=Cooked for ninety"],
        "replaced in Cook: bullet: “Cooked for eighty” → “Cooked for ninety”; `resume undo` takes it back\n",
    );
    says(
        &["--add-bullet", "Cleaned", "--bullet-text", "1=Cooked for eighty"],
        "replaced in Cook: bullet: “Cooked for ninety” → “Cooked for eighty”; `resume undo` takes it back\n",
    );
    says(&["--bullet-text", "2=Washed", "--remove-bullet", "2"], "");
    says(&["--language", "de", "--bullet-text", "1=Für achtzig gekocht", "--title", "Koch"], "");
    says(
        &["--language", "de", "--bullet-text", "1=Achtzig bekocht", "--unset", "title"],
        "replaced in Cook: bullet “Cooked for eighty” in de: “Für achtzig gekocht” → “Achtzig bekocht”; `resume undo` \
         takes it back\n",
    );
}

#[test]
fn several_without_a_change_are_told_that_the_editor_takes_one() {
    let home = Home::new();
    let ids = ["One", "Two"].map(|title| home.add(title));
    home.run(["edit", &ids[0], &ids[1]]).code(2).stderr(
        "error: no change was given\nhint: `resume edit --help` lists the flags; the editor takes one ID\n",
    );
}
