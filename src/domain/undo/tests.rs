use serde_json::json;

use super::*;
use crate::domain::{Bullet, Kind};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn baker() -> Experience {
    let mut value = Experience::new(Uuid::nil(), Kind::Work, "Baker", NOW);
    value.bullets = ["one", "two"].map(Bullet::new).to_vec();
    value.skills = vec!["Bread".to_owned()];
    value.metadata.insert("team".to_owned(), json!({"size": 3}));
    value
}

fn with(change: impl Fn(&mut Experience)) -> Experience {
    let mut value = baker();
    change(&mut value);
    value
}

/// Takes `done` back from `done` with `since` changed.
fn back(done: impl Fn(&mut Experience), since: impl Fn(&mut Experience)) -> Reversal<Experience> {
    let after = with(&done);
    let current = with(|value| {
        done(value);
        since(value);
    });
    deed_of(Some(&baker()), &after).unwrap().reverse(&current, NOW).unwrap()
}

fn edited(value: &mut Experience) {
    value.title = "Cook".to_owned();
    value.location = Some("Bonn".to_owned());
    value.bullets[1].text = "two more".to_owned();
    value.skills = vec!["Soup".to_owned()];
    value.metadata = json!({"team": {"size": 4}, "new": 1}).as_object().unwrap().clone();
}

fn deed_of<T: Undoable>(before: Option<&T>, after: &T) -> Option<Deed<T::Key>> {
    Deed::of(before, &mut after.clone())
}

#[test]
fn an_untouched_change_is_taken_back_whole() {
    let Reversal::Value { value, kept } = back(edited, |_| {}) else { unreachable!("it was taken back") };
    assert_eq!((value, kept), (baker(), vec![]));
}

#[test]
fn a_later_change_stays_and_is_named() {
    let reversal = back(edited, |value| {
        value.title = "Chef".to_owned();
        value.url = Some("https://example.org".to_owned());
        value.bullets.insert(0, Bullet::new("zero"));
        value.skills.push("Fish".to_owned());
        value.metadata.insert("new".to_owned(), json!(2));
    });
    let Reversal::Value { value, kept } = reversal else { unreachable!("it was taken back in part") };
    assert_eq!(kept, ["metadata.new", "title"]);
    let expected = with(|value| {
        value.title = "Chef".to_owned();
        value.url = Some("https://example.org".to_owned());
        value.bullets.insert(0, Bullet::new("zero"));
        value.skills = vec!["Fish".to_owned(), "Bread".to_owned()];
        value.metadata.insert("new".to_owned(), json!(2));
    });
    assert_eq!(value, expected);
}

#[test]
fn a_list_that_was_changed_at_the_same_place_stays() {
    let reversal = back(
        |value| value.bullets[1].text = "two more".to_owned(),
        |value| value.bullets[1].text = "even more".to_owned(),
    );
    assert_eq!(reversal, Reversal::Stays(Stay::Changed));
}

#[test]
fn a_field_that_was_removed_since_stays_away() {
    let reversal = back(
        |value| value.metadata = json!({"team": {"size": 4}}).as_object().unwrap().clone(),
        |value| drop(value.metadata.remove("team")),
    );
    assert_eq!(reversal, Reversal::Stays(Stay::Changed));
}

#[test]
fn what_was_added_is_deleted_unless_it_was_changed_since() {
    let deed = deed_of(None, &baker()).unwrap();
    assert!(deed.before.is_empty() && deed.after.is_empty(), "an added record costs no copy");
    let Reversal::Value { value, .. } = deed.reverse(&baker(), NOW).unwrap() else { unreachable!("deleted") };
    assert_eq!(value, with(|value| value.deleted_at = Some(NOW)));
    assert_eq!(deed.reverse(&value, NOW).unwrap(), Reversal::Stays(Stay::Already));
    assert_eq!(deed.reverse(&with(edited), NOW).unwrap(), Reversal::Stays(Stay::Changed));
}

#[test]
fn deletions_and_restorations_are_taken_back() {
    let tombstone = with(|value| value.deleted_at = Some(NOW));
    let deleted = deed_of(Some(&baker()), &tombstone).unwrap();
    let Reversal::Value { value, .. } = deleted.reverse(&tombstone, NOW).unwrap() else {
        unreachable!("restored")
    };
    assert_eq!(value, baker());
    assert_eq!(deleted.reverse(&baker(), NOW).unwrap(), Reversal::Stays(Stay::Already));
    let restored = deed_of(Some(&tombstone), &with(edited)).unwrap();
    let Reversal::Value { value, .. } = restored.reverse(&with(edited), NOW).unwrap() else {
        unreachable!("deleted")
    };
    assert_eq!(value, tombstone);
    let changed = deed_of(Some(&baker()), &with(edited)).unwrap();
    let elsewhere = Experience { deleted_at: Some(NOW), ..with(edited) };
    assert_eq!(changed.reverse(&elsewhere, NOW).unwrap(), Reversal::Stays(Stay::Deleted));
}

#[test]
fn a_document_is_taken_back_value_by_value() {
    let document = |body: Value| Document::profile(body.as_object().unwrap().clone(), NOW);
    let before = document(json!({"basics": {"name": "Ada"}}));
    let after = document(json!({"basics": {"name": "Ada L.", "email": "a@x"}, "meta": {"a": 1}}));
    let current =
        document(json!({"basics": {"name": "A. L.", "email": "a@x", "url": "u"}, "meta": {"a": 1, "b": 2}}));
    let deed = deed_of(Some(&before), &after).unwrap();
    let Reversal::Value { value, kept } = deed.reverse(&current, NOW).unwrap() else {
        unreachable!("in part")
    };
    assert_eq!(Value::Object(value.body), json!({"basics": {"name": "A. L.", "url": "u"}, "meta": {"b": 2}}));
    assert_eq!(kept, ["basics.name"]);
}

#[test]
fn nothing_was_done_where_only_times_differ() {
    let later = with(|value| value.updated_at = "2026-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(deed_of(Some(&baker()), &later), None);
}

#[test]
fn a_fingerprint_is_that_of_the_fields_and_changes_none() {
    let later = Timestamp::from_second(1_700_000_000).unwrap();
    let mut deleted = Experience { created_at: later, updated_at: later, deleted_at: Some(later), ..baker() };
    let before = deleted.clone();
    let timeless = Timestamp::UNIX_EPOCH;
    let fields = Experience { created_at: timeless, updated_at: timeless, deleted_at: None, ..baker() };
    assert_eq!(deleted.content().unwrap(), serde_json::to_vec(&fields).unwrap());
    assert_eq!(deleted, before);
}

/// They are stored: another one would tell each record that was added before as changed since.
#[test]
fn fingerprints_stay_the_same_from_version_to_version() {
    let key = DocumentKey { kind: DocumentKind::Profile, id: String::new() };
    let body = json!({"name": "Ada", "links": ["https://ada.example"]}).as_object().unwrap().clone();
    let mut document = Document::new(key, body, NOW);
    assert_eq!(
        [fingerprint(&mut baker()), fingerprint(&mut document)],
        ["1f7ea98af20beafc", "ddd62f02512f573d"]
    );
}
