//! Applications: what was sent stays what it was, whatever is changed later.

use std::fs;
use std::path::Path;

use resume::domain::{Snapshot, content_hash};
use serde_json::{Value, json};

use crate::support::Home;

/// A résumé of three experiences.
fn filled() -> (Home, [String; 3]) {
    let home = Home::new();
    home.json(["profile", "set", "name=Ada Lovelace", "email=ada@example.org"]);
    let ids = ["Recieved prizes", "Engineer", "Lecturer"].map(|title| home.add(title));
    home.json(["edit", &ids[1], "--tag", "acme", "--bullet", "Built an engine"]);
    (home, ids)
}

#[track_caller]
fn apply(home: &Home, args: &[&str]) -> Value {
    home.json([&["--quiet", "application", "add"], args].concat())
}

/// The bytes of the document of an application, made again.
#[track_caller]
fn again(home: &Home, id: &str, name: &str) -> Vec<u8> {
    home.run(["application", "export", id, name, "--quiet"]);
    fs::read(home.work().join(name)).unwrap()
}

#[track_caller]
fn export(home: &Home, name: &str, flags: &[&str]) -> Vec<u8> {
    home.run([&["export", name, "--quiet"], flags].concat());
    fs::read(home.work().join(name)).unwrap()
}

/// A theme of one's own in the home.
fn write_theme(home: &Home, file: &str, text: impl AsRef<[u8]>) {
    let folder = home.path().join("themes/mine");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(file), text).unwrap();
}

#[test]
fn every_application_keeps_what_was_sent_after_a_typo_was_mended() {
    let (home, [typo, engineer, _]) = filled();
    home.json([
        "variant", "set", "acme", "--tag", "acme", "--headline", "Engineer", "--section-title", "work=Then",
    ]);
    let flags: [&[&str]; 3] =
        [&["--pages", "1"], &["--variant", "acme", "--no-contact"], &["--language", "de"]];
    let sent: Vec<_> = ["one.pdf", "two.html", "three.docx"]
        .into_iter()
        .zip(flags)
        .map(|(name, flags)| {
            let bytes = export(&home, name, flags);
            let args = [&["Acme", "--role", name, "--file", name], flags].concat();
            let added = apply(&home, &args);
            assert_eq!((&added["file"], &added["sha256"]), (&json!(name), &json!(content_hash(&bytes))));
            (name, bytes)
        })
        .collect();

    home.json(["variant", "set", "acme", "--headline", "Captain", "--theme", "modern"]);
    home.run(["variant", "delete", "acme", "--yes"]).any();
    assert_eq!(home.json(["application", "show", "two.html"])["variant"], "acme");
    home.json(["--quiet", "edit", &typo, "--title", "Received prizes"]);
    home.json(["edit", &engineer, "--add-tag", "other", "--remove-tag", "acme"]);
    home.json(["profile", "set", "name=Ada King"]);
    home.run(["delete", &engineer, "--yes"]).any();
    for (name, bytes) in sent {
        let ending = Path::new(name).extension().unwrap().to_str().unwrap();
        assert!(again(&home, name, &format!("again.{ending}")) == bytes, "{name} is another document");
    }
    let text = String::from_utf8(again(&home, "one.pdf", "again.txt")).unwrap();
    assert!(text.contains("Recieved prizes") && text.contains("Ada Lovelace"), "{text}");
    let now = String::from_utf8(export(&home, "now.txt", &[])).unwrap();
    assert!(now.contains("Received prizes") && now.contains("Ada King"), "{now}");
}

