//! What a command works with: the user's streams, and the library.

use std::any::Any;
use std::io;

use crate::ai::client::Cancel;
use crate::cli::ui::{Ui, Watch};
use crate::config::{Destination, Environment, Settings};
use crate::library::{Child, Library, Listener, Notice, Opening, Scheduler, Thread, Weight, visible};

/// Everything a command needs.
#[derive(Debug)]
pub(super) struct Context {
    pub ui: Ui,
    pub library: Library,
    pub environment: Environment,
}

impl Context {
    pub(super) fn new(
        ui: Ui,
        settings: Settings,
        environment: Environment,
        offline: bool,
        stays: bool,
    ) -> Self {
        let scheduler: Box<dyn Scheduler> = if stays { Box::new(Thread::default()) } else { Box::new(Child) };
        let library = Library::new(Opening {
            settings,
            owner: environment.login_name(),
            offline,
            listener: Box::new(Terminal(ui.clone())),
            scheduler,
        });
        Self { ui, library, environment }
    }
}

/// Shows what the library has to say on stderr. Ctrl-C gives a question up.
#[derive(Debug)]
struct Terminal(Ui);

impl Listener for Terminal {
    fn hear(&self, Notice { weight, text }: Notice) {
        match weight {
            Weight::Detail => self.0.detail(&format!("notice: {text}")),
            Weight::Notice => self.0.notice(&format!("notice: {text}")),
            Weight::Hint => self.0.notice(&format!("hint: {text}")),
            Weight::Warning => self.0.warn(&text),
        }
    }

    fn asking(&self, Destination { model, url, .. }: &Destination) {
        if self.0.is_interactive() && !self.0.is_json() {
            let text = format!("asking {} at {url} …", model.as_deref().unwrap_or_default());
            self.0.notice(&visible::line(&text).to_string());
        }
    }

    fn watch(&self, cancel: Cancel) -> io::Result<Box<dyn Any>> {
        Ok(Box::new(Watch::new(move || cancel.cancel())?))
    }
}
