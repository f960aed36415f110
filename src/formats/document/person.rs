//! The person: name, contacts and summary, from what stands before the first heading and below headings such as "Contact".

use serde_json::{Map, Value, json};

use super::body::{labelled, paragraphs};
use super::line::Line;
use super::names::{is_city, is_name_of_school_or_firm};
use super::sections::body_size;
use crate::formats::foreign::{Person, key_of, location, network};

/// From this length on a line of the header is a part of the summary.
const PROSE: usize = 90;

/// What is gathered of a person.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) person: Person,
    profiles: Vec<Value>,
    summary: Vec<String>,
    place: Map<String, Value>,
    /// Lines that are nothing of these.
    pub(super) unread: Vec<String>,
}

impl Gathered {
    /// Lines before the first heading, or the first of a column.
    pub(super) fn header(&mut self, lines: &[Line]) {
        let mut lines: Vec<Line> = lines.to_vec();
        if !self.person.basics.contains_key("name")
            && let Some(at) = name_of(&lines)
        {
            // What stands above the name is no description of the person.
            let above: Vec<Line> = lines.drain(..at).collect();
            self.contacts(&above, false);
            let at = 0;
            let rest = lines[at].take_name();
            let mut name = lines[at].text();
            lines.remove(at);
            if let Some(rest) = rest {
                lines.insert(at, rest);
            }
            // A name may be on two lines.
            if let Some(next) = lines.get(at).filter(|next| {
                (next.size - body_size(&lines)) > 4.0 && !next.text().contains(' ') && !name.contains(' ')
            }) {
                name = format!("{name} {}", next.text());
                lines.remove(at);
            }
            let (name, rest) = match name.split_once([',', '|', '–', '—']) {
                Some((name, rest)) if rest.trim().len() > 4 => {
                    (name.trim().to_owned(), Some(rest.trim().to_owned()))
                }
                _ => (name, None),
            };
            self.person.set("name", Some(name));
            self.person.set("label", rest);
        }
        self.contacts(&lines, true);
    }

    /// Lines with contacts. In a header, others are the label or the summary.
    pub(super) fn contacts(&mut self, lines: &[Line], is_header: bool) {
        let mut prose: Vec<Line> = Vec::new();
        for line in lines {
            let text = line.text();
            let is_sentence = text.chars().count() > PROSE && !text.contains('@')
                || prose.last().is_some_and(|last: &Line| last.goes_on && !line.is_below_gap);
            let fragments = fragments(line);
            let mut left = Vec::new();
            if is_sentence {
                prose.push(line.clone());
                continue;
            }
            let mut has_contact = false;
            for (fragment, link) in fragments {
                if self.contact(&fragment, link.as_deref()) {
                    has_contact = true;
                } else if has_contact && self.place.is_empty() && is_city_alone(&fragment) {
                    self.place = location(&fragment).unwrap_or_default();
                } else {
                    left.push(fragment);
                }
            }
            if left.is_empty() {
                continue;
            }
            let rest = left.join(" ");
            if is_header
                && !self.person.basics.contains_key("label")
                && rest.len() < PROSE
                && !rest.ends_with('.')
            {
                self.person.set("label", Some(text_without_contacts(&text, &left, &rest)));
            } else if is_header && (rest.split(' ').count() > 6 || rest.ends_with('.')) {
                prose.push(line.clone());
            } else {
                self.unread.extend(left);
            }
        }
        self.summary(&prose);
    }

    pub(super) fn summary(&mut self, lines: &[Line]) {
        for paragraph in paragraphs(lines) {
            let mark = if paragraph.is_item { "- " } else { "" };
            self.summary.push(format!("{mark}{}", paragraph.text));
        }
    }

