//! Taking back what the last commands did.
//!
//! The invariant: a later change of the same field stays, and is named. What is taken back can be done again until
//! the next change.

use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::{CommandError, CommandResult, Library, short_id, visible};
use crate::domain::{
    Deed, Deeds, Document, DocumentKey, Experience, Reversal, Stay, Synced, Undoable, places,
};
use crate::session::{Records, Session, Side};

/// One entry of the journal, with what became of its records.
#[derive(Debug)]
pub struct Undone {
    pub at: Timestamp,
    pub experiences: Vec<Affected<Experience>>,
    pub documents: Vec<Affected<Document>>,
}

/// A record that a command changed.
#[derive(Debug)]
pub struct Affected<T: Synced> {
    pub deed: Deed<T::Key>,
    /// The value now, or before the deed was taken back; absent where it is not on this device.
    pub was: Option<T>,
    pub fate: Fate<T>,
}

/// What became of a record.
#[derive(Debug)]
pub enum Fate<T> {
    /// Nothing yet: the entry was only listed.
    Listed,
    /// It has this value. The named fields were changed since, and stayed.
    Reversed {
        is: T,
        kept: Vec<String>,
    },
    Stays(Stay),
}

impl Library {
    /// Takes back the last commands that changed something, all of them or none, in one change. The newest is the
    /// first of the result.
    ///
    /// # Errors
    /// [`super::ErrorKind::Failed`] where the journal has fewer, or one of them has nothing left to take back.
    pub fn undo(&self, count: usize) -> CommandResult<Vec<Undone>> {
        self.reverse(Side::Done, count)
    }

    /// Does again what [`Library::undo`] took back, as long as nothing was changed since.
    ///
    /// # Errors
    /// As [`Library::undo`].
    pub fn redo(&self, count: usize) -> CommandResult<Vec<Undone>> {
        self.reverse(Side::Undone, count)
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
                forgotten.extend(deeds.ok());
            }
            Ok(Listing::of(session).entries(forgotten))
        })
    }

    /// What can be taken back, newest first, and how many entries cannot be read.
    pub fn undo_list(&self) -> CommandResult<(Vec<Undone>, usize)> {
        self.check_session()?;
        let list = |session: &Session| {
            let (readable, rest): (Vec<_>, Vec<_>) =
                session.journal.entries(Side::Done).partition(Result::is_ok);
            (Listing::of(session).entries(readable.into_iter().flatten()), rest.len())
        };
        Ok(self.store.read(list)?)
    }

    fn reverse(&self, side: Side, count: usize) -> CommandResult<Vec<Undone>> {
        let now = self.now();
        self.update(|session| {
            let mut undone = Vec::new();
            for taken in 0..count {
                let deeds = session.journal.pop(side).ok_or_else(|| none_left(side, taken))?;
                let Deeds { at, experiences, documents } = deeds.map_err(unreadable)?;
                let new_id = || self.new_id();
                let experiences = take_back(&mut session.experiences, experiences, now, &new_id)?;
                let documents = take_back(&mut session.documents, documents, now, &new_id)?;
                let entry = Undone { at, experiences, documents };
                entry.check(side)?;
                undone.push(entry);
            }
            let other = if side == Side::Done { Side::Undone } else { Side::Done };
            session.file_deeds(other, now).map_err(unreadable)?;
            Ok(undone)
        })
    }
}

