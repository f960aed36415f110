//! Sections that are lists: skills, languages, interests, references.

use serde_json::json;

use super::body::{Paragraph, items, labelled, paragraphs};
use super::line::Line;
use super::names::is_name_of_school_or_firm;
use super::words::words;
use crate::domain::Kind;
use crate::formats::incoming::Draft;

/// The longest item that is a skill; a longer one is prose.
const LONGEST_SKILL: usize = 60;

/// What a section of a list says.
pub(super) fn read(kind: Kind, lines: &[Line]) -> Vec<Draft> {
    let lines = apart(lines);
    match kind {
        Kind::Reference => references(&lines),
        _ => paragraphs(&lines).into_iter().flat_map(|paragraph| of_line(kind, &paragraph)).collect(),
    }
}

/// Parts that stand apart are lines of their own, unless the first is a label or the second a level.
fn apart(lines: &[Line]) -> Vec<Line> {
    let mut parted = Vec::new();
    for line in lines {
        let parts = line.parts();
        let is_one = parts.len() == 2 && !line.is_item;
        if parts.len() < 2 || is_one {
            let mut line = line.clone();
            if is_one {
                let first = parts[0].iter().map(|piece| piece.text.as_str()).collect::<String>();
                if !first.trim_end().ends_with([':', ',', '–', '-'])
                    && let Some(piece) = line.pieces.iter_mut().find(|piece| piece.apart)
                {
                    piece.text = format!(": {}", piece.text.trim_start());
                    piece.apart = false;
                }
            }
            // A label in bold letters begins a list of its own.
            line.is_below_gap |= line.begins_bold();
            parted.push(line);
            continue;
        }
        for (index, pieces) in parts.into_iter().enumerate() {
            let mut one = Line { pieces, goes_on: false, is_item: true, ..line.clone() };
            one.is_below_gap &= index == 0;
            if let Some(first) = one.pieces.first_mut() {
                first.apart = false;
            }
            one.take_mark();
            parted.push(one);
        }
    }
    parted
}

