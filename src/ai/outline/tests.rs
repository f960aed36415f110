//! Answers that are true, that invent, and that take values from elsewhere.

use serde_json::{Value, json};

use super::*;

fn request(lines: &[&str]) -> Request {
    let passage = |line: &&str| Passage {
        text: line.trim_start_matches("- ").to_owned(),
        is_item: line.starts_with("- "),
        is_heading: line.chars().all(|letter| letter.is_uppercase() || letter == ' '),
        link: None,
        periods: dates(line.rsplit(", ").next().unwrap_or_default()).into_iter().collect(),
    };
    let profile = json!({"basics": {"name": "Ada Lovelace", "email": "ada@mail.example"}});
    let profile = profile.as_object().unwrap();
    let own = Own::of_profile(profile).with_name(profile, Own::default());
    Request::new(lines.iter().map(passage).collect(), &own)
}

fn dates(text: &str) -> Option<Dates> {
    let (start, end) = text.split_once(" – ").or_else(|| text.split_once(" - "))?;
    Some((Some(start.parse().ok()?), Some(end.parse().ok()?)))
}

const DOCUMENT: [&str; 8] = [
    "Ada Lovelace",
    "ada@mail.example, https://ada.example",
    "WORK",
    "Engineer, Initech, 2019 – 2021",
    "- Cut the batch to 40 minutes",
    "Engineer, Acme, 2015 – 2018",
    "- Wrote to bob@mail.example",
    "Likes tea",
];

fn read(entries: Value) -> Result<Outline, AiError> {
    request(&DOCUMENT).read(json!({"label": "", "summary": "", "entries": entries}), &[], dates)
}

#[test]
fn nothing_that_reaches_the_person_is_sent() {
    let question = request(&DOCUMENT).question;
    let material: Value = serde_json::from_str(&question.material).unwrap();
    let sent = material["document"].as_str().unwrap();
    assert!(
        sent.starts_with(
            "[contact]\n[e-mail], [link 1]\nWORK\nEngineer, Initech, 2019 – 2021\n- Cut the batch"
        ),
        "{sent}"
    );
    assert!(sent.contains("- Wrote to [e-mail]\n"), "{sent}");
}

#[test]
fn an_entry_that_comes_again_is_left_out() {
    let [initech, acme] = [("Initech", "2019 – 2021"), ("Acme", "2015 – 2018")].map(
        |(name, period)| json!({"kind": "work", "title": "Engineer", "organization": name, "period": period}),
    );
    let outline = read(json!([initech, initech, acme, initech, acme])).unwrap();
    let names: Vec<_> = outline.entries.iter().map(|(one, _)| one.organization.as_deref().unwrap()).collect();
    assert_eq!(names, ["Initech", "Acme"]);
    assert_eq!(outline.left_out.len(), 3);
    assert_eq!(outline.left_out[0], "the AI's entry “work, Engineer, Initech” came more than once");
    // The document has both.
    let twice = request(&["Cook", "Waiter", "Cook"]);
    let entries = json!([{"kind": "work", "title": "Cook"}, {"kind": "work", "title": "Cook"}]);
    assert_eq!(twice.read(json!({"entries": entries}), &[], dates).unwrap().entries.len(), 2);
}

#[test]
fn values_come_from_the_document_and_dates_from_beside_their_entry() {
    let outline = read(json!([
        {"kind": "work", "title": "engineer", "organization": "INITECH", "period": "2019 - 2021", "url": "[link 1]",
         "bullets": ["cut the batch to 40 minutes"]},
        {"kind": "work", "title": "Engineer", "organization": "Acme", "period": "2015 – 2018",
         "bullets": ["Wrote to [e-mail]"]},
    ]))
    .unwrap();
    let ((first, no_doubts), (second, _)) = (&outline.entries[0], &outline.entries[1]);
    assert_eq!((first.title.as_str(), first.organization.as_deref()), ("Engineer", Some("Initech")));
    assert_eq!(first.start_date.unwrap().to_string(), "2019");
    assert_eq!(first.url.as_deref(), Some("https://ada.example"));
    assert_eq!(first.bullets[0].text, "Cut the batch to 40 minutes");
    assert_eq!(second.organization.as_deref(), Some("Acme"));
    assert_eq!(second.bullets[0].text, "Wrote to bob@mail.example");
    assert_eq!(no_doubts, &[""; 0]);
    assert_eq!(outline.unread, ["Likes tea"]);
}

