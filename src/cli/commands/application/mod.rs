//! `resume application`: what was sent, to which company, and what became of it.

mod add;
mod diff;
mod export;
mod list;
mod set;
mod stats;
mod view;

use clap::{Args, Subcommand};

use super::history;
use super::told::answer;
use crate::cli::context::Context;
use crate::cli::ui::prompt;
use crate::domain::{Application, Document, Record};
use crate::library::{Among, CommandResult, SHORT, visible};
use crate::view::{ApplicationView, StateView, of_document};

/// Keep what you sent, to which company, and what became of it
///
/// Each application keeps the whole résumé as it was. Whatever you change later, `application export` makes the
/// same document again.
///
/// An ID is a unique prefix of at least four characters, a unique part of the company or the role, or `@last`, the
/// application that was changed last.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume application add Acme --role Engineer --variant acme --file cv.pdf
  resume application set acme --status interview --date 2026-03-15
  resume application list --status applied --status interview
  resume application export acme cv.pdf
  resume application stats")]
pub(crate) struct ApplicationCommand {
    #[command(subcommand)]
    pub command: What,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// Save an application with the résumé as it is now, and print its ID
    Add(Box<add::Add>),
    /// List applications, newest first
    List(list::List),
    /// Show an application
    Show {
        /// ID, part of the company or role, or `@last`
        #[arg(add = crate::cli::complete::applications(Among::All))]
        id: String,
    },
    /// Note a status, or change what an application says
    Set(set::Set),
    /// Delete an application; `resume application restore` brings it back
    Delete {
        /// ID, part of the company or role, or `@last`
        #[arg(add = crate::cli::complete::applications(Among::Living))]
        id: String,
        /// Skip the confirmation
        #[arg(long, short)]
        yes: bool,
    },
    /// Restore a deleted application
    Restore {
        /// ID, part of the company or role, or `@last`
        #[arg(add = crate::cli::complete::applications(Among::Deleted))]
        id: String,
    },
    /// Show every revision of an application, with its time, device and changes
    History {
        /// ID, part of the company or role, or `@last`
        #[arg(add = crate::cli::complete::applications(Among::All))]
        id: String,
    },
    /// Make the document of an application again
    Export(export::Export),
    /// Show what has changed in the résumé since an application
    Diff {
        /// ID, part of the company or role, or `@last`
        #[arg(add = crate::cli::complete::applications(Among::All))]
        id: String,
    },
    /// Show how far your applications got, and how long answers took
    Stats,
}

impl ApplicationCommand {
    /// Whether it saves before it prints.
    pub(crate) fn saves(&self) -> bool {
        match self.command {
            What::Add(_) | What::Set(_) | What::Delete { .. } | What::Restore { .. } => true,
            What::List(_) | What::Show { .. } | What::History { .. } => false,
            What::Export(_) | What::Diff { .. } | What::Stats => false,
        }
    }

    pub(crate) fn run(self, context: &Context) -> CommandResult {
        match self.command {
            What::Add(add) => add.run(context),
            What::List(list) => list.run(context),
            What::Show { id } => {
                let record = context.library.application(&id, Among::All)?;
                if context.ui.is_json() {
                    return context.ui.json(&ApplicationView::of(&record));
                }
                context.ui.page(&context.ui.entries(&view::described(&record)))
            }
            What::Set(set) => set.run(context),
            What::Delete { id, yes } => delete(context, &id, yes),
            What::Restore { id } => {
                let id = context.library.application(&id, Among::Deleted)?.current.id;
                finish(context, &context.library.restore_application(&id)?, "restored")
            }
            What::History { id } => past(context, &id),
            What::Export(export) => export.run(context),
            What::Diff { id } => diff::run(context, &id),
            What::Stats => stats::run(context),
        }
    }
}

/// Shows an application that was changed. `done` is what was done with it.
fn finish(context: &Context, record: &Record<Document>, done: &str) -> CommandResult {
    if context.ui.is_json() {
        return context.ui.json(&ApplicationView::of(record));
    }
    let label = Application::of(&record.current).label();
    let id = visible::line(&record.current.id).to_string();
    let short: String = id.chars().take(8).collect();
    answer(context, &format!("{id}\n"), &format!("{done} {}", visible::line(&label)), Some(&short))
}

fn delete(context: &Context, id: &str, yes: bool) -> CommandResult {
    let record = context.library.application(id, Among::Living)?;
    let label = Application::of(&record.current).label();
    let label = visible::line(&label);
    if !yes {
        let question = format!("Delete the application to {label}?");
        prompt::confirm_or_fail(&context.ui, &question, "nothing was deleted")?;
    }
    let deleted = context.library.delete_application(&record.current.id)?;
    finish(context, &deleted, "deleted")?;
    if !context.ui.is_json() {
        let id: String = record.current.id.chars().take(SHORT).collect();
        context.ui.notice(&format!("`resume application restore {}` brings it back", visible::line(&id)));
    }
    Ok(())
}

fn past(context: &Context, id: &str) -> CommandResult {
    let id = context.library.application(id, Among::All)?.current.id;
    let past = context.library.application_past(&id)?;
    history::show(context, &past, changes, |state| StateView::Application(&state.value.body))
}

/// The changes from one state to the next, in words: `created` alone for the first one.
fn changes(before: Option<&Document>, after: &Document) -> Vec<String> {
    if before.is_some() { of_document(before, after) } else { vec!["created".to_owned()] }
}
