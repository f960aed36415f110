//! A progress bar on one line of stderr.
//!
//! The invariants: it appears on a terminal only, and only if the work takes a while; at the end the line is
//! empty.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use super::Ui;

/// Shorter work shows no bar.
const SOON: Duration = Duration::from_millis(300);

/// The shortest time between two drawings.
const INTERVAL: Duration = Duration::from_millis(100);

/// The width of the bar in cells.
const CELLS: usize = 24;

/// A progress bar.
#[derive(Debug)]
pub(crate) struct Bar {
    /// The earliest time of the next drawing; `None` means never.
    next: Option<Instant>,
    drawn: usize,
}

impl Ui {
    /// A bar for work that starts now.
    pub(crate) fn progress(&self) -> Bar {
        let seen = !self.quiet && !self.json && io::stderr().is_terminal();
        Bar { next: seen.then(|| Instant::now() + SOON), drawn: 0 }
    }
}

impl Bar {
    /// Draws `done` of `of` with the label `what`, unless the last drawing is too recent.
    pub(crate) fn show(&mut self, what: &str, done: usize, of: usize) {
        let now = Instant::now();
        if self.next.is_none_or(|next| now < next) {
            return;
        }
        self.next = Some(now + INTERVAL);
        let line = line(what, done, of);
        let length = line.chars().count();
        self.draw(&format!("{line:<width$}", width = self.drawn));
        self.drawn = length;
    }

    fn draw(&self, line: &str) {
        let mut out = io::stderr().lock();
        // A closed stderr must not fail the work.
        let _ = write!(out, "\r{line}").and_then(|()| out.flush());
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if self.drawn > 0 {
            self.draw(&format!("{:width$}\r", "", width = self.drawn));
        }
    }
}

fn line(what: &str, done: usize, of: usize) -> String {
    let of = of.max(done);
    let cells = (CELLS * done).checked_div(of).unwrap_or(0);
    format!("[{}{}] {done} of {of} {what}", "#".repeat(cells), " ".repeat(CELLS - cells))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_never_longer_than_full() {
        assert_eq!(line("pulled", 0, 0), format!("[{}] 0 of 0 pulled", " ".repeat(CELLS)));
        assert_eq!(line("pulled", 1, 2), format!("[{}{}] 1 of 2 pulled", "#".repeat(12), " ".repeat(12)));
        assert_eq!(line("pulled", 9, 2), format!("[{}] 9 of 9 pulled", "#".repeat(CELLS)));
    }
}
