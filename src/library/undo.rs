//! Taking back what the last commands did.
//!
//! The invariant: a later change of the same field stays, and is named. What is taken back can be done again until
//! the next change.

use jiff::Timestamp;
use uuid::Uuid;

use super::{CommandError, CommandResult, Library, counted, short_id, variants, visible};
use crate::domain::{Document, DocumentKey, Experience, Stay, Synced, Undoable};
use crate::session::{Affected, Fate, Irreversible, Session, Side, Undone};

impl Library {
    /// Takes back the last commands that changed something, all of them or none, in one change. The newest is the
    /// first of the result.
    ///
    /// # Errors
    /// [`super::ErrorKind::Failed`] where the journal has fewer, or one of them has nothing left to take back.
    pub fn undo(&self, count: usize) -> CommandResult<Vec<Undone>> {
        self.reverse(Side::Done, count, |_| Ok(()))
    }

    /// Takes the last command back, unless `refuse` says that it must stay.
    ///
    /// # Errors
    /// As [`Library::undo`].
    pub fn undo_unless(&self, refuse: impl Fn(&Undone) -> CommandResult) -> CommandResult<Vec<Undone>> {
        self.reverse(Side::Done, 1, refuse)
    }

    /// When the newest command that changed something through this library did so. [`Undone`] names it by that time.
    pub fn last_change(&self) -> Option<Timestamp> {
        self.store.noted_at()
    }

    /// Does again what [`Library::undo`] took back, as long as nothing was changed since.
    ///
    /// # Errors
    /// As [`Library::undo`].
    pub fn redo(&self, count: usize) -> CommandResult<Vec<Undone>> {
        self.reverse(Side::Undone, count, |_| Ok(()))
    }

    /// Forgets the newest entries and changes nothing else, so that the ones before can be taken back.
    ///
    /// # Errors
    /// [`super::ErrorKind::Failed`] where the journal has fewer.
    pub fn forget_undo(&self, count: usize) -> CommandResult<Vec<Undone>> {
        self.update(|session| {
            let mut forgotten = Vec::new();
            for taken in 0..count {
                let deeds = session.journal.pop(Side::Done).ok_or_else(|| none_left(Side::Done, taken))?;
                forgotten.extend(deeds);
            }
            Ok(session.with_values(forgotten))
        })
    }

    /// What can be taken back, newest first, and how many entries cannot be read.
    pub fn undo_list(&self) -> CommandResult<(Vec<Undone>, usize)> {
        self.check_session()?;
        let list = |session: &Session| {
            let (readable, rest): (Vec<_>, Vec<_>) =
                session.journal.entries(Side::Done).partition(Result::is_ok);
            (session.with_values(readable.into_iter().flatten()), rest.len())
        };
        Ok(self.store.read(list)?)
    }

    fn reverse(
        &self,
        side: Side,
        count: usize,
        refuse: impl Fn(&Undone) -> CommandResult,
    ) -> CommandResult<Vec<Undone>> {
        let now = self.now();
        self.update(|session| {
            let other = if side == Side::Done { Side::Undone } else { Side::Done };
            let unsound = variants::unsound(session);
            let mut undone = Vec::new();
            for taken in 0..count {
                let reversed = session.reverse(side, now, || self.new_id());
                let entry = reversed.ok_or_else(|| none_left(side, taken))??;
                refuse(&entry)?;
                refuse_pretence(&entry, side)?;
                undone.push(entry);
                session.file_deeds(other, now).map_err(Irreversible::from)?;
            }
            refuse_new_problems(&unsound, session)?;
            Ok(undone)
        })
    }
}

/// Fails where a variant cannot be used any more that could be before: its parent is gone, or its name is another's too.
fn refuse_new_problems(before: &[variants::Unsound], session: &Session) -> CommandResult {
    let is_new = |one: &variants::Unsound| before.iter().all(|known| known.id != one.id);
    let Some(variants::Unsound { name, cause, .. }) = variants::unsound(session).into_iter().find(is_new)
    else {
        return Ok(());
    };
    let message = format!("the variant `{}` could not be used any more: {cause}", visible::line(&name));
    Err(CommandError::failed(message).hint(
        "nothing was changed; change that variant first, or leave the command as it is with `resume undo --skip`",
    ))
}