    /// Whether a fragment is a contact, which is taken in.
    fn contact(&mut self, text: &str, link: Option<&str>) -> bool {
        let (label, value) = match labelled(text) {
            Some((label, value)) => (label.to_lowercase(), value),
            None => (String::new(), text),
        };
        let value = value.trim();
        if let Some(email) = email(value) {
            self.first("email", email);
            return true;
        }
        if let Some(address) = link.filter(|link| link.starts_with("http")).or_else(|| address(value)) {
            self.address(address);
            return true;
        }
        if link.is_some_and(|link| link.starts_with("tel:")) || is_phone(value) {
            self.first(
                "phone",
                value.trim_start_matches(|sign: char| sign.is_alphabetic() || sign == '.' || sign == ' '),
            );
            return true;
        }
        if NAMES.contains(&label.as_str()) && !self.person.basics.contains_key("name") {
            self.person.set("name", Some(value.to_owned()));
            return true;
        }
        let is_known_network =
            ["linkedin", "github", "gitlab", "twitter", "xing", "skype"].contains(&label.as_str());
        if is_known_network && !value.contains(' ') {
            self.profiles.push(json!({"network": network_name(&label), "username": value}));
            return true;
        }
        let is_of_place = PLACES.contains(&label.as_str());
        if self.place.is_empty() && (is_of_place || (label.is_empty() && is_place(value))) {
            self.place = place(value);
            return true;
        }
        if !label.is_empty() && value.len() < 80 && label.split(' ').count() <= 3 {
            self.person.others.insert(key_of(&label), json!(value));
            return true;
        }
        false
    }

    /// The first one counts; what says something else is kept beside it.
    fn first(&mut self, key: &str, value: &str) {
        match self.person.basics.get(key).and_then(Value::as_str) {
            None => self.person.set(key, Some(value.to_owned())),
            Some(known) if known == value => {}
            Some(_) => {
                let others = self.person.others.entry(key.to_owned()).or_insert_with(|| json!([]));
                if let Some(others) = others.as_array_mut() {
                    others.push(json!(value));
                }
            }
        }
    }

    fn address(&mut self, address: &str) {
        let whole = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
        match network(&whole) {
            Some((network, user)) if !user.is_empty() => {
                let account = json!({"network": network, "username": user, "url": whole});
                if !self.profiles.contains(&account) {
                    self.profiles.push(account);
                }
            }
            _ if !self.person.basics.contains_key("url") => self.person.set("url", Some(whole)),
            _ if self.person.basics.get("url").and_then(Value::as_str) == Some(whole.as_str()) => {}
            _ => {
                let host =
                    whole.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
                let account = json!({"network": host, "url": whole});
                if !self.profiles.contains(&account) {
                    self.profiles.push(account);
                }
            }
        }
    }

    /// The person, once everything is read.
    pub(super) fn finish(mut self) -> (Person, Vec<String>) {
        self.person.set_profiles(self.profiles);
        self.person.set_place(self.place);
        let summary = self.summary.join("\n\n").replace("\n\n- ", "\n- ");
        self.person.set("summary", Some(summary));
        (self.person, self.unread)
    }
}

/// Labels before a name.
const NAMES: [&str; 10] = [
    "name",
    "nom",
    "nombre",
    "nome",
    "naam",
    "namn",
    "nom et prénom",
    "nombre y apellidos",
    "nome e cognome",
    "vor- und nachname",
];

/// Labels before an address.
const PLACES: [&str; 14] = [
    "address",
    "location",
    "city",
    "adresse",
    "anschrift",
    "wohnort",
    "ort",
    "dirección",
    "ciudad",
    "indirizzo",
    "adres",
    "adress",
    "based in",
    "lieu",
];

fn network_name(label: &str) -> &'static str {
    match label {
        "linkedin" => "LinkedIn",
        "github" => "GitHub",
        "gitlab" => "GitLab",
        "twitter" => "Twitter",
        "xing" => "XING",
        _ => "Skype",
    }
}

/// The line with the largest letters among the first ones that are words.
fn name_of(lines: &[Line]) -> Option<usize> {
    let is_name = |line: &Line| {
        let text = line.text();
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
        letters >= 2 && text.len() < 70 && !text.contains('@') && !text.contains("://") && !is_phone(&text)
    };
    let first = lines.iter().take(12).enumerate().filter(|(_, line)| is_name(line));
    let largest = first.clone().map(|(_, line)| line.size).fold(0.0, f64::max);
    first.into_iter().find(|(_, line)| line.size > largest - 0.3).map(|(at, _)| at)
}

