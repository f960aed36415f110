//! Rows as values.
//!
//! A server may answer anything, so nothing leaves here that the domain would not accept: a
//! row that is not wholly valid is an error that names table, row and column.

use std::cell::Cell;
use std::fmt::Display;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use tokio_postgres::Row as PostgresRow;
use tokio_postgres::types::{FromSql, Type};
use uuid::Uuid;

use super::explain::quoted;
use crate::database::{DatabaseError, Reason, Revision};
use crate::domain::{Bullet, Document, DocumentKind, Experience, MAX_VALUES, Row, Synced, marks};

/// How many marks the JSON of a valid value has at the most.
const MARKS: usize = 4 * MAX_VALUES;

/// A table of values that have revisions and a history.
pub(super) trait Table: Synced {
    const NAME: &'static str;
    const HISTORY: &'static str;
    /// What [`read`] needs, in its order; the last three are the same for all.
    const COLUMNS: &'static str;
    /// The columns that tell the records of a user apart.
    const KEY: &'static str;
    /// About how many bytes of text a state has.
    const BYTES: &'static str;

    fn from_columns(columns: &Columns<'_>) -> Result<Self, DatabaseError>;
}

/// Reads a row of a table or its history, whose columns begin at `first`.
pub(super) fn read<T: Table>(
    row: &PostgresRow,
    first: usize,
    table: &'static str,
) -> Result<Row<T>, DatabaseError> {
    read_on(&Columns::new(row, first, table))
}

/// The same of what was joined, where there may have been no row.
pub(super) fn read_optional<T: Table>(
    row: &PostgresRow,
    first: usize,
    table: &'static str,
) -> Result<Option<Row<T>>, DatabaseError> {
    let revision = first + T::COLUMNS.split(", ").count() - 3;
    let columns = Columns { next: Cell::new(revision), ..Columns::new(row, first, table) };
    // Every row has both, so that one without either is none.
    match (columns.get("revision")?, columns.get("change_id")?) {
        (None::<i64>, None::<Uuid>) => Ok(None),
        _ => Ok(Some(read(row, first, table)?)),
    }
}

fn read_on<T: Table>(columns: &Columns<'_>) -> Result<Row<T>, DatabaseError> {
    let value = T::from_columns(columns)?;
    value.validate().map_err(|invalid| columns.bad(&invalid.field, &invalid.reason))?;
    let revision = columns.get::<i64>("revision")?;
    if revision < 1 {
        return Err(columns.bad("revision", "it is not positive; are the triggers missing?"));
    }
    Ok(Row { value, revision, change: columns.get("change_id")?, device: columns.optional("device")? })
}

/// Reads a row of a history, with the time at which it was written after it.
pub(super) fn read_revision<T: Table>(row: &PostgresRow) -> Result<Revision<T>, DatabaseError> {
    let columns = Columns::new(row, 0, T::HISTORY);
    let row = read_on(&columns)?;
    Ok(Revision { row, recorded_at: columns.parse("recorded_at")? })
}

impl Table for Experience {
    const NAME: &'static str = "experiences";
    const HISTORY: &'static str = "experience_revisions";
    const COLUMNS: &'static str = "id, kind, title, organization, location, url, start_date, end_date, text, \
        bullets, skills, tags, metadata, translations, created_at, updated_at, deleted_at, \
        revision, change_id, device";
    const KEY: &'static str = "id";
    const BYTES: &'static str = "coalesce(octet_length(text), 0) + octet_length(bullets::text) \
        + octet_length(translations::text) + octet_length(metadata::text)";

