//! The tools themselves, tried on programs that are known.

use std::collections::BTreeSet;
use std::fs;

use crate::support::terminal::{CTRL_C, Terminal};
use crate::support::tracer::killed_at;
use crate::support::{Home, Program, namespace, parallel};

/// A shell script instead of the program.
fn script(home: &Home, text: &str) -> Program {
    let mut program = home.program(["-c", text]);
    program.binary = "/bin/sh".into();
    program
}

#[test]
fn a_traced_program_is_killed_between_any_two_calls() {
    let home = Home::new();
    let text = "echo one >a; echo two >>a; echo three >>a; echo done";
    let states = std::sync::Mutex::new(BTreeSet::new());
    let killed = parallel::count_up(|at| {
        let home = home.copy();
        let traced = killed_at(&script(&home, text), at);
        assert!(!traced.was_killed() || traced.calls == at);
        states.lock().unwrap().insert(fs::read_to_string(home.work().join("a")).unwrap_or_default());
        traced.was_killed()
    });
    assert!(killed > 10, "{killed} calls");
    let expected = ["", "one\n", "one\ntwo\n", "one\ntwo\nthree\n"];
    assert_eq!(states.into_inner().unwrap(), expected.map(str::to_owned).into());
}

#[test]
fn the_environment_is_empty() {
    let home = Home::new().with("SET", "1");
    let output = script(&home, "env | cut -d= -f1 | grep -vx -e PWD -e OLDPWD -e _ -e SHLVL | sort").run();
    output.stdout("LANG\nPATH\nRESUME_HOME\nSET\n");
}

#[test]
fn input_output_and_code_are_the_programs_own() {
    let home = Home::new();
    script(&home, "tr a-z A-Z; echo oops >&2; exit 3")
        .input("text")
        .run()
        .code(3)
        .stdout("TEXT")
        .stderr("oops\n");
}

#[test]
#[should_panic(expected = "stderr was not expected")]
fn unstated_output_fails_a_test() {
    let _ = script(&Home::new(), "echo oops >&2").run();
}

#[test]
#[should_panic(expected = "not expected")]
fn an_unstated_code_fails_a_test() {
    let _ = script(&Home::new(), "exit 1").run();
}

#[test]
fn a_terminal_has_a_size_and_interrupts() {
    let home = Home::new();
    let program = script(&home, "stty size; read -r line; echo \"got $line\"; read -r line");
    let mut terminal = Terminal::sized(&program, 30, 100);
    terminal.wait_for("30 100");
    terminal.send("hello\r");
    terminal.wait_for("got hello");
    terminal.send(CTRL_C);
    let status = terminal.end();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(2));
}

#[test]
fn a_namespace_holds_a_small_disk() {
    namespace::enter("tools::a_namespace_holds_a_small_disk", || {
        let home = Home::new();
        namespace::mount_tmpfs(home.path(), "1m");
        let error = fs::write(home.path().join("large"), vec![0; 2 << 20]).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
        namespace::make_read_only(home.path());
        let error = fs::write(home.path().join("small"), "").unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::ReadOnlyFilesystem);
        namespace::unmount(home.path());
    });
}
