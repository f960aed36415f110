//! FRESH, the format of FluentCV and HackMyResume.
//!
//! Source: the FRESH schema 1.0.0-beta and what HackMyResume 1.8 reads.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::content::Content;
use super::error::{FormatError, Report};
use super::fields::Fields;
use super::foreign::{Drafts, Foreign, Person, network, object};
use super::incoming::{Draft, Importer, Incoming};
use super::rich::{self, Rich};
use super::source::{Source, Spot};
use crate::domain::{Bullet, Experience, Kind};

/// The format.
#[derive(Debug)]
pub(super) struct Fresh;

static WORDING: Foreign = Foreign::new("fresh");

impl Importer for Fresh {
    fn recognises(&self, content: &Content) -> bool {
        let Some(root) = content.tree().map(Source::root) else { return false };
        let format = root.get("meta").and_then(|meta| meta.get("format"));
        let says_so =
            format.is_some_and(|format| format.as_str().is_some_and(|name| name.starts_with("FRESH")));
        says_so || root.get("employment").is_some_and(|jobs| jobs.get("history").is_some())
    }

    fn known_by(&self) -> Option<&'static str> {
        Some("`employment.history`")
    }

    fn read(&self, content: &Content, report: &mut Report) -> Result<Incoming, FormatError> {
        let mut root = Fields::of(&content.root()?)?;
        let mut person = Person::default();
        read_person(&mut root, &mut person, report);
        let mut drafts = Drafts::default();
        for (section, kind) in SECTIONS {
            for item in items(&mut root, section, &mut person.others, report) {
                read_item(&item, kind, &mut drafts, report);
            }
        }
        root.ignore(&["meta"]);
        root.keep_rest(&mut person.others, report);
        Ok(drafts.into_incoming(&WORDING, person.into_profile("fresh")))
    }
}

const SECTIONS: [(&str, Kind); 12] = [
    ("employment", Kind::Work),
    ("service", Kind::Volunteer),
    ("education", Kind::Education),
    ("projects", Kind::Project),
    ("recognition", Kind::Award),
    ("writing", Kind::Publication),
    ("skills", Kind::Skill),
    ("languages", Kind::Language),
    ("interests", Kind::Interest),
    ("testimonials", Kind::Reference),
    ("affiliation", Kind::Volunteer),
    ("certifications", Kind::Certificate),
];

/// A section is a list, or an object with lists: `history` of jobs, `sets` and `list` of skills. What else the
/// object says goes to `others`, under the section's name.
fn items<'a>(
    root: &mut Fields<'a>,
    section: &'static str,
    others: &mut Map<String, Value>,
    report: &mut Report,
) -> Vec<Spot<'a>> {
    let Some(spot) = root.get(&[section]) else { return Vec::new() };
    if let Some(items) = spot.items() {
        return items;
    }
    let Some(mut object) = report.take(Fields::of(&spot)) else { return Vec::new() };
    let mut items = object.items(&["history"], report);
    items.extend(object.items(&["sets"], report));
    let in_sets: HashSet<String> = items.iter().flat_map(names_of).collect();
    let mut rest = Map::new();
    let mut repeated = Vec::new();
    for item in object.items(&["list"], report) {
        if !name_of(&item).is_some_and(|name| in_sets.contains(&name)) {
            items.push(item);
        } else if item.entries().is_some_and(|entries| entries.len() > 1) {
            // The set has its name alone.
            repeated.push(item.value());
        }
    }
    if !repeated.is_empty() {
        report.keep(&mut rest, "list", repeated);
    }
    object.keep_rest(&mut rest, report);
    if !rest.is_empty() {
        let name = if others.contains_key(section) { format!("{section}_") } else { section.to_owned() };
        others.insert(name, Value::Object(rest));
    }
    items
}

/// The skills of a set, and its own name.
fn names_of(set: &Spot<'_>) -> Vec<String> {
    let skills = set.get("skills").and_then(|skills| skills.items()).unwrap_or_default();
    skills.iter().chain([set]).filter_map(name_of).collect()
}

/// The name of a skill, which may be a word alone, in lower case.
fn name_of(skill: &Spot<'_>) -> Option<String> {
    let name = skill.as_text().or_else(|| skill.get("name")?.as_text())?;
    Some(name.trim().to_lowercase())
}

