//! `resume status`: the state of this device, without the database.

use clap::Args;
use serde_json::Value;

use crate::cli::context::Context;
use crate::cli::ui::{counted, describe};
use crate::database::DatabaseName;
use crate::domain::{Conflict, DocumentKey, DocumentKind};
use crate::library::{self, CommandResult, Concerned, RefusedChange, UnreadMerge, short_id, visible};
use crate::view::{bullet_conflict, shown};

/// Show counts, pending changes, the last sync and where the files are
///
/// Reads this device only, not the database.
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Mark the listed merges as read
    #[arg(long)]
    pub dismiss: bool,
}

impl Status {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let status = if self.dismiss { context.library.dismiss()? } else { context.library.status()? };
        if context.ui.is_json() {
            return context.ui.json(&status);
        }
        context.ui.page(&text(&status))
    }
}

fn text(view: &library::Status) -> String {
    let mut lines = vec![
        format!(
            "experiences   {}{}",
            view.experiences,
            count(view.deleted, ", and 1 deleted", ", and {} deleted")
        ),
        format!(
            "pending       {}",
            if view.pending == 0 { "nothing".to_owned() } else { view.pending.to_string() }
        ),
        format!("database      {} (from {})", named(&view.database), visible::line(&view.source)),
        format!("last sync     {}", view.last_sync_at.map_or_else(|| "never".to_owned(), describe::time)),
    ];
    if !view.loaded {
        lines.push("loaded        no: the database has not been read on this device yet".to_owned());
    }
    if let Some(failure) = &view.last_error {
        lines.push(format!(
            "last failure  {}: {}",
            describe::time(failure.at),
            visible::line(&failure.message)
        ));
    }
    if view.last_error.as_ref().is_some_and(|failure| failure.stops) {
        lines.push("next attempt  after `resume sync`, or after a change of the settings".to_owned());
    } else if let Some(next) = view.next_attempt_at {
        lines.push(format!("next attempt  {}", describe::time(next)));
    }
    if view.ai_pending > 0 {
        let refused = count(
            view.ai_refused,
            ", 1 of them refused by the database",
            ", {} of them refused by the database",
        );
        lines.push(format!("AI calls      {} on this device only{refused}", view.ai_pending));
    }
    if let Some(message) = &view.ai_error {
        let label = if view.ai_pending > 0 { "" } else { "AI calls" };
        lines.push(format!("{label:<14}not uploaded: {}", visible::line(message)));
    }
    if view.ai_damaged > 0 {
        let files = counted(view.ai_damaged, "file");
        lines.push(format!(
            "damaged       the AI log had unreadable lines; {files} beside it (`ai-calls-damaged-…`) {} them",
            if view.ai_damaged == 1 { "has" } else { "have" }
        ));
    }
    for RefusedChange { of, reason } in &view.refused {
        lines.push(format!("refused       {}: {}", name(of), visible::line(reason)));
    }
    for conflict in &view.conflicts {
        lines.push(format!("merged        {}{}", name(&conflict.of), outcome(&conflict.conflict)));
    }
    if !view.conflicts.is_empty() {
        let ways = histories(&view.conflicts);
        lines.push(format!("{:14}{ways} the other values; `resume status --dismiss` clears this list", ""));
    }
    let files = &view.files;
    for (label, path) in
        [("session file", &files.session), ("settings", &files.config), ("log file", &files.log)]
    {
        lines.push(format!("{label:<14}{}", visible::line(path)));
    }
    lines.join("\n") + "\n"
}

/// The kind and the name, or one of them if they are equal.
fn named(DatabaseName { kind, name }: &DatabaseName) -> String {
    if kind == name { kind.clone() } else { format!("{kind} {}", visible::line(name)) }
}

fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        0 => String::new(),
        1 => one.to_owned(),
        _ => many.replace("{}", &number.to_string()),
    }
}

fn name(of: &Concerned) -> String {
    match (of.id, &of.document) {
        (Some(id), _) => short_id(id),
        (None, Some(DocumentKey { kind, id })) => {
            format!("{kind} {}", visible::line(of.name.as_ref().unwrap_or(id)))
        }
        (None, None) => "profile".to_owned(),
    }
}

/// The commands that show the histories of what was merged.
fn histories(conflicts: &[UnreadMerge]) -> String {
    let way = |of: &Concerned| match (of.id, &of.document) {
        (Some(_), _) => "`resume history ID`".to_owned(),
        (None, Some(DocumentKey { kind, .. })) => {
            let name = if *kind == DocumentKind::Application { "ID" } else { "NAME" };
            format!("`resume {kind} history {name}`")
        }
        (None, None) => "`resume profile history`".to_owned(),
    };
    let ways: std::collections::BTreeSet<_> = conflicts.iter().map(|conflict| way(&conflict.of)).collect();
    let has = if ways.len() == 1 { "has" } else { "have" };
    format!("{} {has}", ways.into_iter().collect::<Vec<_>>().join(" and "))
}

/// The value that the merge kept.
fn outcome(Conflict { field, kept, other, deleted_here }: &Conflict) -> String {
    match (&**field, kept) {
        ("deleted_at", Value::Null) if *deleted_here => {
            ": kept, although you deleted it here: it was edited elsewhere".to_owned()
        }
        ("deleted_at", Value::Null) => ": kept, although it was deleted elsewhere".to_owned(),
        ("deleted_at", _) => ": kept deleted, although the database still had it".to_owned(),
        _ => told_of_bullets(field, kept, other).unwrap_or_else(|| {
            format!(" {}: kept {}, not {}", visible::line(field), shown(kept), shown(other))
        }),
    }
}

fn told_of_bullets(field: &str, kept: &Value, other: &Value) -> Option<String> {
    let told = if field == "bullets" { bullet_conflict(kept, other) } else { None };
    told.map(|told| format!(" {told}"))
}
