//! `resume add`: saves one experience.

use clap::Args;

use super::details::Details;
use crate::cli::context::Context;
use crate::cli::ui::prompt;
use crate::domain::{End, Experience, Kind, PartialDate};
use crate::library::translations;
use crate::library::{CommandError, CommandResult, check_order, short_id, visible};
use crate::view::ExperienceView;

/// Save an experience and print its ID
///
/// On a terminal, without a title, `resume add` prompts for each field.
///
/// With --language, the texts are in that language and stand for the original, too, until `resume edit` sets it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume add \"Data Engineer\" --organization Acme --start 2024-03 --skill SQL
  resume add \"B.Sc. Physics\" --kind education --start 2015 --end 2019
  id=$(resume add \"Night shift lead\" --text - < notes.txt)")]
pub(crate) struct Add {
    /// Position, degree, or name of a project
    pub title: Option<String>,
    #[command(flatten)]
    pub details: Details,
    /// Language of the texts, such as `de`
    #[arg(long, value_name = "LANGUAGE", add = crate::cli::complete::languages())]
    pub language: Option<String>,
}

impl Add {
    pub(crate) fn run(mut self, context: &Context) -> CommandResult {
        let now = context.library.now();
        let mut experience = Experience::new(context.library.new_id(), Kind::Work, "", now);
        match self.title {
            Some(title) => experience.title = title,
            None if context.ui.is_interactive() => ask(&mut experience, &self.details)?,
            None => return Err(CommandError::usage("an experience needs a title").hint("`resume add TITLE`")),
        }
        self.details.read_input()?;
        self.details.apply(&mut experience);
        if let Some(word) = &self.language
            && let Some(tag) = context.library.translation_into(word)?
        {
            translations::count_as_translated(&mut experience, &tag);
        }
        let record = context.library.add(experience)?;
        if context.ui.is_json() {
            return context.ui.json(&ExperienceView::of(&record));
        }
        let id = record.current.id;
        context.ui.data(&format!("{id}\n"))?;
        context.ui.detail(&format!("saved {} as {}", visible::line(&record.current.title), short_id(id)));
        Ok(())
    }
}

/// Prompts for the fields that no flag has set.
fn ask(experience: &mut Experience, said: &Details) -> CommandResult {
    experience.title = prompt::text("Title", |title| {
        if title.trim().is_empty() { Err("a title is needed".to_owned()) } else { Ok(()) }
    })?;
    if said.kind.is_none() {
        let words = Kind::ALL.map(Kind::as_str);
        experience.kind = Kind::ALL[prompt::select("Kind", &words, 0)?];
    }
    if said.organization.is_none() {
        experience.organization = prompt::optional("Organization", |_| Ok(()))?;
    }
    let date = |text: &str| PartialDate::read(text).map_err(|error| error.to_string());
    if said.start.is_none() {
        let start = prompt::optional("Start (2024, 2024-03 or 2024-03-15)", |text| date(text).map(|_| ()))?;
        experience.start_date = start.and_then(|text| date(&text).ok());
    }
    let start = said.start.or(experience.start_date);
    if said.end.is_none() && start.is_some() {
        let end = |text: &str| match End::read(text).map_err(|error| error.to_string())? {
            End::On(date) => {
                check_order(start, Some(date)).map(|()| Some(date)).map_err(|error| error.message)
            }
            End::Present => Ok(None),
        };
        let typed = prompt::optional("End (empty while it goes on)", |text| end(text).map(|_| ()))?;
        experience.end_date = typed.and_then(|text| end(&text).ok().flatten());
    }
    if said.text.is_none() {
        experience.text = prompt::optional("Text", |_| Ok(()))?;
    }
    while said.bullets.is_empty() {
        match prompt::optional("Bullet (empty: no more)", |_| Ok(()))? {
            Some(bullet) => experience.bullets.push(crate::domain::Bullet::new(bullet)),
            None => break,
        }
    }
    if said.skills.is_empty() {
        let skills = prompt::optional("Skills (separated by commas)", |_| Ok(()))?.unwrap_or_default();
        experience.skills =
            skills.split(',').map(str::trim).filter(|skill| !skill.is_empty()).map(str::to_owned).collect();
    }
    Ok(())
}
