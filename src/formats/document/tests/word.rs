//! What stands in a Word document, and what becomes of it.

use serde_json::{Value, json};

use super::entries;
use crate::formats::content::Upload;
use crate::formats::input::{InputFormat, Reading, read};

/// A Word document whose paragraphs have so many points below them.
fn word(below: u32, paragraphs: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write as _;
    let namespace = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
    let spacing = format!(r#"<w:pPr><w:spacing w:before="0" w:after="{}"/></w:pPr>"#, below * 20);
    let styles = format!(
        r#"<w:styles {namespace}><w:style w:type="paragraph" w:default="1" w:styleId="Normal">{spacing}</w:style>
        <w:style w:type="paragraph" w:styleId="H"><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>"#
    );
    let paragraph = |(style, text): &(&str, &str)| {
        let (properties, marks) = match *style {
            "heading" => (r#"<w:pPr><w:pStyle w:val="H"/></w:pPr>"#, ""),
            "bullet" => (r#"<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>"#, ""),
            "bold" => ("", "<w:rPr><w:b/></w:rPr>"),
            "italic" => ("", "<w:rPr><w:i/></w:rPr>"),
            "blue" => ("", r#"<w:rPr><w:color w:val="2266AA"/></w:rPr>"#),
            _ => ("", ""),
        };
        let text = text.replace('\t', "</w:t><w:tab/><w:t>");
        format!("<w:p>{properties}<w:r>{marks}<w:t>{text}</w:t></w:r></w:p>")
    };
    let body: String = paragraphs.iter().map(paragraph).collect();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, xml) in [
        ("word/document.xml", format!("<w:document {namespace}><w:body>{body}</w:body></w:document>")),
        ("word/styles.xml", styles),
    ] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(xml.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn the_distance_that_all_paragraphs_have_parts_nothing() {
    let paragraphs = [
        ("bold", "Jane Example"),
        ("", "jane@x.example | Boston"),
        ("heading", "EXPERIENCE"),
        ("bold", "Acme Corp\tJan 2020 – Present"),
        ("italic", "Senior Engineer"),
        ("bullet", "Built X"),
        ("bold", "Bolt Inc.\tMar 2016 – Dec 2019"),
        ("italic", "Engineer"),
        ("bullet", "Shipped Y"),
        ("heading", "EDUCATION"),
        ("bold", "Stanford University\t2012 – 2014"),
        ("italic", "M.S. in Computer Science"),
        ("heading", "LANGUAGES"),
        ("", "English: fluent (C1)"),
        ("", "German - B2 (Goethe-Zertifikat)"),
        ("", "Chinese (Mandarin)"),
    ];
    for below in [0, 8, 10] {
        let reading = read(&Upload::File(word(below, &paragraphs)), InputFormat::Document).unwrap();
        assert_eq!(
            entries(&reading, "kind title organization start_date bullets text"),
            [
                json!(["work", "Senior Engineer", "Acme Corp", "2020-01", ["Built X"], null]),
                json!(["work", "Engineer", "Bolt Inc.", "2016-03", ["Shipped Y"], null]),
                json!(["education", "M.S.", "Stanford University", "2012", [], null]),
                json!(["language", "English", null, null, [], null]),
                json!(["language", "German", null, null, [], null]),
                json!(["language", "Chinese", null, null, [], null]),
            ],
            "{below}"
        );
        let fluency: Vec<_> = reading
            .incoming
            .content()
            .1
            .into_iter()
            .filter_map(|one| one.metadata.get("fluency").cloned())
            .collect();
        assert_eq!(fluency, ["fluent (C1)", "B2 (Goethe-Zertifikat)", "Mandarin"]);
    }
}

/// A paragraph of runs: bold ones between asterisks.
fn marked(text: &str) -> String {
    let run = |(at, part): (usize, &str)| {
        let marks = if at % 2 == 1 { "<w:rPr><w:b/></w:rPr>" } else { "" };
        let part = part.replace('\t', "</w:t><w:tab/><w:t>");
        format!(r#"<w:r>{marks}<w:t xml:space="preserve">{part}</w:t></w:r>"#)
    };
    text.split('*').enumerate().filter(|(_, part)| !part.is_empty()).map(run).collect()
}

/// A document of lines: `! ` is large, `# ` a heading, `- ` an item, and `|a|b|` a row of a table whose cells have
/// lines of the same kinds between `~`.
pub(super) fn document(lines: &[&str]) -> Reading {
    let namespace = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
    let paragraph = |text: &str| match text.split_at_checked(2) {
        Some(("- ", item)) => {
            format!(r#"<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>{}</w:p>"#, marked(item))
        }
        Some(("# ", heading)) => {
            format!(r#"<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>{}</w:p>"#, marked(heading))
        }
        Some(("! ", name)) => {
            format!(r#"<w:p><w:r><w:rPr><w:sz w:val="48"/></w:rPr><w:t>{name}</w:t></w:r></w:p>"#)
        }
        _ => format!("<w:p>{}</w:p>", marked(text)),
    };
    let mut body = String::new();
    let mut is_in_table = false;
    for line in lines {
        let cells = line.strip_prefix('|').and_then(|cells| cells.strip_suffix('|'));
        if cells.is_some() != is_in_table {
            body.push_str(if is_in_table { "</w:tbl>" } else { "<w:tbl>" });
            is_in_table = !is_in_table;
        }
        match cells {
            Some(cells) => {
                let cell = |cell: &str| {
                    format!("<w:tc>{}</w:tc>", cell.split('~').map(paragraph).collect::<String>())
                };
                body.push_str(&format!("<w:tr>{}</w:tr>", cells.split('|').map(cell).collect::<String>()));
            }
            None => body.push_str(&paragraph(line)),
        }
    }
    body.push_str(if is_in_table { "</w:tbl>" } else { "" });
    let text = format!("<w:document {namespace}><w:body>{body}</w:body></w:document>");
    let bytes = archive("word/document.xml", &text);
    read(&Upload::File(bytes), InputFormat::Document).unwrap()
}

/// An archive of one file.
pub(super) fn archive(name: &str, text: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(text.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

/// What becomes of a person's line, and of heads below a heading.
pub(super) fn of_lines(contact: &str, heading: &str, lines: &[&str]) -> (Value, Vec<Value>) {
    let heading = format!("# {heading}");
    let all: Vec<&str> = ["! Ada Example", contact, &heading].iter().chain(lines).copied().collect();
    let reading = document(&all);
    let mut basics = json!(reading.incoming.content().0)["basics"].clone();
    basics.as_object_mut().unwrap().remove("name");
    (basics, entries(&reading, "title organization location start_date end_date text bullets"))
}

#[test]
fn a_heading_differs_in_its_colour_alone() {
    let paragraphs = [
        ("bold", "Jane Example"),
        ("", "jane@x.example | Boston"),
        ("blue", "Experience"),
        ("", "Engineer, Initech Ltd\t2018 – 2020"),
        ("blue", "Languages"),
        ("", "English"),
        ("blue", "Workshop Skills"),
        ("", "Welding"),
        ("blue", "Interests"),
        ("", "Chess"),
    ];
    let reading = read(&Upload::File(word(0, &paragraphs)), InputFormat::Document).unwrap();
    let titles = [["work", "Engineer"], ["language", "English"], ["skill", "Welding"], ["interest", "Chess"]];
    assert_eq!(entries(&reading, "kind title"), titles.map(|one| json!(one)));
}

#[test]
fn contacts_are_found_whatever_stands_between_them() {
    let email = "a@x.example";
    for (line, phone, place) in [
        ("24 rue des Lilas, 69003 Lyon – 06 12 34 56 78 – a@x.example", "06 12 34 56 78", "Lyon"),
        ("a@x.example - 0612345678 - Lyon", "0612345678", "Lyon"),
        ("a@x.example / +49 170 1234567 / Berlin", "+49 170 1234567", "Berlin"),
        ("Email: a@x.example, Phone: +44 117 928 9000", "+44 117 928 9000", ""),
        ("(512) 555-0142 Email: a@x.example", "(512) 555-0142", ""),
        ("☎ (512) 555-0142 ✉ a@x.example 🌐 Austin, TX", "(512) 555-0142", "Austin"),
        ("a@x.example, 0612345678", "0612345678", ""),
        ("+49-170-1234567, a@x.example", "+49-170-1234567", ""),
        ("Bonn, Germany, a@x.example", "", "Bonn"),
        ("Rua das Flores 45, 4050-262 Porto | 0228 / 123456 | a@x.example", "0228 / 123456", "Porto"),
    ] {
        let (basics, _) = of_lines(line, "Experience", &["Baker, Mill\t2018 – 2020"]);
        let expected = (email, phone, place);
        let said = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let found = (said(&basics["email"]), said(&basics["phone"]), said(&basics["location"]["city"]));
        assert_eq!((found.0.as_str(), found.1.as_str(), found.2.as_str()), expected, "{line}: {basics}");
        assert_eq!(basics.get("label"), None, "{line}");
    }
}

#[test]
fn heads_lose_nothing_and_know_places_from_names() {
    let of = |heading: &str, lines: &[&str]| of_lines("a@x.example", heading, lines).1;
    let work = |title: &str, firm: &str, place: &str, from: &str, to: Value| {
        json!([title, firm, place, from, to, null, []])
    };
    for (lines, expected) in [
        (
            &["*Senior Engineer* | Infosys | Jan 2020 – Present | Bengaluru, India"][..],
            work("Senior Engineer", "Infosys", "Bengaluru, India", "2020-01", Value::Null),
        ),
        (
            &["*Software Engineer*, Google, Mountain View, CA\t2019 – Present"],
            work("Software Engineer", "Google", "Mountain View, CA", "2019", Value::Null),
        ),
        (
            &["*Waiter, Pizza Express, Leeds* (2014 – 2016)"],
            work("Waiter", "Pizza Express", "Leeds", "2014", json!("2016")),
        ),
        (
            &["*Acme Ltd*\tBoston, MA", "Engineer\t2018 – 2020"],
            work("Engineer", "Acme Ltd", "Boston, MA", "2018", json!("2020")),
        ),
    ] {
        assert_eq!(of("Experience", lines), [expected], "{lines:?}");
    }
    assert_eq!(
        of("Experience", &["Asst. Manager, Walmart Inc.\t2018 – 2020"]),
        [work("Asst. Manager", "Walmart Inc.", "", "2018", json!("2020"))].map(|mut one| {
            one[2] = Value::Null;
            one
        })
    );
    assert_eq!(
        of("Education", &["*University of Texas at Austin*\tAustin, TX", "BSc Mathematics\t2009 – 2013"]),
        [json!(["BSc", "University of Texas at Austin", "Austin, TX", "2009", "2013", null, []])]
    );
    assert_eq!(
        of("Education", &["*BSc Nursing* | University of York | 2012 – 2015 | First Class Honours"]),
        [json!(["BSc", "University of York", null, "2012", "2015", null, []])]
    );
    assert_eq!(
        of("Education", &["*B.Tech* | IIT Delhi | 2008 – 2012 | CGPA: 8.9/10"]),
        [json!(["B.Tech", "IIT Delhi", null, "2008", "2012", null, []])]
    );
    assert_eq!(
        of(
            "Experience",
            &[
                "2018 - 2020: Clerk, Adecco, Madrid. Interviews and everything else that belongs to them.",
                "2014 - 2018: Bookkeeper, Perez Group, Sevilla. Invoices and all other papers of the house.",
            ]
        ),
        [
            json!([
                "Clerk",
                "Adecco",
                "Madrid",
                "2018",
                "2020",
                "Interviews and everything else that belongs to them.",
                []
            ]),
            json!([
                "Bookkeeper",
                "Perez Group",
                "Sevilla",
                "2014",
                "2018",
                "Invoices and all other papers of the house.",
                []
            ]),
        ]
    );
    assert_eq!(
        of(
            "Experience",
            &[
                "*Zalando*",
                "4 years 3 months",
                "*Senior Data Analyst*",
                "January 2022 - Present (2 years 3 months)",
                "Berlin, Germany",
                "*Data Analyst*",
                "January 2020 - December 2021 (2 years)",
                "Berlin, Germany",
            ]
        ),
        [
            work("Senior Data Analyst", "Zalando", "Berlin, Germany", "2022-01", Value::Null),
            work("Data Analyst", "Zalando", "Berlin, Germany", "2020-01", json!("2021-12")),
        ]
    );
}

#[test]
fn what_is_said_of_a_reference_is_no_other_one() {
    let lines = [
        "Jane Smith",
        "Head of Engineering, Acme Ltd",
        "jane.smith@acme.example | 07700 900123",
        "Bo Miller, Globex",
    ];
    let whole = ["Jane Smith, Acme, jane@acme.example", "Bo Miller, Globex, bo@globex.example"];
    assert_eq!(of_lines("a@x.example", "References", &whole).1.len(), 2);
    assert_eq!(
        of_lines("a@x.example", "References", &lines).1,
        [
            json!([
                "Jane Smith",
                null,
                null,
                null,
                null,
                "Head of Engineering, Acme Ltd\n\njane.smith@acme.example | 07700 900123",
                []
            ]),
            json!(["Bo Miller", "Globex", null, null, null, null, []]),
        ]
    );
}

#[test]
fn the_line_that_is_signed_is_no_entry() {
    let lines = ["Radfahren, Kochen", "Köln, 12.03.2024", "Ada Example"];
    let interests = of_lines("a@x.example", "Interessen", &lines).1;
    let titles: Vec<_> = interests.iter().map(|one| one[0].clone()).collect();
    assert_eq!(titles, ["Radfahren", "Kochen"]);
    let lines = ["Radfahren", "Hamburg, den 12. Januar 2024"];
    assert_eq!(of_lines("a@x.example", "Interessen", &lines).1.len(), 1);
    let lines = ["First aid, 12.03.2024"];
    assert_eq!(of_lines("a@x.example", "Certificates", &lines).1.len(), 1);
}

#[test]
fn columns_in_a_table_are_read_one_after_the_other() {
    let main = "# Experience~Charge Nurse, Mercy Health, Leeds~March 2019 – Present~Led 14 nurses.~Staff Nurse, St Anne Hospital, York~July 2014 – February 2019";
    let side = "# Skills~Triage~Wound care";
    let jobs = [
        json!(["work", "Charge Nurse", "Mercy Health", "2019-03", null]),
        json!(["work", "Staff Nurse", "St Anne Hospital", "2014-07", "2019-02"]),
    ];
    let skills = ["Triage", "Wound care"].map(|skill| json!(["skill", skill, null, null, null]));
    for (row, expected) in [
        (format!("|{main}|{side}|"), [&jobs[..], &skills].concat()),
        (format!("|{side}|{main}|"), [&skills[..], &jobs].concat()),
        (format!("|! Ada Example~{side}|{main}|"), [&skills[..], &jobs].concat()),
    ] {
        let reading = document(&["! Ada Example", &row]);
        assert_eq!(entries(&reading, "kind title organization start_date end_date"), expected, "{row}");
    }
}

#[test]
fn a_heading_beside_its_section_is_one_and_a_label_is_none() {
    let reading = document(&[
        "! Ada Example",
        "|# Experience|*Baker, Mill Ltd*~2018 – 2020~- Baked|",
        "|# Skills|Bread, Rolls|",
        "|# Education|2014 – 2016 Diploma, York College|",
    ]);
    assert_eq!(
        entries(&reading, "kind title organization start_date bullets"),
        [
            json!(["work", "Baker", "Mill Ltd", "2018", ["Baked"]]),
            json!(["skill", "Bread", null, null, []]),
            json!(["skill", "Rolls", null, null, []]),
            json!(["education", "Diploma", "York College", "2014", []]),
        ]
    );
    let reading =
        document(&["! Ada Example", "# Skills", "|Languages|English, German|", "|Tools|Rust, SQL|"]);
    assert_eq!(
        entries(&reading, "kind title skills"),
        [
            json!(["language", "English", []]),
            json!(["language", "German", []]),
            json!(["skill", "Tools", ["Rust", "SQL"]]),
        ]
    );
}

#[test]
fn a_break_of_any_type_ends_a_line() {
    for kind in ["", r#"w:type="textWrapping""#, r#"w:type="page""#, r#"w:type="column""#] {
        let contacts =
            format!("Izmir</w:t><w:br {kind}/><w:t>a@x.example</w:t><w:br {kind}/><w:t>+44 7700 900123");
        let bytes = word(0, &[("bold", "Ada Example"), ("", &contacts), ("heading", "Experience")]);
        let reading = read(&Upload::File(bytes), InputFormat::Document).unwrap();
        let basics = json!(reading.incoming.content().0)["basics"].clone();
        assert_eq!(
            (&basics["email"], &basics["phone"], &basics["location"]["city"]),
            (&json!("a@x.example"), &json!("+44 7700 900123"), &json!("Izmir")),
            "{kind}"
        );
    }
}

#[test]
fn the_names_of_columns_are_no_entry() {
    let reading = document(&[
        "! Ada Example",
        "# Education",
        "|Degree|Institution|Year|Percentage|",
        "|B.Tech|Example Institute of Technology|2016|78.4%|",
        "|XII|Hill School|2012|86%|",
    ]);
    assert_eq!(
        entries(&reading, "title organization end_date text"),
        [
            json!(["B.Tech", "Example Institute of Technology", "2016", null]),
            json!(["XII", "Hill School", "2012", null]),
        ]
    );
    let scores = reading.incoming.content().1.into_iter().map(|one| one.metadata["score"].clone());
    assert_eq!(scores.collect::<Vec<_>>(), ["78.4%", "86%"]);
}

#[test]
fn words_that_are_shown_in_capitals_are_kept_as_they_are_written() {
    let caps = |text: &str| format!("</w:t></w:r><w:r><w:rPr><w:caps/></w:rPr><w:t>{text}");
    let small = |text: &str| format!("</w:t></w:r><w:r><w:rPr><w:smallCaps/></w:rPr><w:t>{text}");
    let lines = [
        ("bold".to_owned(), "Ada Example".to_owned()),
        (String::new(), "a@x.example".to_owned()),
        (String::new(), caps("Work experience")),
        (String::new(), format!("{}\t2018 – 2020", caps("Head of Bread"))),
        (String::new(), small("Mill Ltd")),
        (String::new(), caps("education")),
        (String::new(), format!("{}\t2012 – 2015", caps("bachelor of arts"))),
        (String::new(), "University of York".to_owned()),
        (String::new(), caps("Things I like")),
        (String::new(), "Wind".to_owned()),
    ];
    let lines: Vec<(&str, &str)> = lines.iter().map(|(look, text)| (&look[..], &text[..])).collect();
    let reading = read(&Upload::File(word(0, &lines)), InputFormat::Document).unwrap();
    assert_eq!(
        entries(&reading, "kind title organization"),
        [
            json!(["work", "Head of Bread", "Mill Ltd"]),
            json!(["education", "BACHELOR", "University of York"]),
        ]
    );
    let profile = json!(reading.incoming.content().0);
    assert_eq!(profile["document"]["unread"], json!(["Things I like: Wind"]));
}
