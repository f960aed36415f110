//! The AI that commands ask.

use std::any::Any;
use std::io;
use std::time::Duration;

use super::{CommandError, CommandResult, Library, Weight};
use crate::ai::Chat;
use crate::ai::client::{self, Around, Cancel, Client, Pace, Roots, Setup};
use crate::config::{AiKey, AiSettings};
use crate::domain::AiCall;

/// How long the command that prints the key may take: it may ask its user for a password.
const KEY_PATIENCE: Duration = Duration::from_secs(60);

/// Watches for a wish to give a question up while it is asked; ends when it is dropped.
pub type Watch = fn(Cancel) -> io::Result<Box<dyn Any>>;

impl Library {
    /// The AI that is configured. The row of each attempt is handed to `log` before the next one begins.
    pub fn chat<'a>(
        &'a self,
        settings: impl FnOnce() -> CommandResult<AiSettings>,
        watch: &'a Watch,
        log: &'a dyn Fn(AiCall),
    ) -> CommandResult<Box<dyn Chat + 'a>> {
        if self.is_offline() {
            return Err(CommandError::usage("`--offline` cannot be used with a command that asks an AI"));
        }
        let settings = settings()?;
        let Some((model, _)) = settings.model.clone() else { return Err(no_model(&settings)) };
        if settings.key.is_none() && settings.endpoint.is_openai() {
            return Err(no_key());
        }
        let setup = Setup {
            model,
            key: self.ai_key(&settings)?,
            key_withheld: settings.key_withheld,
            via: settings.via,
            roots: Roots::System,
            log_content: settings.log_content,
            pace: Pace::new(settings.timeout),
            endpoint: settings.endpoint,
        };
        let around = Around { clock: self.around.clock, ids: self.around.ids, log, watch };
        Ok(Box::new(Client::new(setup, around)?))
    }

    fn ai_key(&self, settings: &AiSettings) -> CommandResult<Option<crate::ai::Secret>> {
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
