//! Europass, as its editor saves it since 2020: XML with `Candidate` at the root.
//!
//! `roxmltree` reads the XML, without document types and so without entities. Texts are HTML within the XML. Elements are looked
//! up by their local names. Source: exports of the editor.

mod languages;
#[cfg(test)]
mod tests;

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Value, json};

use super::content::{Content, is_europass};
use super::dates;
use super::error::{FormatError, Place, Report};
use super::foreign::{Drafts, Foreign, Person, network};
use super::incoming::{Draft, Importer, Incoming};
use super::markup::has_too_many_attributes;
use super::rich;
use crate::domain::{Bullet, Experience, Kind};

/// The format.
#[derive(Debug)]
pub(super) struct Europass;

static WORDING: Foreign = Foreign("europass");

/// The most elements and texts that a file may have.
const MOST_NODES: u32 = 500_000;

impl Importer for Europass {
    fn name(&self) -> &'static str {
        WORDING.0
    }

    fn recognises(&self, content: &Content) -> bool {
        matches!(content, Content::Xml(text) if is_europass(text))
    }

    fn read(&self, content: &Content, report: &mut Report) -> Result<Incoming, FormatError> {
        let Content::Xml(text) = content else {
            return Err(FormatError::of_file(format!("looks like {}, not like XML", content.looks_like())));
        };
        if has_too_many_attributes(text) {
            return Err(FormatError::of_file("is damaged: an element has too many attributes"));
        }
        let options =
            ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
        let document = Document::parse_with_options(text, options).map_err(|error| not_xml(&error))?;
        let root = document.root_element();
        if root.tag_name().name() != "Candidate" {
            let name: String = root.tag_name().name().chars().take(40).collect();
            return Err(FormatError::of_file(format!(
                "has `{name}` at its root, not Europass's `Candidate`"
            ))
            .hint("open the file in the editor at europass.europa.eu and save it again"));
        }
        let mut person = Person::default();
        if let Some(about) = child(root, "CandidatePerson") {
            read_person(about, &mut person);
        }
        let mut reader = Reader { drafts: Drafts::default(), report };
        if let Some(profile) = child(root, "CandidateProfile") {
            let summary = text_of(child(profile, "ExecutiveSummary"));
            person.set("summary", summary.and_then(|text| rich::markdown(&text)));
            reader.profile(profile);
        }
        if let Some(about) = child(root, "CandidatePerson") {
            reader.mother_tongues(about);
        }
        Ok(reader.drafts.into_incoming(&WORDING, person.into_profile(WORDING.0)))
    }
}

fn not_xml(error: &roxmltree::Error) -> FormatError {
    let place = error.pos();
    let (line, column) = (usize::try_from(place.row), usize::try_from(place.col));
    let place = line.ok().zip(column.ok()).map(|(line, column)| Place { line, column });
    let whole = error.to_string();
    let message = whole.rsplit_once(" at ").map_or(whole.as_str(), |(message, _)| message);
    FormatError { place, ..FormatError::of_file(format!("the text is not XML that can be read: {message}")) }
}

fn child<'a, 'd>(node: Node<'a, 'd>, name: &str) -> Option<Node<'a, 'd>> {
    node.children().find(|child| child.tag_name().name() == name)
}

fn within<'a, 'd>(node: Node<'a, 'd>, name: &str) -> Option<Node<'a, 'd>> {
    node.descendants().find(|child| child.tag_name().name() == name)
}

fn all<'a, 'd: 'a>(node: Node<'a, 'd>, name: &'static str) -> impl Iterator<Item = Node<'a, 'd>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

