//! A key that a command prints.

use std::fs;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use resume::ai::client::key_from;

use crate::support::PATIENCE;

fn message(command: &str) -> String {
    let error = key_from(command, PATIENCE).unwrap_err();
    assert!(error.hint.is_some());
    error.message.replace("the `ai.key_command` of `config.toml` ", "")
}

#[test]
fn the_first_line_that_is_printed_is_the_key() {
    for command in
        ["echo sk-1", "printf sk-1", "printf ' sk-1\\r\\nuser: ada\\n'", "echo sk-1; seq 100000; true"]
    {
        let (key, words) = key_from(command, PATIENCE).unwrap();
        assert_eq!((key.reveal(), words), ("sk-1", None), "{command}");
    }
    let (key, words) = key_from("echo sk-12345; echo expires soon: sk-12345 >&2", PATIENCE).unwrap();
    assert_eq!((key.reveal(), words.as_deref()), ("sk-12345", Some("expires soon: [key]")));
    let (key, words) = key_from("echo sk-1; echo expires soon: sk-1 >&2", PATIENCE).unwrap();
    assert_eq!((key.reveal(), words), ("sk-1", None));
}

#[test]
fn a_command_that_gives_no_key_says_why() {
    assert_eq!(message("echo sk-1; echo 'not signed in' >&2; exit 3"), "failed with exit code 3");
    assert_eq!(message("kill -9 $$"), "was killed");
    assert_eq!(message("true"), "printed no key on its first line");
    assert_eq!(message("echo; echo sk-1"), "printed no key on its first line");
    assert_eq!(message("cat; echo sk-12345678 >&2"), "printed no key on its first line");
    for command in [
        "echo a b",
        "printf 'a\\033[2Jb'",
        "printf '\\377'",
        "echo ключ",
        "head -c 9000 /dev/zero | tr '\\0' x",
    ] {
        assert_eq!(message(command), "printed characters that no key has", "{command}");
    }
    assert_eq!(message("no-such-command-anywhere"), "failed with exit code 127: there is no such command");
}

#[test]
fn a_command_that_fails_tells_no_key() {
    assert_eq!(message("set -x; K=sk-secret; echo $K; exit 3"), "failed with exit code 3");
    assert_eq!(message("set -x; K=sk-secret; exit 3"), "failed with exit code 3");
    assert_eq!(message("echo sk-secret >&2; exit 3"), "failed with exit code 3");
    assert_eq!(message("echo sk-secret; echo no use of sk-secret >&2; exit 3"), "failed with exit code 3");
    let error =
        key_from("echo sk-secret; echo for sk-secret >&2; exec >&- 2>&-; sleep 600", Duration::from_secs(1));
    assert!(!error.unwrap_err().message.contains("sk-secret"));
}

/// Where there is a terminal the shell alone is ended; without one, nothing is left.
#[test]
fn a_command_that_is_given_up_leaves_nothing_running() {
    if fs::File::open("/dev/tty").is_ok() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let pipe = directory.path().join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    // Opening waits for a writer; the end comes when no process holds it any more.
    let command = format!("sh -c 'sleep 600' >'{}' & wait", pipe.display());
    let reader = std::thread::spawn(move || fs::read(pipe).unwrap());
    assert!(key_from(&command, Duration::from_secs(1)).is_err());
    assert_eq!(reader.join().unwrap(), b"");
}

#[test]
fn a_command_without_end_is_given_up() {
    for command in ["sleep 600", "echo sk-1; exec sleep 600"] {
        let error = key_from(command, Duration::from_millis(200)).unwrap_err();
        assert!(error.message.ends_with("did not end within 0.2 seconds"), "{error:?}");
    }
}

#[test]
fn what_a_command_leaves_running_is_not_waited_for() {
    // The process that is left holds both streams open.
    let directory = tempfile::tempdir().unwrap();
    let id = directory.path().join("id");
    let command = format!("sleep 600 & echo $! >'{}'; echo sk-1", id.display());
    let (key, _) = key_from(&command, PATIENCE).unwrap();
    assert_eq!(key.reveal(), "sk-1");
    let id = fs::read_to_string(id).unwrap().trim().parse().unwrap();
    kill(Pid::from_raw(id), Signal::SIGKILL).unwrap();
}
