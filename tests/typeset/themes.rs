//! The built-in themes: what a program reads in their PDFs.
//!
//! Programs that read applications follow the text of a page, not its looks. Each entry's title, employer,
//! dates and bullets must come out together and in order, as poppler reads them: in its own order of reading,
//! and in that of the lines (`-layout`). Two columns promise it in the order of the file alone (`-raw`).

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use resume::document::Document;
use resume::document::content::{Content, Options};
use resume::document::language::Language;
use resume::domain::{Bullet, Experience, Kind, Sections};
use resume::render::pdf::order::{FailureKind, Order, Template, VERSION};
use resume::render::theme::{NAMES, Texts, Theme, built_in};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::harness::{failure, made, poppler};

/// How far apart two parts of an entry may be in the text: an address and a description stand between them.
const APART: usize = 120;

pub(crate) fn theme(name: &str) -> Theme {
    Theme::of(name, None, built_in(name).unwrap()).unwrap()
}

pub(crate) fn order(theme: &Theme, language: &str, profile: &Value, experiences: &[Experience]) -> Order {
    let document = Document::of(profile.as_object(), experiences);
    let sections = Sections { order: theme.order.clone(), ..Sections::default() };
    let options = Options { sections, ..Options::default() };
    let content = Content::of(&document, &Language::find(language).unwrap(), &options);
    Order {
        version: VERSION.to_owned(),
        content: serde_json::to_value(content).unwrap(),
        theme: Template {
            name: theme.name.clone(),
            folder: None,
            source: theme.typst.clone(),
            options: Map::from_iter(theme.options.clone()),
            lowest: theme.lowest(),
        },
        paper: "a4".to_owned(),
        pages: None,
        removable: Vec::new(),
        photo: None,
    }
}

fn ada() -> Value {
    json!({"basics": {
        "name": "Ada Lovelace-Byron", "label": "Data Engineer", "email": "ada@example.org",
        "phone": "+44 20 7946 0018", "url": "https://ada.example.org", "location": {"city": "London"},
        "summary": "Builds **configuration-driven** pipelines and writes about state-of-the-art query planning.",
        "profiles": [{"network": "GitHub", "url": "https://github.com/ada-lovelace"}]
    }})
}

/// `title`, `organization`, `start`, `end` and bullets, parted by `|`.
pub(crate) fn one(kind: Kind, line: &str) -> Experience {
    let mut parts = line.split('|').map(str::trim);
    let mut next = || parts.next().unwrap_or_default();
    let id = line.bytes().fold(7_u128, |id, byte| id.wrapping_mul(31).wrapping_add(byte.into()));
    let mut one = Experience::new(Uuid::from_u128(id), kind, next(), Timestamp::UNIX_EPOCH);
    one.organization = Some(next().to_owned()).filter(|text| !text.is_empty());
    (one.start_date, one.end_date) = (next().parse().ok(), next().parse().ok());
    one.bullets = parts.map(Bullet::new).collect();
    one
}

pub(crate) fn skill(title: &str, keywords: &[&str]) -> Experience {
    let mut skill = one(Kind::Skill, title);
    skill.skills = keywords.iter().map(|&word| word.to_owned()).collect();
    skill
}

