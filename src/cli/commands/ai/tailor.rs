//! `resume ai tailor`: ranks experiences and bullets for a job, and tags them.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use uuid::Uuid;

use crate::cli::commands::dry_run::dry_run;
use crate::cli::commands::{details, input};
use crate::cli::context::Context;
use crate::cli::ui::describe::{Entry, Tone};
use crate::cli::ui::{counted, prompt};
use crate::domain::Experience;
use crate::library::{
    BulletKey, Chosen, CommandError, CommandResult, MAX_JOB, Marks, Ranking, TailorLimits, TailorOrder,
    Tailored, job_text, shell_word, visible,
};

/// Rank experiences and bullets for a job description, and tag the best
///
/// The request contains the job description and your experiences. It leaves out e-mail addresses,
/// telephone numbers, links and your profile. With --no-ai the command sends nothing: it ranks by the
/// words shared with the job description (BM25; a title counts three times, a skill twice). Your texts
/// stay as they are.
///
/// Education, languages and certificates are always chosen if anything fits; `--limit` counts work,
/// volunteering and projects only.
///
/// --tag marks the chosen experiences and bullets; `resume export --tag NAME` exports them. If no
/// bullet of an experience is chosen, all its bullets are exported. On a terminal, the command prompts
/// before it marks. If other experiences already have the tag, it marks nothing, unless --replace
/// removes the tag from them.
///
/// --variant makes a variant of the chosen: it marks them with --tag, or else with the name of the variant, and
/// has the variant choose by this tag. What else a variant of this name says stays; if it chooses by other tags,
/// the command needs --replace.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("marks").multiple(true), after_help = "\
Examples:
  resume ai tailor --job job.txt
  resume ai tailor --job job.txt --no-ai --tag acme
  resume export --tag acme acme.md
  resume ai tailor --job job.txt --variant acme
  pdftotext job.pdf - | resume ai tailor --job - --limit 4")]
pub(crate) struct Tailor {
    /// File with the job description as text; `-` is standard input
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub job: PathBuf,
    /// Tag for the chosen experiences and bullets
    #[arg(long, value_name = "NAME", group = "marks", value_parser = tag_name)]
    pub tag: Option<String>,
    /// Variant to make of the chosen experiences and bullets
    #[arg(long, value_name = "VARIANT", group = "marks", add = crate::cli::complete::variants())]
    pub variant: Option<String>,
    /// Remove the tag from experiences and bullets that are not chosen
    #[arg(long, requires = "marks")]
    pub replace: bool,
    /// Skip the confirmation
    #[arg(long, short, requires = "marks")]
    pub yes: bool,
    /// Maximum number of work, volunteer and project entries
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = at_least_one)]
    pub limit: usize,
    /// Maximum number of bullets per experience
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = at_least_one)]
    pub bullets: usize,
    /// Rank by keywords on this device, without an AI
    #[arg(long)]
    pub no_ai: bool,
    /// Print the request and its destination without sending it
    #[arg(long, conflicts_with_all = ["no_ai", "marks"])]
    pub dry_run: bool,
}

#[derive(Serialize)]
struct RankingView<'a> {
    method: &'static str,
    experiences: Vec<ChosenView<'a>>,
    /// The number of names in the answer that do not exist.
    ignored: usize,
    /// The number of experiences left out of the request, which has a limit.
    omitted: usize,
    marked: Option<MarkedView<'a>>,
}

#[derive(Serialize)]
struct ChosenView<'a> {
    n: usize,
    id: Uuid,
    title: &'a str,
    organization: Option<&'a str>,
    reason: &'a str,
    score: Option<f64>,
    /// Whether no bullet was chosen: then all of them are exported.
    whole: bool,
    bullets: Vec<BulletView<'a>>,
}

#[derive(Serialize)]
struct BulletView<'a> {
    /// Its place in the experience, from 1.
    bullet: usize,
    text: &'a str,
    reason: &'a str,
    score: Option<f64>,
}

#[derive(Serialize)]
struct MarkedView<'a> {
    tag: &'a str,
    /// The variant that was made of them, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<&'a str>,
    experiences: usize,
    bullets: usize,
    /// The experiences that lost the tag.
    removed: usize,
    /// The experiences that changed meanwhile and were not marked.
    missing: usize,
}

