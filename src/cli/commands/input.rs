//! Reading what a command is given: a file, or standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::library::{CommandError, CommandResult, ErrorKind, visible};

/// The largest input that is read: 256 MiB.
const MAX_INPUT: u64 = 256 << 20;

/// What is called standard input in messages.
pub(super) const STANDARD_INPUT: &str = "standard input";

/// The mark with which some editors begin a text in UTF-8.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// Opens a file, or standard input for `-`. Its name is the one for messages.
pub(super) fn open(path: &Path) -> CommandResult<(Box<dyn Read>, String)> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), STANDARD_INPUT.to_owned()));
    }
    let name = format!("`{}`", visible::line(&path.to_string_lossy()));
    let file = File::open(path)
        .map_err(|error| CommandError::usage(format!("could not read {name}: {error}")).caused_by(error))?;
    Ok((Box::new(file), name))
}

/// Reads everything, within the limit.
pub(super) fn read_limited(input: impl Read, name: &str) -> CommandResult<Vec<u8>> {
    let bytes = read_past(MAX_INPUT, input, name)?;
    if bytes.len() as u64 > MAX_INPUT {
        return Err(CommandError::usage(format!("{name} is larger than {} MiB", MAX_INPUT >> 20)));
    }
    Ok(bytes)
}

/// Reads everything, or a byte more than a limit.
pub(super) fn read_past(limit: u64, input: impl Read, name: &str) -> CommandResult<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(limit + 1).read_to_end(&mut bytes).map_err(|error| {
        let kind = match error.kind() {
            io::ErrorKind::IsADirectory => ErrorKind::Usage,
            _ => ErrorKind::Failed,
        };
        CommandError::new(kind, format!("could not read {name}: {error}")).caused_by(error)
    })?;
    Ok(bytes)
}
