//! Where settings come from, and what is made of those that are wrong.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;

use crate::support::Home;

/// Puts a file into the home.
fn put(home: &Home, name: &str, content: impl AsRef<[u8]>) {
    fs::create_dir_all(home.path()).unwrap();
    fs::write(home.path().join(name), content).unwrap();
}

#[test]
fn a_strangers_env_file_is_never_in_the_way() {
    for content in [
        "this is no variable\nFOO BAR\n".as_bytes(),
        b"\xff\xfe\0\n",
        b"OTHER='never closed\n",
        &vec![b'#'; 60 << 10],
    ] {
        let home = Home::new();
        home.write(".env", content);
        let _ = home.add("Baker");
    }
    let home = Home::new();
    fs::create_dir(home.work().join(".env")).unwrap();
    let _ = home.add("Baker");
    let home = Home::new();
    mkfifo(&home.work().join(".env"), Mode::S_IRWXU).unwrap();
    let _ = home.add("Baker");
}

#[test]
fn a_mark_before_an_env_file_is_no_part_of_it() {
    let home = Home::new();
    put(&home, ".env", "\u{feff}RESUME_SYNC=manual\n");
    home.run(["config", "get", "sync"]).stdout("manual\n");
    home.write(".env", "\u{feff}RESUME_DATABASE_URL=sqlite:other.db\n");
    home.run(["config", "get", "database"]).stdout_contains("other.db\n").any_stderr();
}

#[test]
fn what_is_wrong_in_a_strangers_env_file_is_passed_over_and_told() {
    let home = Home::new();
    put(&home, "config.toml", "sync = 'manual'\n");
    let path = home.write(
        ".env",
        "RESUME_DATABASE_URL=mysql://root:secret@host/x\nRESUME_SYNC=often\nRESUME_TIMEOUT=long\n\
         RESUME_USER=mallory\nRESUME_LOG=a=b=c\nRESUME_X Y\n",
    );
    let path = path.display();
    let told = format!(
        "notice: `{path}`: `RESUME_X` is not of the form `NAME=value`; it is ignored
notice: `{path}`: this version of `resume` knows no database of that kind; it is ignored
notice: `{path}`: `RESUME_USER` applies only together with the `RESUME_DATABASE_URL` in use; it is ignored
notice: `{path}`: `RESUME_SYNC` is not accepted from the `.env` of the current directory; it is ignored
notice: `{path}`: `RESUME_TIMEOUT` is not accepted from the `.env` of the current directory; it is ignored
notice: `{path}`: the log filter is not valid: `a=b=c` is none of off, error, warn, info, debug and trace, and not like `resume::sync=debug`; it is ignored
"
    );
    let output = home.run(["status"]).stderr(told);
    assert!(output.out().contains("(from the default)"), "{output:?}");
    drop(output);
    let _ = home.run(["--quiet", "add", "Baker"]).id();
    assert!(!home.database_path().exists(), "`sync` of config.toml is what counts");
    home.write(".env", vec![b'#'; 65 << 10]);
    let _ =
        home.run(["list"]).stdout_contains("Baker").stderr_contains("is larger than 64 KiB; it is ignored");
}

#[test]
fn ones_own_files_must_be_right() {
    let home = Home::new();
    for (name, content, message) in [
        (".env", &b"no variable\n"[..], "entry 1 is not of the form `NAME=value`"),
        (".env", b"RESUME_SYNC=often\n", "`RESUME_SYNC` is not valid"),
        (".env", b"A=\xff\n", "it is not UTF-8 text\nhint: save it as UTF-8 text\n"),
        ("config.toml", b"# \xff\n", "it is not UTF-8 text\nhint: save it as UTF-8 text\n"),
        ("config.toml", b"timeout = -1\n", "`timeout` is not valid: write a number"),
        ("config.toml", b"sync = 'x'\n", "`sync` is not valid"),
        ("config.toml", b"database = 'mysql:x'\n", "knows no database of that kind"),
    ] {
        put(&home, name, content);
        home.run(["list"]).code(2).stderr_contains(message);
        fs::remove_file(home.path().join(name)).unwrap();
    }
    for name in [".env", "config.toml"] {
        let path = home.path().join(name);
        mkfifo(&path, Mode::S_IRWXU).unwrap();
        home.run(["list"]).code(2).stderr_contains("it is not a regular file\nhint: ");
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        home.run(["list"]).code(2).stderr_contains("it is not a regular file\nhint: ");
        fs::remove_dir(&path).unwrap();
    }
    home.run(["--env-file", "nope", "list"]).code(2).stderr(
        "error: could not read `nope`: No such file or directory (os error 2)\nhint: name an existing file\n",
    );
    mkfifo(&home.work().join("pipe"), Mode::S_IRWXU).unwrap();
    home.run(["--env-file", "pipe", "list"]).code(2).stderr_contains("it is not a regular file");
}

