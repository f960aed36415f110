//! A session of which only the pending records were parsed.
//!
//! Most commands add or change one record, and pass the others on as the bytes that were read. The bar:
//! `add` into 10,000 experiences takes at most 8 times as long as into 10. With all of them parsed, it took 14 times
//! as long. With each read over for its end, that took 132 of the 165 million instructions of `add`; now the ends of
//! lines are looked for. The checksum allows that: these bytes are what this program wrote, a record on each line.

use std::io::{self, Write};
use std::ops::Range;

use memchr::memmem::Finder;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::file::{self, Line};
use super::line::Line as Read;
use super::{Records, Session, checksum};
use crate::domain::{Document, DocumentKind, Record, Synced};

/// A session with its pending records, and the bytes of all the others.
#[derive(Debug)]
pub(super) struct Part {
    /// `documents` and `experiences` hold the records that were pending when the file was read, in their order,
    /// and those that were added since.
    pub session: Session,
    bytes: Vec<u8>,
    documents: Vec<Slot>,
    experiences: Vec<Slot>,
}

/// What stands in the file, one after another.
#[derive(Debug)]
enum Slot {
    /// Where lines stand that are not parsed.
    Lines(Range<usize>),
    /// The next of the parsed records.
    Parsed,
}

/// What is written in every record that has still to be pushed. In other places it is found for
/// nothing.
const PENDING: &str = "\"pending\"";

impl Part {
    /// Reads the pending records. The bytes come back where something is wrong, and they are to be read as a whole.
    pub(super) fn read(bytes: Vec<u8>) -> Result<Self, Vec<u8>> {
        match parts(&bytes) {
            Some((session, documents, experiences)) => Ok(Self { session, bytes, documents, experiences }),
            None => Err(bytes),
        }
    }

    /// The documents of a kind. `None`: one of them is wrong, and the file is to be read as a whole.
    pub(super) fn documents(&self, kind: DocumentKind) -> Option<Vec<Record<Document>>> {
        // So it is written in every record of the kind. In other places it is found for nothing.
        let mark = format!("\"kind\":\"{kind}\"");
        let mark = Finder::new(mark.as_bytes());
        let mut parsed = self.session.documents.iter().cloned();
        let mut found = Vec::new();
        for slot in &self.documents {
            match slot {
                Slot::Parsed => found.extend(parsed.next()),
                Slot::Lines(place) => {
                    for line in file::lines(&self.bytes[place.clone()]) {
                        if mark.find(line).is_some() {
                            found.push(record(line)?);
                        }
                    }
                }
            }
        }
        found.extend(parsed);
        found.retain(|record| record.current.kind == kind);
        Some(found)
    }

    /// Writes the session whole.
    pub(super) fn write(&self, out: impl Write) -> io::Result<()> {
        let documents = self.lines(&self.documents, &self.session.documents)?;
        let experiences = self.lines(&self.experiences, &self.session.experiences)?;
        file::write(&self.session, documents, experiences, out)
    }

    /// What stood in the file, in its order, and then what was added.
    fn lines<'a, T: Synced>(
        &'a self,
        slots: &'a [Slot],
        records: &'a [Record<T>],
    ) -> io::Result<Vec<Line<'a, T>>> {
        let parsed = slots.iter().filter(|slot| matches!(slot, Slot::Parsed)).count();
        if parsed > records.len() {
            return Err(io::Error::other("a record was taken out of the session"));
        }
        let mut records = records.iter().map(Line::Record);
        let mut lines = Vec::with_capacity(slots.len());
        for slot in slots {
            lines.extend(match slot {
                Slot::Lines(place) => Some(Line::Text(&self.bytes[place.clone()])),
                Slot::Parsed => records.next(),
            });
        }
        lines.extend(records);
        Ok(lines)
    }
}

/// A session with its pending records, and where the others stand.
fn parts(bytes: &[u8]) -> Option<(Session, Vec<Slot>, Vec<Slot>)> {
    let file::Places { header, documents, experiences } = file::places(checksum::body(bytes)?)?;
    let (mut session, _, _) = file::parse::<IgnoredAny, IgnoredAny>(&header).ok()?;
    let (documents, pending) = slots(bytes, documents)?;
    session.documents = pending;
    let (experiences, pending) = slots(bytes, experiences)?;
    session.experiences = pending;
    Some((session, documents, experiences))
}

/// Parses the records of a list that are pending, and notes where the others stand.
fn slots<T: Synced + DeserializeOwned>(bytes: &[u8], list: Range<usize>) -> Option<(Vec<Slot>, Records<T>)> {
    let (mut slots, mut pending) = (Vec::new(), Vec::new());
    let mark = Finder::new(PENDING);
    let mut start = list.start;
    for line in file::lines(&bytes[list]) {
        if !(line.starts_with(b"{") && line.ends_with(b"}")) {
            return None;
        }
        let place = start..start + line.len();
        start = place.end + file::BETWEEN.len();
        if mark.find(line).is_some() {
            pending.push(record(line)?);
            slots.push(Slot::Parsed);
        } else if let Some(Slot::Lines(lines)) = slots.last_mut() {
            lines.end = place.end;
        } else {
            slots.push(Slot::Lines(place));
        }
    }
    Some((slots, Records::of_file(pending)))
}