#[test]
fn a_theme_is_kept_with_its_files() {
    let (home, _) = filled();
    write_theme(&home, "page.html", "<p>{{ header.name }}, then</p>");
    let typst = "#import \"/resume.typ\": *\n#image(\"logo.svg\", alt: \"logo\")\n#cv.header.name";
    write_theme(&home, "cv.typ", typst);
    let svg =
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>"#;
    write_theme(&home, "logo.svg", svg);
    let page = export(&home, "cv.html", &["--theme", "mine"]);
    apply(&home, &["Acme", "--theme", "mine", "--file", "cv.html"]);
    let pdf = export(&home, "cv.pdf", &["--theme", "mine"]);
    home.run(["application", "add", "Initech", "--theme", "mine", "--file", "cv.pdf"])
        .stderr("`cv.pdf` is what this résumé makes\nsaved the application to Initech\n")
        .id();

    write_theme(&home, "page.html", "<p>now</p>");
    write_theme(&home, "logo.svg", svg.replace('9', "7"));
    assert!(again(&home, "acme", "again.html") == page);
    assert!(export(&home, "cv.pdf", &["--theme", "mine"]) != pdf);
    fs::remove_dir_all(home.path().join("themes/mine")).unwrap();
    assert!(again(&home, "acme", "again.html") == page);
    assert!(again(&home, "initech", "again.pdf") == pdf);
    let left: Vec<_> = fs::read_dir(home.path().join("themes")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(home.json(["application", "diff", "acme"])["theme_changed"], true);
}

#[test]
fn files_that_are_too_large_are_known_by_their_hash() {
    let (home, _) = filled();
    write_theme(&home, "cv.typ", "#import \"/resume.typ\": *\n#cv.header.name");
    write_theme(&home, "large.bin", vec![7; (512 << 10) + 1]);
    let pdf = export(&home, "cv.pdf", &["--theme", "mine"]);
    let warning = "warning: the fonts and pictures of the theme are larger than 512 KiB and were not kept: the document cannot be made again without them\n";
    home.run(["application", "add", "Acme", "--theme", "mine", "--file", "cv.pdf", "--quiet"])
        .stderr(warning)
        .id();
    assert!(again(&home, "acme", "again.pdf") == pdf);
    write_theme(&home, "large.bin", vec![8; (512 << 10) + 1]);
    home.run(["application", "export", "acme", "again.pdf"]).code(1).stderr(
        "error: `large.bin` of the theme was too large to be kept, and is gone or was changed\n\
         hint: put the file back into the folder of the theme\n",
    );
}

/// The smallest picture there is: one white point.
const POINT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55";

#[test]
fn a_photo_is_kept_unless_it_is_large() {
    let (home, _) = filled();
    let me = home.write("me.png", POINT);
    home.json(["profile", "set", "image=me.png"]);
    let page = export(&home, "cv.html", &["--photo"]);
    apply(&home, &["Acme", "--photo", "--file", "cv.html"]);
    home.write("me.png", [POINT, &vec![0; 512 << 10]].concat());
    let large = export(&home, "cv.html", &["--photo"]);
    let warning = "warning: the photo is larger than 512 KiB and was not kept: the document cannot be made again without its file\n";
    home.run(["application", "add", "Initech", "--photo", "--file", "cv.html", "--quiet"])
        .stderr(warning)
        .id();
    assert!(again(&home, "initech", "again.html") == large);
    fs::remove_file(me).unwrap();
    home.run(["application", "export", "initech", "again.html"]).code(1).stderr(
        "error: the photo of the document was too large to be kept, and its file is gone or was changed\n\
         hint: put the file back where the profile of then names it\n",
    );
    assert!(again(&home, "acme", "again.html") == page);
}

#[test]
fn a_file_is_compared_with_what_the_resume_makes() {
    let (home, _) = filled();
    home.write("cv.txt", "written by hand");
    home.write("cv.odt", "written elsewhere");
    for (file, flags, told) in [
        (
            "cv.txt",
            &[][..],
            "notice: `cv.txt` differs from what this résumé makes with these flags; its SHA-256 is kept\n",
        ),
        (
            "cv.odt",
            &[],
            "notice: `cv.odt` differs from what this résumé makes with these flags; its SHA-256 is kept\n",
        ),
        (
            "cv.txt",
            &["--since", "2990", "--kind", "work", "--without-tag", "acme"],
            "notice: `cv.txt` differs from what this résumé makes with these flags; its SHA-256 is kept\n",
        ),
    ] {
        let args = [&["application", "add", "Acme", "--file", file], flags].concat();
        home.run(args).stderr(format!("{told}saved the application to Acme\n")).id();
    }
    assert_eq!(apply(&home, &["B", "--file", "cv.odt"])["sha256"], content_hash(b"written elsewhere"));
    home.run(["application", "add", "Acme", "--file", "gone.pdf"])
        .code(2)
        .stderr("error: could not read `gone.pdf`: No such file or directory (os error 2)\n");
    home.run(["application", "add", "Acme", "--tag", "nix"])
        .code(3)
        .stderr_contains("error: no experience or bullet has the tag `nix`\n");
    // A document that cannot be made is no reason to forget the file.
    let empty = Home::new();
    empty.write("cv.pdf", "by hand");
    empty
        .run(["application", "add", "Acme", "--file", "cv.pdf"])
        .stderr("warning: the résumé is empty: nothing of it is kept\nsaved the application to Acme\n")
        .id();
    // A profile with settings alone is empty, too.
    empty.run(["profile", "set", "meta.language=de"]).any();
    empty.run(["application", "add", "Beta"]).stderr_contains("the résumé is empty").id();
    empty
        .run(["application", "export", "acme", "cv.txt"])
        .code(3)
        .stderr("error: the application to Acme keeps no résumé\n");
}

#[test]
fn what_a_person_says_is_checked() {
    let (home, _) = filled();
    let id = apply(&home, &["Acme", "--format", "text", "--date", "2026-03-01"])["id"].clone();
    for (args, told) in [
        (&["add", "  "][..], "error: the name of the company is empty\n"),
        (&["add", "A\nB"], "error: the company has more than one line\n"),
        (&["add", "A", "--url", "acme.example"], "error: `acme.example` is no address of a page\n"),
        (&["add", "A", "--date", "2026-03"], "error: `2026-03` is no day\n"),
        (
            &["set", "acme", "--status", "offer", "--date", "2026-02-27"],
            "error: `2026-02-27` is before the application was sent, on 2026-03-01\n",
        ),
        (&["set", "acme"], "error: nothing to change was given\n"),
        (&["set", "acme", "--status", "hired"], "error: invalid value 'hired'"),
        (&["delete", "acme"], "error: cannot prompt for confirmation: not a terminal\n"),
    ] {
        home.run([&["application"], args].concat()).code(2).stderr_contains(told);
    }
    let list = home.json(["application", "list"]);
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["id"], id);
    assert_eq!(list[0]["statuses"], json!([{"status": "applied", "date": "2026-03-01"}]));
}