    fn from_columns(columns: &Columns<'_>) -> Result<Self, DatabaseError> {
        let id = columns.get("id")?;
        columns.name.set(Some(Name::Id(id)));
        let mut value = Self {
            id,
            kind: columns.parse("kind")?,
            title: columns.text("title")?.to_owned(),
            organization: columns.optional("organization")?,
            location: columns.optional("location")?,
            url: columns.optional("url")?,
            start_date: columns.parse_optional("start_date")?,
            end_date: columns.parse_optional("end_date")?,
            text: columns.optional("text")?,
            bullets: columns.list("bullets", Bullet::new)?,
            skills: columns.list("skills", str::to_owned)?,
            tags: columns.list("tags", str::to_owned)?,
            metadata: columns.json("metadata")?,
            translations: columns.json("translations")?,
            created_at: columns.parse("created_at")?,
            updated_at: columns.parse("updated_at")?,
            deleted_at: columns.parse_optional("deleted_at")?,
        };
        value.normalise();
        Ok(value)
    }
}

impl Table for Document {
    const NAME: &'static str = "documents";
    const HISTORY: &'static str = "document_revisions";
    const COLUMNS: &'static str = "kind, id, body, updated_at, deleted_at, revision, change_id, device";
    const KEY: &'static str = "kind, id";
    const BYTES: &'static str = "octet_length(body::text)";

    fn from_columns(columns: &Columns<'_>) -> Result<Self, DatabaseError> {
        let (kind, id) = (columns.parse("kind")?, columns.text("id")?);
        columns.name.set(Some(Name::Document(kind, id)));
        Ok(Self {
            kind,
            id: id.to_owned(),
            body: columns.json("body")?,
            updated_at: columns.parse("updated_at")?,
            deleted_at: columns.parse_optional("deleted_at")?,
        })
    }
}

/// The columns of one row, taken one after another, with the names that an error needs.
pub(super) struct Columns<'a> {
    row: &'a PostgresRow,
    next: Cell<usize>,
    table: &'static str,
    name: Cell<Option<Name<'a>>>,
}

/// What an error calls a row.
#[derive(Clone, Copy)]
enum Name<'a> {
    Id(Uuid),
    Document(DocumentKind, &'a str),
}

impl<'a> Columns<'a> {
    pub(super) fn new(row: &'a PostgresRow, first: usize, table: &'static str) -> Self {
        Self { row, next: Cell::new(first), table, name: Cell::new(None) }
    }

    pub(super) fn get<T: FromSql<'a>>(&self, column: &str) -> Result<T, DatabaseError> {
        let place = self.next.replace(self.next.get() + 1);
        self.row.try_get(place).map_err(|cause| match std::error::Error::source(&cause) {
            Some(source) => self.bad(column, source),
            None => self.bad(column, cause),
        })
    }

    fn text(&self, column: &str) -> Result<&'a str, DatabaseError> {
        Ok(self.get::<Text<'_>>(column)?.0)
    }

    fn optional(&self, column: &str) -> Result<Option<String>, DatabaseError> {
        Ok(self.get::<Option<Text<'_>>>(column)?.map(|text| text.0.to_owned()))
    }

    pub(super) fn parse<T: FromStr<Err: Display>>(&self, column: &str) -> Result<T, DatabaseError> {
        self.text(column)?.parse().map_err(|cause| self.bad(column, cause))
    }

    pub(super) fn parse_optional<T: FromStr<Err: Display>>(
        &self,
        column: &str,
    ) -> Result<Option<T>, DatabaseError> {
        let text = self.get::<Option<Text<'_>>>(column)?;
        text.map(|text| text.0.parse()).transpose().map_err(|cause| self.bad(column, cause))
    }

    pub(super) fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, DatabaseError> {
        let text = self.json_text(column)?;
        serde_json::from_str(text).map_err(|cause| self.bad(column, cause))
    }

    fn list<T: DeserializeOwned>(
        &self,
        column: &str,
        item: impl Fn(&'a str) -> T,
    ) -> Result<Vec<T>, DatabaseError> {
        let text = self.json_text(column)?;
        match plain(text, item) {
            Some(items) => Ok(items),
            None => serde_json::from_str(text).map_err(|cause| self.bad(column, cause)),
        }
    }

    /// JSON that will not take a hundred times its memory when it is parsed.
    fn json_text(&self, column: &str) -> Result<&'a str, DatabaseError> {
        let text = self.text(column)?;
        // A shorter one cannot hold as many.
        if text.len() > MARKS && marks(text) > MARKS {
            return Err(self.bad(column, format_args!("it holds more than {MAX_VALUES} values")));
        }
        Ok(text)
    }

    /// What is wrong with a column, in few words whatever stands there: these are shown, and kept.
    fn bad(&self, column: &str, cause: impl Display) -> DatabaseError {
        let (column, cause) = (quoted(column, None), quoted(&cause.to_string(), None));
        let row = match self.name.get() {
            Some(Name::Id(id)) => format!(" of the row `{id}`"),
            Some(Name::Document(kind, id)) => {
                format!(" of the row `{}`", quoted(&format!("{kind} {id}"), None))
            }
            None => String::new(),
        };
        DatabaseError::new(
            Reason::Corrupt,
            format!("`{column}`{row} in the table `{}` is not valid: {cause}", self.table),
        )
        .hint("correct the row in SQL; the correction reaches every device")
    }
}