/// Between contacts, and before them.
const BETWEEN: &str = "|•·⋄◦\u{f095}\u{f0e0}‖♦∙￨";
const ICONS: &str = "☎✉⌂✆📞📧📍🏠🌐🔗📱";

fn is_contact(text: &str) -> bool {
    email(text).is_some() || is_phone(text) || address(text).is_some()
}

/// The contacts of a text, and what stands between them: `12 Quay, Bonn – 0228 12345 – a@b.example`.
fn parted(text: &str) -> Vec<String> {
    let text = text.trim();
    // A number may have such signs within it; of an e-mail address, words may stand before and behind.
    if is_phone(text) || text.chars().count() > PROSE {
        return vec![text.to_owned()];
    }
    for sign in [" – ", " — ", " - ", " / ", "; ", ", "] {
        let parts: Vec<&str> = text.split(sign).collect();
        if parts.len() < 2 || !parts.iter().any(|part| is_contact(part)) {
            continue;
        }
        let mut joined: Vec<(String, bool)> = Vec::new();
        for part in parts {
            match joined.last_mut() {
                // An address has such signs within it.
                Some((before, false)) if !is_contact(part) => *before = format!("{before}{sign}{part}"),
                _ => joined.push((part.to_owned(), is_contact(part))),
            }
        }
        return joined.into_iter().flat_map(|(part, _)| parted(&part)).collect();
    }
    if is_contact(text) {
        return vec![text.to_owned()];
    }
    // Nothing but spaces between them: the label of each goes with it.
    let word = text.split(' ').find(|word| email(word).is_some()).and_then(|word| text.split_once(word));
    let Some((before, after)) = word.filter(|_| text.split(' ').count() <= MOST_WORDS) else {
        return vec![text.to_owned()];
    };
    let mail = &text[before.len()..text.len() - after.len()];
    // The label of the address goes with it.
    let before = match before.trim().strip_suffix(':') {
        Some(label) => label.rsplit_once(' ').map_or("", |(before, _)| before),
        None => before,
    };
    let parts = [before.trim(), mail, after.trim()].into_iter().filter(|part| !part.is_empty());
    parts.flat_map(|part| if part == mail { vec![part.to_owned()] } else { parted(part) }).collect()
}

/// A line of contacts with nothing but spaces between them has no more words.
const MOST_WORDS: usize = 12;

/// Parts of a line of contacts, with the links of each.
fn fragments(line: &Line) -> Vec<(String, Option<String>)> {
    let mut fragments: Vec<(String, Option<String>)> = vec![(String::new(), None)];
    for piece in &line.pieces {
        let mut parts = piece.text.split(|letter: char| BETWEEN.contains(letter) || ICONS.contains(letter));
        let first = parts.next().unwrap_or_default();
        let changes = fragments.last().is_some_and(|(text, link)| !text.is_empty() && *link != piece.link);
        // A label keeps its value.
        let is_label = fragments.last().is_some_and(|(text, _)| text.trim_end().ends_with(':'));
        if (piece.apart || changes) && !is_label && !first.trim().is_empty() {
            fragments.push((String::new(), None));
        }
        if let Some(last) = fragments.last_mut() {
            if is_label && !first.starts_with(' ') {
                last.0.push(' ');
            }
            last.0.push_str(first);
            if last.1.is_none() && !first.trim().is_empty() {
                last.1.clone_from(&piece.link);
            }
        }
        for part in parts {
            let link = piece.link.clone().filter(|_| !part.trim().is_empty());
            fragments.push((part.to_owned(), link));
        }
    }
    let parted = fragments
        .into_iter()
        .flat_map(|(text, link)| parted(&text).into_iter().map(move |part| (part, link.clone())));
    let is_icon = |letter: char| {
        ('\u{e000}'..='\u{f8ff}').contains(&letter) || ICONS.contains(letter) || " –-,;/".contains(letter)
    };
    let trimmed = parted.map(|(text, link)| (text.trim_matches(is_icon).trim().to_owned(), link));
    trimmed.filter(|(text, _)| !text.is_empty()).collect()
}

