//! What a file holds before anything is known of its format: a tree of values, tables or XML.

use super::FormatError;
use super::looks;
use super::source::{Source, Spot};

/// A file or a folder to be read.
#[derive(Debug, Clone)]
pub enum Upload {
    File(Vec<u8>),
    /// The files of a folder, with their names.
    Folder(Vec<(String, Vec<u8>)>),
}

impl From<&[u8]> for Upload {
    fn from(bytes: &[u8]) -> Self {
        Self::File(bytes.to_owned())
    }
}

/// The content of an upload, by its syntax.
#[derive(Debug)]
pub(super) enum Content {
    /// JSON or YAML.
    Tree(Source),
    /// Something else; the words say what it looks like.
    Other(&'static str),
}

impl Content {
    /// # Errors
    /// If the content is damaged.
    pub(super) fn open(upload: &Upload) -> Result<Self, FormatError> {
        let Upload::File(bytes) = upload else { return Ok(Self::Other("a folder")) };
        if let Some((_, name)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
            return Ok(Self::Other(name));
        }
        Source::parse(bytes).map(Self::Tree)
    }

    pub(super) fn tree(&self) -> Option<&Source> {
        match self {
            Self::Tree(source) => Some(source),
            Self::Other(_) => None,
        }
    }

    /// The root of a tree.
    ///
    /// # Errors
    /// If it is none.
    pub(super) fn root(&self) -> Result<Spot<'_>, FormatError> {
        let no_tree =
            || FormatError::of_file(format!("looks like {}, not like JSON or YAML", self.looks_like()));
        self.tree().map(Source::root).ok_or_else(no_tree)
    }

    /// A noun with its article.
    pub(super) fn looks_like(&self) -> String {
        match self {
            Self::Tree(source) => looks::tree(&source.root()),
            Self::Other(name) => (*name).to_owned(),
        }
    }

    /// Gives an error its place.
    pub(super) fn locate(&self, error: FormatError) -> FormatError {
        match self {
            Self::Tree(source) => source.locate(error),
            Self::Other(_) => error,
        }
    }
}

/// The first bytes of files that are often taken for a résumé to import.
const SIGNATURES: [(&[u8], &str); 5] = [
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "a document of an old Microsoft Office"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
];
