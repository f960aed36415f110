//! Words that cannot be guessed.

use std::io;

/// 128 random bits, in hexadecimal.
pub(super) fn new() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}
