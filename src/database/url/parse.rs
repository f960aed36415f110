//! Reading a connection URI.
//!
//! The invariant: no error repeats any of the text but the name of a parameter, and that only
//! where it cannot be a piece of a password that was not encoded.

use std::net::{IpAddr, Ipv6Addr};
use std::path::PathBuf;
use std::str::FromStr;

use percent_encoding::percent_decode_str;

use super::error::PostgresUrlError;
use super::parameters;
use super::postgres::{Host, PORT, Parameters, PostgresUrl, Server};

impl FromStr for PostgresUrl {
    type Err = PostgresUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        url(text)
    }
}

type Result<T, E = PostgresUrlError> = std::result::Result<T, E>;

/// The lists of one place each, before they are put together. One that is empty says nothing, as does
/// a host or an address that is absent.
#[derive(Default)]
struct Places {
    hosts: Vec<Option<Host>>,
    ports: Vec<u16>,
    addresses: Vec<Option<IpAddr>>,
}

pub(super) fn url(text: &str) -> Result<PostgresUrl> {
    let scheme =
        |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let scheme = ["postgres://", "postgresql://"].into_iter().find(|known| scheme(known));
    let rest = scheme.and_then(|scheme| text.get(scheme.len()..)).ok_or(PostgresUrlError::NoSlashes)?;
    if rest.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(PostgresUrlError::Space);
    }
    // A password that was not encoded puts an `@` behind its own `@`, `/` or `?`. What stands there
    // is then a piece of it, and would be taken, and told, for something else.
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    if rest.matches('@').count() > 1 || rest.find('@').is_some_and(|at| at > end) {
        return Err(PostgresUrlError::At);
    }
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (userinfo, place) = place.split_once('@').unwrap_or(("", place));
    let (hosts, database) = place.split_once('/').unwrap_or((place, ""));
    let (user, password) = match userinfo.split_once(':') {
        Some((user, password)) => (some(user)?, some(password)?),
        None => (some(userinfo)?, None),
    };
    let mut url = PostgresUrl {
        servers: Vec::new(),
        user,
        password,
        database: some(database)?,
        parameters: Parameters::default(),
    };
    let mut places = authority(hosts)?;
    read_query(&mut url, &mut places, query)?;
    if url.password.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("[YOUR-PASSWORD]")) {
        return Err(PostgresUrlError::Placeholder);
    }
    parameters::agree(&url.parameters)?;
    url.servers = places.servers()?;
    Ok(url)
}

/// `host:port,host:port…`
fn authority(text: &str) -> Result<Places> {
    let mut places = Places::default();
    if text.is_empty() {
        return Ok(places);
    }
    for each in text.split(',') {
        let (host, rest) = match each.strip_prefix('[') {
            Some(rest) => {
                let (address, rest) = rest.split_once(']').ok_or(PostgresUrlError::Brackets)?;
                let address: Ipv6Addr = address.parse().map_err(|_| PostgresUrlError::Brackets)?;
                (Some(Host::Name(address.to_string())), rest)
            }
            None => {
                let end = each.find(':').unwrap_or(each.len());
                let (name, rest) = each.split_at(end);
                (host(&decode(name)?)?, rest)
            }
        };
        let port = match rest.strip_prefix(':') {
            Some(port) => port,
            None if rest.is_empty() => "",
            None => return Err(PostgresUrlError::Host),
        };
        places.hosts.push(host);
        places.ports.push(read_port(port)?);
    }
    Ok(places)
}

/// The parameters; those that also have a place before the question mark overrule it.
fn read_query(url: &mut PostgresUrl, places: &mut Places, query: &str) -> Result<()> {
    // What follows a password that holds an `&` looks like a parameter.
    let mut after_password = false;
    for each in query.split('&').filter(|each| !each.is_empty()) {
        let (name, value) = each.split_once('=').ok_or(PostgresUrlError::NoValue)?;
        let (name, value) = (decode(name)?, decode(value)?);
        let filled = Some(value.clone()).filter(|value| !value.is_empty());
        match &*name {
            "user" => url.user = filled,
            "password" => {
                url.password = filled;
                after_password = true;
            }
            "dbname" => url.database = filled,
            "host" => places.hosts = list(&value).map(host).collect::<Result<_>>()?,
            "port" => places.ports = list(&value).map(read_port).collect::<Result<_>>()?,
            "hostaddr" => {
                let address = |text: &str| match text {
                    "" => Ok(None),
                    text => text.parse().map(Some).map_err(|_| PostgresUrlError::Addresses),
                };
                places.addresses = list(&value).map(address).collect::<Result<_>>()?;
            }
            _ => parameters::take(&mut url.parameters, &name, &value, !after_password)?,
        }
    }
    Ok(())
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').filter(move |_| !text.is_empty())
}

impl Places {
    fn servers(self) -> Result<Vec<Server>> {
        let Self { mut hosts, mut ports, mut addresses } = self;
        if hosts.is_empty() {
            hosts = vec![None; addresses.len().max(1)];
        }
        if addresses.is_empty() {
            addresses = vec![None; hosts.len()];
        }
        if ports.is_empty() {
            ports.push(PORT);
        }
        if let [port] = ports[..] {
            ports = vec![port; hosts.len()];
        }
        if ports.len() != hosts.len() {
            return Err(PostgresUrlError::Ports { hosts: hosts.len(), ports: ports.len() });
        }
        if addresses.len() != hosts.len() {
            return Err(PostgresUrlError::Addresses);
        }
        let places = hosts.into_iter().zip(addresses).zip(ports);
        let servers = places.flat_map(|((host, address), port)| {
            let hosts = match (host, address) {
                (Some(host), _) => vec![host],
                (None, Some(address)) => vec![Host::Name(address.to_string())],
                // libpq's own default was fixed when it was built; these are the usual ones.
                (None, None) => vec![
                    Host::Socket(PathBuf::from("/var/run/postgresql")),
                    Host::Socket(PathBuf::from("/tmp")),
                    Host::Name("localhost".to_owned()),
                ],
            };
            hosts.into_iter().map(move |host| Server { host, address, port })
        });
        Ok(servers.collect())
    }
}

fn host(text: &str) -> Result<Option<Host>> {
    if text.is_empty() {
        return Ok(None);
    }
    if text.starts_with('/') {
        return Ok(Some(Host::Socket(PathBuf::from(text))));
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(Some(Host::Name(address.to_string())));
    }
    let like_a_name =
        text.len() <= 253 && text.chars().all(|letter| letter.is_alphanumeric() || "-._".contains(letter));
    if like_a_name { Ok(Some(Host::Name(text.to_owned()))) } else { Err(PostgresUrlError::Host) }
}

fn read_port(text: &str) -> Result<u16> {
    if text.is_empty() {
        return Ok(PORT);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| digits && *port > 0).ok_or(PostgresUrlError::Port)
}

/// The decoded text, unless it is empty.
fn some(text: &str) -> Result<Option<String>> {
    Ok(Some(decode(text)?).filter(|text| !text.is_empty()))
}

fn decode(text: &str) -> Result<String> {
    let is_byte = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    if !text.split('%').skip(1).all(is_byte) {
        return Err(PostgresUrlError::Percent);
    }
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| PostgresUrlError::Percent)?;
    // The protocol ends its texts with a zero.
    if decoded.contains('\0') { Err(PostgresUrlError::Percent) } else { Ok(decoded.into_owned()) }
}