/// Two pages with a section of almost every kind.
fn full() -> Vec<Experience> {
    let mut all: Vec<_> = [
        "Principal Data Engineer | Analytical Engines | 2021-04 || Cut the nightly load from six hours to 38 minutes by replacing row-by-row transformations with set-based ones | Led nine engineers",
        "Senior Data Engineer | Analytical Engines | 2018-09 | 2021-03 | Moved the warehouse without a day of downtime | Mentored four junior engineers",
        "Data Engineer | Northern Rail Operations | 2015-01 | 2018-08 | Built the delay forecast that the control room still uses; the median error fell from 7 to 2 minutes",
        "Deputy Head of the Division for Digital Transformation and Programme Coordination | Federal Institute for Population, Regional and Construction Research | 2012-10 | 2014-12 | Short",
    ].map(|line| one(Kind::Work, line)).into();
    all[0].text = Some("Owns the data platform: 40 TB and 300 daily users.".to_owned());
    all[2].url = Some("https://rail.example.com/data".to_owned());
    all.push(one(Kind::Volunteer, "Teacher | Code Club | 2016 | 2019 | Wrote twelve lessons"));
    let mut degree = one(Kind::Education, "BSc | University of London | 2009-09 | 2012-06 | Statistics");
    degree.metadata =
        Map::from_iter([("area".to_owned(), json!("Mathematics")), ("score".to_owned(), json!("1st"))]);
    all.push(degree);
    all.push(one(Kind::Education, "Certificate | Imperial College | 2013 | 2014"));
    all.push(one(Kind::Project, "Note G || 2019 | 2020 | Runs the first program"));
    all.push(one(Kind::Award, "Engineer of the Year | Big Data London | 2022-11"));
    all.push(one(Kind::Certificate, "Kubernetes Administrator | CNCF | 2020-02"));
    all.push(one(Kind::Certificate, "Data Engineer Professional | Google | 2021-05"));
    let mut paper = one(Kind::Publication, "Cost models | VLDB | 2023-08");
    paper.text = Some("Linear models predict plans within 8 %.".to_owned());
    all.push(paper);
    all.push(skill("Platforms", &["PostgreSQL", "Kafka", "dbt"]));
    all.push(one(Kind::Language, "French"));
    let mut reference = one(Kind::Reference, "Charles Babbage");
    reference.text = Some("Ada sees in a machine what its builder has not yet seen.".to_owned());
    all.push(reference);
    all
}

fn short() -> Vec<Experience> {
    [
        "Seller | Bakery | 2020-01 | 2021-02 | Sold bread | Kept books",
        "Clerk | Library | 2018-03 | 2019-12 | Lent",
        "Guide | Museum | 2016-01 | 2018-02 | Led",
        "Waiter | Café | 2014-05 | 2015-12 | Served",
    ]
    .map(|line| one(Kind::Work, line))
    .into()
}

fn sparse() -> Vec<Experience> {
    vec![one(Kind::Work, "Clerk"), skill("Excel", &[])]
}

fn forty() -> Vec<Experience> {
    let line = |n: usize| {
        let (start, end) = (2024 - n / 2, 2025 - n / 2);
        format!(
            "Engineer {n:02} | Employer {n:02} | {start}-0{} | {end}-1{} | Delivered result {n:02} on time",
            1 + n % 9,
            n % 3
        )
    };
    (0..40).map(|n| one(Kind::Work, &line(n))).collect()
}

/// The text without white space and what is invisible, and without the line with the number of the page.
pub(crate) fn squeezed(text: &str, author: &str) -> String {
    let is_footer = |line: &&str| line.contains(&format!("{author} · "));
    let lines = text.split(['\n', '\u{c}']).filter(|line| !is_footer(line));
    let invisible = |c: char| {
        c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}')
    };
    lines.flat_map(str::chars).filter(|&c| !invisible(c)).collect()
}

fn words(inlines: &Value) -> String {
    let of = |one: &Value| one["text"].as_str().map_or_else(|| words(&one["inlines"]), str::to_owned);
    inlines.as_array().unwrap().iter().map(of).collect()
}

/// What an entry must be read as, part by part.
fn parts(entry: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut parts: Vec<_> =
        ["title", "area", "organization"].iter().filter_map(|key| text(&entry[key])).collect();
    parts.extend(text(&entry["dates"]["text"]));
    parts.extend(entry["text"].as_array().unwrap().iter().map(|block| words(&block["inlines"])));
    parts.extend(entry["bullets"].as_array().unwrap().iter().map(|bullet| words(&bullet["inlines"])));
    let details =
        entry["details"].as_array().unwrap().iter().flat_map(|detail| detail["items"].as_array().unwrap());
    parts.extend(details.map(words));
    parts
}

