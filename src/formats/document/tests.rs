//! What stands where on a page, and what becomes of it.

use serde_json::{Value, json};

use super::{Page, Run};
use crate::formats::content::Upload;
use crate::formats::input::{InputFormat, Reading, read};
use crate::formats::testing::brief;

/// A run at a place, of letters of 10 points; capitals are bold.
fn run(left: f64, baseline: f64, text: &str) -> Run {
    let bold = text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
    let right = left + 5.0 * text.chars().count() as f64;
    Run { text: text.to_owned(), left, right, baseline, size: 10.0, bold, ..Run::default() }
}

fn reading(pages: Vec<Vec<Run>>) -> Reading {
    let pages = pages.into_iter().map(|runs| Page { width: 595.0, height: 842.0, runs }).collect();
    read(&Upload::Pdf { pages, attachments: Vec::new() }, InputFormat::Auto).unwrap()
}

fn entries(reading: &Reading, fields: &str) -> Vec<Value> {
    reading.incoming.content().1.into_iter().map(|one| brief(one, fields)).collect()
}

#[test]
fn columns_are_read_one_after_the_other_and_over_pages() {
    let side = |from: f64, lines: &[&str], left: f64| -> Vec<Run> {
        lines.iter().enumerate().map(|(at, text)| run(left, from + 13.0 * at as f64, text)).collect()
    };
    let mut first = side(60.0, &["CONTACT", "ada@mail.example", "SKILLS", "Rust", "SQL"], 40.0);
    first.extend(side(
        64.0,
        &[
            "ADA LOVELACE",
            "EXPERIENCE",
            "Engineer | Initech | 2019 – 2021",
            "• Cut the batch from six hours to",
            "forty",
        ],
        220.0,
    ));
    first.push(run(280.0, 820.0, "Page 1 of 2"));
    let mut second =
        side(60.0, &["• Led a team", "EDUCATION", "MSc, University of Bonn, 2012 – 2014"], 220.0);
    second.extend(side(61.0, &["LANGUAGES", "English (C1)"], 40.0));
    second.push(run(280.0, 820.0, "Page 2 of 2"));
    let reading = reading(vec![first, second]);
    assert_eq!(
        entries(&reading, "kind title organization start_date end_date bullets"),
        [
            json!(["skill", "Rust", null, null, null, []]),
            json!(["skill", "SQL", null, null, null, []]),
            json!(["language", "English", null, null, null, []]),
            json!([
                "work",
                "Engineer",
                "Initech",
                "2019",
                "2021",
                ["Cut the batch from six hours to forty", "Led a team"]
            ]),
            json!(["education", "MSc", "University of Bonn", "2012", "2014", []]),
        ]
    );
    let profile = Value::from(reading.incoming.content().0);
    assert_eq!(profile["basics"], json!({"name": "ADA LOVELACE", "email": "ada@mail.example"}));
}

#[test]
fn what_is_not_understood_is_named_and_kept() {
    let lines = ["ADA LOVELACE", "SKILLS", "Rust, C", "MISCELLANEOUS", "Likes tea"];
    let runs = lines.iter().enumerate().map(|(at, text)| run(50.0, 60.0 + 13.0 * at as f64, text)).collect();
    let reading = reading(vec![runs]);
    assert_eq!(reading.doubtful.unwrap().unread, ["MISCELLANEOUS: Likes tea"]);
    let kept = json!({"unread": ["MISCELLANEOUS: Likes tea"]});
    assert_eq!(reading.incoming.content().0["document"], kept);
}

#[test]
fn texts_and_lists_have_bounds() {
    let refused = |text: &str| {
        let page = Page { width: 595.0, height: 842.0, runs: vec![run(50.0, 60.0, text)] };
        let upload = Upload::Pdf { pages: vec![page], attachments: Vec::new() };
        read(&upload, InputFormat::Auto).unwrap_err().to_string()
    };
    assert_eq!(refused(&"tea ".repeat(70_000)), "has more text than a résumé: 256 KiB at most");
    assert_eq!(refused(&"a, ".repeat(10_001)), "has lists of more than 10000 items");
}

#[test]
fn jobs_of_one_title_on_two_pages_are_no_running_line() {
    let footer = |page: u8| run(400.0, 830.0, &format!("Ada Lovelace {page} / 2"));
    let reading = reading(vec![
        vec![
            Run { size: 20.0, ..run(50.0, 50.0, "Ada Lovelace") },
            run(50.0, 740.0, "EXPERIENCE"),
            run(50.0, 800.0, "Engineer, Acme, 2016 - 2018"),
            footer(1),
        ],
        vec![run(50.0, 50.0, "Engineer, Acme, 2014 - 2016"), run(50.0, 64.0, "- Built it"), footer(2)],
    ]);
    assert_eq!(
        entries(&reading, "title start_date bullets"),
        [json!(["Engineer", "2016", []]), json!(["Engineer", "2014", ["Built it"]])]
    );
    assert_eq!(reading.doubtful.unwrap().unread, [""; 0]);
}

