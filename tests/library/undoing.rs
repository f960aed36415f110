//! Taking commands back: whatever they were, and whatever was synced in between.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::Config;
use resume::domain::{Bullet, DocumentKind, Experience, Kind, Synced};
use resume::library::{ErrorKind, Library};
use resume::session::Session;
use serde_json::{Value, json};
use uuid::Uuid;

use super::support::directory;
use super::{add, incoming, open};

#[expect(clippy::disallowed_methods, reason = "proptest's own variable")]
fn config(cases: u32) -> Config {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let cases = if asked { Config::default().cases } else { cases };
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// What a user does.
#[derive(Debug, Clone)]
enum Step {
    Add,
    /// Changes some fields of one experience.
    Edit(usize, u8),
    Delete(usize, usize),
    Restore(usize),
    Profile(usize, u8),
    Import(usize),
    Sync,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::Add),
        6 => (0..6_usize, any::<u8>()).prop_map(|(index, fields)| Step::Edit(index, fields)),
        2 => (0..6_usize, 1..3_usize).prop_map(|(index, count)| Step::Delete(index, count)),
        2 => (0..6_usize).prop_map(Step::Restore),
        3 => (0..3_usize, any::<u8>()).prop_map(|(key, value)| Step::Profile(key, value)),
        2 => (0..3_usize).prop_map(Step::Import),
        2 => Just(Step::Sync),
    ]
}

const FILES: [&[u8]; 3] = [
    br#"{"basics": {"name": "Ada"}, "work": [{"name": "Acme", "position": "Engineer"}, {"position": "Cook"}]}"#,
    br#"{"basics": {"name": "Ada L.", "label": "Cook"}, "work": [{"name": "Acme", "position": "Engineer", "summary": "Wrote"}]}"#,
    br#"{"education": [{"institution": "Uni Bonn", "area": "Physics"}]}"#,
];

fn nth(library: &Library, index: usize, deleted: bool) -> Option<Uuid> {
    let fitting = |session: &Session| {
        let all = session.experiences.iter().map(|record| &record.current);
        let ids: Vec<_> = all.filter(|one| one.is_deleted() == deleted).map(|one| one.id).collect();
        (!ids.is_empty()).then(|| ids[index % ids.len()])
    };
    library.read(fitting).unwrap()
}

/// Changes fields by the bits of a number; never the location.
fn edit(experience: &mut Experience, bits: u8) {
    let has = |bit: u8| bits >> bit & 1 == 1;
    let word = format!("w{}", bits >> 6);
    if has(0) {
        experience.title = format!("title {word}");
    }
    if has(1) {
        experience.text = has(5).then(|| word.clone());
    }
    if has(2) {
        experience.bullets.insert(0, Bullet::new(&word));
    }
    if has(3) {
        experience.bullets.pop();
    }
    if has(4) {
        experience.skills.push(word.clone());
        experience.metadata.insert(word, json!({"bits": bits}));
    }
    if has(5) {
        experience.tags.clear();
        experience.metadata.clear();
        experience.end_date = Some("2031".parse().unwrap());
    }
}

/// Carries a step out.
fn carry_out(library: &Library, step: &Step) {
    match step {
        Step::Add => drop(add(library, "Baker")),
        Step::Edit(index, fields) => {
            if let Some(id) = nth(library, *index, false) {
                library
                    .edit(id, |experience| {
                        edit(experience, *fields);
                        Ok(())
                    })
                    .unwrap();
            }
        }
        Step::Delete(index, count) => {
            let ids: Vec<_> = (0..*count).filter_map(|more| nth(library, index + more, false)).collect();
            library.delete(&ids).unwrap();
        }
        Step::Restore(index) => {
            if let Some(id) = nth(library, *index, true) {
                library.restore(id, None).unwrap();
            }
        }
        Step::Profile(key, value) => {
            let key = ["name", "label", "phone"][*key];
            let value = if value % 4 == 0 { Value::Null } else { json!(format!("v{}", value % 4)) };
            library
                .edit_profile(|profile| {
                    resume::library::profile::set(profile, &format!("basics.{key}"), value)
                })
                .unwrap();
        }
        Step::Import(file) => drop(library.import(incoming(FILES[*file]), false).unwrap()),
        Step::Sync => drop(library.sync(|_| {}).unwrap()),
    }
}

