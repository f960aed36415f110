//! Records and a profile become a document.

use serde_json::{Map, Value};

use super::dates::Dates;
use super::markup::Markdown;
use super::{Bullet, Document, Entry, Header, Layout, Location, Network, Section};
use crate::domain::{Experience, Kind, basic, listed, place};

impl Document {
    /// The document of a profile, as JSON Resume has it, and of the living ones of `experiences`, which are in
    /// the order of their sections.
    pub fn of(profile: Option<&Map<String, Value>>, experiences: &[Experience]) -> Self {
        let basics = profile.and_then(|profile| profile.get("basics")).and_then(Value::as_object);
        let sections: Vec<_> = Kind::ALL
            .into_iter()
            .map(|kind| {
                let entries: Vec<_> = place::of_kind(experiences, kind).into_iter().map(entry).collect();
                let precision = Dates::precision(entries.iter().filter_map(|entry| entry.dates));
                Section { kind, layout: Layout::of(kind), precision, entries }
            })
            .filter(|section| !section.entries.is_empty())
            .collect();
        Self { header: basics.map(header).unwrap_or_default(), sections }
    }
}

fn header(basics: &Map<String, Value>) -> Header {
    let word = |key| text(basics, key);
    let location = basics.get("location").and_then(Value::as_object);
    let part = |key| location.and_then(|location| text(location, key));
    let networks = basics.get("profiles").and_then(Value::as_array).into_iter().flatten();
    Header {
        name: word("name"),
        label: word("label"),
        email: word("email"),
        phone: word("phone"),
        url: basic(basics, "url").map(str::to_owned),
        image: basic(basics, "image").map(str::to_owned),
        location: Location {
            address: part("address"),
            postal_code: part("postalCode"),
            city: part("city"),
            region: part("region"),
            country_code: part("countryCode"),
        },
        profiles: networks.filter_map(Value::as_object).filter_map(network).collect(),
        summary: word("summary").map(Markdown),
    }
}

fn network(profile: &Map<String, Value>) -> Option<Network> {
    let network = Network {
        network: text(profile, "network"),
        username: text(profile, "username"),
        url: text(profile, "url"),
    };
    (network != Network::default()).then_some(network)
}

/// A longer text is no period, in characters.
const LONGEST_PERIOD: usize = 60;

fn entry(experience: &Experience) -> Entry {
    let metadata = |key| word(&experience.metadata, key);
    // The key of the text itself holds something else only where there is no text.
    let own_text = match experience.kind {
        Kind::Project => "description",
        Kind::Reference => "reference",
        _ => "summary",
    };
    let beside = |key| if key == own_text { None } else { metadata(key).map(Markdown) };
    let lines = experience.bullets.iter().filter_map(|bullet| {
        present(&bullet.text).map(|text| Bullet { text: Markdown(text), tags: bullet.tags.clone() })
    });
    let lines: Vec<_> = lines.collect();
    let list = |key| words(&experience.metadata, key);
    let (courses, bullets) = match (experience.kind, experience.has_courses()) {
        (_, true) => (lines.into_iter().map(|line| line.text).collect(), Vec::new()),
        (Kind::Education, false) if lines.is_empty() => (marked(list("courses")), lines),
        _ => (Vec::new(), lines),
    };
    let skills: Vec<_> = experience.skills.iter().map(String::as_str).filter_map(present).collect();
    let said = || metadata("period").or_else(|| metadata("date"));
    let (dates, period) = match (Dates::of(experience), said()) {
        (None, Some(words)) => match words.parse() {
            Ok(date) => (Some(Dates::On(date)), None),
            Err(_) => (None, Some(words).filter(|words| words.chars().count() <= LONGEST_PERIOD)),
        },
        (dates, _) => (dates, None),
    };
    Entry {
        id: experience.id,
        tags: experience.tags.clone(),
        title: present(&experience.title),
        area: metadata("area"),
        organization: experience.organization.as_deref().and_then(present),
        location: experience.location.as_deref().and_then(present),
        url: experience.url.as_deref().and_then(present),
        dates,
        period,
        description: beside("description"),
        text: experience.text.as_deref().and_then(present).or_else(|| metadata(own_text)).map(Markdown),
        summary: beside("summary"),
        bullets,
        authors: marked(list("authors")),
        courses,
        score: metadata("score"),
        level: metadata("level"),
        fluency: metadata("fluency"),
        roles: list("roles"),
        sort: metadata("type"),
        skills: if skills.is_empty() { list("keywords") } else { skills },
    }
}

fn marked(texts: Vec<String>) -> Vec<Markdown> {
    texts.into_iter().map(Markdown).collect()
}

/// A text that says something, without characters that control a terminal or that no XML can hold.
pub(super) fn present(text: &str) -> Option<String> {
    let shown = |c: char| match c {
        '\n' | '\r' | '\t' => c,
        '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    (!text.trim().is_empty()).then(|| text.chars().map(shown).collect())
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key).and_then(Value::as_str).and_then(present)
}

/// A value that is worth a word, where it is one.
fn word(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key).and_then(as_word)
}

fn as_word(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => present(text),
        _ => None,
    }
}

/// The words of a list, or of a text that stands in its place.
fn words(object: &Map<String, Value>, key: &str) -> Vec<String> {
    match object.get(key) {
        Some(Value::Array(items)) => items.iter().filter_map(as_word).collect(),
        Some(Value::String(text)) => listed(text).iter().filter_map(|text| present(text)).collect(),
        value => value.and_then(as_word).into_iter().collect(),
    }
}
