//! Questions that are answered with a line, in one line editor.
//!
//! The invariants: a paste is part of one answer, line breaks included; a refused answer comes back to be
//! corrected; keys typed ahead go to the next question, also those that come between two questions, of which the
//! terminal would else make something itself (an end of file of Ctrl-D). The editor talks to the terminal itself, so
//! that stdout may be a pipe. Ctrl-X Ctrl-E hands what was typed to the user's own editor, as in bash, and its text
//! comes back into the question. Ctrl-D ends the questions at an answer as it was offered; in what was typed, it
//! takes the letter at the cursor.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::process::{Signal, kill_current_process_group};
use rustyline::config::BellStyle;
use rustyline::error::ReadlineError;
use rustyline::{
    Behavior, Cmd, ConditionalEventHandler, Config, DefaultEditor, Event, EventContext, EventHandler,
    KeyEvent, Modifiers, RepeatCount,
};

use super::keys::Keys;
use super::{plain, refused, shown};
use crate::cli::ui::editor::{Edited, Editor};
use crate::cli::ui::{Ui, say};
use crate::library::{CommandError, CommandResult, visible};

/// Asks one question after another.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    ui: &'a Ui,
    /// `None` where the terminal cannot move its cursor.
    editor: Option<DefaultEditor>,
    /// Ctrl-D has ended the questions: all further ones that may stay without an answer do.
    ended: bool,
    /// The user's own editor.
    own: Editor<'a>,
    offer: Offered,
    /// From the first question to the last, where there is a line editor.
    keys: Option<Keys>,
}

/// What a question proposes, and the key of ours that ended the line.
#[derive(Debug, Default)]
struct Offer {
    line: String,
    ended_by: Option<Key>,
    /// Where the cursor was then, in bytes.
    cursor: usize,
}

#[derive(Debug, Clone, Default)]
struct Offered(Arc<Mutex<Offer>>);

impl Offered {
    fn lock(&self) -> MutexGuard<'_, Offer> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a key of ours ends the line for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Key {
    Editor,
    End,
    Stop,
}

struct Ends(Key, Offered);

impl ConditionalEventHandler for Ends {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        let mut offer = self.1.lock();
        let is_untouched = context.line() == offer.line && context.pos() == offer.line.len();
        if self.0 == Key::End && !is_untouched {
            return None;
        }
        offer.ended_by = Some(self.0);
        offer.cursor = context.pos();
        Some(Cmd::AcceptLine)
    }
}

/// What was typed at a question.
enum Typed {
    Line(String),
    /// More lines than a question shows, from the user's own editor.
    Lines(String),
    /// Ctrl-D.
    End,
}

/// What becomes of the line breaks in a pasted answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Breaks {
    Spaces,
    Kept,
}

impl Breaks {
    fn applied(self, answer: &str) -> String {
        match self {
            Self::Kept => answer.trim().to_owned(),
            Self::Spaces => {
                let lines = answer.split(['\r', '\n']).map(str::trim);
                lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
            }
        }
    }
}

impl<'a> Lines<'a> {
    /// Questions on this terminal, with the user's own editor a key away.
    pub(crate) fn new(ui: &'a Ui, own: Editor<'a>) -> CommandResult<Self> {
        let offer = Offered::default();
        // Without a controlling terminal, the editor would use stdout.
        let is_reachable = || io::stdout().is_terminal() || File::open("/dev/tty").is_ok();
        let mut keys = None;
        let editor = if !ui.is_dumb() && is_reachable() {
            let keys = keys.insert(Keys::of_editor().map_err(refused)?);
            let config = Config::builder().behavior(Behavior::PreferTerm).bell_style(BellStyle::None).build();
            let mut editor = DefaultEditor::with_config(config).map_err(unreadable)?;
            let ends = [
                (vec![KeyEvent::ctrl('X'), KeyEvent::ctrl('E')], Key::Editor),
                (vec![KeyEvent::ctrl('D')], Key::End),
                (vec![KeyEvent::new(keys.stop(), Modifiers::NONE)], Key::Stop),
            ];
            for (keys, key) in ends {
                let handler = Ends(key, offer.clone());
                let _ =
                    editor.bind_sequence(Event::KeySeq(keys), EventHandler::Conditional(Box::new(handler)));
            }
            Some(editor)
        } else {
            None
        };
        Ok(Self { ui, editor, ended: false, own, offer, keys })
    }

