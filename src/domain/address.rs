//! Web and e-mail addresses, as people write them and as other programs want them.
//!
//! The invariant: an address is stored in the letters in which it was written. Its form in ASCII is made where a file
//! format asks for one.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::{Host, Url};

/// Schemes of links without a host.
const WITHOUT_HOST: [&str; 5] = ["mailto", "tel", "urn", "doi", "sms"];

/// What no URI has unescaped (RFC 3986, section 2).
const UNSAFE: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What a text is not. The text itself, which may be private, is no part of the message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is no {what}")]
pub struct NoAddress {
    what: &'static str,
    example: &'static str,
    /// The address that is probably meant.
    meant: Option<String>,
}

impl NoAddress {
    fn web(meant: Option<String>) -> Self {
        Self { what: "web address", example: "https://example.org", meant }
    }

    fn email(meant: Option<String>) -> Self {
        Self { what: "e-mail address", example: "ada@example.org", meant }
    }

    pub fn hint(&self) -> String {
        match &self.meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write one such as `{}`", self.example),
        }
    }
}

/// A web address with its scheme: `https://` is put before one that has none.
///
/// # Errors
/// If the text is no web address.
pub fn web(text: &str) -> Result<String, NoAddress> {
    let trimmed = text.trim();
    if trimmed.contains(char::is_whitespace) {
        let joined: String = trimmed.split_whitespace().collect();
        return Err(NoAddress::web(completed(&joined).filter(|_| joined.contains("://"))));
    }
    completed(trimmed).ok_or_else(|| NoAddress::web(repaired(trimmed)))
}

fn completed(text: &str) -> Option<String> {
    if let Some((scheme, rest)) = text.split_once(':') {
        if rest.starts_with("//") {
            let url = Url::parse(text).ok()?;
            return url.host_str().is_some_and(|host| !host.is_empty()).then(|| text.to_owned());
        }
        if WITHOUT_HOST.iter().any(|known| scheme.eq_ignore_ascii_case(known)) && !rest.is_empty() {
            return Some(text.to_owned());
        }
    }
    let whole = format!("https://{text}");
    let url = Url::parse(&whole).ok()?;
    let is_host = match url.host()? {
        Host::Domain(domain) => is_domain(domain),
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    };
    (is_host && url.username().is_empty()).then_some(whole)
}

/// What remains of a scheme with a slip in it, such as `https//` or `http:/`.
fn repaired(text: &str) -> Option<String> {
    let rest = ["https", "http", "htps", "htttps", "ttps"].iter().find_map(|slip| {
        let rest = text.strip_prefix(slip)?;
        let after = rest.trim_start_matches([':', '/', ';', '.', ',']);
        (after.len() < rest.len()).then_some(after)
    });
    completed(rest?)
}

/// An e-mail address.
///
/// # Errors
/// If the text is none.
pub fn email(text: &str) -> Result<String, NoAddress> {
    let trimmed = text.trim();
    let found = trimmed.rsplit_once('@').filter(|(name, domain)| {
        let may_stand = |c: char| !c.is_whitespace() && !c.is_control() && !"@<>()[],;:\\\"".contains(c);
        !name.is_empty()
            && name.chars().all(may_stand)
            && Host::parse(domain).is_ok_and(|host| match host {
                Host::Domain(ascii) => is_domain(&ascii),
                Host::Ipv4(_) | Host::Ipv6(_) => false,
            })
    });
    match found {
        Some(_) => Ok(trimmed.to_owned()),
        None => {
            let meant = trimmed.trim_start_matches("mailto:").trim_matches(['<', '>']).replace(',', ".");
            let meant = meant.replace(" at ", "@").replace("(at)", "@").replace(" dot ", ".");
            let meant = Some(meant).filter(|meant| meant != trimmed && email(meant).is_ok());
            Err(NoAddress::email(meant))
        }
    }
}

