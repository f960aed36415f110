//! What happens to what a device pushes.

use resume::database::{Batch, Database, Outcomes};
use resume::domain::{
    Bullet, DocumentKey, DocumentKind, Experience, Kind, Outcome, Push, Row, State, Translated,
};

use crate::harness::{
    Harness, change, document, experience, id, names, profile, pull_all, push, revision, row, state, store,
    store_document, stored, time, titles, variant,
};

/// An experience in which every field is filled, with what databases like to get wrong.
fn full() -> Experience {
    Experience {
        kind: Kind::Project,
        title: "Engine — `1843`; DROP TABLE \"x\" 'y' \\ \u{1b}[31m 🎩".to_owned(),
        organization: Some("Ærø & Søn".to_owned()),
        location: Some("\t\n".to_owned()),
        url: Some("https://example.org/?a=1&b=%20".to_owned()),
        start_date: Some("2014".parse().unwrap()),
        end_date: Some("2014-02-28".parse().unwrap()),
        text: Some("e\u{301} is not \u{e9}\r\n".to_owned()),
        bullets: vec![
            Bullet::new("plain"),
            Bullet {
                tags: vec!["t".to_owned()],
                translations: [("ar".parse().unwrap(), Translated::new("\u{627}", None))].into(),
                ..Bullet::new("")
            },
            Bullet::new("plain"),
        ],
        skills: vec!["B".to_owned(), "a".to_owned()],
        tags: vec!["x y".to_owned()],
        metadata: serde_json::from_str(
            r#"{"n":12345678901234567890.10,"e":1E400,"deep":{"list":[null,true,"\u0001",[]]},"":0}"#,
        )
        .unwrap(),
        translations: serde_json::from_str(
            r#"{"de-AT": {"title": "Maschine", "text": {"text": "„Ä“ \\", "of": "00ff00ff00ff00ff"}}, "zh-Hant": {"location": "\u0001"}}"#,
        )
        .unwrap(),
        created_at: time(1),
        updated_at: time(2),
        deleted_at: Some(time(3)),
        ..experience(1, "")
    }
}

pub(crate) fn a_new_record_is_stored_whole<H: Harness>() {
    let harness = H::new();
    let outcome =
        store(&mut harness.open("ada"), push(0, State { change: change(1), value: full(), by: None }));
    assert_eq!(outcome, Outcome::Applied { change: change(1), revision: 1 });
    let expected = Row { value: full(), revision: 1, change: change(1), device: Some("laptop".to_owned()) };
    let database = &mut harness.open("ada");
    assert_eq!(row(database, 1), expected);
    assert_eq!(database.history(id(1)).unwrap().pop().unwrap().row, expected);
}

pub(crate) fn a_change_builds_on_its_base<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    let mut changed = state(1, "two", 2);
    changed.value.updated_at = time(9);
    let outcome = store(database, push(base, changed.clone()));
    assert_eq!(outcome, Outcome::Applied { change: change(2), revision: base + 1 });
    let row = row(database, 1);
    assert_eq!((row.value, row.change, row.revision), (changed.value, change(2), base + 1));
    assert_eq!(titles(database, 1), ["one", "two"]);
}

pub(crate) fn pushing_twice_changes_nothing<H: Harness>() {
    let harness = H::new();
    let batch = Batch {
        experiences: vec![
            Push { base_revision: 0, states: vec![state(1, "one", 1), state(1, "two", 2)] },
            push(0, state(2, "other", 3)),
        ],
        documents: vec![push(0, profile("Ada", 4))],
    };
    let first = harness.open("ada").push(&batch, "laptop").unwrap();
    let before = pull_all(&mut harness.open("ada"));
    let second = harness.open("ada").push(&batch, "laptop").unwrap();
    assert!(first.recorded_at <= second.recorded_at, "{first:?} {second:?}");
    assert_eq!(first, Outcomes { recorded_at: first.recorded_at, ..second });
    assert_eq!(pull_all(&mut harness.open("ada")), before);
    assert_eq!(titles(&mut harness.open("ada"), 1), ["one", "two"]);
    assert_eq!(harness.open("ada").snapshot(0).unwrap().revision, 4);
}

pub(crate) fn a_lost_reply_is_recognised_although_others_came_after_it_elsewhere<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let first = stored(database, 1, "one", 1);
    stored(database, 2, "other", 2);
    assert_eq!(
        store(database, push(0, state(1, "one", 1))),
        Outcome::Applied { change: change(1), revision: first }
    );
}

pub(crate) fn another_base_is_answered_with_the_row<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    revision(store(database, push(base, state(1, "theirs", 2))));
    let theirs = row(database, 1);
    for wrong in [0, base, 99] {
        let outcome = store(database, push(wrong, state(1, "ours", 3)));
        assert_eq!(outcome, Outcome::Conflict(Some(theirs.clone())));
    }
    assert_eq!(titles(database, 1), ["one", "theirs"]);
    assert_eq!(database.snapshot(0).unwrap().revision, theirs.revision);
}

