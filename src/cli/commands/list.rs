//! `resume list`: a table of experiences, newest first.

use std::io;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use super::word::{one_of, whole_number};
use crate::cli::context::Context;
use crate::cli::ui::table::{self, Row};
use crate::domain::{Experience, Kind, Listing, Order, PartialDate, Query, Record};
use crate::library::{CommandError, CommandResult, short_length, strangers};
use crate::view::ExperienceView;

/// List experiences, newest first
///
/// In the table, `*` after an ID marks pending changes, and `-` a deleted experience. Words find the experiences
/// that have all of them, in any order and field, the best match first: `resume search nightly postgres`. Case and
/// accents do not count, and a word also finds longer ones. Dates and kinds are not searched; they have flags.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume list --kind work --since 2020
  resume search nightly postgres
  resume search rust 'data engineer' --columns title,organization,skills
  resume list --tag backend --format csv > backend.csv
  resume list --json | jq -r '.[] | select(.end_date == null) | .title'")]
pub(crate) struct List {
    /// Only experiences with all these words, the best match first
    #[arg(value_name = "WORD")]
    pub words: Vec<String>,
    /// Only this kind (repeatable)
    #[arg(long = "kind", value_name = "KIND", value_parser = |word: &str| word.parse::<Kind>(), add = crate::cli::complete::kinds())]
    pub kinds: Vec<Kind>,
    /// Only experiences with this skill; with several, all of them
    #[arg(long = "skill", value_name = "SKILL", add = crate::cli::complete::skills())]
    pub skills: Vec<String>,
    /// Only experiences with this tag; with several, all of them
    #[arg(long = "tag", value_name = "TAG", add = crate::cli::complete::tags())]
    pub tags: Vec<String>,
    /// No experiences with this tag (repeatable)
    #[arg(long = "without-tag", value_name = "TAG", add = crate::cli::complete::tags())]
    pub without_tags: Vec<String>,
    /// The same as WORD, in one argument; words in double quotes stand together
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    pub search: Option<String>,
    /// Only experiences that ended at this date or later, or have not ended
    #[arg(long, value_name = "DATE", value_parser = PartialDate::read)]
    pub since: Option<PartialDate>,
    /// Only experiences that started at this date or earlier
    #[arg(long, value_name = "DATE", value_parser = PartialDate::read)]
    pub until: Option<PartialDate>,
    /// Sort order; `place` is the order of exports and documents, which `resume move` changes [default: the
    /// best match first with words, otherwise `start`]
    #[arg(long, value_parser = one_of(&Order::ALL, Order::as_str))]
    pub sort: Option<Order>,
    /// Reverse the order
    #[arg(long)]
    pub reverse: bool,
    /// Maximum number of experiences
    #[arg(long, value_name = "N", value_parser = whole_number, allow_negative_numbers = true)]
    pub limit: Option<usize>,
    /// Only deleted experiences
    #[arg(long)]
    pub deleted: bool,
    /// Only these columns, in this order, separated by commas; with JSON, only these keys
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', value_parser = PossibleValuesParser::new(COLUMNS))]
    pub columns: Vec<String>,
    /// Output format
    #[arg(long, value_enum)]
    pub format: Option<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Jsonl,
    Csv,
}

impl List {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        if let (true, Some(word @ (Format::Table | Format::Csv))) = (context.ui.is_json(), self.format) {
            let word = if word == Format::Csv { "csv" } else { "table" };
            return Err(CommandError::usage(format!("`--json` cannot be used with `--format {word}`"))
                .hint("remove one of them"));
        }
        let fallback = if context.ui.is_json() { Format::Json } else { Format::Table };
        let format = self.format.unwrap_or(fallback);
        let (listing, columns) = self.listing();
        let strangers = context.library.read(|session| {
            let chosen = listing.of(&session.experiences);
            match format {
                Format::Json if columns.is_empty() => {
                    context.ui.json_array(chosen.iter().map(|record| ExperienceView::of(record)))?;
                }
                Format::Jsonl if columns.is_empty() => {
                    context.ui.json_lines(chosen.iter().map(|record| ExperienceView::of(record)))?;
                }
                Format::Json => context.ui.json_array(picked(&chosen, &columns)?)?,
                Format::Jsonl => context.ui.json_lines(picked(&chosen, &columns)?)?,
                Format::Csv => context.ui.document(&csv(&chosen, &columns)?)?,
                Format::Table => {
                    let all: Vec<_> = session.experiences.iter().map(|record| record.current.id).collect();
                    if chosen.is_empty() {
                        context.ui.notice(nothing(&session.experiences, &listing));
                    } else {
                        write_table(context, &chosen, &all, &columns)?;
                    }
                }
            }
            CommandResult::Ok(strangers(session, &listing.query))
        })??;
        strangers.iter().for_each(|stranger| context.ui.remark(stranger));
        Ok(())
    }

    fn listing(self) -> (Listing, Vec<String>) {
        let Self { words, kinds, skills, tags, without_tags, search, since, until, .. } = self;
        let Self { sort: order, reverse, limit, deleted, columns, .. } = self;
        let words: Vec<_> = words.into_iter().chain(search).collect();
        let search = (!words.is_empty()).then(|| words.join(" "));
        let query = Query { kinds, skills, tags, without_tags, search, since, until, deleted };
        (Listing { query, order, reverse, limit }, columns)
    }
}