/// The living records without their times, by their keys. An empty profile is none.
fn contents(library: &Library) -> BTreeMap<String, Value> {
    fn without_times(value: &impl serde::Serialize) -> Value {
        let mut value = serde_json::to_value(value).unwrap();
        let fields = value.as_object_mut().unwrap();
        for time in ["created_at", "updated_at", "deleted_at"] {
            fields.remove(time);
        }
        value
    }
    library
        .read(|session| {
            let experiences = session.experiences.iter().map(|record| &record.current);
            let experiences = experiences.filter(|one| !one.is_deleted());
            let experiences = experiences.map(|one| (one.id.to_string(), without_times(one)));
            let documents = session.documents.iter().map(|record| &record.current);
            let documents = documents.filter(|one| one.deleted_at().is_none() && !one.body.is_empty());
            experiences
                .chain(documents.map(|one| (format!("{} {}", one.kind, one.id), without_times(one))))
                .collect()
        })
        .unwrap()
}

fn entries(library: &Library) -> usize {
    library.undo_list().unwrap().0.len()
}

/// Two homes that share a database, or one home if that is enough.
fn device(home: &Path, database: &Path) -> Library {
    let url = format!("sqlite:{}", database.display());
    open(home, &[("RESUME_DATABASE_URL", &url), ("RESUME_SYNC", "manual")]).0
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn as_many_undos_as_commands_are_the_beginning(
        before in prop::collection::vec(step(), 0..8),
        steps in prop::collection::vec(step(), 1..16),
        redone in 0..4_usize,
    ) {
        let directory = directory::quick();
        let database = directory.path().join("shared.db");
        let library = device(&directory.path().join("one"), &database);
        before.iter().for_each(|step| carry_out(&library, step));
        let (beginning, known) = (contents(&library), entries(&library));
        let mut states = vec![beginning.clone()];
        for step in &steps {
            let entries_before = entries(&library);
            let contents_before = contents(&library);
            carry_out(&library, step);
            let state = contents(&library);
            if entries(&library) > entries_before {
                states.push(state);
            } else {
                prop_assert_eq!(state, contents_before, "{:?} changed something and left no entry", step);
            }
        }
        let count = entries(&library) - known;
        prop_assert_eq!(count + 1, states.len());
        for state in states.iter().rev().skip(1) {
            library.undo(1).unwrap();
            prop_assert_eq!(&contents(&library), state);
        }
        let redone = redone.min(count);
        for state in &states[1..=redone] {
            library.redo(1).unwrap();
            prop_assert_eq!(&contents(&library), state);
        }
        if redone > 0 {
            library.undo(redone).unwrap();
        }
        prop_assert_eq!(&contents(&library), &beginning);
        prop_assert_eq!(library.sync(|_| {}).unwrap().pending, 0);
        prop_assert_eq!(&contents(&library), &beginning);
        let other = device(&directory.path().join("other"), &database);
        other.sync(|_| {}).unwrap();
        prop_assert_eq!(&contents(&other), &beginning, "the database has something else");
    }
}

proptest! {
    #![proptest_config(config(16))]

    /// The other device changes locations, which no command here does: these stay, and the rest goes back.
    #[test]
    fn what_another_device_changed_stays(
        before in prop::collection::vec(step(), 1..6),
        steps in prop::collection::vec((step(), prop::option::of(0..4_usize)), 1..12),
    ) {
        let directory = directory::quick();
        let database = directory.path().join("shared.db");
        let (one, other) = (
            device(&directory.path().join("one"), &database),
            device(&directory.path().join("other"), &database),
        );
        before.iter().for_each(|step| carry_out(&one, step));
        one.sync(|_| {}).unwrap();
        let (mut expected, known) = (contents(&one), entries(&one));
        let mut places = BTreeMap::new();
        for (number, (step, elsewhere)) in steps.iter().enumerate() {
            carry_out(&one, step);
            let Some(index) = elsewhere else { continue };
            one.sync(|_| {}).unwrap();
            other.sync(|_| {}).unwrap();
            if let Some(id) = nth(&other, *index, false) {
                let place = format!("place {number}");
                other
                    .edit(id, |experience| {
                        experience.location = Some(place.clone());
                        Ok(())
                    })
                    .unwrap();
                places.insert(id.to_string(), place);
                other.sync(|_| {}).unwrap();
                one.sync(|_| {}).unwrap();
            }
        }
        while entries(&one) > known {
            if let Err(error) = one.undo(1) {
                prop_assert_eq!(error.kind, ErrorKind::Failed);
                one.forget_undo(1).unwrap();
            }
        }
        let mut found = contents(&one);
        for (id, place) in places {
            // What was deleted before is deleted again, unless it was changed elsewhere meanwhile.
            let value = found.remove(&id);
            let wanted = expected.remove(&id);
            let text = value.as_ref().map(|value| value["location"].clone());
            if let (Some(mut value), Some(mut wanted)) = (value, wanted) {
                value["location"] = json!(null);
                wanted["location"] = json!(null);
                prop_assert_eq!(value, wanted);
            }
            prop_assert!(text.is_none_or(|text| text == place.as_str()), "a later change was overwritten");
        }
        prop_assert_eq!(&found, &expected);
        one.sync(|_| {}).unwrap();
        other.sync(|_| {}).unwrap();
        prop_assert_eq!(contents(&one), contents(&other));
    }
}

