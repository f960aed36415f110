//! Lists whose items stand beside one another: cells in rows, which are read column by column where they belong together.

use super::body::labelled;
use super::line::{Line, Piece, collapsed};
use super::names::is_name_of_school_or_firm;
use super::words::words;
use crate::domain::Kind;

/// The longest item that is a skill; a longer one is prose.
pub(super) const LONGEST_SKILL: usize = 60;

/// The lines of a list, each with one item: what the others say of it stands behind it.
pub(super) fn in_order(kind: Kind, lines: &[Line]) -> Vec<Line> {
    let is_head =
        |line: &Line| line.parts().len() > 1 && said(line).iter().all(|part| words().is_column(part));
    // The names of the columns of a table are no item.
    let lines = if lines.len() > 1 && is_head(&lines[0]) { &lines[1..] } else { lines };
    match kind {
        Kind::Reference if are_people(lines) => column_by_column(lines),
        Kind::Reference => {
            lines.iter().map(|line| as_one_person(line).unwrap_or_else(|| line.clone())).collect()
        }
        Kind::Skill if are_groups(lines) => named(kind, &with_groups(lines)),
        Kind::Skill if are_cells(lines) => lines.iter().flat_map(cells).collect(),
        Kind::Skill | Kind::Language => named(kind, lines),
        _ => lines.to_vec(),
    }
}

fn said(line: &Line) -> Vec<String> {
    let text =
        |part: &Vec<Piece>| collapsed(&part.iter().map(|piece| piece.text.as_str()).collect::<String>());
    line.parts().iter().map(text).collect()
}

/// The parts of a line as lines.
fn cells(line: &Line) -> Vec<Line> {
    let cell = |mut pieces: Vec<Piece>| {
        if let Some(first) = pieces.first_mut() {
            first.apart = false;
        }
        Line { pieces, goes_on: false, ..line.clone() }
    };
    line.parts().into_iter().map(cell).collect()
}

/// Whether two people stand beside one another, and below each what is said of them.
fn are_people(lines: &[Line]) -> bool {
    let is_name = |part: &String| {
        let words: Vec<&str> = part.split(' ').collect();
        (2..=4).contains(&words.len())
            && part.chars().all(|letter| letter.is_alphabetic() || " .-'’".contains(letter))
            && words.iter().all(|word| word.starts_with(char::is_uppercase))
            && !is_name_of_school_or_firm(part)
    };
    let count = lines.first().map_or(0, |line| line.parts().len());
    lines.len() > 1
        && count > 1
        && lines.iter().all(|line| line.parts().len() == count)
        && said(&lines[0]).iter().all(is_name)
}

/// A row with a person's name and contacts, and what else is said of them, as one line.
fn as_one_person(line: &Line) -> Option<Line> {
    let is_contact =
        |part: &String| part.contains('@') || part.chars().filter(char::is_ascii_digit).count() >= 7;
    let parts = said(line);
    let [name, rest @ ..] = parts.as_slice() else { return None };
    // Beside one another, several people have a name or a contact each.
    let is_one = rest.len() > 1
        && !is_contact(name)
        && rest.iter().any(is_contact)
        && rest.iter().skip_while(|part| !is_contact(part)).all(is_contact)
        && rest.iter().filter(|part| part.contains('@')).count() <= 1;
    let piece = Piece { text: parts.join(", "), ..line.pieces.first()?.clone() };
    is_one.then(|| Line { pieces: vec![piece], goes_on: false, is_item: true, ..line.clone() })
}

fn column_by_column(lines: &[Line]) -> Vec<Line> {
    let rows: Vec<Vec<Line>> = lines.iter().map(cells).collect();
    let count = rows.first().map_or(0, Vec::len);
    (0..count).flat_map(|at| rows.iter().filter_map(move |row| row.get(at).cloned())).collect()
}

/// Whether each of two cells in a row is a skill: no name before a list, and no level behind it.
fn are_cells(lines: &[Line]) -> bool {
    let is_level = |text: &str| {
        text.to_lowercase().split(' ').any(|word| words().lists.levels.has(word))
            || text.chars().any(|sign| !sign.is_alphanumeric() && !" -+#./&()'’".contains(sign))
            || text.starts_with(|sign: char| sign.is_ascii_digit())
    };
    let is_pair = |line: &Line| match said(line).as_slice() {
        [one, other] => {
            !line.begins_bold()
                && !is_level(one)
                && !is_level(other)
                && words().heading(one).is_none()
                && words().label(one).is_none()
        }
        _ => false,
    };
    lines.len() > 1 && lines.iter().all(is_pair)
}

