//! A server that speaks the protocol as it should, and whose pages have no end.
//!
//! `sync` in the foreground has no time in which it must end, so that it has to see for itself that it would
//! not. What had come by then may stay; what is the user's own stays as it is.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::backend::{
    BOOL, Backend, INT8, Place, Stream, TEXT, UUID, answer, done, read, ready, role, row, welcome,
};
use crate::protocol::run;
use crate::support::Home;

/// What a page is asked for.
#[derive(Debug, Clone, Copy)]
struct Asked {
    after: i64,
    limit: i64,
}

/// What it is answered with: experiences by their ids, with the revisions that follow.
struct Page {
    ids: Vec<u128>,
    profile: bool,
    total: i64,
}

/// The values of `Bind`, after the names of portal and statement and the formats.
fn values(body: &[u8]) -> Option<Vec<&[u8]>> {
    let mut rest = body;
    for _ in 0..2 {
        let end = rest.iter().position(|byte| *byte == 0)?;
        rest = &rest[end + 1..];
    }
    let mut take = |count: usize| {
        let (taken, left) = rest.split_at_checked(count)?;
        rest = left;
        Some(taken)
    };
    let formats = u16::from_be_bytes(take(2)?.try_into().ok()?);
    take(2 * usize::from(formats))?;
    let count = u16::from_be_bytes(take(2)?.try_into().ok()?);
    (0..count)
        .map(|_| {
            let length = u32::from_be_bytes(take(4)?.try_into().ok()?);
            take(length as usize)
        })
        .collect()
}

fn number(value: &[u8]) -> Option<i64> {
    Some(i64::from_be_bytes(value.try_into().ok()?))
}

fn snapshot() -> Vec<u8> {
    let types = [UUID, UUID, INT8, UUID];
    answer(&types, &[row(&[Some(&[1; 16]), None, Some(&i64::MAX.to_be_bytes()), None])])
}

/// The end of a page, and what there is of the profile; there is always more.
fn frame(after: i64, page: &Page) -> Vec<u8> {
    let types = [INT8, BOOL, INT8, TEXT, TEXT, TEXT, INT8, UUID, TEXT];
    let (last, total, revision) =
        (i64::MAX.to_be_bytes(), page.total.to_be_bytes(), (after + 1).to_be_bytes());
    let mut values: Vec<Option<&[u8]>> = vec![Some(&last), Some(&[1]), Some(&total), Some(b"off")];
    values.extend(match page.profile {
        true => [Some(b"{}".as_slice()), Some(TIME), Some(&revision), Some(&[2; 16]), None],
        false => [None; 5],
    });
    answer(&types, &[row(&values)])
}

const TIME: &[u8] = b"2024-01-01T00:00:00Z";

fn experiences(after: i64, page: &Page) -> Vec<u8> {
    let mut types = [TEXT; 19];
    (types[0], types[16], types[17]) = (UUID, INT8, UUID);
    let mut rows = Vec::new();
    for (id, revision) in page.ids.iter().zip(after + 1..) {
        let (id, revision) = (id.to_be_bytes(), i64::to_be_bytes(revision));
        let text = |text: &'static str| Some(text.as_bytes());
        let mut values = vec![Some(id.as_slice()), text("work"), text("one of many")];
        // Organization, location, URL, two dates and the text.
        values.extend([None; 6]);
        values.extend([text("[]"), text("[]"), text("[]"), text("{}"), Some(TIME), Some(TIME), None]);
        values.extend([Some(revision.as_slice()), Some(&id), None]);
        rows.push(row(&values));
    }
    answer(&types, &rows)
}

fn serve(stream: &mut dyn Stream, page: impl Fn(Asked) -> Page) -> Option<()> {
    read(stream, false)?;
    stream.write_all(&[welcome(), ready()].concat()).ok()?;
    let (mut questions, mut bound) = (0, Vec::new());
    let mut answered = None;
    loop {
        match read(stream, true)? {
            (b'Q', statements) => stream.write_all(&done(&statements)).ok()?,
            (b'B', body) => bound = body,
            (b'S', _) => {
                questions += 1;
                let values = values(&bound)?;
                let bytes = match (questions, values.as_slice()) {
                    (1, _) => role(),
                    (2, _) => snapshot(),
                    (_, [_, after, limit, _]) => {
                        let asked = Asked { after: number(after)?, limit: number(limit)? };
                        let page = page(asked);
                        let bytes = frame(asked.after, &page);
                        answered = Some((asked.after, page));
                        bytes
                    }
                    (_, [_, _, _]) => {
                        let (after, page) = answered.take()?;
                        experiences(after, &page)
                    }
                    // None of the changes that are asked about was ever taken.
                    _ => answer(&[UUID, INT8], &[]),
                };
                stream.write_all(&bytes).ok()?;
            }
            _ => {}
        }
    }
}

/// Synchronises with pages without end, and looks at what is told and what is left.
#[track_caller]
fn ends(told: &str, page: impl Fn(Asked) -> Page + Copy + Send + Sync + 'static) {
    for place in [Place::Port, Place::Socket] {
        let backend = Backend::listen(place, move |stream| serve(stream, page));
        let home = Home::in_memory().with("RESUME_TIMEOUT", "60");
        let mine = run(&home.clone_settings().with("RESUME_DATABASE_URL", "none"), "add mine", 0, told).id();
        let home = home.with("RESUME_DATABASE_URL", &backend.url);
        for line in ["sync --dry-run", "sync"] {
            let output = run(&home, line, 5, told);
            assert!(
                output.err().starts_with("error: the database ") && output.err().contains(told),
                "{line}: {output:?}"
            );
        }
        let session = home.session();
        let experiences = session["experiences"].as_array().unwrap();
        let record = experiences.iter().find(|record| record["current"]["id"] == *mine).unwrap();
        assert!(record["current"]["title"] == "mine" && record["pending"].is_object(), "{record}");
        assert_eq!(session["loaded"], false);
        assert_eq!(home.set_aside().len(), 0);
    }
}

#[test]
fn pages_of_nothing_end() {
    ends("answered with nothing where there should be more", |_| Page {
        ids: Vec::new(),
        profile: false,
        total: 5,
    });
}

#[test]
fn pages_of_a_profile_end() {
    ends("answered with nothing where there should be more", |_| Page {
        ids: Vec::new(),
        profile: true,
        total: 5,
    });
}

#[test]
fn pages_of_one_end() {
    ends("that were asked for, and that over and over", |asked| Page {
        ids: vec![asked.after as u128 + 1],
        profile: false,
        total: asked.after + 1,
    });
}

#[test]
fn pages_of_one_and_the_same_experience_end() {
    ends("had 5 experiences and has answered with ", |asked| Page {
        ids: vec![1; asked.limit as usize],
        profile: false,
        total: 5,
    });
}

#[test]
fn pages_of_ever_more_experiences_end() {
    ends("they have no end, or are changed faster than they can be read", |asked| Page {
        ids: (asked.after..asked.after + asked.limit).map(|id| id as u128 + 1).collect(),
        profile: false,
        total: asked.after + asked.limit + 1,
    });
}

#[test]
fn more_experiences_than_a_session_holds_are_not_begun_with() {
    static ASKED: AtomicI64 = AtomicI64::new(0);
    ends("more than any session has room for", |_| {
        ASKED.fetch_add(1, Ordering::SeqCst);
        Page { ids: vec![1], profile: false, total: i64::MAX }
    });
    // By two commands in two places.
    assert_eq!(ASKED.load(Ordering::SeqCst), 4);
}
