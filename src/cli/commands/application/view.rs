//! How applications are shown.

use crate::cli::ui::describe::{self, Entry, Tone};
use crate::domain::{Application, Document, Record, Step};

/// An application for people.
pub(super) fn described(record: &Record<Document>) -> Vec<Entry> {
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
    entries
}
