//! A résumé in Markdown, to be read or to be turned into something printed.
//!
//! The invariant: plain text (names, titles, employers) is never taken for Markdown or HTML, and of the
//! marks in texts only bold, italic, links, code and lists are live. The dialect is CommonMark, where a
//! backslash before any ASCII punctuation makes it literal (section 2.4), without raw HTML.

mod escape;
mod marks;

use super::{RenderError, Rendered, Renderer};
use crate::document::dates::{Dates, Precision};
use crate::document::markup::{Markdown as Text, is_safe};
use crate::document::words::{self, Label};
use crate::document::{Document, Entry, Header, Layout, Network, Section};
use crate::domain::{Kind, PartialDate};
use escape::{inline, link};
use marks::{blocks, spans};

/// The renderer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Markdown;

impl Renderer for Markdown {
    fn render(&self, document: &Document) -> Result<Rendered, RenderError> {
        let mut page = Page { paragraphs: Vec::new(), warnings: Vec::new(), precision: Precision::Month };
        page.header(&document.header);
        for section in &document.sections {
            page.section(section);
        }
        let mut text = page.paragraphs.join("\n\n");
        text.push('\n');
        Ok(Rendered { bytes: text.into_bytes(), warnings: page.warnings })
    }
}

struct Page {
    /// None of them is empty.
    paragraphs: Vec<String>,
    warnings: Vec<String>,
    /// Of the section in progress.
    precision: Precision,
}

impl Page {
    fn put(&mut self, paragraph: String) {
        if !paragraph.is_empty() {
            self.paragraphs.push(paragraph);
        }
    }

    /// Name, label, one line of ways to get in touch, summary.
    fn header(&mut self, header: &Header) {
        let Header { name, label, email, phone, url, image: _, location, profiles, summary } = header;
        self.put(prefixed("# ", plain(name.as_ref())));
        self.put(bold(&plain(label.as_ref())));
        let place =
            [&location.city, &location.region, &location.country_code].map(|part| plain(part.as_ref()));
        let email = email.as_ref().map(|email| link(email, &format!("mailto:{email}")));
        let contact = [
            email.unwrap_or_default(),
            plain(phone.as_ref()),
            url.as_ref().map(|url| link(bare(url), url)).unwrap_or_default(),
            joined(place, ", "),
        ];
        self.put(joined(contact.into_iter().chain(profiles.iter().map(network)), " · "));
        self.put(text(summary.as_ref()));
    }

    fn section(&mut self, section: &Section) {
        self.precision = section.precision;
        let before = self.paragraphs.len();
        let mut lines = Vec::new();
        for entry in &section.entries {
            let (shown, listed) = (self.paragraphs.len(), lines.len());
            match section.layout {
                Layout::Entries => self.entry(entry),
                Layout::Lines => lines.extend(self.line(entry)),
                Layout::Quotes => self.quote(entry),
            }
            if (self.paragraphs.len(), lines.len()) == (shown, listed) {
                self.warn_of(section.kind, entry);
            }
        }
        self.put(lines.join("\n"));
        if self.paragraphs.len() > before {
            self.paragraphs.insert(before, format!("## {}", words::heading(section.kind)));
        }
    }

    /// An entry of which a date is all there is says nothing to a reader.
    fn warn_of(&mut self, kind: Kind, entry: &Entry) {
        let dates = self.dates(entry);
        let dates = if dates.is_empty() { dates } else { format!(" ({dates})") };
        self.warnings.push(format!("left out an entry without a title or text: {kind}{dates}"));
    }

    fn entry(&mut self, entry: &Entry) {
        let title = joined([plain(entry.title.as_ref()), plain(entry.area.as_ref())], ", ");
        let name = joined([title, plain(entry.organization.as_ref())], " — ");
        let facts = self.facts(entry);
        let mut below = vec![text(entry.description.as_ref()), text(entry.text.as_ref())];
        below.extend([text(entry.summary.as_ref()), bullets(entry, "")]);
        below.extend(labelled(entry, &Label::ALL));
        below.retain(|paragraph| !paragraph.is_empty());
        if name.is_empty() && below.is_empty() && facts == self.dates(entry) {
            return;
        }
        // Without a name the facts stand above the texts in its place.
        let named = !name.is_empty();
        self.put(prefixed("### ", if named { name } else { facts.clone() }));
        self.put(if named { facts } else { String::new() });
        self.paragraphs.extend(below);
    }

