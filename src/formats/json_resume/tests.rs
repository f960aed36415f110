mod reading;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::layout::{Slot, keys};
use super::*;
use crate::domain::Bullet;
use crate::formats::Place;
use crate::formats::testing::{Store, counting, date, experience, json as any_json, now, text};
use crate::formats::{InputFormat, Reading, Upload, parse, plan};

const TANAKA: &str = include_str!("../../../tests/samples/tanaka.json");
const ODDITIES: &str = include_str!("../../../tests/samples/oddities.json");

fn open(bytes: &[u8], format: InputFormat) -> Result<Reading, FormatError> {
    crate::formats::read(&Upload::from(bytes), format)
}

fn read(text: &str) -> Result<Incoming, FormatError> {
    parse(text.as_bytes(), InputFormat::JsonResume)
}

fn refused(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

fn import(store: &mut Store, document: &Value) -> crate::formats::Plan {
    let parsed = read(&document.to_string()).unwrap();
    let first = store.experiences.len() as u128 * 1000;
    let plan = plan(parsed, &store.living(), store.profile.as_ref(), now(), &mut counting(first));
    store.carry_out(&plan);
    // As after a trip through a file.
    store.experiences = serde_json::from_str(&serde_json::to_string(&store.experiences).unwrap()).unwrap();
    plan
}

fn export(store: &Store) -> Value {
    let file = JsonResume.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    serde_json::from_slice(&file.bytes).unwrap()
}

fn list() -> impl Strategy<Value = Value> {
    vec(text(), 0..4).prop_map(Value::from)
}

fn key_name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("_json_resume".to_owned()),
        Just("area".to_owned()),
        Just("highlights".to_owned()),
        "_?[a-z]{0,3}",
        text(),
    ]
}

fn field_value(slot: Slot, standard: bool) -> BoxedStrategy<Value> {
    let fitting = match slot {
        // The schema refuses all else.
        Slot::Start | Slot::End if standard => return date().prop_map(|date| json!(date)).boxed(),
        Slot::Start => prop_oneof![date().prop_map(|date| json!(date)), Just(json!(""))].boxed(),
        Slot::End => {
            prop_oneof![date().prop_map(|date| json!(date)), Just(json!("Present")), Just(json!(""))].boxed()
        }
        Slot::Bullets | Slot::Skills => {
            prop_oneof![list(), Just(json!(["a", "a", "b"])), Just(json!([]))].boxed()
        }
        _ => text().prop_map(Value::from).boxed(),
    };
    let fitting = prop_oneof![4 => fitting, 1 => Just(Value::Null)];
    if standard { fitting.boxed() } else { prop_oneof![fitting, any_json()].boxed() }
}

fn item(kind: Kind) -> impl Strategy<Value = Value> {
    let fields: Vec<_> = keys(kind)
        .into_iter()
        .map(|key| option::of(field_value(key.slot, key.standard).prop_map(move |value| (key.name, value))))
        .collect();
    let others = btree_map(key_name(), any_json(), 0..3);
    let dated =
        btree_map(prop::sample::select(vec!["company", "website", "gpa", "level", "score"]), text(), 0..3);
    (others, dated, fields).prop_map(move |(others, dated, fields)| {
        let mut item: Map<String, Value> =
            others.into_iter().filter(|(name, _)| keys(kind).iter().all(|key| key.name != name)).collect();
        item.extend(dated.into_iter().map(|(name, value)| (name.to_owned(), json!(value))));
        item.extend(fields.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)));
        Value::Object(item)
    })
}

fn section(kind: Kind) -> impl Strategy<Value = Option<(String, Value)>> {
    // Few different items, so that there are equal ones.
    let items = vec(item(kind), 1..4).prop_flat_map(|items| vec(prop::sample::select(items), 1..4));
    let section = prop_oneof![2 => items.prop_map(Value::from), 1 => Just(json!([])), 1 => Just(Value::Null)];
    option::of(section.prop_map(move |section| (kind.section().to_owned(), section)))
}

