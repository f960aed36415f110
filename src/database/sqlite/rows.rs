//! Rows as values, and values as rows.
//!
//! A program with access to the file may have written anything, so nothing leaves here that the domain
//! would not accept: a row that is not wholly valid is an error that names table, row and column.

use std::fmt::Display;
use std::str::FromStr;

use rusqlite::types::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::database::{DatabaseError, Reason, Revision};
use crate::domain::{Document, DocumentKey, Experience, Row, Synced};

/// A table of values that have revisions and a history.
pub(super) trait Table: Synced {
    const NAME: &'static str;
    const HISTORY: &'static str;
    /// The columns of the value itself. `user_id` stands before them, `change_id` and `device` after.
    const FIELDS: &'static [&'static str];
    /// The condition for one row; `?1` is the user, and the others are the first of the fields.
    const KEY: &'static str;
    /// The condition for a state whose texts have `?4` bytes at the most, about.
    const IS_SMALL: &'static str;

    /// What the fields of the key are, in their order.
    fn key_columns(key: &Self::Key) -> Vec<Value>;

    /// What to store in [`Table::FIELDS`], in their order.
    fn to_columns(&self) -> Result<Vec<Value>, DatabaseError>;

    fn from_columns(columns: &Columns<'_>) -> Result<Self, DatabaseError>;
}

/// The columns that [`read`] needs.
pub(super) fn selection<T: Table>() -> String {
    format!("{}, revision, change_id, device", T::FIELDS.join(", "))
}

/// Reads a row of a table or its history.
pub(super) fn read<T: Table>(row: &rusqlite::Row<'_>, table: &'static str) -> Result<Row<T>, DatabaseError> {
    let columns = Columns::new(row, table);
    let value = T::from_columns(&columns)?;
    value.validate().map_err(|invalid| columns.bad(&invalid.field, &invalid.reason))?;
    let revision = columns.get::<i64>("revision")?;
    if revision < 1 {
        return Err(columns.bad("revision", "it is not positive; are the triggers missing?"));
    }
    Ok(Row { value, revision, change: columns.parse("change_id")?, device: columns.get("device")? })
}

/// Reads a row of a history, with the time at which it was written.
pub(super) fn read_revision<T: Table>(row: &rusqlite::Row<'_>) -> Result<Revision<T>, DatabaseError> {
    let recorded_at = Columns::new(row, T::HISTORY).parse("recorded_at")?;
    Ok(Revision { row: read(row, T::HISTORY)?, recorded_at })
}

impl Table for Experience {
    const NAME: &'static str = "experiences";
    const HISTORY: &'static str = "experience_revisions";
    const FIELDS: &'static [&'static str] = &[
        "id", "kind", "title", "organization", "location", "url", "start_date", "end_date", "text",
        "bullets", "skills", "tags", "metadata", "translations", "created_at", "updated_at", "deleted_at",
    ];
    const KEY: &'static str = "user_id = ?1 AND id = ?2";
    const IS_SMALL: &'static str =
        "coalesce(length(text), 0) + length(bullets) + length(translations) + length(metadata) <= ?4";

    fn key_columns(id: &Uuid) -> Vec<Value> {
        vec![text(id)]
    }

    fn to_columns(&self) -> Result<Vec<Value>, DatabaseError> {
        // Whole: a new field does not compile before it has a column.
        let Self {
            id,
            kind,
            title,
            organization,
            location,
            url,
            start_date,
            end_date,
            text: prose,
            bullets,
            skills,
            tags,
            metadata,
            translations,
            created_at,
            updated_at,
            deleted_at,
        } = self;
        Ok(vec![
            text(id),
            text(kind),
            text(title),
            optional(organization.as_ref()),
            optional(location.as_ref()),
            optional(url.as_ref()),
            optional(*start_date),
            optional(*end_date),
            optional(prose.as_ref()),
            json(bullets)?,
            json(skills)?,
            json(tags)?,
            json(metadata)?,
            json(translations)?,
            text(created_at),
            text(updated_at),
            optional(*deleted_at),
        ])
    }

    fn from_columns(columns: &Columns<'_>) -> Result<Self, DatabaseError> {
        let mut value = Self {
            id: columns.parse("id")?,
            kind: columns.parse("kind")?,
            title: columns.get("title")?,
            organization: columns.get("organization")?,
            location: columns.get("location")?,
            url: columns.get("url")?,
            start_date: columns.parse_optional("start_date")?,
            end_date: columns.parse_optional("end_date")?,
            text: columns.get("text")?,
            bullets: columns.json("bullets")?,
            skills: columns.json("skills")?,
            tags: columns.json("tags")?,
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
    const FIELDS: &'static [&'static str] = &["kind", "id", "body", "updated_at", "deleted_at"];
    const KEY: &'static str = "user_id = ?1 AND kind = ?2 AND id = ?3";
    const IS_SMALL: &'static str = "length(body) <= ?4";

    fn key_columns(key: &DocumentKey) -> Vec<Value> {
        vec![text(key.kind), text(&key.id)]
    }

    fn to_columns(&self) -> Result<Vec<Value>, DatabaseError> {
        Ok(vec![
            text(self.kind),
            text(&self.id),
            json(&self.body)?,
            text(self.updated_at),
            optional(self.deleted_at),
        ])
    }

    fn from_columns(columns: &Columns<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            kind: columns.parse("kind")?,
            id: columns.get("id")?,
            body: columns.json("body")?,
            updated_at: columns.parse("updated_at")?,
            deleted_at: columns.parse_optional("deleted_at")?,
        })
    }
}

