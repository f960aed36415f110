//! The front end for agents: the Model Context Protocol on two pipes. A tool is a call of the library.
//!
//! The invariants: the library is used by one thread, call after call, in the order in which the requests came; a call
//! that has begun is finished, whatever happens to the client; one call has one set of settings; nothing but the protocol
//! is written to the output.

mod audience;
mod beside;
mod catalogue;
mod guard;
mod handler;
mod log;
mod looking;
mod notices;
mod params;
mod prompts;
mod resources;
mod shape;
mod taking;
mod tools;
mod wire;
mod writing;

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rmcp::serve_server;
use serde_json::{Map, Value};
use signal_hook::consts::signal::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use tokio::sync::{mpsc, oneshot, watch};

use crate::library::{CommandError, CommandResult, Library};

/// What the person who started the server lets an agent do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trust {
    /// Whether it may write texts that nothing supports.
    pub claims: bool,
    /// Whether it may delete.
    pub delete: bool,
}

/// How long nothing may happen before what is due is synchronised.
const QUIET: Duration = Duration::from_millis(100);

/// How long it waits at most while calls keep coming.
const LATEST: Duration = Duration::from_secs(1);

/// How often is looked whether a sync is due while nothing happens.
const IDLE: Duration = Duration::from_secs(60);

/// How often is looked whether the program that started us is still there. Where another process holds the pipe
/// open, its end is never read.
const PARENT: Duration = Duration::from_secs(2);

/// One call of a tool.
struct Call {
    tool: String,
    arguments: Map<String, Value>,
    /// The program that calls, and its version.
    client: Option<(String, String)>,
    /// The resource that its answer is.
    resource: Option<String>,
    /// Whether the client has taken it back.
    is_cancelled: Box<dyn Fn() -> bool + Send>,
    answer: oneshot::Sender<CommandResult<Answer>>,
}

/// What a tool returns: JSON as its schema says, and a sentence.
#[derive(Debug, Clone, PartialEq)]
struct Answer {
    json: String,
    sentence: String,
}

impl Answer {
    fn value(&self) -> Value {
        serde_json::from_str(&self.json).unwrap_or_default()
    }
}

enum Event {
    Call(Box<Call>),
    /// A client wants to hear of changes; what is wrong with that is answered.
    Attend(Topic, Option<oneshot::Sender<CommandResult>>),
    /// Everything that was sent before is done.
    Reached(Sender<()>),
    /// Something may have changed.
    Changed,
    End,
}

/// What a client can be told of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    /// The list of resources.
    List,
    /// The resource with this address.
    Resource(String),
}

/// Reads the settings again.
type Renew<'a> = &'a mut dyn FnMut(&mut Library) -> CommandResult;

/// Serves until the input ends, the program that started us is gone, or a signal asks us to end. `renew` comes before
/// each use of the library.
pub(crate) fn serve(
    library: &mut Library,
    renew: Renew<'_>,
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    trust: Trust,
) -> CommandResult {
    let (events, happened) = channel();
    watch_for_end(&events)?;
    let (told, to_tell) = mpsc::channel(WAITING);
    let notices = notices::Notices::new(events.clone(), told);
    let (catalogue, tools) = watch::channel(None);
    let (end, ended) = watch::channel(false);
    let handler = handler::Handler { events, tools, audience: Arc::default(), ended };
    thread::Builder::new()
        .name("protocol".to_owned())
        .spawn(move || speak(input, output, handler, end, to_tell))?;
    // Here, while the protocol's thread and the client greet each other: a quarter of the time to the first list.
    catalogue.send_replace(Some(catalogue::tools(trust).map_err(io::Error::from)?.into()));
    work(library, renew, &happened, trust, notices);
    Ok(())
}

/// How many notices wait for the client to read.
const WAITING: usize = 64;

/// How many of its own changes the server knows: as many as the journal keeps.
const OWN: usize = 50;