#[test]
fn an_edit_of_another_device_stays_and_is_named() {
    let directory = directory::quick();
    let database = directory.path().join("shared.db");
    let (one, other) = (
        device(&directory.path().join("one"), &database),
        device(&directory.path().join("other"), &database),
    );
    let id = add(&one, "Baker");
    let set = |library: &Library, title: &str, text: Option<&str>| {
        library
            .edit(id, |experience| {
                experience.title = title.to_owned();
                experience.text = text.map(str::to_owned);
                Ok(())
            })
            .unwrap();
    };
    set(&one, "Head baker", Some("Bread"));
    one.sync(|_| {}).unwrap();
    other.sync(|_| {}).unwrap();
    set(&other, "Cook", Some("Bread"));
    other.sync(|_| {}).unwrap();
    one.sync(|_| {}).unwrap();

    let undone = one.undo(1).unwrap();
    let resume::library::Fate::Reversed { is, kept } = &undone[0].experiences[0].fate else {
        panic!("{undone:?}")
    };
    assert_eq!((is.title.as_str(), &is.text, kept.as_slice()), ("Cook", &None, &["title".to_owned()][..]));

    let error = one.undo(1).unwrap_err();
    assert_eq!(error.message, "nothing is left to take back: `Cook` was changed since");
    assert_eq!(one.undo_list().unwrap().0.len(), 1, "a refused undo changes nothing");
    one.forget_undo(1).unwrap();
    assert_eq!(one.undo(1).unwrap_err().message, "there is nothing to take back");
}

#[test]
fn every_kind_of_document_is_taken_back() {
    let directory = directory::quick();
    let store =
        resume::session::SessionStore::new(directory.path().join("session.json"), resume::clock::system);
    // A snapshot stays with the application that keeps it, which the user takes back.
    let kinds: Vec<_> =
        DocumentKind::ALL.into_iter().filter(|kind| *kind != DocumentKind::Snapshot).collect();
    for &kind in &kinds {
        let id = if kind == DocumentKind::Profile { "profile" } else { "one" }.to_owned();
        let key = resume::domain::DocumentKey { kind, id };
        let body = json!({"name": "Acme"}).as_object().unwrap().clone();
        let document = resume::domain::Document::new(key, body, resume::clock::system());
        let added: Result<(), resume::session::SessionError> = store.update(|session| {
            session.documents.add(document, Uuid::new_v4()).unwrap();
            Ok(())
        });
        added.unwrap();
    }
    let (library, _) = open(directory.path(), &[("RESUME_DATABASE_URL", "none")]);
    for document in library.undo(kinds.len()).unwrap().iter().flat_map(|entry| &entry.documents) {
        let resume::library::Fate::Reversed { is, .. } = &document.fate else { panic!("{document:?}") };
        assert!(is.deleted_at.is_some());
    }
    assert_eq!(contents(&library), BTreeMap::new());
    library.redo(kinds.len()).unwrap();
    assert_eq!(contents(&library).len(), kinds.len());
}

#[test]
fn an_import_is_taken_back_as_a_whole_and_a_new_change_ends_what_can_be_done_again() {
    let directory = directory::quick();
    let (library, _) = open(directory.path(), &[("RESUME_DATABASE_URL", "none")]);
    let work: Vec<_> =
        (0..500).map(|n| json!({"name": format!("Company {n}"), "position": "Engineer"})).collect();
    let file = json!({"basics": {"name": "Ada"}, "work": work}).to_string();
    library.import(incoming(file.as_bytes()), false).unwrap();
    let id = library.read(|session| session.experiences[0].current.id).unwrap();
    library.delete(&[id]).unwrap();
    assert_eq!(library.undo(2).unwrap()[1].experiences.len(), 500);
    assert_eq!(contents(&library), BTreeMap::new());
    assert_eq!(library.redo(1).unwrap()[0].experiences.len(), 500, "each is done again by itself");
    assert_eq!(library.redo(1).unwrap()[0].experiences.len(), 1);
    library.undo(2).unwrap();
    let new = Experience::new(library.new_id(), Kind::Work, "Baker", library.now());
    library.add(new).unwrap();
    assert_eq!(library.redo(1).unwrap_err().message, "there is nothing to do again");
}
