//! `resume application add`: saves an application with the résumé as it is now.

use std::path::PathBuf;

use clap::Args;

use super::finish;
use crate::cli::commands::document::DocumentFlags;
use crate::cli::commands::word::{format, one_of};
use crate::cli::context::Context;
use crate::domain::{ApplicationStatus, PartialDate};
use crate::library::{ApplicationOrder, ApplicationWords, CommandResult, Likeness, OutputFormat, visible};

/// Save an application with the résumé as it is now, and print its ID
///
/// With --file, the name and the SHA-256 of that file are kept, and the document is made once more to see whether
/// this résumé made the file. Give the flags with which you exported it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume application add Acme --role 'Data Engineer' --file cv.pdf --tag acme
  resume application add Initech --url https://initech.example --date 2026-03-02")]
pub(crate) struct Add {
    /// Name of the company
    #[arg(value_name = "COMPANY")]
    pub company: String,
    /// Position that you apply for
    #[arg(long)]
    pub role: Option<String>,
    /// Address of the offer
    #[arg(long)]
    pub url: Option<String>,
    /// Day on which you applied, today by default
    #[arg(long, value_name = "DATE", value_parser = PartialDate::read)]
    pub date: Option<PartialDate>,
    /// The file that you sent
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Note
    #[arg(long, allow_hyphen_values = true)]
    pub note: Option<String>,
    /// How the application stands, `applied` by default
    #[arg(long, value_parser = one_of(&ApplicationStatus::ALL, ApplicationStatus::as_str))]
    pub status: Option<ApplicationStatus>,
    /// Format of the document; by default, that of --file, or else PDF
    #[arg(long, value_parser = format())]
    pub format: Option<OutputFormat>,
    #[command(flatten)]
    pub flags: DocumentFlags,
}

impl Add {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let Self { company, role, url, date, file, note, status, format, flags } = self;
        let words = ApplicationWords { company: Some(company), role, url, note, status, date };
        let added = context.library.add_application(&ApplicationOrder {
            words,
            file: file.clone(),
            order: flags.order(OutputFormat::default()),
            format,
        })?;
        added.warnings.iter().for_each(|warning| context.ui.warn(warning));
        let name = file.map(|file| visible::line(&file.to_string_lossy()).to_string()).unwrap_or_default();
        match added.likeness {
            Likeness::None => {}
            Likeness::Same => context.ui.notice(&format!("`{name}` is what this résumé makes")),
            Likeness::Other => context.ui.remark(&format!(
                "`{name}` differs from what this résumé makes with these flags; its SHA-256 is kept"
            )),
            Likeness::Unmade(cause) => context.ui.remark(&format!(
                "this résumé does not make `{name}`: {}; its SHA-256 is kept",
                visible::line(&cause)
            )),
        }
        finish(context, &added.record, "saved the application to")
    }
}
