//! `resume variant`, and documents that are made of a variant.

use serde_json::{Value, json};

use crate::support::{Home, Output};

/// Ada with four entries, two of which bear a tag.
fn ada() -> Home {
    let home = Home::new();
    let file = json!({
        "basics": {"name": "Ada", "label": "Engineer", "summary": "I count.", "email": "ada@mill.example"},
        "work": [
            {"position": "Head", "name": "Mill", "startDate": "2020", "highlights": ["Ran it"]},
            {"position": "Boy", "name": "Kiosk", "startDate": "2008", "endDate": "2009"}
        ],
        "education": [{"institution": "Nunnery", "studyType": "BA", "endDate": "2007"}],
        "skills": [{"name": "Rye"}]
    });
    let path = home.write("file.json", file.to_string());
    home.run(["import", path.to_str().unwrap()]).any();
    for title in ["Head", "Rye"] {
        let id = home.json(["list", "--search", title])[0]["id"].as_str().unwrap().to_owned();
        home.run(["edit", &id, "--tag", "acme"]).stdout(format!("{id}\n"));
    }
    home
}

#[track_caller]
fn set(home: &Home, args: &[&str]) -> Value {
    let mut program = home.program(["--json", "--quiet", "variant", "set"]);
    program.args(args);
    program.run().json()
}

/// What an export in Markdown says.
#[track_caller]
fn page(home: &Home, flags: &[&str]) -> String {
    let run = home.run([&["export", "--format", "markdown"], flags].concat());
    assert_eq!(run.exit_code(), Some(0), "{}", run.err());
    run.out().to_owned()
}

#[track_caller]
fn fails(run: Output, code: i32, words: &[&str]) {
    assert_eq!(run.exit_code(), Some(code), "{}{}", run.out(), run.err());
    for word in words {
        assert!(run.err().contains(word), "`{word}` is not in: {}", run.err());
    }
}

#[test]
fn a_variant_chooses_orders_and_renames_sections_and_has_a_headline_of_its_own() {
    let home = ada();
    let made = set(
        &home,
        &[
            "acme",
            "--tag",
            "acme",
            "--section-order",
            "skills,work",
            "--section-title",
            "work=Selected posts",
            "--headline",
            "Head of mills",
            "--summary",
            "",
            "--no-contact",
        ],
    );
    assert_eq!(
        (&made["name"], &made["experiences"], &made["whole"]["tags"]),
        (&json!("acme"), &json!(2), &json!(["acme"]))
    );
    let text = page(&home, &["--variant", "acme"]);
    let place = |word: &str| text.find(word).unwrap_or_else(|| panic!("`{word}` is not in {text}"));
    assert!(
        place("Head of mills") < place("## Skills") && place("## Skills") < place("## Selected posts"),
        "{text}"
    );
    for word in ["Kiosk", "Nunnery", "I count", "ada@", "Engineer"] {
        assert!(!text.contains(word), "{text}");
    }
    assert!(page(&home, &["--variant", "acme", "--contact"]).contains("ada@mill.example"));
    assert!(page(&home, &[]).contains("Engineer"), "without it, nothing has changed");
}

#[test]
fn every_format_has_the_headline_and_the_choice() {
    let home = ada();
    set(&home, &["acme", "--tag", "acme", "--headline", "Head of mills", "--section-title", "work=Posts"]);
    for format in ["json-resume", "resume", "html", "text", "markdown", "rendercv", "yamlresume", "linkedin"]
    {
        let run = home.run(["export", "--variant", "acme", "--format", format]).any();
        assert!(
            run.out().contains("Head of mills") && !run.out().contains("Kiosk"),
            "{format}: {}",
            run.out()
        );
        let has_headings = ["html", "text", "markdown", "rendercv", "yamlresume"].contains(&format);
        assert_eq!(run.out().to_lowercase().contains("posts"), has_headings, "{format}: {}", run.out());
    }
    let order = ["--section-order", "skill"];
    set(&home, &[&["acme"][..], &order].concat());
    for (format, first, second) in [
        ("json-resume", "\"skills\"", "\"work\""),
        ("rendercv", "skills:", "Posts:"),
        ("html", "Skills", "Posts"),
    ] {
        let run = home.run(["export", "--variant", "acme", "--format", format]).any();
        let (one, other) = (run.out().find(first), run.out().rfind(second));
        assert!(one.is_some() && one < other, "{format}: {}", run.out());
    }
}

