//! Writing a file that rendercv accepts and shows as it is meant.
//!
//! rendercv refuses a whole file for one value, and runs marks in texts as its typesetter's code: what it would refuse is left
//! out and told, and such marks are kept apart by a word joiner. Source: rendercv 2.8.

use std::collections::BTreeMap;

use saphyr::{Scalar, Yaml};
use serde_json::{Map, Value};

use super::valid::{is_doi, network, web};
use super::{ACCOUNT, COURSES, FURTHER, LOCALES, NO_NAME, RenderCv, WAYS};
use crate::domain::career::Month;
use crate::domain::{Experience, Kind, PartialDate, Sections, listed, place};
use crate::formats::basics::Basics;
use crate::formats::export::{ExportError, Exporter, Written};
use crate::formats::foreign::joined;
use crate::formats::losses::Losses;
use crate::formats::marks;
use crate::formats::prose::{self, COMMAS, Part};
use crate::formats::yaml::{Object, number, text, write};

/// Keeps two signs apart without being seen.
const JOINER: char = '\u{2060}';

impl Exporter for RenderCv {
    fn write(
        &self,
        profile: Option<&Map<String, Value>>,
        experiences: &[Experience],
        asked: &Sections,
    ) -> Result<Written, ExportError> {
        let order = [asked.order.clone(), place::file_order(experiences)].concat();
        let order = Sections { order, titles: asked.titles.clone() };
        let mut writer = Writer::default();
        let mut cv = writer.person(Basics::of(profile), Further(profile));
        let mut sections = Object::default();
        sections.put_list("summary", summary(Basics::of(profile).text("summary")));
        let mut usual = SECTIONS;
        order.sort(&mut usual, |(_, kind)| *kind);
        let mut taken = vec!["summary"];
        for (name, kind) in usual {
            let records = place::of_kind(experiences, kind);
            // A section is called as its key says, and no two keys are equal.
            let title = order.titles.get(&kind).map(String::as_str);
            let name =
                title.filter(|title| !title.trim().is_empty() && !taken.contains(title)).unwrap_or(name);
            taken.push(name);
            sections.put_list(name, writer.section(kind, &records));
        }
        for (name, lines) in Further(profile).sections() {
            if !taken.contains(&name) {
                sections.put_list(name, lines.into_iter().map(prose_text).collect());
            }
        }
        cv.put("sections", (!sections.is_empty()).then(|| sections.end()));
        let mut root = Object::default();
        root.put("cv", cv.end());
        let (locale, unknown) = LOCALES.write(profile, "rendercv");
        root.put("locale", locale.map(Object::end));
        let wanted = writer.wanted.into_iter().map(|(what, count)| {
            format!("rendercv wants {what} of each entry: {count} of them have a stand-in")
        });
        let warnings = wanted.chain(writer.losses.into_warning("rendercv")).chain(unknown).collect();
        Ok(Written { bytes: write(root)?, warnings, left_out: Vec::new() })
    }
}

/// In the usual order: an import of an export finds no order of its own.
const SECTIONS: [(&str, Kind); 11] = [
    ("experience", Kind::Work),
    ("volunteering", Kind::Volunteer),
    ("education", Kind::Education),
    ("projects", Kind::Project),
    ("awards", Kind::Award),
    ("certificates", Kind::Certificate),
    ("publications", Kind::Publication),
    ("skills", Kind::Skill),
    ("languages", Kind::Language),
    ("interests", Kind::Interest),
    ("references", Kind::Reference),
];

/// The metadata that entries of their own are written with, and what only the import of a file keeps.
const WRITTEN: [&str; 7] = ["area", "score", "authors", "doi", "date", "period", "section"];

#[derive(Default)]
struct Writer {
    losses: Losses,
    /// How many entries lack what rendercv requires.
    wanted: BTreeMap<&'static str, usize>,
}

impl Writer {
    fn want(&mut self, what: &'static str, is_missing: bool) {
        if is_missing {
            *self.wanted.entry(what).or_default() += 1;
        }
    }

    fn lose(&mut self, what: &'static str) {
        self.losses.count(what, true);
    }