/// Fails unless everything stands in the text once more after what came before it, and near it.
#[track_caller]
fn read_in_order(content: &Value, text: &str, about: &str) {
    let text = squeezed(text, content["author"].as_str().unwrap());
    let mut at = 0;
    let mut expect = |part: &str, apart: usize| {
        let part = squeezed(part, "\0");
        let found = text[at..]
            .find(&part)
            .unwrap_or_else(|| panic!("{about}: `{part}` comes too early or not at all:\n{text}"));
        assert!(found <= apart, "{about}: `{part}` is torn off its entry:\n{text}");
        at += found + part.len();
    };
    for section in content["sections"].as_array().unwrap() {
        expect(section["heading"].as_str().unwrap(), usize::MAX);
        for group in section["groups"].as_array().unwrap() {
            group["organization"].as_str().into_iter().for_each(|name| expect(name, APART));
            for entry in group["entries"].as_array().unwrap() {
                parts(entry).iter().for_each(|part| expect(part, APART));
            }
        }
    }
}

/// The content in the order in which a theme is read: a narrow column comes first.
fn as_read(name: &str, content: &Value) -> Value {
    let mut content = content.clone();
    if name == "sidebar" {
        let narrow = ["skill", "language", "interest", "certificate"];
        let sections = content["sections"].as_array_mut().unwrap();
        sections.sort_by_key(|section| !narrow.contains(&section["kind"].as_str().unwrap()));
    }
    content
}

#[test]
fn every_entry_is_read_together_and_in_order() {
    for name in NAMES {
        let theme = theme(name);
        for (sample, experiences) in
            [("full", full()), ("short", short()), ("sparse", sparse()), ("forty", forty())]
        {
            let order = order(&theme, "en", &ada(), &experiences);
            let (made, pdf) = made(&order);
            assert_eq!(made.warnings, Vec::<String>::new(), "{name}, {sample}");
            let ways: &[&[&str]] = if name == "sidebar" { &[&["-raw"]] } else { &[&[], &["-layout"]] };
            for way in ways {
                let text = poppler("pdftotext", &pdf, way);
                read_in_order(&as_read(name, &order.content), &text, &format!("{name}, {sample}, {way:?}"));
                let torn = text.lines().find(|line| line.trim_end().ends_with('-'));
                assert_eq!(torn, None, "{name}: a hyphen at the end of a line is lost");
            }
        }
    }
}

#[test]
fn right_to_left_text_is_read_in_order() {
    let experiences = [
        "ראשת צוות | בנק הצפון | 2020-03 || הובילה שמונה מהנדסים",
        "מהנדסת תוכנה | חברת הארז | 2015-01 | 2020-02 | תכננה שירות",
    ]
    .map(|line| one(Kind::Work, line));
    let profile = json!({"basics": {"name": "נועה כהן", "email": "noa@example.org"}});
    for name in NAMES {
        let order = order(&theme(name), "he", &profile, &experiences);
        let (_, pdf) = made(&order);
        read_in_order(&as_read(name, &order.content), &poppler("pdftotext", &pdf, &[]), name);
    }
}

/// The words of a PDF, and where each begins and ends on its line, in points.
pub(crate) fn placed(pdf: &[u8]) -> Vec<(String, f64, f64)> {
    let attribute = |line: &str, name: &str| {
        line.split_once(&format!("{name}=\"")).unwrap().1.split_once('"').unwrap().0.parse().unwrap()
    };
    let word = |line: &str| {
        let text = line.split_once("\">")?.1.strip_suffix("</word>")?;
        Some((squeezed(text, "\0"), attribute(line, "xMin"), attribute(line, "xMax")))
    };
    poppler("pdftotext", pdf, &["-bbox"]).lines().filter_map(|line| word(line.trim())).collect()
}

