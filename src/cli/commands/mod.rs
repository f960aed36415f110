//! The commands, one file each: its flags, its help text, its function.

mod add;
mod ai;
pub mod completions;
mod db;
mod deferred;
mod delete;
mod details;
mod drafts;
mod edit;
mod export;
mod history;
mod import;
mod input;
mod list;
mod log;
mod man;
mod profile;
mod restore;
mod show;
mod status;
mod sync;
mod word;

use clap::Subcommand;
use deferred::Deferred;

use crate::cli::context::Context;
use crate::cli::ui::Ui;
use crate::config::Environment;
use crate::library::CommandResult;

/// The flags of each command are set up only for the one that is called.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Save an experience and print its id
    Add(Deferred<add::Add>),
    /// List experiences, newest first
    List(Deferred<list::List>),
    /// Show one experience, whole
    Show(Deferred<show::Show>),
    /// Change an experience
    Edit(Deferred<edit::Edit>),
    /// Delete experiences; `resume restore` brings them back
    Delete(Deferred<delete::Delete>),
    /// Bring back a deleted experience, or an earlier revision of one
    Restore(Deferred<restore::Restore>),
    /// Show every revision of an experience: when, from which device, what changed
    History(Deferred<history::History>),
    /// Import a résumé: your own export, or a JSON Resume
    Import(Deferred<import::Import>),
    /// Export the résumé as JSON Resume, Markdown, or our own JSON
    Export(Deferred<export::Export>),
    /// Show or change your name, contact data and summary
    Profile(Deferred<profile::ProfileCommand>),
    /// Show counts, pending changes, and how the last synchronisation went
    Status(Deferred<status::Status>),
    /// Bring this device and the database together now
    Sync(Deferred<sync::Sync>),
    /// Set the database up, and check it
    Db(Deferred<db::Db>),
    /// Log AI calls, look at the log, and have an AI help
    Ai(Deferred<ai::AiCommand>),
    /// Show what happened in the background
    Log(Deferred<log::Log>),
    /// Print the completion script of a shell
    Completions(Deferred<completions::Completions>),
    /// Print the manual page
    Man(Deferred<man::Man>),
}

impl Command {
    /// Runs what needs neither settings nor a session; anything else is handed back. `line` is the whole
    /// command line, which some of them describe.
    pub fn run_alone(
        self,
        ui: &Ui,
        environment: &Environment,
        line: fn() -> clap::Command,
    ) -> Result<CommandResult, Self> {
        match self {
            Self::Db(Deferred(db)) => {
                db.run_alone(ui, environment).map_err(|db| Self::Db(Deferred(Box::new(db))))
            }
            Self::Completions(completions) => Ok(completions.0.run(ui)),
            Self::Man(man) => Ok(man.0.run(ui, line())),
            other => Err(other),
        }
    }

    /// Whether changes may be synchronised after it. What only looks, or decides itself what is
    /// synchronised, leaves things as it found them.
    pub fn settles(&self) -> bool {
        match self {
            Self::Status(_) | Self::Sync(_) | Self::Db(_) | Self::Log(_) => false,
            Self::Completions(_) | Self::Man(_) => false,
            Self::Import(import) => !import.dry_run,
            _ => true,
        }
    }

    /// Whether it saves something, and only then prints.
    pub fn saves(&self) -> bool {
        match self {
            Self::Add(_) | Self::Edit(_) | Self::Delete(_) | Self::Restore(_) => true,
            Self::Import(import) => !import.dry_run,
            Self::Profile(profile) => profile.saves(),
            Self::Ai(ai) => ai.saves(),
            _ => false,
        }
    }

    pub fn run(self, context: &Context) -> CommandResult {
        match self {
            Self::Add(add) => add.0.run(context),
            Self::List(list) => list.0.run(context),
            Self::Show(show) => show.0.run(context),
            Self::Edit(edit) => edit.0.run(context),
            Self::Delete(delete) => delete.0.run(context),
            Self::Restore(restore) => restore.0.run(context),
            Self::History(history) => history.0.run(context),
            Self::Import(import) => import.0.run(context),
            Self::Export(export) => export.0.run(context),
            Self::Profile(profile) => profile.0.run(context),
            Self::Status(status) => status.0.run(context),
            Self::Sync(sync) => sync.0.run(context),
            Self::Db(db) => db.0.run(context),
            Self::Ai(ai) => ai.0.run(context),
            Self::Log(log) => log.0.run(context),
            // They were run alone.
            Self::Completions(_) | Self::Man(_) => Ok(()),
        }
    }
}
