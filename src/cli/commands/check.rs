//! `resume check`: what a careful friend would find.

use std::path::PathBuf;

use clap::Args;

use super::document::DocumentFlags;
use super::input;
use crate::cli::context::Context;
use crate::cli::ui::counted;
use crate::cli::ui::style::Style;
use crate::library::{
    Checkup, CheckupOrder, CommandError, CommandResult, Field, Finding, MAX_JOB, OutputFormat, Place,
    ReadBack, Severity, job_text, visible,
};
use crate::view::CheckView;

/// Check the résumé as a careful friend would, and read its PDF back as a parser does
///
/// It looks at contact data, dates, entries, bullets, wording, spelling and length, makes the PDF, and shows which
/// fields a program finds in it. Spelling needs a Hunspell dictionary of the document's language. `docs/check.md`
/// explains each finding by its code.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume check
  resume check --language de --theme modern
  resume check --job job.txt
  resume check --strict --json | jq '.findings[].code'")]
pub(crate) struct Check {
    #[command(flatten)]
    pub flags: DocumentFlags,
    /// File with a job description: which of its words the résumé lacks; `-` is standard input
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub job: Option<PathBuf>,
    /// Exit with 1 if there is a warning or an error
    #[arg(long)]
    pub strict: bool,
}

impl Check {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let job = self.job.map(|path| {
            let (file, name) = input::open(&path)?;
            job_text(input::read_past(MAX_JOB as u64, file, &name)?, &name)
        });
        let order = CheckupOrder { document: self.flags.order(OutputFormat::Pdf), job: job.transpose()? };
        let checkup = context.library.check_up(&order)?;
        if context.ui.is_json() {
            context.ui.json(&CheckView::of(&checkup))?;
        } else {
            context.ui.page(&text(&checkup, context.ui.color()))?;
        }
        let warnings = checkup.findings.iter().filter(|one| one.rule.severity() < Severity::Info).count();
        if self.strict && warnings > 0 {
            return Err(CommandError::failed(format!("the check found {}", counted(warnings, "fault"))));
        }
        Ok(())
    }
}

/// The findings by their place, the gravest first; then what a parser finds.
fn text(checkup: &Checkup, color: bool) -> String {
    let mut text = String::new();
    let mut places: Vec<&Place> = Vec::new();
    for finding in &checkup.findings {
        if !places.contains(&&finding.place) {
            places.push(&finding.place);
        }
    }
    let order = |place: &Place| match place {
        Place::Whole => 0,
        Place::Profile(_) => 1,
        Place::Experience(id) => {
            2 + checkup.experiences.iter().position(|one| one.id == *id).unwrap_or_default()
        }
    };
    places.sort_by_key(|place| order(place));
    for place in places {
        let mut findings: Vec<_> = checkup.findings.iter().filter(|one| one.place == *place).collect();
        findings.sort_by_key(|finding| finding.rule.severity());
        text.push_str(&format!("{}\n", Style::Bold.of(&heading(checkup, place), color)));
        for Finding { rule, message, hint, .. } in findings {
            let (severity, style) = match rule.severity() {
                Severity::Error => ("error", Style::Bad),
                Severity::Warning => ("warning", Style::Doubtful),
                Severity::Info => ("info", Style::Faint),
            };
            let severity = style.of(&format!("{severity:<7}"), color);
            text.push_str(&format!("  {severity}  {} [{}]\n", visible::line(message), rule.code()));
            let hint = hint.iter().map(|hint| format!("           hint: {}\n", visible::line(hint)));
            hint.for_each(|hint| text.push_str(&hint));
        }
        text.push('\n');
    }
    if checkup.findings.is_empty() {
        text.push_str("nothing to mend\n\n");
    }
    text.push_str(&read(checkup, color));
    text
}

fn heading(checkup: &Checkup, place: &Place) -> String {
    match place {
        Place::Whole => "the résumé".to_owned(),
        Place::Profile(key) => format!("profile: {}", visible::line(key)),
        Place::Experience(id) => {
            let Some(experience) = checkup.experiences.iter().find(|one| one.id == *id) else {
                return id.to_string();
            };
            let (label, id) = (visible::line(experience.label()).to_string(), &id.to_string()[..8]);
            match experience.organization.as_deref().filter(|name| *name != experience.label()) {
                Some(organization) => format!("{label}, {} ({id})", visible::line(organization)),
                None => format!("{label} ({id})"),
            }
        }
    }
}

fn read(checkup: &Checkup, color: bool) -> String {
    match &checkup.read_back {
        ReadBack::Unavailable { reason, hint } => {
            let hint =
                hint.iter().map(|hint| format!("  hint: {}\n", visible::line(hint))).collect::<String>();
            format!("the PDF was not read back: {}\n{hint}", visible::line(reason))
        }
        ReadBack::Read { pages, fields } => {
            let mut text = format!("read back from the PDF ({})\n", counted(*pages, "page"));
            let mut before = None;
            for Field { place, part, text: field, found, is_unsure } in fields {
                if let Place::Experience(_) = place
                    && before != Some(place)
                {
                    text.push_str(&format!("  {}\n", heading(checkup, place)));
                }
                before = Some(place);
                let mark = match (found, is_unsure) {
                    (true, _) => "found  ",
                    // Of text from right to left only other readers can tell.
                    (false, true) => "unknown",
                    (false, false) => &*Style::Doubtful.of("missing", color),
                };
                let indent = if matches!(place, Place::Experience(_)) { "    " } else { "  " };
                text.push_str(&format!("{indent}{mark}  {part}: {}\n", visible::line(field)));
            }
            text
        }
    }
}
