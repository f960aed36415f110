//! `postgres://…`, as libpq's manual describes it (34.1.1.2, Connection URIs).
//!
//! The invariants: what is here was checked when it was read, so that nothing about it can fail for
//! its form later; and the password is in nothing but [`PostgresUrl::password`] and
//! [`PostgresUrl::reveal`].

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::UrlError;

/// The port where none is named.
pub(super) const PORT: u16 = 5432;

/// A PostgreSQL database, and how to reach it. It may hold a password, which is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    /// In the order in which they are tried; never empty.
    pub(super) servers: Vec<Server>,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) database: Option<String>,
    pub(super) parameters: Parameters,
}

/// One place where the database may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub host: Host,
    /// Where it is, without a look-up of the name.
    pub address: Option<IpAddr>,
    pub port: u16,
}

/// How a server is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// A name or an address.
    Name(String),
    /// The directory of a Unix socket.
    Socket(PathBuf),
}

/// What the URL says after its question mark.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parameters {
    pub sslmode: Option<SslMode>,
    pub sslrootcert: Option<RootCertificates>,
    /// The client's own certificate and key: both or none.
    pub sslcert: Option<PathBuf>,
    pub sslkey: Option<PathBuf>,
    pub application_name: Option<String>,
    /// For one address; absent: as long as may be waited at all.
    pub connect_timeout: Option<Duration>,
    /// Options of the server process, such as `-c search_path=x`.
    pub options: Option<String>,
    pub target: Target,
    /// Absent: they are sent, as the system does it.
    pub keepalives: Option<bool>,
    pub keepalives_idle: Option<Duration>,
    pub keepalives_interval: Option<Duration>,
    pub keepalives_count: Option<u32>,
    pub tcp_user_timeout: Option<Duration>,
    pub channel_binding: ChannelBinding,
}

words! {
    /// How much TLS is asked for (libpq's manual, 34.19.3).
    #[derive(PartialOrd, Ord)]
    pub enum SslMode {
        Disable = "disable",
        Allow = "allow",
        Prefer = "prefer",
        Require = "require",
        VerifyCa = "verify-ca",
        VerifyFull = "verify-full",
    }
}

/// The trusted authorities for the server's certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RootCertificates {
    /// Those that the system trusts.
    System,
    /// Those in a file.
    File(PathBuf),
}

words! {
    /// Which of several servers will do.
    #[derive(Default)]
    pub enum Target {
        #[default]
        Any = "any",
        ReadWrite = "read-write",
        ReadOnly = "read-only",
        Primary = "primary",
        Standby = "standby",
        PreferStandby = "prefer-standby",
    }
}

words! {
    /// Whether the authentication is tied to the TLS session.
    #[derive(Default)]
    pub enum ChannelBinding {
        Disable = "disable",
        #[default]
        Prefer = "prefer",
        Require = "require",
    }
}

impl Server {
    /// Whether it is on this device.
    pub fn is_local(&self) -> bool {
        match &self.host {
            Host::Socket(_) => true,
            Host::Name(name) => match (self.address, name.parse::<IpAddr>()) {
                (Some(address), _) | (None, Ok(address)) => address.is_loopback(),
                (None, Err(_)) => {
                    let name = name.trim_end_matches('.').to_ascii_lowercase();
                    name == "localhost" || name.ends_with(".localhost")
                }
            },
        }
    }
}

