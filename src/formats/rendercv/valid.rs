//! What rendercv takes for a link, a telephone number, an account or a DOI: it refuses a whole file for another one.

use crate::formats::basics::Account;

/// A link, without the fragment that breaks the PDF.
pub(super) fn web(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let is_fit = !rest.is_empty() && !url.contains(char::is_whitespace);
    is_fit.then(|| url.split('#').next().unwrap_or_default().to_owned())
}

/// An e-mail address as the library email-validator takes it, which rendercv asks.
pub(super) fn email(text: &str) -> Option<String> {
    const SIGNS: &str = "!#$%&'*+/=?^_`{|}~-.";
    const RESERVED: [&str; 6] = ["arpa", "invalid", "local", "localhost", "onion", "test"];
    let (name, host) = text.split_once('@')?;
    let is_name = !name.is_empty()
        && name.len() <= 64
        && name.split('.').all(|part| !part.is_empty())
        && name.chars().all(|letter| letter.is_alphanumeric() || SIGNS.contains(letter));
    let is_label = |label: &str| {
        let is_inside = |letter: char| letter.is_alphanumeric() || letter == '-';
        (1..=63).contains(&label.len())
            && label.chars().all(is_inside)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let (_, top) = host.rsplit_once('.')?;
    let is_top = top.chars().all(char::is_alphabetic) || top.starts_with("xn--");
    let is_reserved = RESERVED.contains(&top.to_ascii_lowercase().as_str());
    (is_name && host.split('.').all(is_label) && is_top && !is_reserved).then(|| text.to_owned())
}

/// `+4922812345`, if it may be one: rendercv refuses the file otherwise.
pub(super) fn international(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let others = phone.trim_start_matches('+').chars().all(|c| c.is_ascii_digit() || " -/().".contains(c));
    let is_one =
        phone.starts_with('+') && others && (8..=15).contains(&digits.len()) && !digits.starts_with('0');
    // North American numbers: neither area nor exchange begins with 0 or 1, no area ends with 11, and 555 is for films.
    let is_known = digits.strip_prefix('1').is_none_or(|national| {
        let begins = |at: usize| national.as_bytes().get(at).is_some_and(|digit| *digit >= b'2');
        let is_area = national.get(..3).is_some_and(|area| area != "555" && !area.ends_with("11"));
        national.len() == 10 && begins(0) && begins(3) && is_area && national.get(3..6) != Some("555")
    });
    (is_one && is_known).then(|| format!("+{digits}"))
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