#[test]
fn a_child_says_what_differs_and_a_flag_wins_over_both() {
    let home = ada();
    set(
        &home,
        &["base", "--headline", "Base", "--language", "de", "--section-title", "work=Posten", "--no-contact"],
    );
    set(&home, &["child", "--from", "base", "--section-title", "skill=Korn", "--contact"]);
    let text = page(&home, &["--variant", "child"]);
    for word in ["Base", "## Posten", "## Korn", "Ausbildung", "ada@"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(page(&home, &["--variant", "child", "--language", "en"]).contains("## Education"));
    assert!(!page(&home, &["--variant", "child", "--no-contact"]).contains("ada@"));
    let shown = home.json(["variant", "show", "child"]);
    assert_eq!((&shown["from"], &shown["headline"]), (&json!("base"), &Value::Null));
    assert_eq!(shown["whole"]["headline"], "Base");
    set(&home, &["child", "--unset", "section-title", "--unset", "contact"]);
    let text = page(&home, &["--variant", "child"]);
    assert!(!text.contains("Korn") && !text.contains("ada@"), "{text}");
}

#[test]
fn a_list_that_is_replaced_is_told_and_a_new_tag_is_a_notice() {
    let home = ada();
    let run = home.run(["variant", "set", "acme", "--tag", "acmee", "--pages", "1"]);
    assert_eq!(run.out(), "acme\n");
    assert_eq!(
        run.err(),
        "made the variant `acme`\n\
         notice: no experience or bullet has the tag `acmee` (the variant `acme` says so); did you mean `acme`?\n"
    );
    fails(home.run(["export", "--variant", "acme"]), 3, &["acmee", "did you mean `acme`"]);
    home.run(["variant", "set", "acme", "--tag", "acme", "--set", "size=10pt"])
        .stdout("acme\n")
        .stderr("changed the variant `acme`\n`tags` had been: acmee\n");
    home.run(["variant", "set", "acme", "--set", "size="])
        .stdout("acme\n")
        .stderr("changed the variant `acme`\n");
    let shown = home.json(["variant", "show", "acme"]);
    assert_eq!((&shown["pages"], &shown["settings"]), (&json!(1), &json!({})));
    home.run(["variant", "set", "acme", "--pages", "1"])
        .stdout("acme\n")
        .stderr("nothing changed in the variant `acme`\n");
}

#[test]
fn what_is_said_is_checked_and_nothing_is_kept_of_it() {
    let home = ada();
    let refused: [(&[&str], &str); 8] = [
        (&["--theme", "modrn"], "modern"),
        (&["--language", "dee"], "de"),
        (&["--set", "sise=10pt"], "size"),
        (&["--set", "size=ten"], "10pt"),
        (&["--kind", "job"], "work"),
        (&["--section-order", "work,job"], "work"),
        (&["--pages", "0"], "255"),
        (&["--unset", "tgs"], "tags"),
    ];
    for (flags, word) in refused {
        fails(home.run([&["variant", "set", "new"], flags].concat()), 2, &[word]);
    }
    fails(home.run(["variant", "set", "new", "--from", "none"]), 3, &["no variant `none`"]);
    fails(home.run(["variant", "set", "two\nlines"]), 2, &["control character"]);
    assert_eq!(home.json(["variant", "list"]), json!([]));
    set(&home, &["acme"]);
    for args in [
        &["export", "--variant", "acne"][..],
        &["preview", "--variant", "acne"],
        &["variant", "show", "acne"],
    ] {
        fails(home.run(args), 3, &["there is no variant `acne`", "did you mean `acme`"]);
    }
}

#[test]
fn an_option_for_another_theme_is_left_out_and_told() {
    let home = ada();
    set(&home, &["acme", "--theme", "modern", "--set", "size=10pt", "--set", "accent=#7a1f3d"]);
    let file = home.json(["export", "cv.html", "--variant", "acme", "--theme", "plain"]);
    let warnings = file["warnings"].to_string();
    let plain = home.json(["theme", "show", "plain"])["options"].to_string();
    assert_eq!(warnings.contains("accent"), !plain.contains("\"accent\""), "{warnings}");
    assert!(!warnings.contains("size="), "{warnings}");
}

#[test]
fn variants_are_renamed_deleted_and_brought_back_with_their_history() {
    let home = ada();
    set(&home, &["acme", "--headline", "One"]);
    set(&home, &["acme", "--headline", "Two"]);
    home.run(["variant", "rename", "acme", "globex"])
        .stdout("globex\n")
        .stderr("renamed the variant `acme` to `globex`\n");
    home.run(["variant", "rename", "globex", "globex"])
        .stdout("globex\n")
        .stderr("the variant is called `globex` already\n");
    let other = set(&home, &["acme", "--headline", "Other"]);
    assert_ne!(
        other["id"],
        home.json(["variant", "show", "globex"])["id"],
        "the id belongs to the renamed one"
    );
    fails(home.run(["variant", "rename", "acme", "globex"]), 2, &["already a variant `globex`"]);
    set(&home, &["child", "--from", "globex"]);
    fails(
        home.run(["variant", "delete", "globex", "--yes"]),
        2,
        &["`child` builds on `globex`", "--unset from"],
    );
    fails(home.run(["variant", "delete", "globex"]), 2, &["--yes"]);
    home.run(["variant", "delete", "globex", "child", "--yes", "--quiet"]).stdout("globex\nchild\n");
    fails(home.run(["export", "--variant", "globex"]), 3, &["is deleted", "resume variant restore globex"]);
    let history = home.json(["variant", "history", "globex"]);
    let headlines: Vec<_> =
        history.as_array().unwrap().iter().map(|one| &one["variant"]["headline"]).collect();
    assert_eq!(headlines, [&json!("One"), &json!("Two"), &json!("Two"), &json!("Two")]);
    home.run(["variant", "restore", "globex", "--quiet"]).stdout("globex\n");
    let first = history[0]["revision"].to_string();
    fails(home.run(["variant", "restore", "globex", "--revision", &first]), 2, &["already a variant `acme`"]);
    home.run(["variant", "delete", "acme", "--yes", "--quiet"]).stdout("acme\n");
    home.run(["variant", "restore", "globex", "--revision", &first, "--quiet"]).stdout("acme\n");
    assert_eq!(home.json(["variant", "show", "acme"])["headline"], "One");
}

#[test]
fn a_circle_and_a_lost_parent_are_named_where_the_variant_is_used() {
    let home = ada();
    set(&home, &["a"]);
    set(&home, &["b", "--from", "a"]);
    fails(home.run(["variant", "set", "a", "--from", "b"]), 2, &["in a circle: a → b → a"]);
    // Another device may do what this one refuses.
    let session = String::from_utf8(home.session_bytes()).unwrap();
    let id = home.json(["variant", "show", "a"])["id"].as_str().unwrap().to_owned();
    home.write_session(session.replace(&format!("\"from\":\"{id}\""), "\"from\":\"gone\"").as_bytes());
    fails(home.run(["export", "--variant", "b"]), 3, &["builds on one that is not here", "--unset from"]);
    let listed = home.json(["variant", "list"]);
    assert!(
        listed[1]["error"].as_str().unwrap().contains("not here") && listed[0]["error"].is_null(),
        "{listed}"
    );
    home.write_session(session.replace("\"name\":\"b\"", "\"name\":\"b\",\"pages\":\"many\"").as_bytes());
    fails(home.run(["export", "--variant", "b"]), 2, &["the variant `b` is wrong: `pages`", "--unset pages"]);
    set(&home, &["b", "--unset", "pages"]);
    home.run(["export", "--variant", "b", "--quiet"]).any();
}

#[test]
fn two_devices_that_make_a_variant_of_one_name_have_one_merged_key_by_key() {
    let (one, other) = (ada(), Home::new());
    let shared = one.work().join("shared.db");
    let url = format!("sqlite:{}", shared.display());
    let (one, other) = (one.with("RESUME_DATABASE_URL", &url), other.with("RESUME_DATABASE_URL", &url));
    one.run(["db", "init"]).any();
    one.run(["sync"]).any();
    other.run(["sync"]).any();
    let apart = ["--offline"];
    let run = |home: &Home, args: &[&str]| home.run([&apart[..], args].concat()).any();
    run(&one, &["variant", "set", "acme", "--headline", "One", "--section-title", "work=Posts"]);
    run(&other, &["variant", "set", "acme", "--pages", "2", "--section-title", "skill=Crafts"]);
    for home in [&one, &other, &one] {
        home.run(["sync"]).any();
    }
    for home in [&one, &other] {
        let all = home.json(["variant", "list"]);
        assert_eq!(all.as_array().unwrap().len(), 1, "{all}");
        assert_eq!((&all[0]["headline"], &all[0]["pages"]), (&json!("One"), &json!(2)));
        assert_eq!(all[0]["section_titles"], json!({"work": "Posts", "skill": "Crafts"}));
    }
    // Both rename one of two to the same name.
    run(&one, &["variant", "set", "x"]);
    run(&one, &["variant", "rename", "x", "same"]);
    run(&other, &["variant", "set", "same"]);
    for home in [&one, &other, &one] {
        home.run(["sync"]).any();
    }
    let all = one.json(["variant", "list"]);
    fails(one.run(["export", "--variant", "same"]), 3, &["several variants are called `same`"]);
    let id = all[1]["id"].as_str().unwrap();
    one.run(["variant", "rename", &id[..8], "apart", "--quiet"]).stdout("apart\n");
    one.run(["export", "--variant", "same", "--quiet"]).any();
}

#[test]
fn one_typo_that_is_mended_once_is_mended_in_every_variant() {
    let home = Home::new();
    let work: Vec<_> = (0..40)
        .map(|n| json!({"position": format!("Enginer {n}"), "name": "Mill", "startDate": format!("{}", 1980 + n)}))
        .collect();
    let path = home.write("file.json", json!({"basics": {"name": "Ada"}, "work": work}).to_string());
    home.run(["import", path.to_str().unwrap()]).any();
    let id = home.json(["list", "--search", "Enginer 39"])[0]["id"].as_str().unwrap().to_owned();
    for n in 0..30 {
        set(
            &home,
            &[&format!("v{n}"), "--since", &(1985 + n).to_string(), "--headline", &format!("For {n}")],
        );
    }
    home.run(["edit", &id, "--title", "Engineer 39"]).any();
    for n in 0..30 {
        let text = page(&home, &["--variant", &format!("v{n}")]);
        assert!(text.contains("Engineer 39") && !text.contains("Enginer 39"), "{text}");
        assert!(text.contains(&format!("For {n}")) && text.contains("Enginer 38"), "{text}");
    }
    let documents = home.session()["documents"].to_string();
    assert!(documents.contains("For 29") && !documents.contains("Enginer"), "a variant holds no copy");
}

#[test]
fn tailoring_makes_a_variant_and_keeps_what_else_it_says() {
    let home = ada();
    home.write("job.txt", "We need a Head of a Mill.");
    set(&home, &["globex", "--headline", "Miller"]);
    let tailor = |args: &[&str]| {
        home.run([&["ai", "tailor", "--job", "job.txt", "--no-ai", "--variant", "globex"], args].concat())
    };
    let run = tailor(&[]).any();
    assert_eq!(run.exit_code(), Some(0), "{}", run.err());
    assert!(run.err().contains("resume export --variant globex"), "{}", run.err());
    let shown = home.json(["variant", "show", "globex"]);
    assert_eq!((&shown["tags"], &shown["headline"]), (&json!(["globex"]), &json!("Miller")));
    let text = page(&home, &["--variant", "globex"]);
    assert!(text.contains("Head") && text.contains("Nunnery") && !text.contains("Kiosk"), "{text}");
    set(&home, &["globex", "--tag", "acme"]);
    let before = home.session_bytes();
    fails(tailor(&[]), 2, &["chooses by other tags", "--replace"]);
    assert_eq!(home.session_bytes(), before, "all of it or nothing");
    tailor(&["--replace"]).any();
    assert_eq!(home.json(["variant", "show", "globex"])["tags"], json!(["globex"]));
}

#[test]
fn tables_show_what_variants_say_and_where_it_is_from() {
    let home = ada();
    home.run(["variant", "list"])
        .stdout("")
        .stderr("there is no variant yet; `resume variant set NAME` makes one\n");
    set(&home, &["base", "--tag", "acme", "--pages", "1"]);
    set(&home, &["child", "--from", "base", "--section-title", "work=Posts"]);
    home.run(["variant", "list"]).stdout(
        "VARIANT  FROM  EXPERIENCES  WHAT IT SAYS\n\
         base     –     2            tags=acme pages=1\n\
         child    base  2            section_titles=work: Posts\n",
    );
    home.run(["variant", "show", "child"]).stdout(
        "KEY                              VALUE\n\
         from                             base\n\
         tags            with its parent  acme\n\
         section_titles                   work: Posts\n\
         pages           with its parent  1\n\
         experiences                      2\n",
    );
    home.run(["variant", "show", "base"]).stdout(
        "KEY          VALUE\n\
         tags         acme\n\
         pages        1\n\
         experiences  2\n",
    );
}

#[test]
fn a_child_takes_away_what_its_parent_says() {
    let home = Home::new();
    home.add("Engineer");
    set(&home, &["parent", "--section-title", "work=Posts", "--set", "size=12pt"]);
    set(&home, &["child", "--from", "parent"]);
    assert!(page(&home, &["--variant", "child"]).contains("## Posts"));
    set(&home, &["child", "--section-title", "work=", "--set", "size="]);
    assert!(!page(&home, &["--variant", "child"]).contains("Posts"));
    let shown = home.json(["variant", "show", "child"]);
    assert_eq!(shown["from"], "parent");
    assert!(page(&home, &["--variant", "parent"]).contains("## Posts"));
}

#[test]
fn a_headline_of_a_variant_is_no_text_to_translate() {
    let home = Home::new();
    home.run(["profile", "set", "label=Engineer", "meta.language=en"]).any_output();
    home.run(["profile", "set", "--language", "de", "label=Ingenieurin"]).any_output();
    home.add("Engineer");
    set(&home, &["german", "--language", "de", "--headline", "Leiterin"]);
    let output = home.run(["export", "-", "--format", "markdown", "--variant", "german"]);
    output.stderr_contains("`Engineer` has no text in `de`").stdout_contains("Leiterin").any_output();
    let output = home.run(["export", "-", "--format", "markdown", "--variant", "german"]);
    assert!(!output.err().contains("label"), "{}", output.err());
    output.any_output();
}
