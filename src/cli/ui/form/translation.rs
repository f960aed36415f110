//! The form of a translation in an editor: each original as a comment, and below it its translation.
//!
//! The invariants are those of the form of an experience. A translation whose text is not touched stays as it is, so
//! that one that is out of date stays so.

use super::escape::{Also, NOTHING, escape, unescape};
use super::{FormError, block};
use crate::domain::{Experience, LanguageTag, Prose, Translated};

/// The labels, in the order of the form. The bullets stand before the text, which no line can end.
const NAMES: [(&str, Prose); 4] = [
    ("Title", Prose::Title),
    ("Organization", Prose::Organization),
    ("Location", Prose::Location),
    ("Text", Prose::Text),
];

/// A text of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Prose(Prose),
    /// Counted from 0.
    Bullet(usize),
}

/// Renders the form of the translation into a language.
pub(crate) fn render(experience: &Experience, tag: &LanguageTag) -> String {
    let mut form = format!(
        "# The translation into `{tag}`. Comments show the originals. What is left empty has no translation.\n\
         # A text goes on indented by two spaces. Everything below `Text:` is text, up to the end.\n"
    );
    let of = |prose: Prose| experience.translations.get(tag)?.get(prose);
    for (name, prose) in NAMES.into_iter().filter(|(_, prose)| *prose != Prose::Text) {
        form.push_str(&entry(name, experience.prose(prose), of(prose)));
    }
    for (number, bullet) in (1..).zip(&experience.bullets) {
        let translated = bullet.translations.get(tag);
        form.push_str(&entry(&format!("Bullet {number}"), Some(&bullet.text), translated));
    }
    let comment = comment(experience.prose(Prose::Text), of(Prose::Text));
    form.push_str(&format!("\n{}Text:", comment.trim_start()));
    form.push_str(&of(Prose::Text).map(|text| block(&text.text)).unwrap_or_default());
    form.push('\n');
    form
}

fn entry(name: &str, original: Option<&str>, translated: Option<&Translated>) -> String {
    let text = translated.map_or("", |translated| translated.text.as_str());
    let mut shown = format!("\n{}{name}:", comment(original, translated).trim_start());
    let lines: Vec<_> = text.split('\n').collect();
    for (index, line) in lines.iter().enumerate() {
        let escaped = escape(line, Also { start: true, end: true, ..Also::default() });
        match (index, *line) {
            (0, "") if text.is_empty() => {}
            (0, "") => shown.push_str(&format!(" {NOTHING}")),
            (0, _) => shown.push_str(&format!(" {escaped}")),
            (_, "") => shown.push_str(&format!("\n  {NOTHING}")),
            _ => shown.push_str(&format!("\n  {escaped}")),
        }
    }
    shown.push('\n');
    shown
}

fn comment(original: Option<&str>, translated: Option<&Translated>) -> String {
    let lines = original.into_iter().flat_map(|original| original.split('\n'));
    let line = |line: &str| format!("\n# {}", escape(line, Also::default())).trim_end().to_owned();
    let mut shown: String = lines.map(line).collect();
    if translated.is_some_and(|translated| translated.is_outdated(original)) {
        shown.push_str("\n# The original has changed since:");
    }
    if shown.is_empty() { shown } else { shown + "\n" }
}

