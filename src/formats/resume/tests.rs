use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::formats::testing::{experience, json as any_json, now, number, text};
use crate::formats::{InputFormat, parse};

const BACKUP: &str = include_str!("../../../tests/samples/backup.json");
const ID: &str = "3f2a9c1e-5b7d-4e80-9a6b-0c1d2e3f4a5b";

fn read(text: &str) -> Result<Backup, FormatError> {
    let Incoming { profile, items } = parse(text.as_bytes(), InputFormat::Resume)?;
    let Items::Records(experiences) = items else { unreachable!("none of these files is JSON Resume") };
    let profile = match profile {
        IncomingProfile::Whole(document) => Some(document),
        IncomingProfile::Keys(keys) => {
            assert!(keys.is_empty(), "a backup has the whole profile or none");
            None
        }
    };
    Ok(Backup { profile, experiences })
}

fn minimal() -> Value {
    json!({"id": ID, "kind": "work", "title": "Baker", "created_at": now(), "updated_at": now()})
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(
        mut experiences in vec(experience(), 0..4),
        profile in option::of(vec((text(), any_json()), 0..3)),
    ) {
        number(&mut experiences);
        let profile = profile.map(|entries| entries.into_iter().collect::<Map<_, _>>());
        let file = Resume.write(profile.as_ref(), &experiences, &Sections::default()).unwrap();
        let text = String::from_utf8(file.bytes).unwrap();
        prop_assert_eq!(read(&text).unwrap(), Backup { profile, experiences: experiences.clone() });

        let bare = serde_json::to_string(&experiences).unwrap();
        prop_assert_eq!(read(&bare).unwrap(), Backup { profile: None, experiences: experiences.clone() });
        for one in experiences {
            let mut printed = serde_json::to_value(&one).unwrap();
            printed["revision"] = json!(7);
            printed["sync"] = json!("synced");
            prop_assert_eq!(read(&printed.to_string()).unwrap().experiences, vec![one]);
        }
    }
}

#[test]
fn the_sample_is_written_as_it_stands() {
    let backup = read(BACKUP).unwrap();
    let file = Resume.write(backup.profile.as_ref(), &backup.experiences, &Sections::default()).unwrap();
    assert_eq!(String::from_utf8(file.bytes).unwrap(), BACKUP);
}

#[test]
fn what_may_be_absent_is_empty() {
    let one = &read(&minimal().to_string()).unwrap().experiences[0];
    assert!(one.bullets.is_empty() && one.metadata.is_empty() && one.organization.is_none());
    assert_eq!(read("[]").unwrap(), Backup::default());
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let with = |key: &str, value: Value| {
        let mut one = minimal();
        one[key] = value;
        json!({"format": "resume", "version": 1, "experiences": [one]}).to_string()
    };
    let refused = |text: &str| {
        let error = read(text).unwrap_err();
        (error.path.unwrap_or_default(), error.message)
    };
    let cases = [
        (with("colour", json!(1)), "experiences[0].colour", "is not a key of an experience"),
        (
            with("bullets", json!([{"text": "a", "x": 1}])),
            "experiences[0].bullets[0].x",
            "is not a key of a bullet",
        ),
        (with("bullets", json!("a")), "experiences[0].bullets", "is a string, not an array"),
        (
            with("skills", json!(["a", null])),
            "experiences[0].skills[1]",
            "is not right: invalid type: null, expected a string",
        ),
        (with("id", json!("x")), "experiences[0].id", "is not right: "),
        (with("kind", json!("job")), "experiences[0].kind", "is not right: unknown variant `job`"),
        (with("title", json!(null)), "experiences[0].title", "is not right: invalid type: null"),
        (with("start_date", json!("May")), "experiences[0].start_date", "is not right: `May` is not a date"),
        (with("created_at", json!("May")), "experiences[0].created_at", "is not right: "),
        (with("metadata", json!([])), "experiences[0].metadata", "is an array, not an object"),
        (
            r#"{"format": "resume", "version": 2, "sections": 1}"#.to_owned(),
            "version",
            "is 2: this program is older",
        ),
        (r#"{"format": "resume", "version": "1"}"#.to_owned(), "version", "is not 1"),
        (r#"{"format": "resume"}"#.to_owned(), "", "the object has no `version`"),
        (r#"{"format": "resume", "version": 1}"#.to_owned(), "", "the object has no `experiences`"),
        (
            r#"{"format": "resume", "version": 1, "experiences": [], "x": 1}"#.to_owned(),
            "x",
            "is not a key of this format",
        ),
        (
            r#"{"format": "resume", "version": 1, "experiences": [{"id": 1}]}"#.to_owned(),
            "experiences[0].id",
            "is not right",
        ),
        (
            r#"{"format": "resume", "version": 1, "experiences": [], "profile": 1}"#.to_owned(),
            "profile",
            "is a number, not an object",
        ),
        (r#"[{"kind": "work"}]"#.to_owned(), "[0]", "has no `id`"),
        (
            json!([minimal(), minimal()]).to_string(),
            "[1].id",
            "is the id of experience 0 (counted from 0) as well",
        ),
    ];
    for (text, path, message) in cases {
        let (found_path, found) = refused(&text);
        assert_eq!(found_path, path, "{text}: {found}");
        assert!(found.starts_with(message), "{text}: {found}");
    }
}
