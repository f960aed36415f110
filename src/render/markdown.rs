//! A résumé in Markdown, to be read or to be turned into something printed.
//!
//! The invariant: no text of the résumé is ever taken for Markdown or HTML; it shows as it was typed,
//! in the place that was meant for it. The dialect is CommonMark, where a backslash before any ASCII
//! punctuation makes it literal (section 2.4), without raw HTML.

mod escape;

use serde_json::{Map, Value};

use crate::domain::{Experience, Kind, PartialDate, place};
use escape::{block, inline, link};

pub(super) fn write(profile: Option<&Map<String, Value>>, experiences: &[Experience]) -> String {
    let mut paragraphs = Vec::new();
    if let Some(basics) = profile.and_then(|profile| profile.get("basics")).and_then(Value::as_object) {
        head(&mut paragraphs, basics);
    }
    for kind in Kind::ALL {
        let section = place::section(experiences, kind);
        if section.is_empty() {
            continue;
        }
        paragraphs.push(format!("## {}", heading(kind)));
        match kind {
            Kind::Skill | Kind::Language | Kind::Interest => {
                let lines: Vec<_> = section.into_iter().map(line).collect();
                paragraphs.push(lines.join("\n"));
            }
            Kind::Reference => section.into_iter().for_each(|one| reference(&mut paragraphs, one)),
            _ => section.into_iter().for_each(|one| entry(&mut paragraphs, one)),
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    let mut text = paragraphs.join("\n\n");
    text.push('\n');
    text
}

fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Work => "Work",
        Kind::Volunteer => "Volunteering",
        Kind::Education => "Education",
        Kind::Project => "Projects",
        Kind::Award => "Awards",
        Kind::Certificate => "Certificates",
        Kind::Publication => "Publications",
        Kind::Skill => "Skills",
        Kind::Language => "Languages",
        Kind::Interest => "Interests",
        Kind::Reference => "References",
    }
}

/// Name, label, one line of ways to get in touch, summary.
fn head(paragraphs: &mut Vec<String>, basics: &Map<String, Value>) {
    let name = text_of(basics, "name");
    if !name.is_empty() {
        paragraphs.push(format!("# {name}"));
    }
    paragraphs.push(bold(&text_of(basics, "label")));

    let mut contact = Vec::new();
    let plain = |key: &str| basics.get(key).and_then(Value::as_str).unwrap_or_default();
    contact.push(link(plain("email"), &format!("mailto:{}", plain("email"))));
    contact.push(text_of(basics, "phone"));
    contact.push(link(bare(plain("url")), plain("url")));
    if let Some(location) = basics.get("location").and_then(Value::as_object) {
        let parts = ["city", "region", "countryCode"].map(|key| text_of(location, key));
        contact.push(joined(parts, ", "));
    }
    for profile in basics.get("profiles").and_then(Value::as_array).into_iter().flatten() {
        let part = |key: &str| profile.get(key).and_then(Value::as_str).unwrap_or_default();
        let label = [part("network"), part("username")].into_iter().find(|part| !part.is_empty());
        contact.push(link(label.unwrap_or_else(|| bare(part("url"))), part("url")));
    }
    paragraphs.push(joined(contact, " · "));
    paragraphs.push(block(plain("summary")));
}

fn text_of(object: &Map<String, Value>, key: &str) -> String {
    object.get(key).and_then(Value::as_str).map(inline).unwrap_or_default()
}

/// A metadata value that is worth a word, where it is one.
fn metadata(experience: &Experience, key: &str) -> String {
    match experience.metadata.get(key) {
        Some(Value::Number(number)) => inline(&number.to_string()),
        Some(Value::String(text)) => inline(text),
        _ => String::new(),
    }
}

/// An address as people say it.
fn bare(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.strip_suffix('/').unwrap_or(rest)
}

fn joined(parts: impl IntoIterator<Item = String>, between: &str) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

fn bold(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("**{text}**") }
}

fn entry(paragraphs: &mut Vec<String>, experience: &Experience) {
    let title = joined([inline(&experience.title), metadata(experience, "area")], ", ");
    let organization = experience.organization.as_deref().map(inline).unwrap_or_default();
    let name = joined([title, organization], " — ");
    paragraphs.push(if name.is_empty() { String::new() } else { format!("### {name}") });

    let url = experience.url.as_deref().unwrap_or_default();
    let location = experience.location.as_deref().map(inline).unwrap_or_default();
    paragraphs.push(joined([dates(experience), location, link(bare(url), url)], " · "));
    paragraphs.push(experience.text.as_deref().map(block).unwrap_or_default());
    paragraphs.push(bullets(experience, ""));
    paragraphs.push(labelled("Score", metadata(experience, "score")));
    paragraphs.push(labelled("Skills", skills(experience)));
}

fn labelled(label: &str, text: String) -> String {
    if text.is_empty() { text } else { format!("**{label}:** {text}") }
}

fn skills(experience: &Experience) -> String {
    joined(experience.skills.iter().map(|skill| inline(skill)), ", ")
}

fn bullets(experience: &Experience, indent: &str) -> String {
    let texts = experience.bullets.iter().map(|bullet| inline(&bullet.text));
    let lines = texts.filter(|text| !text.is_empty()).map(|text| format!("{indent}- {text}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// `- **Web development** (master): HTML, CSS`, and what more is known below it.
fn line(experience: &Experience) -> String {
    let level = joined(["level", "fluency"].map(|key| metadata(experience, key)), ", ");
    let level = if level.is_empty() { level } else { format!(" ({level})") };
    let text = experience.text.as_deref().map(inline).unwrap_or_default();
    let said = joined([skills(experience), text], ". ");
    let said = if said.is_empty() { said } else { format!(": {said}") };
    let name = bold(&inline(experience.label()));
    joined([format!("- {name}{level}{said}"), bullets(experience, "  ")], "\n")
}

/// A quotation, and whose it is.
fn reference(paragraphs: &mut Vec<String>, experience: &Experience) {
    let name = joined(
        [inline(&experience.title), experience.organization.as_deref().map(inline).unwrap_or_default()],
        ", ",
    );
    let signature = if name.is_empty() { name } else { format!("— {name}") };
    let text = experience.text.as_deref().map(block).unwrap_or_default();
    let quoted = joined([text, signature], "\n\n");
    let lines = quoted.lines().map(|line| format!("> {line}").trim_end().to_owned());
    paragraphs.push(lines.collect::<Vec<_>>().join("\n"));
    paragraphs.push(bullets(experience, ""));
}

/// `Dec 2013 – present`; for what has no duration, just its date.
fn dates(experience: &Experience) -> String {
    match (experience.start_date, experience.end_date) {
        (Some(start), Some(end)) if start == end => date(start),
        (Some(start), Some(end)) => format!("{} – {}", date(start), date(end)),
        (Some(start), None) if experience.kind.spans_time() => format!("{} – present", date(start)),
        (Some(start), None) => date(start),
        (None, Some(end)) => format!("until {}", date(end)),
        (None, None) => String::new(),
    }
}

fn date(date: PartialDate) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = date.month().and_then(|month| MONTHS.get(usize::from(month) - 1));
    let day = date.day().map(|day| day.to_string());
    let parts =
        [day.unwrap_or_default(), month.copied().unwrap_or_default().to_owned(), date.year().to_string()];
    joined(parts, " ")
}

#[cfg(test)]
mod tests;
