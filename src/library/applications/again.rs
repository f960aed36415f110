//! A résumé as it was sent: making its document again, and comparing it with the one of today.
//!
//! The invariant: a document is made of the parts that were kept, or not at all. A part that is missing, or whose
//! content is not what its ID says, is an error that names it.

use std::fs;
use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::domain::{
    Application, Damaged, Document, Experience, KeptFile, KeptRecords, Record, Resume, Snapshot, Synced,
    content_hash, snapshot_key, variant_name,
};
use crate::files;
use crate::library::publish::{Material, OutputFormat, Published, Resolved};
use crate::library::variants::lookup;
use crate::library::{Among, CommandError, CommandResult, ErrorKind, Library, select, visible};
use crate::render::Photo;
use crate::render::theme::{Texts, Theme};
use crate::session::Session;

/// A résumé as it was sent.
#[derive(Debug)]
pub struct KeptResume {
    /// The version of the program that made the document.
    pub version: String,
    resolved: Resolved,
    material: Material,
    /// The files of the theme.
    texts: Texts,
    files: Vec<(KeptFile, Option<Vec<u8>>)>,
    photo: Option<(KeptFile, Option<Vec<u8>>)>,
}

/// What has changed in a résumé since it was sent, of the entries that the document was made of.
#[derive(Debug)]
pub struct Since {
    pub version: String,
    /// Then and now.
    pub changed: Vec<(Experience, Experience)>,
    pub gone: Vec<Experience>,
    /// Still there, and no longer chosen: another tag, kind or date.
    pub unchosen: Vec<Experience>,
    pub new: Vec<Experience>,
    pub profile_then: Map<String, Value>,
    pub profile_now: Map<String, Value>,
    pub theme_changed: bool,
    /// What became of the photo that was sent, if anything did.
    pub photo: Option<PhotoSince>,
    /// What became of the variant that was sent, if anything did.
    pub variant: Option<VariantSince>,
    /// What changed in it and in those that it is from, as far as their past is known.
    pub variant_changes: Vec<VariantStates>,
}

/// What a variant said when a résumé was sent, and what it says now.
#[derive(Debug)]
pub struct VariantStates {
    /// The name of the variant, if the one that was sent is from it.
    pub parent: Option<String>,
    pub then: Map<String, Value>,
    pub now: Map<String, Value>,
}

/// What became of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoSince {
    /// The profile names another one, or its file was replaced.
    Changed,
    /// There is none that can be read.
    Gone,
}

/// What became of a variant, by its name of then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariantSince {
    /// With its name of now.
    Changed(String, String),
    Gone(String),
}

impl KeptResume {
    /// The format in which it was sent.
    pub fn format(&self) -> OutputFormat {
        self.resolved.format
    }
}

/// The folder with the files of a kept theme, which goes when it is not needed any more.
struct Unpacked(PathBuf);

impl Drop for Unpacked {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Library {
    /// The résumé that an application sent.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] where none was kept; [`ErrorKind::Failed`] where a part of
    /// it is missing or damaged.
    pub fn kept_resume(&self, application: &Document) -> CommandResult<KeptResume> {
        let application = Application::of(application);
        let Some(id) = application.snapshot else {
            let label = application.label();
            let message = format!("the application to {} keeps no résumé", visible::line(&label));
            return Err(CommandError::new(ErrorKind::NotFound, message));
        };
        self.read(|session| read(session, id))?
    }

    /// Makes the document again, in this format. Another version of the program, and files that are no longer
    /// what they were, are named in its warnings.
    pub fn make_again(&self, kept: &KeptResume, format: OutputFormat) -> CommandResult<Published> {
        let mut material = kept.material.clone();
        let resolved = kept.resolved.in_format(format);
        if let Some((file, bytes)) = kept.photo.as_ref().filter(|_| resolved.shows_photo()) {
            material.photo = Some(self.photo_again(&material, file, bytes.as_deref())?);
        }
        let unpacked = match (format, kept.files.is_empty()) {
            (OutputFormat::Pdf, false) => Some(self.unpack(kept)?),
            _ => None,
        };
        material.theme.folder = unpacked.as_ref().map(|Unpacked(folder)| folder.clone());
        let mut made = self.make(&resolved, &material)?;
        let version = env!("CARGO_PKG_VERSION");
        if kept.version != version {
            made.warnings.insert(
                0,
                format!(
                    "the document was made by version {}, this is {version}: it may look different",
                    visible::line(&kept.version)
                ),
            );
        }
        Ok(made)
    }