    /// `- **Web development** (master): HTML, CSS`, and what more is known below it.
    fn line(&self, entry: &Entry) -> Option<String> {
        let organization = plain(entry.organization.as_ref());
        let values = [&entry.level, &entry.fluency, &entry.area, &entry.score].map(|one| plain(one.as_ref()));
        let known = values.into_iter().chain([organization, self.facts(entry)]);
        let known = joined(known.chain([words_of(&entry.roles), plain(entry.sort.as_ref())]), ", ");
        let texts = [&entry.text, &entry.description, &entry.summary];
        let texts = texts.map(|text| text.as_ref().map(|text| spans(&text.line())).unwrap_or_default());
        let said = joined([words_of(&entry.skills)].into_iter().chain(texts), ". ");
        let name = bold(&plain(entry.title.as_ref()));
        let known = if known.is_empty() { known } else { format!("({known})") };
        let head = match (name.is_empty(), said.is_empty()) {
            (true, _) => joined([said, known], " "),
            (false, true) => joined([name, known], " "),
            (false, false) => format!("{}: {said}", joined([name, known], " ")),
        };
        let below = bullets(entry, if head.is_empty() { "" } else { "  " });
        let line = joined([prefixed("- ", head), below], "\n");
        (!line.is_empty()).then_some(line)
    }

    /// A quotation, and whose it is.
    fn quote(&mut self, entry: &Entry) {
        let name = joined([plain(entry.title.as_ref()), plain(entry.organization.as_ref())], ", ");
        let said = text(entry.text.as_ref());
        if said.is_empty() {
            self.put(bold(&name));
        } else {
            let quoted = joined([said, prefixed("— ", name)], "\n\n");
            let lines = quoted.lines().map(|line| format!("> {line}").trim_end().to_owned());
            self.put(lines.collect::<Vec<_>>().join("\n"));
        }
        let facts = self.facts(entry);
        if facts != self.dates(entry) || !(name_is_absent(entry) && entry.text.is_none()) {
            self.put(facts);
        }
        self.put(text(entry.description.as_ref()));
        self.put(text(entry.summary.as_ref()));
        self.put(bullets(entry, ""));
        self.paragraphs.extend(labelled(entry, &Label::ALL));
    }

    /// When, where, and the address.
    fn facts(&self, entry: &Entry) -> String {
        let url = entry.url.as_ref().map(|url| link(bare(url), url)).unwrap_or_default();
        joined([self.dates(entry), plain(entry.location.as_ref()), url], " · ")
    }

    fn dates(&self, entry: &Entry) -> String {
        entry.dates.map(|dates| dates_in_words(dates.at(self.precision))).unwrap_or_default()
    }
}

fn name_is_absent(entry: &Entry) -> bool {
    entry.title.is_none() && entry.organization.is_none()
}

fn network(profile: &Network) -> String {
    let Network { network, username, url } = profile;
    match (network, username, url) {
        (Some(network), _, Some(url)) if is_safe(url) => link(network, url),
        (Some(name), _, Some(url)) | (None, Some(name), Some(url)) if !is_safe(url) => {
            format!("{}: {}", inline(name), inline(url))
        }
        (Some(network), Some(username), _) => format!("{}: {}", inline(network), inline(username)),
        (Some(one), None, _) | (None, Some(one), None) => inline(one),
        (None, username, Some(url)) => link(username.as_deref().unwrap_or_else(|| bare(url)), url),
        (None, None, None) => String::new(),
    }
}

fn plain(text: Option<&String>) -> String {
    text.map(|text| inline(text)).unwrap_or_default()
}

fn text(text: Option<&Text>) -> String {
    text.map(|text| blocks(&text.blocks())).unwrap_or_default()
}

/// An address as people say it.
fn bare(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.strip_suffix('/').unwrap_or(rest)
}

fn joined(parts: impl IntoIterator<Item = String>, between: &str) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

fn prefixed(prefix: &str, text: String) -> String {
    if text.is_empty() { text } else { format!("{prefix}{text}") }
}

fn bold(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("**{text}**") }
}

fn words_of(words: &[String]) -> String {
    joined(words.iter().map(|word| inline(word)), ", ")
}

