//! What a database tells of itself and of the past.

use jiff::Timestamp;
use resume::database::{Batch, CheckStatus, Database, Lost, Past};
use resume::domain::{DocumentKey, Horizon, Synced};

use crate::harness::{
    Harness, change, document, id, profile, pull_all, push, revision, state, store, store_document, stored,
    variant,
};

pub(crate) fn the_identity_stays<H: Harness>() {
    let harness = H::new();
    let identity = harness.open("ada").snapshot(0).unwrap().identity;
    stored(&mut harness.open("ada"), 1, "one", 1);
    assert_eq!(harness.open("bob").snapshot(0).unwrap().identity, identity);
    assert!(!identity.is_nil());
}

pub(crate) fn a_cursor_is_compared_with_the_change_that_made_it<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    revision(store_document(database, push(0, profile("Ada", 2))));
    revision(store(database, push(base, state(1, "two", 3))));
    let known: Vec<_> = (0..=4).map(|at| database.snapshot(at).unwrap().change_at).collect();
    assert_eq!(known, [None, Some(change(1)), Some(change(2)), Some(change(3)), None]);
    assert_eq!(database.snapshot(1).unwrap().revision, 3);
}

pub(crate) fn an_epoch_is_told_to_every_device_of_its_user<H: Harness>() {
    let harness = H::new();
    assert!(harness.open("ada").snapshot(0).unwrap().epoch.is_nil());
    // Before and after the user has stored anything; nothing else changes by it.
    for epoch in [id(7), id(8)] {
        assert!(harness.open("ada").begin_epoch(epoch, &Lost::default()).unwrap());
        let snapshot = harness.open("ada").snapshot(1).unwrap();
        assert_eq!(snapshot.epoch, epoch);
        assert!(harness.open("bob").snapshot(0).unwrap().epoch.is_nil());
        let stored_before = i64::from(epoch == id(8));
        assert_eq!(snapshot.revision, stored_before);
        if stored_before == 0 {
            stored(&mut harness.open("ada"), 1, "one", 1);
            assert_eq!(harness.open("ada").snapshot(1).unwrap().epoch, epoch);
        }
    }
    stored(&mut harness.open("ada"), 2, "two", 2);
}

pub(crate) fn an_epoch_begins_only_where_all_of_it_is_lost<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    revision(store(database, push(base, state(1, "two", 2))));
    let of_changes = |changes: &[u128]| Lost {
        changes: changes.iter().map(|by| change(*by)).collect(),
        ..Lost::default()
    };
    let of_experiences =
        |ids: &[u128]| Lost { experiences: ids.iter().map(|of| id(*of)).collect(), ..Lost::default() };
    let of_documents =
        |keys: &[DocumentKey]| Lost { documents: keys.iter().cloned().collect(), ..Lost::default() };
    let of_profile = of_documents(&[DocumentKey::profile(), variant("teaching")]);
    for there in [of_changes(&[1]), of_changes(&[9, 2]), of_experiences(&[8, 1])] {
        assert!(!database.begin_epoch(id(7), &there).unwrap(), "{there:?}");
        assert!(database.snapshot(0).unwrap().epoch.is_nil());
    }
    let lost = [
        of_changes(&[9, 8]),
        of_experiences(&[8, 9]),
        of_profile.clone(),
        of_documents(&[variant("science")]),
    ];
    for (epoch, lost) in (10..).map(id).zip(lost) {
        assert!(database.begin_epoch(epoch, &lost).unwrap(), "{lost:?}");
        assert_eq!(database.snapshot(0).unwrap().epoch, epoch);
    }
    revision(store_document(database, push(0, profile("Ada", 3))));
    assert!(!database.begin_epoch(id(7), &of_profile).unwrap());
    revision(store_document(database, push(0, document(&variant("science"), "Ada", 4))));
    assert!(!database.begin_epoch(id(7), &of_documents(&[variant("science")])).unwrap());
    assert!(!database.begin_epoch(id(7), &of_changes(&[4])).unwrap());
    assert!(database.begin_epoch(id(7), &of_documents(&[variant("profile")])).unwrap());
    // Nothing of another user counts.
    assert!(harness.open("bob").begin_epoch(id(7), &of_changes(&[1, 2, 3])).unwrap());
    assert!(
        harness.open("bob").begin_epoch(id(7), &Lost { experiences: [id(1)].into(), ..of_profile }).unwrap()
    );
}

pub(crate) fn applied_knows_every_change_ever_taken<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    revision(store(database, push(base, state(1, "two", 2))));
    revision(store_document(database, push(0, profile("Ada", 3))));
    let asked = [3, 9, 1, 2].map(change);
    let mut applied = database.applied(&asked).unwrap();
    applied.sort_by_key(|(_, revision)| *revision);
    assert_eq!(applied, [(change(1), 1), (change(2), 2), (change(3), 3)]);
    assert!(database.applied(&[]).unwrap().is_empty());
}

