//! TLS with a server of PostgreSQL: which certificates will do, and what is said of those that will not.

use std::path::Path;

use crate::support::checks::{SECRET, check, role};
use crate::support::postgres::{Server, Shown};

/// One server shows them all, one after the other: it takes seconds to start.
#[test]
fn what_is_said_of_the_certificate_of_a_server() {
    let server = Server::start();
    a_login_is_tied_to_the_certificate(&server);
    what_is_wrong_with_a_certificate_is_told_with_how_to_make_another(&server);
    // It speaks no TLS afterwards.
    certificates_that_are_wrong_are_refused_with_the_cause(&server);
}

fn a_login_is_tied_to_the_certificate(server: &Server) {
    let database = server.database();
    let ada = role(server, &database);
    let at = |port: u16, parameters: &str| {
        let (user, name) = (&ada.name, &database.name);
        format!("postgres://{user}:{SECRET}@127.0.0.1:{port}/{name}?channel_binding={parameters}")
    };
    let (port, pooled) = (server.address().1, server.pooled_address().1);
    for shown in [Shown::Good, Shown::Rsa, Shown::Sha384] {
        server.show(shown);
        for parameters in ["require&sslmode=require", "require", "prefer", "disable"] {
            check(&at(port, parameters)).failed("schema", "the tables");
        }
        let itself = server.certificates().certificate(shown);
        for mode in ["verify-ca", "verify-full"] {
            check(&at(port, &format!("require&sslmode={mode}&sslrootcert={}", itself.display())))
                .failed("schema", "the tables");
        }
    }
    for url in [at(port, "require&sslmode=disable"), at(pooled, "require&sslmode=require")] {
        check(&url)
            .failed("authentication", "did not tie the login to its certificate")
            .hints("authentication", "without that parameter");
    }
    for mode in ["disable", "require"] {
        check(&at(pooled, &format!("prefer&sslmode={mode}"))).failed("schema", "the tables");
    }
}

fn certificates_that_are_wrong_are_refused_with_the_cause(server: &Server) {
    let database = server.database();
    let ada = role(server, &database);
    let port = server.address().1;
    let (own, other) = (server.certificates().authority(), server.certificates().other_authority());
    let at = |parameters: &str| {
        format!("postgres://{}:{SECRET}@127.0.0.1:{port}/{}?{parameters}", ada.name, database.name)
    };
    let full = at(&format!("sslmode=verify-full&sslrootcert={}", own.display()));
    let chain = at(&format!("sslmode=verify-ca&sslrootcert={}", own.display()));
    let required = at(&format!("sslmode=require&sslrootcert={}", own.display()));
    let stranger = at(&format!("sslmode=verify-full&sslrootcert={}", other.display()));

    server.show(Shown::Good);
    check(&stranger)
        .failed("tls", "no trusted authority has signed the certificate")
        .hints("tls", "sslrootcert=");
    server.show(Shown::WrongHost);
    check(&full).failed("tls", "is for another host: `elsewhere.example`");
    check(&chain).failed("schema", "the tables");
    server.show(Shown::Expired);
    for url in [&full, &chain, &required] {
        check(url).failed("tls", "has expired, on 2001-01-01T00:00:00Z").hints("tls", "must renew it");
    }
    for parameters in ["sslmode=require", ""] {
        let told = check(&at(parameters));
        let (status, detail, hint) = told.failed("schema", "the tables").step("tls");
        assert_eq!(status, "warn");
        assert!(detail.ends_with("expired on 2001-01-01T00:00:00Z"), "{detail}");
        assert!(hint.starts_with("the certificate has expired"), "{hint}");
    }
    server.show(Shown::UnknownIssuer);
    for url in [&full, &chain, &required] {
        let told = check(url);
        told.failed("tls", "its issuer is `CN=Authority of nobody`");
    }
    // The very certificate that the server shows may be named too.
    let itself = server.certificates().certificate(Shown::UnknownIssuer);
    check(&at(&format!("sslmode=verify-full&sslrootcert={}", itself.display())))
        .failed("schema", "the tables");
    server.speak_tls(false);
    for url in [&full, &required, &at("sslmode=require")] {
        check(url).failed("tls", "does not offer TLS").hints("tls", "turn `ssl` on");
    }
    for mode in ["prefer", "allow", "disable"] {
        check(&at(&format!("sslmode={mode}"))).failed("schema", "the tables");
    }
    check(&at("sslmode=verify-full&sslrootcert=/nowhere.crt")).failed("tls", "could not read `/nowhere.crt`");
}

fn what_is_wrong_with_a_certificate_is_told_with_how_to_make_another(server: &Server) {
    let database = server.database();
    let ada = role(server, &database);
    let (port, certificates) = (server.address().1, server.certificates());
    let at = |host: &str, parameters: &str| {
        format!("postgres://{}:{SECRET}@{host}:{port}/{}?{parameters}", ada.name, database.name)
    };
    let trusting = |mode: &str, file: &Path| format!("sslmode={mode}&sslrootcert={}", file.display());

    server.show(Shown::Version1);
    let itself = certificates.certificate(Shown::Version1);
    for parameters in
        ["sslmode=require".to_owned(), trusting("verify-ca", &itself), trusting("verify-full", &itself)]
    {
        check(&at("127.0.0.1", &parameters))
            .failed("tls", "is of version 1, which does not count any more")
            .hints("tls", "-addext subjectAltName=IP:127.0.0.1`");
    }
    server.show(Shown::NoName);
    let authority = certificates.authority();
    check(&at("localhost", &trusting("verify-full", &authority)))
        .failed("tls", "names no host: a common name does not count")
        .hints("tls", "-addext subjectAltName=DNS:localhost`");
    check(&at("localhost", &trusting("verify-ca", &authority))).failed("schema", "the tables");
    server.show(Shown::Authority);
    check(&at("localhost", &trusting("verify-full", &authority)))
        .failed("tls", "is an authority's (`CA:TRUE`)")
        .hints("tls", "name that very certificate after `sslrootcert=`");
    let itself = certificates.certificate(Shown::Authority);
    check(&at("localhost", &trusting("verify-full", &itself))).failed("schema", "the tables");
}

#[test]
fn what_is_wrong_with_the_own_certificate_is_told() {
    let server = Server::start_with("ssl_ca_file = '../certificates/authority.pem'");
    let database = server.database();
    let ada = role(&server, &database);
    let certificates = server.certificates();
    let own = |certificate: Shown, key: Shown| {
        let (certificate, key) = (certificates.certificate(certificate), certificates.key(key));
        format!("{}&sslcert={}&sslkey={}", database.tls_url(&ada), certificate.display(), key.display())
    };
    check(&own(Shown::Good, Shown::Good)).failed("schema", "the tables");
    check(&own(Shown::Version1, Shown::Version1))
        .failed("tls", "the certificate after `sslcert` is of version 1")
        .hints("tls", "extendedKeyUsage=clientAuth");
    check(&own(Shown::Good, Shown::Rsa))
        .failed("tls", "the key after `sslkey` is not the one of the certificate after `sslcert`");
    check(&own(Shown::UnknownIssuer, Shown::UnknownIssuer))
        .failed("authentication", "failed: received fatal alert: unknown CA")
        .hints("authentication", "`sslcert`");
}
