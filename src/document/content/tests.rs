use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::document::Document;
use crate::document::language::Language;
use crate::document::markup::run_in;
use crate::domain;
use crate::domain::{Experience, place};

/// A record, in the order in which it is made.
fn one(kind: Kind, number: u64, title: &str) -> Experience {
    let mut one = Experience::new(Uuid::from_u128(number.into()), kind, title, Timestamp::UNIX_EPOCH);
    place::set(&mut one, Some(number));
    one
}

fn work(number: u64, title: &str, organization: &str, start: &str, end: &str) -> Experience {
    let mut one = one(Kind::Work, number, title);
    one.organization = Some(organization.to_owned());
    (one.start_date, one.end_date) = (start.parse().ok(), end.parse().ok());
    one
}

fn content(profile: &Value, experiences: &[Experience], options: &Options) -> Content {
    Content::of(&Document::of(profile.as_object(), experiences), &Language::find("en").unwrap(), options)
}

fn sections(experiences: &[Experience], options: &Options) -> Vec<Section> {
    content(&Value::Null, experiences, options).sections
}

#[test]
fn positions_at_one_employer_in_a_row_stand_together() {
    let mut all = [
        work(1, "Head", "Mill", "2020", ""),
        work(2, "Miller", "MILL", "2018", "2020"),
        work(3, "Seller", "Kiosk", "2017", "2018"),
        work(4, "Boy", "Mill", "2016", "2017"),
    ];
    all[0].location = Some("Delft".to_owned());
    all[0].metadata = json!({"description": "Grinds"}).as_object().unwrap().clone();
    let [section] = &sections(&all, &Options::default())[..] else { unreachable!("one section") };
    let groups: Vec<_> = section.groups.iter().map(|group| group.entries.len()).collect();
    assert_eq!(groups, [2, 1, 1]);
    let [mill, kiosk, ..] = &section.groups[..] else { unreachable!("three groups") };
    assert_eq!((mill.organization.as_deref(), mill.location.as_deref()), (Some("Mill"), Some("Delft")));
    assert_eq!(
        json!(mill.description),
        json!([{"type": "paragraph", "inlines": [{"type": "text", "text": "Grinds"}]}])
    );
    assert!(mill.entries.iter().all(|entry| entry.organization.is_none() && entry.location.is_none()));
    assert_eq!(
        (kiosk.organization.as_deref(), kiosk.entries[0].organization.as_deref()),
        (None, Some("Kiosk"))
    );
    all[1].location = Some("Leiden".to_owned());
    let group = &sections(&all, &Options::default())[0].groups[0];
    assert_eq!(group.location, None, "they differ");
    assert_eq!(group.entries[0].location.as_deref(), Some("Delft"));
}

#[test]
fn dates_are_as_precise_as_they_are_asked_to_be() {
    let all = [work(1, "a", "b", "2019-02-03", "2020-11-30")];
    let shown = |dates| {
        let entry = &sections(&all, &Options { dates, ..Options::default() })[0].groups[0].entries[0];
        entry.dates.clone().unwrap()
    };
    let auto = shown(DateFormat::Auto);
    assert_eq!(auto.text, "3 Feb 2019 – 30 Nov 2020");
    assert_eq!((auto.start.as_deref(), auto.end.as_deref()), (Some("2019-02-03"), Some("2020-11-30")));
    assert_eq!(shown("month".parse().unwrap()).text, "Feb 2019 – Nov 2020");
    assert_eq!(shown("year".parse().unwrap()).end.as_deref(), Some("2020"));
    assert!("week".parse::<DateFormat>().is_err());
}

