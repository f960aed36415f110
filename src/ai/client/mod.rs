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
pub mod kind;
mod request;
mod row;
mod status;
mod text;
mod transport;

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::io;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use serde_json::Value;
use ureq::Agent;
use uuid::Uuid;

pub use cancel::Cancel;
pub use key_command::key_from;

use self::answer::Usage;
use self::fault::{Again, Fault};
use self::request::Features;
use self::row::Row;
use self::transport::{Exchange, Reply};
use super::{AiError, Chat, Endpoint, Question, Secret, Via};
use crate::clock::Clock;
use crate::domain::AiCall;

/// Whom to ask, and how.
#[derive(Debug, Clone)]
pub struct Setup {
    pub endpoint: Endpoint,
    pub model: String,
    pub key: Option<Secret>,
    /// Whether there is a key that is meant for somebody else.
    pub key_withheld: bool,
    pub via: Option<Via>,
    pub roots: Roots,
    /// Whether what is asked and answered is logged.
    pub log_content: bool,
    pub pace: Pace,
}

impl Setup {
    /// What a server may repeat, and nobody is to see.
    fn secrets(&self) -> Vec<Secret> {
        self.key.iter().cloned().chain(self.endpoint.secrets()).collect()
    }

    /// A server's text for a message.
    fn quote(&self, text: &str) -> String {
        text::quote(text, &self.secrets())
    }

    fn without_secrets(&self, text: &str) -> String {
        text::without(text, &self.secrets())
    }
}

/// Which authorities are trusted to name servers.
#[derive(Debug, Clone)]
pub enum Roots {
    System,
    These(Vec<CertificateDer<'static>>),
}

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// One attempt, from the look-up of the name to the last byte.
    pub attempt: Duration,
    /// The look-up of the name, and the connection: each.
    pub connect: Duration,
    /// How many attempts there are in all.
    pub attempts: u32,
    /// The pause before the second one; it doubles.
    pub pause: Duration,
    /// The longest pause that a server may ask for.
    pub longest_pause: Duration,
}

impl Pace {
    pub fn new(attempt: Duration) -> Self {
        Self {
            attempt,
            connect: Duration::from_secs(10),
            attempts: 3,
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
        }
    }
}

/// Watches for Ctrl-C while what it returns is kept.
pub type Watch<'a> = dyn Fn(Cancel) -> io::Result<Box<dyn Any>> + 'a;

/// What the client is given of the world around it.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    pub clock: Clock,
    pub ids: fn() -> Uuid,
    /// Takes the row of an attempt. It has to be kept when this returns.
    pub log: &'a dyn Fn(AiCall),
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

    /// The server wants to be left alone for longer than anybody waits.
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

/// Which attempt at which question it is.
#[derive(Debug)]
struct About {
    question: Uuid,
    attempt: u32,
}

impl Chat for Client<'_> {
    fn ask(&self, question: &Question) -> Result<Value, AiError> {
        let cancel = Cancel::default();
        let _watch = (self.around.watch)(cancel.clone()).map_err(|cause| AiError {
            kind: kind::FAILED,
            message: format!("Ctrl-C cannot be watched for: {cause}"),
            hint: None,
        })?;
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
            if !cancel.pause(pause) {
                return Err(cancelled());
            }
        }
    }
}
