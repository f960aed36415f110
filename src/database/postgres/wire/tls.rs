//! TLS, as far as the URL asks for it.
//!
//! The driver's own negotiation tells too little of what went wrong. So the question whether the server
//! speaks TLS, and the handshake, are ours.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::super::explain::{TlsFailure, own_certificate};
use super::super::route::{Certificate, Session, Stage, Track, Verified};
use super::binding;
use super::stream::Guarded;
use super::verifier::{Roots, Trust, Verifier};
use crate::database::url::{Parameters, PostgresUrl, RootCertificates, Server, SslMode};
use crate::database::{DatabaseError, Reason};
use crate::files;

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

/// What secures the stream of one attempt.
pub(super) struct Handshake {
    tls_use: Use,
    connector: Option<TlsConnector>,
    verified: Verified,
    track: Track,
}

/// `SSLRequest` (PostgreSQL's manual, 55.7).
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

impl Handshake {
    /// Reads the certificates that are needed, and none that are not: it takes milliseconds.
    pub(super) fn new(
        url: &PostgresUrl,
        server: &Server,
        tls_use: Use,
        track: Track,
    ) -> Result<Self, DatabaseError> {
        if tls_use == Use::Never {
            return Ok(Self { tls_use, connector: None, verified: Verified::Nothing, track });
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
                config.with_client_auth_cert(chain, key).map_err(|cause| own_certificate(&cause))?
            }
        };
        Ok(Self { tls_use, connector: Some(TlsConnector::from(Arc::new(config))), verified, track })
    }

    /// Secures a connection to the server of that name.
    pub(super) async fn secure(self, mut socket: TcpStream, name: &str) -> Result<Guarded, TlsFailure> {
        let Some(connector) = self.connector else { return Ok(Guarded::new(socket, None, self.track)) };
        let server = ServerName::try_from(name.to_owned()).map_err(|_| TlsFailure::Name(name.to_owned()))?;
        socket.write_all(&SSL_REQUEST).await?;
        let mut answer = [0];
        socket.read_exact(&mut answer).await?;
        match answer {
            [b'S'] => {}
            // A server that failed to start a process answers with an error.
            [b'N'] | [b'E'] if self.tls_use == Use::IfOffered => {
                return Ok(Guarded::new(socket, None, self.track));
            }
            [b'N'] => return Err(TlsFailure::NotOffered),
            _ => return Err(TlsFailure::NotPostgres),
        }
        let mut stream = connector.connect(server, socket).await?;
        let (_, session) = stream.get_ref();
        let version = session.protocol_version().and_then(|version| version.as_str());
        let version = version.unwrap_or_default().to_owned();
        let certificate = session.peer_certificates().and_then(|chain| chain.first());
        let end_point = certificate.and_then(|certificate| binding::end_point(certificate));
        let certificate = certificate.and_then(|certificate| Certificate::read(certificate));
        self.track.note(|route| {
            route.stage = Stage::Login;
            route.tls = Some(Session { version, verified: self.verified, certificate });
        });
        stream.flush().await?;
        Ok(Guarded::new(stream, end_point, self.track))
    }
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
    files::read(path, LIMIT).map_err(|cause| {
        DatabaseError::new(
            Reason::Failed,
            format!("could not read `{}`: {}", path.display(), files::reason(&cause)),
        )
        .hint(format!("`{parameter}=` in the database URL names it"))
        .caused_by(cause)
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn no_part_of_a_certificate_file_is_taken_for_the_whole_and_a_pipe_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let large = directory.path().join("large.pem");
        fs::File::create(&large).unwrap().set_len(LIMIT + 1).unwrap();
        let pipe = directory.path().join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        for (path, why) in [(large, "it is too large"), (pipe, "it is not a regular file")] {
            let error = certificates(&path, "sslrootcert").unwrap_err();
            assert_eq!(error.to_string(), format!("could not read `{}`: {why}", path.display()));
        }
    }
}
