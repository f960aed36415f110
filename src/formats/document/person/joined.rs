//! Lines of contacts that are one value together: a street above its city, a label at the end of a line.

use super::address::is_coded_city;

use super::contact::{born, is_contact, is_label, is_label_of_phone, without_remark};
use crate::formats::document::line::{Line, Piece};
use crate::formats::document::names::has_title;
use crate::formats::document::periods;
use crate::formats::document::words::words;

/// The lines with streets before the cities below them, and values behind their labels.
pub(super) fn joined(lines: Vec<Line>) -> Vec<Line> {
    let mut whole: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let sign = match whole.last() {
            Some(above) if is_street_of(above, &line) => ", ",
            Some(above) if is_label_of(above, &line) => " ",
            Some(above) if is_label_above(above, &line) && above.text().ends_with(':') => " ",
            Some(above) if is_label_above(above, &line) => ": ",
            _ => {
                whole.push(line);
                continue;
            }
        };
        if let Some(above) = whole.last_mut() {
            if let Some(last) = above.pieces.last_mut() {
                last.text.truncate(last.text.trim_end_matches([',', ' ']).len());
            }
            above.pieces.push(Piece { text: sign.to_owned(), ..Piece::default() });
            above.pieces.extend(line.pieces.into_iter().map(|piece| Piece { apart: false, ..piece }));
            above.goes_on = line.goes_on;
        }
    }
    whole
}

/// `Strada Memorandumului 21` above `400114 Cluj-Napoca, Romania`: words and the number of a house. A year may be a day of
/// birth, and a number of many figures that of a telephone.
fn is_street_of(above: &Line, line: &Line) -> bool {
    let (street, city) = (above.text(), line.text());
    let street = street.trim_end_matches([',', ' ']);
    let words: Vec<&str> = street.split(' ').collect();
    let is_number = |word: &&str| {
        word.starts_with(|letter: char| letter.is_ascii_digit())
            && word.chars().all(|letter| letter.is_ascii_alphanumeric() || "-/".contains(letter))
            && word.len() <= 6
    };
    let numbers = words.iter().filter(|word| is_number(word)).count();
    let is_alone = |line: &Line| line.parts().len() == 1 && !line.text().contains(['@', ':', '|']);
    (2..=6).contains(&words.len())
        && numbers == 1
        && (words.first().is_some_and(is_number) || words.last().is_some_and(is_number))
        && words.iter().any(|word| word.starts_with(char::is_uppercase))
        && !street.contains(", ")
        && is_alone(above)
        && is_alone(line)
        && is_coded_city(without_remark(&city))
        && periods::find(street).is_none()
        && !is_contact(street)
        && born(street).is_none()
        && !has_title(street)
        && !words.iter().any(|word| COUNTED.contains(&word.to_lowercase().as_str()))
}

/// What is counted or numbered and is no house.
const COUNTED: [&str; 22] = [
    "jahre", "jahr", "years", "year", "ans", "años", "anni", "anos", "lat", "kinder", "children", "enfants",
    "alter", "age", "level", "stufe", "class", "klasse", "grade", "band", "niveau", "phase",
];

/// A label alone above its value: `Telefon` above `+49 30 1234567`. That of an address says no more than this does.
fn is_label_above(above: &Line, line: &Line) -> bool {
    let (label, value) = (above.text(), line.text());
    let known = label.trim_end_matches([':', ' ']).to_lowercase();
    let is_alone = |line: &Line| line.parts().len() == 1 && !line.is_item;
    let is_other = words().person.other.has(&known) && words().heading(&label).is_none();
    let fits = match words().person.mail.has(&known) {
        true => value.contains('@'),
        false => is_other && !value.contains('@') || is_label_of_phone(&known) && is_contact(&value),
    };
    fits && is_alone(above)
        && is_alone(line)
        && !is_label(&value)
        && !value.contains(':')
        && value.chars().count() < LONGEST
}

/// The longest value of a label, in letters.
const LONGEST: usize = 50;

/// A label that ends a full line of contacts, with its value below.
fn is_label_of(above: &Line, line: &Line) -> bool {
    let (above, text) = (above.text(), line.text());
    let label = above.rsplit_once('|').map(|(_, label)| label.trim()).filter(|label| label.ends_with(':'));
    let begins = text.split(['|', ' ']).next().unwrap_or_default();
    label.is_some_and(is_label) && !begins.is_empty() && !begins.ends_with(':')
}
