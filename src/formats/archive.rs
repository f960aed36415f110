//! ZIP archives: the tables in them, and nothing else.
//!
//! The invariants: a name in an archive is never used as a path; what is unpacked is bounded whatever the archive says of
//! its sizes.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::document::Parts;
use super::error::FormatError;

/// The most entries that an archive may have.
const MOST_ENTRIES: usize = 50_000;

/// The most bytes that the tables of an archive may have, all together.
const MOST_BYTES: u64 = 32 << 20;

/// How much of a table is read to find out whether it is wanted.
const START: u64 = 4096;

/// The tables of an archive.
#[derive(Debug)]
pub(super) struct Archive {
    /// Base names and contents.
    pub(super) tables: Vec<(String, Vec<u8>)>,
    /// A noun with its article, where none of the tables is known.
    pub(super) looks_like: &'static str,
}

pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Reads the tables whose beginning is wanted.
pub(super) fn open(bytes: &[u8], is_wanted: impl Fn(&[u8]) -> bool) -> Result<Archive, FormatError> {
    check_count(bytes)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let names: Vec<String> =
        archive.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    let mut tables = Vec::new();
    let mut left = MOST_BYTES;
    for (index, name) in names.iter().enumerate() {
        let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
        if !base.to_lowercase().ends_with(".csv") || name.contains("__MACOSX") {
            continue;
        }
        let mut file = archive.by_index(index).map_err(|error| damaged(&error))?;
        let mut bytes = Vec::new();
        let mut unpack = |most: u64, bytes: &mut Vec<u8>| {
            file.by_ref().take(most).read_to_end(bytes).map_err(|error| {
                FormatError::of_file(format!(
                    "the archive is damaged: `{base}` could not be unpacked: {error}"
                ))
            })
        };
        unpack(START, &mut bytes)?;
        if !is_wanted(&bytes) {
            continue;
        }
        unpack(left, &mut bytes)?;
        left = left.checked_sub(bytes.len() as u64).ok_or_else(|| {
            FormatError::of_file(format!(
                "the tables of the archive unpack to more than {} MiB",
                MOST_BYTES >> 20
            ))
        })?;
        tables.push((base.to_owned(), bytes));
    }
    Ok(Archive { tables, looks_like: looks_like(&names) })
}

/// The parts of a Word document that are read, if the archive is one.
pub(super) fn word(bytes: &[u8]) -> Result<Option<Parts>, FormatError> {
    if memchr::memmem::find(bytes, WORD.as_bytes()).is_none() {
        return Ok(None);
    }
    check_count(bytes)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let mut left = MOST_BYTES;
    let mut part = |name: &str| -> Result<Option<String>, FormatError> {
        let file = match archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(&error)),
        };
        let mut bytes = Vec::new();
        file.take(left + 1).read_to_end(&mut bytes).map_err(|error| {
            FormatError::of_file(format!("the archive is damaged: `{name}` could not be unpacked: {error}"))
        })?;
        left = left.checked_sub(bytes.len() as u64).ok_or_else(|| {
            let most = MOST_BYTES >> 20;
            FormatError::of_file(format!("the text of the Word document unpacks to more than {most} MiB"))
        })?;
        let text = String::from_utf8(bytes);
        text.map(Some)
            .map_err(|_| FormatError::of_file(format!("the Word document is damaged: `{name}` is not UTF-8")))
    };
    let Some(document) = part(WORD)? else { return Ok(None) };
    let mut parts = |sort: &str| -> Result<Vec<(String, String)>, FormatError> {
        let names = (1..=3).map(|number| format!("{sort}{number}.xml"));
        let found = names.map(|name| Ok(part(&format!("word/{name}"))?.map(|text| (name, text))));
        found.filter_map(Result::transpose).collect()
    };
    let (headers, footers) = (parts("header")?, parts("footer")?);
    Ok(Some(Parts {
        document,
        styles: part("word/styles.xml")?,
        relations: part("word/_rels/document.xml.rels")?,
        headers,
        footers: footers.into_iter().map(|(_, text)| text).collect(),
    }))
}

const WORD: &str = "word/document.xml";

/// Before the library makes an entry of each: a record of the directory is 46 bytes at the least.
fn check_count(bytes: &[u8]) -> Result<(), FormatError> {
    if memchr::memmem::find_iter(bytes, b"PK\x01\x02").nth(MOST_ENTRIES).is_some() {
        return Err(FormatError::of_file(format!("the archive has more than {MOST_ENTRIES} entries")));
    }
    Ok(())
}

fn damaged(error: &ZipError) -> FormatError {
    FormatError::of_file(format!("the archive is damaged: {error}"))
}

/// What LibreOffice writes.
pub(super) const OPEN_DOCUMENT: &str = "an OpenDocument file";

fn looks_like(names: &[String]) -> &'static str {
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if has("xl/workbook.xml") {
        "an Excel workbook"
    } else if has("content.xml") {
        OPEN_DOCUMENT
    } else {
        "a ZIP archive without the tables of a LinkedIn export"
    }
}
