//! `resume ai tailor`: ranks experiences and bullets for a job, and tags them.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use uuid::Uuid;

use super::ask::{ask, dry_run, or_without, own};
use crate::ai::tailor::mark::{Bearer, Marks};
use crate::ai::tailor::{BulletKey, Chosen, Limits, Ranking, Request, keywords};
use crate::cli::commands::details;
use crate::cli::context::Context;
use crate::cli::ui::describe::{self, Entry, Tone};
use crate::cli::ui::{counted, prompt};
use crate::domain::{Experience, places};
use crate::library::visible;
use crate::library::{CommandError, CommandResult, ErrorKind};
use crate::session::Session;

/// The longest job description, in bytes.
const MAX_JOB: u64 = 256 * 1024;

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
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume ai tailor --job job.txt
  resume ai tailor --job job.txt --no-ai --tag acme
  resume export --tag acme acme.md
  pdftotext job.pdf - | resume ai tailor --job - --limit 4")]
pub(crate) struct Tailor {
    /// File with the job description as text; `-` is standard input
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub job: PathBuf,
    /// Tag for the chosen experiences and bullets
    #[arg(long, value_name = "NAME", value_parser = tag_name)]
    pub tag: Option<String>,
    /// Remove the tag from experiences and bullets that are not chosen
    #[arg(long, requires = "tag")]
    pub replace: bool,
    /// Skip the confirmation
    #[arg(long, short, requires = "tag")]
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
    #[arg(long, conflicts_with_all = ["no_ai", "tag"])]
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
    experiences: usize,
    bullets: usize,
    /// The experiences that lost the tag.
    removed: usize,
    /// The experiences that changed meanwhile and were not marked.
    missing: usize,
}

/// The choice, and how it was made.
struct Outcome {
    ranking: Ranking,
    omitted: usize,
}

impl Tailor {
    /// Whether it saves before it prints.
    pub(crate) fn saves(&self) -> bool {
        self.tag.is_some()
    }

    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let job = self.read_job()?;
        let experiences = context.library.read(|session| living(session).cloned().collect::<Vec<_>>())?;
        let all: Vec<&Experience> = experiences.iter().collect();
        if self.dry_run {
            let request = Request::new(&job, &all, &own(context)?);
            tell_bounds(context, &request);
            return dry_run(context, &request.question);
        }
        let mut outcome = self.rank(context, &job, &all)?;
        outcome.ranking.keep(&all);
        let Some(tag) = &self.tag else {
            self.show(context, &experiences, &outcome)?;
            return self.finish(context, &experiences, &outcome, None);
        };
        if outcome.ranking.chosen.is_empty() {
            return Err(CommandError::failed("nothing fits this job description, and nothing was marked")
                .hint("without `--tag`, the command only ranks"));
        }
        let asks = context.ui.is_interactive() && !self.yes && !context.ui.is_json();
        // What is not to be asked is done before it is told: the output may be closed.
        if asks {
            self.show(context, &experiences, &outcome)?;
        }
        let planned = Marks::plan(&experiences, &outcome.ranking, tag, false);
        let others = planned.others;
        if asks && !prompt::confirm(&question(&outcome.ranking, tag, others))? {
            context.ui.notice("nothing was marked");
            return Ok(());
        }
        let replace = self.replace || (asks && others > 0);
        let confirmed = (asks && replace).then_some(&planned.bearers);
        let marks = mark(context, &outcome.ranking, tag, replace, confirmed)?;
        if !asks {
            self.show(context, &experiences, &outcome)?;
        }
        self.finish(context, &experiences, &outcome, Some((tag, marks)))
    }

    fn rank(&self, context: &Context, job: &str, experiences: &[&Experience]) -> CommandResult<Outcome> {
        let limits = Limits { experiences: self.limit, bullets: self.bullets };
        if self.no_ai || experiences.is_empty() {
            return Ok(Outcome { ranking: keywords::rank(job, experiences, limits), omitted: 0 });
        }
        let request = Request::new(job, experiences, &own(context)?);
        tell_bounds(context, &request);
        let ranking =
            ask(context, &request.question, |answer| request.read(answer, limits)).map_err(|error| {
                match error.kind {
                    ErrorKind::Interrupted => error,
                    _ => or_without(error, "`--no-ai` ranks by keywords, without an AI"),
                }
            })?;
        Ok(Outcome { ranking, omitted: request.omitted })
    }

    /// Prints the choice, unless the output is JSON.
    fn show(&self, context: &Context, experiences: &[Experience], outcome: &Outcome) -> CommandResult {
        if context.ui.is_json() {
            return Ok(());
        }
        let mut list = Vec::new();
        for (index, chosen) in outcome.ranking.chosen.iter().enumerate() {
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
        context.ui.data(&describe::entries(&list, context.ui.width(), context.ui.color()))?;
        if list.is_empty() {
            let none = if experiences.is_empty() { "there are no experiences yet" } else { "nothing fits" };
            context.ui.notice(none);
        }
        if outcome.ranking.ignored > 0 {
            let count = outcome.ranking.ignored;
            context.ui.notice(&format!("notice: left out {} in the answer", counted(count, "unknown name")));
        }
        Ok(())
    }

    fn finish(
        &self,
        context: &Context,
        experiences: &[Experience],
        outcome: &Outcome,
        marked: Option<(&String, Marks)>,
    ) -> CommandResult {
        if context.ui.is_json() {
            return context.ui.json(&self.view(experiences, outcome, marked.as_ref()));
        }
        let Some((tag, marks)) = marked else { return Ok(()) };
        let (quoted, tag) = (quoted(tag), visible::line(tag));
        context.ui.notice(&format!(
            "marked {} and {} with `{tag}`; `resume export --tag {quoted}` exports them",
            counted(marks.experiences, "experience"),
            counted(marks.bullets, "bullet")
        ));
        if marks.others > 0 {
            context.ui.notice(&format!("removed it from {}", counted(marks.others, "other")));
        }
        if marks.missing > 0 {
            context.ui.notice(&format!(
                "notice: not marked, because it changed meanwhile: {}",
                counted(marks.missing, "experience")
            ));
        }
        Ok(())
    }

    fn view<'a>(
        &self,
        experiences: &'a [Experience],
        outcome: &'a Outcome,
        marked: Option<&(&'a String, Marks)>,
    ) -> RankingView<'a> {
        let chosen = outcome.ranking.chosen.iter().enumerate();
        RankingView {
            method: if self.no_ai { "keywords" } else { "ai" },
            experiences: chosen
                .filter_map(|(index, chosen)| Some(chosen_view(index + 1, chosen, of(experiences, chosen)?)))
                .collect(),
            ignored: outcome.ranking.ignored,
            omitted: outcome.omitted,
            marked: marked.map(|(tag, marks)| MarkedView {
                tag,
                experiences: marks.experiences,
                bullets: marks.bullets,
                removed: marks.others,
                missing: marks.missing,
            }),
        }
    }

    fn read_job(&self) -> CommandResult<String> {
        if self.job == Path::new("-") {
            return read_text(io::stdin().lock(), "standard input");
        }
        let name = format!("`{}`", visible::line(&self.job.to_string_lossy()));
        let file = File::open(&self.job).map_err(|error| {
            CommandError::usage(format!("could not read {name}: {error}")).caused_by(error)
        })?;
        read_text(file, &name)
    }
}