    /// Says which keys do more than type; `enter` is what Enter does.
    pub(crate) fn say_keys(&self, enter: &str) {
        let opens = if self.editor.is_some() { "Ctrl-X Ctrl-E opens your editor, " } else { "" };
        self.ui.notice(&format!("{enter}, {opens}Ctrl-D ends, Ctrl-C cancels."));
    }

    /// Whether this terminal cannot show an answer to be corrected.
    pub(crate) const fn is_plain(&self) -> bool {
        self.editor.is_none()
    }

    /// Prompts until `parse` accepts the answer. Ctrl-D cancels.
    pub(crate) fn needed<T>(
        &mut self,
        question: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> CommandResult<T> {
        let answer = self.ask(question, "", Breaks::Spaces, parse)?;
        answer.ok_or_else(CommandError::interrupted)
    }

    /// Prompts for what may stay without an answer.
    pub(crate) fn optional<T>(
        &mut self,
        question: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> CommandResult<Option<T>> {
        self.proposed(question, "", parse)
    }

    /// The same with an answer that Enter accepts.
    pub(crate) fn proposed<T>(
        &mut self,
        question: &str,
        proposal: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> CommandResult<Option<T>> {
        if self.ended {
            return Ok(None);
        }
        let parse = |typed: &str| if typed.is_empty() { Ok(None) } else { parse(typed).map(Some) };
        Ok(self.ask(question, proposal, Breaks::Spaces, parse)?.flatten())
    }

    /// Prompts for any words.
    pub(crate) fn words(&mut self, question: &str) -> CommandResult<Option<String>> {
        self.optional(question, |typed| Ok(typed.to_owned()))
    }

    /// Prompts for a text that keeps the line breaks of a paste.
    pub(crate) fn text(&mut self, question: &str) -> CommandResult<Option<String>> {
        if self.ended {
            return Ok(None);
        }
        let typed = self.ask(question, "", Breaks::Kept, |typed| Ok(typed.to_owned()))?;
        Ok(typed.filter(|typed| !typed.is_empty()))
    }

    /// Prompts for a new value in place of `current`. `None` where it stays as it is, empty where it goes.
    pub(crate) fn changed(
        &mut self,
        question: &str,
        current: &str,
        breaks: Breaks,
        parse: impl Fn(&str) -> Result<String, String>,
    ) -> CommandResult<Option<String>> {
        if self.ended {
            return Ok(None);
        }
        // A line editor writes to the terminal what it proposes, escape sequences included.
        if visible::block(current).to_string() != current.replace("\r\n", "\n") {
            say(&format!("{question}: it has characters that no terminal shows, and stays as it is"));
            return Ok(None);
        }
        let unchanged = breaks.applied(current);
        // Without a line editor, what stands is not in the answer: an empty one keeps it, and a hyphen empties it.
        let is_plain = self.is_plain();
        let asked =
            if is_plain && !current.is_empty() { &format!("{question} [{current}]") } else { question };
        let answer = self.ask(asked, current, breaks, |typed| match typed {
            "" if !is_plain => Ok(String::new()),
            "-" if is_plain => Ok(String::new()),
            typed if typed.is_empty() || typed == unchanged => Ok(current.to_owned()),
            typed => parse(typed),
        })?;
        Ok(answer.filter(|answer| answer != current))
    }

    fn ask<T>(
        &mut self,
        question: &str,
        proposal: &str,
        breaks: Breaks,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> CommandResult<Option<T>> {
        let mut typed = proposal.to_owned();
        loop {
            let answer = match self.read(question, &typed)? {
                Typed::Line(line) => line,
                Typed::Lines(lines) => {
                    let (first, count) = (lines.lines().next().unwrap_or_default(), lines.lines().count());
                    say(&format!("{}: {first} … ({count} lines)", shown(question)));
                    lines
                }
                // A terminal that is gone has answered nothing.
                Typed::End if !io::stdin().is_terminal() => return Err(CommandError::interrupted()),
                Typed::End => {
                    self.ended = true;
                    return Ok(None);
                }
            };
            typed = breaks.applied(&answer);
            match parse(&typed) {
                Ok(value) => return Ok(Some(value)),
                Err(wrong) => say(&wrong),
            }
        }
    }

    /// What is typed. The line editor starts with what is proposed, and later with what was typed before and behind the
    /// cursor.
    fn read(&mut self, question: &str, proposal: &str) -> CommandResult<Typed> {
        let mut typed = (proposal.to_owned(), String::new());
        loop {
            *self.offer.lock() = Offer { line: proposal.to_owned(), ..Offer::default() };
            let Some(line) = self.read_line(question, &typed)? else { return Ok(Typed::End) };
            let Offer { ended_by, cursor, .. } = *self.offer.lock();
            match ended_by {
                None => return Ok(Typed::Line(line)),
                Some(Key::End) => return Ok(Typed::End),
                Some(Key::Editor) => {}
                Some(Key::Stop) => {
                    // Until it goes on. Not every shell restores the terminal of a program that is stopped.
                    let stopped = self.away(|| kill_current_process_group(Signal::TSTP))?;
                    stopped.map_err(|cause| refused(cause.into()))?;
                    let (before, after) = line.split_at_checked(cursor).unwrap_or((&line, ""));
                    typed = (before.to_owned(), after.to_owned());
                    continue;
                }
            }
            match self.away(|| self.edited(&line))? {
                Ok(text) if text.contains('\n') => return Ok(Typed::Lines(text)),
                Ok(text) => typed = (text, String::new()),
                Err(error) => {
                    self.ui.error(&error);
                    typed = (line, String::new());
                }
            }
        }
    }

    /// Does what needs the terminal as it was before the questions.
    fn away<T>(&self, act: impl FnOnce() -> T) -> CommandResult<T> {
        match &self.keys {
            Some(keys) => keys.away(act).map_err(refused),
            None => Ok(act()),
        }
    }

    /// The text that the user's own editor makes of a line.
    fn edited(&self, line: &str) -> CommandResult<String> {
        let parse = |text: &str| Ok::<_, Vec<_>>(text.trim_end().to_owned());
        match self.own.edit(&format!("{line}\n"), parse, |_| Ok(true))? {
            Edited::Changed(text, draft) => draft.finish(Ok(text)),
            Edited::Unchanged | Edited::Emptied => Ok(line.to_owned()),
        }
    }

    /// One line, or `None` at Ctrl-D.
    fn read_line(&mut self, question: &str, typed: &(String, String)) -> CommandResult<Option<String>> {
        let question = shown(question);
        let Some(editor) = &mut self.editor else { return plain::line(&format!("{question}: ")) };
        let plain = format!("{question}: ");
        let styled = if self.ui.color_of_prompts() {
            format!("\u{1b}[1m{question}:\u{1b}[0m ")
        } else {
            plain.clone()
        };
        match editor.readline_with_initial(&(plain, styled), (&typed.0, &typed.1)) {
            Ok(line) => Ok(Some(line)),
            Err(ReadlineError::Eof) => Ok(None),
            Err(error) => Err(unreadable(error)),
        }
    }
}

fn unreadable(error: ReadlineError) -> CommandError {
    match error {
        ReadlineError::Eof | ReadlineError::Interrupted | ReadlineError::Signal(_) => {
            CommandError::interrupted()
        }
        ReadlineError::Io(error) => refused(error),
        other => refused(io::Error::other(other)),
    }
}
