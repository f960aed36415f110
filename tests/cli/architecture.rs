//! The rules for the shape of the program, held by reading its text.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module may import of ours, itself aside. A module that isn't named here is new: decide
/// where it stands, and say so.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("files", &[]),
    ("clock", &[]),
    ("session", &["domain", "clock", "files"]),
    ("database", &["domain", "clock"]),
    ("document", &["domain"]),
    ("render", &["document", "domain"]),
    ("formats", &["domain", "document", "render"]),
    ("sync", &["session", "database", "domain", "clock", "log"]),
    ("config", &["ai", "database", "domain", "session", "files"]),
    ("ai", &["domain", "clock"]),
    ("log", &["files"]),
    (
        "library",
        &["ai", "clock", "config", "database", "domain", "files", "formats", "log", "session", "sync"],
    ),
    ("ui", &["cli", "domain", "library"]),
];

/// Modules that put the others together, and may know them all.
const ABOVE: &[&str] = &["main", "lib", "cli"];

const MAX_LINES: usize = 500;

struct Source {
    path: PathBuf,
    /// The module below `src/` that it belongs to.
    module: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    assert!(paths.len() > 10, "{} holds the sources", root.display());
    paths
        .into_iter()
        .map(|path| {
            let relative = path.strip_prefix(&root).unwrap();
            let mut parts = relative.components().map(|part| part.as_os_str().to_string_lossy());
            let first = parts.next().unwrap();
            let inner = parts.next().filter(|part| first == "cli" && part == "ui");
            let module = inner.unwrap_or(first).trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            Source { path: relative.to_owned(), module, text }
        })
        .collect()
}

fn collect(directory: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

impl Source {
    /// The lines of the program, with their numbers: no comments, and no tests, which stand last.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines
            .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The modules of ours that it names, with the line of each.
    fn imports(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (number, line) in self.code() {
            for part in line.split("crate::").skip(1) {
                // `crate::{a, b}` names several; a group over several lines isn't written here.
                let names: Vec<_> = match part.strip_prefix('{') {
                    Some(group) => {
                        assert!(group.contains('}'), "{}:{number}: one `use` a line", self.path.display());
                        group.split(['{', '}', ',']).map(first_word).collect()
                    }
                    None => vec![first_word(part)],
                };
                found.extend(names.into_iter().filter(|name| !name.is_empty()).map(|name| (number, name)));
            }
        }
        found
    }
}

fn first_word(text: &str) -> String {
    text.trim().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// Fails with every line of `code` that holds one of `words`, outside the modules in `except`.
#[track_caller]
fn forbid(words: &[&str], except: &[&str], reason: &str) {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| !except.contains(&source.module.as_str())) {
        for (number, line) in source.code() {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("src/{}:{number}: {}", source.path.display(), line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{reason}:\n{}", found.join("\n"));
}

#[test]
fn imports_point_downward() {
    let rules: BTreeMap<_, _> = MAY_IMPORT.iter().copied().collect();
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| !ABOVE.contains(&source.module.as_str())) {
        let Some(allowed) = rules.get(source.module.as_str()) else {
            found.push(format!("src/{}: no rule for this module", source.path.display()));
            continue;
        };
        for (number, module) in source.imports() {
            if module != source.module && !allowed.contains(&module.as_str()) {
                let path = source.path.display();
                found.push(format!("src/{path}:{number}: {} imports {module}", source.module));
            }
        }
    }
    assert!(found.is_empty(), "imports that point upward or sideways:\n{}", found.join("\n"));
}

#[test]
fn only_config_reads_the_environment() {
    forbid(
        &["env::var", "env::vars", "env::home_dir", "env::args"],
        &["config", "main"],
        "only config reads it",
    );
}

#[test]
fn only_ui_writes_to_the_streams() {
    let words = ["io::stdout", "io::stderr", "print!(", "println!(", "dbg!("];
    forbid(&words, &["ui", "main"], "only ui writes to the streams");
}

#[test]
fn only_main_ends_the_process() {
    forbid(&["process::exit", "process::abort"], &["main"], "only main ends the process");
}

#[test]
fn nothing_is_left_undone_or_silenced() {
    forbid(&["todo!", "unimplemented!", "TODO", "FIXME"], &[], "left undone");
    forbid(&["#[allow(", "#![allow("], &[], "`expect` with a reason, not `allow`");
}

#[test]
fn no_file_is_long() {
    let long: Vec<_> = sources()
        .iter()
        .map(|source| (source.path.clone(), source.text.lines().count()))
        .filter(|(_, lines)| *lines > MAX_LINES)
        .map(|(path, lines)| format!("src/{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "longer than {MAX_LINES} lines:\n{}", long.join("\n"));
}