/// Parses a form that was rendered from `original`.
///
/// # Errors
/// All errors, in the order of the lines.
pub(crate) fn parse(
    text: &str,
    original: &Experience,
    tag: &LanguageTag,
) -> Result<Experience, Vec<FormError>> {
    let (texts, mut errors) = read(text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut experience = original.clone();
    let mut translation = experience.translations.remove(tag).unwrap_or_default();
    let before = translation.clone();
    for (_, prose) in NAMES {
        *translation.get_mut(prose) = None;
    }
    let mut bullets: Vec<_> =
        experience.bullets.iter_mut().map(|bullet| bullet.translations.remove(tag)).collect();
    let kept = std::mem::replace(&mut bullets, vec![None; experience.bullets.len()]);
    for (line, place, text) in texts {
        let new = |before: Option<&Translated>, original: Option<&str>| {
            let untouched = before.filter(|before| before.text == text).cloned();
            untouched.or_else(|| (!text.is_empty()).then(|| Translated::new(&text, original)))
        };
        match place {
            Place::Prose(prose) => {
                *translation.get_mut(prose) = new(before.get(prose), experience.prose(prose));
            }
            Place::Bullet(place) => match experience.bullets.get(place) {
                Some(bullet) => bullets[place] = new(kept[place].as_ref(), Some(&bullet.text)),
                None => {
                    let message = format!("the experience has {} bullets", experience.bullets.len());
                    errors.push(FormError { line, message });
                }
            },
        }
    }
    experience.translations.insert(tag.clone(), translation);
    for (bullet, text) in experience.bullets.iter_mut().zip(bullets) {
        bullet.translations.extend(text.map(|text| (tag.clone(), text)));
    }
    experience.normalise();
    if let Err(invalid) = experience.validate() {
        errors.push(FormError { line: 1, message: invalid.to_string() });
    }
    errors.sort_by_key(|error| error.line);
    if errors.is_empty() { Ok(experience) } else { Err(errors) }
}

/// The texts with their lines, and what belongs to none.
fn read(text: &str) -> (Vec<(usize, Place, String)>, Vec<FormError>) {
    let lines: Vec<_> = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let (mut texts, mut errors): (Vec<(usize, Place, Vec<&str>)>, _) = (Vec::new(), Vec::new());
    let mut blanks = 0;
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        if line.trim().is_empty() {
            blanks += 1;
            continue;
        }
        let between = std::mem::take(&mut blanks);
        if let Some((place, value)) = heading(line) {
            if let Some((first, ..)) = texts.iter().find(|(_, known, _)| *known == place) {
                let message = format!("the text is on line {first} already");
                errors.push(FormError { line: index + 1, message });
            }
            if place == Place::Prose(Prose::Text) {
                let rest: Vec<_> = std::iter::once(value).chain(lines[index + 1..].iter().copied()).collect();
                texts.push((index + 1, place, super::parse::trim_blank_lines(&rest).to_vec()));
                break;
            }
            texts.push((index + 1, place, vec![value]));
        } else if let (Some((.., value)), true) = (texts.last_mut(), line.starts_with([' ', '\t'])) {
            value.extend(std::iter::repeat_n("", between));
            value.push(line.strip_prefix("  ").unwrap_or(&line[1..]).trim_end());
        } else {
            let message = "this line belongs to no text; a text goes on indented by two spaces".to_owned();
            errors.push(FormError { line: index + 1, message });
        }
    }
    let join = |lines: Vec<&str>| lines.into_iter().map(unescape).collect::<Vec<_>>().join("\n");
    (texts.into_iter().map(|(line, place, lines)| (line, place, join(lines))).collect(), errors)
}

/// The text that begins on a line, and what stands behind the colon.
fn heading(line: &str) -> Option<(Place, &str)> {
    let (word, value) = line.split_once(':')?;
    let word = word.trim_end();
    let named = NAMES.iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
    let number = || {
        let (bullet, number) = word.split_once(' ')?;
        let number: usize = number.trim().parse().ok().filter(|_| bullet.eq_ignore_ascii_case("bullet"))?;
        Some(Place::Bullet(number.checked_sub(1)?))
    };
    let place = named.map(|(_, prose)| Place::Prose(*prose)).or_else(number)?;
    Some((place, value.trim()))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Bullet, Kind};

    fn tag() -> LanguageTag {
        "de".parse().unwrap()
    }

    fn example() -> Experience {
        let mut one = Experience::new(Uuid::nil(), Kind::Work, "Barista", Timestamp::UNIX_EPOCH);
        one.text = Some("In the old town".to_owned());
        one.bullets = vec![Bullet::new("Served guests"), Bullet::new("Trained two")];
        one
    }

    fn put(one: &mut Experience, texts: [String; 3]) {
        let [title, text, bullet] = texts.map(|text| Some(Translated::new(text, Some("other"))));
        let translation = one.translations.entry(tag()).or_default();
        (translation.title, translation.text) = (title, text);
        one.bullets[1].translations.extend(bullet.map(|text| (tag(), text)));
        one.normalise();
    }

    #[test]
    fn the_form_shows_what_is_translated() {
        let mut one = example();
        put(&mut one, ["Kellner".to_owned(), "In der Altstadt\n\nund".to_owned(), String::new()]);
        one.translations.get_mut(&tag()).unwrap().text =
            Some(Translated::new("Altstadt", one.text.as_deref()));
        insta::assert_snapshot!(render(&one, &tag()), @r"
        # The translation into `de`. Comments show the originals. What is left empty has no translation.
        # A text goes on indented by two spaces. Everything below `Text:` is text, up to the end.

        # Barista
        # The original has changed since:
        Title: Kellner

        Organization:

        Location:

        # Served guests
        Bullet 1:

        # Trained two
        Bullet 2:

        # In the old town
        Text:
        Altstadt
        ");
    }

    #[test]
    fn errors_have_the_numbers_of_their_lines() {
        let wrong = "Title: a\nb\nBullet 3: c\nTITLE: d\n";
        let errors: Vec<_> =
            parse(wrong, &example(), &tag()).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            errors,
            [
                "line 2: this line belongs to no text; a text goes on indented by two spaces",
                "line 3: the experience has 2 bullets",
                "line 4: the text is on line 1 already",
            ]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_rendered_is_read_back(texts in ["[^\0\n]{0,6}", "(a|\n|#| |\\\\|:|Text:|  |\t){0,8}", "(b|\n|\r| |Bullet 1:|#|\u{200b}){0,8}"]) {
            let mut one = example();
            put(&mut one, texts);
            prop_assert_eq!(parse(&render(&one, &tag()), &one, &tag()).unwrap(), one);
        }
    }
}
