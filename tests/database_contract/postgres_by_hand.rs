//! What a person may put into the tables by hand: nothing that a device could not read.

use resume::database::{Database, Reason};
use resume::domain::Outcome;

use crate::harness::{Harness, pull_all, push, state, store};
use crate::postgres_harness::{Owner, role};

#[test]
fn a_time_that_is_none_is_refused() {
    let harness = Owner::new();
    let mut ada = harness.0.connect(&role("ada"));
    for time in ["2026-01-01T24:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01T29:59:59Z"] {
        for insert in [
            "experiences (title, created_at) VALUES ('x', 'TIME')",
            "experiences (title, updated_at) VALUES ('x', 'TIME')",
            "experiences (title, deleted_at) VALUES ('x', 'TIME')",
            "documents (kind, updated_at) VALUES ('variant', 'TIME')",
            "documents (kind, deleted_at) VALUES ('variant', 'TIME')",
        ] {
            let insert = format!("INSERT INTO resume.{}", insert.replace("TIME", time));
            let error = ada.batch_execute(&insert).expect_err(&insert);
            let message = error.as_db_error().unwrap().message();
            assert!(message.contains("at_is_rfc_3339_utc"), "{insert}: {message}");
        }
    }
    ada.batch_execute(
        "INSERT INTO resume.experiences (title, created_at) VALUES ('x', '2026-01-01T23:59:59Z')",
    )
    .unwrap();
    assert_eq!(pull_all(&mut harness.open("ada")).total, 1);
}

/// The server writes such a time down in the way of the session, often with a short name that several zones have.
#[test]
fn a_time_of_the_servers_is_the_right_one_whatever_the_session_writes() {
    let harness = Owner::new();
    let mut ada = harness.0.connect(&role("ada"));
    let moments =
        ["2026-01-15 12:34:56.5", "2026-07-15 12:34:56.5", "2026-10-25 00:30:00", "2026-10-25 01:30:00"];
    for zone in ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Shanghai", "Asia/Manila"] {
        for style in ["ISO", "SQL, DMY", "SQL, MDY", "Postgres", "German"] {
            ada.batch_execute(&format!(
                "SET TimeZone = '{zone}'; SET DateStyle = '{style}'; DELETE FROM resume.documents"
            ))
            .unwrap();
            for (kind, moment) in ["variant", "application", "snapshot", "variant"].iter().zip(moments) {
                ada.batch_execute(&format!(
                    "INSERT INTO resume.documents (kind, id, updated_at, deleted_at)
                       VALUES ('{kind}', gen_random_uuid()::text || '{moment}', timestamptz '{moment}+00', timestamptz '{moment}+00');
                     INSERT INTO resume.experiences (title, created_at, updated_at, deleted_at)
                       VALUES ('{moment}', timestamptz '{moment}+00', timestamptz '{moment}+00', timestamptz '{moment}+00')"
                ))
                .unwrap();
            }
        }
    }
    let wrong = "SELECT (SELECT count(*) FROM resume.experiences WHERE created_at::timestamptz <> (title || '+00')::timestamptz
        OR updated_at <> created_at OR deleted_at <> created_at) + (SELECT count(*) FROM resume.documents
        WHERE updated_at::timestamptz <> (substr(id, 37) || '+00')::timestamptz)";
    assert_eq!(
        (harness.0.ask(wrong), harness.0.ask("SELECT count(*) FROM resume.experiences")),
        ("0".into(), "120".into())
    );
    for (time, says) in [
        ("2026-01-01 10:00 IST", "which time is meant"),
        ("infinity", "a time is in the years 1 to 9999"),
        ("-infinity", "a time is in the years 1 to 9999"),
        ("0044-03-15 00:00:00+00 BC", "a time is in the years 1 to 9999"),
        ("12024-01-01 00:00:00+00", "a time is in the years 1 to 9999"),
    ] {
        for column in ["created_at", "updated_at", "deleted_at"] {
            let insert = format!("INSERT INTO resume.experiences (title, {column}) VALUES ('x', '{time}')");
            let error = ada.batch_execute(&insert).expect_err(&insert);
            assert!(error.as_db_error().unwrap().message().contains(says), "{insert}: {error:?}");
        }
    }
}

