//! Describes an experience for people, on a terminal or through a pipe.
//!
//! The invariant: all text of a record is made visible, and lines are wrapped to the terminal. A URL and an
//! ID are not wrapped, so that they can be copied. Metadata keys that begin with `_` are hidden: they are
//! reserved for the program.

mod entries;
mod translations;

use dialoguer::console::Style;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

pub(crate) use entries::{Entry, Tone, entries};

use super::table::dates;
use crate::domain::{Experience, Kind, Record};
use crate::library::visible;
use crate::view::width::wrap;

/// The width of a label and its gap in columns.
const LABEL: usize = 10;

/// A local time, to the minute.
pub(crate) fn time(at: Timestamp) -> String {
    time_in(at, &zone())
}

/// The zone of the system or of `TZ`; UTC where it is not known, see [`unknown_zone`].
pub(crate) fn zone() -> TimeZone {
    TimeZone::try_system().unwrap_or(TimeZone::UTC)
}

/// What to say where `TZ` names a zone that the system does not know.
pub(crate) fn unknown_zone(name: &str) -> Option<String> {
    TimeZone::try_system().is_err().then(|| {
        let name = visible::line(name);
        format!("this system knows no time zone `{name}`, which `TZ` names; times are shown in UTC")
    })
}

fn time_in(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Describes an experience. Without a width, lines are not wrapped.
pub(crate) fn record(record: &Record<Experience>, width: Option<usize>, color: bool) -> String {
    record_in(record, width, color, &zone())
}

fn record_in(record: &Record<Experience>, width: Option<usize>, color: bool, zone: &TimeZone) -> String {
    // Whole: a new field does not compile before it is shown.
    let Experience {
        id,
        kind,
        title: _,
        organization,
        location,
        url,
        start_date,
        end_date,
        text,
        bullets,
        skills,
        tags,
        metadata,
        translations: _,
        created_at,
        updated_at,
        deleted_at,
    } = &record.current;
    let mut page = Page { text: String::new(), width, color };
    let label = record.current.label();
    page.lines("", &visible::line(label).to_string(), &Style::new().bold());
    let organization = organization.as_deref().filter(|name| *name != label);
    page.dotted([organization, location.as_deref()].into_iter().flatten());
    let dates = dates(*kind, *start_date, *end_date);
    page.dotted([kind.as_str(), &dates].into_iter().filter(|part| !part.is_empty()));
    if let Some(url) = url {
        page.line(&visible::line(url).to_string(), &Style::new().underlined());
    }
    if let Some(text) = text {
        page.blank();
        page.lines("", text, &Style::new());
    }
    if !bullets.is_empty() {
        page.blank();
    }
    // As `--remove-bullet` and the like count them.
    let digits = bullets.len().to_string().len();
    for (number, bullet) in (1..).zip(bullets) {
        page.lines(&format!("{number:>digits$}. "), &bullet.text, &Style::new());
        if !bullet.tags.is_empty() {
            let tags = visible::line(&bullet.tags.join(", ")).to_string();
            page.lines(&" ".repeat(digits + 2), &format!("[{tags}]"), &Style::new().dim());
        }
    }
    page.blank();
    page.labelled("Skills", &skills.join(", "));
    page.labelled("Tags", &tags.join(", "));
    let shown = metadata.iter().filter(|(key, _)| !key.starts_with('_'));
    let (own, others): (Vec<_>, Vec<_>) = shown.partition(|(key, value)| own(*kind, key, value).is_some());
    for (label, text) in own.into_iter().filter_map(|(key, value)| self::own(*kind, key, value)) {
        page.labelled(label, &text);
    }
    for (index, (key, value)) in others.into_iter().enumerate() {
        page.labelled(if index == 0 { "Metadata" } else { "" }, &format!("{key} = {value}"));
    }
    translations::translations(&mut page, &record.current);
    page.blank();
    page.line(&format!("{}{}", page.label("ID"), id), &Style::new());
    page.labelled("Created", &time_in(*created_at, zone));
    page.labelled("Updated", &time_in(*updated_at, zone));
    if let Some(at) = deleted_at {
        page.labelled("Deleted", &time_in(*at, zone));
    }
    page.labelled("Revision", &revision(record));
    let merged: Vec<_> = record.conflicts.iter().map(|conflict| conflict.field.as_str()).collect();
    page.labelled("Merged", &merged.join(", "));
    page.text
}

/// The label and the text of what experiences of a kind have of their own, such as the grade of a degree.
fn own(kind: Kind, key: &str, value: &Value) -> Option<(&'static str, String)> {
    let label = match (kind, key) {
        (Kind::Education, "area") => "Subject",
        (Kind::Education, "score") => "Grade",
        (Kind::Skill, "level") => "Level",
        (Kind::Language, "fluency") => "Fluency",
        (Kind::Project, "roles") => "Roles",
        (Kind::Project, "type") => "Type",
        _ => return None,
    };
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?.join(", "),
        _ => return None,
    };
    Some((label, text))
}

fn revision(record: &Record<Experience>) -> String {
    let refused = record.pending.as_ref().and_then(|pending| pending.refused.as_ref());
    match (record.revision, refused, record.is_pending()) {
        (_, Some(reason), _) => format!("refused by the database: {reason}"),
        (0, None, _) => "not yet in the database".to_owned(),
        (revision, None, true) => format!("{revision}, changes pending"),
        (revision, None, false) => revision.to_string(),
    }
}

/// The text so far.
struct Page {
    text: String,
    width: Option<usize>,
    color: bool,
}

