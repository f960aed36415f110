//! What an order comes to, with the variant that it names.
//!
//! A flag wins over the variant, the variant over its parent, that over the theme. All that is said is checked,
//! whether the format has a use for it or not.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::choice;
use super::order::{PublishOrder, Resolved};
use super::translate;
use crate::document::language::Language;
use crate::domain::Variant;
use crate::domain::career::Month;
use crate::library::select::Selection;
use crate::library::variants::lookup;
use crate::library::{Among, CommandError, CommandResult, Library, visible};
use crate::render::Paper;
use crate::render::theme::{self, Refusal, Theme};

/// What an order comes to.
#[derive(Debug)]
pub struct Decided {
    pub resolved: Resolved,
    /// As its files have it: the order's options are not set yet.
    pub theme: Theme,
    /// What its owner should know, a sentence each.
    pub notices: Vec<String>,
}

impl Library {
    /// Decides what an order leaves open.
    pub fn resolve(&self, order: &PublishOrder) -> CommandResult<Decided> {
        let levels = self.levels(order)?;
        self.decide(order, &levels, false)
    }

    /// The same order with its variant named by its ID, so that it is found again under another name.
    pub fn pinned(&self, order: &PublishOrder) -> CommandResult<PublishOrder> {
        let variant = self.read(|session| {
            let found = order.variant.as_deref().map(|name| lookup::find(session, name, Among::Living));
            CommandResult::Ok(found.transpose()?.map(|record| record.current.id.clone()))
        })??;
        Ok(PublishOrder { variant, ..order.clone() })
    }

    /// The variant of an order and its parents, the variant first. It comes before all else that is read: what was
    /// never loaded is loaded here.
    pub(super) fn levels(&self, order: &PublishOrder) -> CommandResult<Vec<(String, Variant)>> {
        self.read(|session| {
            let Some(name) = &order.variant else { return Ok(Vec::new()) };
            let found = &lookup::find(session, name, Among::Living)?.current;
            lookup::levels(session, found)
        })?
    }

    /// The same with the variant's levels. Where `is_new` is set, nothing need have the tags yet.
    pub(in crate::library) fn decide(
        &self,
        order: &PublishOrder,
        levels: &[(String, Variant)],
        is_new: bool,
    ) -> CommandResult<Decided> {
        let variant = lookup::merged(levels.to_vec());
        let name = levels.first().map_or("", |(name, _)| name.as_str());
        let [usual, ..] = theme::NAMES;
        let said_theme = order.theme.as_deref().or(variant.theme.as_deref());
        let name_of_theme = said_theme.unwrap_or(usual);
        let names_it = levels.iter().position(|(_, level)| level.theme.is_some());
        let theme = self.theme(name_of_theme).map_err(|error| match names_it {
            Some(level) if order.theme.is_none() => {
                let error = choice::of_variant(error, &levels[level].0);
                // A new name that is mistyped was never synced.
                let is_elsewhere = !is_new && self.lacks_theme(name_of_theme);
                if is_elsewhere { error.hint(self.theme_elsewhere(name_of_theme)) } else { error }
            }
            _ => error,
        })?;
        let (settings, mut notices) = settings(&theme, order, levels)?;
        let asked = order.language.as_deref().or(variant.language.as_deref());
        let original = self.store.read(|session| session.profile().map(|profile| profile.body.clone()))?;
        let language = translate::language(asked, &original.unwrap_or_default());
        let is_translated = asked.is_some();
        let Language { region, .. } =
            Language::find(&language).map_err(translate::unknown).map_err(|error| {
                if order.language.is_some() { error } else { choice::of_variant(error, name) }
            })?;
        let paper = word("paper", variant.paper.as_deref(), name)?;
        let date_format = word("date_format", variant.date_format.as_deref(), name)?;
        let said = Selection {
            tags: &order.tags,
            without_tags: &order.without_tags,
            kinds: &order.kinds,
            since: order.since,
        };
        // What a flag says takes the place of it.
        let used = Variant {
            tags: variant.tags.filter(|_| order.tags.is_empty()),
            without_tags: variant.without_tags.filter(|_| order.without_tags.is_empty()),
            kinds: variant.kinds.filter(|_| order.kinds.is_empty()),
            ..variant
        };
        notices.extend(self.store.read(|session| {
            choice::check(session, &said)?;
            choice::unborne(session, name, &used, is_new)
        })??);
        let resolved = Resolved {
            format: order.format,
            tags: either(&order.tags, used.tags),
            without_tags: either(&order.without_tags, used.without_tags),
            kinds: either(&order.kinds, used.kinds),
            since: order.since.or(used.since),
            section_order: used.section_order.unwrap_or_default(),
            section_titles: used.section_titles,
            headline: used.headline,
            summary: used.summary,
            no_contact: order.no_contact.or(used.no_contact).unwrap_or_default(),
            theme: theme.name.clone(),
            settings,
            language,
            is_translated,
            paper: order.paper.or(paper).unwrap_or_else(|| Paper::of(region.as_deref())),
            pages: order.pages.or(used.pages.map(|pages| usize::from(pages.get()))),
            date_format: order.dates.or(date_format).or(theme.dates).unwrap_or_default(),
            photo: order.photo.or(used.photo).unwrap_or_default(),
            timeline: order.timeline.then(|| Month::of(self.now()).to_string().parse().ok()).flatten(),
            legacy_keys: order.legacy_keys,
        };
        Ok(Decided { resolved, theme, notices })
    }
}

