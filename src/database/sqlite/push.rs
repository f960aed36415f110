//! Storing a batch.
//!
//! Each record is stored under a savepoint of its own, so that what a constraint or a trigger
//! refuses takes nothing else with it. Revisions and history are the triggers' work.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Transaction, params_from_iter};

use super::failure::Failure;
use super::rows::{self, Table};
use crate::database::{Batch, Outcomes, refusal};
use crate::domain::{Outcome, Push, State};

/// Where in a batch a record stands; the documents come after the experiences.
type Place = usize;

/// Why a batch was not stored.
pub(super) enum Trouble {
    /// The refusal of one record ended the whole transaction, as a trigger can order. The batch
    /// has to be stored again without it.
    RolledBack(Place, String),
    Failed(Failure),
}

impl<F: Into<Failure>> From<F> for Trouble {
    fn from(failure: F) -> Self {
        Self::Failed(failure.into())
    }
}

/// Stores a batch, without the records whose refusal is known already.
pub(super) fn batch(
    transaction: &mut Transaction<'_>,
    by: (&str, &str),
    batch: &Batch,
    refused: &HashMap<Place, String>,
) -> Result<Outcomes, Trouble> {
    let experiences = records(transaction, by, &batch.experiences, 0, refused)?;
    let documents = records(transaction, by, &batch.documents, experiences.len(), refused)?;
    let mut outcomes = Outcomes { experiences, documents, ..Outcomes::default() };
    outcomes.applied = super::snapshot::applied(transaction, by.0, &outcomes.contested(batch))?;
    outcomes.recorded_at = super::snapshot::now(transaction)?;
    Ok(outcomes)
}

/// Stores the records of a table, the first of which has this place in the batch.
fn records<T: Table>(
    transaction: &mut Transaction<'_>,
    by: (&str, &str),
    pushes: &[Push<T>],
    first: Place,
    refused: &HashMap<Place, String>,
) -> Result<Vec<Outcome<T>>, Trouble> {
    let place_and_push = (first..).zip(pushes);
    place_and_push.map(|(place, push)| record(transaction, by, (place, push), refused.get(&place))).collect()
}

fn record<T: Table>(
    transaction: &mut Transaction<'_>,
    by: (&str, &str),
    (place, push): (Place, &Push<T>),
    refused: Option<&String>,
) -> Result<Outcome<T>, Trouble> {
    if let Some(reason) = refused.cloned().or_else(|| refusal::of(push)) {
        return Ok(Outcome::Refused(reason));
    }
    let mut savepoint = transaction.savepoint()?;
    let failure = match store(&savepoint, by, push) {
        Ok(outcome) => {
            savepoint.commit()?;
            return Ok(outcome);
        }
        Err(failure) => failure,
    };
    let Some(reason) = failure.refusal() else { return Err(failure.into()) };
    if savepoint.is_autocommit() {
        return Err(Trouble::RolledBack(place, reason));
    }
    savepoint.rollback()?;
    savepoint.commit()?;
    Ok(Outcome::Refused(reason))
}

fn store<T: Table>(
    connection: &rusqlite::Connection,
    (user, device): (&str, &str),
    push: &Push<T>,
) -> Result<Outcome<T>, Failure> {
    // A push without a state was refused before.
    let Some(last) = push.last() else { return Ok(Outcome::Conflict(None)) };
    let key = key(user, &last.value);
    let stored = head::<T>(connection, &key)?;
    if let Some((revision, change)) = &stored
        && *change == last.change.to_string()
    {
        return Ok(Outcome::Applied { change: last.change, revision: *revision });
    }
    if stored.as_ref().map_or(0, |(revision, _)| *revision) != push.base_revision {
        return conflict(connection, &key);
    }
    // A state that is stored already is no change.
    let known = stored.as_ref().map(|(_, change)| change.as_str());
    let states = push.states.iter().filter(|state| known != Some(&state.change.to_string()));
    for (index, state) in states.enumerate() {
        let insert = stored.is_none() && index == 0;
        let columns = columns(user, device, state)?;
        let statement = if insert { insertion::<T>() } else { update::<T>() };
        connection.prepare_cached(&statement)?.execute(params_from_iter(columns))?;
    }
    let (revision, _) = head::<T>(connection, &key)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    Ok(Outcome::Applied { change: last.change, revision })
}

/// The row that is in the way. One that cannot be read is this record's trouble alone.
fn conflict<T: Table>(connection: &rusqlite::Connection, key: &[Value]) -> Result<Outcome<T>, Failure> {
    let select = format!("SELECT {} FROM {} WHERE {}", rows::selection::<T>(), T::NAME, T::KEY);
    let mut statement = connection.prepare_cached(&select)?;
    let mut found = statement.query(params_from_iter(key))?;
    let row = found.next()?.map(|row| rows::read(row, T::NAME)).transpose();
    Ok(row.map_or_else(|error| Outcome::Refused(error.message), Outcome::Conflict))
}

/// Revision and change of the row as it stands.
fn head<T: Table>(
    connection: &rusqlite::Connection,
    key: &[Value],
) -> Result<Option<(i64, String)>, Failure> {
    let head = connection
        .prepare_cached(&selection_of_head::<T>())?
        .query_row(params_from_iter(key), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(head)
}

fn selection_of_head<T: Table>() -> String {
    format!("SELECT revision, change_id FROM {} WHERE {}", T::NAME, T::KEY)
}

fn key<T: Table>(user: &str, value: &T) -> Vec<Value> {
    let mut key = vec![Value::Text(user.to_owned())];
    key.extend(T::key_columns(&value.key()));
    key
}

fn columns<T: Table>(user: &str, device: &str, state: &State<T>) -> Result<Vec<Value>, Failure> {
    let mut columns = vec![Value::Text(user.to_owned())];
    columns.extend(state.value.to_columns()?);
    columns.extend([Value::Text(state.change.to_string()), Value::Text(device.to_owned())]);
    Ok(columns)
}

fn insertion<T: Table>() -> String {
    let places: Vec<String> = (1..=T::FIELDS.len() + 3).map(|place| format!("?{place}")).collect();
    let (name, fields, places) = (T::NAME, T::FIELDS.join(", "), places.join(", "));
    format!("INSERT INTO {name} (user_id, {fields}, change_id, device) VALUES ({places})")
}

fn update<T: Table>() -> String {
    let columns = T::FIELDS.iter().copied().chain(["change_id", "device"]);
    let settings: Vec<String> =
        columns.enumerate().map(|(index, column)| format!("{column} = ?{}", index + 2)).collect();
    format!("UPDATE {} SET {} WHERE {}", T::NAME, settings.join(", "), T::KEY)
}
