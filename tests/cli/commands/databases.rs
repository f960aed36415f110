//! From one database to another and back, and what `status` says of it.

use serde_json::json;

use crate::support::Home;

fn home() -> Home {
    Home::new().with("RESUME_SYNC", "inline").with("RESUME_TIMEOUT", "30")
}

/// Chooses a database in the configuration file.
fn choose(home: &Home, url: &str) {
    home.run(["db", "use", url]).code(0).any_output();
}

/// A home with a SQLite file of its own, and the URL of the file.
fn with_file() -> (Home, String) {
    let home = home();
    let url = format!("sqlite:{}", home.work().join("own.db").display());
    choose(&home, &url);
    home.run(["db", "init"]).code(0).any_output();
    (home, url)
}

/// Two devices of one file that both have an experience, and its id.
fn two_devices() -> (Home, Home, String) {
    let (one, url) = with_file();
    let id = one.add("Engineer");
    let two = home();
    choose(&two, &url);
    two.run(["list"]).any_output();
    (one, two, id)
}

#[test]
fn a_conflict_of_bullets_names_the_bullet_that_differs() {
    let (one, two, id) = two_devices();
    let long = "Led the migration of forty services to a new platform without a minute of downtime, and";
    let bullet = |end: &str| format!("{long} {end}");
    one.run(["edit", &id, "--bullet", "Same", "--bullet", &bullet("trained")]).any_output();
    two.run(["sync"]).any_output();
    one.run(["edit", &id, "--bullet", "Same", "--bullet", &bullet("wrote of it")]).any_output();
    two.run(["--offline", "edit", &id, "--bullet", "Same", "--bullet", &bullet("spoke of it")]).any_output();
    two.run(["sync"]).any_output();
    let status = two.run(["status"]).any();
    let line = status.out().lines().find(|line| line.starts_with("merged")).unwrap();
    assert_eq!(
        line.split_once(" bullet: ").unwrap().1,
        "kept “…te of downtime, and spoke of it”, not “…te of downtime, and wrote of it”"
    );
}

#[test]
fn who_deleted_what_was_edited_elsewhere_is_told_so() {
    for (deletes_first, told) in [
        (true, ": kept, although it was deleted elsewhere\n"),
        (false, ": kept, although you deleted it here: it was edited elsewhere\n"),
    ] {
        let (one, two, id) = two_devices();
        let (edit, delete) = (["edit", &id, "--text", "new"], ["delete", &id, "--yes"]);
        one.run(if deletes_first { &delete[..] } else { &edit[..] }).code(0).any_output();
        let later = if deletes_first { &edit[..] } else { &delete[..] };
        two.run([&["--offline"], later].concat()).code(0).any_output();
        two.run(["sync"]).code(0).any_output();
        two.run(["status"]).stdout_contains(told);
        assert_eq!(two.json(["show", &id])["text"], "new");
    }
}

#[test]
fn a_variant_with_a_theme_of_another_device_can_be_changed() {
    let (one, url) = with_file();
    one.run(["theme", "copy", "classic", "mine"]).any_output();
    one.run(["variant", "set", "cv", "--theme", "mine", "--set", "size=10pt"]).code(0).any_output();
    let two = home();
    choose(&two, &url);
    let copy = format!(
        "themes do not sync: copy the folder `mine` from the device that has it into `{}`",
        two.path().join("themes").display()
    );
    two.run(["variant", "set", "cv", "--headline", "Baker"])
        .code(0)
        .stderr_contains(&format!("this device has no theme `mine`; {copy}"))
        .any_output();
    let variant = two.json(["variant", "show", "cv"]);
    assert_eq!((&variant["headline"], &variant["theme"]), (&json!("Baker"), &json!("mine")));
    two.run(["variant", "set", "cv", "--theme", "mien"]).code(2).stderr_contains("there is no theme `mien`");
    two.run(["export", "cv.html", "--variant", "cv"])
        .code(2)
        .stderr(format!("error: there is no theme `mine` (the variant `cv` says so)\nhint: {copy}\n"));
}
