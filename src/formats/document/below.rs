//! Whether a line below the dates of an entry is text: what has its title and its employer needs no more names.

use super::head;
use super::line::Line;
use super::names::{is_branch, is_city, is_department, is_place, org_score, title_score};
use super::periods;
use crate::domain::Kind;

/// Between a title and its employer.
const SIGNS: [&str; 5] = [" – ", " — ", " | ", " @ ", ", "];

/// Whether a line is text below a head that ends with its dates.
pub(super) fn is_text(kind: Kind, head: &[Line], text: &str) -> bool {
    let said = head.iter().map(Line::text).map(|text| match periods::find(&text) {
        Some(found) => periods::without(&text, &found),
        None => text,
    });
    let said: Vec<_> = said.collect();
    let names = said.iter().flat_map(|line| line.split(", ")).filter(|name| !name.trim().is_empty());
    let names: Vec<_> = names.collect();
    let has_place = names.len() > 2 && names.last().is_some_and(|name| is_place(name) || is_city(name));
    let Words { count, small, has_firm } = Words::of(text);
    let is_name = small == 0 || title_score(text) > 0 || org_score(text) > 0;
    let is_sentence = count >= 5 && small * 2 >= count && !text.contains(", ");
    // Below a title alone, whose employer stands above others: so many small words are no name.
    let is_long = count > 6 && small * 5 >= count * 3 && !has_firm;
    // Dates at the right fill a line that does not go on.
    let goes_on = head.last().is_some_and(|line| line.goes_on && !head::is_dated(line));
    !goes_on
        && (text.ends_with([':', '：'])
            || (has_place && !is_name)
            || (names.len() > 1 && is_sentence)
            || kind == Kind::Work && (is_long || is_below_both(&said, text)))
}

/// The words of a line.
struct Words {
    count: usize,
    /// How many begin with a small letter.
    small: usize,
    /// Whether the others name a firm or a school: `solutions` is one in `Acme Solutions` alone.
    has_firm: bool,
}

impl Words {
    fn of(text: &str) -> Self {
        let is_small = |word: &&str| word.starts_with(char::is_lowercase);
        let (small, names): (Vec<&str>, Vec<&str>) = text.split_whitespace().partition(is_small);
        let (count, small) = (small.len() + names.len(), small.len());
        Self { count, small, has_firm: org_score(&names.join(" ")) > 0 }
    }
}

/// Whether a title and its employer stand on one line of the head, and the text says no more of either.
fn is_below_both(said: &[String], text: &str) -> bool {
    let parted = |line: &String| {
        let sign = SIGNS.into_iter().find(|sign| line.contains(sign))?;
        let (one, other) = line.split_once(sign)?;
        Some((one.trim().to_owned(), other.trim().to_owned()))
    };
    let Some((one, other)) = said.iter().find_map(parted) else { return false };
    let is_part = |name: &str| is_department(name) || is_branch(name);
    let Words { count, small, has_firm } = Words::of(text);
    let is_prose = count > 4 && small > 1 && !has_firm;
    (title_score(&one) > 0 || title_score(&other) > 0)
        && !is_part(&one)
        && !is_part(&other)
        && (is_prose || text == one || text == other)
}