#[test]
fn a_relative_path_is_meant_from_the_file_that_names_it() {
    let home = Home::new();
    let database = |home: &Home| home.json(["status"])["database"]["name"].as_str().unwrap().to_owned();
    put(&home, "config.toml", "database = 'sqlite:x.db'\n");
    assert_eq!(database(&home), home.path().join("x.db").to_str().unwrap());
    fs::create_dir(home.work().join("conf")).unwrap();
    home.write("conf/env", "RESUME_DATABASE_URL=sqlite:y.db\n");
    let status = home.json(["--env-file", "conf/env", "status"]);
    assert_eq!(status["database"]["name"], home.work().join("conf/y.db").to_str().unwrap());
    let home = home.with("RESUME_DATABASE_URL", "SQLITE:./z.db");
    assert_eq!(database(&home), home.work().join("z.db").to_str().unwrap());
    let home = home.with("RESUME_DATABASE_URL", "sqlite:~/z.db");
    home.run(["status"]).code(2).stderr_contains("hint: set `HOME`, or write the whole path");
    assert_eq!(database(&home.with("HOME", "/home/ada")), "/home/ada/z.db");
}

#[test]
fn db_use_keeps_what_stands_in_the_file() {
    let home = Home::new();
    put(&home, "shared.toml", "# mine\ndatabase = 'mysql:wrong' # why\n\nuser  =  'ada'\n");
    symlink("shared.toml", home.path().join("config.toml")).unwrap();
    let path = home.path().join("config.toml");
    home.run(["db", "use", "sqlite:x.db"])
        .stderr(format!("`{}` now names the database; `resume db check` tries it\n", path.display()));
    let wanted = format!(
        "# mine\ndatabase = \"sqlite:{}\" # why\n\nuser  =  'ada'\n",
        home.work().join("x.db").display()
    );
    assert_eq!(fs::read_to_string(home.path().join("shared.toml")).unwrap(), wanted);
    assert!(path.is_symlink());
    home.run(["db", "use", "none"])
        .stderr(format!("`{}` now says `none`: changes stay on this device\n", path.display()));
    put(&home, "shared.toml", "not toml");
    home.run(["db", "use", "none"]).code(2).stderr_contains("config.toml`: ");
    home.run(["db", "use", "sqlite:file:x"]).code(2).stderr_contains("error: `sqlite:file:");
}

#[test]
fn db_use_says_what_overrides_it() {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let config = home.path().join("config.toml");
    let config = config.display();
    home.run(["db", "use", "none"]).stderr(format!(
        "`{config}` now says `none`: changes stay on this device
warning: the environment also names a database, and takes precedence here
"
    ));
    let wrong = home.program(["db", "use", "none"]).env("RESUME_DATABASE_URL", "mysql:x").run();
    wrong
        .stderr_contains("warning: the environment: this version of `resume` knows no database of that kind");
    let value = home.run(["--json", "db", "use", "sqlite:/srv/x.db"]).any_stderr().json();
    assert_eq!(value["database"]["kind"], "sqlite");
    assert_eq!(value["database"]["name"], "/srv/x.db");
    assert_eq!(value["config"], config.to_string());
}

#[test]
fn what_is_said_about_the_ai_is_in_nobody_elses_way() {
    let home = Home::new().with("RESUME_AI_URL", "ftp://x").with("RESUME_AI_KEY", "a b");
    put(&home, "config.toml", "# mine\n[ai]\nmodel = ' '\ntimeout = -1 # none\n");
    home.write(".env", "RESUME_AI_URL=https://evil.example/v1\nOPENAI_API_KEY=sk-theirs\n");
    let _ = home.add("Baker");
    home.run(["db", "use", "none"]).any();
    let config = fs::read_to_string(home.path().join("config.toml")).unwrap();
    let (before, table) = config.split_once("[ai]").unwrap();
    assert!(before.contains("database = \"none\""), "{config}");
    assert_eq!(table, "\nmodel = ' '\ntimeout = -1 # none\n");
    let _ = home.run(["list"]).stdout_contains("Baker");
    put(&home, "config.toml", "ai.modle = 'x'\n");
    home.run(["list"]).code(2).stderr_contains("there is no setting `modle`; did you mean `model`?");
}

#[test]
fn a_secret_that_others_may_read_is_told() {
    let home = Home::new();
    let checked = |file: &str, mode: u32| {
        let path = home.path().join(file);
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let value = home.run(["--json", "db", "check"]).any().json();
        let step = value["checks"].as_array().unwrap().iter().find(|step| step["name"] == "permissions");
        step.map(|step| {
            let hint = format!("`chmod 600 {}` makes it private", path.display());
            assert_eq!((&step["status"], &step["hint"]), (&"warn".into(), &hint.into()));
            assert!(!value.to_string().contains("hunter2"), "{value}");
            step["detail"].as_str().unwrap().to_owned()
        })
    };
    for (file, secret, harmless) in [
        (
            "config.toml",
            "database = 'postgres://u:hunter2@127.0.0.1:1/d'\n",
            "database = 'postgres://u@127.0.0.1:1/d'\n",
        ),
        ("config.toml", "[ai]\nkey = 'hunter2'\n", "[ai]\nmodel = 'x'\n"),
        (".env", "RESUME_DATABASE_URL=postgres://u:hunter2@127.0.0.1:1/d\n", "RESUME_USER=ada\n"),
        (".env", "OPENAI_API_KEY=hunter2\n", "RESUME_LOG=off\n"),
    ] {
        put(&home, file, secret);
        let told =
            format!("`{}` contains a password or a key, and has mode 0644", home.path().join(file).display());
        assert_eq!(checked(file, 0o644), Some(told), "{secret}");
        assert_eq!(checked(file, 0o600), None, "{secret}");
        put(&home, file, harmless);
        assert_eq!(checked(file, 0o644), None, "{harmless}");
    }
}
