//! The parameters of a connection URI, by name.
//!
//! Parameters of other clients are ignored. Unknown parameters, and those of libpq that could change the
//! verification of the server and are not supported, are errors.

use std::path::PathBuf;
use std::time::Duration;

use super::error::PostgresUrlError;
use super::postgres::{ChannelBinding, Parameters, RootCertificates, SslMode, Target};
use crate::domain::nearest;

/// Ignored parameters: of other clients such as Prisma and Vercel, whose URLs people copy, or without effect
/// here. A statement time-out is set anyway.
const PASSED_OVER: &[&str] = &[
    "client_encoding",
    "connection_limit",
    "fallback_application_name",
    "gsslib",
    "krbsrvname",
    "load_balance_hosts",
    "pgbouncer",
    "pool_timeout",
    "prepareThreshold",
    "prepared_statements",
    "schema",
    "sslcompression",
    "sslsni",
    "statement_timeout",
    "supa",
    "workaround",
];

/// Values that say what is done anyway, of parameters whose other values are not supported.
const AS_IT_IS: &[(&str, &str)] = &[
    ("gssencmode", "disable"),
    ("gssencmode", "prefer"),
    ("max_protocol_version", "3.0"),
    ("min_protocol_version", "3.0"),
    ("sslnegotiation", "postgres"),
];

/// Parameters of libpq that are not supported.
const REFUSED: &[&str] = &[
    "gssdelegation",
    "gssencmode",
    "max_protocol_version",
    "min_protocol_version",
    "passfile",
    "replication",
    "require_auth",
    "requirepeer",
    "requiressl",
    "service",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcertmode",
    "sslcrl",
    "sslcrldir",
    "sslnegotiation",
    "sslpassword",
];

/// The supported parameters.
const KNOWN: &[&str] = &[
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "options",
    "password",
    "port",
    "ssl",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

/// Takes one parameter in. `name_may_be_told`: whether the name is certain to be no piece of a password.
pub(super) fn take(
    parameters: &mut Parameters,
    name: &str,
    value: &str,
    name_may_be_told: bool,
) -> Result<(), PostgresUrlError> {
    let file = || (!value.is_empty()).then(|| PathBuf::from(value));
    let text = || Some(value.to_owned()).filter(|value| !value.is_empty());
    match name {
        "sslmode" => {
            parameters.sslmode =
                Some(one_of("sslmode", &SslMode::ALL.map(|one| (one.as_str(), one)), value)?);
        }
        "ssl" => {
            if one_of("ssl", &[("true", true), ("false", false)], value)? {
                parameters.sslmode = Some(SslMode::Require);
            }
        }
        "sslrootcert" if value == "system" => parameters.sslrootcert = Some(RootCertificates::System),
        "sslrootcert" => parameters.sslrootcert = file().map(RootCertificates::File),
        "sslcert" => parameters.sslcert = file(),
        "sslkey" => parameters.sslkey = file(),
        "application_name" => parameters.application_name = text(),
        "options" => parameters.options = text(),
        "connect_timeout" => {
            parameters.connect_timeout = number("connect_timeout", value)?.map(Duration::from_secs);
        }
        "target_session_attrs" => {
            parameters.target =
                one_of("target_session_attrs", &Target::ALL.map(|one| (one.as_str(), one)), value)?;
        }
        "channel_binding" => {
            parameters.channel_binding =
                one_of("channel_binding", &ChannelBinding::ALL.map(|one| (one.as_str(), one)), value)?;
        }
        "keepalives" => {
            parameters.keepalives = Some(one_of("keepalives", &[("1", true), ("0", false)], value)?);
        }
        "keepalives_idle" => {
            parameters.keepalives_idle = number("keepalives_idle", value)?.map(Duration::from_secs);
        }
        "keepalives_interval" => {
            parameters.keepalives_interval = number("keepalives_interval", value)?.map(Duration::from_secs);
        }
        "keepalives_count" => {
            let count = number("keepalives_count", value)?;
            parameters.keepalives_count = count.and_then(|count| u32::try_from(count).ok());
        }
        "tcp_user_timeout" => {
            parameters.tcp_user_timeout = number("tcp_user_timeout", value)?.map(Duration::from_millis);
        }
        _ if PASSED_OVER.contains(&name) => {}
        // What is done anyway.
        _ if AS_IT_IS.contains(&(name, value)) => {}
        _ => {
            if let Some(name) = REFUSED.iter().find(|refused| **refused == name) {
                return Err(PostgresUrlError::Unsupported(name));
            }
            let near = nearest(name, KNOWN.iter().copied());
            let like_one = (2..=40).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            return Err(if name_may_be_told && like_one {
                PostgresUrlError::Unknown { name: name.to_owned(), near }
            } else {
                PostgresUrlError::UnknownUntold
            });
        }
    }
    Ok(())
}

/// What goes together or not at all.
pub(super) fn agree(parameters: &Parameters) -> Result<(), PostgresUrlError> {
    if parameters.sslcert.is_some() != parameters.sslkey.is_some() {
        return Err(PostgresUrlError::HalfAKeyPair);
    }
    let system = parameters.sslrootcert == Some(RootCertificates::System);
    if system && parameters.sslmode.is_some_and(|mode| mode != SslMode::VerifyFull) {
        return Err(PostgresUrlError::WeakSystemRoots);
    }
    Ok(())
}

fn one_of<T: Copy>(
    name: &'static str,
    words: &[(&'static str, T)],
    value: &str,
) -> Result<T, PostgresUrlError> {
    let found = words.iter().find(|(word, _)| *word == value).map(|(_, meant)| *meant);
    found.ok_or_else(|| {
        let words: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        PostgresUrlError::Value { name, wanted: format!("one of {}", words.join(", ")) }
    })
}

/// A whole number; one that is not positive means what libpq takes it for, which is nothing said.
fn number(name: &'static str, value: &str) -> Result<Option<u64>, PostgresUrlError> {
    let wrong = || PostgresUrlError::Value { name, wanted: "a whole number".to_owned() };
    let number: i32 = value.trim().parse().map_err(|_| wrong())?;
    Ok(u64::try_from(number).ok().filter(|number| *number > 0))
}
