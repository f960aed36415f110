//! Reactive Resume, versions 4 and 5.
//!
//! Both have `basics` and `sections` at the top, under whose keys stand items. Version 5 renamed some keys of the
//! items; each is read under both names. Periods and dates are free words, texts are HTML. An item that is hidden
//! there, alone or with its section, is tagged `hidden` here; the profile has no tags, so that no hidden part of it
//! comes in. Source: version 5.2.7 and exports of version 4.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use super::content::Content;
use super::error::{FormatError, Report};
use super::fields::Fields;
use super::foreign::{Drafts, Foreign, Person, joined, key_of, location, network, object};
use super::incoming::{Draft, Importer, Incoming};
use super::rich::Rich;
use super::source::{Source, Spot};
use super::titles::{kind_of, names};
use crate::domain::Kind;

/// The format.
#[derive(Debug)]
pub(super) struct ReactiveResume;

static WORDING: Foreign = Foreign::new("reactive-resume");

impl Importer for ReactiveResume {
    fn recognises(&self, content: &Content) -> bool {
        let is_object =
            |root: &Spot<'_>, key: &str| root.get(key).is_some_and(|value| value.entries().is_some());
        content
            .tree()
            .map(Source::root)
            .is_some_and(|root| is_object(&root, "basics") && is_object(&root, "sections"))
    }

    fn known_by(&self) -> Option<&'static str> {
        Some("`basics` and `sections`")
    }

    fn read(&self, content: &Content, report: &mut Report) -> Result<Incoming, FormatError> {
        let mut root = Fields::of(&content.root()?)?;
        let mut sections = match root.get(&["sections"]) {
            Some(sections) => Fields::of(&sections)?,
            None => return Err(root.error("has no `sections`, which Reactive Resume has")),
        };
        let mut person = Person::default();
        if let Some(basics) = root.object(&["basics"], report) {
            read_basics(basics, &mut person, report);
        }
        let summary = root.object(&["summary"], report).or_else(|| sections.object(&["summary"], report));
        if let Some(mut summary) = summary {
            let text = summary.text(&["content"], report).and_then(|text| Rich::Html.markdown(&text));
            set("summary", text, is_hidden(&mut summary), &mut person, report);
        }
        if let Some(mut picture) = root.object(&["picture"], report) {
            let url = picture.text(&["url"], report);
            set("image", url, is_hidden(&mut picture), &mut person, report);
        }
        read_profiles(&mut sections, &mut person, report);
        let mut reader = Reader { drafts: Drafts::default(), hidden: 0 };
        for (section, kind) in SECTIONS {
            let renamed = title_of(&mut sections, section).filter(|title| !names(title, kind));
            let renamed = renamed.and_then(|title| kind_of(&title));
            let kind = renamed.filter(|new| is_brief(kind) && is_brief(*new)).unwrap_or(kind);
            let (items, in_hidden) = items(&mut sections, section, report);
            for item in items {
                reader.item(&item, kind, None, in_hidden, report);
            }
        }
        for section in custom(&mut root, &mut sections, report) {
            reader.custom(section, &mut person, report);
        }
        reader.drafts.order(laid_out(&mut root), &[&LAYOUT_4, &LAYOUT_5, &Kind::ALL]);
        if reader.hidden > 0 {
            report.notice(format!(
                "entries that are hidden there have the tag `hidden` here: {}",
                reader.hidden
            ));
        }
        Ok(reader.drafts.into_incoming(&WORDING, person.into_profile("reactive_resume")))
    }
}

const SECTIONS: [(&str, Kind); 11] = [
    ("experience", Kind::Work),
    ("education", Kind::Education),
    ("projects", Kind::Project),
    ("volunteer", Kind::Volunteer),
    ("awards", Kind::Award),
    ("certifications", Kind::Certificate),
    ("publications", Kind::Publication),
    ("skills", Kind::Skill),
    ("languages", Kind::Language),
    ("interests", Kind::Interest),
    ("references", Kind::Reference),
];