#[test]
fn words_of_the_other_direction_keep_their_order() {
    let job = one(Kind::Work, "Engineer | Acme | 2020 || Led state-of-the-art reviews.");
    let profile = json!({"basics": {
        "name": "Ada Lovelace-Byron", "label": "مهندسة", "location": {"address": "12 Quay", "city": "عمّان"},
        "summary": "عملت مع Grace Murray-Hopper في مشاريع"
    }});
    let all = [job, skill("قواعد", &["PostgreSQL", "SQLite"])];
    for name in ["classic", "compact", "sidebar"] {
        let (_, pdf) = made(&order(&theme(name), "ar", &profile, &all));
        let words = placed(&pdf);
        let begins = |text: &str| {
            let word = words.iter().find(|(word, ..)| word.contains(text));
            word.unwrap_or_else(|| panic!("{name} lacks `{text}`: {words:?}")).1
        };
        for line in
            [&["Grace", "Murray-Hopper"][..], &["Led", "state-of-the-art", "reviews."], &["12", "Quay"]]
        {
            let places: Vec<_> = line.iter().map(|word| begins(word)).collect();
            assert!(places.is_sorted(), "{name}: {line:?} at {places:?}");
        }
        assert!(begins("PostgreSQL") > begins("SQLite"), "{name}: the items of a list");
        if name != "sidebar" {
            assert!(begins("Ada") < begins("Lovelace-Byron"), "{name}");
        }
    }
}

/// Without marks, a name ends with what it begins with: `++C`, `.Acme Inc`.
#[test]
fn names_keep_their_order_in_a_document_from_right_to_left() {
    let profile = json!({"basics": {"name": "أحمد", "label": "مهندس برمجيات C++"}});
    let mut job = one(Kind::Work, "مهندس | Acme Inc. | 2020 || بلغة `F#`");
    job.location = Some("Bonn (HQ).".to_owned());
    for name in NAMES {
        let (_, pdf) = made(&order(&theme(name), "ar", &profile, std::slice::from_ref(&job)));
        let words = placed(&pdf);
        for name_of in ["C++", "Inc.", "(HQ).", "F#"] {
            assert!(words.iter().any(|(word, ..)| word == name_of), "{name} lacks `{name_of}`: {words:?}");
        }
    }
}

/// Hebrew writes a preposition and a hyphen before a foreign name, which may have several words.
#[test]
fn a_prefix_does_not_part_a_name_of_the_other_direction() {
    let job = one(
        Kind::Work,
        "מפתחת | בזק | 2020 || הקמת סביבה ב-Google Cloud Platform לכל הצוותים | פיתוח ב-React Native",
    );
    let profile = json!({"basics": {"name": "יעל כהן"}});
    for name in NAMES {
        let (_, pdf) = made(&order(
            &theme(name),
            "he",
            &profile,
            &[job.clone(), skill("C++", &[]), skill("שפות", &["C#"])],
        ));
        let words = placed(&pdf);
        let begins = |text: &str| words.iter().find(|(word, ..)| word.contains(text)).unwrap().1;
        for line in [&["Google", "Cloud", "Platform"][..], &["React", "Native"]] {
            let places: Vec<_> = line.iter().map(|word| begins(word)).collect();
            assert!(places.is_sorted(), "{name}: {line:?} at {places:?}");
        }
        let text = poppler("pdftotext", &pdf, &["-raw"]);
        let torn = text.lines().find(|line| line.trim_end().ends_with('-'));
        assert_eq!(torn, None, "{name}: a hyphen at the end of a line is lost");
    }
}