/// The text of an element, if there is some.
fn text_of(node: Option<Node<'_, '_>>) -> Option<String> {
    let text: String = node?.descendants().filter(Node::is_text).filter_map(|part| part.text()).collect();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn said(node: Node<'_, '_>, name: &str) -> Option<String> {
    text_of(within(node, name))
}

fn read_person(about: Node<'_, '_>, person: &mut Person) {
    let names = [said(about, "GivenName"), said(about, "FamilyName")];
    person.set("name", Some(names.into_iter().flatten().collect::<Vec<_>>().join(" ")));
    let mut profiles = Vec::new();
    for way in all(about, "Communication") {
        let link = said(way, "URI");
        match said(way, "ChannelCode").as_deref() {
            Some("Email") if !person.basics.contains_key("email") => person.set("email", link),
            Some("Telephone") if !person.basics.contains_key("phone") => {
                let country =
                    said(way, "CountryDialing").map(|code| format!("+{} ", code.trim_start_matches('+')));
                let number = said(way, "DialNumber");
                // The zero before an area is for calls within the country.
                let number = number.map(|number| match &country {
                    Some(country) => format!("{country}{}", number.trim_start_matches('0')),
                    None => number,
                });
                person.set("phone", number);
            }
            Some("Web") if !person.basics.contains_key("url") => person.set("url", link),
            Some(_) => profiles.extend(link.map(|url| account(&url, said(way, "UseCode")))),
            None => address(way, person),
        }
    }
    if !profiles.is_empty() {
        person.basics.insert("profiles".to_owned(), json!(profiles));
    }
    for (element, key) in
        [("NationalityCode", "nationality"), ("BirthDate", "birth_date"), ("GenderCode", "gender")]
    {
        person.others.extend(said(about, element).map(|text| (key.to_owned(), json!(text))));
    }
}

fn account(url: &str, sort: Option<String>) -> Value {
    match network(url) {
        Some((name, user)) if !user.is_empty() => json!({"network": name, "username": user, "url": url}),
        _ if url.contains("://") => {
            json!({"network": sort.unwrap_or_else(|| "Website".to_owned()), "url": url})
        }
        _ => json!({"network": sort.unwrap_or_else(|| "Account".to_owned()), "username": url}),
    }
}

fn address(way: Node<'_, '_>, person: &mut Person) {
    let Some(address) = child(way, "Address") else { return };
    let country = said(address, "CountryCode").map(|code| code.to_uppercase());
    let street = said(address, "AddressLine").or_else(|| said(address, "StreetName"));
    let parts = [
        ("address", street),
        ("postalCode", said(address, "PostalCode")),
        ("city", said(address, "CityName")),
        ("countryCode", country),
    ];
    let parts: serde_json::Map<String, Value> =
        parts.into_iter().filter_map(|(key, text)| Some((key.to_owned(), json!(text?)))).collect();
    if !parts.is_empty() && !person.basics.contains_key("location") {
        person.basics.insert("location".to_owned(), Value::Object(parts));
    }
}

struct Reader<'r> {
    drafts: Drafts,
    report: &'r mut Report,
}

