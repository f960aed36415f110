//! Making files of a résumé: records in a file format, or a document that a renderer sets.

mod choice;
pub(super) mod contact;
mod format;
mod kept;
mod material;
mod order;
mod photo;
mod reached;
mod replace;
mod resolve;
pub(super) mod translate;

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{CommandError, CommandResult, ErrorKind, Library, counted, visible};
use crate::document::Document;
use crate::document::content::{Content, Options};
use crate::document::language::Language;
use crate::domain::career::Month;
use crate::domain::{DocumentKind, Experience, Sections, names_person, place};
use crate::formats::{Exporter, LegacyJsonResume, Written};
use crate::render::pdf::Pdf;
use crate::render::pdf::typesetter::Typesetter;
use crate::render::theme::Theme;
use crate::render::{Job, LeftOut, Photo, RenderError, Rendered, Renderer};

pub(super) use choice::{check_kind, check_tag};
use contact::Reach;
pub use format::OutputFormat;
use format::{Maker, Wish};
pub(super) use kept::Shown;
pub use material::Material;
pub use order::{PublishOrder, Resolved};
pub use replace::replace;
pub use resolve::Decided;
use resolve::refused;
pub(super) use translate::unknown;

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub bytes: Vec<u8>,
    /// How many experiences it holds.
    pub experiences: usize,
    /// Where there is neither an experience nor a profile in it: what would change that.
    pub nothing: Option<&'static str>,
    /// How many pages it has, in a format with pages.
    pub pages: Option<usize>,
    /// What had no room on them, and the entries that a file format does not take.
    pub left_out: Vec<LeftOut>,
    /// What the file could not include, one sentence each.
    pub warnings: Vec<String>,
}

impl Library {
    /// Makes a file of the living experiences and the profile. A name that nothing has is an error.
    pub fn publish(&self, order: &PublishOrder) -> CommandResult<Published> {
        let levels = self.levels(order)?;
        let Decided { resolved, theme, notices } = self.decide(order, &levels, false)?;
        let (material, lacking) = self.material(&resolved, theme)?;
        let mut published = self.make(&resolved, &material)?;
        let beside = if order.format == OutputFormat::Resume { self.beside_backup()? } else { None };
        let beside = beside.into_iter().collect();
        published.warnings.splice(0..0, [order.unheeded(), notices, lacking, beside].concat());
        Ok(published)
    }

    /// Makes the file. Equal orders and material give equal bytes with the same version of the program.
    pub fn make(&self, resolved: &Resolved, material: &Material) -> CommandResult<Published> {
        let mut theme = material.theme.clone();
        for (key, value) in &resolved.settings {
            theme.set(key, value).map_err(refused)?;
        }
        let (Shown { experiences: chosen, profile, untranslated }, language) = shown(resolved, material)?;
        // What the profile keeps of other programs' files stands in files of ours and in JSON Resume alone.
        let is_whole = matches!(resolved.format, OutputFormat::Resume | OutputFormat::JsonResume);
        let says_something = |profile: &Map<String, Value>| {
            if is_whole { !profile.is_empty() } else { names_person(profile) }
        };
        let pages = Pages { resolved, profile: profile.as_ref(), experiences: &chosen };
        let photo = material.photo.as_ref();
        let (mut rendered, count) = match resolved.format.maker() {
            Maker::Exporter(_) if resolved.legacy_keys && resolved.format == OutputFormat::JsonResume => {
                (pages.exported(&LegacyJsonResume)?, chosen.len())
            }
            Maker::Exporter(exporter) => (pages.exported(exporter)?, chosen.len()),
            Maker::Renderer(renderer) => pages.rendered(renderer, &theme, &language, photo)?,
            Maker::Typesetter => pages.rendered(&self.pdf()?, &theme, &language, photo)?,
        };
        let is_narrow = resolved.selection().is_narrow();
        let nothing = match (count, &material.profile) {
            (1.., _) => None,
            _ if !is_narrow && profile.as_ref().is_some_and(says_something) => None,
            _ if !chosen.is_empty() => {
                Some("an experience needs a title, a text or a bullet: `resume edit ID`")
            }
            _ if is_narrow && !material.experiences.is_empty() => {
                Some("the flags or the variant choose none of the experiences; `resume list` shows them")
            }
            (_, Some(whole)) if resolved.no_contact && says_something(whole) => {
                Some("contact data is all there is, and this is without it; `resume add` saves an experience")
            }
            _ => Some("`resume add` saves an experience, `resume import` a résumé"),
        };
        rendered.warnings.extend(untranslated);
        if resolved.no_contact {
            let reach = Reach::of(material.profile.as_ref());
            rendered.warnings.extend(reached::left(profile.as_ref(), &chosen, &reach));
        }
        let has_own_text = resolved.headline.is_some() || resolved.summary.is_some();
        let is_cut = resolved.no_contact || !resolved.without_tags.is_empty() || has_own_text;
        if resolved.format == OutputFormat::Resume && is_cut {
            rendered.warnings.push(
                "the file is no backup: records lack what was left out, and an import of it takes that away here, too"
                    .to_owned(),
            );
        }
        let Rendered { bytes, warnings, pages, left_out } = rendered;
        let gone = left_out.iter().filter(|left| left.bullet.is_none()).count();
        Ok(Published { bytes, experiences: count.saturating_sub(gone), nothing, pages, left_out, warnings })
    }

