//! The flags for the fields of an experience, shared by `add` and `edit`.

use clap::Args;
use serde_json::Value;

use super::input;
use crate::domain::{Bullet, Experience, Kind, PartialDate};
use crate::library::{CommandError, CommandResult};

/// The fields that a command line sets. An empty text unsets its field.
#[derive(Debug, Default, Args)]
pub(crate) struct Details {
    /// Kind: work, volunteer, education, project, award, certificate, publication, skill, language, interest or reference
    #[arg(long, value_name = "KIND", value_parser = |word: &str| word.parse::<Kind>(), add = crate::cli::complete::kinds())]
    pub kind: Option<Kind>,
    /// Company, school or other organization
    #[arg(long)]
    pub organization: Option<String>,
    /// Place
    #[arg(long)]
    pub location: Option<String>,
    /// Link
    #[arg(long)]
    pub url: Option<String>,
    /// Start date: `2024`, `2024-03` or `2024-03-15`
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub start: Option<PartialDate>,
    /// End date, or `present`
    #[arg(long, value_name = "DATE", value_parser = end)]
    pub end: Option<End>,
    /// Description; `-` reads it from standard input
    #[arg(long, allow_hyphen_values = true)]
    pub text: Option<String>,
    /// Bullet (repeatable)
    #[arg(long = "bullet", value_name = "TEXT", allow_hyphen_values = true, value_parser = filled)]
    pub bullets: Vec<String>,
    /// Skill (repeatable)
    #[arg(long = "skill", value_name = "SKILL", value_parser = filled)]
    pub skills: Vec<String>,
    /// Tag to filter lists and exports by (repeatable)
    #[arg(long = "tag", value_name = "TAG", value_parser = filled)]
    pub tags: Vec<String>,
    /// Metadata (repeatable)
    #[arg(long = "meta", value_name = "KEY=VALUE", value_parser = meta)]
    pub metadata: Vec<(String, String)>,
}

/// An end date, or none yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    On(PartialDate),
    Present,
}

impl Details {
    /// Whether the command line sets no field.
    pub(crate) fn is_empty(&self) -> bool {
        // Whole: a new flag does not compile before it counts as a change.
        let Self { kind, organization, location, url, start, end, text, bullets, skills, tags, metadata } =
            self;
        kind.is_none()
            && [organization, location, url, text].iter().all(|text| text.is_none())
            && start.is_none()
            && end.is_none()
            && [bullets, skills, tags].iter().all(|list| list.is_empty())
            && metadata.is_empty()
    }

    /// Reads the text from standard input if it is `-`. Call it before the session is locked: other
    /// commands must not wait for input.
    pub(crate) fn read_input(&mut self) -> CommandResult {
        if self.text.as_deref() == Some("-") {
            self.text = Some(from_input()?);
        }
        Ok(())
    }

    /// Sets the fields of an experience. A list replaces the old list; metadata is set key by key.
    pub(crate) fn apply(&self, experience: &mut Experience) {
        let Self { kind, organization, location, url, start, end, text, bullets, skills, tags, metadata } =
            self;
        if let Some(kind) = kind {
            experience.kind = *kind;
        }
        let texts = [
            (organization, &mut experience.organization),
            (location, &mut experience.location),
            (url, &mut experience.url),
            (text, &mut experience.text),
        ];
        for (said, field) in texts {
            if said.is_some() {
                field.clone_from(said);
            }
        }
        if start.is_some() {
            experience.start_date = *start;
        }
        match end {
            Some(End::On(date)) => experience.end_date = Some(*date),
            Some(End::Present) => experience.end_date = None,
            None => {}
        }
        if !bullets.is_empty() {
            experience.bullets = bullets.iter().map(Bullet::new).collect();
        }
        for (said, field) in [(skills, &mut experience.skills), (tags, &mut experience.tags)] {
            if !said.is_empty() {
                field.clone_from(said);
            }
        }
        let said = metadata.iter().map(|(key, value)| (key.clone(), Value::String(value.clone())));
        experience.metadata.extend(said);
    }
}

/// Fails if the end is before the start.
pub(super) fn check_order(start: Option<PartialDate>, end: Option<PartialDate>) -> Result<(), String> {
    match (start, end) {
        (Some(start), Some(end)) if end.is_before(start) => {
            Err(format!("the end `{end}` is before the start `{start}`"))
        }
        _ => Ok(()),
    }
}

fn from_input() -> CommandResult<String> {
    let bytes = input::read_limited(std::io::stdin().lock(), input::STANDARD_INPUT)?;
    let text = String::from_utf8(bytes)
        .map_err(|error| CommandError::usage("standard input is not UTF-8 text").caused_by(error))?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

fn date(text: &str) -> Result<PartialDate, crate::domain::DateError> {
    text.parse()
}

pub(super) fn end(text: &str) -> Result<End, crate::domain::DateError> {
    if text.eq_ignore_ascii_case("present") { Ok(End::Present) } else { date(text).map(End::On) }
}

/// A list item that is not blank: a blank one would vanish silently.
pub(super) fn filled(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() { Err("it is empty") } else { Ok(text.to_owned()) }
}

fn meta(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, _)) if key.trim().is_empty() => Err("the key before `=` is empty".to_owned()),
        Some((key, _)) if key.starts_with('_') => {
            Err("keys that begin with `_` are reserved for `resume`".to_owned())
        }
        Some((key, value)) => Ok((key.trim().to_owned(), value.to_owned())),
        None => Err("write KEY=VALUE".to_owned()),
    }
}
