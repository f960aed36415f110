//! Documents as they are sent: languages, dates, contact data, and the picture.

use std::fs;
use std::io::{Cursor, Read};

use serde_json::json;

use crate::support::{Home, Terminal};

/// What is secret in each place, and may be in no file.
const SECRETS: [&str; 7] =
    ["ada@x.example", "ada%40x", "555 0199", "5550199", "12 Harbour Quay", "6011", "mailto:"];

fn home() -> Home {
    let home = Home::new();
    let file = json!({
        "basics": {
            "name": "Ada Lovelace", "email": "ada@x.example", "phone": "+64 4 555 0199", "url": "mailto:ada@x.example",
            "location": {"address": "12 Harbour Quay", "postalCode": "6011", "city": "Wellington", "countryCode": "NZ"},
            "profiles": [{"network": "Mail", "url": "mailto:ada@x.example"}, {"network": "GitHub", "url": "https://github.com/ada"}]
        },
        "work": [{"name": "Mill", "position": "Miller", "startDate": "2019-03-01", "summary": "Ground **rye**"}]
    });
    let path = home.write("file.json", file.to_string());
    home.run(["import", path.to_str().unwrap()]).any();
    home
}

/// Everything that is written in a file; a packed one is unpacked.
fn written(home: &Home, name: &str) -> String {
    let bytes = fs::read(home.work().join(name)).unwrap();
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(&bytes)) else {
        return String::from_utf8(bytes).unwrap();
    };
    let mut all = String::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        part.read_to_string(&mut all).unwrap();
    }
    all
}

const FILES: [&str; 6] = ["cv.docx", "cv.html", "cv.txt", "cv.md", "cv.json", "backup"];

fn export(home: &Home, name: &str, flags: &[&str]) -> String {
    let format: &[&str] = if name == "backup" { &["--format", "resume"] } else { &[] };
    home.run([&["export", name, "--quiet"], format, flags].concat()).any();
    written(home, name)
}

#[test]
fn nothing_of_the_contact_data_is_left() {
    let home = home();
    for name in FILES {
        let whole = export(&home, name, &[]);
        let told = SECRETS.iter().filter(|secret| whole.contains(*secret)).count();
        assert!(told >= 4, "{name} has what is looked for: {told}");
        let text = export(&home, name, &["--no-contact"]);
        for secret in SECRETS {
            assert!(!text.contains(secret), "{name} has `{secret}`: {text}");
        }
        for kept in ["Ada Lovelace", "Wellington", "github.com/ada", "Miller"] {
            assert!(text.contains(kept), "{name} lacks `{kept}`: {text}");
        }
    }
}

#[test]
fn a_text_that_tells_the_contact_data_is_named() {
    let home = home();
    let edit = ["edit", "Miller", "--url", "mailto:ada@x.example", "--bullet", "Ring 04 555 0199"];
    let _ = home.run(edit).any_output();
    for name in FILES {
        let format: &[&str] = if name == "backup" { &["--format", "resume"] } else { &[] };
        let arguments = [&["--json", "export", name, "--no-contact"], format].concat();
        let answer = home.program(arguments).run().any_stderr().json();
        let told = "`--no-contact` changes no text: bullet 1 of `Miller` has a telephone number";
        let warnings = answer["warnings"].as_array().unwrap();
        assert_eq!(warnings.iter().filter(|warning| *warning == told).count(), 1, "{name}: {warnings:?}");
        assert!(!written(&home, name).contains("ada@x.example"), "{name}");
    }
}

#[test]
fn a_document_is_in_its_language() {
    let home = home();
    for name in ["cv.docx", "cv.html", "cv.txt", "cv.md"] {
        let text = export(&home, name, &["--language", "de-AT"]);
        assert!(text.contains("Berufserfahrung") && text.contains("heute"), "{name}: {text}");
        let arabic = export(&home, name, &["--language", "ar"]);
        assert!(arabic.contains("الخبرة المهنية"), "{name}: {arabic}");
    }
    assert!(export(&home, "cv.html", &["--language", "de-AT"]).contains("<html lang=\"de-AT\" dir=\"ltr\">"));
}

#[test]
fn dates_are_as_precise_as_asked() {
    let home = home();
    for (word, shown) in [
        ("auto", "Mar 2019 – present"),
        ("year", "2019 – present"),
        ("month", "Mar 2019 – present"),
        ("day", "1 Mar 2019 – present"),
    ] {
        let text = export(&home, "cv.txt", &["--date-format", word]);
        assert!(text.contains(&format!("\n{shown}\n")), "{word}: {text}");
    }
}

#[test]
fn a_theme_says_how_dates_are_shown() {
    let home = home();
    home.run(["theme", "copy", "classic", "mine"]).any();
    let manifest = home.path().join("themes/mine/theme.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, format!("date_format = \"year\"\n{text}")).unwrap();
    let years = export(&home, "cv.txt", &["--theme", "mine"]);
    assert_eq!(years, export(&home, "cv.txt", &["--date-format", "year"]));
    let months = export(&home, "cv.txt", &["--theme", "mine", "--date-format", "month"]);
    assert_ne!(months, years, "a flag wins");
}

