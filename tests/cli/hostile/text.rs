//! Text that was made to drive a terminal, to be lost, or to be too much.
//!
//! Every field takes it as it is or refuses it with a reason; nothing that is printed for people
//! holds a character that a terminal obeys.

use serde_json::{Value, json};

use crate::support::Home;
use crate::support::tame::tame;

/// What a terminal would obey, or what would mislead a reader.
const HOSTILE: [&str; 4] = [
    "\u{1b}]0;owned\u{7}\u{1b}[2J\u{1b}[31mred \u{202e}gnp.exe\u{2066}\u{2069}\u{200f}",
    "one\rtwo\u{8}\u{8}\u{8}three C1 \u{9b}31m\u{90}q\u{9c}\u{85}",
    "DEL \u{7f} and tags \u{e0041}\u{e007f} joiners \u{200b}\u{2060}\u{feff} and lines \u{2028}\u{2029}",
    "tab\tand\u{b}vertical\u{c}feed emoji 👩\u{200d}💻 é e\u{301} 日本語",
];

/// Runs every command that shows an experience, and looks at what it prints.
fn look(home: &Home, id: &str, what: &str) {
    for args in [
        &["list"][..],
        &["list", "--json"],
        &["list", "--format", "jsonl"],
        &["list", "--format", "csv"],
        &["export"],
        &["export", "--format", "resume"],
        &["export", "--format", "markdown"],
        &["show", id],
        &["show", id, "--json"],
        &["history", id],
        &["history", id, "--json"],
        &["status"],
        &["status", "--json"],
        &["log"],
        &["log", "--json"],
        &["-v", "list"],
    ] {
        let output = home.run(args).calm();
        tame(output.out(), &format!("{what}: {args:?}: stdout"));
        tame(output.err(), &format!("{what}: {args:?}: stderr"));
        assert!(!args.contains(&"--json") || serde_json::from_str::<Value>(output.out()).is_ok());
    }
}

#[test]
fn every_field_is_stored_as_it_is_and_shown_tamed() {
    for text in HOSTILE {
        let home = Home::in_memory();
        let meta = format!("{text}={text}");
        let args = [
            "add", text, "--organization", text, "--location", text, "--text", text, "--bullet", text,
            "--skill", text, "--tag", text, "--meta", &meta,
        ];
        let id = home.run(args).id();
        let stored = &home.session()["experiences"][0]["current"];
        for field in ["organization", "location", "text"] {
            assert_eq!(stored[field], text, "{field}");
        }
        assert_eq!(stored["title"], text.trim());
        assert_eq!(stored["bullets"], json!([text]));
        assert_eq!(stored["skills"], json!([text]));
        assert_eq!(stored["tags"], json!([text]));
        assert_eq!(stored["metadata"][text.trim()], text);
        let _ = home.run(["edit", &id, "--title", &format!("{text} again")]).any_stderr().id();
        look(&home, &id, text);
        let output = home.run(["delete", &id, "--yes"]).any_output();
        tame(output.err(), "delete");
        drop(output);
        let output = home.run(["restore", &id]).any_output();
        tame(output.err(), "restore");
        tame(output.out(), "restore");
        drop(output);
        // A file that is imported is another person's.
        let file = home.write("resume.json", json!({"basics": {"name": text}, "work": [{"name": text, "position": text, "url": text, "highlights": [text]}]}).to_string());
        let output = home.run(["import", file.to_str().unwrap()]).any_output();
        tame(output.out(), "import");
        drop(output);
        let profile = home.run(["profile"]);
        tame(profile.out(), "profile");
        let name =
            &serde_json::from_str::<Value>(profile.out()).expect("the profile is JSON")["basics"]["name"];
        assert_eq!(name, text);
        let exported = home.run(["export"]).json();
        assert_eq!(exported["work"][1]["highlights"], json!([text]));
        assert!(exported["work"].as_array().unwrap().iter().any(|job| job["url"] == text), "{exported}");
        drop(profile);
        look(&home, &id, text);
        assert_eq!(home.json(["sync"])["pending"], 0, "{text:?} reaches the database");
    }
}

