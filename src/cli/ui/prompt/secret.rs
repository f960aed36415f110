//! A question whose answer is not shown.
//!
//! The invariants: no key is shown, and what was typed is never in a buffer of the terminal, which would hand it to the
//! shell; Ctrl-C cancels, Ctrl-U empties, Ctrl-Z stops the program, and the terminal is as before in each case.

use std::io::{self, Write};

use rustix::process::{Signal, kill_current_process_group};

use super::keys::Keys;

/// The longest answer in bytes, which is more than any password or key has.
const LONGEST: usize = 64 << 10;

/// Writes `question` and reads a line without showing it; `None` at Ctrl-C, or at the end before any key.
pub(super) fn line(question: &str) -> io::Result<Option<String>> {
    let keys = Keys::new()?;
    let mut typed: Vec<u8> = Vec::new();
    loop {
        say(question)?;
        let ended = read(&mut typed)?;
        say("\n")?;
        match ended {
            End::Line => {
                let text = String::from_utf8(typed);
                return text
                    .map(Some)
                    .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"));
            }
            End::Cancelled => return Ok(None),
            // Until it goes on.
            End::Stopped => keys.away(|| kill_current_process_group(Signal::TSTP))??,
        }
    }
}

enum End {
    Line,
    Cancelled,
    Stopped,
}

/// Reads until a key that ends the line.
fn read(typed: &mut Vec<u8>) -> io::Result<End> {
    loop {
        let mut byte = [0];
        if rustix::io::retry_on_intr(|| rustix::io::read(rustix::stdio::stdin(), &mut byte))? == 0 {
            return Ok(End::Cancelled);
        }
        match byte[0] {
            b'\r' | b'\n' => return Ok(End::Line),
            0x03 => return Ok(End::Cancelled),
            0x04 if typed.is_empty() => return Ok(End::Cancelled),
            0x1a => return Ok(End::Stopped),
            0x15 => typed.clear(),
            0x08 | 0x7f => {
                // A letter may have several bytes.
                while typed.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {}
            }
            byte if byte.is_ascii_control() => {}
            byte if typed.len() < LONGEST => typed.push(byte),
            _ => {}
        }
    }
}

fn say(text: &str) -> io::Result<()> {
    let mut out = io::stderr();
    out.write_all(text.as_bytes()).and_then(|()| out.flush())
}
