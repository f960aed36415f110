//! What every renderer promises. The modules below hold what one format promises besides.

mod page;
mod text;
mod word;

use std::io::{Cursor, Read};

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::docx::Docx;
use super::html::Html;
use super::markdown::Markdown;
use super::testing::{MARKS, content, marked, rendered};
use super::text::Text;
use super::{LeftOut, Photo, Renderer};
use crate::document::content::{Content, Options};
use crate::document::language::Language;

const RENDERERS: [(&str, &dyn Renderer); 4] =
    [("docx", &Docx), ("html", &Html), ("markdown", &Markdown), ("text", &Text)];

/// The smallest picture there is: one white point.
const POINT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55";

/// A notice for each of twenty bullets is read only where it is short.
#[test]
fn what_has_no_room_is_named_in_short() {
    let left = |title: &str, text: &str| {
        LeftOut { id: uuid::Uuid::nil(), title: title.to_owned(), bullet: Some(2), text: text.to_owned() }
            .to_string()
    };
    assert_eq!(left("Cook, Mill", "Baked"), "no room for bullet 2 of `Cook, Mill`: Baked");
    let (title, text) = ("é".repeat(61), "a".repeat(60));
    assert_eq!(left(&title, &text), format!("no room for bullet 2 of `{}…`: {text}", "é".repeat(60)));
}

/// What a bullet leads to is a list of its own in every format.
#[test]
fn a_list_within_a_bullet_is_a_list() {
    let file = json!({"work": [{"position": "Miller", "highlights": ["Led:\n- a\n- b", "Sold"]}]});
    let content = content(&file, "en", &Options::default());
    let text = |renderer: &dyn Renderer| String::from_utf8(bytes(renderer, &content)).unwrap();
    assert!(text(&Markdown).ends_with("\n- Led:\n  * a\n  * b\n- Sold\n"), "{}", text(&Markdown));
    assert!(text(&Text).ends_with("\n- Led:\n  - a\n  - b\n- Sold\n"), "{}", text(&Text));
    let page: String = text(&Html).split_whitespace().collect();
    assert!(page.contains("<li>Led:<ul><li>a</li><li>b</li></ul></li><li>Sold</li>"), "{page}");
    let document = part(&bytes(&Docx, &content), "word/document.xml");
    let levels: Vec<_> = document
        .split("</w:p>")
        .filter(|one| one.contains("ListBullet"))
        .map(|one| one.contains(r#"<w:ilvl w:val="1"/>"#))
        .collect();
    assert_eq!(levels, [false, true, true, false]);
}

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
fn brackets_stand_between_a_name_and_more_and_never_within_others() {
    let file = json!({"languages": [{"language": "French", "fluency": "Fluent (C1)"}, {"language": "Dutch", "fluency": "C2"}],
        "skills": [{"name": "Baking", "level": "Master", "keywords": ["rye"]}]});
    let content = content(&file, "en", &Options::default());
    for (name, renderer) in RENDERERS {
        let text = read(name, &bytes(renderer, &content)).replace('*', "");
        assert!(text.contains("French: Fluent (C1)"), "{name}: {text}");
        assert!(text.contains("Dutch: C2"), "{name}: {text}");
        assert!(text.contains("Baking (Master): rye"), "{name}: {text}");
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
