//! What the importers of other programs' formats share.
//!
//! Their files say less than a record, or say it otherwise. What they say is written into a record's fields; there is no
//! way back to the file, so that a record is compared by its fields.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::content::Content;
use super::countries;
use super::error::{FormatError, Report};
use super::export::Exporter;
use super::incoming::{
    Draft, Importer, Incoming, IncomingProfile, Items, Wording, keep_order, keep_order_of_sections,
};
use super::said;
use super::source::Source;
use crate::domain::{Bullet, Experience, Kind, Sections, degree_and_area, place};

/// A format of another program.
#[derive(Debug)]
pub(super) struct Foreign {
    /// The word for it on the command line.
    pub(super) name: &'static str,
    /// What an import reads of an export of the record alone, where both are known.
    echo: Option<fn(&Experience) -> Option<Experience>>,
}

impl Foreign {
    pub(super) const fn new(name: &'static str) -> Self {
        Self { name, echo: None }
    }

    pub(super) const fn echoing(name: &'static str, echo: fn(&Experience) -> Option<Experience>) -> Self {
        Self { name, echo: Some(echo) }
    }
}

/// What an import of a format of YAML reads of an export of the record alone.
pub(super) fn echo(format: &(impl Importer + Exporter), record: &Experience) -> Option<Experience> {
    let written = format.write(None, std::slice::from_ref(record), &Sections::default()).ok()?;
    let content = Content::Tree(Source::yaml(String::from_utf8(written.bytes).ok()?).ok()?);
    match format.read(&content, &mut Report::default()).ok()?.items {
        Items::Drafts { drafts, .. } => {
            let same_kind = |draft: &&Draft| draft.content().kind == record.kind;
            drafts.iter().find(same_kind).map(|draft| draft.content().clone())
        }
        Items::Records(_) => None,
    }
}

impl Wording for Foreign {
    fn name(&self) -> &'static str {
        self.name
    }

    fn is_edited_by_hand(&self) -> bool {
        false
    }

    fn words(&self, record: &Experience) -> String {
        said::all_words(record).to_string()
    }

    fn echo(&self, record: &Experience) -> Option<Experience> {
        self.echo?(record)
    }
}

/// The drafts of a file, in its order.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    drafts: Vec<Draft>,
    counts: HashMap<Kind, u64>,
}

impl Drafts {
    /// Takes a draft that is filled in. `at` makes an error of what cannot be kept.
    pub(super) fn push(
        &mut self,
        mut draft: Draft,
        format: &Foreign,
        id: Option<&str>,
        report: &mut Report,
        at: impl Fn(String) -> FormatError,
    ) {
        let content = draft.content_mut();
        content.normalise();
        part_degree(content);
        if let Err(invalid) = content.validate() {
            return report.problem(at(format!("cannot be kept: its {invalid}")));
        }
        let count = self.counts.entry(content.kind).or_default();
        place::set(content, Some(*count));
        *count += 1;
        draft.finish(format.name, id);
        self.drafts.push(draft);
    }

    pub(super) fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Keeps the order of the sections, which is the author's in this format.
    pub(super) fn keep_order(&mut self) {
        keep_order_of_sections(&mut self.drafts, &[&Kind::ALL]);
    }

    /// Keeps the order of the sections that the file says, where it is none of the usual ones.
    pub(super) fn order(&mut self, order: Vec<Kind>, usual: &[&[Kind]]) {
        keep_order(&mut self.drafts, order, usual);
    }

    pub(super) fn into_incoming(self, format: &'static Foreign, profile: Map<String, Value>) -> Incoming {
        let items = Items::Drafts { drafts: self.drafts, wording: format };
        Incoming { profile: IncomingProfile::Keys(profile), items }
    }
}

/// The texts that are there, one after another.
pub(super) fn joined<T: AsRef<str>>(
    parts: impl IntoIterator<Item = Option<T>>,
    between: &str,
) -> Option<String> {
    let parts: Vec<T> = parts.into_iter().flatten().collect();
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(between))
}

