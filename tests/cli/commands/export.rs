//! What an export holds, in which order, and into which file it goes.

use std::fs;

use serde_json::{Value, json};

use crate::support::Home;

/// A home with the file of someone who has written it in no order of dates.
fn imported() -> Home {
    let home = Home::new();
    let file = json!({
        "work": [
            {"name": "Mill", "position": "Miller", "startDate": "2015", "endDate": "2019"},
            {"name": "Bakery", "position": "Baker", "startDate": "2019-04"},
            {"name": "Kiosk", "position": "Seller", "startDate": "2008", "endDate": "2009"}
        ],
        "skills": (0..8).map(|n| json!({"name": format!("Skill {n}")})).collect::<Vec<_>>()
    });
    let path = home.write("file.json", file.to_string());
    home.run(["import", path.to_str().unwrap()]).stdout("11 added, 0 updated, 0 unchanged\n");
    home
}

fn texts(items: &Value, key: &str) -> Vec<String> {
    items.as_array().unwrap().iter().map(|item| item[key].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_added_stands_where_its_dates_belong() {
    let home = imported();
    home.run(["add", "Paper boy", "--start", "2010", "--end", "2011", "-q"]).any();
    home.run(["add", "Chef", "--start", "2023", "-q"]).any();
    home.run(["add", "Page", "--start", "2001", "--end", "2002", "-q"]).any();
    let expected = ["Chef", "Miller", "Baker", "Paper boy", "Seller", "Page"];
    assert_eq!(texts(&home.json(["export"])["work"], "position"), expected);
    let own = home.json(["export", "--format", "resume"]);
    assert_eq!(texts(&own["experiences"], "title")[..6], expected);
    let markdown = home.run(["export", "--format", "markdown"]).any().out().to_owned();
    let places: Vec<_> = expected.iter().map(|title| markdown.find(title).unwrap()).collect();
    assert!(places.is_sorted(), "{markdown}");
}

#[test]
fn the_undated_are_listed_in_the_order_of_their_file() {
    let home = imported();
    let skills: Vec<_> = (0..8).map(|n| format!("Skill {n}")).collect();
    assert_eq!(texts(&home.json(["list", "--kind", "skill"]), "title"), skills);
    let csv = home.run(["list", "--format", "csv"]).any().out().to_owned();
    let places: Vec<_> = skills.iter().map(|title| csv.find(title.as_str()).unwrap()).collect();
    assert!(places.is_sorted(), "{csv}");
    let mut jobs = texts(&home.json(["list"]), "title");
    jobs.truncate(3);
    assert_eq!(jobs, ["Baker", "Miller", "Seller"], "ongoing first, then the newest");
}

#[test]
fn the_ending_names_the_format_in_any_case() {
    let home = imported();
    for (name, begin) in
        [("a.json", "{\n  \"work\""), ("b.JSON", "{\n  \"work\""), ("c.MD", "## "), ("d.Markdown", "## ")]
    {
        home.run(["export", name]).stderr(format!("wrote 11 experiences to `{name}`\n"));
        let text = fs::read_to_string(home.work().join(name)).unwrap();
        assert!(text.starts_with(begin), "{name}: {text}");
    }
    home.run(["export", "e.txt", "--format", "markdown", "-q"]);
    assert!(fs::read_to_string(home.work().join("e.txt")).unwrap().starts_with("## "));
}

#[test]
fn a_file_of_no_known_format_is_not_touched() {
    let home = imported();
    let all = "the endings are `.json`, `.pdf`, `.docx`, `.html`, `.txt`, `.md`, `.yaml`; or choose a `--format`: json-resume, resume, pdf, docx, html, text, markdown, rendercv, yamlresume, linkedin";
    for (name, ending, near) in
        [("cv.doc", "doc", "did you mean `.docx`? "), ("cv.odt", "odt", ""), ("a.md.q", "q", "")]
    {
        home.write(name, "kept");
        home.run(["export", name]).code(2).stderr(format!(
            "error: cannot write `{name}`: no format ends in `.{ending}`\nhint: {near}{all}\n"
        ));
        assert_eq!(fs::read_to_string(home.work().join(name)).unwrap(), "kept");
    }
    home.run(["export", "cv"])
        .code(2)
        .stderr(format!("error: `cv` has no ending that names a format\nhint: {all}\n"));
    assert!(!home.work().join("cv").exists());
}

#[test]
fn a_tag_that_nothing_bears_writes_no_file() {
    let home = imported();
    home.run(["add", "Chef", "--tag", "kitchen", "-q"]).any();
    home.write("good.md", "good");
    home.run(["export", "good.md", "--tag", "kitchn"])
        .code(3)
        .stderr("error: no experience or bullet has the tag `kitchn`\nhint: did you mean `kitchen`?\n");
    home.run(["export", "good.md", "--tag", "kitchen", "--tag", "x"]).code(3).stderr(
        "error: no experience or bullet has the tag `x`\nhint: `resume tag` lists the tags, \
         `resume edit ID --add-tag TAG` adds one\n",
    );
    assert_eq!(fs::read_to_string(home.work().join("good.md")).unwrap(), "good");
    home.run(["export", "good.md", "--tag", "kitchen"]).stderr("wrote 1 experience to `good.md`\n");
}

#[test]
fn what_markdown_cannot_show_is_named() {
    let home = Home::new();
    let path = home.write("file.json", r#"{"awards":[{"date":"2020-05"}],"skills":[{"name":"Rye"}]}"#);
    home.run(["import", path.to_str().unwrap()]).any();
    home.run(["export", "cv.md", "-q"])
        .stderr("warning: left out an entry without a title or text: award (May 2020)\n");
    assert_eq!(fs::read_to_string(home.work().join("cv.md")).unwrap(), "## Skills\n\n- **Rye**\n");
}

#[test]
fn the_hint_says_why_there_is_nothing() {
    let home = Home::new();
    let nothing = |args: &[&str], message: &str, hint: &str| {
        home.run(args).code(2).stderr(format!("error: {message}\nhint: {hint}\n"));
    };
    let file = "there is nothing to export, and `cv.md` was not touched";
    let none = "`resume add` saves an experience, `resume import` a résumé";
    nothing(&["export", "cv.md"], file, none);
    nothing(&["export", "cv.md", "--no-contact"], file, none);
    home.run(["profile", "set", "email=ada@example.org"]);
    home.run(["variant", "set", "public", "--no-contact", "--quiet"]).any();
    let contact = "contact data is all there is, and this is without it; `resume add` saves an experience";
    nothing(&["export", "cv.md", "--no-contact"], file, contact);
    let piped = ["export", "-", "--format", "markdown", "--variant", "public"];
    nothing(&piped, "there is nothing to export", contact);
    let document = "there is nothing in the document";
    nothing(&["application", "add", "Initech", "--no-contact"], document, contact);
    let _ = home.run(["add", "Engineer", "--start", "2010", "--end", "2011"]).id();
    let choice = "the flags or the variant choose none of the experiences; `resume list` shows them";
    nothing(&["application", "add", "Initech", "--since", "2100"], document, choice);
    let dated = home.write("dated.json", r#"{"basics":{"email":""},"awards":[{"date":"2020-05"}]}"#);
    let home = Home::new();
    home.run(["import", dated.to_str().unwrap()]).any();
    home.run(["export", "cv.md"]).code(2).stderr(format!(
        "error: {file}\nhint: an experience needs a title, a text or a bullet: `resume edit ID`\n"
    ));
}

#[test]
fn nothing_to_export_leaves_the_file_as_it_was() {
    let home = Home::new();
    for name in ["cv.md", "cv.json"] {
        let path = home.write(name, "my cv");
        let path = path.to_str().unwrap();
        home.run(["export", path]).code(2).stderr_contains("there is nothing to export");
        assert_eq!(fs::read_to_string(path).unwrap(), "my cv");
    }
    home.run(["export", "-"]).code(2).stderr_contains("there is nothing to export");
    // What other programs' files said stands in no document.
    let path = home.write("Courses.csv", "Name,Number\nLaw,3\n");
    home.run(["import", path.to_str().unwrap()]).any();
    for name in ["cv.md", "cv.yaml"] {
        home.run(["export", name]).code(2).stderr_contains("there is nothing to export");
    }
    home.run(["export", "courses.json"]).any();
    home.run(["profile", "set", "name=Ada"]).any();
    let path = home.write("cv.md", "my cv");
    home.run(["export", path.to_str().unwrap()]).any();
    assert_eq!(fs::read_to_string(path).unwrap(), "# Ada\n");
}
