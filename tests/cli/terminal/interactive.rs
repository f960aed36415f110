//! What a person at a terminal meets: questions, an editor, colours, and Ctrl-C.

use std::fs;

use nix::sys::signal::Signal;

use crate::support::terminal::{CTRL_C, DOWN, ENTER, ESCAPE};
use crate::support::{Home, Program, Terminal};

#[track_caller]
fn ends(terminal: &mut Terminal, code: i32) {
    let found = terminal.code();
    assert_eq!(found, Some(code), "the exit code; the screen:\n{}", terminal.screen());
}

fn titles(home: &Home) -> Vec<String> {
    let listed = home.json(["list", "--sort", "created", "--reverse"]);
    listed.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn delete_asks_and_enter_is_no() {
    for (keys, code) in [("y", 0), ("n", 1), (ENTER, 1), (ESCAPE, 130), (CTRL_C, 130)] {
        let home = Home::new();
        let id = home.add("Data Engineer");
        let before = home.session_bytes();
        let mut terminal = Terminal::start(&home.program(["delete", &id]));
        terminal.wait_for("Delete Data Engineer?");
        terminal.send(keys);
        ends(&mut terminal, code);
        if code == 0 {
            assert_eq!(titles(&home), Vec::<String>::new());
        } else {
            assert_eq!(home.session_bytes(), before, "{keys:?}");
            assert!(terminal.screen().contains("nothing was"), "{}", terminal.screen());
        }
    }
}

#[test]
fn a_long_question_stays_on_its_line() {
    let home = Home::new();
    let id = home.add(&"Data Engineer ".repeat(30));
    let mut terminal = Terminal::start(&home.program(["delete", &id]));
    terminal.wait_for("…?");
    let screen = terminal.screen();
    assert_eq!(
        screen.matches("Engineer").count(),
        screen.lines().next().unwrap().matches("Engineer").count()
    );
    terminal.send("y");
    ends(&mut terminal, 0);
}

#[test]
fn a_question_that_is_too_long_for_a_line_is_wrapped() {
    let home = Home::new();
    let ids = ["Senior Data Engineer", "Lecturer", "Baker"].map(|title| home.add(title));
    let mut terminal = Terminal::sized(&home.program(["delete", &ids[0], &ids[1], &ids[2]]), 24, 40);
    terminal.wait_for(")?");
    let words = terminal.screen().replace('\n', " ");
    for told in ["Delete 3 experiences", "Senior Data", "Lecturer", "Baker)?"] {
        assert!(words.contains(told), "{told}: {words}");
    }
    assert!(!terminal.wrapped(), "{words}");
    terminal.send("y");
    ends(&mut terminal, 0);
    let many: Vec<_> = (0..12).map(|n| home.add(&format!("Job {n}"))).collect();
    let args = [&["delete"][..], &many.iter().map(String::as_str).collect::<Vec<_>>()].concat();
    let mut terminal = Terminal::start(&home.program(args));
    terminal.wait_for("more)?");
    assert!(terminal.screen().contains("Job 4, and 7"), "{}", terminal.screen());
    terminal.send("n");
    ends(&mut terminal, 1);
}

#[test]
fn add_checks_the_end_where_it_is_asked_for() {
    let home = Home::new();
    let mut terminal = Terminal::start(&home.program([
        "add", "--start", "2024-03", "--kind", "work", "--organization", "Acme", "--location", "Graz",
        "--text", "x", "--bullet", "x", "--skill", "SQL",
    ]));
    terminal.wait_for("Position");
    terminal.send("Baker\r");
    terminal.wait_for("End (");
    terminal.send("2023\r");
    terminal.wait_for("the end `2023` is before the start `2024-03`");
    // Until the question is there again, the terminal takes Ctrl-U for itself.
    terminal
        .wait_for(": 2023\nthe end `2023` is before the start `2024-03`\nEnd (empty while it goes on): 2023");
    terminal.send("\u{15}2025\r");
    ends(&mut terminal, 0);
    assert_eq!(home.json(["list"])[0]["end_date"], "2025");
}

/// What `add` asks, and what to press.
const QUESTIONS: [(&str, &str); 9] = [
    ("Kind", "\r"),
    ("Position", "Night shift lead\r"),
    ("Employer", "Acme\r"),
    ("Location", "\r"),
    ("Start", "2024-03\r"),
    ("End", "\r"),
    ("Text", "\r"),
    ("Bullet", "\r"),
    ("Skills", "SQL, Rust\r"),
];

#[test]
fn add_asks_for_what_is_needed() {
    let home = Home::new();
    let mut terminal = Terminal::start(&home.program(["add"]));
    for (question, keys) in QUESTIONS {
        terminal.wait_for(question);
        terminal.send(keys);
    }
    ends(&mut terminal, 0);
    let saved = &home.json(["list"])[0];
    assert_eq!(saved["title"], "Night shift lead");
    assert_eq!(saved["kind"], "work");
    assert_eq!(saved["organization"], "Acme");
    assert_eq!(saved["start_date"], "2024-03");
    assert_eq!(saved["skills"], serde_json::json!(["SQL", "Rust"]));
}

#[test]
fn a_wrong_answer_is_asked_again() {
    let home = Home::new();
    let mut terminal = Terminal::start(&home.program(["add"]));
    terminal.wait_for("Kind");
    terminal.send(DOWN);
    terminal.send(ENTER);
    terminal.wait_for("Position");
    terminal.send("Lead\r");
    terminal.wait_for("Organization");
    terminal.send(ENTER);
    terminal.wait_for("Location");
    terminal.send(ENTER);
    terminal.wait_for("Start");
    terminal.send("2024-13\r");
    terminal.wait_for("`2024-13` is not a date");
    // What was refused is still there. Until it is, the terminal takes Backspace for itself.
    terminal.wait_for("or `2024-03-15`\nStart (2024, 2024-03 or 2024-03-15): 2024-13");
    terminal.send("\u{7f}2\r");
    for (question, _) in &QUESTIONS[5..] {
        terminal.wait_for(question);
        terminal.send(ENTER);
    }
    ends(&mut terminal, 0);
    let saved = &home.json(["list"])[0];
    assert_eq!((saved["kind"].as_str(), saved["start_date"].as_str()), (Some("volunteer"), Some("2024-12")));
}

#[test]
fn ctrl_c_at_any_question_of_add_saves_nothing() {
    for answered in 0..QUESTIONS.len() {
        let home = Home::new();
        let mut terminal = Terminal::start(&home.program(["add"]));
        for (question, keys) in &QUESTIONS[..answered] {
            terminal.wait_for(question);
            terminal.send(keys);
        }
        terminal.wait_for(QUESTIONS[answered].0);
        terminal.send(CTRL_C);
        ends(&mut terminal, 130);
        assert!(!home.session_path().exists(), "after {answered} answers");
        assert!(!terminal.hides_the_cursor(), "after {answered} answers the cursor is hidden");
    }
}

#[test]
fn a_terminal_that_goes_away_saves_nothing() {
    let home = Home::new();
    let mut terminal = Terminal::start(&home.program(["add"]));
    terminal.wait_for("Kind");
    terminal.signal(Signal::SIGHUP);
    let _ = terminal.end();
    assert!(!home.session_path().exists());
}

#[test]
fn no_input_asks_nothing_on_a_terminal() {
    let home = Home::new();
    let id = home.add("Kept");
    for (args, code) in [
        (&["--no-input", "add"][..], 2),
        (&["--no-input", "delete", &id], 2),
        (&["--no-input", "edit", &id], 2),
    ] {
        let mut terminal = Terminal::start(&home.program(args));
        ends(&mut terminal, code);
    }
    assert_eq!(titles(&home), ["Kept"]);
}

#[test]
fn the_editor_changes_an_experience() {
    let home = Home::with_editor("sed -i 's/^Title: .*/Title: Head of Data/' \"$1\"");
    let id = home.add("Data Engineer");
    let mut terminal = Terminal::start(&home.program(["edit", &id]));
    ends(&mut terminal, 0);
    assert_eq!(titles(&home), ["Head of Data"]);
    assert_eq!(drafts(&home), Vec::<String>::new());
}

/// What the editor corrects is saved, and stays when the same file comes again.
#[test]
fn a_document_is_corrected_in_the_editor_before_it_is_saved() {
    let home = Home::with_editor("sed -i 's/^Title: Enginer/Title: Engineer/' \"$1\"");
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let lines = ["Ada Lovelace", "Work Experience", "Enginer | Initech | 2019 – 2021"];
    let body: String = lines.map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).concat();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(
        &mut archive,
        format!("<w:document xmlns:w=\"{namespace}\"><w:body>{body}</w:body></w:document>").as_bytes(),
    )
    .unwrap();
    home.write("cv.docx", archive.finish().unwrap().into_inner());
    let mut terminal = Terminal::start(&home.program(["import", "cv.docx"]));
    ends(&mut terminal, 0);
    assert_eq!((titles(&home), drafts(&home)), (vec!["Engineer".to_owned()], Vec::new()));
    let _ = home.run(["import", "cv.docx", "--yes"]).any();
    assert_eq!(titles(&home), ["Engineer"]);

    // An editor that changes nothing asks, and Enter means no.
    let home = home.with("EDITOR", "true");
    let before = home.session_bytes();
    let mut terminal = Terminal::start(&home.program(["import", "cv.docx"]));
    terminal.wait_for("Import 1 experience as read?");
    terminal.send(ENTER);
    ends(&mut terminal, 1);
    assert_eq!(home.session_bytes(), before);
}

