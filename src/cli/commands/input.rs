//! Reading what a command is given: a file, or standard input.

use std::io::{self, Read};

use crate::library::{CommandError, CommandResult, ErrorKind};

/// The largest input that is read: 256 MiB.
const MAX_INPUT: u64 = 256 << 20;

/// Reads everything, within a limit.
pub(super) fn read_limited(input: impl Read, name: &str) -> CommandResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let failed = |error: io::Error| {
        let kind = match error.kind() {
            io::ErrorKind::IsADirectory => ErrorKind::Usage,
            _ => ErrorKind::Failed,
        };
        CommandError::new(kind, format!("could not read {name}: {error}")).caused_by(error)
    };
    input.take(MAX_INPUT + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_INPUT {
        return Err(CommandError::usage(format!("{name} is larger than {} MiB", MAX_INPUT >> 20)));
    }
    Ok(bytes)
}