#[test]
fn a_bullet_goes_on_over_the_end_of_a_page() {
    let wide = "• Moved the pages of the shop to other machines, which was quick, and significantly";
    let reading = reading(vec![
        vec![
            run(50.0, 40.0, "EXPERIENCE"),
            run(50.0, 780.0, "Engineer, Acme, 2016 - 2018"),
            run(55.0, 794.0, wide),
        ],
        vec![run(60.0, 60.0, "cheaper than before."), run(55.0, 74.0, "• Led a team")],
    ]);
    let whole = "Moved the pages of the shop to other machines, which was quick, and significantly cheaper than before.";
    assert_eq!(entries(&reading, "title bullets"), [json!(["Engineer", [whole, "Led a team"]])]);
}

#[test]
fn a_head_that_is_wrapped_beside_its_dates_is_whole() {
    let reading = reading(vec![vec![
        run(50.0, 40.0, "EDUCATION"),
        run(
            50.0,
            60.0,
            "Uni Bonn, Bachelor of Technology in Mechanical Engineering with Computer Science and",
        ),
        run(500.0, 60.0, "2020 - 2024"),
        run(50.0, 74.0, "Physics of"),
        run(50.0, 88.0, "Ships"),
        run(55.0, 102.0, "• Led the choir"),
    ]]);
    assert_eq!(
        entries(&reading, "title organization start_date end_date bullets"),
        [json!(["Bachelor of Technology", "Uni Bonn", "2020", "2024", ["Led the choir"]])]
    );
    let area = &reading.incoming.content().1[0].metadata["area"];
    assert_eq!(area, "Mechanical Engineering with Computer Science and Physics of Ships");
}

#[test]
fn what_begins_no_entry_and_goes_on_with_no_bullet() {
    let wide = "• Moved the pages of the shop to other machines, which was quick, and is tested by many";
    let other_job = reading(vec![
        vec![
            run(50.0, 40.0, "EXPERIENCE"),
            run(50.0, 780.0, "Engineer, Acme, 2016 - 2018"),
            run(55.0, 794.0, wide),
        ],
        vec![run(50.0, 60.0, "eBay Inc, Berlin"), run(50.0, 74.0, "Developer, 2012 - 2015")],
    ]);
    assert_eq!(entries(&other_job, "bullets")[0], json!([[wide.trim_start_matches("• ")]]));
    let with_a_gap = reading(vec![vec![
        run(50.0, 40.0, "EXPERIENCE"),
        run(50.0, 60.0, "Engineer, Acme, 2016 - 2018"),
        run(55.0, 74.0, wide),
        run(60.0, 88.0, "and was found"),
        run(200.0, 88.0, "to be good and finished in May 2017"),
        run(55.0, 102.0, "• Led a team"),
    ]]);
    assert_eq!(entries(&with_a_gap, "title"), [json!(["Engineer"])]);
}

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

/// What becomes of a person's line, and of heads below a heading.
fn of_lines(contact: &str, heading: &str, lines: &[&str]) -> (Value, Vec<Value>) {
    use std::io::Write as _;
    let namespace = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
    let paragraph = |text: &str| match text.strip_prefix("- ") {
        Some(item) => {
            format!(r#"<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>{}</w:p>"#, marked(item))
        }
        None => format!("<w:p>{}</w:p>", marked(text)),
    };
    let heading = format!(r#"<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>{}</w:p>"#, marked(heading));
    let lines: String = lines.iter().map(|line| paragraph(line)).collect();
    let name = r#"<w:p><w:r><w:rPr><w:sz w:val="48"/></w:rPr><w:t>Ada Example</w:t></w:r></w:p>"#;
    let body = format!("{name}{}{heading}{lines}", paragraph(contact));
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    write!(archive, "<w:document {namespace}><w:body>{body}</w:body></w:document>").unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    let reading = read(&Upload::File(bytes), InputFormat::Document).unwrap();
    let mut basics = json!(reading.incoming.content().0)["basics"].clone();
    basics.as_object_mut().unwrap().remove("name");
    (basics, entries(&reading, "title organization location start_date end_date text bullets"))
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
        [json!(["BSc", "University of York", null, "2012", "2015", "First Class Honours", []])]
    );
    assert_eq!(
        of("Education", &["*B.Tech* | IIT Delhi | 2008 – 2012 | CGPA: 8.9/10"]),
        [json!(["B.Tech", "IIT Delhi", null, "2008", "2012", "CGPA: 8.9/10", []])]
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