#[test]
fn wrong_arguments_are_told_tamed() {
    let home = Home::new();
    for text in HOSTILE {
        for args in [
            &["show", text][..],
            &["add", "x", "--kind", text],
            &["add", "x", "--start", text],
            &["add", "x", "--meta", text],
            &["import", text],
            &["list", "--since", text],
            &["--database", text, "list"],
            &["--env-file", text, "list"],
            &["db", "use", text],
            &["profile", "set", text],
            &["completions", text],
            &[text],
        ] {
            let output = home.run(args).any().calm();
            assert_ne!(output.exit_code(), Some(0), "{args:?}");
            tame(output.err(), &format!("{args:?}"));
            tame(output.out(), &format!("{args:?}"));
        }
    }
}

#[test]
fn nul_is_refused() {
    let home = Home::new();
    let output = home.program(["add", "x", "--text", "-"]).input("a\0b").run().code(2).calm();
    assert!(output.err().contains("NUL"), "{output:?}");
    drop(output);
    let file = home.write("resume.json", r#"{"work": [{"position": "a\u0000b"}]}"#);
    let output = home.run(["import", file.to_str().unwrap()]).code(2).calm();
    assert!(output.err().contains("NUL"), "{output:?}");
    drop(output);
    home.run(["list"]).stderr_contains("no experiences yet");
}

#[test]
fn a_line_of_a_megabyte() {
    let home = Home::in_memory();
    let line = "long ".repeat(200_000);
    let id = home.program(["add", "x", "--text", "-"]).input(line.as_str()).run().id();
    assert_eq!(home.session()["experiences"][0]["current"]["text"].as_str().unwrap().len(), line.len());
    look(&home, &id, "a megabyte");
    assert_eq!(home.json(["sync"])["pending"], 0);
    let title = "t".repeat(100_000);
    let id = home.run(["add", &title]).id();
    look(&home, &id, "a long title");
}

#[test]
fn more_than_a_field_may_hold_is_refused() {
    let home = Home::in_memory();
    let text = "x".repeat(resume::domain::MAX_TEXT + 1);
    let output = home.program(["add", "x", "--text", "-"]).input(text).run().code(2).calm();
    assert!(output.err().contains("`text`"), "{output:?}");
    drop(output);
    home.run(["list"]).stderr_contains("no experiences yet");
}

#[test]
fn half_characters() {
    let home = Home::new();
    // An unpaired surrogate is no text, whichever way it comes.
    for text in [
        r#"{"work": [{"position": "\ud800"}]}"#,
        r#"{"basics": {"name": "\udc00x"}}"#,
        r#"{"work": [{"x\ud800": 1}]}"#,
    ] {
        let file = home.write("resume.json", text);
        let output = home.run(["import", file.to_str().unwrap()]).code(2).calm();
        assert!(output.err().contains("error: "), "{output:?}");
        let _ = output.any_output();
    }
    for bytes in [&b"\xff\xfe"[..], b"\xc0\x80", b"\xed\xa0\x80"] {
        let output = home.program(["add", "x", "--text", "-"]).input(bytes).run().code(2).calm();
        assert!(output.err().contains("UTF-8"), "{output:?}");
        drop(output);
        let file = home.write("resume.json", [b"{\"work\": [{\"position\": \"", bytes, b"\"}]}"].concat());
        let _ = home.run(["import", file.to_str().unwrap()]).code(2).calm().any_output();
    }
    use std::os::unix::ffi::OsStrExt;
    let argument = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    for args in
        [vec!["add".as_ref(), argument], vec!["show".as_ref(), argument], vec!["import".as_ref(), argument]]
    {
        let output = home.run(args).any().calm();
        assert_eq!(output.exit_code(), Some(2), "{output:?}");
    }
    home.run(["list"]).stderr_contains("no experiences yet");
}

#[test]
fn deep_nesting_is_refused() {
    let home = Home::in_memory();
    for depth in [resume::domain::MAX_DEPTH + 2, 127, 128, 1000, 1_000_000] {
        let text = format!(
            "{{\"work\": [{{\"position\": \"x\", \"more\": {}{}}}]}}",
            "[".repeat(depth),
            "]".repeat(depth)
        );
        let output = home.program(["import", "-"]).input(text).run().code(2).calm();
        assert!(output.err().contains("error: "), "{output:?}");
    }
    home.run(["list"]).stderr_contains("no experiences yet");
}
