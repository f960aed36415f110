//! A theme that would not end, or would use up the machine.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use resume::render::pdf::order::{FailureKind, Report};
use resume::render::pdf::typesetter::{LayoutError, TypesetError, Typesetter};

use super::harness::{Fonts, PROGRAM, content, order};

const ENDLESS: &str =
    "#for a in range(10000) { for b in range(10000) { for c in range(10000) { let d = c } } }";

/// What `resume` is told about a theme.
fn error(theme: &str) -> TypesetError {
    let typesetter = Typesetter::beside(Path::new(env!("CARGO_BIN_EXE_resume")), None);
    typesetter.make(&order(content(1, 1), theme), &[]).unwrap_err()
}

/// One process ends itself after its time, another as soon as the reader of its answer is gone.
#[test]
fn a_theme_that_loops_is_stopped() {
    let fonts = Fonts::none();
    let order = order(content(1, 1), ENDLESS);
    let mut first = fonts.start(&order, &[]);
    let mut second = fonts.start(&order, &[]);
    drop(second.stdout.take());
    assert!(!second.wait().unwrap().success());
    assert_eq!(first.try_wait().unwrap(), None, "the second did not wait for its time");
    let mut answer = Vec::new();
    first.stdout.take().unwrap().read_to_end(&mut answer).unwrap();
    assert!(first.wait().unwrap().success());
    let Report::Failed(failure) = Report::read(answer.as_slice()).unwrap().0 else { panic!() };
    assert_eq!(failure.kind, FailureKind::Time);
    assert_eq!(failure.message, "the theme took longer than 10 seconds, and was stopped");
}

#[test]
fn a_theme_that_takes_all_memory_is_stopped() {
    for theme in ["#(\"x\" * 10737418240)", "#(\"x\" * 2147483648)"] {
        let error = error(theme);
        assert_eq!(error.to_string(), "the theme asked for more than 1 GiB of memory, and was stopped");
        assert_eq!(error.hint().unwrap(), "mend the theme, or choose another with `--theme`");
    }
}

#[test]
fn a_theme_that_nests_too_deeply_is_stopped() {
    let native = "#let a = ()\n#for i in range(200000) { a = (a,) }\n#repr(a)";
    assert_eq!(error(native).to_string(), "the theme nests its values too deeply, and was stopped");
    let typst = "#let f(x) = f(x + 1)\n\n#f(1)";
    assert_eq!(error(typst).to_string(), "cv.typ:1:13: maximum function call depth exceeded");
}

#[test]
fn no_image_of_the_memory_is_left() {
    let fonts = Fonts::none();
    let mut long = order(content(1, 1), ENDLESS);
    long.content["header"]["summary"] = "x".repeat(1 << 20).into();
    // Its limits are set before it reads, and it reads: no pipe holds so much.
    let mut child = fonts.start(&long, &[]);
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let limit = |name: &str| {
        let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(limit("Max core file size")[..2], ["0", "0"]);
    assert_eq!(limit("Max data size")[..2], ["1073741824", "1073741824"]);
}

/// A single call of a library reads a PDF: the system ends it.
#[test]
fn a_pdf_that_takes_too_long_is_stopped() {
    for flag in ["--layout", "--text"] {
        let mut child = Command::new(PROGRAM)
            .arg(flag)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Its limits are set before it reads, and it reads: no pipe holds so much.
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(&vec![b'x'; 1 << 20]).unwrap();
        let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let time = limits.lines().find_map(|line| line.strip_prefix("Max cpu time")).unwrap();
        assert_eq!(time.split_whitespace().next(), Some("10"), "{flag}");
    }
    // A file in place of the program, which ends as one does that has used up its time.
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("resume-typeset");
    fs::write(&program, "#!/bin/sh\nkill -XCPU $$\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let typesetter = Typesetter::beside(&folder.path().join("resume"), None);
    assert!(matches!(typesetter.read_layout(b"%PDF-").unwrap_err(), LayoutError::Time));
}

#[test]
fn a_person_who_starts_it_is_told_what_it_is() {
    let run = |args: &[&str]| {
        let output = Command::new(PROGRAM).args(args).stdin(Stdio::null()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let usage = "resume-typeset makes the PDF files of `resume export FILE.pdf`, which starts it\n";
    let version = format!("resume-typeset {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(&["--version"]), (Some(0), version, String::new()));
    assert_eq!(run(&["--help"]), (Some(0), usage.to_owned(), String::new()));
    assert_eq!(run(&["cv.typ"]), (Some(2), String::new(), usage.to_owned()));
}
