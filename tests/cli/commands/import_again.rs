//! An export that comes back into the home it left.

use serde_json::json;

use crate::support::Home;

/// Adds entries, each given as the words behind `add`.
fn home(entries: &[&[&str]]) -> Home {
    let home = Home::new();
    home.run(["profile", "set", "name=Ada Test", "-q"]).any();
    for entry in entries {
        home.run([&["add"], *entry, &["-q"]].concat()).any();
    }
    home
}

fn corrected(home: &Home, file: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(home.work().join(file)).unwrap();
    assert!(text.contains(from), "{text}");
    home.write(file, text.replace(from, to));
}

#[test]
fn a_device_from_a_backup_keeps_its_changes() {
    let shared = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", shared.path().join("resume.db").display());
    let device = || Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_USER", "ada");
    let (old, new) = (device(), device());
    old.run(["db", "init"]).any();
    let flags =
        "--organization Org --text old --bullet b0 --bullet b1 --tag x --tag y --skill s1 --skill s2 -q";
    let id = old.run(["add", "Job"].into_iter().chain(flags.split(' '))).id();
    old.run(["sync"]).any();
    let backup = new.work().join("backup.json");
    let backup = backup.to_str().unwrap();
    old.run(["export", "--format", "resume", backup]).any();
    new.run(["--offline", "import", backup]).any();
    let changes = "--remove-tag y --remove-bullet 1 --remove-skill s1 --unset text --organization New";
    new.run(["--offline", "edit", &id].into_iter().chain(changes.split(' '))).any();
    new.run(["sync"]).any();
    old.run(["sync"]).any();
    for home in [&new, &old] {
        let one = home.json(["show", &id]);
        let left = [&one["organization"], &one["text"], &one["bullets"], &one["tags"], &one["skills"]];
        assert_eq!(json!(left), json!(["New", null, ["b1"], ["x"], ["s2"]]));
    }
    assert_eq!(new.json(["status"])["conflicts"], json!([]));
}

/// An import may be taken back without taking anything from the other devices.
#[test]
fn an_undo_of_a_backup_deletes_nothing_elsewhere() {
    let shared = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", shared.path().join("resume.db").display());
    let device = || Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_USER", "ada");
    let (old, new) = (device(), device());
    old.run(["db", "init"]).any();
    old.run(["add", "Job", "-q"]).any();
    old.run(["sync"]).any();
    let backup = new.work().join("backup.json");
    let backup = backup.to_str().unwrap();
    old.run(["export", "--format", "resume", backup]).any();
    new.run(["--offline", "import", backup]).any();
    new.run(["--offline", "undo", "--yes"]).any();
    new.run(["sync"]).any();
    old.run(["sync"]).any();
    assert_eq!(old.json(["list"]).as_array().map(Vec::len), Some(1));
}

#[test]
fn an_own_export_changes_nothing() {
    let home = home(&[
        &["Dev", "--organization", "Acme", "--start", "2018-03-05", "--end", "2020-04-01", "--skill", "Rust"],
        &[
            "Nurse",
            "--organization",
            "Ward",
            "--start",
            "2020",
            "--text",
            "First.\n\nSecond and last.",
            "--url",
            "https://ward.example/#team",
            "--meta",
            "team=5",
        ],
        &[
            "B.Sc. Computer Science",
            "--kind",
            "education",
            "--organization",
            "Leeds",
            "--start",
            "2016",
            "--end",
            "2018",
        ],
        &[
            "Bachelor of Science in Nursing",
            "--kind",
            "education",
            "--organization",
            "York",
            "--start",
            "2010",
        ],
        &["RN License", "--kind", "certificate", "--organization", "TX", "--end", "2028-08"],
        &["Shop site", "--kind", "project", "--organization", "Client A"],
        &["Bo Li", "--kind", "reference", "--organization", "Acme", "--text", "A very good colleague."],
        &["#RustLang", "--kind", "interest"],
        &["English", "--kind", "language", "--meta", "fluency=Native"],
    ]);
    home.run([
        "profile",
        "set",
        "summary=See #rustlang.",
        "location.city=São Paulo",
        "location.countryCode=BR",
        "-q",
    ])
    .any();
    let before = [home.json(["list"]), home.json(["profile"])];
    for (file, format) in [("cv.yaml", "rendercv"), ("cv.yml", "yamlresume")] {
        home.run(["export", file, "--format", format, "-q"]).any();
        let outcome = home.json(["import", file]);
        assert_eq!(
            (&outcome["added"], &outcome["updated"], &outcome["profile"]),
            (&json!(0), &json!(0), &json!("unchanged")),
            "{file}"
        );
        assert_eq!([home.json(["list"]), home.json(["profile"])], before, "{file}");
    }
}

#[test]
fn a_correction_of_a_bullet_leaves_its_tag() {
    let home = home(&[&[
        "Dev",
        "--organization",
        "Acme",
        "--bullet",
        "Cut the nightly load from 6 h to 20 min",
        "--bullet",
        "Other",
    ]]);
    home.run(["edit", "@last", "--bullet-tag", "1=acme", "-q"]).any();
    home.run(["export", "x.json", "-q"]).any();
    corrected(&home, "x.json", "20 min", "15 min");
    home.run(["import", "x.json"]).stdout("0 added, 1 updated, 0 unchanged\n").stderr("");
    let tagged = json!({"text": "Cut the nightly load from 6 h to 15 min", "tags": ["acme"]});
    assert_eq!(home.json(["list"])[0]["bullets"], json!([tagged, "Other"]));
}

#[test]
fn texts_of_yamlresume_are_markdown() {
    let text = "Rust at scale, see <https://acme.example>.";
    let bullets = ["Replaced Vec<String> by an **arena**", "Sold R&D &c."];
    let acme = home(&[&[
        "Engineer", "--organization", "Acme", "--start", "2020-01", "--text", text, "--bullet", bullets[0],
        "--bullet", bullets[1],
    ]]);
    acme.run(["export", "x.yml", "--format", "yamlresume", "-q"]).any();
    let other = Home::new();
    other.write("x.yml", std::fs::read(acme.work().join("x.yml")).unwrap());
    other.run(["import", "x.yml", "-q"]).any();
    let one = &other.json(["list"])[0];
    assert_eq!((&one["text"], &one["bullets"]), (&json!(text), &json!(bullets)));
}

#[test]
fn what_the_file_says_of_a_changed_profile_and_of_deleted_entries_is_told() {
    let home = Home::new();
    let basics =
        |email: &str| json!({"basics": {"name": "Ada", "email": email}, "skills": [{"name": "SQL"}]});
    home.write("cv.json", basics("ada@example.org").to_string());
    home.run(["import", "cv.json"]).any();
    home.run(["profile", "set", "email=new@example.org", "-q"]).any();
    home.run(["delete", "SQL", "--yes", "-q"]).any();
    home.run(["import", "cv.json", "--dry-run"])
        .stdout_contains("~ profile basics.email: \"new@example.org\" → \"ada@example.org\"\n")
        .stderr("notice: `SQL` had been deleted here: would be restored\n");
    home.run(["import", "cv.json"])
        .stdout("0 added, 1 updated, 0 unchanged; the profile was updated\n")
        .stderr(
            "notice: the file replaced your profile's email\nnotice: `SQL` had been deleted here: restored; `resume delete` deletes again\n",
        );
    home.write("cv.yaml", "cv:\n  name: Ada\n  email: other@example.org\n");
    home.run(["import", "cv.yaml"])
        .stdout("0 added, 0 updated, 0 unchanged\n")
        .stderr("notice: the profile keeps your own email, where the file says otherwise\n");
}
