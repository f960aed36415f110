//! What is said of a degree beside its name: how well it was taken, and when.

use serde_json::{Value, json};

use crate::document::language::Label;
use crate::domain::{Experience, Kind};
use crate::formats::document::words::words;

/// A degree without how well it was taken, and that.
pub(super) fn without_score(text: &str) -> Option<(String, String)> {
    if let Some(score) = text.strip_prefix('(').and_then(|text| score(text.strip_suffix(')')?)) {
        return Some((String::new(), score));
    }
    let bracketed = text.strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
    if let Some((name, score)) = bracketed.and_then(|(name, said)| Some((name, score(said)?))) {
        return Some((name.to_owned(), score));
    }
    let parts: Vec<&str> = text.split(", ").collect();
    let (at, score) = parts.iter().enumerate().find_map(|(at, part)| Some((at, score(part)?)))?;
    Some(([&parts[..at], &parts[at + 1..]].concat().join(", "), score))
}

/// `GPA: 3.87`, `Note 1,3`, `9.8 CGPA`, `91.2%`, `magna cum laude`
fn score(text: &str) -> Option<String> {
    let text = text.trim();
    let is_score = |label: &str| words().label(label) == Some(Label::Score);
    let is_figure = |value: &str| value.starts_with(|sign: char| sign.is_ascii_digit()) && value.len() < 12;
    // `Grade 8 Piano`
    let is_named = |value: &str| value.split(' ').skip(1).any(|word| word.starts_with(char::is_uppercase));
    // `9.8/10`
    let is_number = |value: &str| {
        let mut parts = value.trim_end().split('/');
        is_figure(value) && parts.all(|part| part.replace(',', ".").parse::<f64>().is_ok())
    };
    let is_whole = words().names.results.has(&text.to_lowercase())
        || text.strip_suffix('%').is_some_and(is_number)
        || text.rsplit_once(' ').is_some_and(|(value, label)| is_number(value) && is_score(label));
    let labelled = || {
        text.split_once([':', ' '])
            .filter(|(label, value)| is_score(label) && is_figure(value.trim()) && !is_named(value))
    };
    let score = if is_whole { Some(text) } else { labelled().map(|(_, value)| value.trim()) };
    score.map(str::to_owned)
}

/// Whether a text is the year at a school or the level of an examination: `Grade 12`, `Grade 8 Piano`.
pub(super) fn is_class(text: &str) -> bool {
    let mut words = text.split(' ');
    let is_grade = words.next().is_some_and(|word| word.eq_ignore_ascii_case("grade"));
    let is_number =
        words.next().is_some_and(|word| word.parse::<u8>().is_ok_and(|number| (1..=13).contains(&number)));
    is_grade && is_number && words.next().is_none_or(|word| word.starts_with(char::is_uppercase))
}

/// What stands beside the date of a degree, without words such as `Expected`.
pub(super) fn without_graduation(text: &str) -> &str {
    let is_word = |said: &str| {
        let said = said.trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase();
        words().names.graduation.has(&said)
    };
    if is_word(text) {
        return "";
    }
    let parted = text.rsplit_once([',', '(', '–', '|', '·']);
    parted.filter(|(_, said)| is_word(said)).map_or(text, |(before, _)| before.trim())
}

/// Takes the score of a degree out of its text, and what is no score out of that: `3.87/4.00; Dean's List`.
pub(in crate::formats::document) fn part_score(content: &mut Experience) {
    if content.kind != Kind::Education {
        return;
    }
    let said = content.text.take().unwrap_or_default();
    let mut said: Vec<String> =
        said.split("\n\n").filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let known = content.metadata.get("score").and_then(Value::as_str);
    let score = match known.and_then(|known| known.split_once("; ").or_else(|| known.split_once(" | "))) {
        Some((score, rest)) => {
            said.insert(0, rest.to_owned());
            Some(score.to_owned())
        }
        None if known.is_none() => {
            let whole = |part: &String| without_score(part).filter(|(rest, _)| rest.is_empty());
            let found = said.iter().enumerate().find_map(|(at, part)| Some((at, whole(part)?.1)));
            found.map(|(at, score)| {
                said.remove(at);
                score
            })
        }
        None => None,
    };
    content.metadata.extend(score.map(|score| ("score".to_owned(), json!(score))));
    content.text = Some(said.join("\n\n")).filter(|text| !text.is_empty());
}
