//! Parses the form.

use serde_json::{Deserializer, Map, Value};

use super::escape::unescape;
use super::{FormError, NAMES, heading, is_internal, name};
use crate::domain::{Bullet, End, Experience, Field, Invalid, PartialDate, address, carry_translations};
use crate::json::cause;

/// Parses a form that was rendered from `original`. Fields outside the form keep their values. An
/// unchanged invalid value is not an error.
///
/// # Errors
/// All errors, in the order of the lines.
pub(crate) fn parse(text: &str, original: &Experience) -> Result<Experience, Vec<FormError>> {
    let mut form = Form::default();
    form.read(text.strip_prefix('\u{feff}').unwrap_or(text));
    let experience = form.experience(original);
    if form.errors.is_empty() {
        return Ok(experience);
    }
    form.errors.sort_by_key(|error| error.line);
    Err(form.errors)
}

/// Whether a further line of a bullet has the form of its tags; they count on the last line.
pub(super) fn begins_tags(line: &str) -> bool {
    line.trim_start().get(..5).is_some_and(|start| start.eq_ignore_ascii_case("tags:"))
}

/// The fields as text, before their values are parsed.
#[derive(Debug, Default)]
struct Form {
    fields: Vec<Entry>,
    errors: Vec<FormError>,
}

#[derive(Debug)]
struct Entry {
    field: Field,
    line: usize,
    /// The text after the colon; for `Text`, everything.
    value: String,
    items: Vec<Item>,
}

/// An item of a list or a line of metadata.
#[derive(Debug)]
struct Item {
    line: usize,
    lines: Vec<String>,
}

impl Form {
    fn fail(&mut self, line: usize, message: impl Into<String>) {
        self.errors.push(FormError { line, message: message.into() });
    }

    fn read(&mut self, text: &str) {
        let lines = || text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        let mut blanks = 0;
        for (index, line) in lines().enumerate() {
            if line.starts_with('#') {
                continue;
            }
            if line.trim().is_empty() {
                blanks += 1;
                continue;
            }
            let between = std::mem::take(&mut blanks);
            match heading(line) {
                Some((Field::Text, value)) => {
                    let rest: Vec<_> = std::iter::once(value.trim()).chain(lines().skip(index + 1)).collect();
                    return self.begin(Field::Text, index + 1, &trim_blank_lines(&rest).join("\n"));
                }
                Some((field, value)) => self.begin(field, index + 1, value.trim()),
                None => self.read_below(index + 1, line, between),
            }
        }
    }

    fn begin(&mut self, field: Field, line: usize, value: &str) {
        if let Some(first) = self.fields.iter().find(|entry| entry.field == field).map(|entry| entry.line) {
            self.fail(line, format!("`{}` is on line {first} already", name(field)));
        }
        self.fields.push(Entry { field, line, value: value.to_owned(), items: Vec::new() });
    }

    /// Reads a line that starts no field, after a number of blank lines.
    fn read_below(&mut self, number: usize, line: &str, blanks: usize) {
        let indented = line.starts_with([' ', '\t']);
        let entry = self.fields.last_mut();
        let marked = ["-", "* ", "• "].into_iter().find_map(|mark| line.strip_prefix(mark));
        match entry {
            Some(Entry { field: Field::Metadata, items, .. }) if line.contains('=') => {
                items.push(Item { line: number, lines: vec![line.trim().to_owned()] });
            }
            Some(Entry { field: Field::Skills | Field::Tags | Field::Bullets, items, .. }) => {
                if let Some(text) = marked {
                    items.push(Item { line: number, lines: vec![text.trim().to_owned()] });
                } else if let Some(item) = items.last_mut().filter(|_| indented) {
                    let spaces = if line.starts_with("  ") { 2 } else { 1 };
                    item.lines.extend(std::iter::repeat_n(String::new(), blanks));
                    item.lines.push(line.get(spaces..).unwrap_or_default().trim_end().to_owned());
                } else {
                    self.unknown(
                        number,
                        line,
                        "an item begins with `- ` and continues in lines indented by two spaces",
                    );
                }
            }
            _ => self.unknown(number, line, "a line is `Field: value`"),
        }
    }

