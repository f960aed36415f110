//! The rules for the shape of the program, held by reading its text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each module may import of ours, itself aside. A module that isn't named here is new: decide
/// where it stands, and say so.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("files", &[]),
    ("clock", &[]),
    ("json", &[]),
    ("pieces", &[]),
    ("words", &[]),
    ("session", &["domain", "clock", "files", "pieces"]),
    ("database", &["domain", "clock", "files"]),
    ("document", &["domain"]),
    ("render", &["document", "domain"]),
    ("lint", &["document", "domain"]),
    // Another program: it imports the library's types, and its own modules by `super`.
    ("bin", &[]),
    ("formats", &["document", "domain", "json"]),
    ("sync", &["session", "database", "domain", "clock", "log"]),
    ("config", &["ai", "database", "domain", "session", "files", "log"]),
    ("ai", &["domain", "clock"]),
    ("log", &["files"]),
    (
        "library",
        &[
            "ai", "clock", "config", "database", "document", "domain", "files", "formats", "json", "lint",
            "log", "render", "session", "sync",
        ],
    ),
    ("preview", &["library"]),
    ("mcp", &["domain", "formats", "library", "view"]),
    ("view", &["domain", "formats", "library"]),
    ("ui", &["cli", "domain", "files", "json", "library", "pieces", "view"]),
];

/// Modules that put the others together, and may know them all.
const ABOVE: &[&str] = &["main", "lib", "cli"];

/// How long a file may be.
const MAX_LINES: usize = 500;

/// Files that may be longer, and why.
const LONGER: &[(&str, &str)] = &[
    ("schema/postgres/0001.sql", "a version of the schema is one file, which is run as a whole"),
    ("schema/postgres/0002.sql", "a version of the schema is one file, which is run as a whole"),
];

struct Source {
    path: PathBuf,
    /// The module below `src/` that it belongs to.
    module: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let paths = files(&root, "rs");
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

/// The files below a directory whose names end so, in order.
fn files(directory: &Path, extension: &str) -> Vec<PathBuf> {
    fn collect(directory: &Path, extension: &str, paths: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, extension, paths);
            } else if path.extension().is_some_and(|end| end == extension) {
                paths.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    collect(directory, extension, &mut paths);
    paths.sort();
    paths
}

impl Source {
    /// The lines of the program, with their numbers: no comments, and no tests, which stand last.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        let tests = self.text.find("#[cfg(test)]\nmod tests {").unwrap_or(self.text.len());
        let end = self.text[..tests].lines().count();
        lines
            .take_while(move |(number, _)| *number <= end)
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
        &["config", "main", "bin"],
        "only config reads it",
    );
}

#[test]
fn only_ui_writes_to_the_streams() {
    let words = ["io::stdout", "io::stderr", "print!(", "println!(", "dbg!("];
    forbid(&words, &["ui", "main", "bin"], "only ui writes to the streams");
}

/// What a user asks for is validated by the other methods of a session's experiences.
#[test]
fn only_sync_changes_records_by_hand() {
    forbid(
        &["experiences.synced()", "documents.synced()"],
        &["session", "sync"],
        "`add` and `edit` validate",
    );
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut long = Vec::new();
    for (directory, extension) in [("src", "rs"), ("tests", "rs"), ("benches", "rs"), ("schema", "sql")] {
        let paths = files(&root.join(directory), extension);
        assert!(paths.len() > 1, "{directory}/ holds files");
        for path in paths {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            let longer = LONGER.iter().any(|(exception, _)| *exception == name);
            if longer != (lines > MAX_LINES) {
                long.push(format!("{name}: {lines} lines, where {MAX_LINES} are the limit"));
            }
        }
    }
    assert!(long.is_empty(), "too long, or an exception that none needs:\n{}", long.join("\n"));
}

/// A file of tests can be read, moved and removed by itself: what two of them share stands in
/// `tests/support/`.
#[test]
fn test_files_import_from_support_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let (mut shared, mut found) = (0, Vec::new());
    for path in files(&root, "rs") {
        let text = fs::read_to_string(&path).unwrap();
        let source =
            Source { path: path.strip_prefix(&root).unwrap().to_owned(), module: String::new(), text };
        let name = source.path.display();
        for (number, module) in source.imports() {
            if module == "support" {
                shared += 1;
            } else {
                found.push(format!("tests/cli/{name}:{number}: imports {module}"));
            }
        }
        let upward = source.code().filter(|(_, line)| line.trim_start().starts_with("use super"));
        found.extend(upward.map(|(number, line)| format!("tests/cli/{name}:{number}: {line}")));
    }
    assert!(shared > 40, "the imports are found: {shared}");
    assert!(found.is_empty(), "imports that run sideways:\n{}", found.join("\n"));
}

/// The file of each module, by its path (`database::url`).
fn modules(sources: &[Source]) -> BTreeMap<String, usize> {
    let name = |source: &Source| {
        let path = source.path.with_extension("");
        let parts: Vec<_> = path.iter().map(|part| part.to_str().unwrap()).collect();
        let end = if matches!(parts.last(), Some(&("mod" | "lib"))) { parts.len() - 1 } else { parts.len() };
        parts[..end].join("::")
    };
    sources.iter().enumerate().map(|(index, source)| (name(source), index)).collect()
}

