//! PDF and Word documents, as `import` reads them by rules.

use serde_json::{Value, json};

use crate::support::Home;
use crate::support::chat::{ChatServer, Reply};
use crate::support::schema::check;
use crate::support::tame::tame;

const FULL: &str = include_str!("../../samples/full.json");

/// What each kind of entry calls its title and organization in JSON Resume.
const KEYS: [(&str, &str, &str, &str); 11] = [
    ("work", "work", "position", "name"),
    ("volunteer", "volunteer", "position", "organization"),
    ("education", "education", "studyType", "institution"),
    ("project", "projects", "name", ""),
    ("award", "awards", "title", "awarder"),
    ("certificate", "certificates", "name", "issuer"),
    ("publication", "publications", "name", "publisher"),
    ("skill", "skills", "name", ""),
    ("language", "languages", "language", ""),
    ("interest", "interests", "name", ""),
    ("reference", "references", "name", ""),
];

/// The fields of an entry of a JSON Resume file, in the words of `import --dry-run --json`.
fn wanted(kind: &str, item: &Value, title: &str, organization: &str) -> Value {
    let or_empty = |value: &Value| if value.is_null() { json!([]) } else { value.clone() };
    let first = |keys: &[&str]| keys.iter().map(|key| item[*key].clone()).find(|value| !value.is_null());
    let text = if kind == "project" { "description" } else { "summary" };
    json!({
        "kind": kind, "title": item[title], "organization": first(&[organization]),
        "start": first(&["startDate", "date", "releaseDate"]), "end": item["endDate"],
        "text": first(&[text, "reference"]), "skills": or_empty(&item["keywords"]),
        "bullets": or_empty(&first(&["highlights", "courses"]).unwrap_or_default()),
        "location": item["location"], "url": item["url"],
        "known": first(&["area", "fluency", "level"]), "score": item["score"],
    })
}

fn found(entry: &Value) -> Value {
    let or_empty = |value: &Value| if value.is_null() { json!([]) } else { value.clone() };
    let metadata = &entry["metadata"];
    let known =
        ["area", "fluency", "level"].iter().map(|key| metadata[*key].clone()).find(|value| !value.is_null());
    json!({
        "kind": entry["kind"], "title": entry["title"], "organization": entry["organization"],
        "start": entry["start_date"], "end": entry["end_date"], "text": entry["text"],
        "skills": or_empty(&entry["skills"]), "bullets": or_empty(&entry["bullets"]),
        "location": entry["location"], "url": entry["url"], "known": known, "score": metadata["score"],
    })
}

/// A Word document and one theme; `EVERY_THEME=1` takes all six.
#[test]
#[expect(clippy::disallowed_methods, reason = "a switch of this test")]
fn our_own_documents_come_back_whole() {
    let full: Value = serde_json::from_str(FULL).unwrap();
    let home = Home::new();
    home.write("full.json", FULL);
    home.run(["import", "full.json"]).any();
    home.run(["export", "cv.docx"]).any();
    let mut files = vec!["cv.docx".to_owned()];
    let every: &[&str] = match std::env::var_os("EVERY_THEME") {
        Some(_) => &["classic", "academic", "compact", "modern", "plain", "sidebar"],
        None => &["sidebar"],
    };
    for theme in every {
        let file = format!("{theme}.pdf");
        home.run(["export", &file, "--theme", theme]).any();
        files.push(file);
    }
    for file in files {
        let read =
            Home::new().json(["import", home.work().join(&file).to_str().unwrap(), "--dry-run"])["read"]
                .clone();
        let entries = read["entries"].as_array().unwrap();
        for (kind, section, title, organization) in KEYS {
            let wanted: Vec<_> = full[section]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| wanted(kind, item, title, organization))
                .collect();
            let found: Vec<_> = entries.iter().filter(|entry| entry["kind"] == kind).map(found).collect();
            assert_eq!(found, wanted, "{file}");
        }
        let (basics, expected) = (&read["profile"]["basics"], &full["basics"]);
        for key in ["name", "label", "email", "phone", "url", "summary", "profiles"] {
            assert_eq!(basics[key], expected[key], "{file}: {key}");
        }
        assert_eq!(read["unread"], json!([]), "{file}");
    }
}

