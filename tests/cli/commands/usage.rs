//! What is said on the command line, and what is wrong with it.

use crate::support::Home;

#[test]
fn an_empty_item_is_wrong_usage() {
    let home = Home::new();
    let id = home.add("Baker");
    let before = home.session_bytes();
    for args in [
        &["add", "x", "--skill", ""][..],
        &["add", "x", "--tag", " "],
        &["add", "x", "--bullet", ""],
        &["edit", &id, "--skill", " "],
        &["edit", &id, "--add-skill", ""],
        &["edit", &id, "--add-bullet", "\t"],
    ] {
        home.run(args).code(2).stderr_contains(": it is empty");
    }
    assert_eq!(home.session_bytes(), before);
}

#[test]
fn the_options_of_every_command_stand_before_it_behind_it_and_behind_its_own() {
    let home = Home::new();
    for args in [["--json", "db", "check"], ["db", "--json", "check"], ["db", "check", "--json"]] {
        assert_eq!(home.run(args).code(0).json()["ok"], true);
    }
    for args in [
        &["--database", "none", "status", "--json"][..],
        &["--json", "status", "--database", "none"],
        // The last one counts.
        &["--database", "sqlite:other.db", "--json", "status", "--database", "none", "--json"],
    ] {
        assert_eq!(home.run(args).code(0).json()["database"]["kind"], "none");
    }
    for args in [["--quiet", "--quiet", "list"], ["list", "--quiet", "--quiet"]] {
        home.run(args).code(2).stderr_contains("--quiet");
    }
}

#[test]
fn what_is_not_there_cannot_be_unset() {
    let home = Home::new();
    let id = home.run(["add", "Baker", "--meta", "team=7"]).id();
    home.run(["edit", &id, "--unset", "metadata.zz"])
        .code(2)
        .stderr("error: the experience has no metadata key `zz`\nhint: `resume show` lists its metadata\n");
    home.run(["edit", &id, "--unset", "zz"]).code(2).stderr_contains("error: there is no field `zz`\n");
    let _ = home.run(["edit", &id, "--unset", "metadata.team"]).id();
}

#[test]
fn a_directory_is_no_resume() {
    let home = Home::new();
    home.run(["import", "."]).code(2).stderr(
        "error: `.`: looks like a folder without the tables of a LinkedIn export, not like a résumé\n\
         hint: `resume import` reads resume, linkedin, reactive-resume, fresh, rendercv, yamlresume, europass, \
         document, json-resume; `--format` reads a file as one of them whatever it looks like\n",
    );
}

#[test]
fn a_margin_leaves_room_for_the_text() {
    let home = Home::new();
    for margin in ["15cm", "0cm", "1mm"] {
        home.run(["export", "cv.html", "--set", &format!("margin={margin}")]).code(2).stderr(format!(
            "error: `{margin}` is no value of `margin`: write a length from `1.2cm` to `5cm`\n"
        ));
    }
}

#[test]
fn help_is_a_command_too() {
    let home = Home::new();
    for (asked, flag) in [
        (&["help"][..], &["--help"][..]),
        (&["help", "list"], &["list", "--help"]),
        (&["help", "db", "use"], &["db", "use", "--help"]),
    ] {
        let told = home.run(flag).out().to_owned();
        home.run(asked).stdout(told);
    }
}