/// The paths of the `use` lines in a file, whole and from the root, each with whether it only hands names on.
fn used(source: &Source, module: &str) -> Vec<(Vec<String>, bool)> {
    let code: Vec<_> = source.code().map(|(_, line)| line).collect();
    let statements = code.join(" ");
    let mut found = Vec::new();
    for statement in statements.split(';') {
        let Some(start) = statement.rfind("use ") else { continue };
        let before = statement[..start].trim_end();
        if !before.is_empty() && !before.ends_with(['}', ')', ']']) && !before.ends_with("pub") {
            continue;
        }
        let hands_on =
            before.ends_with("pub") || before.ends_with("pub(crate)") || before.ends_with("pub(super)");
        expand(statement[start + 4..].trim(), &mut Vec::new(), &mut |path| {
            let base: Vec<_> = module.split("::").filter(|part| !part.is_empty()).collect();
            let supers = path.iter().take_while(|part| *part == "super").count();
            let whole = match path[0].as_str() {
                "crate" => path[1..].to_vec(),
                "self" => base.iter().map(|&part| part.to_owned()).chain(path[1..].to_vec()).collect(),
                "super" => base[..base.len() - supers]
                    .iter()
                    .map(|&part| part.to_owned())
                    .chain(path[supers..].to_vec())
                    .collect(),
                _ => base.iter().map(|&part| part.to_owned()).chain(path.to_vec()).collect(),
            };
            found.push((whole, hands_on));
        });
    }
    found
}

/// Takes `a::{b, c::d}` apart.
fn expand(text: &str, before: &mut Vec<String>, found: &mut dyn FnMut(&[String])) {
    let text = text.split(" as ").next().unwrap().trim();
    let (head, rest) = match (text.find("::"), text.find('{')) {
        (Some(colons), None) => (&text[..colons], Some(&text[colons + 2..])),
        (Some(colons), Some(brace)) if colons < brace => (&text[..colons], Some(&text[colons + 2..])),
        _ => (text, None),
    };
    if let Some(group) = text.strip_prefix('{').filter(|_| rest.is_none()) {
        let (mut depth, mut start) = (0, 0);
        let group = group.trim_end_matches('}').to_owned() + ",";
        for (place, letter) in group.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    let part = &group[start..place];
                    let closed = part.matches('{').count() - part.matches('}').count();
                    expand(&(part.to_owned() + &"}".repeat(closed)), &mut before.clone(), found);
                    start = place + 1;
                }
                _ => {}
            }
        }
        return;
    }
    if head.is_empty() {
        return;
    }
    before.push(head.to_owned());
    match rest {
        Some(rest) => expand(rest, before, found),
        None => found(before),
    }
}

/// The file that a path leads to; a module that only hands a name on is passed through.
fn leads_to(
    path: &[String],
    modules: &BTreeMap<String, usize>,
    handed_on: &BTreeMap<String, Vec<String>>,
) -> Option<usize> {
    let mut path = path.to_vec();
    for _ in 0..8 {
        let Some(target) = handed_on.get(&path.join("::")) else { break };
        path.clone_from(target);
    }
    (1..=path.len()).rev().find_map(|length| modules.get(&path[..length].join("::")).copied())
}

#[test]
fn imports_run_in_no_circles() {
    let sources = sources();
    let modules = modules(&sources);
    let names: BTreeMap<usize, &String> = modules.iter().map(|(name, index)| (*index, name)).collect();
    let uses: Vec<_> =
        sources.iter().enumerate().map(|(index, source)| used(source, names[&index])).collect();
    let mut handed_on = BTreeMap::new();
    for (index, paths) in uses.iter().enumerate() {
        for (path, _) in paths.iter().filter(|(_, hands_on)| *hands_on) {
            let name = path.last().unwrap();
            let here = names[&index];
            let here = if here.is_empty() { name.clone() } else { format!("{here}::{name}") };
            handed_on.insert(here, path.clone());
        }
    }
    let edges: Vec<BTreeSet<usize>> = uses
        .iter()
        .enumerate()
        .map(|(index, paths)| {
            let own = paths.iter().filter(|(_, hands_on)| !hands_on);
            let targets = own.filter_map(|(path, _)| leads_to(path, &modules, &handed_on));
            targets.filter(|target| *target != index).collect()
        })
        .collect();
    assert!(edges.iter().map(BTreeSet::len).sum::<usize>() > sources.len(), "the imports are found");
    let reached = |from: usize| {
        let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(next) = open.pop() {
            open.extend(edges[next].iter().filter(|target| reached.insert(**target)));
        }
        reached
    };
    let all: Vec<_> = (0..sources.len()).map(reached).collect();
    let path = |index: usize| sources[index].path.display();
    let mut circles = Vec::new();
    for (from, targets) in edges.iter().enumerate() {
        let back = targets.iter().filter(|&&target| all[target].contains(&from));
        circles.extend(back.map(|&target| format!("{} -> {}", path(from), path(target))));
    }
    assert!(circles.is_empty(), "imports that run in circles:\n{}", circles.join("\n"));
}