fn document_value() -> impl Strategy<Value = Value> {
    let sections: Vec<_> = Kind::ALL.into_iter().map(section).collect();
    let basics = option::of(btree_map(text(), any_json(), 0..3));
    (btree_map(key_name(), any_json(), 0..3), basics, sections).prop_map(|(others, basics, sections)| {
        let mut document: Map<String, Value> = others.into_iter().collect();
        document.extend(sections.into_iter().flatten());
        document.extend(basics.map(|basics| ("basics".to_owned(), basics.into_iter().collect())));
        Value::Object(document)
    })
}

fn count(document: &Value) -> usize {
    Kind::ALL.iter().filter_map(|kind| document.get(kind.section())?.as_array()).map(Vec::len).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_comes_in_goes_out_and_comes_in_again_unchanged(document in document_value()) {
        let mut store = Store::default();
        let plan = import(&mut store, &document);
        prop_assert_eq!(plan.added(), count(&document));
        prop_assert_eq!(export(&store), document.clone());
        for one in &store.experiences {
            let mut normal = one.clone();
            normal.normalise();
            prop_assert_eq!(&normal, one);
        }

        store.experiences.reverse();
        let again = import(&mut store, &document);
        prop_assert!(again.is_empty(), "{:?}", again);
        prop_assert_eq!((again.unchanged, again.ids), (count(&document), plan.ids));
    }

    #[test]
    fn a_section_in_another_order_is_taken_over(
        (items, shuffled) in vec(item(Kind::Work), 1..5)
            .prop_flat_map(|items| (Just(items.clone()), Just(items).prop_shuffle()))
    ) {
        let document = json!({ "work": items });
        let shuffled = json!({ "work": shuffled });
        let mut store = Store::default();
        import(&mut store, &document);
        let plan = import(&mut store, &shuffled);
        prop_assert_eq!(plan.added(), 0);
        prop_assert_eq!(export(&store), shuffled.clone());
        prop_assert!(import(&mut store, &shuffled).is_empty());
    }

    #[test]
    fn one_file_after_another_leaves_both_there(
        (first, second) in vec(item(Kind::Work), 1..4).prop_flat_map(|pool| {
            let mut pool = pool;
            // Some that differ only in what does not tell one from another.
            let others: Vec<_> = pool.iter().map(|item| {
                let mut item = item.clone();
                item["summary"] = json!("edited");
                item
            }).collect();
            pool.extend(others);
            let section = vec(prop::sample::select(pool), 1..6);
            (section.clone(), section)
        })
    ) {
        let mut store = Store::default();
        import(&mut store, &json!({ "work": first }));
        import(&mut store, &json!({ "work": second }));
        let exported = export(&store);
        let mut left = exported["work"].as_array().unwrap().iter();
        prop_assert!(second.iter().all(|item| left.any(|there| there == item)), "{exported}");
        let again = import(&mut store, &json!({ "work": second }));
        prop_assert!(again.is_empty(), "{:?}", again);
    }

    #[test]
    fn deleted_items_come_back(document in document_value()) {
        let mut store = Store::default();
        import(&mut store, &document);
        store.experiences.iter_mut().for_each(|one| one.deleted_at = Some(now()));
        let plan = import(&mut store, &document);
        prop_assert_eq!((plan.added(), plan.updated()), (0, count(&document)));
        prop_assert_eq!(export(&store), document);
    }

    #[test]
    fn records_made_here_survive_but_for_their_tags(experiences in vec(experience(), 0..6)) {
        let mut store = Store { experiences, profile: None };
        store.experiences.retain(|one| !one.is_deleted());
        let document = export(&store);
        let before = store.experiences.clone();
        prop_assert!(import(&mut store, &document).changes.is_empty());
        prop_assert_eq!(&store.experiences, &before);

        let mut elsewhere = Store::default();
        import(&mut elsewhere, &document);
        prop_assert_eq!(export(&elsewhere), document);
        let content = |one: &Experience| {
            let mut one = one.clone();
            (one.id, one.created_at, one.updated_at) = (Uuid::nil(), now(), now());
            one.tags.clear();
            one.translations.clear();
            for bullet in &mut one.bullets {
                bullet.tags.clear();
                bullet.translations.clear();
            }
            one.metadata.retain(|key, _| !key.starts_with('_'));
            serde_json::to_string(&one).unwrap()
        };
        let sorted = |store: &Store| {
            let mut contents: Vec<_> = store.experiences.iter().map(content).collect();
            contents.sort();
            contents
        };
        prop_assert_eq!(sorted(&elsewhere), sorted(&store));
    }

    #[test]
    fn an_edit_wins_over_what_the_file_had(item in item(Kind::Project), edit in experience()) {
        let mut store = Store::default();
        import(&mut store, &json!({ "projects": [item] }));
        let one = &mut store.experiences[0];
        one.title = edit.title;
        one.text = edit.text;
        one.skills = edit.skills;
        one.bullets = edit.bullets;
        one.start_date = edit.start_date;
        one.end_date = edit.end_date;
        let edited = one.clone();

        let mut elsewhere = Store::default();
        import(&mut elsewhere, &export(&store));
        let back = &elsewhere.experiences[0];
        let texts = |bullets: &[Bullet]| bullets.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
        prop_assert_eq!(&back.title, &edited.title);
        prop_assert_eq!(&back.text, &edited.text);
        prop_assert_eq!(&back.skills, &edited.skills);
        prop_assert_eq!(texts(&back.bullets), texts(&edited.bullets));
        prop_assert_eq!((back.start_date, back.end_date), (edited.start_date, edited.end_date));
    }

    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]{}\",:0-9a-z\\\\ \n\u{feff}é-]{0,40}", cut in 0..3000_usize) {
        let _ = read(&text);
        let _ = open(text.as_bytes(), InputFormat::Auto);
        let _ = open(&ODDITIES.as_bytes()[..cut.min(ODDITIES.len())], InputFormat::Auto);
    }
}