#[test]
fn a_bullet_stays_with_the_text_that_leads_to_it() {
    let mut experiences: Vec<_> = forty().into_iter().take(9).collect();
    experiences.push(one(Kind::Work, "Filler | F | 2002 | 2003 | x | x | x"));
    let mut last = one(Kind::Work, "Tutor | Net | 2000 | 2001 | Ran workshops");
    last.text = Some("Taught spreadsheets.".to_owned());
    experiences.push(last);
    let (made, pdf) = made(&order(&theme("plain"), "en", &json!({"basics": {"name": "Ada"}}), &experiences));
    let text = poppler("pdftotext", &pdf, &[]);
    let page = |words: &str| text.split('\u{c}').position(|page| page.contains(words)).unwrap();
    assert_eq!((made.pages, page("Taught spreadsheets"), page("Ran workshops")), (2, 1, 1));
}

#[test]
fn ways_to_reach_the_person_stay_in_their_column() {
    let profile = json!({"basics": {
        "name": "Ada", "email": "aaaaaaaaaa@example.org", "phone": "+44 20 7946 0018", "url": "https://ada.example.org",
        "location": {"address": "12 St James's Square", "city": "London"}, "summary": "Summary",
        "profiles": [{"network": "GitHub", "url": "https://github.com/ada"}]
    }});
    let plain = theme("plain");
    let (_, pdf) = made(&order(&plain, "en", &profile, &[]));
    let text = poppler("pdftotext", &pdf, &["-layout"]);
    assert!(text.lines().all(|line| !line.trim().ends_with('|')), "a line ends with a separator: {text}");
    let mut profile = profile;
    profile["basics"]["email"] = json!("ada.lovelace.byron@analytical-engines.example.org");
    let (_, pdf) = made(&order(&theme("sidebar"), "en", &profile, &[]));
    let words = placed(&pdf);
    let edge = words.iter().find(|(word, ..)| word == "Summary").unwrap().1;
    let wide = words.iter().find(|(word, begin, end)| word != "Summary" && *begin < edge && *end > edge);
    assert_eq!(wide, None, "{words:?}");
    profile["basics"]["location"] =
        json!({"address": "12 St James's Sq.", "postalCode": "10115", "city": "Frankfurt (Oder)"});
    let (_, pdf) = made(&order(&theme("sidebar"), "en", &profile, &[]));
    let text = poppler("pdftotext", &pdf, &["-raw"]);
    assert!(text.contains("10115 Frankfurt (Oder)"), "{text}");
}

#[test]
fn no_line_begins_with_the_dot_between_parts() {
    let job = |n: usize| {
        let title = format!("Head of {}", "i".repeat(n));
        let mut job = one(
            Kind::Work,
            &format!(
                "{title} | Institute {n} for the Hydrology of the Northern Counties | 2020-01 | 2021-02"
            ),
        );
        job.url = Some(format!("https://doi.example/10.1000/{n}"));
        job
    };
    let jobs: Vec<_> = (20..60).map(job).collect();
    let (_, pdf) = made(&order(&theme("compact"), "en", &json!({"basics": {"name": "Ada"}}), &jobs));
    let text = poppler("pdftotext", &pdf, &["-layout"]);
    assert!(text.lines().any(|line| line.trim().starts_with("doi.example")), "a line is wrapped: {text}");
    assert!(text.lines().all(|line| !line.trim().starts_with('·')), "{text}");
}

/// LinkedIn's export has a line for each skill.
#[test]
fn skills_that_are_names_share_lines_with_their_levels() {
    let mut known = skill("Rust", &[]);
    known.metadata.insert("level".to_owned(), json!("Expert"));
    let mut unnamed = skill("", &[]);
    unnamed.metadata.insert("level".to_owned(), json!("Good with people"));
    let skills = [
        known,
        skill("SQL", &[]),
        skill("Web", &["HTML"]),
        skill("C, C++", &[]),
        skill("Git", &[]),
        skill("A: B", &[]),
        unnamed,
    ];
    for name in NAMES {
        let (_, pdf) = made(&order(&theme(name), "en", &json!({}), &skills));
        let text = poppler("pdftotext", &pdf, &["-layout"]);
        let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let row = lines.iter().position(|line| line.starts_with("Rust")).unwrap();
        let expected: &[&str] = match name {
            "sidebar" => &["Rust: Expert", "SQL"],
            _ => &["Rust (Expert), SQL", "Web: HTML", "C, C++; Git", "A: B", "Good with people"],
        };
        assert_eq!(lines[row..row + expected.len()], *expected, "{name}");
    }
}