    fn unknown(&mut self, number: usize, line: &str, rule: &str) {
        let word = line
            .split_once(':')
            .map(|(word, _)| word)
            .filter(|word| !word.is_empty() && word.len() < 20 && word.chars().all(char::is_alphabetic));
        match word {
            Some(word) => {
                let names = NAMES.map(|(name, _)| name).join(", ");
                self.fail(number, format!("there is no field `{word}`; the fields are {names}"));
            }
            None => self.fail(number, format!("this line belongs to no field; {rule}")),
        }
    }

    /// The entry of a field, and its value if it has one line.
    fn scalar(&mut self, field: Field) -> Option<(usize, String)> {
        let entry = self.fields.iter().find(|entry| entry.field == field)?;
        Some((entry.line, unescape(&entry.value)))
    }

    fn text(&mut self, field: Field) -> Option<String> {
        self.scalar(field).map(|(_, text)| text).filter(|text| !text.is_empty())
    }

    /// A link that was typed gets its scheme; what an import brought stays.
    fn link(&mut self, original: &Experience) -> Option<String> {
        let text = self.text(Field::Url)?;
        if original.url.as_ref() == Some(&text) {
            return Some(text);
        }
        let checked = address::web(&text);
        let line = self.line_of(Field::Url);
        checked.map_err(|error| self.fail(line, format!("`URL` {error}; {}", error.hint()))).ok()
    }

    fn date(&mut self, field: Field) -> Option<PartialDate> {
        let (line, text) = self.scalar(field)?;
        if text.is_empty() {
            return None;
        }
        let (read, or_present) = match field {
            Field::EndDate => (End::read(&text).map(End::date), ", or `present`"),
            _ => (PartialDate::read(&text).map(Some), ""),
        };
        read.map_err(|error| self.fail(line, format!("{error}{or_present}"))).ok().flatten()
    }

    fn items(&mut self, field: Field) -> Vec<String> {
        let Some(entry) = self.fields.iter().find(|entry| entry.field == field) else { return Vec::new() };
        let below = entry.items.iter().filter_map(|item| joined(&item.lines));
        split(&entry.value).chain(below).collect()
    }

    fn bullets(&mut self) -> (Vec<Bullet>, Vec<usize>) {
        let Some(entry) = self.fields.iter().find(|entry| entry.field == Field::Bullets) else {
            return (Vec::new(), Vec::new());
        };
        let stray = (!entry.value.is_empty()).then_some(entry.line);
        let bullet = |item: &Item| {
            let (text, tags) = match item.lines.split_last() {
                Some((last, text)) if !text.is_empty() && begins_tags(last) => (text, last.split_once(':')),
                _ => (item.lines.as_slice(), None),
            };
            let tags = tags.map_or_else(Vec::new, |(_, tags)| split(tags).collect());
            let text = joined(text).or_else(|| (!tags.is_empty()).then(String::new))?;
            Some((Bullet { tags, ..Bullet::new(text) }, item.line))
        };
        let bullets = entry.items.iter().filter_map(bullet).unzip();
        if let Some(line) = stray {
            self.fail(line, "bullets go below, each on a line that begins with `- `");
        }
        bullets
    }

    fn metadata(&mut self, original: &Experience) -> Map<String, Value> {
        let internal = original.metadata.iter().filter(|(key, _)| is_internal(key));
        let mut metadata: Map<_, _> = internal.map(|(key, value)| (key.clone(), value.clone())).collect();
        let Some(entry) = self.fields.iter_mut().find(|entry| entry.field == Field::Metadata) else {
            return metadata;
        };
        let (line, stray) = (entry.line, !entry.value.is_empty());
        if stray {
            self.fail(line, "metadata goes below, in lines of `key = JSON`");
        }
        for Item { line, lines } in self.items_of(Field::Metadata) {
            match assignment(&lines.concat()) {
                Err(message) => self.fail(line, message),
                Ok((key, _)) if is_internal(&key) => {
                    self.fail(line, format!("`{key}` begins with `_`; such keys are reserved for `resume`"));
                }
                Ok((key, _)) if metadata.contains_key(&key) => {
                    self.fail(line, format!("the key `{key}` occurs twice"));
                }
                Ok((key, value)) => {
                    metadata.insert(key, value);
                }
            }
        }
        metadata
    }

    fn items_of(&mut self, field: Field) -> Vec<Item> {
        let entry = self.fields.iter_mut().find(|entry| entry.field == field);
        entry.map(|entry| std::mem::take(&mut entry.items)).unwrap_or_default()
    }