    /// What a backup has no place for.
    fn beside_backup(&self) -> CommandResult<Option<String>> {
        let count = |kind| {
            self.store.read(|session| {
                let living = session.documents.iter().map(|record| &record.current);
                living.filter(|one| one.kind == kind && one.deleted_at.is_none()).count()
            })
        };
        let (variants, applications) = (count(DocumentKind::Variant)?, count(DocumentKind::Application)?);
        let things = [(variants, "variant"), (applications, "application")];
        let things: Vec<_> = things
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, thing)| counted(count, thing))
            .collect();
        Ok((!things.is_empty()).then(|| {
            format!(
                "the file is without {}: only the session and the database keep them",
                things.join(" and ")
            )
        }))
    }

    /// The file of the photo that the profile names, if it is on this machine.
    pub fn photo(&self) -> CommandResult<Option<PathBuf>> {
        Ok(self.store.read(|session| {
            let profile = session.profile().map(|profile| &profile.body);
            photo::file(profile).map(Path::to_owned)
        })?)
    }

    /// Whether the program that makes PDF files is installed.
    pub fn makes_pdf(&self) -> bool {
        self.pdf().is_ok_and(|pdf| pdf.typesetter.is_installed())
    }

    pub(super) fn pdf(&self) -> CommandResult<Pdf> {
        let resume = std::env::current_exe().map_err(|error| {
            CommandError::failed(format!("could not find the program itself: {error}")).caused_by(error)
        })?;
        Ok(Pdf { typesetter: Typesetter::beside(&resume, self.settings.paths.home.clone()) })
    }
}

/// What the file has of the records, in its language, and which one that is.
pub(super) fn shown(resolved: &Resolved, material: &Material) -> CommandResult<(Shown, Language)> {
    let speech = translate::Speech::of(resolved, material.profile.as_ref())?;
    Ok((resolved.shown_in(&speech, material), speech.language))
}

/// What stands in a file.
struct Pages<'a> {
    resolved: &'a Resolved,
    profile: Option<&'a Map<String, Value>>,
    experiences: &'a [Experience],
}

impl Pages<'_> {
    fn exported(&self, exporter: &dyn Exporter) -> CommandResult<Rendered> {
        // A backup has no tombstones. A choice of records leaves moves beside the others as they are.
        let is_backup =
            self.resolved.format == OutputFormat::Resume && !self.resolved.selection().is_narrow();
        let anchored = is_backup.then(|| place::anchored(self.experiences));
        let experiences = anchored.as_deref().unwrap_or(self.experiences);
        let written = exporter.write(self.profile, experiences, &self.resolved.sections());
        let Written { bytes, warnings, left_out } =
            written.map_err(|error| CommandError::failed(error.to_string()).caused_by(error))?;
        let gone = self.experiences.iter().filter(|one| left_out.contains(&one.id)).map(LeftOut::entry);
        Ok(Rendered { bytes, warnings, left_out: gone.collect(), pages: None })
    }

    /// The document, and how many entries it would have if all had room: one that says nothing is in none.
    fn rendered(
        &self,
        renderer: &dyn Renderer,
        theme: &Theme,
        language: &Language,
        photo: Option<&Photo>,
    ) -> CommandResult<(Rendered, usize)> {
        let Resolved {
            format, tags, section_order, section_titles, paper, pages, date_format, timeline, ..
        } = self.resolved;
        let options = Options {
            dates: *date_format,
            sections: Sections {
                order: [section_order.clone(), place::file_order(self.experiences), theme.order.clone()]
                    .concat(),
                titles: section_titles.clone(),
            },
            tags: tags.clone(),
            photo: photo.map(|photo| photo.name.clone()),
            timeline: timeline.filter(|_| format.heeds(Wish::Timeline)).map(Month::first),
        };
        let content = Content::of(&Document::of(self.profile, self.experiences), language, &options);
        let job = Job { content: &content, theme, paper: *paper, pages: *pages, photo };
        let mut rendered = renderer.render(&job).map_err(failed)?;
        let count = content.entries().count();
        rendered.warnings.splice(0..0, content.warnings);
        Ok((rendered, count))
    }
}

/// The profile with another text of the person; without it, where the text is empty.
fn with_basic(profile: Option<Map<String, Value>>, key: &str, text: &str) -> Map<String, Value> {
    let mut profile = profile.unwrap_or_default();
    let basics = profile.entry("basics").or_insert_with(|| Value::Object(Map::new()));
    if basics.is_null() {
        *basics = Value::Object(Map::new());
    }
    if let Value::Object(basics) = basics {
        match text {
            "" => basics.remove(key),
            text => basics.insert(key.to_owned(), text.into()),
        };
    }
    profile
}

fn failed(error: RenderError) -> CommandError {
    let message = visible::line(&error.to_string()).to_string();
    let kind = if error.is_of_order() { ErrorKind::Usage } else { ErrorKind::Failed };
    let hint = error.hint().map(|hint| visible::line(&hint).to_string());
    CommandError { hint, ..CommandError::new(kind, message).caused_by(error) }
}
