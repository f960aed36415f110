//! The lines of entries before they are read: what parts their facts, whatever signs a program has for it.

use super::head::is_citation;
use super::icons;
use super::line::{Line, Piece, append};
use super::names::{
    is_city, is_known_city, is_land, is_name_of_school_or_firm, is_place, is_region, org_score,
};
use super::periods;
use crate::domain::Kind;
use crate::formats::countries::is_state;

pub(super) fn prepared(kind: Kind, lines: &[Line]) -> Vec<Line> {
    let mut whole: Vec<Line> = Vec::with_capacity(lines.len());
    for line in &without_lengths(without_numbers(kind, lines)) {
        let line = with_year_apart(kind, with_gaps_apart(without_icons(line)));
        match whole.last_mut() {
            Some(above) if goes_on(kind, above, &line) => {
                let mut pieces = line.pieces;
                if let (Some(first), Some(last)) = (pieces.first_mut(), above.pieces.last_mut()) {
                    if is_alike(first, last) {
                        append(&mut last.text, &first.text);
                        pieces.remove(0);
                    } else {
                        first.text = format!(" {}", first.text.trim_start());
                    }
                }
                above.pieces.extend(pieces);
                above.goes_on = line.goes_on;
            }
            _ => whole.push(line),
        }
    }
    with_places_apart(kind, with_places_behind(kind, without_stops(kind, whole)))
}

/// Puts the place behind the names where it stands with the dates above them, as Europass has it: `2019 – 2021 Braga, Portugal`
/// above `Engineer, Acme`. A firm with its country looks the same: a large city, or a firm below, shows that all are places
/// behind which an employer is left.
fn with_places_behind(kind: Kind, mut lines: Vec<Line>) -> Vec<Line> {
    if !matches!(kind, Kind::Work | Kind::Education | Kind::Volunteer) {
        return lines;
    }
    let mut found = Vec::new();
    let mut is_sure = false;
    for at in 0..lines.len() {
        let Some((period, rest)) = behind_span(&lines[at]).filter(|(_, rest)| !rest.is_empty()) else {
            continue;
        };
        let Some(next) = lines.get(at + 1).filter(|next| is_place_above(&lines[at], &rest, next)) else {
            return lines;
        };
        let is_place = rest.split(", ").any(is_known_city) || has_firm_alone(next);
        is_sure |= is_place;
        // Where no employer would be left, it is one.
        if is_place || next.pieces.len() > 1 || next.text().contains([',', '–', '|']) {
            found.push((at, period, rest));
        }
    }
    for (at, period, place) in found.into_iter().filter(|_| is_sure) {
        let Some(first) = lines[at].pieces.first().cloned() else { continue };
        lines[at].pieces = vec![Piece { text: period, ..first.clone() }];
        lines[at].goes_on = false;
        lines[at + 1].pieces.push(Piece { text: place, apart: true, ..first });
    }
    lines
}

/// Parts the place from the employer where a hyphen alone stands between them, as Indeed has it: `Mill Ltd-Portland, OR`. A
/// city may have a hyphen of its own: one name of several words in the section shows that these are employers.
fn with_places_apart(kind: Kind, mut lines: Vec<Line>) -> Vec<Line> {
    let is_of_places = matches!(kind, Kind::Work | Kind::Education | Kind::Volunteer);
    let found: Vec<(usize, String)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_of_places && !line.is_item && line.pieces.len() == 1)
        .filter_map(|(at, line)| Some((at, with_place_apart(&line.text())?)))
        .collect();
    if found.iter().any(|(_, text)| text.split_once(" | ").is_some_and(|(name, _)| name.contains(' '))) {
        for (at, text) in found {
            lines[at].pieces[0].text = text;
        }
    }
    lines
}

fn with_place_apart(text: &str) -> Option<String> {
    const HYPHENED: [&str; 4] = ["winston-salem", "wilkes-barre", "dover-foxcroft", "mont-tremblant"];
    let (before, state) = text.rsplit_once(", ").filter(|(_, state)| is_state(state))?;
    let (name, city) = before.rsplit_once('-')?;
    let last = name.rsplit(' ').next().unwrap_or_default();
    let is_close = !name.ends_with(' ') && !city.starts_with(' ') && name.len() > 1;
    let is_one = HYPHENED.contains(&format!("{last}-{city}").to_lowercase().as_str());
    (is_close && !is_one && is_city(city) && !name.contains(", "))
        .then(|| format!("{name} | {city}, {state}"))
}

