//! What the values of settings must be like, whichever source they come from.

use std::time::Duration;

use super::source::Source;
use super::{ConfigError, invalid};
use crate::ai::Secret;

/// The default URL of the API.
pub(super) const DEFAULT_URL: &str = "https://api.openai.com/v1";

/// The largest time-out of one attempt, in seconds.
const LONGEST: f64 = 3600.0;

/// The longest name of a model, in bytes.
const LONGEST_NAME: usize = 200;

/// When changes reach the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncMode {
    Background,
    Inline,
    Manual,
}

pub(super) fn parse_sync(text: &str, source: &Source) -> Result<SyncMode, ConfigError> {
    match text {
        "background" => Ok(SyncMode::Background),
        "inline" => Ok(SyncMode::Inline),
        "manual" => Ok(SyncMode::Manual),
        _ => Err(invalid("RESUME_SYNC", source, "write `background`, `inline` or `manual`")),
    }
}

pub(super) fn parse_timeout(text: &str, source: &Source) -> Result<Duration, ConfigError> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| (0.0..=3600.0).contains(seconds));
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| invalid("RESUME_TIMEOUT", source, "write a number of seconds from 0 to 3600"))
}

/// The name of a model.
pub(super) fn check_model(name: &str, source: &Source) -> Result<String, ConfigError> {
    let name = name.trim();
    let wrong = |why| Err(invalid("RESUME_AI_MODEL", source, why));
    if name.is_empty() || name.len() > LONGEST_NAME {
        return wrong("write the name of a model, of at most 200 bytes");
    }
    if name.chars().any(char::is_control) {
        return wrong("it holds a control character");
    }
    Ok(name.to_owned())
}

pub(super) fn check_key(key: &Secret, name: &str, source: &Source) -> Result<(), ConfigError> {
    let key = key.reveal().trim();
    if key.is_empty() {
        return Err(invalid(name, source, "it is empty"));
    }
    if Secret::new(key).is_sendable() {
        return Ok(());
    }
    Err(invalid(name, source, "it contains characters that are not allowed in a key"))
}

/// What a time-out must be.
pub(super) const SECONDS: &str = "write a number of seconds above 0 and up to 3600";

pub(super) fn parse_ai_timeout(seconds: f64, source: &Source) -> Result<Duration, ConfigError> {
    if seconds > 0.0 && seconds <= LONGEST {
        return Ok(Duration::from_secs_f64(seconds));
    }
    Err(invalid("RESUME_AI_TIMEOUT", source, SECONDS))
}
