//! Keys at a question: Ctrl-Z, the key of one's own editor, and long pastes, on terminals of any width.

use std::fs;

use serde_json::json;

use crate::support::terminal::{CTRL_C, CTRL_D, DOWN, ENTER};
use crate::support::{Home, Shell, Terminal};

const WIDTHS: [u16; 3] = [40, 80, 132];
const CTRL_Z: &str = "\u{1a}";
const CTRL_X_CTRL_E: &str = "\u{18}\u{5}";

/// Starts the questions for an award, at its title, once they read keys.
fn award(home: &Home, columns: u16) -> Terminal {
    let mut terminal = Terminal::sized(&home.program(["add", "--kind", "award"]), 24, columns);
    terminal.wait_for("Title:");
    terminal.wait_for_secrecy();
    terminal
}

#[test]
fn ctrl_z_stops_a_question_and_its_answer_goes_on_afterwards() {
    for columns in WIDTHS {
        let home = Home::new();
        let mut shell = Shell::start(&home.program(["add"]), columns);
        shell.begin(&format!("{} add --kind award", env!("CARGO_BIN_EXE_resume")));
        shell.terminal().wait_for("Title:");
        shell.terminal().wait_for_secrecy();
        shell.terminal().send("Best bread");
        shell.terminal().wait_for("Title: Best bread");
        // From the beginning of the line.
        shell.terminal().send("\u{1}");
        shell.terminal().send(CTRL_Z);
        let shown = shell.finish();
        assert!(shown.contains("Stopped"), "{shown}");
        assert_eq!(shell.line("echo 'the shell' works"), "the shell works");
        shell.begin("fg");
        // What was typed is no proposal, which a Ctrl-D would pass over: it takes the letter at the cursor.
        shell.answer("Title:", &format!("{CTRL_D}B\u{5} of Graz\r"));
        shell.terminal().wait_for("Awarded by:");
        shell.terminal().send(CTRL_D);
        let shown = shell.finish();
        assert!(shown.contains("added `Best bread of Graz` (id "), "{shown}");
    }
}

#[test]
fn a_pasted_paragraph_is_shown_once_at_any_width() {
    for columns in WIDTHS {
        let home = Home::new();
        let mut terminal = award(&home, columns);
        let paragraph = format!("{}最後.", "東京で 300 loaves a day, baked by hand. ".repeat(7));
        terminal.send("Bread\r");
        terminal.wait_for("Awarded by:");
        terminal.send(ENTER);
        terminal.wait_for("Date");
        terminal.send(ENTER);
        terminal.wait_for("Text:");
        terminal.send(&format!("\u{1b}[200~{paragraph}\rsecond line\u{1b}[201~\u{1b}[H> \r"));
        assert_eq!(terminal.code(), Some(0), "{}", terminal.screen());
        let flat = terminal.screen().replace('\n', "");
        // Home leads to the beginning of the line that the cursor is in.
        for part in ["最後.", "> second line"] {
            assert_eq!(flat.matches(part).count(), 1, "`{part}` at {columns}:\n{}", terminal.screen());
        }
        assert!(terminal.is_as_before(), "at {columns}");
        assert_eq!(home.json(["list"])[0]["text"], json!(format!("{paragraph}\n> second line")));
    }
}

#[test]
fn a_list_to_choose_from_fits_any_width_and_ctrl_c_restores_the_terminal() {
    let home = Home::new();
    for place in ["Café Rot", "喫茶店 ".repeat(20).as_str()] {
        let _ = home.run(["add", &"バリスタ Barista ".repeat(5), "--organization", place]).id();
    }
    for columns in WIDTHS {
        for keys in [ENTER, CTRL_C] {
            let mut terminal = Terminal::sized(&home.program(["delete", "Barista"]), 24, columns);
            terminal.wait_for("Which one is `Barista`?");
            terminal.wait_for_secrecy();
            terminal.send(DOWN);
            terminal.send(keys);
            if keys == ENTER {
                terminal.wait_for("Delete ");
                terminal.wait_for_secrecy();
                terminal.send("n");
            }
            let code = terminal.code();
            assert_eq!(code, Some(if keys == ENTER { 1 } else { 130 }), "{}", terminal.screen());
            assert!(!terminal.wrapped() || keys == ENTER, "at {columns}:\n{}", terminal.screen());
            assert_eq!(terminal.screen().matches("Which one is").count(), 1, "{}", terminal.screen());
            assert!(terminal.is_as_before() && !terminal.hides_the_cursor(), "at {columns}");
        }
    }
    assert_eq!(home.json(["list"]).as_array().unwrap().len(), 2);
}

