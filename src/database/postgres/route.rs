//! How a server was reached, and how far an attempt got.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::{SubjectAltName, name::GeneralName};
use x509_cert::{Certificate as X509, TbsCertificate};

use crate::database::url::Server;

/// The steps to a connection, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Reading the certificates to trust.
    Prepare,
    LookUp,
    Connect,
    Tls,
    Login,
    Ready,
}

/// How far an attempt got.
#[derive(Debug, Clone)]
pub struct Route {
    pub server: Server,
    /// The step that was begun last.
    pub stage: Stage,
    /// What the name stands for.
    pub addresses: Vec<IpAddr>,
    /// The address that was tried last.
    pub address: Option<IpAddr>,
    pub tls: Option<Session>,
    /// What the server showed, be it trusted or not.
    pub certificate: Option<Certificate>,
    /// The number of the server's process, as it was told at the login. Behind a pooler it is not the
    /// one that answers.
    pub process: Option<i32>,
}

impl Route {
    pub(super) fn new(server: &Server) -> Self {
        Self {
            server: server.clone(),
            stage: Stage::LookUp,
            addresses: Vec::new(),
            address: None,
            tls: None,
            certificate: None,
            process: None,
        }
    }
}

/// A route that is being taken. The TLS library's callback and the stream note in it what they see.
#[derive(Clone)]
pub(super) struct Track(Arc<Mutex<Route>>);

impl Track {
    pub(super) fn new(server: &Server) -> Self {
        Self(Arc::new(Mutex::new(Route::new(server))))
    }

    pub(super) fn note(&self, change: impl FnOnce(&mut Route)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(super) fn reached(&self, stage: Stage) {
        self.note(|route| route.stage = stage);
    }

    pub(super) fn route(&self) -> Route {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl fmt::Debug for Track {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.route().fmt(f)
    }
}

/// A TLS session, as `db check` tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Such as `TLSv1_3`.
    pub version: String,
    pub verified: Verified,
    pub certificate: Option<Certificate>,
}

/// What was made sure of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// Nothing: any server may be at the other end.
    Nothing,
    /// That an authority that is trusted signed the certificate.
    Issuer,
    /// That, and that it is for this server.
    Name,
}

/// What is told of a server's certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub subject: String,
    pub issuer: String,
    /// The hosts that it is for.
    pub names: Vec<String>,
    pub expires: Option<Timestamp>,
}

impl Certificate {
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let certificate = X509::from_der(der).ok()?.tbs_certificate;
        let expires = certificate.validity.not_after.to_unix_duration().as_secs();
        Some(Self {
            subject: certificate.subject.to_string(),
            issuer: certificate.issuer.to_string(),
            names: names(&certificate),
            expires: i64::try_from(expires).ok().and_then(|at| Timestamp::from_second(at).ok()),
        })
    }

    /// Whether a certificate is valid at a time, in seconds since 1970.
    pub(super) fn is_current(der: &[u8], now: u64) -> bool {
        X509::from_der(der).is_ok_and(|certificate| {
            let validity = certificate.tbs_certificate.validity;
            let seconds = |time: x509_cert::time::Time| time.to_unix_duration().as_secs();
            (seconds(validity.not_before)..=seconds(validity.not_after)).contains(&now)
        })
    }
}

/// What stands in `subjectAltName`, as far as it can be a host's: names and addresses.
fn names(certificate: &TbsCertificate) -> Vec<String> {
    let found = certificate.get::<SubjectAltName>().ok().flatten();
    let names = found.map(|(_, names)| names.0).unwrap_or_default();
    let text = |name: &GeneralName| match name {
        GeneralName::DnsName(name) => Some(name.to_string()),
        GeneralName::IpAddress(bytes) => {
            let bytes = bytes.as_bytes();
            let short = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
            short.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok().map(|ip| ip.to_string())
        }
        _ => None,
    };
    names.iter().filter_map(text).collect()
}
