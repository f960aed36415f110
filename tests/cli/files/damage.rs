//! A session file that was cut, flipped, emptied, blown up or written by a newer version.
//!
//! It is never taken for an empty one and never overwritten: the damaged bytes are kept under a
//! dated name, and what can be had of them is restored. And there is never a panic.

use std::fs;
use std::path::{Path, PathBuf};

use resume::clock;
use resume::session::{SessionError, SessionStore};
use serde_json::Value;

use crate::support::directory;
use crate::support::{Home, parallel};

/// A small session with two experiences, of a home without a database.
fn small() -> (Home, Vec<u8>) {
    let home = Home::in_memory().with("RESUME_DATABASE_URL", "none");
    for title in ["Data Engineer", "Night shift lead — été"] {
        let _ =
            home.run(["add", title, "--bullet", "Built \"it\"", "--skill", "SQL", "--meta", "team=7"]).id();
    }
    let bytes = home.session_bytes();
    (home, bytes)
}

/// What stands beside the session file, under a dated name.
fn set_aside(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.to_string_lossy().contains("damaged-")).collect()
}

/// Opens damaged bytes by the library and changes the session. Either the bytes are a session like
/// any other, or they are kept under a dated name, or they are refused and left alone.
fn open(bytes: &[u8], what: &str) {
    let directory = directory::quick();
    let path = directory.path().join("session.json");
    fs::write(&path, bytes).unwrap();
    let store = SessionStore::new(path.clone(), clock::system);
    let count = store.read(|session| session.experiences.len());
    match count {
        Ok(count) => match store.take_recovery() {
            Some(recovery) => {
                assert_eq!(set_aside(&path), std::slice::from_ref(&recovery.set_aside), "{what}");
                assert_eq!(
                    fs::read(&recovery.set_aside).unwrap(),
                    bytes,
                    "{what}: the damaged bytes are kept"
                );
                assert_eq!(recovery.experiences, count, "{what}");
                assert_eq!(recovery.total_loss, !path.exists(), "{what}");
                // Whole lines are whole records.
                let whole = bytes.split(|byte| *byte == b'\n').filter(|line| is_record(line)).count();
                assert!(count >= whole.min(2), "{what}: {count} of {whole} records were restored");
            }
            None => {
                assert!(serde_json::from_slice::<Value>(bytes).is_ok(), "{what}: taken for a session");
                assert_eq!(fs::read(&path).unwrap(), bytes, "{what}");
                assert_eq!(set_aside(&path), Vec::<PathBuf>::new(), "{what}");
            }
        },
        Err(SessionError::Newer { .. }) => {
            assert_eq!(fs::read(&path).unwrap(), bytes, "{what}: a newer file is left alone");
            assert_eq!(set_aside(&path), Vec::<PathBuf>::new(), "{what}");
        }
        Err(SessionError::Edited { .. }) => {
            assert!(serde_json::from_slice::<Value>(bytes).is_ok(), "{what}: damaged, and not by hand");
            assert_eq!(fs::read(&path).unwrap(), bytes, "{what}: it is left to be corrected");
            assert_eq!(set_aside(&path), Vec::<PathBuf>::new(), "{what}");
        }
        Err(error) => panic!("{what}: {error}"),
    }
}

/// Whether a line is a record as it was written, with each character in place.
fn is_record(line: &[u8]) -> bool {
    let line = line.strip_suffix(b",").unwrap_or(line);
    let Ok(mut line) = serde_json::from_slice::<Value>(line) else { return false };
    let Some(Value::Number(_)) = line.as_object_mut().and_then(|line| line.remove("sum")) else {
        return false;
    };
    serde_json::from_value::<resume::domain::Record<resume::domain::Experience>>(line)
        .is_ok_and(|record| record.current.validate().is_ok())
}

#[test]
fn cut_at_every_length() {
    let (_, bytes) = small();
    // Without its last line break it is whole.
    parallel::each(bytes.len() - 1, |length| open(&bytes[..length], &format!("cut at {length}")));
}

#[test]
fn every_byte_flipped() {
    let (_, bytes) = small();
    parallel::each(bytes.len(), |position| {
        for pattern in [0x01, 0x20, 0x80, 0xff] {
            let mut bytes = bytes.clone();
            bytes[position] ^= pattern;
            open(&bytes, &format!("byte {position} flipped by {pattern:#x}"));
        }
    });
}

#[test]
fn the_program_survives_a_sample_of_it() {
    let (home, bytes) = small();
    let step = bytes.len() / 20;
    parallel::each(20, |sample| {
        let cut = bytes[..sample * step].to_vec();
        let mut flipped = bytes.clone();
        flipped[sample * step] ^= 0x11;
        for bytes in [cut, flipped] {
            let is_json = serde_json::from_slice::<Value>(&bytes).is_ok();
            let home = home.copy();
            home.write_session(&bytes);
            let _ = fs::remove_file(home.path().join("session.json.bak"));
            let first = home.run(["list"]).any().calm();
            assert!(matches!(first.exit_code(), Some(0 | 4)), "{first:?}");
            if is_json && first.exit_code() == Some(4) {
                assert!(first.err().contains("was changed by hand"), "the user is told: {first:?}");
                assert_eq!(home.session_bytes(), bytes, "nothing was overwritten");
                return;
            }
            let kept: Vec<_> = home.set_aside().iter().map(|path| fs::read(path).unwrap()).collect();
            if kept.is_empty() {
                assert_eq!(home.session_bytes(), bytes, "nothing was overwritten");
            } else {
                assert_eq!(kept, [bytes], "the damaged bytes are kept");
                assert!(first.err().contains("damaged"), "the user is told: {first:?}");
            }
            let _ = home.run(["add", "Later"]).id();
            home.run(["list", "--search", "Later"]).stdout_contains("Later");
        }
    });
}

