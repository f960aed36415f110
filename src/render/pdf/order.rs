//! What `resume` and `resume-typeset` say to each other.
//!
//! On stdin, an [`Order`] as one line of JSON, then the bytes of the photo, if there is one. On stdout, a
//! [`Report`] as one line of JSON, then the bytes of the PDF, if one was made. Both programs are parts of
//! one package and are installed together; the order names its version, so that a program of another
//! version is told apart from a damaged one.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The version of this package: both programs must have the same.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How long one order may take, in seconds of processor time. `resume-typeset` ends itself then.
pub const SECONDS: u64 = 10;

/// How much memory one order may take, in bytes.
pub const MEMORY: u64 = 1 << 30;

/// The longest line of an order or a report, in bytes.
const LONGEST_LINE: u64 = 64 << 20;

/// A document to set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub version: String,
    /// What stands on the pages, as themes read it.
    pub content: Value,
    pub theme: Template,
    /// A name that Typst knows: `a4`, `us-letter`.
    pub paper: String,
    /// How many pages it may have.
    pub pages: Option<usize>,
    /// What may be left out to reach that, the least important first.
    pub removable: Vec<Removable>,
    pub photo: Option<Photo>,
}

/// The theme, in its own language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    pub name: String,
    /// The folder that it may read. A built-in theme has none.
    pub folder: Option<PathBuf>,
    /// The text of `cv.typ`.
    pub source: String,
    pub options: Map<String, Value>,
    /// The lowest values of those options that may shrink to make the document fit.
    pub lowest: BTreeMap<String, Value>,
}

/// An entry, or one of its bullets, by its place in the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Removable {
    pub section: usize,
    pub group: usize,
    pub entry: usize,
    pub bullet: Option<usize>,
}

/// A picture that follows the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// The name by which the theme reads it.
    pub name: String,
    /// How many bytes it has.
    pub length: usize,
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    Made(Made),
    Failed(Failure),
}

/// A PDF was made, and follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Made {
    /// How many bytes the PDF has.
    pub length: usize,
    pub pages: usize,
    /// How many of the removable ones are missing from it, counted from the first.
    pub left_out: usize,
    /// The theme's options as they were in the end.
    pub options: Map<String, Value>,
    /// What the reader of the PDF misses, a sentence each.
    pub warnings: Vec<String>,
}

/// Nothing was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub kind: FailureKind,
    pub place: Option<Place>,
    pub message: String,
    pub hints: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The order itself cannot be read.
    Order,
    /// The theme has a mistake.
    Theme,
    /// It has more pages than it may have, whatever is left out.
    Pages,
    /// It took too long.
    Time,
}

/// A place in a file of the theme. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file's path below the theme's folder.
    pub file: String,
    pub line: usize,
    pub column: usize,
}

impl Failure {
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self { kind, place: None, message: message.into(), hints: Vec::new() }
    }
}

/// What every version's order has.
#[derive(Deserialize)]
struct Versioned {
    version: String,
}

/// Why an order was not understood.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("the order is from `resume` {0}, this is {VERSION}")]
    Version(String),
    #[error("the order is not readable: {0}")]
    Damaged(#[from] io::Error),
}

impl Order {
    /// Writes the order and what follows it.
    pub fn write(&self, photo: &[u8], mut to: impl Write) -> io::Result<()> {
        write(self, photo, &mut to)
    }

    /// Reads an order and what follows it. The version comes first: what else an order has depends on it.
    pub fn read(mut from: impl BufRead) -> Result<(Self, Vec<u8>), Unreadable> {
        let line = line(&mut from)?;
        let Versioned { version } = decoded(&line)?;
        if version != VERSION {
            return Err(Unreadable::Version(version));
        }
        let order: Self = decoded(&line)?;
        let length = order.photo.as_ref().map_or(0, |photo| photo.length);
        Ok((order, follow(from, length)?))
    }
}

impl Report {
    /// Writes the report and what follows it.
    pub fn write(&self, pdf: &[u8], mut to: impl Write) -> io::Result<()> {
        write(self, pdf, &mut to)
    }

    /// Reads a report and what follows it.
    pub fn read(mut from: impl BufRead) -> io::Result<(Self, Vec<u8>)> {
        let report: Self = decoded(&line(&mut from)?)?;
        let length = if let Self::Made(made) = &report { made.length } else { 0 };
        Ok((report, follow(from, length)?))
    }
}

fn write(line: &impl Serialize, bytes: &[u8], to: &mut impl Write) -> io::Result<()> {
    let mut line = serde_json::to_vec(line)?;
    line.push(b'\n');
    to.write_all(&line)?;
    to.write_all(bytes)?;
    to.flush()
}

fn line(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    from.take(LONGEST_LINE).read_until(b'\n', &mut line)?;
    if line.last() != Some(&b'\n') {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line)
}

fn decoded<'de, T: Deserialize<'de>>(line: &'de [u8]) -> io::Result<T> {
    Ok(serde_json::from_slice(line)?)
}

/// The bytes that follow a line, which says how many there are.
fn follow(from: impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(bytes) }
}