/// The title of a section, which may be the person's own.
fn title_of(sections: &mut Fields<'_>, section: &'static str) -> Option<String> {
    let section = sections.get(&[section])?;
    section.get("name").or_else(|| section.get("title"))?.as_text()
}

/// Whether entries of the kind have much the same keys as those of another such kind.
fn is_brief(kind: Kind) -> bool {
    matches!(kind, Kind::Project | Kind::Award | Kind::Certificate | Kind::Publication | Kind::Interest)
}

/// The layouts of a new résumé: the main column, and then the other one.
const LAYOUT_4: [Kind; 11] = [
    Kind::Work,
    Kind::Education,
    Kind::Project,
    Kind::Volunteer,
    Kind::Reference,
    Kind::Skill,
    Kind::Interest,
    Kind::Certificate,
    Kind::Award,
    Kind::Publication,
    Kind::Language,
];
const LAYOUT_5: [Kind; 11] = [
    Kind::Education,
    Kind::Work,
    Kind::Project,
    Kind::Volunteer,
    Kind::Reference,
    Kind::Skill,
    Kind::Certificate,
    Kind::Award,
    Kind::Language,
    Kind::Interest,
    Kind::Publication,
];

/// The sections in the order of the pages: the main columns of all of them, and then the others. Version 5 has
/// `pages` with `main` and `sidebar`, version 4 a list of pages, each of which is a list of columns.
fn laid_out(root: &mut Fields<'_>) -> Vec<Kind> {
    let Some(layout) = root.get(&["metadata"]).and_then(|metadata| metadata.get("layout")) else {
        return Vec::new();
    };
    let pages = layout.get("pages").unwrap_or(layout).items().unwrap_or_default();
    let columns = [("main", 0), ("sidebar", 1)].into_iter().flat_map(|(name, index)| {
        pages.iter().filter_map(move |page| page.get(name).or_else(|| page.items()?.into_iter().nth(index)))
    });
    let names = columns.filter_map(|column| column.items()).flatten();
    let kind =
        |name: Spot<'_>| SECTIONS.iter().find(|(known, _)| name.as_str() == Some(known)).map(|one| one.1);
    names.filter_map(kind).collect()
}

/// The items of a section, and whether it is hidden.
fn items<'a>(sections: &mut Fields<'a>, section: &'static str, report: &mut Report) -> (Vec<Spot<'a>>, bool) {
    match sections.object(&[section], report) {
        Some(mut section) => (section.items(&["items"], report), is_hidden(&mut section)),
        None => (Vec::new(), false),
    }
}

/// `hidden` of version 5, `visible` of version 4.
fn is_hidden(fields: &mut Fields<'_>) -> bool {
    let mut is = |key, word: bool| fields.get(&[key]).is_some_and(|spot| spot.value() == json!(word));
    // Both count as taken.
    let is_hidden = is("hidden", true);
    is("visible", false) || is_hidden
}

/// The sections that the person made: a list in version 5, an object of sections in version 4.
fn custom<'a>(root: &mut Fields<'a>, sections: &mut Fields<'a>, report: &mut Report) -> Vec<Fields<'a>> {
    let listed = root.items(&["customSections"], report);
    let keyed = sections.get(&["custom"]).and_then(|custom| custom.entries()).unwrap_or_default();
    let all = listed.into_iter().chain(keyed.into_iter().map(|(_, section)| section));
    all.filter_map(|section| report.take(Fields::of(&section))).collect()
}

fn read_basics(mut basics: Fields<'_>, person: &mut Person, report: &mut Report) {
    for (keys, key) in
        [(["name"], "name"), (["headline"], "label"), (["email"], "email"), (["phone"], "phone")]
    {
        let text = basics.text(&keys, report);
        person.set(key, text);
    }
    person.set_place(basics.text(&["location"], report).as_deref().and_then(location).unwrap_or_default());
    let url = link(&mut basics, &mut person.others, report);
    person.set("url", url);
    if let Some(mut picture) = basics.object(&["picture"], report) {
        let url = picture.text(&["url"], report);
        let is_hidden =
            picture.object(&["effects"], report).is_some_and(|mut effects| is_hidden(&mut effects));
        set("image", url, is_hidden, person, report);
    }
    basics.keep_rest(&mut person.others, report);
}

