//! A server that speaks the protocol as it should, and whose pages have no end.
//!
//! `sync` in the foreground has no time in which it must end, so that it has to see for itself that it would
//! not. What had come by then may stay; what is the user's own stays as it is.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::support::Home;
use crate::support::backend::{
    Backend, Columns, INT8, Place, Stream, UUID, answer, asks_for_all, converse, documents, experiences,
    frame, met, number,
};
use crate::support::limited::run;

/// What a page is asked for.
#[derive(Debug, Clone, Copy)]
struct Asked {
    after: i64,
    limit: i64,
}

/// What it is answered with: records by their ids, with the revisions that follow. There is always more.
struct Page {
    ids: Vec<u128>,
    documents: bool,
    total: i64,
}

fn serve(stream: &mut dyn Stream, page: impl Fn(Asked) -> Page) -> Option<()> {
    let mut next: Vec<(u128, i64)> = Vec::new();
    converse(stream, |statement, values| match values {
        [_, after, limit, _] => {
            let asked = Asked { after: number(after), limit: number(limit) };
            let page = page(asked);
            next = page.ids.into_iter().zip(asked.after + 1..).collect();
            let any = !next.is_empty();
            frame(true, page.total, any && !page.documents, any && page.documents)
        }
        [_, _, _] if statement.contains("FROM resume.documents") => documents(&next),
        [_, _, _] => {
            experiences(&next.iter().map(|(id, revision)| Columns::new(*id, *revision)).collect::<Vec<_>>())
        }
        _ if asks_for_all(statement) => met(i64::MAX),
        // None of the changes that are asked about was ever taken.
        _ => answer(&[UUID, INT8], &[]),
    })
}

/// Synchronises with pages without end, and looks at what is told and what is left.
#[track_caller]
fn ends(told: &str, page: impl Fn(Asked) -> Page + Copy + Send + Sync + 'static) {
    for place in [Place::Port, Place::Socket] {
        ends_at(place, &["sync --dry-run", "sync"], told, page);
    }
}

#[track_caller]
fn ends_at(
    place: Place,
    lines: &[&str],
    told: &str,
    page: impl Fn(Asked) -> Page + Copy + Send + Sync + 'static,
) {
    let backend = Backend::listen(place, move |stream| serve(stream, page));
    let home = Home::in_memory().with("RESUME_TIMEOUT", "60");
    let mine = run(&home.clone_settings().with("RESUME_DATABASE_URL", "none"), "add mine", 0, told).id();
    let home = home.with("RESUME_DATABASE_URL", &backend.url);
    for line in lines {
        let output = run(&home, line, 5, told);
        let starts = output.err().starts_with("error: the database ");
        assert!(starts && output.err().contains(told), "{line}: {output:?}");
    }
    let session = home.session();
    let experiences = session["experiences"].as_array().unwrap();
    let record = experiences.iter().find(|record| record["current"]["id"] == *mine).unwrap();
    assert!(record["current"]["title"] == "mine" && record["pending"].is_object(), "{record}");
    assert_eq!(session["loaded"], false);
    assert_eq!(home.set_aside().len(), 0);
}

#[test]
fn pages_of_nothing_end() {
    ends("answered with nothing where there should be more", |_| Page {
        ids: Vec::new(),
        documents: false,
        total: 5,
    });
}

#[test]
fn pages_of_one_end() {
    for documents in [false, true] {
        ends("that were asked for, and that over and over", move |asked| Page {
            ids: vec![asked.after as u128 + 1],
            documents,
            total: asked.after + 1,
        });
    }
}

#[test]
fn pages_of_one_and_the_same_record_end() {
    // The way does not matter here, nor below, and 64,000 rows take a while.
    for (place, line, documents) in [(Place::Port, "sync", false), (Place::Socket, "sync --dry-run", true)] {
        ends_at(place, &[line], "has 5 records and answered with ", move |asked| Page {
            ids: vec![1; asked.limit as usize],
            documents,
            total: 5,
        });
    }
}

#[test]
fn more_experiences_than_a_session_holds_are_not_waited_for() {
    for (place, line) in [(Place::Port, "sync"), (Place::Socket, "sync --dry-run")] {
        ends_at(place, &[line], "more than any session has room for", |asked| Page {
            ids: (asked.after..asked.after + asked.limit).map(|id| id as u128 + 1).collect(),
            documents: false,
            total: asked.after * asked.after + asked.limit + 1,
        });
    }
}

#[test]
fn more_experiences_than_a_session_holds_are_not_begun_with() {
    static ASKED: AtomicI64 = AtomicI64::new(0);
    ends("more than any session has room for", |_| {
        ASKED.fetch_add(1, Ordering::SeqCst);
        Page { ids: vec![1], documents: false, total: i64::MAX }
    });
    // By two commands in two places.
    assert_eq!(ASKED.load(Ordering::SeqCst), 4);
}