/// Puts a text that was split into an entry.
pub(super) fn describe(content: &mut Experience, split: Option<(Option<String>, Vec<String>)>) {
    let (text, bullets) = split.unwrap_or_default();
    content.text = text;
    content.bullets = bullets.into_iter().map(Bullet::new).collect();
}

/// Puts further points into an education's text: its bullets are its courses.
pub(super) fn add_notes(content: &mut Experience, notes: Vec<String>) {
    if content.kind != Kind::Education {
        return content.bullets.extend(notes.into_iter().map(Bullet::new));
    }
    let list: Vec<_> = notes.into_iter().map(|note| format!("- {note}")).collect();
    content.text = joined([content.text.take(), Some(list.join("\n"))], "\n\n");
}

/// A degree that is written whole has its subject in the field for it.
fn part_degree(content: &mut Experience) {
    if content.kind != Kind::Education || content.metadata.contains_key("area") {
        return;
    }
    if let Some((degree, area)) = degree_and_area(&content.title) {
        let (degree, area) = (degree.to_owned(), json!(area));
        content.title = degree;
        content.metadata.insert("area".to_owned(), area);
    }
}

/// What a file says about the person.
#[derive(Debug, Default)]
pub(super) struct Person {
    /// JSON Resume's `basics`.
    pub(super) basics: Map<String, Value>,
    /// What `basics` has no key for, under a key of the format's own.
    pub(super) others: Map<String, Value>,
}

impl Person {
    /// Sets a key of `basics`, unless there is nothing to set.
    pub(super) fn set(&mut self, key: &str, text: Option<String>) {
        let text = text.filter(|text| !text.trim().is_empty());
        self.basics.extend(text.map(|text| (key.to_owned(), json!(text))));
    }

    /// Sets the accounts, unless there are none.
    pub(super) fn set_profiles(&mut self, profiles: Vec<Value>) {
        if !profiles.is_empty() {
            self.basics.insert("profiles".to_owned(), Value::Array(profiles));
        }
    }

    /// Sets where the person lives, unless nothing of it is known.
    pub(super) fn set_place(&mut self, place: Map<String, Value>) {
        if !place.is_empty() {
            self.basics.insert("location".to_owned(), Value::Object(place));
        }
    }

    /// The keys of the profile. `key` is for the others.
    pub(super) fn into_profile(self, key: &str) -> Map<String, Value> {
        let parts = [("basics", self.basics), (key, self.others)];
        let filled = parts.into_iter().filter(|(_, part)| !part.is_empty());
        filled.map(|(key, part)| (key.to_owned(), Value::Object(part))).collect()
    }
}

/// An object of the texts that are there, such as an account or a place.
pub(super) fn object<const N: usize>(parts: [(&str, Option<String>); N]) -> Map<String, Value> {
    parts.into_iter().filter_map(|(key, text)| Some((key.to_owned(), json!(text?)))).collect()
}

/// A name as the key of metadata: `License Number` is `license_number`.
pub(super) fn key_of(name: &str) -> String {
    let parts = name.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_").to_lowercase()
}

/// JSON Resume's location of a place in words, whose last part may be the code of a country: `London, GB`. A code that
/// North Americans write for a state is one of a country only behind another region.
pub(super) fn location(text: &str) -> Option<Map<String, Value>> {
    let mut place = city_and_region(text)?;
    let Some(region) = place.get("region").and_then(Value::as_str) else { return Some(place) };
    let (before, last) = region.rsplit_once(", ").unwrap_or(("", region));
    let is_code =
        last.bytes().all(|letter| letter.is_ascii_uppercase()) && countries::name_of(last).is_some();
    if is_code && (!before.is_empty() || !countries::is_state(last)) {
        let (before, code) = (before.to_owned(), json!(last));
        place.insert("countryCode".to_owned(), code);
        match before.is_empty() {
            true => place.remove("region"),
            false => place.insert("region".to_owned(), json!(before)),
        };
    }
    Some(place)
}

