//! The server of an AI, and how to ask it.

use std::time::Duration;

use rustls::pki_types::CertificateDer;

use super::text;
use crate::ai::endpoint::{Endpoint, Via};
use crate::ai::secret::Secret;

/// The server to ask, and how.
#[derive(Debug, Clone)]
pub struct Setup {
    pub endpoint: Endpoint,
    pub model: String,
    pub key: Option<Secret>,
    /// Whether there is a key that is meant for another server.
    pub key_withheld: bool,
    pub via: Option<Via>,
    pub roots: Roots,
    /// Whether what is asked and answered is logged.
    pub log_content: bool,
    pub pace: Pace,
}

impl Setup {
    /// What a server may repeat, and no output may show.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        self.key.iter().cloned().chain(self.endpoint.secrets()).collect()
    }

    /// A server's text for a message.
    pub(super) fn quote(&self, text: &str) -> String {
        text::quote(text, &self.secrets())
    }

    pub(super) fn without_secrets(&self, text: &str) -> String {
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
