//! The only module that uses the streams: data goes to stdout, everything else to stderr.
//!
//! The invariants: with `--json`, stdout gets one JSON value, and errors on stderr are JSON; prompts, and colours
//! that are not asked for, appear on a terminal only; foreign text cannot control the terminal.

pub(super) mod describe;
pub(super) mod editor;
pub(super) mod form;
mod interrupt;
mod opened;
mod pager;
mod progress;
pub(super) mod prompt;
pub(super) mod style;
pub(super) mod table;
mod tame;
pub(super) mod timeline;

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::os::fd::AsFd;

use dialoguer::console::measure_text_width;
use serde::Serialize;
use serde_json::json;

pub(super) use crate::library::counted;
pub use interrupt::Watch;
use tame::tame;

use crate::library::{CommandError, CommandResult, ErrorKind, Weight, visible};
use crate::pieces;

/// The streams, and the options for them.
#[derive(Debug, Clone)]
pub(super) struct Ui {
    json: bool,
    quiet: bool,
    verbosity: u8,
    interactive: bool,
    color: bool,
    color_of_prompts: bool,
    is_dumb: bool,
    width: Option<usize>,
    /// The command line of the pager, if answers may go to one.
    pager: Option<String>,
}

/// The options from the command line and the environment.
#[derive(Debug, Clone, Default)]
pub(super) struct Manner {
    pub json: bool,
    pub quiet: bool,
    pub verbosity: u8,
    pub no_input: bool,
    pub no_color: bool,
    /// Colours are wanted in a pipe, too.
    pub forced: bool,
    /// The terminal shows escape sequences as text.
    pub is_dumb: bool,
    /// The command line of a pager, if one is wanted.
    pub pager: Option<String>,
}

impl Ui {
    /// Standard input and output for a protocol. Whatever else this process and its children write goes to standard
    /// error from now on.
    pub(super) fn protocol(&self) -> CommandResult<(File, File)> {
        let input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
        let output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        rustix::stdio::dup2_stdout(io::stderr()).map_err(io::Error::from)?;
        Ok((input, output))
    }

    /// Examines the streams once.
    pub(super) fn new(manner: Manner) -> Self {
        let out = io::stdout().is_terminal();
        let talking = io::stdin().is_terminal() && io::stderr().is_terminal();
        Self {
            json: manner.json,
            quiet: manner.quiet,
            verbosity: manner.verbosity,
            interactive: talking && !manner.no_input,
            color: !manner.no_color && (manner.forced || out && !manner.is_dumb),
            color_of_prompts: talking && !manner.no_color && !manner.is_dumb,
            is_dumb: manner.is_dumb,
            width: out.then(terminal_width).flatten(),
            pager: manner
                .pager
                .filter(|_| out && talking && !manner.no_input && !manner.json && !manner.is_dumb),
        }
    }

    /// Whether the output is JSON.
    pub(super) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether a prompt is possible.
    pub(super) fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// Whether stdout shows colours.
    pub(super) fn color(&self) -> bool {
        self.color
    }

    /// Whether prompts, which are on stderr, show colours.
    fn color_of_prompts(&self) -> bool {
        self.color_of_prompts
    }

    /// Whether the terminal cannot move its cursor.
    fn is_dumb(&self) -> bool {
        self.is_dumb
    }

    /// The width of the terminal on stdout, or `None` without one.
    pub(super) fn width(&self) -> Option<usize> {
        self.width
    }

    /// Renders rows under a header, as wide as stdout.
    pub(super) fn table(&self, header: &[&str], rows: &[Vec<String>]) -> String {
        table::plain(header, rows, self.width, self.color)
    }

    /// Renders a list, as wide as stdout.
    pub(super) fn entries(&self, list: &[describe::Entry]) -> String {
        describe::entries(list, self.width, self.color)
    }

    /// Writes data.
    pub(super) fn data(&self, text: &str) -> CommandResult {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(CommandError::output)
    }

    /// Writes data that may be long: by the pager, where the screen cannot show it at once.
    pub(super) fn page(&self, text: &str) -> CommandResult {
        let rows = || rustix::termios::tcgetwinsize(io::stdout()).map_or(0, |size| usize::from(size.ws_row));
        if let Some(command) = &self.pager
            && matches!(rows(), rows @ 1.. if self.rows_of(text) >= rows)
            && pager::show(command, text).unwrap_or(false)
        {
            return Ok(());
        }
        self.data(text)
    }

    /// How many rows of the terminal a text takes: a long line takes several.
    fn rows_of(&self, text: &str) -> usize {
        let columns = self.width.unwrap_or(usize::MAX).max(1);
        text.lines().map(|line| measure_text_width(line).div_ceil(columns).max(1)).sum()
    }

    /// Writes what is no text.
    pub(super) fn bytes(&self, bytes: &[u8]) -> CommandResult {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(CommandError::output)
    }

    /// Writes one JSON value: indented on a terminal, on one line otherwise.
    pub(super) fn json(&self, value: &impl Serialize) -> CommandResult {
        let pretty = self.width.is_some();
        let json = if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
        let json = json.map_err(io::Error::from)?;
        self.data(&(tame(&json) + "\n"))
    }

    /// Writes an array like [`Ui::json`]; without a terminal, some items at a time.
    pub(super) fn json_array<T: Serialize + Send>(
        &self,
        items: impl IntoIterator<Item = T>,
    ) -> CommandResult {
        if self.width.is_some() {
            return self.json(&items.into_iter().collect::<Vec<_>>());
        }
        stream(|out| {
            out.write_all(b"[")?;
            write_items(out, items, ",")?;
            out.write_all(b"]\n")
        })
    }

