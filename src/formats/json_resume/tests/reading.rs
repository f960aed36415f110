//! What is recognised, what is understood, and what is told of the rest.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{TANAKA, export, import, open};
use crate::domain::{Experience, Kind, Sections, place};
use crate::formats::Exporter as _;
use crate::formats::incoming::Items;
use crate::formats::testing::{Store, counting, now};
use crate::formats::{InputFormat, plan};

#[test]
fn the_format_is_recognised() {
    let ours = |text: &str| {
        open(text.as_bytes(), InputFormat::Auto)
            .is_ok_and(|reading| matches!(reading.incoming.items, Items::Records(_)))
    };
    assert!(ours(r#"{"format": "resume", "version": 1, "experiences": []}"#));
    assert!(!ours(TANAKA));
    for theirs in [
        r#"{"basics": {}}"#,
        r#"{"work": [{}, {"company": "Acme"}]}"#,
        r#"{"$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/master/schema.json"}"#,
    ] {
        assert!(open(theirs.as_bytes(), InputFormat::Auto).is_ok(), "{theirs}");
    }
    let refused = |text: &str, format| open(text.as_bytes(), format).unwrap_err().to_string();
    for (text, like) in [
        ("5", "plain text"),
        ("{}", "an empty object"),
        ("[]", "an empty array"),
        (r#"["a"]"#, "an array"),
        (r#"{"name": "left-pad", "scripts": {}}"#, "a `package.json`"),
        (r#"{"$schema": "http://json-schema.org/draft-07/schema#", "title": "x"}"#, "a JSON Schema"),
        (r#"{"compilerOptions": {}, "references": [{"path": "x"}]}"#, "a `tsconfig.json`"),
        (r#"{"work": [{"foo": 1}]}"#, "an object with the keys `work`"),
        (r#"{"a": 1, "b": 2, "c": 3, "d": 4}"#, "an object with the keys `a`, `b`, `c`, …"),
        ("%PDF-1.7", "a PDF document"),
        (
            r#"{"basicInfo": {"name": "Ada"}, "projects": [{"name": "x"}], "skills": [{"name": "SQL"}]}"#,
            "an object with the keys `basicInfo`, `projects`, `skills`",
        ),
    ] {
        assert_eq!(refused(text, InputFormat::Auto), format!("looks like {like}, not like a résumé"));
    }
    let hint = |text: &str| open(text.as_bytes(), InputFormat::Auto).unwrap_err().hint.unwrap();
    assert!(hint("{}").starts_with("reactive-resume has `basics` and `sections`; fresh has `employment"));
    assert!(hint("{}").contains("; json-resume has `basics`, or sections"));
    // Without a person, sections are enough, and so are names that are nearly right.
    for ours in [r#""note": "x""#, r#""x": []"#, r#""certifications": [{"name": "CKA"}]"#] {
        let text = format!(r#"{{"work": [{{"position": "Dev"}}], {ours}}}"#);
        assert!(open(text.as_bytes(), InputFormat::Auto).is_ok(), "{text}");
    }
    assert_eq!(refused("{}", InputFormat::Resume), "the object has no `format` at 1:1");
    assert_eq!(
        refused("%PDF-1.7", InputFormat::JsonResume),
        "looks like a PDF document, not like JSON or YAML"
    );
    assert!(open(br#"{"work": [{"foo": 1}]}"#, InputFormat::JsonResume).is_ok(), "it may be forced");
    for format in InputFormat::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
}

#[test]
fn all_problems_are_named_and_what_is_right_is_read() {
    let text = r#"{"work": [
        {"name": "Acme", "position": 5, "startDate": "2024-13", "summary": "kept"},
        {"name": "Bolt", "startDate": "01/02/2020", "endDate": "Present", "highlights": ["a", 1]}
    ], "basics": "me", "skills": [[]], "wrok": [1]}"#;
    let reading = open(text.as_bytes(), InputFormat::JsonResume).unwrap();
    let told: Vec<_> = reading
        .problems
        .iter()
        .map(|problem| format!("{problem} {}", problem.hint.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(
        told,
        [
            "`work[0].position` is not a string at 2:38 -",
            "`work[0].startDate` is not a date such as `2024-03`: `2024-13` at 2:54 did you mean `2024`?",
            "`work[1].startDate` is `01/02/2020`, which may be `2020-01-02` or `2020-02-01` at 3:39 write the one that is meant",
            "`work[1].highlights[1]` is not a string at 3:95 -",
            "`basics` is a string, not an object at 4:18 -",
            "`skills[0]` is an array, not an object at 4:35 -",
        ]
    );
    assert_eq!(
        reading.notices,
        ["`wrok` is no section of JSON Resume and was kept as it is; did you mean `work`?"]
    );
    let mut store = Store::default();
    store.carry_out(&plan(reading.incoming, &[], None, now(), &mut counting(0)));
    assert_eq!(
        export(&store),
        json!({"work": [{"name": "Acme", "summary": "kept"}, {"name": "Bolt"}], "wrok": [1]})
    );
}

#[test]
fn dates_are_read_in_other_spellings_and_written_in_the_schemas() {
    let mut store = Store::default();
    let work = |start: Value, end: Value| json!({"name": "Acme", "startDate": start, "endDate": end});
    let given = json!({"work": [
        work(json!("Mar 2019"), json!("2020-3")), work(json!("03/2018"), json!("now")),
        work(json!(2014), json!("")), work(Value::Null, json!("2015-04-30T00:00:00.000Z"))
    ]});
    import(&mut store, &given);
    let written = json!({"work": [
        {"name": "Acme", "startDate": "2019-03", "endDate": "2020-03"}, {"name": "Acme", "startDate": "2018-03"},
        {"name": "Acme", "startDate": "2014"}, {"name": "Acme", "endDate": "2015-04-30"}
    ]});
    assert_eq!(export(&store), written);
    assert!(import(&mut store, &given).is_empty());
    assert!(import(&mut store, &written).is_empty());
}

#[test]
fn an_end_before_the_start_is_told() {
    let text = r#"{"work": [{"position": "Cook", "startDate": "2020", "endDate": "2019"}]}"#;
    let reading = open(text.as_bytes(), InputFormat::Auto).unwrap();
    assert_eq!(reading.problems, []);
    assert_eq!(reading.notices, ["`Cook` ends (`2019`) before it starts (`2020`)"]);
}

#[test]
fn older_keys_fill_the_fields_and_are_written_again() {
    let document = json!({
        "work": [
            {"company": "Acme", "position": "Dev", "website": "https://a.example", "startDate": "2019"},
            {"company": "Bolt", "position": "Dev", "startDate": "2019"},
            {"company": "Both", "name": "Both", "position": "Dev"},
            {"company": "Other", "name": "One", "position": "Dev"}
        ],
        "education": [{"institution": "Reed", "gpa": "3.9"}],
        "languages": [{"language": "French", "level": "Fluent"}]
    });
    let mut store = Store::default();
    import(&mut store, &document);
    let first_job = |store: &Store| place::section(&store.experiences, Kind::Work)[0].clone();
    let acme = first_job(&store);
    assert_eq!(acme.organization.as_deref(), Some("Acme"));
    assert_eq!(acme.url.as_deref(), Some("https://a.example"));
    let extra = |kind| store.experiences.iter().find(|one| one.kind == kind).unwrap().metadata.clone();
    assert_eq!(extra(Kind::Education)["score"], "3.9");
    assert_eq!(extra(Kind::Language)["fluency"], "Fluent");
    assert_eq!(export(&store), document);

    let mut swapped = document.clone();
    swapped["work"].as_array_mut().unwrap().swap(0, 1);
    assert_eq!(import(&mut store, &swapped).added(), 0);
    let same = store.experiences.iter().find(|one| one.id == acme.id).unwrap();
    assert_eq!(same.organization, acme.organization, "no identities are exchanged");
    assert_eq!(export(&store), swapped);

    // An edit leaves nothing behind under the older name.
    let both = store.experiences.iter_mut().find(|one| one.organization.as_deref() == Some("Both")).unwrap();
    both.organization = Some("Neither".to_owned());
    assert_eq!(export(&store)["work"][2], json!({"name": "Neither", "position": "Dev"}));
}

#[test]
fn what_an_earlier_version_left_in_the_metadata_is_read_again() {
    let mut one = Experience::new(Uuid::from_u128(1), Kind::Work, "Dev", now());
    one.metadata =
        serde_json::from_value(json!({"company": "Acme", "_json_resume": {"position": 0}})).unwrap();
    let mut store = Store { experiences: vec![one], profile: None };
    let document = json!({"work": [{"company": "Acme", "position": "Dev"}]});
    assert_eq!(import(&mut store, &document).updated(), 1);
    assert_eq!(store.experiences[0].organization.as_deref(), Some("Acme"));
    assert_eq!(store.experiences[0].metadata.get("company"), None);
    assert_eq!(export(&store), document);
    assert!(import(&mut store, &document).is_empty());
}

#[test]
fn a_resume_made_here_has_what_readers_cannot_do_without() {
    let mut one = Experience::new(Uuid::from_u128(1), Kind::Project, "Tool", now());
    one.metadata = serde_json::from_value(json!({"roles": "[\"Lead\"]", "keywords": "kw"})).unwrap();
    let job = Experience::new(Uuid::from_u128(2), Kind::Work, "Dev", now());
    let mut store = Store { experiences: vec![one, job], profile: None };
    let project = json!([{"name": "Tool", "roles": ["Lead"], "keywords": ["kw"]}]);
    let work = json!([{"position": "Dev"}]);
    let basics = json!({"name": "", "location": {}, "profiles": []});
    assert_eq!(export(&store), json!({"basics": basics, "projects": project, "work": work}));
    let links = json!([{"url": "https://github.com/ada"}, {"url": "https://blog.example/x"}, {"network": "X"}, {"username": "ada"}]);
    let document = serde_json::from_value(json!({"basics": {"name": "Ada", "profiles": links}})).unwrap();
    store.profile = Some(crate::domain::Document::profile(document, now()));
    assert_eq!(
        export(&store)["basics"],
        json!({"name": "Ada", "location": {}, "profiles": [
            {"network": "GitHub", "username": "ada", "url": "https://github.com/ada"},
            {"network": "blog.example", "url": "https://blog.example/x"}, {"network": "X"},
            {"network": "", "username": "ada"}
        ]})
    );
    let file = super::JsonResume.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    assert_eq!(file.warnings, ["`Dev` has no employer, which most readers of JSON Resume expect"]);
    store.experiences[0].url = Some("acme.example".to_owned());
    let file = super::JsonResume.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    assert_eq!(
        file.warnings[1],
        "`projects[0].url` is no web address with `https://`, which validators refuse"
    );
    for (index, kind) in (1..).zip([Kind::Skill, Kind::Language, Kind::Award]) {
        let one = Experience::new(Uuid::from_u128(90 + index), kind, "Rust", now());
        store.experiences.push(Experience { text: Some("For years".to_owned()), ..one });
    }
    let file = super::JsonResume.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    assert_eq!(
        file.warnings[1],
        "the text of `Rust` (skill) and of 1 more stands in `summary`, which common themes of JSON Resume do not show there"
    );
}

#[test]
fn a_section_under_the_name_of_another_program_is_kept_and_its_own_name_is_told() {
    let file = json!({
        "basics": {"name": "Ada"}, "experience": [{"company": "Acme"}], "workExperience": [{"company": "Acme"}],
        "certifications": [{"name": "CKA"}], "extra-links": [{"url": "https://a.example"}],
    });
    let reading = open(file.to_string().as_bytes(), InputFormat::JsonResume).unwrap();
    let told = |key: &str, meant: &str| {
        format!(
            "`{key}` is no section of JSON Resume: it was kept as it is, and documents do not show it{meant}"
        )
    };
    let mut notices = reading.notices;
    notices.sort();
    assert_eq!(
        notices,
        [
            "`certifications` is no section of JSON Resume and was kept as it is; did you mean `certificates`?".to_owned(),
            told("experience", "; did you mean `work`?"),
            told("extra-links", ""),
            told("workExperience", "; did you mean `work`?"),
        ]
    );
}
