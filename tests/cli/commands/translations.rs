//! Texts in further languages: said with flags, shown, and put into documents.

use serde_json::{Value, json};

use crate::support::Home;

fn id(home: &Home, title: &str) -> String {
    home.json(["list", "--search", title])[0]["id"].as_str().unwrap().to_owned()
}

/// A position with a text and three bullets, and a profile, not translated.
fn home() -> Home {
    let home = Home::new();
    let bullets = ["--bullet", "Served guests", "--bullet", "Trained two", "--bullet", "Kept the books"];
    let texts = [
        "--organization", "Café Rot", "--location", "Vienna", "--start", "2020", "--text", "In the old town",
    ];
    home.run([&["add", "Barista"][..], &texts, &bullets].concat()).any();
    home.run(["profile", "set", "name=Ada", "label=Cook", "summary=Likes coffee."]).any();
    home
}

fn edit(home: &Home, flags: &[&str]) -> Value {
    home.json([&["--quiet", "edit", &id(home, "Barista")], flags].concat())
}

fn text(home: &Home, flags: &[&str]) -> (String, String) {
    let output = home.run([&["export", "--format", "text"], flags].concat());
    let streams = (output.out().to_owned(), output.err().to_owned());
    output.any();
    streams
}

/// The JSON Resume in a language, and what is said of it.
fn translated(home: &Home, language: &str) -> (Value, String) {
    let output = home.run(["export", "--language", language]);
    let (document, warnings) = (serde_json::from_str(output.out()).unwrap(), output.err().to_owned());
    output.any();
    (document, warnings)
}

#[test]
fn a_document_shows_translations_and_names_what_is_missing() {
    let home = home();
    assert_eq!(text(&home, &["--language", "de"]).1, "", "nothing is translated, nothing is missing");
    edit(&home, &["--language", "de", "--title", "Kaffeekoch", "--bullet", "Gäste bedient"]);
    let (german, warnings) = text(&home, &["--language", "de-AT"]);
    for shown in
        ["Kaffeekoch", "Gäste bedient", "Trained two", "Café Rot", "In the old town", "Likes coffee."]
    {
        assert!(german.contains(shown), "{shown}: {german}");
    }
    assert!(!german.contains("Barista") && !german.contains("Served"), "{german}");
    assert_eq!(
        warnings,
        "warning: the profile has no text in `de-AT` for `label` and `summary`\n\
         warning: `Barista` has no text in `de-AT` for the text and bullets 2 and 3\n"
    );
    let (english, warnings) = text(&home, &[]);
    assert!(english.contains("Barista") && !english.contains("Kaffee"), "{english}");
    assert_eq!(warnings, "");
    assert_eq!(text(&home, &["--language", "fr"]).1, "");

    edit(&home, &["--bullet-text", "1=Served two hundred guests", "--title", "Head barista"]);
    edit(&home, &["--language", "de", "--text", "In der Altstadt", "--bullet-text", "2=Zwei ausgebildet"]);
    home.run(["profile", "set", "--language", "de", "label=Köchin", "summary=Mag Kaffee."]).any();
    let (german, warnings) = text(&home, &["--language", "de"]);
    for shown in
        ["Kaffeekoch", "Gäste bedient", "Zwei ausgebildet", "In der Altstadt", "Köchin", "Mag Kaffee."]
    {
        assert!(german.contains(shown), "{shown}: {german}");
    }
    assert_eq!(
        warnings,
        "warning: `Head barista` has no text in `de` for bullet 3; \
         the title and bullet 1 have changed since their translation into `de`\n"
    );
    edit(&home, &["--language", "de", "--up-to-date", "--bullet-text", "3=Buch geführt"]);
    assert_eq!(text(&home, &["--language", "de"]).1, "");
}

#[test]
fn a_translation_that_is_right_has_no_mark_and_one_of_a_new_text_stays() {
    let home = home();
    edit(&home, &["--language", "de", "--title", "Kaffeekoch", "--bullet-text", "1=Gäste bedient"]);
    let run = home.run(["show", "Barista", "--language", "de"]).any_stderr();
    let shown = run.out().to_owned();
    assert!(shown.contains("Kaffeekoch") && !shown.contains("out of date"), "{shown}");
    let new = ["--bullet", "Wrote", "--bullet", "Something", "--bullet", "Else"];
    home.run([&["edit", &id(&home, "Barista")][..], &new].concat()).any_output();
    let experience = home.json(["show", "Barista"]);
    assert_eq!(experience["bullets"][0]["translations"]["de"]["text"], "Gäste bedient", "{experience}");
    let (german, warnings) = text(&home, &["--language", "de"]);
    assert!(german.contains("Gäste bedient") && warnings.contains("bullet 1"), "{german} {warnings}");
}

