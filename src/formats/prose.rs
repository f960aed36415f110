//! Prose that was written where a program has no list: what stands behind `•`, `-` and the like are bullets.

/// Signs before a bullet. The last three are letters of prose as well, and count at the beginning of a line only.
const SIGNS: [char; 16] = ['•', '‣', '▪', '▫', '●', '○', '◦', '■', '□', '➢', '➤', '✓', '✔', '–', '-', '*'];
const ONLY_FIRST: usize = 3;

/// A paragraph, or a bullet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Prose(String),
    Bullet(String),
}

impl Part {
    pub(super) fn is_bullet(&self) -> bool {
        matches!(self, Self::Bullet(_))
    }

    pub(super) fn into_text(self) -> String {
        match self {
            Self::Prose(text) | Self::Bullet(text) => text,
        }
    }
}

/// Takes a text apart into what stands before its bullets, and the bullets.
pub(super) fn split(text: &str) -> (Option<String>, Vec<String>) {
    apart(parts_of(text))
}

/// What stands before and behind the bullets, and the bullets. A text with prose between bullets stays whole, as
/// Markdown: headings would lose their bullets.
pub(super) fn apart(parts: Vec<Part>) -> (Option<String>, Vec<String>) {
    let runs = parts.chunk_by(|one, next| one.is_bullet() == next.is_bullet());
    if runs.filter(|run| run[0].is_bullet()).count() > 1 {
        return (filled(&markdown(&parts)), Vec::new());
    }
    parted(parts)
}

/// All prose, and the bullets.
pub(super) fn parted(parts: Vec<Part>) -> (Option<String>, Vec<String>) {
    let (bullets, prose): (Vec<_>, Vec<_>) = parts.into_iter().partition(Part::is_bullet);
    (filled(&markdown(&prose)), bullets.into_iter().map(Part::into_text).collect())
}

/// The paragraphs before the first bullet, and all that follows, in its order.
pub(super) fn led(text: &str) -> (Option<String>, Vec<String>) {
    let mut parts = parts_of(text);
    let first = parts.iter().position(Part::is_bullet).unwrap_or(parts.len());
    let below = parts.split_off(first);
    (filled(&markdown(&parts)), below.into_iter().map(Part::into_text).collect())
}

/// Paragraphs and lists.
pub(super) fn markdown(parts: &[Part]) -> String {
    let mut text = String::new();
    let mut after_bullet = false;
    for part in parts {
        if !text.is_empty() {
            text.push_str(if after_bullet && part.is_bullet() { "\n" } else { "\n\n" });
        }
        match part {
            Part::Prose(prose) => text.push_str(prose),
            Part::Bullet(bullet) => text.extend(["- ", bullet]),
        }
        after_bullet = part.is_bullet();
    }
    text
}

/// The paragraphs and bullets of a text, in their order.
pub(super) fn parts_of(text: &str) -> Vec<Part> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.trim().contains('\n') {
        return of_lines(&text.lines().collect::<Vec<_>>());
    }
    let line = text.trim();
    // LinkedIn writes two spaces for a line break.
    let pieces: Vec<_> = line.split("  ").map(str::trim).filter(|piece| !piece.is_empty()).collect();
    if pieces.len() > 1 && pieces.iter().any(|piece| piece.starts_with(is_clear) || piece.starts_with("- ")) {
        return of_lines(&pieces.iter().flat_map(|piece| lines_of(piece)).collect::<Vec<_>>());
    }
    of_lines(&lines_of(line))
}

/// A line for each clear sign.
fn lines_of(line: &str) -> Vec<&str> {
    let mut signs: Vec<usize> = line.match_indices(is_clear).map(|(at, _)| at).collect();
    signs.push(line.len());
    let starts = std::iter::once(0).chain(signs.iter().copied());
    let lines = starts.zip(signs.iter().copied()).map(|(from, to)| line[from..to].trim());
    lines.filter(|line| !line.is_empty()).collect()
}