#[test]
fn words_for_a_time_are_shown_where_there_is_no_date() {
    let with = |start: &str, metadata: Value| {
        let mut one = work(1, "a", "b", start, "");
        one.metadata = metadata.as_object().unwrap().clone();
        let dates = sections(&[one], &Options::default())[0].groups[0].entries[0].dates.clone();
        dates.map(|dates| (dates.text, dates.start.is_some(), dates.ongoing))
    };
    let shown = |text: &str, dated, ongoing| Some((text.to_owned(), dated, ongoing));
    assert_eq!(with("", json!({"period": "Fall 2014"})), shown("Fall 2014", false, false));
    assert_eq!(with("", json!({"date": "a\n summer"})), shown("a summer", false, false));
    assert_eq!(with("2020", json!({"period": "Fall 2014"})), shown("2020 – present", true, true));
    assert_eq!(with("", json!({"period": "x".repeat(61)})), None);
    assert_eq!(with("", json!({"period": ["2014"]})), None);
}

#[test]
fn sections_stand_in_the_order_and_under_the_titles_that_are_asked_for() {
    let all = [one(Kind::Work, 1, "a"), one(Kind::Skill, 2, "b"), one(Kind::Education, 3, "c")];
    let order = vec![Kind::Skill, Kind::Award, Kind::Work];
    let titles = [(Kind::Work, "My \u{1b} posts\nand more".to_owned()), (Kind::Skill, " ".to_owned())];
    let asked = Sections { order, titles: titles.into() };
    let sections = sections(&all, &Options { sections: asked, ..Options::default() });
    let shown: Vec<_> = sections.iter().map(|section| (section.kind, section.heading.as_str())).collect();
    let expected =
        [(Kind::Skill, "Skills"), (Kind::Work, "My \u{fffd} posts and more"), (Kind::Education, "Education")];
    assert_eq!(shown, expected);
}

#[test]
fn the_chosen_weigh_more_than_the_recent_and_these_more_than_the_old() {
    let mut all = [
        work(1, "new", "a", "2020", ""),
        work(2, "old", "b", "1980", "1985"),
        work(3, "chosen", "c", "1970", "1975"),
        one(Kind::Interest, 4, "sailing"),
    ];
    for one in &mut all {
        one.bullets = (0..20).map(|number| domain::Bullet::new(number.to_string())).collect();
    }
    all[2].bullets[5].tags = vec!["x".to_owned()];
    let sections = sections(&all, &Options { tags: vec!["x".to_owned()], ..Options::default() });
    let entries: Vec<_> = sections.iter().flat_map(|one| &one.groups).flat_map(|one| &one.entries).collect();
    let [new, old, chosen, _] = entries[..] else { unreachable!("four entries") };
    assert!(chosen.weight > new.weight && new.weight > old.weight);
    assert!(chosen.bullets[5].weight > new.bullets[0].weight, "a chosen bullet");
    assert!(chosen.bullets[4].weight < old.bullets[0].weight, "another of its entry");
    for entry in entries {
        assert!(entry.bullets.iter().all(|bullet| bullet.weight < entry.weight && bullet.weight > 0));
    }
    assert!(new.bullets.iter().take(12).is_sorted_by(|one, next| one.weight > next.weight));
}

#[test]
fn a_tag_that_was_not_asked_for_makes_nothing_weigh_more() {
    let mut all = [work(1, "now", "a", "2023", ""), work(2, "old", "b", "1999", "2000")];
    all[1].tags = vec!["old".to_owned()];
    all[1].bullets = vec![domain::Bullet { tags: vec!["y".to_owned()], ..domain::Bullet::new("z") }];
    for tags in [Vec::new(), vec!["x".to_owned()]] {
        let sections = sections(&all, &Options { tags, ..Options::default() });
        assert!(sections[0].groups[0].entries[0].weight > sections[0].groups[1].entries[0].weight);
    }
}

