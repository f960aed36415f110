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
use crate::cli::global::Called;
use crate::cli::ui::Ui;
use crate::config::{Environment, Flags};
use crate::library::CommandResult;

/// clap builds the flags of the called command only.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(super) enum Command {
    /// Save an experience and print its ID
    #[command(visible_alias = "new")]
    Add(Called<add::Add>),
    /// List experiences, newest first
    #[command(visible_aliases = ["ls", "search"])]
    List(Called<list::List>),
    /// Show all fields of an experience
    Show(Called<show::Show>),
    /// Change experiences
    Edit(Called<edit::Edit>),
    /// Move an experience within its section, or one of its bullets
    Move(Called<moves::Move>),
    /// Delete experiences; `resume restore` brings them back
    #[command(visible_alias = "rm")]
    Delete(Called<delete::Delete>),
    /// Restore a deleted experience, or an earlier revision
    Restore(Called<restore::Restore>),
    /// Show every revision of an experience, with its time, device and changes
    History(Called<history::History>),
    /// Take back the last command that changed something
    Undo(Called<undo::Undo>),
    /// List, rename and delete tags
    Tag(Called<tag::TagCommand>),
    /// Show where the years went: time per employer and skill, and gaps between jobs
    Stats(Called<stats::Stats>),
    /// Import a résumé from another program, or a backup
    Import(Called<import::Import>),
    /// Export the résumé as a document, JSON Resume or a backup
    Export(Called<export::Export>),
    /// Check the résumé as a careful friend would, and read its PDF back as a parser does
    #[command(aliases = ["validate", "lint"])]
    Check(Called<check::Check>),
    /// Show the résumé in the browser, and reload it after each change
    Preview(Called<preview::Preview>),
    /// List, show and copy the themes of documents
    Theme(Called<theme::ThemeCommand>),
    /// Keep what you sent, to which company, and what became of it
    Application(Called<application::ApplicationCommand>),
    /// Make variants of the résumé, such as one for each application
    Variant(Called<variant::VariantCommand>),
    /// Show or change your name, contact data and summary
    Profile(Called<profile::ProfileCommand>),
    /// Show counts, pending changes and the last sync
    Status(Called<status::Status>),
    /// Sync this device with the database now
    Sync(Called<sync::Sync>),
    /// Set up and check the database
    Db(Called<db::Db>),
    /// Show or change the settings
    Config(Called<config::Config>),
    /// Ask an AI, and log AI calls
    Ai(Called<ai::AiCommand>),
    /// Show the log of the background
    Log(Called<log::Log>),
    /// Serve the résumé to an AI agent, over the Model Context Protocol
    Mcp(Called<mcp::Mcp>),
    /// Print a completion script for your shell
    Completions(Called<completions::Completions>),
    /// Print the manual page
    Man(Called<man::Man>),
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
            Self::Db(db) => db.0.run_alone(ui, environment).map_err(|db| Self::Db(Called(Box::new(db)))),
            Self::Config(config) => Ok(config.0.run(ui, environment, flags)),
            Self::Completions(completions) => Ok(completions.0.run(ui, environment)),
            Self::Man(man) => Ok(man.0.run(ui, line())),
            other => Err(other),
        }
    }

    /// Whether a sync may follow it. None follows the commands that only look, or that sync by
    /// themselves.
    pub(super) fn settles(&self) -> bool {
        match self {
            Self::Status(_) | Self::Sync(_) | Self::Db(_) | Self::Log(_) | Self::Theme(_) => false,
            Self::Completions(_) | Self::Config(_) | Self::Man(_) | Self::Preview(_) | Self::Mcp(_) => false,
            Self::Import(import) => import.0.saves(),
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
            Self::Import(import) => import.0.saves(),
            Self::Undo(undo) => undo.0.saves(),
            Self::Tag(tag) => tag.0.saves(),
            Self::Application(application) => application.0.saves(),
            Self::Profile(profile) => profile.0.saves(),
            Self::Variant(variant) => variant.0.saves(),
            Self::Ai(ai) => ai.0.saves(),
            _ => false,
        }
    }

    pub(super) fn run(self, context: &mut Context) -> CommandResult {
        match self {
            Self::Add(add) => add.0.run(context),
            Self::List(list) => list.0.run(context),
            Self::Show(show) => show.0.run(context),
            Self::Edit(edit) => edit.0.run(context),
            Self::Move(one) => one.0.run(context),
            Self::Delete(delete) => delete.0.run(context),
            Self::Restore(restore) => restore.0.run(context),
            Self::History(history) => history.0.run(context),
            Self::Undo(undo) => undo.0.run(context),
            Self::Tag(tag) => tag.0.run(context),
            Self::Stats(stats) => stats.0.run(context),
            Self::Import(import) => import.0.run(context),
            Self::Export(export) => export.0.run(context),
            Self::Check(check) => check.0.run(context),
            Self::Preview(preview) => preview.0.run(context),
            Self::Theme(theme) => theme.0.run(context),
            Self::Application(application) => application.0.run(context),
            Self::Variant(variant) => variant.0.run(context),
            Self::Profile(profile) => profile.0.run(context),
            Self::Status(status) => status.0.run(context),
            Self::Sync(sync) => sync.0.run(context),
            Self::Db(db) => db.0.run(context),
            Self::Ai(ai) => ai.0.run(context),
            Self::Log(log) => log.0.run(context),
            Self::Mcp(mcp) => mcp.0.run(context),
            // They were run alone.
            Self::Completions(_) | Self::Config(_) | Self::Man(_) => Ok(()),
        }
    }
}
