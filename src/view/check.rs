//! The JSON of a check.

use serde::Serialize;

use crate::library::{Checkup, Coverage, Field, Finding, Part, Place, ReadBack, Severity};

#[derive(Debug, Serialize)]
pub(crate) struct CheckView<'a> {
    findings: Vec<FindingView<'a>>,
    read_back: ReadBackView<'a>,
    job: Option<&'a Coverage>,
}

#[derive(Debug, Serialize)]
struct FindingView<'a> {
    code: &'static str,
    severity: Severity,
    #[serde(rename = "where")]
    place: Option<String>,
    message: &'a str,
    hint: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct ReadBackView<'a> {
    pages: Option<usize>,
    fields: Vec<FieldView<'a>>,
    error: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct FieldView<'a> {
    #[serde(rename = "where")]
    place: String,
    field: Part,
    text: &'a str,
    found: bool,
}

impl<'a> CheckView<'a> {
    pub(crate) fn of(checkup: &'a Checkup) -> Self {
        let named = |place: &Place| (*place != Place::Whole).then(|| place.to_string());
        let findings = checkup.findings.iter().map(|Finding { rule, place, message, hint }| FindingView {
            code: rule.code(),
            severity: rule.severity(),
            place: named(place),
            message,
            hint: hint.as_deref(),
        });
        let read_back = match &checkup.read_back {
            ReadBack::Read { pages, fields } => ReadBackView {
                pages: Some(*pages),
                fields: fields
                    .iter()
                    // What cannot be judged is neither.
                    .filter(|field| field.found || !field.is_unsure)
                    .map(|Field { place, part, text, found, is_unsure: _ }| FieldView {
                        place: place.to_string(),
                        field: *part,
                        text,
                        found: *found,
                    })
                    .collect(),
                error: None,
            },
            ReadBack::Unavailable { reason, .. } => {
                ReadBackView { pages: None, fields: Vec::new(), error: Some(reason) }
            }
        };
        Self { findings: findings.collect(), read_back, job: checkup.job.as_ref() }
    }
}
