//! The way to a server: from its name to a login.
//!
//! The driver would go on to the next host or address whatever the last one answered, a wrong
//! password included, and providers ban those who try too often. So every address is tried here, one at a time, and
//! only where nobody answered is the next one tried. How far it got is noted on the way: whoever
//! gave up waiting can tell which step did not end.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, TcpListener, ToSocketAddrs};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use postgres::config::{ChannelBinding as DriverBinding, SslMode as DriverSslMode, SslNegotiation};
use postgres::{Client, Config, NoTls};

use super::failure::{Unreached, tls_failure};
use super::tls::{Certificate, Connector, Session, Use};
use crate::database::url::{ChannelBinding, Host, PostgresUrl, Server, SslMode};

/// The name by which the server's own tools show the connection.
const APPLICATION: &str = "resume";

/// The shortest time that an address is given.
const SHORTEST: Duration = Duration::from_millis(50);

/// How long a connection to a port of our own may take. It is there at once, or never: where a firewall has it
/// vanish.
const FOR_DECOY: Duration = Duration::from_millis(100);

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

/// A route that is being taken on another thread.
#[derive(Clone)]
pub(super) struct Track(Arc<Mutex<Route>>);

impl Track {
    pub(super) fn new(server: &Server) -> Self {
        Self(Arc::new(Mutex::new(Route::new(server))))
    }

    pub(super) fn note(&self, change: impl FnOnce(&mut Route)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
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

/// Logs in to one server, by its first address that answers.
pub(super) fn reach(
    url: &PostgresUrl,
    server: &Server,
    until: Instant,
    track: &Track,
) -> Result<Client, Unreached> {
    let name = match &server.host {
        Host::Socket(directory) => return through_socket(url, server, directory, until, track),
        Host::Name(name) => name,
    };
    let addresses = look_up(name, server)?;
    track.note(|route| route.addresses.clone_from(&addresses));
    let mut unreached = None;
    for (index, address) in addresses.iter().enumerate() {
        track.note(|route| {
            route.address = Some(*address);
            route.stage = Stage::Connect;
        });
        let mut config = settings(url, server.port);
        let left = until.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        config.connect_timeout(time_for_address(url, share)).host(name).hostaddr(*address);
        match by_any_mode(&config, url, server, track) {
            Err(error) if track.route().stage == Stage::Connect => unreached = Some(error),
            result => return result,
        }
    }
    let nowhere = || Unreached::LookUp(io::Error::other("the name has no address"));
    Err(unreached.unwrap_or_else(nowhere))
}

fn look_up(name: &str, server: &Server) -> Result<Vec<IpAddr>, Unreached> {
    if let Some(address) = server.address.or_else(|| name.parse().ok()) {
        return Ok(vec![address]);
    }
    let found = (name, server.port).to_socket_addrs().map_err(Unreached::LookUp)?;
    let mut addresses: Vec<IpAddr> = Vec::new();
    for address in found.map(|address| address.ip()) {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    Ok(addresses)
}

/// Connects to a socket in the file system. The driver lets nobody in between where the server has no name
/// that a certificate could be for, so that it is given a name and something else to connect to: a port of
/// our own, where nobody ever answers, and which the [`Connector`] leaves for the socket.
fn through_socket(
    url: &PostgresUrl,
    server: &Server,
    directory: &Path,
    until: Instant,
    track: &Track,
) -> Result<Client, Unreached> {
    track.note(|route| route.stage = Stage::Connect);
    let path = directory.join(format!(".s.PGSQL.{}", server.port));
    let decoy = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    if let Some(address) = decoy.as_ref().ok().and_then(|decoy| decoy.local_addr().ok()) {
        let mut config = settings(url, address.port());
        config.connect_timeout(FOR_DECOY).host("localhost").hostaddr(address.ip());
        match config.connect(Connector::to_socket(path, track.clone())) {
            // It did not get as far as the socket.
            Err(error) if track.route().stage == Stage::Connect && tls_failure(&error).is_none() => {}
            result => return result.map_err(Unreached::Driver),
        }
    }
    // A device without as much as a network of its own, or a process that may use none: what comes from the
    // socket is not measured here, and who answers there is on this device.
    let mut config = settings(url, server.port);
    let left = until.saturating_duration_since(Instant::now());
    config.connect_timeout(time_for_address(url, left)).host_path(directory);
    config.ssl_mode(DriverSslMode::Disable).ssl_negotiation(SslNegotiation::Postgres);
    config.connect(NoTls).map_err(Unreached::Driver)
}

fn time_for_address(url: &PostgresUrl, share: Duration) -> Duration {
    url.parameters().connect_timeout.map_or(share, |wanted| wanted.min(share)).max(SHORTEST)
}

/// Connects with as much TLS as is asked for. Where the URL leaves it open, the other way is tried when
/// the first one was not to be had, as libpq does (34.19.3).
fn by_any_mode(
    config: &Config,
    url: &PostgresUrl,
    server: &Server,
    track: &Track,
) -> Result<Client, Unreached> {
    let (first, second) = match url.sslmode(server) {
        SslMode::Disable => (Use::Never, None),
        SslMode::Allow => (Use::Never, Some(Use::Always)),
        SslMode::Prefer => (Use::IfOffered, Some(Use::Never)),
        SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => (Use::Always, None),
    };
    let connect = |tls_use| {
        let connector = Connector::new(url, server, tls_use, track.clone()).map_err(|error| {
            track.note(|route| route.stage = Stage::Prepare);
            Unreached::Explained(error)
        })?;
        config.connect(connector).map_err(Unreached::Driver)
    };
    let result = connect(first);
    match (second, &result) {
        (Some(second), Err(error)) if error.asks_for_another_mode(track.route().stage) => {
            track.note(|route| {
                route.stage = Stage::Connect;
                route.tls = None;
            });
            connect(second).or(result)
        }
        _ => result,
    }
}

/// What is the same for every address.
fn settings(url: &PostgresUrl, port: u16) -> Config {
    let parameters = url.parameters();
    let mut config = Config::new();
    // Ours is what asks whether there is TLS.
    config.ssl_mode(DriverSslMode::Require).ssl_negotiation(SslNegotiation::Direct);
    config.port(port);
    config.application_name(parameters.application_name.as_deref().unwrap_or(APPLICATION));
    // The driver would write them to the log of another library.
    config.notice_callback(|_| {});
    if let Some(user) = url.user() {
        config.user(user);
    }
    if let Some(password) = url.password() {
        config.password(password);
    }
    if let Some(database) = url.database() {
        config.dbname(database);
    }
    if let Some(options) = &parameters.options {
        config.options(options);
    }
    config.channel_binding(match parameters.channel_binding {
        ChannelBinding::Disable => DriverBinding::Disable,
        ChannelBinding::Prefer => DriverBinding::Prefer,
        ChannelBinding::Require => DriverBinding::Require,
    });
    config.keepalives(parameters.keepalives.unwrap_or(true));
    if let Some(idle) = parameters.keepalives_idle {
        config.keepalives_idle(idle);
    }
    if let Some(interval) = parameters.keepalives_interval {
        config.keepalives_interval(interval);
    }
    if let Some(count) = parameters.keepalives_count {
        config.keepalives_retries(count);
    }
    if let Some(timeout) = parameters.tcp_user_timeout {
        config.tcp_user_timeout(timeout);
    }
    config
}