/// `host`, `host:port`, `[address]:port` or the path of a socket's directory.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Socket(path) => write!(f, "{}", path.display())?,
            Host::Name(name) if name.contains(':') => write!(f, "[{name}]")?,
            Host::Name(name) => f.write_str(name)?,
        }
        if self.port == PORT { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

impl PostgresUrl {
    /// Where the database may be, in the order in which to try; never empty.
    pub fn servers(&self) -> &[Server] {
        &self.servers
    }

    /// The role to log in as; absent: the login name.
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    pub fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// The database's name; where none is written, it is called like the role.
    pub fn database(&self) -> Option<&str> {
        self.database.as_deref().or(self.user())
    }

    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// How much TLS one of its servers is asked for.
    ///
    /// Over a network that others may listen to, nothing less than a verified server will do unless
    /// the URL says so: a password is about to be sent.
    pub fn sslmode(&self, server: &Server) -> SslMode {
        let system = self.parameters.sslrootcert == Some(RootCertificates::System);
        match self.parameters.sslmode {
            _ if matches!(server.host, Host::Socket(_)) => SslMode::Disable,
            Some(mode) => mode,
            None if server.is_local() && !system => SslMode::Prefer,
            None => SslMode::VerifyFull,
        }
    }

    /// Whether a server of it is on another device.
    pub fn is_of_network(&self) -> bool {
        self.servers.iter().any(|server| !server.is_local())
    }

    /// `host/database` of the first server, with nothing in it that could drive a terminal.
    pub fn name(&self) -> String {
        let server = self.servers.first().map(Server::to_string).unwrap_or_default();
        let name = format!("{server}/{}", self.database().unwrap_or_default());
        name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
    }

    /// The same with a role, if it names none.
    #[must_use]
    pub fn or_user(mut self, user: impl FnOnce() -> String) -> Self {
        self.user.get_or_insert_with(user);
        self
    }

    /// The same with this password.
    #[must_use]
    pub fn with_password(mut self, password: String) -> Self {
        self.password = Some(password);
        self
    }

    /// The same with every path in it resolved.
    pub(super) fn resolve(
        mut self,
        resolve: impl Fn(&Path) -> Result<PathBuf, UrlError>,
    ) -> Result<Self, UrlError> {
        let Parameters { sslrootcert, sslcert, sslkey, .. } = &mut self.parameters;
        if let Some(RootCertificates::File(path)) = sslrootcert {
            *path = resolve(path)?;
        }
        for path in [sslcert, sslkey].into_iter().flatten() {
            *path = resolve(path)?;
        }
        Ok(self)
    }

    /// The whole URL, **with the password**, so that it can be written to a file of the user's own.
    pub fn reveal(&self) -> String {
        let mut text = "postgresql://".to_owned();
        if let Some(user) = &self.user {
            text += &encode(user);
        }
        if let Some(password) = &self.password {
            text += &format!(":{}", encode(password));
        }
        if self.user.is_some() || self.password.is_some() {
            text.push('@');
        }
        let hosts = self.servers.iter().map(|server| {
            let host = match &server.host {
                Host::Socket(path) => encode(&path.to_string_lossy()),
                Host::Name(name) if name.contains(':') => format!("[{name}]"),
                Host::Name(name) => encode(name),
            };
            if server.port == PORT { host } else { format!("{host}:{}", server.port) }
        });
        text += &hosts.collect::<Vec<_>>().join(",");
        if let Some(database) = &self.database {
            text += &format!("/{}", encode(database));
        }
        let parameters = self.written_parameters();
        let parameters: Vec<_> =
            parameters.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if parameters.is_empty() { text } else { format!("{text}?{}", parameters.join("&")) }
    }

    /// The servers, the role and the security of a connection, without the password. Equal routes lead to
    /// the same database.
    pub fn route(&self) -> String {
        let Parameters { sslmode, sslrootcert, sslcert, sslkey, options, target, channel_binding, .. } =
            self.parameters.clone();
        let parameters = Parameters {
            sslmode,
            sslrootcert,
            sslcert,
            sslkey,
            options,
            target,
            channel_binding,
            ..Parameters::default()
        };
        Self { password: None, parameters, ..self.clone() }.reveal()
    }

    /// The same to be shown: `options` may set anything on the server, a secret of its own too.
    pub fn shown(&self) -> String {
        let options = self.parameters.options.as_ref().map(|_| "hidden".to_owned());
        Self { parameters: Parameters { options, ..self.parameters.clone() }, ..self.clone() }.route()
    }

    fn written_parameters(&self) -> Vec<(&'static str, String)> {
        let p = &self.parameters;
        let path = |path: &PathBuf| path.to_string_lossy().into_owned();
        let root = |root: &RootCertificates| match root {
            RootCertificates::System => "system".to_owned(),
            RootCertificates::File(file) => path(file),
        };
        let seconds = |time: Duration| time.as_secs().to_string();
        let addresses = self.servers.iter().any(|server| server.address.is_some()).then(|| {
            let each = self.servers.iter().map(|server| server.address.map(|ip| ip.to_string()));
            each.map(Option::unwrap_or_default).collect::<Vec<_>>().join(",")
        });
        let target = (p.target != Target::Any).then(|| p.target.as_str().to_owned());
        let binding =
            (p.channel_binding != ChannelBinding::Prefer).then(|| p.channel_binding.as_str().to_owned());
        let written = [
            ("hostaddr", addresses),
            ("sslmode", p.sslmode.map(|mode| mode.as_str().to_owned())),
            ("sslrootcert", p.sslrootcert.as_ref().map(root)),
            ("sslcert", p.sslcert.as_ref().map(path)),
            ("sslkey", p.sslkey.as_ref().map(path)),
            ("application_name", p.application_name.clone()),
            ("connect_timeout", p.connect_timeout.map(seconds)),
            ("options", p.options.clone()),
            ("target_session_attrs", target),
            ("keepalives", p.keepalives.map(|on| u8::from(on).to_string())),
            ("keepalives_idle", p.keepalives_idle.map(seconds)),
            ("keepalives_interval", p.keepalives_interval.map(seconds)),
            ("keepalives_count", p.keepalives_count.map(|count| count.to_string())),
            ("tcp_user_timeout", p.tcp_user_timeout.map(|time| time.as_millis().to_string())),
            ("channel_binding", binding),
        ];
        written.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({:?})", self.name())
    }
}

/// All but what RFC 3986 calls unreserved.
const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, &RESERVED).to_string()
}