/// Marks the choice in the current session under the lock, all of it or nothing. Only `confirmed`
/// experiences lose the tag.
fn mark(
    context: &Context,
    ranking: &Ranking,
    tag: &str,
    replace: bool,
    confirmed: Option<&HashSet<Bearer>>,
) -> CommandResult<Marks> {
    let now = context.library.now();
    context.library.update(|session| {
        let marks = Marks::plan(living(session), ranking, tag, replace);
        if marks.experiences == 0 {
            let message = "the chosen experiences changed meanwhile; nothing was marked";
            return Err(CommandError::new(ErrorKind::NotFound, message).hint("run it again"));
        }
        if confirmed.is_some_and(|confirmed| !marks.bearers.is_subset(confirmed)) {
            let tag = visible::line(tag);
            let message = format!("other experiences got the tag `{tag}` meanwhile; nothing was marked");
            return Err(CommandError::failed(message).hint("run it again; it then prompts for all of them"));
        }
        if marks.others > 0 && !replace {
            let (quoted, tag) = (quoted(tag), visible::line(tag));
            let message =
                format!("`{tag}` already marks experiences that were not chosen ({}); nothing was marked", marks.others);
            return Err(CommandError::usage(message).hint(format!(
                "`--replace` removes it from them; `resume list --tag {quoted}` shows them; or use another tag"
            )));
        }
        let places = places(&session.experiences);
        for value in &marks.changed {
            value.validate()?;
            if let Some(&place) = places.get(&value.id) {
                let value = Experience { updated_at: now, ..value.clone() };
                session.experiences[place].edit(value, context.library.new_id());
            }
        }
        Ok(marks)
    })
}

fn living(session: &Session) -> impl Iterator<Item = &Experience> {
    session.experiences.iter().map(|record| &record.current).filter(|experience| !experience.is_deleted())
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

fn tell_bounds(context: &Context, request: &Request<'_>) {
    if request.omitted > 0 {
        context.ui.notice(&format!(
            "notice: the résumé is too long for one request; {} that share least with the job are left out",
            counted(request.omitted, "experience")
        ));
    }
    if request.shortened {
        context.ui.notice("notice: only the beginning of long experiences is sent");
    }
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

fn read_text(input: impl Read, name: &str) -> CommandResult<String> {
    let mut bytes = Vec::new();
    input
        .take(MAX_JOB + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| CommandError::usage(format!("could not read {name}: {error}")).caused_by(error))?;
    if bytes.len() as u64 > MAX_JOB {
        return Err(CommandError::usage(format!("{name} is longer than {} KiB", MAX_JOB / 1024))
            .hint("shorten it to the description of the job"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        CommandError::usage(format!("{name} is not UTF-8 text"))
            .hint("save it as plain text; `pdftotext` converts a PDF")
            .caused_by(error)
    })?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(
            CommandError::usage(format!("{name} is empty")).hint("it must contain the job description")
        );
    }
    Ok(text.to_owned())
}

/// Parses a tag, without the white space around it.
fn tag_name(text: &str) -> Result<String, &'static str> {
    details::filled(text.trim())
}

/// Quotes a tag for a shell.
fn quoted(tag: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '@' | '+' | ',' | '%');
    let shown = visible::line(tag).to_string();
    if shown.chars().all(plain) { shown } else { format!("'{}'", shown.replace('\'', r"'\''")) }
}

fn at_least_one(text: &str) -> Result<usize, &'static str> {
    text.parse().ok().filter(|number| *number > 0).ok_or("it must be a number of at least 1")
}
