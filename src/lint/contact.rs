//! Name, addresses, links, and what does not belong into a résumé.

use serde_json::Value;

use super::{Finding, Place, Rule, Subject};

/// The domains of most private addresses: one letter off is a slip.
const DOMAINS: [&str; 14] = [
    "gmail.com", "googlemail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "live.com",
    "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de", "posteo.de", "t-online.de",
];

/// Domains that are one letter from those, and right.
const OTHERS: [&str; 10] = [
    "mail.com", "email.com", "ymail.com", "fmail.com", "gmx.com", "gmx.at", "gmx.ch", "hotmail.co",
    "proton.ch", "cloud.com",
];

/// Endings that no domain has, and that are typed for others.
const ENDINGS: [(&str, &str); 5] =
    [("con", "com"), ("cmo", "com"), ("ocm", "com"), ("nte", "net"), ("ogr", "org")];

/// Domains that stand for others (RFC 2606, RFC 6761).
const STAND_INS: [&str; 6] =
    ["example.com", "example.org", "example.net", "localhost", "yourdomain.com", "yourwebsite.com"];

/// Keys of the profile that employers in many countries must not ask for.
const PERSONAL: [(&str, &str); 12] = [
    ("birthday", "your birthday"),
    ("birthdate", "your birthday"),
    ("dateofbirth", "your birthday"),
    ("birth_date", "your birthday"),
    ("age", "your age"),
    ("gender", "your gender"),
    ("sex", "your gender"),
    ("maritalstatus", "your marital status"),
    ("religion", "your religion"),
    ("nationality", "your nationality"),
    ("ssn", "your social security number"),
    ("passport", "your passport number"),
];

pub(super) fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let mut missing = |rule, key: &str, what: &str, hint: &str| {
        let finding = Finding::new(rule, Place::profile(key), format!("the résumé has no {what}"));
        found.push(finding.hint(hint));
    };
    let set = |key: &str| format!("`resume profile set {key}=…`");
    if subject.basic("name").is_none() {
        missing(Rule::NoName, "name", "name", &set("name"));
    }
    if subject.basic("email").is_none() {
        missing(Rule::NoEmail, "email", "e-mail address", &set("email"));
    }
    if subject.basic("phone").is_none() {
        missing(Rule::NoPhone, "phone", "telephone number", &set("phone"));
    }
    let location = subject.basics().and_then(|basics| basics.get("location"));
    let says = |key: &str| {
        let text = location.and_then(|location| location.get(key)).and_then(Value::as_str);
        text.is_some_and(|text| !text.trim().is_empty())
    };
    if !["city", "region", "countryCode", "address"].into_iter().any(says) {
        missing(Rule::NoPlace, "location.city", "place", &set("location.city"));
    }
    email(subject, found);
    phone(subject, found);
    links(subject, found);
    personal(subject, found);
}

fn email(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(email) = subject.basic("email") else { return };
    let place = Place::profile("email");
    let mut odd = |message: String, hint: Option<String>| {
        let finding = Finding { hint, ..Finding::new(Rule::OddEmail, place.clone(), message) };
        found.push(finding);
    };
    let Some((name, domain)) = email.trim().split_once('@').filter(|(name, domain)| {
        let is_whole =
            |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
        let is_dotted = |part: &str| part.starts_with('.') || part.ends_with('.') || part.contains("..");
        is_whole(name) && !is_dotted(name) && is_whole(domain) && domain.contains('.') && !is_dotted(domain)
    }) else {
        return odd(format!("`{email}` is not an e-mail address"), None);
    };
    let domain = domain.to_lowercase();
    if is_stand_in(&domain) {
        return odd(format!("`{domain}` is a domain for examples: no mail arrives there"), None);
    }
    let near = |known: &&str| strsim::osa_distance(known, &domain) == 1 && known.len() > 7;
    let is_right = DOMAINS.contains(&domain.as_str()) || OTHERS.contains(&domain.as_str());
    let slip = DOMAINS.iter().find(|known| !is_right && near(known));
    let ending = ENDINGS.iter().find_map(|(wrong, right)| {
        let host = domain.strip_suffix(wrong)?.strip_suffix('.')?;
        Some(format!("{host}.{right}"))
    });
    if let Some(meant) = slip.map(|known| (*known).to_owned()).or(ending) {
        odd(format!("`{domain}` looks mistyped"), Some(format!("did you mean `{name}@{meant}`?")));
    }
}