    fn experience(&mut self, original: &Experience) -> Experience {
        let mut kind = original.kind;
        match self.scalar(Field::Kind) {
            None => self.fail(1, "the line `Kind: …` is missing"),
            Some((line, word)) => match word.parse() {
                Ok(parsed) => kind = parsed,
                Err(error) => self.fail(line, format!("{error}")),
            },
        }
        let title = self.scalar(Field::Title);
        let (line, title) = title.unwrap_or_else(|| (1, String::new()));
        if title.trim().is_empty() && title != original.title {
            self.fail(line, "`Title` is empty");
        }
        let (start, end) = (self.date(Field::StartDate), self.date(Field::EndDate));
        if let (Some(from), Some(until)) = (start, end)
            && until.is_before(from)
            && (start, end) != (original.start_date, original.end_date)
        {
            let line = self.line_of(Field::EndDate);
            self.fail(line, format!("`End` ({until}) is before `Start` ({from})"));
        }
        let (mut bullets, lines) = self.bullets();
        carry_translations(&original.bullets, &mut bullets);
        // Without `..`: a new field does not compile before it is read.
        let mut experience = Experience {
            id: original.id,
            kind,
            title,
            organization: self.text(Field::Organization),
            location: self.text(Field::Location),
            url: self.link(original),
            start_date: start,
            end_date: end,
            text: self.text(Field::Text),
            bullets,
            skills: self.items(Field::Skills),
            tags: self.items(Field::Tags),
            metadata: self.metadata(original),
            translations: original.translations.clone(),
            created_at: original.created_at,
            updated_at: original.updated_at,
            deleted_at: original.deleted_at,
        };
        experience.normalise();
        if let Err(Invalid { field, reason }) = experience.validate() {
            let line = self.place(&field, &lines);
            self.fail(line, format!("`{field}` {reason}"));
        }
        experience
    }

    fn line_of(&self, field: Field) -> usize {
        self.fields.iter().find(|entry| entry.field == field).map_or(1, |entry| entry.line)
    }

    /// The line of an invalid value, by its name in the domain.
    fn place(&self, path: &str, bullets: &[usize]) -> usize {
        let end = path.find(['[', '.']).unwrap_or(path.len());
        let (field, rest) = path.split_at(end);
        let index = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')?.0.parse::<usize>().ok());
        let bullet = index.filter(|_| field == Field::Bullets.as_str()).and_then(|index| bullets.get(index));
        let named = Field::ALL.into_iter().find(|named| named.as_str() == field);
        bullet.copied().unwrap_or_else(|| named.map_or(1, |field| self.line_of(field)))
    }
}

/// The text of an item, or `None` if it is blank.
fn joined(lines: &[String]) -> Option<String> {
    let first = lines.iter().position(|line| !line.is_empty())?;
    let last = lines.iter().rposition(|line| !line.is_empty())?;
    let typed = lines.get(first..=last)?.iter().map(|line| unescape(line));
    Some(typed.collect::<Vec<_>>().join("\n"))
}

fn split(text: &str) -> impl Iterator<Item = String> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(unescape)
}

pub(super) fn trim_blank_lines<'a, 'b>(lines: &'a [&'b str]) -> &'a [&'b str] {
    let typed = |line: &&str| !line.trim().is_empty();
    let Some(first) = lines.iter().position(typed) else { return &[] };
    let last = lines.iter().rposition(typed).unwrap_or(first);
    lines.get(first..=last).unwrap_or_default()
}

/// Parses `key = JSON`. A key that is not a plain word is in quotes.
fn assignment(line: &str) -> Result<(String, Value), String> {
    let form = || "metadata is written as `key = JSON`".to_owned();
    let (key, value) = if line.starts_with('"') {
        let mut keys = Deserializer::from_str(line).into_iter::<String>();
        let key = keys.next().and_then(Result::ok).ok_or_else(form)?;
        (
            key,
            line.get(keys.byte_offset()..)
                .and_then(|rest| rest.trim_start().strip_prefix('='))
                .ok_or_else(form)?,
        )
    } else {
        let (key, value) = line.split_once('=').ok_or_else(form)?;
        (key.trim().to_owned(), value)
    };
    if key.is_empty() && !line.starts_with('"') {
        return Err(form());
    }
    let value = value.trim();
    let value = serde_json::from_str(value).map_err(|error| {
        format!("the value of `{key}` is not JSON ({}); put text in double quotes", cause(&error))
    })?;
    Ok((key, value))
}
