//! YAMLResume.
//!
//! Its `content` has the sections of JSON Resume. Texts are Markdown, in which the bullets stand as a list.
//! Source: @yamlresume/core 0.16.1.

mod choices;
#[cfg(test)]
mod tests;
mod write;

use serde_json::{Value, json};

use super::content::Content;
use super::countries;
use super::error::{FormatError, Report};
use super::fields::Fields;
use super::foreign::{Drafts, Foreign, Person, echo};
use super::incoming::{Draft, Importer, Incoming};
use super::locales::Locales;
use super::marks;
use super::profile::{read_accounts, read_location};
use super::rich::Rich;
use super::source::{Source, Spot};
use crate::domain::{Bullet, Experience, Kind};

/// The format.
#[derive(Debug)]
pub struct YamlResume;

static WORDING: Foreign = Foreign::echoing("yamlresume", |record| echo(&YamlResume, record));

impl Importer for YamlResume {
    fn recognises(&self, content: &Content) -> bool {
        let Some(content) = content.tree().map(Source::root).and_then(|root| root.get("content")) else {
            return false;
        };
        ["basics", "education", "work"].iter().any(|key| content.get(key).is_some())
    }

    fn known_by(&self) -> Option<&'static str> {
        Some("`content` with `basics`, `work` or `education`")
    }

    fn read(&self, content: &Content, report: &mut Report) -> Result<Incoming, FormatError> {
        let mut root = Fields::of(&content.root()?)?;
        let Some(content) = root.get(&["content"]) else {
            return Err(root.error("has no `content`, which a file of YAMLResume has"));
        };
        let mut content = Fields::of(&content)?;
        let mut person = Person::default();
        if let Some(mut basics) = content.object(&["basics"], report) {
            let keys = [
                (["name"], "name"),
                (["headline"], "label"),
                (["email"], "email"),
                (["phone"], "phone"),
                (["url"], "url"),
                (["summary"], "summary"),
            ];
            for (keys, key) in keys {
                let text = basics.text(&keys, report).filter(|text| key != "name" || text != NO_NAME);
                person
                    .set(key, if key == "summary" { text.map(|text| marks::unescaped(&text)) } else { text });
            }
            basics.keep_rest(&mut person.others, report);
        }
        if let Some(place) = content.get(&["location"]) {
            person.basics.extend(read_location(&place, report).map(|place| ("location".to_owned(), place)));
            if let Some(Value::Object(place)) = person.basics.get_mut("location") {
                place.retain(|_, value| value.as_str() != Some(""));
                country(place);
            }
        }
        if let Some(profiles) = content.get(&["profiles"]) {
            let accounts = read_accounts(&profiles, report);
            person.basics.extend(accounts.map(|accounts| ("profiles".to_owned(), accounts)));
        }
        let mut drafts = Drafts::default();
        for kind in Kind::ALL {
            for item in content.items(&[kind.section()], report) {
                read_item(&item, kind, &mut drafts, report);
            }
        }
        content.keep_rest(&mut person.others, report);
        drafts.order(asked(&mut root), &[&USUAL]);
        let mut profile = person.into_profile(WORDING.name);
        let locale = root.object(&["locale"], &mut Report::default());
        let language = locale.and_then(|mut locale| locale.text(&["language"], &mut Report::default()));
        let meta = language.and_then(|language| LOCALES.meta_of(&language));
        profile.extend(meta.map(|meta| ("meta".to_owned(), meta)));
        Ok(drafts.into_incoming(&WORDING, profile))
    }
}

/// It stands in an export where the required name is missing.
const NO_NAME: &str = "No name";

/// The languages that YAMLResume knows.
const LOCALES: Locales<15> = Locales([
    ("zh", "zh-hans"),
    ("zh-Hans", "zh-hans"),
    ("zh-Hant", "zh-hant-tw"),
    ("zh-HK", "zh-hant-hk"),
    ("zh-TW", "zh-hant-tw"),
    ("es", "es"),
    ("fr", "fr"),
    ("nb", "no"),
    ("no", "no"),
    ("nl", "nl"),
    ("ja", "ja"),
    ("de", "de"),
    ("id", "id"),
    ("pt-BR", "pt-br"),
    ("pt", "pt-br"),
]);

