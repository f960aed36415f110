//! What rendercv takes for a link, an e-mail address, an account or a DOI: it refuses a whole file for another one.

use url::Url;

use crate::formats::basics::Account;

/// A link.
pub(super) fn web(url: &str) -> Option<String> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_fit =
        is_web && url.len() <= 2083 && !url.contains(|c: char| c.is_whitespace() || "\"\\".contains(c));
    (is_fit && Url::parse(url).is_ok()).then(|| url.to_owned())
}

/// A link that the typesetter takes where it is shown: what stands behind a `#` would be code.
pub(super) fn shown(url: &str) -> Option<String> {
    web(url).filter(|url| !url.contains('#'))
}

/// An e-mail address that the library email-validator, which rendercv asks, surely takes.
pub(super) fn email(text: &str) -> Option<String> {
    const SIGNS: &str = "!#$%&'*+/=?^_`{|}~-.";
    const RESERVED: [&str; 6] = ["arpa", "invalid", "local", "localhost", "onion", "test"];
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, 'ß'..='ö' | 'ø'..='ÿ');
    let (name, host) = text.split_once('@')?;
    let is_name = name.len() <= 64
        && name.split('.').all(|part| !part.is_empty())
        && name.chars().all(|letter| is_letter(letter) || SIGNS.contains(letter));
    let is_label = |label: &str| {
        let is_inside = |letter: char| is_letter(letter) || letter == '-';
        // In ASCII, a label with other letters is longer.
        (1..=if label.is_ascii() { 63 } else { 30 }).contains(&label.len())
            && label.chars().all(is_inside)
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.get(2..4) != Some("--")
    };
    let (_, top) = host.rsplit_once('.')?;
    let is_top = top.chars().all(|letter| letter.is_ascii_alphabetic());
    let is_reserved = RESERVED.contains(&top.to_ascii_lowercase().as_str());
    let is_host = host.split('.').all(is_label) && is_top && !is_reserved;
    (is_name && is_host && text.len() <= 250).then(|| text.to_owned())
}

/// A network that rendercv knows, with a name that it takes.
pub(super) fn network((name, user, url): Account<'_>) -> Option<(&'static str, String)> {
    let wanted: String =
        name?.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase();
    let wanted = if wanted == "twitter" { "x" } else { &wanted };
    let (known, start) = super::ADDRESSES
        .iter()
        .chain(&[("Mastodon", "")])
        .find(|(known, _)| known.replace(' ', "").to_lowercase() == wanted)?;
    let from_url =
        || url.and_then(|url| url.strip_prefix(start)).map(|rest| rest.trim_matches('/').to_owned());
    let user = user.map(str::to_owned).or_else(|| from_url().filter(|_| !start.is_empty()))?;
    let plain =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let fits = match *known {
        "Mastodon" => user
            .strip_prefix('@')
            .and_then(|rest| rest.split_once('@'))
            .is_some_and(|(one, host)| plain(one) && plain(host)),
        "StackOverflow" => user.split_once('/').is_some_and(|(id, name)| {
            id.bytes().all(|b| b.is_ascii_digit()) && !id.is_empty() && plain(name)
        }),
        "ORCID" => {
            let groups: Vec<_> = user.split('-').collect();
            groups.len() == 4
                && groups
                    .iter()
                    .all(|group| group.len() == 4 && group.bytes().all(|b| b.is_ascii_digit() || b == b'X'))
        }
        "IMDB" => user
            .strip_prefix("nm")
            .is_some_and(|rest| rest.len() == 7 && rest.bytes().all(|b| b.is_ascii_digit())),
        "WhatsApp" => false,
        "Bluesky" => user.contains('.') && plain(&user) && !user.contains('_'),
        "Reddit" => (3..=23).contains(&user.len()) && plain(&user) && !user.contains('.'),
        _ => plain(&user),
    };
    fits.then_some((*known, user))
}

/// A DOI, or a link to one.
pub(super) fn is_doi(text: &str) -> bool {
    text.match_indices("10.").any(|(at, _)| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}