#[test]
fn contacts_say_where_they_lead() {
    let profile = json!({"basics": {
        "name": "Ada\n Lovelace", "email": "ada@x.example", "phone": "+44 (20) 555", "url": "https://x.example/",
        "location": {"address": "1 Road", "postalCode": "N1", "city": "London", "countryCode": "GB"},
        "profiles": [
            {"network": "GitHub", "username": "ada", "url": "https://github.com/ada"},
            {"network": "Odd", "url": "javascript:x"}, {"network": "Chess", "username": "ada"},
            {"network": "Go", "username": "@ada", "url": "https://go.example"}
        ]
    }});
    let content = content(&profile, &[], &Options::default());
    let contacts: Vec<_> =
        content.header.contacts.iter().map(|one| (one.text.as_str(), one.url.as_deref())).collect();
    assert_eq!(
        contacts,
        [
            ("ada@x.example", Some("mailto:ada@x.example")),
            ("+44 (20) 555", Some("tel:+4420555")),
            ("x.example", Some("https://x.example/")),
            ("1 Road, London N1, GB", None),
            ("github.com/ada", Some("https://github.com/ada")),
            ("Odd: javascript:x", None),
            ("Chess: ada", None),
            ("Go: @ada", Some("https://go.example")),
        ]
    );
    assert_eq!(content.title, "Ada Lovelace – Curriculum Vitae");
    assert_eq!(content.author.as_deref(), Some("Ada Lovelace"));
}

#[test]
fn the_postal_code_stands_where_the_country_has_it() {
    for (location, shown) in [
        (json!({"postalCode": "53111", "city": "Bonn", "countryCode": "DE"}), "53111 Bonn, DE"),
        (
            json!({"postalCode": "16121", "city": "Genoa", "region": "Liguria, Italy"}),
            "16121 Genoa, Liguria, Italy",
        ),
        (
            json!({"postalCode": "94105", "city": "San Francisco", "region": "California", "countryCode": "US"}),
            "San Francisco, California 94105, US",
        ),
        (
            json!({"postalCode": "94105", "city": "San Francisco", "region": "California, United States"}),
            "San Francisco, California 94105, United States",
        ),
        (
            json!({"postalCode": "N1", "city": "London", "region": "United Kingdom"}),
            "London N1, United Kingdom",
        ),
        (json!({"postalCode": "72100", "city": "Brindisi", "region": "BR"}), "72100 Brindisi, BR"),
        (json!({"city": "Graz", "region": ""}), "Graz"),
        (json!({"postalCode": "560001", "region": "Karnataka, India"}), "Karnataka 560001, India"),
        (json!({"region": "India"}), "India"),
    ] {
        let content = content(&json!({"basics": {"location": location}}), &[], &Options::default());
        let contacts: Vec<_> = content.header.contacts.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(contacts, [shown], "{location}");
    }
}

/// From large to small, where it is written in the script of the country.
#[test]
fn an_address_is_written_as_its_country_writes_it() {
    for (country, parts, shown) in [
        ("JP", ["神南1-2-3", "150-0041", "渋谷区", "東京都"], "〒150-0041 東京都渋谷区神南1-2-3"),
        ("jp", ["", "", "東京", ""], "東京"),
        (
            "JP",
            ["東京都渋谷区神南1-2-3 ABCビル", "〒150-0041", "渋谷区", "東京都"],
            "〒150-0041 東京都渋谷区神南1-2-3 ABCビル",
        ),
        ("JP", ["1-2-3", "", "渋谷区", ""], "渋谷区1-2-3"),
        ("JP", ["1-2-3 Jinnan", "150-0041", "Shibuya", "Tokyo"], "1-2-3 Jinnan, 150-0041 Shibuya, Tokyo, JP"),
        ("JP", ["神南1-2-3", "150-0041", "Shibuya", ""], "神南1-2-3, 150-0041 Shibuya, JP"),
        ("KR", ["테헤란로 152", "06236", "강남구", "서울특별시"], "(06236) 서울특별시 강남구 테헤란로 152"),
        ("KR", ["", "", "서울", ""], "서울"),
        ("KR", ["수원천로 255", "16253", "수원", ""], "(16253) 수원 수원천로 255"),
        ("JP", ["大阪城1-1", "", "大阪", ""], "大阪大阪城1-1"),
        ("CN", ["中关村大街27号", "100080", "北京市", "北京"], "100080 北京市中关村大街27号"),
        ("TW", ["市府路1號", "110204", "信義區", "臺北市"], "110204 臺北市信義區市府路1號"),
        ("DE", ["渋谷1", "10115", "Berlin", ""], "渋谷1, 10115 Berlin, DE"),
    ] {
        let [address, code, city, region] = parts;
        let location = json!({"address": address, "postalCode": code, "city": city, "region": region, "countryCode": country});
        let content = content(&json!({"basics": {"location": location}}), &[], &Options::default());
        assert_eq!(content.header.contacts[0].text, shown, "{location}");
    }
}

