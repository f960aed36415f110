//! The laws of the merge, as properties over small values: so that both sides meet in the same
//! fields, items and keys often.

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::bullets;
use crate::domain::list::{dedup, merge_set};
use crate::domain::{
    Bullet, Document, DocumentKey, DocumentKind, Experience, Field, Kind, LanguageTag, Prose, Synced,
    Translated, Translation, Translations,
};

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "d", "e"]).prop_map(str::to_owned)
}

fn words() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(word(), 0..5).prop_map(|mut words| {
        dedup(&mut words);
        words
    })
}

fn json() -> impl Strategy<Value = Value> {
    let leaf =
        prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::Bool), word().prop_map(Value::String)];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            prop::collection::btree_map(word(), inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn object() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::btree_map(word(), json(), 0..4).prop_map(|map| map.into_iter().collect())
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0..1000_i64).prop_map(|seconds| Timestamp::from_second(seconds).unwrap())
}

fn language() -> impl Strategy<Value = LanguageTag> {
    prop::sample::select(vec!["de", "fr"]).prop_map(|tag| tag.parse().unwrap())
}

fn translated() -> impl Strategy<Value = Translated> {
    (word(), word()).prop_map(|(text, original)| Translated::new(text, Some(&original)))
}

fn translations() -> impl Strategy<Value = Translations<Translation>> {
    let text = || prop::option::of(translated());
    let translation =
        (text(), text()).prop_map(|(title, text)| Translation { title, text, ..Translation::default() });
    prop::collection::btree_map(language(), translation, 0..3).prop_map(|mut translations| {
        translations.retain(|_, translation| *translation != Translation::default());
        translations
    })
}

/// Bullets of different texts, with translations.
fn bullets() -> impl Strategy<Value = Vec<Bullet>> {
    let texts = prop::collection::btree_map(language(), translated(), 0..2);
    prop::collection::vec((word(), words(), texts), 0..5).prop_map(|bullets| {
        let bullet = |(text, tags, translations)| Bullet { text, tags, translations };
        let mut bullets: Vec<_> = bullets.into_iter().map(bullet).collect();
        let mut seen = Vec::new();
        bullets.retain(|bullet| {
            let is_new = !seen.contains(&bullet.text);
            seen.push(bullet.text.clone());
            is_new
        });
        bullets
    })
}

prop_compose! {
    fn experience()(
        kind in prop::sample::select(Kind::ALL.to_vec()),
        texts in prop::collection::vec(prop::option::of(word()), 4),
        title in word(),
        start in prop::option::of(2000..2004_u16),
        (bullets, translations) in (bullets(), translations()),
        (skills, tags) in (words(), words()),
        metadata in object(),
        (created_at, updated_at) in (time(), time()),
        deleted_at in prop::option::weighted(0.2, time()),
    ) -> Experience {
        let mut texts = texts.into_iter();
        Experience {
            organization: texts.next().flatten(),
            location: texts.next().flatten(),
            url: texts.next().flatten(),
            text: texts.next().flatten(),
            start_date: start.map(|year| year.to_string().parse().unwrap()),
            bullets,
            translations,
            skills,
            tags,
            metadata,
            created_at,
            updated_at,
            deleted_at,
            ..Experience::new(Uuid::nil(), kind, title, created_at)
        }
    }
}

