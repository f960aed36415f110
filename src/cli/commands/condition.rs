//! Conditions such as `tag=old`: the filters of `resume list`, for commands that change what they choose.

use crate::cli::complete::FILTERS as KEYS;
use crate::domain::{Kind, PartialDate, Query, nearest};

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    Kind(Kind),
    Skill(String),
    Tag(String),
    WithoutTag(String),
    Search(String),
    Since(PartialDate),
    Until(PartialDate),
}

pub(super) fn parse(text: &str) -> Result<Condition, String> {
    let Some((key, value)) = text.split_once('=') else {
        return Err(format!("write KEY=VALUE; the keys are {}", KEYS.join(", ")));
    };
    if value.trim().is_empty() {
        return Err("the value after `=` is empty".to_owned());
    }
    let date = || PartialDate::read(value).map_err(|error| error.to_string());
    match key.trim() {
        "kind" => {
            value.parse().map(Condition::Kind).map_err(|error: crate::domain::UnknownKind| error.to_string())
        }
        "skill" => Ok(Condition::Skill(value.to_owned())),
        "tag" => Ok(Condition::Tag(value.to_owned())),
        "without-tag" => Ok(Condition::WithoutTag(value.to_owned())),
        "search" => Ok(Condition::Search(value.to_owned())),
        "since" => date().map(Condition::Since),
        "until" => date().map(Condition::Until),
        key => Err(match nearest(key, KEYS) {
            Some(nearest) => format!("`{key}` is not a filter; did you mean `{nearest}`?"),
            None => format!("`{key}` is not a filter; the filters are {}", KEYS.join(", ")),
        }),
    }
}

/// What fulfils all of them, of any of the kinds.
pub(super) fn query(conditions: &[Condition]) -> Query {
    let mut query = Query::default();
    for condition in conditions.iter().cloned() {
        match condition {
            Condition::Kind(kind) => query.kinds.push(kind),
            Condition::Skill(skill) => query.skills.push(skill),
            Condition::Tag(tag) => query.tags.push(tag),
            Condition::WithoutTag(tag) => query.without_tags.push(tag),
            Condition::Search(text) => query.search = Some(text),
            Condition::Since(date) => query.since = Some(date),
            Condition::Until(date) => query.until = Some(date),
        }
    }
    query
}