/// The span that a line begins with, and what stands behind it.
fn behind_span(line: &Line) -> Option<(String, String)> {
    let text = line.text();
    let found =
        periods::find(&text).filter(|found| found.is_span && found.place.start == 0 && !line.is_item)?;
    Some((text[found.place.clone()].to_owned(), periods::without(&text, &found)))
}

fn is_place_above(line: &Line, rest: &str, next: &Line) -> bool {
    let in_land = rest.rsplit_once(", ").is_some_and(|(_, land)| is_land(land) || is_region(land));
    let is_uniform = line.pieces.windows(2).all(|two| two[0].bold == two[1].bold);
    in_land
        && is_uniform
        && is_place(rest)
        && !is_name_of_school_or_firm(rest)
        && !next.is_item
        && next.parts().len() == 1
        && next.text().starts_with(char::is_uppercase)
        && periods::find(&next.text()).is_none()
}

/// Whether a line has a firm beside something else, by its look or a sign between them.
fn has_firm_alone(line: &Line) -> bool {
    let text = line.text();
    let by_sign = [", ", " – ", " | ", " - "].iter().find_map(|sign| text.rsplit_once(sign));
    let by_look = line.pieces.windows(2).any(|two| two[0].bold != two[1].bold && org_score(&two[1].text) > 0);
    by_look || by_sign.is_some_and(|(_, firm)| org_score(firm) > 0)
}

/// Lines without the length of a period before it: `8 Jahre und 4 Monate, seit Sept. 2018`, on one line of a narrow column or two.
fn without_lengths(mut lines: Vec<Line>) -> Vec<Line> {
    let first = |line: &Line| -> Option<String> {
        Some(line.parts().first()?.iter().map(|piece| piece.text.as_str()).collect())
    };
    for at in 0..lines.len() {
        let Some(text) = first(&lines[at]) else { continue };
        let Some((length, period)) = text.split_once(',') else { continue };
        if !periods::is_duration(length.trim()) {
            continue;
        }
        let period = period.trim().to_owned();
        if periods::whole(&period).is_some() {
            set_first(&mut lines[at], period);
        } else if let Some(below) = lines.get(at + 1).filter(|_| period.is_empty())
            && let Some(period) = first(below).filter(|text| periods::whole(text.trim()).is_some())
        {
            set_first(&mut lines[at], period);
            set_first(&mut lines[at + 1], String::new());
        }
    }
    lines.retain(|line| !line.pieces.is_empty());
    lines
}

/// Puts a text in the place of the first part of a line.
fn set_first(line: &mut Line, text: String) {
    let mut parts = line.parts();
    if parts.is_empty() {
        return;
    }
    let first = parts.remove(0).into_iter().next().unwrap_or_default();
    let first = Some(Piece { text, ..first }).filter(|first| !first.text.is_empty());
    line.pieces = first.into_iter().chain(parts.into_iter().flatten()).collect();
    if let Some(first) = line.pieces.first_mut() {
        first.apart = false;
    }
}

/// Whether a line is the rest of the name above it: that of a certificate or an award, which has no head of several lines,
/// one in bold letters, or a word that is parted.
fn goes_on(kind: Kind, above: &Line, line: &Line) -> bool {
    let (Some(last), Some(first)) = (above.pieces.last(), line.pieces.first()) else { return false };
    let text = line.text();
    let is_small = text.starts_with(char::is_lowercase);
    let is_rest = match kind {
        Kind::Certificate | Kind::Award => is_small || text.starts_with('('),
        Kind::Publication => {
            is_small && is_alike(first, last) || is_citation(&above.text()) && !is_citation(&text)
        }
        _ => false,
    };
    let is_parted =
        last.text.trim_end().ends_with('-') && is_small && is_alike(first, last) && !above.is_item;
    let is_bold = last.bold && line.is_bold() && is_small;
    above.goes_on
        && !line.is_item
        && !line.is_below_gap
        && (is_rest || line.parts().len() == 1 && (is_parted || is_bold))
}

fn is_alike(one: &Piece, other: &Piece) -> bool {
    (one.bold, one.italic, &one.link) == (other.bold, other.italic, &other.link)
}