/// Carries calls out, one after another, until there are no more.
fn work(
    library: &mut Library,
    renew: Renew<'_>,
    happened: &Receiver<Event>,
    trust: Trust,
    mut notices: notices::Notices,
) {
    let mut own: BTreeSet<Timestamp> = BTreeSet::new();
    let mut rows = log::Rows::default();
    let mut unsettled: Option<Instant> = None;
    loop {
        let wait = match unsettled {
            Some(since) => QUIET.min(LATEST.saturating_sub(since.elapsed())),
            None if notices.is_late() => QUIET,
            None => IDLE,
        };
        let event = happened.recv_timeout(wait);
        // Where a file is wrong, calls are refused and syncs wait until it is right.
        let renewed = renew(library);
        match event {
            Ok(Event::Call(call)) if (call.is_cancelled)() => {}
            Ok(Event::Call(call)) => {
                let Call { tool, arguments, client, resource, answer, .. } = *call;
                let started = (library.now(), Instant::now());
                library.sign(Some(log::device(client.as_ref())));
                let done = renewed.and_then(|()| {
                    let done = tools::call(library, &tool, arguments.clone(), trust, &own);
                    told_incomplete(library, done, resource.is_some())
                });
                library.sign(None);
                own.extend(library.last_change());
                if own.len() > OWN {
                    own.pop_first();
                }
                rows.note(library, log::Row { tool: &tool, arguments, client, started, done: &done });
                if let (Some(uri), Ok(answer)) = (resource, &done) {
                    notices.was_read(uri, answer);
                }
                // A client that is gone needs no answer.
                let _ = answer.send(done);
                unsettled.get_or_insert_with(Instant::now);
            }
            Ok(Event::Attend(topic, answer)) => {
                let attended = renewed.and_then(|()| notices.attend(library, topic));
                match answer {
                    // As above.
                    Some(answer) => drop(answer.send(attended)),
                    None => {
                        if let Err(error) = attended {
                            tracing::info!(%error, "Nothing to watch");
                        }
                    }
                }
            }
            // The caller may have stopped waiting.
            Ok(Event::Reached(told)) => drop(told.send(())),
            Ok(Event::Changed) => notices.look(library),
            Err(RecvTimeoutError::Timeout) => {
                if notices.is_late() {
                    notices.look(library);
                }
                rows.write(library);
                settle(library, renewed);
                unsettled = None;
            }
            Ok(Event::End) | Err(RecvTimeoutError::Disconnected) => {
                rows.write(library);
                settle(library, renewed);
                return;
            }
        }
    }
}

fn settle(library: &Library, renewed: CommandResult) {
    match renewed {
        Ok(()) => library.settle(),
        Err(error) => tracing::warn!(%error, "Not synchronised, because the settings are wrong"),
    }
}

/// What an agent must know that looks at a résumé of which a part may be missing: it would write it once more.
const INCOMPLETE: &str = "this device has not loaded the whole résumé from its database yet: what is missing here may \
    be there, so add nothing that may be there already";

/// Says so with an answer and an error. A resource has no room for that: a client gets it when it is whole.
fn told_incomplete(
    library: &Library,
    done: CommandResult<Answer>,
    is_resource: bool,
) -> CommandResult<Answer> {
    // The session that cannot be read is in the answer.
    if !library.is_incomplete().unwrap_or_default() {
        return done;
    }
    match done {
        Ok(_) if is_resource => Err(CommandError::failed(INCOMPLETE)),
        Ok(answer) => Ok(Answer { sentence: format!("{}; {INCOMPLETE}", answer.sentence), ..answer }),
        Err(error) => Err(CommandError { message: format!("{}; {INCOMPLETE}", error.message), ..error }),
    }
}

/// Reports a signal, and the end of the program that started us.
fn watch_for_end(events: &Sender<Event>) -> CommandResult {
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP])?;
    let told = events.clone();
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if signals.forever().next().is_some() {
            let _ = told.send(Event::End);
        }
    })?;
    let told = events.clone();
    thread::Builder::new().name("parent".to_owned()).spawn(move || await_orphanhood(&told))?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "not every system reports the end of a parent process")]
fn await_orphanhood(told: &Sender<Event>) {
    let parent = rustix::process::getppid();
    while rustix::process::getppid() == parent {
        thread::sleep(PARENT);
    }
    let _ = told.send(Event::End);
}

fn speak(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    handler: handler::Handler,
    end: watch::Sender<bool>,
    mut to_tell: mpsc::Receiver<Topic>,
) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_time().build() else { return };
    let (events, audience) = (handler.events.clone(), Arc::clone(&handler.audience));
    let writer = runtime.block_on(async move {
        let (wire, writer) = wire::Wire::start(input, output, end).ok()?;
        tokio::spawn(async move {
            while let Some(topic) = to_tell.recv().await {
                audience.tell(topic).await;
            }
        });
        match serve_server(handler, wire).await {
            Ok(service) => drop(service.waiting().await),
            Err(cause) => tracing::warn!(%cause, "The client ended before it began"),
        }
        Some(writer)
    });
    drop(runtime);
    if let Some(writer) = writer {
        let _ = writer.join();
    }
    let _ = events.send(Event::End);
}