    /// Compares the résumé that an application sent with the one of now.
    pub fn since(&self, application: &Document) -> CommandResult<Since> {
        let kept = self.kept_resume(application)?;
        let sent = Application::of(application);
        let (variant, later) = self.read(|session| variant_since(session, &sent))?;
        let mut variant_changes: Vec<VariantStates> =
            later.iter().filter_map(|now| self.variant_change(now, &sent)).collect();
        // What it was from then is another one.
        if variant_changes.iter().any(|one| one.then.get("from") != one.now.get("from")) {
            variant_changes.retain(|one| one.parent.is_none());
        }
        let (profile, experiences) = self.read(|session| {
            (session.profile().map(|profile| profile.body.clone()), select::in_sections(session))
        })?;
        let photo = photo_since(&kept, profile.clone());
        let Material { profile: then_profile, experiences: then, theme, .. } = kept.material;
        let (then_chosen, then_profile) = kept.resolved.shown(&then, then_profile);
        let (now_chosen, now_profile) = kept.resolved.shown(&experiences, profile);
        let of = |all: &[Experience], id| all.iter().find(|one| one.id == id).cloned();
        let changed = then_chosen.iter().filter_map(|then| Some((then.clone(), of(&now_chosen, then.id)?)));
        let changed = changed.filter(|(then, now)| !then.differences(now).is_empty()).collect();
        let without = |all: &[Experience], others: &[Experience]| -> Vec<Experience> {
            all.iter().filter(|one| of(others, one.id).is_none()).cloned().collect()
        };
        let (unchosen, gone) = without(&then_chosen, &now_chosen)
            .into_iter()
            .partition(|one| of(&experiences, one.id).is_some());
        Ok(Since {
            gone,
            unchosen,
            new: without(&now_chosen, &then_chosen),
            changed,
            profile_then: then_profile.unwrap_or_default(),
            profile_now: now_profile.unwrap_or_default(),
            theme_changed: !self.theme_texts(&theme.name).is_ok_and(|(_, now)| now == kept.texts),
            photo,
            version: kept.version,
            variant,
            variant_changes,
        })
    }

    fn variant_change(&self, now: &Document, sent: &Application<'_>) -> Option<VariantStates> {
        let saved = sent.saved_at?;
        let past = self.document_past_at_hand(&now.key()).ok()?;
        let then = past.into_iter().rfind(|state| state.at <= saved && !state.refused)?.value;
        let body = |variant: &Document| {
            let mut body = self.parent_named(variant).body;
            body.remove("name");
            body
        };
        let is_parent = sent.variant_id.is_some_and(|id| id != now.id);
        let parent = is_parent.then(|| variant_name(now).to_owned());
        Some(VariantStates { parent, then: body(&then), now: body(now) })
    }

    /// The photo as it was: kept, or still in the file that the profile of then names.
    fn photo_again(
        &self,
        material: &Material,
        file: &KeptFile,
        bytes: Option<&[u8]>,
    ) -> CommandResult<Photo> {
        if let Some(bytes) = bytes {
            return Photo::named(&file.name, bytes.to_vec()).ok_or_else(|| {
                CommandError::failed(format!("the kept photo `{}` is no picture", visible::line(&file.name)))
            });
        }
        let found = material.read_photo().ok().filter(|photo| content_hash(&photo.bytes) == file.sha256);
        found.ok_or_else(|| {
            CommandError::failed(
                "the photo of the document was too large to be kept, and its file is gone or was changed",
            )
            .hint("put the file back where the profile of then names it")
        })
    }