fn read_person(root: &mut Fields<'_>, person: &mut Person, report: &mut Report) {
    person.set("name", root.text(&["name"], report));
    if let Some(mut info) = root.object(&["info"], report) {
        person.set("label", info.text(&["label", "class"], report));
        person.set("summary", info.text(&["brief"], report).and_then(|text| Rich::Markdown.markdown(&text)));
        person.set("image", info.text(&["image"], report));
        info.keep_rest(&mut person.others, report);
    }
    if let Some(mut contact) = root.object(&["contact"], report) {
        for (keys, key) in [(["email"], "email"), (["phone"], "phone"), (["website"], "url")] {
            let text = contact.text(&keys, report);
            person.set(key, text);
        }
        contact.keep_rest(&mut person.others, report);
    }
    if let Some(mut place) = root.object(&["location"], report) {
        let keys = [
            (["address"], "address"),
            (["code"], "postalCode"),
            (["city"], "city"),
            (["country"], "countryCode"),
            (["region"], "region"),
        ];
        person.set_place(object(keys.map(|(keys, key)| (key, place.text(&keys, report)))));
        place.keep_rest(&mut person.others, report);
    }
    let mut profiles = Vec::new();
    for item in root.items(&["social"], report) {
        let Some(mut item) = report.take(Fields::of(&item)) else { continue };
        let url = item.text(&["url"], report);
        let known = url.as_deref().and_then(network).map(|(name, _)| name.to_owned());
        let (network, label) = (item.text(&["network"], report), item.text(&["label"], report));
        let name = network.or_else(|| label.clone()).or(known);
        let label = label.filter(|label| Some(label) != name.as_ref());
        let user = item.text(&["user"], report);
        let mut profile = object([("network", name), ("username", user), ("url", url), ("label", label)]);
        item.keep_rest(&mut profile, report);
        profiles.push(Value::Object(profile));
    }
    person.set_profiles(profiles);
}

fn read_item(spot: &Spot<'_>, kind: Kind, drafts: &mut Drafts, report: &mut Report) {
    let mut draft = Draft::new(kind);
    let content = draft.content_mut();
    // An entry may be a word alone; a number is a skill or the like at most.
    let may_be_number = matches!(kind, Kind::Skill | Kind::Language | Kind::Interest);
    if let Some(word) = spot.as_text().filter(|_| may_be_number || spot.as_str().is_some()) {
        content.title = word;
        return drafts.push(draft, &WORDING, None, report, |message| spot.error(message));
    }
    let Some(mut fields) = report.take(Fields::of(spot)) else { return };
    let title: &[&str] = match kind {
        Kind::Work | Kind::Volunteer => &["position", "role"],
        Kind::Education => &["title", "studyType"],
        Kind::Language => &["language"],
        _ => &["title", "name"],
    };
    content.title = fields.text(title, report).unwrap_or_default();
    content.url = fields.text(&["url"], report);
    if kind == Kind::Publication {
        publisher(&mut fields, content, report);
    } else {
        content.organization =
            fields.text(&["employer", "organization", "institution", "from", "issuer"], report);
    }
    content.location = fields.text(&["location"], report);
    content.start_date = fields.date(&["start", "date"], report);
    content.end_date = fields.date(&["end"], report);
    content.skills = fields.list(&["skills", "keywords"], report);
    match kind {
        Kind::Education => {
            fields.meta(&["area"], "area", content, report);
            fields.meta(&["grade", "gpa"], "score", content, report);
            content.bullets = fields.list(&["curriculum"], report).into_iter().map(Bullet::new).collect();
            content.text = fields.text(&["summary"], report).and_then(|text| Rich::Markdown.markdown(&text));
            // What is studied beside it is no course.
            fields.meta(&["studyType"], "study_type", content, report);
        }
        Kind::Language => fields.meta(&["fluency", "level"], "fluency", content, report),
        Kind::Reference => fields.description(&["quote", "summary"], Rich::Markdown, content, report),
        Kind::Project => {
            let roles = fields.list(&["role", "roles"], report);
            if !roles.is_empty() {
                content.metadata.insert("roles".to_owned(), json!(roles));
            }
            fields.description(&["description", "summary"], Rich::Markdown, content, report);
        }
        _ => fields.description(&["summary", "description"], Rich::Markdown, content, report),
    }
    if kind != Kind::Education {
        let highlights = fields.list(&["highlights"], report);
        content.bullets.extend(
            highlights.into_iter().filter_map(|html| Rich::Markdown.markdown(&html)).map(Bullet::new),
        );
    }
    fields.keep_rest(&mut content.metadata, report);
    // Texts are HTML, and names at times, too.
    content.title = rich::words(&content.title);
    content.organization = content.organization.take().map(|name| rich::words(&name));
    if let Some(Value::String(area)) = content.metadata.get_mut("area") {
        *area = rich::words(area);
    }
    drafts.push(draft, &WORDING, None, report, |message| spot.error(message));
}

/// A name, or an object with one.
fn publisher(fields: &mut Fields<'_>, content: &mut Experience, report: &mut Report) {
    let Some(spot) = fields.get(&["publisher"]) else { return };
    content.organization = spot.as_text();
    if content.organization.is_some() {
        return;
    }
    let Some(mut publisher) = report.take(Fields::of(&spot)) else { return };
    content.organization = publisher.text(&["name"], report);
    if let Some(url) = publisher.text(&["url"], report) {
        report.keep(&mut content.metadata, "publisher_url", url);
    }
    publisher.keep_rest(&mut content.metadata, report);
}
