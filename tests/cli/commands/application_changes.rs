//! How an application stands, and what `diff` names of what has changed since.

use std::fs;

use serde_json::{Value, json};

use crate::support::Home;

#[track_caller]
fn apply(home: &Home, args: &[&str]) {
    home.run([&["--quiet", "application", "add"], args].concat()).any_output();
}

#[test]
fn the_status_that_was_set_last_counts_whatever_its_date() {
    let home = Home::new();
    home.add("Engineer");
    apply(&home, &["Acme", "--format", "text", "--date", "2026-11-02"]);
    let set = |args: &[&str]| home.json([&["application", "set", "acme"], args].concat());
    set(&["--status", "interview", "--date", "2926-12-08"]);
    let rejected = set(&["--status", "rejected", "--date", "2026-11-30"]);
    assert_eq!(rejected["status"], "rejected");
    assert_eq!(home.json(["application", "show", "acme"])["status"], "rejected");
    assert_eq!(home.json(["application", "list", "--status", "rejected"])[0]["id"], rejected["id"]);
    assert_eq!(home.json(["application", "list", "--status", "interview"]), json!([]));
    home.run(["application", "list"]).stdout_contains("rejected");
    home.run(["application", "show", "acme"])
        .stdout_contains("history  applied on 2026-11-02, interview on 2926-12-08, rejected on 2026-11-30\n");
    // The same once more changes nothing.
    let again = ["--json", "application", "set", "acme", "--status", "rejected", "--date", "2026-11-30"];
    let same = home.run(again).stderr("{\"notice\":\"nothing was changed\"}\n").json();
    assert_eq!(same["statuses"], rejected["statuses"]);
    // The day of sending hides no answer.
    assert_eq!(set(&["--date", "2026-11-30"])["status"], "rejected");
}

#[test]
fn two_devices_see_the_statuses_in_one_order() {
    let place = Home::new();
    let url = format!("sqlite:{}", place.work().join("shared.db").display());
    let device = || Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_USER", "ada");
    let (here, there) = (device(), device());
    here.add("Engineer");
    apply(&here, &["Acme", "--format", "text", "--date", "2026-11-02"]);
    there.json(["application", "list"]);
    let note = |home: &Home, status: &str, date: &str| {
        home.run(["--offline", "application", "set", "acme", "--status", status, "--date", date])
            .any_output();
    };
    note(&there, "interview", "2026-12-08");
    note(&here, "rejected", "2026-11-30");
    note(&there, "offer", "2026-11-05");
    for home in [&here, &there, &here] {
        home.run(["sync"]).any_output();
    }
    let statuses = |home: &Home| home.json(["application", "show", "acme"])["statuses"].clone();
    let words: Vec<_> =
        statuses(&here).as_array().unwrap().iter().map(|step| step["status"].clone()).collect();
    assert_eq!(words, ["applied", "interview", "rejected", "offer"]);
    assert_eq!(statuses(&there), statuses(&here));
}

/// The smallest picture there is: one white point.
const POINT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55";

#[test]
fn a_photo_that_was_replaced_or_is_gone_is_named() {
    let home = Home::new();
    home.add("Engineer");
    let photo = home.write("me.png", POINT);
    home.json(["profile", "set", &format!("image={}", photo.display())]);
    apply(&home, &["Acme", "--format", "html", "--photo"]);
    apply(&home, &["Initech", "--format", "html"]);
    let changed = |company: &str| home.json(["application", "diff", company])["photo_changed"].clone();
    assert_eq!((changed("acme"), changed("initech")), (json!(false), json!(false)));
    // Twice as wide. What stands behind the picture would be no change.
    let mut other = POINT.to_vec();
    other[19] = 2;
    home.write("me.png", other);
    home.run(["application", "diff", "acme"]).stdout("~ the photo\n");
    assert_eq!((changed("acme"), changed("initech")), (json!(true), json!(false)));
    fs::remove_file(&photo).unwrap();
    home.run(["application", "diff", "acme"]).stdout("- the photo\n");
    home.run(["application", "diff", "initech"]).stderr("nothing has changed since\n");
}

#[test]
fn a_variant_is_found_again_under_its_new_name() {
    let home = Home::new();
    home.add("Engineer");
    home.run(["variant", "set", "lead", "--headline", "Engineer"]).any_output();
    apply(&home, &["Acme", "--variant", "lead", "--format", "text"]);
    home.run(["variant", "rename", "lead", "chief"]).any_output();
    home.run(["application", "diff", "acme"]).stdout("~ the variant `lead`, now `chief`\n");
    // Another one has the name by now.
    home.run(["variant", "set", "lead", "--headline", "Baker"]).any_output();
    home.run(["application", "diff", "acme"]).stdout("~ the variant `lead`, now `chief`\n");
    home.run(["variant", "delete", "chief", "--yes"]).any_output();
    home.run(["application", "diff", "acme"]).stdout("- the variant `lead`\n");
}

#[test]
fn histories_name_languages_and_parents() {
    let home = Home::new();
    home.run(["profile", "set", "label=Cook", "meta.language=en"]).any_output();
    home.add("Engineer");
    apply(&home, &["Acme", "--format", "text"]);
    home.run(["profile", "set", "--language", "de", "label=Koch"]).any_output();
    let last = |what: &str, args: &[&str]| -> Value {
        let states = home.json([&[what, "history"], args].concat());
        states.as_array().unwrap().last().unwrap()["changes"].clone()
    };
    assert_eq!(last("profile", &[]), json!(["+ label in de: “Koch”"]));
    home.run(["application", "diff", "acme"]).stdout("~ profile\n    + label in de: “Koch”\n");
    home.run(["profile", "set", "--language", "de", "label=Köchin"]).any_output();
    home.run(["undo"]).stdout_contains("~ label in de: “Köchin” → “Koch”\n").any_output();
    home.run(["variant", "set", "p", "--headline", "Cook"]).any_output();
    home.run(["variant", "set", "q", "--headline", "Cook"]).any_output();
    home.run(["variant", "set", "child", "--from", "p"]).any_output();
    assert_eq!(last("variant", &["child"]), json!(["+ from: p", "+ name: \"child\""]));
    home.run(["variant", "set", "child", "--from", "q"]).any_output();
    assert_eq!(last("variant", &["child"]), json!(["~ from: p → q"]));
    home.run(["undo"]).stdout_contains("~ from: q → p\n").any_output();
}
