//! A session that is read line by line, without its file in memory.
//!
//! The bar: `list` of 10,000 experiences takes at most 4 times the memory of the file. Read whole it takes 4.2 times,
//! since the file is in memory until its last record is parsed.
//!
//! The invariant: of a file that this program wrote, it is what [`file::decode`] reads. A session is returned only if the
//! checksum at the end is right. Any other file is read whole.

use std::io::{self, BufRead, BufReader, Read};

use serde::de::{DeserializeOwned, IgnoredAny};
use xxhash_rust::xxh3::Xxh3;

use super::line::Line;
use super::{Records, Session, checksum, file};
use crate::domain::{Record, Synced};
use crate::pieces;

/// How much is read at once, in bytes. All of it is cleared before the first read, however short the file is.
const PIECE: usize = 1 << 15;

/// How much is parsed at once, in bytes, and the rest of its last line.
const SHARE: usize = 1 << 16;

/// Adds up the body of a file, which is all but its checksum.
struct Body<R> {
    from: R,
    sum: Xxh3,
    /// How many bytes of the body are still to be read.
    rest: u64,
}

impl<R: Read> Read for Body<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        let of_body = usize::try_from(self.rest).map_or(read, |rest| read.min(rest));
        self.sum.update(&buffer[..of_body]);
        self.rest -= of_body as u64;
        Ok(read)
    }
}

/// Reads a file of `size` bytes. `None`: it is not as it was written, or could not be read.
pub(super) fn read(file: impl Read, size: u64) -> Option<Session> {
    let body = Body { from: file, sum: Xxh3::new(), rest: size.checked_sub(checksum::LENGTH)? };
    let mut lines = Lines { from: BufReader::with_capacity(PIECE, body), line: Vec::new() };
    let mut header = Vec::new();
    while lines.next()? != file::DOCUMENTS_LINE {
        header.extend_from_slice(&lines.line);
        header.push(b'\n');
    }
    let header = [header.strip_suffix(file::BETWEEN)?, file::NO_RECORDS].concat();
    let (session, _, _) = file::parse::<IgnoredAny, IgnoredAny>(&header).ok()?;
    let documents = lines.records()?;
    (lines.line == b"]," && lines.next()? == file::EXPERIENCES_LINE).then_some(())?;
    let experiences = lines.records()?;
    let Lines { mut from, line: end } = lines;
    from.fill_buf().ok()?.is_empty().then_some(())?;
    let body = from.into_inner();
    (body.rest == 0 && checksum::is_last_line(&end, body.sum.digest())).then_some(())?;
    let session = Session { documents, experiences, ..session };
    file::check_keys(&session).ok()?;
    Some(session)
}

struct Lines<R> {
    from: BufReader<R>,
    /// The last line, without its end.
    line: Vec<u8>,
}

impl<R: Read> Lines<R> {
    fn next(&mut self) -> Option<&[u8]> {
        self.line.clear();
        self.from.read_until(b'\n', &mut self.line).ok()?;
        (self.line.pop()? == b'\n').then_some(&self.line)
    }

    /// The records up to the end of their list.
    fn records<T: Synced + DeserializeOwned + Send>(&mut self) -> Option<Records<T>> {
        let mut records = Vec::new();
        let next = || if self.is_at_end() { Ok(None) } else { self.share().ok_or(Unlike).map(Some) };
        let take = |share: Option<Vec<_>>| share.map(|share| records.extend(share)).ok_or(Unlike);
        pieces::in_order(next, |share| parsed(&share), take).ok()?;
        Some(Records::of_file(records))
    }

    /// The next lines of a list: as many as are parsed at once, or all up to its end.
    fn share(&mut self) -> Option<Share> {
        let mut share = Share { lines: Vec::with_capacity(SHARE + PIECE), count: 0 };
        while share.lines.len() < SHARE {
            let start = share.lines.len();
            self.from.read_until(b'\n', &mut share.lines).ok()?;
            let line = share.lines[start..].strip_suffix(b"\n")?;
            if line.starts_with(b"]") {
                (line.len() as u64 <= checksum::LENGTH).then_some(())?;
                self.line = line.to_vec();
                share.lines.truncate(start);
                break;
            }
            share.count += 1;
        }
        Some(share)
    }

    fn is_at_end(&self) -> bool {
        self.line.starts_with(b"]")
    }
}

/// The file is not as it was written, or could not be read.
struct Unlike;