#[test]
fn the_samples_come_back_equal() {
    for sample in [TANAKA, ODDITIES] {
        let document: Value = serde_json::from_str(sample).unwrap();
        let mut store = Store::default();
        import(&mut store, &document);
        let mut valid = document.clone();
        // No date that the schema refuses comes back.
        for item in valid["work"].as_array_mut().unwrap() {
            let refused = |value: &Value| [json!(null), json!(""), json!("present")].contains(value);
            item.as_object_mut().unwrap().retain(|key, value| !key.ends_with("Date") || !refused(value));
        }
        assert_eq!(export(&store), valid);
        assert!(import(&mut store, &document).is_empty());
    }
}

#[test]
fn the_keys_are_written_in_a_readers_order() {
    let mut store = Store::default();
    import(&mut store, &serde_json::from_str(TANAKA).unwrap());
    let file = JsonResume.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    assert_eq!(String::from_utf8(file.bytes).unwrap(), TANAKA);
}

#[test]
fn older_keys_are_added_beside_the_ones_that_took_their_place() {
    let mut store = Store::default();
    import(
        &mut store,
        &json!({"basics": {"url": "https://ada.example"}, "work": [{"name": "Acme", "url": "https://acme.example"}],
            "education": [{"institution": "MIT", "url": "https://mit.example", "score": "1.0"}],
            "skills": [{"name": "Rust"}], "projects": [{"name": "Engine", "website": "https://old.example"}]}),
    );
    let file = LegacyJsonResume.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    let written: Value = serde_json::from_slice(&file.bytes).unwrap();
    assert_eq!(
        written,
        json!({"basics": {"url": "https://ada.example", "website": "https://ada.example"},
            "work": [{"name": "Acme", "company": "Acme", "url": "https://acme.example", "website": "https://acme.example"}],
            "education": [{"institution": "MIT", "url": "https://mit.example", "website": "https://mit.example", "score": "1.0"}],
            "skills": [{"name": "Rust"}], "projects": [{"name": "Engine", "website": "https://old.example"}]})
    );
    assert_eq!(import(&mut store, &written).added(), 0);
}

