//! A session of which only the pending records were parsed.
//!
//! Most commands add or change one record, and the rest of the file is written as it was read. The
//! invariant: bytes that were not parsed are bytes that this program wrote (see `checksum`), and go
//! back into the file as they are, in their order.

use std::io::{self, BufWriter, Write};
use std::ops::Range;

use memchr::memmem;

use super::checksum::{self, Summing};
use super::{Session, file, line};
use crate::domain::{Experience, Record};

/// A session with its pending records, and the bytes of all the others.
#[derive(Debug)]
pub(super) struct Part {
    /// `experiences` holds the records that were pending when the file was read, in their order, and
    /// those that were added since.
    pub session: Session,
    bytes: Vec<u8>,
    slots: Vec<Slot>,
}

/// What stands in the file, one after another.
#[derive(Debug)]
enum Slot {
    /// Whole lines, without the separator at their end.
    Lines(Range<usize>),
    /// The next of the parsed records.
    Record,
}

/// What is written in every record that has still to be pushed. In another place it is found for
/// nothing; inside a text its quotes would be escaped.
const PENDING: &[u8] = b"\"pending\":";

const SEPARATOR: &[u8] = b",\n";

impl Part {
    /// Reads the pending records. Bytes that need a closer look are given back.
    pub(super) fn read(bytes: Vec<u8>) -> Result<Self, Vec<u8>> {
        match parse(&bytes) {
            Some((session, slots)) => Ok(Self { session, bytes, slots }),
            None => Err(bytes),
        }
    }

    /// Writes the session whole.
    pub(super) fn write(&self, out: impl Write) -> io::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 16, Summing::new(out));
        file::header(&self.session, &mut out)?;
        let mut before: &[u8] = b"\n";
        let mut line = Vec::new();
        let mut write = |record, out: &mut BufWriter<_>| {
            line.clear();
            line::write(&mut line, record)?;
            out.write_all(&line)
        };
        let mut records = self.session.experiences.iter();
        for slot in &self.slots {
            out.write_all(before)?;
            before = SEPARATOR;
            match slot {
                Slot::Lines(lines) => out.write_all(&self.bytes[lines.clone()])?,
                Slot::Record => write(records.next().ok_or_else(missing)?, &mut out)?,
            }
        }
        for record in records {
            out.write_all(before)?;
            before = SEPARATOR;
            write(record, &mut out)?;
        }
        out.into_inner().map_err(io::IntoInnerError::into_error)?.end()
    }
}

fn missing() -> io::Error {
    io::Error::other("a record was taken out of the session")
}

fn parse(bytes: &[u8]) -> Option<(Session, Vec<Slot>)> {
    let body = checksum::verified(bytes)?;
    let header = memmem::find(body, file::BEFORE_RECORDS)?;
    let mut session = file::decode(&[&body[..header], file::BEFORE_RECORDS, b"]}"].concat()).ok()?;
    let mut slots = Vec::new();
    let start = header + file::BEFORE_RECORDS.len();
    // Nothing follows where there is no record.
    let Some(mut unread) = body.get(start..).filter(|rest| !rest.is_empty()).map(|_| start + 1) else {
        return Some((session, slots));
    };
    for found in memmem::find_iter(&body[unread..], PENDING).map(|place| place + start + 1) {
        // Found twice in one line, as in a record whose metadata has such a key.
        if found < unread {
            continue;
        }
        let line = line_at(body, unread, found);
        let record: Record<Experience> = serde_json::from_slice(&body[line.clone()]).ok()?;
        record.current.validate().ok()?;
        session.experiences.push(record);
        skip(&mut slots, unread..line.start);
        slots.push(Slot::Record);
        unread = body.len().min(line.end + SEPARATOR.len());
    }
    if unread < body.len() {
        slots.push(Slot::Lines(unread..body.len()));
    }
    Some((session, slots))
}

/// Passes over lines that end with a separator, if there are any.
fn skip(slots: &mut Vec<Slot>, lines: Range<usize>) {
    if !lines.is_empty() {
        slots.push(Slot::Lines(lines.start..lines.end - SEPARATOR.len()));
    }
}

/// The line around a place, without its separator.
fn line_at(body: &[u8], from: usize, place: usize) -> Range<usize> {
    let start = memchr::memrchr(b'\n', &body[from..place]).map_or(from, |newline| from + newline + 1);
    let end = memchr::memchr(b'\n', &body[place..]).map_or(body.len(), |newline| place + newline - 1);
    start..end
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Kind, Row};

    /// What a record is like that stands in the file, or is added to it.
    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Like {
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
        match like {
            Like::Pending => Record::new(value, id),
            Like::Clean | Like::Misleading => {
                Record::from_row(Row { value, revision: number as i64 + 1, change: id, device: None })
            }
        }
    }

    fn session(likes: &[Like]) -> Session {
        let experiences = likes.iter().enumerate().map(|(number, like)| record(number, *like)).collect();
        Session { loaded: true, experiences, ..Session::default() }
    }

    fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut bytes).unwrap();
        bytes
    }

    /// Acknowledges what is pending, and adds a record.
    fn change(session: &mut Session, number: usize) {
        for record in &mut session.experiences {
            record.acknowledge(record.change, 1000);
        }
        session.loaded = !session.loaded;
        session.experiences.push(record(number, Like::Pending));
    }

    proptest! {
        #[test]
        fn changing_a_part_is_changing_the_whole(
            likes in prop::collection::vec(
                prop::sample::select(vec![Like::Clean, Like::Pending, Like::Misleading]), 0..12),
        ) {
            let mut whole = session(&likes);
            let mut part = Part::read(written(|out| file::encode(&whole, out))).unwrap();
            let pending = whole.experiences.iter().filter(|record| record.is_pending()).count();
            let read = part.session.experiences.iter().filter(|record| record.is_pending()).count();
            prop_assert_eq!(read, pending);
            prop_assert_eq!(part.session.pending(), whole.pending());
            // Twice, because a part goes on being used after it was written.
            for number in 100..102 {
                change(&mut whole, number);
                change(&mut part.session, number);
                let bytes = written(|out| part.write(out));
                prop_assert_eq!(&bytes, &written(|out| file::encode(&whole, out)));
                prop_assert_eq!(file::decode(&bytes).unwrap(), whole.clone());
            }
        }

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
        part.session.experiences.clear();
        assert!(part.write(io::sink()).is_err());
    }
}
