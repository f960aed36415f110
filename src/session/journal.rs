//! What the last commands did, to be taken back.
//!
//! The invariants: an entry is written in the replacement that makes its changes, so no change of the user's is
//! without one; a sync writes none. The journal is bounded, and its newest entry is kept whole, however large.
//! Entries are passed on as text, and read by the commands that want them: one that cannot be read costs nothing
//! but itself.

use std::io::{self, Write};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::domain::Deeds;

/// The most entries that are kept.
const MAX_ENTRIES: usize = 50;

/// The most bytes that they may take together.
const MAX_BYTES: usize = 1 << 20;

/// What the last commands did, and what was taken back since, each oldest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Journal {
    done: Vec<Entry>,
    undone: Vec<Entry>,
}

/// Which entries are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What commands did.
    Done,
    /// What `undo` did.
    Undone,
}

/// An entry as it stands in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
struct Entry(Box<RawValue>);

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

impl Entry {
    fn read(&self) -> serde_json::Result<Deeds> {
        serde_json::from_str(self.0.get())
    }
}

impl Journal {
    /// The journal of a file. A list that is none is left out: it must not cost the records.
    pub(super) fn of_file(done: Option<&RawValue>, undone: Option<&RawValue>) -> Self {
        let entries = |list: Option<&RawValue>| {
            list.and_then(|list| serde_json::from_str(list.get()).ok()).unwrap_or_default()
        };
        Self { done: entries(done), undone: entries(undone) }
    }

    /// The entries of a damaged file that can be read, if there are any.
    pub(super) fn salvage(bytes: &[u8]) -> Option<Self> {
        let lines = bytes.split(|byte| *byte == b'\n').skip_while(|line| *line != OPENING[0].as_bytes());
        let lines = lines.skip(1).take_while(|line| line.first() == Some(&b'{'));
        let entries =
            lines.filter_map(|line| serde_json::from_slice(line.strip_suffix(b",").unwrap_or(line)).ok());
        let done: Vec<Entry> = entries.filter(|entry: &Entry| entry.read().is_ok()).collect();
        (!done.is_empty()).then(|| Self { done, undone: Vec::new() })
    }

    /// Writes what stands before the records, an entry a line.
    pub(super) fn write(&self, mut out: impl Write) -> io::Result<()> {
        for (opening, entries) in OPENING.into_iter().zip([&self.done, &self.undone]) {
            if entries.is_empty() {
                continue;
            }
            write!(out, ",\n{opening}")?;
            let mut before = "\n";
            for entry in entries {
                out.write_all(before.as_bytes())?;
                out.write_all(entry.0.get().as_bytes())?;
                before = ",\n";
            }
            out.write_all(b"\n]")?;
        }
        Ok(())
    }

    /// Keeps what a command did. What was taken back before it cannot be done again.
    pub(super) fn note(&mut self, deeds: &Deeds) -> serde_json::Result<()> {
        self.undone.clear();
        self.push(Side::Done, deeds)
    }

    /// Keeps what was done as the newest entry of a side.
    pub(super) fn push(&mut self, side: Side, deeds: &Deeds) -> serde_json::Result<()> {
        let entry = Entry(serde_json::value::to_raw_value(deeds)?);
        self.side(side).push(entry);
        self.bound();
        Ok(())
    }

    /// Takes the newest entry out. An error is that of an entry that cannot be read.
    pub fn pop(&mut self, side: Side) -> Option<serde_json::Result<Deeds>> {
        self.side(side).pop().map(|entry| entry.read())
    }

    /// The entries, newest first.
    pub fn entries(&self, side: Side) -> impl Iterator<Item = serde_json::Result<Deeds>> + '_ {
        let entries = match side {
            Side::Done => &self.done,
            Side::Undone => &self.undone,
        };
        entries.iter().rev().map(Entry::read)
    }

    /// What was done and what was taken back, newest first. Each side is in its own order, whatever the clock said.
    pub fn newest_first(&self) -> Vec<Deeds> {
        let [done, undone] = [Side::Done, Side::Undone].map(|side| self.entries(side).flatten());
        let (mut done, mut undone) = (done.peekable(), undone.peekable());
        let mut all = Vec::new();
        loop {
            // Only what was done again is newer than what is still taken back.
            let is_later = match (done.peek(), undone.peek()) {
                (Some(done), Some(undone)) => done.at > undone.at,
                (done, _) => done.is_some(),
            };
            match if is_later { done.next() } else { undone.next() } {
                Some(deeds) => all.push(deeds),
                None => return all,
            }
        }
    }

    fn side(&mut self, side: Side) -> &mut Vec<Entry> {
        match side {
            Side::Done => &mut self.done,
            Side::Undone => &mut self.undone,
        }
    }

    /// Drops the oldest entries beyond the bounds, those that were taken back before the others.
    fn bound(&mut self) {
        let size = |entries: &[Entry]| entries.iter().map(|entry| entry.0.get().len()).sum::<usize>();
        let mut bytes = size(&self.done) + size(&self.undone);
        while self.done.len() + self.undone.len() > MAX_ENTRIES || bytes > MAX_BYTES {
            let entries = if self.undone.len() > 1 { &mut self.undone } else { &mut self.done };
            if entries.len() <= 1 {
                return;
            }
            bytes -= entries.remove(0).0.get().len();
        }
    }
}

