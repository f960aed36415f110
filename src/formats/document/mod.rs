//! A PDF or a Word document of any origin, read by rules.
//!
//! The invariants: every value stands in the document; what is not understood is named and kept under
//! `document` in the profile. What is doubtful is told beside the entry, in the form that its owner corrects.
//!
//! Pages and paragraphs become lines ([`page`], [`docx`]); lines become sections by their headings ([`sections`]); sections
//! become entries by their dates ([`entries`]) or lists ([`lists`]).

mod below;
mod body;
mod columns;
mod docx;
mod entries;
mod grid;
mod head;
mod icons;
mod labels;
mod line;
mod lists;
mod names;
mod page;
mod passages;
mod periods;
mod person;
mod prepare;
mod running;
mod runs;
mod sections;
mod stacked;
#[cfg(test)]
mod tests;
mod timed;
mod titles;
mod tongues;
mod words;

use serde_json::json;

use self::line::Line;
use self::person::Gathered;
use self::sections::Section;
use self::titles::is_title;
use super::content::Content;
use super::error::{FormatError, Report};
use super::foreign::{Drafts, Foreign};
use super::incoming::{Draft, Importer, Incoming};
use crate::domain::Kind;

pub(super) use docx::Parts;
pub use passages::dates;
pub(super) use passages::structured;
pub(super) use periods::{is_present, period};
pub use runs::{Page, Run};
pub(super) use words::Topic;

/// The format.
#[derive(Debug)]
pub(super) struct Document;

static WORDING: Foreign = Foreign::new("document");

/// The most lines that are taken for a résumé.
const MOST_LINES: usize = 20_000;

/// The most text of a document, in bytes, and the most items of its lists.
const MOST_TEXT: usize = 256 * 1024;
const MOST_PARTS: usize = 10_000;

impl Importer for Document {
    fn recognises(&self, content: &Content) -> bool {
        matches!(content, Content::Pages(_) | Content::Word(_))
    }

    fn read(&self, content: &Content, report: &mut Report) -> Result<Incoming, FormatError> {
        let lines = lines(content)?;
        report.passages = passages::of(&lines);
        let mut gathered = Gathered::default();
        let mut drafts = Drafts::default();
        let mut unread: Vec<String> = Vec::new();
        let mut sections = sections::split(lines);
        unread.extend(sections.last_mut().into_iter().flat_map(take_signature));
        unread.extend(take_consent(&mut sections));
        let elsewhere = person::take_contacts(&mut sections);
        // A block of contacts may stand above the name.
        let with_name = sections.iter().enumerate().filter(|(_, section)| section.topic.is_none());
        let with_name =
            with_name.filter_map(|(at, section)| Some((at, person::size_of_name(&section.lines)?)));
        let with_name =
            with_name.reduce(|best, one| if one.1 > best.1 + 0.6 { one } else { best }).map(|(at, _)| at);
        for (at, section) in sections.iter().enumerate() {
            let Section { topic, heading, lines } = section;
            match topic {
                None if with_name.is_some_and(|named| at < named) => gathered.contacts(lines, false),
                None => gathered.header(lines),
                // Below `Lebenslauf` the person follows.
                Some(Topic::Contact | Topic::Summary) if is_title(heading) => gathered.header(lines),
                Some(Topic::Contact) => gathered.contacts(lines, false),
                Some(Topic::Summary) => gathered.summary(lines),
                Some(Topic::Academic) if are_positions(lines) => {
                    read_section(Kind::Work, lines, &mut drafts, report);
                }
                Some(Topic::Other | Topic::Academic) => {
                    unread.extend(lines.iter().map(|line| format!("{heading}: {}", line.text())));
                }
                Some(Topic::Of(kind)) => read_section(*kind, lines, &mut drafts, report),
            }
        }
        gathered.contacts(&elsewhere, false);
        if let (Content::Word(parts), false) = (content, gathered.has_email()) {
            let foot = person::of_foot(docx::foot(parts), gathered.name());
            gathered.contacts(&foot, false);
        }
        let (mut person, rest) = gathered.finish();
        unread.extend(rest);
        if !unread.is_empty() {
            person.others.insert("unread".to_owned(), json!(unread));
        }
        report.unread = unread;
        let incoming = drafts.into_incoming(&WORDING, person.into_profile(WORDING.name));
        Ok(incoming)
    }
}

/// Takes the place and the day at the end, and the name below it: `Köln, den 12. März 2024`. They stand below a list as a rule.
fn take_signature(section: &mut Section) -> Vec<String> {
    use crate::domain::Kind::{Interest, Language, Reference, Skill};
    let is_list = matches!(section.topic, Some(Topic::Of(Interest | Language | Reference | Skill)));
    let is_signed = |line: &Line| {
        let text = line.text();
        let Some((_, date)) = text.split_once(", ").filter(|(place, _)| names::is_city(place)) else {
            return false;
        };
        let words = ["den ", "le ", "li ", "il ", "el ", "a "];
        let date = words.iter().find_map(|word| date.strip_prefix(word)).unwrap_or(date);
        let found = periods::whole(date).and_then(|found| found.start.filter(|_| !found.is_span));
        found.is_some_and(|day| day.day().is_some())
    };
    let from = section.lines.len().saturating_sub(2);
    let at = section.lines[from..].iter().position(is_signed).map(|at| from + at);
    let Some(at) = at.filter(|at| is_list && *at > 0) else { return Vec::new() };
    section.lines.split_off(at).iter().map(Line::text).collect()
}