/// Certificates without the full stop behind their date, which is no edge of one: `Red Cross, 2022.`
fn without_stops(kind: Kind, mut lines: Vec<Line>) -> Vec<Line> {
    for line in lines.iter_mut().filter(|_| kind == Kind::Certificate) {
        let text = line.text();
        let Some(text) = text.trim_end().strip_suffix('.') else { continue };
        let is_dated = periods::find(text)
            .is_some_and(|found| found.place.end == text.len() && text[..found.place.start].ends_with(", "));
        if let Some(last) = line.pieces.last_mut().filter(|_| is_dated) {
            last.text.truncate(last.text.trim_end().trim_end_matches('.').len());
        }
    }
    lines
}

/// Publications without their numbers, where these are in order: `1. Wind over water`.
fn without_numbers(kind: Kind, lines: &[Line]) -> Vec<Line> {
    let number = |line: &Line| {
        let text = line.pieces.first()?.text.trim_start();
        let (number, rest) = text.split_once(['.', ')']).filter(|(number, _)| number.len() <= 2)?;
        (rest.is_empty() || rest.starts_with(' ')).then(|| number.parse::<i32>().ok())?
    };
    let numbers: Vec<i32> = lines.iter().filter_map(number).collect();
    let step = |two: &[i32]| two[1] - two[0];
    let are_in_order = numbers.len() > 1
        && numbers.windows(2).all(|two| step(two).abs() == 1 && step(two) == step(&numbers));
    if kind != Kind::Publication || !are_in_order {
        return lines.to_vec();
    }
    let mut lines = lines.to_vec();
    for line in lines.iter_mut().filter(|line| number(line).is_some()) {
        let Some(first) = line.pieces.first_mut() else { continue };
        let rest = first.text.split_once(['.', ')']).map_or("", |(_, rest)| rest).trim_start().to_owned();
        first.text = rest;
        line.pieces.retain(|piece| !piece.text.trim().is_empty());
        if let Some(first) = line.pieces.first_mut() {
            first.apart = false;
        }
        line.is_item |= is_citation(&line.text());
    }
    lines.retain(|line| !line.pieces.is_empty());
    lines
}

/// Icons part facts. One at the beginning says nothing.
fn without_icons(line: &Line) -> Line {
    if line.is_item {
        return line.clone();
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for (piece, parts) in icons::parted_pieces(&line.pieces) {
        let is_first = pieces.iter().all(|piece| piece.text.trim().is_empty());
        let begins = is_first && parts.len() > 1 && parts[0].trim().is_empty();
        let text = if begins { parts[1..].join(" | ").trim_start().to_owned() } else { parts.join(" | ") };
        if parts.len() == 1 || !text.is_empty() {
            pieces.push(Piece { text, ..piece.clone() });
        }
    }
    Line { pieces, ..line.clone() }
}

/// Blanks that fill a line are a gap.
fn with_gaps_apart(mut line: Line) -> Line {
    const GAP: &str = "   ";
    let mut pieces: Vec<Piece> = Vec::new();
    let mut is_behind_gap = false;
    for piece in std::mem::take(&mut line.pieces) {
        for (at, part) in piece.text.split(GAP).enumerate() {
            is_behind_gap |= at > 0;
            if part.trim().is_empty() {
                continue;
            }
            let apart = !pieces.is_empty() && is_behind_gap || at == 0 && piece.apart;
            let text = if is_behind_gap { part.trim_start() } else { part };
            pieces.push(Piece { text: text.to_owned(), apart, ..piece.clone() });
            is_behind_gap = false;
        }
    }
    line.pieces = pieces;
    line
}

/// `2020 Long-Term Fellowship` in a list of awards has its year first.
fn with_year_apart(kind: Kind, mut line: Line) -> Line {
    let Some(first) = line.pieces.first().filter(|_| matches!(kind, Kind::Award | Kind::Certificate)) else {
        return line;
    };
    let text = first.text.trim_start();
    let parted = text.split_once(' ').filter(|(year, rest)| {
        year.len() == 4
            && periods::whole(year).is_some()
            && rest.trim_start().starts_with(char::is_alphabetic)
    });
    let Some((year, rest)) = parted.filter(|_| periods::find(&line.text()).is_none()) else { return line };
    let pieces = [
        Piece { text: year.to_owned(), ..first.clone() },
        Piece { text: rest.trim_start().to_owned(), apart: true, ..first.clone() },
    ];
    line.pieces.splice(..1, pieces);
    line
}
