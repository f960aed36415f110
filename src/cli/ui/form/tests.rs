use insta::assert_snapshot;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::*;
use crate::domain::{Bullet, Kind, PartialDate};

fn blank() -> Experience {
    Experience::new(Uuid::nil(), Kind::Work, "Engineer", Timestamp::UNIX_EPOCH)
}

fn full() -> Experience {
    let texts = |items: &[&str]| items.iter().map(|&item| item.to_owned()).collect::<Vec<_>>();
    let mut experience = blank();
    experience.organization = Some("Acme".to_owned());
    experience.url = Some("https://acme.example".to_owned());
    experience.start_date = "2020-03".parse().ok();
    experience.text = Some("A paragraph.\n\n# not a comment\nBullets: neither a field".to_owned());
    experience.bullets = vec![
        Bullet::new("Cut latency by 40 %"),
        Bullet { tags: texts(&["backend", "lead"]), ..Bullet::new("Built a thing\nin two lines") },
        Bullet::new("# of users: 5"),
    ];
    experience.skills = texts(&["Rust", "C, C++"]);
    experience.tags = texts(&["a", "b c"]);
    experience.metadata = Map::from_iter([
        ("_source".to_owned(), json!({"index": 3})),
        ("team size".to_owned(), json!(7)),
        ("team".to_owned(), json!("core\u{202e}")),
    ]);
    experience
}

fn errors(form: &str) -> String {
    let errors = parse(form, &blank()).unwrap_err();
    errors.iter().map(|error| format!("{error}\n")).collect()
}

