//! Noticing that something has changed of which documents are made: the session, a theme, the photo.
//!
//! The invariants: where the system reports changes, nothing is polled; a change that happens while another one
//! is reported is reported too. A report says only that something may have changed.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{self, Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{
    Config, Event, EventHandler, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher,
};

use super::{CommandError, CommandResult, Library, PublishOrder, visible};

/// An editor saves a file in several steps. The report waits until nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(10);

/// How long a report waits for quiet, at most.
const LONGEST: Duration = Duration::from_millis(80);

/// How often files are looked at where the system cannot report changes.
const INTERVAL: Duration = Duration::from_secs(1);

/// Reports changes until it is dropped.
pub struct Changes {
    watcher: Box<dyn Watcher>,
    /// The files and folders whose changes are reported.
    wanted: Arc<Mutex<Vec<PathBuf>>>,
    /// The directories that are watched, with the number of each: one that was made again has another.
    watched: BTreeMap<PathBuf, u64>,
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes").field("watched", &self.watched).finish_non_exhaustive()
    }
}

impl Library {
    /// Calls `told`, on a thread of its own, after each change of what a document is made of.
    /// [`Library::follow`] says of what.
    pub fn watch(&self, told: impl FnMut() + Send + 'static) -> CommandResult<Changes> {
        let wanted = Arc::default();
        let watcher = start(Arc::clone(&wanted), told).map_err(|error| {
            CommandError::failed(format!("could not watch for changes: {error}")).caused_by(error)
        })?;
        Ok(Changes { watcher, wanted, watched: BTreeMap::new() })
    }

    /// Watches everything that the document of this order is made of now. It is called again after a change,
    /// before the document is made again: the profile may name another photo, and a folder may be new.
    pub fn follow(&self, changes: &mut Changes, order: &PublishOrder) -> CommandResult {
        let paths = &self.settings.paths;
        // A variant that cannot be used shows none; a change of it is one of the session.
        let shows_photo = match order.photo {
            Some(said) => said,
            None => self.resolve(order).is_ok_and(|decided| decided.resolved.photo),
        };
        let photo = if shows_photo { self.photo()? } else { None };
        let mut wanted = vec![paths.session.clone(), paths.themes.clone()];
        wanted.extend(photo);
        // What a link leads to changes elsewhere.
        let targets: Vec<_> = wanted.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
        let wanted = wanted.iter().map(path::absolute).collect::<Result<Vec<_>, _>>()?;
        changes.follow([wanted, targets].concat(), &path::absolute(&paths.themes)?).map_err(|error| {
            let message = format!("could not watch for changes: {}", visible::line(&error.to_string()));
            CommandError::failed(message).caused_by(error)
        })
    }
}

impl Changes {
    fn follow(&mut self, wanted: Vec<PathBuf>, themes: &Path) -> notify::Result<()> {
        let mut directories = BTreeMap::new();
        for path in &wanted {
            let parents = path.ancestors().skip(1);
            let number =
                |path: &Path| fs::metadata(path).ok().filter(fs::Metadata::is_dir).map(|it| it.ino());
            let nearest = parents.filter_map(|path| Some((path.to_owned(), number(path)?))).next();
            directories.extend(nearest.map(|(path, number)| (path, (number, RecursiveMode::NonRecursive))));
            if path == themes
                && let Some(number) = number(path)
            {
                directories.insert(path.clone(), (number, RecursiveMode::Recursive));
            }
        }
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = wanted;
        let stays = |path: &Path, number: u64| directories.get(path).is_some_and(|(now, _)| *now == number);
        let gone: Vec<_> = self
            .watched
            .iter()
            .filter(|(path, number)| !stays(path, **number))
            .map(|(path, _)| path.clone())
            .collect();
        for path in gone {
            // The watch ended with its directory.
            let _ = self.watcher.unwatch(&path);
            self.watched.remove(&path);
        }
        for (path, (number, mode)) in directories {
            if !self.watched.contains_key(&path) {
                self.watcher.watch(&path, mode)?;
                self.watched.insert(path, number);
            }
        }
        Ok(())
    }
}

fn start(
    wanted: Arc<Mutex<Vec<PathBuf>>>,
    told: impl FnMut() + Send + 'static,
) -> notify::Result<Box<dyn Watcher>> {
    let (sender, happened) = channel();
    let heard = move |event: notify::Result<Event>| {
        let wanted = wanted.lock().unwrap_or_else(PoisonError::into_inner);
        if event.map_or(true, |event| matters(&event, &wanted)) {
            // The receiver lives as long as this sender.
            let _ = sender.send(());
        }
    };
    let watcher = system_or_polling(heard)?;
    thread::Builder::new().name("changes".to_owned()).spawn(move || report(&happened, told))?;
    Ok(watcher)
}

/// The system may have no room for one more watcher.
fn system_or_polling(heard: impl EventHandler + Clone) -> notify::Result<Box<dyn Watcher>> {
    match RecommendedWatcher::new(heard.clone(), Config::default()) {
        Ok(watcher) => Ok(Box::new(watcher)),
        Err(_) => {
            let config = Config::default().with_poll_interval(INTERVAL);
            Ok(Box::new(PollWatcher::new(heard, config)?))
        }
    }
}

fn report(happened: &Receiver<()>, mut told: impl FnMut()) {
    while happened.recv().is_ok() {
        let until = Instant::now() + LONGEST;
        while Instant::now() < until && happened.recv_timeout(QUIET).is_ok() {}
        told();
    }
}

/// Whether an event is a change of a file or folder that is wanted, or of a directory above it.
fn matters(event: &Event, wanted: &[PathBuf]) -> bool {
    // Reading a theme is reported too, as an access.
    let is_change = match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    };
    let concerns = |path: &PathBuf| wanted.iter().any(|one| path.starts_with(one) || one.starts_with(path));
    event.need_rescan() || is_change && event.paths.iter().any(concerns)
}
