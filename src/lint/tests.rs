//! The rules, one text at a time; `tests/typeset/check.rs` looks at whole résumés.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::*;
use crate::domain::{Bullet, Experience, Kind};

fn basics(value: Value) -> Map<String, Value> {
    Map::from_iter([("basics".to_owned(), value)])
}

fn job(bullets: &[&str]) -> Experience {
    let mut job = Experience::new(Uuid::from_u128(7), Kind::Work, "Baker", Timestamp::UNIX_EPOCH);
    job.organization = Some("Mill".to_owned());
    job.start_date = Some("2020-01".parse().unwrap());
    job.bullets = bullets.iter().map(|text| Bullet::new(*text)).collect();
    job
}

fn codes_in(language: &str, profile: Value, experiences: &[Experience]) -> Vec<&'static str> {
    codes_of(language, &basics(profile), experiences)
}

fn codes_of(language: &str, profile: &Map<String, Value>, experiences: &[Experience]) -> Vec<&'static str> {
    let spelling = Spelling::of("SET UTF-8\n", "5\nthe\nbread\nbaked\nday\npart\n");
    let subject = Subject {
        profile: Some(profile),
        experiences,
        language,
        today: "2024-06".parse().unwrap(),
        spelling: spelling.as_ref().map_err(|_| &Unspelled::NoDictionary),
        used_tags: None,
    };
    let contact = ["no-name", "no-email", "no-phone", "no-place"];
    let codes = findings(&subject).into_iter().map(|finding| finding.rule.code());
    codes.filter(|code| !contact.contains(code)).collect()
}

fn of_bullets(bullets: &[&str]) -> Vec<&'static str> {
    codes_in("en", json!({}), &[job(bullets)])
}

#[test]
fn the_subject_of_a_degree_names_it() {
    let mut school = job(&[]);
    (school.kind, school.title) = (Kind::Education, String::new());
    assert_eq!(codes_in("en", json!({}), &[school.clone()]), ["no-title"]);
    school.metadata.insert("area".to_owned(), json!("A-levels"));
    assert_eq!(codes_in("en", json!({}), &[school]), [""; 0]);
}

#[test]
fn the_documentation_lists_every_rule_with_its_severity() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/check.md");
    let page = std::fs::read_to_string(page).unwrap();
    let rows: Vec<_> = page
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split(" | ");
            let code = cells.next()?.trim_end_matches('`').to_owned();
            Some((code, cells.next()?.to_owned()))
        })
        .collect();
    let rules: Vec<_> = Rule::ALL
        .iter()
        .map(|rule| {
            let severity = serde_json::to_value(rule.severity()).unwrap();
            (rule.code().to_owned(), severity.as_str().unwrap().to_owned())
        })
        .collect();
    assert_eq!(rows, rules);
}

#[test]
fn good_bullets_are_left_alone() {
    for bullet in [
        "Led phase I and Phase I of the trial, as in Physics I lessons",
        "Kept a) the oven and b) the mill running :)",
        "Ran `rm  -rf **` in the (small) shop",
        "Sold bread in New York New York and Baden Baden",
        "Had had two shops by 2019, and that that mattered",
        "Wrote the section 3) of the manual",
        "Paid 10 10 times",
        concat!("Built a TO", "DO app in React with 500 users"),
        "Rebuilt the [company website](https://acme.com) and its [name service](https://acme.com)",
        "Shop that was run by hand and was led by example",
        "Grew sales by 5% and 12 %",
    ] {
        assert_eq!(of_bullets(&[bullet]), [""; 0], "{bullet}");
    }
    for abbreviated in [
        "bread etc.", "rolls/bread/etc.", "U.S.", "Acme Inc.", "9 a.m.", "p.a.", "u. a.", "u. v. m.", "C.A.",
        "Mill Ltd.", "т. д.",
    ] {
        let bullet = format!("Baked bread for {abbreviated}");
        let found = of_bullets(&[&bullet, "Baked the daypart"]);
        assert!(!found.contains(&"full-stops"), "{bullet}");
    }
    assert_eq!(of_bullets(&["Wrote the coal mine safety plan, and the MY plan"]), [""; 0]);
    assert_eq!(of_bullets(&["Designs for the bread", "Developed the bread"]), [""; 0]);
}

#[test]
fn slips_are_found() {
    for (bullet, code) in [
        ("Baked the the bread", "repeated-word"),
        ("Baked the  bread", "double-space"),
        ("Baked (the bread", "brackets"),
        ("Baked **the bread", "broken-marks"),
        ("Baked `the bread", "broken-marks"),
        ("Baked bread, which I liked a lot", "first-person"),
        ("Bread was baked by the team", "passive"),
        ("Responsible for the bread", "weak-opening"),
        ("A team player in the bakery", "worn-out"),
        ("Baked TBD bread", "placeholder"),
        ("Baked XX% more bread", "placeholder"),
        ("Baked bread for {company name}", "placeholder"),
        (concat!("TO", "DO: describe the bread"), "placeholder"),
        (concat!("Baked the bread, TO", "DO"), "placeholder"),
        ("Baked N% more bread", "placeholder"),
        ("Baked [number] loaves of bread", "placeholder"),
        ("• Baked the bread", "broken-marks"),
        ("- Baked the bread", "broken-marks"),
        ("Baked the bread that is is good", "repeated-word"),
        ("Sold teh bread", "spelling"),
        ("-", "empty-bullet"),
        ("Bread", "short-bullet"),
    ] {
        assert_eq!(of_bullets(&[bullet]), [code], "{bullet}");
    }
    for end in ["bread.", "oven of example.org."] {
        assert_eq!(of_bullets(&[&format!("Baked the {end}"), "Sold the bread"]), ["full-stops"], "{end}");
    }
    assert_eq!(of_bullets(&["Manages the mill", "Developed the bread"]), ["mixed-tenses"]);
    assert_eq!(of_bullets(&["Baked \"the\" bread", "Sold “the” bread"]), ["mixed-quotes"]);
}