fn phone(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(phone) = subject.basic("phone") else { return };
    // Those of the Arabic, Persian, Indian and full-width numerals, too, but no `½`.
    let is_digit = |c: char| matches!(c, '0'..='9' | '٠'..='٩' | '۰'..='۹' | '०'..='९' | '０'..='９');
    let strange = |c: char| !(is_digit(c) || c.is_whitespace() || "+-–./()\u{2011}".contains(c));
    // An extension may have a name, and there may be two numbers.
    let is_number = |number: &str| {
        let number =
            number.split_once("ext").or(number.split_once(" x")).map_or(number, |(number, _)| number);
        (6..=20).contains(&number.chars().filter(|c| is_digit(*c)).count()) && !number.contains(strange)
    };
    if !phone.split(" / ").all(is_number) && !is_number(phone) {
        let message = format!("`{phone}` does not look like a telephone number");
        found.push(Finding::new(Rule::OddPhone, Place::profile("phone"), message));
    }
}

fn is_stand_in(host: &str) -> bool {
    let host = host.trim_start_matches("www.");
    STAND_INS.contains(&host)
        || [".example", ".example.com", ".example.org", ".test", ".invalid"]
            .iter()
            .any(|end| host.ends_with(end))
}

fn links(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let mut look = |place: Place, url: &str| found.extend(link(place, url.trim()));
    if let Some(url) = subject.basic("url") {
        look(Place::profile("url"), url);
    }
    let profiles = subject.basics().and_then(|basics| basics.get("profiles")).and_then(Value::as_array);
    for (index, profile) in profiles.into_iter().flatten().enumerate() {
        if let Some(url) = profile.get("url").and_then(Value::as_str).filter(|url| !url.trim().is_empty()) {
            look(Place::Profile(format!("profiles.{index}.url")), url);
        }
    }
    for experience in subject.experiences {
        if let Some(url) = &experience.url {
            look(Place::Experience(experience.id), url);
        }
    }
}

fn link(place: Place, url: &str) -> Option<Finding> {
    let odd = |message: String| Some(Finding::new(Rule::OddLink, place.clone(), message));
    if url.contains(char::is_whitespace) {
        return odd(format!("the link `{url}` has a space in it"));
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        if url.starts_with("mailto:") || url.starts_with("tel:") {
            return None;
        }
        let odd = odd(format!("the link `{url}` cannot be followed"));
        // A host with a port looks like a scheme.
        let has_scheme = url.split_once(':').is_some_and(|(before, _)| !before.contains('.'));
        return odd.map(
            |finding| {
                if has_scheme { finding } else { finding.hint(format!("write `https://{url}`")) }
            },
        );
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default().to_lowercase();
    let name = rest.split_once('/').map_or("", |(_, path)| path).to_lowercase();
    let path_stands_in = ["username", "your-name", "yourname", "your-username", "yourusername"]
        .iter()
        .any(|word| name.split('/').any(|part| part == *word));
    if is_stand_in(&host) || path_stands_in {
        return odd(format!("the link `{url}` is an example"));
    }
    if !host.contains('.') {
        return odd(format!("the link `{url}` names no host"));
    }
    let insecure = scheme.eq_ignore_ascii_case("http");
    insecure.then(|| {
        let message = format!("the link `{url}` is not encrypted");
        Finding::new(Rule::InsecureLink, place, message).hint("most sites have `https://` as well")
    })
}

fn personal(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for key in subject.basics().into_iter().flat_map(|basics| basics.keys()) {
        let folded = key.to_lowercase();
        if let Some((_, what)) = PERSONAL.iter().find(|(known, _)| *known == folded) {
            let message = format!("the profile has {what}, which employers need not know");
            let finding = Finding::new(Rule::PersonalData, Place::profile(key), message);
            found.push(finding.hint(format!("the data formats include it; `resume profile unset {key}`")));
        }
    }
}
