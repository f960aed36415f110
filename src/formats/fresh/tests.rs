use serde_json::json;

use crate::domain::Kind;
use crate::formats::testing::taken;
use crate::formats::{InputFormat, Upload, read};

#[test]
fn a_resume_arrives_whole() {
    let document = json!({
        "name": "Kofi Mensah", "meta": {"format": "FRESH@0.6.0"},
        "info": {"label": "Developer", "brief": "Writes **code**.", "class": "x"},
        "contact": {"email": "kofi@x.example", "phone": "1-2", "website": "https://kofi.example"},
        "location": {"city": "Accra", "region": "Greater Accra", "code": "00233", "country": "GH"},
        "social": [{"label": "GitHub", "network": "GitHub", "user": "kofi", "url": "https://github.com/kofi"}],
        "employment": {"summary": "7+ years", "history": [
            {"employer": "Area 51", "url": "https://a.example", "position": "Dev", "start": "2013-10", "end": "current",
             "summary": "Did <em>things</em>.", "keywords": ["C#"], "highlights": ["One", "Two"]},
            {"employer": "Old", "position": "Clerk", "start": "2009", "end": "2013-09"}]},
        "education": {"level": "bachelor", "history": [
            {"title": "B.S.", "institution": "MIT", "area": "Physics", "start": "2003", "end": "2007", "grade": "3.5", "curriculum": ["Optics"]}]},
        "service": {"history": [{"flavor": "volunteer", "position": "Driver", "organization": "Red Cross", "start": "2006", "end": "2010"}]},
        "skills": {"sets": [{"name": "Web", "level": "advanced", "skills": ["JS", "HTML"]}], "list": [{"name": "JS"}, {"name": "html", "years": 9}, {"name": "Rust", "level": "expert"}]},
        "recognition": [{"title": "Star", "from": "Acme", "date": "2012-05"}],
        "writing": [{"title": "Blog", "publisher": {"name": "Own", "url": "x"}, "date": "2014-03-01", "url": "https://b.example"}],
        "projects": [{"title": "Tool", "role": "Creator", "start": "2012-01", "repo": "https://r.example", "summary": "A tool."}],
        "testimonials": [{"name": "Bo", "quote": "Great."}],
        "languages": [{"language": "Twi", "level": "Native", "years": 30}],
        "interests": ["Chess"],
        "disposition": {"travel": 25}
    });
    let (store, reading) = taken(&Upload::from(document.to_string().as_bytes()));
    assert_eq!(
        store.briefly("title organization start_date end_date text bullets skills"),
        json!([
            ["Dev", "Area 51", "2013-10", null, "Did *things*.", ["One", "Two"], ["C#"]],
            ["Clerk", "Old", "2009", "2013-09", null, [], []],
            ["Driver", "Red Cross", "2006", "2010", null, [], []],
            ["B.S.", "MIT", "2003", "2007", null, ["Optics"], []],
            ["Tool", null, "2012-01", null, "A tool.", [], []],
            ["Star", "Acme", "2012-05", null, null, [], []],
            ["Blog", "Own", "2014-03-01", null, null, [], []],
            ["Web", null, null, null, null, [], ["JS", "HTML"]],
            ["Rust", null, null, null, null, [], []],
            ["Twi", null, null, null, null, [], []],
            ["Chess", null, null, null, null, [], []],
            ["Bo", null, null, null, "Great.", [], []]
        ])
    );
    assert_eq!(
        json!(store.document().unwrap()["basics"]),
        json!({"name": "Kofi Mensah", "label": "Developer", "summary": "Writes **code**.", "email": "kofi@x.example",
            "phone": "1-2", "url": "https://kofi.example",
            "location": {"city": "Accra", "region": "Greater Accra", "postalCode": "00233", "countryCode": "GH"},
            "profiles": [{"network": "GitHub", "username": "kofi", "url": "https://github.com/kofi"}]})
    );
    assert_eq!(
        store.document().unwrap()["fresh"],
        json!({"employment": {"summary": "7+ years"}, "education": {"level": "bachelor"},
            "skills": {"list": [{"name": "html", "years": 9}]}, "disposition": {"travel": 25}})
    );
    assert_eq!(
        reading.notices,
        [
            "10 values have no field here and went into the metadata: summary (1), flavor (1), level (3), repo (1), publisher_url (1), list (1), years (1), disposition (1)"
        ]
    );
}

#[test]
fn what_an_account_says_beside_its_address_is_kept() {
    let file = r#"{"meta": {"format": "FRESH@0.6.0"}, "name": "Ada",
        "social": [{"network": "GitHub", "user": "ada", "label": "Code", "since": "2010"}]}"#;
    let (store, reading) = taken(&Upload::from(file.as_bytes()));
    assert_eq!(
        store.document().unwrap()["basics"]["profiles"],
        json!([{"network": "GitHub", "username": "ada", "label": "Code", "since": "2010"}])
    );
    assert_eq!(reading.notices, ["1 value has no field here and went into the metadata: since (1)"]);
}

#[test]
fn a_number_is_no_job_and_the_link_of_a_publisher_is_kept() {
    let file = r#"{"meta": {"format": "FRESH@0.6.0"}, "name": "Ada", "employment": {"history": [3]},
        "skills": {"list": ["Rust"]},
        "writing": [{"title": "Paper", "publisher": {"name": "ACM", "url": "https://acm.example"}}]}"#;
    let reading = read(&Upload::from(file.as_bytes()), InputFormat::Auto).unwrap();
    let problems: Vec<_> = reading.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, ["`employment.history[0]` is a number, not an object at 1:79"]);
    let words = file.replace("[3]", "[]").replace("\"skills\"", "\"recognition\": [\"prize\"], \"skills\"");
    let (store, _) = taken(&Upload::from(words.as_bytes()));
    assert_eq!(store.of(Kind::Award)[0].title, "prize");
    let paper = store.of(Kind::Publication)[0];
    assert_eq!(paper.organization.as_deref(), Some("ACM"));
    assert_eq!(paper.metadata["publisher_url"], "https://acm.example");
}
