//! The paragraphs of a document, and a document in the structure that another reader than the rules found.

use serde_json::{Map, Value, json};

use super::body::{Paragraph, paragraphs};
use super::line::Line;
use super::words::words;
use super::{WORDING, periods};
use crate::formats::error::{FormatError, Report};
use crate::formats::foreign::Drafts;
use crate::formats::incoming::{Draft, Incoming};
use crate::formats::passage::{Dates, Passage, Structure};

/// The longest paragraph in which periods are looked for; a longer one is prose.
const LONGEST: usize = 400;

pub(super) fn of(lines: &[Line]) -> Vec<Passage> {
    let passage = |paragraph: Paragraph| Passage {
        is_heading: !paragraph.is_item && words().heading(&paragraph.text).is_some(),
        is_item: paragraph.is_item,
        link: paragraph.link,
        periods: all_dates(&paragraph.text),
        text: paragraph.text,
    };
    paragraphs(lines).into_iter().map(passage).collect()
}

fn all_dates(text: &str) -> Vec<Dates> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    periods::all(text).into_iter().map(|found| (found.start, found.end)).collect()
}

/// The period that a text in words is.
pub fn dates(text: &str) -> Option<Dates> {
    periods::whole(text).map(|found| (found.start, found.end))
}

/// The person as the rules read them, with the structure that another reader found. The report gets what cannot be kept.
pub(in crate::formats) fn structured(
    mut profile: Map<String, Value>,
    structure: Structure,
    report: &mut Report,
) -> Incoming {
    let Structure { label, summary, entries, unread } = structure;
    let about = profile.entry("basics").or_insert_with(|| json!({}));
    for (key, text) in [("label", label), ("summary", summary)] {
        let Some(about) = about.as_object_mut() else { continue };
        match text {
            Some(text) => about.insert(key.to_owned(), json!(text)),
            None => about.remove(key),
        };
    }
    let kept = profile.entry(WORDING.name).or_insert_with(|| json!({}));
    if let Some(kept) = kept.as_object_mut() {
        kept.remove("unread");
        kept.extend((!unread.is_empty()).then(|| ("unread".to_owned(), json!(unread))));
    }
    profile.retain(|_, part| part.as_object().is_none_or(|part| !part.is_empty()));
    let mut drafts = Drafts::default();
    for (entry, doubts) in entries {
        let index = drafts.len();
        let label = entry.label().to_owned();
        let mut draft = Draft::new(entry.kind);
        *draft.content_mut() = entry;
        drafts.push(draft, &WORDING, None, report, |message| {
            FormatError::of_file(format!("`{label}` {message}"))
        });
        if drafts.len() > index {
            report.doubts.extend(doubts.into_iter().map(|doubt| (index, doubt)));
        }
    }
    report.unread = unread;
    drafts.into_incoming(&WORDING, profile)
}