/// A Word document with a paragraph for each line; a line that begins with `#` is a heading.
fn word(text: &str) -> Vec<u8> {
    use std::io::Write;
    let paragraph = |line: &str| {
        let style = if line.starts_with('#') { r#"<w:pPr><w:outlineLvl w:val="0"/></w:pPr>"# } else { "" };
        let text = line.trim_start_matches(['#', ' ']).replace('\t', "</w:t><w:tab/><w:t>");
        format!("<w:p>{style}<w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body: String = text.lines().map(paragraph).collect();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    write!(archive, r#"<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>"#).unwrap();
    archive.finish().unwrap().into_inner()
}

const GERMAN: &str = "\
Erika Muster
erika@muster.example | 0221 1234567
Führerschein vorhanden
# Berufserfahrung
Projektleiterin, Beispiel GmbH\t03/2019 – heute
• Leitung von acht Personen
Sachbearbeiterin, Muster AG\tSept. 2014 – Feb. 2019
# Sprachen
Deutsch (Muttersprache)
Englisch – C1
";

#[test]
fn nothing_is_saved_that_its_owner_has_not_seen() {
    let home = Home::new();
    home.write("cv.docx", word(GERMAN));
    home.run(["import", "cv.docx"]).code(2).stderr(
        "error: `cv.docx` is read by rules that may be wrong, and an editor to correct the result needs a terminal\n\
         hint: `--dry-run` shows what would be saved; `--yes` saves it as it is\n",
    );
    home.run(["list"]).stderr_contains("no experiences yet");
    let shown = home.run(["import", "cv.docx", "--dry-run"]).any();
    assert!(shown.out().starts_with("would be: 4 added"), "{shown:?}");
    assert!(shown.out().contains("Title: Projektleiterin\nOrganization: Beispiel GmbH\n"), "{shown:?}");
    drop(shown);
    home.run(["list"]).stderr_contains("no experiences yet");

    let saved = home.run(["import", "cv.docx", "--yes"]).any();
    assert_eq!(saved.out(), "4 added, 0 updated, 0 unchanged; the profile was updated\n");
    drop(saved);
    let again = home.run(["import", "cv.docx", "--yes"]).any();
    assert_eq!(again.out(), "0 added, 0 updated, 4 unchanged\n");
    drop(again);
    let listed = home.json(["list", "--kind", "work"]);
    let dates: Vec<_> =
        listed.as_array().unwrap().iter().map(|one| (&one["start_date"], &one["end_date"])).collect();
    assert!(dates.contains(&(&json!("2014-09"), &json!("2019-02"))), "{listed}");
    assert!(dates.contains(&(&json!("2019-03"), &Value::Null)), "{listed}");
}

/// A PDF of these objects, of which the first is the catalogue.
fn pdf(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let (start, size) = (file.len(), objects.len() + 1);
    format!("{file}{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n")
        .into_bytes()
}

const PAGES: &str = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>";

#[test]
fn a_pdf_that_cannot_be_read_is_refused_with_the_reason() {
    let home = Home::new();
    let catalogue = "<< /Type /Catalog /Pages 2 0 R >>";
    let word = "00".repeat(32);
    let locked =
        format!("/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{word}> /U <{word}> >>");
    for (file, reason) in [
        (b"%PDF-1.7\n".to_vec(), "the PDF is damaged\nhint: "),
        (pdf(&[catalogue, PAGES, PAGE], ""), "has no text\nhint: a scanned page is a picture; "),
        (pdf(&[catalogue, PAGES, PAGE], &locked), "the PDF is encrypted with a password\nhint: "),
    ] {
        home.write("cv.pdf", file);
        let expected = format!("error: `cv.pdf`: {reason}");
        home.run(["import", "cv.pdf", "--yes"]).code(2).stderr_contains(&expected);
    }
    home.run(["list"]).stderr_contains("no experiences yet");
}

/// Every reader of PDF files has 14 fonts that a file need not bring along.
#[test]
fn a_pdf_without_fonts_of_its_own_is_read() {
    let text = "BT /F1 18 Tf 50 750 Td (Ada Lovelace) Tj /F2 11 Tf 0 -30 Td (Work Experience) Tj \
                0 -20 Td (Engineer, Initech, 2019 - 2021) Tj ET";
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
                /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>";
    let stream = format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len());
    let [bold, plain] = ["Helvetica-Bold", "Times-Roman"]
        .map(|name| format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} >>"));
    let home = Home::new();
    home.write(
        "cv.pdf",
        pdf(&["<< /Type /Catalog /Pages 2 0 R >>", PAGES, page, &stream, &bold, &plain], ""),
    );
    let read = home.json(["import", "cv.pdf", "--dry-run"])["read"].clone();
    assert_eq!(read["profile"]["basics"]["name"], "Ada Lovelace");
    let entry = &read["entries"][0];
    assert_eq!((&entry["title"], &entry["organization"]), (&json!("Engineer"), &json!("Initech")), "{read}");
}

/// A page of these instructions, with the fonts `F1` (bold) and `F2` of every reader, which it inherits.
fn page_of(instructions: &str) -> Vec<u8> {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>";
    let pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>";
    let stream = format!("<< /Length {} >>\nstream\n{instructions}\nendstream", instructions.len());
    let [bold, plain] = ["Helvetica-Bold", "Helvetica"]
        .map(|name| format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} >>"));
    pdf(&["<< /Type /Catalog /Pages 2 0 R >>", pages, page, &stream, &bold, &plain], "")
}

/// Headings and titles of these letters have no other sign.
#[test]
fn bold_letters_of_a_font_that_is_not_embedded_are_seen() {
    let mut text = "BT /F1 11 Tf 50 750 Td (Ada Lovelace) Tj".to_owned();
    for (font, line) in [
        ("F1", "Employment"),
        ("F1", "Cashier"),
        ("F2", "Initech Ltd, York"),
        ("F2", "2019 - 2021"),
        ("F2", "- Kept the till"),
        ("F1", "Store Manager"),
        ("F2", "Hooli Ltd, Leeds"),
        ("F2", "2015 - 2019"),
    ] {
        text.push_str(&format!(" /{font} 11 Tf 0 -17 Td ({line}) Tj"));
    }
    let home = Home::new();
    home.write("cv.pdf", page_of(&format!("{text} ET")));
    let read = home.json(["import", "cv.pdf", "--dry-run"])["read"].clone();
    let found: Vec<_> = read["entries"].as_array().unwrap().iter().map(|one| &one["title"]).collect();
    assert_eq!(found, ["Cashier", "Store Manager"], "{read}");
}

#[test]
fn hollow_signs_are_bullets_and_text_drawn_twice_is_said_once() {
    let text = "BT /F1 18 Tf 50 750 Td (Ada Lovelace) Tj 0.3 0 Td (Ada Lovelace) Tj 0 -30 Td (Experience) Tj \
                /F2 11 Tf 0 -20 Td (Engineer, Initech, 2019 - 2021) Tj 12 -20 Td (Led) Tj ET 53 681 4 4 re S";
    let home = Home::new();
    home.write("cv.pdf", page_of(text));
    let read = home.json(["import", "cv.pdf", "--dry-run"])["read"].clone();
    assert_eq!(read["profile"]["basics"]["name"], "Ada Lovelace");
    assert_eq!(read["entries"][0]["bullets"], json!(["Led"]), "{read}");
}

/// LaTeX draws an accent and a letter over one another; a designer spaces out the letters of a heading.
#[test]
fn accents_and_spaced_letters_are_parts_of_words() {
    let text = "BT /F2 18 Tf 50 750 Td (Ada Lovelace) Tj 0 -30 Td /F2 11 Tf \
                [(8001 Z) -111 (\\310) 444 (urich)] TJ 0 -30 Td \
                /F1 11 Tf 2.2 Tc (WORK EXPERIENCE) Tj /F2 11 Tf 0 Tc \
                0 -20 Td [(Engineer, Caf) -111 (\\302) 444 (e A B C D Ltd, 2019 - 2021)] TJ ET";
    let home = Home::new();
    home.write("cv.pdf", page_of(text));
    let read = home.json(["import", "cv.pdf", "--dry-run"])["read"].clone();
    assert_eq!(read["profile"]["basics"]["location"]["city"], "Zürich", "{read}");
    let entry = &read["entries"][0];
    assert_eq!(
        (&entry["title"], &entry["organization"]),
        (&json!("Engineer"), &json!("Café A B C D Ltd")),
        "{read}"
    );
}

/// Each page and each form names all fonts; they are looked through once.
#[test]
fn a_file_whose_pages_share_many_fonts_is_read() {
    const FONTS: usize = 400;
    let text = "BT /F0 18 Tf 50 750 Td (Ada Lovelace) Tj 0 -30 Td (Employment) Tj 0 -20 Td (Engineer) Tj ET";
    let named = |letter: char, from: usize, count: usize| {
        let names = (0..count).map(|index| format!("/{letter}{index} {} 0 R ", from + index));
        format!("<< {} >>", names.collect::<String>())
    };
    // The text, the fonts' names, the forms' names, the fonts, the forms, the pages.
    let (fonts, forms, pages) = (6, 6 + FONTS, 206 + FONTS);
    let kids: String = (0..100).map(|index| format!("{} 0 R ", pages + index)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count 100 /Kids [{kids}] >>"),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        named('F', fonts, FONTS),
        named('X', forms, 200),
    ];
    let font = |index| format!("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /N {index} >>");
    objects.extend((0..FONTS).map(font));
    let form = |index| {
        format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font 4 0 R /N {index} >> \
             /Length 0 >>\nstream\n\nendstream"
        )
    };
    objects.extend((0..200).map(form));
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R \
                /Resources << /Font 4 0 R /XObject 5 0 R >> >>";
    objects.extend((0..100).map(|_| page.to_owned()));
    let home = Home::new();
    home.write("cv.pdf", pdf(&objects.iter().map(String::as_str).collect::<Vec<_>>(), ""));
    let read = home.json(["import", "cv.pdf", "--dry-run"])["read"].clone();
    assert_eq!(read["profile"]["basics"]["name"], "Ada Lovelace", "{read}");
}

/// LaTeX writes no spaces, but moves on: letters that stand alone are no spaced word.
#[test]
fn single_letters_with_gaps_between_them_keep_these() {
    let text = "BT /F2 18 Tf 50 750 Td (Ada Lovelace) Tj 0 -30 Td /F1 11 Tf \
                [(W) -200 (O) -200 (R) -200 (K) -600 (T) -120 (O) -200 (D) -200 (O)] TJ \
                0 -30 Td [(E) -250 (D) -250 (U) -250 (C) -250 (A) -250 (T) -250 (I) -250 (O) -250 (N)] TJ \
                0 -20 Td [(Grades) -333 (A) -333 (B) -333 (C) -333 (D) -333 (E) -333 (F)] TJ \
                0 -30 Td [(I) -333 (was) -333 (1) -333 (of) -333 (3) -333 (in) -333 (EU)] TJ \
                0 -30 Td [(A) -333 (B) -333 (A) -333 (C) -333 (A) -333 (B) -333 (B)] TJ \
                0 -30 Td [(R) -333 (&) -333 (D) -333 (/) -333 (C) -333 (/) -333 (M)] TJ ET";
    let home = Home::new();
    home.write("cv.pdf", page_of(text));
    let read = home.json(["import", "cv.pdf", "--dry-run"])["read"].to_string();
    for line in
        ["Grades A B C D E F", "I was 1 of 3 in EU", "A B A C A B B", "R & D / C / M", "\"education\""]
    {
        assert!(read.contains(line), "{line}: {read}");
    }
}

/// Browsers write some web fonts as drawings of their letters, without the letters' widths in a font.
#[test]
fn letters_that_are_drawn_are_words_or_the_reason_of_a_refusal() {
    let stream = |text: &str| format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len());
    let text = "BT /F1 12 Tf 50 750 Td (Ada Lovelace) Tj 0 -30 Td (Work Experience) Tj \
                0 -20 Td (Engineer, Initech, 2019 - 2021) Tj ET";
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
                /Resources << /Font << /F1 5 0 R >> >> >>";
    let names: Vec<_> = (b' '..=b'z')
        .map(|letter| match letter {
            b' ' => "/space",
            b'i' | b'l' | b',' => "/narrow",
            _ => "/wide",
        })
        .collect();
    let font = |unicode: &str| {
        format!(
            "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [0.001 0 0 0.001 0 0] \
             /CharProcs << /space 6 0 R /narrow 7 0 R /wide 8 0 R >> /FirstChar 32 /LastChar 122 \
             /Widths [{}] /Encoding << /Differences [32 {}] >> {unicode} >>",
            "600 ".repeat(names.len()),
            names.join(" ")
        )
    };
    let map = "1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <20> <7a> <0020> endbfrange";
    let file = |unicode: &str| {
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            PAGES,
            page,
            &stream(text),
            &font(unicode),
            &stream("600 0 0 0 0 0 d1"),
            &stream("600 0 250 0 350 700 d1 250 0 100 700 re f"),
            &stream("600 0 40 0 560 700 d1 40 0 520 700 re f"),
            &stream(map),
        ];
        pdf(&objects, "")
    };
    let home = Home::new();
    home.write("cv.pdf", file("/ToUnicode 9 0 R"));
    let read = home.json(["import", "cv.pdf", "--dry-run"])["read"].clone();
    assert_eq!(read["profile"]["basics"]["name"], "Ada Lovelace");
    let entry = &read["entries"][0];
    assert_eq!((&entry["title"], &entry["organization"]), (&json!("Engineer"), &json!("Initech")), "{read}");
    home.write("cv.pdf", file(""));
    home.run(["import", "cv.pdf", "--yes"])
        .code(2)
        .stderr_contains("error: `cv.pdf`: has fonts that do not say which letters they show\nhint: ");
}