#[test]
fn no_key_is_lost_between_two_keys() {
    let home = Home::new();
    for title in ["Barista one", "Barista two"] {
        let _ = home.add(title);
    }
    let mut terminal = Terminal::start(&home.program(["delete", "Barista"]));
    terminal.wait_for("Which one is");
    for _ in 0..200 {
        terminal.send(DOWN);
        assert!((0..20).all(|_| terminal.takes_keys()), "a Ctrl-C here would be a signal");
    }
    terminal.send(CTRL_C);
    assert_eq!(terminal.code(), Some(130));
    assert!(terminal.is_as_before());
}

#[test]
fn what_is_not_shown_can_be_cancelled_emptied_and_stopped() {
    let home = Home::new();
    for term in ["xterm", "dumb"] {
        let mut terminal = Terminal::start(home.program(["config", "set", "ai.key", "-"]).env("TERM", term));
        terminal.wait_for("Value of `ai.key`");
        terminal.wait_for_secrecy();
        terminal.send(&format!("sk-1{CTRL_C}"));
        assert_eq!(terminal.code(), Some(130), "{}", terminal.screen());
        assert!(terminal.is_as_before() && !terminal.transcript().contains("sk-1"), "{}", terminal.screen());
    }
    let mut shell = Shell::start(&home.program(["add"]), 80);
    shell.begin(&format!("{} config set ai.key -", env!("CARGO_BIN_EXE_resume")));
    shell.terminal().wait_for("Value of `ai.key`");
    shell.terminal().wait_for_secrecy();
    shell.terminal().send(&format!("wrong\u{15}sk-\u{e9}\u{7f}2x\u{8}{CTRL_Z}"));
    let shown = shell.finish();
    assert!(shown.contains("Stopped") && !shown.contains("sk-"), "{shown}");
    shell.begin("fg");
    shell.terminal().wait_for("Value of `ai.key`");
    shell.terminal().wait_for_secrecy();
    shell.terminal().send("3\r");
    let shown = shell.finish();
    assert!(shown.contains("now has `ai.key`") && !shown.contains("sk-"), "{shown}");
    let config = fs::read_to_string(home.path().join("config.toml")).unwrap();
    assert!(config.contains("key = \"sk-23\""), "{config}");
}

#[test]
fn the_own_editor_is_a_key_away_from_a_question() {
    let home = Home::with_editor(
        "case $(cat \"$1\") in Bred) echo Bread >\"$1\" ;; *) printf 'First line\\nsecond line\\n' >\"$1\" ;; esac",
    );
    let mut terminal = award(&home, 80);
    terminal.send("Bred");
    terminal.wait_for("Title: Bred");
    terminal.send(CTRL_X_CTRL_E);
    // The text comes back into the question.
    terminal.wait_for("Title: Bread");
    terminal.wait_for_secrecy();
    terminal.send(" of Graz\r");
    terminal.wait_for("Awarded by:");
    terminal.send(ENTER);
    terminal.wait_for("Date");
    terminal.send(ENTER);
    terminal.wait_for("Text:");
    terminal.wait_for_secrecy();
    terminal.send(CTRL_X_CTRL_E);
    assert_eq!(terminal.code(), Some(0), "{}", terminal.screen());
    assert!(terminal.screen().contains("Text: First line … (2 lines)"), "{}", terminal.screen());
    let saved = &home.json(["list"])[0];
    assert_eq!(
        (&saved["title"], &saved["text"]),
        (&json!("Bread of Graz"), &json!("First line\nsecond line"))
    );
    assert_eq!(fs::read_dir(home.path().join("drafts")).unwrap().count(), 0);
}

#[test]
fn an_editor_that_fails_leaves_what_was_typed() {
    let home = Home::with_editor("exit 3");
    let mut terminal = award(&home, 80);
    terminal.send("Bread");
    terminal.wait_for("Title: Bread");
    terminal.send(CTRL_X_CTRL_E);
    terminal.wait_for("failed with exit code 3");
    terminal.wait_for_secrecy();
    terminal.send("!\r");
    terminal.wait_for("Awarded by:");
    terminal.send(CTRL_D);
    assert_eq!(terminal.code(), Some(0), "{}", terminal.screen());
    assert_eq!(home.json(["list"])[0]["title"], "Bread!");
}

#[test]
fn a_text_that_is_open_in_another_terminal_is_not_offered() {
    let home = Home::with_editor("echo editing; read -r line </dev/tty");
    let id = home.add("Baker");
    let mut first = Terminal::start(&home.program(["edit", &id]));
    first.wait_for("editing");
    let mut second = Terminal::start(&home.program(["edit", &id]));
    second.wait_for("editing");
    assert!(!second.screen().contains("was not saved"), "{}", second.screen());
    for terminal in [&mut second, &mut first] {
        terminal.send(ENTER);
        assert_eq!(terminal.code(), Some(0), "{}", terminal.screen());
    }
    assert_eq!(fs::read_dir(home.path().join("drafts")).unwrap().count(), 0);
}
