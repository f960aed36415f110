//! `resume log`: the log of the background.

use std::time::Duration;

use clap::Args;

use super::word::one_of;
use crate::cli::context::Context;
use crate::cli::ui::describe;
use crate::library::{CommandResult, Entry, Level, visible};

/// Show the log of the background
#[derive(Debug, Args)]
pub(crate) struct Log {
    /// Keep printing new lines
    #[arg(long, short)]
    pub follow: bool,
    /// Lowest level to show
    #[arg(long, value_parser = one_of(&Level::ALL, Level::as_str), default_value = "info")]
    pub level: Level,
}

/// How often a followed file is polled.
const INTERVAL: Duration = Duration::from_millis(250);

impl Log {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let entries = context.library.log(self.level)?;
        if context.ui.is_json() && !self.follow {
            return context.ui.json(&entries.iter().map(|entry| &entry.fields).collect::<Vec<_>>());
        }
        if !self.follow {
            return context.ui.page(&entries.iter().map(line).collect::<String>());
        }
        let mut follow = context.library.follow_log(self.level)?;
        print(context, &entries)?;
        loop {
            pause();
            print(context, &follow.poll()?)?;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a file that is followed is looked at from time to time")]
fn pause() {
    std::thread::sleep(INTERVAL);
}

/// Prints one JSON object per line: a list without an end cannot be one value.
fn print(context: &Context, entries: &[Entry]) -> CommandResult {
    if context.ui.is_json() {
        return context.ui.json_lines(entries.iter().map(|entry| &entry.fields));
    }
    context.ui.data(&entries.iter().map(line).collect::<String>())
}

fn line(entry: &Entry) -> String {
    let known = ["timestamp", "level", "message", "target"];
    let fields = entry.fields.iter().filter(|(name, _)| !known.contains(&name.as_str()));
    let fields: String = fields.map(|(name, value)| format!(" {name}={value}")).collect();
    let at =
        entry.text("timestamp").parse().map_or_else(|_| entry.text("timestamp").to_owned(), describe::time);
    let text = format!("{at} {:<5} {}{fields}", entry.level().as_str(), entry.text("message"));
    format!("{}\n", visible::line(&text))
}
