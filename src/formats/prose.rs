//! Prose that was written where a program has no list: what stands behind `•`, `-` and the like are bullets.

/// Signs before a bullet. The last three are letters of prose as well, and count at the beginning of a line only.
const SIGNS: [char; 16] = ['•', '‣', '▪', '▫', '●', '○', '◦', '■', '□', '➢', '➤', '✓', '✔', '–', '-', '*'];
const ONLY_FIRST: usize = 3;

/// Takes a text apart into what stands before its bullets, and the bullets.
pub(super) fn split(text: &str) -> (Option<String>, Vec<String>) {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !text.trim().contains('\n') {
        return split_line(text.trim());
    }
    let mut before: Vec<String> = Vec::new();
    let mut bullets: Vec<String> = Vec::new();
    let mut within = false;
    for line in text.lines() {
        match bullet(line) {
            Some(bullet) => {
                bullets.push(bullet.to_owned());
                within = true;
            }
            None if line.trim().is_empty() => {
                within = false;
                before.push(String::new());
            }
            // A bullet goes on in the next line.
            None => match bullets.last_mut().filter(|_| within) {
                Some(last) => {
                    last.push(' ');
                    last.push_str(line.trim());
                }
                None => before.push(line.trim_end().to_owned()),
            },
        }
    }
    bullets.retain(|bullet| !bullet.is_empty());
    (filled(&collapsed(&before)), bullets)
}

/// The items of a list as it was typed or pasted: what stands behind signs, or else each line.
pub fn items(text: &str) -> Vec<String> {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    if !lines().any(|line| bullet(line).is_some()) {
        return lines().map(|line| line.trim().to_owned()).collect();
    }
    // A blank line between bullets ends none of them.
    let (before, bullets) = split(&lines().collect::<Vec<_>>().join("\n"));
    let before = before.unwrap_or_default();
    before.lines().map(str::to_owned).chain(bullets).collect()
}

/// Commas between the items of a list on one line.
pub(super) const COMMAS: [char; 4] = [',', '、', '،', '，'];

/// The items of a list on one line, between `signs`. Those within brackets part nothing.
pub(super) fn parts(line: &str, signs: &[char]) -> Vec<String> {
    let mut depth = 0_usize;
    let parts = line.split(|letter| {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && signs.contains(&letter)
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Paragraphs with one blank line between them.
fn collapsed(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        if line.is_empty() && (text.is_empty() || text.ends_with("\n\n")) {
            continue;
        }
        text.push_str(line);
        text.push('\n');
    }
    text
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

/// A text whose line breaks were lost: LinkedIn writes two spaces for one.
fn split_line(text: &str) -> (Option<String>, Vec<String>) {
    let clear = |text: &str| text.chars().filter(|letter| is_clear(*letter)).count();
    let parts: Vec<&str> = if clear(text) > 0 {
        text.split(is_clear).collect()
    } else if let Some(rest) = text.strip_prefix("- ").filter(|_| text.contains("  - ")) {
        std::iter::once("").chain(rest.split("  - ")).collect()
    } else if text.contains("  - ") {
        text.split("  - ").collect()
    } else {
        return match bullet(text) {
            Some(bullet) if !bullet.is_empty() => (None, vec![bullet.to_owned()]),
            _ => (filled(text), Vec::new()),
        };
    };
    let mut parts = parts.into_iter().map(str::trim);
    let before = parts.next().and_then(filled);
    (before, parts.filter(|part| !part.is_empty()).map(str::to_owned).collect())
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
