//! The JSON of an application.

use jiff::Timestamp;
use serde::Serialize;

use super::fields::sync;
use crate::domain::{Application, ApplicationStatus, Document, PartialDate, Record, Step};

/// The JSON of one application.
#[derive(Debug, Serialize)]
pub(crate) struct ApplicationView<'a> {
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
    pub(crate) fn of(record: &'a Record<Document>) -> Self {
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
            variant_id: _,
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
            sync: sync(record.is_pending()),
        }
    }
}