impl Tailor {
    /// Whether it saves before it prints.
    pub(crate) fn saves(&self) -> bool {
        self.tag.is_some() || self.variant.is_some()
    }

    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let (file, name) = input::open(&self.job)?;
        let job = job_text(input::read_past(MAX_JOB as u64, file, &name)?, &name)?;
        if self.dry_run {
            return dry_run(context, &context.library.tailor_dry_run(&job)?);
        }
        let tag = self.tag.as_ref().or(self.variant.as_ref());
        if let (Some(tag), Some(variant)) = (tag, &self.variant) {
            context.library.check_tailored(variant, tag, self.replace)?;
        }
        let limits = TailorLimits { experiences: self.limit, bullets: self.bullets };
        let tailored = context.library.tailor(&TailorOrder { job, limits, no_ai: self.no_ai })?;
        let Some(tag) = tag else {
            show(context, &tailored)?;
            return self.finish(context, &tailored, None);
        };
        if tailored.ranking.chosen.is_empty() {
            return Err(CommandError::failed("nothing fits this job description, and nothing was marked")
                .hint("without `--tag` and `--variant`, the command only ranks"));
        }
        let asks = context.ui.is_interactive() && !self.yes && !context.ui.is_json();
        // What is not to be asked is done before it is told: the output may be closed.
        if asks {
            show(context, &tailored)?;
        }
        let planned = Marks::plan(&tailored.experiences, &tailored.ranking, tag, false);
        let others = planned.others;
        if asks && !prompt::confirm(&context.ui, &question(&tailored.ranking, tag, others))? {
            return Err(CommandError::failed("nothing was marked"));
        }
        let replace = self.replace || (asks && others > 0);
        let confirmed = (asks && replace).then_some(&planned.bearers);
        let marks =
            context.library.mark(&tailored.ranking, tag, replace, confirmed, self.variant.as_deref())?;
        if !asks {
            show(context, &tailored)?;
        }
        self.finish(context, &tailored, Some((tag, marks)))
    }

    fn finish(
        &self,
        context: &Context,
        tailored: &Tailored,
        marked: Option<(&String, Marks)>,
    ) -> CommandResult {
        if context.ui.is_json() {
            return context.ui.json(&self.view(tailored, marked.as_ref()));
        }
        let Some((tag, marks)) = marked else { return Ok(()) };
        let (quoted, tag) = (shell_word(tag), visible::line(tag));
        let export = match &self.variant {
            Some(name) => format!("--variant {}", shell_word(name)),
            None => format!("--tag {quoted}"),
        };
        context.ui.notice(&format!(
            "marked {} and {} with `{tag}`; `resume export {export}` exports them",
            counted(marks.experiences, "experience"),
            counted(marks.bullets, "bullet")
        ));
        if marks.others > 0 {
            context.ui.notice(&format!("removed it from {}", counted(marks.others, "other")));
        }
        if marks.missing > 0 {
            context.ui.remark(&format!(
                "not marked, because it changed meanwhile: {}",
                counted(marks.missing, "experience")
            ));
        }
        Ok(())
    }

    fn view<'a>(&'a self, tailored: &'a Tailored, marked: Option<&(&'a String, Marks)>) -> RankingView<'a> {
        let Tailored { experiences, ranking, omitted } = tailored;
        let chosen = ranking.chosen.iter().enumerate();
        RankingView {
            method: if self.no_ai { "keywords" } else { "ai" },
            experiences: chosen
                .filter_map(|(index, chosen)| Some(chosen_view(index + 1, chosen, of(experiences, chosen)?)))
                .collect(),
            ignored: ranking.ignored,
            omitted: *omitted,
            marked: marked.map(|(tag, marks)| MarkedView {
                tag,
                variant: self.variant.as_deref(),
                experiences: marks.experiences,
                bullets: marks.bullets,
                removed: marks.others,
                missing: marks.missing,
            }),
        }
    }
}

/// Prints the choice, unless the output is JSON.
fn show(context: &Context, Tailored { experiences, ranking, .. }: &Tailored) -> CommandResult {
    if context.ui.is_json() {
        return Ok(());
    }
    let mut list = Vec::new();
    for (index, chosen) in ranking.chosen.iter().enumerate() {
        let Some(experience) = of(experiences, chosen) else { continue };
        let organization = experience.organization.as_deref().filter(|name| *name != experience.label());
        let place = organization.map(|name| format!(" · {name}")).unwrap_or_default();
        let text = format!("{}{place}", experience.label());
        let mark = format!("{}. ", index + 1);
        let indent = " ".repeat(mark.len());
        list.push(Entry { mark, text, tone: Tone::Heading, note: noted(&chosen.reason) });
        list.extend(chosen.bullets.iter().map(|bullet| Entry {
            mark: format!("{indent}• "),
            text: bullet.bullet.text.clone(),
            tone: Tone::Plain,
            note: noted(&bullet.reason),
        }));
    }
    context.ui.data(&context.ui.entries(&list))?;
    if list.is_empty() {
        let none = if experiences.is_empty() { "there are no experiences yet" } else { "nothing fits" };
        context.ui.notice(none);
    }
    if ranking.ignored > 0 {
        let count = ranking.ignored;
        context.ui.remark(&format!("left out {} in the answer", counted(count, "unknown name")));
    }
    Ok(())
}

fn of<'a>(experiences: &'a [Experience], chosen: &Chosen) -> Option<&'a Experience> {
    experiences.iter().find(|experience| experience.id == chosen.id)
}

fn question(ranking: &Ranking, tag: &str, others: usize) -> String {
    let bullets = ranking.chosen.iter().map(|chosen| chosen.bullets.len()).sum();
    let (chosen, bullets) = (counted(ranking.chosen.len(), "experience"), counted(bullets, "bullet"));
    let off =
        if others > 0 { format!(", and remove it from {}", counted(others, "other")) } else { String::new() };
    format!("Mark {chosen} and {bullets} with `{tag}`{off}?")
}

fn noted(reason: &str) -> Option<String> {
    (!reason.is_empty()).then(|| reason.to_owned())
}

fn chosen_view<'a>(n: usize, chosen: &'a Chosen, experience: &'a Experience) -> ChosenView<'a> {
    let keys = BulletKey::all(experience);
    let bullets = chosen.bullets.iter().filter_map(|bullet| {
        let place = keys.iter().position(|key| *key == bullet.bullet)?;
        Some(BulletView {
            bullet: place + 1,
            text: &bullet.bullet.text,
            reason: &bullet.reason,
            score: bullet.score,
        })
    });
    ChosenView {
        n,
        id: experience.id,
        title: &experience.title,
        organization: experience.organization.as_deref(),
        reason: &chosen.reason,
        score: chosen.score,
        whole: chosen.bullets.is_empty(),
        bullets: bullets.collect(),
    }
}

/// Parses a tag, without the white space around it.
fn tag_name(text: &str) -> Result<String, &'static str> {
    details::filled(text.trim())
}

fn at_least_one(text: &str) -> Result<usize, &'static str> {
    text.parse().ok().filter(|number| *number > 0).ok_or("it must be a number of at least 1")
}
