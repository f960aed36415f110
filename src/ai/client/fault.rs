//! Why an attempt came to nothing, and what is to be done about it.

use std::io;
use std::time::Duration;

use ureq::{Error, Timeout};

use super::cancel::Ended;
use super::setup::Setup;
use crate::ai::kind;
use crate::ai::question::AiError;

/// An attempt that failed.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) kind: &'static str,
    /// In our own words.
    pub(super) message: String,
    /// In the server's, fit for a message.
    pub(super) words: Option<String>,
    pub(super) hint: Option<String>,
    pub(super) again: Again,
}

/// Whether to try once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    Never,
    /// After a pause of our own.
    Soon,
    /// After the pause that the server asks for.
    After(Duration),
    /// At once, without the structured output that was asked for.
    LowerFormat,
    /// At once, without a temperature.
    NoTemperature,
}

impl Fault {
    pub(super) fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), words: None, hint: None, again: Again::Never }
    }

    #[must_use]
    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    #[must_use]
    pub(super) fn words(self, words: Option<String>) -> Self {
        Self { words: words.filter(|words| !words.is_empty()), ..self }
    }

    #[must_use]
    pub(super) fn again(self, again: Again) -> Self {
        Self { again, ..self }
    }

    /// The message with what the server says.
    pub(super) fn told(&self) -> String {
        match &self.words {
            Some(words) => format!("{}: {words}", self.message),
            None => self.message.clone(),
        }
    }

    pub(super) fn into_error(self) -> AiError {
        AiError { kind: self.kind, message: self.told(), hint: self.hint }
    }
}

/// The caller has given up.
pub(super) fn ended(ended: Ended, setup: &Setup) -> Fault {
    match ended {
        Ended::Cancelled => Fault::new(kind::CANCELLED, "interrupted"),
        Ended::Late => silent(setup),
        Ended::Lost => Fault::new(kind::FAILED, "the request ended without a word"),
    }
}

pub(super) fn no_thread(cause: &io::Error) -> Fault {
    Fault::new(kind::FAILED, format!("the system starts no thread: {cause}"))
        .hint("it has too many already, or too little memory; try again later")
}

/// What the connection failed of, before or in the middle of an answer.
pub(super) fn of_transport(error: &Error, setup: &Setup) -> Fault {
    let server = setup.endpoint.server();
    match error {
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => unreached(setup),
        Error::Timeout(_) => silent(setup),
        Error::HostNotFound => name_not_found(setup),
        Error::ConnectProxyFailed(why) => {
            proxy(setup, &format!("does not let us through ({})", setup.quote(why)))
                .hint("check its address and password, or take the host out with `NO_PROXY`")
        }
        Error::Tls(why) => tls(setup, why),
        Error::Rustls(cause) => of_rustls(cause, setup),
        Error::Io(cause) => of_io(cause, setup),
        Error::LargeResponseHeader(..) => {
            Fault::new(kind::INVALID_RESPONSE, format!("`{server}` answers with headers that have no end"))
                .hint(LEADS)
        }
        // Whether the proxy or the server speaks so cannot be told.
        Error::Protocol(_) | Error::Http(_) | Error::BodyStalled if setup.via.is_some() => Fault {
            kind: kind::INVALID_RESPONSE,
            ..proxy(setup, &format!("hands back for `{server}` what is not HTTP"))
                .hint("is it a proxy, and does it let us through? `NO_PROXY` takes the host out")
        },
        Error::Protocol(_) | Error::Http(_) | Error::BodyStalled => {
            Fault::new(kind::INVALID_RESPONSE, format!("what `{server}` answers is not HTTP")).hint(LEADS)
        }
        other => Fault::new(
            kind::FAILED,
            format!("`{server}` could not be asked: {}", setup.quote(&other.to_string())),
        ),
    }
}

/// What to look at where something else answers than an AI.
pub(super) const LEADS: &str = "does the URL lead to an OpenAI-compatible API, and does nothing stand in between? `RESUME_AI_URL` names it";

