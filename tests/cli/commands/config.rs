//! `config`: what is in force, where it comes from, and changes of `config.toml`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::support::{Home, Terminal};

fn put(home: &Home, text: &str) {
    fs::create_dir_all(home.path()).unwrap();
    fs::write(home.path().join("config.toml"), text).unwrap();
}

fn file(home: &Home) -> String {
    fs::read_to_string(home.path().join("config.toml")).unwrap()
}

#[test]
fn settings_that_several_processes_write_at_once_are_all_kept() {
    let settings = ["user", "sync", "timeout", "ai.url", "ai.model", "ai.timeout"];
    let values = ["ada", "manual", "7", "http://localhost:1/v1", "m1", "90"];
    let home = Home::new();
    for change in ["set", "unset"] {
        std::thread::scope(|scope| {
            for (key, value) in settings.into_iter().zip(values) {
                let args = if change == "set" {
                    vec!["config", "set", key, value]
                } else {
                    vec!["config", "unset", key]
                };
                scope.spawn(|| home.run(args).code(0).any_output());
            }
        });
        let all = home.json(["config"]);
        for (key, value) in settings.into_iter().zip(values) {
            let setting = all.as_array().unwrap().iter().find(|one| one["key"] == key).unwrap();
            assert_eq!(setting["value"] == value, change == "set", "{change}: {setting}");
        }
    }
    assert!(!home.files().iter().any(|name| name.ends_with(".new")), "{:?}", home.files());
}

#[test]
fn every_setting_has_a_value_and_a_source_and_no_secret_is_shown() {
    let home = Home::new().with("RESUME_TIMEOUT", "5");
    put(
        &home,
        "database = 'postgres://ada:kestrel@db.example.org/cv?options=-c%20my.key%3Dkestrel'\n[ai]\nkey = 'sk-kestrel'\nmodel = 'm1'\n",
    );
    let all = home.json(["config"]);
    assert!(!all.to_string().contains("kestrel"), "{all}");
    let of = |key: &str| {
        let setting = all.as_array().unwrap().iter().find(|one| one["key"] == key).unwrap();
        (setting["value"].clone(), setting["source"].clone(), setting["default"].clone())
    };
    let config = json!(format!("`{}`", home.path().join("config.toml").display()));
    let database = "postgresql://ada@db.example.org/cv?options=hidden";
    assert_eq!(of("database"), (json!(database), config.clone(), json!(false)));
    assert_eq!(of("user"), (json!("ada"), json!("the default"), json!(true)));
    assert_eq!(of("timeout"), (json!("5"), json!("the environment"), json!(false)));
    assert_eq!(of("sync"), (json!("background"), json!("the default"), json!(true)));
    assert_eq!(of("ai.key"), (json!("set"), config, json!(false)));
    assert_eq!(of("ai.timeout").0, "60");
    assert_eq!(all.as_array().unwrap().len(), 12);
    home.run(["config", "get", "ai.model"]).stdout("m1\n");
    let table = home.run(["config", "list"]).any();
    assert!(table.out().starts_with("KEY"), "{table:?}");
    assert!(!table.out().contains("kestrel"), "{table:?}");
}

#[test]
fn setting_and_unsetting_keeps_the_rest_of_the_file() {
    let home = Home::new();
    let path = home.path().join("config.toml");
    let text = "# mine\nsync = 'manual' # by hand\n\n[ai]\n# the cheap one\nmodel = 'small'\n";
    put(&home, text);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let _ = home.run(["config", "set", "sync", "inline"]).any_output();
    let _ = home.run(["config", "set", "timeout", "7.5"]).any_output();
    let _ = home.run(["config", "set", "ai.log_content", "false"]).any_output();
    home.program(["config", "set", "ai.key", "-"]).input("sk-1\n").run().code(0).any_output();
    assert_eq!(
        file(&home),
        "# mine\nsync = \"inline\" # by hand\ntimeout = 7.5\n\n[ai]\n# the cheap one\nmodel = 'small'\nlog_content = false\nkey = \"sk-1\"\n"
    );
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    for key in ["timeout", "ai.log_content", "ai.key"] {
        let _ = home
            .run(["config", "unset", key])
            .stderr(format!("`{}` no longer has `{key}`\n", path.display()));
    }
    let _ = home.run(["config", "set", "sync", "manual"]).any_output();
    assert_eq!(file(&home), text.replace("'manual'", "\"manual\""));
    // The comment at the top is one on the file.
    let _ = home.run(["config", "unset", "sync"]).any_output();
    assert_eq!(file(&home), "# mine\n\n[ai]\n# the cheap one\nmodel = 'small'\n");
    home.run(["config", "unset", "sync"]).stderr(format!("`{}` does not have `sync`\n", path.display()));
}

