//! `resume check` on whole résumés: thirty planted faults, a clean one, and what a parser finds in the PDF.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const RESUME: &str = env!("CARGO_BIN_EXE_resume");

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name)
}

/// A home with a résumé, and a dictionary that knows the words of it but for one.
struct Home(TempDir);

impl Home {
    fn of(name: &str) -> Self {
        let home = Self(TempDir::new().unwrap());
        let text = fs::read_to_string(sample(name)).unwrap();
        let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| *word != "recieved");
        let words: BTreeSet<_> = words.map(str::to_lowercase).chain(["received".to_owned()]).collect();
        let list = words.iter().filter(|word| !word.is_empty()).map(|word| format!("{word}\n"));
        home.write("en_US.dic", &format!("{}\n{}", words.len(), list.collect::<String>()));
        home.write("en_US.aff", "SET UTF-8\nTRY eitanrsolud\n");
        assert!(home.run(&["import", sample(name).to_str().unwrap()]).status.success());
        home
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("RESUME_HOME", self.0.path().join("home")).env("RESUME_DATABASE_URL", "none");
        command.env("DICPATH", self.0.path()).current_dir(self.0.path());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(Path::new(RESUME)).args(args).output().unwrap()
    }

    #[track_caller]
    fn check(&self, args: &[&str]) -> Value {
        let output = self.run(&[&["check", "--json"], args].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn codes(checked: &Value) -> BTreeSet<&str> {
    let findings = checked["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

fn lost(checked: &Value) -> Vec<&Value> {
    let fields = checked["read_back"]["fields"].as_array().unwrap();
    fields.iter().filter(|field| field["found"] == false).collect()
}

#[test]
fn every_planted_fault_is_found() {
    let home = Home::of("faults.json");
    let checked = home.check(&[]);
    let planted = [
        "no-name", "odd-email", "odd-phone", "no-place", "odd-link", "insecure-link", "personal-data",
        "end-before-start", "future-date", "no-start", "year-alone", "gap", "overlap", "no-organization",
        "same-entry", "skill-twice", "empty-bullet", "empty-entry", "short-bullet", "long-bullet",
        "many-bullets", "full-stops", "same-verb", "first-person", "weak-opening", "worn-out", "passive",
        "mixed-tenses", "repeated-word", "placeholder", "spelling", "double-space", "brackets",
        "broken-marks", "mixed-quotes", "mixed-dashes",
    ];
    assert_eq!(codes(&checked), BTreeSet::from(planted));
    let spelled = checked["findings"].as_array().unwrap().iter().filter(|one| one["code"] == "spelling");
    let hints: Vec<_> = spelled.map(|one| one["hint"].as_str().unwrap()).collect();
    assert_eq!(hints, ["did you mean `received`?"]);

    let output = home.run(&["check", "--strict"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("\nMiller, Mill ("), "{text}");
    assert!(text.contains("  warning  bullet 1 has `the the` [repeated-word]\n"), "{text}");
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: the check found "));
}

#[test]
fn a_clean_resume_has_no_fault_and_every_field_is_read_back_in_every_theme() {
    let home = Home::of("clean.json");
    for theme in ["classic", "modern", "compact", "academic", "plain", "sidebar"] {
        let checked = home.check(&["--theme", theme]);
        assert_eq!(lost(&checked), [&Value::Null; 0], "{theme}");
        let found: Vec<_> = codes(&checked).into_iter().filter(|code| *code != "dead-space").collect();
        assert_eq!(found, [""; 0], "{theme}");
        assert_eq!(checked["read_back"]["pages"], 2, "{theme}");
    }
    let strict = home.run(&["check", "--strict"]);
    assert!(strict.status.success(), "{}", String::from_utf8_lossy(&strict.stdout));
    assert!(String::from_utf8_lossy(&strict.stdout).starts_with("nothing to mend\n"));
    assert!(codes(&home.check(&["--language", "de"])).contains("no-dictionary"));
    assert_eq!(codes(&home.check(&["--no-contact"])), BTreeSet::new());
}

/// A name, a title and an employer that take several lines are read back, and of text from right to left nothing is said.
#[test]
fn what_is_wrapped_is_found_and_what_cannot_be_judged_is_no_fault() {
    let home = Home::of("clean.json");
    let long = "On the many ways in which an observatory on a mountain may be asked to measure what is between the stars, \
                and why a night without any wind is worth more than a mirror that is twice as large";
    let journal =
        "Proceedings of the Northern Society for the Study of Clouds, Winds and Observations of Small Bodies";
    for number in 0..4 {
        let title = format!("{long} ({number})");
        let added =
            home.run(&["add", &title, "--kind", "publication", "--publisher", journal, "--start", "2019-05"]);
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    }
    let name = "name=Prof. Dr. Anna Maria Wilhelmina Lindqvist-Habersham de la Vega y Mendoza";
    assert!(home.run(&["profile", "set", name]).status.success());
    for theme in ["classic", "plain", "academic", "sidebar"] {
        assert_eq!(lost(&home.check(&["--theme", theme])), [&Value::Null; 0], "{theme}");
    }

    let hebrew = Home(TempDir::new().unwrap());
    let file = hebrew.write(
        "he.json",
        r#"{"basics": {"name": "יעל כהן"}, "meta": {"language": "he"}, "work": [{"name": "Wix", "position": "מפתחת",
        "startDate": "2014", "endDate": "2018", "highlights": ["הקמת סביבה ב-Google Cloud Platform לכל הצוותים"]}]}"#,
    );
    assert!(hebrew.run(&["import", file.to_str().unwrap()]).status.success());
    assert!(!codes(&hebrew.check(&[])).contains("unread"));
}

/// A licence that expires is no plan.
#[test]
fn an_end_in_the_future_is_a_fault_of_what_goes_on_alone() {
    let home = Home(TempDir::new().unwrap());
    let end = "2998-01";
    assert!(
        home.run(&["add", "Nurse", "--kind", "certificate", "--start", "2024", "--end", end])
            .status
            .success()
    );
    assert!(!codes(&home.check(&[])).contains("future-date"));
    assert!(
        home.run(&["add", "Nurse", "--organization", "Ward", "--start", "2024", "--end", end])
            .status
            .success()
    );
    assert!(codes(&home.check(&[])).contains("future-date"));
}

/// The text of a theme that is no text is not found: what is read is the PDF, not the record.
#[test]
fn what_the_pages_do_not_say_is_missing() {
    let home = Home::of("clean.json");
    assert!(home.run(&["theme", "copy", "classic", "mute"]).status.success());
    let file = home.0.path().join("home/themes/mute/cv.typ");
    fs::write(&file, "#let content = json(\"content.json\")\n#content.header.name\n").unwrap();
    let checked = home.check(&["--theme", "mute"]);
    let parts: BTreeSet<_> = lost(&checked).iter().map(|field| field["field"].as_str().unwrap()).collect();
    assert_eq!(parts, BTreeSet::from(["dates", "email", "organization", "phone", "title"]));
    assert!(codes(&checked).contains("unread"));
}

/// A pattern for addresses does not see one in two lines.
#[test]
fn an_address_in_two_lines_is_not_found() {
    let home = Home::of("clean.json");
    let email = "ada.augusta.byron.king.of.lovelace@department-of-analytical-engines.io";
    assert!(home.run(&["profile", "set", &format!("email={email}")]).status.success());
    let checked = home.check(&["--theme", "sidebar"]);
    assert_eq!(
        lost(&checked).iter().map(|field| field["field"].as_str()).collect::<Vec<_>>(),
        [Some("email")]
    );
    assert!(codes(&checked).contains("unread"));
    assert_eq!(lost(&home.check(&[])), [&Value::Null; 0]);
}

#[test]
fn a_colour_that_nobody_can_read_is_told() {
    let home = Home::of("clean.json");
    for (accent, found) in [("#ffff66", true), ("#767676", false)] {
        let checked = home.check(&["--set", &format!("accent={accent}")]);
        assert_eq!(codes(&checked).contains("document"), found, "{accent}: {checked}");
    }
}

#[test]
fn a_document_that_cannot_be_made_is_an_error() {
    let home = Home::of("clean.json");
    assert!(home.run(&["theme", "copy", "classic", "torn"]).status.success());
    let file = home.0.path().join("home/themes/torn/cv.typ");
    fs::write(&file, "#cv.sectionz\n").unwrap();
    let checked = home.check(&["--theme", "torn"]);
    let found = checked["findings"].as_array().unwrap().iter().find(|one| one["code"] == "no-document");
    assert_eq!(found.unwrap()["severity"], "error", "{checked}");
    assert!(found.unwrap()["message"].as_str().unwrap().contains("cv.typ:1:"), "{checked}");
    assert_eq!(home.run(&["check", "--strict", "--theme", "torn"]).status.code(), Some(1));
}

#[test]
fn a_job_is_compared_with_the_resume() {
    let home = Home::of("clean.json");
    let job = home.write("job.txt", "You know PostgreSQL and Kubernetes. We work in Hamburg.");
    let checked = home.check(&["--job", job.to_str().unwrap()]);
    assert_eq!(checked["job"]["found"], serde_json::json!(["PostgreSQL"]));
    assert_eq!(checked["job"]["missing"], serde_json::json!(["Kubernetes", "Hamburg"]));
    assert_eq!(codes(&checked), BTreeSet::from(["job-words"]));
    assert!(home.check(&[])["job"].is_null());
}

#[test]
fn without_the_program_for_pdf_files_the_rest_is_checked() {
    let home = Home::of("faults.json");
    let alone = home.0.path().join("resume");
    fs::copy(RESUME, &alone).unwrap();
    let output = home.command(&alone).args(["check", "--json"]).output().unwrap();
    let checked: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(codes(&checked).contains("repeated-word"));
    assert_eq!(checked["read_back"]["pages"], Value::Null);
    assert_eq!(
        checked["read_back"]["error"],
        "PDF files are made by `resume-typeset`, which is not installed beside `resume`"
    );
}

#[test]
fn a_variant_is_checked_as_it_is_sent() {
    let home = Home::of("clean.json");
    let id =
        serde_json::from_slice::<Value>(&home.run(&["list", "--kind", "award", "--json"]).stdout).unwrap();
    let id = id[0]["id"].as_str().unwrap().to_owned();
    assert!(home.run(&["edit", &id, "--tag", "prize"]).status.success());
    assert_eq!(codes(&home.check(&[])), BTreeSet::new());
    let made = home.run(&["variant", "set", "acme", "--kind", "work", "--summary", "Bakes the the bread"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let checked = home.check(&["--variant", "acme"]);
    let repeated = checked["findings"].as_array().unwrap().iter().find(|one| one["code"] == "repeated-word");
    assert_eq!(repeated.unwrap()["where"], "profile.summary");
    let read: BTreeSet<_> = checked["read_back"]["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["where"].as_str().unwrap())
        .collect();
    assert!(!read.contains(id.as_str()));
    assert_eq!(codes(&home.check(&[])), BTreeSet::from(["unused-tag"]));
}

#[test]
fn words_are_looked_up_in_the_language_that_they_are_in() {
    let home = Home::of("faults.json");
    // A German dictionary without any of the words.
    home.write("de_DE.dic", "1\nBrot\n");
    home.write("de_DE.aff", "SET UTF-8\n");
    let told = |checked: &Value, code: &str| {
        let mut findings = checked["findings"].as_array().unwrap().iter();
        findings.find(|one| one["code"] == code).map(|one| one["message"].as_str().unwrap().to_owned())
    };
    let checked = home.check(&["--language", "de"]);
    assert_eq!(told(&checked, "spelling"), None);
    assert_eq!(
        told(&checked, "no-dictionary").unwrap(),
        "spelling was not checked: the language of your texts is not set, and English is assumed"
    );
    assert!(home.run(&["profile", "set", "meta.language=fr"]).status.success());
    let checked = home.check(&["--language", "de"]);
    assert_eq!(
        told(&checked, "no-dictionary").unwrap(),
        "spelling was not checked: texts are in another language than `de`"
    );
    assert!(home.run(&["profile", "unset", "meta.language"]).status.success());
    let checked = home.check(&["--language", "en-GB"]);
    assert!(told(&checked, "spelling").unwrap().contains("`recieved`"), "{checked}");
}

/// Of a dictionary that is there, nothing is said to be missing; and its words are in the encoding that it names.
#[test]
fn a_dictionary_is_read_as_it_says() {
    let home = Home(TempDir::new().unwrap());
    assert!(home.run(&["profile", "set", "meta.language=pl"]).status.success());
    let added = home.run(&[
        "add",
        "Baker",
        "--organization",
        "Mill",
        "--start",
        "2020",
        "--bullet",
        "Zdobył doświadczeniem, dośwadczeniem i gęślą jaźń",
    ]);
    assert!(added.status.success());
    // ISO 8859-2: ł, ś, ę, ą, ż, ń; a flag beyond ASCII makes `doświadczeniem` of `doświadczenie`.
    let bytes = |text: &str| {
        let byte = |letter| match letter {
            'ł' => 0xb3,
            'ś' => 0xb6,
            'ę' => 0xea,
            'ą' => 0xb1,
            'ż' => 0xbf,
            'ź' => 0xbc,
            'ń' => 0xf1,
            letter => u8::try_from(letter).unwrap(),
        };
        text.chars().map(byte).collect::<Vec<_>>()
    };
    let file = |name: &str, text: &str| fs::write(home.0.path().join(name), bytes(text)).unwrap();
    let affixes = "SET ISO8859-2\nTRY aioeznrwcysptkmd\n\nSFX ń Y 1\nSFX ń 0 m e\n\nSFX ś Y 1\nSFX ś 0 x e\n";
    file("pl_PL.aff", affixes);
    file("pl_PL.dic", "4\nzdobył\ndoświadczenie/ń\ngęślą\njaźń\n");
    let checked = home.check(&[]);
    let hints = |code: &str| {
        let findings = checked["findings"].as_array().unwrap().iter().filter(|one| one["code"] == code);
        findings.map(|one| one["hint"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (hints("spelling"), hints("no-dictionary")),
        (vec!["did you mean `doświadczeniem`?".to_owned()], vec![])
    );

    let told = |affixes: &str| {
        home.write("pl_PL.aff", affixes);
        let checked = home.check(&[]);
        let found = checked["findings"].as_array().unwrap().iter().find(|one| one["code"] == "no-dictionary");
        found.unwrap()["message"].as_str().unwrap().to_owned()
    };
    let path = home.0.path().join("pl_PL.aff").display().to_string();
    let unread = format!("spelling was not checked: the dictionary `{path}` cannot be read: ");
    for (affixes, cause) in
        [("SET KLINGON\n", "its encoding `KLINGON` is not known"), ("SET UTF-8\nFLAG odd\n", "")]
    {
        let message = told(affixes);
        assert!(
            message.starts_with(&format!("{unread}{cause}")) && message.len() > unread.len(),
            "{message}"
        );
    }
    fs::remove_file(home.0.path().join("pl_PL.dic")).unwrap();
    assert!(told("SET UTF-8\n").starts_with(&unread));
}

/// The footer of a page does not fill it.
#[test]
fn a_page_of_three_lines_is_nearly_empty() {
    let home = Home(TempDir::new().unwrap());
    let jobs: Vec<_> = (1..16)
        .map(|n| {
            let bullets = [format!("Raised sales by {n}%"), format!("Hired {n} people for the region")];
            let year = 2000 + n;
            serde_json::json!({"name": format!("Org {n}"), "position": format!("Job {n}"), "startDate": format!("{year}-01"),
                "endDate": format!("{year}-12"), "highlights": bullets})
        })
        .collect();
    let file = serde_json::json!({"basics": {"name": "Ada Lovelace"}, "work": jobs}).to_string();
    let file = home.write("many.json", &file);
    assert!(home.run(&["import", file.to_str().unwrap()]).status.success());
    let checked = home.check(&[]);
    assert_eq!(checked["read_back"]["pages"], 2);
    assert!(codes(&checked).contains("dead-space"), "{checked}");
    let full = Home::of("clean.json").check(&["--set", "size=13pt"]);
    assert!(full["read_back"]["pages"].as_u64() > Some(1) && !codes(&full).contains("dead-space"), "{full}");
}