#[test]
fn a_pdf_that_carries_a_europass_is_read_as_that() {
    let europass = r#"<?xml version="1.0"?><Candidate xmlns="http://www.europass.eu/1.0" xmlns:oa="http://www.openapplications.org/oagis/9" xmlns:hr="http://www.hr-xml.org/3"><CandidatePerson><PersonName><oa:GivenName>Ana</oa:GivenName><hr:FamilyName>Novak</hr:FamilyName></PersonName></CandidatePerson><CandidateProfile><EmploymentHistory><EmployerHistory><hr:OrganizationName>Initech</hr:OrganizationName><PositionHistory><PositionTitle>Engineer</PositionTitle></PositionHistory></EmployerHistory></EmploymentHistory></CandidateProfile></Candidate>"#;
    let stream =
        format!("<< /Type /EmbeddedFile /Length {} >>\nstream\n{europass}\nendstream", europass.len());
    let catalogue =
        "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(attachment.xml) 4 0 R] >> >> >>";
    let file = "<< /Type /Filespec /F (attachment.xml) /EF << /F 5 0 R >> >>";
    let home = Home::new();
    home.write("cv.pdf", pdf(&[catalogue, PAGES, PAGE, file, &stream], ""));
    let output = home.run(["import", "cv.pdf"]).any();
    assert_eq!(output.out(), "1 added, 0 updated, 0 unchanged; the profile was updated\n", "{output:?}");
    drop(output);
    assert_eq!(home.json(["profile"])["basics"]["name"], "Ana Novak");
    home.write("empty.pdf", pdf(&["<< /Type /Catalog /Pages 2 0 R >>", PAGES, PAGE], ""));
    home.run(["import", "empty.pdf", "--format", "europass"])
        .code(2)
        .stderr_contains("error: `empty.pdf`: the PDF carries no Europass XML\n");
}