/// Whether a host in ASCII has a name below a top-level domain.
fn is_domain(ascii: &str) -> bool {
    let mut labels = ascii.trim_end_matches('.').rsplit('.');
    let top = labels.next().unwrap_or_default();
    let has_name = labels.next().is_some_and(|name| !name.is_empty());
    has_name
        && top.len() >= 2
        && (top.starts_with("xn--") || top.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// The address as a URI (RFC 3986): an international domain as Punycode, what no URI has as escapes. An address that is
/// one already stays as it is. Nothing where it cannot be one.
pub fn to_uri(text: &str) -> Option<String> {
    let whole = completed(text.trim())?;
    if is_uri(&whole) {
        return Some(whole);
    }
    let ascii = Url::parse(&whole).ok()?.to_string();
    let ascii = if whole.ends_with('/') { ascii.as_str() } else { ascii.strip_suffix('/').unwrap_or(&ascii) };
    Some(utf8_percent_encode(ascii, &UNSAFE).to_string())
}

/// Whether the text has only what a URI may have.
pub fn is_uri(text: &str) -> bool {
    text.is_ascii() && utf8_percent_encode(text, &UNSAFE).eq([text])
}

/// Whether `ascii` is what is written for `text` in a format that has only ASCII.
pub fn is_written_for(ascii: &str, text: &str) -> bool {
    let is_form = |form: Option<String>| form.as_deref() == Some(ascii);
    ascii.is_ascii() && !is_uri(text) && (is_form(to_uri(text)) || is_form(to_ascii_email(text)))
}

/// The e-mail address in ASCII. Nothing where the name before the `@` is not.
pub fn to_ascii_email(text: &str) -> Option<String> {
    let (name, domain) = text.rsplit_once('@')?;
    let Host::Domain(domain) = Host::parse(domain).ok()? else { return None };
    name.is_ascii().then(|| format!("{name}@{domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses_are_completed_or_refused_with_a_suggestion() {
        for (text, address) in [
            ("acme.com", "https://acme.com"),
            ("www.acme.com/a?b#c", "https://www.acme.com/a?b#c"),
            ("acme.com:8080/x", "https://acme.com:8080/x"),
            (" http://localhost:3000 ", "http://localhost:3000"),
            ("münchen.de/ä", "https://münchen.de/ä"),
            ("https://例え.jp", "https://例え.jp"),
            ("mailto:ada@example.org", "mailto:ada@example.org"),
            ("192.168.0.1/x", "https://192.168.0.1/x"),
        ] {
            assert_eq!(web(text).as_deref(), Ok(address), "{text}");
        }
        for (text, meant) in [
            ("nope", None),
            ("x@y.org", None),
            ("https://", None),
            ("https//acme.com", Some("https://acme.com")),
            ("http:/acme.com", Some("https://acme.com")),
            ("https://acme .com", Some("https://acme.com")),
            ("see acme.com", None),
            ("file.x1", None),
        ] {
            assert_eq!(web(text).unwrap_err(), NoAddress::web(meant.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn email_addresses_are_refused_with_a_suggestion() {
        for text in ["ada@example.org", "a.b+c@sub.example.co.uk", "jörg@müller.de", "o'neil@x.org"] {
            assert_eq!(email(text).as_deref(), Ok(text));
        }
        for (text, meant) in [
            ("nope", None),
            ("ada@localhost", None),
            ("ada@gmail,com", Some("ada@gmail.com")),
            ("mailto:a@x.org", Some("a@x.org")),
            ("ada at x dot org", Some("ada@x.org")),
            ("a b@x.org", None),
        ] {
            assert_eq!(email(text).unwrap_err(), NoAddress::email(meant.map(str::to_owned)), "{text}");
        }
        assert_eq!(email("nope").unwrap_err().hint(), "write one such as `ada@example.org`");
    }

    #[test]
    fn addresses_are_written_in_ascii_where_they_must_be() {
        for (text, uri) in [
            ("https://acme.com", "https://acme.com"),
            ("acme.com/a%20b", "https://acme.com/a%20b"),
            ("https://münchen.de", "https://xn--mnchen-3ya.de"),
            ("https://münchen.de/ä ö?q=ü#ß", "https://xn--mnchen-3ya.de/%C3%A4%20%C3%B6?q=%C3%BC#%C3%9F"),
            ("https://a.org/x|y", "https://a.org/x%7Cy"),
        ] {
            assert_eq!(to_uri(text).as_deref(), Some(uri));
        }
        assert_eq!(to_uri("nope"), None);
        assert_eq!(to_ascii_email("ada@müller.de").as_deref(), Some("ada@xn--mller-kva.de"));
        assert_eq!(to_ascii_email("jörg@müller.de"), None);
    }
}
