//! Content becomes files: one renderer for each format.

pub mod docx;
pub mod html;
mod lines;
pub mod markdown;
pub mod pdf;
pub(crate) mod picture;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod text;
pub mod theme;

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::document::content::Content;
use crate::domain::{Experience, visible};
use pdf::typesetter::TypesetError;
use theme::Theme;

/// What to make a file of. Equal jobs give equal bytes.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    pub content: &'a Content,
    pub theme: &'a Theme,
    pub paper: Paper,
    /// On how many pages it has to fit.
    pub pages: Option<usize>,
    /// The picture that the header of the content names.
    pub photo: Option<&'a Photo>,
}

words! {
    /// The size of a page.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum Paper {
        #[default]
        A4 = "a4",
        UsLetter = "us-letter",
    }
    /// A word that names no size of a page.
    else UnknownPaper = "pages are a4 or us-letter"
}

/// A picture of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// Such as `photo.jpg`.
    pub name: String,
    /// Such as `image/jpeg`.
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

impl Photo {
    /// A picture with the name that a document gave it.
    pub fn named(name: &str, bytes: Vec<u8>) -> Option<Self> {
        let media_type = match name {
            "photo.png" => "image/png",
            "photo.jpg" => "image/jpeg",
            "photo.gif" => "image/gif",
            "photo.webp" => "image/webp",
            _ => return None,
        };
        Some(Self { name: name.to_owned(), media_type, bytes })
    }
}

/// A file that was made, and what its reader should know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    pub bytes: Vec<u8>,
    /// What the file cannot show, a sentence each.
    pub warnings: Vec<String>,
    /// How many pages it has, in a format with pages.
    pub pages: Option<usize>,
    /// What had no room on the pages.
    pub left_out: Vec<LeftOut>,
}

/// An entry that is not in the file, or one of its bullets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Of the experience.
    pub id: Uuid,
    pub title: String,
    /// The number of the bullet, counted from 1; absent where the whole entry is meant.
    pub bullet: Option<usize>,
    /// Of the bullet, or of the entry.
    pub text: String,
}

impl LeftOut {
    /// The whole entry.
    pub fn entry(one: &Experience) -> Self {
        let parts = [Some(one.title.as_str()), one.organization.as_deref()];
        let parts = parts.into_iter().flatten().filter(|part| !part.trim().is_empty());
        let title = parts.collect::<Vec<_>>().join(", ");
        Self { id: one.id, text: title.clone(), title, bullet: None }
    }
}

/// A sentence for a terminal: ``no room for `Engineer, Initech` ``.
impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id: _, title, bullet, text } = self;
        let (title, text) = (shortened(title), shortened(text));
        let title = visible::line(&title);
        match bullet {
            Some(number) => write!(f, "no room for bullet {number} of `{title}`: {}", visible::line(&text)),
            None => write!(f, "no room for `{title}`"),
        }
    }
}

/// As much of a text as tells it from others.
fn shortened(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", text[..end].trim_end())),
        None => Cow::Borrowed(text),
    }
}

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A mistake in a theme. Lines and columns count from 1, columns in characters.
    #[error("the theme `{theme}` has a mistake: {file}:{line}:{column}: {message}")]
    Theme { theme: String, file: String, line: usize, column: usize, message: String },
    #[error("the file could not be packed: {0}")]
    Packing(#[from] zip::result::ZipError),
    #[error("the file could not be packed: {0}")]
    Writing(#[from] std::io::Error),
    #[error("the résumé could not be written as JSON")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Typeset(#[from] TypesetError),
}

impl RenderError {
    /// What to do about it, if it is more than the message says.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Json(_) | Self::Theme { .. } | Self::Packing(_) | Self::Writing(_) => None,
            Self::Typeset(error) => error.hint(),
        }
    }

    /// Whether something else has to be asked for: the document does not fit on its pages.
    pub fn is_of_order(&self) -> bool {
        matches!(self, Self::Typeset(error) if error.is_of_order())
    }
}

/// Something that makes files of content.
pub trait Renderer {
    fn render(&self, job: &Job<'_>) -> Result<Rendered, RenderError>;
}

impl Paper {
    /// That of a region, by its code.
    pub(crate) fn of(region: Option<&str>) -> Self {
        if matches!(region, Some("US" | "CA")) { Self::UsLetter } else { Self::A4 }
    }
}
