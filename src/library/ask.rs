//! Asks the AI. Each attempt becomes a row of the log; no request holds the contact data of the profile.

use std::any::Any;
use std::cell::RefCell;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::{CommandError, CommandResult, Library, Weight};
use crate::ai::client::{self, Around, Client, Pace, Roots, Setup};
use crate::ai::{AiError, Chat, Own, Question, Secret};
use crate::config::{AiKey, AiSettings, Destination};
use crate::domain::{AiCall, AiStatus};
use crate::session::Session;

/// How long the command that prints the key may take: it may ask its user for a password.
const KEY_PATIENCE: Duration = Duration::from_secs(60);

/// A request and its destination. Its JSON is described in `schema/json/ai-dry-run.schema.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DryRun {
    pub destination: Destination,
    pub request: Value,
}

impl Library {
    /// The contact data in the profile.
    pub(super) fn own(&self) -> CommandResult<Own> {
        let profile = |session: &Session| session.profile().map(|profile| Own::of_profile(&profile.body));
        Ok(self.store.read(profile)?.unwrap_or_default())
    }

    /// What [`Library::ask`] would send, and where. Sends nothing, and runs no key command.
    pub(super) fn rehearse(&self, question: &Question) -> CommandResult<DryRun> {
        let destination = self.ai_settings()?.destination();
        let body = client::first_body(question, destination.model.as_deref().unwrap_or_default());
        let request = serde_json::from_str(&body).map_err(|error| {
            CommandError::failed("the request could not be written as JSON").caused_by(error)
        })?;
        Ok(DryRun { destination, request })
    }

    /// Asks, and parses the answer with `read`. No lock is held meanwhile.
    ///
    /// The row of an answered attempt is written after `read`: an answer in another shape is a failure.
    pub(super) fn ask<T>(
        &self,
        question: &Question,
        read: impl FnOnce(Value) -> Result<T, AiError>,
    ) -> CommandResult<T> {
        if self.is_offline() {
            return Err(CommandError::usage("`--offline` cannot be used with a command that asks an AI"));
        }
        let settings = self.ai_settings()?;
        let destination = settings.destination();
        let answered = RefCell::new(None);
        let log = |call: AiCall| match call.status {
            AiStatus::Ok => drop(answered.replace(Some(call))),
            AiStatus::Error => self.log_attempt(call),
        };
        // Kept until the answer is logged: a signal that came meanwhile ends the program then.
        let kept = RefCell::new(None);
        let watch = |cancel| {
            kept.replace(Some(self.listener.watch(cancel)?));
            Ok(Box::new(()) as Box<dyn Any>)
        };
        let server = settings.endpoint.server();
        let waits = |pause: Duration| {
            let seconds = pause.as_secs_f64().ceil();
            let notice = format!("`{server}` asks for a pause of {seconds} s; then it is asked again");
            self.tell(Weight::Notice, notice);
        };
        let (clock, ids) = (self.around.clock, self.around.ids);
        let around = Around { clock, ids, log: &log, waits: &waits, watch: &watch };
        let client = Client::new(self.set_up(settings)?, around)?;
        self.listener.asking(&destination);
        let taken = client.ask(question).and_then(read);
        if let Some(mut call) = answered.take() {
            if let Err(error) = &taken {
                call.status = AiStatus::Error;
                call.error_type = Some(error.kind.to_owned());
                call.error_message = Some(error.message.clone());
            }
            self.log_attempt(call);
        }
        Ok(taken?)
    }

    /// Logs one attempt. If that fails, it warns and keeps the answer.
    fn log_attempt(&self, call: AiCall) {
        if let Err(error) = self.log_ai_calls(&[call]) {
            self.tell(Weight::Warning, format!("the AI call could not be logged: {error}"));
        }
    }

    fn ai_settings(&self) -> CommandResult<AiSettings> {
        let settings = self.settings.ai.settle()?;
        for notice in &settings.notices {
            self.tell(Weight::Notice, format!("{notice}; it is ignored"));
        }
        Ok(settings)
    }

    fn set_up(&self, settings: AiSettings) -> CommandResult<Setup> {
        let Some((model, _)) = settings.model.clone() else { return Err(no_model(&settings)) };
        if settings.key.is_none() && settings.endpoint.is_openai() {
            return Err(no_key());
        }
        Ok(Setup {
            model,
            key: self.ai_key(&settings)?,
            key_withheld: settings.key_withheld,
            via: settings.via,
            roots: Roots::System,
            log_content: settings.log_content,
            pace: Pace::new(settings.timeout),
            endpoint: settings.endpoint,
        })
    }

    fn ai_key(&self, settings: &AiSettings) -> CommandResult<Option<Secret>> {
        match &settings.key {
            None => Ok(None),
            Some((AiKey::Given(key), _)) => Ok(Some(key.clone())),
            Some((AiKey::Command(command), _)) => {
                let (key, words) = client::key_from(command, KEY_PATIENCE)?;
                if let Some(words) = words {
                    self.tell(Weight::Notice, format!("`ai.key_command` says: {words}"));
                }
                Ok(Some(key))
            }
        }
    }
}

fn no_model(settings: &AiSettings) -> CommandError {
    let server = settings.endpoint.shown();
    CommandError::usage(format!("no model is configured for `{server}`"))
        .hint("set `RESUME_AI_MODEL`, or write `model` below `[ai]` in `config.toml`")
}

fn no_key() -> CommandError {
    CommandError::usage("no key is configured, and OpenAI wants one").hint(
        "set `RESUME_AI_KEY` or `OPENAI_API_KEY`, or `RESUME_AI_URL` for a server of your own; \
         `--env-file .env` takes them from a file",
    )
}
