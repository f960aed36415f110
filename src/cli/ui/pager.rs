//! Long answers in a pager, as in git.
//!
//! The invariants: a pager runs on a terminal only; one that is closed early ends the command quietly, and one
//! that cannot be started loses no output.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use super::interrupt::Hold;

/// Shows `text` by a shell command. Returns whether it ran.
///
/// `less` shows colours, leaves the text on the screen, and ends at once where the text fits.
pub(super) fn show(command: &str, text: &str) -> io::Result<bool> {
    let _hold = Hold::new()?;
    let script = format!(": \"${{LESS=FRX}}\" \"${{LV=-c}}\"; export LESS LV; {command}");
    let mut pager = Command::new("sh").arg("-c").arg(script).stdin(Stdio::piped()).spawn()?;
    if let Some(mut input) = pager.stdin.take() {
        // The user may close the pager before the end.
        let _ = input.write_all(text.as_bytes());
    }
    Ok(!matches!(pager.wait()?.code(), Some(126 | 127)))
}
