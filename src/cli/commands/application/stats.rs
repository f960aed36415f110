//! `resume application stats`: how far applications got.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cli::context::Context;
use crate::domain::{Application, Funnel};
use crate::library::{CommandResult, newest_first};

/// The longest bar, in columns.
const BAR: usize = 30;

#[derive(Serialize)]
struct StatsView<'a> {
    #[serde(flatten)]
    all: Funnel,
    variants: Vec<VariantView<'a>>,
}

#[derive(Serialize)]
struct VariantView<'a> {
    /// Absent where no variant was sent.
    variant: Option<&'a str>,
    #[serde(flatten)]
    funnel: Funnel,
}

pub(super) fn run(context: &Context) -> CommandResult {
    let records = context.library.applications()?;
    let all = newest_first(&records);
    let living: Vec<_> = all.iter().map(|(one, _)| one).filter(|one| one.deleted_at.is_none()).collect();
    let mut sorted: BTreeMap<Option<&str>, Vec<&Application<'_>>> = BTreeMap::new();
    for application in &living {
        sorted.entry(application.variant).or_default().push(application);
    }
    let variants =
        sorted.into_iter().map(|(variant, sent)| VariantView { variant, funnel: Funnel::of(sent) }).collect();
    let view = StatsView { all: Funnel::of(living), variants };
    if context.ui.is_json() {
        return context.ui.json(&view);
    }
    if view.all.applied == 0 {
        context.ui.notice("no applications yet; `resume application add COMPANY` saves one");
        return Ok(());
    }
    context.ui.page(&text(context, &view))
}

fn text(context: &Context, StatsView { all, variants }: &StatsView<'_>) -> String {
    let stages = [
        ("applied", all.applied),
        ("interview", all.interviews),
        ("offer", all.offers),
        ("accepted", all.accepted),
    ];
    let digits = all.applied.to_string().len();
    let mut text = String::new();
    for (name, count) in stages {
        let bar = "#".repeat((count * BAR).div_ceil(all.applied));
        text.push_str(format!("{name:<10} {count:>digits$}  {bar}").trim_end());
        text.push('\n');
    }
    let answers = format!("{} of {} ({})", all.answered, all.applied, percent(all));
    let noun = if all.median_days == Some(1.0) { "day" } else { "days" };
    let days = days(all).map(|days| format!(", after a median of {days} {noun}")).unwrap_or_default();
    text.push_str(&format!("\nanswers: {answers}{days}\n"));
    text.push_str(&format!("rejected: {}, withdrawn: {}\n", all.rejected, all.withdrawn));
    if variants.iter().any(|one| one.variant.is_some()) {
        let rows: Vec<_> = variants
            .iter()
            .map(|VariantView { variant, funnel }| {
                let counts = [funnel.applied, funnel.interviews, funnel.offers, funnel.accepted];
                let counts = counts.iter().map(usize::to_string);
                let rest = [percent(funnel), self::days(funnel).unwrap_or_default()];
                [variant.unwrap_or("–").to_owned()].into_iter().chain(counts).chain(rest).collect()
            })
            .collect();
        let header = ["VARIANT", "APPLIED", "INTERVIEW", "OFFER", "ACCEPTED", "ANSWERS", "DAYS"];
        text.push('\n');
        text.push_str(&context.ui.table(&header, &rows));
    }
    text
}

fn percent(funnel: &Funnel) -> String {
    format!("{:.0} %", funnel.response_rate.unwrap_or_default() * 100.0)
}

fn days(funnel: &Funnel) -> Option<String> {
    funnel.median_days.map(|days| days.to_string())
}