#[test]
fn fields_and_metadata_hold_what_the_item_says() {
    let mut store = Store::default();
    import(
        &mut store,
        &json!({"education": [{
            "institution": "Reed College", "area": "Botany", "studyType": "Bachelor", "startDate": "2009",
            "endDate": "present", "score": 3.5, "courses": [], "keywords": ["moss", "moss"], "url": null, "_x": 1
        }]}),
    );
    let one = &store.experiences[0];
    assert_eq!(one.title, "Bachelor");
    assert_eq!(one.organization.as_deref(), Some("Reed College"));
    assert_eq!((one.start_date, one.end_date), ("2009".parse().ok(), None));
    assert_eq!(one.skills, ["moss"]);
    let mut metadata = one.metadata.clone();
    assert_eq!(metadata.remove("_import").unwrap()["format"], "json-resume");
    assert_eq!(
        Value::Object(metadata),
        json!({"area": "Botany", "score": 3.5, "_json_resume": {"item": {
            "_x": 1, "courses": [], "keywords": ["moss", "moss"], "url": null
        }}})
    );
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let cases = [
        (
            "{\"work\": [\n  {\"startDate\": \"Marhc 2014\"}]}",
            "`work[0].startDate` is not a date such as `2024-03`: `Marhc 2014` at 2:17",
        ),
        (
            "{\"work\": [{\"startDate\": [2014]}]}",
            "`work[0].startDate` is not a date such as `\"2024-03\"` at 1:25",
        ),
        ("{\"work\": [{\"é\": 1, \"name\": []}]}", "`work[0].name` is not a string at 1:28"),
        ("{\"skills\": [{\"keywords\": [\"a\", 1]}]}", "`skills[0].keywords[1]` is not a string at 1:32"),
        ("{\"work\": {}}", "`work` is an object, not an array at 1:10"),
        ("{\"work\": [1]}", "`work[0]` is a number, not an object at 1:11"),
        ("{\"basics\": \"me\"}", "`basics` is a string, not an object at 1:12"),
        (
            "{\"x\": {\"a.b\": [{\"c\": 1, \"\\u0063\": 2}]}}",
            "`x[\"a.b\"][0].c` stands twice in one object at 1:25",
        ),
        (
            "{\"work\": [{\"summary\": \"a\\u0000\"}]}",
            "`work[0].summary` holds a NUL character, which no database can store at 1:23",
        ),
        (
            "{\"work\": [{\"a\\u0000\": 1}]}",
            "`work[0]` holds a NUL character, which no database can store at 1:12",
        ),
        ("{\"x\": \"\\ud800\"}", "the text is not JSON: unexpected end of hex escape at 1:14"),
        ("{\"x\": [1,\n 2", "the text is not JSON: EOF while parsing a list at 2:2"),
        ("", "the file is empty at 1:1"),
        ("\u{feff}{\"work\": 1}", "`work` is a number, not an array at 1:10"),
        ("[1]", "a résumé is an object, not an array, at 1:1"),
        (
            "{\"$serde_json::private::Number\": \"1\"}",
            "`[\"$serde_json::private::Number\"]` is a reserved key at 1:2",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(refused(text), message);
    }
    assert_eq!(
        open(b"{\"a\":\n \"\xff\"}", InputFormat::Auto).unwrap_err().to_string(),
        "the text is not UTF-8 at 2:3"
    );
    let bomb = "[".repeat(100_000);
    assert_eq!(refused(&bomb), "the text is not JSON: recursion limit exceeded at 1:128");
    let deep = format!("{{\"work\": [{{\"x\": {}{}}}]}}", "[".repeat(40), "]".repeat(40));
    let error = read(&deep).unwrap_err();
    assert_eq!((error.path.as_deref(), error.place), (Some("work[0]"), Some(Place { line: 1, column: 11 })));
    assert!(error.message.starts_with("cannot be kept: its `metadata.x"), "{error}");
    assert!(read(&format!("{{\"basics\": {{\"x\": {}{}}}}}", "[".repeat(40), "]".repeat(40))).is_err());
}

#[test]
fn metadata_named_like_a_field_fills_it_or_gives_way() {
    let mut one = Experience::new(Uuid::from_u128(1), Kind::Work, "Cook", now());
    one.text = Some("Cooks.".to_owned());
    one.metadata = serde_json::from_value(json!({
        "name": "Inn", "summary": "no room", "startDate": "long ago", "keywords": 5, "organization": "Guild",
        "_private": 1, "_json_resume": {"position": "odd", "item": {"courses": [], "endDate": null, "_kept": 1}}
    }))
    .unwrap();
    let store = Store { experiences: vec![one], profile: None };
    let item = json!({"position": "Cook", "name": "Inn", "summary": "Cooks.", "keywords": 5, "organization": "Guild",
        "_kept": 1});
    assert_eq!(export(&store), json!({ "work": [item] }));
    assert!(read(&export(&store).to_string()).is_ok());
}

#[test]
fn records_made_here_stand_among_those_of_a_file_by_their_dates() {
    let mut store = Store::default();
    import(&mut store, &json!({"work": [{"position": "filed", "startDate": "2005", "endDate": "2006"}]}));
    for (id, start) in [(1, "2001"), (2, ""), (3, "2010-05")] {
        let mut one = Experience::new(Uuid::from_u128(id), Kind::Work, start, now());
        one.start_date = start.parse().ok();
        one.end_date = one.start_date;
        store.experiences.push(one);
    }
    let titles: Vec<_> =
        place::section(&store.experiences, Kind::Work).into_iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["2010-05", "filed", "2001", ""]);
}