/// Whether every line that is no item of a list stands above one, as its name.
fn are_groups(lines: &[Line]) -> bool {
    let is_name = |line: &Line| {
        line.parts().len() == 1
            && !line.goes_on
            && !line.text().contains([',', ';', '|'])
            && !line.text().ends_with('.')
            && labelled(&line.text()).is_none()
    };
    let mut names = (0..lines.len()).filter(|at| !lines[*at].is_item).peekable();
    let are_bold = names.clone().all(|at| lines[at].is_bold());
    let are_several = names.clone().count() > usize::from(!are_bold);
    // A sentence is no list.
    let is_short = |line: &Line| {
        let text = line.text();
        !text.ends_with('.')
            && labelled(&text).is_none()
            && text.split(", ").all(|part| part.chars().count() <= LONGEST_SKILL)
    };
    names.peek() == Some(&0)
        && are_several
        && lines.iter().filter(|line| line.is_item).all(is_short)
        && names.all(|at| is_name(&lines[at]) && lines.get(at + 1).is_some_and(|next| next.is_item))
}

/// The lines of a list whose groups have names above them: each group is one line.
fn with_groups(lines: &[Line]) -> Vec<Line> {
    let groups = lines.chunk_by(|_, next| next.is_item).filter_map(<[Line]>::split_first);
    let one = |(name, items): (&Line, &[Line])| {
        let said = |item: &Line| item.text().trim_end_matches([',', ';', '.']).to_owned();
        let items: Vec<String> = items.iter().map(said).collect();
        let text = format!("{}: {}", name.text().trim_end_matches([':', ' ']), items.join(", "));
        let pieces = vec![Piece { text, ..Piece::default() }];
        Line { pieces, is_item: true, goes_on: false, ..name.clone() }
    };
    groups.map(one).collect()
}

/// A name that stands alone, with what is said of it on the lines below, and how many these are: the level of a language, or
/// the skills of a group. The level of a group stands beside its name.
fn with_values(kind: Kind, line: &Line, below: &[Line]) -> Option<(Line, usize)> {
    let parts = said(line);
    let name = parts.first().filter(|_| !line.is_item)?.trim_end_matches([':', ' ']);
    let is_level = |text: &str| words().lists.levels.has(&text.to_lowercase());
    let is_value = |below: &&Line| {
        !below.is_item
            && (!below.begins_bold() || below.size < line.size - 0.6)
            && !below.text().ends_with('.')
            && labelled(&below.text()).is_none()
    };
    let (level, values) = match (kind, &parts[1..]) {
        (Kind::Language, []) => {
            let level = below.first().filter(|below| is_value(below) && below.parts().len() == 1)?.text();
            let is_own =
                words().is_language(name) && !words().begins_with_language(&level) && !level.starts_with('(');
            (Some(level).filter(|level| is_own && (line.is_bold() || is_level(level)))?, Vec::new())
        }
        (Kind::Skill, level @ ([] | [_]))
            if line.begins_bold()
                && labelled(name).is_none()
                && level.iter().all(|level| is_level(level)) =>
        {
            let values: Vec<&Line> = below.iter().take_while(is_value).collect();
            (level.first().cloned().unwrap_or_default(), values)
        }
        _ => return None,
    };
    let count = if kind == Kind::Language { 1 } else { values.len() };
    let mut text = if level.is_empty() { name.to_owned() } else { format!("{name} ({level})") };
    let mut sign = ": ";
    for row in values {
        text = format!("{text}{sign}{}", said(row).join(", "));
        sign = if row.goes_on && row.parts().len() == 1 || text.ends_with(',') { " " } else { ", " };
    }
    let pieces = vec![Piece { text, ..Piece::default() }];
    (count > 0).then(|| (Line { pieces, is_item: true, goes_on: false, ..line.clone() }, count))
}

/// Puts what stands below the names of a row behind each of them: names in bold letters, and levels or lists below.
fn named(kind: Kind, lines: &[Line]) -> Vec<Line> {
    let mut whole = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let names = line.parts();
        let is_bold = |part: &Vec<Piece>| part.iter().all(|piece| piece.bold || piece.text.trim().is_empty());
        let is_below = |below: &&Line| {
            below.parts().len() == names.len() && !below.is_item && !below.parts().iter().any(is_bold)
        };
        let below: Vec<&Line> = lines[at + 1..].iter().take_while(is_below).collect();
        at += 1;
        if let Some((name, count)) = with_values(kind, line, &lines[at..]) {
            whole.push(name);
            at += count;
            continue;
        }
        if names.len() < 2 || below.is_empty() || line.is_item || !names.iter().all(is_bold) {
            whole.push(line.clone());
            continue;
        }
        at += below.len();
        for (column, mut name) in cells(line).into_iter().enumerate() {
            let values = below.iter().filter_map(|row| said(row).into_iter().nth(column));
            let (levels, rest): (Vec<String>, Vec<String>) =
                values.partition(|value| words().lists.levels.has(&value.to_lowercase()));
            let mut text = name.text();
            if let Some(level) = levels.first() {
                text = format!("{text} ({level})");
            }
            if !rest.is_empty() {
                text = format!("{text}: {}", rest.join(", "));
            }
            name.pieces = vec![Piece { text, ..Piece::default() }];
            name.is_item = true;
            whole.push(name);
        }
    }
    whole
}
