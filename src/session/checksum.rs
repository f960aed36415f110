//! The checksum at the end of the session file, over every byte before it.
//!
//! It proves nothing against an attacker, and a file without a right one is no damaged file: people may edit
//! it. A right one says that these bytes are what this program wrote, so that records that a command does not
//! touch can be passed on unread. Without it every record is read, and what is wrong is noticed before the last
//! good copy is replaced.

use std::io::{self, Write};

use xxhash_rust::xxh3::Xxh3;

use crate::domain::Print;

const BEFORE: &[u8] = b"\n],\"checksum\":\"";
const AFTER: &[u8] = b"\"}\n";
const DIGITS: usize = 16;

/// How many bytes stand behind what is added up.
pub(super) const LENGTH: u64 = (BEFORE.len() + DIGITS + AFTER.len()) as u64;

/// Adds up what is written through it, which is quick in large pieces.
pub(super) struct Summing<W> {
    out: W,
    sum: Xxh3,
}

impl<W: Write> Summing<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, sum: Xxh3::new() }
    }

    /// Writes what ends the file.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.out.write_all(&ending(self.sum.digest()))?;
        self.out.flush()
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn ending(sum: u64) -> Vec<u8> {
    [BEFORE, Print::from(sum).to_string().as_bytes(), AFTER].concat()
}

/// Whether it is the last line of a file whose body has this sum. It comes without its end.
pub(super) fn is_last_line(line: &[u8], sum: u64) -> bool {
    [b"\n", line, b"\n"].concat() == ending(sum)
}

/// What stands before the checksum. `None`: the file does not end with the right one.
pub(super) fn body(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.strip_suffix(AFTER)?;
    let (rest, digits) = rest.split_at(rest.len().checked_sub(DIGITS)?);
    let body = rest.strip_suffix(BEFORE)?;
    (Print::of(body).to_string().as_bytes() == digits).then_some(body)
}

/// Whether the file ends with the checksum of what stands before it.
pub(super) fn is_right(bytes: &[u8]) -> bool {
    body(bytes).is_some()
}