/// `**Score:** A+`, a paragraph for each of `labels` that has something to say.
fn labelled(entry: &Entry, labels: &[Label]) -> Vec<String> {
    let value = |label: Label| match label {
        Label::Courses => courses(entry),
        Label::Score => plain(entry.score.as_ref()),
        Label::Level => plain(entry.level.as_ref()),
        Label::Fluency => plain(entry.fluency.as_ref()),
        Label::Roles => words_of(&entry.roles),
        Label::Sort => plain(entry.sort.as_ref()),
        Label::Skills => words_of(&entry.skills),
    };
    let lines = labels.iter().map(|&label| prefixed(&format!("**{}:** ", words::label(label)), value(label)));
    lines.filter(|line| !line.is_empty()).collect()
}

/// In a row, since a course is no achievement.
fn courses(entry: &Entry) -> String {
    let courses: Vec<_> = entry.courses.iter().map(|course| spans(&course.line())).collect();
    let between = if courses.iter().any(|course| course.contains(',')) { "; " } else { ", " };
    joined(courses, between)
}

fn bullets(entry: &Entry, indent: &str) -> String {
    let texts = entry.bullets.iter().map(|bullet| spans(&bullet.line()));
    let lines = texts.filter(|text| !text.is_empty()).map(|text| format!("{indent}- {text}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// `Dec 2013 – present`; for what has no duration, just its date.
fn dates_in_words(dates: Dates) -> String {
    match dates {
        Dates::On(date) => date_in_words(date),
        Dates::Between(start, end) => format!("{} – {}", date_in_words(start), date_in_words(end)),
        Dates::Since(start) => format!("{} – {}", date_in_words(start), words::PRESENT),
        Dates::Until(end) => format!("{} {}", words::UNTIL, date_in_words(end)),
    }
}

fn date_in_words(date: PartialDate) -> String {
    let day = date.day().map(|day| day.to_string()).unwrap_or_default();
    let month = date.month().map(words::month).unwrap_or_default().to_owned();
    joined([day, month, date.year().to_string()], " ")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser, Tag};
    use serde_json::{Map, Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Bullet, Experience};
    use crate::formats::testing::{Store, counting, experience, now};
    use crate::formats::{InputFormat, parse, plan};

    fn write(profile: Option<&Map<String, Value>>, experiences: &[Experience]) -> String {
        let rendered = Markdown.render(&Document::of(profile, experiences)).unwrap();
        String::from_utf8(rendered.bytes).unwrap()
    }

    fn one(kind: Kind, title: &str) -> Experience {
        Experience::new(Uuid::nil(), kind, title, Timestamp::UNIX_EPOCH)
    }

    fn imported(file: &[u8]) -> String {
        let parsed = parse(file, InputFormat::Auto).unwrap();
        let mut store = Store::default();
        store.carry_out(&plan(&parsed, &[], None, now(), &mut counting(0)));
        write(store.document(), &store.experiences)
    }

    #[test]
    fn the_sample_looks_like_a_resume() {
        let text = imported(include_bytes!("../../tests/samples/tanaka.json"));
        assert_eq!(text, include_str!("../../tests/samples/tanaka.md"));
    }

    #[test]
    fn dates_say_what_is_known() {
        let dates = |kind, start: &str, end: &str| {
            let mut one = one(kind, "x");
            (one.start_date, one.end_date) = (start.parse().ok(), end.parse().ok());
            let document = Document::of(None, &[one]);
            let dates = document.sections[0].entries[0].dates;
            dates.map(|dates| dates_in_words(dates.at(document.sections[0].precision))).unwrap_or_default()
        };
        assert_eq!(dates(Kind::Work, "2013-12", "2014"), "Dec 2013 – 2014");
        assert_eq!(dates(Kind::Work, "2013-12-05", ""), "5 Dec 2013 – present");
        assert_eq!(dates(Kind::Work, "2013-12-01", ""), "Dec 2013 – present");
        assert_eq!(dates(Kind::Award, "2013-12-05", ""), "5 Dec 2013");
        assert_eq!(dates(Kind::Work, "", "2014"), "until 2014");
        assert_eq!(dates(Kind::Project, "2014", "2014"), "2014");
        assert_eq!(dates(Kind::Work, "", ""), "");
    }

    #[test]
    fn a_record_with_next_to_nothing_is_shown_all_the_same() {
        let mut reference = one(Kind::Reference, "");
        reference.text = Some("good\n\nvery good".to_owned());
        let mut language = one(Kind::Language, "");
        language.bullets = vec![Bullet::new("fast"), Bullet::new("")];
        let mut deleted = one(Kind::Work, "gone");
        deleted.deleted_at = Some(now());
        let records = [reference, language, deleted];
        let expected = "## Languages\n\n- fast\n\n## References\n\n> good\n>\n> very good\n";
        assert_eq!(write(None, &records), expected);
        let odd = json!({"basics": {"name": 5, "email": null, "location": [], "profiles": [1, {"url": []}]}});
        assert_eq!(write(odd.as_object(), &[]), "\n");
    }

    #[test]
    fn an_entry_without_a_name_is_no_lone_mark() {
        let file = json!({
            "awards": [{"date": "2020-05"}, {"date": "2021", "summary": "For bread."}],
            "skills": [{"keywords": ["Rye", "Salt"], "level": "Master"}, {}],
            "references": [{}, {"name": "Ada"}, {"name": " ", "reference": " "}]
        });
        let parsed = parse(file.to_string().as_bytes(), InputFormat::JsonResume).unwrap();
        let mut store = Store::default();
        store.carry_out(&plan(&parsed, &[], None, now(), &mut counting(0)));
        let rendered = Markdown.render(&Document::of(None, &store.experiences)).unwrap();
        assert_eq!(
            String::from_utf8(rendered.bytes).unwrap(),
            "## Awards\n\n### 2021\n\nFor bread.\n\n## Skills\n\n- Rye, Salt (Master)\n\n## References\n\n**Ada**\n"
        );
        let left_out = |what: &str| format!("left out an entry without a title or text: {what}");
        let names = ["award (May 2020)", "skill", "reference", "reference"];
        assert_eq!(rendered.warnings, names.map(left_out));
    }

    #[test]
    fn nothing_that_the_file_says_is_dropped() {
        let file = json!({
            "basics": {"profiles": [{"network": "GitHub", "username": "ada"}, {"username": "lone"}]},
            "work": [{"name": "Mill", "description": "A *mill*", "startDate": "2013-12-01"}],
            "education": [{"institution": "School", "courses": ["Salt, and bread", "Rye"]}],
            "projects": [{"name": "Oven", "description": "Hot.", "summary": "Very.", "roles": ["Builder"], "type": "kit"}],
            "languages": [{"language": "Dutch", "fluency": "Native", "summary": "At home"}]
        });
        assert_eq!(
            imported(file.to_string().as_bytes()),
            "GitHub: ada · lone\n\n## Work\n\n### Mill\n\nDec 2013 – present\n\nA *mill*\n\n## Education\n\n\
             ### School\n\n**Courses:** Salt, and bread; Rye\n\n## Projects\n\n### Oven\n\nHot.\n\nVery.\n\n\
             **Roles:** Builder\n\n**Type:** kit\n\n## Languages\n\n- **Dutch** (Native): At home\n"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever the texts, nothing but what texts may hold is live, and the headings are ours.
        #[test]
        fn nothing_but_our_own_markdown(
            experiences in vec(experience(), 0..4),
            marks in vec("[a*_`<>!#\\[\\]()~|&;:/.1 \n\\\\-]{0,24}", 3),
        ) {
            let mut experiences = experiences;
            for (one, text) in experiences.iter_mut().zip(&marks) {
                one.text = Some(text.clone());
                one.bullets.push(Bullet::new(text.clone()));
                one.title.push_str(text);
            }
            let text = write(None, &experiences);
            let headings = text.lines().filter(|line| line.starts_with('#')).count();
            let living: Vec<_> = experiences.iter().filter(|one| !one.is_deleted()).collect();
            prop_assert!(headings <= 2 * living.len());
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
            for event in Parser::new(&text) {
                let live = match event {
                    Event::Html(_) | Event::InlineHtml(_) | Event::Rule => true,
                    Event::Start(tag) => matches!(tag, Tag::Image { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock),
                    _ => false,
                };
                prop_assert!(!live, "{}", text);
            }
        }
    }
}