pub(crate) fn a_conflict_says_which_states_were_taken<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    let taken = revision(store(database, push(base, state(1, "ours", 2))));
    revision(store(database, push(taken, state(1, "theirs", 3))));
    let profile_at = revision(store_document(database, push(0, profile("Ada", 4))));
    revision(store_document(database, push(profile_at, profile("Grace", 5))));
    let states = vec![state(1, "ours", 2), state(1, "ours still", 6)];
    let batch = Batch {
        experiences: vec![Push { base_revision: base, states }, push(0, state(2, "new", 7))],
        documents: vec![push(0, profile("Ada", 4))],
    };
    let mut outcomes = database.push(&batch, "laptop").unwrap();
    assert!(outcomes.has_conflict());
    outcomes.applied.sort_by_key(|(_, revision)| *revision);
    assert_eq!(outcomes.applied, [(change(2), taken), (change(4), profile_at)]);
}

pub(crate) fn a_record_that_is_not_there_is_a_conflict_without_a_row<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    assert_eq!(store(database, push(5, state(1, "lost", 1))), Outcome::Conflict(None));
    assert_eq!(store_document(database, push(5, profile("lost", 2))), Outcome::Conflict(None));
    assert_eq!(database.snapshot(0).unwrap().revision, 0);
    assert_eq!(revision(store(database, push(0, state(1, "lost", 1)))), 1);
}

pub(crate) fn all_states_reach_the_history<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let states = vec![state(1, "a", 1), state(1, "b", 2), state(1, "c", 3)];
    let outcome = store(database, Push { base_revision: 0, states });
    assert_eq!(outcome, Outcome::Applied { change: change(3), revision: 3 });
    let states = vec![state(1, "d", 4), state(1, "c", 5)];
    let outcome = store(database, Push { base_revision: 3, states });
    assert_eq!(outcome, Outcome::Applied { change: change(5), revision: 5 });
    assert_eq!(titles(database, 1), ["a", "b", "c", "d", "c"]);
    let changes: Vec<_> = database.history(id(1)).unwrap().iter().map(|state| state.row.change).collect();
    assert_eq!(changes, [1, 2, 3, 4, 5].map(change));
    assert_eq!(row(database, 1).value.title, "c");
}

pub(crate) fn a_state_that_is_stored_already_is_not_stored_again<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    let states = vec![state(1, "one", 1), state(1, "two", 2)];
    assert_eq!(revision(store(database, Push { base_revision: base, states })), base + 1);
    assert_eq!(titles(database, 1), ["one", "two"]);
}

pub(crate) fn a_tombstone_keeps_its_fields_and_can_be_restored<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    let mut deleted = state(1, "one", 2);
    deleted.value.deleted_at = Some(time(5));
    let base = revision(store(database, push(base, deleted.clone())));
    assert_eq!(row(database, 1).value, deleted.value);
    revision(store(database, push(base, state(1, "one", 3))));
    assert_eq!(row(database, 1).value, experience(1, "one"));
    let deletions: Vec<_> =
        database.history(id(1)).unwrap().iter().map(|state| state.row.value.deleted_at).collect();
    assert_eq!(deletions, [None, Some(time(5)), None]);
}

pub(crate) fn a_new_record_on_a_tombstone_is_a_conflict<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let mut deleted = state(1, "one", 1);
    deleted.value.deleted_at = Some(time(5));
    revision(store(database, push(0, deleted)));
    let tombstone = row(database, 1);
    assert_eq!(store(database, push(0, state(1, "two", 2))), Outcome::Conflict(Some(tombstone)));
}

pub(crate) fn a_refused_value_does_not_hold_up_the_others<H: Harness>() {
    let harness = H::new();
    harness.refuse_title("bad");
    let database = &mut harness.open("ada");
    let batch = Batch {
        experiences: vec![
            push(0, state(1, "one", 1)),
            push(0, state(2, "bad", 2)),
            push(9, state(3, "conflict", 3)),
            push(0, state(4, "four", 4)),
        ],
        documents: vec![push(0, profile("Ada", 5))],
    };
    let refused = Outcome::Refused("the title `bad` is refused".to_owned());
    let applied = |by, revision| Outcome::Applied { change: change(by), revision };
    let outcomes = database.push(&batch, "laptop").unwrap();
    assert_eq!(
        outcomes,
        Outcomes {
            experiences: vec![applied(1, 1), refused, Outcome::Conflict(None), applied(4, 2)],
            documents: vec![Outcome::Applied { change: change(5), revision: 3 }],
            applied: Vec::new(),
            recorded_at: outcomes.recorded_at,
        }
    );
    assert_eq!(pull_all(database).total, 3);
    assert!(database.history(id(2)).unwrap().is_empty());
}

pub(crate) fn a_refused_state_leaves_none_of_its_record<H: Harness>() {
    let harness = H::new();
    harness.refuse_title("bad");
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    let states = vec![state(1, "two", 2), state(1, "bad", 3), state(1, "four", 4)];
    let outcome = store(database, Push { base_revision: base, states });
    assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
    assert_eq!(titles(database, 1), ["one"]);
    assert_eq!(database.snapshot(0).unwrap().revision, base);
}

