//! What a Word document promises.

use serde_json::{Value, json};

use super::{bytes, part, w};
use crate::document::content::Options;
use crate::render::Photo;
use crate::render::docx::Docx;
use crate::render::testing::{MARKS, content, marked, rendered};

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

/// The text of each paragraph of a style; lines are parted by `/`.
fn paragraphs(document: &[u8], style: &str) -> Vec<String> {
    let text = part(document, "word/document.xml");
    let parsed = roxmltree::Document::parse(&text).unwrap();
    let of_style = parsed.descendants().filter(|node| {
        let styles = node.descendants().find(|node| node.has_tag_name(w("pStyle")));
        node.has_tag_name(w("p"))
            && styles.and_then(|node| node.attribute(w("val"))).unwrap_or_default() == style
    });
    let words = |node: roxmltree::Node<'_, '_>| match node.tag_name().name() {
        "t" => node.text().unwrap_or_default().to_owned(),
        "br" => "/".to_owned(),
        _ => String::new(),
    };
    of_style.map(|node| node.descendants().map(words).collect()).collect()
}

#[test]
fn no_line_of_contacts_ends_with_the_dot_between_them() {
    let basics = json!({"email": "ada.lovelace@engines.example", "phone": "+44 20 7946 0018", "url": "https://ada.example",
        "location": {"city": "London", "address": "12 St James's Square", "postalCode": "SW1Y 4JH"},
        "profiles": [{"network": "GitHub", "url": "https://github.com/ada-lovelace"}]});
    let content = content(&json!({"basics": basics}), "en", &Options::default());
    assert_eq!(
        paragraphs(&bytes(&Docx, &content), "Contact"),
        [
            "ada.lovelace@engines.example · +44 20 7946 0018 · ada.example/12 St James's Square, SW1Y 4JH London · github.com/ada-lovelace"
        ]
    );
}

#[test]
fn dates_stay_on_one_line() {
    let file = json!({"work": [{"position": "Miller", "name": "Mill", "startDate": "2017-03", "endDate": "2019-02"}]});
    let document = bytes(&Docx, &content(&file, "de", &Options::default()));
    let dates = "März 2017 – Feb. 2019".replace(' ', "\u{a0}");
    assert_eq!(paragraphs(&document, "Heading2"), [format!("Miller, Mill{dates}")]);
}

#[test]
fn latin_words_in_a_row_keep_their_order_among_arabic_ones() {
    let file = json!({"basics": {"email": "a@b.example", "phone": "+962 6 555"},
        "skills": [{"name": "قواعد", "keywords": ["PostgreSQL", "SQLite"]}]});
    let content = content(&file, "ar", &Options::default());
    let document = bytes(&Docx, &content);
    assert_eq!(
        paragraphs(&document, "Contact"),
        ["\u{200e}a@b.example\u{200e}\u{200f} · \u{200f}\u{200e}+962 6 555\u{200e}"]
    );
    assert_eq!(
        paragraphs(&document, ""),
        ["قواعد\u{200f}: \u{200e}PostgreSQL\u{200e}\u{200f}،\u{200f} \u{200e}SQLite\u{200e}"]
    );
}

/// Without marks, Word shows `.B.A`, and `2009 – 2006` behind a Latin name alone.
#[test]
fn parts_of_a_name_and_dates_keep_their_order_among_arabic_ones() {
    let file = json!({"education": [{
        "studyType": "B.A.", "area": "Arabic Literature", "institution": "Open University", "startDate": "2006", "endDate": "2009"
    }]});
    let document = bytes(&Docx, &content(&file, "he", &Options::default()));
    let name = "\u{200e}B.A.\u{200e}\u{200f},\u{200f} \u{200e}Arabic Literature\u{200e}\u{200f},\u{200f} \u{200e}Open University\u{200e}";
    assert_eq!(paragraphs(&document, "Heading2"), [format!("{name}\u{200f}2006\u{200f}\u{a0}–\u{a0}2009")]);
}

#[test]
fn a_few_bullets_stay_on_one_page() {
    let file = json!({"work": [{"position": "Miller", "highlights": ["a", "b", "c"]}, {"position": "Baker", "highlights": ["d", "e", "f", "g"]}]});
    let document = bytes(&Docx, &content(&file, "en", &Options::default()));
    let text = part(&document, "word/document.xml");
    let kept: Vec<_> = text.split("</w:p>").filter(|paragraph| paragraph.contains("ListBullet")).collect();
    let kept = kept.iter().map(|paragraph| paragraph.contains("<w:keepNext/>"));
    assert_eq!(kept.collect::<Vec<_>>(), [true, true, false, false, false, false, false]);
}

