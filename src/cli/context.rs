//! What a command works with: the user's streams, and the library.

use std::any::Any;
use std::io;

use crate::ai::Chat;
use crate::ai::client::Cancel;
use crate::cli::ui::{Ui, Watch};
use crate::config::{AiSettings, Destination, Environment, Settings};
use crate::domain::AiCall;
use crate::library::{self, Child, CommandResult, Library, Listener, Notice, Opening, Weight};

/// Everything a command needs.
#[derive(Debug)]
pub(super) struct Context {
    pub ui: Ui,
    pub library: Library,
    pub environment: Environment,
}

impl Context {
    pub(super) fn new(ui: Ui, settings: Settings, environment: Environment, offline: bool) -> Self {
        let library = Library::new(Opening {
            settings,
            owner: environment.login_name(),
            offline,
            listener: Box::new(Shown(ui.clone())),
            scheduler: Box::new(Child),
        });
        Self { ui, library, environment }
    }

    /// Where a question would be sent. Nothing is connected to and no command is run for it.
    pub(super) fn ai_destination(&self) -> CommandResult<Destination> {
        Ok(self.ai_settings()?.destination())
    }

    /// The AI that is configured. The row of each attempt is handed to `log` before the next one begins.
    pub(super) fn chat<'a>(&'a self, log: &'a dyn Fn(AiCall)) -> CommandResult<Box<dyn Chat + 'a>> {
        self.library.chat(|| self.ai_settings(), &WATCH, log)
    }

    fn ai_settings(&self) -> CommandResult<AiSettings> {
        let settings = self.library.settings.ai.settle(&self.environment)?;
        for notice in &settings.notices {
            self.ui.notice(&format!("notice: {notice}; it is ignored"));
        }
        Ok(settings)
    }
}

/// Gives a question up when Ctrl-C is pressed.
const WATCH: library::Watch =
    |cancel: Cancel| -> io::Result<Box<dyn Any>> { Ok(Box::new(Watch::new(move || cancel.cancel())?)) };

/// Shows what the library has to say on stderr.
#[derive(Debug)]
struct Shown(Ui);

impl Listener for Shown {
    fn hear(&self, Notice { weight, text }: Notice) {
        match weight {
            Weight::Detail => self.0.detail(&format!("notice: {text}")),
            Weight::Notice => self.0.notice(&format!("notice: {text}")),
            Weight::Hint => self.0.notice(&format!("hint: {text}")),
            Weight::Warning => self.0.warn(&text),
        }
    }
}
