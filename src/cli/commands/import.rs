//! `resume import`: saves the whole of a file or nothing.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value};

use super::drafts::edit_text;
use super::dry_run::dry_run;
use super::input::{open, read_limited};
use crate::cli::context::Context;
use crate::cli::ui::counted;
use crate::cli::ui::editor::{Draft, Edited};
use crate::cli::ui::form;
use crate::cli::ui::prompt;
use crate::domain::{Experience, content_hash};
use crate::formats::{
    self, Change, Doubtful, FormatError, Incoming, InputFormat, Kept, Plan, Reading, Upload,
};
use crate::library::{CommandError, CommandResult, refused_file};
use crate::library::{short_id, visible};
use crate::view::{ImportView, changes, document_changes, import_sentence};

/// Import a résumé from another program, or a backup
///
/// The content decides on the format, whatever the file is called. Saves the whole file or nothing. A second import
/// takes what was corrected in the entries of the file, and keeps what you changed here. The profile of a JSON Resume
/// file replaces the values of yours; other formats fill its empty fields. Entries that you deleted come back.
///
/// A PDF or a Word document is read by rules, and opens in your editor as a form to correct before anything is saved.
/// With --ai, an AI finds its entries. Your name, e-mail addresses, telephone numbers and links are not sent. Values that
/// do not stand in the document are left out, and comments in the form name them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume import linkedin.zip
  resume import cv.pdf --dry-run
  resume import cv.pdf --ai")]
pub(crate) struct Import {
    /// File or folder to import; `-` is standard input
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub file: PathBuf,
    /// Format of the file
    #[arg(long, default_value_t = InputFormat::Auto, value_parser = super::word::word::<InputFormat>(InputFormat::ALL.map(InputFormat::as_str)))]
    pub format: InputFormat,
    /// Report every change without saving it
    #[arg(long)]
    pub dry_run: bool,
    /// Leave out what is wrong in the file, and import the rest
    #[arg(long)]
    pub lenient: bool,
    /// Replace the profile as a whole: fields that the file lacks go
    #[arg(long)]
    pub replace_profile: bool,
    /// Save a PDF or a Word document as it is read, without correcting it
    #[arg(short, long)]
    pub yes: bool,
    /// Have an AI find the entries of a PDF or a Word document
    #[arg(long)]
    pub ai: bool,
    /// With --ai, print the request and its destination without sending it
    #[arg(long, requires = "ai", conflicts_with_all = ["yes", "dry_run"])]
    pub show_request: bool,
}

/// The most bytes that the tables of a folder may have, all together.
const MOST_OF_A_FOLDER: u64 = 256 << 20;

/// How many digits of a document's hash the name of its text has.
const HASH_IN_NAME: usize = 16;

/// How many problems are shown.
const SHOWN: usize = 50;

