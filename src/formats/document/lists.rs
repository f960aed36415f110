//! Sections that are lists: skills, languages, interests, references.

use serde_json::json;

use super::body::{Paragraph, items, labelled, paragraphs};
use super::grid::{self, LONGEST_SKILL};
use super::line::{Line, Piece};
use super::names::is_name_of_school_or_firm;
use super::periods;
use super::tongues;
use super::words::{Topic, words};
use crate::domain::{Kind, PartialDate};
use crate::formats::incoming::Draft;

/// What a section of a list says.
pub(super) fn read(kind: Kind, lines: &[Line]) -> Vec<Draft> {
    let prepared = (kind == Kind::Language).then(|| tongues::prepared(lines));
    let mut lines = apart(kind, &grid::in_order(kind, prepared.as_deref().unwrap_or(lines)));
    close_items(kind, &mut lines);
    lines.retain(|line| line.text().contains(char::is_alphanumeric));
    match kind {
        Kind::Reference => references(&lines),
        _ => paragraphs(&lines).into_iter().flat_map(|paragraph| of_line(kind, &paragraph)).collect(),
    }
}

/// Parts that stand apart are lines of their own, unless the first is a label or the second a level.
fn apart(kind: Kind, lines: &[Line]) -> Vec<Line> {
    let mut parted = Vec::new();
    for line in lines {
        let line = &with_remark(kind, &with_label(kind, line));
        let parts = line.parts();
        let is_one = parts.len() == 2
            && !line.is_item
            && !(kind == Kind::Language && parts.iter().all(|part| is_language(part)));
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
            // The value of the line above ends where another has a name.
            if let Some(above) = parted.last_mut().filter(|_| is_one) {
                let above: &mut Line = above;
                above.goes_on = false;
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

/// Whether a part of a line begins with the name of a language.
fn is_language(part: &[Piece]) -> bool {
    let said = part.iter().map(|piece| piece.text.as_str()).collect::<String>();
    words().begins_with_language(said.trim())
}

/// What stands in bold letters before a list is its name, with or without a colon.
fn with_label(kind: Kind, line: &Line) -> Line {
    let mut line = line.clone();
    if let (Kind::Skill, [first, second, ..]) = (kind, line.pieces.as_mut_slice())
        && first.bold
        && !second.bold
        && !second.apart
        && first.text.trim_end().ends_with(char::is_alphanumeric)
    {
        let dashed = second.text.trim_start().strip_prefix(['–', '—', '-', '|']).map(str::trim_start);
        let is_list = second.text.contains(", ") || dashed.is_some_and(|rest| !rest.is_empty());
        let list = dashed.unwrap_or(second.text.trim_start()).to_owned();
        if is_list && list.starts_with(char::is_alphanumeric) {
            first.text = format!("{}: ", first.text.trim_end());
            second.text = list;
        }
    }
    line
}

/// `German   Fluent   nine years at work` says more of one language.
fn with_remark(kind: Kind, line: &Line) -> Line {
    let mut line = line.clone();
    let parts = line.parts();
    if kind == Kind::Language
        && parts.len() > 2
        && parts.iter().filter(|part| is_language(part)).count() == 1
        && is_language(&parts[0])
    {
        for piece in line.pieces.iter_mut().filter(|piece| piece.apart).skip(1) {
            piece.text = format!(", {}", piece.text.trim_start());
            piece.apart = false;
        }
    }
    line
}

/// Ends an item that fills a narrow column: what follows in capitals is another one.
fn close_items(kind: Kind, lines: &mut [Line]) {
    const CONNECTING: [&str; 12] =
        ["and", "of", "in", "for", "the", "to", "with", "&", "und", "et", "de", "y"];
    for at in 1..lines.len() {
        let (before, next) = (lines[at - 1].text(), lines[at].text());
        let is_sole =
            |text: &str| !text.contains([',', ';', '|', ':']) && !text.ends_with(['-', '/', '–', '.']);
        let is_open = before.matches('(').count() > before.matches(')').count();
        let last = before.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let are_labelled = || [&before, &next].iter().all(|text| labelled(text).is_some());
        if kind == Kind::Language && !is_open && (words().begins_with_language(&next) || are_labelled()) {
            lines[at - 1].goes_on = false;
        }
        if is_sole(&before)
            && is_sole(&next)
            && !is_open
            && !CONNECTING.contains(&last.as_str())
            && next.starts_with(char::is_uppercase)
            && next.matches('(').count() >= next.matches(')').count()
        {
            lines[at - 1].goes_on = false;
        }
    }
}

/// A name and how many of several signs are filled behind it: `Photoshop ●●●●○`.
fn rated(text: &str) -> Option<(&str, &str)> {
    const SIGNS: [char; 16] =
        ['●', '○', '★', '☆', '■', '□', '▪', '▫', '◼', '◻', '⬤', '◯', '⚫', '⚪', '✮', '✩'];
    let name = text.trim_end().trim_end_matches(|sign: char| SIGNS.contains(&sign) || sign == ' ');
    let rating = text[name.len()..].trim();
    let name = name.trim_end_matches([':', ' ', '–', '-']);
    (rating.chars().count() > 2 && name.contains(char::is_alphanumeric)).then_some((name, rating))
}

/// Languages on one line, each with its level: `German: native / French: B2`.
fn several(text: &str) -> Vec<String> {
    let signs: &[char] = &['·', '•', '|', ';'];
    let mut parts: Vec<&str> = text.split(signs).collect();
    for sign in [" / ", ", "] {
        parts = parts.into_iter().flat_map(|part| at_labels(part, sign)).collect();
    }
    parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// The longest name of a language, in letters.
const LONGEST_LABEL: usize = 40;

/// The parts of a text before each language that has a label's colon behind it.
fn at_labels<'t>(text: &'t str, sign: &str) -> Vec<&'t str> {
    let is_label = |rest: &str| {
        let end = rest.char_indices().nth(LONGEST_LABEL).map_or(rest.len(), |(at, _)| at);
        let label = rest[..end].split_once(':').map(|(label, _)| label.trim());
        label.is_some_and(|label| words().is_language(bracketed(label).0))
    };
    let ends = text.match_indices(sign).map(|(at, _)| at).filter(|at| is_label(&text[at + sign.len()..]));
    let mut parts = Vec::new();
    let mut from = 0;
    for end in ends.collect::<Vec<_>>() {
        parts.push(&text[from..end]);
        from = end + sign.len();
    }
    parts.push(&text[from..]);
    parts
}

fn named(kind: Kind, title: &str) -> Draft {
    let mut draft = Draft::new(kind);
    draft.content_mut().title = title.trim().to_owned();
    draft
}

fn of_line(kind: Kind, paragraph: &Paragraph) -> Vec<Draft> {
    // `Climbing · Chess: club captain`: what is behind a colon says more of one of several.
    let parts: Vec<&str> = paragraph.text.split(" · ").collect();
    match kind {
        Kind::Interest if parts.len() > 1 => parts.iter().flat_map(|part| of_text(kind, part)).collect(),
        _ => of_text(kind, &paragraph.text),
    }
}

fn of_text(kind: Kind, text: &str) -> Vec<Draft> {
    let text = text.trim();
    if let Some((name, rating)) = rated(text).filter(|(name, _)| rated(name).is_none()) {
        let mut draft = if kind == Kind::Language { language(name) } else { named(kind, name) };
        let metadata = &mut draft.content_mut().metadata;
        let is_language = kind == Kind::Language && !metadata.contains_key("fluency");
        metadata.insert(if is_language { "fluency" } else { "level" }.to_owned(), json!(rating));
        return vec![draft];
    }
    if let Some((label, value)) = labelled(text) {
        // `06/2023: Food Hygiene` and `2012: Forklift licence` are no skills, but `2012: Rust and Go` are.
        let dated = periods::whole(label).filter(|found| kind == Kind::Skill && !found.is_span);
        let is_certificate = |date: &PartialDate| {
            date.month().is_some() || words().heading_like(value) == Some(Topic::Of(Kind::Certificate))
        };
        if let Some(date) = dated.and_then(|found| found.start).filter(is_certificate) {
            let mut draft = named(Kind::Certificate, value);
            draft.content_mut().start_date = Some(date);
            return vec![draft];
        }
        let own_kind = kind;
        let known = words().heading(label);
        let kind = match known {
            Some(Topic::Of(own @ (Kind::Language | Kind::Interest | Kind::Skill))) => own,
            _ => kind,
        };
        // Languages may be those of programs.
        let is_spoken = |item: &String| words().begins_with_language(item);
        let kind = match kind {
            Kind::Language if own_kind != kind && !items(value).iter().any(is_spoken) => own_kind,
            kind => kind,
        };
        let is_of_skills = own_kind != Kind::Skill && known == Some(Topic::Of(Kind::Skill));
        let is_of_all = own_kind == Kind::Skill && words().lists.skills.has(&label.to_lowercase());
        return match kind {
            Kind::Skill if is_of_all => items(value).iter().map(|item| named(kind, item)).collect(),
            Kind::Language if known.is_none() => several(text).iter().map(|item| language(item)).collect(),
            // `Driving licence: B` among languages
            Kind::Language
                if known != Some(Topic::Of(Kind::Language)) && !items(value).iter().any(is_spoken) =>
            {
                vec![with_keywords(Kind::Skill, label, value)]
            }
            Kind::Language => items(value).iter().map(|item| language(item)).collect(),
            _ if is_of_skills && label.split_whitespace().count() == 1 => {
                items(value).iter().map(|item| named(kind, item)).collect()
            }
            _ if known.is_some_and(|topic| topic != Topic::Of(own_kind)) && kind != own_kind => {
                items(value).iter().map(|item| named(kind, item)).collect()
            }
            _ => vec![with_keywords(kind, label, value)],
        };
    }
    let all = whole(items(text));
    match kind {
        Kind::Language => with_levels(all.iter().flat_map(|item| two(item)).collect())
            .iter()
            .map(|item| language(item))
            .collect(),
        // A sentence is no list.
        _ if all.iter().any(|item| item.chars().count() > LONGEST_SKILL) || text.ends_with('.') => {
            vec![named(kind, text)]
        }
        // `Web development (Expert)` beside lists with labels
        _ if all.len() == 1 => vec![with_keywords(kind, text, "")],
        _ => all.iter().map(|item| with_keywords(kind, item, "")).collect(),
    }
}

/// `German and French` are two.
fn two(item: &str) -> Vec<String> {
    let both = [" and ", " und ", " et ", " y ", " e ", " en ", " och ", " og "]
        .iter()
        .find_map(|word| item.split_once(*word))
        .filter(|(one, other)| words().is_language(one) && words().begins_with_language(other));
    both.map_or_else(|| vec![item.to_owned()], |(one, other)| vec![one.to_owned(), other.to_owned()])
}

/// `Svenska, modersmål, engelska, goda kunskaper` names two languages, each with its level.
fn with_levels(items: Vec<String>) -> Vec<String> {
    let is_level = |item: &str| {
        !words().begins_with_language(item)
            && (words().lists.levels.has(&item.to_lowercase())
                || item.starts_with(char::is_lowercase) && item.contains(' '))
    };
    let is_bare = |last: &&mut String| words().is_language(last);
    let mut whole: Vec<String> = Vec::with_capacity(items.len());
    for item in items {
        match whole.last_mut().filter(|_| is_level(&item)).filter(is_bare) {
            Some(last) => *last = format!("{last}: {item}"),
            None => whole.push(item),
        }
    }
    whole
}

/// `Prawo jazdy kat. B, C` is one item.
fn whole(items: Vec<String>) -> Vec<String> {
    let is_class =
        |word: &str| word.len() == 1 && word.starts_with(|letter: char| letter.is_ascii_uppercase());
    let mut whole: Vec<String> = Vec::with_capacity(items.len());
    for item in items {
        let ends_with_class =
            |last: &&mut String| last.rsplit_once(' ').is_some_and(|(_, word)| is_class(word));
        match whole.last_mut().filter(|_| is_class(&item)).filter(ends_with_class) {
            Some(last) => *last = format!("{last}, {item}"),
            None => whole.push(item),
        }
    }
    whole
}

/// `Web development (Expert): HTML, CSS`
fn with_keywords(kind: Kind, label: &str, value: &str) -> Draft {
    // `Forklift (counterbalance)` is one name.
    let is_level = |said: &str| {
        let mut words_of = said.split([' ', ',']);
        said.contains(|sign: char| sign.is_ascii_digit())
            || words_of.any(|word| words().lists.levels.has(&word.to_lowercase()))
    };
    let (title, level) = match bracketed(label) {
        (title, Some(level)) if is_level(level) => (title, Some(level)),
        _ => (label.trim(), None),
    };
    let mut draft = named(kind, title);
    let content = draft.content_mut();
    if let Some(level) = level {
        content.metadata.insert("level".to_owned(), json!(level));
    }
    // `Salesforce: very good`
    if level.is_none() && kind == Kind::Skill && words().lists.levels.has(&value.trim().to_lowercase()) {
        content.metadata.insert("level".to_owned(), json!(value.trim()));
    } else {
        content.skills = items(value);
    }
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
        if words().lists.on_request.has(text.trim_end_matches('.').to_lowercase().as_str()) {
            continue;
        }
        // The sign of a list may have been the dash before a name.
        let name = text.trim_start_matches(['—', '–', '-', ' ']);
        let is_name = is_item
            || name.len() < text.len()
            || (!quote.is_empty() && name.chars().count() < 80 && !name.ends_with('.'));
        let is_first = drafts.is_empty() && quote.is_empty();
        if is_first && !is_item && text.chars().count() < 80 && !text.ends_with(['.', '”', '"']) {
            name_first = true;
        }
        let is_name = if name_first {
            if is_first {
                first_is_whole = has_contact(&text);
            }
            let tells_of_one = !first_is_whole && has_contact(&text)
                || is_name_of_school_or_firm(text.split(',').next().unwrap_or_default());
            is_first || (text.chars().count() < 80 && !text.ends_with(['.', '”', '"', '!']) && !tells_of_one)
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
        // Contacts of a referee are no part of a name.
        let said: Vec<&str> =
            name.split([',', ';', '|']).map(str::trim).filter(|part| !part.is_empty()).collect();
        let contacts: Vec<&str> = said.iter().skip(1).copied().filter(|part| has_contact(part)).collect();
        let names: Vec<&str> = said.iter().copied().filter(|part| !contacts.contains(part)).collect();
        let rest = names.iter().skip(1).copied().collect::<Vec<_>>().join(", ");
        let (title, organization) = match contacts.is_empty() {
            true => {
                name.split_once(", ").map_or((name, None), |(title, rest)| (title, Some(rest.to_owned())))
            }
            false => (names.first().copied().unwrap_or(name), Some(rest).filter(|rest| !rest.is_empty())),
        };
        quote.extend((!contacts.is_empty()).then(|| contacts.join(", ")));
        let mut draft = named(Kind::Reference, title);
        draft.content_mut().organization = organization;
        draft.content_mut().text = Some(quote.join("\n\n")).filter(|text| !text.is_empty());
        quote.clear();
        drafts.push(draft);
    }
    // What names no person is kept as it is.
    for text in quote {
        let mut draft = Draft::new(Kind::Reference);
        if text.chars().count() < 100 {
            draft.content_mut().title = text;
        } else {
            draft.content_mut().text = Some(text);
        }
        drafts.push(draft);
    }
    drafts
}
