//! The lines of the spool's files: a call each, or an array of the calls that were logged together. A
//! line counts only where it is whole, so that such calls are there together or not at all.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Take};

use serde::Deserialize;

use crate::domain::AiCall;

/// How much is read at once.
const CHUNK: usize = 1 << 16;

/// One line of calls that belong together.
pub(super) fn encode(calls: &[AiCall]) -> io::Result<Vec<u8>> {
    let mut bytes = match calls {
        [call] => serde_json::to_vec(call)?,
        calls => serde_json::to_vec(calls)?,
    };
    bytes.push(b'\n');
    Ok(bytes)
}

pub(super) fn decode(line: &[u8]) -> Option<Vec<AiCall>> {
    if is_array(line) {
        return serde_json::from_slice(line).ok();
    }
    serde_json::from_slice(line).ok().map(|call| vec![call])
}

fn is_array(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"[")
}

pub(super) fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

/// The request ids of a line, without a look at the rest.
pub(super) fn request_ids(line: &[u8]) -> Vec<String> {
    #[derive(Deserialize)]
    struct Id {
        request_id: String,
    }
    let ids = if is_array(line) {
        serde_json::from_slice::<Vec<Id>>(line)
    } else {
        serde_json::from_slice::<Id>(line).map(|id| vec![id])
    };
    ids.unwrap_or_default().into_iter().map(|id| id.request_id).collect()
}

/// The lines of a file, each with its line break.
pub(super) struct Lines {
    reader: BufReader<Take<File>>,
    line: Vec<u8>,
}

impl Lines {
    /// The lines within the first `length` bytes.
    pub(super) fn new(file: File, length: u64) -> Self {
        Self { reader: BufReader::with_capacity(CHUNK, file.take(length)), line: Vec::new() }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<&[u8]>> {
        self.line.clear();
        let read = self.reader.read_until(b'\n', &mut self.line)?;
        Ok((read > 0).then_some(self.line.as_slice()))
    }
}

/// What stands behind the last line break of a file, and where it begins.
pub(super) fn tail(file: &mut File) -> io::Result<(u64, Vec<u8>)> {
    let length = file.metadata()?.len();
    let mut tail = Vec::new();
    let mut start = length;
    while start > 0 {
        let size = (if start == length { 1 } else { CHUNK as u64 }).min(start);
        let mut chunk = vec![0; usize::try_from(size).map_err(io::Error::other)?];
        file.seek(SeekFrom::Start(start - size))?;
        file.read_exact(&mut chunk)?;
        if let Some(end) = chunk.iter().rposition(|byte| *byte == b'\n') {
            start = start - size + end as u64 + 1;
            chunk.drain(..=end);
            chunk.append(&mut tail);
            return Ok((start, chunk));
        }
        start -= size;
        chunk.append(&mut tail);
        tail = chunk;
    }
    Ok((0, tail))
}
