//! LinkedIn's export of one's own data: the ZIP, its folder, or one of its tables.
//!
//! Columns are looked up by name, so that older exports and tables saved by a spreadsheet are read alike. A column without a field
//! goes into the metadata, and is counted. Source: exports of 2018 to 2026.

mod person;
mod sheet;
#[cfg(test)]
mod tests;
mod write;

use serde_json::json;

pub(super) use sheet::Sheet;

use super::content::Content;
use super::dates;
use super::error::{FormatError, Report};
use super::foreign::{Drafts, Foreign, Person, describe, joined, key_of};
use super::incoming::{Draft, Importer, Incoming};
use super::prose;
use super::tables::{Row, Table};
use crate::domain::{Experience, Kind, PartialDate};

/// The format.
#[derive(Debug)]
pub struct LinkedIn;

static WORDING: Foreign = Foreign::new("linkedin");

impl Importer for LinkedIn {
    fn recognises(&self, content: &Content) -> bool {
        matches!(content, Content::Tables(_))
    }

    fn read(&self, content: &Content, report: &mut Report) -> Result<Incoming, FormatError> {
        let Content::Tables(tables) = content else {
            let message = format!("looks like {}, not like LinkedIn's export", content.looks_like());
            return Err(FormatError::of_file(message).hint(
                "LinkedIn sends a ZIP with `Profile.csv` and `Positions.csv` under “Get a copy of your data”",
            ));
        };
        let mut drafts = Drafts::default();
        let mut person = Person::default();
        for table in tables {
            if table.name().to_lowercase().contains("recommendations_given") {
                continue;
            }
            if let Some(cut) = &table.cut {
                report.problem(cut.clone());
            }
            for row in &table.rows {
                match columns(table.sheet) {
                    Some(columns) => read_row(&Reader { table, row }, &columns, &mut drafts, report),
                    None => person::read(&Reader { table, row }, table.sheet, &mut person, report),
                }
            }
        }
        Ok(drafts.into_incoming(&WORDING, person.into_profile(WORDING.name)))
    }
}

/// A row, whose cells are asked for by name.
#[derive(Debug, Clone, Copy)]
struct Reader<'t> {
    table: &'t Table,
    row: &'t Row,
}

impl<'t> Reader<'t> {
    fn get(self, columns: &[&str]) -> Option<&'t str> {
        self.table.get(self.row, columns)
    }

    fn text(self, columns: &[&str]) -> Option<String> {
        self.get(columns).map(unescaped)
    }

    fn error(self, column: &str, message: impl Into<String>) -> FormatError {
        self.table.error(self.row, column, message)
    }

    fn start(self, columns: &[&str], report: &mut Report) -> Option<PartialDate> {
        report.date(dates::date(self.get(columns)?), |message| self.error(columns[0], message))
    }

    fn end(self, columns: &[&str], report: &mut Report) -> Option<PartialDate> {
        report.date(dates::end(self.get(columns)?), |message| self.error(columns[0], message))?.date()
    }
}

/// Some exports escape a few characters as HTML does.
fn unescaped(text: &str) -> String {
    let pairs = [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (escape, sign)| text.replace(escape, sign))
}

/// The columns of a kind of record, in lower case.
struct Columns {
    kind: Kind,
    title: &'static [&'static str],
    organization: &'static [&'static str],
    text: &'static [&'static str],
    start: &'static [&'static str],
    end: &'static [&'static str],
    /// Columns that JSON Resume has a key for.
    keys: &'static [(&'static str, &'static str)],
}

/// Absent for the tables about the person.
fn columns(sheet: Sheet) -> Option<Columns> {
    let of = |kind, title, organization| Columns {
        kind,
        title,
        organization,
        text: &["description"],
        start: &["started on", "start date"],
        end: &["finished on", "end date"],
        keys: &[],
    };
    Some(match sheet {
        Sheet::Positions => of(Kind::Work, &["title"], &["company name"]),
        Sheet::Education => {
            Columns { text: &["notes"], ..of(Kind::Education, &["degree name"], &["school name"]) }
        }
        Sheet::Skills => of(Kind::Skill, &["name"], &[]),
        Sheet::Languages => {
            Columns { keys: &[("proficiency", "fluency")], ..of(Kind::Language, &["name"], &[]) }
        }
        Sheet::Certifications => of(Kind::Certificate, &["name"], &["authority"]),
        Sheet::Projects => of(Kind::Project, &["title"], &[]),
        Sheet::Volunteering => of(Kind::Volunteer, &["role"], &["company name"]),
        Sheet::Organizations => of(Kind::Volunteer, &["position"], &["name"]),
        Sheet::Honors => {
            Columns { start: &["issued on", "issue date"], ..of(Kind::Award, &["title"], &["issuer"]) }
        }
        Sheet::Publications => {
            Columns { start: &["published on"], ..of(Kind::Publication, &["name"], &["publisher"]) }
        }
        Sheet::Recommendations => Columns {
            text: &["text"],
            keys: &[("job title", "position")],
            ..of(Kind::Reference, &["first name"], &["company"])
        },
        Sheet::Causes => of(Kind::Interest, &["supported cause"], &[]),
        Sheet::Profile | Sheet::Emails | Sheet::Phones | Sheet::Courses => return None,
    })
}

fn read_row(row: &Reader<'_>, columns: &Columns, drafts: &mut Drafts, report: &mut Report) {
    let &Columns { kind, title, organization, text, start, end, keys } = columns;
    if kind == Kind::Reference && row.get(&["status"]).is_some_and(|status| status != "VISIBLE") {
        return report.notice("a recommendation that is hidden at LinkedIn was left out");
    }
    let mut draft = Draft::new(kind);
    let content = draft.content_mut();
    content.title = row.text(title).unwrap_or_default();
    content.organization = row.text(organization);
    content.location = row.text(&["location"]);
    content.url = row.text(&["url"]);
    content.start_date = row.start(start, report);
    content.end_date = row.end(end, report);
    describe(content, row.text(text).map(|text| prose::split(&text)));
    for (column, key) in keys {
        content.metadata.extend(row.text(&[column]).map(|text| ((*key).to_owned(), json!(text))));
    }
    let mut known: Vec<&str> = [title, organization, text, start, end].concat();
    known.extend(keys.iter().map(|(column, _)| column));
    known.extend(["location", "url"]);
    match kind {
        Kind::Education => {
            education(content, row);
            known.push("activities");
        }
        Kind::Reference => {
            let names = [row.text(&["first name"]), row.text(&["last name"])];
            content.title = joined(names, " ").unwrap_or_default();
            known.extend(["last name", "status"]);
        }
        _ => {}
    }
    for (column, cell) in row.table.others(row.row, &known) {
        report.keep(&mut content.metadata, &key_of(column), unescaped(cell));
    }
    drafts.push(draft, &WORDING, None, report, |message| row.error(title[0], message));
}

/// The field of study stands in the name of the degree, the activities in a column of their own. Bullets of an
/// education are its courses, which notes are not.
fn education(content: &mut Experience, row: &Reader<'_>) {
    if let Some((degree, area)) = content.title.clone().split_once(", ") {
        content.title = degree.to_owned();
        content.metadata.insert("area".to_owned(), json!(area));
    }
    content.bullets.clear();
    content.text = joined([row.text(&["notes"]), row.text(&["activities"])], "\n\n");
}
