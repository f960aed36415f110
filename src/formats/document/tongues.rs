//! Languages as European forms have them: the abilities that are assessed, with a level for each, and a legend.

use super::body::items;
use super::line::{Line, Piece, collapsed};
use super::words::{Topic, words};
use crate::domain::Kind;

/// The most words of the name of an ability.
const MOST_WORDS: usize = 5;

/// The lines of a section of languages, each with a language and all that is said of it. The names of abilities alone, what
/// the form says of its levels, and a heading without a value are no language.
pub(super) fn prepared(lines: &[Line]) -> Vec<Line> {
    let mut whole: Vec<Line> = Vec::with_capacity(lines.len());
    let mut is_in_legend = false;
    for line in lines {
        let text = line.text();
        is_in_legend = is_legend(&text) || is_in_legend && !line.is_below_gap && is_rest_of_legend(&text);
        let is_heading =
            words().heading(&text) == Some(Topic::Of(Kind::Language)) && !words().is_language(&text);
        if is_in_legend || is_heading && text.trim_end().ends_with(':') || is_grid_head(line) {
            continue;
        }
        if let Some(native) = native(line) {
            whole.extend(native);
        } else if let (Some(levels), Some(language)) = (levels(line), whole.last_mut()) {
            let sign = if has_level(language) { ", " } else { ": " };
            language.pieces.push(Piece { text: format!("{sign}{levels}"), ..Piece::default() });
            language.goes_on = false;
        } else {
            whole.push(line.clone());
        }
    }
    whole
}

fn said(part: &[Piece]) -> String {
    collapsed(&part.iter().map(|piece| piece.text.as_str()).collect::<String>())
}

fn has_level(line: &Line) -> bool {
    line.parts().len() > 1 || line.text().contains([':', '(', '–', ','])
}

/// `Levels: A1 and A2: Basic user; B1 and B2: Independent user`, or the name of the framework.
fn is_legend(text: &str) -> bool {
    let lower = text.to_lowercase();
    let has = |code: &str| lower.split(|sign: char| !sign.is_alphanumeric()).any(|word| word == code);
    let names = |(one, other): &(&str, &str)| has(one) && has(other);
    let of_levels = lower.contains(':') && [("a1", "a2"), ("b1", "b2")].iter().all(names);
    let is_framework = words().lists.frameworks.iter().any(|name| lower.contains(name.as_str()));
    // One level is that of the language above.
    let count = ["a1", "a2", "b1", "b2", "c1", "c2"].iter().filter(|code| has(code)).count();
    (of_levels || is_framework && count != 1) && !names_language(text)
}

fn is_rest_of_legend(text: &str) -> bool {
    let lower = text.to_lowercase();
    (lower.contains("c1") && lower.contains("c2") || text.starts_with(char::is_lowercase))
        && !names_language(text)
}

fn names_language(text: &str) -> bool {
    text.split(|sign: char| !sign.is_alphabetic()).any(|word| words().is_language(word))
}

/// Whether a line is the head of a grid: several abilities without a level, or the first column of one.
fn is_grid_head(line: &Line) -> bool {
    let text = line.text();
    let are_apart = line.parts().len() > 1 || !text.contains([',', ';', '/', '|']);
    are_apart
        && assessed(&text).is_some_and(|all| all.len() > 1 && all.iter().all(|(_, level)| level.is_none()))
}

/// The abilities of a line and their levels, if it says nothing else: `Listening C1 Reading B2`.
fn levels(line: &Line) -> Option<String> {
    let parts: Vec<String> = line.parts().iter().map(|part| said(part)).collect();
    if let [ability, level] = &parts[..]
        && is_ability(ability.trim_end_matches([':', ' ']))
    {
        return Some(format!("{} {level}", ability.trim_end_matches([':', ' '])));
    }
    let all = assessed(&line.text())?;
    let one = |(ability, level): (String, Option<String>)| Some(format!("{ability} {}", level?));
    all.into_iter().map(one).collect::<Option<Vec<_>>>().map(|all| all.join(", "))
}

fn is_ability(text: &str) -> bool {
    words().lists.abilities.has(&text.to_lowercase())
}

fn assessed(text: &str) -> Option<Vec<(String, Option<String>)>> {
    const SIGNS: &[char] = &[',', ';', ':', '|', '/', '–', '-', '(', ')', '•', '·'];
    let mut left: Vec<&str> = text
        .split([' ', ',', ';', '|', '/'])
        .map(|word| word.trim_matches(SIGNS))
        .filter(|word| !word.is_empty())
        .collect();
    let mut all: Vec<(String, Option<String>)> = Vec::new();
    while let Some(word) = left.first() {
        let lengths = (1..=MOST_WORDS.min(left.len())).rev();
        let found = lengths.map(|count| (count, left[..count].join(" "))).find(|(_, name)| is_ability(name));
        match (found, all.last_mut()) {
            (Some((count, name)), _) => {
                all.push((name, None));
                left.drain(..count);
            }
            (None, Some((_, level @ None))) if words().lists.levels.has(&word.to_lowercase()) => {
                *level = Some((*word).to_owned());
                left.remove(0);
            }
            _ => return None,
        }
    }
    (!all.is_empty()).then_some(all)
}

/// `Mother tongue(s): Romanian`, and `Fluent: English, French`: the label says how well the languages behind it are known.
fn native(line: &Line) -> Option<Vec<Line>> {
    let text = line.text();
    let parts: Vec<String> = line.parts().iter().map(|part| said(part)).collect();
    let (label, value) = match &parts[..] {
        [label, value] => (label.as_str(), value.as_str()),
        _ => text.split_once(':')?,
    };
    let label = label.trim_end_matches([':', ' ']).replace("(s)", "").replace("(n)", "");
    let lower = label.to_lowercase();
    let languages = items(value.trim());
    let are_languages = || languages.iter().all(|item| words().is_language(item));
    let lists = &words().lists;
    let fits = lists.mother_tongue.has(&lower) || lists.levels.has(&lower) && are_languages();
    let one = |language: &String| Line {
        pieces: vec![Piece { text: format!("{language}: {label}"), ..Piece::default() }],
        is_item: true,
        goes_on: false,
        ..line.clone()
    };
    (fits && !languages.is_empty()).then(|| languages.iter().map(one).collect())
}
