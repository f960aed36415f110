//! `resume stats`: where the years went.

use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ui::{counted, table, timeline};
use crate::domain::career::{Career, CareerOrder, Gap, Named, Placed, Tally, Unplaced};
use crate::domain::{Kind, PartialDate};
use crate::library::CommandResult;

/// Show where the years went: time per employer and skill, and gaps between jobs
///
/// Counts work, volunteering, education and projects in months. A start counts from the beginning of its month and
/// an end to the end of its month; what has no end counts until this month. Time in which several went on counts
/// once.
///
/// A year alone counts from its January or to its December. Where that makes a difference, AT LEAST is the
/// time that remains whichever months were meant. Gaps are what no reading of the dates closes. What cannot be
/// counted is named.
///
/// On a terminal, a timeline follows: `=` is certain time, `-` is time that a year alone may mean, and `>` goes on.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume stats
  resume stats --kind work --since 2020
  resume stats --json | jq '.skills[] | select(.months >= 24) | .name'")]
pub(crate) struct Stats {
    /// Only this kind; with several, any of them
    #[arg(long = "kind", value_name = "KIND", value_parser = lasting, add = crate::cli::complete::kinds())]
    pub kinds: Vec<Kind>,
    /// Only experiences with this tag; with several, any of them
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// Only time from this date on
    #[arg(long, value_name = "DATE", value_parser = PartialDate::read)]
    pub since: Option<PartialDate>,
}

/// A kind of experience that has a duration.
fn lasting(word: &str) -> Result<Kind, String> {
    let kind: Kind = word.parse().map_err(|error: crate::domain::UnknownKind| error.to_string())?;
    if kind.spans_time() {
        return Ok(kind);
    }
    let kinds: Vec<_> = Kind::ALL.into_iter().filter(|kind| kind.spans_time()).map(Kind::as_str).collect();
    Err(format!("`{kind}` has no duration; the kinds that have one are {}", kinds.join(", ")))
}

/// Numbers are months.
#[derive(Serialize)]
struct CareerView<'a> {
    until: String,
    total: &'a Tally,
    kinds: Vec<KindView<'a>>,
    employers: Vec<GroupView<'a>>,
    skills: Vec<GroupView<'a>>,
    gaps: Vec<GapView<'a>>,
    entries: Vec<EntryView<'a>>,
    not_counted: Vec<UnplacedView<'a>>,
}

#[derive(Serialize)]
struct KindView<'a> {
    kind: Kind,
    #[serde(flatten)]
    tally: &'a Tally,
}

#[derive(Serialize)]
struct GroupView<'a> {
    name: Option<&'a str>,
    #[serde(flatten)]
    tally: &'a Tally,
}

#[derive(Serialize)]
struct EntryView<'a> {
    #[serde(flatten)]
    named: &'a Named,
    start: String,
    end: String,
    ongoing: bool,
    months: u32,
    at_least: u32,
}

#[derive(Serialize)]
struct GapView<'a> {
    start: String,
    end: String,
    months: u32,
    after: &'a Named,
    before: &'a Named,
    meanwhile: &'a [Named],
}

#[derive(Serialize)]
struct UnplacedView<'a> {
    #[serde(flatten)]
    named: &'a Named,
    reason: &'static str,
}

impl Stats {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let Self { kinds, tags, since } = self;
        let career = context.library.career(&CareerOrder { kinds, tags, since })?;
        if context.ui.is_json() {
            return context.ui.json(&CareerView::of(&career));
        }
        if career.entries.is_empty() && career.unplaced.is_empty() {
            context
                .ui
                .notice("there is no time to count; `resume add TITLE --start DATE` saves an experience");
            return Ok(());
        }
        context.ui.page(&text(&career, context.ui.width(), context.ui.color()))
    }
}

impl<'a> CareerView<'a> {
    fn of(career: &'a Career) -> Self {
        let Career { now, total, kinds, employers, skills, gaps, entries, unplaced } = career;
        Self {
            until: now.to_string(),
            total,
            kinds: kinds.iter().map(|(kind, tally)| KindView { kind: *kind, tally }).collect(),
            employers: employers
                .iter()
                .map(|(name, tally)| GroupView { name: name.as_deref(), tally })
                .collect(),
            skills: skills.iter().map(|(name, tally)| GroupView { name: Some(name), tally }).collect(),
            gaps: gaps.iter().map(GapView::of).collect(),
            entries: entries.iter().map(EntryView::of).collect(),
            not_counted: unplaced
                .iter()
                .map(|(named, why)| UnplacedView { named, reason: reason(*why).0 })
                .collect(),
        }
    }
}

impl<'a> EntryView<'a> {
    fn of(Placed { named, span }: &'a Placed) -> Self {
        Self {
            named,
            start: span.possible.first().to_string(),
            end: span.possible.last().to_string(),
            ongoing: span.is_ongoing,
            months: span.possible.count(),
            at_least: span.certain.map_or(0, |certain| certain.count()),
        }
    }
}

