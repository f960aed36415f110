//! Making files of a résumé: records in a file format, or a document that a renderer sets.

mod choice;
mod contact;
mod format;
mod material;
mod order;
mod photo;
mod replace;
pub(super) mod translate;

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{CommandError, CommandResult, ErrorKind, Library, visible};
use crate::document::Document;
use crate::document::content::{Content, Options};
use crate::document::language::{Language, UnknownLanguage};
use crate::domain::{Experience, place};
use crate::formats::{Exporter, Written};
use crate::render::pdf::Pdf;
use crate::render::pdf::typesetter::Typesetter;
use crate::render::theme::{self, Theme};
use crate::render::{Job, LeftOut, Photo, RenderError, Rendered, Renderer};

use format::Maker;
pub use format::OutputFormat;
pub use material::Material;
pub use order::{PublishOrder, Resolved};
pub use replace::replace;

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub bytes: Vec<u8>,
    /// How many experiences it holds.
    pub experiences: usize,
    /// Whether there is neither an experience nor a profile in it.
    pub is_empty: bool,
    /// How many pages it has, in a format with pages.
    pub pages: Option<usize>,
    /// What had no room on them.
    pub left_out: Vec<LeftOut>,
    /// What the file could not include, one sentence each.
    pub warnings: Vec<String>,
}

impl Library {
    /// Makes a file of the living experiences and the profile. A name that nothing has is an error.
    pub fn publish(&self, order: &PublishOrder) -> CommandResult<Published> {
        let resolved = self.resolve(order)?;
        let (material, lacking) = self.material(&resolved)?;
        let mut published = self.make(&resolved, &material)?;
        published.warnings.splice(0..0, [order.unheeded(), lacking].concat());
        Ok(published)
    }

    /// Decides what an order leaves open. All that it says is checked, whether its format has a use for it or not.
    pub fn resolve(&self, order: &PublishOrder) -> CommandResult<Resolved> {
        let [usual, ..] = theme::NAMES;
        let original = self.profile()?;
        let resolved = Resolved {
            format: order.format,
            tags: order.tags.clone(),
            without_tags: order.without_tags.clone(),
            kinds: order.kinds.clone(),
            since: order.since,
            no_contact: order.no_contact,
            theme: order.theme.clone().unwrap_or_else(|| usual.to_owned()),
            settings: order.settings.iter().cloned().collect(),
            language: translate::language(order.language.as_deref(), &original),
            is_translated: order.language.is_some(),
            paper: order.paper.unwrap_or_default(),
            pages: order.pages,
            date_format: order.dates.unwrap_or_default(),
            photo: order.photo,
        };
        dress(&mut self.theme(&resolved.theme)?, &resolved)?;
        Language::find(&resolved.language).map_err(unknown)?;
        self.read(|session| choice::check(session, order))??;
        Ok(resolved)
    }

    /// Makes the file. Equal orders and material give equal bytes with the same version of the program.
    pub fn make(&self, resolved: &Resolved, material: &Material) -> CommandResult<Published> {
        let mut theme = material.theme.clone();
        dress(&mut theme, resolved)?;
        let speech = translate::Speech::of(resolved, material.profile.as_ref())?;
        let chosen = choice::chosen(&material.experiences, resolved);
        let texts = (material.profile.clone(), chosen);
        let ((profile, mut chosen), untranslated) = speech.translated(texts, &material.experiences);
        let profile = if resolved.no_contact {
            contact::without_others_contact(&mut chosen);
            profile.map(contact::without_contact)
        } else {
            profile
        };
        let is_empty =
            chosen.is_empty() && (resolved.is_narrowed() || profile.as_ref().is_none_or(Map::is_empty));
        let pages = Pages { resolved, profile: profile.as_ref(), experiences: &chosen };
        let photo = material.photo.as_ref();
        let mut rendered = match resolved.format.maker() {
            Maker::Exporter(exporter) => pages.exported(exporter)?,
            Maker::Renderer(renderer) => pages.rendered(renderer, &theme, &speech.language, photo)?,
            Maker::Typesetter => pages.rendered(&self.pdf()?, &theme, &speech.language, photo)?,
        };
        rendered.warnings.extend(untranslated);
        let is_cut = resolved.no_contact || !resolved.without_tags.is_empty();
        if resolved.format == OutputFormat::Resume && is_cut {
            rendered.warnings.push(
                "the file is no backup: records lack what was left out, and an import of it takes that away here, too"
                    .to_owned(),
            );
        }
        let Rendered { bytes, warnings, pages, left_out } = rendered;
        Ok(Published { bytes, experiences: chosen.len(), is_empty, pages, left_out, warnings })
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

    fn pdf(&self) -> CommandResult<Pdf> {
        let resume = std::env::current_exe().map_err(|error| {
            CommandError::failed(format!("could not find the program itself: {error}")).caused_by(error)
        })?;
        Ok(Pdf { typesetter: Typesetter::beside(&resume, self.settings.paths.home.clone()) })
    }
}

/// Sets the options of an order's theme.
fn dress(theme: &mut Theme, resolved: &Resolved) -> CommandResult {
    for (key, value) in &resolved.settings {
        theme.set(key, value).map_err(|refusal| {
            let error = CommandError::usage(visible::line(&refusal.to_string()).to_string());
            match refusal.hint() {
                Some(hint) => error.hint(visible::line(&hint).to_string()),
                None => error,
            }
        })?;
    }
    Ok(())
}

/// What stands in a file.
struct Pages<'a> {
    resolved: &'a Resolved,
    profile: Option<&'a Map<String, Value>>,
    experiences: &'a [Experience],
}

impl Pages<'_> {
    fn exported(&self, exporter: &dyn Exporter) -> CommandResult<Rendered> {
        let written = exporter.write(self.profile, self.experiences);
        let Written { bytes, warnings } =
            written.map_err(|error| CommandError::failed(error.to_string()).caused_by(error))?;
        Ok(Rendered { bytes, warnings, ..Rendered::default() })
    }

    fn rendered(
        &self,
        renderer: &dyn Renderer,
        theme: &Theme,
        language: &Language,
        photo: Option<&Photo>,
    ) -> CommandResult<Rendered> {
        let Resolved { tags, paper, pages, date_format, .. } = self.resolved;
        let options = Options {
            dates: *date_format,
            order: [place::file_order(self.experiences), theme.order.clone()].concat(),
            tags: tags.clone(),
            photo: photo.map(|photo| photo.name.clone()),
        };
        let content = Content::of(&Document::of(self.profile, self.experiences), language, &options);
        let job = Job { content: &content, theme, paper: *paper, pages: *pages, photo };
        let mut rendered = renderer.render(&job).map_err(failed)?;
        rendered.warnings.splice(0..0, content.warnings);
        Ok(rendered)
    }
}

fn failed(error: RenderError) -> CommandError {
    let message = visible::line(&error.to_string()).to_string();
    let kind = if error.is_of_order() { ErrorKind::Usage } else { ErrorKind::Failed };
    let hint = error.hint().map(|hint| visible::line(&hint).to_string());
    CommandError { hint, ..CommandError::new(kind, message).caused_by(error) }
}

pub(super) fn unknown(error: UnknownLanguage) -> CommandError {
    let message = visible::line(&error.to_string()).to_string();
    let hint = match error.nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("the languages are {}", Language::tags().collect::<Vec<_>>().join(", ")),
    };
    CommandError::usage(message).hint(hint)
}
