//! `resume export`: the résumé as a file for others.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::context::Context;
use crate::domain::place;
use crate::error::{CommandError, CommandResult};
use crate::formats::{OutputFormat, bearing};
use crate::ui::{counted, visible};

/// Export the résumé as JSON Resume, Markdown, or our own JSON
///
/// Without --format the file's ending decides: .md is Markdown, anything else JSON Resume. Only
/// `resume` keeps everything, and is the one for backups.
#[derive(Debug, Args)]
pub struct Export {
    /// The file, which is replaced; `-` is standard output
    #[arg(value_name = "FILE", default_value = "-", value_hint = clap::ValueHint::FilePath)]
    pub file: PathBuf,
    /// What to write
    #[arg(long, value_parser = super::word::<OutputFormat>(OutputFormat::ALL.map(OutputFormat::as_str)))]
    pub format: Option<OutputFormat>,
    /// Only experiences with this tag, or with bullets that bear it; repeated, with any of them
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
}

#[derive(Serialize)]
struct FileView {
    file: String,
    format: &'static str,
    experiences: usize,
}

impl Export {
    pub fn run(self, context: &Context) -> CommandResult {
        let format = self.format.unwrap_or_else(|| guess(&self.file));
        let (profile, experiences) = context.read(|session| {
            let all = session.experiences.iter().map(|record| record.current.clone());
            let profile = session.profile.as_ref().map(|record| record.current.document.clone());
            (profile, all.collect::<Vec<_>>())
        })?;
        let living: Vec<_> = place::sections(&experiences).into_iter().cloned().collect();
        let chosen = bearing(&living, &self.tags);
        let file = format
            .write(profile.as_ref(), &chosen)
            .map_err(|error| CommandError::failed(error.to_string()).caused_by(error))?;
        file.warnings.iter().for_each(|warning| context.ui.warn(warning));
        if self.file.as_os_str() == "-" {
            let text = String::from_utf8_lossy(&file.bytes);
            return match format {
                OutputFormat::Markdown => context.ui.document(&text),
                OutputFormat::JsonResume | OutputFormat::Resume => context.ui.json_text(&text),
            };
        }
        let name = visible::line(&self.file.to_string_lossy()).to_string();
        replace(&self.file, &file.bytes).map_err(|error| {
            CommandError::failed(format!("could not write `{name}`: {error}")).caused_by(error)
        })?;
        if context.ui.is_json() {
            let (file, format) = (self.file.to_string_lossy().into_owned(), format.as_str());
            return context.ui.json(&FileView { file, format, experiences: chosen.len() });
        }
        context.ui.notice(&format!("wrote {} to `{name}`", counted(chosen.len(), "experience")));
        Ok(())
    }
}

fn guess(file: &Path) -> OutputFormat {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("md" | "markdown") => OutputFormat::Markdown,
        _ => OutputFormat::JsonResume,
    }
}

/// Writes a file whole or not at all. What is no regular file (a pipe, a device) is written to.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let existing = fs::metadata(path);
    if existing.as_ref().is_ok_and(|metadata| !metadata.is_file()) {
        return OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    let target = if existing.is_ok() { fs::canonicalize(path)? } else { path.to_owned() };
    let mut name = target.file_name().ok_or(io::ErrorKind::IsADirectory)?.to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let temporary = target.with_file_name(name);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o644).open(&temporary)?;
    let written = file.write_all(bytes).and_then(|()| match &existing {
        Ok(metadata) => file.set_permissions(metadata.permissions()),
        Err(_) => Ok(()),
    });
    let renamed = written.and_then(|()| file.sync_all()).and_then(|()| fs::rename(&temporary, &target));
    if renamed.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    renamed
}
