//! `resume undo`: takes back what the last commands did.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::ui::{counted, describe};
use crate::domain::{Deed, Did, Document};
use crate::library::{Affected, CommandResult, Fate, Named, Undone, reason, record_name, visible};
use crate::view::{changes, document_changes, fate, undone_views};

/// Take back the last command that changed something
///
/// Covers every command that changes the résumé: experiences, the profile, variants and applications; an import is
/// taken back as a whole. `resume undo` twice takes back two commands: the last 50 at most, or 1 MiB of changes, also
/// after a sync. Only this device's commands count. A field that was changed since, here or on another device, stays
/// and is named. An added experience becomes a deleted one.
///
/// `resume undo` does not cover settings, `resume db`, `resume theme copy`, exported files and the log of AI calls.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume undo
  resume undo --list
  resume undo --count 3
  resume undo --redo")]
pub(crate) struct Undo {
    /// List what can be taken back, newest first
    #[arg(long, short, conflicts_with_all = ["redo", "skip"])]
    pub list: bool,
    /// Number of commands to take back, to do again, or to list
    #[arg(long, short = 'n', value_name = "N", value_parser = super::word::from_one::<u16>)]
    pub count: Option<u16>,
    /// Do again the command that was taken back last, or N of them; possible until the next change
    #[arg(long)]
    pub redo: bool,
    /// Leave the last command as it is, so that the one before can be taken back
    #[arg(long, conflicts_with = "redo")]
    pub skip: bool,
}

/// The most records that are told one by one.
const TOLD: usize = 20;

/// The most records of a command that the list names.
const LISTED: usize = 3;

impl Undo {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        if self.list {
            return list(context, self.count);
        }
        let count = usize::from(self.count.unwrap_or(1));
        if self.skip {
            let skipped = context.library.forget_undo(count)?;
            if context.ui.is_json() {
                return context.ui.json(&undone_views(&skipped));
            }
            return context.ui.data(&lines(&skipped, |entry| vec![format!("skipped: {}", summary(entry))]));
        }
        let undone = if self.redo { context.library.redo(count)? } else { context.library.undo(count)? };
        undone.iter().flat_map(stayed).take(TOLD).for_each(|line| context.ui.warn(&line));
        if context.ui.is_json() {
            return context.ui.json(&undone_views(&undone));
        }
        context.ui.data(&lines(&undone, |entry| told(context, entry)))?;
        match (self.redo, count) {
            (true, _) => {}
            (false, 1) => context.ui.notice("`resume undo --redo` does it again"),
            (false, count) => context.ui.notice(&format!("`resume undo --redo -n {count}` does them again")),
        }
        Ok(())
    }

    /// Whether it changes something before it prints.
    pub(crate) fn saves(&self) -> bool {
        !self.list
    }
}

fn list(context: &Context, count: Option<u16>) -> CommandResult {
    let (mut entries, unreadable) = context.library.undo_list()?;
    entries.truncate(count.map_or(usize::MAX, usize::from));
    if unreadable > 0 {
        let entries = counted(unreadable, "command");
        context.ui.warn(&format!("left out {entries} that cannot be read from the session file"));
    }
    if context.ui.is_json() {
        return context.ui.json_array(undone_views(&entries));
    }
    if entries.is_empty() {
        context.ui.notice("nothing to take back");
        return Ok(());
    }
    let rows: Vec<_> = entries.iter().map(|entry| vec![describe::time(entry.at), summary(entry)]).collect();
    context.ui.page(&context.ui.table(&["WHEN", "WHAT"], &rows))
}

fn lines(entries: &[Undone], told: impl Fn(&Undone) -> Vec<String>) -> String {
    entries.iter().flat_map(told).map(|line| line + "\n").collect()
}

/// What the records are by now, a line each.
fn told(context: &Context, entry: &Undone) -> Vec<String> {
    let experiences = entry.experiences.iter().filter_map(|one| match (&one.was, &one.fate) {
        (Some(was), Fate::Reversed { is, .. }) => Some((record_name(one), changes(Some(was), is))),
        _ => None,
    });
    let documents = entry.documents.iter().filter_map(|one| match (&one.was, &one.fate) {
        (Some(was), Fate::Reversed { is, .. }) => Some((record_name(one), of_document(context, was, is))),
        _ => None,
    });
    let all: Vec<_> = experiences.chain(documents).collect();
    let mut lines: Vec<_> =
        all.iter().take(TOLD).map(|(name, changes)| format!("{name}: {}", changes.join("; "))).collect();
    if all.len() > TOLD {
        lines.push(format!("… and {} more", all.len() - TOLD));
    }
    lines
}

fn of_document(context: &Context, was: &Document, is: &Document) -> Vec<String> {
    let state = fate(was.is_deleted(), is.is_deleted());
    // Where nothing was or is left of it, that says all.
    let is_all = state.is_some() && (was.body.is_empty() || is.body.is_empty());
    let named = |document| context.library.parent_named(document).body;
    let changes = if is_all { Vec::new() } else { document_changes("", &named(was), &named(is)) };
    state.into_iter().chain(changes).collect()
}

/// What was not taken back, and why.
fn stayed(entry: &Undone) -> Vec<String> {
    fn of<T: Named>(affected: &[Affected<T>]) -> impl Iterator<Item = String> + '_ {
        affected.iter().filter_map(|one| match &one.fate {
            Fate::Stays(stay) => Some(format!("left `{}` as it is: it {}", record_name(one), reason(*stay))),
            Fate::Reversed { kept, .. } if !kept.is_empty() => Some(format!(
                "kept {} of `{}`: changed since",
                visible::line(&kept.join(", ")),
                record_name(one)
            )),
            Fate::Reversed { .. } | Fate::Listed => None,
        })
    }
    of(&entry.experiences).chain(of(&entry.documents)).collect()
}

/// What a command did, on one line.
fn summary(entry: &Undone) -> String {
    fn of<T: Named>(affected: &[Affected<T>], thing: &str) -> Vec<String> {
        let mut parts = Vec::new();
        for (did, word) in [
            (Did::Added, "added"),
            (Did::Changed, "changed"),
            (Did::Deleted, "deleted"),
            (Did::Restored, "restored"),
        ] {
            let matching: Vec<_> = affected.iter().filter(|one| one.deed.did == did).collect();
            if affected.len() > LISTED && !matching.is_empty() {
                parts.push(format!("{word} {}", counted(matching.len(), thing)));
                continue;
            }
            parts.extend(matching.iter().map(|one| {
                let fields = field_words(&one.deed).join(", ");
                let fields = if fields.is_empty() { fields } else { format!(" ({fields})") };
                format!("{word} {}{fields}", record_name(one))
            }));
        }
        parts
    }
    [of(&entry.experiences, "experience"), of(&entry.documents, "document")].concat().join("; ")
}

/// The changed fields in words, without what the program keeps for itself.
fn field_words<K>(deed: &Deed<K>) -> Vec<String> {
    let mut words = Vec::new();
    for field in deed.fields() {
        let within = if field == "metadata" { deed.fields_within(field) } else { vec![field] };
        words.extend(within.into_iter().filter_map(|name| match name {
            "_place" => Some("order".to_owned()),
            "_translations" => Some("translations".to_owned()),
            name if name.starts_with('_') => None,
            _ if field == "metadata" => Some(format!("metadata.{}", visible::line(name))),
            name => Some(visible::line(name).to_string()),
        }));
    }
    words
}
