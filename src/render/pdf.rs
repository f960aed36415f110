//! PDF, made by another program: see [`order`] for what both say to each other.
//!
//! This side decides what may be left out to make a document fit, and in which order. The other knows Typst.

pub mod order;
pub mod text;
pub mod typesetter;

use std::cmp::Reverse;

use serde_json::Map;

use super::{Job, LeftOut, RenderError, Rendered, Renderer};
use crate::document::content::{Content, Entry};
use crate::document::markup::Inline;
use order::{Failure, FailureKind, Order, Photo, Place, Removable, Template, VERSION};
use typesetter::{TypesetError, Typesetter};

/// Sets documents with a theme's `cv.typ`.
#[derive(Debug, Clone)]
pub struct Pdf {
    pub typesetter: Typesetter,
}

impl Renderer for Pdf {
    fn render(&self, job: &Job<'_>) -> Result<Rendered, RenderError> {
        let order = Order {
            version: VERSION.to_owned(),
            content: serde_json::to_value(job.content)?,
            theme: Template {
                name: job.theme.name.clone(),
                folder: job.theme.folder.clone(),
                source: job.theme.typst.clone(),
                options: Map::from_iter(job.theme.options.clone()),
                lowest: job.theme.lowest(),
            },
            paper: job.paper.as_str().to_owned(),
            pages: job.pages,
            removable: if job.pages.is_some() { removable(job.content) } else { Vec::new() },
            photo: job.photo.map(|photo| Photo { name: photo.name.clone(), length: photo.bytes.len() }),
        };
        let photo = job.photo.map(|photo| photo.bytes.as_slice()).unwrap_or_default();
        let (made, bytes) =
            self.typesetter.make(&order, photo).map_err(|error| named(error, &job.theme.name))?;
        let gone: Vec<_> = order.removable.iter().take(made.left_out).copied().collect();
        let left_out = left_out(job.content, &gone);
        Ok(Rendered { bytes, warnings: made.warnings, pages: Some(made.pages), left_out })
    }
}

/// A mistake in a theme, as the other renderers tell it.
fn named(error: TypesetError, theme: &str) -> RenderError {
    match error {
        TypesetError::Failed(Failure { kind: FailureKind::Theme, place: Some(place), message, hints }) => {
            let Place { file, line, column } = place;
            let message = [vec![message], hints].concat().join("; ");
            RenderError::Theme { theme: theme.to_owned(), file, line, column, message }
        }
        error => error.into(),
    }
}

/// Everything that may be left out, the least important first; of equals, what stands last.
fn removable(content: &Content) -> Vec<Removable> {
    let mut weighed = Vec::new();
    for (section, part) in content.sections.iter().enumerate() {
        for (group, part) in part.groups.iter().enumerate() {
            for (entry, part) in part.entries.iter().enumerate() {
                let place = |bullet| Removable { section, group, entry, bullet };
                weighed.push((part.weight, place(None)));
                let bullets = part.bullets.iter().enumerate();
                weighed.extend(bullets.map(|(index, bullet)| (bullet.weight, place(Some(index)))));
            }
        }
    }
    weighed.sort_by_key(|&(weight, place)| (weight, Reverse(place)));
    weighed.into_iter().map(|(_, place)| place).collect()
}

/// What is missing, in the order of the document. An entry stands for its bullets.
fn left_out(content: &Content, gone: &[Removable]) -> Vec<LeftOut> {
    let mut gone: Vec<_> = gone.to_vec();
    gone.sort();
    let entries: Vec<_> = gone.iter().filter(|place| place.bullet.is_none()).copied().collect();
    let stands_alone = |place: &&Removable| {
        place.bullet.is_none() || !entries.contains(&Removable { bullet: None, ..**place })
    };
    gone.iter().filter(stands_alone).filter_map(|place| name(content, place)).collect()
}

fn name(content: &Content, place: &Removable) -> Option<LeftOut> {
    let group = content.sections.get(place.section)?.groups.get(place.group)?;
    let entry = group.entries.get(place.entry)?;
    let title = title(entry, group.organization.as_deref());
    let text = match place.bullet {
        Some(index) => plain(&entry.bullets.get(index)?.inlines),
        None => title.clone(),
    };
    Some(LeftOut { id: entry.id, title, bullet: place.bullet.map(|index| index + 1), text })
}

/// What an entry is called: `Engineer, Initech`.
fn title(entry: &Entry, employer: Option<&str>) -> String {
    let parts = [entry.title.as_deref(), entry.organization.as_deref().or(employer)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The letters of a text, without its marks.
fn plain(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Code(text) => text.clone(),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { label: inner, .. } => {
                plain(inner)
            }
            Inline::Break => " ".to_owned(),
        })
        .collect()
}