/// One row that a device cannot read would keep it from reading all the others.
#[test]
fn a_row_that_no_device_could_read_is_refused() {
    let harness = Owner::new();
    let mut ada = harness.0.connect(&role("ada"));
    for (column, values) in [
        (
            "skills",
            &["[1]", "[null]", "[[]]", "[[\"a\"]]", "[\"a\", {}]", "{}", r#"["\u0000"]"#, r#"["\ud800"]"#][..],
        ),
        ("tags", &["[true]", "[[\"a\", \"b\"]]", "\"a\""]),
        (
            "bullets",
            &[
                "[1]",
                "[null]",
                "[[\"a\"]]",
                "[{}]",
                "[\"a\", {\"tags\": []}]",
                r#"[{"text": 1}]"#,
                r#"[{"text": null}]"#,
                r#"[{"text": ["a"]}]"#,
                r#"[{"text": "a", "tags": null}]"#,
                r#"[{"text": "a", "tags": "b"}]"#,
                r#"[{"text": "a", "tags": [1]}]"#,
                r#"[{"text": "a", "tags": [["b"]]}]"#,
                r#"[{"text": "a", "more": 1}]"#,
                r#"[{"text": "a\u0000"}]"#,
                r#"[{"text": "a", "translations": []}]"#,
                r#"[{"text": "a", "translations": {"de": 1}}]"#,
                r#"[{"text": "a", "translations": {"de ": "b"}}]"#,
                r#"[{"text": "a", "translations": {"de": {"of": "0123456789abcdef"}}}]"#,
                r#"[{"text": "a", "translations": {"de": {"text": "b", "of": "x"}}}]"#,
                r#"[{"text": "a", "translations": {"de": {"text": "b", "more": 1}}}]"#,
            ],
        ),
        (
            "translations",
            &[
                "[]",
                r#"{"de": "a"}"#,
                r#"{"de": {"url": "a"}}"#,
                r#"{"de": {"title": 1}}"#,
                r#"{"de": {"title": null}}"#,
                r#"{"de": {"title": {"of": "0123456789abcdef"}}}"#,
                r#"{"de": {"title": {"text": "a", "of": 1}}}"#,
                r#"{"de": {"title": {"text": "a", "of": "0123456789ABCDEF"}}}"#,
                r#"{"de": {"title": "\u0000"}}"#,
                r#"{"GERMAN!": {"title": "a"}}"#,
                r#"{"d": {"title": "a"}}"#,
            ],
        ),
        ("metadata", &["[]", r#"{"a": "\u0000"}"#, r#"{"a\u0000": 1}"#, r#"{"a": ["\udc00"]}"#]),
    ] {
        for value in values {
            let insert = format!("INSERT INTO resume.experiences (title, {column}) VALUES ('x', '{value}')");
            let error = ada.batch_execute(&insert).expect_err(&insert);
            assert!(["22", "23"].contains(&&error.code().unwrap().code()[..2]), "{insert}: {error:?}");
        }
    }
    for insert in [
        "documents (kind, body) VALUES ('variant', '{\"a\": \"\\u0000\"}')",
        "experiences (title) VALUES (repeat('x', 2097153))",
        "experiences (title, skills) VALUES ('x', (SELECT json_agg('x'::text) FROM generate_series(1, 10001)))",
    ] {
        ada.batch_execute(&format!("INSERT INTO resume.{insert}")).expect_err(insert);
    }
    assert_eq!(pull_all(&mut harness.open("ada")).total, 0);
    ada.batch_execute(
        r#"INSERT INTO resume.experiences (title, bullets, skills, tags, metadata, translations) VALUES
             ('one', '["a", {"text": "b"}, {"text": "c", "tags": []}, {"tags": ["d", "e"], "text": "f"},
                {"text": "g", "translations": {"de": "h", "zh-Hant-TW": {"text": "i", "of": "0123456789abcdef"}}}]',
              '["a", "\u0001", "\\u0000"]', '["\ud83d\ude00"]', '{"a": [1.50, null], "\\u0000": "\u0001"}',
              '{"de": {"title": "eins", "text": {"text": "\u0001", "of": "0123456789abcdef"}}, "es-419": {}, "de-at": {"title": "oans"}}'),
             (repeat('x', 2097152), '[]', (SELECT json_agg('x'::text) FROM generate_series(1, 10000)), '[]', '{}', '{}')"#,
    )
    .unwrap_or_else(|error| panic!("{:?}", error.as_db_error()));
    let page = pull_all(&mut harness.open("ada"));
    let one = &page.experiences[0].value;
    assert_eq!(one.bullets[3].tags, ["d", "e"]);
    assert_eq!((one.bullets[4].translations.len(), one.translations.len()), (2, 2));
    assert_eq!(page.experiences.len(), 2);
}

/// It is kept in the session, and shown.
#[test]
fn the_reason_of_a_refusal_is_a_short_line() {
    let harness = Owner::new();
    harness.0.sql(
        "CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           RAISE EXCEPTION USING MESSAGE = 'no' || chr(10) || chr(27) || repeat('x', 10000); END $$;
         CREATE TRIGGER mine BEFORE INSERT ON resume.experiences FOR EACH ROW EXECUTE FUNCTION mine()",
    );
    match store(&mut harness.open("ada"), push(0, state(1, "one", 1))) {
        Outcome::Refused(reason) => {
            assert!(reason.starts_with("no  xxx") && reason.chars().count() < 300, "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn metadata_that_is_too_deep_is_told_with_its_row_and_read_once_it_is_corrected() {
    let harness = Owner::new();
    let mut ada = harness.0.connect(&role("ada"));
    let deep = format!(r#"{{"a": {}{}}}"#, "[".repeat(5000), "]".repeat(5000));
    let insert = format!("INSERT INTO resume.experiences (title, metadata) VALUES ('x', '{deep}')");
    ada.batch_execute(&insert).unwrap();
    let error = harness.open("ada").pull(0, 1000).unwrap_err();
    let hint = error.hint.as_deref().unwrap_or_default();
    assert!(
        error.reason == Reason::Corrupt && error.message.starts_with("`metadata` of the row `"),
        "{error:?}"
    );
    assert!(hint.starts_with("correct the row in SQL"), "{hint}");
    ada.batch_execute("UPDATE resume.experiences SET metadata = '{}'").unwrap();
    assert_eq!(pull_all(&mut harness.open("ada")).total, 1);
}
