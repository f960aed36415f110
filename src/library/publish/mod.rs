//! Making files of a résumé: records in a file format, or a document that a renderer sets.

mod choice;
mod contact;
mod format;
mod photo;
mod replace;
mod resolved;

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{CommandError, CommandResult, ErrorKind, Library, visible};
use crate::document::Document;
use crate::document::content::{Content, Options};
use crate::document::dates::DateFormat;
use crate::document::language::{Language, UnknownLanguage};
use crate::domain::career::Month;
use crate::domain::{Experience, Kind, PartialDate, place};
use crate::formats::{Exporter, Written};
use crate::render::pdf::Pdf;
use crate::render::pdf::typesetter::Typesetter;
use crate::render::theme::{self, Texts, Theme};
use crate::render::{Job, LeftOut, Paper, Photo, RenderError, Rendered, Renderer};

pub(super) use choice::{check_kind, check_tag};
pub use format::OutputFormat;
use format::{Maker, Wish};
pub use replace::replace;
pub(super) use resolved::Resolved;

/// Which file to make. What is absent is as the theme, or else the program, has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublishOrder {
    pub format: OutputFormat,
    /// Only experiences or bullets with one of these tags; all of them where it is empty.
    pub tags: Vec<String>,
    /// No experiences or bullets with one of these.
    pub without_tags: Vec<String>,
    /// Only these kinds; all of them where it is empty.
    pub kinds: Vec<Kind>,
    /// Only what went on at this date or later, or bears no date.
    pub since: Option<PartialDate>,
    /// Without e-mail, telephone, street and postal code.
    pub no_contact: bool,
    pub theme: Option<String>,
    /// Options of the theme, as they were written.
    pub settings: Vec<(String, String)>,
    /// A tag (BCP 47).
    pub language: Option<String>,
    pub paper: Option<Paper>,
    pub pages: Option<usize>,
    pub dates: Option<DateFormat>,
    pub photo: bool,
    /// With a timeline of the entries.
    pub timeline: bool,
}

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
        let material = self.material(&resolved)?;
        self.make(&resolved, &material)
    }

    /// The order with all that decides what the document is.
    pub fn resolve(&self, order: &PublishOrder) -> CommandResult<Resolved> {
        let timeline = order.timeline.then(|| Month::of(self.now()));
        Ok(Resolved { order: order.clone(), timeline })
    }

    /// What the document is made of now.
    pub fn material(&self, resolved: &Resolved) -> CommandResult<Material> {
        let order = &resolved.order;
        let [usual, ..] = theme::NAMES;
        let name = order.theme.as_deref().unwrap_or(usual);
        let (folder, texts) = self.theme_texts(name)?;
        let theme = self.theme_of(name, folder, texts.clone())?;
        // All that the order says is checked, whether the format has a use for it or not.
        dressed(&theme, order)?;
        language(order)?;
        let (profile, experiences) = self.records()?;
        let mut material = Material { profile, experiences, theme, texts, photo: None, without_photo: None };
        if order.photo && order.format.heeds(Wish::Photo) {
            match material.read_photo() {
                Ok(photo) => material.photo = Some(photo),
                Err(warning) => material.without_photo = Some(warning),
            }
        }
        Ok(material)
    }

    /// The profile, and the living experiences in the order of their sections.
    pub(super) fn records(&self) -> CommandResult<(Option<Map<String, Value>>, Vec<Experience>)> {
        self.read(|session| {
            let all: Vec<_> = session.experiences.iter().map(|record| record.current.clone()).collect();
            let profile = session.profile().map(|profile| profile.body.clone());
            (profile, place::sections(&all).into_iter().cloned().collect())
        })
    }

    /// Makes a document of the material alone: equal material gives equal bytes.
    pub fn make(&self, resolved: &Resolved, material: &Material) -> CommandResult<Published> {
        let order = &resolved.order;
        let theme = dressed(&material.theme, order)?;
        let language = language(order)?;
        let mut chosen = choice::chosen(&material.experiences, order)?;
        let profile = if order.no_contact {
            contact::without_others_contact(&mut chosen);
            material.profile.clone().map(contact::without_contact)
        } else {
            material.profile.clone()
        };
        let is_narrowed = order.since.is_some()
            || ![order.tags.is_empty(), order.without_tags.is_empty(), order.kinds.is_empty()]
                .iter()
                .all(|one| *one);
        let is_empty = chosen.is_empty() && (is_narrowed || profile.as_ref().is_none_or(Map::is_empty));
        let photo = material.photo.as_ref().filter(|_| order.photo && order.format.heeds(Wish::Photo));
        let selection = Selection { profile: profile.as_ref(), experiences: &chosen, photo };
        let mut rendered = match order.format.maker() {
            Maker::Exporter(exporter) => selection.exported(exporter)?,
            Maker::Renderer(renderer) => selection.rendered(renderer, resolved, &theme, &language)?,
            Maker::Typesetter => selection.rendered(&self.pdf()?, resolved, &theme, &language)?,
        };
        rendered.warnings.splice(0..0, material.without_photo.clone());
        let is_cut = order.no_contact || !order.without_tags.is_empty();
        if order.format == OutputFormat::Resume && is_cut {
            rendered.warnings.push(
                "the file is no backup: records lack what was left out, and an import of it takes that away here, too"
                    .to_owned(),
            );
        }
        rendered.warnings.splice(0..0, order.unheeded());
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

/// The theme with the options of an order set.
fn dressed(theme: &Theme, order: &PublishOrder) -> CommandResult<Theme> {
    let mut theme = theme.clone();
    for (key, value) in &order.settings {
        theme.set(key, value).map_err(|refusal| {
            let error = CommandError::usage(visible::line(&refusal.to_string()).to_string());
            match refusal.hint() {
                Some(hint) => error.hint(visible::line(&hint).to_string()),
                None => error,
            }
        })?;
    }
    Ok(theme)
}

fn language(order: &PublishOrder) -> CommandResult<Language> {
    Language::find(order.language.as_deref().unwrap_or("en")).map_err(unknown)
}

impl PublishOrder {
    /// What the format has no use for, a sentence each.
    fn unheeded(&self) -> Vec<String> {
        let wishes = [
            (Wish::Theme, self.theme.is_some()),
            (Wish::Settings, !self.settings.is_empty()),
            (Wish::Language, self.language.is_some()),
            (Wish::Dates, self.dates.is_some()),
            (Wish::Paper, self.paper.is_some()),
            (Wish::Pages, self.pages.is_some()),
            (Wish::Photo, self.photo),
            (Wish::Timeline, self.timeline),
        ];
        let unheeded = wishes.into_iter().filter(|(wish, said)| *said && !self.format.heeds(*wish));
        unheeded.map(|(wish, _)| format!("`{}` has no effect on {}", wish.flag(), self.format)).collect()
    }
}

/// A whole résumé, and the theme that it is to have.
#[derive(Debug, Clone)]
pub struct Material {
    pub profile: Option<Map<String, Value>>,
    /// The living ones, in the order of their sections.
    pub experiences: Vec<Experience>,
    /// The theme without the options of an order.
    pub theme: Theme,
    /// The files that the theme was read of.
    pub texts: Texts,
    /// The picture of the person, where the document shows it.
    pub photo: Option<Photo>,
    /// Why the document does not show the picture that it should.
    pub without_photo: Option<String>,
}

impl Material {
    /// Whether there is neither an experience nor a profile.
    pub fn is_empty(&self) -> bool {
        self.experiences.is_empty() && self.profile.as_ref().is_none_or(Map::is_empty)
    }

    /// The picture that the profile names, or why there is none.
    pub fn read_photo(&self) -> Result<Photo, String> {
        photo::read(self.profile.as_ref())
    }
}

/// What of it a file shows.
struct Selection<'a> {
    profile: Option<&'a Map<String, Value>>,
    experiences: &'a [Experience],
    photo: Option<&'a Photo>,
}