#[test]
fn csv_holds_what_json_holds() {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let _ = home.run(["add", "Baker", "--meta", "team=7"]).id();
    let csv = home.run(["list", "--format", "csv"]).out().to_owned();
    let (head, row) = csv.split_once('\n').unwrap();
    let one = home.json(["list"]);
    let mut keys: Vec<_> = one[0].as_object().unwrap().keys().map(String::as_str).collect();
    let mut columns: Vec<_> = head.split(',').collect();
    keys.sort_unstable();
    columns.sort_unstable();
    assert_eq!(columns, keys);
    assert!(row.contains(r#""{""team"":""7""}""#), "{row}");
}

#[test]
fn no_database_is_named_once() {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    home.run(["status"]).stdout_contains("database      none (from the environment)\n");
}

/// A terminal of 80 columns would wrap a longer line in the middle of a command.
#[test]
fn examples_fit_into_80_columns() {
    let home = Home::new();
    for command in
        [&["add"][..], &["list"], &["edit"], &["completions"], &["ai", "suggest"], &["ai", "tailor"]]
    {
        let help = home.run(command.iter().chain(&["--help"])).out().to_owned();
        let examples: Vec<_> = help.lines().rev().take_while(|line| !line.is_empty()).collect();
        assert!(examples.len() > 2, "{command:?}: {help}");
        for line in examples {
            assert!(line.chars().count() <= 80, "{command:?}: {line}");
        }
    }
}

#[test]
fn a_flag_or_command_one_slip_away_is_named() {
    let home = Home::new();
    for (args, meant) in [
        (&["lgo"][..], "a similar subcommand exists: 'log'"),
        (&["lgo", "list"], "a similar subcommand exists: 'log'"),
        (&["db", "ues", "none"], "a similar subcommand exists: 'use'"),
        (&["list", "--tg", "ops"], "a similar argument exists: '--tag'"),
        (&["list", "--tg=ops"], "a similar argument exists: '--tag'"),
        (&["check", "--jbo", "x"], "a similar argument exists: '--job'"),
        (&["lis"], "a similar subcommand exists: 'list'\n"),
        (&["profile", "st", "name=Ada"], "a similar subcommand exists: 'set'\n"),
        (&["remove", "x"], "a similar subcommand exists: 'delete'"),
        (&["find", "x"], "a similar subcommand exists: 'list --search'"),
        (&["list", "--columns", "TITLE"], "a similar value exists: 'title'"),
        (&["add", "x", "--company", "z"], "unexpected argument '--company' found\n"),
        (&["list", "--limit", "few"], "write a whole number, such as 20"),
        (&["list", "--limit", "-1"], "write a whole number, such as 20"),
    ] {
        let refused = home.run(args).code(2).stderr_contains(meant);
        assert!(!refused.err().contains("as a value"), "{args:?}");
    }
    let refused = home.run(["add", "x", "--start", "soon", "--json"]).code(2).err().to_owned();
    assert!(refused.contains("`resume add --help` has its flags and values"), "{refused}");
}

#[test]
fn what_a_text_says_of_a_skill_has_a_flag() {
    let home = Home::new();
    for (kind, flag) in [("language", "--fluency"), ("skill", "--level")] {
        let add = ["add", "Dutch", "--kind", kind, "--text", "well"];
        home.run(add).any().stderr_contains(&format!(" {flag} …` says how well you know it"));
        let _ = home.run([&add[..], &[flag, "B2"]].concat()).id();
    }
}

#[test]
fn what_is_taken_away_is_named_where_it_is_mistyped() {
    let home = Home::new();
    let id = home.run(["add", "Baker", "--skill", "Kubernetes", "--meta", "issuer=Mill"]).id();
    for (flags, meant) in [
        (["--remove-skill", "kubernets"], "`Kubernetes`"),
        (["--unset", "orgnization"], "`organization`"),
        (["--unset", "metadata.isuer"], "`metadata.issuer`"),
    ] {
        let hint = format!("hint: did you mean {meant}?");
        home.run([&["edit", &id][..], &flags].concat()).code(2).stderr_contains(&hint);
    }
}

#[test]
fn deleted_ones_are_named_where_they_would_be_found() {
    let home = Home::new();
    let id = home.add("Baker");
    home.run(["list", "--search", "cook"]).code(0).stderr("no experiences match\n");
    home.run(["delete", &id, "--yes"]).any_output();
    home.run(["list", "--search", "baker"])
        .code(0)
        .stderr("no experiences match, but deleted ones do: add `--deleted`\n");
}

#[test]
fn two_of_one_title_are_told_apart_by_their_employers() {
    let home = Home::new();
    for employer in ["Café", "Kiosk"] {
        home.json(["add", "Barista", "--organization", employer]);
    }
    home.run(["show", "barista"])
        .code(3)
        .stderr_contains("(Barista, Café)")
        .stderr_contains("(Barista, Kiosk)");
}

#[test]
fn a_skill_is_removed_in_any_case_of_its_letters() {
    let home = Home::new();
    let id = home.run(["add", "Baker", "--skill", "Ökologie", "--bullet", "one"]).id();
    home.run(["edit", &id, "--remove-bullet", "9"]).code(2).stderr_contains("has no bullet 9; there is 1\n");
    let _ = home.run(["edit", &id, "--remove-skill", "ökologie"]).id();
    assert_eq!(home.json(["show", &id])["skills"], serde_json::json!([]));
}

#[test]
fn a_number_out_of_bounds_is_told_in_words() {
    let home = Home::new();
    for (args, told) in [
        (["undo", "--count", "0"], "write a number from 1 to 65535"),
        (["export", "--pages", "0"], "write a number from 1 to 255"),
        (["restore", "--revision", "0"], "write a whole number above 0"),
    ] {
        home.run(args).code(2).stderr_contains(told);
    }
}

#[test]
fn the_way_back_from_a_deletion_can_be_pasted() {
    let home = Home::new();
    let _ = home.run(["variant", "set", "a b", "--kind", "work"]).any_output();
    home.run(["variant", "delete", "a b", "--yes"])
        .stderr_contains("`resume variant restore 'a b'` brings it back")
        .any_output();
    let added = home.program(["application", "add", "Acme", "--json"]).run().any_stderr().json();
    let id = added["id"].as_str().unwrap()[..8].to_owned();
    home.run(["application", "delete", &id, "--yes"])
        .stderr_contains(&format!("`resume application restore {id}` brings it back"))
        .any_output();
}

#[test]
fn an_empty_profile_is_json_in_a_pipe() {
    Home::new().run(["profile"]).stdout("{}\n").stderr_contains("the profile is empty");
}