#[test]
fn a_pipe_in_the_place_of_the_copy_or_the_log_keeps_nobody_waiting() {
    let (home, bytes) = small();
    let home = home.with("RESUME_DATABASE_URL", "none");
    home.write_session(&bytes[..bytes.len() / 2]);
    for name in ["session.json.bak", "resume.log"] {
        let path = home.path().join(name);
        let _ = fs::remove_file(&path);
        nix::unistd::mkfifo(&path, nix::sys::stat::Mode::S_IRWXU).unwrap();
    }
    home.run(["list"]).any().calm();
    assert_eq!(home.set_aside().len(), 1);
    home.run(["log"]).code(1).stderr(format!(
        "error: could not read `{}`: it is not a regular file\n",
        home.path().join("resume.log").display()
    ));
    fs::remove_file(home.path().join("resume.log")).unwrap();
    std::os::unix::fs::symlink("/dev/null", home.path().join("resume.log")).unwrap();
    home.run(["log"]).stdout("").stderr("");
}

/// What a damaged file without any readable record must lead to, with nothing to restore from.
fn total_loss(bytes: &[u8]) {
    let home = Home::in_memory().with("RESUME_DATABASE_URL", "none");
    home.write_session(bytes);
    let error = home.run(["list"]).code(4).calm();
    assert!(error.err().contains("damaged"), "{error:?}");
    let kept = home.set_aside();
    assert_eq!(kept.len(), 1);
    assert!(fs::read(&kept[0]).unwrap() == bytes, "the damaged bytes are kept");
    assert!(error.err().contains(&*kept[0].to_string_lossy()), "the user is told where: {error:?}");
    drop(error);
    let _ = home.run(["add", "Later"]).id();
}

#[test]
fn an_empty_file_is_not_an_empty_session() {
    total_loss(b"");
}

#[test]
fn zeros_as_after_a_power_cut() {
    total_loss(&[0; 4096]);
}

#[test]
fn something_else_entirely() {
    total_loss(b"{}");
    total_loss(b"null\n");
    total_loss(b"<html></html>");
    total_loss(b"{\"format\":0}");
    total_loss(b"\xff\xfe{\0}\0");
}

#[test]
fn megabytes_of_nesting() {
    let many = 4 << 20;
    total_loss(&vec![b'['; many]);
    let mut objects = b"{\"format\":2,\"loaded\":true,\"database\":".to_vec();
    objects.resize_with(many, || b'[');
    total_loss(&objects);
}

#[test]
fn the_last_good_copy_comes_back() {
    let (home, bytes) = small();
    home.write_session(&bytes[..bytes.len() / 3]);
    home.run(["list", "--format", "jsonl"]).any_stderr().stdout_contains("Data Engineer");
}

#[test]
fn the_database_brings_everything_back() {
    for damaged in [&b""[..], &[0; 4096], b"{"] {
        let home = Home::in_memory();
        let ids = ["One", "Two", "Three"].map(|title| home.add(title));
        home.write_session(damaged);
        let _ = fs::remove_file(home.path().join("session.json.bak"));
        let listed =
            home.program(["--json", "list", "--sort", "created", "--reverse"]).run().any_stderr().json();
        let found: Vec<_> =
            listed.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(found, ids);
        assert_eq!(home.set_aside().len(), 1);
    }
}

#[test]
fn a_newer_format_is_refused_untouched() {
    let (home, bytes) = small();
    let text = String::from_utf8(bytes).unwrap();
    let newer = text.replacen("\"format\":2", "\"format\":3", 1);
    assert_ne!(newer, text);
    let future = "{\"format\": 3, \"records\": {}, \"more\": [1, 2, 3]}".to_owned();
    for bytes in [newer, future] {
        home.write_session(bytes.as_bytes());
        let files = home.files();
        for args in
            [&["list"][..], &["add", "x"], &["status"], &["sync"], &["profile", "set", "name=A"], &["export"]]
        {
            let output = home.program(args).env("RESUME_DATABASE_URL", "sqlite:x.db").run().code(4).calm();
            assert!(output.err().contains("format 3"), "{output:?}");
            assert_eq!(home.session_bytes(), bytes.as_bytes(), "{args:?} changed it");
        }
        assert_eq!(home.files(), files, "nothing appears beside it");
        assert!(!home.work().join("x.db").exists(), "no database is opened");
    }
}

#[test]
fn a_record_broken_by_hand_is_refused_with_its_place_until_it_is_corrected() {
    let home = Home::new();
    for title in ["One", "Two", "Three"] {
        let _ = home.run(["add", title]).id();
    }
    let whole = String::from_utf8(home.session_bytes()).unwrap();
    let broken = whole.replacen("\"work\"", "\"wrok\"", 1);
    home.write_session(broken.as_bytes());
    let files = home.files();
    for args in [&["--offline", "add", "Four"][..], &["list"], &["sync"], &["export", "-"]] {
        let refused = home.run(args.iter().copied()).code(4).calm();
        assert!(refused.err().contains("unknown variant `wrok`"), "{refused:?}");
        assert!(refused.err().contains("at line "), "{refused:?}");
    }
    assert_eq!(home.files(), files, "nothing was touched");
    home.write_session(whole.as_bytes());
    let _ = home.run(["add", "Four"]).id();
}