impl Selection<'_> {
    fn exported(&self, exporter: &dyn Exporter) -> CommandResult<Rendered> {
        let written = exporter.write(self.profile, self.experiences);
        let Written { bytes, warnings } =
            written.map_err(|error| CommandError::failed(error.to_string()).caused_by(error))?;
        Ok(Rendered { bytes, warnings, ..Rendered::default() })
    }

    fn rendered(
        &self,
        renderer: &dyn Renderer,
        Resolved { order, timeline }: &Resolved,
        theme: &Theme,
        language: &Language,
    ) -> CommandResult<Rendered> {
        let options = Options {
            dates: order.dates.unwrap_or_default(),
            order: [place::file_order(self.experiences), theme.order.clone()].concat(),
            tags: order.tags.clone(),
            photo: self.photo.map(|photo| photo.name.clone()),
            timeline: timeline.filter(|_| order.format.heeds(Wish::Timeline)),
        };
        let content = Content::of(&Document::of(self.profile, self.experiences), language, &options);
        let job = Job {
            content: &content,
            theme,
            paper: order.paper.unwrap_or_default(),
            pages: order.pages,
            photo: self.photo,
        };
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

fn unknown(error: UnknownLanguage) -> CommandError {
    let message = visible::line(&error.to_string()).to_string();
    let hint = match error.nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("the languages are {}", Language::tags().collect::<Vec<_>>().join(", ")),
    };
    CommandError::usage(message).hint(hint)
}