    /// Writes the kept files of a theme into a folder of their own. Those that were too large to be kept are taken
    /// from the theme's folder, if they are still the same.
    fn unpack(&self, kept: &KeptResume) -> CommandResult<Unpacked> {
        let name = &kept.material.theme.name;
        let themes = &self.settings.paths.themes;
        // A name of a theme never begins with a dot.
        let folder = themes.join(format!(".again-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        files::create_private_dir(&folder)?;
        let unpacked = Unpacked(folder);
        for (file, bytes) in &kept.files {
            let bytes = match bytes {
                Some(bytes) => bytes.clone(),
                None => {
                    let found =
                        self.theme_file(name, &file.name).filter(|found| content_hash(found) == file.sha256);
                    found.ok_or_else(|| {
                        let shown = visible::line(&file.name).to_string();
                        CommandError::failed(format!(
                            "`{shown}` of the theme was too large to be kept, and is gone or was changed"
                        ))
                        .hint("put the file back into the folder of the theme")
                    })?
                }
            };
            let path = unpacked.0.join(&file.name);
            if let Some(parent) = path.parent() {
                files::create_private_dir(parent)?;
            }
            fs::write(&path, bytes)?;
        }
        Ok(unpacked)
    }
}

/// Compares the photo that was sent with the one that the profile names by now.
fn photo_since(kept: &KeptResume, profile: Option<Map<String, Value>>) -> Option<PhotoSince> {
    if !kept.resolved.shows_photo() {
        return None;
    }
    let now = Material { profile, ..Material::default() }.read_photo().ok();
    let hash = now.map(|photo| content_hash(&photo.bytes));
    let then = kept.photo.as_ref().map(|(file, _)| &file.sha256);
    match &hash {
        now if now.as_ref() == then => None,
        Some(_) => Some(PhotoSince::Changed),
        None => Some(PhotoSince::Gone),
    }
}

/// What became of the variant that was sent, and which ones changed since.
fn variant_since(session: &Session, sent: &Application<'_>) -> (Option<VariantSince>, Vec<Document>) {
    let (Some(name), Some(id)) = (sent.variant, sent.variant_id) else { return (None, Vec::new()) };
    let found = lookup::living(session).find(|record| record.current.id == id);
    let Some(now) = found else { return (Some(VariantSince::Gone(name.to_owned())), Vec::new()) };
    let later = sent.saved_at.map(|saved| changed_since(session, now, saved)).unwrap_or_default();
    let changed = || VariantSince::Changed(name.to_owned(), variant_name(&now.current).to_owned());
    ((!later.is_empty()).then(changed), later)
}

/// Of a variant and those that it is from, the ones that were changed after a moment.
fn changed_since(session: &Session, variant: &Record<Document>, saved: Timestamp) -> Vec<Document> {
    let mut changed = Vec::new();
    let mut seen = vec![variant.current.id.clone()];
    let mut next = Some(variant);
    while let Some(one) = next {
        changed.extend((one.current.updated_at > saved).then(|| one.current.clone()));
        let parent = one.current.body.get("from").and_then(Value::as_str);
        next = parent.and_then(|name| lookup::find(session, name, Among::Living).ok());
        // A circle is told where the variant is used.
        next = next.filter(|parent| !seen.contains(&parent.current.id));
        seen.extend(next.map(|parent| parent.current.id.clone()));
    }
    changed
}

/// Reads a résumé and its parts.
fn read(session: &Session, id: &str) -> CommandResult<KeptResume> {
    let resume = part(session, id)?.into_resume().map_err(|cause| damaged(id, &cause))?;
    let Resume { version, order, records, theme, files, photo } = resume;
    let kept = part(session, &records)?.into_records().map_err(|cause| damaged(&records, &cause))?;
    let KeptRecords { experiences, profile } = kept;
    let experience = |id: &String| part(session, id)?.into_experience().map_err(|cause| damaged(id, &cause));
    let experiences = experiences.iter().map(|id| Ok(*experience(id)?)).collect::<CommandResult<Vec<_>>>()?;
    let profile = profile.map(|id| part(session, &id)?.into_profile().map_err(|cause| damaged(&id, &cause)));
    let kept = part(session, &theme)?.into_theme().map_err(|cause| damaged(&theme, &cause))?;
    let texts = Texts { manifest: kept.manifest, typst: kept.typst, html: kept.html };
    let theme = Theme::of(&kept.name, None, texts.clone()).map_err(|mistake| {
        CommandError::failed(format!("the kept theme has a mistake: {}", visible::line(&mistake.to_string())))
    })?;
    let content = |file: KeptFile| -> CommandResult<_> {
        let bytes = file
            .snapshot
            .as_ref()
            .map(|id| part(session, id)?.into_bytes().map_err(|cause| damaged(id, &cause)));
        Ok((file, bytes.transpose()?))
    };
    let files = files.into_iter().map(content).collect::<CommandResult<Vec<_>>>()?;
    if let Some((file, _)) = files.iter().find(|(file, _)| !is_inside(&file.name)) {
        let name = visible::line(&file.name).to_string();
        return Err(CommandError::failed(format!("`{name}` is no path within a theme")));
    }
    let resolved = Resolved::of_json(order).map_err(|cause| damaged(id, &Damaged::Unknown(cause)))?;
    let material = Material { profile: profile.transpose()?, experiences, theme, photo: None };
    Ok(KeptResume { version, resolved, material, texts, files, photo: photo.map(content).transpose()? })
}

/// Whether a path stays below the folder that it begins in: rows come from outside.
fn is_inside(name: &str) -> bool {
    let mut parts = std::path::Path::new(name).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, std::path::Component::Normal(_)))
}

fn part(session: &Session, id: &str) -> CommandResult<Snapshot> {
    let Some(record) = session.documents.find(&snapshot_key(id)) else {
        let shown = visible::line(id).to_string();
        return Err(CommandError::failed(format!("the snapshot `{shown}` is not on this device"))
            .hint("`resume sync` may bring it"));
    };
    Snapshot::of(&record.current).map_err(|cause| damaged(id, &cause))
}

fn damaged(id: &str, cause: &Damaged) -> CommandError {
    let cause = cause.to_string();
    CommandError::failed(format!(
        "the snapshot `{}` cannot be used: {}",
        visible::line(id),
        visible::line(&cause)
    ))
}
