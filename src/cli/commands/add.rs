//! `resume add`: saves one experience.

use clap::Args;

use super::details::Details;
use super::drafts::edit_text;
use super::questions;
use super::told::tell;
use crate::cli::context::Context;
use crate::cli::ui::editor::Edited;
use crate::cli::ui::form;
use crate::domain::{Experience, Kind, Record};
use crate::library::translations;
use crate::library::{CommandError, CommandResult, short_id, visible};
use crate::view::ExperienceView;

/// Save an experience and print its ID
///
/// On a terminal, without a title, `resume add` prompts for each field of the kind.
///
/// With --language, the texts are in that language and stand for the original, too, until `resume edit` sets it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume add \"Data Engineer\" --organization Acme --start 2024-03 --skill SQL
  resume add B.Sc. --kind education --area Physics --start 2015 --end 2019
  resume add Dutch --kind language --fluency Native
  id=$(resume add \"Night shift lead\" --text - < notes.txt)")]
pub(crate) struct Add {
    /// Position, degree, or name of a project
    pub title: Option<String>,
    #[command(flatten)]
    pub details: Details,
    /// Language of the texts, such as `de`
    #[arg(long, value_name = "LANGUAGE", add = crate::cli::complete::languages())]
    pub language: Option<String>,
    /// Write the experience in your editor; flags fill the form
    #[arg(long, conflicts_with = "language")]
    pub edit: bool,
}

impl Add {
    pub(crate) fn run(mut self, context: &Context) -> CommandResult {
        let now = context.library.now();
        let mut experience = Experience::new(context.library.new_id(), Kind::Work, "", now);
        match self.title {
            Some(title) => experience.title = title,
            None if self.edit => {}
            None if context.ui.is_interactive() => questions::ask(context, &mut experience, &self.details)?,
            None => return Err(CommandError::usage("an experience needs a title").hint("`resume add TITLE`")),
        }
        self.details.read_input(context)?;
        self.details.apply(&mut experience);
        self.details.particulars.check(experience.kind)?;
        let better = self.details.flag_for_text(&experience);
        if let Some(word) = &self.language
            && let Some(tag) = context.library.translation_into(word)?
        {
            translations::count_as_translated(&mut experience, &tag);
        }
        let record = if self.edit {
            match add_by_hand(context, &experience)? {
                Some(record) => record,
                None => return Ok(()),
            }
        } else {
            context.library.add(experience)?
        };
        if context.ui.is_json() {
            return context.ui.json(&ExperienceView::of(&record));
        }
        let id = record.current.id;
        tell(context, "added", [&record], |_| String::new())?;
        if let Some(flag) = better {
            let id = short_id(id);
            context.ui.hint(&format!("other programs do not show the text of a {}; `resume edit {id} {flag} …` says how well you know it", record.current.kind));
        }
        context.ui.detail(&format!("saved {} as {}", visible::line(&record.current.title), short_id(id)));
        Ok(())
    }
}

/// Opens the editor with the form of an experience. `None` where the form was left as it was.
fn add_by_hand(context: &Context, experience: &Experience) -> CommandResult<Option<Record<Experience>>> {
    if !context.ui.is_interactive() {
        return Err(CommandError::usage("an editor needs a terminal").hint("`resume add TITLE`"));
    }
    let (name, of) = ("resume-new", "a new experience");
    match edit_text(context, name, of, experience.clone(), form::render, form::parse)? {
        Edited::Changed((typed, _), draft) => {
            let Experience { id, created_at, updated_at, .. } = *experience;
            let added = context.library.add(Experience { id, created_at, updated_at, ..typed });
            draft.finish(added).map(Some)
        }
        Edited::Unchanged | Edited::Emptied => {
            context.ui.notice("nothing was added");
            Ok(None)
        }
    }
}
