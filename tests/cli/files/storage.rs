//! Disks that are full or read-only, files without permission, directories in files' places, and no thread to be had.
//!
//! Each is told clearly, with exit code 4; what was there before is whole; and once the cause is
//! gone, everything works again.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use nix::libc;
use nix::unistd::{Gid, Uid, chown};
use serde_json::json;

use crate::support::home::shell;
use crate::support::{Home, Output, Program, namespace};

/// Saves large experiences until the disk is full; returns the ids of those that were saved.
fn fill(home: &Home, text: &str) -> (Vec<String>, Output) {
    let mut ids = Vec::new();
    for number in 0..1000 {
        let output =
            home.program(["add", &format!("Number {number}"), "--text", "-"]).input(text).run().any();
        if output.exit_code() != Some(0) {
            return (ids, output);
        }
        ids.push(output.out().trim_end().to_owned());
    }
    panic!("the disk never filled");
}

fn listed(home: &Home) -> Vec<String> {
    let listed = home.json(["--offline", "--quiet", "list", "--sort", "created", "--reverse"]);
    listed.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

fn full_disk(database: &str) {
    let home = Home::new().with("RESUME_DATABASE_URL", database);
    namespace::mount_tmpfs(home.path(), "1m");
    let (ids, failed) = fill(&home, &"x".repeat(40_000));
    assert!(ids.len() > 3, "{} were saved", ids.len());
    assert_eq!(failed.exit_code(), Some(4), "{failed:?}");
    assert!(failed.err().contains("No space left on device"), "{failed:?}");
    assert!(failed.err().contains("free some space"), "{failed:?}");
    assert_eq!(failed.out(), "");
    // Full to the last byte, so that nothing at all can be written.
    let _ = fs::write(home.path().join("filler"), vec![0; 1 << 20]);
    assert_eq!(listed(&home), ids, "what was acknowledged is there");
    let before = home.session_bytes();
    for args in [
        &["add", "More"][..],
        &["edit", &ids[0], "--title", "More"],
        &["delete", &ids[0], "--yes"],
        &["profile", "set", "name=Ada"],
    ] {
        let output = home.run(args).code(4).calm();
        assert!(output.err().contains("No space left on device"), "{args:?}: {output:?}");
    }
    assert_eq!(home.session_bytes(), before);
    home.run(["list"]).any_output().calm();
    home.run(["status"]).any_output().calm();
    fs::remove_file(home.path().join("filler")).unwrap();
    let (smaller, _) = ids.split_at(2);
    for id in smaller {
        // Room for one more: a shorter session replaces the longer one.
        let _ = home.run(["edit", id, "--unset", "text"]).any().calm();
    }
    namespace::unmount(home.path());
}

#[test]
fn a_full_disk_without_a_database() {
    namespace::enter("files::storage::a_full_disk_without_a_database", || full_disk("none"));
}

#[test]
fn a_full_disk_with_the_database_on_it() {
    namespace::enter("files::storage::a_full_disk_with_the_database_on_it", || {
        let home = Home::new();
        namespace::mount_tmpfs(home.path(), "1m");
        let (ids, failed) = fill(&home, &"x".repeat(20_000));
        assert_eq!(failed.exit_code(), Some(4), "{failed:?}");
        assert!(failed.err().contains("free some space"), "{failed:?}");
        assert_eq!(listed(&home), ids, "what was acknowledged is there");
        let output = home.run(["sync"]).any().calm();
        assert!(matches!(output.exit_code(), Some(0 | 4 | 5)), "{output:?}");
        drop(output);
        assert_eq!(listed(&home), ids);
        grow(&home);
        let more = home.add("There is space again");
        let synced = home.json(["sync"]);
        assert_eq!(synced["pending"], 0, "{synced}");
        assert_eq!(listed(&home), [ids, vec![more]].concat());
        namespace::unmount(home.path());
    });
}

#[test]
fn a_full_disk_works_again_once_there_is_space() {
    namespace::enter("files::storage::a_full_disk_works_again_once_there_is_space", || {
        let home = Home::new().with("RESUME_DATABASE_URL", "none");
        namespace::mount_tmpfs(home.path(), "1m");
        let (ids, _) = fill(&home, &"x".repeat(40_000));
        grow(&home);
        let more = home.add("There is space again");
        assert_eq!(listed(&home), [ids, vec![more]].concat());
        namespace::unmount(home.path());
    });
}

/// Gives the disk more space.
fn grow(home: &Home) {
    let output = Command::new("mount").args(["-o", "remount,size=16m"]).arg(home.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_read_only_home() {
    namespace::enter("files::storage::a_read_only_home", || {
        let home = Home::new();
        let id = home.add("Kept");
        let before = home.session_bytes();
        namespace::make_read_only(home.path());
        assert_eq!(listed(&home), std::slice::from_ref(&id), "what is there can be read");
        home.run(["list"]).stdout_contains("Kept");
        for args in [&["add", "More"][..], &["delete", &id, "--yes"], &["edit", &id, "--title", "More"]] {
            let output = home.run(args).code(4).calm();
            assert!(output.err().contains("Read-only file system"), "{args:?}: {output:?}");
            assert!(output.err().contains("hint: "), "{output:?}");
        }
        assert_eq!(home.session_bytes(), before);
        namespace::unmount(home.path());
        let _ = home.add("Works again");
    });
}

#[test]
fn a_read_only_home_that_was_never_used() {
    namespace::enter("files::storage::a_read_only_home_that_was_never_used", || {
        let home = Home::new();
        fs::create_dir(home.path()).unwrap();
        namespace::make_read_only(home.path());
        assert_eq!(listed(&home), Vec::<String>::new());
        let output = home.run(["add", "More"]).code(4).calm();
        assert!(output.err().contains("Read-only file system"), "{output:?}");
        drop(output);
        namespace::unmount(home.path());
    });
}

/// A user that permissions bind: ourselves, or as root the user `nobody`.
struct Bound {
    home: Home,
    user: Option<u32>,
    _binary: tempfile::TempDir,
    binary: std::path::PathBuf,
}

impl Bound {
    fn new() -> Self {
        let user = Uid::effective().is_root().then_some(65534);
        let directory = tempfile::tempdir().unwrap();
        // Where the program was built, another user may not look.
        let binary = directory.path().join("resume");
        // Copied by another process: one of ours that starts meanwhile would inherit the open file, and
        // a file that is open for writing cannot be run.
        let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_resume")).arg(&binary).status();
        assert!(copied.unwrap().success());
        fs::set_permissions(directory.path(), Permissions::from_mode(0o755)).unwrap();
        let home = Home::new();
        fs::create_dir(home.path()).unwrap();
        let root = home.path().parent().unwrap();
        fs::set_permissions(root, Permissions::from_mode(0o755)).unwrap();
        if let Some(user) = user {
            chown(home.path(), Some(Uid::from_raw(user)), Some(Gid::from_raw(user))).unwrap();
        }
        Self { home, user, _binary: directory, binary }
    }

    fn program(&self, args: &[&str]) -> Program {
        let mut program = self.home.program(args);
        program.binary.clone_from(&self.binary);
        if let Some(user) = self.user {
            program.user(user);
        }
        program
    }

    /// Fails for want of permission, with exit code 4.
    #[track_caller]
    fn refused(&self, args: &[&str]) {
        let output = self.program(args).run().code(4).calm();
        assert!(output.err().contains("Permission denied"), "{output:?}");
        assert!(output.err().contains("hint: check the owner and the permissions"), "{output:?}");
    }
}

fn mode(path: &std::path::Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn no_permission() {
    let bound = Bound::new();
    let id = bound.program(&["add", "Kept"]).run().id();
    let before = bound.home.session_bytes();

    // The directory may not be written.
    mode(bound.home.path(), 0o500);
    bound.refused(&["add", "More"]);
    bound.refused(&["delete", &id, "--yes"]);
    bound.program(&["list"]).run().stdout_contains("Kept");
    mode(bound.home.path(), 0o700);

    // The file may not be read.
    mode(&bound.home.session_path(), 0o000);
    bound.refused(&["list"]);
    bound.refused(&["add", "More"]);
    bound.refused(&["status"]);
    mode(&bound.home.session_path(), 0o600);

    // The lock may not be opened.
    mode(&bound.home.path().join("session.lock"), 0o000);
    bound.refused(&["add", "More"]);
    mode(&bound.home.path().join("session.lock"), 0o600);

    assert_eq!(bound.home.session_bytes(), before);
    let _ = bound.program(&["add", "Works again"]).run().id();
    assert_eq!(bound.home.set_aside().len(), 0);
}

#[test]
fn a_directory_that_may_not_be_entered() {
    let bound = Bound::new();
    let _ = bound.program(&["add", "Kept"]).run().id();
    mode(bound.home.path(), 0o000);
    bound.refused(&["list"]);
    bound.refused(&["add", "More"]);
    mode(bound.home.path(), 0o700);
    bound.program(&["list"]).run().stdout_contains("Kept");
}

#[test]
fn files_and_directories_are_for_the_owner_only() {
    let home = Home::new();
    let _ = home.add("Private");
    let _ = home.run(["db", "use", "none"]).any_output();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(home.path()), 0o700);
    for file in home.files() {
        assert_eq!(mode(&home.path().join(&file)), 0o600, "{file}");
    }
}

#[test]
fn a_directory_in_the_place_of_a_file() {
    for name in ["session.json", "session.lock"] {
        let home = Home::new();
        let directory = home.path().join(name);
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join("kept"), "").unwrap();
        let output = home.run(["add", "More"]).code(4).calm();
        assert!(output.err().contains(&*directory.to_string_lossy()), "{output:?}");
        assert!(output.err().contains("hint: something else stands where"), "{output:?}");
        drop(output);
        assert!(directory.join("kept").exists());
        fs::remove_dir_all(directory).unwrap();
        let _ = home.add("Works again");
    }
}

#[test]
fn a_directory_in_the_place_of_a_temporary_file_or_a_copy() {
    for name in ["session.json.new", "session.json.bak", "session.json.bak.new"] {
        let home = Home::new();
        let _ = home.add("First");
        let directory = home.path().join(name);
        let _ = fs::remove_file(&directory);
        fs::create_dir_all(directory.join("kept")).unwrap();
        let before = home.session_bytes();
        let output = home.run(["add", "More"]).any().calm();
        assert!(matches!(output.exit_code(), Some(0 | 4)), "{name}: {output:?}");
        if output.exit_code() == Some(4) {
            assert_eq!(home.session_bytes(), before, "{name}");
        }
        drop(output);
        fs::remove_dir_all(directory).unwrap();
        let _ = home.add("Works again");
    }
}

#[test]
fn a_file_in_the_place_of_the_home() {
    let home = Home::new();
    fs::write(home.path(), "a file").unwrap();
    for args in [["add", "More"].as_slice(), &["list"], &["status"]] {
        let output = home.run(args).code(4).calm();
        assert!(output.err().contains("hint: something else stands where"), "{args:?}: {output:?}");
    }
    assert_eq!(fs::read(home.path()).unwrap(), b"a file");
}

#[test]
fn a_directory_in_the_place_of_the_database() {
    let home = Home::new();
    fs::create_dir_all(home.database_path()).unwrap();
    let id = home.run(["add", "Saved all the same"]).id();
    assert_eq!(listed(&home), [id]);
    let _ = home.run(["sync"]).code(5).stderr_contains("error: ");
    fs::remove_dir(home.database_path()).unwrap();
    assert_eq!(home.json(["sync"])["pending"], 0);
}

#[test]
fn a_log_that_cannot_be_written() {
    let home = Home::new();
    fs::create_dir_all(home.path().join("resume.log")).unwrap();
    let id = home.run(["add", "Saved all the same"]).id();
    assert_eq!(listed(&home), [id]);
}

#[test]
fn a_lock_that_cannot_be_opened_is_told_to_who_asks() {
    // Where nothing listens, and where no answer comes.
    let home = Home::new().with("RESUME_DATABASE_URL", "postgres://ada@127.0.0.1:1/cv?sslmode=disable");
    fs::create_dir_all(home.path().join("sync.lock")).unwrap();
    let quiet = home.run(["add", "one"]).id();
    let told = home.run(["-v", "add", "two"]).stderr_contains("notice: not synced: could not open");
    assert_eq!(listed(&home), [quiet, told.out().trim_end().to_owned()]);
    drop(told.any_output());
}

#[test]
fn no_home_at_all() {
    let home = Home::new();
    for args in [["add", "x"].as_slice(), &["list"], &["status"], &["sync"]] {
        let output = home.program(args).env_remove("RESUME_HOME").run().code(4).calm();
        assert!(output.err().contains("RESUME_HOME"), "{output:?}");
    }
    assert_eq!(fs::read_dir(home.work()).unwrap().count(), 0, "nothing was written anywhere");
}

#[test]
fn what_is_said_not_to_be_saved_for_want_of_descriptors_is_not() {
    for server in [false, true] {
        let mut home = Home::new();
        if server {
            // Where nothing listens.
            home = home.with("RESUME_DATABASE_URL", "postgres://ada@127.0.0.1:1/cv?sslmode=disable");
        }
        let mut saved = vec![home.run(["--offline", "add", "one"]).id()];
        let mut refused = 0;
        for descriptors in 3..=16 {
            let output =
                shell(&home, &format!("ulimit -n {descriptors}; exec $R add two")).run().any().calm();
            match output.exit_code() {
                Some(0) => saved.push(output.out().trim_end().to_owned()),
                _ => refused += 1,
            }
            assert_eq!(listed(&home), saved, "with {descriptors} descriptors: {output:?}");
        }
        assert!(saved.len() > 1 && refused > 0, "{saved:?}");
    }
}

#[test]
fn a_limit_on_the_size_of_files_fails_a_save_and_ends_nothing() {
    let home = Home::new();
    let one = home.run(["add", "one"]).id();
    let text = "y".repeat(9000);
    // The session file fits, and the database does not: it is filled later.
    let two = shell(&home, &format!("ulimit -f 100; exec $R add two --text {text}")).run().id();
    assert_eq!(listed(&home), [one.clone(), two.clone()]);
    assert_eq!(home.json(["status"])["pending"], 1);
    shell(&home, "ulimit -f 100; exec $R sync").run().code(5).stderr_contains("(`ulimit -f`)");
    // Nor does the session file.
    shell(&home, &format!("ulimit -f 16; exec $R add three --text {text}")).run().code(4).stderr_contains(
        "hint: a limit on the size of files is reached (`ulimit -f`); nothing was changed\n",
    );
    assert_eq!(listed(&home), [one, two]);
    assert_eq!(home.json(["sync"])["pending"], 0);
}

/// A library that has `fsync` fail for directories, with the number of an error: no file system that can be
/// mounted everywhere does.
const FAULT: &str = "
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int fsync(int file)
{
    struct stat status;

    if (fstat(file, &status) == 0 && S_ISDIR(status.st_mode)) {
        errno = atoi(getenv(\"FAULT\"));
        return -1;
    }
    return (int) syscall(SYS_fsync, file);
}
";

#[test]
fn a_change_that_the_disk_does_not_confirm_is_said_to_be_made() {
    let directory = tempfile::tempdir().unwrap();
    let (source, library) = (directory.path().join("fault.c"), directory.path().join("fault.so"));
    fs::write(&source, FAULT).unwrap();
    let made = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).status();
    assert!(made.unwrap().success());
    let home = Home::in_memory();
    let faulty = |error: i32| {
        let home = home.clone_settings().with("LD_PRELOAD", library.to_str().unwrap());
        home.with("FAULT", &error.to_string())
    };
    // Where there is no such operation, nothing has failed.
    let first = faulty(libc::EINVAL).run(["add", "one"]).id();
    faulty(libc::EIO)
        .run(["add", "two"])
        .code(4)
        .stderr_contains("error: the change was made, but the disk does not confirm that");
    let saved = listed(&home);
    assert_eq!((saved.len(), &saved[0]), (2, &first));
    // What can be taken back is.
    faulty(libc::EIO)
        .program(["ai", "record"])
        .input(r#"{"operation":"test","status":"ok"}"#)
        .run()
        .code(4)
        .stderr_contains("Input/output error");
    assert_eq!(home.json(["ai", "log"]), serde_json::json!([]));
}

#[test]
fn what_another_thread_would_parse_is_listed_where_there_is_none() {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let jobs: Vec<_> = (0..40)
        .map(|number| json!({"position": format!("Job {number}"), "summary": "x".repeat(4000)}))
        .collect();
    let file = home.write("resume.json", json!({"work": jobs}).to_string());
    home.run([OsStr::new("import"), file.as_os_str()]).any();
    let expected = home.json(["list"]);
    assert_eq!(expected.as_array().unwrap().len(), 40);
    // No machine has so much memory for the stack of a thread.
    let output = home.program(["list", "--json"]).env("RUST_MIN_STACK", (1_u64 << 50).to_string()).run();
    assert_eq!(output.json(), expected);
}