#[test]
fn a_wrong_value_is_refused_and_a_wrong_file_can_be_mended() {
    let home = Home::new();
    home.program(["list"])
        .env("RESUME_LOG", "verbose")
        .run()
        .code(2)
        .stderr_contains("`verbose` is none of off, error,");
    put(&home, "sync = 'often'\n");
    for (key, value) in [
        ("sync", "often"),
        ("timeout", "-1"),
        ("timeout", "long"),
        ("log", "a=b=c"),
        ("log", "verbose"),
        ("log", "%%%"),
        ("log", "foo bar"),
        ("log", "resume::sync=loud"),
        ("database", "mysql://x"),
        ("ai.url", "nonsense"),
        ("ai.model", " "),
        ("ai.timeout", "0"),
        ("ai.allow_http", "yes"),
        ("user", ""),
    ] {
        let refused = home.run(["config", "set", key, value]).code(2).calm();
        drop(refused.any_output());
        assert_eq!(file(&home), "sync = 'often'\n", "{key}");
    }
    home.run(["config", "set", "sync", "often"]).code(2).stderr(
        "error: `often` is no value of `sync`\nhint: write `background`, `inline` or `manual`; nothing was changed\n",
    );
    home.run(["config", "list"]).code(2).stderr_contains("`sync` is not valid");
    home.run(["config", "set", "snyc", "inline"]).code(2).stderr_contains("'sync'");
    let overruled = home.program(["config", "set", "sync", "manual"]).env("RESUME_SYNC", "inline").run();
    let _ = overruled.stderr_contains("warning: the environment also has `sync`, and takes precedence here");
    assert_eq!(file(&home), "sync = \"manual\"\n");
    for filter in [
        "off",
        "DEBUG",
        "resume=info",
        "warn,resume::sync=trace",
        "resume::sync",
        "info,hyper=warn",
        "resume=debug, warn,",
    ] {
        home.run(["config", "set", "log", filter]).any_stderr();
        home.run(["config", "get", "log"]).stdout(format!("{filter}\n"));
    }
    home.run(["config", "unset", "log"]).any_stderr();
    home.run(["config", "get", "sync"]).stdout("manual\n");
}

#[test]
fn the_default_database_can_be_gone_back_to() {
    let home = Home::new();
    let _ = home.add("One");
    let _ = home.run(["db", "use", "none"]).any_output();
    let config = home.path().join("config.toml");
    home.run(["sync"]).code(5).stderr(format!(
        "error: no database is configured: `{}` sets it to `none`\n\
         hint: `resume db use default` goes back to the default database, `resume db use URL` chooses another one\n",
        config.display()
    ));
    let _ = home.add("Two");
    home.run(["db", "use", "default"])
        .stderr(format!("`{}` names no database, so the default one is used\n", config.display()));
    assert_eq!(file(&home), "");
    assert_eq!(home.json(["sync"])["pushed"], 1);
    fs::remove_file(home.session_path()).unwrap();
    assert_eq!(home.json(["list"]).as_array().unwrap().len(), 2);
}

#[test]
fn only_the_default_database_has_its_directory_made() {
    let home = Home::new();
    let missing = home.work().join("mistyped");
    let url = format!("sqlite:{}", missing.join("cv.db").display());
    let refused = home.program(["db", "init"]).env("RESUME_DATABASE_URL", url).run().code(5);
    drop(refused.stderr(format!(
        "error: there is no directory `{}`\nhint: correct the path of the database, or make the directory first\n",
        missing.display()
    )));
    assert!(!missing.exists());
    home.run(["db", "init"]).stdout_contains("created");
}

