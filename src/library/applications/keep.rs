//! Keeping a résumé as it was sent, part by part.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::ApplicationWords;
use crate::domain::{
    ApplicationStatus, Document, DocumentKey, DocumentKind, KeptFile, KeptRecords, Record, Resume, Snapshot,
    ThemeTexts, content_hash, note_status, snapshot_key,
};
use crate::files;
use crate::library::publish::{Material, OutputFormat, PublishOrder, Published, Resolved};
use crate::library::{CommandError, CommandResult, Decided, Library, visible};

/// The largest file that was sent: 256 MiB.
const LARGEST_SENT: u64 = 256 << 20;

/// The most bytes of a photo, and of the files of a theme together, that are kept: every command reads and writes
/// the whole session.
const MOST_KEPT: usize = 512 << 10;

/// An application to save.
#[derive(Debug, Clone)]
pub struct ApplicationOrder {
    /// The company is needed.
    pub words: ApplicationWords,
    /// The file that was sent.
    pub file: Option<PathBuf>,
    /// Which document was made; its format is that of `format`, else of the file, else PDF.
    pub order: PublishOrder,
    pub format: Option<OutputFormat>,
}

/// Whether the file that was sent is the document that the résumé makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likeness {
    /// No file was named.
    None,
    Same,
    Other,
    /// The document could not be made, for this reason.
    Unmade(String),
}

/// An application that was saved.
#[derive(Debug)]
pub struct AddedApplication {
    pub record: Record<Document>,
    pub likeness: Likeness,
    /// What the user has to know of what is kept, one sentence each.
    pub warnings: Vec<String>,
}

/// A file that was sent.
struct SentFile {
    name: String,
    bytes: Vec<u8>,
}

