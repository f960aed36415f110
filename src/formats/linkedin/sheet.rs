//! The tables of an export, told by their columns: files are renamed, and named in other languages.

/// What a table of LinkedIn's export holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Sheet {
    Profile,
    Positions,
    Education,
    Skills,
    Languages,
    Certifications,
    Projects,
    Volunteering,
    Honors,
    Publications,
    Organizations,
    Courses,
    Emails,
    Phones,
    Recommendations,
    Causes,
}

impl Sheet {
    /// By the columns' names in lower case. What tells one table from the others stands first; a list of names alone are
    /// skills. Jobs that the person advertised look like positions.
    pub(in crate::formats) fn of(columns: &[String]) -> Option<Self> {
        let has = |names: &[&str]| names.iter().all(|name| columns.iter().any(|column| column == name));
        if has(&["job state"]) {
            return None;
        }
        let known = TELLING.iter().find(|(names, _)| has(names)).map(|(_, sheet)| *sheet);
        known.or_else(|| (columns.len() == 1 && columns[0] == "name").then_some(Self::Skills))
    }
}

const TELLING: [(&[&str], Sheet); 18] = [
    (&["first name", "last name", "headline"], Sheet::Profile),
    (&["first name", "last name", "text", "status"], Sheet::Recommendations),
    (&["company name", "role"], Sheet::Volunteering),
    (&["company name", "title"], Sheet::Positions),
    (&["school name"], Sheet::Education),
    (&["name", "proficiency"], Sheet::Languages),
    (&["name", "authority"], Sheet::Certifications),
    (&["name", "published on"], Sheet::Publications),
    (&["name", "position", "started on"], Sheet::Organizations),
    (&["title", "url", "started on"], Sheet::Projects),
    (&["title", "url", "start date"], Sheet::Projects),
    (&["title", "issued on"], Sheet::Honors),
    (&["title", "issue date"], Sheet::Honors),
    (&["name", "number"], Sheet::Courses),
    (&["email address", "confirmed"], Sheet::Emails),
    (&["extension", "number"], Sheet::Phones),
    (&["number", "type"], Sheet::Phones),
    (&["supported cause"], Sheet::Causes),
];