impl Page {
    fn dotted<'a>(&mut self, parts: impl Iterator<Item = &'a str>) {
        let parts: Vec<_> = parts.collect();
        if !parts.is_empty() {
            self.lines("", &visible::line(&parts.join(" · ")).to_string(), &Style::new());
        }
    }

    /// Adds an empty line, unless the last line is empty.
    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn labelled(&mut self, label: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let start = self.text.len();
        self.lines(&" ".repeat(LABEL), &visible::line(value).to_string(), &Style::new());
        let label = self.label(label);
        self.text.replace_range(start..start + LABEL, &label);
    }

    fn label(&self, label: &str) -> String {
        let padding = " ".repeat(LABEL.saturating_sub(label.len()));
        self.styled(label, &Style::new().dim()) + &padding
    }

    /// Adds the lines of a text, wrapped and indented under `mark`, which is before the first.
    fn lines(&mut self, mark: &str, text: &str, style: &Style) {
        let indent = mark.chars().count();
        let room = self.width.map(|width| width.saturating_sub(indent));
        let mut mark = mark.to_owned();
        for line in text.split('\n') {
            let shown = visible::line(&line.replace('\t', "    ")).to_string();
            let wrapped = room.map_or_else(|| vec![shown.clone()], |room| wrap(&shown, room));
            for line in wrapped {
                let line = self.styled(line.trim_end(), style);
                let whole = format!("{mark}{line}");
                self.text.push_str(if line.is_empty() && mark.trim().is_empty() { "" } else { &whole });
                self.text.push('\n');
                mark = " ".repeat(indent);
            }
        }
    }

    /// Adds a line without wrapping, so that it can be copied.
    fn line(&mut self, line: &str, style: &Style) {
        let line = self.styled(line, style);
        self.text.push_str(&line);
        self.text.push('\n');
    }

    fn styled(&self, text: &str, how: &Style) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        how.clone().force_styling(true).apply_to(text).to_string()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Bullet, Conflict, Kind, Row};

    fn example() -> Record<Experience> {
        let now: Timestamp = "2026-03-04T05:06:07Z".parse().unwrap();
        let mut value = Experience::new(Uuid::nil(), Kind::Work, "Engineer\u{1b}[2J", now);
        value.organization = Some("株式会社".to_owned());
        value.location = Some("Tokyo".to_owned());
        value.url = Some("https://example.org/a/very/long/path/that/is/not/broken".to_owned());
        value.start_date = "2020-03".parse().ok();
        value.text = Some("A paragraph that is long enough to be wrapped.\n\n\tcode\u{202e}".to_owned());
        let tags = vec!["lead".to_owned()];
        value.bullets = vec![
            Bullet {
                tags, ..Bullet::new("東京と大阪のチームを率い、生産性を四割上げた")
            },
            Bullet::new("Short\nand a second line"),
        ];
        value.skills = ["Rust", "PostgreSQL", "Team leading", "Writing"].map(str::to_owned).to_vec();
        value.metadata.insert("_source".to_owned(), json!(1));
        value.metadata.insert("size".to_owned(), json!({"a": [1]}));
        value.metadata.insert("team".to_owned(), json!("core"));
        Record::from_row(Row { value, revision: 12, change: Uuid::nil(), device: None })
    }

    #[test]
    fn an_experience_is_shown_whole() {
        assert_snapshot!(record_in(&example(), Some(40), false, &TimeZone::UTC), @r#"
        Engineer\u{1b}[2J
        株式会社 · Tokyo
        work · 2020-03 – present
        https://example.org/a/very/long/path/that/is/not/broken

        A paragraph that is long enough to be
        wrapped.

            code\u{202e}

        1. 東京と大阪のチームを率い、生産性を四
           割上げた
           [lead]
        2. Short
           and a second line

        Skills    Rust, PostgreSQL, Team
                  leading, Writing
        Metadata  size = {"a":[1]}
                  team = "core"

        ID        00000000-0000-0000-0000-000000000000
        Created   2026-03-04 05:06
        Updated   2026-03-04 05:06
        Revision  12
        "#);
    }

    #[test]
    fn a_pipe_gets_whole_lines_and_the_state() {
        let mut record = example();
        let mut deleted = record.current.clone();
        deleted.text = None;
        deleted.bullets.clear();
        deleted.deleted_at = Some(deleted.created_at);
        record.edit(deleted, Uuid::max());
        let conflict = |field: &str| {
            let (kept, other) = (json!(1), json!(2));
            Conflict { field: field.to_owned(), kept, other, deleted_here: false }
        };
        record.conflicts = [conflict("title"), conflict("metadata.a")].into();
        let zone = TimeZone::fixed(jiff::tz::offset(9));
        assert_snapshot!(record_in(&record, None, false, &zone), @r#"
        Engineer\u{1b}[2J
        株式会社 · Tokyo
        work · 2020-03 – present
        https://example.org/a/very/long/path/that/is/not/broken

        Skills    Rust, PostgreSQL, Team leading, Writing
        Metadata  size = {"a":[1]}
                  team = "core"

        ID        00000000-0000-0000-0000-000000000000
        Created   2026-03-04 14:06
        Updated   2026-03-04 14:06
        Deleted   2026-03-04 14:06
        Revision  12, changes pending
        Merged    title, metadata.a
        "#);
        record.refuse(Uuid::max(), "too\nlong".to_owned());
        let refused = record_in(&record, None, false, &zone);
        assert!(refused.contains("Revision  refused by the database: too⏎long\n"), "{refused}");
    }

    #[test]
    fn colour_changes_nothing_but_the_colour() {
        let plain = record_in(&example(), Some(40), false, &TimeZone::UTC);
        let colored = record_in(&example(), Some(40), true, &TimeZone::UTC);
        assert_ne!(colored, plain);
        assert_eq!(dialoguer::console::strip_ansi_codes(&colored), plain);
        assert!(!plain.contains('\u{1b}'));
    }
}
