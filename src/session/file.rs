//! The bytes of the session file: JSON with a format version, one record a line.
//!
//! The line breaks mean nothing to a JSON parser. They let a damaged file be salvaged record by
//! record (see `recover`), and make the file readable to `grep` and `diff`.

use std::collections::HashSet;
use std::io::{self, BufWriter, IntoInnerError, Write};
use std::ops::Range;
use std::str::Utf8Error;

use jiff::Timestamp;
use memchr::memmem;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::checksum::Summing;
use super::line::{Line as Read, Written, by_hand};
use super::{Binding, Journal, Records, Session, SyncState, version_1};
use crate::domain::{Cursor, Horizon, Invalid, Record, Synced};

/// The version that this program writes. Older ones are upgraded when read, newer ones refused.
pub const FORMAT: u64 = 2;

/// The largest file that is read, in bytes.
pub const MAX_SIZE: u64 = 1 << 30;

/// Why the bytes are not a session.
#[derive(Debug, thiserror::Error)]
pub(super) enum Damage {
    #[error("it is not a session: {0}")]
    Json(#[from] serde_json::Error),
    #[error("it is not a session: {0}")]
    Text(#[from] Utf8Error),
    #[error("`{list}[{index}]` is not valid: {cause}")]
    Record { list: &'static str, index: usize, cause: Invalid },
    #[error("`{list}[{index}]` has the id of another one")]
    Twice { list: &'static str, index: usize },
    #[error("it has format {0}, which never was")]
    Unknown(u64),
    #[error("it has format {0}, which this version does not know")]
    Newer(u64),
}

/// The file, with documents of type `D` and experiences of type `E`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole<D, E> {
    format: u64,
    loaded: bool,
    database: Option<Binding>,
    cursor: Option<Cursor>,
    #[serde(default)]
    horizon: Option<Horizon>,
    sync: SyncState,
    /// Read on their own: whatever is wrong with them, the records can be read.
    #[serde(default)]
    journal: Option<Box<RawValue>>,
    #[serde(default)]
    undone: Option<Box<RawValue>>,
    documents: Vec<D>,
    experiences: Vec<E>,
    /// See `checksum`; looked at before the file is parsed.
    #[serde(default, rename = "checksum")]
    _checksum: Option<String>,
}

#[derive(Serialize)]
struct Header<'a> {
    format: u64,
    loaded: bool,
    database: &'a Option<Binding>,
    cursor: &'a Option<Cursor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    horizon: &'a Option<Horizon>,
    sync: &'a SyncState,
}

/// The version alone, read before anything else so that a newer file is told from a damaged one.
#[derive(Deserialize)]
struct Version {
    format: u64,
}

/// A line to be written, or several with [`BETWEEN`] them.
pub(super) enum Line<'a, T> {
    Text(&'a [u8]),
    Record(&'a Record<T>),
}

/// What stands before the documents and before the experiences, and between two records.
const DOCUMENTS: &[u8] = b",\n\"documents\":[";
const EXPERIENCES: &[u8] = b"\n],\n\"experiences\":[";
pub(super) const BETWEEN: &[u8] = b",\n";

/// The lines at which the lists begin.
pub(super) const DOCUMENTS_LINE: &[u8] = b"\"documents\":[";
pub(super) const EXPERIENCES_LINE: &[u8] = b"\"experiences\":[";

/// What ends a session without any.
pub(super) const NO_RECORDS: &[u8] = b",\"documents\":[],\"experiences\":[]}";

/// Writes a session.
pub(super) fn encode(session: &Session, out: impl Write) -> io::Result<()> {
    write(
        session,
        session.documents.iter().map(Line::Record),
        session.experiences.iter().map(Line::Record),
        out,
    )
}

/// Writes a session with other records in place of its own, each on a line of its own.
pub(super) fn write<'a, D: Serialize + 'a, E: Serialize + 'a>(
    session: &Session,
    documents: impl IntoIterator<Item = Line<'a, D>>,
    experiences: impl IntoIterator<Item = Line<'a, E>>,
    out: impl Write,
) -> io::Result<()> {
    let header = Header {
        format: FORMAT,
        loaded: session.loaded,
        database: &session.database,
        cursor: &session.cursor,
        horizon: &session.horizon,
        sync: &session.sync,
    };
    let mut header = serde_json::to_vec(&header)?;
    // The object goes on with the records.
    header.pop();
    let mut out = BufWriter::with_capacity(1 << 16, Summing::new(out));
    out.write_all(&header)?;
    session.journal.write(&mut out)?;
    out.write_all(DOCUMENTS)?;
    write_lines(documents, &mut out)?;
    out.write_all(EXPERIENCES)?;
    write_lines(experiences, &mut out)?;
    out.into_inner().map_err(IntoInnerError::into_error)?.end()
}

fn write_lines<'a, T: Serialize + 'a>(
    lines: impl IntoIterator<Item = Line<'a, T>>,
    mut out: impl Write,
) -> io::Result<()> {
    let mut before = &b"\n"[..];
    for line in lines {
        out.write_all(before)?;
        match line {
            Line::Text(text) => out.write_all(text)?,
            Line::Record(record) => serde_json::to_writer(&mut out, &Written::of(record))?,
        }
        before = BETWEEN;
    }
    Ok(())
}

/// The parts of what [`write`] writes before the checksum.
pub(super) struct Places {
    /// All but the records, as a session without any.
    pub header: Vec<u8>,
    /// Where the lines of the records stand.
    pub documents: Range<usize>,
    pub experiences: Range<usize>,
}

/// Finds them. What else has such a line in it is no session any more when it is cut there.
pub(super) fn places(body: &[u8]) -> Option<Places> {
    let before = memmem::find(body, DOCUMENTS)?;
    let documents = before + DOCUMENTS.len();
    let between = documents + memmem::find(&body[documents..], EXPERIENCES)?;
    let experiences = between + EXPERIENCES.len();
    let header = [&body[..before], NO_RECORDS].concat();
    // A list that is not empty begins with the end of a line.
    let list = |start: usize, end: usize| (start + 1).min(end)..end;
    Some(Places { header, documents: list(documents, between), experiences: list(experiences, body.len()) })
}

/// The lines of a list.
pub(super) fn lines(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = (!list.is_empty()).then_some(list);
    std::iter::from_fn(move || {
        let list = rest?;
        let end = memmem::find(list, BETWEEN);
        rest = end.map(|end| &list[end + BETWEEN.len()..]);
        Some(&list[..end.unwrap_or(list.len())])
    })
}

/// Reads a session; anything that is not wholly one is [`Damage`]. `edited` is when it was last written, where that
/// was by hand.
pub(super) fn decode(bytes: &[u8], edited: Option<Timestamp>) -> Result<Session, Damage> {
    let bytes = without_mark(bytes);
    let session = match parse(bytes) {
        Err(Damage::Unknown(1)) => version_1::read(std::str::from_utf8(bytes)?)?,
        parsed => {
            let (session, documents, experiences) = parsed?;
            let (documents, experiences) = (records(documents, edited), records(experiences, edited));
            Session { documents, experiences, ..session }
        }
    };
    check_all(&session)?;
    Ok(session)
}

fn records<T: Synced + Serialize>(lines: Vec<Read<T>>, edited: Option<Timestamp>) -> Records<T> {
    Records::of_file(match edited {
        Some(at) => by_hand(lines, at),
        None => lines.into_iter().map(Read::record).collect(),
    })
}

/// Whether the bytes are JSON in this form, whatever its records are like and whichever format it names: no write
/// that was cut short leaves that.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    let bytes = without_mark(bytes);
    serde_json::from_slice::<Value>(bytes).is_ok_and(|whole| {
        version(bytes) == Some(FORMAT) || (whole["documents"].is_array() && whole["experiences"].is_array())
    })
}

/// Whether the bytes are of the format that this program writes. An older one has no checksum.
pub(super) fn is_current(bytes: &[u8]) -> bool {
    version(without_mark(bytes)) == Some(FORMAT)
}

/// The bytes without the mark that some editors put before UTF-8, which is no JSON.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

/// Makes sure that every record is valid, and none stands there twice.
fn check_all(session: &Session) -> Result<(), Damage> {
    check("documents", &session.documents)?;
    distinct("documents", &session.documents)?;
    check("experiences", &session.experiences)?;
    distinct("experiences", &session.experiences)
}

fn check<T: Synced>(list: &'static str, records: &[Record<T>]) -> Result<(), Damage> {
    let mut records = records.iter().enumerate();
    records.try_for_each(|(index, record)| {
        record.current.validate().map_err(|cause| Damage::Record { list, index, cause })
    })
}

/// That no record stands twice.
pub(super) fn check_keys(session: &Session) -> Result<(), Damage> {
    distinct("documents", &session.documents)?;
    distinct("experiences", &session.experiences)
}

fn distinct<T: Synced>(list: &'static str, records: &[Record<T>]) -> Result<(), Damage> {
    let mut keys = HashSet::with_capacity(records.len());
    match records.iter().position(|record| !keys.insert(record.current.key())) {
        Some(index) => Err(Damage::Twice { list, index }),
        None => Ok(()),
    }
}

/// Reads a session without its records, and these as whatever `D` and `E` are.
pub(super) fn parse<D: DeserializeOwned, E: DeserializeOwned>(
    bytes: &[u8],
) -> Result<(Session, Vec<D>, Vec<E>), Damage> {
    let text = std::str::from_utf8(bytes)?;
    let whole: Whole<D, E> = serde_json::from_str(text).map_err(|error| match version(bytes) {
        Some(newer) if newer > FORMAT => Damage::Newer(newer),
        Some(older) if older < FORMAT => Damage::Unknown(older),
        _ => error.into(),
    })?;
    let Whole { format, loaded, database, cursor, horizon, sync, journal, undone, .. } = whole;
    match format {
        FORMAT => {
            let journal = Journal::of_file(journal.as_deref(), undone.as_deref());
            let session = Session { loaded, database, cursor, horizon, sync, journal, ..Session::default() };
            Ok((session, whole.documents, whole.experiences))
        }
        newer if newer > FORMAT => Err(Damage::Newer(newer)),
        older => Err(Damage::Unknown(older)),
    }
}

/// The format version, if the bytes are a JSON object that has one, or the beginning of one of our files.
fn version(bytes: &[u8]) -> Option<u64> {
    let whole = serde_json::from_slice::<Version>(bytes).ok().map(|version| version.format);
    whole.or_else(|| {
        let rest = bytes.strip_prefix(br#"{"format":"#)?;
        let end = rest.iter().position(|byte| !byte.is_ascii_digit())?;
        std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
    })
}
