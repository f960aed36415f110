//! Texts that were typed in the editor: what was saved meanwhile stays, and a kept text belongs to one thing.

use std::fs;

use serde_json::{Value, json};

use crate::support::terminal::ENTER;
use crate::support::{Home, Terminal};

/// An editor that changes the text and fails the first time, and leaves a kept text as it is.
fn failing_once(change: &str) -> String {
    format!("if [ -e failed ]; then exit 0; fi; touch failed; sed -i '{change}' \"$1\"; exit 3")
}

#[track_caller]
fn ends(home: &Home, args: &[&str], code: i32) -> String {
    let mut terminal = Terminal::sized(&home.program(args), 40, 200);
    assert_eq!(terminal.code(), Some(code), "{}", terminal.screen());
    terminal.screen()
}

/// Goes on with the kept text.
#[track_caller]
fn goes_on(home: &Home, args: &[&str], of: &str) -> String {
    let mut terminal = Terminal::sized(&home.program(args), 40, 200);
    terminal.wait_for(&format!("for {of} was not saved"));
    terminal.send(ENTER);
    assert_eq!(terminal.code(), Some(0), "{}", terminal.screen());
    assert_eq!(fs::read_dir(home.path().join("drafts")).unwrap().count(), 0);
    terminal.screen()
}

#[test]
fn what_was_saved_since_a_text_was_kept_stays() {
    let home = Home::with_editor(&failing_once(
        "s/^Location:.*/Location: Bonn/; s/^- Baked bread/- Baked bread mine/",
    ));
    let id = home.run(["add", "Baker", "--organization", "Old", "--bullet", "Baked bread"]).id();
    let _ = ends(&home, &["edit", &id], 1);
    home.run([
        "edit",
        &id,
        "--organization",
        "New",
        "--add-bullet",
        "two",
        "--bullet-text",
        "1=Baked bread theirs",
    ])
    .any();
    let screen = goes_on(&home, &["edit", &id], "`Baker`");
    assert!(
        screen.contains("replaced in Baker: bullet: “Baked bread theirs” → “Baked bread mine”"),
        "{screen}"
    );
    let saved = home.json(["show", &id]);
    assert_eq!(
        [&saved["organization"], &saved["location"], &saved["bullets"]],
        [&json!("New"), &json!("Bonn"), &json!(["Baked bread mine", "two"])]
    );
}

#[test]
fn what_was_saved_since_the_text_of_a_profile_was_kept_stays() {
    let home = Home::with_editor(&failing_once("s/\"label\": \"\"/\"label\": \"Cook\"/"));
    let _ = home.run(["profile", "set", "name=Ada", "email=a@b.example"]).any();
    let _ = ends(&home, &["profile", "edit"], 1);
    let _ = home.run(["profile", "set", "email=new@b.example", "phone=+49 1"]).any();
    let _ = goes_on(&home, &["profile", "edit"], "the profile");
    let basics = json!({"name": "Ada", "email": "new@b.example", "phone": "+49 1", "label": "Cook"});
    assert_eq!(home.json(["profile"])["basics"], basics);
}

#[test]
fn what_an_editor_takes_the_place_of_is_told() {
    // While the text is open, another terminal changes what is typed, too.
    let script = "sed -i -e 's/Zed GmbH/Zed mine/' -e 's/\"Ada\"/\"Ada mine\"/' \"$1\"; echo editing; read -r line </dev/tty";
    let home = Home::with_editor(script);
    let id = home.run(["add", "Intern", "--organization", "Zed GmbH"]).id();
    let _ = home.run(["profile", "set", "name=Ada"]).any();
    for (args, change, told) in [
        (
            ["edit", &id],
            ["edit", &id, "--organization", "Zed theirs"].to_vec(),
            "replaced in Intern: organization: “Zed theirs” → “Zed mine”",
        ),
        (
            ["profile", "edit"],
            ["profile", "set", "name=Ada theirs"].to_vec(),
            "replaced in the profile: basics.name: \"Ada theirs\" → \"Ada mine\"",
        ),
    ] {
        let mut terminal = Terminal::sized(&home.program(args), 40, 200);
        terminal.wait_for("editing");
        let _ = home.run(change).any_output();
        terminal.send(ENTER);
        assert_eq!(terminal.code(), Some(0), "{}", terminal.screen());
        assert!(terminal.screen().contains(told), "{}", terminal.screen());
    }
    assert_eq!(home.json(["show", &id])["organization"], "Zed mine");
    assert_eq!(home.json(["profile"])["basics"]["name"], "Ada mine");
}

/// A Word document of one experience.
fn document(title: &str) -> Vec<u8> {
    let other = Home::new();
    let _ = other.run(["profile", "set", "name=Ada Lovelace", "email=ada@example.org"]).any();
    let _ = other
        .run(["add", title, "--organization", "Acme GmbH", "--start", "2020-01", "--end", "2021-02"])
        .any_output();
    let _ = other.run(["export", "cv.docx"]).any();
    fs::read(other.work().join("cv.docx")).unwrap()
}

#[test]
fn the_text_of_one_document_is_not_offered_for_another() {
    let home = Home::with_editor(&failing_once("s/Data Engineer/Corrected Engineer/"));
    home.write("cv.docx", document("Data Engineer"));
    home.write("other.docx", document("Pastry Cook"));
    let _ = ends(&home, &["import", "cv.docx"], 1);
    let mut terminal = Terminal::sized(&home.program(["import", "other.docx"]), 40, 200);
    terminal.wait_for("Import 1 experience as read?");
    assert!(!terminal.screen().contains("was not saved"), "{}", terminal.screen());
    terminal.send("n");
    assert_eq!(terminal.code(), Some(1), "{}", terminal.screen());
    assert!(terminal.screen().contains("nothing was imported"), "{}", terminal.screen());
    let _ = goes_on(&home, &["import", "cv.docx"], "`cv.docx`");
    assert_eq!(home.json(["list"])[0]["title"], "Corrected Engineer");
}

#[test]
fn an_emptied_document_is_not_imported_and_not_asked_about() {
    let home = Home::with_editor(": >\"$1\"");
    home.write("cv.docx", document("Data Engineer"));
    let screen = ends(&home, &["import", "cv.docx"], 0);
    assert!(screen.contains("nothing was imported") && !screen.contains("as read?"), "{screen}");
    assert_eq!(home.json(["list"]), Value::Array(Vec::new()));
}
