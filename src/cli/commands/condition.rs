//! Conditions such as `tag=old`: the filters of `resume list`, for commands that change what they choose.

use crate::cli::complete::FILTERS as KEYS;
use crate::domain::{PartialDate, Query, UnknownKind, nearest};

/// One of them, as a query of one field.
pub(super) fn parse(text: &str) -> Result<Query, String> {
    let Some((key, value)) = text.split_once('=') else {
        return Err(format!("write KEY=VALUE; the keys are {}", KEYS.join(", ")));
    };
    if value.trim().is_empty() {
        return Err("the value after `=` is empty".to_owned());
    }
    let date = || PartialDate::read(value).map(Some).map_err(|error| error.to_string());
    let mut one = Query::default();
    match key.trim() {
        "kind" => one.kinds.push(value.parse().map_err(|error: UnknownKind| error.to_string())?),
        "skill" => one.skills.push(value.to_owned()),
        "tag" => one.tags.push(value.to_owned()),
        "without-tag" => one.without_tags.push(value.to_owned()),
        "search" => one.search = Some(value.to_owned()),
        "since" => one.since = date()?,
        "until" => one.until = date()?,
        key => {
            return Err(match nearest(key, KEYS) {
                Some(nearest) => format!("`{key}` is not a filter; did you mean `{nearest}`?"),
                None => format!("`{key}` is not a filter; the filters are {}", KEYS.join(", ")),
            });
        }
    }
    Ok(one)
}

/// What fulfils all of them, of any of the kinds.
pub(super) fn all_of(conditions: &[Query]) -> Query {
    let mut all = Query::default();
    for one in conditions.iter().cloned() {
        all.kinds.extend(one.kinds);
        all.skills.extend(one.skills);
        all.tags.extend(one.tags);
        all.without_tags.extend(one.without_tags);
        all.search = one.search.or(all.search);
        all.since = one.since.or(all.since);
        all.until = one.until.or(all.until);
    }
    all
}
