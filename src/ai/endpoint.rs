//! Where an AI answers.

use std::net::IpAddr;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use ureq::Proxy;
use ureq::http::Uri;
use ureq::http::uri::Scheme;

use super::secret;
use super::secret::Secret;

/// The longest URL that is taken.
const LONGEST: usize = 2048;

/// The shortest value of a query that is cut out of what others say, in bytes.
const SHORTEST_WORD: usize = 4;

/// What is asked for below the base URL.
const CHAT: &str = "/chat/completions";

/// The base URL of an API, such as `https://api.openai.com/v1`: with a host, and without a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
    query: Option<String>,
    host: String,
    port: Option<u16>,
    encrypted: bool,
}

impl FromStr for Endpoint {
    type Err = &'static str;

    /// The messages don't repeat the text, which may hold a password.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err("it is too long for a URL");
        }
        if text.contains('#') {
            return Err("it holds a `#`, which no API has in its URL");
        }
        let uri: Uri = text.parse().map_err(|_| "it is no URL")?;
        let encrypted = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err("it begins with neither `https://` nor `http://`"),
        };
        let authority = uri.authority().ok_or("it names no host")?;
        if authority.as_str().contains('@') {
            return Err("a user or a password cannot stand in it; `RESUME_AI_KEY` holds a key");
        }
        let host = authority.host().trim_matches(['[', ']']).to_ascii_lowercase();
        if host.is_empty() {
            return Err("it names no host");
        }
        let written_port = authority.as_str().rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
        if written_port.is_some() && authority.port_u16().is_none_or(|port| port == 0) {
            return Err("its port is no number from 1 to 65535");
        }
        let path = uri.path().trim_end_matches('/');
        // People copy the whole address, and mean the same.
        let path = path.strip_suffix(CHAT).unwrap_or(path);
        let scheme = if encrypted { "https" } else { "http" };
        Ok(Self {
            base: format!("{scheme}://{authority}{path}"),
            query: uri.query().filter(|query| !query.is_empty()).map(str::to_owned),
            port: authority.port_u16(),
            host,
            encrypted,
        })
    }
}

impl Endpoint {
    /// Where questions are sent.
    pub fn chat_url(&self) -> String {
        let query = self.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{CHAT}{query}", self.base)
    }

    /// For people and logs: without a query, which may hold a secret.
    pub fn shown(&self) -> &str {
        &self.base
    }

    /// The same, down to the path that is asked.
    pub fn shown_chat(&self) -> String {
        format!("{}{CHAT}", self.base)
    }

    /// What may be a secret of the query, as it is sent and as it is meant: long values wherever they
    /// stand, short ones as words, and those that any sentence may hold only behind their names.
    pub fn secrets(&self) -> Vec<Secret> {
        let pairs = self.query.as_deref().unwrap_or_default().split('&');
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or(("", pair)));
        // Azure's is a date, and of use in a message.
        let pairs = pairs.filter(|(name, value)| *name != "api-version" && !value.is_empty());
        let mut secrets = Vec::new();
        for (name, value) in pairs {
            let mut forms =
                vec![value.to_owned(), percent_decode_str(value).decode_utf8_lossy().into_owned()];
            forms.dedup();
            for form in forms {
                if form.len() < secret::SHORTEST {
                    secrets.push(Secret::word(format!("{name}={form}")));
                }
                match form.len() {
                    0..SHORTEST_WORD => {}
                    SHORTEST_WORD..secret::SHORTEST => secrets.push(Secret::word(form)),
                    _ => secrets.push(Secret::new(form)),
                }
            }
        }
        secrets
    }

    pub fn host(&self) -> &str {
        &self.host
    }

    pub fn port(&self) -> u16 {
        self.port.unwrap_or(if self.encrypted { 443 } else { 80 })
    }

    /// Host and port, the latter where it is written.
    pub fn server(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        self.port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"))
    }

    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Whether it is on this machine.
    pub fn is_local(&self) -> bool {
        let name = self.host.trim_end_matches('.');
        name == "localhost"
            || name.ends_with(".localhost")
            || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// Whether it is OpenAI's, which `OPENAI_API_KEY` is for.
    pub fn is_openai(&self) -> bool {
        let of = |domain: &str| {
            self.host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.encrypted && (of("openai.com") || of("openai.azure.com"))
    }
}

/// A proxy on the way, and the variable that names it.
#[derive(Debug, Clone)]
pub struct Via {
    pub variable: &'static str,
    /// It may hold a password.
    pub url: Secret,
}

impl Via {
    /// Whether its host has a name, which is looked up.
    pub fn has_name(&self) -> bool {
        Proxy::new(self.url.reveal())
            .is_ok_and(|proxy| proxy.host().trim_matches(['[', ']']).parse::<IpAddr>().is_err())
    }

    /// The proxy as a person writes it, without a password.
    pub fn shown(&self) -> String {
        match Proxy::new(self.url.reveal()) {
            Ok(proxy) => format!("{}:{}", proxy.host(), proxy.port()),
            Err(_) => format!("what `{}` says", self.variable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(text: &str) -> Endpoint {
        text.parse().unwrap()
    }

    #[test]
    fn the_path_of_the_api_is_kept_and_that_of_the_chat_added_once() {
        for (text, chat) in [
            ("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions"),
            (" HTTPS://h/v1/ ", "https://h/v1/chat/completions"),
            ("http://127.0.0.1:11434", "http://127.0.0.1:11434/chat/completions"),
            ("http://[::1]:8000/v1/chat/completions", "http://[::1]:8000/v1/chat/completions"),
            ("https://h/x?api-version=1", "https://h/x/chat/completions?api-version=1"),
        ] {
            assert_eq!(endpoint(text).chat_url(), chat);
        }
        assert_eq!(endpoint("https://h/v1?key=secret").shown_chat(), "https://h/v1/chat/completions");
    }

    #[test]
    fn what_is_no_base_url_is_refused_without_being_repeated() {
        for text in [
            "",
            "api.openai.com",
            "ftp://h/v1",
            "https://",
            "https:///v1",
            "https://u:pass@h/v1",
            "https://h:0/v1",
            "https://h:99999/v1",
            "https://h/v1#pass",
            "https://h h/v1",
            "file:///etc/passwd",
            "https://h\u{1b}/",
        ] {
            let error = text.parse::<Endpoint>().unwrap_err();
            assert!(!error.contains("pass@") && !error.contains("#pass"), "{text}: {error}");
        }
    }

    #[test]
    fn only_this_machine_is_local_and_only_openai_is_openai() {
        for text in ["http://localhost:1/v1", "http://127.9.0.1", "http://[::1]:80", "http://a.localhost"] {
            assert!(endpoint(text).is_local(), "{text}");
        }
        for text in ["http://localhost.example.com", "http://127.0.0.1.example", "http://10.0.0.1"] {
            assert!(!endpoint(text).is_local(), "{text}");
        }
        assert!(endpoint("https://eu.api.openai.com/v1").is_openai());
        for text in ["https://notopenai.com", "https://openai.com.example", "http://api.openai.com/v1"] {
            assert!(!endpoint(text).is_openai(), "{text}");
        }
    }
}
