//! The commands, one file each: its flags, its help text, its function.

mod add;
mod ai;
mod application;
mod check;
pub(super) mod completions;
mod condition;
mod config;
mod db;
mod delete;
mod details;
mod document;
mod drafts;
mod dry_run;
mod edit;
mod export;
mod history;
mod import;
mod input;
mod list;
mod log;
mod man;
mod mcp;
mod moves;
mod particulars;
mod preview;
mod profile;
mod questions;
mod restore;
mod show;
mod stats;
mod status;
mod sync;
mod tag;
mod theme;
mod told;
mod undo;
mod variant;
mod variant_view;
mod word;

use clap::Subcommand;

use crate::cli::context::Context;
use crate::cli::ui::Ui;
use crate::config::{Environment, Flags};
use crate::library::CommandResult;

/// clap builds the flags of the called command only.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(super) enum Command {
    /// Save an experience and print its ID
    #[command(visible_alias = "new")]
    Add(Box<add::Add>),
    /// List experiences, newest first
    #[command(visible_aliases = ["ls", "search"])]
    List(Box<list::List>),
    /// Show all fields of an experience
    Show(Box<show::Show>),
    /// Change experiences
    Edit(Box<edit::Edit>),
    /// Move an experience within its section, or one of its bullets
    Move(Box<moves::Move>),
    /// Delete experiences; `resume restore` brings them back
    #[command(visible_alias = "rm")]
    Delete(Box<delete::Delete>),
    /// Restore a deleted experience, or an earlier revision
    Restore(Box<restore::Restore>),
    /// Show every revision of an experience, with its time, device and changes
    History(Box<history::History>),
    /// Take back the last command that changed something
    Undo(Box<undo::Undo>),
    /// List, rename and delete tags
    Tag(Box<tag::TagCommand>),
    /// Show where the years went: time per employer and skill, and gaps between jobs
    Stats(Box<stats::Stats>),
    /// Import a résumé from another program, or a backup
    Import(Box<import::Import>),
    /// Export the résumé as a document, JSON Resume or a backup
    Export(Box<export::Export>),
    /// Check the résumé as a careful friend would, and read its PDF back as a parser does
    #[command(aliases = ["validate", "lint"])]
    Check(Box<check::Check>),
    /// Show the résumé in the browser, and reload it after each change
    Preview(Box<preview::Preview>),
    /// List, show and copy the themes of documents
    Theme(Box<theme::ThemeCommand>),
    /// Keep what you sent, to which company, and what became of it
    Application(Box<application::ApplicationCommand>),
    /// Make variants of the résumé, such as one for each application
    Variant(Box<variant::VariantCommand>),
    /// Show or change your name, contact data and summary
    Profile(Box<profile::ProfileCommand>),
    /// Show counts, pending changes and the last sync
    Status(Box<status::Status>),
    /// Sync this device with the database now
    Sync(Box<sync::Sync>),
    /// Set up and check the database
    Db(Box<db::Db>),
    /// Show or change the settings
    Config(Box<config::Config>),
    /// Ask an AI, and log AI calls
    Ai(Box<ai::AiCommand>),
    /// Show the log of the background
    Log(Box<log::Log>),
    /// Serve the résumé to an AI agent, over the Model Context Protocol
    Mcp(Box<mcp::Mcp>),
    /// Print a completion script for your shell
    Completions(Box<completions::Completions>),
    /// Print the manual page
    Man(Box<man::Man>),
}

impl Command {
    /// Runs a command that needs neither settings nor a session, or returns it. `line` is the whole
    /// command line, which some of them describe.
    pub(super) fn run_alone(
        self,
        ui: &Ui,
        environment: &Environment,
        flags: &Flags,
        line: fn() -> clap::Command,
    ) -> Result<CommandResult, Self> {
        match self {
            Self::Db(db) => db.run_alone(ui, environment).map_err(|db| Self::Db(Box::new(db))),
            Self::Config(config) => Ok(config.run(ui, environment, flags)),
            Self::Completions(completions) => Ok(completions.run(ui, environment)),
            Self::Man(man) => Ok(man.run(ui, line())),
            other => Err(other),
        }
    }

    /// Whether a sync may follow it. None follows the commands that only look, or that sync by
    /// themselves.
    pub(super) fn settles(&self) -> bool {
        match self {
            Self::Status(_) | Self::Sync(_) | Self::Db(_) | Self::Log(_) | Self::Theme(_) => false,
            Self::Completions(_) | Self::Config(_) | Self::Man(_) | Self::Preview(_) | Self::Mcp(_) => false,
            Self::Import(import) => import.saves(),
            _ => true,
        }
    }

    /// Whether it stays open for long, so that it can sync in a thread.
    pub(super) fn stays(&self) -> bool {
        matches!(self, Self::Mcp(_))
    }

    /// Whether it saves before it prints.
    pub(super) fn saves(&self) -> bool {
        match self {
            Self::Add(_) | Self::Edit(_) | Self::Move(_) | Self::Delete(_) | Self::Restore(_) => true,
            Self::Import(import) => import.saves(),
            Self::Undo(undo) => undo.saves(),
            Self::Tag(tag) => tag.saves(),
            Self::Application(application) => application.saves(),
            Self::Profile(profile) => profile.saves(),
            Self::Variant(variant) => variant.saves(),
            Self::Ai(ai) => ai.saves(),
            _ => false,
        }
    }

    pub(super) fn run(self, context: &Context) -> CommandResult {
        match self {
            Self::Add(add) => add.run(context),
            Self::List(list) => list.run(context),
            Self::Show(show) => show.run(context),
            Self::Edit(edit) => edit.run(context),
            Self::Move(one) => one.run(context),
            Self::Delete(delete) => delete.run(context),
            Self::Restore(restore) => restore.run(context),
            Self::History(history) => history.run(context),
            Self::Undo(undo) => undo.run(context),
            Self::Tag(tag) => tag.run(context),
            Self::Stats(stats) => stats.run(context),
            Self::Import(import) => import.run(context),
            Self::Export(export) => export.run(context),
            Self::Check(check) => check.run(context),
            Self::Preview(preview) => preview.run(context),
            Self::Theme(theme) => theme.run(context),
            Self::Application(application) => application.run(context),
            Self::Variant(variant) => variant.run(context),
            Self::Profile(profile) => profile.run(context),
            Self::Status(status) => status.run(context),
            Self::Sync(sync) => sync.run(context),
            Self::Db(db) => db.run(context),
            Self::Ai(ai) => ai.run(context),
            Self::Log(log) => log.run(context),
            Self::Mcp(mcp) => mcp.run(context),
            // They were run alone.
            Self::Completions(_) | Self::Config(_) | Self::Man(_) => Ok(()),
        }
    }
}
