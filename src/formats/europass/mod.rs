//! Europass, as its editor saves it since 2020: XML with `Candidate` at the root.
//!
//! `roxmltree` reads the XML, without document types and so without entities. Texts are HTML within the XML. Elements are looked
//! up by their local names. Source: exports of the editor, and "Europass XML Document" of DG EMPL, 2020.

mod languages;
mod person;
#[cfg(test)]
mod tests;
mod xml;

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Value, json};

use self::person::street;
use self::xml::{all, child, error, not_xml, said, text_of};
use super::content::{Content, is_europass};
use super::dates;
use super::error::{FormatError, Report};
use super::foreign::{self, Drafts, Foreign, Person, joined, key_of};
use super::incoming::{Draft, Importer, Incoming};
use super::markup::has_too_many_attributes;
use super::rich::Rich;
use super::titles::kind_of;
use crate::domain::{Experience, Kind, PartialDate};

/// The format.
#[derive(Debug)]
pub(super) struct Europass;

static WORDING: Foreign = Foreign::new("europass");

/// How many groups of skills may be within one another.
const DEEPEST: usize = 8;

/// The most elements and texts that a file may have.
const MOST_NODES: u32 = 500_000;

impl Importer for Europass {
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
            person::read_person(about, &mut person, report);
        }
        let mut reader = Reader { drafts: Drafts::default(), report };
        if let Some(profile) = child(root, "CandidateProfile") {
            let summary = text_of(child(profile, "ExecutiveSummary"));
            person.set("summary", summary.and_then(|text| Rich::Html.markdown(&text)));
            reader.profile(profile);
            reader.keep_rest(profile, &mut person);
        }
        if let Some(about) = child(root, "CandidatePerson") {
            reader.mother_tongues(about);
        }
        Ok(reader.drafts.into_incoming(&WORDING, person.into_profile(WORDING.name)))
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
        self.skills(profile);
        self.licences(profile);
        for paper in all(profile, "PublicationHistory").flat_map(|list| all(list, "Publication")) {
            self.paper(paper);
        }
        for (list, kind) in ACTIVITIES {
            for activity in all(profile, list).flat_map(|list| list.children()) {
                self.activity(activity, kind);
            }
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
        content.url = contact.and_then(website).or_else(|| link(employer));
        let place = ["City", "Country"].map(|name| text_of(child(position, name)));
        let of_employer = ["CityName", "CountryCode"].map(|name| said(contact?, name));
        let [city, country] = if place == [None, None] { of_employer } else { place };
        content.location = joined([city, country.map(|code| code.to_uppercase())], ", ");
        let parts = contact
            .map(|contact| [("street", street(contact)), ("postal_code", said(contact, "PostalCode"))]);
        for (key, text) in parts.into_iter().flatten() {
            text.into_iter().for_each(|text| self.report.keep(&mut content.metadata, key, text));
        }
        let goes_on = said(position, "CurrentIndicator").as_deref() == Some("true");
        self.period(child(position, "EmploymentPeriod"), goes_on, content);
        describe(content, said(position, "Description"));
        self.keep_unread(employer, &OF_EMPLOYERS, content);
        self.keep_unread(position, &OF_POSITIONS, content);
        self.push(draft, position);
    }

    fn school(&mut self, school: Node<'_, '_>) {
        let mut draft = Draft::new(Kind::Education);
        let content = draft.content_mut();
        content.organization = text_of(child(school, "OrganizationName"));
        if let Some(degree) = child(school, "EducationDegree") {
            content.title = said(degree, "DegreeName").unwrap_or_default();
            content.text =
                said(degree, "OccupationalSkillsCovered").and_then(|text| Rich::Html.markdown(&text));
            let grade = child(degree, "FinalGrade").and_then(|grade| said(grade, "ScoreText"));
            content.metadata.extend(grade.map(|grade| ("score".to_owned(), json!(grade))));
            for (element, key) in [("Thesis", "thesis"), ("NumberOfCredit", "credits")] {
                if let Some(text) = said(degree, element) {
                    self.report.keep(&mut content.metadata, key, Rich::Html.markdown(&text));
                }
            }
        }
        let contact = child(school, "OrganizationContact");
        content.url = contact.and_then(website).or_else(|| link(school));
        if let Some(level) = text_of(child(school, "EducationLevelCode")) {
            self.report.keep(&mut content.metadata, "eqf_level", level);
        }
        content.location = joined(
            [said(school, "CityName"), said(school, "CountryCode").map(|code| code.to_uppercase())],
            ", ",
        );
        let goes_on = said(school, "Ongoing").as_deref() == Some("true");
        self.period(child(school, "AttendancePeriod"), goes_on, content);
        self.keep_unread(school, &OF_SCHOOLS, content);
        child(school, "EducationDegree")
            .into_iter()
            .for_each(|node| self.keep_unread(node, &OF_DEGREES, content));
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
        let kind = kind_of(&title).unwrap_or(Kind::Project);
        for other in all(section, "Other") {
            let mut draft = self.of_activity(other, kind);
            draft.content_mut().metadata.insert("section".to_owned(), json!(title));
            self.push(draft, other);
        }
    }

    fn activity(&mut self, node: Node<'_, '_>, kind: Kind) {
        let draft = self.of_activity(node, kind);
        self.push(draft, node);
    }

    /// What a list of the editor has of each thing that was done: a title, a period, a text and a link. A skill has a
    /// title and a text.
    fn of_activity(&mut self, node: Node<'_, '_>, kind: Kind) -> Draft {
        let mut draft = Draft::new(kind);
        let content = draft.content_mut();
        content.title =
            text_of(child(node, "Title").or_else(|| child(node, "EventName"))).unwrap_or_default();
        content.url = link(node);
        content.location = text_of(child(node, "Location"));
        let period = child(node, "Date").or_else(|| child(node, "Period"));
        let goes_on = period.and_then(|period| said(period, "Ongoing")).as_deref() == Some("true");
        self.period(period, goes_on, content);
        if !kind.spans_time() {
            content.end_date = content.end_date.filter(|end| Some(*end) != content.start_date);
        }
        describe(content, text_of(child(node, "Description")));
        self.keep_unread(node, &OF_ACTIVITIES, content);
        draft
    }

    /// Skills: loose ones, and groups with a title.
    fn skills(&mut self, profile: Node<'_, '_>) {
        let lists = ["Skills", "DigitalSkills"].into_iter().flat_map(|name| all(profile, name));
        for node in lists.flat_map(|list| list.children()).filter(Node::is_element) {
            self.skill(node, 0);
        }
    }

    /// A skill, or a group of them, which may hold groups.
    fn skill(&mut self, node: Node<'_, '_>, depth: usize) {
        if is_skill(node) || depth > DEEPEST || !node.children().any(|child| child.is_element()) {
            return self.named(Kind::Skill, node, name_of_skill(node));
        }
        let parts = node.children().filter(|part| part.is_element());
        let parts = parts.filter(|part| !matches!(part.tag_name().name(), "Title" | "Description"));
        let is_group =
            |part: &Node<'_, '_>| !is_skill(*part) && part.children().any(|child| child.is_element());
        let (groups, skills): (Vec<_>, Vec<_>) = parts.partition(is_group);
        let (title, text) = (text_of(child(node, "Title")), text_of(child(node, "Description")));
        if title.is_some() || text.is_some() {
            let mut draft = Draft::new(Kind::Skill);
            let content = draft.content_mut();
            content.title = title.unwrap_or_default();
            content.skills = skills.into_iter().filter_map(name_of_skill).collect();
            describe(content, text);
            self.push(draft, node);
        } else {
            skills.into_iter().for_each(|one| self.named(Kind::Skill, one, name_of_skill(one)));
        }
        groups.into_iter().for_each(|group| self.skill(group, depth + 1));
    }

    /// Licences to drive: a category each, or a name.
    fn licences(&mut self, profile: Node<'_, '_>) {
        for licence in all(profile, "Licenses").flat_map(|list| all(list, "License")) {
            let category = said(licence, "LicenseTypeCode").map(|code| format!("Driving licence {code}"));
            let mut draft = Draft::new(Kind::Certificate);
            let content = draft.content_mut();
            content.title = said(licence, "LicenseName").or(category).unwrap_or_default();
            content.start_date = self.date(licence, "FirstIssuedDate");
            content.end_date = self.date(licence, "ExpiryDate");
            self.push(draft, licence);
        }
    }

    fn paper(&mut self, paper: Node<'_, '_>) {
        let mut draft = Draft::new(Kind::Publication);
        let content = draft.content_mut();
        content.title = text_of(child(paper, "Title")).unwrap_or_default();
        content.organization = said(paper, "Journal").or_else(|| said(paper, "Publisher"));
        content.start_date = self.date(paper, "Year").or_else(|| self.date(paper, "PublicationDate"));
        content.url = link(paper).or_else(|| child(paper, "DOI").and_then(link));
        describe(content, said(paper, "FormattedPublicationDescription"));
        for (element, key) in [("Authors", "authors"), ("Reference", "reference"), ("Volume", "volume")] {
            if let Some(text) = said(paper, element) {
                self.report.keep(&mut content.metadata, key, text);
            }
        }
        self.push(draft, paper);
    }

    /// Keeps the texts of all lists that are not read here.
    fn keep_rest(&mut self, profile: Node<'_, '_>, person: &mut Person) {
        for list in profile.children().filter(|list| list.is_element()) {
            let name = list.tag_name().name();
            if READ.contains(&name) || ACTIVITIES.iter().any(|(known, _)| *known == name) {
                continue;
            }
            let texts = list.descendants().filter(Node::is_text).filter_map(|part| part.text());
            let texts: Vec<_> = texts.map(str::trim).filter(|text| !text.is_empty()).collect();
            let texts: Vec<_> = texts.into_iter().filter_map(|text| Rich::Html.markdown(text)).collect();
            if !texts.is_empty()
                && let Some(kept) =
                    person.others.entry(key_of(name)).or_insert_with(|| json!([])).as_array_mut()
            {
                kept.extend(texts.into_iter().map(Value::from));
                self.report.homeless(name);
            }
        }
    }

    /// Keeps the texts of elements that no field takes. Of several links the first one is taken.
    fn keep_unread(&mut self, node: Node<'_, '_>, taken: &[&str], content: &mut Experience) {
        let mut links = 0;
        for part in node.children().filter(Node::is_element) {
            let name = part.tag_name().name();
            links += usize::from(name == "Link");
            let is_taken = taken.contains(&name) && !(name == "Link" && links > 1);
            let texts =
                part.descendants().filter(Node::is_text).filter_map(|text| Rich::Html.markdown(text.text()?));
            for text in texts.filter(|text| !is_taken && content.url.as_ref() != Some(text)) {
                let kept = content.metadata.entry(key_of(name)).or_insert_with(|| json!([]));
                kept.as_array_mut().into_iter().for_each(|kept| kept.push(json!(text)));
                self.report.homeless(&key_of(name));
            }
        }
    }

    fn named(&mut self, kind: Kind, node: Node<'_, '_>, name: Option<String>) {
        let mut draft = Draft::new(kind);
        draft.content_mut().title = name.unwrap_or_default();
        self.push(draft, node);
    }

    fn period(&mut self, period: Option<Node<'_, '_>>, goes_on: bool, content: &mut Experience) {
        let Some(period) = period else { return };
        content.start_date = self.date(period, "StartDate");
        content.end_date = self.date(period, "EndDate").filter(|_| !goes_on);
    }

    fn date(&mut self, node: Node<'_, '_>, name: &str) -> Option<PartialDate> {
        let node = child(node, name)?;
        let text = text_of(Some(node))?;
        let at = |message: String| error(node, &message);
        self.report.take(dates::end(&text).map_err(|wrong| FormatError::of_date(&wrong, at)))?.date()
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

/// Lists of things that were done, and what each of them is here.
const ACTIVITIES: [(&str, Kind); 12] = [
    ("Projects", Kind::Project),
    ("CreativeWorks", Kind::Project),
    ("SocialAndPoliticalActivities", Kind::Volunteer),
    ("NetworksAndMemberships", Kind::Volunteer),
    ("VoluntaryWorks", Kind::Volunteer),
    ("ConferencesAndSeminars", Kind::Publication),
    ("CourseCertifications", Kind::Certificate),
    ("HobbiesAndInterests", Kind::Interest),
    ("CommunicationAndInterpersonalSkills", Kind::Skill),
    ("ManagementAndLeadershipSkills", Kind::Skill),
    ("OrganisationalSkills", Kind::Skill),
    ("JobRelatedSkills", Kind::Skill),
];

/// The parts of entries that are read. A code of an industry and a mark say nothing of a career.
const OF_EMPLOYERS: [&str; 5] =
    ["OrganizationName", "OrganizationContact", "PositionHistory", "IndustryCode", "ID"];
const OF_POSITIONS: [&str; 7] =
    ["PositionTitle", "EmploymentPeriod", "Description", "City", "Country", "CurrentIndicator", "ID"];
const OF_SCHOOLS: [&str; 9] = [
    "OrganizationName",
    "OrganizationContact",
    "EducationDegree",
    "AttendancePeriod",
    "EducationLevelCode",
    "CityName",
    "CountryCode",
    "Ongoing",
    "Link",
];
const OF_DEGREES: [&str; 5] =
    ["DegreeName", "OccupationalSkillsCovered", "FinalGrade", "Thesis", "NumberOfCredit"];
const OF_ACTIVITIES: [&str; 8] =
    ["Title", "EventName", "Description", "Date", "Period", "Location", "Link", "Ongoing"];

/// The other parts of a profile that are read, and those that say nothing of a career.
const READ: [&str; 12] = [
    "ID",
    "ProfileName",
    "ExecutiveSummary",
    "EmploymentHistory",
    "EducationHistory",
    "PersonQualifications",
    "Skills",
    "DigitalSkills",
    "Licenses",
    "PublicationHistory",
    "Others",
    "Attachment",
];

fn is_skill(node: Node<'_, '_>) -> bool {
    matches!(node.tag_name().name(), "PersonCompetency" | "DigitalSkill")
}

fn name_of_skill(node: Node<'_, '_>) -> Option<String> {
    child(node, "CompetencyName").map_or_else(|| text_of(Some(node)), |name| text_of(Some(name)))
}

/// The site of an organization, among the ways to reach it.
fn website(contact: Node<'_, '_>) -> Option<String> {
    let mut ways = all(contact, "Communication");
    let is_web = |way: &Node<'_, '_>| {
        said(*way, "ChannelCode").is_none_or(|sort| sort == "Web")
            && said(*way, "URI").is_some_and(|link| !link.contains('@'))
    };
    ways.find(is_web).and_then(|way| said(way, "URI")).or_else(|| said(contact, "Web"))
}

fn link(node: Node<'_, '_>) -> Option<String> {
    text_of(child(node, "Link"))
}

fn describe(content: &mut Experience, html: Option<String>) {
    foreign::describe(content, html.map(|html| Rich::Html.split(&html)));
}
