//! What a command works with: the user's streams, and the library.

use std::any::Any;
use std::io;

use crate::ai::client::Cancel;
use crate::cli::ui::{Ui, Watch, describe, prompt, table};
use crate::config::{Destination, Environment, Flags, Settings};
use crate::domain::{Experience, Record};
use crate::library::{
    Among, Child, CommandError, CommandResult, ErrorKind, LAST, Library, Listener, Notice, Opening,
    Scheduler, Thread, short_ids, visible,
};

/// Everything a command needs.
#[derive(Debug)]
pub(super) struct Context {
    pub ui: Ui,
    pub library: Library,
    pub environment: Environment,
    /// The settings on the command line.
    pub flags: Flags,
}

impl Context {
    pub(super) fn new(
        ui: Ui,
        settings: Settings,
        (environment, flags): (Environment, Flags),
        offline: bool,
        stays: bool,
    ) -> Self {
        let scheduler: Box<dyn Scheduler> = if stays { Box::new(Thread::default()) } else { Box::new(Child) };
        let library = Library::new(Opening {
            settings,
            zone: describe::zone,
            owner: environment.login_name(),
            offline,
            listener: Box::new(Terminal(ui.clone())),
            scheduler,
        });
        Self { ui, library, environment, flags }
    }
}

impl Context {
    /// The one experience with this name. On a terminal, the user chooses where it fits several.
    pub(super) fn find(&self, name: &str, among: Among) -> CommandResult<Record<Experience>> {
        self.library.find(name, among).or_else(|error| self.choose(name, among, error))
    }

    /// The same for several names; each experience once.
    pub(super) fn find_all(&self, names: &[String], among: Among) -> CommandResult<Vec<Record<Experience>>> {
        let found = self.library.find_all(names, among);
        if !found.as_ref().is_err_and(|error| self.may_choose(error)) {
            return found;
        }
        let mut chosen: Vec<Record<Experience>> = Vec::new();
        for name in names {
            let record = self.find(name, among)?;
            if chosen.iter().all(|known| known.current.id != record.current.id) {
                chosen.push(record);
            }
        }
        Ok(chosen)
    }

    fn may_choose(&self, error: &CommandError) -> bool {
        error.kind == ErrorKind::Ambiguous && self.ui.is_interactive() && !self.ui.is_json()
    }

    /// Lets the user choose among what a name fits; `error` is why they must.
    fn choose(&self, name: &str, among: Among, error: CommandError) -> CommandResult<Record<Experience>> {
        if !self.may_choose(&error) || name == LAST {
            return Err(error);
        }
        let mut fitting = self.library.fitting(name, among)?;
        let ids: Vec<_> = fitting.iter().map(|record| record.current.id).collect();
        let items: Vec<_> = short_ids(&ids)
            .into_iter()
            .zip(&fitting)
            .map(|(id, Record { current, .. })| {
                let dates = table::dates(current.kind, current.start_date, current.end_date);
                let parts = [current.label(), current.organization.as_deref().unwrap_or_default(), &dates];
                let parts: Vec<_> = parts.into_iter().filter(|part| !part.trim().is_empty()).collect();
                format!("{id}  {}", parts.join(" · "))
            })
            .collect();
        let items: Vec<_> = items.iter().map(String::as_str).collect();
        let index = prompt::select(&self.ui, &format!("Which one is `{name}`?"), &items, 0)?;
        Ok(fitting.swap_remove(index))
    }
}

/// Shows what the library has to say on stderr. Ctrl-C gives a question up.
#[derive(Debug)]
struct Terminal(Ui);

impl Listener for Terminal {
    fn hear(&self, Notice { weight, text }: Notice) {
        self.0.tell(weight, &text);
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