#[test]
fn an_address_shows_no_scheme() {
    for (url, text) in [
        ("mailto:klein@tum.de", "klein@tum.de"),
        ("MAILTO:klein@tum.de?subject=Ada", "klein@tum.de"),
        ("tel:+4989", "+4989"),
        ("https://tum.de/", "tum.de"),
        ("tum.de:8080/x", "tum.de:8080/x"),
    ] {
        let mut reference = one(Kind::Reference, 1, "Prof. Klein");
        reference.url = Some(url.to_owned());
        let shown = sections(&[reference], &Options::default())[0].groups[0].entries[0].url.clone();
        assert_eq!(shown.unwrap().text, text);
    }
}

#[test]
fn every_key_is_there() {
    let mut skill = one(Kind::Skill, 1, "Rust");
    skill.skills = vec!["cargo".to_owned()];
    skill.bullets = vec![domain::Bullet::new("*fast*"), domain::Bullet::new(" ")];
    let value = json!(content(&Value::Null, &[skill], &Options::default()));
    let entry = &value["sections"][0]["groups"][0]["entries"][0];
    let weight = entry["weight"].as_u64().unwrap();
    assert_eq!(
        *entry,
        json!({
            "id": "00000000-0000-0000-0000-000000000001", "title": "Rust", "area": null, "organization": null,
            "location": null, "url": null, "dates": null, "description": [], "text": [], "summary": [],
            "bullets": [{"inlines": [{"type": "emphasis", "inlines": [{"type": "text", "text": "fast"}]}],
                "below": [], "weight": weight - 40}],
            "details": [{"kind": "skills", "label": "Skills", "items": [[{"type": "text", "text": "cargo"}]], "between": ", "}],
            "weight": weight
        })
    );
    assert_eq!(value["keywords"], json!(["Rust", "cargo"]));
    assert_eq!(
        (&value["locale"], &value["region"], &value["direction"]),
        (&json!("en"), &Value::Null, &json!("ltr"))
    );
    assert_eq!(value["marks"], json!({"list": ", ", "items": "; ", "label": ": "}));
    let keys: Vec<_> = value.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 11);
    assert_eq!(value["timeline"], Value::Null);
}