#[test]
fn no_line_begins_with_the_sign_of_a_number() {
    let mut job = one(Kind::Work, "Operator");
    let bullets = (1..60).map(|letters| {
        format!("{} kept {} at 99.95 % all year", "a".repeat(letters), "the mills ".repeat(6))
    });
    job.bullets = bullets.map(Bullet::new).collect();
    for name in ["classic", "academic"] {
        let (_, pdf) = made(&order(&theme(name), "en", &json!({}), std::slice::from_ref(&job)));
        let text = poppler("pdftotext", &pdf, &["-layout"]);
        assert!(text.contains("99.95 %"), "{text}");
        assert!(text.lines().all(|line| !line.trim().starts_with('%')), "{name}: {text}");
    }
}

#[test]
fn text_is_never_source() {
    let marks = "#let x = 1; *not* _this_ $x^2$ @ref <label> \\ // /* ] [ ~ \" ' #panic(1) = - + /";
    let line = format!("{} | #eval(\"1\") | 2020 | 2021 | = heading", marks.replace('|', ""));
    let mut job = one(Kind::Work, &line);
    job.location = Some("<b>&amp;{{ x }}".to_owned());
    let profile = json!({"basics": {"name": "#image(\"/etc/passwd\")", "email": "a\"b@example.org"}});
    for name in NAMES {
        let order = order(&theme(name), "en", &profile, std::slice::from_ref(&job));
        let (made, pdf) = made(&order);
        assert_eq!(made.warnings, Vec::<String>::new(), "{name}");
        read_in_order(&as_read(name, &order.content), &poppler("pdftotext", &pdf, &[]), name);
    }
}

#[test]
fn nobody_and_nothing_is_a_document_too() {
    let odd = [
        one(Kind::Work, "| Only an employer"),
        one(Kind::Work, "||| 2019 | Only a date and a bullet"),
        one(Kind::Language, ""),
    ];
    for name in NAMES {
        for experiences in [&odd[..], &[]] {
            let (made, _) = made(&order(&theme(name), "en", &json!({}), experiences));
            assert_eq!((made.pages, made.warnings), (1, Vec::new()), "{name}");
        }
    }
}

/// The fenced block of one language in the page about themes.
fn example(language: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/themes.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, after) = page.split_once(&format!("```{language}\n")).unwrap();
    after.split_once("\n```").unwrap().0.to_owned()
}

#[test]
fn the_example_of_the_manual_is_a_theme() {
    let texts = Texts { manifest: example("toml"), typst: example("typst"), html: example("html") };
    let theme = Theme::of("mine", None, texts).unwrap();
    let order = order(&theme, "en", &ada(), &full());
    let (made, pdf) = made(&order);
    assert_eq!(made.warnings, Vec::<String>::new());
    read_in_order(&order.content, &poppler("pdftotext", &pdf, &[]), "the example");
}

#[test]
fn a_mistake_of_a_copy_is_told_with_its_place() {
    let mut copy = theme("classic");
    copy.typst = copy.typst.replace("options.spacing", "options.spacings");
    let told = failure(&order(&copy, "en", &ada(), &sparse()));
    assert_eq!(told.kind, FailureKind::Theme);
    let line = copy.typst.lines().position(|line| line.contains("options.spacings")).unwrap() + 1;
    let column = copy.typst.lines().nth(line - 1).unwrap().find("spacings").unwrap() + 1;
    let place = told.place.unwrap();
    assert_eq!((place.file.as_str(), place.line), ("cv.typ", line));
    assert!(place.column <= column, "{place:?}");
}