impl Reader<'_> {
    fn profile(&mut self, profile: Node<'_, '_>) {
        for employer in
            child(profile, "EmploymentHistory").into_iter().flat_map(|list| all(list, "EmployerHistory"))
        {
            for position in all(employer, "PositionHistory") {
                self.position(employer, position);
            }
        }
        let schools = child(profile, "EducationHistory");
        for school in schools.into_iter().flat_map(|list| all(list, "EducationOrganizationAttendance")) {
            self.school(school);
        }
        let competences = child(profile, "PersonQualifications");
        for one in competences.into_iter().flat_map(|list| all(list, "PersonCompetency")) {
            self.competence(one);
        }
        for skill in profile.descendants().filter(|node| node.tag_name().name() == "DigitalSkill") {
            self.named(Kind::Skill, skill, text_of(Some(skill)));
        }
        for section in all(profile, "Others") {
            self.section(section);
        }
    }

    fn position(&mut self, employer: Node<'_, '_>, position: Node<'_, '_>) {
        let mut draft = Draft::new(Kind::Work);
        let content = draft.content_mut();
        content.title = text_of(child(position, "PositionTitle")).unwrap_or_default();
        content.organization = text_of(child(employer, "OrganizationName"));
        let contact = child(employer, "OrganizationContact");
        content.url = contact.and_then(|contact| said(contact, "URI").or_else(|| said(contact, "Web")));
        let (city, country) = (text_of(child(position, "City")), text_of(child(position, "Country")));
        content.location = joined([city, country.map(|code| code.to_uppercase())]);
        let goes_on = said(position, "CurrentIndicator").as_deref() == Some("true");
        self.period(child(position, "EmploymentPeriod"), goes_on, content);
        describe(content, said(position, "Description"));
        self.push(draft, position);
    }

    fn school(&mut self, school: Node<'_, '_>) {
        let mut draft = Draft::new(Kind::Education);
        let content = draft.content_mut();
        content.organization = text_of(child(school, "OrganizationName"));
        if let Some(degree) = child(school, "EducationDegree") {
            content.title = said(degree, "DegreeName").unwrap_or_default();
            content.text = said(degree, "OccupationalSkillsCovered").and_then(|text| rich::markdown(&text));
            let grade = child(degree, "FinalGrade").and_then(|grade| said(grade, "ScoreText"));
            content.metadata.extend(grade.map(|grade| ("score".to_owned(), json!(grade))));
            for (element, key) in [("Thesis", "thesis"), ("NumberOfCredit", "credits")] {
                if let Some(text) = said(degree, element) {
                    content.metadata.insert(key.to_owned(), json!(rich::markdown(&text)));
                    self.report.homeless(key);
                }
            }
        }
        if let Some(level) = text_of(child(school, "EducationLevelCode")) {
            content.metadata.insert("eqf_level".to_owned(), json!(level));
            self.report.homeless("eqf_level");
        }
        content.location =
            joined([said(school, "CityName"), said(school, "CountryCode").map(|code| code.to_uppercase())]);
        let goes_on = said(school, "Ongoing").as_deref() == Some("true");
        self.period(child(school, "AttendancePeriod"), goes_on, content);
        self.push(draft, school);
    }

    /// A language with its five levels, of which the lowest counts, or a skill.
    fn competence(&mut self, one: Node<'_, '_>) {
        let is_language = said(one, "TaxonomyID").is_some_and(|sort| sort.eq_ignore_ascii_case("language"));
        if !is_language {
            return self.named(Kind::Skill, one, said(one, "CompetencyName"));
        }
        let mut draft = Draft::new(Kind::Language);
        let content = draft.content_mut();
        content.title = said(one, "CompetencyID").map(|code| languages::name(&code)).unwrap_or_default();
        let scores: Vec<String> =
            all(one, "CompetencyDimension").filter_map(|part| said(part, "ScoreText")).collect();
        if let (Some(lowest), Some(highest)) = (scores.iter().min(), scores.iter().max()) {
            let fluency = if lowest == highest { lowest.clone() } else { format!("{lowest}–{highest}") };
            content.metadata.insert("fluency".to_owned(), json!(fluency));
        }
        self.push(draft, one);
    }

    fn mother_tongues(&mut self, about: Node<'_, '_>) {
        for tongue in all(about, "PrimaryLanguageCode") {
            let mut draft = Draft::new(Kind::Language);
            let content = draft.content_mut();
            content.title = text_of(Some(tongue)).map(|code| languages::name(&code)).unwrap_or_default();
            content.metadata.insert("fluency".to_owned(), json!("Native"));
            self.push(draft, tongue);
        }
    }

    /// A section that the person named: entries of its kind, if the name says one.
    fn section(&mut self, section: Node<'_, '_>) {
        let title = text_of(child(section, "Title")).unwrap_or_default();
        let lower = title.to_lowercase();
        let kind =
            SECTIONS.iter().find(|(word, _)| lower.contains(word)).map_or(Kind::Project, |(_, kind)| *kind);
        for other in all(section, "Other") {
            let mut draft = Draft::new(kind);
            let content = draft.content_mut();
            content.title = text_of(child(other, "Title")).unwrap_or_default();
            content.url = text_of(child(other, "Link"));
            self.period(child(other, "Date"), false, content);
            describe(content, text_of(child(other, "Description")));
            content.metadata.insert("section".to_owned(), json!(title));
            self.push(draft, other);
        }
    }

    fn named(&mut self, kind: Kind, node: Node<'_, '_>, name: Option<String>) {
        let mut draft = Draft::new(kind);
        draft.content_mut().title = name.unwrap_or_default();
        self.push(draft, node);
    }

    fn period(&mut self, period: Option<Node<'_, '_>>, goes_on: bool, content: &mut Experience) {
        let Some(period) = period else { return };
        let mut date = |name: &str| {
            let node = child(period, name)?;
            let text = text_of(Some(node))?;
            let at = |message: String| error(node, &message);
            self.report.take(dates::end(&text).map_err(|wrong| FormatError::of_date(&wrong, at)))?.date()
        };
        content.start_date = date("StartDate");
        content.end_date = date("EndDate").filter(|_| !goes_on);
    }

    fn push(&mut self, draft: Draft, node: Node<'_, '_>) {
        let content = draft.content();
        // The editor leaves empty elements behind.
        if content.title.is_empty() && content.organization.is_none() && content.text.is_none() {
            return;
        }
        self.drafts.push(draft, &WORDING, None, self.report, |message| error(node, &message));
    }
}

const SECTIONS: [(&str, Kind); 9] = [
    ("volunt", Kind::Volunteer),
    ("publication", Kind::Publication),
    ("honour", Kind::Award),
    ("award", Kind::Award),
    ("course", Kind::Certificate),
    ("certif", Kind::Certificate),
    ("licen", Kind::Certificate),
    ("hobb", Kind::Interest),
    ("interest", Kind::Interest),
];

fn error(node: Node<'_, '_>, message: &str) -> FormatError {
    let place = node.document().text_pos_at(node.range().start);
    let (line, column) = (usize::try_from(place.row), usize::try_from(place.col));
    FormatError {
        path: Some(node.tag_name().name().to_owned()),
        place: line.ok().zip(column.ok()).map(|(line, column)| Place { line, column }),
        ..FormatError::of_file(message)
    }
}

fn describe(content: &mut Experience, html: Option<String>) {
    let (text, bullets) = html.map(|html| rich::split(&html)).unwrap_or_default();
    content.text = text;
    content.bullets = bullets.into_iter().map(Bullet::new).collect();
}

fn joined(parts: [Option<String>; 2]) -> Option<String> {
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", ")).filter(|text| !text.is_empty())
}