    fn person(&mut self, basics: Basics<'_>, further: Further<'_>) -> Object {
        let mut cv = Object::default();
        cv.put("name", basics.text("name").map(prose_text));
        cv.put("headline", basics.text("label").map(prose_text));
        let parts = ["city", "region", "countryCode"].map(|key| basics.place(key));
        cv.put("location", joined(parts, ", ").as_deref().map(prose_text));
        let lost = [
            ("a street", basics.place("address")),
            ("a postal code", basics.place("postalCode")),
            ("a picture", basics.text("image")),
        ];
        for (what, value) in lost {
            self.losses.count(what, value.is_some());
        }
        let (mut networks, mut others) = (Vec::new(), Vec::new());
        for way in WAYS {
            let all: Vec<_> = basics.text(way.basic).into_iter().chain(further.all(way.basic)).collect();
            let mut fit: Vec<_> =
                all.iter().map_while(|one| (way.valid)(one)).map(|one| text(&one)).collect();
            // What the key refuses is a custom connection, and so is what follows: the first one stays the first.
            others.extend(all[fit.len()..].iter().map(|one| connection(way.icon, one, Some(*one))));
            if fit.len() > 1 {
                cv.put_list(way.key, fit);
            } else {
                cv.put(way.key, fit.pop());
            }
        }
        for account in basics.accounts() {
            if let Some((network, user)) = network(account) {
                let mut item = Object::default();
                item.put_text("network", Some(network)).put_text("username", Some(&user));
                networks.push(item.end());
                continue;
            }
            let (name, user, url) = account;
            let link = url.filter(|url| web(url).is_some());
            let said = user.or(url.filter(|_| link.is_none()));
            let shown = joined([name, said], ": ");
            self.losses
                .count("a link that is no web address", url.is_some() && link.is_none() && said != url);
            let shown = shown.as_deref().or(link);
            others.extend(shown.map(|shown| connection(ACCOUNT, shown, link)));
        }
        cv.put_list("social_networks", networks).put_list("custom_connections", others);
        cv
    }