fn record<T: Synced + DeserializeOwned>(line: &[u8]) -> Option<Record<T>> {
    let record = serde_json::from_slice::<Read<T>>(line).ok()?.record();
    record.current.validate().ok()?;
    Some(record)
}

#[cfg(test)]
pub(super) mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;
    use serde_json::{Map, json};
    use uuid::Uuid;

    use super::*;
    use crate::domain::{DocumentKey, Experience, Kind, Row};

    /// What a record is like that stands in the file, or is added to it.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub(in crate::session) enum Like {
        Clean,
        Pending,
        /// Clean, with a text and a key that look as if it were pending.
        Misleading,
    }

    fn record(number: usize, like: Like) -> Record<Experience> {
        let id = Uuid::from_u128(number as u128 + 1);
        let mut value = Experience::new(id, Kind::Work, format!("engineer {number}"), Timestamp::UNIX_EPOCH);
        if like == Like::Misleading {
            value.text = Some("},\n{\"pending\":{".to_owned());
            value.metadata.insert("pending".to_owned(), json!({"pending": [{"experiences": []}]}));
        }
        known(value, id, number, like)
    }

    fn document(number: usize, like: Like) -> Record<Document> {
        let key = DocumentKey { kind: DocumentKind::Variant, id: format!("variant {number}") };
        let mut value = Document::new(key, Map::new(), Timestamp::UNIX_EPOCH);
        if like == Like::Misleading {
            value.body.insert("pending".to_owned(), json!({"pending": ["},\n{\"pending\":{"]}));
        }
        known(value, Uuid::from_u128(number as u128 + 1), number, like)
    }

    fn known<T: Synced>(value: T, change: Uuid, number: usize, like: Like) -> Record<T> {
        match like {
            Like::Pending => Record::new(value, change),
            Like::Clean | Like::Misleading => {
                Record::from_row(Row { value, revision: number as i64 + 1, change, device: None })
            }
        }
    }

    pub(in crate::session) fn session(likes: &[Like]) -> Session {
        let experiences = likes.iter().enumerate().map(|(number, like)| record(number, *like));
        let documents = likes.iter().rev().enumerate().map(|(number, like)| document(number, *like));
        let experiences = Records::of_file(experiences.collect());
        let documents = Records::of_file(documents.collect());
        Session { loaded: true, documents, experiences, ..Session::default() }
    }

    pub(in crate::session) fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut bytes).unwrap();
        bytes
    }

    /// Acknowledges what is pending, and adds records.
    pub(in crate::session) fn change(session: &mut Session, number: usize) {
        for record in session.experiences.synced() {
            record.acknowledge(record.change, 1000);
        }
        for record in session.documents.synced() {
            record.acknowledge(record.change, 1000);
        }
        session.loaded = !session.loaded;
        let added = record(number, Like::Pending);
        session.experiences.add(added.current, added.change).unwrap();
        let added = document(number, Like::Pending);
        session.documents.add(added.current, added.change).unwrap();
        session.note_deeds(Timestamp::UNIX_EPOCH).unwrap();
    }

    proptest! {
        #[test]
        fn changing_a_part_is_changing_the_whole(
            likes in prop::collection::vec(
                prop::sample::select(vec![Like::Clean, Like::Pending, Like::Misleading]), 0..12),
        ) {
            let mut whole = session(&likes);
            let mut part = Part::read(written(|out| file::encode(&whole, out))).unwrap();
            prop_assert_eq!(part.session.pending(), whole.pending());
            // Twice, because a part goes on being used after it was written.
            for number in 100..102 {
                change(&mut whole, number);
                change(&mut part.session, number);
                let bytes = written(|out| part.write(out));
                prop_assert_eq!(&bytes, &written(|out| file::encode(&whole, out)));
                for kind in DocumentKind::ALL {
                    let of_kind = whole.documents.iter().filter(|record| record.current.kind == kind);
                    prop_assert_eq!(part.documents(kind).unwrap(), of_kind.cloned().collect::<Vec<_>>());
                }
                prop_assert_eq!(file::decode(&bytes, None).unwrap(), whole.clone());
            }
        }
    }

    proptest! {
        #[test]
        fn bytes_that_were_touched_are_read_as_a_whole(place in any::<prop::sample::Index>(), flip in 1..=255_u8) {
            let mut bytes = written(|out| file::encode(&session(&[Like::Clean, Like::Pending]), out));
            let place = place.index(bytes.len());
            bytes[place] ^= flip;
            prop_assert!(Part::read(bytes).is_err());
        }
    }

    #[test]
    fn a_record_that_is_taken_out_is_not_lost_silently() {
        let bytes = written(|out| file::encode(&session(&[Like::Clean, Like::Pending]), out));
        let mut part = Part::read(bytes).unwrap();
        part.session.documents = Records::default();
        assert!(part.write(io::sink()).is_err());
    }
}
