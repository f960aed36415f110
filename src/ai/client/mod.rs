//! A client for chat endpoints that speak OpenAI's protocol: OpenAI, Ollama, llama.cpp, vLLM and others.
//!
//! The invariants: every attempt is a row, handed over before the next one begins; the key goes to
//! the server and nowhere else; a question ends within a known time, or at once when it is cancelled;
//! redirects are not followed. What is tried again: HTTP 429 and 5xx, and connections that broke;
//! what only waiting longer could mend is not, nor what the user has to mend.

mod answer;
mod cancel;
mod fault;
mod key_command;
mod request;
mod row;
mod setup;
mod status;
mod text;
mod transport;

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::io;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;
use ureq::Agent;
use uuid::Uuid;

pub use cancel::Cancel;
pub use key_command::key_from;
pub use setup::{Pace, Roots, Setup};
pub use text::without;

pub use super::kind;

use self::answer::Usage;
use self::fault::{Again, Fault};
use self::request::Features;
use self::row::{About, Row};
use self::transport::{Exchange, Reply};
use super::question::{AiError, Chat, Question};
use crate::clock::Clock;
use crate::domain::AiCall;

/// The shortest pause that is told: only a server asks for one.
const NOTICED: Duration = Duration::from_secs(2);

/// Watches for Ctrl-C while what it returns is kept.
pub type Watch<'a> = dyn Fn(Cancel) -> io::Result<Box<dyn Any>> + 'a;

/// What the client is given of the world around it.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    pub clock: Clock,
    pub ids: fn() -> Uuid,
    /// Takes the row of an attempt. It has to be kept when this returns.
    pub log: &'a dyn Fn(AiCall),
    /// Hears of a pause that a person notices.
    pub waits: &'a dyn Fn(Duration),
    pub watch: &'a Watch<'a>,
}

impl fmt::Debug for Around<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Around").finish_non_exhaustive()
    }
}

/// Asks over HTTP.
#[derive(Debug)]
pub struct Client<'a> {
    setup: Setup,
    agent: Agent,
    around: Around<'a>,
    /// What the server is known to understand by now.
    features: Cell<Features>,
}

impl<'a> Client<'a> {
    /// A client of the server that `setup` names.
    ///
    /// # Errors
    /// Where the system trusts no authorities, or the proxy is none.
    pub fn new(setup: Setup, around: Around<'a>) -> Result<Self, AiError> {
        let agent = transport::agent(&setup)?;
        Ok(Self { setup, agent, around, features: Cell::new(Features::ALL) })
    }

    /// One attempt, whose row is handed over when this returns.
    fn attempt(&self, question: &Question, about: &About, cancel: &Cancel) -> Result<Value, Fault> {
        let setup = &self.setup;
        let features = self.features.get();
        let body = request::body(question, &setup.model, features);
        let exchange =
            Exchange { url: setup.endpoint.chat_url(), key: setup.key.clone(), body: body.clone() };
        let started_at = (self.around.clock)();
        let started = Instant::now();
        let reply = transport::exchange(&self.agent, exchange, &setup.pace, cancel);
        let latency = started.elapsed();
        let (usage, outcome) = self.read(&reply, features);
        let outcome = outcome.map_err(|fault| self.without_secrets(fault));
        let row = Row { question, about, started_at, latency, request: &body, reply: &reply, usage };
        (self.around.log)(row.of(setup, outcome.as_ref().err(), (self.around.ids)()));
        outcome
    }

    fn read(&self, reply: &Reply, features: Features) -> (Usage, Result<Value, Fault>) {
        let fault = match reply {
            Reply::Answered(response) if (200..300).contains(&response.status) => {
                return answer::read(response, &self.setup);
            }
            Reply::Answered(response) => status::fault(response, features, &self.setup, self.now()),
            Reply::Failed(error) => fault::of_transport(error, &self.setup),
            Reply::Ended(ended) => fault::ended(*ended, &self.setup),
            Reply::NoThread(cause) => fault::no_thread(cause),
        };
        (Usage::default(), Err(fault))
    }

    /// Our own words may name what a user wrote in the wrong place. The server's are clean since they
    /// were quoted.
    fn without_secrets(&self, fault: Fault) -> Fault {
        Fault { message: self.setup.without_secrets(&fault.message), ..fault }
    }

    fn now(&self) -> Timestamp {
        (self.around.clock)()
    }

    /// How long to wait after so many attempts; an error where there is to be no other.
    fn pause(&self, fault: Fault, tried: u32) -> Result<Duration, Fault> {
        let Pace { attempts, pause, longest_pause, .. } = self.setup.pace;
        let left = tried < attempts;
        match fault.again {
            Again::After(wait) if wait > longest_pause => Err(self.later(fault, wait)),
            Again::After(wait) if left => Ok(wait),
            Again::Soon if left => {
                let doubled = pause.saturating_mul(1 << (tried - 1).min(16)).min(longest_pause);
                // From half of it to the whole, so that many don't come back together.
                let random = (self.around.ids)().as_u64_pair().1 as u32;
                Ok(doubled.mul_f64(0.5 + f64::from(random) / f64::from(u32::MAX) / 2.0))
            }
            Again::Soon | Again::After(_) => {
                let message = format!("{} in {tried} attempts", fault.message);
                Err(Fault { message: if tried > 1 { message } else { fault.message }, ..fault })
            }
            Again::Never | Again::LowerFormat | Again::NoTemperature => Err(fault),
        }
    }

    /// The server wants to be left alone for longer than we wait.
    fn later(&self, fault: Fault, wait: Duration) -> Fault {
        let at = i64::try_from(wait.as_secs()).ok();
        let at = at.and_then(|seconds| self.now().checked_add(jiff::SignedDuration::from_secs(seconds)).ok());
        match at {
            Some(at) => {
                fault.hint(format!("it asks to be left alone until {}", at.strftime("%Y-%m-%d %H:%M:%SZ")))
            }
            None => fault.hint("it asks to be left alone for good"),
        }
    }
}

/// What the first attempt at a question sends, as JSON.
pub fn first_body(question: &Question, model: &str) -> String {
    request::body(question, model, Features::ALL)
}

impl Chat for Client<'_> {
    fn ask(&self, question: &Question) -> Result<Value, AiError> {
        let cancel = Cancel::default();
        let _watch = (self.around.watch)(cancel.clone())
            .map_err(|cause| AiError::new(kind::FAILED, format!("Ctrl-C cannot be watched for: {cause}")))?;
        let cancelled = || fault::ended(cancel::Ended::Cancelled, &self.setup).into_error();
        let mut about = About { question: (self.around.ids)(), attempt: 0 };
        let mut tried = 0;
        loop {
            about.attempt += 1;
            let outcome = self.attempt(question, &about, &cancel);
            // What came in the same moment is logged, and of no use to who wanted to stop.
            if cancel.is_cancelled() {
                return Err(cancelled());
            }
            let fault = match outcome {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            let lower = match fault.again {
                Again::LowerFormat => self.features.get().lower_format(),
                Again::NoTemperature => self.features.get().without_temperature(),
                _ => None,
            };
            if let Some(lower) = lower {
                self.features.set(lower);
                continue;
            }
            tried += 1;
            let pause = self.pause(fault, tried).map_err(Fault::into_error)?;
            if pause >= NOTICED {
                (self.around.waits)(pause);
            }
            if !cancel.pause(pause) {
                return Err(cancelled());
            }
        }
    }
}