#[test]
fn statuses_are_kept_with_their_dates_and_counted() {
    let (home, _) = filled();
    for (company, date) in [("Acme", "2026-03-01"), ("Initech", "2026-03-02"), ("Umbra", "2026-03-03")] {
        apply(&home, &[company, "--role", "Engineer", "--format", "text", "--date", date]);
    }
    let set = |args: &[&str]| home.json([&["application", "set"], args].concat());
    set(&["acme", "--status", "interview", "--date", "2026-03-11"]);
    let acme = set(&["acme", "--status", "accepted", "--date", "2026-04-01", "--note", "!"]);
    assert_eq!((&acme["status"], &acme["note"]), (&json!("accepted"), &json!("!")));
    // What is noted last is how it stands, whatever its date.
    let acme = set(&["acme", "--status", "offer", "--date", "2026-03-20", "--note", ""]);
    assert_eq!((&acme["status"], &acme["note"]), (&json!("offer"), &Value::Null));
    let acme = set(&["acme", "--status", "accepted", "--date", "2026-04-01"]);
    let words: Vec<_> = acme["statuses"].as_array().unwrap().iter().map(|step| &step["status"]).collect();
    assert_eq!(words, ["applied", "interview", "offer", "accepted"]);
    assert_eq!(acme["status"], "accepted");
    set(&["initech", "--status", "rejected", "--date", "2026-03-22"]);
    home.run(["application", "stats"]).stdout(
        "applied    3  ##############################\n\
         interview  1  ##########\n\
         offer      1  ##########\n\
         accepted   1  ##########\n\
         \n\
         answers: 2 of 3 (67 %), after a median of 15 days\n\
         rejected: 1, withdrawn: 0\n",
    );
    let list = |args: &[&str]| {
        let list = home.json([&["application", "list"], args].concat());
        let names = list.as_array().unwrap().iter().map(|one| one["company"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(list(&[]), ["Umbra", "Initech", "Acme"]);
    assert_eq!(list(&["--status", "applied", "--status", "rejected"]), ["Umbra", "Initech"]);
    assert_eq!(list(&["--company", "UMB"]), ["Umbra"]);
    assert_eq!(list(&["--since", "2026-03-02", "--limit", "1"]), ["Umbra"]);
    home.json(["application", "delete", "umbra", "--yes"]);
    assert_eq!(
        (list(&[]), list(&["--deleted"])),
        (vec!["Initech".to_owned(), "Acme".to_owned()], vec!["Umbra".to_owned()])
    );
    assert_eq!(home.json(["application", "stats"])["applied"], 2);
    home.json(["application", "restore", "umbra"]);
    let history = home.json(["application", "history", "umbra"]);
    let changes: Vec<_> = history.as_array().unwrap().iter().map(|state| &state["changes"][0]).collect();
    assert_eq!(changes, ["created", "deleted", "restored"]);
}

#[test]
fn an_application_has_many_names() {
    let (home, _) = filled();
    let first = apply(&home, &["Acme", "--role", "Engineer", "--format", "text"]);
    apply(&home, &["Acme Labs", "--role", "Lecturer", "--format", "text"]);
    let company = |name: &str| home.json(["application", "show", name])["company"].clone();
    assert_eq!(company("acme"), "Acme", "the whole name");
    assert_eq!(company("labs"), "Acme Labs");
    assert_eq!(company("LECTURER"), "Acme Labs");
    assert_eq!(company("@last"), "Acme Labs");
    assert_eq!(company(&first["id"].as_str().unwrap()[..8]), "Acme");
    home.run(["application", "show", "cme"])
        .code(3)
        .stderr_contains("error: `cme` matches 2 applications\nhint: write one of the ids: ");
    home.run(["application", "show", "nix"])
        .code(3)
        .stderr("error: no application matches `nix`\nhint: `resume application list` shows their ids\n");
    home.json(["application", "delete", "labs", "--yes"]);
    home.run(["application", "set", "labs", "--note", "x"])
        .code(3)
        .stderr_contains("(Acme Labs, Lecturer) is deleted\n");
}

#[test]
fn what_changed_since_is_told_entry_by_entry() {
    let (home, [typo, engineer, lecturer]) = filled();
    apply(&home, &["Acme", "--format", "text"]);
    apply(&home, &["Initech", "--tag", "acme", "--format", "text"]);
    home.run(["application", "diff", "acme"]).stderr("nothing has changed since\n");
    home.json(["--quiet", "edit", &typo, "--title", "Received prizes"]);
    home.run(["delete", &engineer, "--yes"]).any();
    home.json(["edit", &lecturer, "--tag", "acme"]);
    home.add("Captain");
    home.json(["profile", "set", "name=Ada King"]);
    home.run(["application", "diff", "acme"]).stdout(
        "~ Received prizes\n    title: “Recieved prizes” → “Received prizes”\n\
         ~ Lecturer\n    + tag acme\n\
         - Engineer\n+ Captain\n\
         ~ profile\n    ~ basics.name: \"Ada Lovelace\" → \"Ada King\"\n",
    );
    // Of the selection, which is that of then.
    let diff = home.json(["application", "diff", "initech"]);
    let changes: Vec<_> = diff["experiences"].as_array().unwrap().iter().collect();
    let told: Vec<_> = changes.iter().map(|one| (&one["title"], &one["change"])).collect();
    assert_eq!(told, [(&json!("Engineer"), &json!("gone")), (&json!("Lecturer"), &json!("new"))]);
}

#[test]
fn the_session_grows_by_the_differences_of_applications() {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let bullet = "Something that was done with care, and that takes a whole line to tell on a page";
    let work: Vec<_> = (0..40)
        .map(|n| json!({"name": format!("Company {n}"), "position": "Engineer", "highlights": [bullet, bullet, bullet, bullet]}))
        .collect();
    home.write("cv.json", json!({"work": work}).to_string());
    home.json(["import", "cv.json"]);
    let size = || home.session_bytes().len();
    let resume = size();
    apply(&home, &["Company", "--format", "text"]);
    let mut before = size();
    assert!(before > resume * 5 / 3, "the first one keeps all: {resume} {before}");
    let grown = |before: &mut usize| {
        let now = size();
        now - std::mem::replace(before, now)
    };
    for _ in 0..3 {
        apply(&home, &["Company", "--format", "text"]);
        let grown = grown(&mut before);
        assert!(grown < 800, "the same résumé again costs {grown} bytes");
    }
    let id = home.json(["list"])[7]["id"].as_str().unwrap().to_owned();
    for n in 0..3 {
        home.json(["--quiet", "edit", &id, "--title", &format!("Engineer {n}")]);
        before = size();
        apply(&home, &["Company", "--format", "text"]);
        let grown = grown(&mut before);
        assert!(grown < resume / 4, "one other entry costs {grown} bytes of {resume}");
    }
}

#[test]
fn a_snapshot_that_was_changed_is_refused() {
    let (home, _) = filled();
    apply(&home, &["Acme", "--format", "text"]);
    let session = String::from_utf8(home.session_bytes()).unwrap();
    let forged =
        session.replace("{\"experience\":{\"bullets\":[\"Built", "{\"experience\":{\"bullets\":[\"Broke");
    assert_ne!(session, forged);
    home.write_session(forged.as_bytes());
    home.run(["application", "export", "acme", "cv.txt"])
        .code(1)
        .stderr_contains("cannot be used: its content was changed: it has the hash `");
    assert!(!home.work().join("cv.txt").exists());
    home.run(["application", "list"]).stdout_contains("Acme");
}

#[test]
fn another_version_is_told() {
    let (home, _) = filled();
    apply(&home, &["Acme", "--format", "text"]);
    let mut session = home.session();
    let documents = session["documents"].as_array_mut().unwrap();
    let tree = documents.iter_mut().find(|record| record["current"]["body"].get("resume").is_some()).unwrap();
    let old = tree["current"]["id"].as_str().unwrap().to_owned();
    tree["current"]["body"]["resume"]["version"] = json!("0.0.9");
    let body = tree["current"]["body"].as_object().unwrap().clone();
    let Snapshot::Resume(resume) = serde_json::from_value(Value::Object(body)).unwrap() else { panic!() };
    let new = Snapshot::Resume(resume).document(jiff::Timestamp::UNIX_EPOCH).unwrap().id;
    home.write_session(session.to_string().replace(&old, &new).as_bytes());
    let version = env!("CARGO_PKG_VERSION");
    home.run(["application", "export", "acme", "cv.txt", "--quiet"]).stderr(format!(
        "warning: the document was made by version 0.0.9, this is {version}: it may look different\n"
    ));
}

#[test]
fn another_device_makes_the_same_document() {
    let (home, _) = filled();
    let sent = export(&home, "cv.html", &[]);
    apply(&home, &["Acme", "--file", "cv.html"]);
    let database = format!("sqlite:{}", home.database_path().display());
    let other = Home::new().with("RESUME_DATABASE_URL", &database);
    assert!(again(&other, "acme", "again.html") == sent);
    // The same résumé is the same snapshot, whichever device keeps it.
    let added = other.json(["--offline", "--quiet", "application", "add", "Initech", "--format", "html"]);
    assert_eq!(added["snapshot"], home.json(["application", "show", "acme"])["snapshot"]);
    other.json(["sync"]);
    home.json(["sync"]);
    assert!(again(&home, "initech", "again.html") == sent);
    assert_eq!(home.json(["status"])["conflicts"], json!([]));
}

#[test]
fn a_snapshot_that_was_changed_is_kept_anew() {
    let home = Home::new().with("RESUME_SYNC", "manual");
    home.add("Engineer");
    home.run(["application", "add", "One", "--format", "text"]).any_output();
    home.run(["sync"]).any_output();
    let database = rusqlite::Connection::open(home.database_path()).unwrap();
    let update = "UPDATE documents SET body = '{\"profile\":{}}' WHERE kind = 'snapshot'";
    database.execute(update, []).unwrap();
    drop(database);
    home.run(["sync"]).any_output();
    home.run(["application", "export", "One", "-", "--format", "text"])
        .code(1)
        .stderr_contains("its content was changed")
        .any_output();
    home.run(["application", "add", "Two", "--format", "text"]).any_output();
    for company in ["One", "Two"] {
        home.run(["application", "export", company, "-", "--format", "text"])
            .stdout_contains("Engineer")
            .any_output();
    }
}

#[test]
fn a_deleted_application_does_not_hide_a_living_one() {
    let home = Home::new();
    home.add("Engineer");
    home.run(["application", "add", "Acme", "--format", "text"]).any_output();
    home.run(["application", "delete", "Acme", "--yes"]).any_output();
    home.run(["application", "add", "Acme Corp", "--format", "text"]).any_output();
    assert_eq!(home.json(["application", "set", "acme", "--status", "offer"])["company"], "Acme Corp");
    assert_eq!(home.json(["application", "show", "acme"])["company"], "Acme Corp");
}

#[test]
fn the_day_of_applying_moves_with_the_date() {
    let home = Home::new();
    home.add("Engineer");
    home.run(["application", "add", "Acme", "--format", "text"]).any_output();
    home.run(["application", "set", "Acme", "--date", "2026-01-10"]).any_output();
    let set = home.json(["application", "set", "Acme", "--status", "rejected", "--date", "2026-02-01"]);
    assert_eq!((&set["status"], &set["statuses"][0]["date"]), (&"rejected".into(), &"2026-01-10".into()));
    home.run(["application", "set", "Acme", "--date", "2026-02-02"])
        .code(2)
        .stderr_contains("error: `2026-02-02` is after the answer that is noted for 2026-02-01\n");
    assert_eq!(home.json(["application", "show", "Acme"])["status"], "rejected");
}

#[test]
fn a_variant_that_was_changed_since_is_named() {
    let home = Home::new();
    home.add("Engineer");
    home.run(["variant", "set", "lead", "--headline", "Engineer"]).any_output();
    home.run(["application", "add", "Acme", "--variant", "lead", "--format", "text"]).any_output();
    home.run(["application", "diff", "Acme"]).stderr("nothing has changed since\n");
    home.run(["variant", "set", "lead", "--headline", "Lead"]).any_output();
    let told = "~ the variant `lead`\n    ~ headline: \"Engineer\" → \"Lead\"\n";
    home.run(["application", "diff", "Acme"]).stdout(told);
    assert_eq!(
        home.json(["application", "diff", "Acme"])["variant"],
        json!(["~ headline: \"Engineer\" → \"Lead\""])
    );
    home.run(["variant", "delete", "lead", "--yes"]).any_output();
    home.run(["application", "diff", "Acme"]).stdout("- the variant `lead`\n");
    assert_eq!(home.json(["application", "diff", "Acme"])["variant_changed"], true);

    // What a parent says, a child says too.
    home.run(["variant", "set", "base", "--headline", "Baker"]).any_output();
    home.run(["variant", "set", "child", "--from", "base"]).any_output();
    home.run(["application", "add", "Bolt", "--variant", "child", "--format", "text"]).any_output();
    home.run(["application", "diff", "Bolt"]).stderr("nothing has changed since\n");
    home.run(["variant", "set", "base", "--headline", "Cook"]).any_output();
    let told = "~ the variant `child`\n    ~ headline: \"Baker\" → \"Cook\" (of `base`)\n";
    home.run(["application", "diff", "Bolt"]).stdout(told);
}

#[test]
fn an_entry_that_is_no_longer_chosen_is_not_called_deleted() {
    let home = Home::new();
    let id = home.add("Engineer");
    home.run(["edit", &id, "--add-tag", "acme"]).any_output();
    home.run(["application", "add", "Acme", "--tag", "acme", "--format", "text"]).any_output();
    home.run(["tag", "rename", "acme", "initech"]).any_output();
    let changes = home.json(["application", "diff", "Acme"])["experiences"].clone();
    assert_eq!((&changes[0]["id"], &changes[0]["change"]), (&json!(id), &json!("unchosen")));
    home.run(["delete", &id, "--yes"]).any_output();
    assert_eq!(home.json(["application", "diff", "Acme"])["experiences"][0]["change"], "gone");
}