/// Puts the value of one field of `from` into `to`.
fn take(field: Field, from: &Experience, to: &mut Experience) {
    match field {
        Field::Kind => to.kind = from.kind,
        Field::Title => to.title.clone_from(&from.title),
        Field::Organization => to.organization.clone_from(&from.organization),
        Field::Location => to.location.clone_from(&from.location),
        Field::Url => to.url.clone_from(&from.url),
        Field::StartDate => to.start_date = from.start_date,
        Field::EndDate => to.end_date = from.end_date,
        Field::Text => to.text.clone_from(&from.text),
        Field::Bullets => to.bullets.clone_from(&from.bullets),
        Field::Skills => to.skills.clone_from(&from.skills),
        Field::Tags => to.tags.clone_from(&from.tags),
        Field::Metadata => to.metadata.clone_from(&from.metadata),
        Field::Translations => to.translations.clone_from(&from.translations),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_sided_changes_win(base in experience(), changed in experience()) {
        let there = Experience::merge(Some(&base), &base, &changed);
        prop_assert!(there.value.same_content(&changed), "{:?}", there.value);
        prop_assert!(there.conflicts.is_empty());
        let here = Experience::merge(Some(&base), &changed, &base);
        prop_assert!(here.value.same_content(&changed));
        prop_assert!(here.conflicts.is_empty());
    }

    #[test]
    fn equal_changes_are_no_conflict(base in prop::option::of(experience()), changed in experience()) {
        let merged = Experience::merge(base.as_ref(), &changed, &changed);
        prop_assert_eq!(merged.value, changed);
        prop_assert!(merged.conflicts.is_empty());
    }

    #[test]
    fn changes_to_different_fields_both_survive(
        base in experience(),
        changed in experience(),
        sides in prop::collection::vec(any::<bool>(), Field::ALL.len()),
    ) {
        let (mut local, mut remote, mut both) = (base.clone(), base.clone(), base.clone());
        for (field, here) in Field::ALL.into_iter().zip(sides) {
            take(field, &changed, if here { &mut local } else { &mut remote });
            take(field, &changed, &mut both);
        }
        let merged = Experience::merge(Some(&base), &local, &remote);
        prop_assert_eq!(merged.value.differences(&both), vec![]);
        prop_assert!(merged.conflicts.is_empty());
    }

    /// Neither the order of the devices nor who deleted decides whether a record exists.
    #[test]
    fn existence_does_not_depend_on_the_order(
        base in prop::option::of(experience()),
        one in experience(),
        other in experience(),
    ) {
        let first = Experience::merge(base.as_ref(), &one, &other).value;
        let second = Experience::merge(base.as_ref(), &other, &one).value;
        prop_assert_eq!(first.is_deleted(), second.is_deleted());
        prop_assert_eq!(first.created_at, second.created_at);
    }

    #[test]
    fn an_edit_beats_a_deletion(base in experience(), title in "[x-z]", at in time()) {
        let base = Experience { deleted_at: None, ..base };
        let edited = Experience { title, ..base.clone() };
        let deleted = Experience { deleted_at: Some(at), ..base.clone() };
        for (local, remote) in [(&edited, &deleted), (&deleted, &edited)] {
            let merged = Experience::merge(Some(&base), local, remote);
            prop_assert!(!merged.value.is_deleted());
            prop_assert_eq!(&merged.value.title, &edited.title);
            prop_assert!(merged.conflicts.iter().any(|conflict| conflict.field == "deleted_at"));
        }
    }

    /// What is not kept is named: a field of either side is in the result, or in a conflict.
    #[test]
    fn nothing_disappears_unnamed(base in prop::option::of(experience()), local in experience(), remote in experience()) {
        let merged = Experience::merge(base.as_ref(), &local, &remote);
        let named = |field: &str| merged.conflicts.iter().any(|conflict| conflict.field == field);
        let before = base.as_ref();
        if merged.value.title != remote.title && before.map(|base| &base.title) != Some(&remote.title) {
            prop_assert!(named("title"));
        }
        if merged.value.text != remote.text && before.map(|base| &base.text) != Some(&remote.text) {
            prop_assert!(named("text"));
        }
        for bullet in &remote.bullets {
            let known = before.is_some_and(|base| base.bullets.iter().any(|one| one.text == bullet.text));
            let stands = merged.value.bullets.iter().any(|one| one.text == bullet.text);
            prop_assert!(known || stands || named("bullets"));
        }
    }

    /// Whatever became of its place, its text, its tags and its translations on either side.
    #[test]
    fn each_part_of_a_bullet_survives(
        bullets in bullets(),
        moves in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..3),
        here in prop::collection::vec(0..4_u8, 5),
        there in prop::collection::vec(0..4_u8, 5),
    ) {
        let tag: LanguageTag = "ar".parse().unwrap();
        // A text that was changed and moved by one device is another bullet.
        let here = if moves.is_empty() { here } else { here.iter().map(|change| change / 2 * 2).collect() };
        let change = |side: &mut [Bullet], changes: &[u8], skipped: &[u8]| {
            for ((bullet, change), _) in side.iter_mut().zip(changes).zip(skipped).filter(|((_, one), other)| one != other) {
                match change {
                    1 => bullet.text.push_str(" changed"),
                    2 => bullet.tags.push("new".to_owned()),
                    3 => drop(bullet.translations.insert(tag.clone(), Translated::new("new", Some("")))),
                    _ => {}
                }
            }
        };
        let (mut local, mut remote, mut expected) = (bullets.clone(), bullets.clone(), bullets.clone());
        change(&mut local, &here, &[4; 5]);
        // The same part of one bullet is changed by one side only.
        change(&mut remote, &there, &here);
        change(&mut expected, &here, &[4; 5]);
        change(&mut expected, &there, &here);
        for (from, to) in &moves {
            for list in [&mut local, &mut expected] {
                if !list.is_empty() {
                    let moved = list.remove(from.index(list.len()));
                    list.insert(to.index(list.len() + 1), moved);
                }
            }
        }
        let merged = Experience::merge(Some(&with(&bullets)), &with(&local), &with(&remote));
        prop_assert_eq!(merged.value.bullets, expected);
        prop_assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
    }

    #[test]
    fn an_order_of_two_devices_loses_and_doubles_no_bullet(
        bullets in bullets(),
        (one, other) in (any::<u64>(), any::<u64>()),
    ) {
        let mixed = |mut order: u64| {
            let mut rest = bullets.clone();
            let mut mixed = Vec::new();
            while !rest.is_empty() {
                let count = u64::try_from(rest.len()).unwrap();
                mixed.push(rest.remove(usize::try_from(order % count).unwrap()));
                order /= count;
            }
            mixed
        };
        let merged = Experience::merge(Some(&with(&bullets)), &with(&mixed(one)), &with(&mixed(other)));
        let (mut merged, mut expected) = (merged.value.bullets, bullets);
        merged.sort();
        expected.sort();
        prop_assert_eq!(merged, expected);
    }

    /// An edit of the original on one device and of its translation on another both survive, and the translation is
    /// known to be older.
    #[test]
    fn an_original_and_its_translation_are_changed_apart(base in experience(), at in any::<prop::sample::Index>()) {
        let tag: LanguageTag = "fr".parse().unwrap();
        let base = Experience { deleted_at: None, ..base };
        let (mut here, mut there) = (base.clone(), base.clone());
        "new title".clone_into(&mut here.title);
        let title = Some(Translated::new("nouveau", Some(&base.title)));
        there.translations.entry(tag.clone()).or_default().title = title.clone();
        if !base.bullets.is_empty() {
            let at = at.index(base.bullets.len());
            "new text".clone_into(&mut here.bullets[at].text);
            let text = Translated::new("nouveau", Some(&base.bullets[at].text));
            there.bullets[at].translations.insert(tag.clone(), text);
        }
        for (local, remote) in [(&here, &there), (&there, &here)] {
            let merged = Experience::merge(Some(&base), local, remote);
            prop_assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
            let value = merged.value;
            prop_assert_eq!((&value.title, &value.translations[&tag].title), (&here.title, &title));
            prop_assert!(title.as_ref().unwrap().is_outdated(value.prose(Prose::Title)));
            for ((bullet, here), there) in value.bullets.iter().zip(&here.bullets).zip(&there.bullets) {
                prop_assert_eq!((&bullet.text, &bullet.translations), (&here.text, &there.translations));
            }
        }
    }

    #[test]
    fn sets_keep_what_either_side_added(base in words(), local in words(), remote in words()) {
        let merged = merge_set(&base, &local, &remote);
        for word in local.iter().chain(&remote).filter(|word| !base.contains(word)) {
            prop_assert!(merged.contains(word));
        }
        for word in base.iter().filter(|word| !local.contains(word) || !remote.contains(word)) {
            prop_assert!(!merged.contains(word));
        }
        let mut sorted = merge_set(&base, &remote, &local);
        let mut expected = merged;
        sorted.sort();
        expected.sort();
        prop_assert_eq!(sorted, expected);
    }

    #[test]
    fn lists_keep_insertions_of_both_sides(base in words(), at in 0..6_usize, other in 0..6_usize) {
        let base: Vec<_> = base.into_iter().map(Bullet::new).collect();
        let insert = |at: usize, text: &str| {
            let mut list = base.clone();
            list.insert(at.min(base.len()), Bullet::new(text));
            list
        };
        let (local, remote) = (insert(at, "here"), insert(other, "there"));
        let merged = bullets::merge(&base, &local, &remote);
        prop_assert!(!merged.conflict);
        prop_assert_eq!(merged.bullets.len(), base.len() + 2);
        prop_assert!(["here", "there"].iter().all(|new| merged.bullets.contains(&Bullet::new(*new))));
    }

    #[test]
    fn documents_merge_key_by_key(
        kind in prop::sample::select(DocumentKind::ALL.to_vec()),
        base in object(),
        local in object(),
        remote in object(),
    ) {
        let document = |body: &Map<String, Value>| document(kind, body.clone());
        let (base, local, remote) = (document(&base), document(&local), document(&remote));
        prop_assert!(Document::merge(Some(&base), &base, &remote).value.same_content(&remote));
        prop_assert!(Document::merge(Some(&base), &local, &base).value.same_content(&local));
        let merged = Document::merge(Some(&base), &local, &remote);
        for (key, value) in &remote.body {
            if local.body.get(key) == base.body.get(key) {
                prop_assert_eq!(merged.value.body.get(key), Some(value));
            }
        }
    }

    #[test]
    fn an_edit_of_a_document_beats_its_deletion(body in object(), at in time()) {
        let base = document(DocumentKind::Variant, body);
        let deleted = Document { deleted_at: Some(at), ..base.clone() };
        let mut edited = base.clone();
        edited.body.insert("new".to_owned(), json!("text"));
        for (local, remote) in [(&edited, &deleted), (&deleted, &edited)] {
            let merged = Document::merge(Some(&base), local, remote);
            prop_assert_eq!(&merged.value.body, &edited.body);
            prop_assert_eq!(merged.value.deleted_at, None);
            prop_assert!(merged.conflicts.iter().any(|conflict| conflict.field == "deleted_at"));
        }
        prop_assert_eq!(Document::merge(Some(&base), &base, &deleted).value.deleted_at, Some(at));
    }
}