#[test]
fn the_theme_orders_the_sections() {
    let home = home();
    home.run(["add", "BA", "--kind", "education", "--organization", "School"]).any();
    let places = |theme: &str| {
        let text = export(&home, "cv.md", &["--theme", theme]);
        (text.find("## Experience").unwrap(), text.find("## Education").unwrap())
    };
    let ((work, education), (academic_work, academic_education)) = (places("classic"), places("academic"));
    assert!(work < education && academic_education < academic_work);
}

#[test]
fn a_file_with_an_order_of_its_own_keeps_it() {
    let home = Home::new();
    let file =
        r#"{"skills":[{"name":"Rye"}],"education":[{"studyType":"BA"}],"work":[{"position":"Miller"}]}"#;
    let path = home.write("file.json", file);
    home.run(["import", path.to_str().unwrap()]).any();
    home.run(["add", "Prize", "--kind", "award"]).any();
    for theme in ["classic", "academic"] {
        let text = export(&home, "cv.md", &["--theme", theme]);
        let headings: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, ["Skills", "Education", "Experience", "Awards"], "{theme}");
    }
    home.run(["import", path.to_str().unwrap()]).stdout("0 added, 0 updated, 3 unchanged\n");
    assert_eq!(home.json(["export", "--kind", "skill"]), serde_json::json!({"skills": [{"name": "Rye"}]}));
}

/// The smallest picture there is: one white point.
const POINT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55";

#[test]
fn what_a_camera_noted_is_in_no_document() {
    let home = home();
    home.write(
        "me.png",
        [POINT, b"\0\0\0\x08tEXt59.33 N\0\0\0\0\0", b"\0\0\0\0IEND\xae\x42\x60\x82"].concat(),
    );
    home.run(["profile", "set", "image=me.png"]).any();
    home.run(["export", "cv.docx", "--photo", "--quiet"]);
    let document = fs::read(home.work().join("cv.docx")).unwrap();
    let has = |words: &[u8]| document.windows(words.len()).any(|part| part == words);
    assert!(has(POINT) && !has(b"59.33 N"));
}

#[test]
fn pages_have_the_size_of_their_region() {
    let home = home();
    for (language, size) in [("en", "A4"), ("en-GB", "A4"), ("en-US", "letter"), ("fr-CA", "letter")] {
        assert!(
            export(&home, "cv.html", &["--language", language]).contains(&format!("@page {{ size: {size};")),
            "{language}"
        );
    }
    let page = export(&home, "cv.html", &["--language", "en-US", "--paper", "a4"]);
    assert!(page.contains("@page { size: A4;"));
}

#[test]
fn a_photo_is_a_local_file() {
    let home = home();
    // What it is, its content says.
    home.write("me.jpg", POINT);
    home.run(["profile", "set", "image=me.jpg"]).any();
    home.run(["export", "cv.html", "--photo", "--quiet"]);
    assert!(written(&home, "cv.html").contains("data:image/png;base64,"));
    assert!(!export(&home, "cv.html", &[]).contains("data:image"), "only where it is asked for");
    home.write("me.jpg", "no picture");
    for (image, warning) in [
        (
            "https://x.example/me.png",
            "the photo `https://x.example/me.png` is no local file, and was not fetched",
        ),
        (
            "data:image/png;base64,iVBORw0KGgo=",
            "the photo `data:image/png;base64` is no local file, and was not fetched",
        ),
        ("gone.png", "could not read the photo `gone.png`: No such file or directory (os error 2)"),
        ("me.jpg", "the photo `me.jpg` is no PNG, JPEG, GIF or WebP picture"),
    ] {
        home.run(["profile", "set", &format!("image={image}")]).any();
        home.run(["export", "cv.docx", "--photo", "--quiet"]).stderr(format!("warning: {warning}\n"));
        assert!(!export(&home, "cv.html", &[]).contains("<img"));
    }
    home.run(["profile", "set", "image="]).any();
    home.run(["export", "cv.html", "--photo", "--quiet"])
        .stderr("warning: there is no photo: `resume profile set image=FILE` names one\n");
}

#[test]
fn no_bytes_go_to_a_terminal() {
    let home = home();
    let mut terminal = Terminal::start(&home.program(["export", "-", "--format", "docx"]));
    terminal.wait_for("error: cannot write docx to a terminal");
    terminal.wait_for("hint: name a file, or redirect the output");
    assert_eq!(terminal.code(), Some(2));
    let output = home.program(["export", "--format", "docx"]).command().output().unwrap();
    assert!(output.status.success());
    assert!(zip::ZipArchive::new(Cursor::new(output.stdout)).is_ok(), "a pipe gets the file");
}

#[test]
fn equal_records_give_equal_files() {
    let home = home();
    let twice = |name: &str| (export(&home, name, &[]), fs::read(home.work().join(name)).unwrap());
    for name in ["cv.docx", "cv.html", "cv.txt"] {
        assert!(twice(name) == twice(name), "{name}");
    }
}
