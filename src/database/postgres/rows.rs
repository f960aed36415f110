//! Rows as values.
//!
//! Whoever answers may answer anything, so nothing leaves here that the domain would not accept: a
//! row that is not wholly valid is an error that names table, row and column.

use std::cell::Cell;
use std::fmt::Display;
use std::str::FromStr;

use jiff::Timestamp;
use postgres::types::FromSql;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::database::refusal::Pushed;
use crate::database::{DatabaseError, Reason, Revision};
use crate::domain::{Experience, Profile, Row};

/// A table of values that have revisions and a history.
pub(super) trait Table: Pushed + Sized {
    const NAME: &'static str;
    const HISTORY: &'static str;
    /// What [`read`] needs, in its order; the last three are the same for all.
    const COLUMNS: &'static str;

    fn from_columns(columns: &Columns<'_>) -> Result<Self, DatabaseError>;
}

/// Reads a row of a table or its history, whose columns begin at `first`.
pub(super) fn read<T: Table>(
    row: &postgres::Row,
    first: usize,
    table: &'static str,
) -> Result<Row<T>, DatabaseError> {
    read_on(&Columns::new(row, first, table))
}

fn read_on<T: Table>(columns: &Columns<'_>) -> Result<Row<T>, DatabaseError> {
    let value = T::from_columns(columns)?;
    value.valid().map_err(|invalid| columns.bad(&invalid.field, &invalid.reason))?;
    let revision = columns.get::<i64>("revision")?;
    if revision < 1 {
        return Err(columns.bad("revision", "it is not positive; are the triggers missing?"));
    }
    Ok(Row { value, revision, change: columns.get("change_id")?, device: columns.get("device")? })
}

/// Reads a row of a history, with the time at which it was written after it.
pub(super) fn read_revision<T: Table>(row: &postgres::Row) -> Result<Revision<T>, DatabaseError> {
    let columns = Columns::new(row, 0, T::HISTORY);
    let row = read_on(&columns)?;
    Ok(Revision { row, recorded_at: columns.parse("recorded_at")? })
}

impl Table for Experience {
    const NAME: &'static str = "experiences";
    const HISTORY: &'static str = "experience_revisions";
    const COLUMNS: &'static str = "id, kind, title, organization, location, url, start_date, end_date, text, \
        bullets::text, skills::text, tags::text, metadata::text, created_at, updated_at, deleted_at, \
        revision, change_id, device";

    fn from_columns(columns: &Columns<'_>) -> Result<Self, DatabaseError> {
        let id = columns.get("id")?;
        columns.id.set(Some(id));
        let mut value = Self {
            id,
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
            created_at: columns.parse("created_at")?,
            updated_at: columns.parse("updated_at")?,
            deleted_at: columns.parse_optional("deleted_at")?,
        };
        value.normalise();
        Ok(value)
    }
}

impl Table for Profile {
    const NAME: &'static str = "profiles";
    const HISTORY: &'static str = "profile_revisions";
    const COLUMNS: &'static str = "document::text, updated_at, revision, change_id, device";

    fn from_columns(columns: &Columns<'_>) -> Result<Self, DatabaseError> {
        let document = columns.json("document")?;
        let updated_at: Timestamp = columns.parse("updated_at")?;
        Ok(Self { document, updated_at })
    }
}

/// The columns of one row, taken one after another, with the names that an error needs.
pub(super) struct Columns<'a> {
    row: &'a postgres::Row,
    next: Cell<usize>,
    table: &'static str,
    id: Cell<Option<Uuid>>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(row: &'a postgres::Row, first: usize, table: &'static str) -> Self {
        Self { row, next: Cell::new(first), table, id: Cell::new(None) }
    }

    pub(super) fn get<T: FromSql<'a>>(&self, column: &str) -> Result<T, DatabaseError> {
        let place = self.next.replace(self.next.get() + 1);
        self.row.try_get(place).map_err(|cause| match std::error::Error::source(&cause) {
            Some(source) => self.bad(column, source),
            None => self.bad(column, cause),
        })
    }

    pub(super) fn parse<T: FromStr<Err: Display>>(&self, column: &str) -> Result<T, DatabaseError> {
        self.get::<&str>(column)?.parse().map_err(|cause| self.bad(column, cause))
    }

    pub(super) fn parse_optional<T: FromStr<Err: Display>>(
        &self,
        column: &str,
    ) -> Result<Option<T>, DatabaseError> {
        let text = self.get::<Option<&str>>(column)?;
        text.map(str::parse).transpose().map_err(|cause| self.bad(column, cause))
    }

    pub(super) fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, DatabaseError> {
        serde_json::from_str(self.get(column)?).map_err(|cause| self.bad(column, cause))
    }

    fn bad(&self, column: &str, cause: impl Display) -> DatabaseError {
        let row = self.id.get().map(|id| format!(" of the row `{id}`")).unwrap_or_default();
        DatabaseError::new(
            Reason::Corrupt,
            format!("`{column}`{row} in the table `{}` is not valid: {cause}", self.table),
        )
        .hint("correct the row in SQL; the correction reaches every device")
    }
}