/// The order of the sections where the file asks for none.
const USUAL: [Kind; 11] = [
    Kind::Education,
    Kind::Work,
    Kind::Language,
    Kind::Skill,
    Kind::Award,
    Kind::Certificate,
    Kind::Publication,
    Kind::Reference,
    Kind::Project,
    Kind::Interest,
    Kind::Volunteer,
];

/// The order that the first of the layouts with one asks for. What it does not name follows as usual.
fn asked(root: &mut Fields<'_>) -> Vec<Kind> {
    let layouts = root.get(&["layouts"]).and_then(|layouts| layouts.items()).unwrap_or_default();
    let mut orders = layouts.into_iter().filter_map(|layout| layout.get("sections")?.get("order"));
    let Some(names) = orders.find_map(|order| order.items()) else { return Vec::new() };
    let kind = |name: &Spot<'_>| Kind::of_section(name.as_str()?);
    let mut asked: Vec<Kind> = names.iter().filter_map(kind).collect();
    asked.extend(
        USUAL.into_iter().filter(|kind| !names.iter().any(|name| name.as_str() == Some(kind.section()))),
    );
    asked
}

/// JSON Resume wants the code of a country, of which there is none for some names.
fn country(place: &mut serde_json::Map<String, Value>) {
    let Some(Value::String(name)) = place.remove("country") else { return };
    let (key, value) = match countries::code_of(&name) {
        Some(code) => ("countryCode", code.to_owned()),
        None => ("country", name),
    };
    place.insert(key.to_owned(), json!(value));
}

/// What an export writes where the required summary is missing.
fn stand_in(one: &Experience) -> String {
    let (title, place) = (&one.title, one.organization.as_deref().unwrap_or_default());
    match one.kind {
        Kind::Work => format!("Worked as {title} at {place}."),
        Kind::Volunteer => format!("Volunteered as {title} at {place}."),
        _ => format!("The project “{title}”."),
    }
}

fn read_item(spot: &Spot<'_>, kind: Kind, drafts: &mut Drafts, report: &mut Report) {
    let Some(mut fields) = report.take(Fields::of(spot)) else { return };
    let mut draft = Draft::new(kind);
    let content = draft.content_mut();
    let (title, place): (&[_], &[_]) = match kind {
        Kind::Work => (&["position"], &["name"]),
        Kind::Volunteer => (&["position"], &["organization"]),
        Kind::Education => (&["degree"], &["institution"]),
        Kind::Award => (&["title"], &["awarder"]),
        Kind::Language => (&["language"], &[]),
        Kind::Certificate => (&["name"], &["issuer"]),
        Kind::Publication => (&["name"], &["publisher"]),
        Kind::Project | Kind::Skill | Kind::Interest | Kind::Reference => (&["name"], &[]),
    };
    content.title = fields.text(title, report).unwrap_or_default();
    content.organization = fields.text(place, report);
    content.url = fields.text(&["url"], report);
    content.start_date = fields.date(&["startDate", "date", "releaseDate"], report);
    content.end_date = fields.date(&["endDate"], report);
    content.skills = fields.list(&["keywords"], report);
    for key in ["area", "score", "level", "fluency"] {
        fields.meta(&[key], key, content, report);
    }
    if kind == Kind::Education {
        content.text = fields.text(&["summary"], report);
        content.bullets = fields.list(&["courses"], report).into_iter().map(Bullet::new).collect();
    } else {
        fields.description(&["description", "summary"], Rich::Markdown, content, report);
    }
    content.text = content.text.take().map(|text| marks::unescaped(&text));
    for bullet in content.bullets.iter_mut().filter(|_| kind != Kind::Education) {
        bullet.text = marks::unescaped_bullet(&bullet.text);
    }
    if content.text.as_deref() == Some(&stand_in(content)) {
        content.text = None;
    }
    fields.ignore(&["computed"]);
    fields.keep_rest(&mut content.metadata, report);
    drafts.push(draft, &WORDING, None, report, |message| spot.error(message));
}
