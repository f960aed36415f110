//! What a device gets to see, and in what order.

use resume::database::{Batch, Database, Page};
use resume::domain::{DocumentKey, Push};

use crate::harness::{
    Harness, document, profile, pull_all, push, revision, state, store, store_document, stored, time, variant,
};

/// The revisions of a page's experiences.
fn revisions(page: &Page) -> Vec<i64> {
    page.experiences.iter().map(|row| row.revision).collect()
}

pub(crate) fn an_empty_database_has_an_empty_page<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    assert_eq!(database.pull(0, 10).unwrap(), Page::default());
    assert_eq!(database.pull(99, 10).unwrap(), Page::default());
}

pub(crate) fn pages_are_exact<H: Harness>() {
    const SIZE: usize = 4;
    for count in [1, SIZE - 1, SIZE, SIZE + 1, 3 * SIZE - 1, 3 * SIZE, 3 * SIZE + 1] {
        let harness = H::new();
        let database = &mut harness.open("ada");
        for n in 0..count as u128 {
            stored(database, n, "one of many", n);
        }
        let (mut after, mut seen) = (0, Vec::new());
        loop {
            let page = database.pull(after, SIZE).unwrap();
            seen.extend(revisions(&page));
            assert_eq!(page.total, count as u64);
            assert_eq!(page.more, seen.len() < count, "after {} of {count}", seen.len());
            assert_eq!(page.experiences.len(), if page.more { SIZE } else { (count - 1) % SIZE + 1 });
            after = *seen.last().unwrap();
            if !page.more {
                break;
            }
        }
        assert_eq!(seen, (1..=count as i64).collect::<Vec<_>>());
        let rest = database.pull(after, SIZE).unwrap();
        assert_eq!((rest.experiences.len(), rest.more), (0, false));
    }
}

pub(crate) fn every_row_is_pulled_once_whatever_the_page<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    for n in 0..4 {
        let experiences = (2 * n..2 * n + 2).map(|n| push(0, state(n, "one of many", n))).collect();
        let key = if n == 0 { DocumentKey::profile() } else { variant(&n.to_string()) };
        let documents = vec![push(0, document(&key, "one of many", 50 + n))];
        database.push(&Batch { experiences, documents }, "laptop").unwrap();
    }
    revision(store(database, push(4, state(2, "changed", 60))));
    let whole = pull_all(database);
    assert_eq!((whole.experiences.len(), whole.documents.len(), whole.total), (8, 4, 12));
    for size in 1..14 {
        let (mut after, mut rows, mut documents) = (0, Vec::new(), Vec::new());
        loop {
            let page = database.pull(after, size).unwrap();
            assert!(page.experiences.len() <= size && page.documents.len() <= size && page.total == 12);
            after = page.last_revision().unwrap_or(after);
            rows.extend(page.experiences);
            documents.extend(page.documents);
            assert!(rows.iter().all(|row| row.revision <= after), "pages of {size}");
            if !page.more {
                break;
            }
        }
        assert_eq!(rows, whole.experiences, "pages of {size}");
        assert_eq!(documents, whole.documents, "pages of {size}");
    }
}

pub(crate) fn small_states_that_others_took_the_place_of_are_found<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    let mut large = state(1, "large", 3);
    large.value.text = Some("x".repeat(10_000));
    let states = vec![state(1, "two", 2), large, state(1, "four", 4), state(1, "five", 5)];
    revision(store(database, Push { base_revision: base, states }));
    let base = revision(store_document(database, push(0, profile("Ada", 6))));
    revision(store_document(database, push(base, profile("Ada L.", 7))));
    stored(&mut harness.open("bob"), 1, "another", 8);
    let mut passed = |after, last| {
        let past = database.passed(after, last).unwrap();
        let titles: Vec<_> = past.experiences.iter().map(|row| row.value.title.clone()).collect();
        (titles, past.documents.iter().map(|row| row.revision).collect::<Vec<_>>())
    };
    assert_eq!(passed(1, 7), (vec!["two".to_owned(), "four".to_owned()], vec![6]));
    assert_eq!(passed(1, 3), (vec!["two".to_owned()], vec![]));
    assert_eq!(passed(4, 7), (vec![], vec![6]));
    assert_eq!(passed(6, 7), (vec![], vec![]));
}

pub(crate) fn only_the_newest_state_is_pulled<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    stored(database, 2, "other", 2);
    revision(store(database, push(base, state(1, "two", 3))));
    let page = database.pull(0, 10).unwrap();
    assert_eq!(revisions(&page), [2, 3]);
    assert_eq!((page.experiences[1].value.title.as_str(), page.total), ("two", 2));
    assert_eq!(revisions(&database.pull(2, 10).unwrap()), [3]);
    assert_eq!(revisions(&database.pull(3, 10).unwrap()), [0; 0]);
}

pub(crate) fn tombstones_are_pulled_and_counted<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    let mut deleted = state(1, "one", 2);
    deleted.value.deleted_at = Some(time(5));
    revision(store(database, push(base, deleted)));
    let page = database.pull(base, 10).unwrap();
    assert_eq!((revisions(&page), page.total), (vec![2], 1));
    assert!(page.experiences[0].value.is_deleted());
}

pub(crate) fn a_document_is_in_the_page_in_which_it_changed<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    stored(database, 1, "one", 1);
    stored(database, 2, "two", 2);
    revision(store_document(database, push(0, profile("Ada", 3))));
    stored(database, 3, "three", 4);
    let documents = |page: Page| page.documents.iter().map(|row| row.revision).collect::<Vec<_>>();
    assert_eq!(documents(database.pull(0, 2).unwrap()), [0; 0]);
    assert_eq!(documents(database.pull(2, 2).unwrap()), [3]);
    assert_eq!(documents(database.pull(3, 2).unwrap()), [0; 0]);
    assert_eq!(documents(database.pull(0, 3).unwrap()), [3]);
    let base = revision(store_document(database, push(3, profile("Countess", 5))));
    assert_eq!(documents(database.pull(0, 2).unwrap()), [0; 0]);
    assert_eq!(documents(database.pull(2, 2).unwrap()), [base]);
    assert_eq!(documents(database.pull(4, 2).unwrap()), [base]);
}

pub(crate) fn users_do_not_see_each_other<H: Harness>() {
    let harness = H::new();
    let (ada, bob) = (&mut harness.open("ada"), &mut harness.open("bob"));
    stored(ada, 1, "hers", 1);
    revision(store_document(ada, push(0, profile("Ada", 2))));
    assert_eq!(bob.pull(0, 10).unwrap(), Page::default());
    assert_eq!(bob.snapshot(1).unwrap().revision, 0);
    assert_eq!(bob.snapshot(1).unwrap().change_at, None);
    assert!(bob.history(crate::harness::id(1)).unwrap().is_empty());
    assert!(bob.document_history(&DocumentKey::profile()).unwrap().is_empty());
    assert!(bob.applied(&[crate::harness::change(1)]).unwrap().is_empty());
    // Revisions are counted for each user, and even the same id is another record.
    assert_eq!(stored(bob, 1, "his", 1), 1);
    assert_eq!(crate::harness::row(ada, 1).value.title, "hers");
    assert_eq!(crate::harness::row(bob, 1).value.title, "his");
}