/// How the two lists begin.
const OPENING: [&str; 2] = ["\"journal\":[", "\"undone\":["];

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Experience, Kind};
    use crate::session::{Session, file};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn experience(number: usize) -> Experience {
        Experience::new(Uuid::from_u128(number as u128), Kind::Work, format!("engineer {number}"), NOW)
    }

    /// Adds experiences in one command each.
    fn session(counts: &[usize]) -> Session {
        let mut session = Session::default();
        for count in counts {
            for _ in 0..*count {
                let number = session.experiences.len();
                session.experiences.add(experience(number), Uuid::nil()).unwrap();
            }
            session.note_deeds(NOW).unwrap();
        }
        session
    }

    /// How many records each entry has, newest first.
    fn counts(session: &Session) -> Vec<usize> {
        session.journal.entries(Side::Done).map(|deeds| deeds.unwrap().experiences.len()).collect()
    }

    fn encoded(session: &Session) -> String {
        let mut bytes = Vec::new();
        file::encode(session, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_last_fifty_are_kept() {
        let session = session(&[1; 60]);
        assert_eq!(counts(&session), [1; 50]);
        let decoded = file::decode(encoded(&session).as_bytes(), None).unwrap();
        assert_eq!(decoded, session);
    }

    #[test]
    fn a_large_import_is_kept_whole_until_the_next_change_and_ten_thousand_are_not_large() {
        assert_eq!(counts(&session(&[1, 20_000])), [20_000]);
        assert_eq!(counts(&session(&[1, 20_000, 1])), [1]);
        assert_eq!(counts(&session(&[1, 10_000, 1])), [1, 10_000, 1]);
    }

    #[test]
    fn a_change_and_a_later_one_of_the_same_record_are_one() {
        let mut session = session(&[1]);
        for title in ["Cook", "Chef"] {
            let value = Experience { title: title.to_owned(), ..session.experiences[0].current.clone() };
            session.experiences.edit(0, value, Uuid::max()).unwrap();
        }
        session.note_deeds(NOW).unwrap();
        let deeds = session.journal.entries(Side::Done).next().unwrap().unwrap();
        assert_eq!(
            (&deeds.experiences[0].before["title"], &deeds.experiences[0].after["title"]),
            (&"engineer 0".into(), &"Chef".into())
        );
        session.experiences.edit(0, session.experiences[0].current.clone(), Uuid::nil()).unwrap();
        session.note_deeds(NOW).unwrap();
        assert_eq!(counts(&session), [1, 1], "what changed nothing is no entry");
    }

    #[test]
    fn what_is_wrong_with_the_journal_does_not_cost_the_records() {
        let text = encoded(&session(&[1, 2]));
        let start = text.find("\"journal\":").unwrap();
        let end = text.find(",\n\"documents\"").unwrap();
        for (journal, entries) in [
            ("\"journal\":null", 0),
            ("\"journal\":{\"a\":1}", 0),
            ("\"undone\":7", 0),
            ("\"journal\":[7,{\"at\":\"1970-01-01T00:00:00Z\"}]", 2),
        ] {
            let text = [&text[..start], journal, &text[end..]].concat();
            let session = file::decode(text.as_bytes(), None).unwrap();
            assert_eq!(session.experiences.len(), 3, "{journal}");
            assert_eq!(session.journal.entries(Side::Done).count(), entries, "{journal}");
        }
    }

    #[test]
    fn a_damaged_file_gives_up_the_entries_that_can_be_read() {
        let text = encoded(&session(&[1, 2, 3]));
        let broken = text.replacen("\"did\"", "did", 1);
        let journal = Journal::salvage(broken.as_bytes()).unwrap();
        assert_eq!(journal.entries(Side::Done).count(), 2);
        assert_eq!(Journal::salvage(b"{}"), None);
    }
}
