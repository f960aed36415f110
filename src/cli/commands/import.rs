//! `resume import`: saves the whole of a file or nothing.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use uuid::Uuid;

use super::input::{open, read_limited};
use crate::cli::context::Context;
use crate::formats::{self, InputFormat, Plan};
use crate::library::{CommandError, CommandResult};

/// Import a JSON Resume or a backup
///
/// Saves the whole file or nothing. A second import of the same file changes nothing.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// File to import; `-` is standard input
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: PathBuf,
    /// Format of the file
    #[arg(long, default_value_t = InputFormat::Auto, value_parser = super::word::word::<InputFormat>(InputFormat::ALL.map(InputFormat::as_str)))]
    pub format: InputFormat,
    /// Report the changes without saving them
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Serialize)]
struct ImportView {
    added: usize,
    updated: usize,
    unchanged: usize,
    ids: Vec<Uuid>,
}

impl Import {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let (input, name) = open(&self.file)?;
        let bytes = read_limited(input, &name)?;
        let incoming = formats::parse(&bytes, self.format)
            .map_err(|error| CommandError::usage(format!("{name}: {error}")).caused_by(error))?;
        let plan = context.library.import(&incoming, self.dry_run)?;
        self.tell(context, &plan)
    }

    fn tell(&self, context: &Context, plan: &Plan) -> CommandResult {
        let (added, updated, unchanged) = (plan.added(), plan.updated(), plan.unchanged);
        if context.ui.is_json() {
            return context.ui.json(&ImportView { added, updated, unchanged, ids: plan.ids.clone() });
        }
        let would = if self.dry_run { "would be: " } else { "" };
        let profile = if plan.profile.is_some() { "; the profile was updated" } else { "" };
        context.ui.data(&format!("{would}{added} added, {updated} updated, {unchanged} unchanged{profile}\n"))
    }
}
