//! The JSON of what a command did, and of what was taken back.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::{Did, Stay};
use crate::library::{Affected, Fate, Named, Undone, record_name};

/// One command.
#[derive(Debug, Serialize)]
pub(crate) struct EntryView<'a> {
    at: Timestamp,
    records: Vec<RecordView<'a>>,
}

/// A record that it changed.
#[derive(Debug, Serialize)]
pub(crate) struct RecordView<'a> {
    record: &'static str,
    id: String,
    title: String,
    did: Did,
    fields: Vec<&'a str>,
    kept: &'a [String],
    stays: Option<Stay>,
}

pub(crate) fn undone_views(entries: &[Undone]) -> Vec<EntryView<'_>> {
    fn view<'a, T: Named>(one: &'a Affected<T>, record: &'static str, id: String) -> RecordView<'a> {
        let (kept, stays): (&[String], _) = match &one.fate {
            Fate::Listed => (&[], None),
            Fate::Reversed { kept, .. } => (kept, None),
            Fate::Stays(stay) => (&[], Some(*stay)),
        };
        RecordView {
            record,
            id,
            title: record_name(one),
            did: one.deed.did,
            fields: one.deed.fields(),
            kept,
            stays,
        }
    }
    entries
        .iter()
        .map(|entry| {
            let experiences =
                entry.experiences.iter().map(|one| view(one, "experience", one.deed.key.to_string()));
            let documents = entry.documents.iter().map(|one| {
                let key = &one.deed.key;
                view(one, key.kind.as_str(), key.id.clone())
            });
            EntryView { at: entry.at, records: experiences.chain(documents).collect() }
        })
        .collect()
}