fn with(bullets: &[Bullet]) -> Experience {
    let bullets = bullets.to_vec();
    Experience { bullets, ..Experience::new(Uuid::nil(), Kind::Work, "one", Timestamp::UNIX_EPOCH) }
}

fn document(kind: DocumentKind, body: Map<String, Value>) -> Document {
    Document::new(DocumentKey { kind, id: "one".to_owned() }, body, Timestamp::UNIX_EPOCH)
}

#[test]
fn what_both_changed_differently_is_the_later_syncers_and_is_named() {
    let base = Experience::new(Uuid::nil(), Kind::Work, "Cook", Timestamp::UNIX_EPOCH);
    let local = Experience { title: "Chef".to_owned(), ..base.clone() };
    let remote = Experience { title: "Baker".to_owned(), location: Some("Bonn".to_owned()), ..base.clone() };
    let merged = Experience::merge(Some(&base), &local, &remote);
    assert_eq!((merged.value.title.as_str(), merged.value.location.as_deref()), ("Chef", Some("Bonn")));
    let [conflict] = merged.conflicts.as_slice() else { unreachable!("one field was changed by both") };
    assert_eq!((&conflict.kept, &conflict.other), (&json!("Chef"), &json!("Baker")));
}

#[test]
fn objects_within_objects_are_merged_too() {
    let profile = |body: Value| Document::profile(body.as_object().unwrap().clone(), Timestamp::UNIX_EPOCH);
    let base = profile(json!({"basics": {"name": "Ada", "email": "a@old"}}));
    let local = profile(json!({"basics": {"name": "Ada L.", "email": "a@old"}}));
    let remote = profile(json!({"basics": {"name": "Ada", "email": "a@new"}}));
    let merged = Document::merge(Some(&base), &local, &remote);
    assert_eq!(Value::Object(merged.value.body), json!({"basics": {"name": "Ada L.", "email": "a@new"}}));
    assert!(merged.conflicts.is_empty());
}