/// The texts that are kept.
fn drafts(home: &Home) -> Vec<String> {
    let Ok(entries) = fs::read_dir(home.path().join("drafts")) else { return Vec::new() };
    let texts = entries.map(|entry| entry.unwrap().path());
    let texts = texts.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    texts.map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn a_mistake_in_the_editor_is_handed_back_beside_the_text() {
    // The first time it makes a mistake; the second time it finds the error, and mends it.
    let script = "if grep -q '^# error' \"$1\"; then cp \"$1\" seen; sed -i 's/^Start.*/Start: 2024/' \"$1\"
        else sed -i -e 's/^Title: .*/Title: Typed with care/' -e 's/^Start.*/Start: soon/' \"$1\"; fi";
    let home = Home::with_editor(script);
    let id = home.add("Data Engineer");
    let mut terminal = Terminal::start(&home.program(["edit", &id]));
    terminal.wait_for("Edit again?");
    terminal.send("y");
    ends(&mut terminal, 0);
    let seen = fs::read_to_string(home.work().join("seen")).unwrap();
    assert!(seen.contains("Title: Typed with care") && seen.contains("Start: soon"), "{seen}");
    let shown = &home.json(["show", &id]);
    assert_eq!(
        (shown["title"].as_str(), shown["start_date"].as_str()),
        (Some("Typed with care"), Some("2024"))
    );
    assert_eq!(drafts(&home), Vec::<String>::new());
}

#[test]
fn what_was_typed_is_kept_by_those_who_give_up() {
    for (keys, code) in [("n", 2), (CTRL_C, 130)] {
        let home = Home::with_editor(
            "sed -i -e 's/^Title: .*/Title: Typed with care/' -e 's/^Start.*/Start: soon/' \"$1\"",
        );
        let id = home.add("Data Engineer");
        let before = home.session_bytes();
        let mut terminal = Terminal::sized(&home.program(["edit", &id]), 24, 200);
        terminal.wait_for("Edit again?");
        terminal.send(keys);
        ends(&mut terminal, code);
        assert_eq!(home.session_bytes(), before, "nothing was changed");
        let kept = drafts(&home);
        assert!(kept.len() == 1 && kept[0].contains("Typed with care"), "{kept:?}");
        assert!(terminal.screen().contains("your text is kept in"), "{}", terminal.screen());
    }
}

#[test]
fn ctrl_c_in_the_editor_changes_nothing_and_keeps_what_was_typed() {
    // An editor that leaves Ctrl-C to the system, after it has saved.
    let home = Home::with_editor(
        "sed -i 's/^Title: .*/Title: Typed with care/' \"$1\"; echo editing; read -r line </dev/tty",
    );
    let id = home.add("Data Engineer");
    let before = home.session_bytes();
    let mut terminal = Terminal::sized(&home.program(["edit", &id]), 24, 200);
    terminal.wait_for("editing");
    terminal.send(CTRL_C);
    ends(&mut terminal, 130);
    assert_eq!(home.session_bytes(), before, "nothing was changed");
    let kept = drafts(&home);
    assert!(kept.len() == 1 && kept[0].contains("Typed with care"), "{kept:?}");
}

#[test]
fn an_editor_that_fails_changes_nothing() {
    for (script, code) in [("exit 3", 1), ("rm \"$1\"", 1), (": >\"$1\"", 0), ("true", 0)] {
        let home = Home::with_editor(script);
        let id = home.add("Data Engineer");
        let before = home.session_bytes();
        let mut terminal = Terminal::start(&home.program(["edit", &id]));
        ends(&mut terminal, code);
        assert_eq!(home.session_bytes(), before, "{script}");
    }
}

#[test]
fn what_changed_elsewhere_while_the_editor_was_open_is_merged() {
    let home = Home::with_editor(
        "sed -i 's/^Title: .*/Title: Head of Data/' \"$1\"; echo editing; read -r line </dev/tty",
    );
    let id = home.add("Data Engineer");
    let mut terminal = Terminal::start(&home.program(["edit", &id]));
    terminal.wait_for("editing");
    // The lock is free meanwhile.
    let _ = home.run(["edit", &id, "--organization", "Acme"]).id();
    terminal.send(ENTER);
    ends(&mut terminal, 0);
    let shown = home.json(["show", &id]);
    assert_eq!(
        (shown["title"].as_str(), shown["organization"].as_str()),
        (Some("Head of Data"), Some("Acme"))
    );
}

#[test]
fn a_deletion_that_an_edit_undoes_is_told() {
    let home = Home::with_editor(
        "sed -i 's/^Title: .*/Title: Head of Data/' \"$1\"; echo editing; read -r line </dev/tty",
    );
    let id = home.add("Data Engineer");
    let mut terminal = Terminal::start(&home.program(["edit", &id]));
    terminal.wait_for("editing");
    home.run(["delete", &id, "--yes"]).any_output();
    terminal.send(ENTER);
    ends(&mut terminal, 0);
    assert!(terminal.screen().contains("was deleted meanwhile, and is back"), "{}", terminal.screen());
    assert_eq!(home.json(["show", &id])["title"], "Head of Data");
}

fn colored(program: &Program) -> bool {
    let mut terminal = Terminal::start(program);
    ends(&mut terminal, 0);
    terminal.transcript().contains("\u{1b}[")
}

#[test]
fn colours_on_a_terminal_unless_unwanted() {
    let home = Home::new();
    let _ = home.run(["add", "Data Engineer", "--organization", "Acme", "--start", "2024"]).id();
    assert!(colored(&home.program(["list"])));
    assert!(!colored(&home.program(["list", "--no-color"])));
    assert!(!colored(home.program(["list"]).env("NO_COLOR", "1")));
    assert!(!colored(home.program(["--help"]).env("NO_COLOR", "1")));
}

#[test]
fn no_colours_in_help_where_none_are_wanted() {
    assert!(!colored(&Home::new().program(["--no-color", "--help"])));
}

#[test]
fn a_moved_bullet_is_named() {
    let home = Home::new();
    let id = home.run(["add", "Cook", "--bullet", "Baked", "--bullet", "Sold"]).id();
    let mut terminal = Terminal::start(&home.program(["move", &id, "--bullet", "2", "--to", "1"]));
    ends(&mut terminal, 0);
    let shown = terminal.screen();
    assert!(shown.starts_with("moved bullet 2 to 1 in `Cook` (id "), "{shown}");
}

#[test]
fn a_table_fits_the_terminal() {
    let home = Home::new();
    let long = "A very long title that goes on and on, far beyond the edge of any narrow terminal window";
    let _ =
        home.run(["add", long, "--organization", "An organization with a long name", "--start", "2024"]).id();
    for width in [30, 50, 80, 200] {
        let mut terminal = Terminal::sized(&home.program(["list"]), 24, width);
        ends(&mut terminal, 0);
        assert!(!terminal.wrapped(), "at {width}:\n{}", terminal.screen());
        assert!(terminal.screen().contains("A very"), "at {width}:\n{}", terminal.screen());
    }
}

#[test]
fn hostile_text_does_not_drive_a_terminal() {
    let home = Home::new();
    let text = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{1b}[8mhidden\u{9b}2J\u{202e}";
    let id =
        home.run(["add", text, "--text", text, "--organization", text, "--tag", text, "--bullet", text]).id();
    for args in [
        &["list"][..],
        &["show", &id],
        &["history", &id],
        &["--json", "show", &id],
        &["export"],
        &["export", "--format", "markdown"],
        &["list", "--format", "csv"],
    ] {
        let mut terminal = Terminal::sized(&home.program(args), 60, 300);
        ends(&mut terminal, 0);
        let transcript = terminal.transcript();
        for sequence in ["\u{1b}]", "\u{1b}[2J", "\u{1b}[8m", "\u{9b}", "\u{202e}", "\u{7}"] {
            assert!(!transcript.contains(sequence), "{args:?} writes {sequence:?}: {transcript:?}");
        }
        assert!(args[0] == "history" || terminal.screen().contains("hidden"), "{args:?}");
    }
    let mut terminal = Terminal::sized(&home.program(["delete", &id]), 24, 200);
    terminal.wait_for("Delete");
    terminal.send("n");
    ends(&mut terminal, 1);
    assert!(!terminal.transcript().contains("\u{1b}]"), "{:?}", terminal.transcript());
    let unknown = format!("{text} and more");
    let mut terminal = Terminal::sized(&home.program(["show", &unknown]), 24, 200);
    ends(&mut terminal, 3);
    assert!(!terminal.transcript().contains("\u{1b}]"), "{:?}", terminal.transcript());
}

#[test]
fn a_hostile_argument_does_not_drive_a_terminal() {
    let home = Home::new();
    let text = "\u{1b}]0;owned\u{7}\u{1b}[2J";
    let mut terminal = Terminal::sized(&home.program(["add", "x", "--kind", text]), 24, 200);
    ends(&mut terminal, 2);
    assert!(!terminal.transcript().contains("\u{1b}]"), "{:?}", terminal.transcript());
}
