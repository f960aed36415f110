//! The files in `completions/` against what the program prints, completion itself in a real shell, and the characters
//! that look like ASCII ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_resume");

fn committed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("completions").join(name)
}

fn print(home: &Path, args: &[&str]) -> String {
    let output = Command::new(BINARY).env_clear().env("RESUME_HOME", home).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn committed_files_are_what_the_program_prints() {
    let nowhere = Path::new("/nowhere");
    let shells =
        [("bash", "bash"), ("zsh", "zsh"), ("fish", "fish"), ("elvish", "elvish"), ("powershell", "ps1")];
    let scripts = shells.map(|(shell, ending)| (format!("resume.{ending}"), vec!["completions", shell]));
    for (name, args) in scripts.into_iter().chain([("resume.1".to_owned(), vec!["man"])]) {
        let printed = print(nowhere, &args);
        let text = fs::read_to_string(committed(&name)).unwrap_or_default();
        assert!(
            text == printed,
            "`completions/{name}` is out of date: cargo run -q -- {} > completions/{name}",
            args.join(" ")
        );
    }
}

#[test]
fn what_looks_like_ascii_is_as_unicode_says() {
    const NAME: &str = "share/words/lookalikes.txt";
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for c in char::MIN..=char::MAX {
        let like: String = unicode_security::skeleton(c.encode_utf8(&mut [0; 4])).collect();
        if !like.is_empty() && like.bytes().all(|byte| byte.is_ascii_graphic()) && like != c.to_string() {
            known.entry(like).or_default().push(c);
        }
    }
    let expected: String = known.iter().map(|(like, characters)| format!("{like} {characters}\n")).collect();
    if fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(NAME)).unwrap_or_default() != expected {
        let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lookalikes.txt");
        fs::write(&fresh, expected).unwrap();
        panic!("`{NAME}` is out of date: cp {} {NAME}", fresh.display());
    }
}

#[test]
fn the_manual_page_is_ascii_and_has_every_section() {
    let page = fs::read_to_string(committed("resume.1")).unwrap();
    assert!(page.is_ascii());
    for section in [
        "NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "ENVIRONMENT", "FILES", "EXIT STATUS",
        "GLOBAL OPTIONS",
    ] {
        let headings = [format!(".SH {section}\n"), format!(".SH \"{section}\"\n")];
        let count: usize = headings.iter().map(|heading| page.matches(heading.as_str()).count()).sum();
        assert_eq!(count, 1, "{section}");
    }
}

/// A home with a living experience and a deleted one, and their ids.
fn home() -> (tempfile::TempDir, String, String) {
    let home = tempfile::tempdir().unwrap();
    let add = |title: &str| print(home.path(), &["add", title]).trim().to_owned();
    let (living, deleted) = (add("Data: \"Engineer\" $(x)"), add("Gone"));
    print(home.path(), &["--quiet", "delete", &deleted, "--yes"]);
    (home, living, deleted)
}