/// Fails for an entry of which nothing could be taken back.
fn refuse_pretence(entry: &Undone, side: Side) -> CommandResult {
    let mut reasons = Vec::new();
    for stays in entry.experiences.iter().map(stays).chain(entry.documents.iter().map(stays)) {
        match stays {
            Some((name, stay)) => reasons.push(format!("`{name}` {}", reason(stay))),
            None => return Ok(()),
        }
    }
    let more = if reasons.len() > SHOWN { ", …" } else { "" };
    reasons.truncate(SHOWN);
    let message = format!("nothing is left to take back: {}{more}", reasons.join(", "));
    let hint = match side {
        Side::Done => {
            "`resume undo --skip` leaves this command as it is; `resume undo` then takes back the one before"
        }
        Side::Undone => "`resume history ID` shows every state of an experience",
    };
    Err(CommandError::failed(message).hint(hint))
}

/// The name of a record that stays as it is, and why.
fn stays<T: Named>(affected: &Affected<T>) -> Option<(String, Stay)> {
    match affected.fate {
        Fate::Stays(stay) => Some((record_name(affected), stay)),
        Fate::Listed | Fate::Reversed { .. } => None,
    }
}

/// How many records an error names.
const SHOWN: usize = 3;

/// Why a record stays as it is, after its name.
pub fn reason(stay: Stay) -> &'static str {
    match stay {
        Stay::Missing => "is not on this device",
        Stay::Deleted => "was deleted since",
        Stay::Changed => "was changed since",
        Stay::Already => "is as it was before",
    }
}

/// What to call a record on one line, without control characters.
pub fn record_name<T: Named>(affected: &Affected<T>) -> String {
    let value = match &affected.fate {
        Fate::Reversed { is, .. } => Some(is),
        Fate::Listed | Fate::Stays(_) => affected.was.as_ref(),
    };
    let name = value.map_or_else(|| T::key_name(&affected.deed.key), Named::label);
    visible::line(&name).to_string()
}

/// A record that has a name for people.
pub trait Named: Undoable {
    fn label(&self) -> String;

    /// What to call one that is not there.
    fn key_name(key: &Self::Key) -> String;
}

impl Named for Experience {
    fn label(&self) -> String {
        Self::label(self).to_owned()
    }

    fn key_name(key: &Uuid) -> String {
        short_id(*key)
    }
}

impl Named for Document {
    /// The profile's kind; the kind of another one with its name, its company or its ID.
    fn label(&self) -> String {
        let text = |key: &str| self.body.get(key).and_then(|value| value.as_str());
        match text("name").or_else(|| text("company")) {
            Some(name) => format!("{} {name}", self.kind),
            None => Self::key_name(&self.key()),
        }
    }

    fn key_name(key: &DocumentKey) -> String {
        let kind = key.kind.as_str();
        if key.id == kind { kind.to_owned() } else { format!("{kind} {}", key.id) }
    }
}

fn none_left(side: Side, taken: usize) -> CommandError {
    match (side, taken) {
        (Side::Done, 0) => CommandError::failed("there is nothing to take back")
            .hint("`resume history ID` shows every state of an experience"),
        (Side::Undone, 0) => CommandError::failed("there is nothing to do again")
            .hint("`--redo` works right after `resume undo`, until the next change"),
        (_, taken) => {
            let commands = counted(taken, "command");
            CommandError::failed(format!(
                "only {commands} can be taken back or done again; nothing was changed"
            ))
            .hint("`resume undo --list` shows what can be taken back")
        }
    }
}

impl From<Irreversible> for CommandError {
    fn from(error: Irreversible) -> Self {
        match error {
            Irreversible::Invalid(error) => error.into(),
            Irreversible::Unreadable(_) => Self::failed(error.to_string()).caused_by(error).hint(
                "nothing was changed; `resume undo --skip` leaves the command as it is; `resume history ID` shows \
                 every state of an experience",
            ),
        }
    }
}