impl Undone {
    /// Refuses to pretend: an entry of which nothing could be taken back.
    fn check(&self, side: Side) -> CommandResult {
        let stays = |stays: Option<Stay>| stays.is_some();
        let experiences = self.experiences.iter().map(|one| one.stays());
        if !experiences.chain(self.documents.iter().map(|one| one.stays())).all(stays) {
            return Ok(());
        }
        let stays = self.experiences.iter().filter_map(|one| Some((one.name(), one.stays()?)));
        let reasons: Vec<_> = stays
            .chain(self.documents.iter().filter_map(|one| Some((one.name(), one.stays()?))))
            .take(SHOWN)
            .map(|(name, stay)| format!("`{name}` {}", reason(stay)))
            .collect();
        let message = format!("nothing is left to take back: {}", reasons.join(", "));
        let hint = match side {
            Side::Done => {
                "`resume undo --skip` forgets this command; `resume undo` then takes back the one before"
            }
            Side::Undone => "`resume history ID` shows every state of an experience",
        };
        Err(CommandError::failed(message).hint(hint))
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

impl<T: Named> Affected<T> {
    /// Why it stays as it is, if it does.
    pub fn stays(&self) -> Option<Stay> {
        match self.fate {
            Fate::Stays(stay) => Some(stay),
            Fate::Listed | Fate::Reversed { .. } => None,
        }
    }

    /// What to call the record on one line, without control characters.
    pub fn name(&self) -> String {
        let value = match &self.fate {
            Fate::Reversed { is, .. } => Some(is),
            Fate::Listed | Fate::Stays(_) => self.was.as_ref(),
        };
        let name = value.map_or_else(|| T::key_name(&self.deed.key), Named::label);
        visible::line(&name).to_string()
    }
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

/// Takes back what was done to the records of one type.
fn take_back<T: Undoable>(
    records: &mut Records<T>,
    deeds: Vec<Deed<T::Key>>,
    now: Timestamp,
    new_id: &dyn Fn() -> Uuid,
) -> CommandResult<Vec<Affected<T>>> {
    let places = places(records);
    let mut affected = Vec::with_capacity(deeds.len());
    for deed in deeds {
        let Some(&place) = places.get(&deed.key) else {
            affected.push(Affected { deed, was: None, fate: Fate::Stays(Stay::Missing) });
            continue;
        };
        let was = records[place].current.clone();
        let fate = match deed.reverse(&was, now).map_err(unreadable)? {
            Reversal::Stays(stay) => Fate::Stays(stay),
            Reversal::Value { value, kept } => {
                records.edit(place, value.clone(), new_id())?;
                Fate::Reversed { is: value, kept }
            }
        };
        affected.push(Affected { deed, was: Some(was), fate });
    }
    Ok(affected)
}

/// A session whose entries are listed.
struct Listing<'a> {
    experiences: (&'a Records<Experience>, HashMap<Uuid, usize>),
    documents: (&'a Records<Document>, HashMap<DocumentKey, usize>),
}

impl<'a> Listing<'a> {
    fn of(session: &'a Session) -> Self {
        let Session { experiences, documents, .. } = session;
        Self { experiences: (experiences, places(experiences)), documents: (documents, places(documents)) }
    }

    fn entries(&self, entries: impl IntoIterator<Item = Deeds>) -> Vec<Undone> {
        let entry = |Deeds { at, experiences, documents }| Undone {
            at,
            experiences: listed(&self.experiences, experiences),
            documents: listed(&self.documents, documents),
        };
        entries.into_iter().map(entry).collect()
    }
}

fn listed<T: Undoable>(
    (records, places): &(&Records<T>, HashMap<T::Key, usize>),
    deeds: Vec<Deed<T::Key>>,
) -> Vec<Affected<T>> {
    let current = |key: &T::Key| places.get(key).map(|place| records[*place].current.clone());
    deeds.into_iter().map(|deed| Affected { was: current(&deed.key), deed, fate: Fate::Listed }).collect()
}

fn none_left(side: Side, taken: usize) -> CommandError {
    match (side, taken) {
        (Side::Done, 0) => CommandError::failed("there is nothing to take back")
            .hint("`resume history ID` shows every state of an experience"),
        (Side::Undone, 0) => CommandError::failed("there is nothing to do again")
            .hint("`--redo` works right after `resume undo`, until the next change"),
        (_, taken) => CommandError::failed(format!("there are only {taken}; nothing was changed"))
            .hint("`resume undo --list` shows them"),
    }
}

fn unreadable(cause: serde_json::Error) -> CommandError {
    CommandError::failed("the entry in the session file cannot be read; nothing was changed")
        .hint("`resume undo --skip` forgets it; `resume history ID` shows every state of an experience")
        .caused_by(cause)
}