impl Library {
    /// Saves an application, and the résumé as it is now. When this returns `Ok`, both are durable.
    ///
    /// # Errors
    /// As [`Library::publish`], unless a file is named; [`super::super::ErrorKind::Usage`] where a word is wrong.
    pub fn add_application(&self, wanted: &ApplicationOrder) -> CommandResult<AddedApplication> {
        let words = wanted.words.checked()?;
        if words.company.is_none() {
            return Err(CommandError::usage("the name of the company is missing"));
        }
        let sent = wanted.file.as_deref().map(read_sent).transpose()?;
        let format = wanted.format.or_else(|| sent.as_ref().and_then(SentFile::format));
        let usual = if self.makes_pdf() { OutputFormat::Pdf } else { OutputFormat::Html };
        let order = PublishOrder { format: format.unwrap_or(usual), ..wanted.order.clone() };
        let variant = order.variant.as_deref().map(|name| self.variant(name)).transpose()?;
        let Decided { resolved, theme, .. } = self.resolve(&order)?;
        let (material, mut warnings) = self.material(&resolved, theme)?;
        let mut likeness = Likeness::None;
        let mut sha256 = sent.as_ref().map(|sent| content_hash(&sent.bytes));
        if material.is_empty() {
            warnings.push("the résumé is empty: nothing of it is kept".to_owned());
        } else {
            match (self.made(&resolved, &material), &sha256) {
                (Ok(made), None) => {
                    sha256 = Some(content_hash(&made.bytes));
                    warnings.extend(made.left_out.iter().map(ToString::to_string));
                    warnings.extend(made.warnings);
                }
                (Ok(made), Some(sent)) if content_hash(&made.bytes) == *sent => likeness = Likeness::Same,
                (Ok(_), Some(_)) => likeness = Likeness::Other,
                (Err(error), None) => return Err(error),
                (Err(error), Some(_)) => likeness = Likeness::Unmade(error.message),
            }
        }
        let kept =
            if material.is_empty() { None } else { Some(self.keep(&resolved, &material, &mut warnings)?) };
        let mut body = Map::new();
        let (now, today) = (self.now(), self.today()?);
        begin(&mut body, &words, now, words.date.unwrap_or(today))?;
        let facts = [
            ("variant", variant.as_ref().map(|variant| variant.name().to_owned())),
            ("variant_id", variant.map(|variant| variant.record.current.id)),
            ("file", sent.map(|sent| sent.name)),
            ("sha256", sha256),
            ("snapshot", kept.as_ref().map(|(id, _)| id.clone())),
        ];
        body.extend(facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))));
        let key = DocumentKey { kind: DocumentKind::Application, id: self.new_id().to_string() };
        let application = Document::new(key, body, now);
        let parts = kept.map(|(_, parts)| parts).unwrap_or_default();
        let record = self.update(|session| {
            for part in parts.into_values() {
                match session.documents.place(&snapshot_key(&part.id)) {
                    None => {
                        session.documents.add(part, self.new_id())?;
                    }
                    // A row that another program changed is no copy of it.
                    Some(place) if Snapshot::of(&session.documents[place].current).is_err() => {
                        session.documents.edit(place, part, self.new_id())?;
                    }
                    Some(_) => {}
                }
            }
            Ok(session.documents.add(application, self.new_id())?.clone())
        })?;
        Ok(AddedApplication { record, likeness, warnings })
    }

    /// The document, unless there is nothing in it.
    fn made(&self, resolved: &Resolved, material: &Material) -> CommandResult<Published> {
        let made = self.make(resolved, material)?;
        match made.nothing {
            None => Ok(made),
            Some(hint) => Err(CommandError::usage("there is nothing in the document").hint(hint)),
        }
    }

    /// The parts of a résumé by their IDs, and the ID of the whole.
    fn keep(
        &self,
        resolved: &Resolved,
        material: &Material,
        warnings: &mut Vec<String>,
    ) -> CommandResult<(String, BTreeMap<String, Document>)> {
        let mut parts = Parts { now: self.now(), by_id: BTreeMap::new() };
        let experiences = material.experiences.iter();
        let experiences = experiences.map(|one| parts.add(&Snapshot::Experience(Box::new(one.clone()))));
        let experiences = experiences.collect::<CommandResult<_>>()?;
        let profile = material.profile.clone().map(|profile| parts.add(&Snapshot::Profile(profile)));
        let records = KeptRecords { experiences, profile: profile.transpose()? };
        let records = parts.add(&Snapshot::Records(records))?;
        let (_, texts) = self.theme_texts(&resolved.theme)?;
        let theme = parts.add(&Snapshot::Theme(ThemeTexts {
            name: material.theme.name.clone(),
            manifest: texts.manifest,
            typst: texts.typst,
            html: texts.html,
        }))?;
        let mut keep = |name: &str, bytes: &[u8], is_small: bool| -> CommandResult<KeptFile> {
            let snapshot = is_small.then(|| parts.add(&Snapshot::file(bytes))).transpose()?;
            Ok(KeptFile { name: name.to_owned(), sha256: content_hash(bytes), snapshot })
        };
        let photo = match &material.photo {
            Some(photo) => {
                let is_small = photo.bytes.len() <= MOST_KEPT;
                if !is_small {
                    warnings.push(format!(
                        "the photo is larger than {} KiB and was not kept: the document cannot be made again without its file",
                        MOST_KEPT >> 10
                    ));
                }
                Some(keep(&photo.name, &photo.bytes, is_small)?)
            }
            None => None,
        };
        // What was sent as a page may be made again as a PDF.
        let files = material
            .theme
            .folder
            .as_deref()
            .map(|folder| self.theme_files(folder))
            .transpose()?
            .unwrap_or_default();
        let are_small = files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() <= MOST_KEPT;
        if !are_small {
            warnings.push(format!(
                "the fonts and pictures of the theme are larger than {} KiB and were not kept: the document cannot be made again without them",
                MOST_KEPT >> 10
            ));
        }
        let files =
            files.iter().map(|(name, bytes)| keep(name, bytes, are_small)).collect::<CommandResult<_>>()?;
        let resume = Resume {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            order: resolved.to_json().map_err(std::io::Error::from)?,
            records,
            theme,
            files,
            photo,
        };
        let id = parts.add(&Snapshot::Resume(resume))?;
        Ok((id, parts.by_id))
    }
}

/// The parts that were made.
struct Parts {
    now: Timestamp,
    by_id: BTreeMap<String, Document>,
}

impl Parts {
    /// Adds a part, and returns its ID.
    fn add(&mut self, snapshot: &Snapshot) -> CommandResult<String> {
        let document = snapshot.document(self.now).map_err(std::io::Error::from)?;
        let id = document.id.clone();
        self.by_id.insert(id.clone(), document);
        Ok(id)
    }
}

/// Writes the words of a new application.
fn begin(
    body: &mut Map<String, Value>,
    words: &ApplicationWords,
    now: Timestamp,
    date: crate::domain::PartialDate,
) -> CommandResult {
    let texts = ApplicationWords { status: None, date: Some(date), ..words.clone() };
    texts.write(body, now)?;
    note_status(body, ApplicationStatus::Applied, Some(date), now);
    if let Some(status) = words.status.filter(|status| *status != ApplicationStatus::Applied) {
        // When the answer came was not said.
        note_status(body, status, None, now);
    }
    Ok(())
}

fn read_sent(path: &Path) -> CommandResult<SentFile> {
    let shown = path.to_string_lossy();
    let bytes = files::read(path, LARGEST_SENT).map_err(|error| {
        CommandError::usage(format!("could not read `{}`: {error}", visible::line(&shown))).caused_by(error)
    })?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(SentFile { name: name.unwrap_or_default(), bytes })
}

impl SentFile {
    /// The format that its ending stands for.
    fn format(&self) -> Option<OutputFormat> {
        OutputFormat::of_ending(Path::new(&self.name).extension()?.to_str()?)
    }
}
