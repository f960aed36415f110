//! How `resume` asks for a PDF: with programs in the place of the real one, which do not what they should.

use std::fs::{self, Permissions};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::time::Duration;

use resume::render::pdf::order::{FailureKind, Order, Report};
use resume::render::pdf::typesetter::{LayoutError, TypesetError, Typesetter};
use tempfile::TempDir;

use super::harness::{Fonts, THEME, content, failure, order};

/// A home with a `resume`, which is not run, and a script beside it.
fn beside(script: &str) -> (TempDir, Typesetter) {
    let home = TempDir::new().unwrap();
    let program = home.path().join("resume-typeset");
    fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    let resume = home.path().join("resume");
    fs::write(&resume, "").unwrap();
    let typesetter = Typesetter::beside(&resume, Some(home.path().to_owned()));
    (home, typesetter)
}

fn small() -> Order {
    order(content(1, 1), THEME)
}

/// One that no pipe holds.
fn large() -> Order {
    let mut order = small();
    order.content["header"]["summary"] = "x".repeat(1 << 20).into();
    order
}

#[test]
fn the_program_beside_the_real_one_is_asked() {
    let typesetter = Typesetter::beside(Path::new(env!("CARGO_BIN_EXE_resume")), None);
    let (made, pdf) = typesetter.make(&small(), &[]).unwrap();
    assert_eq!((made.pages, made.length), (1, pdf.len()));
    assert!(pdf.starts_with(b"%PDF-1.7"));
    // A link to the program is no place of its own.
    let elsewhere = TempDir::new().unwrap();
    symlink(env!("CARGO_BIN_EXE_resume"), elsewhere.path().join("resume")).unwrap();
    let linked = Typesetter::beside(&elsewhere.path().join("resume"), None);
    assert_eq!(linked.make(&small(), &[]).unwrap().1, pdf);
}

#[test]
fn a_missing_program_is_told_with_both_ways_out() {
    let (home, typesetter) = beside("");
    fs::remove_file(home.path().join("resume-typeset")).unwrap();
    let error = typesetter.make(&large(), &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "PDF files are made by `resume-typeset`, which is not installed beside `resume`"
    );
    assert_eq!(
        error.hint().unwrap(),
        "install `resume` with its feature `pdf`, which is on by default, or choose another format: `.html`, `.docx`"
    );
}

#[test]
fn nothing_of_this_process_is_handed_on() {
    // A descriptor that this process has inherited from a careless parent.
    let inherited = rustix::io::fcntl_dupfd_cloexec(std::io::stderr(), 200).unwrap();
    rustix::io::fcntl_setfd(&inherited, rustix::io::FdFlags::empty()).unwrap();
    let number = inherited.as_raw_fd().to_string();
    let (home, typesetter) =
        beside("env >\"$HOME/seen\"; pwd >>\"$HOME/seen\"; ls /proc/self/fd >>\"$HOME/seen\"");
    typesetter.make(&small(), &[]).unwrap_err();
    let seen = fs::read_to_string(home.path().join("seen")).unwrap();
    let shells = ["PWD=", "OLDPWD=", "SHLVL=", "_="];
    let mut seen = seen.lines().filter(|line| !shells.iter().any(|own| line.starts_with(own)));
    assert_eq!(seen.next(), Some(format!("HOME={}", home.path().display()).as_str()));
    assert_eq!(seen.next(), Some("/"));
    // The shell and `ls` open some themselves.
    assert!(seen.all(|descriptor| descriptor != number));
}

#[test]
fn a_program_that_does_not_answer_is_killed() {
    for script in
        ["echo $$ >\"$HOME/id\"; exec sleep 1000", "echo $$ >\"$HOME/id\"; exec >&-; exec sleep 1000"]
    {
        let (home, typesetter) = beside(script);
        let patient = Duration::from_millis(500);
        let error = typesetter.with_patience(patient).make(&large(), &[]).unwrap_err();
        assert!(matches!(error, TypesetError::Silent | TypesetError::Died(_)), "{error}");
        let id = fs::read_to_string(home.path().join("id")).unwrap();
        assert!(!Path::new("/proc").join(id.trim()).exists());
    }
    // What is read is not to blame.
    let (_home, typesetter) = beside("exec sleep 1000");
    let error = typesetter.with_patience(Duration::from_millis(500)).read_layout(b"%PDF-").unwrap_err();
    assert!(matches!(error, LayoutError::Program(TypesetError::Silent)), "{error}");
}

#[test]
fn a_program_that_dies_is_told_with_its_last_words() {
    for (script, message) in [
        ("exit 3", "`resume-typeset` ended without an answer: exit status: 3"),
        ("kill -9 $$", "`resume-typeset` ended without an answer: signal: 9 (SIGKILL)"),
        ("echo oops >&2; exit 1", "`resume-typeset` ended without an answer: oops"),
        // It is killed, or finds that no one reads.
        ("yes words", "`resume-typeset` ended without an answer: "),
        (
            "yes oops | head -c 1000000 >&2; echo '{\"made\":{\"length\":9,'; exit 1",
            "`resume-typeset` ended without an answer: oops oops",
        ),
    ] {
        let (_home, typesetter) = beside(script);
        let error = typesetter.make(&large(), &[]).unwrap_err().to_string();
        assert!(error.starts_with(message), "{script}: {error}");
    }
}

#[test]
fn an_order_of_another_version_is_refused() {
    let mut order = small();
    order.version = "0.0.1".to_owned();
    let failure = failure(&order);
    assert_eq!(failure.kind, FailureKind::Order);
    assert_eq!(
        failure.message,
        format!("the order is from `resume` 0.0.1, this is {}", env!("CARGO_PKG_VERSION"))
    );
    assert_eq!(failure.hints, ["install both programs from the same release"]);
}

/// Another version may have another order.
#[test]
fn the_version_is_read_before_the_rest() {
    for (version, message) in [
        ("99.0.0", "the order is from `resume` 99.0.0, this is "),
        (env!("CARGO_PKG_VERSION"), "the order is not readable: missing field `paper`"),
    ] {
        let mut order = serde_json::to_value(small()).unwrap();
        order["version"] = version.into();
        order.as_object_mut().unwrap().remove("paper");
        let (Report::Failed(failure), _) = Fonts::none().answer(format!("{order}\n").as_bytes()) else {
            panic!()
        };
        assert_eq!(failure.kind, FailureKind::Order);
        assert!(failure.message.starts_with(message), "{}", failure.message);
    }
}

#[test]
fn half_an_order_is_refused() {
    let mut order = small();
    order.photo = Some(resume::render::pdf::order::Photo { name: "photo.png".to_owned(), length: 100 });
    let (Report::Failed(failure), _) = Fonts::none().set(&order, b"half of it") else { panic!() };
    assert_eq!(failure.kind, FailureKind::Order);
    assert_eq!(failure.message, "the order is not readable: unexpected end of file");
}
