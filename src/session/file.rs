//! The bytes of the session file: JSON with a format version, one record a line.
//!
//! The line breaks mean nothing to a JSON parser. They let a damaged file be salvaged record by
//! record (see `recover`), and make the file readable to `grep` and `diff`. The checksum at the end
//! says that this program wrote every byte before it, so that lines which do not matter can be
//! passed on as they are (see `part`). Whoever edits the file may leave it as it was, or take it out:
//! the file is then read as a whole.

use std::collections::HashSet;
use std::io::{self, BufWriter, Write};
use std::str::Utf8Error;
use std::sync::mpsc;

use serde::{Deserialize, Serialize};

use super::checksum::{self, Summing};
use super::line;
use super::{Binding, Session, SyncState};
use crate::domain::{Cursor, Experience, Invalid, Profile, Record};

/// The version that this program writes. Older ones are upgraded when read, newer ones refused.
pub const FORMAT: u64 = 1;

/// Why the bytes are not a session.
#[derive(Debug, thiserror::Error)]
pub(super) enum Damage {
    #[error("it is not a session: {0}")]
    Json(#[from] serde_json::Error),
    #[error("it is not a session: {0}")]
    Text(#[from] Utf8Error),
    #[error("record {index} is not valid: {cause}")]
    Record { index: usize, cause: Invalid },
    #[error("the profile is not valid: {0}")]
    Profile(#[source] Invalid),
    #[error("two records have the id `{0}`")]
    Twice(uuid::Uuid),
    #[error("it has format {0}, which never was")]
    Unknown(u64),
    #[error("it has format {0}, which this version does not know")]
    Newer(u64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    format: u64,
    loaded: bool,
    database: Option<Binding>,
    cursor: Option<Cursor>,
    sync: SyncState,
    profile: Option<Record<Profile>>,
    experiences: Vec<Record<Experience>>,
    #[serde(default, rename = "checksum")]
    _checksum: Option<String>,
}

#[derive(Serialize)]
struct Header<'a> {
    format: u64,
    loaded: bool,
    database: &'a Option<Binding>,
    cursor: &'a Option<Cursor>,
    sync: &'a SyncState,
    profile: &'a Option<Record<Profile>>,
}

/// The version alone, read before anything else so that a newer file is told from a damaged one.
#[derive(Deserialize)]
struct Version {
    format: u64,
}

/// What stands between the header and the first record.
pub(super) const BEFORE_RECORDS: &[u8] = b",\n\"experiences\":[";

/// Writes a session.
pub(super) fn encode(session: &Session, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, Summing::new(out));
    header(session, &mut out)?;
    records(&session.experiences, &mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.end()
}

/// Writes all that stands before the records.
pub(super) fn header(session: &Session, out: &mut impl Write) -> io::Result<()> {
    let header = Header {
        format: FORMAT,
        loaded: session.loaded,
        database: &session.database,
        cursor: &session.cursor,
        sync: &session.sync,
        profile: &session.profile,
    };
    let mut header = serde_json::to_vec(&header)?;
    // The object goes on with the records.
    header.pop();
    out.write_all(&header)?;
    out.write_all(BEFORE_RECORDS)
}

/// Two threads share the work, piece by piece: of each three the second one lays out two, while the
/// first one writes as well.
fn records(records: &[Record<Experience>], out: &mut impl Write) -> io::Result<()> {
    let second = |piece: usize| records.len() >= MANY && !piece.is_multiple_of(3);
    let pieces = || records.chunks(PIECE).enumerate();
    let (done, ready) = mpsc::sync_channel(AHEAD);
    // What was written is used again, so that the memory stays the same.
    let (written, used) = mpsc::channel::<Vec<u8>>();
    let mut own = Vec::new();
    std::thread::scope(|scope| {
        if records.len() >= MANY {
            scope.spawn(move || {
                for (_, piece) in pieces().filter(|(number, _)| second(*number)) {
                    let mut bytes = used.try_recv().unwrap_or_default();
                    let laid_out = lines(&mut bytes, b",\n", piece).map(|()| bytes);
                    if done.send(laid_out).is_err() {
                        break;
                    }
                }
            });
        }
        // Who stops early lets go of what the other one waits for.
        let ready = ready;
        for (number, piece) in pieces() {
            if second(number) {
                let bytes = ready.recv().map_err(|_| io::Error::other("a thread ended early"))??;
                out.write_all(&bytes)?;
                let _ = written.send(bytes);
            } else {
                lines(&mut own, if number == 0 { b"\n" } else { b",\n" }, piece)?;
                out.write_all(&own)?;
            }
        }
        Ok(())
    })
}

/// From how many records on two threads share the work; fewer are not worth a second one.
const MANY: usize = 500;

/// How many records a thread lays out at a time.
const PIECE: usize = 100;

/// How many pieces may wait to be written.
const AHEAD: usize = 8;

/// Lays out records in place of what `bytes` held, each on a line of its own.
fn lines(bytes: &mut Vec<u8>, mut before: &[u8], records: &[Record<Experience>]) -> serde_json::Result<()> {
    bytes.clear();
    for record in records {
        bytes.extend_from_slice(before);
        line::write(bytes, record)?;
        before = b",\n";
    }
    Ok(())
}

/// Reads a session; anything that is not wholly one is [`Damage`].
pub(super) fn decode(bytes: &[u8]) -> Result<Session, Damage> {
    let text = std::str::from_utf8(bytes)?;
    // What the lines do not explain, the whole does: with the place of what is wrong.
    let whole = match by_lines(text) {
        Some(whole) => whole,
        None => match serde_json::from_str(text) {
            Ok(whole) => whole,
            Err(error) => {
                return Err(version(bytes)
                    .filter(|found| *found > FORMAT)
                    .map_or(error.into(), Damage::Newer));
            }
        },
    };
    match whole.format {
        FORMAT => {}
        0 => return Err(Damage::Unknown(0)),
        newer => return Err(Damage::Newer(newer)),
    }
    let mut ids = HashSet::with_capacity(whole.experiences.len());
    for (index, record) in whole.experiences.iter().enumerate() {
        record.current.validate().map_err(|cause| Damage::Record { index, cause })?;
        if !ids.insert(record.current.id) {
            return Err(Damage::Twice(record.current.id));
        }
    }
    if let Some(profile) = &whole.profile {
        profile.current.validate().map_err(Damage::Profile)?;
    }
    Ok(Session {
        loaded: whole.loaded,
        database: whole.database,
        cursor: whole.cursor,
        sync: whole.sync,
        profile: whole.profile,
        experiences: whole.experiences,
    })
}

/// What many records take at the least.
const LARGE: usize = MANY * 200;

/// Reads a large session as [`encode`] lays it out, on two threads. `None`: read it as a whole.
fn by_lines(text: &str) -> Option<Whole> {
    if text.len() < LARGE {
        return None;
    }
    let (header, rest) = text.split_once(",\n\"experiences\":[\n")?;
    let end = rest.len().checked_sub(text.len() - checksum::body(text.as_bytes())?.len())?;
    let records: Vec<&str> = rest[..end].split(",\n").collect();
    if records.len() < MANY {
        return None;
    }
    let mut whole: Whole = serde_json::from_str(&format!("{header},\"experiences\":[]}}")).ok()?;
    let read = |lines: &[&str]| -> Option<Vec<Record<Experience>>> {
        let mut records = Vec::with_capacity(lines.len());
        for line in lines {
            records.push(serde_json::from_str(line).ok()?);
        }
        Some(records)
    };
    let (first, second) = records.split_at(records.len() / 2);
    whole.experiences = std::thread::scope(|scope| {
        let second = scope.spawn(|| read(second));
        let mut records = read(first)?;
        records.append(&mut second.join().ok()??);
        Some(records)
    })?;
    Some(whole)
}

/// The format version, if the bytes are a JSON object that has one.
fn version(bytes: &[u8]) -> Option<u64> {
    serde_json::from_slice::<Version>(bytes).ok().map(|version| version.format)
}
