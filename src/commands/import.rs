//! `resume import`: saves the whole of a file or nothing.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use uuid::Uuid;

use crate::context::Context;
use crate::domain::Record;
use crate::error::{CommandError, CommandResult, ErrorKind};
use crate::formats::{self, Change, InputFormat, Plan};
use crate::session::Session;
use crate::ui::visible;

/// Import a JSON Resume or a backup
///
/// Saves the whole file or nothing. A second import of the same file changes nothing.
#[derive(Debug, Args)]
pub struct Import {
    /// File to import; `-` is standard input
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: PathBuf,
    /// Format of the file
    #[arg(long, default_value_t = InputFormat::Auto, value_parser = super::word::<InputFormat>(InputFormat::ALL.map(InputFormat::as_str)))]
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
    pub fn run(self, context: &Context) -> CommandResult {
        let (bytes, name) = self.read()?;
        let parsed = formats::parse(&bytes, self.format)
            .map_err(|error| CommandError::usage(format!("{name}: {error}")).caused_by(error))?;
        context.load_first()?;
        let now = context.now();
        let mut new_id = || context.new_id();
        let mut planned = |session: &Session| {
            let existing: Vec<_> = session.experiences.iter().map(|record| &record.current).collect();
            let profile = session.profile.as_ref().map(|record| &record.current);
            formats::plan(&parsed, &existing, profile, now, &mut new_id)
        };
        let plan = if self.dry_run {
            context.store.read(planned)?
        } else {
            context.update(|session| {
                let plan = planned(session);
                carry_out(context, session, &plan)?;
                Ok(plan)
            })?
        };
        self.tell(context, &plan)
    }

    fn read(&self) -> CommandResult<(Vec<u8>, String)> {
        if self.file.as_os_str() == "-" {
            return Ok((read_limited(io::stdin().lock(), "standard input")?, "standard input".to_owned()));
        }
        let name = visible::line(&self.file.to_string_lossy()).to_string();
        let file = File::open(&self.file).map_err(|error| {
            CommandError::usage(format!("could not read `{name}`: {error}")).caused_by(error)
        })?;
        Ok((read_limited(file, &format!("`{name}`"))?, format!("`{name}`")))
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

fn carry_out(context: &Context, session: &mut Session, plan: &Plan) -> CommandResult {
    let places = session.places();
    for change in &plan.changes {
        match change {
            Change::Add(value) => {
                value.validate()?;
                session.experiences.push(Record::new(value.clone(), context.new_id()));
            }
            Change::Update(value) => {
                value.validate()?;
                if let Some(&place) = places.get(&value.id) {
                    session.experiences[place].edit(value.clone(), context.new_id());
                }
            }
        }
    }
    if let Some(profile) = &plan.profile {
        profile.validate()?;
        super::profile::put(session, profile.clone(), context.new_id());
    }
    Ok(())
}

/// The largest input that is read: 256 MiB.
const MAX_INPUT: u64 = 256 << 20;

/// Reads everything, within a limit.
pub(super) fn read_limited(input: impl Read, name: &str) -> CommandResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let failed = |error: io::Error| {
        let kind = match error.kind() {
            io::ErrorKind::IsADirectory => ErrorKind::Usage,
            _ => ErrorKind::Failed,
        };
        CommandError::new(kind, format!("could not read {name}: {error}")).caused_by(error)
    };
    input.take(MAX_INPUT + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_INPUT {
        return Err(CommandError::usage(format!("{name} is larger than {} MiB", MAX_INPUT >> 20)));
    }
    Ok(bytes)
}
