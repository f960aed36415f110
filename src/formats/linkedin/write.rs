//! What to paste into LinkedIn's fields: it imports no file. Each field stands under its name there, within its limit.
//! Its texts are plain: marks are left out, and addresses stand behind their words.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::LinkedIn;
use crate::document::markup::Markdown;
use crate::document::plain;
use crate::domain::{Experience, Kind, PartialDate, Sections, place};
use crate::formats::basics::Basics;
use crate::formats::export::{ExportError, Exporter, Written};
use crate::formats::foreign::joined;

/// LinkedIn's limits, in characters.
const HEADLINE: usize = 220;
const ABOUT: usize = 2600;
const DESCRIPTION: usize = 2000;

impl Exporter for LinkedIn {
    fn write(
        &self,
        profile: Option<&Map<String, Value>>,
        experiences: &[Experience],
        _sections: &Sections,
    ) -> Result<Written, ExportError> {
        let basics = Basics::of(profile);
        let mut pages = Pages::default();
        pages.begin("Intro");
        pages.field("Name", basics.text("name"), HEADLINE);
        pages.field("Headline", basics.text("label"), HEADLINE);
        let place = joined(["city", "region"].map(|key| basics.place(key)), ", ");
        pages.field("Location", place.as_deref(), HEADLINE);
        pages.field("Website", basics.text("url"), HEADLINE);
        pages.field("About", basics.text("summary").map(plain::text).as_deref(), ABOUT);
        for (heading, kind) in SECTIONS {
            let records = place::of_kind(experiences, kind);
            if records.is_empty() {
                continue;
            }
            pages.begin(heading);
            if kind == Kind::Skill {
                let skills = records.iter().flat_map(|one| std::iter::once(&one.title).chain(&one.skills));
                let mut skills: Vec<&str> =
                    skills.map(String::as_str).filter(|skill| !skill.is_empty()).collect();
                let mut seen = std::collections::HashSet::new();
                skills.retain(|skill| seen.insert(*skill));
                pages.field("Skill", Some(&skills.join(", ")), usize::MAX);
                continue;
            }
            for one in records {
                pages.entry(one);
            }
        }
        let Pages { text, warnings } = pages;
        let text = text.trim_start_matches('\n').to_owned();
        Ok(Written { bytes: text.into_bytes(), warnings, ..Written::default() })
    }
}

const SECTIONS: [(&str, Kind); 9] = [
    ("Experience", Kind::Work),
    ("Education", Kind::Education),
    ("Licenses & certifications", Kind::Certificate),
    ("Projects", Kind::Project),
    ("Volunteering", Kind::Volunteer),
    ("Skills", Kind::Skill),
    ("Publications", Kind::Publication),
    ("Honors & awards", Kind::Award),
    ("Languages", Kind::Language),
];

#[derive(Default)]
struct Pages {
    text: String,
    warnings: Vec<String>,
}

impl Pages {
    fn begin(&mut self, heading: &str) {
        let _ = write!(self.text, "\n{heading}\n{}\n", "=".repeat(heading.chars().count()));
    }

    /// A field, unless it is empty. One that is too long is told, not cut: its owner knows what can go.
    fn field(&mut self, name: &str, value: Option<&str>, limit: usize) {
        let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else { return };
        let length = value.chars().count();
        if length > limit {
            self.warnings.push(format!("“{name}” has {length} characters; LinkedIn takes {limit}"));
        }
        let between = if value.contains('\n') { "\n" } else { " " };
        let _ = writeln!(self.text, "{name}:{between}{value}");
    }

    fn entry(&mut self, one: &Experience) {
        self.text.push('\n');
        let [title, place] = match one.kind {
            Kind::Work => ["Title", "Company"],
            Kind::Education => ["Degree", "School"],
            Kind::Certificate => ["Name", "Issuing organization"],
            Kind::Volunteer => ["Role", "Organization"],
            Kind::Publication => ["Title", "Publication/Publisher"],
            Kind::Award => ["Title", "Issuer"],
            Kind::Language => ["Language", "Organization"],
            _ => ["Project name", "Associated with"],
        };
        let said = |key: &str| one.metadata.get(key).and_then(Value::as_str);
        self.field(title, Some(&one.title), HEADLINE);
        self.field("Field of study", said("area"), HEADLINE);
        self.field("Grade", said("score"), HEADLINE);
        self.field("Proficiency", said("fluency"), HEADLINE);
        self.field(place, one.organization.as_deref(), HEADLINE);
        self.field("Location", one.location.as_deref(), HEADLINE);
        if one.kind.spans_time() {
            self.field("Start date", one.start_date.map(date).as_deref(), HEADLINE);
            let end = one.end_date.map(date);
            let present = one.start_date.map(|_| "present".to_owned());
            self.field("End date", end.or(present).as_deref(), HEADLINE);
        } else {
            self.field("Date", one.start_date.map(date).as_deref(), HEADLINE);
            self.field("Expiration date", one.end_date.map(date).as_deref(), HEADLINE);
        }
        self.field("URL", one.url.as_deref(), HEADLINE);
        let bullets = one.bullets.iter().map(|bullet| {
            format!("• {}", plain::line(&Markdown(bullet.text.clone()).line()).replace('\n', " "))
        });
        let text = one.text.as_deref().map(plain::text);
        let lines = text.into_iter().chain(bullets).collect::<Vec<_>>().join("\n");
        self.field("Description", Some(&lines), DESCRIPTION);
        self.field("Skills", Some(&one.skills.join(", ")), usize::MAX);
    }
}

/// LinkedIn knows months and years.
fn date(date: PartialDate) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = date.month().and_then(|month| MONTHS.get(usize::from(month) - 1));
    month.map_or_else(|| date.year().to_string(), |month| format!("{month} {}", date.year()))
}
