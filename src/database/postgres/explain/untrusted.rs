//! Why a certificate is not accepted, and what one would be that is.
//!
//! The invariant: nothing is told in the names of another library's source.

use rustls::{CertificateError, Error as TlsError};

use super::super::route::Route;
use super::words::{Login, quoted};
use crate::database::url::Host;
use crate::database::{DatabaseError, Reason};

/// Why a server's own is not.
pub(super) fn server(cause: &CertificateError, route: &Route, login: &Login) -> DatabaseError {
    let server = &login.server;
    let shown = route.certificate.as_ref();
    let issuer = shown.map(|shown| quoted(&shown.issuer, None)).unwrap_or_default();
    let expires = shown.and_then(|shown| shown.expires).map(|at| at.to_string()).unwrap_or_default();
    let names = shown.map(|shown| quoted(&shown.names.join("`, `"), None));
    let (message, hint) = match cause {
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => match names {
            Some(names) if names.is_empty() => (
                format!("the certificate of `{server}` names no host: a common name does not count"),
                format!("{}; with `sslmode=verify-ca` the name is not compared", how_to_make(route)),
            ),
            names => (
                format!("the certificate of `{server}` is for another host: `{}`", names.unwrap_or_default()),
                "name the host as its certificate does; with `sslmode=verify-ca` the name is not compared".to_owned(),
            ),
        },
        CertificateError::UnknownIssuer => (
            format!("no trusted authority has signed the certificate of `{server}`; its issuer is `{issuer}`"),
            match login.supabase() {
                Some(_) => {
                    "download Supabase's certificate from the dashboard (Database, Settings, SSL), and name the file in \
                     the database URL: `?sslrootcert=FILE`"
                }
                None => "name the file that holds its authority's certificate in the database URL: `?sslrootcert=FILE`",
            }
            .to_owned(),
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => (
            format!("the certificate of `{server}` has expired, on {expires}"),
            "the server's operator must renew it; is this device's clock right?".to_owned(),
        ),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => (
            format!("the certificate of `{server}` is not valid yet"),
            "is this device's clock right?".to_owned(),
        ),
        CertificateError::BadSignature => (
            format!("the certificate of `{server}` was not signed by the issuer that it names"),
            "is it the right server, and the right file after `sslrootcert=`?".to_owned(),
        ),
        cause if is(cause, FIRST_VERSION) => (
            format!("the certificate of `{server}` is of version 1, which does not count any more"),
            how_to_make(route),
        ),
        cause if is(cause, AUTHORITY) => (
            format!(
                "the certificate of `{server}` is an authority's (`CA:TRUE`), which is trusted only where it is named \
                 itself"
            ),
            "name that very certificate after `sslrootcert=`, or have the server show one that is no authority's"
                .to_owned(),
        ),
        cause => (
            format!("the certificate of `{server}` is not accepted: {}", fault(cause)),
            "the server's operator can install another; one that is sound is accepted where it is itself named \
             after `sslrootcert=`"
                .to_owned(),
        ),
    };
    DatabaseError::new(Reason::Failed, message).hint(hint)
}

/// Why the client's own is not.
pub(in super::super) fn own(cause: &TlsError) -> DatabaseError {
    let (message, hint) = match cause {
        TlsError::InvalidCertificate(cause) if is(cause, FIRST_VERSION) => (
            "the certificate after `sslcert` is of version 1, which does not count any more".to_owned(),
            "have it signed with `openssl x509 -req … -extfile FILE`, where FILE says `extendedKeyUsage=clientAuth`",
        ),
        TlsError::InvalidCertificate(cause) => (
            format!("the certificate after `sslcert` cannot be used: {}", fault(cause)),
            "name a file that begins with your own certificate",
        ),
        TlsError::InconsistentKeys(_) => (
            "the key after `sslkey` is not the one of the certificate after `sslcert`".to_owned(),
            "name the key that the certificate was made with, and a file that begins with your own certificate",
        ),
        cause => (
            format!("the key after `sslkey` cannot be used: {}", in_words(&cause.to_string())),
            "one for RSA with 2048 to 8192 bits, for ECDSA on P-256 or P-384, or for Ed25519 is wanted",
        ),
    };
    DatabaseError::new(Reason::Failed, message).hint(hint)
}

/// How [`is`] knows a certificate without extensions.
const FIRST_VERSION: &str = "UnsupportedCertVersion";

/// How [`is`] knows a certificate that signs others.
const AUTHORITY: &str = "CaUsedAsEndEntity";

/// Whether it is this error of the library underneath, which is not to be had as a value.
fn is(cause: &CertificateError, name: &str) -> bool {
    matches!(cause, CertificateError::Other(cause) if cause.0.to_string() == name)
}

fn fault(cause: &CertificateError) -> String {
    let words = match cause {
        CertificateError::BadEncoding => "it cannot be read",
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "its `extendedKeyUsage` is another than this one"
        }
        CertificateError::UnhandledCriticalExtension => "it has a critical extension that is not known",
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "the algorithm of its signature is not known, or not safe"
        }
        CertificateError::Other(cause) => return in_words(&cause.0.to_string()),
        _ => "it is not in order",
    };
    words.to_owned()
}

/// The command for a certificate that names the host.
fn how_to_make(route: &Route) -> String {
    let name = match &route.server.host {
        Host::Name(name) if name.parse::<std::net::IpAddr>().is_ok() => format!("subjectAltName=IP:{name}"),
        Host::Name(name) => format!("subjectAltName=DNS:{name}"),
        Host::Socket(_) => String::new(),
    };
    format!(
        "the server's operator can make another: `openssl req -x509 … -addext {name}`, or, where an authority signs it, \
         `openssl x509 -req … -extfile FILE`, where FILE says `{name}`"
    )
}

/// A text with the names of errors in it, such as `UnknownCA`, as words: `unknown CA`.
pub(super) fn in_words(text: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let begins = letter.is_uppercase() && !before.is_uppercase();
        if begins && before.is_alphanumeric() {
            words.push(' ');
        }
        let alone = letters.peek().is_none_or(|next| next.is_uppercase() || !next.is_alphabetic());
        if begins && !alone {
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
        before = letter;
    }
    quoted(&words, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_errors_become_words() {
        for (text, words) in [
            ("received fatal alert: HandshakeFailure", "received fatal alert: handshake failure"),
            ("received fatal alert: UnknownCA", "received fatal alert: unknown CA"),
            ("peer is incompatible: Tls12NotOffered", "peer is incompatible: tls12 not offered"),
            ("EndEntityUsedAsCa", "end entity used as ca"),
            ("RSA with TLS 1.2", "RSA with TLS 1.2"),
        ] {
            assert_eq!(in_words(text), words);
        }
    }
}