    /// Writes one JSON value per line.
    pub(super) fn json_lines<T: Serialize + Send>(
        &self,
        items: impl IntoIterator<Item = T>,
    ) -> CommandResult {
        stream(|out| {
            let any = write_items(out, items, "\n")?;
            out.write_all(if any { b"\n" } else { b"" })
        })
    }

    /// Writes a JSON text in its own layout.
    pub(super) fn json_text(&self, json: &str) -> CommandResult {
        self.data(&tame(json))
    }

    /// Writes a foreign text of several lines. It is made visible for a pipe too: a pager may follow.
    pub(super) fn document(&self, text: &str) -> CommandResult {
        self.data(&visible::block(text).to_string())
    }

    /// Prints what was done, unless `--quiet` is set.
    pub(super) fn notice(&self, text: &str) {
        if !self.quiet {
            self.aside("notice", "", text);
        }
    }

    /// Prints the same for `-v`.
    pub(super) fn detail(&self, text: &str) {
        if self.verbosity > 0 {
            self.aside("notice", "", text);
        }
    }

    /// Prints what is worth knowing beside it, unless `--quiet` is set.
    pub(super) fn remark(&self, text: &str) {
        self.tell(Weight::Notice, text);
    }

    /// Prints what to do next, unless `--quiet` is set.
    pub(super) fn hint(&self, text: &str) {
        self.tell(Weight::Hint, text);
    }

    /// Prints a warning, even with `--quiet`.
    pub(super) fn warn(&self, text: &str) {
        self.tell(Weight::Warning, text);
    }

    /// Prints what matters so much, after a word for it.
    pub(super) fn tell(&self, weight: Weight, text: &str) {
        match weight {
            Weight::Detail if self.verbosity > 0 => self.aside("notice", "notice: ", text),
            Weight::Notice if !self.quiet => self.aside("notice", "notice: ", text),
            Weight::Hint if !self.quiet => self.aside("notice", "hint: ", text),
            Weight::Warning => self.aside("warning", "warning: ", text),
            Weight::Detail | Weight::Notice | Weight::Hint => {}
        }
    }

    /// With `--json`, stderr is JSON too, one object per line.
    fn aside(&self, key: &str, before: &str, text: &str) {
        match self.json {
            true => say(&tame(&json!({ key: text }).to_string())),
            false => say(&format!("{before}{text}")),
        }
    }

    /// Prints a usage error in the words of the parser.
    pub(super) fn wrong_usage(&self, text: &str) {
        say(text);
    }

    /// Prints the error of a command. No other place does.
    pub(super) fn error(&self, error: &CommandError) {
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
            let causes = error.source.iter().flat_map(|source| source.chain()).map(ToString::to_string);
            // A message often quotes its cause.
            let untold = causes.filter(|cause| !error.message.contains(cause));
            untold.for_each(|cause| say(&format!("cause: {cause}")));
        }
    }
}

/// Writes to stdout through a buffer.
fn stream(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> CommandResult {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    write(&mut out).and_then(|()| out.flush()).map_err(CommandError::output)
}

/// How many items are put into one piece of JSON.
const ITEMS: usize = 64;

/// Writes items as JSON, and says whether there were any.
fn write_items<T: Serialize + Send>(
    out: &mut dyn Write,
    items: impl IntoIterator<Item = T>,
    between: &str,
) -> io::Result<bool> {
    let mut items = items.into_iter();
    let next = || Ok(Some(items.by_ref().take(ITEMS).collect::<Vec<_>>()).filter(|piece| !piece.is_empty()));
    let encode = |piece: Vec<T>| {
        let mut json = String::new();
        for item in piece {
            json.push_str(if json.is_empty() { "" } else { between });
            json.push_str(&tame(&serde_json::to_string(&item)?));
        }
        Ok::<_, io::Error>(json)
    };
    let mut any = false;
    pieces::in_order(next, encode, |json| {
        out.write_all(if any { between.as_bytes() } else { b"" })?;
        any = true;
        out.write_all(json?.as_bytes())
    })?;
    Ok(any)
}

/// A message may quote foreign text. A closed stderr must not fail the command.
fn say(text: &str) {
    // One write: stderr has no buffer.
    let _ = io::stderr().write_all(format!("{}\n", visible::block(text)).as_bytes());
}

fn terminal_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(match size.ws_col {
        0 => 80,
        columns => usize::from(columns),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn many_items_are_written_as_they_are_in_one_array() {
        for count in [0, 1, ITEMS - 1, ITEMS, ITEMS + 1, 20 * ITEMS + 7] {
            let items: Vec<Value> =
                (0..count).map(|number| json!({ "number": number, "text": "é\u{9b}" })).collect();
            let mut array = Vec::new();
            assert_eq!(write_items(&mut array, &items, ",").unwrap(), count > 0);
            let whole = tame(&serde_json::to_string(&items).unwrap()).into_owned();
            assert_eq!(format!("[{}]", str::from_utf8(&array).unwrap()), whole, "{count}");
        }
    }

    #[test]
    fn what_cannot_be_written_ends_the_items() {
        struct Closed(usize);
        impl Write for Closed {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::BrokenPipe)?;
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let failed = write_items(&mut Closed(3), 0.., ",").unwrap_err();
        assert_eq!(failed.kind(), io::ErrorKind::BrokenPipe);
    }
}
