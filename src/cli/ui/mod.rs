//! The only module that touches the streams: data to stdout, everything else to stderr.
//!
//! The invariants: with `--json`, stdout carries one JSON value and errors on stderr are JSON too;
//! colour and prompts appear on a terminal only; text that is not ours can never drive it.

pub mod describe;
pub mod editor;
pub mod form;
mod interrupt;
mod progress;
pub mod prompt;
pub mod table;
mod tame;
pub mod view;
mod width;

use std::io::{self, BufWriter, IsTerminal, Write};

use serde::Serialize;
use serde_json::json;

pub use interrupt::Watch;
pub use progress::Bar;
use tame::tame;

use crate::library::visible;
use crate::library::{CommandError, CommandResult, ErrorKind};

/// A number of things, whose name has a regular plural.
pub fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

/// How to speak to the user.
#[derive(Debug, Clone)]
pub struct Ui {
    json: bool,
    quiet: bool,
    verbosity: u8,
    interactive: bool,
    color: bool,
    width: Option<usize>,
}

/// What the command line and the environment say about it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner {
    pub json: bool,
    pub quiet: bool,
    pub verbosity: u8,
    pub no_input: bool,
    pub no_color: bool,
}

impl Ui {
    /// Looks at the streams once.
    pub fn new(manner: Manner) -> Self {
        let out = io::stdout().is_terminal();
        let talking = io::stdin().is_terminal() && io::stderr().is_terminal();
        Self {
            json: manner.json,
            quiet: manner.quiet,
            verbosity: manner.verbosity,
            interactive: talking && !manner.no_input,
            color: out && !manner.no_color,
            width: out.then(terminal_width).flatten(),
        }
    }

    /// Whether the result is wanted as JSON.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Whether the user can be asked.
    pub fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// Whether stdout shows colours.
    pub fn color(&self) -> bool {
        self.color
    }

    /// The columns of the terminal that stdout is; absent: there is none, nothing need fit.
    pub fn width(&self) -> Option<usize> {
        self.width
    }

    /// Writes data.
    pub fn data(&self, text: &str) -> CommandResult {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(CommandError::output)
    }

    /// Writes one JSON value: on a terminal for people, elsewhere on one line.
    pub fn json(&self, value: &impl Serialize) -> CommandResult {
        let pretty = self.width.is_some();
        let json = if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
        let json = json.map_err(io::Error::from)?;
        self.data(&(tame(&json) + "\n"))
    }

    /// Writes an array as [`Ui::json`] does, item by item where nobody looks at the layout.
    pub fn json_array<T: Serialize>(&self, items: impl IntoIterator<Item = T>) -> CommandResult {
        if self.width.is_some() {
            return self.json(&items.into_iter().collect::<Vec<_>>());
        }
        let mut between = "[";
        stream(|out| {
            for item in items {
                out.write_all(between.as_bytes())?;
                write_item(out, &item)?;
                between = ",";
            }
            out.write_all(if between == "[" { b"[]\n" } else { b"]\n" })
        })
    }

    /// Writes one JSON value a line.
    pub fn json_lines<T: Serialize>(&self, items: impl IntoIterator<Item = T>) -> CommandResult {
        stream(|out| {
            for item in items {
                write_item(out, &item)?;
                out.write_all(b"\n")?;
            }
            Ok(())
        })
    }

    /// Writes a JSON text in its own layout.
    pub fn json_text(&self, json: &str) -> CommandResult {
        self.data(&tame(json))
    }

    /// Writes a text of several lines that is not ours. A pager behind a pipe would show a terminal
    /// what is not made visible here.
    pub fn document(&self, text: &str) -> CommandResult {
        self.data(&visible::block(text).to_string())
    }

    /// Tells the user something; `--quiet` silences it.
    pub fn notice(&self, text: &str) {
        if !self.quiet {
            self.aside("notice", text);
        }
    }

    /// Tells the user something that must be seen.
    pub fn warn(&self, text: &str) {
        self.aside("warning", if self.json { text.to_owned() } else { format!("warning: {text}") }.as_str());
    }

    /// Tells those who ask for more with `-v`.
    pub fn detail(&self, text: &str) {
        if self.verbosity > 0 {
            self.aside("notice", text);
        }
    }

    /// With `--json`, what stands on stderr is JSON too, one object a line.
    fn aside(&self, sort: &str, text: &str) {
        if !self.json {
            return say(text);
        }
        let text = text.trim_start_matches("notice: ").trim_start_matches("hint: ");
        say(&tame(&json!({ sort: text }).to_string()));
    }

    /// Tells what is wrong with the command line, in the words of its parser.
    pub fn wrong_usage(&self, text: &str) {
        say(text);
    }

    /// Tells why a command failed, the one place that does.
    pub fn error(&self, error: &CommandError) {
        if error.kind == ErrorKind::BrokenPipe {
            return;
        }
        if self.json {
            let body = json!({"code": error.kind.as_str(), "message": error.message, "hint": error.hint});
            say(&tame(&json!({ "error": body }).to_string()));
            return;
        }
        say(&format!("error: {}", error.message));
        if let Some(hint) = &error.hint {
            say(&format!("hint: {hint}"));
        }
        if self.verbosity > 0 {
            let causes = error.source.iter().flat_map(|source| source.chain());
            causes.for_each(|cause| say(&format!("cause: {cause}")));
        }
    }
}

/// Writes to stdout in large pieces.
fn stream(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> CommandResult {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    write(&mut out).and_then(|()| out.flush()).map_err(CommandError::output)
}

fn write_item(out: &mut dyn Write, item: &impl Serialize) -> io::Result<()> {
    out.write_all(tame(&serde_json::to_string(item)?).as_bytes())
}

/// What is said may quote text that is not ours. A closed stderr is no reason to fail.
fn say(text: &str) {
    // As one write, since nothing is buffered there.
    let _ = io::stderr().write_all(format!("{}\n", visible::block(text)).as_bytes());
}

fn terminal_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(match size.ws_col {
        0 => 80,
        columns => usize::from(columns),
    })
}