    fn section(&mut self, kind: Kind, records: &[&Experience]) -> Vec<Yaml<'static>> {
        // A section has entries of one sort: labels with details, or lines.
        let details = |one: &Experience| match kind {
            Kind::Language => said(one, "fluency").or_else(|| one.text.clone()),
            Kind::Skill | Kind::Interest => Some(one.skills.join(", ")).filter(|skills| !skills.is_empty()),
            _ => None,
        };
        let is_list = matches!(kind, Kind::Skill | Kind::Language | Kind::Interest);
        let has_details = records.iter().any(|one| details(one).is_some());
        for one in records.iter().filter(|_| is_list) {
            self.lose_of_list(one);
        }
        let entries = records.iter().map(|one| match is_list {
            true if has_details => {
                let mut entry = Object::default();
                entry.put("label", prose_text(one.label()));
                entry.put("details", prose_text(&details(one).unwrap_or_default()));
                entry.end()
            }
            true => prose_text(one.label()),
            false => self.entry(kind, one),
        });
        entries.collect()
    }

    /// Counts what a label with details has no place for.
    fn lose_of_list(&mut self, one: &Experience) {
        let is_language = one.kind == Kind::Language;
        let text_is_details = is_language && said(one, "fluency").is_none();
        let losses = &mut self.losses;
        losses.count("the level of an entry", !is_language && said(one, "level").is_some());
        losses.further_values(one, if is_language { &["fluency"] } else { &["level"] });
        losses.count("the organization of an entry", one.organization.is_some());
        losses.count("the location of an entry", one.location.is_some());
        losses.count("the link of an entry", one.url.is_some());
        losses.count("the dates of an entry", one.start_date.is_some() || one.end_date.is_some());
        losses.count("the text of an entry", one.text.is_some() && !text_is_details);
        losses.count("the bullets of an entry", !one.bullets.is_empty());
        losses.count("the skills of an entry", is_language && !one.skills.is_empty());
    }

    fn entry(&mut self, kind: Kind, one: &Experience) -> Yaml<'static> {
        let mut entry = Object::default();
        let place = one.organization.as_deref().unwrap_or_default();
        let mut location = one.location.as_deref();
        match kind {
            Kind::Work | Kind::Volunteer => {
                self.want("an employer", place.is_empty());
                entry.put("company", self.linked(if place.is_empty() { NO_NAME } else { place }, one));
                entry.put("position", prose_text(&one.title));
            }
            Kind::Education => {
                let area = said(one, "area");
                self.want("a school", place.is_empty());
                entry.put("institution", self.linked(if place.is_empty() { NO_NAME } else { place }, one));
                entry.put(
                    "degree",
                    area.is_some()
                        .then_some(one.title.as_str())
                        .filter(|title| !title.is_empty())
                        .map(prose_text),
                );
                // It is required there.
                entry.put("area", prose_text(area.as_deref().unwrap_or(&one.title)));
            }
            Kind::Publication => {
                entry.put("title", prose_text(one.label()));
                entry.put(
                    "authors",
                    Yaml::Sequence(authors(one).iter().map(|name| prose_text(name)).collect()),
                );
                entry.put("journal", Some(place).filter(|place| !place.is_empty()).map(prose_text));
                // It makes a link of its own, and takes no other beside it.
                let link = one.url.as_deref();
                // It refuses any other text for one.
                let known = said(one, "doi");
                self.losses.count("a DOI without `10.`", known.as_ref().is_some_and(|doi| !is_doi(doi)));
                let is_lost = match known.filter(|doi| is_doi(doi)) {
                    Some(doi) => {
                        entry.put_text("doi", Some(&doi));
                        link.is_some_and(|link| !link.ends_with(&doi))
                    }
                    None => {
                        let written = link.and_then(web);
                        let fit = written.as_deref().and_then(|url| url.split('#').next());
                        self.losses.count("what stands behind `#` in a link", fit != written.as_deref());
                        entry.put_text("url", fit);
                        link.is_some() && written.is_none()
                    }
                };
                self.losses.count("the link of an entry", is_lost);
            }
            _ => {
                self.want("a name", one.title.is_empty());
                entry.put("name", self.linked(one.label(), one));
                let gave = matches!(kind, Kind::Award | Kind::Certificate);
                if gave && !place.is_empty() {
                    self.losses.count("the location of an entry", location.is_some());
                    location = Some(place);
                } else if !place.is_empty() {
                    self.lose("the organization of an entry");
                }
            }
        }
        dates(one, &mut entry);
        entry.put("location", location.map(prose_text));
        let (before, below) = one.text.as_deref().map(prose::led).unwrap_or_default();
        entry.put("summary", before.map(|before| lines(&before.replace("\n\n", " \n"))));
        let grade =
            said(one, "score").filter(|_| kind == Kind::Education).map(|score| format!("GPA: {score}"));
        let bullets = one.bullets.iter().filter(|bullet| !bullet.text.trim().is_empty());
        let bullets: Vec<_> = bullets.map(|bullet| bullet.text.clone()).collect();
        let has_courses = one.has_courses() && !bullets.is_empty();
        let bullets = if has_courses { vec![courses(bullets)] } else { bullets };
        let highlights = grade.into_iter().chain(below).chain(bullets);
        let highlights = highlights.map(|line| lines(&line.replace('\n', " ").replace(" - ", " \\- ")));
        entry.put_list("highlights", highlights.collect());
        self.losses.count("the skills of an entry", !one.skills.is_empty());
        let days = [one.start_date, one.end_date].map(|date| date.is_some_and(|date| date.day().is_some()));
        self.losses.count(
            "the day of a date",
            days[0] != days[1] && one.start_date.is_some() && one.end_date.is_some(),
        );
        self.losses.further_values(one, &WRITTEN);
        entry.end()
    }

    /// A name with the entry's link on it.
    fn linked(&mut self, name: &str, one: &Experience) -> Yaml<'static> {
        let url = one.url.as_deref().and_then(web).filter(|url| !url.contains(['(', ')', ' ']));
        let url = url.filter(|_| !name.contains(['[', ']']));
        self.losses.count("the link of an entry", one.url.is_some() && url.is_none());
        match url {
            Some(url) => text(&format!("[{}]({url})", apart(name))),
            None => prose_text(name),
        }
    }
}

/// What has no key of its own: shown as it is, with a link where it is one.
fn connection(icon: &str, shown: &str, url: Option<&str>) -> Yaml<'static> {
    let mut item = Object::default();
    item.put_text("fontawesome_icon", Some(icon)).put("placeholder", prose_text(shown));
    // The key is required.
    item.put("url", url.and_then(web).map_or(Yaml::Value(Scalar::Null), |url| text(&url)));
    item.end()
}

/// What an import of a file of rendercv kept in the profile.
#[derive(Clone, Copy)]
struct Further<'p>(Option<&'p Map<String, Value>>);

impl<'p> Further<'p> {
    fn lists(self) -> impl Iterator<Item = (&'p str, Vec<&'p str>)> {
        let kept = self.0.and_then(|profile| profile.get("rendercv")).and_then(Value::as_object);
        kept.into_iter().flatten().filter_map(|(key, value)| {
            let lines: Option<Vec<_>> = value.as_array()?.iter().map(Value::as_str).collect();
            Some((key.as_str(), lines?))
        })
    }