/// The texts of the paragraphs that stay on one page with the next one, beside those whose style says so.
fn kept(file: &Value) -> Vec<String> {
    let document = part(&bytes(&Docx, &content(file, "en", &Options::default())), "word/document.xml");
    let parsed = roxmltree::Document::parse(&document).unwrap();
    let of = |node: &roxmltree::Node<'_, '_>| {
        node.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()).collect::<String>()
    };
    let kept =
        |node: &roxmltree::Node<'_, '_>| node.descendants().any(|node| node.has_tag_name(w("keepNext")));
    let paragraphs = parsed.descendants().filter(|node| node.has_tag_name(w("p")));
    paragraphs
        .filter(|node| {
            kept(node)
                && !node
                    .descendants()
                    .any(|node| node.attribute(w("val")).is_some_and(|style| style.starts_with("Heading")))
        })
        .map(|node| of(&node))
        .collect()
}

#[test]
fn what_belongs_to_the_next_line_stays_on_its_page() {
    let job = |highlights: &[&str]| json!({"position": "Miller", "name": "Mill", "location": "Delft", "summary": "Ground.", "highlights": highlights});
    assert_eq!(kept(&json!({"work": [job(&["a"])]})), ["Delft", "Ground."]);
    assert_eq!(
        kept(
            &json!({"work": [{"position": "Miller", "location": "Delft"}, {"position": "Baker", "location": "Gouda"}]})
        ),
        [""; 0]
    );
    assert_eq!(
        kept(&json!({"references": [{"name": "Ada", "reference": "Good.\n\nVery good."}]})),
        ["Very good."]
    );
    let mut skilled = job(&["a", "b", "c", "d"]);
    skilled["keywords"] = json!(["Milling"]);
    assert_eq!(kept(&json!({"work": [skilled]})), ["Delft", "Ground.", "d"]);
    let named = |names: &[&str]| {
        names.iter().map(|name| json!({"language": name, "fluency": "x"})).collect::<Vec<_>>()
    };
    assert_eq!(kept(&json!({"languages": named(&["A", "B", "C"])})), ["A: x", "B: x"]);
    assert_eq!(kept(&json!({"languages": named(&["A", "B", "C", "D"])})), [""; 0]);
}

#[test]
fn pages_after_the_first_have_name_and_number() {
    let document =
        bytes(&Docx, &content(&json!({"basics": {"name": "Ada & Co"}}), "en", &Options::default()));
    let footer = part(&document, "word/footer.xml");
    assert!(
        footer.contains("Ada &amp; Co · ") && footer.contains(" PAGE ") && footer.contains(" NUMPAGES "),
        "{footer}"
    );
    assert!(part(&document, "word/document.xml").contains("<w:titlePg/>"));
}

#[test]
fn a_picture_is_turned_as_its_camera_says() {
    // A JPEG of 4 × 3 points, as far as its size goes, that is to be turned by a quarter.
    let exif = b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let frame = b"\xff\xc0\0\x0b\x08\0\x03\0\x04\x01\x01\x11\0\xff\xd9";
    let photo = Photo {
        name: "photo.jpg".to_owned(),
        media_type: "image/jpeg",
        bytes: [b"\xff\xd8".as_slice(), exif, frame].concat(),
    };
    let content = content(&json!({"basics": {"name": "Ada"}}), "en", &Options::default());
    let document = part(&rendered(&Docx, &content, Some(&photo)).bytes, "word/document.xml");
    assert!(document.contains(r#"<wp:extent cx="1440000" cy="1080000"/>"#), "{document}");
    assert!(document.contains(r#"<a:xfrm rot="5400000">"#), "{document}");
}

#[test]
fn skills_that_are_names_share_lines_with_their_levels() {
    let names = ["Rust", "SQL", "Web", "C, C++", "Git"].map(|name| json!({"name": name}));
    let mut file = json!({ "skills": names });
    file["skills"][2]["keywords"] = json!(["HTML"]);
    let document = bytes(&Docx, &content(&file, "en", &Options::default()));
    assert_eq!(paragraphs(&document, ""), ["Rust, SQL", "Web: HTML", "C, C++; Git"]);
    for (number, level) in [(0, "Expert"), (3, "good"), (4, "7 (of 10)")] {
        file["skills"][number]["level"] = json!(level);
    }
    let document = bytes(&Docx, &content(&file, "en", &Options::default()));
    assert_eq!(
        paragraphs(&document, ""),
        ["Rust (Expert), SQL", "Web: HTML", "C, C++: good", "Git: 7 (of 10)"]
    );
}