fn of_io(cause: &io::Error, setup: &Setup) -> Fault {
    if let Some(tls) = cause.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return of_rustls(tls, setup);
    }
    // The standard library has no kind for it.
    if cause.to_string().starts_with("failed to lookup address") {
        return name_not_found(setup);
    }
    match cause.kind() {
        io::ErrorKind::ConnectionRefused => refused(setup),
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => silent(setup),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkDown => {
            Fault::new(kind::UNREACHABLE, format!("no way leads to `{}`: {cause}", setup.endpoint.server()))
                .hint("are you online?")
        }
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::NotConnected => lost(setup),
        _ => Fault::new(kind::FAILED, format!("`{}` could not be asked: {cause}", setup.endpoint.server())),
    }
}

/// The connection ended too soon.
pub(super) fn lost(setup: &Setup) -> Fault {
    Fault::new(
        kind::CONNECTION_LOST,
        format!("the connection to `{}` ended before its answer did", setup.endpoint.server()),
    )
    .hint("try again; if it lasts, the server's own log tells why")
    .again(Again::Soon)
}

fn name_not_found(setup: &Setup) -> Fault {
    // SOCKS 5 leaves the name of the server to us: the proxy's own is not the one where it is an address.
    if let Some(via) = setup.via.as_ref().filter(|via| via.has_name()) {
        let message = format!("the host of the proxy that `{}` names is not known", via.variable);
        return Fault::new(kind::PROXY, message).hint("is it written correctly?");
    }
    Fault::new(kind::NAME_NOT_FOUND, format!("the host `{}` is not known", setup.endpoint.host()))
        .hint("are you online, and is `RESUME_AI_URL` written correctly?")
}

fn refused(setup: &Setup) -> Fault {
    if setup.via.is_some() {
        return proxy(setup, "refuses connections").hint("is it running, and is its port right?");
    }
    let hint = match (setup.endpoint.is_local(), setup.endpoint.port()) {
        (true, 11434) => "is Ollama running? `ollama serve` starts it",
        (true, _) => "is the server running, Ollama say, and is the port of `RESUME_AI_URL` right?",
        (false, _) => "is the port of `RESUME_AI_URL` right, and is the server running?",
    };
    let message = format!("no server answers at `{}`: connection refused", setup.endpoint.server());
    Fault::new(kind::REFUSED, message).hint(hint)
}

fn unreached(setup: &Setup) -> Fault {
    let seconds = seconds(setup.pace.connect.min(setup.pace.attempt));
    if setup.via.is_some() {
        return proxy(setup, &format!("could not be reached within {seconds}"))
            .hint("is it the right one here?");
    }
    Fault::new(kind::TIMEOUT, format!("`{}` could not be reached within {seconds}", setup.endpoint.server()))
        .hint("are you online, and does a firewall stand in between?")
}

fn silent(setup: &Setup) -> Fault {
    let seconds = seconds(setup.pace.attempt);
    Fault::new(
        kind::TIMEOUT,
        format!("`{}` did not answer in full within {seconds}", setup.endpoint.server()),
    )
    .hint("`timeout` below `[ai]` in `config.toml` allows more seconds")
}

pub(super) fn seconds(length: Duration) -> String {
    let seconds = length.as_secs_f64();
    if seconds == 1.0 { "1 second".to_owned() } else { format!("{seconds} seconds") }
}

fn proxy(setup: &Setup, what: &str) -> Fault {
    let (shown, variable) = setup.via.as_ref().map(|via| (via.shown(), via.variable)).unwrap_or_default();
    Fault::new(kind::PROXY, format!("the proxy `{shown}` that `{variable}` names {what}"))
}

fn of_rustls(cause: &rustls::Error, setup: &Setup) -> Fault {
    let server = setup.endpoint.server();
    match cause {
        rustls::Error::InvalidMessage(_) => {
            Fault::new(kind::TLS, format!("`{server}` does not answer with TLS"))
                .hint("does its URL begin with `http://`, perhaps?")
        }
        rustls::Error::InvalidCertificate(why) => {
            let why = setup.quote(&why.to_string());
            Fault::new(kind::TLS, format!("the certificate of `{server}` is not to be trusted: {why}"))
                .hint("`SSL_CERT_FILE` names a file with the authority to trust, if it is one of your own")
        }
        other => tls(setup, &other.to_string()),
    }
}

fn tls(setup: &Setup, why: &str) -> Fault {
    let server = setup.endpoint.server();
    let why = setup.quote(why);
    Fault::new(kind::TLS, format!("no encrypted connection to `{server}` could be made: {why}")).hint(LEADS)
}
