//! `resume application list`: a table of applications, newest first.

use clap::Args;

use crate::cli::commands::word::one_of;
use crate::cli::context::Context;
use crate::domain::{Application, ApplicationStatus, Document, PartialDate, Record};
use crate::library::{CommandResult, newest_first, shortened};
use crate::view::ApplicationView;

/// List applications, newest first
///
/// In the table, `*` after an ID marks pending changes.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only this status; with several, any of them
    #[arg(long = "status", value_parser = one_of(&ApplicationStatus::ALL, ApplicationStatus::as_str))]
    pub statuses: Vec<ApplicationStatus>,
    /// Only companies with this text in their name
    #[arg(long, value_name = "TEXT")]
    pub company: Option<String>,
    /// Only applications of this date or later
    #[arg(long, value_name = "DATE", value_parser = PartialDate::read)]
    pub since: Option<PartialDate>,
    /// Maximum number of applications
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Only deleted applications
    #[arg(long)]
    pub deleted: bool,
}

impl List {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let records = context.library.applications()?;
        let all = newest_first(&records);
        let chosen = all.iter().filter(|(application, _)| self.has(application));
        let chosen: Vec<_> = chosen.take(self.limit.unwrap_or(usize::MAX)).collect();
        if context.ui.is_json() {
            return context.ui.json_array(chosen.iter().map(|(_, record)| ApplicationView::of(record)));
        }
        if chosen.is_empty() {
            context.ui.notice(match (self.deleted, all.is_empty()) {
                (true, _) => "no deleted applications match",
                (false, true) => "no applications yet; `resume application add COMPANY` saves one",
                (false, false) => {
                    "no applications match; `resume application list --deleted` shows deleted ones"
                }
            });
            return Ok(());
        }
        let ids: Vec<_> = all.iter().map(|(application, _)| application.id.to_owned()).collect();
        let length = shortened(&ids).first().map_or(0, |id| id.chars().count());
        let rows: Vec<_> =
            chosen.iter().map(|(application, record)| row(application, record, length)).collect();
        let header = ["ID", "DATE", "STATUS", "COMPANY", "ROLE", "VARIANT"];
        context.ui.page(&context.ui.table(&header, &rows))
    }

    fn has(&self, application: &Application<'_>) -> bool {
        let Self { statuses, company, since, limit: _, deleted } = self;
        let is_of = |company: &String| application.company.to_lowercase().contains(&company.to_lowercase());
        application.deleted_at.is_some() == *deleted
            && (statuses.is_empty() || statuses.contains(&application.status()))
            && company.as_ref().is_none_or(is_of)
            && since.is_none_or(|since| application.date.is_some_and(|date| !date.is_before(since)))
    }
}

fn row(application: &Application<'_>, record: &Record<Document>, length: usize) -> Vec<String> {
    let id: String = application.id.chars().take(length).collect();
    let mark = if record.is_pending() { " *" } else { "" };
    vec![
        format!("{id}{mark}"),
        application.date.map(|date| date.to_string()).unwrap_or_default(),
        application.status().to_string(),
        application.company.to_owned(),
        application.role.unwrap_or_default().to_owned(),
        application.variant.unwrap_or_default().to_owned(),
    ]
}
