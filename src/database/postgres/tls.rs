//! TLS, as far as the URL asks for it.
//!
//! The driver's own negotiation tells too little of what went wrong, and its streams are not
//! measured. So it is told that TLS begins at once, and what it takes for the handshake is ours: the
//! question whether the server speaks TLS, the handshake, and the stream that is measured. A socket in the
//! file system, about which the driver would not ask, takes the place of another one here.

use std::fs::File;
use std::future::Future;
use std::io::{self, Read};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;
use postgres::Socket;
use postgres::tls::{MakeTlsConnect, TlsConnect};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio_postgres_rustls::MakeRustlsConnect;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::{SubjectAltName, name::GeneralName};
use x509_cert::{Certificate as X509, TbsCertificate};

use super::hosts::{Stage, Track};
use super::stream::{Guarded, Secured};
use super::untrusted;
use super::verifier::{Roots, Trust, Verifier};
use crate::database::url::{Parameters, PostgresUrl, RootCertificates, Server, SslMode};
use crate::database::{DatabaseError, Reason};

/// The largest file of certificates that is read: 4 MiB.
const LIMIT: u64 = 4 << 20;

/// How one attempt uses TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Never,
    /// Where the server offers it.
    IfOffered,
    Always,
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
    /// Nothing: anybody may be at the other end.
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

/// Why there is no encrypted connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum TlsFailure {
    #[error("the server does not offer TLS")]
    NotOffered,
    #[error("the server answered with something that is not PostgreSQL's protocol")]
    NotPostgres,
    #[error("`{0}` cannot stand in a certificate")]
    Name(String),
    /// The socket in the file system was not to be had.
    #[error(transparent)]
    Socket(io::Error),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Makes the streams of one attempt.
#[derive(Clone)]
pub(super) struct Connector {
    tls_use: Use,
    rustls: Option<MakeRustlsConnect>,
    verified: Verified,
    /// The socket that is to be used instead of what the driver has connected.
    instead: Option<PathBuf>,
    track: Track,
}

impl Connector {
    /// Connects to a socket in the file system, whatever the driver has connected.
    pub(super) fn to_socket(path: PathBuf, track: Track) -> Self {
        Self { instead: Some(path), ..Self::plain(track) }
    }

    fn plain(track: Track) -> Self {
        Self { tls_use: Use::Never, rustls: None, verified: Verified::Nothing, instead: None, track }
    }

    /// Reads the certificates that are needed, and none that are not: it takes milliseconds.
    pub(super) fn new(
        url: &PostgresUrl,
        server: &Server,
        tls_use: Use,
        track: Track,
    ) -> Result<Self, DatabaseError> {
        if tls_use == Use::Never {
            return Ok(Self::plain(track));
        }
        let parameters = url.parameters();
        let (trust, verified) = match (url.sslmode(server), &parameters.sslrootcert) {
            (SslMode::VerifyFull, _) => (Trust::ChainAndName(roots(parameters)?), Verified::Name),
            // As libpq has it: who names a file means it to be used.
            (SslMode::VerifyCa, _) | (SslMode::Require, Some(_)) => {
                (Trust::Chain(roots(parameters)?), Verified::Issuer)
            }
            _ => (Trust::Anybody, Verified::Nothing),
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = Arc::new(Verifier::new(trust, &provider, track.clone()));
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|cause| {
                DatabaseError::new(Reason::Failed, format!("TLS cannot be set up: {cause}"))
                    .hint("only in a network that you trust, `sslmode=disable` does without")
            })?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let config = match own(parameters)? {
            None => config.with_no_client_auth(),
            Some((chain, key)) => {
                config.with_client_auth_cert(chain, key).map_err(|cause| untrusted::own(&cause))?
            }
        };
        let rustls = Some(MakeRustlsConnect::new(config));
        Ok(Self { tls_use, rustls, verified, instead: None, track })
    }
}

impl MakeTlsConnect<Socket> for Connector {
    type Stream = Guarded;
    type TlsConnect = Handshake;
    type Error = TlsFailure;

    fn make_tls_connect(&mut self, domain: &str) -> Result<Handshake, TlsFailure> {
        let stage = if self.instead.is_some() { Stage::Connect } else { Stage::Tls };
        self.track.note(|route| route.stage = stage);
        let make = |rustls: &mut MakeRustlsConnect| {
            <MakeRustlsConnect as MakeTlsConnect<Socket>>::make_tls_connect(rustls, domain)
        };
        let rustls = self.rustls.as_mut().map(make).transpose();
        let rustls = rustls.map_err(|_| TlsFailure::Name(domain.to_owned()))?;
        let Self { tls_use, verified, .. } = *self;
        let (instead, track) = (self.instead.clone(), self.track.clone());
        Ok(Handshake { tls_use, rustls, verified, instead, track })
    }
}

