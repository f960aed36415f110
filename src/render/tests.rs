//! What every renderer promises, and what those of packed and marked-up formats promise besides.

use std::io::{Cursor, Read};

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::docx::Docx;
use super::html::Html;
use super::markdown::Markdown;
use super::testing::{MARKS, classic, content, marked, rendered};
use super::text::Text;
use super::theme::Theme;
use super::{Job, Paper, Photo, RenderError, Renderer};
use crate::document::content::{Content, Options};
use crate::document::language::Language;

const RENDERERS: [(&str, &dyn Renderer); 4] =
    [("docx", &Docx), ("html", &Html), ("markdown", &Markdown), ("text", &Text)];

/// The smallest picture there is: one white point.
const POINT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55";

fn bytes(renderer: &dyn Renderer, content: &Content) -> Vec<u8> {
    rendered(renderer, content, None).bytes
}

/// The parts of a packed file, by their names.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut text = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    names.iter().map(|name| (name.clone(), text(name))).collect()
}

/// The parts of a document that are XML, each read by a strict parser.
fn xml(bytes: &[u8]) -> Vec<(String, String)> {
    let parts = parts(bytes);
    for (name, text) in parts.iter().filter(|(name, _)| !name.starts_with("word/media/")) {
        if let Err(error) = roxmltree::Document::parse(text) {
            unreachable!("{name}: {error}\n{text}");
        }
    }
    parts
}

fn part(bytes: &[u8], name: &str) -> String {
    xml(bytes).into_iter().find(|(one, _)| one == name).unwrap().1
}

/// A page, read by a parser that reports whatever the standard calls an error.
fn dom(bytes: &[u8]) -> RcDom {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(text.as_str());
    assert!(dom.errors.borrow().is_empty(), "{:?}\n{text}", dom.errors.borrow());
    dom
}

/// Its name, its attributes and its text.
type Element = (String, Vec<(String, String)>, String);

/// The elements of a page in their order.
fn elements(dom: &RcDom) -> Vec<Element> {
    fn text(node: &Handle) -> String {
        match &node.data {
            NodeData::Text { contents } => contents.borrow().to_string(),
            _ => node.children.borrow().iter().map(text).collect(),
        }
    }
    fn collect(node: &Handle, found: &mut Vec<Element>) {
        if let NodeData::Element { name, attrs, .. } = &node.data {
            let attributes = attrs.borrow();
            let attributes =
                attributes.iter().map(|one| (one.name.local.to_string(), one.value.to_string())).collect();
            found.push((name.local.to_string(), attributes, text(node)));
        }
        node.children.borrow().iter().for_each(|child| collect(child, found));
    }
    let mut found = Vec::new();
    collect(&dom.document, &mut found);
    found
}

