//! `resume export`: writes the résumé to a file.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ui::counted;
use crate::formats::{OutputFormat, bearing};
use crate::library::visible;
use crate::library::{CommandError, CommandResult};

/// Export the résumé as JSON Resume, Markdown or a backup
///
/// Without --format the ending of the file decides: .md is Markdown, any other JSON Resume.
/// --format resume is for backups: it alone keeps tags, IDs and times.
#[derive(Debug, Args)]
pub struct Export {
    /// File to replace; `-` is standard output
    #[arg(value_name = "FILE", default_value = "-", value_hint = clap::ValueHint::FilePath)]
    pub file: PathBuf,
    /// Format of the file
    #[arg(long, value_parser = super::word::word::<OutputFormat>(OutputFormat::ALL.map(OutputFormat::as_str)))]
    pub format: Option<OutputFormat>,
    /// Only experiences or bullets with this tag; with several tags, any of them
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
        let (profile, experiences) = context.library.read(|session| {
            let living =
                session.experiences.iter().map(|record| &record.current).filter(|one| !one.is_deleted());
            let profile = session.profile.as_ref().map(|record| record.current.document.clone());
            (profile, living.cloned().collect::<Vec<_>>())
        })?;
        let chosen = bearing(&experiences, &self.tags);
        let text = format.write(profile.as_ref(), &chosen).map_err(|error| {
            CommandError::failed("the résumé could not be written as JSON").caused_by(error)
        })?;
        if self.file.as_os_str() == "-" {
            return match format {
                OutputFormat::Markdown => context.ui.document(&text),
                OutputFormat::JsonResume | OutputFormat::Resume => context.ui.json_text(&text),
            };
        }
        let name = visible::line(&self.file.to_string_lossy()).to_string();
        replace(&self.file, text.as_bytes()).map_err(|error| {
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

/// Replaces a file as a whole. A pipe or a device is written to directly.
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