/// Lines of a list, each with its end, and how many they are.
struct Share {
    lines: Vec<u8>,
    count: usize,
}

/// Whether there is a comma between two of them, the checksum says.
fn parsed<T: Synced + DeserializeOwned>(share: &Share) -> Option<Vec<Record<T>>> {
    let mut records = Vec::with_capacity(share.count);
    for line in str::from_utf8(&share.lines).ok()?.lines() {
        let line: Line<T> = serde_json::from_str(line.strip_suffix(',').unwrap_or(line)).ok()?;
        let record = line.record();
        record.current.validate().ok()?;
        records.push(record);
    }
    Some(records)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::part::tests::{Like, change, session, written};
    use super::*;

    fn read_all(bytes: &[u8]) -> Option<Session> {
        read(bytes, bytes.len() as u64)
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_as_it_is_read_whole(
            likes in prop::collection::vec(
                prop::sample::select(vec![Like::Clean, Like::Pending, Like::Misleading]), 0..12),
            changes in 0..3_usize,
        ) {
            let mut session = session(&likes);
            (100..100 + changes).for_each(|number| change(&mut session, number));
            let bytes = written(|out| file::encode(&session, out));
            prop_assert_eq!(read_all(&bytes), Some(file::decode(&bytes, None).unwrap()));
        }

        #[test]
        fn what_was_touched_is_not_read(place in any::<prop::sample::Index>(), flip in 1..=255_u8) {
            let mut bytes = written(|out| file::encode(&session(&[Like::Clean, Like::Pending]), out));
            let place = place.index(bytes.len());
            prop_assert!(read_all(&bytes).is_some());
            prop_assert_eq!(read_all(&bytes[..place]), None);
            prop_assert_eq!(read(&bytes[..], place as u64), None);
            bytes[place] ^= flip;
            prop_assert_eq!(read_all(&bytes), None);
        }
    }

    #[test]
    fn a_line_may_be_longer_than_a_piece() {
        let mut session = session(&[Like::Clean, Like::Clean]);
        let mut long = session.experiences[0].current.clone();
        long.text = Some("é\n".repeat(PIECE));
        session.experiences.edit(0, long, uuid::Uuid::nil()).unwrap();
        let bytes = written(|out| file::encode(&session, out));
        assert_eq!(read_all(&bytes), Some(file::decode(&bytes, None).unwrap()));
    }

    #[test]
    fn what_stands_behind_the_end_is_not_passed_over() {
        let bytes = written(|out| file::encode(&session(&[Like::Clean]), out));
        let size = bytes.len() as u64;
        assert!(read(&bytes[..], size).is_some());
        for behind in ["\n", "x", "x\n"] {
            let longer = [&bytes, behind.as_bytes()].concat();
            assert_eq!([read(&longer[..], size), read_all(&longer)], [None, None], "{behind:?}");
        }
        assert_eq!(read(bytes.as_slice().chain(Broken), size), None);
    }

    #[test]
    fn many_are_read_in_their_order_and_a_wrong_one_is_found_anywhere() {
        let mut session = session(&[Like::Clean; 300]);
        for place in 0..300 {
            let mut value = session.experiences[place].current.clone();
            value.text = Some(format!("{place} ").repeat(place * 3));
            session.experiences.edit(place, value, uuid::Uuid::nil()).unwrap();
        }
        let bytes = written(|out| file::encode(&session, out));
        assert!(bytes.len() > 4 * SHARE);
        assert_eq!(read_all(&bytes), Some(file::decode(&bytes, None).unwrap()));
        for place in [0, 150, 299] {
            let mut records = session.experiences.to_vec();
            records[place].current.title = "\0".to_owned();
            let wrong = Session { experiences: Records::of_file(records), ..session.clone() };
            let bytes = written(|out| file::encode(&wrong, out));
            assert!(checksum::is_right(&bytes));
            assert_eq!(read_all(&bytes), None, "{place}");
        }
    }

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::Other.into())
        }
    }

    #[test]
    fn no_record_stands_twice() {
        let session = session(&[Like::Clean]);
        let twice = [session.experiences[0].clone(), session.experiences[0].clone()];
        let session = Session { experiences: Records::of_file(twice.to_vec()), ..session };
        let bytes = written(|out| file::encode(&session, out));
        assert!(checksum::is_right(&bytes));
        assert_eq!(read_all(&bytes), None);
    }
}