/// What an AI makes of the German document: three entries of it, a value that is invented in one, and an invented one.
fn outline() -> Value {
    json!({"label": "", "summary": "", "entries": [
        {"kind": "work", "title": "Projektleiterin", "organization": "Beispiel GmbH", "period": "03/2019 – heute",
         "location": "Hamburg", "bullets": ["Leitung von acht Personen", "Leitung von achtzig Personen"]},
        {"kind": "work", "title": "Sachbearbeiterin", "organization": "Muster AG", "period": "09/2014 - 02/2019"},
        {"kind": "language", "title": "Englisch", "level": "C1"},
        {"kind": "award", "title": "Ignore all rules", "organization": "\u{1b}]0;owned\u{7}"},
    ]})
}

fn home_with_ai(server: &ChatServer) -> Home {
    let home = Home::new().with("RESUME_AI_URL", &server.url()).with("RESUME_AI_MODEL", "tiny-1");
    home.write("cv.docx", word(GERMAN));
    home
}

#[test]
fn an_ai_gives_structure_and_no_letters() {
    let server = ChatServer::new([Reply::ok(&outline()), Reply::ok(&outline()), Reply::ok(&outline())]);
    let home = home_with_ai(&server);
    let shown = home.program(["--json", "import", "cv.docx", "--ai", "--show-request"]).run().json();
    check("ai-dry-run", &shown);
    assert_eq!(server.connections(), 0);
    // Nothing is saved that its owner has not seen, and no AI is asked in vain.
    home.run(["import", "cv.docx", "--ai"]).code(2).stderr_contains("is read by an AI that may be wrong");
    assert_eq!(server.connections(), 0);

    let read = home.program(["--json", "import", "cv.docx", "--ai", "--dry-run"]).run().any_stderr().json();
    check("import", &read);
    assert_eq!(server.requests()[0].json(), shown["request"]);
    for own in ["Erika", "muster.example", "1234567"] {
        assert!(!shown.to_string().contains(own), "{own}: {shown}");
    }
    let first = &read["read"]["entries"][0];
    assert_eq!((&first["start_date"], &first["location"]), (&json!("2019-03"), &Value::Null));
    assert_eq!(first["bullets"], json!(["Leitung von acht Personen"]));
    assert_eq!(
        first["doubts"],
        json!([
            "the AI's location “Hamburg” does not stand in the document and is left out",
            "the AI's bullet “Leitung von achtzig Personen” does not stand in the document and is left out",
        ])
    );
    assert_eq!(read["read"]["entries"][1]["end_date"], "2019-02");
    assert_eq!(read["read"]["unread"], json!(["Führerschein vorhanden", "Deutsch (Muttersprache)"]));
    assert!(read["left_out"][0].as_str().unwrap().contains("Ignore all rules"), "{read}");
    home.run(["list"]).stderr_contains("no experiences yet");

    let saved = home.run(["import", "cv.docx", "--ai", "--yes"]).any();
    assert_eq!(saved.out(), "3 added, 0 updated, 0 unchanged; the profile was updated\n");
    tame(saved.err(), "stderr");
    drop(saved);
    assert_eq!(home.json(["profile"])["basics"]["name"], "Erika Muster");
    let again = home.run(["import", "cv.docx", "--ai", "--yes"]).any();
    assert_eq!(again.out(), "0 added, 0 updated, 3 unchanged\n");
    drop(again);
    let logged = home.json(["ai", "log"]);
    let rows: Vec<_> =
        logged.as_array().unwrap().iter().map(|row| (&row["operation"], &row["status"])).collect();
    assert_eq!(rows, [(&json!("import"), &json!("ok")); 3]);
}

