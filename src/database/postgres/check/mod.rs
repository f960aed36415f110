//! The steps of `db check` for PostgreSQL, each told as soon as it is done.
//!
//! The invariants: each step waits no longer than one step may; after one that failed, those that
//! need it are not tried; and what is written is rolled back. One connection is made, once.

mod inside;
mod steps;

use jiff::{SignedDuration, Timestamp};

use self::steps::Steps;
use super::route::{Route, Stage, Verified};
use super::wire::{Connection, Limits, NotConnected};
use crate::database::url::{Host, PostgresUrl};
use crate::database::{Check, Snapshot};

/// When a certificate is said to expire soon.
const SOON: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Tries every step, from the name of the server to a write that is rolled back. `user` is whose
/// rows are meant; without one, the role's own. Where all went well, returns whose they are, and their
/// state.
pub fn run(
    url: &PostgresUrl,
    limits: Limits,
    user: Option<&str>,
    clock: fn() -> Timestamp,
    tell: &mut dyn FnMut(Check),
) -> Option<(String, Snapshot)> {
    let mut steps = Steps { tell };
    match Connection::reach(url, limits) {
        Err(attempt) => {
            let NotConnected { route, error } = *attempt;
            way(&mut steps, url, &route, clock());
            let step = match route.stage {
                Stage::LookUp => "name",
                Stage::Connect => place_of(&route),
                Stage::Prepare | Stage::Tls => "tls",
                Stage::Login => "authentication",
                Stage::Ready => "server",
            };
            steps.need(step, Err(error)).ok()
        }
        Ok(mut connection) => {
            way(&mut steps, url, connection.route(), clock());
            inside::run(&mut steps, &url.name(), &mut connection, user, clock).ok()
        }
    }
}

/// The steps of a connection that is there already.
pub fn of_connection(
    name: &str,
    connection: &mut Connection,
    user: Option<&str>,
    clock: fn() -> Timestamp,
) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut tell = |check| checks.push(check);
    // Whether it went well to the end is in what was told.
    let _ = inside::run(&mut Steps { tell: &mut tell }, name, connection, user, clock);
    checks
}

fn place_of(route: &Route) -> &'static str {
    if matches!(route.server.host, Host::Socket(_)) { "socket" } else { "tcp" }
}

/// What went well on the way to a login.
fn way(steps: &mut Steps<'_>, url: &PostgresUrl, route: &Route, now: Timestamp) {
    let server = &route.server;
    if let Host::Name(name) = &server.host
        && route.stage > Stage::LookUp
        && name.parse::<std::net::IpAddr>().is_err()
        && server.address.is_none()
    {
        let addresses: Vec<_> = route.addresses.iter().map(ToString::to_string).collect();
        steps.ok("name", format!("`{name}` is {}", addresses.join(", ")));
    }
    if route.stage > Stage::Connect {
        let address = route.address.map(|address| format!(", at {address}")).unwrap_or_default();
        steps.ok(place_of(route), format!("`{server}` takes connections{address}"));
    }
    if route.stage > Stage::Tls && matches!(server.host, Host::Name(_)) {
        encryption(steps, route, now);
    }
    if route.stage == Stage::Ready {
        let (user, database) = (url.user().unwrap_or_default(), url.database().unwrap_or_default());
        steps.ok("authentication", format!("logged in as `{user}` to the database `{database}`"));
    }
}

fn encryption(steps: &mut Steps<'_>, route: &Route, now: Timestamp) {
    let local = route.server.is_local();
    let Some(session) = &route.tls else {
        if local {
            return steps.ok("tls", "not encrypted; the server is on this device");
        }
        let hint = "on a network that others share, use `sslmode=verify-full`";
        return steps.warn(
            "tls",
            "not encrypted: every machine on the way can read everything, the password included",
            hint,
        );
    };
    let version = session.version.replace('_', ".").replace("TLSv1.", "TLS 1.");
    let certificate = session.certificate.as_ref();
    let issuer = certificate.map(|shown| format!(", issuer `{}`", shown.issuer)).unwrap_or_default();
    let expires = certificate.and_then(|shown| shown.expires);
    let expired = expires.is_some_and(|at| at < now);
    let word = if expired { "expired on" } else { "valid until" };
    let until = expires.map(|at| format!(", {word} {at}")).unwrap_or_default();
    let made_sure = match session.verified {
        Verified::Name => "verified",
        Verified::Issuer => "issuer verified, name not compared",
        Verified::Nothing => "not verified",
    };
    let detail = format!("{version}, {made_sure}{issuer}{until}");
    if session.verified == Verified::Nothing && !local {
        let hint = "anybody may be at the other end: use `sslmode=verify-full`, with `sslrootcert=FILE` where the \
                    server's authority is not a public one";
        return steps.warn("tls", detail, hint);
    }
    if expired {
        let hint =
            "the certificate has expired; the server's operator must renew it; is this device's clock right?";
        return steps.warn("tls", detail, hint);
    }
    if expires.is_some_and(|at| at.duration_since(now) < SOON) {
        let hint = "the certificate expires soon; the server's operator must renew it";
        return steps.warn("tls", detail, hint);
    }
    steps.ok("tls", detail);
}