/// `website` {url, label} of version 5, `url` {href, label} of version 4. A label of its own goes to `others`.
fn link(fields: &mut Fields<'_>, others: &mut Map<String, Value>, report: &mut Report) -> Option<String> {
    let spot = fields.get(&["website", "url"])?;
    if let Some(text) = spot.as_text() {
        return Some(text);
    }
    let mut link = report.take(Fields::of(&spot))?;
    let url = link.text(&["url", "href"], report);
    if let Some(label) = link.text(&["label"], report).filter(|label| Some(label) != url.as_ref()) {
        report.keep(others, "website_label", label);
    }
    url
}

/// Sets a key of the person. A hidden text is kept beside them.
fn set(key: &str, text: Option<String>, is_hidden: bool, person: &mut Person, report: &mut Report) {
    match text {
        Some(text) if is_hidden => {
            report.keep(&mut person.others, key, text);
        }
        text => person.set(key, text),
    }
}

fn read_profiles(sections: &mut Fields<'_>, person: &mut Person, report: &mut Report) {
    let (items, in_hidden) = items(sections, "profiles", report);
    let mut profiles = Vec::new();
    let mut hidden = 0;
    for item in items {
        let Some(mut item) = report.take(Fields::of(&item)) else { continue };
        if is_hidden(&mut item) || in_hidden {
            hidden += 1;
        } else {
            profiles.push(profile(item, report));
        }
    }
    if hidden > 0 {
        report.notice(format!("profiles that are hidden there were left out: {hidden}"));
    }
    person.set_profiles(profiles);
}

fn profile(mut item: Fields<'_>, report: &mut Report) -> Value {
    let mut others = Map::new();
    let url = link(&mut item, &mut others, report);
    let known = url.as_deref().and_then(network);
    let name = item.text(&["network"], report).or_else(|| known.map(|(name, _)| name.to_owned()));
    let user = item.text(&["username"], report);
    others.extend(object([("network", name), ("username", user), ("url", url)]));
    others.into()
}

struct Reader {
    drafts: Drafts,
    hidden: usize,
}

impl Reader {
    fn item(
        &mut self,
        spot: &Spot<'_>,
        kind: Kind,
        section: Option<&str>,
        in_hidden: bool,
        report: &mut Report,
    ) {
        let Some(mut fields) = report.take(Fields::of(spot)) else { return };
        let mut draft = Draft::new(kind);
        let content = draft.content_mut();
        content.title = fields.text(title(kind), report).unwrap_or_default();
        let place = match kind {
            Kind::Education => fields.text(&["school", "institution"], report),
            _ => fields.text(&["company", "organization", "awarder", "issuer", "publisher"], report),
        };
        content.organization = place;
        content.location = fields.text(&["location"], report);
        content.url = link(&mut fields, &mut content.metadata, report);
        content.skills = fields.list(&["keywords"], report);
        if kind.spans_time() {
            fields.period(&["period", "date"], content, report);
        } else {
            fields.period(&["date", "period"], content, report);
            content.end_date = content.end_date.filter(|end| Some(*end) != content.start_date);
        }
        details(&mut fields, kind, content, report);
        let texts: &[&str] = match kind {
            Kind::Skill | Kind::Language => &["summary"],
            // The short one of version 4 is a subtitle.
            _ => &["description", "summary"],
        };
        fields.description(texts, Rich::Html, content, report);
        if content.title.is_empty() && content.organization.is_none() {
            content.title = section.unwrap_or_default().to_owned();
        }
        content.metadata.extend(section.map(|name| ("section".to_owned(), json!(name))));
        if is_hidden(&mut fields) || in_hidden {
            content.tags.push("hidden".to_owned());
            self.hidden += 1;
        }
        let id = fields.text(&["id"], report);
        fields.ignore(&["icon", "iconColor", "options", "columns"]);
        let roles = fields.items(&["roles"], report);
        fields.keep_rest(&mut content.metadata, report);
        let at = |message: String| spot.error(message);
        if roles.is_empty() {
            return self.drafts.push(draft, &WORDING, id.as_deref(), report, at);
        }
        // Several positions at one employer: each is an entry, and what they share stands with the first.
        for (index, role) in roles.iter().enumerate() {
            let Some(mut fields) = report.take(Fields::of(role)) else { continue };
            let mut part = draft.clone();
            let content = part.content_mut();
            let shared = (content.text.take(), std::mem::take(&mut content.bullets));
            content.title = fields.text(&["position"], report).unwrap_or_default();
            (content.start_date, content.end_date) = (None, None);
            fields.period(&["period"], content, report);
            fields.description(&["description"], Rich::Html, content, report);
            if index == 0 {
                content.text = joined([shared.0, content.text.take()], "\n\n");
                content.bullets.splice(0..0, shared.1);
            }
            let id = fields.text(&["id"], report);
            fields.keep_rest(&mut content.metadata, report);
            self.drafts.push(part, &WORDING, id.as_deref(), report, |message| role.error(message));
        }
    }

