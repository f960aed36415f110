//! How applications are shown.

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::ui::describe::{self, Entry, Tone};
use crate::domain::{Application, ApplicationStatus, Document, PartialDate, Record, Step};

/// The JSON of one application.
#[derive(Debug, Serialize)]
pub(super) struct ApplicationView<'a> {
    id: &'a str,
    company: &'a str,
    role: Option<&'a str>,
    url: Option<&'a str>,
    date: Option<PartialDate>,
    status: ApplicationStatus,
    statuses: Vec<Step>,
    note: Option<&'a str>,
    variant: Option<&'a str>,
    file: Option<&'a str>,
    sha256: Option<&'a str>,
    snapshot: Option<&'a str>,
    updated_at: Timestamp,
    deleted_at: Option<Timestamp>,
    /// The last revision known from the database; 0 before the first.
    revision: i64,
    sync: &'static str,
}

impl<'a> ApplicationView<'a> {
    pub(super) fn of(record: &'a Record<Document>) -> Self {
        // Whole: a new field does not compile before it is printed.
        let application = Application::of(&record.current);
        let status = application.status();
        let Application {
            id,
            company,
            role,
            url,
            date,
            note,
            variant,
            file,
            sha256,
            snapshot,
            steps,
            updated_at,
            saved_at: _,
            deleted_at,
        } = application;
        Self {
            id,
            company,
            role,
            url,
            date,
            status,
            statuses: steps,
            note,
            variant,
            file,
            sha256,
            snapshot,
            updated_at,
            deleted_at,
            revision: record.revision,
            sync: if record.is_pending() { "pending" } else { "synced" },
        }
    }
}

/// An application for people.
pub(super) fn described(record: &Record<Document>, width: Option<usize>, color: bool) -> String {
    let application = Application::of(&record.current);
    let status = |step: &Step| match step.date {
        Some(date) => format!("{} on {date}", step.status),
        None => step.status.to_string(),
    };
    let statuses: Vec<_> = application.steps.iter().map(status).collect();
    let date = application.date.map(|date| date.to_string());
    let kept = application.snapshot.map_or("no", |_| "yes");
    let facts = [
        ("sent", date),
        ("status", Some(application.status().to_string())),
        ("history", Some(statuses.join(", ")).filter(|text| !text.is_empty())),
        ("url", application.url.map(str::to_owned)),
        ("variant", application.variant.map(str::to_owned)),
        ("file", application.file.map(str::to_owned)),
        ("sha256", application.sha256.map(str::to_owned)),
        ("kept", Some(format!("{kept}: the résumé as it was"))),
        ("deleted", application.deleted_at.map(describe::time)),
        ("id", Some(application.id.to_owned())),
    ];
    let entry = |mark: String, text: String, tone| Entry { mark, text, tone, note: None };
    let mut entries = vec![entry(String::new(), application.label(), Tone::Heading)];
    let facts = facts.into_iter().filter_map(|(name, value)| Some((name, value?)));
    entries.extend(facts.map(|(name, value)| entry(format!("{name:<9}"), value, Tone::Plain)));
    entries
        .extend(application.note.map(|note| entry(format!("{:<9}", "note"), note.to_owned(), Tone::Plain)));
    describe::entries(&entries, width, color)
}
