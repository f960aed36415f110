//! rendercv 2.x.
//!
//! A section is a list of entries under a title of the person's own; what an entry is shows in its keys. The title
//! decides where they can mean several things: an entry with a `name` is an award under “Honors”, a project otherwise.
//! Source: rendercv 2.8.

mod names;
mod phones;
#[cfg(test)]
mod tests;
mod valid;
mod write;

use serde_json::{Value, json};

use names::{labelled, unlinked};

use super::content::Content;
use super::error::{FormatError, Report};
use super::fields::{Fields, plain};
use super::foreign::{Drafts, Foreign, Person, add_notes, echo, joined, key_of, location, object};
use super::incoming::{Draft, Importer, Incoming};
use super::locales::Locales;
use super::prose::{COMMAS, parts};
use super::source::Spot;
use super::titles::{is_summary, kind_of, kind_of_usual};
use crate::domain::{Bullet, Experience, Kind, begins_with_degree};

/// The format.
#[derive(Debug)]
pub struct RenderCv;

static WORDING: Foreign = Foreign::echoing("rendercv", |record| echo(&RenderCv, record));

impl Importer for RenderCv {
    fn recognises(&self, content: &Content) -> bool {
        let cv = content.tree().and_then(|source| source.root().get("cv"));
        cv.is_some_and(|cv| cv.entries().is_some())
    }

    fn known_by(&self) -> Option<&'static str> {
        Some("`cv`")
    }

    fn read(&self, content: &Content, report: &mut Report) -> Result<Incoming, FormatError> {
        let mut root = Fields::of(&content.root()?)?;
        let Some(cv) = root.get(&["cv"]) else {
            return Err(root.error("has no `cv`, which a file of rendercv has"));
        };
        let mut cv = Fields::of(&cv)?;
        let mut person = Person::default();
        read_person(&mut cv, &mut person, report);
        let mut drafts = Drafts::default();
        let sections = cv.get(&["sections"]).and_then(|sections| sections.entries()).unwrap_or_default();
        for (title, section) in sections {
            let Some(items) = section.items() else {
                if !section.is_null() {
                    report.problem(section.error(format!("is {}, not a list", section.sort())));
                }
                continue;
            };
            for item in items {
                read_entry(&item, title, &mut drafts, &mut person, report);
            }
        }
        cv.keep_rest(&mut person.others, report);
        drafts.keep_order();
        let mut profile = person.into_profile(WORDING.name);
        let locale = root.object(&["locale"], &mut Report::default());
        let language = locale.and_then(|mut locale| locale.text(&["language"], &mut Report::default()));
        let meta = language.and_then(|language| LOCALES.meta_of(&language));
        profile.extend(meta.map(|meta| ("meta".to_owned(), meta)));
        Ok(drafts.into_incoming(&WORDING, profile))
    }
}

fn read_person(cv: &mut Fields<'_>, person: &mut Person, report: &mut Report) {
    person.set("name", cv.text(&["name"], report));
    person.set("label", cv.text(&["headline"], report));
    let mut ways = WAYS.map(|way| cv.list(&[way.key], report));
    person.set("image", cv.text(&["photo"], report));
    person.set_place(cv.text(&["location"], report).as_deref().and_then(location).unwrap_or_default());
    let mut profiles = Vec::new();
    for item in cv.items(&["social_networks"], report) {
        let Some(mut item) = report.take(Fields::of(&item)) else { continue };
        let (network, user) = (item.text(&["network"], report), item.text(&["username"], report));
        if let (Some(network), Some(user)) = (network, user) {
            let url = link_of(&network, &user);
            let parts = [("network", Some(network)), ("username", Some(user)), ("url", url)];
            profiles.push(object(parts).into());
        }
    }
    for item in cv.items(&["custom_connections"], report) {
        let Some(mut item) = report.take(Fields::of(&item)) else { continue };
        let (text, url) = (item.text(&["placeholder"], report), item.text(&["url"], report));
        let icon = item.text(&["fontawesome_icon"], report).unwrap_or_default();
        let Some(text) = text else {
            profiles.extend(url.map(|url| json!({"url": url})));
            continue;
        };
        let is_its_link = url.as_ref().is_none_or(|url| *url == text);
        if let Some(way) = WAYS.iter().position(|way| way.icon == icon).filter(|_| is_its_link) {
            ways[way].push(text);
            continue;
        }
        // An export writes network and name so, and a link without them as it is.
        let parts = text.split_once(": ").filter(|_| icon == ACCOUNT);
        let (network, user) = parts.map_or((&*text, None), |(network, user)| (network, Some(user)));
        let network = Some(network).filter(|_| icon != ACCOUNT || url.as_ref() != Some(&text));
        let parts =
            [("network", network.map(str::to_owned)), ("username", user.map(str::to_owned)), ("url", url)];
        profiles.push(object(parts).into());
    }
    for (way, all) in WAYS.iter().zip(ways) {
        // One, or a list of which the first counts.
        let mut all = all.into_iter();
        person.set(way.basic, all.next().map(|text| text.trim_start_matches("tel:").to_owned()));
        let further: Vec<_> = all.collect();
        if !further.is_empty() {
            report.keep(&mut person.others, &format!("{FURTHER}{}", way.basic), further);
        }
    }
    person.set_profiles(profiles);
}