    /// The second and further ones of what the profile has one of.
    fn all(self, key: &str) -> Vec<&'p str> {
        self.lists()
            .find(|(name, _)| name.strip_prefix(FURTHER) == Some(key))
            .map_or(Vec::new(), |(_, all)| all)
    }

    /// Sections of lines that are no entries.
    fn sections(self) -> impl Iterator<Item = (&'p str, Vec<&'p str>)> {
        self.lists().filter(|(name, lines)| !name.starts_with(FURTHER) && !lines.is_empty())
    }
}

/// The names of a list, or of a text: a list in JSON, or one name.
fn authors(one: &Experience) -> Vec<String> {
    match one.metadata.get("authors") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(text)) => listed(text),
        _ => Vec::new(),
    }
}

/// One line of all courses.
fn courses(courses: Vec<String>) -> String {
    let between = if courses.iter().any(|course| course.contains(COMMAS)) { "; " } else { ", " };
    format!("{} {}", COURSES[0], courses.join(between))
}

fn said(one: &Experience, key: &str) -> Option<String> {
    let value = one.metadata.get(key)?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Some(text)
        .filter(|text| !text.trim().is_empty() && !value.is_array() && !value.is_object() && !value.is_null())
}

/// Text in which no sign is code.
fn prose_text(value: &str) -> Yaml<'static> {
    text(&apart(value))
}

/// Text in which no line begins a block.
fn lines(value: &str) -> Yaml<'static> {
    let line = |line: &str| {
        let is_typst = line.starts_with(['=', '/']);
        let is_block = is_typst || marks::block(line).is_some();
        format!("{}{}", if is_block { "\u{2060}" } else { "" }, apart(line))
    };
    text(&value.split('\n').map(line).collect::<Vec<_>>().join("\n"))
}

fn apart(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut letters = value.chars().peekable();
    while let Some(letter) = letters.next() {
        text.push(letter);
        let next = letters.peek().copied().unwrap_or(' ');
        let is_code = match letter {
            '#' => next.is_alphabetic() || matches!(next, '(' | '[' | '{' | '_' | '"'),
            '<' => next.is_alphanumeric(),
            '$' => next == '$',
            _ => false,
        };
        if is_code {
            text.push(JOINER);
        }
    }
    text
}

fn summary(text: Option<&str>) -> Vec<Yaml<'static>> {
    let line = |part| match part {
        Part::Prose(text) => lines(&text),
        Part::Bullet(text) => prose_text(&format!("• {text}")),
    };
    text.map(prose::parts_of).unwrap_or_default().into_iter().map(line).collect()
}

/// Start and end where rendercv takes them for that, else words.
fn dates(one: &Experience, entry: &mut Object) {
    match (one.start_date, one.end_date) {
        (None, None) => {
            let words = said(one, "date").or_else(|| said(one, "period"));
            // A year in quotes would be shown as its January.
            let known = words.as_deref().and_then(|words| words.trim().parse::<PartialDate>().ok());
            entry.put("date", known.map(date).or_else(|| words.as_deref().map(prose_text)));
        }
        // rendercv refuses a file in which something begins after today.
        (Some(start), None) if one.kind.spans_time() && Month::of(one.updated_at) < Month::first(start) => {
            entry.put("date", text(&format!("{start} – present")));
        }
        (Some(start), None) if one.kind.spans_time() => {
            entry.put("start_date", date(start)).put_text("end_date", Some("present"));
        }
        (Some(only), None) => {
            entry.put("date", date(only));
        }
        (None, Some(end)) => {
            entry.put("end_date", date(end));
        }
        (Some(start), Some(end)) if start == end => {
            entry.put("date", date(start));
        }
        (Some(start), Some(end)) => {
            // A day before the month it lies in is out of order there.
            let (start, end) = match (start.day(), end.day()) {
                (Some(_), Some(_)) => (start, end),
                _ => (start.without_day(), end.without_day()),
            };
            if end.is_before(start)
                || (start.year() == end.year() && start.month().is_some() != end.month().is_some())
            {
                entry.put("date", text(&format!("{start} – {end}")));
            } else {
                entry.put("start_date", date(start)).put("end_date", date(end));
            }
        }
    }
}

/// A year alone is a number: as text it is shown as its January.
fn date(date: PartialDate) -> Yaml<'static> {
    if date.month().is_none() { number(date.year()) } else { text(&date.to_string()) }
}