    fn custom(&mut self, mut section: Fields<'_>, person: &mut Person, report: &mut Report) {
        let name = section.text(&["title", "name"], report);
        let sort = section.text(&["type"], report);
        if let Some(sort @ ("summary" | "cover-letter")) = sort.as_deref() {
            let key = key_of(name.as_deref().unwrap_or(sort));
            let in_hidden = is_hidden(&mut section);
            for item in section.items(&["items"], report) {
                keep_text(&item, sort == "summary" && !in_hidden, &key, person, report);
            }
            return;
        }
        let kind = SECTIONS
            .iter()
            .find(|(known, _)| sort.as_deref() == Some(known))
            .map(|one| one.1)
            .or_else(|| kind_of(name.as_deref()?))
            .unwrap_or(Kind::Project);
        let in_hidden = is_hidden(&mut section);
        for item in section.items(&["items"], report) {
            self.item(&item, kind, name.as_deref(), in_hidden, report);
        }
    }
}

/// A text that is no entry: the summary, if there is no other one, else it stays in the profile.
fn keep_text(item: &Spot<'_>, is_summary: bool, key: &str, person: &mut Person, report: &mut Report) {
    let Some(mut fields) = report.take(Fields::of(item)) else { return };
    let text = fields.text(&["content"], report).and_then(|html| Rich::Html.markdown(&html));
    fields.ignore(&["id", "options", "columns", "icon", "iconColor"]);
    if is_summary && !is_hidden(&mut fields) && !person.basics.contains_key("summary") {
        return person.set("summary", text);
    }
    let mut kept = Map::new();
    kept.extend(text.map(|text| ("content".to_owned(), json!(text))));
    fields.keep_rest(&mut kept, report);
    if !kept.is_empty()
        && let Some(all) = person.others.entry(key).or_insert_with(|| json!([])).as_array_mut()
    {
        all.push(json!(kept));
        report.homeless(key);
    }
}

fn title(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Work => &["position"],
        Kind::Volunteer => &["position", "name", "title"],
        Kind::Education => &["degree", "studyType"],
        Kind::Language => &["language", "name"],
        _ => &["title", "name"],
    }
}

/// The keys that only some kinds have.
fn details(
    fields: &mut Fields<'_>,
    kind: Kind,
    content: &mut crate::domain::Experience,
    report: &mut Report,
) {
    match kind {
        Kind::Education => {
            fields.meta(&["area"], "area", content, report);
            fields.meta(&["grade", "score"], "score", content, report);
        }
        Kind::Skill | Kind::Language => {
            let name = if kind == Kind::Skill { "level" } else { "fluency" };
            fields.meta(&["proficiency", "fluency", "description"], name, content, report);
            // It draws a bar there, and says nothing to a reader who does not see how long the bar may be.
            let number = fields.text(&["level"], report).filter(|level| level != "0");
            if let Some(number) = number.filter(|_| !content.metadata.contains_key(name)) {
                report.keep(&mut content.metadata, "rating", number);
            }
        }
        _ => {}
    }
}
