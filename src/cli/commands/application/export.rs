//! `resume application export`: makes the document of an application again.

use std::path::PathBuf;

use clap::Args;

use crate::cli::commands::export::{check_terminal, format_of, put};
use crate::cli::commands::word::format;
use crate::cli::context::Context;
use crate::library::{Among, CommandResult, OutputFormat};

/// Make the document of an application again
///
/// In the format in which it was sent, it is the same byte for byte, as long as it is made by the version of
/// `resume` that made it first. A warning names another version. The ending of the file or --format may ask for
/// another format.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// ID, part of the company or role, or `@last`
    #[arg(add = crate::cli::complete::applications(Among::All))]
    pub id: String,
    /// File to replace; `-` is standard output
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: PathBuf,
    /// Format of the file
    #[arg(long, value_parser = format())]
    pub format: Option<OutputFormat>,
}

impl Export {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let Self { id, file, format } = self;
        let record = context.library.application(&id, Among::All)?;
        let kept = context.library.kept_resume(&record.current)?;
        // Standard output gets what was sent.
        let of_file = || if file.as_os_str() == "-" { Ok(kept.format()) } else { format_of(&file) };
        let format = format.map_or_else(of_file, Ok)?;
        check_terminal(context, &file, format)?;
        put(context, &file, format, context.library.make_again(&kept, format)?)
    }
}