/// The options that are set. Those that were said for another theme count where this one has them, too.
fn settings(
    theme: &Theme,
    order: &PublishOrder,
    levels: &[(String, Variant)],
) -> CommandResult<(BTreeMap<String, String>, Vec<String>)> {
    let names_it = levels.iter().position(|(_, level)| level.theme.is_some());
    let mut theme = theme.clone();
    let (mut settings, mut notices) = (BTreeMap::new(), Vec::new());
    let mut said = BTreeMap::new();
    for (level, (variant, own)) in levels.iter().enumerate().rev() {
        said.extend(own.settings.iter().map(|(key, value)| (key, (level, variant, value))));
    }
    // What a child takes away of its parent is empty.
    for (key, (level, variant, value)) in said.into_iter().filter(|(_, (.., value))| !value.is_empty()) {
        let was_for_another = order.theme.is_some() || names_it.is_some_and(|names_it| names_it < level);
        match theme.set(key, value) {
            Ok(()) => {
                settings.insert(key.clone(), value.clone());
            }
            Err(_) if was_for_another => notices.push(format!(
                "the theme `{}` does not take `{}={}` of the variant `{}`",
                visible::line(&theme.name),
                visible::line(key),
                visible::line(value),
                visible::line(variant)
            )),
            Err(refusal) => return Err(choice::of_variant(refused(refusal), variant)),
        }
    }
    for (key, value) in &order.settings {
        theme.set(key, value).map_err(refused)?;
        settings.insert(key.clone(), value.clone());
    }
    Ok((settings, notices))
}

/// What the variant says, unless the order says it.
fn either<T: Clone>(said: &[T], of_variant: Option<Vec<T>>) -> Vec<T> {
    of_variant.unwrap_or_else(|| said.to_vec())
}

/// A word that a variant says.
fn word<T: FromStr<Err: std::fmt::Display>>(
    key: &str,
    said: Option<&str>,
    name: &str,
) -> CommandResult<Option<T>> {
    said.map(|word| {
        word.parse().map_err(|error| {
            let message = format!("`{key}` cannot be `{}`: {error}", visible::line(word));
            choice::of_variant(CommandError::usage(message), name)
        })
    })
    .transpose()
}

/// A value that the theme's option cannot have.
pub(super) fn refused(refusal: Refusal) -> CommandError {
    let error = CommandError::usage(visible::line(&refusal.to_string()).to_string());
    match refusal.hint() {
        Some(hint) => error.hint(visible::line(&hint).to_string()),
        None => error,
    }
}