pub(super) fn text(value: impl Display) -> Value {
    Value::Text(value.to_string())
}

pub(super) fn optional(value: Option<impl Display>) -> Value {
    value.map_or(Value::Null, text)
}

pub(super) fn json(value: &impl Serialize) -> Result<Value, DatabaseError> {
    serde_json::to_string(value).map(Value::Text).map_err(|cause| {
        DatabaseError::new(Reason::Failed, format!("a value could not be written as JSON: {cause}"))
            .caused_by(cause)
    })
}

/// The columns of one row, with the names that an error needs.
pub(super) struct Columns<'a> {
    row: &'a rusqlite::Row<'a>,
    table: &'static str,
}

impl<'a> Columns<'a> {
    pub(super) fn new(row: &'a rusqlite::Row<'a>, table: &'static str) -> Self {
        Self { row, table }
    }

    pub(super) fn get<T: rusqlite::types::FromSql>(&self, column: &str) -> Result<T, DatabaseError> {
        self.row.get(column).map_err(|cause| self.bad(column, cause))
    }

    pub(super) fn parse<T: FromStr<Err: Display>>(&self, column: &str) -> Result<T, DatabaseError> {
        self.get::<String>(column)?.parse().map_err(|cause| self.bad(column, cause))
    }

    fn parse_optional<T: FromStr<Err: Display>>(&self, column: &str) -> Result<Option<T>, DatabaseError> {
        let text = self.get::<Option<String>>(column)?;
        text.map(|text| text.parse()).transpose().map_err(|cause| self.bad(column, cause))
    }

    pub(super) fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, DatabaseError> {
        serde_json::from_str(&self.get::<String>(column)?).map_err(|cause| self.bad(column, cause))
    }

    fn bad(&self, column: &str, cause: impl Display) -> DatabaseError {
        let named = |column| self.row.get::<_, String>(column).ok().filter(|name| name.len() <= 255);
        // A document is named by its kind, too; an experience has a UUID, or what stands there is no name.
        let row = match self.table {
            Document::NAME | Document::HISTORY => {
                named("kind").zip(named("id")).map(|(kind, id)| format!("{kind} {id}"))
            }
            _ => named("id").filter(|id| id.parse::<Uuid>().is_ok()),
        };
        let row = row.map(|name| format!(" of the row `{name}`")).unwrap_or_default();
        DatabaseError::new(
            Reason::Corrupt,
            format!("`{column}`{row} in the table `{}` is not valid: {cause}", self.table),
        )
        .hint("correct the row in SQL; the correction reaches every device")
    }
}
