//! Who the person is, and how to reach them.

use super::{Contact, ContactKind, Header, Link};
use crate::document;
use crate::document::markup::{Markdown, is_safe, one_line};
use crate::document::{Location, Network};

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
    let place = place(location, comma);
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
    let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let text = rest.strip_suffix('/').unwrap_or(rest).to_owned();
    Link { text, url: is_safe(&url).then_some(url) }
}

/// A number as a telephone takes it (RFC 3966, section 5.1.1).
fn dialled(phone: &str) -> Option<String> {
    let number: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let is_number = number.len() >= 3 && !number[1..].contains('+') && !phone.contains(char::is_alphabetic);
    is_number.then(|| format!("tel:{number}"))
}

fn place(location: &Location, comma: &str) -> String {
    let Location { address, postal_code, city, region, country_code } = location;
    let [address, postal_code, city, region, country_code] =
        [address, postal_code, city, region, country_code]
            .map(|part| part.as_deref().map(one_line).filter(|part| !part.is_empty()));
    // Who writes no code has the country in words behind the region, as LinkedIn does.
    let (region, country) = match (region, country_code) {
        (Some(words), None) => match words.rsplit_once(',').unwrap_or(("", &words)) {
            (region, country) if is_named(country) => (
                Some(region.trim().to_owned()).filter(|region| !region.is_empty()),
                Some(country.trim().to_owned()),
            ),
            _ => (Some(words), None),
        },
        parts => parts,
    };
    let follows = country.as_deref().is_some_and(code_follows);
    let (before, after) = if follows { (None, postal_code) } else { (postal_code, None) };
    let joined = |parts: &[&Option<String>], between: &str| {
        parts.iter().copied().flatten().map(String::as_str).collect::<Vec<_>>().join(between)
    };
    let (city, region) = match region {
        Some(_) => (joined(&[&before, &city], " "), Some(joined(&[&region, &after], " "))),
        None => (joined(&[&before, &city, &after], " "), None),
    };
    joined(&[&address, &Some(city).filter(|city| !city.is_empty()), &region, &country], comma)
}

/// Whether the postal codes of a country, by its code or its English name, stand behind the city or the state.
fn code_follows(country: &str) -> bool {
    is_named(country) || CODE_FOLLOWS.iter().any(|names| country.eq_ignore_ascii_case(names[0]))
}

/// Whether it is one of these countries by its name: many a region has the letters of a country's code.
fn is_named(country: &str) -> bool {
    let names = CODE_FOLLOWS.iter().flat_map(|names| &names[1..]);
    names.into_iter().any(|name| country.trim().eq_ignore_ascii_case(name))
}

/// The countries of [`code_follows`], each by its code and its names (addressing guides of the Universal Postal Union).
const CODE_FOLLOWS: &[&[&str]] = &[
    &["AU", "Australia"],
    &["BD", "Bangladesh"],
    &["BR", "Brazil"],
    &["CA", "Canada"],
    &["GB", "United Kingdom", "UK", "England", "Scotland", "Wales", "Northern Ireland"],
    &["ID", "Indonesia"],
    &["IE", "Ireland"],
    &["IN", "India"],
    &["JO", "Jordan"],
    &["NZ", "New Zealand"],
    &["PK", "Pakistan"],
    &["SA", "Saudi Arabia"],
    &["SG", "Singapore"],
    &["TH", "Thailand"],
    &["TW", "Taiwan"],
    &["UA", "Ukraine"],
    &["US", "United States", "USA", "United States of America"],
    &["VN", "Vietnam"],
];

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