#[test]
fn no_mark_spans_two_items_of_a_list() {
    let found = of_bullets(&["Baked the bread:\n- day [1]\n- (2) part"]);
    assert!(!found.contains(&"broken-marks"), "{found:?}");
}

#[test]
fn every_worn_out_phrase_is_told_once() {
    let found = of_bullets(&["Hard-working team player with a proven track record in the bakery"]);
    assert_eq!(found, ["worn-out"; 3]);
}

/// A third of the words are in no dictionary: it is the wrong one.
#[test]
fn texts_that_do_not_look_english_are_not_spelled_as_english() {
    let bullet =
        "Leitete das Team der parts, baked bread an einem dau, senkte teh kosten um zwei drittel the day";
    let found = |profile: Value| {
        let mut profile = profile.as_object().unwrap().clone();
        profile.insert("basics".to_owned(), json!({}));
        codes_of("en", &profile, &[job(&[bullet])])
    };
    assert_eq!(found(json!({})), ["no-dictionary"]);
    assert!(found(json!({"meta": {"language": "en"}})).contains(&"spelling"));
}

#[test]
fn a_quotation_is_not_judged() {
    let mut reference = job(&[]);
    reference.kind = Kind::Reference;
    reference.text = Some("Responsible for the bread, I was the team player".to_owned());
    assert_eq!(codes_in("en", json!({}), &[reference]), [""; 0]);
}

#[test]
fn each_language_has_its_own_words() {
    let found = codes_in("de", json!({}), &[job(&["Verantwortlich für the bread, was ich mag"])]);
    assert_eq!(found, ["first-person", "weak-opening"]);
    assert_eq!(codes_in("de", json!({}), &[job(&["Responsible for I bread"])]), [""; 0]);
    assert_eq!(
        codes_in("fr", json!({}), &[job(&["Déployé le MES de l’usine", "Obtenu un MA en droit"])]),
        [""; 0]
    );
    assert_eq!(codes_in("fr", json!({}), &[job(&["Mon pain est bon"])]), ["first-person"]);
}

#[test]
fn addresses_that_are_right_are_left_alone() {
    for email in ["a@mail.com", "a@gmx.at", "a.b+c@web.de", "ä@bücher.de", "a@b.co.uk", "a@me.com"] {
        assert_eq!(codes_in("en", json!({ "email": email }), &[job(&[])]), ["empty-entry"], "{email}");
    }
    for phone in
        ["(212) 555-1212 x12", "+1 212 555 1212 ext. 5", "٠١٢٣٤٥٦٧٨٩", "+49 30 1234567 / +49 171 12345678"]
    {
        let found = codes_in("en", json!({ "phone": phone }), &[job(&[])]);
        assert_eq!(found, ["empty-entry"], "{phone}");
    }
    for phone in ["½½½½½½½", "+49 30 ②③④⑤⑥⑦"] {
        let found = codes_in("en", json!({ "phone": phone }), &[job(&[])]);
        assert_eq!(found, ["odd-phone", "empty-entry"], "{phone}");
    }
    for email in [
        "a.@gmail.com", ".a@b.com", "a..b@x.com", "a@gmial.com", "a@gmail.con", "a@b", "a b@c.de",
        "a@example.com", "a@@b.de",
    ] {
        let found = codes_in("en", json!({ "email": email }), &[job(&[])]);
        assert_eq!(found, ["odd-email", "empty-entry"], "{email}");
    }
}

#[test]
fn a_year_alone_is_any_month_of_it() {
    let dated = |start: &str, end: Option<&str>| {
        let mut job = job(&["Baked the bread"]);
        job.organization = Some(start.to_owned());
        job.start_date = Some(start.parse().unwrap());
        job.end_date = end.map(|end| end.parse().unwrap());
        job
    };
    let found = |jobs: &[Experience]| codes_in("en", json!({}), jobs);
    assert!(!found(&[dated("2019", Some("2020")), dated("2021", None)]).contains(&"gap"));
    let gap = found(&[dated("2017", Some("2018")), dated("2020-01", None)]);
    assert!(gap.contains(&"gap") && gap.contains(&"year-alone"), "{gap:?}");
    assert!(!found(&[dated("2017", Some("2018")), dated("2019-07", None)]).contains(&"gap"));
    assert!(found(&[dated("2019-01", Some("2020-06")), dated("2020-01", None)]).contains(&"overlap"));
    assert!(!found(&[dated("2019-01", Some("2020-02")), dated("2020-01", None)]).contains(&"overlap"));
}
