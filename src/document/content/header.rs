//! Who the person is, and how to reach them.

use super::{Contact, ContactKind, Header, Link, address};
use crate::document;
use crate::document::Network;
use crate::document::markup::{Markdown, is_safe, one_line};

/// `comma` stands between the parts of an address.
pub(super) fn header(header: &document::Header, photo: Option<&String>, comma: &str) -> Header {
    let document::Header { name, label, email, phone, url, image: _, location, profiles, summary } = header;
    let plain = |kind, text: String, url| Contact { kind, network: None, text, url };
    let mut contacts = Vec::new();
    contacts.extend(email.as_ref().map(|email| {
        let email = one_line(email);
        let url = format!("mailto:{email}");
        plain(ContactKind::Email, email, Some(url))
    }));
    contacts.extend(phone.as_ref().map(|phone| plain(ContactKind::Phone, one_line(phone), dialled(phone))));
    contacts.extend(url.as_ref().map(|url| {
        let Link { text, url } = link(url);
        plain(ContactKind::Url, text, url)
    }));
    let place = address::of(location, comma);
    contacts.extend((!place.is_empty()).then(|| plain(ContactKind::Location, place, None)));
    contacts.extend(profiles.iter().map(profile));
    Header {
        name: name.as_deref().map(one_line),
        label: label.as_deref().map(one_line),
        photo: photo.cloned(),
        contacts,
        summary: summary.as_ref().map(Markdown::blocks).unwrap_or_default(),
    }
}

/// An address as people say it, and where it leads.
pub(super) fn link(url: &str) -> Link {
    let url = one_line(url);
    let rest = match url.split_once(':') {
        Some((_, rest)) if rest.starts_with("//") => &rest[2..],
        // What a mail is to say is no part of its address (RFC 6068, section 2).
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("mailto") => {
            rest.split_once('?').map_or(rest, |(address, _)| address)
        }
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("tel") => rest,
        _ => url.as_str(),
    };
    let text = rest.strip_suffix('/').unwrap_or(rest).to_owned();
    Link { text, url: is_safe(&url).then_some(url) }
}

/// A number as a telephone takes it (RFC 3966, section 5.1.1).
fn dialled(phone: &str) -> Option<String> {
    let number: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let is_number = number.len() >= 3 && !number[1..].contains('+') && !phone.contains(char::is_alphabetic);
    is_number.then(|| format!("tel:{number}"))
}

fn profile(profile: &Network) -> Contact {
    let Network { network, username, url } = profile;
    let link = url.as_deref().map(link);
    // The address of a network alone does not say who it is.
    let says = |text: &str, name: &str| text.contains(name.trim().trim_start_matches('@'));
    let text = match (&link, network, username) {
        (Some(Link { text, url: Some(_) }), Some(network), Some(name)) if !says(text, name) => {
            format!("{}: {}", one_line(network), one_line(name))
        }
        (Some(Link { text, url: Some(_) }), ..) => text.clone(),
        (Some(Link { text, url: None }), Some(name), _)
        | (Some(Link { text, url: None }), None, Some(name)) => {
            format!("{}: {text}", one_line(name))
        }
        (Some(Link { text, url: None }), None, None) => text.clone(),
        (None, Some(network), Some(username)) => format!("{}: {}", one_line(network), one_line(username)),
        (None, network, username) => network.iter().chain(username).map(|one| one_line(one)).collect(),
    };
    let network = network.as_deref().map(one_line);
    Contact { kind: ContactKind::Profile, network, text, url: link.and_then(|link| link.url) }
}
