//! What stands behind a name as a part of it or of the text: the number of a licence or of a member, and a level.

use crate::domain::Kind;
use crate::formats::document::line::Line;
use crate::formats::document::names::{has_title, org_score};
use crate::formats::document::words::words;

/// From so many figures on, a number behind a name is that of a member: `ISO 27001` is a name.
const OF_MEMBERS: usize = 6;

/// Whether a part of a name is a number with what it is that of: `License #845120`, `Mitgliedsnummer 4711`, `PIN 16B0412E`.
fn is_number(part: &str) -> bool {
    let Some((label, number)) = part.rsplit_once([' ', '#']) else { return part.starts_with('#') };
    let has_sign = part.contains('#');
    let is_label = |word: &str| {
        let word = word.trim_matches(|sign: char| ".:#()".contains(sign)).to_lowercase();
        word.is_empty() || words().names.numbers.has(&word)
    };
    // `PRC No. 0812345` says whose number it is.
    let whose = label.split_once(' ').filter(|(first, rest)| {
        first.chars().all(char::is_uppercase) && !rest.is_empty() && !rest.contains(' ')
    });
    let label = whose.map_or(label, |(_, rest)| rest);
    number.contains(|sign: char| sign.is_ascii_digit())
        && number.chars().all(|sign| sign.is_ascii_alphanumeric() || "-/.".contains(sign))
        && label.split([' ', '/']).all(is_label)
        && (has_sign || label.contains(char::is_alphabetic))
}

/// A name without the numbers behind it, and these: `ACCA 12345678`, `Board of Nursing, License #845120`.
pub(super) fn without_numbers(name: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = name.split(", ").collect();
    let (numbers, mut names): (Vec<&str>, Vec<&str>) = parts.iter().partition(|part| is_number(part));
    let mut numbers: Vec<&str> = numbers;
    if let Some((before, number)) = names.last().and_then(|last| last.rsplit_once(' '))
        && number.len() >= OF_MEMBERS
        && number.bytes().all(|digit| digit.is_ascii_digit())
    {
        names.pop();
        names.push(before);
        numbers.insert(0, number);
    }
    (!numbers.is_empty() && !names.is_empty()).then(|| (names.join(", "), numbers.join(", ")))
}

/// Whether lines are a list of memberships, which have no places of work and no titles: one of them has a number, or says
/// `member`.
pub(in crate::formats::document) fn are_memberships(kind: Kind, lines: &[Line]) -> bool {
    let is_one = |line: &Line| {
        let text = line.text();
        let mut parts = text.split([',', ' ']);
        without_numbers(&text).is_some()
            || parts.any(|word| word.starts_with(char::is_lowercase) && words().names.graduation.has(word))
    };
    let is_role = |text: &str| has_title(text) && org_score(text) == 0;
    kind == Kind::Volunteer
        && lines.iter().any(is_one)
        && lines.iter().all(|line| !line.is_item && !is_role(&line.text()))
}

/// An amount of money: `NOK 8 million`, `€5,000`.
pub(super) fn is_amount(part: &str) -> bool {
    let is_figure = |text: &str| text.starts_with(|sign: char| sign.is_ascii_digit());
    let is_code = |word: &str| word.len() == 3 && word.bytes().all(|letter| letter.is_ascii_uppercase());
    part.strip_prefix(['€', '$', '£', '¥']).is_some_and(|rest| is_figure(rest.trim_start()))
        || part.split_once(' ').is_some_and(|(code, rest)| is_code(code) && is_figure(rest))
        || is_figure(part)
            && part.rsplit_once(' ').is_some_and(|(_, code)| is_code(code) || "€$£".contains(code))
}

/// Whether what stands behind the name of a certificate is a part of it and did not give it: `Level 2`,
/// `Java SE 8 Programmer`.
pub(super) fn is_of_name(part: &str) -> bool {
    let has_figure = part.contains(|sign: char| sign.is_ascii_digit());
    let last = part.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let is_position = !last.ends_with('s') && words().names.positions.has(&last);
    org_score(part) == 0 && (has_figure || is_position)
}
