//! What can be wrong with a connection URI.
//!
//! The invariant: no error repeats any of the text but the name of a parameter, and that only
//! where it cannot be a piece of a password that was not encoded.

/// Why a text is no URL of a PostgreSQL database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostgresUrlError {
    #[error("the database URL does not begin with `postgres://`")]
    NoSlashes,
    #[error("the database URL holds a space or a control character")]
    Space,
    #[error("the database URL holds an `@` where none belongs")]
    At,
    #[error("the database URL holds a `%` that no two hexadecimal digits follow, or that stands for no text")]
    Percent,
    #[error("the password in the database URL is still a placeholder")]
    Placeholder,
    #[error("a host in the database URL is not a name, an address or a path")]
    Host,
    #[error("an address in brackets in the database URL is no IPv6 address")]
    Brackets,
    #[error("a port in the database URL is no number from 1 to 65535")]
    Port,
    #[error("the database URL names {ports} ports for {hosts} hosts")]
    Ports { hosts: usize, ports: usize },
    #[error("an address after `hostaddr` in the database URL is none, or there are more or fewer than hosts")]
    Addresses,
    #[error("a parameter of the database URL has no value")]
    NoValue,
    #[error("the database URL has a parameter `{name}`, which is not known")]
    Unknown { name: String, near: Option<&'static str> },
    #[error("the database URL has a parameter that is not known")]
    UnknownUntold,
    #[error("the parameter `{0}` of a database URL is not supported")]
    Unsupported(&'static str),
    #[error("`{name}` in the database URL is not {wanted}")]
    Value { name: &'static str, wanted: String },
    #[error("of `sslcert` and `sslkey`, the database URL has only one")]
    HalfAKeyPair,
    #[error("with `sslrootcert=system` in the database URL, `sslmode` can only be `verify-full`")]
    WeakSystemRoots,
}

impl PostgresUrlError {
    /// What to write instead.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::NoSlashes | Self::Host | Self::Port => {
                "write `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, and in USER and PASSWORD `%40` for `@`, \
                 `%3A` for `:`, `%2F` for `/`, `%3F` for `?`, `%25` for `%`"
            }
            Self::Space => "write `%20` for a space",
            Self::At => {
                "in a user's name and password write `%40` for `@`, `%2F` for `/`, `%3F` for `?`, `%25` for `%`"
            }
            Self::Percent => "write `%25` for a `%`",
            Self::Placeholder => "put your own password in its place; `[` and `]` do not belong to it",
            Self::Brackets => "write an IPv6 address as `[::1]`",
            Self::Ports { .. } => "name one port for all hosts, or one for each",
            Self::Addresses => "name one address for each host",
            Self::NoValue => {
                "parameters are of the form `name=value`, with `&` between them; `%26` stands for `&`"
            }
            Self::Unknown { near: Some(near), .. } => return format!("is `{near}` meant?"),
            Self::Unknown { .. } | Self::UnknownUntold | Self::Unsupported(_) => {
                "remove it; `docs/servers.md` lists the supported parameters"
            }
            Self::Value { .. } => "change or leave out the parameter",
            Self::HalfAKeyPair => "a certificate of the client's own needs its key, and the other way round",
            Self::WeakSystemRoots => {
                "leave `sslmode` out, or name the file that holds the certificates to trust"
            }
        };
        hint.to_owned()
    }
}