#[test]
fn numbers_of_the_person_are_texts_and_other_types_are_refused() {
    let file = r#"{"basics": {"name": "Ada", "phone": 493012345678, "location": {"postalCode": 10115, "city": "Berlin"},
        "profiles": [{"network": "GitHub", "username": 4711}]}}"#;
    let mut store = Store::default();
    store.carry_out(&plan(read(file).unwrap(), &[], None, now(), &mut counting(1)));
    assert_eq!(
        store.document().unwrap()["basics"],
        json!({"name": "Ada", "phone": "493012345678", "location": {"postalCode": "10115", "city": "Berlin"},
            "profiles": [{"network": "GitHub", "username": "4711"}]})
    );
    let wrong = r#"{"basics": {"name": ["Ada"], "email": true, "location": 5, "profiles": {}}}"#;
    let problems = open(wrong.as_bytes(), InputFormat::Auto).unwrap().problems;
    let told: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "`basics.name` is an array, not a string at 1:21",
            "`basics.email` is a boolean, not a string at 1:39",
            "`basics.location` is a number, not an object at 1:57",
            "`basics.profiles` is an object, not an array at 1:72"
        ]
    );
}

#[test]
fn keys_that_people_write_for_others_are_read_and_come_back() {
    let file = json!({
        "basics": {"name": "Ada", "website": "https://ada.test"},
        "work": [{"company": "Acme", "title": "Nurse"}],
        "education": [{"institution": "TU", "degree": "BSc"}],
        "projects": [{"title": "Ward app"}],
        "talks": [{"title": "Wounds"}]
    });
    let reading = open(file.to_string().as_bytes(), InputFormat::Auto).unwrap();
    assert_eq!(
        reading.notices,
        [
            "`talks` is no section of JSON Resume: it was kept as it is, and documents do not show it; did you mean `publications`?"
        ]
    );
    let mut store = Store::default();
    store.carry_out(&plan(reading.incoming, &[], None, now(), &mut counting(1)));
    assert_eq!(
        store.briefly("title organization"),
        json!([["Nurse", "Acme"], ["BSc", "TU"], ["Ward app", null]])
    );
    let written = JsonResume.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&written.bytes).unwrap(), file);
}

#[test]
fn a_file_in_the_usual_order_keeps_it_after_one_that_lists_the_oldest_first() {
    let item = |name: &str, start: &str| json!({"name": name, "startDate": start});
    let mut store = Store::default();
    import(&mut store, &json!({"work": [item("A", "2014-01"), item("B", "2014-01-01")]}));
    let second = [item("C", "2014-01-01"), item("D", "2014-01")];
    import(&mut store, &json!({ "work": second }));
    let exported = export(&store);
    let mut left = exported["work"].as_array().unwrap().iter();
    assert!(second.iter().all(|item| left.any(|there| there == item)), "{exported}");
    assert!(import(&mut store, &json!({ "work": second })).is_empty());
}
