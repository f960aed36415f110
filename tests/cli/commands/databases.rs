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