pub(super) fn of_lines(lines: &[&str]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    // What the next line goes on with.
    let (mut open, mut indent) = (false, 0);
    for (index, line) in lines.iter().enumerate() {
        let words = line.trim();
        if let Some(bullet) = bullet(line) {
            parts.push(Part::Bullet(bullet.to_owned()));
            (open, indent) = (true, indent_of(line));
            continue;
        }
        // A line with a colon is no rest of the bullet before it, but a heading of those that follow.
        let leads = || {
            let next = || lines[index + 1..].iter().find(|line| !line.trim().is_empty());
            words.ends_with([':', '：'])
                && indent_of(line) <= indent
                && next().is_some_and(|next| bullet(next).is_some())
        };
        match parts.last_mut().filter(|_| open && !words.is_empty()) {
            Some(Part::Bullet(last)) if !leads() => {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(words);
            }
            Some(Part::Prose(last)) => {
                last.push('\n');
                last.push_str(line.trim_end());
            }
            _ if words.is_empty() => open = false,
            _ => {
                parts.push(Part::Prose(line.trim_end().to_owned()));
                open = true;
            }
        }
    }
    parts.retain(|part| !matches!(part, Part::Bullet(text) if text.is_empty()));
    parts
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The items of a list as it was typed or pasted: what stands behind signs, or else each line.
pub fn items(text: &str) -> Vec<String> {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    if !lines().any(|line| bullet(line).is_some()) {
        return lines().map(|line| line.trim().to_owned()).collect();
    }
    // A blank line between bullets ends none of them.
    let parts = of_lines(&lines().collect::<Vec<_>>());
    parts
        .into_iter()
        .map(Part::into_text)
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// Commas between the items of a list on one line.
pub(super) const COMMAS: [char; 4] = [',', '、', '،', '，'];

/// The items of a list on one line, between `signs`. Those within brackets part nothing, nor does one between two figures.
pub(super) fn parts(line: &str, signs: &[char]) -> Vec<String> {
    let mut depth = 0_usize;
    let mut from = 0;
    let mut parts = Vec::new();
    for (at, letter) in line.char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let after = at + letter.len_utf8();
        let is_figure = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_digit());
        let is_number = is_figure(line[..at].chars().next_back()) && is_figure(line[after..].chars().next());
        if depth == 0 && signs.contains(&letter) && !is_number {
            parts.push(&line[from..at]);
            from = after;
        }
    }
    parts.push(&line[from..]);
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn bullet(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let sign = line.chars().next().filter(|sign| SIGNS.contains(sign))?;
    let rest = &line[sign.len_utf8()..];
    let is_sign = rest.is_empty() || rest.starts_with(char::is_whitespace) || is_clear(sign);
    is_sign.then(|| rest.trim())
}

/// Whether the sign is for bullets alone.
fn is_clear(sign: char) -> bool {
    SIGNS[..SIGNS.len() - ONLY_FIRST].contains(&sign)
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_brackets_parts_no_list() {
        for (line, items) in [
            ("C++ (templates, RAII), Boost", &["C++ (templates, RAII)", "Boost"][..]),
            ("Rust，SQL、Git,,  ", &["Rust", "SQL", "Git"]),
            ("Letters to 2,400 readers, up to 3,5 t", &["Letters to 2,400 readers", "up to 3,5 t"]),
            ("one) two, three (four, five", &["one) two", "three (four, five"]),
        ] {
            assert_eq!(parts(line, &COMMAS), items, "{line}");
        }
    }

    #[test]
    fn bullets_are_taken_out_of_prose() {
        for (text, before, bullets) in [
            ("Just prose - with a dash.", "Just prose - with a dash.", &[][..]),
            ("Led a team.  • Built X.  • Cut Y.", "Led a team.", &["Built X.", "Cut Y."]),
            ("•Built X.•Cut Y.", "", &["Built X.", "Cut Y."]),
            ("- Built X.  - Cut Y.", "", &["Built X.", "Cut Y."]),
            (
                "Led.\n- Built X,\n  and Z.\n* Cut Y.\n\nThen left.",
                "Led.\n\nThen left.",
                &["Built X, and Z.", "Cut Y."],
            ),
            ("One.\r\n\r\n\r\nTwo.", "One.\n\nTwo.", &[]),
            ("-5 degrees\n*not a bullet*", "-5 degrees\n*not a bullet*", &[]),
            ("  ", "", &[]),
            ("•\nBuilt X.", "", &["Built X."]),
            (
                "Ward A:\n• Led triage\n• Trained\n  four\nWard B:\n• Ran nights",
                "Ward A:\n\n- Led triage\n- Trained four\n\nWard B:\n\n- Ran nights",
                &[],
            ),
            (
                "• Led triage.  Ward B:  • Ran nights.  - Trained juniors.",
                "- Led triage.\n\nWard B:\n\n- Ran nights.\n- Trained juniors.",
                &[],
            ),
            (
                "- Built.\n  Stack: Rust\n- Cut.\n  among them:\n- Ran",
                "",
                &["Built. Stack: Rust", "Cut. among them:", "Ran"],
            ),
            ("Led.  Well.  • Built X.  And Y.  • Cut Z.", "Led.\nWell.", &["Built X. And Y.", "Cut Z."]),
        ] {
            let (found, found_bullets) = split(text);
            assert_eq!(
                (found.unwrap_or_default().as_str(), found_bullets),
                (before, bullets.iter().map(|one| (*one).to_owned()).collect()),
                "{text}"
            );
        }
    }
}
