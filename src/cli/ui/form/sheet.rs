//! The form of a whole résumé that was read by rules: a block for the profile, and one for each entry.
//!
//! A block is the form of its content, below a line that begins with [`BLOCK`]. A line of a text that begins so is
//! escaped. A block that is removed or emptied is not imported.

use serde_json::{Map, Value};

use super::escape::{NOTHING, pretty_json};
use super::{ESCAPES, FormError, annotate_one, body, profile};
use crate::domain::{Experience, Kind};
use crate::library::visible;

/// How the line above a block begins, and that of the profile.
const BLOCK: &str = "=====";
const PROFILE: &str = "profile";

/// The first line, by which the form is known.
const FIRST: &str = "# A document as it was read, block by block: the profile, and one for each entry.\n";

const HEADER: &str = "\
# Correct what is wrong, save and close: then it is imported. An emptied file imports nothing.
# Remove a block to leave it out; copy one without its number to add an entry.
# A list is one line with commas, or below its name one `- ` line an item.
# Everything below `Text:` is text, up to the next block.
";

/// What a form says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet {
    pub profile: Map<String, Value>,
    pub entries: Vec<Experience>,
}

/// Renders the form. Doubts stand beside the entries that they are about, by their places, and what was not understood
/// stands first.
pub(crate) fn render(
    profile: &Map<String, Value>,
    entries: &[&Experience],
    doubts: &[(usize, String)],
    unread: &[String],
) -> String {
    let mut blocks = format!("{BLOCK} {PROFILE}\n{}\n", pretty_json(profile));
    for (index, entry) in entries.iter().enumerate() {
        let label = visible::line(entry.label()).to_string();
        blocks.push_str(&format!("\n{BLOCK} {} {} · {label}\n", index + 1, entry.kind));
        for (_, doubt) in doubts.iter().filter(|(at, _)| *at == index) {
            blocks.push_str(&format!("# in doubt: {}\n", visible::line(doubt)));
        }
        for line in body(entry).split_inclusive('\n') {
            if line.starts_with(BLOCK) {
                blocks.push_str(NOTHING);
            }
            blocks.push_str(line);
        }
    }
    let mut text = format!("{FIRST}{HEADER}");
    if blocks.contains(r"\u{") {
        text.push_str(ESCAPES);
    }
    if !unread.is_empty() {
        text.push_str("#\n# Nothing was taken from these lines. The profile keeps them under `document`:\n");
        unread.iter().for_each(|line| text.push_str(&format!("#   {}\n", visible::line(line))));
    }
    format!("{text}\n{blocks}")
}

/// A block, and the number of the line above it, counted from 0.
struct Block<'t> {
    line: usize,
    heading: &'t str,
    text: String,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for (line, content) in text.split_inclusive('\n').enumerate() {
        match (content.strip_prefix(BLOCK), blocks.last_mut()) {
            (Some(heading), _) => blocks.push(Block { line, heading: heading.trim(), text: String::new() }),
            (None, Some(block)) => block.text.push_str(content),
            (None, None) => {}
        }
    }
    blocks
}

/// Parses a form that was rendered from `originals`.
///
/// # Errors
/// All errors, in the order of the lines.
pub(crate) fn parse(text: &str, originals: &[Experience]) -> Result<Sheet, Vec<FormError>> {
    let mut sheet = Sheet { profile: Map::new(), entries: Vec::new() };
    let mut errors = Vec::new();
    let mut taken = vec![false; originals.len()];
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(line) = text
        .lines()
        .take_while(|line| !line.starts_with(BLOCK))
        .position(|line| !line.trim().is_empty() && !line.starts_with('#'))
    {
        errors.push(FormError {
            line: line + 1,
            message: format!("this line belongs to no block; a block begins with `{BLOCK}`"),
        });
    }
    for block in blocks(text) {
        let is_empty = block.text.lines().all(|line| line.trim().is_empty() || line.starts_with('#'));
        if is_empty {
            continue;
        }
        let moved = |error: FormError| FormError { line: error.line + block.line + 1, ..error };
        let word = block.heading.split(' ').next().unwrap_or_default();
        if word == PROFILE {
            match profile::parse(&block.text) {
                Ok(profile) => sheet.profile = profile,
                Err(wrong) => errors.extend(wrong.into_iter().map(moved)),
            }
            continue;
        }
        let number = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let number = number.filter(|index| taken.get(*index) == Some(&false));
        let mut original = Experience::new(uuid::Uuid::nil(), Kind::Work, "", jiff::Timestamp::UNIX_EPOCH);
        if let Some(index) = number {
            taken[index] = true;
            original = originals[index].clone();
        }
        // A blank line before the next block is no text.
        match super::parse(block.text.trim_end(), &original) {
            Ok(entry) => sheet.entries.push(entry),
            Err(wrong) => errors.extend(wrong.into_iter().map(moved)),
        }
    }
    errors.sort_by_key(|error| error.line);
    if errors.is_empty() { Ok(sheet) } else { Err(errors) }
}

/// The form with each error as a comment above its line; nothing where the text is another form.
pub(super) fn annotate(text: &str, errors: &[FormError]) -> Option<String> {
    if !text.starts_with(FIRST.trim_end()) {
        return None;
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut starts: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].starts_with(BLOCK)).map(|at| at + 1).collect();
    starts.insert(0, 0);
    let mut annotated = String::new();
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(lines.len());
        let within =
            errors.iter().filter(|error| (start + 1..=end).contains(&error.line.clamp(1, lines.len())));
        let own: Vec<_> =
            within.map(|error| FormError { line: error.line - start, ..error.clone() }).collect();
        annotated.push_str(&annotate_one(&lines[*start..end].concat(), &own));
    }
    Some(annotated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rendered_is_read_back_with_the_corrections() {
        let mut one = Experience::new(uuid::Uuid::nil(), Kind::Work, "Dev", jiff::Timestamp::UNIX_EPOCH);
        one.text = Some("First\n===== 9\n\nLast".to_owned());
        one.metadata.insert("_import".to_owned(), serde_json::json!({"format": "document"}));
        let other = Experience::new(uuid::Uuid::nil(), Kind::Education, "BA", jiff::Timestamp::UNIX_EPOCH);
        let profile = Map::from_iter([("basics".to_owned(), serde_json::json!({"name": "Ada"}))]);
        let entries = [one.clone(), other.clone()];
        let text = render(&profile, &[&one, &other], &[(1, "no dates".to_owned())], &["?".to_owned()]);
        assert!(text.contains("\n# in doubt: no dates\nKind: education\n"), "{text}");
        let sheet = parse(&text, &entries).unwrap();
        assert_eq!((sheet.profile, &sheet.entries), (profile, &vec![one.clone(), other.clone()]));
        // A block that was removed is left out, and an error has its line and stands beside it.
        let cut = text.split("===== 1 ").next().unwrap().to_owned() + "===== 2\nKind: education\nTitle: MA\n";
        assert_eq!(parse(&cut, &entries).unwrap().entries[0].title, "MA");
        let wrong = text.replace("Kind: education", "Kind: edu");
        let errors = parse(&wrong, &entries).unwrap_err();
        assert_eq!(wrong.lines().nth(errors[0].line - 1), Some("Kind: edu"));
        let annotated = annotate(&wrong, &errors).unwrap();
        assert!(annotated.contains("`edu`"), "{annotated}");
        assert_eq!(parse(&annotate(&text, &[]).unwrap(), &entries).unwrap().entries, [one, other]);
    }
}
