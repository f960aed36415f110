//! What every format asks of a key of the profile.

use serde_json::{Map, Value};

use super::FormatError;
use super::source::Spot;
use crate::domain::Document;

/// The value of a top-level key, if a profile can hold it.
pub(super) fn read_key(key: &str, spot: &Spot<'_>) -> Result<Value, FormatError> {
    let value = spot.value();
    let body = Map::from_iter([(key.to_owned(), value.clone())]);
    let alone = Document::profile(body, jiff::Timestamp::UNIX_EPOCH);
    alone.validate().map_err(|invalid| spot.error(format!("cannot be kept: {invalid}")))?;
    Ok(value)
}
