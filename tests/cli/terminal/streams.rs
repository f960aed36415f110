//! Pipes, colours, and what goes where.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use serde_json::json;

use crate::support::Home;

/// Enough to fill any pipe.
fn many() -> Home {
    let home = Home::in_memory().with("RESUME_DATABASE_URL", "none");
    let work: Vec<_> = (0..500)
        .map(|n| json!({"position": format!("Engineer {n}"), "summary": "long text ".repeat(100)}))
        .collect();
    let _ = home.program(["import", "-"]).input(json!({ "work": work }).to_string()).run().any_output();
    home
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    let home = many();
    for args in [
        &["list"][..],
        &["list", "--json"],
        &["list", "--format", "csv"],
        &["list", "--format", "jsonl"],
        &["export"],
        &["export", "--format", "markdown"],
        &["export", "--format", "resume"],
        &["man"],
        &["completions", "bash"],
        &["--help"],
    ] {
        let mut command = home.program(args).command();
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = Vec::new();
        let mut out = BufReader::with_capacity(16, child.stdout.take().unwrap());
        let _ = out.read_until(b'\n', &mut line).unwrap();
        drop(out);
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        let status = child.wait().unwrap();
        assert_eq!(err, "", "{args:?}");
        assert!(matches!(status.code(), Some(0 | 141)), "{args:?}: {status}");
    }
}

#[test]
fn a_pipe_closed_from_the_start() {
    let home = many();
    for args in
        [&["list"][..], &["--json", "status"], &["export"], &["add", "x"], &["--help"], &["--version"]]
    {
        let mut command = home.program(args).command();
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let child = command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        drop(command);
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert!(matches!(output.status.code(), Some(0 | 141)), "{args:?}: {}", output.status);
    }
}

