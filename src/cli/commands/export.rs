//! `resume export`: writes the résumé to a file.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ui::counted;
use crate::library::visible;
use crate::library::{CommandError, CommandResult, OutputFormat, PublishOrder, Published};

/// Export the résumé as JSON Resume, Markdown or a backup
///
/// Without --format the ending of the file decides, in any case: .json is JSON Resume, .md and .markdown are
/// Markdown, .yaml and .yml are rendercv. Standard output gets JSON Resume. --format resume is for backups: it alone keeps tags, IDs and
/// times.
#[derive(Debug, Args)]
pub(crate) struct Export {
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
    warnings: Vec<String>,
}

impl Export {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let format = self.format.map_or_else(|| format_of(&self.file), Ok)?;
        let published = context.library.publish(&PublishOrder { format, tags: self.tags })?;
        let Published { bytes, experiences, is_empty, warnings } = published;
        warnings.iter().for_each(|warning| context.ui.warn(warning));
        if self.file.as_os_str() == "-" {
            let text = String::from_utf8_lossy(&bytes);
            return match format {
                OutputFormat::JsonResume | OutputFormat::Resume => context.ui.json_text(&text),
                _ => context.ui.document(&text),
            };
        }
        let name = visible::line(&self.file.to_string_lossy()).to_string();
        if is_empty {
            return Err(CommandError::usage(format!(
                "there is nothing to export, and `{name}` was not touched"
            ))
            .hint("`resume add` saves an experience, `resume import` a résumé"));
        }
        replace(&self.file, &bytes).map_err(|error| {
            CommandError::failed(format!("could not write `{name}`: {error}")).caused_by(error)
        })?;
        if context.ui.is_json() {
            let (file, format) = (self.file.to_string_lossy().into_owned(), format.as_str());
            return context.ui.json(&FileView { file, format, experiences, warnings });
        }
        context.ui.notice(&format!("wrote {} to `{name}`", counted(experiences, "experience")));
        Ok(())
    }
}

/// The format that the file's name asks for. A guess would put something else than what was meant into it.
fn format_of(file: &Path) -> CommandResult<OutputFormat> {
    if file.as_os_str() == "-" {
        return Ok(OutputFormat::default());
    }
    let name = visible::line(&file.to_string_lossy()).to_string();
    let message = match file.extension().map(|ending| ending.to_string_lossy()) {
        None => format!("`{name}` has no ending that names a format"),
        Some(ending) => match OutputFormat::of_ending(&ending) {
            Some(format) => return Ok(format),
            None => format!("cannot write `{name}`: no format ends in `.{}`", visible::line(&ending)),
        },
    };
    let formats = OutputFormat::ALL.map(OutputFormat::as_str).join(", ");
    Err(CommandError::usage(message).hint(format!(
        "end the name in `.json`, `.md`, `.markdown`, `.yaml` or `.yml`, or choose a `--format`: {formats}"
    )))
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