#[test]
fn every_text_counts_for_the_size() {
    let long = || "x".repeat(1000);
    let mut value = Experience::new(Uuid::nil(), Kind::Work, "one", Timestamp::UNIX_EPOCH);
    for (field, change) in [
        ("title", (|value, text| value.title = text) as fn(&mut Experience, String)),
        ("organization", |value, text| value.organization = Some(text)),
        ("location", |value, text| value.location = Some(text)),
        ("url", |value, text| value.url = Some(text)),
        ("text", |value, text| value.text = Some(text)),
        ("bullets", |value, text| value.bullets.push(Bullet::new(text))),
        ("tags of bullets", |value, text| {
            value.bullets.push(Bullet { tags: vec![text], ..Bullet::new("") });
        }),
        ("skills", |value, text| value.skills.push(text)),
        ("tags", |value, text| value.tags.push(text)),
        ("translations", |value, text| {
            let text = Some(Translated::new(text, None));
            value.translations.entry("de".parse().unwrap()).or_default().text = text;
        }),
        ("translations of bullets", |value, text| {
            let translations = [("de".parse().unwrap(), Translated::new(text, None))].into();
            value.bullets.push(Bullet { translations, ..Bullet::new("") });
        }),
        ("metadata", |value, text| drop(value.metadata.insert("x".to_owned(), json!([[], text])))),
    ] {
        let before = value.size();
        change(&mut value, long());
        assert!(value.size() >= before + 900, "{field}");
    }
}