/// One connection about to be made.
pub(super) struct Handshake {
    tls_use: Use,
    rustls: Option<<MakeRustlsConnect as MakeTlsConnect<Socket>>::TlsConnect>,
    verified: Verified,
    instead: Option<PathBuf>,
    track: Track,
}

impl TlsConnect<Socket> for Handshake {
    type Stream = Guarded;
    type Error = TlsFailure;
    type Future = Pin<Box<dyn Future<Output = Result<Guarded, TlsFailure>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(self.shake_hands(socket))
    }
}

/// `SSLRequest` (PostgreSQL's manual, 55.7).
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

impl Handshake {
    async fn shake_hands(self, mut socket: Socket) -> Result<Guarded, TlsFailure> {
        if let Some(path) = self.instead {
            let socket = UnixStream::connect(path).await.map_err(TlsFailure::Socket)?;
            self.track.note(|route| route.stage = Stage::Login);
            return Ok(Guarded::local(socket, self.track));
        }
        let Some(rustls) = self.rustls else {
            self.track.note(|route| route.stage = Stage::Login);
            return Ok(Guarded::plain(socket, self.track));
        };
        socket.write_all(&SSL_REQUEST).await?;
        let mut answer = [0];
        socket.read_exact(&mut answer).await?;
        match answer {
            [b'S'] => {
                let stream = rustls.connect(socket).await?;
                let stream = note_session(stream, self.verified, &self.track);
                let mut stream = Guarded::secured(stream, self.track);
                stream.flush().await?;
                Ok(stream)
            }
            // A server that failed to start a process answers with an error.
            [b'N'] | [b'E'] if self.tls_use == Use::IfOffered => {
                self.track.note(|route| route.stage = Stage::Login);
                Ok(Guarded::plain(socket, self.track))
            }
            [b'N'] => Err(TlsFailure::NotOffered),
            _ => Err(TlsFailure::NotPostgres),
        }
    }
}

fn note_session(mut stream: Secured, verified: Verified, track: &Track) -> Secured {
    let (_, session) = Pin::new(&mut stream).project_stream().get_mut().get_ref();
    let version = session.protocol_version().and_then(|version| version.as_str().map(str::to_owned));
    let certificate = session.peer_certificates().and_then(|chain| chain.first());
    let certificate = certificate.and_then(|certificate| Certificate::read(certificate));
    track.note(|route| {
        route.stage = Stage::Login;
        route.tls = Some(Session { version: version.unwrap_or_default(), verified, certificate });
    });
    stream
}

/// The certificates to trust.
fn roots(parameters: &Parameters) -> Result<Roots, DatabaseError> {
    let mut store = RootCertStore::empty();
    if let Some(RootCertificates::File(path)) = &parameters.sslrootcert {
        let named = certificates(path, "sslrootcert")?;
        // One that cannot be an authority may still be the server's own.
        store.add_parsable_certificates(named.iter().cloned());
        return Ok(Roots { store, named });
    }
    store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if store.is_empty() {
        let message = "the certificate authorities that the system trusts could not be found";
        return Err(DatabaseError::new(Reason::Failed, message)
            .hint("install them (`ca-certificates`), or name a file of your own after `sslrootcert=`"));
    }
    Ok(Roots { store, named: Vec::new() })
}

type KeyPair = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// The client's own certificate and key.
fn own(parameters: &Parameters) -> Result<Option<KeyPair>, DatabaseError> {
    let Some((chain, key)) = parameters.sslcert.as_ref().zip(parameters.sslkey.as_ref()) else {
        return Ok(None);
    };
    let chain = certificates(chain, "sslcert")?;
    let pem = read(key, "sslkey")?;
    let parsed = PrivateKeyDer::from_pem_slice(&pem).map_err(|_| {
        DatabaseError::new(Reason::Failed, format!("`{}` holds no private key", key.display()))
            .hint("a PEM file is wanted after `sslkey=`, without a password of its own")
    })?;
    Ok(Some((chain, parsed)))
}

fn certificates(path: &Path, parameter: &str) -> Result<Vec<CertificateDer<'static>>, DatabaseError> {
    let pem = read(path, parameter)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    found.ok().filter(|found| !found.is_empty()).ok_or_else(|| no_certificate(path))
}

fn no_certificate(path: &Path) -> DatabaseError {
    DatabaseError::new(Reason::Failed, format!("`{}` holds no certificate", path.display()))
        .hint("a PEM file is wanted: it has a line `-----BEGIN CERTIFICATE-----`")
}

fn read(path: &Path, parameter: &str) -> Result<Vec<u8>, DatabaseError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LIMIT).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|cause| {
        DatabaseError::new(Reason::Failed, format!("could not read `{}`: {cause}", path.display()))
            .hint(format!("`{parameter}=` in the database URL names it"))
            .caused_by(cause)
    })
}
