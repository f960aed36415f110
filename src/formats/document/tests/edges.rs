//! What stands at the edges of pages, and contacts that are nowhere else.

use serde_json::{Value, json};

use super::entries;
use super::word::document;
use crate::formats::content::Upload;
use crate::formats::input::{InputFormat, Reading, read};

/// A Word document of lines with parts beside it; `references` stand in its section.
fn word(body: &[&str], references: &str, parts: &[(&str, &str)]) -> Reading {
    use std::io::Write as _;
    let namespace = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
    let paragraphs = |text: &str| -> String {
        let field =
            r#"</w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple><w:r><w:t>"#;
        let lines = text.split('\n').map(|line| match line.strip_prefix("! ") {
            Some(name) => {
                format!(r#"<w:p><w:r><w:rPr><w:sz w:val="48"/></w:rPr><w:t>{name}</w:t></w:r></w:p>"#)
            }
            None => match line.strip_prefix("# ") {
                Some(heading) => format!(
                    r#"<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>{heading}</w:t></w:r></w:p>"#
                ),
                None => format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", line.replace("{PAGE}", field)),
            },
        });
        lines.collect()
    };
    let relation = |(name, _): &(&str, &str)| format!(r#"<Relationship Id="{name}" Target="{name}.xml"/>"#);
    let relations =
        format!("<Relationships>{}</Relationships>", parts.iter().map(relation).collect::<String>());
    let body = paragraphs(&body.join("\n"));
    let document = format!(
        "<w:document {namespace}><w:body>{body}<w:sectPr>{references}</w:sectPr></w:body></w:document>"
    );
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut files = vec![
        ("word/document.xml".to_owned(), document),
        ("word/_rels/document.xml.rels".to_owned(), relations),
    ];
    files.extend(parts.iter().map(|(name, text)| {
        (format!("word/{name}.xml"), format!("<w:hdr {namespace}>{}</w:hdr>", paragraphs(text)))
    }));
    for (name, xml) in files {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(xml.as_bytes()).unwrap();
    }
    read(&Upload::File(archive.finish().unwrap().into_inner()), InputFormat::Document).unwrap()
}

fn profile(reading: &Reading) -> Value {
    json!(reading.incoming.content().0)
}

const SKILLS: [&str; 2] = ["# Skills", "Bread"];

#[test]
fn the_header_of_the_first_page_comes_first_and_running_ones_say_nothing_new() {
    let first = r#"<w:headerReference w:type="default" w:id="header1"/><w:headerReference w:type="first" w:id="header2"/>"#;
    let running = ("header1", "Ada Example, MSc | Page {PAGE}");
    let whole = ("header2", "! Ada Example\n12 Elm Street, Leeds LS2 9JT | ada@x.example");
    let reading = word(&SKILLS, &format!("{first}<w:titlePg/>"), &[running, whole]);
    let place = json!({"address": "12 Elm Street", "postalCode": "LS2 9JT", "city": "Leeds"});
    let about = json!({"name": "Ada Example", "email": "ada@x.example", "location": place});
    assert_eq!(profile(&reading), json!({"basics": about}));
    // The first page may have none.
    let body = ["! Ada Example", "Baker", "# Skills", "Bread"];
    let empty = r#"<w:headerReference w:type="default" w:id="header1"/><w:titlePg/>"#;
    let reading = word(&body, empty, &[("header1", "Ada Example, MSc {PAGE}\nAda Example")]);
    assert_eq!(profile(&reading), json!({"basics": {"name": "Ada Example", "label": "Baker"}}));
    // Without one of its own it shows that of all pages.
    let reading = word(&SKILLS, first, &[("header1", "! Ada Example\nBaker")]);
    assert_eq!(profile(&reading), json!({"basics": {"name": "Ada Example", "label": "Baker"}}));
}

#[test]
fn contacts_at_the_foot_are_those_of_the_person_where_there_are_no_others() {
    let foot = "Kungsgatan 14, 753 32 Uppsala | 070-318 44 92 | ada@x.example\nPage {PAGE}";
    let body = ["! Ada Example", "# Skills", "Bread"];
    let about = profile(&word(&body, "", &[("footer1", foot)]))["basics"].clone();
    assert_eq!(
        (&about["email"], &about["phone"], &about["location"]["city"], about.get("label")),
        (&json!("ada@x.example"), &json!("070-318 44 92"), &json!("Uppsala"), None)
    );
    // Those of an agency name it.
    for agency in [
        "Mill Recruiting Ltd | 070-318 44 92 | jobs@mill.example",
        "Mill Staff Agency Ltd, 1 High Street, London, jobs@mill.example, +44 20 7946 0000",
    ] {
        let about = profile(&word(&body, "", &[("footer1", agency)]))["basics"].clone();
        assert_eq!(about, json!({"name": "Ada Example"}), "{agency}");
    }
    // Below interests they may be those of a club.
    let club = ["! Ada Lovelace", "# Interests", "Chess", "club@chess.test"];
    assert_eq!(profile(&document(&club))["basics"], json!({"name": "Ada Lovelace"}));
    // Below a job they are those of the employer.
    let job = ["! Ada Example", "# Experience", "*Baker*, Mill Ltd\t2018 – 2020", "jobs@mill.example"];
    assert_eq!(profile(&document(&job))["basics"], json!({"name": "Ada Example"}));
    let body = ["! Ada Example", "b@x.example", "# Skills", "Bread"];
    let about = profile(&word(&body, "", &[("footer1", foot)]))["basics"].clone();
    assert_eq!(about, json!({"name": "Ada Example", "email": "b@x.example"}));
}

#[test]
fn contacts_below_other_headings_are_those_of_the_person_where_there_are_no_others() {
    let contacts = ["ul. Lipowa 17/4 – 15-427 Białystok", "+48 604 118 273 | ada@x.example"];
    let reading = document(&[&["! Ada Example", "# Interests", "Bread", "Wind"][..], &contacts].concat());
    let place = json!({"address": "ul. Lipowa 17/4", "postalCode": "15-427", "city": "Białystok"});
    let about = json!({"name": "Ada Example", "phone": "+48 604 118 273", "email": "ada@x.example", "location": place});
    assert_eq!(profile(&reading)["basics"], about);
    assert_eq!(entries(&reading, "title"), [json!(["Bread"]), json!(["Wind"])]);
    let lines = [
        "! Ada Example", "# Where I am", "Hillgatan 14 A 8", "+48 604 118 273", "ada@x.example", "# Skills",
        "Bread",
    ];
    let about = profile(&document(&lines))["basics"].clone();
    assert_eq!((&about["phone"], &about["email"]), (&json!("+48 604 118 273"), &json!("ada@x.example")));
    // A referee has contacts, too.
    for lines in [
        &["# References", "Jane Doe, Head Baker", "+44 7700 900123", "jane@x.example"][..],
        &[
            "# People to ask",
            "Jane Doe, Head Baker",
            "+44 7700 900123",
            "jane@x.example",
            "# Skills",
            "Bread",
        ],
    ] {
        let about = profile(&document(&[&["! Ada Example"], lines].concat()))["basics"].clone();
        assert_eq!(about, json!({"name": "Ada Example"}), "{lines:?}");
    }
    let lines = ["! Ada Example", "b@x.example", "# Interests", "Bread", "ada@x.example"];
    assert_eq!(profile(&document(&lines))["basics"]["email"], "b@x.example");
}
