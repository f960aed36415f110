//! `resume ai tailor`: what of the résumé fits a job description, and a tag on it.

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
use crate::commands::details;
use crate::context::Context;
use crate::domain::Experience;
use crate::error::{CommandError, CommandResult, ErrorKind};
use crate::session::Session;
use crate::ui::describe::{self, Entry, Tone};
use crate::ui::{counted, prompt, visible};

/// The longest job description, in bytes.
const MAX_JOB: u64 = 256 * 1024;

/// Rank experiences and bullets for a job description, and mark those that fit
///
/// An AI is shown the job description and your experiences, without e-mail addresses, telephone numbers
/// and links, and never your profile; it answers which fit and why. With --no-ai nothing is sent:
/// they are ranked by the words that they share with the job description (BM25, in which a title counts
/// three times and a skill twice). Nothing is written anew and no reason is kept.
///
/// Where something fits, education, languages and certificates are always chosen too. `--limit` counts work,
/// volunteering and projects only.
///
/// --tag marks what was chosen, so that `resume export --tag NAME` is the résumé for this job. An
/// experience of which no bullet was chosen is exported whole. On a terminal it asks before
/// marking; elsewhere --tag is the order to mark. Where the name marks something else already, that is
/// kept, and nothing marked, unless --replace takes the name off it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume ai tailor --job job.txt
  resume ai tailor --job job.txt --no-ai --tag acme && resume export --tag acme acme.md
  curl -s https://example.org/job | resume ai tailor --job - --limit 4 --json")]
pub struct Tailor {
    /// The job description, a text; `-` is standard input
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub job: PathBuf,
    /// Mark what was chosen with this tag
    #[arg(long, value_name = "NAME", value_parser = tag_name)]
    pub tag: Option<String>,
    /// Take the tag off what bears it and was not chosen
    #[arg(long, requires = "tag")]
    pub replace: bool,
    /// Mark without asking
    #[arg(long, short, requires = "tag")]
    pub yes: bool,
    /// Choose at most N entries of work, volunteering and projects
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = at_least_one)]
    pub limit: usize,
    /// Choose this many bullets of one experience at the most
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = at_least_one)]
    pub bullets: usize,
    /// Rank by keywords, here, and ask no AI
    #[arg(long)]
    pub no_ai: bool,
    /// Only print what would be sent, and where
    #[arg(long, conflicts_with_all = ["no_ai", "tag"])]
    pub dry_run: bool,
}

#[derive(Serialize)]
struct RankingView<'a> {
    method: &'static str,
    experiences: Vec<ChosenView<'a>>,
    /// How often the answer named what is not there.
    ignored: usize,
    /// How many experiences were not shown to the AI, the résumé being too long.
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
    /// Whether no bullet was chosen, so that all of them belong to it.
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
    /// What the tag was taken off.
    removed: usize,
    /// What was changed elsewhere meanwhile and not marked.
    missing: usize,
}

/// What was chosen, and how.
struct Outcome {
    ranking: Ranking,
    omitted: usize,
}

impl Tailor {
    /// Whether it saves something, and only then prints.
    pub fn saves(&self) -> bool {
        self.tag.is_some()
    }

    pub fn run(self, context: &Context) -> CommandResult {
        let job = self.read_job()?;
        let experiences = context.read(|session| living(session).cloned().collect::<Vec<_>>())?;
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
                .hint("without `--tag` it is no failure"));
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

    /// Prints what was chosen, unless it is wanted as JSON.
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
            context
                .ui
                .notice(&format!("notice: the answer named {count} that are not there, which were left out"));
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
            context.ui.notice(&format!("took it off {} that were not chosen", marks.others));
        }
        if marks.missing > 0 {
            context.ui.notice(&format!("notice: {} were changed meanwhile and not marked", marks.missing));
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

/// Marks what was chosen, as it is by now, under the lock. All of it or nothing.
/// Of what was `confirmed`, no more than that loses the tag.
fn mark(
    context: &Context,
    ranking: &Ranking,
    tag: &str,
    replace: bool,
    confirmed: Option<&HashSet<Bearer>>,
) -> CommandResult<Marks> {
    let now = context.now();
    context.update(|session| {
        let marks = Marks::plan(living(session), ranking, tag, replace);
        if marks.experiences == 0 {
            let message = "what was chosen was changed or deleted meanwhile; nothing was marked";
            return Err(CommandError::new(ErrorKind::NotFound, message).hint("run it again"));
        }
        if confirmed.is_some_and(|confirmed| !marks.bearers.is_subset(confirmed)) {
            let tag = visible::line(tag);
            let message = format!("`{tag}` was put on something else meanwhile; nothing was marked");
            return Err(CommandError::failed(message).hint("run it again, and it asks about all of them"));
        }
        if marks.others > 0 && !replace {
            let (quoted, tag) = (quoted(tag), visible::line(tag));
            let message =
                format!("`{tag}` already marks what was not chosen ({}); nothing was marked", marks.others);
            return Err(CommandError::usage(message).hint(format!(
                "`--replace` takes it off them; `resume list --tag {quoted}` shows them, or take another name"
            )));
        }
        let places = session.places();
        for value in &marks.changed {
            value.validate()?;
            if let Some(&place) = places.get(&value.id) {
                let value = Experience { updated_at: now, ..value.clone() };
                session.experiences[place].edit(value, context.new_id());
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
        if others > 0 { format!(", and take it off {}", counted(others, "other")) } else { String::new() };
    format!("Mark {chosen} and {bullets} with `{tag}`{off}?")
}

fn tell_bounds(context: &Context, request: &Request<'_>) {
    if request.omitted > 0 {
        context.ui.notice(&format!(
            "notice: the résumé is too long to be sent whole; {} that share least with the job are left out",
            counted(request.omitted, "experience")
        ));
    }
    if request.shortened {
        context.ui.notice("notice: of long experiences only the beginning is sent");
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
            .hint("keep of it what says what the job is"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        CommandError::usage(format!("{name} is not UTF-8 text"))
            .hint("save it as plain text; `pdftotext` makes one of a PDF")
            .caused_by(error)
    })?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(CommandError::usage(format!("{name} is empty")).hint("it is to hold the job description"));
    }
    Ok(text.to_owned())
}

/// A tag, without the white space around it, which nobody sees.
fn tag_name(text: &str) -> Result<String, &'static str> {
    details::filled(text.trim())
}

/// A tag as a shell takes it for one argument.
fn quoted(tag: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '@' | '+' | ',' | '%');
    let shown = visible::line(tag).to_string();
    if shown.chars().all(plain) { shown } else { format!("'{}'", shown.replace('\'', r"'\''")) }
}

fn at_least_one(text: &str) -> Result<usize, &'static str> {
    text.parse().ok().filter(|number| *number > 0).ok_or("it is no number from 1 on")
}