/// Runs a program whose stdout is a full device, and returns what it said.
#[track_caller]
fn on_a_full_device(home: &Home, args: &[&str]) -> String {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = home.program(args).command();
    let child = command.stdin(Stdio::null()).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

const FULL: &str = "error: could not write to standard output: No space left on device (os error 28)\n";

#[test]
fn a_full_device_is_an_error() {
    let home = many();
    let _ = home.run(["profile", "set", "name=Ada"]);
    for args in [&["list"][..], &["export"], &["man"], &["list", "--format", "csv"], &["profile"]] {
        assert_eq!(on_a_full_device(&home, args), FULL, "{args:?}");
    }
    assert!(on_a_full_device(&home, &["--json", "list"]).contains("could not write to standard output"));
}

#[test]
fn what_was_saved_is_synchronised_although_it_could_not_be_told() {
    let home = Home::new();
    let saved = format!("{FULL}hint: the change itself was saved\n");
    assert_eq!(on_a_full_device(&home, &["add", "Baker"]), saved);
    let status = home.json(["status"]);
    assert_eq!((&status["experiences"], &status["pending"]), (&json!(1), &json!(0)), "{status}");
    let id = home.json(["list"])[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(on_a_full_device(&home, &["delete", &id, "--yes"]), saved);
    assert_eq!(home.json(["status"])["pending"], 0);
}

#[test]
fn what_only_looks_synchronises_nothing() {
    let home = Home::new();
    let _ = home.add("Loaded");
    let _ = home.run(["--offline", "add", "Baker"]).id();
    let file = home.write("resume.json", r#"{"work": [{"position": "Cook"}]}"#);
    let file = file.to_str().unwrap();
    for args in [
        &["status"][..],
        &["db", "check"],
        &["log"],
        &["sync", "--dry-run"],
        &["import", file, "--dry-run"],
        &["man"],
    ] {
        let _ = home.run(args).any_output();
        assert_eq!(home.json(["status"])["pending"], 1, "{args:?}");
    }
    let _ = home.run(["list"]).any_output();
    assert_eq!(home.json(["status"])["pending"], 0);
}

#[test]
fn streams_that_are_closed_do_no_harm() {
    let home = Home::new();
    let shell = |text: &str| {
        let mut program = home.program(["-c", text, "sh", env!("CARGO_BIN_EXE_resume")]);
        program.binary = "/bin/sh".into();
        program.run().any().calm()
    };
    let _ = shell("\"$1\" add 'No stderr' 2>&-");
    let _ = shell("\"$1\" add 'No stdin' <&-");
    let _ = shell("\"$1\" add 'No stdout' >&-");
    let _ = shell("\"$1\" add 'None at all' <&- >&- 2>&-");
    let titles = home.json(["list", "--sort", "created", "--reverse"]);
    let titles: Vec<_> =
        titles.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect();
    assert_eq!(titles, ["No stderr", "No stdin", "No stdout", "None at all"]);
    assert_eq!(home.set_aside().len(), 0);
}

#[test]
fn no_prompt_and_no_colour_without_a_terminal() {
    let home = Home::new().with("TERM", "xterm-256color").with("EDITOR", "false");
    home.run(["add"]).code(2).stderr("error: an experience needs a title\nhint: `resume add TITLE`\n");
    let id = home.add("Data Engineer");
    home.run(["delete", &id])
        .code(2)
        .stderr("error: cannot prompt for confirmation: not a terminal\nhint: add `--yes`\n");
    let _ = home.run(["edit", &id]).code(2).stderr_contains("error: no change was given");
    for args in [
        &["list"][..],
        &["show", &id],
        &["history", &id],
        &["status"],
        &["log"],
        &["--help"],
        &["show", "zz"],
        &["wrong"],
    ] {
        let output = home.run(args).any().calm();
        assert!(!output.out().contains('\u{1b}'), "{args:?}: {output:?}");
        assert!(!output.err().contains('\u{1b}'), "{args:?}: {output:?}");
    }
}

#[test]
fn colours_are_kept_in_a_pipe_where_they_are_asked_for() {
    let home = Home::new().with("CLICOLOR_FORCE", "1").with("TERM", "dumb");
    let _ = home.add("Data Engineer");
    let colored = |home: &Home, args: &[&str]| {
        let output = home.run(args).any().calm();
        assert!(!output.err().contains('\u{1b}'), "{args:?}: {output:?}");
        output.out().contains('\u{1b}')
    };
    for args in [&["list"][..], &["show", "Data"], &["--help"]] {
        assert!(colored(&home, args), "{args:?}");
    }
    assert!(!colored(&home, &["--no-color", "list"]) && !colored(&home, &["--json", "list"]));
    let home = home.with("NO_COLOR", "1");
    assert!(!colored(&home, &["list"]) && !colored(&home, &["--help"]));
    let home = home.with("NO_COLOR", "").with("CLICOLOR_FORCE", "0");
    assert!(!colored(&home, &["list"]));
}

#[test]
fn errors_are_json_when_json_is_asked_for() {
    let home = Home::new();
    for (args, code, name) in [
        (&["--json", "show", "abcd"][..], 3, "not_found"),
        (&["--json", "show", "x"], 3, "not_found"),
        (&["--json", "show", ""], 2, "usage"),
        (&["--json", "add"], 2, "usage"),
        (&["--json", "nonsense"], 2, "usage"),
        (&["--json", "list", "--limit", "x"], 2, "usage"),
        (&["--json", "--database", "none", "sync"], 5, "database"),
        (&["--json", "import", "/nonexistent"], 2, "usage"),
    ] {
        let error = home.run(args).code(code).json_error();
        assert_eq!(error["error"]["code"], name, "{args:?}: {error}");
        assert!(error["error"]["message"].is_string() && error["error"].get("hint").is_some(), "{error}");
    }
}

#[test]
fn wrong_usage_is_told_whole_as_json() {
    let home = Home::new();
    for (args, message) in [
        (&["--json", "show"][..], "the following required arguments were not provided: <ID>..."),
        (
            &["--json", "list", "--sort", "x"],
            "invalid value 'x' for '--sort <SORT>' [possible values: start, end, created, updated, title, place]",
        ),
        (&["--json", "list", "--format", "csv"], "`--json` cannot be used with `--format csv`"),
    ] {
        assert_eq!(home.run(args).code(2).json_error()["error"]["message"], message);
    }
    let mistyped = home.run(["--json", "add", "Cook", "--strat", "2020"]).code(2).json_error();
    assert_eq!(mistyped["error"]["message"], "unexpected argument '--strat' found");
    assert_eq!(mistyped["error"]["hint"], "a similar argument exists: '--start'");
}

#[test]
fn more_detail_does_not_repeat_the_message() {
    let home = Home::new();
    let told = home.run(["-v", "import", "/nonexistent"]).code(2).any_stderr();
    assert!(told.err().contains("No such file") && !told.err().contains("cause:"), "{told:?}");
}