/// Asks bash for candidates as it would when the tab key is pressed.
fn candidates(home: &Path, words: &[&str]) -> Vec<String> {
    const ASK: &str = r#"
        source "$1"; shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_TYPE=9 COMPREPLY=()
        _clap_complete_resume resume "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}""#;
    let path = format!("{}:/usr/bin:/bin", Path::new(BINARY).parent().unwrap().display());
    let output = Command::new("bash")
        .args(["--norc", "--noprofile", "-c", ASK, "bash"])
        .arg(committed("resume.bash"))
        .args(words)
        .env_clear()
        .env("PATH", path)
        .env("RESUME_HOME", home)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_flags_and_ids() {
    let (home, living, deleted) = home();
    let home = home.path();

    assert_eq!(candidates(home, &["resume", "show", &living[..6]]), [&living[..8]]);
    assert_eq!(candidates(home, &["resume", "edit", &deleted[..6]]), [""; 0]);
    assert_eq!(candidates(home, &["resume", "restore", &deleted[..8]]), [&deleted[..8]]);
    assert_eq!(candidates(home, &["resume", "hist"]), ["history"]);
    assert_eq!(candidates(home, &["resume", "add", "--ki"]), ["--kind"]);
    assert_eq!(candidates(home, &["resume", "add", "--kind", "p"]), ["project", "publication"]);
    print(home, &["theme", "copy", "plain", "mine"]);
    assert_eq!(candidates(home, &["resume", "theme", "show", "m"]), ["mine", "modern"]);
    print(home, &["variant", "set", "acme"]);
    print(home, &["variant", "set", "globex"]);
    for words in [&["export", "--variant"][..], &["variant", "show"], &["variant", "set", "new", "--from"]] {
        assert_eq!(candidates(home, &[&["resume"], words, &["a"]].concat()), ["acme"]);
    }
}

#[test]
fn bash_shows_titles_beside_several_ids_and_completes_values() {
    let (home, living, _) = home();
    print(home.path(), &["edit", &living, "--meta", "team=7"]);
    let home = home.path();
    let other = print(home, &["add", "Other", "--tag", "big data", "--skill", "Rust"]).trim().to_owned();
    let mut both =
        [format!("{}  (Data: \"Engineer\" $(x))", &living[..8]), format!("{}  (Other)", &other[..8])];
    let mut shown = candidates(home, &["resume", "show", ""]);
    shown.retain(|line| !line.starts_with("--") && !line.contains("(Gone)"));
    both.sort();
    shown.sort();
    assert_eq!(shown, both);
    for (words, expected) in [
        (&["show", "@l"][..], "@last"),
        (&["list", "--tag", "b"], "big\\ data"),
        (&["list", "--skill", "r"], "Rust"),
        (&["edit", "x", "--unset", "sk"], "skills"),
        (&["edit", "x", "--unset", "metadata.t"], "metadata.team"),
        (&["edit", "--where", "un"], "until="),
        (&["export", "--set", "acc"], "accent="),
        (&["db", "use", "de"], "default"),
        (&["profile", "set", "ema"], "email="),
        (&["config", "get", "tim"], "timeout"),
        (&["config", "set", "sync", "ma"], "manual"),
        (&["list", "--columns", "org"], "organization"),
        (&["export", "--language", "pt-"], "pt-BR"),
        (&["variant", "set", "acme", "--unset", "section-o"], "section-order"),
    ] {
        assert_eq!(candidates(home, &[&["resume"], words].concat()), [expected], "{words:?}");
    }
    for (typed, expected) in
        [("tag=b", "tag=big data\n"), ("skill=r", "skill=Rust\n"), ("kind=vo", "kind=volunteer\n")]
    {
        assert_eq!(answer(home, "fish", &["resume", "edit", "--where", typed]), expected);
    }
}

#[test]
fn what_the_embedded_database_has_is_completed() {
    let (home, living, _) = home();
    let home = home.path();
    print(home, &["edit", &living, "--location", "Graz"]);
    print(home, &["profile", "set", "name=Ada"]);
    print(home, &["sync"]);
    let numbers = |words: &[&str]| {
        let shown = answer(home, "fish", &[&["resume"], words].concat());
        let number = |line: &str| line.split('\t').next().and_then(|word| word.parse::<i64>().ok());
        let numbers: Vec<_> = shown.lines().filter_map(number).collect();
        numbers.len()
    };
    assert_eq!(numbers(&["restore", &living[..8], "--revision", ""]), 2);
    assert_eq!(numbers(&["profile", "restore", "--revision", ""]), 1);
    assert_eq!(numbers(&["restore", "ffffffff", "--revision", ""]), 0);
}

#[test]
fn a_script_is_installed_where_its_shell_looks_once() {
    let home = tempfile::tempdir().unwrap();
    let run = |shell: &str| {
        Command::new(BINARY)
            .args(["completions", shell, "--install"])
            .env_clear()
            .env("HOME", home.path())
            .output()
            .unwrap()
    };
    for (shell, ending, path, line) in [
        ("bash", "bash", ".local/share/bash-completion/completions/resume", Some((".bashrc", ". '"))),
        ("zsh", "zsh", ".zfunc/_resume", Some((".zshrc", "fpath=(${ZDOTDIR:-~}/.zfunc $fpath)"))),
        ("fish", "fish", ".config/fish/completions/resume.fish", None),
        (
            "elvish",
            "elvish",
            ".config/elvish/lib/resume-completions.elv",
            Some((".config/elvish/rc.elv", "use resume-completions")),
        ),
        (
            "powershell",
            "ps1",
            ".config/powershell/resume-completions.ps1",
            Some((".config/powershell/Microsoft.PowerShell_profile.ps1", ". '")),
        ),
    ] {
        let path = home.path().join(path);
        let first = String::from_utf8(run(shell).stderr).unwrap();
        assert!(first.starts_with(&format!("wrote `{}`", path.display())), "{first}");
        assert_eq!(fs::read(&path).unwrap(), fs::read(committed(&format!("resume.{ending}"))).unwrap());
        assert_eq!(line.is_some(), first.contains("add this line to"), "{first}");
        if let Some((file, line)) = line {
            assert!(first.contains(line), "{first}");
            let file = home.path().join(file);
            assert!(!file.exists(), "a file of the user's is left alone");
            fs::write(&file, first.lines().last().unwrap()).unwrap();
        }
        let second = String::from_utf8(run(shell).stderr).unwrap();
        assert_eq!(second, format!("`{}` is up to date\n", path.display()));
        fs::write(&path, "# of another program\n").unwrap();
        let foreign = run(shell);
        assert_eq!(foreign.status.code(), Some(1), "{foreign:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "# of another program\n");
    }
}

/// The answer to a shell's script, one candidate a line.
fn answer(home: &Path, shell: &str, words: &[&str]) -> String {
    let output = Command::new(BINARY)
        .env_clear()
        .env("RESUME_HOME", home)
        .env("COMPLETE", shell)
        .env("_CLAP_IFS", "\n")
        .env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string())
        .arg("--")
        .args(words)
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn other_shells_show_titles_beside_ids() {
    let (home, living, _) = home();
    let id = &living[..8];
    let ask = |shell| answer(home.path(), shell, &["resume", "show", &living[..4]]);
    assert_eq!(ask("zsh"), format!("{id}:Data: \"Engineer\" $(x)"));
    assert_eq!(ask("fish"), format!("{id}\tData: \"Engineer\" $(x)\n"));
}

#[test]
fn completing_neither_opens_the_database_nor_mends_a_session() {
    let (home, living, _) = home();
    let home = home.path();
    let files = || {
        let entries = fs::read_dir(home).unwrap();
        let mut files: Vec<_> = entries
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name(), fs::read(entry.path()).unwrap()))
            .collect();
        files.sort();
        files
    };
    fs::write(home.join("resume.db"), "no database").unwrap();
    let before = files();
    assert_eq!(candidates(home, &["resume", "show", &living[..4]]), [&living[..8]]);
    assert!(files() == before, "completing ids changed a file");
    fs::write(home.join("session.json"), "{").unwrap();
    let before = files();
    assert_eq!(candidates(home, &["resume", "show", &living[..4]]), [""; 0]);
    assert!(files() == before, "completing with a damaged session changed a file");
}
