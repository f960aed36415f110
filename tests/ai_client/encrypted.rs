//! TLS.

use std::fs;

use resume::ai::client::{Roots, Setup, kind};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::json;

use crate::harness::{Asked, ask, setup};
use crate::support::chat::{ChatServer, Reply};
use crate::support::postgres::certificates::{Certificates, Shown};

fn server(certificates: &Certificates, shown: Shown) -> ChatServer {
    let chain = vec![CertificateDer::from_pem_file(certificates.certificate(shown)).unwrap()];
    let key = PrivateKeyDer::from_pem_file(certificates.key(shown)).unwrap();
    let provider = rustls::crypto::ring::default_provider();
    let config = ServerConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    ChatServer::encrypted(config, [Reply::ok(&json!({"a": 1}))])
}

fn asked(certificates: &Certificates, port: u16) -> Asked {
    let authority = CertificateDer::from_pem_slice(&fs::read(certificates.authority()).unwrap()).unwrap();
    ask(Setup { roots: Roots::These(vec![authority]), ..setup(&format!("https://localhost:{port}/v1")) })
}

#[test]
fn only_who_shows_a_good_certificate_gets_the_question() {
    let directory = tempfile::tempdir().unwrap();
    let certificates = Certificates::make(&directory.path().join("certificates"));
    for shown in [Shown::Good, Shown::WrongHost, Shown::Expired, Shown::UnknownIssuer] {
        let server = server(&certificates, shown);
        let asked = asked(&certificates, server.port());
        if shown == Shown::Good {
            assert_eq!(asked.answer, Ok(json!({"a": 1})));
            continue;
        }
        assert_eq!(asked.kinds(), [kind::TLS], "{shown:?}");
        assert!(asked.error().message.contains("is not to be trusted"), "{asked:?}");
        assert!(server.requests().is_empty());
    }
}

#[test]
fn a_server_without_tls_is_told_from_one_with_a_bad_certificate() {
    let directory = tempfile::tempdir().unwrap();
    let certificates = Certificates::make(&directory.path().join("certificates"));
    let plain = ChatServer::new([]);
    let asked = asked(&certificates, plain.port());
    assert!([kind::TLS, kind::CONNECTION_LOST].contains(&asked.error().kind), "{asked:?}");
}