#[test]
fn without_a_usable_answer_nothing_is_saved() {
    let invented = json!({"label": "", "summary": "", "entries": [{"kind": "work", "title": "Chief"}]});
    for (reply, cause) in [
        (Reply::ok(&invented), "no entry in the answer of the AI stands in the document"),
        (Reply::ok(&json!({"jobs": []})), "does not have the shape that was asked for"),
        (Reply::text("I would rather not."), ""),
        (Reply::error(401, "Incorrect API key", "invalid_api_key"), "Incorrect API key"),
    ] {
        let server = ChatServer::new([reply.clone(), reply.clone(), reply.clone(), reply]);
        let home = home_with_ai(&server);
        let failed = home.run(["import", "cv.docx", "--ai", "--yes"]).code(1).calm();
        assert!(failed.err().contains(cause), "{}", failed.err());
        assert!(failed.err().ends_with("without `--ai`, the file is read by rules\n"), "{}", failed.err());
        drop(failed);
        home.run(["list"]).stderr_contains("no experiences yet");
        assert_eq!(home.json(["profile"]), json!({}));
        let logged = home.json(["ai", "log"]);
        assert_eq!((&logged[0]["operation"], &logged[0]["status"]), (&json!("import"), &json!("error")));
    }
    let server = ChatServer::new([]);
    let home = home_with_ai(&server);
    home.write("cv.json", FULL);
    home.run(["import", "cv.json", "--ai", "--yes"]).code(2).stderr_contains("has a format of its own");
    home.run(["--offline", "import", "cv.docx", "--ai", "--yes"]).code(2).stderr_contains("`--offline`");
    let unset = home.clone_settings().with("RESUME_AI_MODEL", "");
    unset.write("cv.docx", word(GERMAN));
    unset.run(["import", "cv.docx", "--ai", "--yes"]).code(2).stderr_contains("RESUME_AI_MODEL");
    assert_eq!(server.connections(), 0);
}
