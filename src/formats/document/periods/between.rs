//! What stands between the two dates of a period, and the words for an end that has not come yet.

use super::date::{spaces, word_of};
use crate::formats::document::words::words;

/// Between two dates. A word needs a space on either side.
pub(super) const DASHES: [char; 12] = ['-', '–', '—', '‒', '−', '‐', '~', '→', '～', '〜', '至', '到'];
pub(super) const BETWEEN: [&str; 27] = [
    "to", "until", "till", "bis", "à", "au", "a", "ad", "al", "até", "tot", "do", "through", "hasta", "fino",
    "jusqu’à", "jusqu'à", "jusqu’en", "jusqu'en", "по", "до", "til", "iki", "līdz", "kuni", "تا", "حتى",
];
/// `up to and including`, in Dutch
pub(super) const BETWEEN_WITH_SIGNS: [&str; 3] = ["t/m ", "t.e.m. ", "t.m. "];

/// Before the last date where there is no first one; `valid` may be before it.
const UNTIL: [&str; 6] = ["until", "till", "bis", "jusqu’à", "jusqu'à", "hasta"];
const VALID: [&str; 14] = [
    "valid", "gültig", "valable", "válido", "válida", "valido", "valida", "ważny", "ważna", "ważne",
    "geldig", "giltig", "giltigt", "gyldig",
];
const EXPIRES: [&str; 6] = ["expires", "expiring", "expiry", "expire", "expiration", "exp"];
/// The same, but a word of names as well: `Bridge Renewal 2019`. A sign stands before it.
const RENEWAL: [&str; 1] = ["renewal"];

/// Where the end begins of what has no beginning: `until 2026`, `Valid through May 2026`, `Expires 2026`.
pub(super) fn until(text: &str, at: usize) -> Option<usize> {
    let behind = |at: usize, known: &[&str]| {
        let rest = &text[at..];
        // `exp. 05/2027`, `Expiry: 2026`
        let sign = rest.find(|letter: char| !letter.is_alphabetic());
        let sign = sign.filter(|at| {
            rest[*at..].starts_with(['.', ':']) && known.contains(&rest[..*at].to_lowercase().as_str())
        });
        let after = at + sign.map(|at| at + 1).or_else(|| word_of(rest, known))?;
        Some(after + spaces(&text[after..]))
    };
    match behind(at, &VALID) {
        Some(valid) => behind(valid, &BETWEEN),
        None => {
            let begins = text[..at].trim_end().chars().next_back().is_none_or(|sign| !sign.is_alphanumeric());
            let renewal = || behind(at, &RENEWAL).filter(|_| begins);
            behind(at, &UNTIL).or_else(|| behind(at, &EXPIRES)).or_else(renewal)
        }
    }
}

/// Where the second date begins, behind a dash or a word.
pub(super) fn between(text: &str, after: usize) -> Option<usize> {
    let rest = &text[after..];
    let stop = usize::from(rest.starts_with(". "));
    let gap = stop + spaces(&rest[stop..]);
    let sign = rest[gap..].chars().next()?;
    if DASHES.contains(&sign) {
        // Some write two of them.
        let dashes: usize =
            rest[gap..].chars().take_while(|sign| DASHES.contains(sign)).map(char::len_utf8).sum();
        let next = after + gap + dashes;
        return Some(next + spaces(&text[next..]));
    }
    let with_signs = BETWEEN_WITH_SIGNS.iter().find(|word| rest[gap..].starts_with(**word));
    let word = with_signs.map(|word| word.len()).or_else(|| word_of(&rest[gap..], &BETWEEN));
    let length = word.filter(|_| gap > 0)?;
    let next = after + gap + length;
    Some(next + spaces(&text[next..]))
}

/// Where a word for the present ends that stands at a place, with or without another before it: `2018 – bis heute`.
pub(super) fn present_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let after_word = word_of(rest, &BETWEEN).map(|length| at + length + spaces(&rest[length..]));
    let places = [Some(at), after_word].into_iter().flatten();
    places.filter_map(|at| Some(at + words().present_at(&text[at..])?)).next()
}
