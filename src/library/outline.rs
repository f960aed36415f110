//! Has an AI find the structure of a document of any origin.

use serde_json::Value;

use super::ask::DryRun;
use super::tailor::or_without;
use super::{CommandError, CommandResult, ErrorKind, Library};
use crate::ai::Own;
use crate::ai::outline::{Outline, Passage, Request};
use crate::formats::{self, Doubtful, Reading, Structure};

impl Library {
    /// The document as an AI sees its structure, and what of its answer was left out. Name and contacts stay those that
    /// the rules found.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where the file has a format of its own, or is too long for one request.
    pub fn outline(&self, reading: Reading, name: &str) -> CommandResult<(Reading, Vec<String>)> {
        let request = self.outline_request(&reading, name)?;
        let known = known(&reading);
        let asked = self.ask(&request.question, |answer| request.read(answer, &known, formats::dates));
        let Outline { label, summary, entries, mut left_out, unread } =
            asked.map_err(|error| match error.kind {
                ErrorKind::Interrupted => error,
                _ => or_without(error, "without `--ai`, the file is read by rules"),
            })?;
        let mut reading = reading.structured(Structure { label, summary, entries, unread });
        left_out.extend(reading.problems.drain(..).map(|problem| problem.to_string()));
        Ok((reading, left_out))
    }

    /// What [`Library::outline`] would send, and where.
    pub fn outline_dry_run(&self, reading: &Reading, name: &str) -> CommandResult<DryRun> {
        self.rehearse(&self.outline_request(reading, name)?.question)
    }

    fn outline_request(&self, reading: &Reading, name: &str) -> CommandResult<Request> {
        let Some(Doubtful { passages, .. }) = &reading.doubtful else {
            let message = format!(
                "{name} has a format of its own; `--ai` reads PDF and Word documents of any other origin"
            );
            let hint =
                "import it without `--ai`; `--format document --ai` has the AI read the pages of a PDF";
            return Err(CommandError::usage(message).hint(hint));
        };
        let (profile, _) = reading.incoming.content();
        let own = Own::of_profile(&profile).with_name(&profile, self.own()?);
        let passage = |passage: &formats::Passage| {
            let formats::Passage { text, is_item, is_heading, link, periods } = passage.clone();
            Passage { text, is_item, is_heading, link, periods }
        };
        let request = Request::new(passages.iter().map(passage).collect(), &own);
        if request.is_too_long() {
            let message = format!("{name} has more text than one request to an AI holds");
            return Err(CommandError::usage(message).hint("without `--ai`, it is read by rules"));
        }
        Ok(request)
    }
}

/// What the rules know of the person beside what the AI is asked for.
fn known(reading: &Reading) -> Vec<String> {
    fn texts(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) => found.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
            Value::Object(fields) => fields
                .iter()
                .filter(|(key, _)| !["label", "summary", "unread"].contains(&key.as_str()))
                .for_each(|(_, value)| texts(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    texts(&Value::Object(reading.incoming.content().0), &mut found);
    found
}
