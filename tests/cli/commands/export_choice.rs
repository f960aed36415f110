//! What an export holds, when flags choose.

use serde_json::{Value, json};

use crate::support::Home;

fn home() -> Home {
    let home = Home::new();
    let file = json!({
        "basics": {"name": "Ada"},
        "work": [
            {"position": "Head", "name": "Mill", "startDate": "2020"},
            {"position": "Miller", "name": "Mill", "startDate": "2015", "endDate": "2019"},
            {"position": "Boy", "name": "Kiosk", "startDate": "2008", "endDate": "2009"}
        ],
        "awards": [{"title": "Old", "date": "2001"}, {"title": "New", "date": "2021"}],
        "skills": [{"name": "Rye"}]
    });
    let path = home.write("file.json", file.to_string());
    home.run(["import", path.to_str().unwrap()]).any();
    home
}

/// The titles that an export holds.
fn titles(home: &Home, flags: &[&str]) -> Vec<String> {
    let own = home.json([&["export", "--format", "resume"], flags].concat());
    own["experiences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["title"].as_str().unwrap().to_owned())
        .collect()
}

fn id(home: &Home, title: &str) -> String {
    let listed = home.json(["list", "--search", title]);
    listed[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn kinds_and_dates_choose() {
    let home = home();
    assert_eq!(titles(&home, &["--kind", "award"]), ["Old", "New"]);
    assert_eq!(titles(&home, &["--kind", "skills", "--kind", "award"]), ["Old", "New", "Rye"]);
    assert_eq!(
        titles(&home, &["--since", "2019"]),
        ["Head", "Miller", "New", "Rye"],
        "the undated have no age"
    );
    assert_eq!(titles(&home, &["--since", "2020", "--kind", "work"]), ["Head"]);
}

#[test]
fn a_tag_can_be_left_out() {
    let home = home();
    home.run(["edit", &id(&home, "Boy"), "--tag", "secret"]).any();
    let head = id(&home, "Head");
    home.run(["edit", &head, "--add-bullet", "Ran it", "--add-bullet", "Sold it"]).any();
    let mut backup = home.json(["export", "--format", "resume"]);
    let head =
        backup["experiences"].as_array_mut().unwrap().iter_mut().find(|one| one["title"] == "Head").unwrap();
    head["bullets"][1] = json!({"text": "Sold it", "tags": ["secret"]});
    let path = home.write("backup.json", backup.to_string());
    home.run(["import", path.to_str().unwrap()]).any();
    let left = home
        .run(["export", "--format", "resume", "--without-tag", "secret"])
        .stderr_contains("warning: the file is no backup")
        .json();
    let left = left["experiences"].as_array().unwrap();
    assert!(left.iter().all(|one| one["title"] != "Boy"));
    assert_eq!(left[0]["bullets"], json!(["Ran it"]), "a bullet goes alone");
}

#[test]
fn what_nothing_has_is_an_error_and_the_file_stays() {
    let home = home();
    home.run(["edit", &id(&home, "Boy"), "--tag", "secret"]).any();
    let path = home.write("cv.md", "kept");
    for (flags, code, error) in [
        (
            &["--kind", "reference"][..],
            3,
            "error: no experience is of the kind `reference`\nhint: the kinds of your experiences are work, award, skill\n",
        ),
        (
            &["--without-tag", "secrt"],
            3,
            "error: no experience or bullet has the tag `secrt`\nhint: did you mean `secret`?\n",
        ),
        (
            &["--language", "xx"],
            2,
            "error: `xx` is not a language that documents are written in\nhint: the languages are ar, bg, ca, cs, da, \
             de, el, en, en-US, es, et, fa, fi, fr, he, hi, hr, hu, id, it, ja, ko, lt, lv, nb, nl, pl, pt, pt-BR, ro, ru, \
             sk, sl, sv, tr, uk, vi, zh, zh-Hant\n",
        ),
        (
            &["--language", "deu"],
            2,
            "error: `deu` is not a language that documents are written in\nhint: did you mean `de`?\n",
        ),
        (&["--theme", "modrn"], 2, "error: there is no theme `modrn`\nhint: did you mean `modern`?\n"),
        (
            &["--set", "sise=9pt"],
            2,
            "error: the theme `classic` has no option `sise`\nhint: did you mean `size`?\n",
        ),
        (
            &["--since", "2100", "--kind", "award"],
            2,
            "error: there is nothing to export, and `cv.md` was not touched\nhint: the flags or the variant choose none of the experiences; `resume list` shows them\n",
        ),
    ] {
        home.run([&["export", "cv.md"], flags].concat()).code(code).stderr(error);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "kept", "{flags:?}");
    }
    for flags in [
        &["--kind", "job"][..],
        &["--paper", "a5"],
        &["--date-format", "week"],
        &["--pages", "0"],
        &["--set", "x"],
    ] {
        home.run([&["export", "cv.md"], flags].concat()).code(2).any_stderr();
    }
}

#[test]
fn a_flag_without_a_use_is_named() {
    let home = home();
    let answer = home
        .run([
            "export", "cv.md", "--json", "--paper", "a4", "--pages", "1", "--set", "size=9pt", "--language",
            "de",
        ])
        .any_stderr()
        .json();
    let warnings = [
        "`--set` has no effect on markdown",
        "`--paper` has no effect on markdown",
        "`--pages` has no effect on markdown",
    ];
    assert_eq!(answer["warnings"], json!(warnings));
    home.run(["export", "cv.json", "--theme", "modern", "--quiet"])
        .stderr("warning: `--theme` has no effect on json-resume\n");
    home.run(["export", "cv.docx", "--theme", "modern", "--paper", "us-letter"])
        .stderr("wrote 6 experiences to `cv.docx`\n");
}

#[test]
fn the_answer_says_what_was_written() {
    let home = home();
    let answer: Value = home.json(["export", "cv.html"]);
    let expected = json!({"file": "cv.html", "format": "html", "experiences": 6, "pages": null, "left_out": [], "warnings": []});
    assert_eq!(answer, expected);
}

/// People know the ending of a file, and shops call the paper `letter`.
#[test]
fn an_ending_stands_for_its_format() {
    let home = home();
    for (ending, format) in
        [("md", "markdown"), ("txt", "text"), ("htm", "html"), ("yml", "rendercv"), ("json", "json-resume")]
    {
        for (name, word) in [("a", ending), ("b", format)] {
            home.run(["export", name, "--format", word, "--quiet"]).any_stderr();
        }
        let text = |name: &str| std::fs::read_to_string(home.work().join(name)).unwrap();
        assert_eq!(text("a"), text("b"), "{ending}");
    }
    home.run(["export", "cv.docx", "--paper", "letter", "--quiet"]).any_stderr();
    let paper = home.run(["export", "cv.docx", "--paper", "a5"]).code(2);
    paper.stderr_contains("[possible values: a4, us-letter]");
}