#[test]
fn a_form_is_readable() {
    assert_snapshot!(render(&full()), @r#"
        # Change what you like, save and close. An emptied file changes nothing.
        # A list is one line with commas, or below its name one `- ` line an item.
        # A bullet goes on indented by two spaces; its last line may be `tags: a, b`.
        # Everything below `Text:` is text, up to the end.

        Kind: work
        Title: Engineer
        Organization: Acme
        Location:
        URL: https://acme.example
        Start: 2020-03
        End: present
        Skills:
        - Rust
        - C, C++
        Tags: a, b c

        Metadata:
          team = "core\u202e"
          "team size" = 7

        Bullets:
        - Cut latency by 40 %
        - Built a thing
          in two lines
          tags: backend, lead
        - # of users: 5

        Text:
        A paragraph.

        # not a comment
        Bullets: neither a field
        "#);
    assert_snapshot!(render(&blank()), @r#"
        # Change what you like, save and close. An emptied file changes nothing.
        # A list is one line with commas, or below its name one `- ` line an item.
        # A bullet goes on indented by two spaces; its last line may be `tags: a, b`.
        # Everything below `Text:` is text, up to the end.

        Kind: work
        Title: Engineer
        Organization:
        Location:
        URL:
        Start:
        End:
        Skills:
        Tags:

        Metadata:

        Bullets:

        Text:
        "#);
}

#[test]
fn an_unchanged_form_changes_nothing() {
    assert_eq!(parse(&render(&full()), &full()), Ok(full()));
    assert_eq!(parse(&render(&full()).replace('\n', "\r\n"), &full()), Ok(full()));
    let mut odd = full();
    odd.title = String::new();
    odd.end_date = "2019".parse().ok();
    assert_eq!(parse(&render(&odd), &odd), Ok(odd));
}

#[test]
fn a_form_may_be_written_in_other_ways() {
    let form = "kind: WORK\ntitle : New\nstart_date: 2021\nEnd: Present\nskills: a, ,b\n- c, d\n* e\n\n\
                Bullets:\n-one\n\n  more\n-\n- two\n\n\tTags: x , y\nMetadata:\na=1\n  \"b = c\" = [2]\nText: first\nKind: text\n\n";
    let experience = parse(form, &full()).unwrap();
    assert_eq!(experience.title, "New");
    assert_eq!(experience.organization, None);
    assert_eq!(experience.skills, ["a", "b", "c, d", "e"]);
    let tags = vec!["x".to_owned(), "y".to_owned()];
    assert_eq!(experience.bullets, [Bullet::new("one\n\nmore"), Bullet { tags, ..Bullet::new("two") }]);
    assert_eq!(Value::Object(experience.metadata), json!({"_source": {"index": 3}, "a": 1, "b = c": [2]}));
    assert_eq!(experience.text.unwrap(), "first\nKind: text");
}

#[test]
fn backslashes_stand_for_themselves() {
    let form = "Kind: work\nTitle: C:\\new\\u{zz}\\u{110000}\\u{41}\n";
    assert_eq!(parse(form, &blank()).unwrap().title, "C:\\new\\u{zz}\\u{110000}A");
}

#[test]
fn errors_bear_their_lines() {
    assert_snapshot!(errors("Kind: job\nTitle:  \nTitel: x\nStart: 2024-13\nEnd: soon\nwhat\n"), @r#"
        line 1: `job` is not a kind; the kinds are work, volunteer, education, project, award, certificate, publication, skill, language, interest and reference
        line 2: `Title` is empty
        line 3: there is no field `Titel`; the fields are Kind, Title, Organization, Location, URL, Start, End, Skills, Tags, Metadata, Bullets, Text
        line 4: `2024-13` is not a date; write `2024`, `2024-03`, `03/2024`, `Mar 2024` or `2024-03-15`
        line 5: `soon` is not a date; write `2024`, `2024-03`, `03/2024`, `Mar 2024` or `2024-03-15`, or `present`
        line 6: this line belongs to no field; a line is `Field: value`
        "#);
    assert_snapshot!(errors("Title: a\nKind: work\nTitle: b\nStart: 2024\nEnd: 2023\nBullets: x\ny\n  z\n"), @r#"
        line 3: `Title` is on line 1 already
        line 5: `End` (2023) is before `Start` (2024)
        line 6: bullets go below, each on a line that begins with `- `
        line 7: this line belongs to no field; an item begins with `- ` and continues in lines indented by two spaces
        line 8: this line belongs to no field; an item begins with `- ` and continues in lines indented by two spaces
        "#);
    assert_snapshot!(errors("Kind: work\nTitle: a\nMetadata: x\na = b\n_x = 1\nc = 1\nc = 2\n\"q\" 3 =\n"), @r#"
        line 3: metadata goes below, in lines of `key = JSON`
        line 4: the value of `a` is not JSON (expected value); put text in double quotes
        line 5: `_x` begins with `_`; such keys are reserved for `resume`
        line 7: the key `c` occurs twice
        line 8: metadata is written as `key = JSON`
        "#);
    assert_snapshot!(errors("Kind: work\nTitle: a\nBullets:\n- a\n- b\\u{0}\nText:\n# error: mine\n"), @r#"line 5: `bullets[1]` holds a NUL character, which no database can store"#);
    assert_snapshot!(errors("- x\n  y\n"), @r#"
        line 1: this line belongs to no field; a line is `Field: value`
        line 1: the line `Kind: …` is missing
        line 1: `Title` is empty
        line 2: this line belongs to no field; a line is `Field: value`
        "#);
}

#[test]
fn an_error_stands_above_its_line_and_nothing_typed_is_lost() {
    let typed = "# mine\nKind: job\nTitle: a\nStart: x\nText:\n# error: typed\n";
    let errors = parse(typed, &blank()).unwrap_err();
    let annotated = annotate(typed, &errors);
    assert_snapshot!(annotated, @r#"
        # mine
        # error: `job` is not a kind; the kinds are work, volunteer, education, project, award, certificate, publication, skill, language, interest and reference
        Kind: job
        Title: a
        # error: `x` is not a date; write `2024`, `2024-03`, `03/2024`, `Mar 2024` or `2024-03-15`
        Start: x
        Text:
        # error: typed
        "#);
    let again = parse(&annotated, &blank()).unwrap_err();
    assert_eq!(annotate(&annotated, &again), annotated);
    let mended = annotate(&annotated.replace("job", "work").replace("Start: x", "Start: 2024"), &[]);
    assert_eq!(mended, "# mine\nKind: work\nTitle: a\nStart: 2024\nText:\n# error: typed\n");
}

#[test]
fn a_profile_is_edited_as_json() {
    let document = json!({"basics": {"name": "Zoë\u{202e}", "n": 1.50}}).as_object().cloned().unwrap();
    let form = render_profile(&document);
    let header = "# Change what you like, save and close. An emptied file changes nothing.\n# This is JSON";
    assert!(form.starts_with(header), "{form}");
    assert!(form.contains("    \"n\": 1.5,\n    \"name\": \"Zoë\\u202e\",\n"), "{form}");
    let mut typed = parse_profile(&form).unwrap();
    without_blanks(&mut typed, &document);
    assert_eq!(typed, document);
    let broken = form.replace("1.5", "oops");
    let annotated = annotate(&broken, &parse_profile(&broken).unwrap_err());
    assert!(annotated.contains("\n# error: expected value (column 10)\n    \"n\": oops,\n"), "{annotated}");
    assert_eq!(parse_profile("# c\n[1]\n").unwrap_err()[0].line, 2);
    assert_eq!(parse_profile("{\n\"a\": 1,\n\"b\": [\"\\u0000\"]}").unwrap_err()[0].line, 3);
    assert!(!parse_profile("").unwrap_err().is_empty());
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "\n", " ", "\t", "\r", ",", "#", "- ", "tags: ", "Text:", "Bullets:", "# error: ", "\\", "u{", "}",
        "5c", "\u{1b}", "\u{85}", "\u{200d}", "\u{202e}", "\u{feff}", "👩", "é", "a", "present", "=", "\"",
    ]);
    let pieces = prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat());
    let any = any::<String>().prop_map(|text| text.replace('\0', ""));
    prop_oneof![4 => pieces, 1 => any]
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), 0..4)
}

fn date() -> impl Strategy<Value = Option<PartialDate>> {
    prop::option::of(prop::sample::select(vec!["2020", "2021-03", "2024-02-29"]))
        .prop_map(|date| date.and_then(|date| date.parse().ok()))
}

prop_compose! {
    fn experience()(
        title in text(), organization in prop::option::of(text()), url in prop::option::of(text()),
        body in prop::option::of(text()), start_date in date(), end_date in date(),
        kind in prop::sample::select(Kind::ALL.to_vec()),
        bullets in prop::collection::vec((text(), texts()), 0..4), skills in texts(), tags in texts(),
        metadata in prop::collection::btree_map(text(), text(), 0..4),
    ) -> Experience {
        let mut experience = Experience {
            kind, title, organization, url, start_date, end_date, skills, tags, text: body,
            bullets: bullets.into_iter().map(|(text, tags)| Bullet { tags, ..Bullet::new(text) }).collect(),
            metadata: metadata.into_iter().map(|(key, value)| (key, json!([value]))).collect(),
            ..blank()
        };
        experience.normalise();
        experience
    }
}

proptest! {
    #[test]
    fn every_experience_survives_the_form(experience in experience()) {
        let form = render(&experience);
        let parsed = parse(&form, &experience);
        prop_assert_eq!(parsed.as_ref(), Ok(&experience), "{}", &form);
        prop_assert_eq!(annotate(&form, &[]), form);
    }

    #[test]
    fn nothing_typed_is_lost(lines in prop::collection::vec(text(), 0..12)) {
        let typed = lines.join("\n");
        let Err(errors) = parse(&typed, &blank()) else { return Ok(()) };
        let annotated = annotate(&typed, &errors);
        let mut left = annotated.split('\n');
        let lost = typed.split_terminator('\n').find(|typed| !typed.starts_with(ERROR) && !left.any(|line| line == *typed));
        prop_assert_eq!(lost, None, "{}", &annotated);
        prop_assert!(errors.iter().all(|error| error.line <= typed.lines().count() + 1));
    }
}