#[test]
fn the_url_of_supabases_api_is_answered_with_those_of_the_database() {
    let home = Home::new();
    let refused = home.run(["db", "use", "https://abcdefghijklmnopqrst.supabase.co"]).code(2);
    let refused = refused.stderr_contains("is the HTTP API of the Supabase project `abcdefghijklmnopqrst`");
    for url in [
        "postgresql://postgres.abcdefghijklmnopqrst:PASSWORD@aws-0-REGION.pooler.supabase.com:5432/postgres (session pooler)",
        "postgresql://postgres.abcdefghijklmnopqrst:PASSWORD@aws-0-REGION.pooler.supabase.com:6543/postgres (transaction pooler)",
        "postgresql://postgres:PASSWORD@db.abcdefghijklmnopqrst.supabase.co:5432/postgres (direct, IPv6 only)",
    ] {
        assert!(refused.err().contains(url), "{url}: {refused:?}");
    }
    assert!(!home.path().join("config.toml").exists());
    let said = "is the HTTP API of the Supabase project `abcdefghijklmnopqrst`";
    for url in [
        "HTTPS://ABCDEFGHIJKLMNOPQRST.supabase.co",
        "https://supabase.com/dashboard/project/abcdefghijklmnopqrst",
    ] {
        home.run(["db", "use", url]).code(2).stderr_contains(said);
        home.run(["list", "--database", url]).code(2).stderr_contains(said);
        home.clone_settings().with("RESUME_DATABASE_URL", url).run(["list"]).code(2).stderr_contains(said);
    }
}

#[test]
fn what_is_secret_is_in_no_error() {
    let home = Home::new();
    for flags in [&[][..], &["--json"]] {
        let set = |key: &str, value: &str| home.program([&["config", "set", key, value][..], flags].concat());
        for refused in [
            set("ai.key", "-").input("sk-mine and more\n").run(),
            set("ai.key", "sk-minä").run(),
            set("ai.url", "https://ada:sk-mine@h.example/v1").run(),
        ] {
            let refused = refused.code(2).calm();
            assert!(
                refused.err().contains("that is no value of `ai.") && !refused.err().contains("sk-min"),
                "{refused:?}"
            );
        }
    }
}

#[test]
fn keys_are_never_cut() {
    let home = Home::new();
    let mut terminal = Terminal::sized(&home.program(["config"]), 60, 40);
    assert_eq!(terminal.code(), Some(0));
    for key in ["ai.key_command", "ai.log_content", "database"] {
        assert!(terminal.screen().contains(key), "{}", terminal.screen());
    }
}

#[test]
fn tz_names_a_zone_and_an_unknown_one_is_told() {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let _ = home.add("One");
    let text = String::from_utf8(home.session_bytes()).unwrap();
    let at = text.split("\"created_at\":\"").nth(1).unwrap().split('"').next().unwrap();
    home.write_session(text.replace(at, "2024-03-15T20:30:00Z").as_bytes());
    let shown = |zone: &str| home.program(["show", "One"]).env("TZ", zone).run();
    for (zone, time) in [
        ("UTC", "2024-03-15 20:30"),
        ("Asia/Kolkata", "2024-03-16 02:00"),
        ("America/New_York", "2024-03-15 16:30"),
        (":Europe/Berlin", "2024-03-15 21:30"),
        ("IST-5:30", "2024-03-16 02:00"),
    ] {
        drop(shown(zone).stdout_contains(time));
    }
    let unknown =
        "notice: this system knows no time zone `Mars/Olympus`, which `TZ` names; times are shown in UTC\n";
    drop(shown("Mars/Olympus").stderr(unknown).stdout_contains("2024-03-15 20:30"));
}

#[test]
fn a_change_is_told_although_another_setting_is_wrong() {
    let home = Home::new();
    put(&home, "sync = 5\n[ai]\nkey = 7\n");
    let config = home.path().join("config.toml");
    let config = config.display();
    let wrong = |at: &str| format!("warning: `{config}`: a text in quotes is wanted at {at}\n");
    home.run(["config", "unset", "sync"])
        .stderr(format!("`{config}` no longer has `sync`\n{}", wrong("2:7")));
    home.run(["config", "set", "sync", "manual"])
        .stderr(format!("`{config}` now has `sync`\n{}", wrong("3:7")));
    let set = home.program(["config", "set", "timeout", "7", "--json"]).run().any_stderr().json();
    assert_eq!(
        (&set["key"], &set["value"], &set["default"]),
        (&json!("timeout"), &json!("7"), &json!(false))
    );
    home.run(["config", "unset", "ai.key"]).stderr(format!("`{config}` no longer has `ai.key`\n"));
    home.run(["config", "get", "sync"]).stdout("manual\n");
}

#[test]
fn a_text_without_quotes_is_told_as_such() {
    let home = Home::new();
    put(&home, "timeout = 3\nsync = inline\n");
    for args in [&["list"][..], &["config", "set", "log", "info"]] {
        home.run(args).code(2).stderr_contains("`true` and `false` are in small letters at 2:8");
    }
    home.program(["config", "set", "ai.key", "-"]).input("").run().code(2).stderr_contains("it is empty");
}