/// A way to reach the person.
struct Way {
    key: &'static str,
    /// Its key in `basics`.
    basic: &'static str,
    /// What stands beside one that its own key refuses, among the custom connections.
    icon: &'static str,
    /// One that its own key takes.
    valid: fn(&str) -> Option<String>,
}

const WAYS: [Way; 3] = [
    Way { key: "email", basic: "email", icon: "envelope", valid: valid::email },
    Way { key: "phone", basic: "phone", icon: "phone", valid: phones::phone },
    Way { key: "website", basic: "url", icon: "globe", valid: valid::shown },
];

/// The icon of a network that rendercv does not know.
const ACCOUNT: &str = "link";

/// It stands where a required name is missing.
const NO_NAME: &str = "–";

/// The languages that rendercv knows.
const LOCALES: Locales<23> = Locales([
    ("ar", "arabic"),
    ("da", "danish"),
    ("nl", "dutch"),
    ("fr", "french"),
    ("de", "german"),
    ("he", "hebrew"),
    ("hi", "hindi"),
    ("hu", "hungarian"),
    ("id", "indonesian"),
    ("it", "italian"),
    ("ja", "japanese"),
    ("ko", "korean"),
    ("zh", "mandarin_chinese"),
    ("nb", "norwegian_bokmål"),
    ("no", "norwegian_bokmål"),
    ("nn", "norwegian_nynorsk"),
    ("fa", "persian"),
    ("pt", "portuguese"),
    ("pt-BR", "portuguese"),
    ("ru", "russian"),
    ("es", "spanish"),
    ("tr", "turkish"),
    ("vi", "vietnamese"),
]);

/// Before the key of what there are several of.
const FURTHER: &str = "further_";

/// The address of a user of a network, as rendercv makes it.
fn link_of(network: &str, user: &str) -> Option<String> {
    if network == "Mastodon" {
        let (name, host) = user.trim_start_matches('@').split_once('@')?;
        return Some(format!("https://{host}/@{name}"));
    }
    let (_, start) = ADDRESSES.iter().find(|(name, _)| *name == network)?;
    Some(format!("{start}{user}"))
}

/// The networks that rendercv knows, and how the addresses of their users begin.
const ADDRESSES: [(&str, &str); 16] = [
    ("LinkedIn", "https://linkedin.com/in/"),
    ("GitHub", "https://github.com/"),
    ("GitLab", "https://gitlab.com/"),
    ("IMDB", "https://imdb.com/name/"),
    ("Instagram", "https://instagram.com/"),
    ("ORCID", "https://orcid.org/"),
    ("StackOverflow", "https://stackoverflow.com/users/"),
    ("ResearchGate", "https://researchgate.net/profile/"),
    ("YouTube", "https://youtube.com/@"),
    ("Google Scholar", "https://scholar.google.com/citations?user="),
    ("Telegram", "https://t.me/"),
    ("WhatsApp", "https://wa.me/"),
    ("Leetcode", "https://leetcode.com/u/"),
    ("X", "https://x.com/"),
    ("Bluesky", "https://bsky.app/profile/"),
    ("Reddit", "https://reddit.com/user/"),
];

