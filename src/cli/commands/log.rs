//! `resume log`: the log of the background.

use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::cli::context::Context;
use crate::cli::ui::describe;
use crate::library::CommandResult;
use crate::library::visible;
use crate::log::{self, Entry, Follow, Level};

/// Show the log of the background
#[derive(Debug, Args)]
pub(crate) struct Log {
    /// Keep printing new lines
    #[arg(long, short)]
    pub follow: bool,
    /// Lowest level to show
    #[arg(long, value_enum, default_value_t = Least::Info)]
    pub level: Least,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Least {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl Least {
    fn level(self) -> Level {
        match self {
            Self::Error => Level::Error,
            Self::Warn => Level::Warn,
            Self::Info => Level::Info,
            Self::Debug => Level::Debug,
            Self::Trace => Level::Trace,
        }
    }
}

/// How often a followed file is polled.
const INTERVAL: Duration = Duration::from_millis(250);

impl Log {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let path = &context.library.settings.paths.log;
        let least = self.level.level();
        let fitting = |entries: Vec<Entry>| entries.into_iter().filter(move |entry| entry.level() <= least);
        let entries: Vec<_> = fitting(log::read(path)?).collect();
        if context.ui.is_json() && !self.follow {
            return context.ui.json(&entries.iter().map(|entry| &entry.fields).collect::<Vec<_>>());
        }
        let mut follow = Follow::new(path.clone())?;
        print(context, &entries)?;
        if !self.follow {
            return Ok(());
        }
        loop {
            pause();
            let entries: Vec<_> = fitting(follow.poll()?).collect();
            print(context, &entries)?;
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
