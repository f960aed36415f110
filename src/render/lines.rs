//! What several renderers put together in the same way: parts of an entry on one line.

use crate::document::content::{Detail, Entry, Link};
use crate::document::language::{Direction, Label, Marks};
use crate::document::markup::{Inline, find, run_in};

/// Between parts of a line that are no list.
pub(super) const DOT: &str = " · ";

/// Parts that say something, with `between` between them.
pub(super) fn joined(parts: impl IntoIterator<Item = Vec<Inline>>, between: &str) -> Vec<Inline> {
    let mut line = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !line.is_empty() {
            line.push(Inline::Text(between.to_owned()));
        }
        line.extend(part);
    }
    line
}

pub(super) fn plain(text: Option<&String>) -> Vec<Inline> {
    text.map(|text| Inline::Text(text.clone())).into_iter().collect()
}

pub(super) fn address(link: Option<&Link>) -> Vec<Inline> {
    let label = plain(link.map(|link| &link.text));
    match link.and_then(|link| link.url.clone()) {
        Some(url) => vec![Inline::Link { url, label }],
        None => label,
    }
}

/// What an entry is called: its title and subject, and then where it was.
pub(super) fn name(entry: &Entry, marks: &Marks) -> (Vec<Inline>, Vec<Inline>) {
    let title = joined([plain(entry.title.as_ref()), plain(entry.area.as_ref())], &marks.list);
    (title, plain(entry.organization.as_ref()))
}

/// Where it was, and its address.
pub(super) fn place(location: Option<&String>, url: Option<&Link>, dot: &str) -> Vec<Inline> {
    joined([plain(location), address(url)], dot)
}

/// The items of a detail.
pub(super) fn items(detail: &Detail) -> Vec<Inline> {
    joined(detail.items.iter().cloned(), &detail.between)
}

/// `Courses: Rye, Salt`
pub(super) fn detail(detail: &Detail, marks: &Marks) -> Vec<Inline> {
    let label = Inline::Strong(vec![Inline::Text(format!("{}{}", detail.label, marks.label.trim_end()))]);
    let space = if marks.label.ends_with(' ') { " " } else { "" };
    joined([vec![label], items(detail)], space)
}

/// Whether an entry says its title and at most a level. Skills of that sort share a line: an import may bring fifty of
/// them.
pub(super) fn is_name(entry: &Entry) -> bool {
    let Entry {
        id: _,
        title,
        area,
        organization,
        location,
        url,
        dates,
        description,
        text,
        summary,
        bullets,
        details,
        weight: _,
    } = entry;
    let says_more = [area, organization, location].into_iter().any(Option::is_some)
        || url.is_some()
        || dates.is_some()
        || [description, text, summary].into_iter().any(|blocks| !blocks.is_empty());
    // A sign of a list or of a label would be taken for one, and brackets within brackets are hard to read.
    let has = |text: &str, signs: &[char]| text.contains(signs);
    let is_plain = title
        .as_ref()
        .is_some_and(|title| !has(title, &SIGNS) && (details.is_empty() || !has(title, &BRACKETS)));
    let is_level = |detail: &Detail| {
        detail.kind == Label::Level
            && find(&items(detail), &|text| {
                (has(text, &SIGNS) || has(text, &BRACKETS) || has(text, &COMMAS)).then_some(())
            })
            .is_none()
    };
    is_plain && !says_more && bullets.is_empty() && details.iter().all(is_level)
}

const SIGNS: [char; 4] = [':', '：', ';', '；'];
const BRACKETS: [char; 2] = ['(', '（'];
const COMMAS: [char; 3] = [',', '،', '、'];

/// Skills that [`is_name`] tells: `R (Expert), Python`.
pub(super) fn names(entries: &[&Entry], marks: &Marks) -> Vec<Inline> {
    // A name may hold a comma itself.
    let is_parted = entries.iter().filter_map(|entry| entry.title.as_ref()).any(|name| name.contains(COMMAS));
    let named = entries.iter().map(|entry| {
        let name = plain(entry.title.as_ref());
        match entry.details.first() {
            Some(level) => {
                let text = |text: &str| vec![Inline::Text(text.to_owned())];
                [name, text(" ("), items(level), text(")")].concat()
            }
            None => name,
        }
    });
    joined(named, if is_parted { &marks.items } else { &marks.list })
}

/// `Web development (Expert): HTML, CSS`, `French: fluent`: a skill, a language or an interest on one line.
pub(super) fn line(entry: &Entry, marks: &Marks) -> Vec<Inline> {
    let value = |label| {
        let detail = entry.details.iter().find(|detail| detail.kind == label);
        detail.map(items).unwrap_or_default()
    };
    let title: Vec<_> = plain(entry.title.as_ref());
    let name: Vec<_> = if title.is_empty() { title } else { vec![Inline::Strong(title)] };
    let known = [value(Label::Level), value(Label::Fluency), plain(entry.area.as_ref()), value(Label::Score)];
    let dates = plain(entry.dates.as_ref().map(|dates| &dates.text));
    let place = place(entry.location.as_ref(), entry.url.as_ref(), DOT);
    let more = [plain(entry.organization.as_ref()), dates, place, value(Label::Roles), value(Label::Sort)];
    let known = joined(known.into_iter().chain(more), &marks.list);
    let texts = [&entry.text, &entry.description, &entry.summary].map(|blocks| run_in(blocks));
    let said = joined([value(Label::Skills), value(Label::Courses)].into_iter().chain(texts), ". ");
    let text = |text: &str| vec![Inline::Text(text.to_owned())];
    // Brackets within brackets are hard to read: `French: Fluent (C1)`.
    if !name.is_empty() && (said.is_empty() || find(&known, &|text| text.find(['(', '（'])).is_some()) {
        return joined([name, joined([known, said], &marks.items)], &marks.label);
    }
    let known = if known.is_empty() { known } else { [text("("), known, text(")")].concat() };
    if name.is_empty() {
        joined([said, known], " ")
    } else {
        joined([joined([name, known], " "), said], &marks.label)
    }
}

/// Whether the text is of a script from left to right, as its first letter is. A number is, too.
pub(super) fn begins_ltr(inlines: &[Inline]) -> bool {
    let first = find(inlines, &|text| text.chars().find(|c| c.is_alphabetic()));
    !inlines.is_empty() && first.is_none_or(|letter| Direction::of(letter) == Direction::Ltr)
}

/// The signs at the end of `C++` and `C#` stay behind their letter in text from right to left.
pub(super) fn signed(text: &str) -> String {
    let is_sign = |c: char| matches!(c, '+' | '#');
    let mut signed = String::with_capacity(text.len());
    let mut is_name = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        is_name = letter.is_ascii_alphabetic() || is_name && is_sign(letter);
        signed.push(letter);
        if is_name && is_sign(letter) && !letters.peek().is_some_and(|next| is_sign(*next)) {
            signed.push('\u{200e}');
        }
    }
    signed
}

#[cfg(test)]
mod tests {
    use super::signed;

    #[test]
    fn a_mark_keeps_the_signs_of_a_name_behind_it() {
        for (text, marked) in
            [("C++, C#", "C++\u{200e}, C#\u{200e}"), ("1 + 2 #3", "1 + 2 #3"), ("ב-C++", "ב-C++\u{200e}")]
        {
            assert_eq!(signed(text), marked);
        }
    }
}
