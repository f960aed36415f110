//! Noticing that a resource is not any more what a client has read or was told of.
//!
//! The invariants: nothing is watched before a client asks for it; a notice is sent when a resource says something
//! else, not whenever a file was replaced or synced; one that the client is too slow for is sent later.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use serde_json::Value;
use tokio::sync::mpsc;
use xxhash_rust::xxh3::xxh3_64;

use super::{Answer, Event, Topic, Trust, resources, tools};
use crate::library::{Changes, CommandError, CommandResult, Library, PublishOrder};

/// The most resources that are watched, and the most whose contents are remembered.
const MOST: usize = 1000;

/// A fingerprint of a topic; of one that cannot be read, none.
type State = Option<u64>;

pub(super) struct Notices {
    events: Sender<Event>,
    told: mpsc::Sender<Topic>,
    changes: Option<Changes>,
    /// Whether a change was reported and not yet looked at.
    reported: Arc<AtomicBool>,
    /// What is watched, as the client knows it.
    watched: BTreeMap<Topic, State>,
    /// What was read and is not watched.
    read: BTreeMap<Topic, State>,
    late: bool,
}

impl fmt::Debug for Notices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notices").field("watched", &self.watched).finish_non_exhaustive()
    }
}

impl Notices {
    /// Notices go to `told`; `events` hears of changes.
    pub(super) fn new(events: Sender<Event>, told: mpsc::Sender<Topic>) -> Self {
        Self {
            events,
            told,
            changes: None,
            reported: Arc::default(),
            watched: BTreeMap::new(),
            read: BTreeMap::new(),
            late: false,
        }
    }

    /// Whether a notice waits for a client that does not read.
    pub(super) fn is_late(&self) -> bool {
        self.late
    }

    /// Remembers what a client has read.
    pub(super) fn was_read(&mut self, uri: String, answer: &Answer) {
        let (topic, state) = (Topic::Resource(uri), Some(fingerprint(answer)));
        if let Some(known) = self.watched.get_mut(&topic) {
            *known = state;
        } else if self.read.len() < MOST {
            self.read.insert(topic, state);
        }
    }

    /// Watches a topic from now on. If it is not any more what the client has read, that is told at once.
    pub(super) fn attend(&mut self, library: &Library, topic: Topic) -> CommandResult {
        if self.watched.contains_key(&topic) {
            return Ok(());
        }
        if self.watched.len() >= MOST {
            return Err(CommandError::usage(format!("at most {MOST} resources are watched")));
        }
        self.start(library)?;
        let state = state(library, &topic)?;
        let known: State = self.read.remove(&topic).unwrap_or(Some(state));
        self.watched.insert(topic, known);
        if known != Some(state) {
            self.look(library);
        }
        Ok(())
    }

    fn start(&mut self, library: &Library) -> CommandResult {
        if self.changes.is_none() {
            let (events, reported) = (self.events.clone(), Arc::clone(&self.reported));
            self.changes = Some(library.watch(move || {
                if !reported.swap(true, Ordering::SeqCst) {
                    // A server that has ended needs no report.
                    let _ = events.send(Event::Changed);
                }
            })?);
            self.follow(library);
        }
        Ok(())
    }

    /// A folder or file may have been made again since.
    fn follow(&mut self, library: &Library) {
        let Some(changes) = &mut self.changes else { return };
        if let Err(error) =
            library.follow(changes, &PublishOrder { photo: Some(false), ..PublishOrder::default() })
        {
            tracing::warn!(%error, "Could not watch for changes");
        }
    }

    /// Tells of what has changed.
    pub(super) fn look(&mut self, library: &Library) {
        self.reported.store(false, Ordering::SeqCst);
        self.follow(library);
        self.late = false;
        for (topic, known) in &mut self.watched {
            let now = state(library, topic).ok();
            if now == *known {
                continue;
            }
            match self.told.try_send(topic.clone()) {
                Ok(()) => *known = now,
                Err(_) => self.late = true,
            }
        }
    }
}

fn state(library: &Library, topic: &Topic) -> CommandResult<u64> {
    match topic {
        Topic::List => {
            let variants = library.variants()?;
            let names: Vec<_> = variants.iter().map(|state| state.name()).collect();
            Ok(xxh3_64(names.join("\n").as_bytes()))
        }
        Topic::Resource(uri) => {
            let (tool, arguments) =
                resources::call(uri).ok_or_else(|| CommandError::usage("there is no such resource"))?;
            // What an agent may change does not decide on what it reads.
            let trust = Trust { claims: false, delete: false };
            Ok(fingerprint(&tools::call(library, tool, arguments, trust, &BTreeSet::new())?))
        }
    }
}

/// A sync changes nothing that a reader of the résumé cares for.
fn fingerprint(answer: &Answer) -> u64 {
    let mut value = answer.value();
    for experience in value.get_mut("experiences").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(fields) = experience.as_object_mut() {
            fields.remove("sync");
            fields.remove("revision");
        }
    }
    xxh3_64(value.to_string().as_bytes())
}