#[test]
fn what_is_invented_is_named_and_left_out() {
    let outline = read(json!([
        {"kind": "work", "title": "Engineer", "organization": "Google", "period": "2010 – 2021", "location": "Bonn",
         "bullets": ["Cut the batch to 4 minutes", "Cut the batch to 40 minutes"], "skills": ["Rust"]},
        {"kind": "work", "title": "Chief", "organization": "Evil Corp"},
        {"kind": "robber", "title": "Engineer"},
    ]))
    .unwrap();
    assert_eq!(outline.entries.len(), 1, "{outline:?}");
    let (only, doubts) = &outline.entries[0];
    assert_eq!((only.title.as_str(), only.organization.as_deref()), ("Engineer", None));
    assert_eq!((only.start_date, only.location.as_deref(), only.skills.len()), (None, None, 0));
    assert_eq!(only.bullets.len(), 1);
    let fields =
        ["organization “Google”", "location “Bonn”", "period “2010 – 2021”", "bullet “Cut", "skill “Rust”"];
    assert_eq!(doubts.len(), fields.len(), "{doubts:?}");
    for (doubt, field) in doubts.iter().zip(fields) {
        assert!(doubt.starts_with(&format!("the AI's {field}")), "{doubt}");
    }
    assert_eq!(
        outline.left_out,
        [
            "the AI's entry “work, Chief, Evil Corp” does not stand in the document",
            "the AI's entry “robber, Engineer” is of no kind",
        ]
    );
    // Of the first, the employer and the dates were not taken.
    let unread = [DOCUMENT[3], DOCUMENT[5], "Wrote to bob@mail.example", "Likes tea"];
    assert_eq!(outline.unread, unread);
}

#[test]
fn dates_of_another_entry_are_in_doubt() {
    let far = ["Engineer, Acme", "a", "b", "c", "d", "e", "f", "g", "Clerk, Initech, 2015 – 2018"];
    let answer = |period: &str| json!({"entries": [{"kind": "work", "title": "Engineer", "organization": "Acme", "period": period}]});
    let outline = request(&far).read(answer("2015 – 2018"), &[], dates).unwrap();
    assert!(outline.entries[0].1[0].starts_with("the dates stand far from the entry"), "{outline:?}");
    let outline = request(&DOCUMENT).read(answer("2016 – 2018"), &[], dates).unwrap();
    assert!(outline.entries[0].1[0].starts_with("the AI's period “2016 – 2018”"), "{outline:?}");
}

#[test]
fn an_answer_without_an_entry_of_the_document_is_an_error() {
    for entries in
        [json!([]), json!([{"kind": "work", "title": "Chief"}]), json!("work"), json!([{"name": "x"}])]
    {
        assert_eq!(read(entries.clone()).unwrap_err().kind, kind::INVALID_ANSWER, "{entries}");
    }
}

/// A search for each of many values in a long document ends.
#[test]
fn many_values_are_looked_for_in_bounded_time() {
    let line = "a ".repeat(20_000);
    let values = vec!["a a a a b"; 6_000];
    let answer = json!({"entries": [{"kind": "work", "title": "a", "skills": values}]});
    let outline = request(&[&line, "x"]).read(answer, &[], dates).unwrap();
    assert_eq!(outline.left_out, ["the AI's answer has more than 5000 values"]);
}
