//! Ranks experiences and bullets for a job, and tags the best.

use std::collections::HashSet;

use super::ask::DryRun;
use super::{
    CommandError, CommandResult, ErrorKind, Library, VariantChange, Weight, counted, shell_word, variants,
    visible,
};
use crate::ai::tailor::mark::{Bearer, Marks};
use crate::ai::tailor::{Limits, Ranking, Request, keywords};
use crate::domain::{Experience, Variant, places};
use crate::session::Session;

/// The longest job description, in bytes.
pub const MAX_JOB: usize = 256 * 1024;

/// What to rank, and how.
#[derive(Debug, Clone)]
pub struct TailorOrder {
    pub job: String,
    pub limits: Limits,
    /// Whether to rank by keywords, without an AI.
    pub no_ai: bool,
}

/// What was chosen for a job.
#[derive(Debug, Clone, PartialEq)]
pub struct Tailored {
    /// All living experiences.
    pub experiences: Vec<Experience>,
    pub ranking: Ranking,
    /// The number of experiences left out of the request, which has a limit.
    pub omitted: usize,
}

/// The text of a job description, which is called `name` in errors.
///
/// # Errors
/// [`ErrorKind::Usage`] where it is too long, empty or no text.
pub fn job_text(bytes: Vec<u8>, name: &str) -> CommandResult<String> {
    if bytes.len() > MAX_JOB {
        return Err(CommandError::usage(format!("{name} is longer than {} KiB", MAX_JOB / 1024))
            .hint("shorten it to the description of the job"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        CommandError::usage(format!("{name} is not UTF-8 text"))
            .hint("save it as plain text; `pdftotext` converts a PDF")
            .caused_by(error)
    })?;
    match text.trim_start_matches('\u{feff}').trim() {
        "" => {
            Err(CommandError::usage(format!("{name} is empty")).hint("it must contain the job description"))
        }
        text => Ok(text.to_owned()),
    }
}

impl Library {
    /// Ranks the living experiences. Nothing is changed.
    pub fn tailor(&self, order: &TailorOrder) -> CommandResult<Tailored> {
        let experiences = self.living()?;
        let all: Vec<&Experience> = experiences.iter().collect();
        let (mut ranking, omitted) = self.rank(order, &all)?;
        ranking.keep(&all);
        Ok(Tailored { experiences, ranking, omitted })
    }

    /// What [`Library::tailor`] would send, and where.
    pub fn tailor_dry_run(&self, job: &str) -> CommandResult<DryRun> {
        let experiences = self.living()?;
        let all: Vec<&Experience> = experiences.iter().collect();
        self.rehearse(&self.tailor_request(job, &all)?.question)
    }

    /// Tags the choice in the current session under the lock, and makes a variant of it where one is named: all of
    /// it or nothing. With `replace`, others lose the tag: only `confirmed` ones, if that is given.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where others have the tag, or the variant chooses by other tags, and `replace` is not set;
    /// [`ErrorKind::NotFound`] where the choice changed meanwhile.
    pub fn mark(
        &self,
        ranking: &Ranking,
        tag: &str,
        replace: bool,
        confirmed: Option<&HashSet<Bearer>>,
        variant: Option<&str>,
    ) -> CommandResult<Marks> {
        let now = self.now();
        self.update(|session| {
            let marks = Marks::plan(session.living(), ranking, tag, replace);
            if marks.experiences == 0 {
                let message = "the chosen experiences changed meanwhile; nothing was marked";
                return Err(CommandError::new(ErrorKind::NotFound, message).hint("run it again"));
            }
            if confirmed.is_some_and(|confirmed| !marks.bearers.is_subset(confirmed)) {
                let tag = visible::line(tag);
                let message = format!("other experiences got the tag `{tag}` meanwhile; nothing was marked");
                return Err(
                    CommandError::failed(message).hint("run it again; it then prompts for all of them")
                );
            }
            if marks.others > 0 && !replace {
                return Err(borne_by_others(tag, marks.others));
            }
            let places = places(&session.experiences);
            for value in &marks.changed {
                if let Some(&place) = places.get(&value.id) {
                    let value = Experience { updated_at: now, ..value.clone() };
                    session.experiences.edit(place, value, self.new_id())?;
                }
            }
            if let Some(name) = variant {
                let planned = self.choosing_by(session, name, tag, replace)?;
                variants::keep(session, planned, self.new_id())?;
            }
            Ok(marks)
        })
    }

    /// Whether [`Library::mark`] may make this variant, so that no AI is asked in vain.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where it cannot have the name, or chooses by other tags and `replace` is not set.
    pub fn check_tailored(&self, name: &str, tag: &str, replace: bool) -> CommandResult {
        self.read(|session| self.choosing_by(session, name, tag, replace).map(drop))?
    }

    /// A variant, which is made where there is none, that chooses by a tag alone.
    fn choosing_by(
        &self,
        session: &Session,
        name: &str,
        tag: &str,
        replace: bool,
    ) -> CommandResult<variants::Planned> {
        let set = Variant { tags: Some(vec![tag.to_owned()]), ..Variant::default() };
        let change = VariantChange { set, ..VariantChange::default() };
        let planned = variants::plan(session, name, &change, self.now(), self.new_id())?;
        if planned.replaced.is_empty() || replace {
            return Ok(planned);
        }
        let shown = visible::line(name);
        let message = format!("the variant `{shown}` chooses by other tags; nothing was marked");
        Err(CommandError::usage(message)
            .hint("`--replace` has it choose by this one alone; or name another variant"))
    }

    fn living(&self) -> CommandResult<Vec<Experience>> {
        self.read(|session| session.living().cloned().collect())
    }

    fn rank(&self, order: &TailorOrder, all: &[&Experience]) -> CommandResult<(Ranking, usize)> {
        if order.no_ai || all.is_empty() {
            return Ok((keywords::rank(&order.job, all, order.limits), 0));
        }
        let request = self.tailor_request(&order.job, all)?;
        let asked = self.ask(&request.question, |answer| request.read(answer, order.limits));
        let ranking = asked.map_err(|error| match error.kind {
            ErrorKind::Interrupted => error,
            _ => or_without(error, "`--no-ai` ranks by keywords, without an AI"),
        })?;
        Ok((ranking, request.omitted))
    }

    fn tailor_request<'a>(&self, job: &str, all: &[&'a Experience]) -> CommandResult<Request<'a>> {
        let request = Request::new(job, all, &self.own()?);
        if request.omitted > 0 {
            let omitted = counted(request.omitted, "experience");
            self.tell(Weight::Notice, format!(
                "the résumé is too long for one request; {omitted} that share least with the job are left out"
            ));
        }
        if request.shortened {
            self.tell(Weight::Notice, "only the beginning of long experiences is sent");
        }
        Ok(request)
    }
}

fn borne_by_others(tag: &str, others: usize) -> CommandError {
    let (quoted, tag) = (shell_word(tag), visible::line(tag));
    let message =
        format!("`{tag}` already marks experiences that were not chosen ({others}); nothing was marked");
    CommandError::usage(message).hint(format!(
        "`--replace` removes it from them; `resume list --tag {quoted}` shows them; or use another tag"
    ))
}

/// The error for a failed AI, with a hint to the alternative.
pub(super) fn or_without(error: CommandError, way: &str) -> CommandError {
    let hint = match &error.hint {
        Some(hint) if hint.ends_with('?') => format!("{hint} {way}"),
        Some(hint) => format!("{hint}; {way}"),
        None => way.to_owned(),
    };
    error.hint(hint)
}