/// What is read in a page, a document or a text.
fn read(name: &str, bytes: &[u8]) -> String {
    match name {
        "docx" => {
            let document = part(bytes, "word/document.xml");
            let document = roxmltree::Document::parse(&document).unwrap();
            let paragraphs = document.descendants().filter(|node| node.has_tag_name(w("p")));
            let text = |node: roxmltree::Node<'_, '_>| {
                node.descendants()
                    .filter_map(|node| node.text().filter(|_| node.is_text()))
                    .collect::<String>()
            };
            paragraphs.map(text).collect::<Vec<_>>().join("\n")
        }
        "html" => {
            let elements = elements(&dom(bytes));
            elements.into_iter().find(|(name, ..)| name == "body").unwrap().2
        }
        _ => String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

/// A name of WordprocessingML.
fn w(name: &str) -> (&str, &str) {
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", name)
}

fn many() -> Value {
    let work = |n: u32| {
        json!({"position": format!("Position {n}"), "name": format!("Employer {}", n / 2), "startDate": format!("{}-03", 2020 - n),
            "endDate": format!("{}-02", 2021 - n), "location": "Delft", "highlights": [format!("first of {n}"), format!("second of {n}")]})
    };
    json!({"basics": {"name": "Ada Lovelace"}, "work": (0..40).map(work).collect::<Vec<_>>()})
}

#[test]
fn everything_is_there_in_its_order() {
    let content = content(&many(), "en", &Options::default());
    for (name, renderer) in RENDERERS {
        let text = read(name, &bytes(renderer, &content));
        let mut place = 0;
        for n in 0..40 {
            for wanted in [format!("Position {n}"), format!("{}", 2020 - n), format!("second of {n}")] {
                let found = text[place..].find(&wanted);
                place +=
                    found.unwrap_or_else(|| unreachable!("{name} lacks `{wanted}` behind {place}: {text}"));
            }
        }
        assert_eq!(text.matches("Employer 7").count(), 1, "{name}: two positions at one employer");
    }
}

#[test]
fn equal_content_gives_equal_bytes() {
    let content = content(&marked(), "en", &Options::default());
    for (name, renderer) in RENDERERS {
        assert!(bytes(renderer, &content) == bytes(renderer, &content), "{name}");
    }
}

#[test]
fn an_empty_resume_is_a_document_too() {
    for language in ["en", "ar"] {
        for file in
            [json!({}), json!({"basics": {"email": "a@b.example"}}), json!({"work": [{"position": "x"}]})]
        {
            let content = content(&file, language, &Options::default());
            for (name, renderer) in RENDERERS {
                read(name, &bytes(renderer, &content));
            }
        }
    }
}

#[test]
fn texts_stay_texts() {
    let content = content(&marked(), "en", &Options::default());
    let shown = MARKS.replace('\u{1b}', "\u{fffd}");
    for (name, renderer) in RENDERERS.into_iter().filter(|(name, _)| *name != "markdown") {
        let text = read(name, &bytes(renderer, &content));
        // Plain texts are shown as they are; in Markdown `&amp;` is `&`, and code has no marks.
        assert!(
            text.replace('\n', " ").contains(shown.trim_end_matches("\u{fffd}[31m").trim()),
            "{name}: {text}"
        );
        assert!(!text.contains('\u{1b}'), "{name}");
        assert!(!text.contains("49"), "{name}: a text was run");
    }
    let page = elements(&dom(&bytes(&Html, &content)));
    let scripts: Vec<_> = page.iter().filter(|(name, ..)| name == "script").collect();
    let [(_, _, data)] = &scripts[..] else { unreachable!("{scripts:?}") };
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["name"], json!(shown.split_whitespace().collect::<Vec<_>>().join(" ")));
    for (name, attributes, _) in &page {
        for (key, value) in attributes {
            let is_safe =
                ["http:", "https:", "mailto:", "tel:"].iter().any(|scheme| value.starts_with(scheme));
            assert!(!key.starts_with("on"), "{name} {key}");
            assert!(!matches!(key.as_str(), "href" | "src" | "action") || is_safe, "{name} {key}={value}");
        }
    }
}

#[test]
fn a_page_asks_for_nothing() {
    for file in [marked(), many()] {
        let page = elements(&dom(&bytes(&Html, &content(&file, "en", &Options::default()))));
        for (name, attributes, text) in &page {
            assert!(!matches!(name.as_str(), "link" | "iframe" | "object" | "embed" | "form"), "{name}");
            assert!(name != "style" || !text.contains("url(") && !text.contains("@import"), "{text}");
            assert!(attributes.iter().all(|(key, _)| key != "src" && key != "srcset"), "{name}");
        }
        let heads: Vec<_> =
            page.iter().filter(|(name, ..)| name.len() == 2 && name.starts_with('h')).collect();
        let levels = heads.iter().filter_map(|(name, ..)| name[1..].parse::<u8>().ok());
        let levels: Vec<_> = levels.collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "one heading of the page");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "no level is jumped over: {levels:?}");
    }
}

#[test]
fn the_options_of_a_theme_reach_the_page() {
    let content = content(&many(), "en", &Options::default());
    let theme = with_page("{{ options.size }} {{ options.accent }} {{ options.size * 2 }} {{ paper }}");
    let job = Job { content: &content, theme: &theme, paper: Paper::UsLetter, pages: None, photo: None };
    assert_eq!(String::from_utf8(Html.render(&job).unwrap().bytes).unwrap(), "10.5 #000000 21.0 letter\n");
}

#[test]
fn a_date_is_marked_as_one() {
    let page = elements(&dom(&bytes(&Html, &content(&many(), "de", &Options::default()))));
    let times: Vec<_> = page.iter().filter(|(name, ..)| name == "time").take(2).collect();
    let shown: Vec<_> =
        times.iter().map(|(_, attributes, text)| (attributes[0].1.as_str(), text.as_str())).collect();
    assert_eq!(shown, [("2020-03", "März 2020"), ("2021-02", "Feb. 2021")]);
}

#[test]
fn a_language_is_said_and_its_direction_kept() {
    for (tag, lang, direction) in
        [("ar", "ar", "rtl"), ("he-IL", "he-IL", "rtl"), ("ja", "ja", "ltr"), ("zh-TW", "zh-Hant-TW", "ltr")]
    {
        let content = content(&many(), tag, &Options::default());
        let page = elements(&dom(&bytes(&Html, &content)));
        let (name, attributes, _) = &page[0];
        let said = |key: &str| attributes.iter().find(|(one, _)| one == key).map(|(_, value)| value.as_str());
        assert_eq!((name.as_str(), said("lang"), said("dir")), ("html", Some(lang), Some(direction)));
        let document = bytes(&Docx, &content);
        let styles = part(&document, "word/styles.xml");
        assert_eq!(styles.contains("<w:bidi/>") && styles.contains("<w:rtl/>"), direction == "rtl", "{tag}");
        assert!(part(&document, "docProps/core.xml").contains(&format!("<dc:language>{lang}</dc:language>")));
    }
}