impl Import {
    /// Whether it saves anything.
    pub(crate) fn saves(&self) -> bool {
        !self.dry_run && !self.show_request
    }

    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let (upload, name, hash) = self.read(context)?;
        let mut reading = formats::read(&upload, self.format)
            .map_err(|error| refused_file(&name, std::slice::from_ref(&error)).caused_by(error))?;
        if self.show_request {
            return dry_run(context, &context.library.outline_dry_run(&reading, &name)?);
        }
        let mut left_out = Vec::new();
        if self.ai {
            self.can_be_corrected(context, &name)?;
            (reading, left_out) = context.library.outline(reading, &name)?;
            for one in left_out.iter().take(SHOWN) {
                context.ui.warn(&format!("left out: {one}"));
            }
        }
        let Reading { incoming, problems, notices, doubtful } = reading;
        if !self.lenient && !problems.is_empty() {
            let mut error = refused_file(&name, &problems);
            let way_out = "`--lenient` leaves them out and imports the rest";
            error.hint = Some(error.hint.map_or(way_out.to_owned(), |hint| format!("{hint}; {way_out}")));
            return Err(error);
        }
        for problem in problems.iter().take(SHOWN) {
            context.ui.warn(&format!("left out: {}", problem.with_hint()));
        }
        if problems.len() > SHOWN {
            context.ui.warn(&format!("left out: {} more", problems.len() - SHOWN));
        }
        notices.iter().for_each(|notice| context.ui.remark(notice));
        let (incoming, draft) = match &doubtful {
            Some(doubtful) => match self.correct(context, incoming, doubtful, &name, &hash)? {
                Some(corrected) => corrected,
                None => return Ok(()),
            },
            None => (incoming, None),
        };
        let incoming = if self.replace_profile { incoming.replacing_profile() } else { incoming };
        let before = if self.dry_run { context.library.profile()? } else { Map::new() };
        let read = doubtful.filter(|_| self.dry_run).map(|doubtful| (incoming.clone(), doubtful));
        let planned = context.library.import(incoming, self.dry_run);
        let plan = match draft {
            Some(draft) => draft.finish(planned)?,
            None => planned?,
        };
        for Kept { label, fields } in &plan.kept {
            let fields = fields.join(", ");
            context.ui.remark(&format!("`{label}` keeps your own {fields}, where the file says otherwise"));
        }
        if !plan.own.is_empty() {
            let keys = plan.own.join(", ");
            context.ui.remark(&format!("the profile keeps your own {keys}, where the file says otherwise"));
        }
        // A dry run lists them.
        if !plan.replaced.is_empty() && !self.dry_run {
            let keys = plan.replaced.join(", ");
            context.ui.remark(&format!("the file replaced your profile's {keys}"));
        }
        if let [first, others @ ..] = &plan.restored[..] {
            let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
            let was =
                if self.dry_run { "would be restored" } else { "restored; `resume delete` deletes again" };
            context.ui.remark(&format!("`{first}`{more} had been deleted here: {was}"));
        }
        left_out.extend(problems.iter().map(FormatError::with_hint));
        self.tell(context, &plan, &before, left_out, read)
    }

    /// What was read by rules, as its owner wants it saved, with the text that they typed; nothing where they don't.
    fn correct(
        &self,
        context: &Context,
        incoming: Incoming,
        doubtful: &Doubtful,
        name: &str,
        hash: &str,
    ) -> CommandResult<Option<(Incoming, Option<Draft>)>> {
        let Doubtful { doubts, unread, .. } = doubtful;
        if self.dry_run || self.yes {
            if !unread.is_empty() {
                let lines = counted(unread.len(), "line");
                context
                    .ui
                    .remark(&format!("{lines} not understood; the profile keeps them under `document`:"));
                unread
                    .iter()
                    .take(SHOWN)
                    .for_each(|line| context.ui.notice(&format!("  {}", visible::line(line))));
            }
            if self.yes && !doubts.is_empty() {
                context
                    .ui
                    .remark(&format!("{} in doubt; `--dry-run` names them", counted(doubts.len(), "value")));
            }
            return Ok(Some((incoming, None)));
        }
        self.can_be_corrected(context, name)?;
        let (profile, entries) = incoming.content();
        let base: Vec<Experience> = entries.iter().copied().cloned().collect();
        let render = |_: &Vec<Experience>| form::render_sheet(&profile, &entries, doubts, unread);
        let parse = |text: &str, base: &Vec<Experience>| form::parse_sheet(text, base);
        // The text of another document is none of this one.
        let draft = format!("resume-import-{}", hash.get(..HASH_IN_NAME).unwrap_or(hash));
        match edit_text(context, &draft, name, base, render, parse)? {
            Edited::Changed((form::Sheet { profile, entries }, _), draft) => {
                Ok(Some((incoming.corrected(profile, entries), Some(draft))))
            }
            Edited::Emptied => {
                context.ui.notice("nothing was imported");
                Ok(None)
            }
            Edited::Unchanged => {
                let entries = counted(entries.len(), "experience");
                let question = format!("Nothing was corrected. Import {entries} as read?");
                prompt::confirm_or_fail(&context.ui, &question, "nothing was imported")?;
                Ok(Some((incoming, None)))
            }
        }
    }

    /// Whether what is read can be corrected, or need not be.
    fn can_be_corrected(&self, context: &Context, name: &str) -> CommandResult {
        if self.dry_run || self.yes || context.ui.is_interactive() {
            return Ok(());
        }
        let by = if self.ai { "an AI that" } else { "rules that" };
        let message = format!(
            "{name} is read by {by} may be wrong, and an editor to correct the result needs a terminal"
        );
        Err(CommandError::usage(message)
            .hint("`--dry-run` shows what would be saved; `--yes` saves it as it is"))
    }

    /// What is imported, its name for messages, and the hash of a file.
    fn read(&self, context: &Context) -> CommandResult<(Upload, String, String)> {
        if self.file.is_dir() {
            let name = format!("`{}`", visible::line(&self.file.to_string_lossy()));
            let failed = |error: io::Error| {
                CommandError::usage(format!("could not read {name}: {error}")).caused_by(error)
            };
            return Ok((Upload::Folder(tables(&self.file).map_err(failed)?), name, String::new()));
        }
        let (input, name) = open(&self.file)?;
        let bytes = read_limited(input, &name)?;
        let hash = content_hash(&bytes);
        Ok((context.library.uploaded(bytes, &name)?, name, hash))
    }

    fn tell(
        &self,
        context: &Context,
        plan: &Plan,
        before: &Map<String, Value>,
        left_out: Vec<String>,
        read: Option<(Incoming, Doubtful)>,
    ) -> CommandResult {
        if context.ui.is_json() {
            return context.ui.json(&ImportView::of(plan, left_out, read));
        }
        let mut text = format!("{}\n", import_sentence(plan, self.dry_run));
        if self.dry_run {
            list(plan, before).into_iter().for_each(|line| text.push_str(&format!("{line}\n")));
        }
        if let Some((incoming, Doubtful { doubts, unread, .. })) = read {
            let (profile, entries) = incoming.content();
            text.push_str(&format!("\n{}", form::render_sheet(&profile, &entries, &doubts, &unread)));
        }
        context.ui.data(&text)
    }
}

/// The tables in a folder: an export that was unpacked.
fn tables(folder: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut tables = Vec::new();
    let mut left = MOST_OF_A_FOLDER;
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    paths.sort();
    for path in paths {
        let is_table = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        if !is_table || !path.is_file() {
            continue;
        }
        let mut bytes = Vec::new();
        File::open(&path)?.take(left + 1).read_to_end(&mut bytes)?;
        left = left.checked_sub(bytes.len() as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        tables.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes));
    }
    Ok(tables)
}

/// Every change, one line each.
fn list(plan: &Plan, before: &Map<String, Value>) -> Vec<String> {
    let name = |one: &Experience| {
        let place = one.organization.as_ref().map_or_else(String::new, |name| format!(" at {name}"));
        let place = if one.title.trim().is_empty() { String::new() } else { place };
        visible::line(&format!("{} “{}”{place}", one.kind, one.label())).to_string()
    };
    let mut lines: Vec<String> = plan
        .changes
        .iter()
        .map(|change| match change {
            Change::Add(value) => format!("+ {}", name(value)),
            Change::Update(value, before) => {
                let id = short_id(value.id);
                format!("~ {} ({id}): {}", name(before), changes(Some(before), value).join("; "))
            }
        })
        .collect();
    if let Some(profile) = &plan.profile {
        lines.extend(document_changes("profile ", before, &profile.body));
    }
    lines
}
