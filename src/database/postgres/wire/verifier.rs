//! Whether a server is the one that is meant.
//!
//! The invariant: a chain is trusted only up to a certificate that is trusted, a name is compared
//! only on a chain that is, and where neither is asked for, nothing is claimed.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use super::super::route::{Certificate, Track};

/// Who may be at the other end.
#[derive(Debug)]
pub(super) enum Trust {
    Anybody,
    /// Every holder of a certificate of these.
    Chain(Roots),
    /// Every holder of one of these for the server's name.
    ChainAndName(Roots),
}

/// The certificates to trust.
#[derive(Debug)]
pub(super) struct Roots {
    pub store: RootCertStore,
    /// Those that the user named. A server that signed its own certificate, as PostgreSQL's manual shows it
    /// (19.9.5), is trusted where that very certificate is among them, be it called an authority or not.
    pub named: Vec<CertificateDer<'static>>,
}

impl Roots {
    fn name(&self, certificate: &CertificateDer<'_>, now: UnixTime) -> bool {
        self.named.iter().any(|named| named.as_ref() == certificate.as_ref())
            && Certificate::is_current(certificate, now.as_secs())
    }
}

#[derive(Debug)]
pub(super) struct Verifier {
    trust: Trust,
    provider: Arc<CryptoProvider>,
    track: Track,
}

impl Verifier {
    pub(super) fn new(trust: Trust, provider: &Arc<CryptoProvider>, track: Track) -> Self {
        Self { trust, provider: Arc::clone(provider), track }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        // What is refused is told of too.
        self.track.note(|route| route.certificate = Certificate::read(end_entity));
        let (roots, name) = match &self.trust {
            Trust::Anybody => return Ok(ServerCertVerified::assertion()),
            Trust::Chain(roots) => (roots, None),
            Trust::ChainAndName(roots) => (roots, Some(server_name)),
        };
        let certificate = ParsedCertificate::try_from(end_entity)?;
        if !roots.name(end_entity, now) {
            let algorithms = self.provider.signature_verification_algorithms.all;
            let store = &roots.store;
            verify_server_cert_signed_by_trust_anchor(&certificate, store, intermediates, now, algorithms)?;
        }
        if let Some(name) = name {
            verify_server_name(&certificate, name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
