//! The words that the explanations share.

use std::fmt;
use std::time::Duration;

use crate::database::supabase::{self, Place};
use crate::database::url::{Host, PostgresUrl, Server};

/// Who logs in, and where.
#[derive(Clone)]
pub struct Login {
    /// As a person writes it.
    pub server: String,
    host: Option<String>,
    pub user: String,
    pub database: String,
    password: Option<String>,
    encrypted: bool,
    /// Whose privileges count, where it is another one than logged in.
    role: Option<String>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Login({:?} at {:?})", self.user, self.server)
    }
}

impl Login {
    pub(in super::super) fn new(url: &PostgresUrl, server: &Server) -> Self {
        let host = match &server.host {
            Host::Name(name) => Some(name.clone()),
            Host::Socket(_) => None,
        };
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self {
            server: server.to_string(),
            host,
            user: text(url.user()),
            database: text(url.database()),
            password: url.password().map(str::to_owned),
            encrypted: false,
            role: None,
        }
    }

    pub(in super::super) fn note_encryption(&mut self, encrypted: bool) {
        self.encrypted = encrypted;
    }

    pub(in super::super) fn note_role(&mut self, role: String) {
        self.role = Some(role);
    }

    /// Whose privileges count.
    pub(super) fn role(&self) -> &str {
        self.role.as_deref().unwrap_or(&self.user)
    }

    pub(super) fn is_socket(&self) -> bool {
        self.host.is_none()
    }

    /// Whether TLS could have been spoken and was not.
    pub(super) fn is_plain(&self) -> bool {
        !self.encrypted && !self.is_socket()
    }

    pub(super) fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// What the host is to Supabase.
    pub(super) fn supabase(&self) -> Option<Place<'_>> {
        supabase::place(self.host.as_deref()?)
    }

    /// A text of the server's, without what it must not tell.
    fn discreet(&self, text: &str) -> String {
        match self.password.as_deref() {
            // One that is shorter is part of many a word, and what is left out would tell of it.
            Some(password) if password.chars().count() >= 4 => text.replace(password, "…"),
            _ => text.to_owned(),
        }
    }
}

/// The end of a hint. `db check` itself has another one.
pub(in super::super) const STEP_BY_STEP: &str = "`resume db check` tries it step by step";

pub(super) const PATIENCE: &str = "try again later; `RESUME_TIMEOUT` says how many seconds to wait";

/// The server as the beginning of a sentence.
pub(super) fn at(login: &Login) -> String {
    format!("`{}`", login.server)
}

pub(super) fn seconds(time: Duration) -> String {
    format!("{} s", (time.as_secs_f64() * 10.0).round() / 10.0)
}

/// A text of the server's on one line: not long, without the password.
pub(in super::super) fn quoted(text: &str, login: Option<&Login>) -> String {
    const LONGEST: usize = 200;
    let text = login.map_or_else(|| text.to_owned(), |login| login.discreet(text));
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST + 1).collect();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.trim_end().to_owned(),
    }
}