fn read_entry(spot: &Spot<'_>, title: &str, drafts: &mut Drafts, person: &mut Person, report: &mut Report) {
    let at = |message: String| spot.error(message);
    if let Some(text) = spot.as_text() {
        if let Some(draft) = read_line(&plain(&text), title, person, report) {
            drafts.push(draft, &WORDING, None, report, at);
        }
        return;
    }
    let Some(mut fields) = report.take(Fields::of(spot)) else { return };
    if let Some(text) = fields.text(&["bullet", "number", "reversed_number"], report) {
        if let Some(draft) = read_line(&text, title, person, report) {
            drafts.push(draft, &WORDING, None, report, at);
        }
        return;
    }
    let kind = if fields.get(&["institution"]).is_some() {
        Kind::Education
    } else if fields.get(&["company"]).is_some() || fields.get(&["position"]).is_some() {
        kind_of(title).filter(|kind| *kind == Kind::Volunteer).unwrap_or(Kind::Work)
    } else if fields.get(&["title"]).is_some() && spot.get("authors").is_some() {
        Kind::Publication
    } else if fields.get(&["label"]).is_some() {
        kind_of(title).unwrap_or(Kind::Skill)
    } else {
        kind_of(title).unwrap_or(Kind::Project)
    };
    let is_named =
        ["company", "institution", "position", "label"].iter().all(|key| fields.get(&[key]).is_none())
            && kind != Kind::Publication;
    let mut draft = Draft::new(kind);
    let content = draft.content_mut();
    let (name, url) = unlinked(fields.text(&["company", "institution", "name", "title", "label"], report));
    content.url = fields.text(&["url"], report).or(url);
    let (area, location) = (fields.text(&["area"], report), fields.text(&["location"], report));
    content.location = location;
    match kind {
        Kind::Work | Kind::Education | Kind::Volunteer if !is_named => {
            content.organization = name.filter(|name| name != NO_NAME);
            content.title = fields.text(&["position", "degree"], report).unwrap_or_default();
        }
        Kind::Award | Kind::Certificate => {
            content.title = name.unwrap_or_default();
            content.organization = content.location.take();
        }
        _ => {
            content.title = name.filter(|name| name != kind.as_str()).unwrap_or_default();
            content.organization = fields.text(&["journal"], report);
        }
    }
    match area {
        // A subject is required there, a degree is not.
        Some(area) if content.title.is_empty() && begins_with_degree(&area) => content.title = area,
        Some(area) => drop(content.metadata.insert("area".to_owned(), json!(area))),
        None => {}
    }
    if let Some(doi) = fields.text(&["doi"], report) {
        content.url.get_or_insert_with(|| format!("https://doi.org/{doi}"));
        content.metadata.insert("doi".to_owned(), json!(doi));
    }
    if let Some(authors) = fields.get(&["authors"]) {
        report.keep(&mut content.metadata, "authors", authors.value());
    }
    dates(&mut fields, content, report);
    if let Some(details) = fields.text(&["details"], report) {
        match kind {
            Kind::Language => {
                content.metadata.insert("fluency".to_owned(), json!(details));
            }
            Kind::Award | Kind::Certificate | Kind::Publication => giver_and_date(&details, content),
            _ => content.skills = parts(&details, &COMMAS),
        }
    }
    content.text = joined([content.text.take(), fields.text(&["summary"], report)], "\n\n");
    highlights(&mut fields, content, report);
    if is_named && kind_of_usual(title) != Some(kind) {
        content.metadata.insert("section".to_owned(), json!(title));
    }
    fields.keep_rest(&mut content.metadata, report);
    drafts.push(draft, &WORDING, None, report, at);
}

