//! Spaces, brackets, quotes, dashes and Markdown.

use super::passage::{self, Passage};
use super::{Finding, Place, Rule, Subject};

pub(super) fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let passages = passage::all(subject);
    for passage in &passages {
        let text = passage.plain();
        let tell = |rule, message: String| Finding::new(rule, passage.place.clone(), message);
        let name = &passage.name;
        if has_double_space(passage.source) {
            found.push(tell(Rule::DoubleSpace, format!("{name} has two spaces in a row")));
        }
        if let Some(bracket) = unbalanced(&text) {
            found.push(tell(Rule::Brackets, format!("{name} has `{bracket}` without its partner")));
        }
        if let Some(mark) = broken_mark(passage) {
            let hint = "write `\\` before it if it is meant";
            let mark = if mark == "`" { "a backtick".to_owned() } else { format!("`{mark}`") };
            found.push(tell(Rule::BrokenMarks, format!("{name} shows {mark} as it is typed")).hint(hint));
        }
        if let Some(sign) = own_sign(passage) {
            let message = format!("{name} begins with `{sign}`, and every bullet has a sign of its own");
            found.push(tell(Rule::BrokenMarks, message).hint("take it off"));
        }
    }
    let own: String = passages.iter().map(|passage| passage.plain() + "\n").collect();
    if own.contains('"') && own.contains(['“', '”', '„', '«']) {
        let message = "straight and curly quotation marks are mixed";
        found.push(Finding::new(Rule::MixedQuotes, Place::Whole, message));
    }
    let dashes: Vec<_> =
        [" - ", " – ", " — "].into_iter().filter(|dash| own.contains(dash)).map(str::trim).collect();
    if dashes.len() > 1 {
        let message = format!("sentences have different dashes: `{}`", dashes.join("` and `"));
        found.push(Finding::new(Rule::MixedDashes, Place::Whole, message));
    }
}

/// The sign of a list that was pasted with a bullet.
fn own_sign(passage: &Passage<'_>) -> Option<char> {
    let mut letters = passage.source.chars();
    let sign = letters.next().filter(|sign| passage.is_bullet && "•‣▪●◦-*–".contains(*sign))?;
    letters.next().filter(|next| next.is_whitespace()).map(|_| sign)
}

/// Between words of a line: at its beginning, spaces indent a list, and after a full stop they are a habit.
fn has_double_space(source: &str) -> bool {
    source.lines().any(|line| {
        // What is code is meant.
        let line = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        let line = line.trim();
        let marker_ends = line.find(char::is_alphanumeric).unwrap_or(0);
        line.get(marker_ends..).is_some_and(|line| {
            line.match_indices("  ").any(|(at, _)| !line[..at].ends_with(['.', '!', '?', ' ']))
        })
    })
}

/// The first bracket that has no partner. `a)` and `1)` number something, and `:)` smiles.
fn unbalanced(text: &str) -> Option<char> {
    for line in text.lines() {
        let mut open = Vec::new();
        let mut word = String::new();
        for character in line.chars() {
            match character {
                '(' | '[' | '{' => open.push(character),
                ')' | ']' | '}' => {
                    let partner = match character {
                        ')' => '(',
                        ']' => '[',
                        _ => '{',
                    };
                    if open.last() == Some(&partner) {
                        open.pop();
                    } else {
                        let counts = word.chars().count() <= 2 && character == ')';
                        if !counts {
                            return Some(character);
                        }
                    }
                }
                _ => {}
            }
            if character.is_whitespace() { word.clear() } else { word.push(character) }
        }
        if let Some(bracket) = open.first().filter(|bracket| !line.contains(&format!(":{bracket}"))) {
            return Some(*bracket);
        }
    }
    None
}

/// A mark that is no mark, because its partner is missing.
fn broken_mark(passage: &Passage<'_>) -> Option<&'static str> {
    // What is escaped is meant.
    if passage.source.contains('\\') {
        return None;
    }
    let all = passage.with_code_as('\n');
    ["**", "](", "`"].into_iter().find(|mark| all.contains(mark))
}
