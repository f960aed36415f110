//! What a file holds before anything is known of its format: a tree of values, tables or XML.

use super::archive;
use super::document::{Page, Parts};
use super::error::FormatError;
use super::looks;
use super::source::{Source, Spot, error_at};
use super::tables::{Table, decode, is_header};

/// A file or a folder to be read.
#[derive(Debug, Clone)]
pub enum Upload {
    File(Vec<u8>),
    /// What another program found in a PDF: its pages, and attached XML.
    Pdf {
        pages: Vec<Page>,
        attachments: Vec<String>,
    },
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
    /// Those tables of an archive, a folder or a file that an importer knows.
    Tables(Vec<Table>),
    /// XML or HTML, as text.
    Xml(String),
    /// The pages of a PDF.
    Pages(Vec<Page>),
    /// A Word document.
    Word(Box<Parts>),
    /// Something else; the words say what it looks like.
    Other(&'static str),
}

/// Which part of a PDF that carries a Europass is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reads {
    /// The Europass where there is one, else the pages.
    Either,
    Europass,
    Pages,
}

/// Whether XML is a Europass.
pub(super) fn is_europass(xml: &str) -> bool {
    xml.contains("http://www.europass.eu/1.0")
}

impl Content {
    /// # Errors
    /// If the content is damaged.
    pub(super) fn open(upload: &Upload, reads: Reads) -> Result<Self, FormatError> {
        let bytes = match upload {
            Upload::Folder(files) => {
                return of_files(files, "a folder without the tables of a LinkedIn export");
            }
            Upload::Pdf { pages, attachments } => return of_pdf(pages, attachments, reads),
            Upload::File(bytes) => bytes,
        };
        if archive::is_one(bytes) {
            if let Some(parts) = archive::word(bytes)? {
                return Ok(Self::Word(Box::new(parts)));
            }
            let archive = archive::open(bytes, is_header)?;
            return of_files(&archive.tables, archive.looks_like);
        }
        if let Some((_, name)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
            return Ok(Self::Other(name));
        }
        let Some(text) = decode(bytes) else {
            // A table that was saved by a program of old has an ASCII header.
            return match of_table("", bytes)? {
                Some(table) => Ok(Self::Tables(vec![table])),
                None => Err(not_utf8(bytes)),
            };
        };
        Self::of_text(text.into_owned())
    }

    fn of_text(text: String) -> Result<Self, FormatError> {
        match text.trim_start().chars().next() {
            None => Err(error_at(&text, 0, None, "the file is empty")),
            Some('{' | '[') => Source::json(text).map(Self::Tree),
            Some('<') => Ok(Self::Xml(text)),
            Some(_) => {
                if let Some(table) = of_table("", text.as_bytes())? {
                    return Ok(Self::Tables(vec![table]));
                }
                let means_yaml =
                    text.lines().take(200).any(|line| YAML.iter().any(|key| line.starts_with(key)));
                match Source::yaml(text) {
                    Ok(source) if source.root().entries().is_some() || source.root().items().is_some() => {
                        Ok(Self::Tree(source))
                    }
                    Err(error) if means_yaml => Err(error),
                    _ => Ok(Self::Other("plain text")),
                }
            }
        }
    }

    pub(super) fn tree(&self) -> Option<&Source> {
        match self {
            Self::Tree(source) => Some(source),
            _ => None,
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
            Self::Tables(_) => "a table".to_owned(),
            Self::Pages(_) => "a PDF document".to_owned(),
            Self::Word(_) => "a Word document".to_owned(),
            Self::Xml(text) if text.contains("europass.cedefop.europa.eu") => {
                "a Europass of before 2020".to_owned()
            }
            Self::Xml(_) => "an XML or HTML document".to_owned(),
            Self::Other(name) => (*name).to_owned(),
        }
    }

    /// What helps with a file that no importer reads.
    pub(super) fn remedy(&self) -> Option<&'static str> {
        matches!(self, Self::Other(archive::OPEN_DOCUMENT))
            .then_some("save it as `.docx` or as PDF in the program that made it, and import that")
    }

    /// Gives an error its place.
    pub(super) fn locate(&self, error: FormatError) -> FormatError {
        match self {
            Self::Tree(source) => source.locate(error),
            _ => error,
        }
    }
}

/// The beginnings of lines that show what a broken YAML file was meant to be.
const YAML: [&str; 4] = ["cv:", "content:", "basics:", "work:"];

/// The first bytes of files that are often taken for a résumé to import.
const SIGNATURES: [(&[u8], &str); 5] = [
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "a document of an old Microsoft Office"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
];

/// A PDF that carries a Europass is read as that.
fn of_pdf(pages: &[Page], attachments: &[String], reads: Reads) -> Result<Content, FormatError> {
    let europass = attachments.iter().find(|text| is_europass(text));
    match (europass, reads) {
        (Some(text), Reads::Either | Reads::Europass) => Ok(Content::Xml(text.clone())),
        (None, Reads::Europass) => Err(FormatError::of_file("the PDF carries no Europass XML")
            .hint("`--format document` reads its text")),
        _ => Ok(Content::Pages(pages.to_vec())),
    }
}

fn of_files(files: &[(String, Vec<u8>)], otherwise: &'static str) -> Result<Content, FormatError> {
    let mut tables = Vec::new();
    for (name, bytes) in files {
        tables.extend(of_table(name, bytes)?);
    }
    Ok(if tables.is_empty() { Content::Other(otherwise) } else { Content::Tables(tables) })
}

fn of_table(name: &str, bytes: &[u8]) -> Result<Option<Table>, FormatError> {
    if is_header(bytes) { Table::read(name, bytes) } else { Ok(None) }
}

fn not_utf8(bytes: &[u8]) -> FormatError {
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let before = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
    error_at(&before, before.len(), None, "the text is not UTF-8").hint("save it as UTF-8 in your editor")
}
