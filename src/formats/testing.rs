//! What the tests of the formats share: arbitrary records and documents.

use jiff::Timestamp;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Change, FormatError, Incoming, InputFormat, Plan, Reading, Upload, plan, read};
use crate::domain::{
    Bullet, Document, Experience, Kind, LanguageTag, PartialDate, Prose, Translated, Translation,
    Translations, place,
};

pub(crate) const NOW: &str = "2026-03-01T10:00:00Z";

pub(crate) fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// Reads a file that must be right.
pub(crate) fn parse(bytes: &[u8], format: InputFormat) -> Result<Incoming, FormatError> {
    let reading = read(&Upload::from(bytes), format)?;
    reading.problems.into_iter().next().map_or(Ok(reading.incoming), Err)
}

/// Imports a file that must be right. A second import changes nothing.
pub(crate) fn taken(upload: &Upload) -> (Store, Reading) {
    let reading = read(upload, InputFormat::Auto).unwrap();
    assert_eq!(reading.problems, []);
    let mut store = Store::default();
    store.carry_out(&plan(reading.incoming.clone(), &[], None, now(), &mut counting(1)));
    let again =
        plan(reading.incoming.clone(), &store.living(), store.profile.as_ref(), now(), &mut counting(99));
    assert!(again.is_empty(), "{again:?}");
    (store, reading)
}

/// Fields of a record by their names, such as `title bullets`: bullets as their texts, and null where there is nothing.
pub(crate) fn brief(one: &Experience, fields: &str) -> Value {
    let whole = json!(one);
    let field = |name: &str| match name {
        "bullets" => one.bullets.iter().map(|bullet| bullet.text.as_str()).collect(),
        "skills" => json!(one.skills),
        name => whole[name].clone(),
    };
    fields.split(' ').map(field).collect()
}

/// Ids that count up from `first`.
pub(crate) fn counting(first: u128) -> impl FnMut() -> Uuid {
    let mut next = first;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

/// A store, to carry plans out on.
#[derive(Debug, Default, Clone)]
pub(crate) struct Store {
    pub(crate) experiences: Vec<Experience>,
    pub(crate) profile: Option<Document>,
}

impl Store {
    pub(crate) fn carry_out(&mut self, plan: &Plan) {
        for change in &plan.changes {
            match change {
                Change::Add(value) => {
                    value.validate().unwrap();
                    assert!(self.experiences.iter().all(|one| one.id != value.id));
                    self.experiences.push(value.clone());
                }
                Change::Update(value, _) => {
                    value.validate().unwrap();
                    *self.experiences.iter_mut().find(|one| one.id == value.id).unwrap() = value.clone();
                }
            }
        }
        if let Some(profile) = &plan.profile {
            self.profile = Some(profile.clone());
        }
    }

    pub(crate) fn document(&self) -> Option<&Map<String, Value>> {
        self.profile.as_ref().map(|profile| &profile.body)
    }

    /// The records in the order of a document, in brief.
    pub(crate) fn briefly(&self, fields: &str) -> Value {
        place::sections(&self.experiences).into_iter().map(|one| brief(one, fields)).collect()
    }

    /// The records as an exporter gets them.
    pub(crate) fn in_order(&self) -> Vec<Experience> {
        place::sections(&self.experiences).into_iter().cloned().collect()
    }

    pub(crate) fn of(&self, kind: Kind) -> Vec<&Experience> {
        place::section(&self.experiences, kind)
    }

    pub(crate) fn living(&self) -> Vec<&Experience> {
        self.experiences.iter().collect()
    }
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[a-z]{1,4}",
        "[^\0]{0,12}",
        Just("  \u{feff}\"\\\u{1f9ed}é\u{202e}\n\t\u{7f} ".to_owned()),
    ]
}

fn filled() -> impl Strategy<Value = String> {
    text().prop_filter("empty is absent", |text| !text.is_empty())
}

pub(crate) fn json() -> impl Strategy<Value = Value> {
    let number = prop::sample::select(vec![
        "0",
        "-0",
        "1.0",
        "1e400",
        "1E+2",
        "-12.5e-3",
        "123456789012345678901234567890",
        "0.1000",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number.prop_map(|text| serde_json::from_str(text).unwrap()),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(text(), inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

pub(crate) fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(Kind::ALL.to_vec())
}

pub(crate) fn date() -> impl Strategy<Value = PartialDate> {
    prop::sample::select(vec!["2014", "2014-01", "2014-01-01", "1999-12-31", "2020-02-29"])
        .prop_map(|text| text.parse().unwrap())
}

fn tags() -> impl Strategy<Value = Vec<String>> {
    vec(filled(), 0..3)
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0..4_000_000_000_000_000_i64).prop_map(|micros| Timestamp::from_microsecond(micros).unwrap())
}

fn language() -> impl Strategy<Value = LanguageTag> {
    prop::sample::select(vec!["de", "de-AT", "ar"]).prop_map(|tag| tag.parse().unwrap())
}

fn translated() -> impl Strategy<Value = Translated> {
    let new = |(text, original): (String, Option<Option<String>>)| match original {
        Some(original) => Translated::new(text, original.as_deref()),
        None => Translated { text, of: None },
    };
    (filled(), option::of(option::of(text()))).prop_map(new)
}

fn translations() -> impl Strategy<Value = Translations<Translation>> {
    let texts = vec((prop::sample::select(Prose::ALL.to_vec()), translated()), 1..3);
    let translation = texts.prop_map(|texts| {
        let mut translation = Translation::default();
        texts.into_iter().for_each(|(prose, text)| *translation.get_mut(prose) = Some(text));
        translation
    });
    btree_map(language(), translation, 0..2)
}

/// A normalised record; its metadata has private keys and none with the name of a field.
pub(crate) fn experience() -> impl Strategy<Value = Experience> {
    let metadata = btree_map("(x|_)[a-z]{0,2}", json(), 0..4);
    let names =
        (any::<u128>(), kind(), text(), option::of(filled()), option::of(filled()), option::of(filled()));
    let dates = (option::of(date()), option::of(date()), time(), time(), option::of(time()));
    let bullet = (text(), tags(), btree_map(language(), translated(), 0..2))
        .prop_map(|(text, tags, translations)| Bullet { text, tags, translations });
    let lists =
        (vec(bullet, 0..4), vec(text(), 0..4), tags(), option::of(filled()), metadata, translations());
    (names, dates, lists).prop_map(|(names, dates, lists)| {
        let (id, kind, title, organization, location, url) = names;
        let (start_date, end_date, created_at, updated_at, deleted_at) = dates;
        let (bullets, skills, tags, text, metadata, translations) = lists;
        let metadata = metadata.into_iter().collect();
        let id = Uuid::from_u128(id);
        let mut experience = Experience {
            id,
            kind,
            title,
            organization,
            location,
            url,
            start_date,
            end_date,
            text,
            bullets,
            skills,
            tags,
            metadata,
            translations,
            created_at,
            updated_at,
            deleted_at,
        };
        experience.normalise();
        experience
    })
}

/// Makes the ids all different.
pub(crate) fn number(experiences: &mut [Experience]) {
    for (id, experience) in (1..).zip(experiences) {
        experience.id = Uuid::from_u128(id);
    }
}
