//! The way to a server: from its name to a login.
//!
//! The driver would go on to the next host or address whatever the last one answered, a wrong
//! password included, and providers ban those who try too often. So every address is tried here, one at a time, and
//! only where none answered is the next one tried. How far it got is noted on the way, so that
//! a time-out can name the step that did not end.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, ToSocketAddrs};
use std::thread;
use std::time::{Duration, Instant};

use rustix::net::sockopt;
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tokio_postgres::config::{ChannelBinding as DriverBinding, SslMode as DriverSslMode, SslNegotiation};
use tokio_postgres::{Client, Config};

use super::super::explain::Unreached;
use super::super::route::{Stage, Track};
use super::stream::{AsItIs, Guarded};
use super::tls::{Handshake, Use};
use crate::database::url::{ChannelBinding, Host, Parameters, PostgresUrl, Server, SslMode};

/// The name by which the server's own tools show the connection.
const APPLICATION: &str = "resume";

/// The shortest time that an address is given.
const SHORTEST: Duration = Duration::from_millis(50);

/// What keeps a connection going.
pub(super) type Driver = tokio_postgres::Connection<Guarded, Guarded>;

/// Logs in to one server, by its first address that answers.
pub(super) async fn reach(
    url: &PostgresUrl,
    server: &Server,
    until: Instant,
    track: &Track,
) -> Result<(Client, Driver), Unreached> {
    let left = || until.saturating_duration_since(Instant::now());
    let name = match &server.host {
        Host::Socket(directory) => {
            track.reached(Stage::Connect);
            let path = directory.join(format!(".s.PGSQL.{}", server.port));
            let socket = in_time(url, left(), UnixStream::connect(path)).await.map_err(Unreached::Connect)?;
            return log_in(url, Guarded::new(socket, None, track.clone()), track).await;
        }
        Host::Name(name) => name,
    };
    let addresses = look_up(name, server).await?;
    track.note(|route| route.addresses.clone_from(&addresses));
    let mut unreached = None;
    for (index, address) in addresses.iter().enumerate() {
        track.note(|route| route.address = Some(*address));
        let share = left() / u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        match by_any_mode(url, (server, name), (*address, share), track).await {
            Err(error @ Unreached::Connect(_)) => unreached = Some(error),
            result => return result,
        }
    }
    let nowhere = || Unreached::LookUp(io::Error::other("the name has no address"));
    Err(unreached.unwrap_or_else(nowhere))
}

/// What a name stands for. The C library alone knows, and does not let itself be interrupted: it is asked on a
/// thread, which ends with its answer, however long ago that was given up.
async fn look_up(name: &str, server: &Server) -> Result<Vec<IpAddr>, Unreached> {
    if let Some(address) = server.address.or_else(|| name.parse().ok()) {
        return Ok(vec![address]);
    }
    let (tell, told) = oneshot::channel();
    let asked = (name.to_owned(), server.port);
    let ask = move || drop(tell.send(asked.to_socket_addrs().map(Vec::from_iter)));
    let _ = thread::Builder::new().name("look-up".to_owned()).spawn(ask).map_err(Unreached::NoRoom)?;
    let lost = |_| Err(io::Error::other("the name was not looked up"));
    let found = told.await.unwrap_or_else(lost).map_err(Unreached::LookUp)?;
    let mut addresses: Vec<IpAddr> = Vec::new();
    for address in found.iter().map(|address| address.ip()) {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    Ok(addresses)
}

/// Connects in a share of the time, or in less where the URL says so.
async fn in_time<T>(
    url: &PostgresUrl,
    share: Duration,
    connect: impl Future<Output = io::Result<T>>,
) -> io::Result<T> {
    let limit = url.parameters().connect_timeout.map_or(share, |wanted| wanted.min(share)).max(SHORTEST);
    timeout(limit, connect).await.unwrap_or_else(|_| Err(ErrorKind::TimedOut.into()))
}

/// Connects with as much TLS as is asked for. Where the URL leaves it open, the other way is tried when
/// the first one was not to be had, as libpq does (34.19.3).
async fn by_any_mode(
    url: &PostgresUrl,
    (server, name): (&Server, &str),
    (address, share): (IpAddr, Duration),
    track: &Track,
) -> Result<(Client, Driver), Unreached> {
    let (first, second) = match url.sslmode(server) {
        SslMode::Disable => (Use::Never, None),
        SslMode::Allow => (Use::Never, Some(Use::Always)),
        SslMode::Prefer => (Use::IfOffered, Some(Use::Never)),
        SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => (Use::Always, None),
    };
    let connect = async |tls_use| {
        let handshake = Handshake::new(url, server, tls_use, track.clone()).map_err(|error| {
            track.reached(Stage::Prepare);
            Unreached::Explained(error)
        })?;
        track.note(|route| {
            route.stage = Stage::Connect;
            route.tls = None;
        });
        let socket = in_time(url, share, TcpStream::connect((address, server.port))).await;
        let socket = socket.and_then(|socket| set(socket, url.parameters())).map_err(Unreached::Connect)?;
        track.reached(Stage::Tls);
        let stream = handshake.secure(socket, name).await.map_err(Unreached::Tls)?;
        log_in(url, stream, track).await
    };
    let result = connect(first).await;
    match (second, &result) {
        (Some(second), Err(error)) if error.asks_for_another_mode() => {
            let before = track.route();
            match connect(second).await {
                Err(other) if !other.got_further_than(error) => {
                    track.note(|route| *route = before);
                    result
                }
                answered => answered,
            }
        }
        _ => result,
    }
}

/// A connection that sends at once, and finds out by itself that the other end is gone.
fn set(socket: TcpStream, parameters: &Parameters) -> io::Result<TcpStream> {
    socket.set_nodelay(true)?;
    // Other systems have no such limit, and PostgreSQL's own library ignores it there.
    #[cfg(target_os = "linux")]
    if let Some(timeout) = parameters.tcp_user_timeout {
        sockopt::set_tcp_user_timeout(&socket, u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX))?;
    }
    if parameters.keepalives.unwrap_or(true) {
        sockopt::set_socket_keepalive(&socket, true)?;
        if let Some(idle) = parameters.keepalives_idle {
            sockopt::set_tcp_keepidle(&socket, idle)?;
        }
        if let Some(interval) = parameters.keepalives_interval {
            sockopt::set_tcp_keepintvl(&socket, interval)?;
        }
        if let Some(count) = parameters.keepalives_count {
            sockopt::set_tcp_keepcnt(&socket, count)?;
        }
    }
    Ok(socket)
}

async fn log_in(url: &PostgresUrl, stream: Guarded, track: &Track) -> Result<(Client, Driver), Unreached> {
    track.reached(Stage::Login);
    settings(url).connect_raw(stream, AsItIs).await.map_err(Unreached::Driver)
}

/// What the driver has to know for a login.
fn settings(url: &PostgresUrl) -> Config {
    let parameters = url.parameters();
    let mut config = Config::new();
    // It is the driver's word for a stream that needs nothing more.
    config.ssl_mode(DriverSslMode::Require).ssl_negotiation(SslNegotiation::Direct);
    config.application_name(parameters.application_name.as_deref().unwrap_or(APPLICATION));
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
    config
}