impl<'a> GapView<'a> {
    fn of(gap: &'a Gap) -> Self {
        let Gap { months, after, before, meanwhile } = gap;
        Self {
            start: months.first().to_string(),
            end: months.last().to_string(),
            months: months.count(),
            after,
            before,
            meanwhile,
        }
    }
}

/// Why something is not counted, as a word and in words.
fn reason(why: Unplaced) -> (&'static str, &'static str) {
    match why {
        Unplaced::Undated => ("no_dates", "it has no dates"),
        Unplaced::WithoutStart => ("no_start", "it has no start"),
        Unplaced::NotBegun => ("not_begun", "it has not begun"),
        Unplaced::EndsFirst => ("end_before_start", "its end is before its start"),
    }
}

/// Under so many columns, lengths are written `3 y 4 m`.
const WIDE: usize = 60;

/// `3 years 4 months`.
fn length(months: u32, width: Option<usize>) -> String {
    if width.is_some_and(|width| width < WIDE) {
        return match (months / 12, months % 12) {
            (0, months) => format!("{months} m"),
            (years, 0) => format!("{years} y"),
            (years, months) => format!("{years} y {months} m"),
        };
    }
    let years = |months: u32| counted((months / 12) as usize, "year");
    let rest = |months: u32| counted((months % 12) as usize, "month");
    match (months / 12, months % 12) {
        (0, _) => rest(months),
        (_, 0) => years(months),
        _ => format!("{} {}", years(months), rest(months)),
    }
}

fn text(career: &Career, width: Option<usize>, color: bool) -> String {
    let Career { now: _, total, kinds, employers, skills, gaps, entries, unplaced } = career;
    let group = |heading: &str, rows: Vec<(&str, &Tally)>| tallies(heading, &rows, width, color);
    let mut all: Vec<(&str, &Tally)> = kinds.iter().map(|(kind, tally)| (kind.as_str(), tally)).collect();
    if kinds.len() > 1 {
        all.push(("all", total));
    }
    let employers = employers.iter().map(|(name, tally)| (name.as_deref().unwrap_or("(none)"), tally));
    let skills = skills.iter().map(|(name, tally)| (name.as_str(), tally));
    let mut parts =
        vec![group("KIND", all), group("EMPLOYER", employers.collect()), group("SKILL", skills.collect())];
    if total.overlap > 0 {
        let overlap = length(total.overlap, width);
        let sentence = format!("Several went on at once for {overlap}, which count once.");
        parts.push(table::sentence(&sentence, width));
    }
    parts.push(gaps_in_words(gaps, width, color));
    parts.push(not_counted(unplaced, width, color));
    let rows: Vec<_> = entries.iter().map(|Placed { named, span }| (named.label(), *span)).collect();
    parts.extend(width.and_then(|width| timeline::draw(&rows, width)));
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// A table of names and their time; what is certain stands beside it only where it is less.
fn tallies(heading: &str, rows: &[(&str, &Tally)], width: Option<usize>, color: bool) -> String {
    let is_vague = rows.iter().any(|(_, tally)| tally.at_least < tally.months);
    let columns = if is_vague { 3 } else { 2 };
    let cells = rows.iter().map(|(name, tally)| {
        let row = [(*name).to_owned(), length(tally.months, width), length(tally.at_least, width)];
        row.into_iter().take(columns).collect()
    });
    listed(&[heading, "TIME", "AT LEAST"][..columns], cells.collect(), width, color)
}

fn gaps_in_words(gaps: &[Gap], width: Option<usize>, color: bool) -> String {
    let row = |Gap { months, after, before, meanwhile }: &Gap| {
        let (first, last) = (months.first(), months.last());
        let span = if first == last { first.to_string() } else { format!("{first} – {last}") };
        let mut words = format!("{} and {}", after.label(), before.label());
        if !meanwhile.is_empty() {
            let meanwhile: Vec<_> = meanwhile.iter().map(Named::label).collect();
            words.push_str(&format!("; meanwhile {}", meanwhile.join("; ")));
        }
        vec![span, length(months.count(), width), words]
    };
    listed(&["GAP", "TIME", "BETWEEN JOBS"], gaps.iter().map(row).collect(), width, color)
}

fn not_counted(unplaced: &[(Named, Unplaced)], width: Option<usize>, color: bool) -> String {
    let row = |(named, why): &(Named, Unplaced)| vec![named.label(), reason(*why).1.to_owned()];
    listed(&["NOT COUNTED", "WHY"], unplaced.iter().map(row).collect(), width, color)
}

fn listed(header: &[&str], rows: Vec<Vec<String>>, width: Option<usize>, color: bool) -> String {
    if rows.is_empty() { String::new() } else { table::plain(header, &rows, width, color) }
}