pub(crate) fn the_history_is_in_order_and_names_the_devices<H: Harness>() {
    let harness = H::new();
    let mut base = 0;
    for (by, device) in [(1, "laptop"), (2, "phone"), (3, "laptop")] {
        let title = format!("as of {by}");
        let batch = Batch { experiences: vec![push(base, state(1, &title, by))], ..Batch::default() };
        base = revision(harness.open("ada").push(&batch, device).unwrap().experiences.remove(0));
        stored(&mut harness.open("ada"), 10 + by, "in between", 10 + by);
    }
    let history = harness.open("ada").history(id(1)).unwrap();
    let told: Vec<_> =
        history.iter().map(|state| (state.row.revision, state.row.device.as_deref().unwrap())).collect();
    assert_eq!(told, [(1, "laptop"), (3, "phone"), (5, "laptop")]);
    assert!(history.is_sorted_by_key(|state| state.recorded_at));
}

pub(crate) fn an_unknown_record_has_no_history<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    assert!(database.history(id(1)).unwrap().is_empty());
    assert!(database.document_history(&DocumentKey::profile()).unwrap().is_empty());
}

pub(crate) fn checking_changes_nothing<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    stored(database, 1, "one", 1);
    let before = (pull_all(database), database.snapshot(1).unwrap());
    let checks = database.check();
    assert!(!checks.is_empty());
    for check in checks {
        // The owner of tables that others use is warned of seeing their rows.
        let warned = check.name == "row-level security" && check.status == CheckStatus::Warn;
        assert!(warned || check.status == CheckStatus::Ok, "{check:?}");
    }
    assert_eq!((pull_all(database), database.snapshot(1).unwrap()), before);
}

pub(crate) fn values_of_the_past_are_found_by_their_changes<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    revision(store(database, push(base, state(1, "two", 2))));
    revision(store_document(database, push(0, profile("Ada", 3))));
    stored(&mut harness.open("bob"), 1, "another", 4);
    let past = database.past(&[1, 3, 4, 9].map(change)).unwrap();
    let experiences: Vec<_> =
        past.experiences.iter().map(|row| (row.change, row.revision, row.value.title.as_str())).collect();
    assert_eq!(experiences, [(change(1), 1, "one")]);
    let documents: Vec<_> = past.documents.iter().map(|row| (row.change, row.value.key())).collect();
    assert_eq!(documents, [(change(3), DocumentKey::profile())]);
    assert_eq!(database.past(&[]).unwrap(), Past::default());
}

pub(crate) fn the_state_within_a_horizon_is_found<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    // Revisions 1, 3 and 5 of the one, 2, 4 and 6 of the other.
    let (mut base, mut base_of_profile) = (0, 0);
    for by in 1..=3 {
        base = revision(store(database, push(base, state(1, "one", by))));
        base_of_profile = revision(store_document(database, push(base_of_profile, profile("Ada", 10 + by))));
    }
    stored(&mut harness.open("bob"), 1, "another", 20);
    let last = database.history(id(1)).unwrap()[2].recorded_at;
    let mut within = |revision, recorded_at| {
        let horizon = Horizon { revision, recorded_at };
        let key = DocumentKey::profile();
        let origins = database.origins(horizon, &[id(1), id(9)], &[variant("none"), key]).unwrap();
        let of = |revisions: Vec<i64>| <[i64; 1]>::try_from(revisions).unwrap()[0];
        let experience = of(origins.experiences.iter().map(|state| state.row.revision).collect());
        (experience, of(origins.documents.iter().map(|state| state.row.revision).collect()))
    };
    assert_eq!(within(9, Timestamp::MAX), (5, 6));
    assert_eq!(within(5, last), (5, 4));
    assert_eq!(within(3, last), (3, 2));
    // None is, and the first is found.
    assert_eq!(within(0, last), (1, 2));
    assert_eq!(within(9, Timestamp::UNIX_EPOCH), (1, 2));
    let nothing = database.origins(Horizon::NOTHING, &[], &[]).unwrap();
    assert!(nothing.experiences.is_empty() && nothing.documents.is_empty());
}

pub(crate) fn the_time_of_what_was_read_and_stored_is_told<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    let two = Batch { experiences: vec![push(base, state(1, "two", 2))], ..Batch::default() };
    let stored = database.push(&two, "laptop").unwrap().recorded_at.unwrap();
    let recorded: Vec<_> = database.history(id(1)).unwrap().into_iter().map(|one| one.recorded_at).collect();
    assert!(recorded[1] <= stored, "{recorded:?} {stored}");
    assert_eq!(database.pull(0, 10).unwrap().recorded_at, Some(recorded[1]));
    let three = Batch { documents: vec![push(0, profile("Ada", 3))], ..Batch::default() };
    let stored = database.push(&three, "laptop").unwrap().recorded_at.unwrap();
    let recorded = database.document_history(&DocumentKey::profile()).unwrap()[0].recorded_at;
    assert!(recorded <= stored, "{recorded} {stored}");
    assert_eq!(database.pull(1, 10).unwrap().recorded_at, Some(recorded));
}
