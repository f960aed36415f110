//! Setting a document: Typst's view of the world, which holds nothing but the order.
//!
//! There is no clock, no package and no network in it, and no file but those of [`Files`].

use std::sync::Arc;

use resume::render::pdf::order::{Failure, FailureKind, Order};
use serde_json::{Map, Value, json};
use typst::diag::{FileResult, SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};
use typst_kit::files::FileStore;
use typst_kit::fonts::FontStore;
use typst_layout::PagedDocument;

use super::diagnostics;
use super::files::{self, Files};
use super::fonts;
use super::missing::{self, Missing};
use super::numbers;

/// Says what holds for every document, and includes the theme.
const MAIN: &str = include_str!("main.typ");

/// What themes may import.
const PARTS: [(&str, &str); 2] = [
    ("resume.typ", include_str!("../../../share/typst/resume.typ")),
    ("resume-text.typ", include_str!("../../../share/typst/resume-text.typ")),
];

const CONTENT: &str = "content.json";
const OPTIONS: &str = "options.json";

/// Sets one order, as often as its content and its options change.
pub(crate) struct Setter {
    library: LazyHash<Library>,
    fonts: Arc<FontStore>,
    files: FileStore<Files>,
    main: FileId,
    systems_fonts: bool,
}

/// Pages, and what is wrong with them.
pub(crate) struct Set {
    pub(crate) document: PagedDocument,
    pub(crate) warnings: Vec<SourceDiagnostic>,
    /// Characters that stand there as empty boxes.
    pub(crate) missing: Missing,
}

impl Set {
    pub(crate) fn pages(&self) -> usize {
        self.document.pages().len()
    }
}

impl Setter {
    pub(crate) fn new(order: &Order, photo: Vec<u8>) -> Result<Self, Failure> {
        let photo = order.photo.as_ref().map(|named| (named.name.clone(), Bytes::new(photo)));
        let mut files = Files::new(order.theme.folder.as_deref(), photo);
        files.put("main.typ", Bytes::from_string(MAIN));
        for (name, source) in PARTS {
            files.put(name, Bytes::from_string(source));
        }
        files.put("cv.typ", Bytes::from_string(order.theme.source.clone()));
        files.put("page.json", json_file(&json!({ "paper": order.paper })));
        let main =
            files::id("main.typ").map_err(|cause| Failure::new(FailureKind::Order, cause.to_string()))?;
        Ok(Self {
            library: LazyHash::new(numbers::library()),
            fonts: Arc::new(fonts::ours()),
            files: FileStore::new(files),
            main,
            systems_fonts: false,
        })
    }

    /// Sets this content with these options.
    pub(crate) fn set(&mut self, content: &Value, options: &Map<String, Value>) -> Result<Set, Failure> {
        let files = self.files.loader_mut();
        files.put(CONTENT, json_file(content));
        files.put(OPTIONS, json_file(options));
        self.files.reset();
        let set = self.compile()?;
        let lacks_fonts = !set.missing.is_empty() || set.warnings.iter().any(diagnostics::is_unknown_font);
        if self.systems_fonts || !lacks_fonts {
            return Ok(set);
        }
        self.fonts = Arc::new(fonts::with(self.files.loader().fonts()));
        self.systems_fonts = true;
        self.compile()
    }

    fn compile(&self) -> Result<Set, Failure> {
        let Warned { output, warnings } = typst::compile::<PagedDocument>(self);
        let document = output.map_err(|errors| diagnostics::failure(self, &errors))?;
        let missing = missing::of(&document);
        Ok(Set { document, warnings: warnings.into_iter().collect(), missing })
    }
}

fn json_file(value: &impl serde::Serialize) -> Bytes {
    Bytes::from_string(serde_json::to_string(value).unwrap_or_default())
}

impl World for Setter {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.files.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
