//! `resume undo` after each command of the README that changes something.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Reader, Step, first_use, page, readme, server, steps};

/// The living records without their times, by their keys. Snapshots are left out: they stay, for a redo and for
/// other applications.
type Contents = BTreeMap<String, Value>;

fn session_path(home: &Path) -> PathBuf {
    home.join(".local/share/resume/session.json")
}

fn session(home: &Path) -> Value {
    let bytes = fs::read(session_path(home)).unwrap_or_else(|_| b"{}".to_vec());
    serde_json::from_slice(&bytes).unwrap()
}

fn contents(session: &Value) -> Contents {
    let records = ["experiences", "documents"].into_iter().filter_map(|list| session[list].as_array());
    let values = records.flatten().map(|record| record["current"].clone());
    let living = values
        .filter(|value| value.get("deleted_at").is_none_or(Value::is_null) && value["kind"] != "snapshot");
    living
        .map(|mut value| {
            for time in ["created_at", "updated_at"] {
                value.as_object_mut().unwrap().remove(time);
            }
            (format!("{} {}", value["kind"], value["id"]), value)
        })
        .collect()
}

fn entries(session: &Value) -> usize {
    session["journal"].as_array().map_or(0, Vec::len)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn undo_after_each_command_brings_back_what_was_before() {
    let readme = readme();
    let tour = readme.replace(server::section(&readme), "");
    let mut undone = 0;
    for (text, first) in [(tour, Some(first_use(&readme))), (page("docs/themes.md"), None)] {
        let directory = tempfile::tempdir().unwrap();
        let mut reader = Reader::new(directory.path());
        reader.variables.push(("RESUME_USER".to_owned(), "ada".to_owned()));
        reader.variables.push(("RESUME_SYNC".to_owned(), "inline".to_owned()));
        if let Some(command) = first {
            reader.run(&command);
        }
        undone += follow(&reader, steps(&text));
    }
    assert!(undone >= 8, "only {undone} commands changed something");
}

/// Follows a page, and takes each command back. Returns how many changed something.
pub(crate) fn follow(reader: &Reader, steps: Vec<Step>) -> usize {
    let mut undone = 0;
    let mut before = session(&reader.home);
    reader.follow_and(steps, |reader, command| {
        let after = session(&reader.home);
        if after["experiences"] != before["experiences"] || after["documents"] != before["documents"] {
            undone += usize::from(undo(reader, command, &before, &after));
        }
        before = after;
    });
    undone
}

/// In a copy of the home, takes the command back, and looks at session and database. `undo` itself is left out.
fn undo(reader: &Reader, command: &str, before: &Value, after: &Value) -> bool {
    if entries(after) <= entries(before) {
        assert!(
            contents(after) == contents(before) || command.contains("resume undo"),
            "$ {command}: no entry"
        );
        return false;
    }
    let directory = tempfile::tempdir().unwrap();
    copy(&reader.home, directory.path());
    let mut again = Reader::new(directory.path());
    again.variables.extend(reader.variables.iter().filter(|(name, _)| name.starts_with("RESUME_")).cloned());
    let count = entries(after) - entries(before);
    let said = again.run(&format!("resume undo -n {count} && resume sync"));
    assert_eq!(contents(&session(&again.home)), contents(before), "$ {command}\n{said}");
    // What the database has is what a session that knows nothing loads.
    fs::remove_file(session_path(&again.home)).unwrap();
    let said = again.run("resume list");
    assert_eq!(contents(&session(&again.home)), contents(before), "$ {command}\n{said}");
    true
}
