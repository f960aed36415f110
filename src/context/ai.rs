//! Whom the AI commands ask.

use std::any::Any;
use std::io;
use std::time::Duration;

use super::Context;
use crate::ai::Chat;
use crate::ai::client::{self, Around, Cancel, Client, Pace, Roots, Setup};
use crate::config::{AiKey, AiSettings, Destination};
use crate::domain::AiCall;
use crate::error::{CommandError, CommandResult};
use crate::ui::Watch;

/// How long the command that prints the key may take: it may ask its user for a password.
const KEY_PATIENCE: Duration = Duration::from_secs(60);

impl Context {
    /// Where a question would be sent. Nothing is connected to and no command is run for it.
    pub fn ai_destination(&self) -> CommandResult<Destination> {
        Ok(self.ai_settings()?.destination())
    }

    /// Whoever answers. The row of each attempt is handed to `log` before the next one begins.
    pub fn chat<'a>(&'a self, log: &'a dyn Fn(AiCall)) -> CommandResult<Box<dyn Chat + 'a>> {
        if self.is_offline() {
            return Err(CommandError::usage("`--offline` cannot be used with a command that asks an AI"));
        }
        let settings = self.ai_settings()?;
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
        let around = Around { clock: self.around.clock, ids: self.around.ids, log, watch: &watch };
        Ok(Box::new(Client::new(setup, around)?))
    }

    fn ai_settings(&self) -> CommandResult<AiSettings> {
        let settings = self.settings.ai.settle(&self.environment)?;
        for notice in &settings.notices {
            self.ui.notice(&format!("notice: {notice}; it is ignored"));
        }
        Ok(settings)
    }

    fn ai_key(&self, settings: &AiSettings) -> CommandResult<Option<crate::ai::Secret>> {
        match &settings.key {
            None => Ok(None),
            Some((AiKey::Given(key), _)) => Ok(Some(key.clone())),
            Some((AiKey::Command(command), _)) => {
                let (key, words) = client::key_from(command, KEY_PATIENCE)?;
                if let Some(words) = words {
                    self.ui.notice(&format!("notice: `ai.key_command` says: {words}"));
                }
                Ok(Some(key))
            }
        }
    }
}

fn watch(cancel: Cancel) -> io::Result<Box<dyn Any>> {
    Ok(Box::new(Watch::new(move || cancel.cancel())?))
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