fn text_without_contacts(text: &str, left: &[String], rest: &str) -> String {
    // Where all of the line is left, its own signs stay.
    let kept: usize = left.iter().map(String::len).sum();
    if kept + 4 * left.len() >= text.len() { text.to_owned() } else { rest.to_owned() }
}

fn email(text: &str) -> Option<&str> {
    let word = text.split_whitespace().find(|word| word.contains('@'))?;
    let word = word.trim_matches(|sign: char| "<>()[],;".contains(sign)).trim_start_matches("mailto:");
    let (user, host) = word.split_once('@')?;
    let fits = !user.is_empty()
        && host.contains('.')
        && !host.ends_with('.')
        && text.split_whitespace().count() <= 3;
    fits.then_some(word)
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest = text.trim_start_matches(|sign: char| sign.is_alphabetic() || ".: ".contains(sign));
    (7..=17).contains(&digits)
        && rest.chars().all(|letter| letter.is_ascii_digit() || "+()-–./ \u{a0}".contains(letter))
        && rest.starts_with(['+', '(', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        && super::periods::find(text).is_none()
}

fn address(text: &str) -> Option<&str> {
    let text = text.trim();
    let host = text.split("://").last()?.split('/').next()?;
    let ending = host.rsplit('.').next()?;
    let is_host = host.contains('.')
        && !host.starts_with('.')
        && (2..=12).contains(&ending.len())
        && ending.bytes().all(|letter| letter.is_ascii_lowercase())
        && host.chars().all(|letter| letter.is_alphanumeric() || ".-".contains(letter));
    let fits = !text.contains(char::is_whitespace) && !text.contains('@') && is_host;
    fits.then_some(text)
}

/// One word behind a contact that is no position.
fn is_city_alone(text: &str) -> bool {
    !text.contains(' ') && is_city(text) && !is_name_of_school_or_firm(text)
}

/// An address of a house, or a city with its country.
fn is_place(text: &str) -> bool {
    let parts: Vec<&str> = text.split(", ").collect();
    let is_word = |word: &str| {
        word.starts_with(char::is_uppercase) || word.chars().all(|c| c.is_ascii_digit() || c == '-')
    };
    let small = [
        "de", "of", "la", "am", "an", "der", "im", "do", "den", "du", "und", "and", "da", "das", "dos",
        "des", "del", "di", "della", "van", "von", "le", "les", "el", "rue", "via",
    ];
    let is_part = |part: &&str| {
        let words: Vec<&str> = part.split_whitespace().collect();
        !words.is_empty()
            && words.len() <= 4
            && words.iter().all(|word| is_word(word) || small.contains(word))
    };
    let has_code = text.split(|c: char| !c.is_ascii_digit()).any(|digits| (4..=5).contains(&digits.len()));
    parts.iter().all(is_part) && (parts.len() >= 2 || has_code) && parts.len() <= 5
}

/// JSON Resume's location of an address: `12 Harbour Quay, 6011 Wellington, NZ`.
fn place(text: &str) -> Map<String, Value> {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_code = |word: &str| {
        word.len() >= 4
            && word.contains(|c: char| c.is_ascii_digit())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let with_code = parts.iter().position(|part| part.split_whitespace().next().is_some_and(is_code));
    let Some(at) = with_code else { return location(text).unwrap_or_default() };
    let (code, city) = parts[at].split_once(' ').unwrap_or((parts[at], ""));
    let country = parts.get(at + 1).copied().unwrap_or_default();
    let is_code = country.len() == 2 && country.bytes().all(|letter| letter.is_ascii_uppercase());
    let entries = [
        ("address", parts[..at].join(", ")),
        ("postalCode", code.to_owned()),
        ("city", city.to_owned()),
        (if is_code { "countryCode" } else { "region" }, parts[at + 1..].join(", ")),
    ];
    let filled = entries.into_iter().filter(|(_, part)| !part.is_empty());
    filled.map(|(key, part)| (key.to_owned(), json!(part))).collect()
}
