//! The bytes of the session file: JSON with a format version, one record a line.
//!
//! The line breaks mean nothing to a JSON parser. They let a damaged file be salvaged record by
//! record (see `recover`), and make the file readable to `grep` and `diff`.

use std::collections::HashSet;
use std::io::{self, BufWriter, Write};
use std::str::Utf8Error;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::checksum::Summing;
use super::{Binding, Experiences, Session, SyncState};
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

/// The file, with records of type `R`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole<R> {
    format: u64,
    loaded: bool,
    database: Option<Binding>,
    cursor: Option<Cursor>,
    sync: SyncState,
    profile: Option<Record<Profile>>,
    experiences: Vec<R>,
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
    sync: &'a SyncState,
    profile: &'a Option<Record<Profile>>,
}

/// The version alone, read before anything else so that a newer file is told from a damaged one.
#[derive(Deserialize)]
struct Version {
    format: u64,
}

/// Writes a session.
pub(super) fn encode(session: &Session, out: impl Write) -> io::Result<()> {
    write(session, &session.experiences, out)
}

/// Writes a session with `records` in place of its experiences, each on a line of its own.
pub(super) fn write<R: Serialize>(
    session: &Session,
    records: impl IntoIterator<Item = R>,
    out: impl Write,
) -> io::Result<()> {
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
    let mut out = Summing::new(BufWriter::with_capacity(1 << 16, out));
    out.write_all(&header)?;
    out.write_all(b",\n\"experiences\":[")?;
    let mut before = "\n";
    for record in records {
        out.write_all(before.as_bytes())?;
        serde_json::to_writer(&mut out, &record)?;
        before = ",\n";
    }
    out.end()
}

/// Reads a session; anything that is not wholly one is [`Damage`].
pub(super) fn decode(bytes: &[u8]) -> Result<Session, Damage> {
    let (mut session, records): (_, Vec<Record<Experience>>) = parse(bytes)?;
    let mut ids = HashSet::with_capacity(records.len());
    for (index, record) in records.iter().enumerate() {
        record.current.validate().map_err(|cause| Damage::Record { index, cause })?;
        if !ids.insert(record.current.id) {
            return Err(Damage::Twice(record.current.id));
        }
    }
    session.experiences = Experiences::of_file(records);
    Ok(session)
}

/// Reads a session without its experiences, and these as whatever `R` is.
pub(super) fn parse<R: DeserializeOwned>(bytes: &[u8]) -> Result<(Session, Vec<R>), Damage> {
    let text = std::str::from_utf8(bytes)?;
    let whole: Whole<R> = serde_json::from_str(text).map_err(|error| {
        version(bytes).filter(|found| *found > FORMAT).map_or(error.into(), Damage::Newer)
    })?;
    match whole.format {
        FORMAT => {}
        0 => return Err(Damage::Unknown(0)),
        newer => return Err(Damage::Newer(newer)),
    }
    if let Some(profile) = &whole.profile {
        profile.current.validate().map_err(Damage::Profile)?;
    }
    let session = Session {
        loaded: whole.loaded,
        database: whole.database,
        cursor: whole.cursor,
        sync: whole.sync,
        profile: whole.profile,
        experiences: Experiences::default(),
    };
    Ok((session, whole.experiences))
}

/// The format version, if the bytes are a JSON object that has one.
fn version(bytes: &[u8]) -> Option<u64> {
    serde_json::from_slice::<Version>(bytes).ok().map(|version| version.format)
}
