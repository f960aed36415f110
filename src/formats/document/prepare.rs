//! The lines of entries before they are read: what parts their facts, whatever signs a program has for it.

use super::icons;
use super::line::{Line, Piece};
use super::periods;
use crate::domain::Kind;

pub(super) fn prepared(kind: Kind, lines: &[Line]) -> Vec<Line> {
    let mut whole: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let line = with_year_apart(kind, with_gaps_apart(without_icons(line)));
        match whole.last_mut() {
            Some(above) if goes_on(kind, above, &line) => {
                let mut pieces = line.pieces;
                if let (Some(first), Some(last)) = (pieces.first_mut(), above.pieces.last()) {
                    let is_word = !last.text.ends_with([' ', '-']);
                    first.text = format!("{}{}", if is_word { " " } else { "" }, first.text.trim_start());
                }
                above.pieces.extend(pieces);
                above.goes_on = line.goes_on;
            }
            _ => whole.push(line),
        }
    }
    whole
}

/// Whether a line is the rest of the name of a certificate or an award: it has no head of several lines.
fn goes_on(kind: Kind, above: &Line, line: &Line) -> bool {
    matches!(kind, Kind::Certificate | Kind::Award)
        && above.goes_on
        && !line.is_item
        && !line.is_below_gap
        && line.text().starts_with(|sign: char| sign == '(' || sign.is_lowercase())
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