/// An Austrian text stands before a German one, and a bullet that a tag chose keeps its number.
#[test]
fn the_nearest_language_is_taken_field_by_field() {
    let home = home();
    edit(&home, &["--language", "DE", "--title", "Kellner", "--text", "Altstadt"]);
    edit(&home, &["--language", "de_at", "--title", "Ober"]);
    let (austrian, _) = text(&home, &["--language", "de-AT"]);
    assert!(austrian.contains("Ober") && austrian.contains("Altstadt"), "{austrian}");
    let (german, _) = text(&home, &["--language", "de-CH"]);
    assert!(german.contains("Kellner"), "{german}");

    let mut backup = home.json(["export", "--format", "resume"]);
    let bullet = &mut backup["experiences"][0]["bullets"][2];
    *bullet = json!({"text": "Kept the books", "tags": ["books"]});
    let file = home.write("backup.json", backup.to_string());
    home.run(["import", file.to_str().unwrap()]).any();
    let (_, warnings) = text(&home, &["--language", "de", "--tag", "books"]);
    assert!(warnings.contains("`Barista` has no text in `de` for bullet 3\n"), "{warnings}");
}

#[test]
fn the_language_of_the_originals_lacks_nothing() {
    let home = home();
    edit(&home, &["--language", "de", "--title", "Kellner"]);
    home.run(["profile", "set", "meta.language=en"]).any();
    let (english, warnings) = text(&home, &["--language", "en-US"]);
    assert!(english.contains("Barista"), "{english}");
    assert_eq!(warnings, "");
    // In the language of the originals, the originals are meant.
    let edited = edit(&home, &["--language", "en", "--location", "Wien"]);
    assert_eq!((&edited["location"], edited["translations"].get("en")), (&json!("Wien"), None));
    // Without a language, headings are in that of the originals.
    home.run(["profile", "set", "meta.language=de"]).any();
    assert!(text(&home, &[]).0.contains("heute"), "the position goes on");
}

#[test]
fn what_is_added_in_a_language_fits_the_original_that_comes_later() {
    let home = Home::new();
    home.run(["profile", "set", "meta.language=en"]).any();
    let added = home.json(["add", "Bäcker", "--bullet", "Brot gebacken", "--language", "de"]);
    assert_eq!(added["translations"], json!({"de": {"title": "Bäcker"}}));
    let bullet = json!({"text": "Brot gebacken", "tags": [], "translations": {"de": "Brot gebacken"}});
    assert_eq!(added["bullets"], json!([bullet]));
    home.run(["edit", &id(&home, "Bäcker"), "--title", "Baker", "--bullet-text", "1=Baked bread"]).any();
    assert!(text(&home, &[]).0.contains("Baked bread"));
    let (german, warnings) = text(&home, &["--language", "de"]);
    assert!(german.contains("Bäcker") && german.contains("Brot gebacken"), "{german}");
    assert_eq!(warnings, "");
}

#[test]
fn other_formats_are_translated_and_a_backup_keeps_all() {
    let home = home();
    edit(&home, &["--language", "de", "--title", "Kellner", "--bullet", "Gäste bedient"]);
    home.run(["profile", "set", "--language", "de", "label=Köchin"]).any();
    let english = home.json(["export"]);
    assert_eq!(english["work"][0]["position"], "Barista");
    assert_eq!(english.as_object().unwrap().keys().collect::<Vec<_>>(), ["basics", "work"]);
    let (german, warnings) = translated(&home, "de");
    assert!(warnings.contains("for `summary`\n"), "{warnings}");
    assert_eq!(
        (&german["work"][0]["position"], &german["basics"]["label"]),
        (&json!("Kellner"), &json!("Köchin"))
    );
    assert_eq!(german["work"][0]["highlights"][0], "Gäste bedient");
    let (french, warnings) = translated(&home, "fr");
    assert_eq!((french, warnings.as_str()), (english, "warning: nothing is translated into `fr`\n"));

    let file = home.path().join("backup.json");
    home.run(["export", "--format", "resume", file.to_str().unwrap()]).any();
    let elsewhere = Home::new();
    elsewhere.run(["import", file.to_str().unwrap()]).any();
    assert_eq!(home.json(["profile"]), elsewhere.json(["profile"]));
    let of = |home: &Home| {
        let mut listed = home.json(["list"]);
        (listed[0]["translations"].take(), listed[0]["bullets"].take())
    };
    assert_eq!(of(&home), of(&elsewhere));
    assert_eq!(of(&home).0["de"]["title"]["text"], "Kellner");
}

