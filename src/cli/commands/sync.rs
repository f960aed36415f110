//! `resume sync`: syncs the session with the database now, and reports the result.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::ui::counted;
use crate::library::{CommandResult, Synced};
use crate::sync::Progress;

/// Sync this device with the database now
#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// Report pending and new changes without syncing
    #[arg(long)]
    pub dry_run: bool,
}

impl Sync {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        if self.dry_run {
            return tell_preview(context, &context.library.preview_sync()?);
        }
        tell(context, &context.library.sync(progress(context))?)
    }
}

/// Shows how far a sync has come.
pub(super) fn progress(context: &Context) -> impl FnMut(Progress) {
    let mut bar = context.ui.progress();
    move |progress| match progress {
        Progress::Pulled { records, of } => bar.show("pulled", records, of),
        Progress::Pushed { records, of } => bar.show("pushed", records, of),
        Progress::Uploaded { calls } => bar.show("logged", calls, calls),
    }
}

/// Reports the result and the pending work.
pub(super) fn tell(context: &Context, synced: &Synced) -> CommandResult {
    if context.ui.is_json() {
        return context.ui.json(synced);
    }
    let Synced { pulled, pushed, merged, pending, refused, calls, database: _ } = synced;
    let some = |count: usize, text: &str| {
        if count > 0 { text.replace("{}", &count.to_string()) } else { String::new() }
    };
    let merged = some(*merged, ", {} merged");
    let pending = some(pending.saturating_sub(*refused), "; {} still pending, see `resume status`");
    let refused = some(*refused, "; {} refused by the database, see `resume status`");
    let calls = some(*calls, &format!("; {} uploaded", counted(*calls, "AI call")));
    context.ui.data(&format!("{pulled} pulled, {pushed} pushed{merged}{pending}{refused}{calls}\n"))
}

fn tell_preview(context: &Context, synced: &Synced) -> CommandResult {
    if context.ui.is_json() {
        return context.ui.json(synced);
    }
    let Synced { pulled, pushed, merged, calls, .. } = synced;
    let merged = if *merged > 0 { format!(", {merged} merged") } else { String::new() };
    let calls =
        if *calls > 0 { format!("; {} to upload", counted(*calls, "AI call")) } else { String::new() };
    context.ui.data(&format!("would pull {pulled} and push {pushed}{merged}{calls}\n"))
}
