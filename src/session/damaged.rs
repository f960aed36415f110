//! Where lines of the AI log are kept that could not be read.

use std::fs;
use std::path::Path;

/// How many files of such lines stand beside the spool whose active file is at `path`. None is opened.
pub fn damaged_files(path: &Path) -> usize {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let beginning = format!("{stem}-damaged-");
    let Some(Ok(entries)) = path.parent().map(fs::read_dir) else { return 0 };
    let names = entries.flatten().map(|entry| entry.file_name());
    names
        .filter(|name| {
            let name = name.to_string_lossy();
            name.strip_prefix(&beginning).is_some_and(|rest| rest.ends_with(".jsonl"))
        })
        .count()
}