/// Languages on one line, each with its level.
fn several(text: &str) -> Vec<String> {
    let signs: &[char] = &['·', '•', '|', ';'];
    text.split(signs).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn named(kind: Kind, title: &str) -> Draft {
    let mut draft = Draft::new(kind);
    draft.content_mut().title = title.trim().to_owned();
    draft
}

fn of_line(kind: Kind, paragraph: &Paragraph) -> Vec<Draft> {
    let text = paragraph.text.trim();
    if let Some((label, value)) = labelled(text) {
        let own_kind = kind;
        let known = words().heading(label);
        let kind = match known {
            Some(super::words::Topic::Of(own @ (Kind::Language | Kind::Interest | Kind::Skill))) => own,
            _ => kind,
        };
        // Languages may be those of programs.
        let is_spoken =
            |item: &String| words().is_language(item.split([' ', ':', '(']).next().unwrap_or_default());
        let kind = match kind {
            Kind::Language if own_kind != kind && !items(value).iter().any(is_spoken) => own_kind,
            kind => kind,
        };
        let is_of_skills = own_kind != Kind::Skill && known == Some(super::words::Topic::Of(Kind::Skill));
        return match kind {
            Kind::Language if known.is_none() => several(text).iter().map(|item| language(item)).collect(),
            Kind::Language => items(value).iter().map(|item| language(item)).collect(),
            _ if is_of_skills && label.split_whitespace().count() == 1 => {
                items(value).iter().map(|item| named(kind, item)).collect()
            }
            _ if known.is_some_and(|topic| topic != super::words::Topic::Of(own_kind))
                && kind != own_kind =>
            {
                items(value).iter().map(|item| named(kind, item)).collect()
            }
            _ => vec![with_keywords(kind, label, value)],
        };
    }
    let all = items(text);
    match kind {
        Kind::Language => all.iter().map(|item| language(item)).collect(),
        // A sentence is no list.
        _ if all.iter().any(|item| item.chars().count() > LONGEST_SKILL) || text.ends_with('.') => {
            vec![named(kind, text)]
        }
        // `Web development (Expert)` beside lists with labels
        _ if all.len() == 1 => vec![with_keywords(kind, text, "")],
        _ => all.iter().map(|item| named(kind, item)).collect(),
    }
}

/// `Web development (Expert): HTML, CSS`
fn with_keywords(kind: Kind, label: &str, value: &str) -> Draft {
    let (title, level) = bracketed(label);
    let mut draft = named(kind, title);
    let content = draft.content_mut();
    if let Some(level) = level {
        content.metadata.insert("level".to_owned(), json!(level));
    }
    content.skills = items(value);
    draft
}

fn bracketed(text: &str) -> (&str, Option<&str>) {
    let parted = text.trim().strip_suffix(')').and_then(|text| text.rsplit_once('('));
    match parted {
        Some((title, level)) if !title.trim().is_empty() && !level.trim().is_empty() => {
            (title.trim(), Some(level.trim()))
        }
        _ => (text.trim(), None),
    }
}

/// `English (fluent)`, `Deutsch – Muttersprache`, `French: B2`, `Spanish B1`, `Danish: fluent (C1)`
fn language(text: &str) -> Draft {
    let signs = [" – ", " — ", " - ", " : ", ": ", " | ", ", "];
    let outside = text.find('(').filter(|_| text.ends_with(')')).map_or(text, |at| &text[..at]);
    let parted =
        signs.iter().find_map(|sign| outside.find(sign).map(|at| (&text[..at], &text[at + sign.len()..])));
    let spaced = || {
        let (title, level) = text.split_once(' ')?;
        words().is_language(title).then_some((title, level))
    };
    let (title, level) = match (parted, bracketed(text)) {
        (Some((title, level)), _) => (title, Some(level)),
        (None, (title, Some(level))) => (title, Some(level)),
        (None, (title, None)) => spaced().map_or((title, None), |(title, level)| (title, Some(level))),
    };
    let mut draft = named(Kind::Language, title.trim());
    if let Some(level) = level.map(str::trim).filter(|level| !level.is_empty()) {
        draft.content_mut().metadata.insert("fluency".to_owned(), json!(level));
    }
    draft
}

fn has_contact(text: &str) -> bool {
    text.contains('@') || text.chars().filter(char::is_ascii_digit).count() >= 7
}

/// A quotation, and the person who said it.
fn references(lines: &[Line]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut name_first = false;
    // Whether each person has one line with all that is said.
    let mut first_is_whole = false;
    let mut quote: Vec<String> = Vec::new();
    for Paragraph { text, is_item, .. } in paragraphs(lines) {
        // The sign of a list may have been the dash before a name.
        let name = text.trim_start_matches(['—', '–', '-', ' ']);
        let is_name = is_item
            || name.len() < text.len()
            || (!quote.is_empty() && name.len() < 80 && !name.ends_with('.'));
        let is_first = drafts.is_empty() && quote.is_empty();
        if is_first && !is_item && text.len() < 80 && !text.ends_with(['.', '”', '"']) {
            name_first = true;
        }
        let is_name = if name_first {
            if is_first {
                first_is_whole = has_contact(&text);
            }
            let tells_of_one = !first_is_whole && has_contact(&text)
                || is_name_of_school_or_firm(text.split(',').next().unwrap_or_default());
            is_first || (text.len() < 80 && !text.ends_with(['.', '”', '"', '!']) && !tells_of_one)
        } else {
            is_name
        };
        if let Some(last) = drafts.last_mut().map(Draft::content_mut).filter(|_| name_first && !is_name) {
            let before = last.text.take().map_or_else(String::new, |before| before + "\n\n");
            last.text = Some(before + &text);
            continue;
        }
        if !is_name {
            quote.push(text);
            continue;
        }
        let (title, organization) = match name.split_once(", ") {
            Some((title, organization)) => (title, Some(organization.to_owned())),
            None => (name, None),
        };
        let mut draft = named(Kind::Reference, title);
        draft.content_mut().organization = organization;
        draft.content_mut().text = Some(quote.join("\n\n")).filter(|text| !text.is_empty());
        quote.clear();
        drafts.push(draft);
    }
    // What names no person is kept as it is.
    for text in quote {
        let mut draft = Draft::new(Kind::Reference);
        if text.len() < 100 {
            draft.content_mut().title = text;
        } else {
            draft.content_mut().text = Some(text);
        }
        drafts.push(draft);
    }
    drafts
}
