//! Tools that change experiences.
//!
//! The invariants: what a tool does is one step of `undo`; no text is stored that the guard has not seen, and it sees
//! both the text and what supports it under the lock of the session: another process may change either before.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::json;
use uuid::Uuid;

use super::shape::{Nothing, One, UNCHANGED, answer, json_of, label, view, views};
use super::{Answer, Trust, guard};
use crate::domain::{Bullet, End, Experience, Kind, PartialDate, address, carry_translations, place};
use crate::library::{Among, CommandError, CommandResult, Library};
use crate::view::undone_views;

/// What is said of an experience. What is absent stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    kind: Option<Kind>,
    title: Option<String>,
    organization: Option<String>,
    location: Option<String>,
    url: Option<String>,
    #[serde(default, deserialize_with = "start")]
    start_date: Option<Option<PartialDate>>,
    #[serde(default, deserialize_with = "end")]
    end_date: Option<Option<PartialDate>>,
    text: Option<String>,
    bullets: Option<Vec<String>>,
    skills: Option<Vec<String>>,
    tags: Option<Vec<String>>,
}

/// A date; nothing where the text is empty.
fn start<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<PartialDate>>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
    let date = (!text.is_empty()).then(|| PartialDate::read(&text)).transpose();
    date.map(Some).map_err(serde::de::Error::custom)
}

/// A date; nothing where the text is empty, or says that it goes on.
fn end<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<PartialDate>>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
    let end = (!text.is_empty()).then(|| End::read(&text)).transpose();
    end.map(|end| Some(end.and_then(End::date))).map_err(serde::de::Error::custom)
}

impl Said {
    fn apply(self, to: &mut Experience) -> CommandResult {
        let Self {
            kind,
            title,
            organization,
            location,
            url,
            start_date,
            end_date,
            text,
            bullets,
            skills,
            tags,
        } = self;
        let url = url.map(|url| if url.trim().is_empty() { Ok(url) } else { address::web(&url) });
        let url = url
            .transpose()
            .map_err(|error| CommandError::usage(format!("`url` {error}")).hint(error.hint()))?;
        to.kind = kind.unwrap_or(to.kind);
        to.title = title.unwrap_or_else(|| std::mem::take(&mut to.title));
        for (said, field) in [
            (organization, &mut to.organization),
            (location, &mut to.location),
            (url, &mut to.url),
            (text, &mut to.text),
        ] {
            if let Some(said) = said {
                *field = Some(said).filter(|said| !said.trim().is_empty());
            }
        }
        to.start_date = start_date.unwrap_or(to.start_date);
        if let Some(end) = end_date {
            to.end_date = end;
            to.take_end_for_date();
        }
        if let Some(bullets) = bullets {
            let before = std::mem::take(&mut to.bullets);
            to.bullets = bullets.into_iter().map(|text| kept_or_new(&before, text)).collect();
            carry_translations(&before, &mut to.bullets);
        }
        to.skills = skills.unwrap_or_else(|| std::mem::take(&mut to.skills));
        to.tags = tags.unwrap_or_else(|| std::mem::take(&mut to.tags));
        Ok(())
    }
}

/// A bullet whose text is there already keeps its tags and translations.
fn kept_or_new(before: &[Bullet], text: String) -> Bullet {
    before.iter().find(|bullet| bullet.text == text).cloned().unwrap_or_else(|| Bullet::new(&text))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Add {
    experience: Said,
    #[serde(default)]
    evidence: Vec<String>,
}

pub(super) fn add(
    library: &Library,
    Add { experience: said, evidence }: Add,
    trust: Trust,
) -> CommandResult<Answer> {
    let kind = said.kind.ok_or_else(|| CommandError::usage("the kind is missing"))?;
    let mut experience = Experience::new(library.new_id(), kind, String::new(), library.now());
    said.apply(&mut experience)?;
    guard::support(&[], &guard::texts(&experience), &evidence, trust)?;
    let record = library.add(experience)?;
    let sentence = format!("added `{}`; `undo` takes it back", label(&record));
    answer(view(&record), sentence)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    id: String,
    change: Said,
    #[serde(default)]
    evidence: Vec<String>,
}

pub(super) fn edit(
    library: &Library,
    Edit { id, change, evidence }: Edit,
    trust: Trust,
) -> CommandResult<Answer> {
    let before = library.find(&id, Among::Living)?.current;
    let record = library.edit(before.id, |experience| {
        let known = guard::texts(experience);
        change.apply(experience)?;
        match experience.title.trim() {
            "" => Err(CommandError::usage("the title is empty")),
            _ => guard::support(&known, &guard::texts(experience), &evidence, trust),
        }
    })?;
    if record.current == before {
        return answer(view(&record), UNCHANGED);
    }
    let sentence = format!("changed `{}`; `undo` takes it back", label(&record));
    answer(view(&record), sentence)
}

pub(super) fn delete(library: &Library, One { id }: &One) -> CommandResult<Answer> {
    let id = library.find(id, Among::Living)?.current.id;
    let deleted = library.delete(&[id])?;
    answer(views(&deleted), "deleted; `restore` brings it back")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Restore {
    id: String,
    revision: Option<i64>,
    #[serde(default)]
    evidence: Vec<String>,
}

/// Brings a state back. What the person has taken out since is a claim like any other.
pub(super) fn restore(
    library: &Library,
    Restore { id, revision, evidence }: &Restore,
    trust: Trust,
) -> CommandResult<Answer> {
    let among = if revision.is_some() { Among::All } else { Among::Deleted };
    let before = library.find(id, among)?.current;
    let record = library.restore_checked(before.id, *revision, |now, earlier| {
        guard::support(&guard::texts(now), &guard::texts(earlier), evidence, trust)
    })?;
    if record.current == before {
        return answer(view(&record), UNCHANGED);
    }
    let sentence = format!("restored `{}`; `undo` takes it back", label(&record));
    answer(view(&record), sentence)
}

/// Where an experience goes in its section.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Where {
    Before(String),
    After(String),
    First {},
    Last {},
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Move {
    id: String,
    to: Where,
}

pub(super) fn move_to(library: &Library, Move { id, to }: &Move) -> CommandResult<Answer> {
    let find = |id: &str| -> CommandResult<Uuid> { Ok(library.find(id, Among::Living)?.current.id) };
    let to = match to {
        Where::Before(id) => place::Move::Before(find(id)?),
        Where::After(id) => place::Move::After(find(id)?),
        Where::First {} => place::Move::First,
        Where::Last {} => place::Move::Last,
    };
    let before = library.find(id, Among::Living)?.current;
    let record = library.move_to(before.id, to)?;
    if record.current == before {
        return answer(view(&record), UNCHANGED);
    }
    let sentence = format!("moved `{}`; `undo` takes it back", label(&record));
    answer(view(&record), sentence)
}

/// Takes a step back: one of this server's, or, with the right to delete, any.
pub(super) fn undo(
    library: &Library,
    Nothing {}: &Nothing,
    trust: Trust,
    own: &BTreeSet<Timestamp>,
) -> CommandResult<Answer> {
    let undone = library.undo_unless(|entry| {
        if trust.delete || own.contains(&entry.at) {
            return Ok(());
        }
        Err(CommandError::usage("the last change is not one of yours; nothing was taken back")
            .hint("the person can take it back with `resume undo`, or allow it: `resume mcp --allow-delete`"))
    })?;
    let steps = json_of(&undone_views(&undone))?;
    answer(json!({ "steps": steps }), "took the last change back")
}
