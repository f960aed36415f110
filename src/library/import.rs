//! Taking a résumé in: all of it or nothing.

use serde_json::{Map, Value};

use super::{CommandError, CommandResult, Library, counted, profile};
use crate::domain::places;
use crate::formats::{self, Change, FormatError, Incoming, Page, Plan, Run, Upload};
use crate::render::pdf::text::{PageLayout, TextRun};
use crate::render::pdf::typesetter::LayoutError;
use crate::session::Session;

/// How a PDF begins. Some programs put a few bytes before it.
const PDF: &[u8] = b"%PDF-";
const PDF_WITHIN: usize = 1024;

impl Library {
    /// A file as an importer takes it. A PDF is read by the other program, which has limits of its own. `name` is for
    /// errors.
    pub fn uploaded(&self, bytes: Vec<u8>, name: &str) -> CommandResult<Upload> {
        let start = &bytes[..bytes.len().min(PDF_WITHIN)];
        if !start.windows(PDF.len()).any(|window| window == PDF) {
            return Ok(Upload::File(bytes));
        }
        let layout = self.pdf()?.typesetter.read_layout(&bytes).map_err(|error| {
            let message = format!("{name}: {error}");
            let hint = match &error {
                LayoutError::Missing => "install `resume` with its feature `pdf`, which is on by default, or save the file as .docx",
                LayoutError::Program(program) => {
                    let failed = CommandError::failed(message);
                    return program.hint().into_iter().fold(failed, CommandError::hint).caused_by(error);
                }
                LayoutError::Refused(_) | LayoutError::Time | LayoutError::Memory | LayoutError::Stopped(_) => {
                    "open it in a viewer and print it into a new PDF, or save it as .docx"
                }
            };
            CommandError::usage(message).hint(hint).caused_by(error)
        })?;
        let pages = layout.pages.into_iter().map(page).collect();
        Ok(Upload::Pdf { pages, attachments: layout.attachments })
    }

    /// Finds what is there already, and adds or updates the rest. With `dry_run` nothing is changed.
    pub fn import(&self, incoming: Incoming, dry_run: bool) -> CommandResult<Plan> {
        self.import_checked(incoming, dry_run, |_, _| Ok(()))
    }

    /// The same, where `check` sees the plan and the profile before anything is changed: it may take something out of
    /// the plan, or refuse it.
    pub fn import_checked(
        &self,
        incoming: Incoming,
        dry_run: bool,
        check: impl FnOnce(&mut Plan, &Map<String, Value>) -> CommandResult,
    ) -> CommandResult<Plan> {
        self.load_first()?;
        let now = self.now();
        let mut new_id = || self.new_id();
        let planned = |session: &Session| {
            let existing: Vec<_> = session.experiences.iter().map(|record| &record.current).collect();
            let mut plan = formats::plan(incoming, &existing, session.profile(), now, &mut new_id);
            check(&mut plan, &profile::document(session))?;
            Ok::<_, CommandError>(plan)
        };
        if dry_run {
            return self.store.read(planned)?;
        }
        self.update(|session| {
            let mut plan = planned(session)?;
            self.carry_out(session, &mut plan)?;
            Ok(plan)
        })
    }

    fn carry_out(&self, session: &mut Session, plan: &mut Plan) -> CommandResult {
        let places = places(&session.experiences);
        for change in std::mem::take(&mut plan.changes) {
            match change {
                Change::Add(value) => {
                    session.experiences.add(value, self.new_id())?;
                }
                Change::Update(value, _) => {
                    if let Some(&place) = places.get(&value.id) {
                        session.experiences.edit(place, value, self.new_id())?;
                    }
                }
            }
        }
        if let Some(profile) = &plan.profile {
            profile::put(session, profile.clone(), self.new_id())?;
        }
        Ok(())
    }
}

fn page(layout: PageLayout) -> Page {
    let run = |run: TextRun| {
        let TextRun { text, left, right, baseline, size, bold, italic, colour, link } = run;
        Run { text, left, right, baseline, size, bold, italic, colour, link }
    };
    Page { width: layout.width, height: layout.height, runs: layout.runs.into_iter().map(run).collect() }
}

/// How many problems are shown.
const SHOWN: usize = 50;

/// An error that names all problems of a file.
pub fn refused_file(name: &str, problems: &[FormatError]) -> CommandError {
    if let [problem] = problems {
        let error = CommandError::usage(format!("{name}: {problem}"));
        return CommandError { hint: problem.hint.clone(), ..error };
    }
    let mut lines = vec![format!("{name} has {}", counted(problems.len(), "problem"))];
    lines.extend(problems.iter().take(SHOWN).map(|problem| format!("  {}", problem.with_hint())));
    if problems.len() > SHOWN {
        lines.push(format!("  and {} more", problems.len() - SHOWN));
    }
    CommandError::usage(lines.join("\n"))
}
