//! Icons among text. Their fonts have them in the private area, or do not name them.

use super::line::{Piece, SIGNS};

/// What stands between the icons of a text. An icon stands alone: beside letters, such a sign is one of them, which its font
/// does not name. The letters are told that stand before and behind the text without a gap.
pub(super) fn parted(text: &str, before: Option<char>, behind: Option<char>) -> Vec<&str> {
    let is_apart = |near: Option<char>| near.is_none_or(|near| !near.is_alphanumeric());
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, sign) in text.char_indices().filter(|(_, sign)| is_unnamed(*sign)) {
        let end = at + sign.len_utf8();
        let is_mark = SIGNS.contains(&sign) && text[..at].trim().is_empty();
        let is_icon = !is_mark
            && is_apart(text[..at].chars().next_back().or(before))
            && is_apart(text[end..].chars().next().or(behind));
        if is_icon {
            parts.push(&text[from..at]);
            from = end;
        }
    }
    parts.push(&text[from..]);
    parts
}

/// The same of each piece of a line.
pub(super) fn parted_pieces(pieces: &[Piece]) -> impl Iterator<Item = (&Piece, Vec<&str>)> {
    pieces.iter().enumerate().map(|(at, piece)| {
        let before =
            at.checked_sub(1).filter(|_| !piece.apart).and_then(|at| pieces[at].text.chars().next_back());
        let next = pieces.get(at + 1).filter(|next| !next.apart);
        (piece, parted(&piece.text, before, next.and_then(|next| next.text.chars().next())))
    })
}

const fn is_unnamed(sign: char) -> bool {
    matches!(sign, char::REPLACEMENT_CHARACTER | '\u{e000}'..='\u{f8ff}')
}
