//! The checksum at the end of the session file, over every byte before it.
//!
//! It is no proof against anybody, and a file without a right one is no damaged file: people may
//! edit it. It says that these bytes are what this very version wrote, and so need no other look.

use std::io::{self, Write};

use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_64_with_seed};

const BEFORE: &[u8] = b"\n],\"checksum\":\"";
const AFTER: &[u8] = b"\"}\n";
const DIGITS: usize = 16;

/// Of another version it is another one: what counts as valid may have changed.
fn seed() -> u64 {
    xxh3_64(env!("CARGO_PKG_VERSION").as_bytes())
}

fn digits(sum: u64) -> String {
    format!("{sum:016x}")
}

/// Adds up what is written through it.
pub(super) struct Summing<W> {
    out: W,
    sum: Xxh3,
}

impl<W: Write> Summing<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, sum: Xxh3::with_seed(seed()) }
    }

    /// Writes what ends the file.
    pub(super) fn end(mut self) -> io::Result<()> {
        let digits = digits(self.sum.digest());
        self.out.write_all(&[BEFORE, digits.as_bytes(), AFTER].concat())
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

/// What stands before the end of a file that was laid out by this program, right or wrong.
pub(super) fn body(bytes: &[u8]) -> Option<&[u8]> {
    split(bytes).map(|(body, _)| body)
}

/// What stands before the end, where the checksum says that it is as this version wrote it.
pub(super) fn verified(bytes: &[u8]) -> Option<&[u8]> {
    let (body, digits) = split(bytes)?;
    (digits == self::digits(xxh3_64_with_seed(body, seed())).as_bytes()).then_some(body)
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = bytes.strip_suffix(AFTER)?;
    let (rest, digits) = rest.split_at(rest.len().checked_sub(DIGITS)?);
    let body = rest.strip_suffix(BEFORE)?;
    digits.iter().all(u8::is_ascii_hexdigit).then_some((body, digits))
}