#[test]
fn words_of_the_other_direction_keep_their_order() {
    let file = json!({"work": [{"position": "x", "highlights": ["Led 9 people.", "38 دقيقة."]}]});
    let [latin, arabic] = ["en", "ar"].map(|tag| content(&file, tag, &Options::default()));
    let page = |content| String::from_utf8(bytes(&Html, content)).unwrap();
    let paragraphs = |content| part(&bytes(&Docx, content), "word/document.xml");
    assert!(page(&arabic).contains("<li><bdi>Led 9 people.</bdi></li>"));
    assert!(page(&latin).contains("<li>Led 9 people.</li>"));
    let run = |text: &str| format!(r#"<w:r><w:t xml:space="preserve">{text}</w:t></w:r>"#);
    let marked = ["\u{200e}", "Led 9 people.", "\u{200e}"].map(run).concat();
    assert!(paragraphs(&arabic).contains(&marked) && !paragraphs(&latin).contains('\u{200e}'));
    assert!(paragraphs(&arabic).contains(&format!("</w:pPr>{}</w:p>", run("38 دقيقة."))));
}

#[test]
fn a_page_of_every_language_holds_its_words() {
    for tag in Language::tags() {
        let content = content(&many(), tag, &Options::default());
        let heading = content.sections[0].heading.clone();
        for (name, renderer) in RENDERERS {
            let text = read(name, &bytes(renderer, &content));
            assert!(text.contains(&heading), "{tag} {name}");
        }
    }
}

#[test]
fn a_document_says_who_wrote_it_and_refers_to_what_is_there() {
    let document = bytes(&Docx, &content(&marked(), "en", &Options::default()));
    let core = part(&document, "docProps/core.xml");
    let core = roxmltree::Document::parse(&core).unwrap();
    let value =
        |name: &str| core.descendants().find(|node| node.tag_name().name() == name).unwrap().text().unwrap();
    let name = MARKS.split_whitespace().collect::<Vec<_>>().join(" ").replace('\u{1b}', "\u{fffd}");
    assert_eq!(
        (value("creator"), value("title")),
        (name.as_str(), format!("{name} – Curriculum Vitae").as_str())
    );
    let attributes = |part_name: &str, tag: &str, key: &str| {
        let text = part(&document, part_name);
        let parsed = roxmltree::Document::parse(&text).unwrap();
        let named = parsed.descendants().filter(|node| node.tag_name().name() == tag);
        let values = named.filter_map(|node| {
            node.attributes().find(|one| one.name() == key).map(|one| one.value().to_owned())
        });
        values.collect::<Vec<String>>()
    };
    let styles = attributes("word/styles.xml", "style", "styleId");
    for used in ["pStyle", "rStyle"].iter().flat_map(|tag| attributes("word/document.xml", tag, "val")) {
        assert!(styles.contains(&used), "the style {used} is used and not there");
    }
    let relations = attributes("word/_rels/document.xml.rels", "Relationship", "Id");
    let links = attributes("word/document.xml", "hyperlink", "id");
    assert!(!links.is_empty() && links.iter().all(|link| relations.contains(link)));
    let numbers = attributes("word/numbering.xml", "num", "numId");
    let lists = attributes("word/document.xml", "numId", "val");
    assert!(lists.contains(&"2".to_owned()) && lists.iter().all(|list| numbers.contains(list)), "{lists:?}");
    assert_eq!(
        attributes("word/styles.xml", "style", "default").len(),
        2,
        "one of paragraphs, one of characters"
    );
    for target in attributes("word/_rels/document.xml.rels", "Relationship", "Target") {
        assert!(!target.contains([' ', '<', '"', '\\']), "{target}");
    }
}

#[test]
fn a_photo_is_in_the_file() {
    let photo = Photo { name: "photo.png".to_owned(), media_type: "image/png", bytes: POINT.to_vec() };
    let options = Options { photo: Some(photo.name.clone()), ..Options::default() };
    let content = content(&many(), "en", &options);
    let page = elements(&dom(&rendered(&Html, &content, Some(&photo)).bytes));
    let (_, attributes, _) = page.iter().find(|(name, ..)| name == "img").unwrap();
    let said = |key: &str| attributes.iter().find(|(one, _)| one == key).unwrap().1.as_str();
    assert!(said("src").starts_with("data:image/png;base64,iVBORw0KGgo"));
    assert_eq!(said("alt"), "Ada Lovelace");
    let document = rendered(&Docx, &content, Some(&photo)).bytes;
    assert!(parts(&document).iter().any(|(name, _)| name == "word/media/photo.png"));
    assert!(part(&document, "word/document.xml").contains(r#"r:embed="photo""#));
    assert!(part(&document, "[Content_Types].xml").contains("image/png"));
}

fn with_page(html: &str) -> Theme {
    Theme { html: html.to_owned(), ..classic() }
}

#[test]
fn a_mistake_in_a_template_is_told_with_its_place() {
    let content = content(&many(), "en", &Options::default());
    for (html, place, word) in [
        ("<p>\n  {{ header.nme }}</p>", (2, 6), "undefined"),
        (
            "{% extends \"resume.html\" %}\n{% block style %}\n{{ 1|nothing }}{% endblock %}",
            (3, 6),
            "nothing",
        ),
        ("a\n{% if %}", (2, 7), "unexpected"),
        (
            "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}",
            (1, 1),
            "fuel",
        ),
        ("{% include \"/etc/passwd\" %}", (1, 1), "passwd"),
    ] {
        let theme = with_page(html);
        let job = Job { content: &content, theme: &theme, paper: Paper::A4, pages: None, photo: None };
        let error = Html.render(&job).unwrap_err();
        let RenderError::Theme { theme, file, line, column, message } = &error else {
            unreachable!("{error}")
        };
        assert_eq!((theme.as_str(), file.as_str()), ("classic", "page.html"));
        assert!(message.contains(word), "{html}: {message}");
        assert_eq!(*line, place.0, "{html}: {error}");
        assert!(
            *column >= 1 && (word == "fuel" || word == "passwd" || *column == place.1),
            "{html}: {error}"
        );
    }
}

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

#[test]
fn courses_are_parted_by_semicolons_where_one_holds_a_comma() {
    for (courses, mark) in [(["Salt", "Rye"], ", "), (["Bread **and, salt**", "Rye"], "; ")] {
        let file = json!({"education": [{"institution": "School", "courses": courses}]});
        let content = content(&file, "en", &Options::default());
        let shown = courses.join(mark);
        let plain = shown.replace("**", "");
        let html = shown.replacen("**", "<strong>", 1).replacen("**", "</strong>", 1);
        let shows = |renderer: &dyn Renderer, text: &str| {
            let file = String::from_utf8(bytes(renderer, &content)).unwrap();
            assert!(file.contains(text), "{text}: {file}");
        };
        shows(&Text, &plain);
        shows(&Markdown, &shown);
        shows(&Html, &html);
        let document = part(&bytes(&Docx, &content), "word/document.xml");
        let document = roxmltree::Document::parse(&document).unwrap();
        let texts = document.descendants().filter(|node| node.is_text()).filter_map(|node| node.text());
        let text: String = texts.collect();
        assert!(text.contains(&plain), "{text}");
    }
}

#[test]
fn no_brackets_stand_within_brackets() {
    let file = json!({"languages": [{"language": "French", "fluency": "Fluent (C1)"}, {"language": "Dutch", "fluency": "C2"}]});
    let content = content(&file, "en", &Options::default());
    for (name, renderer) in RENDERERS {
        let text = read(name, &bytes(renderer, &content)).replace('*', "");
        assert!(text.contains("French: Fluent (C1)"), "{name}: {text}");
        assert!(text.contains("Dutch (C2)"), "{name}: {text}");
    }
}

#[test]
fn a_space_where_no_line_may_break_stays() {
    let file = json!({"work": [{"position": "Driver, 40\u{a0}t", "summary": "up  to 3,5\u{202f}t", "highlights": ["9\u{a0}°C"]}]});
    let content = content(&file, "en", &Options::default());
    for (name, renderer) in RENDERERS {
        let text = read(name, &bytes(renderer, &content));
        for kept in ["Driver, 40\u{a0}t", "up to 3,5\u{202f}t", "9\u{a0}°C"] {
            assert!(text.contains(kept), "{name}: {text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_written(text in "\\PC{0,30}[<>&\"'{}%#*_`\\[\\]()\\\\\u{1}-\u{20}]{0,20}") {
        let file = json!({"basics": {"name": text, "summary": text}, "work": [{"position": text, "highlights": [text]}]});
        let content = content(&file, "en", &Options::default());
        for (name, renderer) in RENDERERS {
            read(name, &bytes(renderer, &content));
        }
    }
}
