//! `undo`: what it says, and what it refuses.

use serde_json::json;

use crate::support::Home;

fn manual() -> Home {
    Home::new().with("RESUME_DATABASE_URL", "none")
}

#[test]
fn it_says_what_was_taken_back() {
    let home = manual();
    let id = home.add("Baker");
    home.run(["edit", &id, "--title", "Head baker", "--skill", "Bread"]).any_output();
    home.run(["profile", "set", "name=Ada"]).any_output();
    home.run(["delete", "@last", "--yes"]).any_output();
    let again = "`resume undo --redo` does it again\n";
    home.run(["undo"]).stdout("Head baker: restored\n").stderr(again);
    home.run(["undo"]).stdout("profile: deleted\n").stderr(again);
    home.run(["undo", "--redo"]).stdout("profile: restored\n");
    home.run(["undo", "-n", "2", "--quiet"])
        .stdout("profile: deleted\nBaker: title: “Head baker” → “Baker”; - skill Bread\n");
    home.run(["undo", "--redo"]).stdout("Head baker: title: “Baker” → “Head baker”; + skill Bread\n");
    home.run(["undo", "--redo"]).stdout("profile: restored\n");
    home.run(["undo", "--count", "4"])
        .code(1)
        .stderr_contains("only 3 commands can be taken back or done again; nothing was changed");
    assert_eq!(home.json(["show", &id])["title"], "Head baker");
}

#[test]
fn several_are_done_again_as_it_says() {
    let home = manual();
    for title in ["Aaa", "Bbb", "Ccc"] {
        home.add(title);
    }
    home.run(["undo", "-n", "2"])
        .stdout("Ccc: deleted\nBbb: deleted\n")
        .stderr("`resume undo --redo -n 2` does them again\n");
    home.run(["undo", "--redo", "-n", "2"]).stdout("Bbb: restored\nCcc: restored\n");
    assert_eq!(home.json(["list"]).as_array().unwrap().len(), 3);
}

#[test]
fn a_change_that_changes_nothing_says_so_and_is_no_step() {
    let home = manual();
    let id = home.add("Baker");
    home.run(["edit", &id, "--add-tag", "bread"]).stdout(format!("{id}\n"));
    home.run(["edit", &id, "--add-tag", "bread"]).stdout(format!("{id}\n")).stderr("nothing was changed\n");
    home.run(["profile", "set", "name=Ada"]);
    home.run(["profile", "set", "name=Ada"]).stderr("nothing was changed\n");
    home.run(["undo", "--quiet"]).stdout("profile: deleted\n");
}

#[test]
fn the_last_one_is_also_the_one_that_was_taken_back_last() {
    let home = manual();
    let (first, second) = (home.add("Aaa"), home.add("Bbb"));
    for id in [&first, &second] {
        home.run(["edit", id, "--text", "more"]).any_output();
    }
    home.run(["undo"]).any_output();
    assert_eq!(home.json(["show", "@last"])["id"], second);
    home.run(["delete", &first, "--yes"]).any_output();
    let third = home.add("Ccc");
    home.run(["undo"]).any_output();
    assert_eq!(home.json(["restore", "@last"])["id"], third);
}

#[test]
fn a_photo_of_the_profile_does_not_fill_the_journal() {
    let home = manual();
    let photo = "data:image/png;base64,".to_owned() + &"A".repeat(150_000);
    let file = home.write("resume.json", json!({"basics": {"name": "Ada", "image": photo}}).to_string());
    home.run(["import", file.to_str().unwrap()]).any_output();
    for n in 0..8 {
        home.run(["profile", "set", &format!("label=Engineer {n}")]).any_output();
    }
    assert_eq!(home.json(["undo", "--list"]).as_array().unwrap().len(), 9);
    for _ in 0..8 {
        home.run(["undo"]).any_output();
    }
    let profile = home.json(["profile"]);
    assert_eq!((&profile["basics"]["label"], &profile["basics"]["image"]), (&json!(null), &json!(photo)));
    home.run(["undo"]).stderr_contains("redo").stdout("profile: deleted\n");
}

#[test]
fn a_variant_keeps_its_parent_and_its_name() {
    let home = manual();
    home.run(["variant", "set", "parent", "--kind", "work"]).any_output();
    home.run(["variant", "set", "child", "--from", "parent"]).any_output();
    home.run(["undo", "--skip"]).any_output();
    home.run(["undo"])
        .code(1)
        .stderr_contains("the variant `child` could not be used any more")
        .stderr_contains("`resume undo --skip`");
    home.run(["variant", "show", "child"]).any_output();
}

#[test]
fn the_list_names_what_each_command_did() {
    let home = manual();
    home.run(["undo", "--list"]).stdout("").stderr("nothing to take back\n");
    assert_eq!(home.json(["undo", "--list"]), json!([]));
    let id = home.add("Baker");
    home.run(["edit", &id, "--location", "Bonn"]).any_output();
    let work: Vec<_> =
        (0..5).map(|n| json!({"name": format!("Company {n}"), "position": "Engineer"})).collect();
    let file = home.write("resume.json", json!({"basics": {"name": "Ada"}, "work": work}).to_string());
    home.run(["import", file.to_str().unwrap()]).any_output();
    let list = home.run(["undo", "--list"]).any();
    let what: Vec<_> = list.out().lines().skip(1).map(|line| line[18..].trim()).collect();
    assert_eq!(
        what,
        ["added 5 experiences; changed profile (basics)", "changed Baker (location)", "added Baker"]
    );
    let list = home.json(["undo", "--list", "-n", "2"]);
    assert_eq!(list.as_array().unwrap().len(), 2);
    assert_eq!(list[0]["records"].as_array().unwrap().len(), 6);
    let edited = &list[1]["records"][0];
    assert_eq!(
        (&edited["id"], &edited["did"], &edited["fields"]),
        (&json!(id), &json!("changed"), &json!(["location"]))
    );
}

#[test]
fn a_command_that_cannot_be_taken_back_can_be_skipped() {
    let home = manual();
    home.run(["undo"]).code(1).stderr(
        "error: there is nothing to take back\nhint: `resume history ID` shows every state of an experience\n",
    );
    home.run(["undo", "--redo"]).code(1).stderr_contains("there is nothing to do again");
    let id = home.add("Baker");
    home.run(["edit", &id, "--text", "one"]).any_output();
    let mut session = home.session();
    session["journal"][1] = json!({"at": "never"});
    home.write_session(session.to_string().as_bytes());
    home.run(["undo"]).code(1).stderr_contains("the entry of the journal cannot be read");
    home.run(["undo", "--list"])
        .stdout_contains("added Baker")
        .stderr_contains("warning: left out 1 command that cannot be read");
    home.run(["undo", "--skip"]).stdout("");
    home.run(["undo"]).code(1).stderr_contains("nothing is left to take back: `Baker` was changed since");
    home.run(["undo", "--skip"]).stdout("skipped: added Baker\n");
    home.run(["undo"]).code(1).any_output();
    assert_eq!(home.json(["show", &id])["text"], "one");
}