/// The columns of a CSV table: the keys of an experience's JSON.
const COLUMNS: [&str; 19] = [
    "id", "kind", "title", "organization", "location", "url", "start_date", "end_date", "text", "bullets",
    "skills", "tags", "metadata", "translations", "created_at", "updated_at", "deleted_at", "revision",
    "sync",
];

/// The keys that were asked for, in that order.
fn picked(records: &[&Record<Experience>], columns: &[String]) -> CommandResult<Vec<Map<String, Value>>> {
    let rows = records.iter().map(|record| {
        let view = serde_json::to_value(ExperienceView::of(record)).map_err(io::Error::from)?;
        Ok(columns.iter().map(|column| (column.clone(), view[column.as_str()].clone())).collect())
    });
    rows.collect()
}

/// A list is one cell with line breaks, as in spreadsheets; metadata is JSON.
fn csv(records: &[&Record<Experience>], columns: &[String]) -> CommandResult<String> {
    let columns: Vec<&str> = match columns {
        [] => COLUMNS.to_vec(),
        columns => columns.iter().map(String::as_str).collect(),
    };
    let mut csv = csv::Writer::from_writer(Vec::new());
    let failed =
        |error: csv::Error| CommandError::failed("the table could not be written as CSV").caused_by(error);
    csv.write_record(&columns).map_err(failed)?;
    for record in records {
        let view = serde_json::to_value(ExperienceView::of(record)).map_err(io::Error::from)?;
        csv.write_record(columns.iter().map(|column| cell(&view[*column], "\n"))).map_err(failed)?;
    }
    let bytes = csv.into_inner().map_err(|error| {
        CommandError::failed("the table could not be written").caused_by(error.into_error())
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn cell(value: &Value, between: &str) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.replace("\r\n", "\n"),
        // A bullet with tags is an object.
        Value::Array(items) => {
            let texts = items.iter().map(|item| cell(item.get("text").unwrap_or(item), between));
            texts.collect::<Vec<_>>().join(between)
        }
        Value::Object(_) | Value::Number(_) | Value::Bool(_) => value.to_string(),
    }
}

/// Why the table would be empty.
fn nothing(all: &[Record<Experience>], listing: &Listing) -> &'static str {
    let mut deleted = Listing { limit: None, ..listing.clone() };
    deleted.query.deleted = true;
    match (listing.query.deleted, all.is_empty()) {
        (true, _) => "no deleted experiences match",
        (false, true) => "no experiences yet; `resume add` saves one, `resume import` a whole résumé",
        (false, false) if deleted.of(all).is_empty() => "no experiences match",
        (false, false) => "no experiences match, but deleted ones do: add `--deleted`",
    }
}

fn write_table(
    context: &Context,
    records: &[&Record<Experience>],
    all: &[uuid::Uuid],
    columns: &[String],
) -> CommandResult {
    let length = short_length(all);
    let ids: Vec<_> = records.iter().map(|record| record.current.id.to_string()).collect();
    if !columns.is_empty() {
        let names: Vec<_> = columns.iter().map(|column| column.to_uppercase().replace('_', " ")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let rows: CommandResult<Vec<Vec<String>>> = ids
            .iter()
            .zip(records)
            .map(|(id, record)| {
                let view = serde_json::to_value(ExperienceView::of(record)).map_err(io::Error::from)?;
                let shown = |column: &String| match column.as_str() {
                    "id" => id[..length.min(id.len())].to_owned(),
                    column => cell(&view[column], ", "),
                };
                Ok(columns.iter().map(shown).collect())
            })
            .collect();
        return context.ui.page(&context.ui.table(&names, &rows?));
    }
    let rows: Vec<_> =
        ids.iter().zip(records).map(|(id, record)| Row::of(&id[..length.min(id.len())], record)).collect();
    context.ui.page(&table::experiences(&rows, context.ui.width(), context.ui.color()))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_key_of_the_json_is_a_column() {
        let experience = Experience::new(Uuid::nil(), Kind::Work, "Baker", Timestamp::UNIX_EPOCH);
        let view = serde_json::to_value(ExperienceView::with(&experience, 1, false)).unwrap();
        let mut columns = COLUMNS.to_vec();
        columns.sort_unstable();
        assert_eq!(view.as_object().unwrap().keys().collect::<Vec<_>>(), columns);
    }
}