/// A line of text: a part of the summary, or an award, a talk or an interest by its title alone.
fn read_line(text: &str, title: &str, person: &mut Person, report: &mut Report) -> Option<Draft> {
    if is_summary(title) {
        let before = person.basics.get("summary").and_then(Value::as_str);
        // An export draws bullets.
        let text = text.strip_prefix("• ").map_or_else(|| text.to_owned(), |text| format!("- {text}"));
        let is_list = |text: &str| text.starts_with("- ");
        let whole = before.map_or_else(
            || text.clone(),
            |before| {
                let goes_on = is_list(&text) && before.lines().last().is_some_and(is_list);
                format!("{before}{}{text}", if goes_on { "\n" } else { "\n\n" })
            },
        );
        person.set("summary", Some(whole));
        return None;
    }
    let Some(kind) = kind_of(title) else {
        let lines = person.others.entry(key_of(title)).or_insert_with(|| json!([]));
        if let Some(lines) = lines.as_array_mut() {
            lines.push(json!(text));
        }
        report.homeless(&key_of(title));
        return None;
    };
    let mut draft = Draft::new(kind);
    let content = draft.content_mut();
    if matches!(kind, Kind::Skill | Kind::Language)
        && let Some((label, details)) = labelled(text)
        && (kind == Kind::Skill || parts(details, &COMMAS).len() == 1)
    {
        content.title = label.to_owned();
        if kind == Kind::Skill {
            content.skills = parts(details, &COMMAS);
        } else {
            content.metadata.insert("fluency".to_owned(), json!(details));
        }
        return Some(draft);
    }
    let date = text.strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
    let date = date.and_then(|(before, date)| Some((before, super::dates::date(date).ok()?)));
    let (name, url) = unlinked(Some(date.map_or(text, |(before, _)| before).to_owned()));
    content.title = name.unwrap_or_default();
    content.url = url;
    content.start_date = date.map(|(_, date)| date);
    Some(draft)
}

/// A start alone goes on, an end alone is the only date, and `date` beats both.
fn dates(fields: &mut Fields<'_>, content: &mut Experience, report: &mut Report) {
    content.start_date = fields.date(&["start_date"], report);
    content.end_date = fields.date(&["end_date"], report);
    if fields.get(&["date"]).is_some() {
        (content.start_date, content.end_date) = (None, None);
        fields.period(&["date"], content, report);
    }
    if !content.kind.spans_time() {
        content.start_date = content.start_date.or(content.end_date);
        content.end_date = content.end_date.filter(|end| Some(*end) != content.start_date);
    }
}

/// What stands before the courses of an education, in one highlight; an export writes the first.
const COURSES: [&str; 4] = ["Courses:", "Coursework:", "Relevant coursework:", "Relevant Coursework:"];

/// `Red Cross, 2021` behind the name of a certificate or an award.
fn giver_and_date(details: &str, content: &mut Experience) {
    let date = |text: &str| super::dates::date(text.trim()).ok();
    let (before, last) = details.rsplit_once(',').unwrap_or(("", details));
    let (giver, date) = match date(last) {
        // `2014, 2015`
        Some(_) if date(before).is_some() => {
            content.metadata.insert("date".to_owned(), json!(details));
            return;
        }
        Some(date) => (before, Some(date)),
        None => (details, None),
    };
    content.organization = Some(giver.trim()).filter(|giver| !giver.is_empty()).map(str::to_owned);
    content.start_date = date;
}

/// ` - ` begins a bullet below another; here they stand one after the other. A grade is written as a highlight.
fn highlights(fields: &mut Fields<'_>, content: &mut Experience, report: &mut Report) {
    let plain = |text: &str| text.replace("\\-", "-");
    let mut notes = Vec::new();
    for highlight in fields.list(&["highlights"], report) {
        if content.kind == Kind::Education
            && let Some(courses) = COURSES.iter().find_map(|label| highlight.strip_prefix(label))
        {
            let between: &[char] = if courses.contains(';') { &[';'] } else { &COMMAS };
            content.bullets.extend(parts(&plain(courses), between).into_iter().map(Bullet::new));
            continue;
        }
        let grade = highlight.strip_prefix("GPA:").filter(|_| content.kind == Kind::Education);
        if let Some(grade) = grade {
            content.metadata.insert("score".to_owned(), json!(plain(grade.trim())));
            continue;
        }
        let parts = highlight.split(" - ").map(str::trim).filter(|part| !part.is_empty());
        notes.extend(parts.map(plain));
    }
    add_notes(content, notes);
}
