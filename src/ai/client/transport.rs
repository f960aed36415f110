//! One exchange with the server, on a thread of its own.
//!
//! The invariant: the caller waits until the time for one attempt is over or until they are
//! interrupted, and no longer; no more than 4 MiB of an answer are ever held.

use std::io::Read;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use rustls::crypto::ring;
use ureq::http::HeaderMap;
use ureq::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Proxy};

use super::cancel::{Cancel, Ended};
use super::setup::{Pace, Roots, Setup};
use crate::ai::kind;
use crate::ai::question::AiError;
use crate::ai::secret::Secret;

/// The largest answer that is read: 4 MiB.
pub(super) const LARGEST: u64 = 4 << 20;

/// How much later than the attempt itself the caller gives up: the attempt knows the cause better.
const GRACE: Duration = Duration::from_secs(5);

/// What came of an exchange.
#[derive(Debug)]
pub(super) enum Reply {
    Answered(Response),
    Failed(ureq::Error),
    /// Given up by the caller.
    Ended(Ended),
    NoThread(std::io::Error),
}

#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) html: bool,
    pub(super) compressed: bool,
    pub(super) location: Option<String>,
    pub(super) retry_after: Option<String>,
    pub(super) body: Vec<u8>,
    pub(super) end: End,
}

/// How a body ended.
#[derive(Debug)]
pub(super) enum End {
    Whole,
    TooLarge,
    Broken(ureq::Error),
}

/// What an exchange needs.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    pub(super) url: String,
    pub(super) key: Option<Secret>,
    pub(super) body: String,
}

/// Makes an agent that keeps no connection and follows no redirect.
pub(super) fn agent(setup: &Setup) -> Result<Agent, AiError> {
    let proxy = match &setup.via {
        Some(via) => Some(Proxy::new(via.url.reveal()).map_err(|_| {
            AiError::new(kind::PROXY, format!("`{}` is not the URL of a proxy", via.variable))
                .hint("it should look like `http://host:port` or `socks5h://host:port`")
        })?),
        None => None,
    };
    let encrypted = setup.endpoint.is_encrypted()
        || proxy.as_ref().is_some_and(|proxy| proxy.protocol() == ureq::ProxyProtocol::Https);
    let roots = if encrypted { roots(&setup.roots)? } else { Vec::new() };
    let tls = TlsConfig::builder()
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .build();
    let Pace { attempt, connect, .. } = setup.pace;
    let config = Agent::config_builder()
        .tls_config(tls)
        .proxy(proxy)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections(0)
        .accept_encoding("identity")
        .user_agent(concat!("resume/", env!("CARGO_PKG_VERSION")))
        .timeout_global(Some(attempt))
        .timeout_resolve(Some(connect.min(attempt)))
        .timeout_connect(Some(connect.min(attempt)));
    Ok(config.build().new_agent())
}

fn roots(roots: &Roots) -> Result<Vec<Certificate<'static>>, AiError> {
    let found = match roots {
        Roots::System => rustls_native_certs::load_native_certs().certs,
        Roots::These(certificates) => certificates.clone(),
    };
    if found.is_empty() {
        let message = "the certificate authorities that the system trusts could not be found";
        return Err(AiError::new(kind::FAILED, message)
            .hint("install them (`ca-certificates`), or name a file of your own in `SSL_CERT_FILE`"));
    }
    Ok(found.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect())
}

/// Sends a question and reads what comes back.
pub(super) fn exchange(agent: &Agent, exchange: Exchange, pace: &Pace, cancel: &Cancel) -> Reply {
    let (sender, replies) = mpsc::channel();
    let (worker, woken) = (agent.clone(), cancel.clone());
    let work = move || {
        let reply = match send(&worker, &exchange) {
            Ok(response) => Reply::Answered(response),
            Err(error) => Reply::Failed(error),
        };
        // The caller may have given up.
        let _ = sender.send(reply);
        woken.wake();
    };
    if let Err(cause) = thread::Builder::new().name("ai".to_owned()).spawn(work) {
        return Reply::NoThread(cause);
    }
    match cancel.receive(&replies, pace.attempt.saturating_add(GRACE)) {
        Ok(reply) => reply,
        Err(ended) => {
            // What is under way ends too, and with it the spending of tokens.
            agent.clone().shutdown();
            Reply::Ended(ended)
        }
    }
}

fn send(agent: &Agent, exchange: &Exchange) -> Result<Response, ureq::Error> {
    let mut request = agent.post(&exchange.url).content_type("application/json");
    if let Some(key) = &exchange.key {
        request = request.header("Authorization", format!("Bearer {}", key.reveal()));
    }
    let response = request.send(exchange.body.as_str())?;
    let (parts, body) = response.into_parts();
    let of = |name: HeaderName| header(&parts.headers, &name);
    let content_type = of(CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let encoding = of(CONTENT_ENCODING).unwrap_or_default();
    let mut bytes = Vec::new();
    let mut reader = body.into_with_config().limit(u64::MAX).reader().take(LARGEST + 1);
    let end = match reader.read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > LARGEST => End::TooLarge,
        Ok(_) => End::Whole,
        Err(error) => End::Broken(error.into()),
    };
    bytes.truncate(usize::try_from(LARGEST).unwrap_or(usize::MAX));
    Ok(Response {
        status: parts.status.as_u16(),
        html: content_type.contains("html"),
        compressed: !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity"),
        location: of(LOCATION),
        retry_after: of(RETRY_AFTER),
        body: bytes,
        end,
    })
}

fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    Some(String::from_utf8_lossy(headers.get(name)?.as_bytes()).into_owned())
}
