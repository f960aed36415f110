//! When things were: what cannot be, and what a reader asks about.
//!
//! A year alone is any month of it. What is found holds for each of them, so a gap counts from the last month in
//! which something can have ended to the first in which the next can have begun.

use crate::domain::{Experience, Kind, PartialDate};

use super::{Finding, Place, Rule, Subject};

/// A gap is longer than so many months.
const GAP: i32 = 6;

/// Gaps that ended so many months ago are not asked about any more.
const FORGOTTEN: i32 = 120;

/// Jobs that overlap by so many months are a change of jobs.
const HANDOVER: i32 = 2;

pub(super) fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for experience in subject.experiences {
        alone(experience, subject.today, found);
    }
    year_alone(subject.experiences, found);
    gaps(subject, found);
    overlaps(subject, found);
}

/// Months since the year 0, of a date's first and last possible month.
fn first(date: PartialDate) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month().unwrap_or(1)) - 1
}

fn last(date: PartialDate) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month().unwrap_or(12)) - 1
}

/// Whether an end in the future would be a plan: studies end as planned, and a licence expires.
fn goes_on(kind: Kind) -> bool {
    kind.spans_time() && kind != Kind::Education
}

fn alone(experience: &Experience, today: PartialDate, found: &mut Vec<Finding>) {
    let place = || Place::Experience(experience.id);
    let (start, end, kind) = (experience.start_date, experience.end_date, experience.kind);
    if let (Some(start), Some(end)) = (start, end)
        && end.is_before(start)
    {
        let message = format!("it ends in {end}, before it starts in {start}");
        found.push(Finding::new(Rule::EndBeforeStart, place(), message));
    } else if let Some(start) = start.filter(|start| today.is_before(*start)) {
        let message = format!("it starts in the future, in {start}");
        found.push(Finding::new(Rule::FutureDate, place(), message));
    } else if let Some(end) = end.filter(|end| today.is_before(*end) && goes_on(kind)) {
        let message = format!("it ends in the future, in {end}");
        found.push(
            Finding::new(Rule::FutureDate, place(), message).hint("leave the end out while it goes on"),
        );
    }
    if start.is_none() && matches!(kind, Kind::Work | Kind::Volunteer) {
        let id = experience.id.to_string();
        let hint = format!("`resume edit {} --start 2024-03`", &id[..8]);
        found.push(Finding::new(Rule::NoStart, place(), "it has no start").hint(hint));
    }
}

/// Among jobs with months, one with years alone looks as if something were hidden.
fn year_alone(experiences: &[Experience], found: &mut Vec<Finding>) {
    let jobs = || experiences.iter().filter(|experience| experience.kind == Kind::Work);
    let dates = |job: &Experience| [job.start_date, job.end_date].into_iter().flatten().collect::<Vec<_>>();
    if !jobs().flat_map(dates).any(|date| date.month().is_some()) {
        return;
    }
    for job in jobs() {
        if let Some(date) = dates(job).into_iter().find(|date| date.month().is_none()) {
            let message = format!("`{date}` is a year alone, and other jobs have months");
            found.push(Finding::new(Rule::YearAlone, Place::Experience(job.id), message));
        }
    }
}

fn gaps(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let now = last(subject.today);
    let fills = |kind| matches!(kind, Kind::Work | Kind::Volunteer | Kind::Education);
    let mut spans: Vec<_> = subject
        .experiences
        .iter()
        .filter(|experience| fills(experience.kind))
        .filter_map(|experience| {
            let start = experience.start_date?;
            Some((first(start), experience.end_date.map_or(now, last), experience))
        })
        .filter(|(start, end, _)| start <= end)
        .collect();
    spans.sort_by_key(|(start, ..)| *start);
    let mut covered: Option<(i32, &Experience)> = None;
    for (start, end, experience) in spans {
        if let Some((until, before)) = covered {
            let months = start - until - 1;
            if months > GAP && now - start < FORGOTTEN && experience.kind == Kind::Work {
                let message = format!(
                    "{months} months lie between `{}` and this: be ready to be asked about them",
                    before.label()
                );
                found.push(Finding::new(Rule::Gap, Place::Experience(experience.id), message));
            }
        }
        if covered.is_none_or(|(until, _)| end > until) {
            covered = Some((end, experience));
        }
    }
    if let Some((until, before)) = covered
        && (GAP + 1..FORGOTTEN).contains(&(now - until))
    {
        let months = now - until;
        let message = format!("{months} months lie between this and today: be ready to be asked about them");
        found.push(Finding::new(Rule::Gap, Place::Experience(before.id), message));
    }
}

fn overlaps(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let now = last(subject.today);
    // What is certain: from the last month of the start to the first of the end.
    let spans: Vec<_> = subject
        .experiences
        .iter()
        .filter(|experience| experience.kind == Kind::Work)
        .filter_map(|job| Some((last(job.start_date?), job.end_date.map_or(now, first), job)))
        .collect();
    for (index, (start, end, job)) in spans.iter().enumerate() {
        let overlaps = spans[index + 1..].iter().filter_map(|(other_start, other_end, other)| {
            let months = *end.min(other_end) - *start.max(other_start) + 1;
            (months > HANDOVER && job.organization != other.organization).then_some((months, other))
        });
        let overlaps: Vec<_> = overlaps.collect();
        let Some((months, other)) = overlaps.iter().max_by_key(|(months, _)| *months) else { continue };
        let others = match overlaps.len() - 1 {
            0 => String::new(),
            more => format!(", and with {more} more"),
        };
        let message = format!("it overlaps with `{}` by {months} months{others}", other.label());
        let finding = Finding::new(Rule::Overlap, Place::Experience(job.id), message);
        found.push(finding.hint("say so if one of them was part-time"));
    }
}