#[test]
fn an_import_and_an_edit_of_the_originals_keep_translations() {
    let home = Home::new();
    let write = |bullets: Value| {
        let file = json!({"work": [{"position": "Barista", "name": "Rot", "highlights": bullets}]});
        home.write("cv.json", file.to_string())
    };
    let file = write(json!(["Served guests", "Trained two"]));
    home.run(["import", file.to_str().unwrap()]).any();
    edit(
        &home,
        &[
            "--language", "de", "--title", "Kellner", "--bullet", "Gäste bedient", "--bullet",
            "Zwei ausgebildet",
        ],
    );
    write(json!(["Trained two", "Served many guests", "Cleaned"]));
    home.run(["import", file.to_str().unwrap()]).any();
    let german = translated(&home, "de").0;
    let highlights = json!(["Zwei ausgebildet", "Gäste bedient", "Cleaned"]);
    assert_eq!(
        (&german["work"][0]["position"], &german["work"][0]["highlights"]),
        (&json!("Kellner"), &highlights)
    );
    let replaced = ["--bullet", "Served guests", "--bullet", "Something else"];
    let output = home.run([&["--json", "edit", &id(&home, "Barista")], &replaced[..]].concat());
    let edited: Value = serde_json::from_str(output.out()).unwrap();
    output.stderr_contains("replaced the bullets of Barista").any_output();
    assert_eq!(edited["bullets"][0]["translations"]["de"]["text"], "Gäste bedient");
    assert_eq!(edited["bullets"][1], "Something else");
}

#[test]
fn translations_are_shown_found_and_removed() {
    let home = home();
    edit(
        &home,
        &["--language", "de", "--title", "Kellner", "--bullet", "Gäste bedient", "--location", "Wien"],
    );
    edit(&home, &["--title", "Waiter"]);
    let id = id(&home, "kellner");
    let shown = home.run(["show", &id]);
    assert!(
        shown.out().contains("\nIn de\nKellner\n[out of date]\nWien\n1. Gäste bedient\n"),
        "{}",
        shown.out()
    );
    shown.any();
    let german =
        home.run(["show", &id, "--language", "de"]).stderr_contains("for the text and bullets 2 and 3");
    assert!(german.out().starts_with("Kellner\nCafé Rot · Wien\n"), "{}", german.out());
    german.any();
    let removed = home.json(["edit", &id, "--language", "de", "--unset", "title", "--unset", "bullets"]);
    assert_eq!(removed["translations"]["de"].as_object().unwrap().keys().collect::<Vec<_>>(), ["location"]);
    assert_eq!(removed["bullets"], json!(["Served guests", "Trained two", "Kept the books"]));
    let history = home.run(["history", &id]);
    for change in ["+ title in de “Kellner”", "- title in de “Kellner”", "bullet “Served guests” in de"]
    {
        assert!(history.out().contains(change), "{change}: {}", history.out());
    }
    history.any();
    home.run(["profile", "set", "--language", "de", "label=Köchin", "location.city=Wien"]).any();
    let profile = home.json(["profile", "unset", "--language", "de", "location.city"]);
    assert_eq!(
        profile["_translations"]["de"].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["basics.label"]
    );
    assert_eq!(profile["basics"]["label"], "Cook");
    assert_eq!(home.json(["profile", "show", "--language", "de"])["basics"]["label"], "Köchin");
}

#[test]
fn what_is_no_text_is_not_translated() {
    let home = home();
    let id = id(&home, "Barista");
    for (flags, message) in [
        (&["--language", "de", "--url", "https://x.example"][..], "`--url` cannot be used with `--language`"),
        (&["--language", "de", "--add-bullet", "x"], "`--add-bullet` cannot be used with `--language`"),
        (&["--language", "de", "--unset", "url"], "there is no translation of `url`"),
        (&["--language", "de", "--bullet-text", "4=x"], "the experience has no bullet 4; there are 3"),
        (&["--bullet-text", "0=x"], "the experience has no bullet 0; there are 3"),
        (&["--bullet-text", "x"], "write N=TEXT"),
        (&["--language", "klingon", "--title", "x"], "klingon"),
        (&["--language", "de"], "no change was given"),
        (&["--up-to-date"], "--language"),
    ] {
        home.run([&["edit", &id], flags].concat()).code(2).stderr_contains(message);
    }
    home.run(["profile", "set", "--language", "de", "email=x"])
        .code(2)
        .stderr_contains("is the same in all languages");
    assert_eq!(home.json(["show", &id])["translations"], json!({}));
}