pub(crate) fn what_no_database_should_hold_is_refused<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let outcome = store(database, push(0, state(1, "nul \0", 1)));
    assert!(matches!(&outcome, Outcome::Refused(reason) if reason.contains("title")), "{outcome:?}");
    let outcome = store(database, Push { base_revision: 0, states: Vec::new() });
    assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
    let states = vec![state(1, "one", 1), state(2, "another", 2)];
    let outcome = store(database, Push { base_revision: 0, states });
    assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
    assert_eq!(pull_all(database).total, 0);
}

pub(crate) fn a_document_is_stored_like_an_experience<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let mut at = 0;
    let keys = DocumentKind::ALL.map(|kind| match kind {
        DocumentKind::Profile => DocumentKey::profile(),
        _ => DocumentKey { kind, id: "science".to_owned() },
    });
    for (by, key) in (0..).step_by(10).zip([&keys[..], &[variant("teaching")]].concat()) {
        let states = vec![document(&key, "A", by + 1), document(&key, "Ada", by + 2)];
        at += 2;
        assert_eq!(revision(store_document(database, Push { base_revision: 0, states })), at);
        let again = store_document(database, push(0, document(&key, "Ada", by + 2)));
        assert_eq!(again, Outcome::Applied { change: change(by + 2), revision: at });
        let row = pull_all(database).documents.pop().unwrap();
        let value = document(&key, "Ada", by + 2).value;
        assert_eq!((&row.value, row.revision, row.change), (&value, at, change(by + 2)));
        let theirs = store_document(database, push(0, document(&key, "Eve", by + 3)));
        assert_eq!(theirs, Outcome::Conflict(Some(row)));
        assert_eq!(names(database, &key), ["A", "Ada"]);
    }
    assert_eq!(pull_all(database).documents.len(), keys.len() + 1);
}

pub(crate) fn a_deleted_document_keeps_its_body_and_can_be_restored<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let key = variant("science");
    let base = revision(store_document(database, push(0, document(&key, "Ada", 1))));
    let mut deleted = document(&key, "Ada", 2);
    deleted.value.deleted_at = Some(time(5));
    let base = revision(store_document(database, push(base, deleted.clone())));
    let page = pull_all(database);
    assert_eq!((&page.documents[0].value, page.total), (&deleted.value, 1));
    let conflict = store_document(database, push(0, document(&key, "new", 3)));
    assert!(matches!(&conflict, Outcome::Conflict(Some(row)) if row.value == deleted.value), "{conflict:?}");
    revision(store_document(database, push(base, document(&key, "Ada", 4))));
    assert_eq!(pull_all(database).documents[0].value.deleted_at, None);
    assert_eq!(names(database, &key), ["Ada"; 3]);
}

pub(crate) fn a_refused_document_does_not_hold_up_the_others<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let nul = document(&variant("nul"), "nul \0", 2);
    let mut other_profile = profile("Ada", 3);
    other_profile.value.id = "second".to_owned();
    let twins = vec![document(&variant("one"), "a", 4), document(&variant("other"), "b", 5)];
    let batch = Batch {
        experiences: vec![push(0, state(1, "one", 1))],
        documents: vec![
            push(0, nul),
            push(0, other_profile),
            Push { base_revision: 0, states: twins },
            push(9, document(&variant("gone"), "conflict", 6)),
            push(0, document(&variant("well"), "well", 7)),
        ],
    };
    let outcomes = database.push(&batch, "laptop").unwrap();
    let [nul, second, twins, gone, well] = <[_; 5]>::try_from(outcomes.documents).unwrap();
    assert!(matches!(&nul, Outcome::Refused(reason) if reason.contains("NUL")), "{nul:?}");
    assert!(matches!(&second, Outcome::Refused(reason) if reason.contains("`profile` only")), "{second:?}");
    assert!(matches!(&twins, Outcome::Refused(reason) if reason.contains("different records")), "{twins:?}");
    assert_eq!(gone, Outcome::Conflict(None));
    assert_eq!(well, Outcome::Applied { change: change(7), revision: 2 });
    assert_eq!(pull_all(database).total, 2);
}

pub(crate) fn revisions_count_up_across_experiences_and_documents<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let mut revisions = vec![stored(database, 1, "one", 1)];
    revisions.push(revision(store_document(database, push(0, profile("A", 2)))));
    revisions.push(stored(database, 2, "two", 3));
    revisions.push(revision(store_document(database, push(0, document(&variant("science"), "A", 4)))));
    revisions.push(revision(store_document(database, push(2, profile("Ada", 5)))));
    revisions.push(revision(store(database, push(1, state(1, "uno", 6)))));
    assert_eq!(revisions, [1, 2, 3, 4, 5, 6]);
}

pub(crate) fn an_empty_batch_is_no_change<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    assert_eq!(database.push(&Batch::default(), "laptop").unwrap(), Outcomes::default());
    assert_eq!(database.snapshot(0).unwrap().revision, 0);
}
