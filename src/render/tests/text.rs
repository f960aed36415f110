//! What plain text promises.

use serde_json::json;

use super::bytes;
use crate::document::content::Options;
use crate::render::testing::content;
use crate::render::text::Text;

#[test]
fn no_line_of_text_is_too_wide() {
    let long = "国際的な研究開発プロジェクトを率い、".repeat(12) + &" word".repeat(60);
    let file = json!({"basics": {"name": "山田", "summary": format!("{long}\n\n1. {long}\n   - {long}")},
        "work": [{"position": long, "name": long, "highlights": [long, format!("x{}", "y".repeat(100))]}]});
    let text = String::from_utf8(bytes(&Text, &content(&file, "ja", &Options::default()))).unwrap();
    for line in text.lines() {
        let width = textwrap::core::display_width(line);
        assert!(width <= 80 || line.ends_with("yyy"), "{width}: {line}");
    }
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    assert!(squeezed(&text).contains(&squeezed(&long)), "nothing is lost where a line breaks");
    assert!(!text.contains("\n、"), "no line begins with a mark that ends a phrase");
}

#[test]
fn no_line_begins_with_the_dot_between_parts() {
    for length in 50..78 {
        let place = "x".repeat(length);
        let file = json!({"work": [{"position": "Baker", "startDate": "2020-01", "location": place, "url": "https://x.example"},
            {"position": "料理人", "startDate": "2019", "endDate": "2019", "location": "東".repeat(length / 2), "url": "https://y.example"}]});
        let text = String::from_utf8(bytes(&Text, &content(&file, "en", &Options::default()))).unwrap();
        assert!(text.contains("· x.example") || text.contains("·\nx.example"), "{text}");
        assert!(
            text.lines().all(|line| !line.starts_with('·') && textwrap::core::display_width(line) <= 80),
            "{text}"
        );
    }
}

#[test]
fn plain_text_is_pleasant_to_read() {
    let file = json!({
        "basics": {"name": "Ada Lovelace", "email": "ada@x.example", "summary": "Writes [notes](https://x.example/n) on *engines*."},
        "work": [
            {"name": "Mill", "position": "Head", "startDate": "2020", "highlights": ["Ground **much**\nand well"]},
            {"name": "Mill", "position": "Miller", "startDate": "2018", "endDate": "2020"}
        ],
        "education": [{"institution": "School", "studyType": "BA", "courses": ["a", "b"]}],
        "skills": [{"name": "Rust", "level": "good", "keywords": ["cargo", "clippy"]}],
        "references": [{"name": "Bob", "reference": "Fine."}]
    });
    let text = String::from_utf8(bytes(&Text, &content(&file, "en", &Options::default()))).unwrap();
    insta::assert_snapshot!(text, @r"
    Ada Lovelace
    ============

    ada@x.example

    Writes notes (https://x.example/n) on engines.


    Experience
    ----------

    Mill

    Head
    2020 – present

    - Ground much and well

    Miller
    2018 – 2020


    Education
    ---------

    BA – School

    Courses: a, b


    Skills
    ------

    - Rust (good): cargo, clippy


    References
    ----------

    Fine.
    — Bob
    ");
}