#[test]
fn a_list_that_was_typed_as_a_text_is_a_list() {
    let list = |kind, key: &str, typed: &str| {
        let mut one = one(kind, 1, "x");
        one.metadata.insert(key.to_owned(), json!(typed));
        let entry = sections(&[one], &Options::default())[0].groups[0].entries[0].clone();
        entry.details[0].items.iter().map(|item| item.len()).collect::<Vec<_>>()
    };
    for (kind, key) in [
        (Kind::Publication, "authors"),
        (Kind::Project, "roles"),
        (Kind::Skill, "keywords"),
        (Kind::Education, "courses"),
    ] {
        assert_eq!(list(kind, key, r#"["A. B.", "C. D."]"#), [1, 1], "{key}");
        assert_eq!(list(kind, key, "A. B., C. D."), [1], "{key}");
    }
}

#[test]
fn authors_come_first_and_a_bullet_keeps_its_lists() {
    let mut paper = one(Kind::Publication, 1, "On engines");
    paper.metadata = json!({"authors": ["**Lovelace, A.**", "Babbage, C."]}).as_object().unwrap().clone();
    paper.skills = vec!["Analysis".to_owned()];
    paper.bullets = vec![domain::Bullet::new("Led:\n- a\n- b"), domain::Bullet::new("one\n\ntwo")];
    paper.bullets.push(domain::Bullet::new("```\nmake\n```\n- a"));
    let [section] = &sections(&[paper], &Options::default())[..] else { unreachable!("one section") };
    let entry = &section.groups[0].entries[0];
    let text = |text: &str| json!({"type": "text", "text": text});
    assert_eq!(
        json!(entry.details[0]),
        json!({"kind": "authors", "label": "Authors", "between": "; ",
            "items": [[{"type": "strong", "inlines": [text("Lovelace, A.")]}], [text("Babbage, C.")]]})
    );
    let item = |words: &str| json!({"inlines": [text(words)], "below": []});
    let bullets: Vec<_> = entry.bullets.iter().map(|bullet| json!([bullet.inlines, bullet.below])).collect();
    assert_eq!(
        bullets,
        [
            json!([[text("Led:")], [{"type": "list", "first": null, "items": [item("a"), item("b")]}]]),
            json!([[text("one two")], []]),
            json!([[{"type": "code", "text": "make"}], [{"type": "list", "first": null, "items": [item("a")]}]])
        ]
    );
}

#[test]
fn the_lines_of_an_address_are_parted() {
    let profile = json!({"basics": {"location": {"address": "Straße 1\nHinterhaus,\n", "postalCode": "10115", "city": "Berlin"}}});
    let content = content(&profile, &[], &Options::default());
    assert_eq!(content.header.contacts[0].text, "Straße 1, Hinterhaus, 10115 Berlin");
}

#[test]
fn a_list_of_one_has_a_label_of_its_own() {
    let labels = |tag: &str, roles: &[&str]| {
        let mut project = one(Kind::Project, 1, "x");
        project.metadata.insert("roles".to_owned(), json!(roles));
        let document = Document::of(None, &[project]);
        let content = Content::of(&document, &Language::find(tag).unwrap(), &Options::default());
        content.sections[0].groups[0].entries[0].details[0].label.clone()
    };
    assert_eq!(["en", "de", "fr", "ja"].map(|tag| labels(tag, &["Lead"])), ["Role", "Rolle", "Rôle", "役割"]);
    assert_eq!(["en", "de"].map(|tag| labels(tag, &["Lead", "Author"])), ["Roles", "Rollen"]);
}

#[test]
fn what_has_no_title_is_known_by_its_school() {
    let mut school = one(Kind::Education, 1, "");
    school.organization = Some("Harrogate Sixth Form".to_owned());
    let entry = &sections(&[school], &Options::default())[0].groups[0].entries[0];
    assert_eq!((entry.title.as_deref(), &entry.organization), (Some("Harrogate Sixth Form"), &None));
    let two = [work(1, "", "Mill", "2020", ""), work(2, "Miller", "Mill", "2018", "2020")];
    let group = &sections(&two, &Options::default())[0].groups[0];
    assert_eq!((group.organization.as_deref(), group.entries[0].title.as_ref()), (Some("Mill"), None));
}

#[test]
fn a_bullet_is_shown_without_the_sign_that_was_copied_with_it() {
    let mut baker = one(Kind::Work, 1, "Baker");
    let texts =
        ["- Baked", "• Sold", "–\u{a0}Cleaned", "-5 °C in the store", "*Led* all", "- a\n- b", "- c:\n  - d"];
    baker.bullets = texts.map(domain::Bullet::new).into();
    let entry = sections(&[baker], &Options::default())[0].groups[0].entries[0].clone();
    let shown =
        entry.bullets.iter().map(|one| (run_in(&[Block::Paragraph(one.inlines.clone())]), one.below.len()));
    let words: Vec<_> = shown
        .map(|(inlines, below)| match &inlines[0] {
            Inline::Text(text) => (text.clone(), below),
            other => (format!("{other:?}"), below),
        })
        .collect();
    let words: Vec<_> = words.iter().map(|(text, below)| (text.as_str(), *below)).collect();
    assert_eq!(
        words,
        [
            ("Baked", 0),
            ("Sold", 0),
            ("Cleaned", 0),
            ("-5 °C in the store", 0),
            (r#"Emphasis([Text("Led")])"#, 0),
            ("a", 0),
            ("b", 0),
            ("c:", 1),
        ]
    );
}
