//! `resume list`: a table of experiences, newest first.

use clap::{Args, ValueEnum};

use crate::cli::context::Context;
use crate::cli::ui::table::{self, Row};
use crate::cli::ui::view::ExperienceView;
use crate::domain::{Experience, Kind, Order, PartialDate, Query, Record, sort};
use crate::library::short_ids;
use crate::library::{CommandError, CommandResult};

/// List experiences, newest first
///
/// In the table, `*` after an ID marks pending changes, and `-` a deleted experience.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume list --kind work --since 2020
  resume list --search postgres --format csv > found.csv
  resume list --json | jq -r '.[] | select(.end_date == null) | .title'")]
pub(crate) struct List {
    /// Only this kind
    #[arg(long, value_parser = |word: &str| word.parse::<Kind>(), add = crate::cli::complete::kinds())]
    pub kind: Option<Kind>,
    /// Only experiences with this skill; with several, all of them
    #[arg(long = "skill", value_name = "SKILL")]
    pub skills: Vec<String>,
    /// Only experiences with this tag; with several, all of them
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// Only experiences that contain this text in any field
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub search: Option<String>,
    /// Only experiences that ended at this date or later, or have not ended
    #[arg(long, value_name = "DATE", value_parser = PartialDate::read)]
    pub since: Option<PartialDate>,
    /// Sort order
    #[arg(long, value_enum, default_value_t = Sort::Start)]
    pub sort: Sort,
    /// Reverse the order
    #[arg(long)]
    pub reverse: bool,
    /// Maximum number of experiences
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Only deleted experiences
    #[arg(long)]
    pub deleted: bool,
    /// Output format
    #[arg(long, value_enum)]
    pub format: Option<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    Start,
    Created,
    Updated,
    Title,
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
        context.library.read(|session| {
            let chosen = self.choose(&session.experiences);
            match format {
                Format::Json => context.ui.json_array(chosen.iter().map(|record| ExperienceView::of(record))),
                Format::Jsonl => {
                    context.ui.json_lines(chosen.iter().map(|record| ExperienceView::of(record)))
                }
                Format::Csv => context.ui.document(&csv(&chosen)?),
                Format::Table => {
                    let all: Vec<_> = session.experiences.iter().map(|record| record.current.id).collect();
                    write_table(context, &chosen, &all, self.deleted)
                }
            }
        })?
    }

    fn choose<'a>(&self, records: &'a [Record<Experience>]) -> Vec<&'a Record<Experience>> {
        let query = Query {
            kind: self.kind,
            skills: self.skills.clone(),
            tags: self.tags.clone(),
            search: self.search.clone(),
            since: self.since,
            deleted: self.deleted,
        };
        let mut chosen: Vec<_> = records.iter().filter(|record| query.matches(&record.current)).collect();
        let order = match self.sort {
            Sort::Start => Order::Start,
            Sort::Created => Order::Created,
            Sort::Updated => Order::Updated,
            Sort::Title => Order::Title,
        };
        sort(&mut chosen, order, |record| &record.current);
        if self.reverse {
            chosen.reverse();
        }
        chosen.truncate(self.limit.unwrap_or(usize::MAX));
        chosen
    }
}

const COLUMNS: [&str; 18] = [
    "id",
    "kind",
    "title",
    "organization",
    "location",
    "url",
    "start_date",
    "end_date",
    "text",
    "bullets",
    "skills",
    "tags",
    "metadata",
    "created_at",
    "updated_at",
    "deleted_at",
    "revision",
    "sync",
];

/// A list is one cell with line breaks, as in spreadsheets; metadata is JSON.
fn csv(records: &[&Record<Experience>]) -> CommandResult<String> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let failed =
        |error: csv::Error| CommandError::failed("the table could not be written as CSV").caused_by(error);
    csv.write_record(COLUMNS).map_err(failed)?;
    for record in records {
        let current = &record.current;
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        let date = |date: Option<PartialDate>| date.map_or_else(String::new, |date| date.to_string());
        let bullets: Vec<_> = current.bullets.iter().map(|bullet| bullet.text.as_str()).collect();
        csv.write_record([
            current.id.to_string(),
            current.kind.to_string(),
            current.title.clone(),
            optional(&current.organization),
            optional(&current.location),
            optional(&current.url),
            date(current.start_date),
            date(current.end_date),
            optional(&current.text),
            bullets.join("\n"),
            current.skills.join("\n"),
            current.tags.join("\n"),
            serde_json::to_string(&current.metadata).unwrap_or_default(),
            current.created_at.to_string(),
            current.updated_at.to_string(),
            current.deleted_at.map_or_else(String::new, |at| at.to_string()),
            record.revision.to_string(),
            if record.is_pending() { "pending".to_owned() } else { "synced".to_owned() },
        ])
        .map_err(failed)?;
    }
    let bytes = csv.into_inner().map_err(|error| {
        CommandError::failed("the table could not be written").caused_by(error.into_error())
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn write_table(
    context: &Context,
    records: &[&Record<Experience>],
    all: &[uuid::Uuid],
    deleted: bool,
) -> CommandResult {
    if records.is_empty() {
        let hint = match (deleted, all.is_empty()) {
            (true, _) => "no deleted experiences match",
            (false, true) => "no experiences yet; `resume add` saves one, `resume import` a whole résumé",
            (false, false) => "no experiences match; `resume list --deleted` shows deleted experiences",
        };
        context.ui.notice(hint);
        return Ok(());
    }
    let length = short_ids(all).first().map_or(0, String::len);
    let ids: Vec<_> = records.iter().map(|record| record.current.id.to_string()).collect();
    let rows: Vec<_> =
        ids.iter().zip(records).map(|(id, record)| Row::of(&id[..length.min(id.len())], record)).collect();
    context.ui.data(&table::experiences(&rows, context.ui.width(), context.ui.color()))
}
