//! `resume ai stats`: totals of the logged AI calls.

use clap::Args;
use serde::Serialize;

use super::view::{dollars, latency};
use crate::cli::commands::word::one_of;
use crate::cli::context::Context;
use crate::cli::ui::table;
use crate::domain::{AiGrouping, AiTally, StartedAt};
use crate::library::{AiStats, CommandResult, When};

/// Show calls, errors, latency, tokens and cost, by model, operation or day
///
/// The numbers include calls that are not in the database yet. P50 and P95 are nearest-rank percentiles
/// (SQL's `percentile_disc`) of the known latencies. Days are in UTC. The cost is the exact sum of the
/// known costs.
#[derive(Debug, Args)]
pub(crate) struct Stats {
    /// Grouping of the calls
    #[arg(long, value_parser = one_of(&AiGrouping::ALL, AiGrouping::as_str), default_value = "model")]
    pub by: AiGrouping,
    /// Only calls since this age (`7d`, `12h`) or date (UTC)
    #[arg(long, value_name = "WHEN")]
    pub since: Option<When>,
}

#[derive(Serialize)]
struct StatsView {
    by: &'static str,
    since: Option<StartedAt>,
    /// Whether the numbers include the calls in the database, if there is one.
    complete: bool,
    total: TallyView,
    groups: Vec<GroupView>,
}

#[derive(Serialize)]
struct GroupView {
    key: Option<String>,
    #[serde(flatten)]
    tally: TallyView,
}

#[derive(Serialize)]
struct TallyView {
    calls: u64,
    errors: u64,
    p50_ms: Option<i64>,
    p95_ms: Option<i64>,
    prompt_tokens: i128,
    completion_tokens: i128,
    total_tokens: i128,
    cost: Option<String>,
}

impl From<AiTally> for TallyView {
    fn from(mut tally: AiTally) -> Self {
        Self {
            calls: tally.calls,
            errors: tally.errors,
            p50_ms: tally.percentile(50),
            p95_ms: tally.percentile(95),
            prompt_tokens: tally.prompt_tokens,
            completion_tokens: tally.completion_tokens,
            total_tokens: tally.total_tokens,
            cost: tally.cost.map(|cost| cost.to_string()),
        }
    }
}

impl Stats {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let since = self.since.map(|since| since.at(context.library.now()));
        let AiStats { complete, total, groups } = context.library.ai_stats(self.by, since)?;
        let groups = groups.into_iter().map(|(key, tally)| GroupView { key, tally: tally.into() }).collect();
        let mut view = StatsView { by: self.by.as_str(), since, complete, total: total.into(), groups };
        if context.ui.is_json() {
            return context.ui.json(&view);
        }
        if self.by != AiGrouping::Day {
            view.groups.sort_by_key(|group| std::cmp::Reverse(group.tally.calls));
        }
        context.ui.page(&text(&view, context.ui.width(), context.ui.color()))
    }
}

/// The widest that a bar gets.
const WIDEST: usize = 40;

/// Fewer columns are no bar.
const NARROWEST: usize = 5;

/// Which columns give way to a narrow terminal, the first first: a number is never cut.
const DISPENSABLE: [&str; 4] = ["TOKENS", "COST", "P50", "ERRORS"];

/// So much of a key is always shown.
const KEY: usize = 12;

/// A line for each group under a header, one for all of them, and bars where a terminal has room.
fn text(view: &StatsView, width: Option<usize>, color: bool) -> String {
    let by = view.by.to_uppercase();
    let mut headers = vec![by.as_str(), "CALLS", "ERRORS", "P50", "P95", "TOKENS", "COST"];
    let mut rows: Vec<Vec<String>> = view
        .groups
        .iter()
        .map(|group| row(group.key.as_deref().unwrap_or("(none)"), &group.tally))
        .chain([row("all", &view.total)])
        .collect();
    for name in DISPENSABLE {
        let keys = rows.iter().map(|row| row[0].chars().count()).max().unwrap_or(0);
        let needed = widest(&headers, &rows).saturating_sub(keys.saturating_sub(KEY));
        if width.is_none_or(|width| needed <= width) {
            break;
        }
        if let Some(place) = headers.iter().position(|header| *header == name) {
            headers.remove(place);
            rows.iter_mut().for_each(|row| drop(row.remove(place)));
        }
    }
    let room = width.map_or(0, |width| width.saturating_sub(widest(&headers, &rows) + 2)).min(WIDEST);
    if room >= NARROWEST {
        let most = view.groups.iter().map(|group| group.tally.calls).max().unwrap_or(0);
        headers.push("");
        for (row, group) in rows.iter_mut().zip(&view.groups) {
            row.push(bar(group.tally.calls, most, room));
        }
        if let Some(last) = rows.last_mut() {
            last.push(String::new());
        }
    }
    table::plain(&headers, &rows, width, color)
}

/// The columns that a table takes.
fn widest(headers: &[&str], rows: &[Vec<String>]) -> usize {
    let plain = table::plain(headers, rows, None, false);
    plain.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

fn row(key: &str, tally: &TallyView) -> Vec<String> {
    vec![
        key.to_owned(),
        tally.calls.to_string(),
        tally.errors.to_string(),
        latency(tally.p50_ms),
        latency(tally.p95_ms),
        tally.total_tokens.to_string(),
        dollars(tally.cost.as_ref()),
    ]
}

/// A bar for `part` of `most`, in eighths of a column.
fn bar(part: u64, most: u64, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (u128::from(part) * room as u128 * 8).checked_div(u128::from(most)).unwrap_or(0);
    let eighths = usize::try_from(eighths).unwrap_or(0).max(usize::from(part > 0));
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}
