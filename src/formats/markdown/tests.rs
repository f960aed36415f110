use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::{dates as dates_of, *};
use crate::domain::Bullet;
use crate::formats::testing::{Store, counting, experience, now};
use crate::formats::{InputFormat, OutputFormat, parse, plan};

fn one(kind: Kind, title: &str) -> Experience {
    Experience::new(Uuid::nil(), kind, title, Timestamp::UNIX_EPOCH)
}

#[test]
fn the_sample_looks_like_a_resume() {
    let parsed = parse(include_bytes!("../../../tests/samples/tanaka.json"), InputFormat::Auto).unwrap();
    let mut store = Store::default();
    store.carry_out(&plan(&parsed, &[], None, now(), &mut counting(0)));
    let text = OutputFormat::Markdown.write(store.document(), &store.experiences).unwrap();
    assert_eq!(text, include_str!("../../../tests/samples/tanaka.md"));
}

#[test]
fn text_cannot_break_out_of_its_place() {
    let cases = [
        ("*a* _b_ `c` [d](e) <f> &amp; ~~g~~", r"\*a\* \_b\_ \`c\` \[d\](e) \<f> \&amp; \~\~g\~\~"),
        ("# heading", r"\# heading"),
        ("- item", r"\- item"),
        ("+ item", r"\+ item"),
        ("12. item", r"12\. item"),
        ("12) item", r"12\) item"),
        ("4.0 of 4.0", "4.0 of 4.0"),
        ("1.", r"1\."),
        ("2014 was 1.5 times", "2014 was 1.5 times"),
        ("===", r"\==="),
        ("C#", r"C\#"),
        ("+64 4 555", "+64 4 555"),
        ("&#60;b&#x3e;", r"\&#60;b\&#x3e;"),
        ("a\n\n# b\t c", "a # b c"),
        ("\u{1b}[31mred", "\u{fffd}\\[31mred"),
        ("<script>alert(1)</script>", r"\<script>alert(1)\</script>"),
        ("Q&A | R&D \\ C++", r"Q&A \| R&D \\ C++"),
    ];
    for (text, escaped) in cases {
        assert_eq!(inline(text), escaped);
    }
    assert_eq!(block("a\n# b\n\n\n    code\n> q\n"), "a\\\n\\# b\n\ncode\\\n\\> q");
}

#[test]
fn only_safe_addresses_become_links() {
    assert_eq!(
        link("a]b", "https://x.example/(1) \"2\"?a=b&c"),
        r"[a\]b](https://x.example/%281%29%20%222%22?a=b&c)"
    );
    assert_eq!(link("x", "HTTPS://x.example"), "[x](HTTPS://x.example)");
    assert_eq!(link("x", "javascript:alert(1)"), "x");
    assert_eq!(link("x.example", "x.example"), "x.example");
    assert_eq!(link("", ""), "");
    assert_eq!(link("", "mailto:"), "");
}

#[test]
fn dates_say_what_is_known() {
    let dates = |kind, start: &str, end: &str| {
        let mut one = one(kind, "x");
        (one.start_date, one.end_date) = (start.parse().ok(), end.parse().ok());
        dates_of(&one)
    };
    assert_eq!(dates(Kind::Work, "2013-12", "2014"), "Dec 2013 – 2014");
    assert_eq!(dates(Kind::Work, "2013-12-05", ""), "5 Dec 2013 – present");
    assert_eq!(dates(Kind::Award, "2013-12-05", ""), "5 Dec 2013");
    assert_eq!(dates(Kind::Work, "", "2014"), "until 2014");
    assert_eq!(dates(Kind::Project, "2014", "2014"), "2014");
    assert_eq!(dates(Kind::Work, "", ""), "");
}

#[test]
fn a_record_with_next_to_nothing_is_shown_all_the_same() {
    let mut reference = one(Kind::Reference, "");
    reference.text = Some("good\n\nvery good".to_owned());
    let mut language = one(Kind::Language, "");
    language.bullets = vec![Bullet::new("fast"), Bullet::new("")];
    let mut deleted = one(Kind::Work, "gone");
    deleted.deleted_at = Some(now());
    let records = [one(Kind::Work, ""), reference, language, deleted];
    assert_eq!(
        write(None, &records),
        "## Work\n\n## Languages\n\n- **language**\n  - fast\n\n## References\n\n> good\n>\n> very good\n"
    );
    let odd = json!({"basics": {"name": 5, "email": null, "location": [], "profiles": [1, {"url": []}]}});
    assert_eq!(write(odd.as_object(), &[]), "\n");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the texts, the only lines that begin like a block are ours, and no tag opens.
    #[test]
    fn nothing_but_our_own_markdown(experiences in vec(experience(), 0..4)) {
        let text = write(None, &experiences);
        let headings = text.lines().filter(|line| line.starts_with('#')).count();
        let living: Vec<_> = experiences.iter().filter(|one| !one.is_deleted()).collect();
        prop_assert!(headings <= 2 * living.len());
        prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
        let mut before = ' ';
        for c in text.chars() {
            prop_assert!(c != '<' || before == '\\', "{}", text);
            before = if before == '\\' && c == '\\' { ' ' } else { c };
        }
    }
}