/// Takes the consent to the use of personal data, which Polish and Italian law once asked for: no entry of a list.
fn take_consent(sections: &mut [Section]) -> Vec<String> {
    const SAID: [&str; 8] = [
        "wyrażam zgodę na przetwarzanie",
        "moich danych osobowych",
        "autorizzo il trattamento",
        "dei miei dati personali",
        "processing of my personal data",
        "consent to the processing",
        "zgodnie z rodo",
        "(rodo)",
    ];
    let mut taken = Vec::new();
    let count = sections.len();
    for (index, section) in sections.iter_mut().enumerate() {
        let is_said = |line: &Line| {
            let text = line.text().to_lowercase();
            text.chars().count() > 30 && SAID.iter().any(|said| text.contains(said))
        };
        let Some(found) = section.lines.iter().position(is_said) else { continue };
        let goes_on =
            |at: &usize| *at > 0 && section.lines[at - 1].goes_on && !section.lines[*at].is_below_gap;
        let mut from = found;
        while goes_on(&from) {
            from -= 1;
        }
        let ends = |at: &usize| section.lines[*at].is_below_gap || !section.lines[at - 1].goes_on;
        let until = (found + 1..section.lines.len()).find(ends).unwrap_or(section.lines.len());
        let until = if index + 1 == count && until > found + 1 { section.lines.len() } else { until };
        taken.extend(section.lines.drain(from..until).map(|line| line.text()));
    }
    taken
}

/// What a section is about, by its title in any language of documents.
pub(super) fn topic(title: &str) -> Option<Topic> {
    words::words().heading(title)
}

/// The same, also by a part of a word in it.
pub(super) fn topic_like(title: &str) -> Option<Topic> {
    words::words().heading_like(title)
}

fn lines(content: &Content) -> Result<Vec<Line>, FormatError> {
    let lines = match content {
        Content::Pages(pages) => page::read(pages),
        Content::Word(parts) => docx::read(parts)?,
        other => {
            let message = format!("looks like {}, not like a PDF or a Word document", other.looks_like());
            return Err(FormatError::of_file(message));
        }
    };
    if lines.len() > MOST_LINES {
        return Err(FormatError::of_file(format!("has more than {MOST_LINES} lines")));
    }
    let said: Vec<String> = lines.iter().map(Line::text).collect();
    if said.iter().map(String::len).sum::<usize>() > MOST_TEXT {
        return Err(FormatError::of_file("has more text than a résumé: 256 KiB at most"));
    }
    // Each part of a list may become an entry.
    let parts = |line: &String| line.matches([',', ';', '|', '·', '•', '/']).count();
    if said.iter().map(parts).sum::<usize>() > MOST_PARTS {
        return Err(FormatError::of_file(format!("has lists of more than {MOST_PARTS} items")));
    }
    if !said.iter().any(|line| line.contains(char::is_alphanumeric)) {
        return Err(without_text(content));
    }
    Ok(lines)
}

fn without_text(content: &Content) -> FormatError {
    let is_nameless =
        |page: &Page| page.runs.iter().any(|run| run.text.contains(char::REPLACEMENT_CHARACTER));
    match content {
        Content::Pages(pages) if pages.iter().any(is_nameless) => {
            FormatError::of_file("has fonts that do not say which letters they show")
                .hint("copy the text from another viewer into a Word document, and import that; or use a program for text recognition (OCR)")
        }
        _ => FormatError::of_file("has no text")
            .hint("a scanned page is a picture; a program for text recognition (OCR) makes text of it"),
    }
}

/// Whether each entry of a section has a title, an employer and a period.
fn are_positions(lines: &[Line]) -> bool {
    let entries = entries::read(Kind::Work, lines);
    let is_one = |draft: &Draft| {
        let content = draft.content();
        let is_dated = content.start_date.is_some() && content.start_date != content.end_date;
        !content.title.is_empty() && content.organization.is_some() && is_dated
    };
    !entries.is_empty() && entries.iter().all(|(draft, _)| is_one(draft))
}

fn read_section(kind: Kind, lines: &[Line], drafts: &mut Drafts, report: &mut Report) {
    let found = match kind {
        Kind::Skill | Kind::Language | Kind::Interest | Kind::Reference => {
            lists::read(kind, lines).into_iter().map(|draft| (draft, Vec::new())).collect()
        }
        _ => entries::read(kind, lines),
    };
    for (draft, doubts) in found {
        let content = draft.content();
        let says_nothing = content.title.is_empty()
            && content.organization.is_none()
            && content.text.is_none()
            && content.skills.is_empty();
        if says_nothing && content.bullets.is_empty() {
            continue;
        }
        let index = drafts.len();
        let label = content.label().to_owned();
        drafts.push(draft, &WORDING, None, report, |message| {
            FormatError::of_file(format!("`{label}` {message}"))
        });
        report.doubts.extend(doubts.into_iter().map(|doubt| (index, doubt)));
    }
}