/// A column of an answer that is no row of a table.
pub(super) fn column<'a, T: FromSql<'a>>(
    row: &'a PostgresRow,
    place: usize,
    what: &str,
) -> Result<T, DatabaseError> {
    row.try_get(place).map_err(|cause| unreadable(what, cause))
}

pub(super) fn unreadable(what: &str, cause: impl Display) -> DatabaseError {
    DatabaseError::new(Reason::Corrupt, format!("{what} is not valid: {cause}"))
}

/// The items of a JSON array of texts with nothing between them and nothing in them that is escaped, as
/// most are: these are cut out in half the time that parsing takes. `None`: it is to be parsed.
fn plain<'a, T>(array: &'a str, item: impl Fn(&'a str) -> T) -> Option<Vec<T>> {
    if array == "[]" {
        return Some(Vec::new());
    }
    let mut rest = array.strip_prefix("[\"")?.strip_suffix("\"]")?;
    // Without a way out, so that many bytes are compared at once.
    if rest.bytes().fold(false, |found, byte| found | (byte == b'\\') | (byte < b' ')) {
        return None;
    }
    let quotes = memchr::memchr_iter(b'"', rest.as_bytes()).count();
    let mut items = Vec::with_capacity(quotes / 2 + 1);
    while let Some(end) = memchr::memchr(b'"', rest.as_bytes()) {
        items.push(item(&rest[..end]));
        rest = rest[end..].strip_prefix("\",\"")?;
    }
    items.push(item(rest));
    Some(items)
}

/// A `text`; or a `json`, which is one on its way too; or a `jsonb`, where the column was changed to one. The
/// driver's own way compares the names of types first, with each value.
struct Text<'a>(&'a str);

impl<'a> FromSql<'a> for Text<'a> {
    fn from_sql(kind: &Type, bytes: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        // A `jsonb` begins with the version of its form, of which there is one (`jsonb_send`).
        let text = if *kind == Type::JSONB { bytes.strip_prefix(&[1]) } else { Some(bytes) };
        Ok(Self(std::str::from_utf8(text.ok_or("it has an unknown form of jsonb")?)?))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::TEXT || *kind == Type::JSON || *kind == Type::JSONB
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(array: &str) -> Option<Vec<String>> {
        plain(array, str::to_owned)
    }

    #[test]
    fn what_is_plain_is_cut_out() {
        assert_eq!(read("[]"), Some(vec![]));
        assert_eq!(read(r#"[""]"#), Some(vec![String::new()]));
        assert_eq!(read(r#"["a","é,",""]"#), Some(vec!["a".to_owned(), "é,".to_owned(), String::new()]));
        for other in
            [r#"["a", "b"]"#, r#"["a\n"]"#, "[\"\n\"]", r#"["a""b"]"#, r#"["a","]"#, "[", r#"["]"#, "[1]"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn what_is_cut_out_is_what_would_be_parsed(array in r#"\[("|,|\\|a| |é|\n|\{){0,12}\]"#) {
            if let Some(items) = read(&array) {
                prop_assert_eq!(serde_json::from_str::<Vec<String>>(&array).unwrap(), items);
            }
        }

        #[test]
        fn what_is_written_is_read(texts in proptest::collection::vec(".{0,6}", 0..4)) {
            let array = serde_json::to_string(&texts).unwrap();
            prop_assert_eq!(read(&array).is_some(), !array.contains('\\'));
            prop_assert_eq!(read(&array).unwrap_or(texts.clone()), texts);
        }
    }
}