/// JSON Resume's location of a place in words: `Bonn, NRW, Germany`. One with a number is a whole address.
pub(super) fn city_and_region(text: &str) -> Option<Map<String, Value>> {
    if text.contains(|letter: char| letter.is_numeric()) {
        return Some(Map::from_iter([("address".to_owned(), json!(text.trim()))]));
    }
    let mut parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let city = parts.next()?;
    let rest = parts.collect::<Vec<_>>().join(", ");
    let parts =
        [("city", city.to_owned()), ("region", rest)].into_iter().filter(|(_, part)| !part.is_empty());
    Some(parts.map(|(key, part)| (key.to_owned(), json!(part))).collect())
}

/// The network that a link leads to, and the name of the user there.
pub(super) fn network(url: &str) -> Option<(&'static str, &str)> {
    let address = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let host = host.strip_prefix("www.").unwrap_or(host);
    let (_, name, prefix) = NETWORKS.iter().find(|(domain, ..)| {
        host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })?;
    let user = path.strip_prefix(prefix).unwrap_or_default();
    Some((name, user.split(['/', '?', '#', '&']).next().unwrap_or_default()))
}

/// Domain, name and what stands before the user's name in the path.
const NETWORKS: [(&str, &str, &str); 17] = [
    ("linkedin.com", "LinkedIn", "in/"),
    ("github.com", "GitHub", ""),
    ("gitlab.com", "GitLab", ""),
    ("twitter.com", "Twitter", ""),
    ("x.com", "X", ""),
    ("stackoverflow.com", "Stack Overflow", "users/"),
    ("youtube.com", "YouTube", "@"),
    ("instagram.com", "Instagram", ""),
    ("facebook.com", "Facebook", ""),
    ("orcid.org", "ORCID", ""),
    ("mastodon.social", "Mastodon", "@"),
    ("scholar.google.com", "Google Scholar", "citations?user="),
    ("researchgate.net", "ResearchGate", "profile/"),
    ("medium.com", "Medium", "@"),
    ("dribbble.com", "Dribbble", ""),
    ("behance.net", "Behance", ""),
    ("bsky.app", "Bluesky", "profile/"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_and_its_subject_are_two_fields() {
        let push = |title: &str, area: Option<&str>| {
            let (mut drafts, mut draft) = (Drafts::default(), Draft::new(Kind::Education));
            draft.content_mut().title = title.to_owned();
            draft.content_mut().metadata.extend(area.map(|area| ("area".to_owned(), json!(area))));
            drafts.push(draft, &Foreign::new("x"), None, &mut Report::default(), FormatError::of_file);
            let one = drafts.drafts[0].content();
            (one.title.clone(), one.metadata.get("area").and_then(Value::as_str).map(str::to_owned))
        };
        let parted = |title: &str, area: &str| (title.to_owned(), Some(area.to_owned()));
        assert_eq!(push("B.Sc. Physics", None), parted("B.Sc.", "Physics"));
        assert_eq!(push("B.Sc. Physics", Some("Optics")), parted("B.Sc. Physics", "Optics"));
        assert_eq!(push("Physics", None), ("Physics".to_owned(), None));
    }

    #[test]
    fn the_code_of_a_country_behind_a_place_is_known() {
        for (words, region, code) in [
            ("São Paulo, BR", None, Some("BR")),
            ("London, Greater London, GB", Some("Greater London"), Some("GB")),
            ("Toronto, ON, CA", Some("ON"), Some("CA")),
            ("Austin, TX", Some("TX"), None),
            ("Los Angeles, CA", Some("CA"), None),
            ("Oslo, Norway", Some("Norway"), None),
            ("Bonn", None, None),
        ] {
            let place = location(words).unwrap();
            let part = |key| place.get(key).and_then(Value::as_str);
            assert_eq!((part("region"), part("countryCode")), (region, code), "{words}");
        }
    }

    #[test]
    fn the_network_of_a_link_is_known() {
        assert_eq!(network("https://www.linkedin.com/in/ada/?x"), Some(("LinkedIn", "ada")));
        assert_eq!(network("github.com/ada"), Some(("GitHub", "ada")));
        assert_eq!(network("https://netflix.com/ada"), None);
    }
}
