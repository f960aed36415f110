//! Commands that may take so much memory, and no more.

use super::home::shell;
use super::tame::tame;
use super::{Home, Output};

/// What a command may take, in KiB, its threads and the program itself included.
const MEMORY: u32 = 1 << 20;

/// Runs a command in bounded memory, and looks at what it prints.
#[track_caller]
pub(crate) fn run(home: &Home, line: &str, code: i32, what: &str) -> Output {
    let output = shell(home, &format!("ulimit -v {MEMORY}; exec $R {line}")).run().calm();
    assert_eq!(output.exit_code(), Some(code), "{what}: {output:?}");
    tame(output.out(), &format!("{what}: {line}: stdout"));
    tame(output.err(), &format!("{what}: {line}: stderr"));
    assert!(output.err().len() < 2000, "{what}: {line}: {} bytes", output.err().len());
    output
}
