//! A résumé in Markdown, to be read or to be turned into something printed.
//!
//! The invariant: plain text (names, titles, employers) is never taken for Markdown or HTML, and of the
//! marks in texts only bold, italic, links, code and lists are live. The dialect is CommonMark, where a
//! backslash before any ASCII punctuation makes it literal (section 2.4), without raw HTML.

mod escape;
mod marks;

use super::{Job, RenderError, Rendered, Renderer, lines};
use crate::document::Layout;
use crate::document::content::{Contact, ContactKind, Content, Entry, Group, Header, Link, Section};
use crate::document::language::Marks;
use crate::document::markup::Block;
use escape::{inline, link};
use marks::{blocks, spans};

/// The renderer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Markdown;

impl Renderer for Markdown {
    fn render(&self, job: &Job<'_>) -> Result<Rendered, RenderError> {
        let Content { header, sections, marks, .. } = job.content;
        let mut page = Page { paragraphs: Vec::new(), marks };
        page.header(header);
        for section in sections {
            page.section(section);
        }
        let mut text = page.paragraphs.join("\n\n");
        text.push('\n');
        Ok(Rendered { bytes: text.into_bytes(), ..Rendered::default() })
    }
}

struct Page<'a> {
    /// None of them is empty.
    paragraphs: Vec<String>,
    marks: &'a Marks,
}

impl Page<'_> {
    fn put(&mut self, paragraph: String) {
        if !paragraph.is_empty() {
            self.paragraphs.push(paragraph);
        }
    }

    /// Name, label, one line of ways to get in touch, summary.
    fn header(&mut self, header: &Header) {
        let Header { name, label, photo: _, contacts, summary } = header;
        self.put(prefixed("# ", plain(name)));
        self.put(bold(&plain(label)));
        self.put(joined(contacts.iter().map(contact), " · "));
        self.put(blocks(summary));
    }

    fn section(&mut self, section: &Section) {
        let Section { kind: _, heading, layout, groups } = section;
        self.put(format!("## {}", inline(heading)));
        let entries = groups.iter().flat_map(|group| &group.entries);
        match layout {
            Layout::Entries => groups.iter().for_each(|group| self.group(group)),
            Layout::Lines => self.put(entries.map(|entry| self.line(entry)).collect::<Vec<_>>().join("\n")),
            Layout::Quotes => entries.for_each(|entry| self.quote(entry)),
        }
    }

    /// Positions at one employer stand a level below it.
    fn group(&mut self, group: &Group) {
        let Group { organization, location, url, description, entries } = group;
        let Some(organization) = organization else {
            return entries.iter().for_each(|entry| self.entry(entry, "### "));
        };
        self.put(format!("### {}", inline(organization)));
        self.put(joined([plain(location), address(url)], " · "));
        self.put(blocks(description));
        entries.iter().for_each(|entry| self.entry(entry, "#### "));
    }

    fn entry(&mut self, entry: &Entry, mark: &str) {
        let title = joined([plain(&entry.title), plain(&entry.area)], ", ");
        let name = joined([title, plain(&entry.organization)], " — ");
        let facts = facts(entry);
        // Without a name the facts stand above the texts in its place.
        let named = !name.is_empty();
        self.put(prefixed(mark, if named { name } else { facts.clone() }));
        self.put(if named { facts } else { String::new() });
        self.texts(&[&entry.description, &entry.text, &entry.summary]);
        self.put(bullets(entry, ""));
        self.details(entry);
    }

    /// `- **Web development** (master): HTML, CSS`, and what more is known below it.
    fn line(&self, entry: &Entry) -> String {
        let head = spans(&lines::line(entry, self.marks));
        let below = bullets(entry, if head.is_empty() { "" } else { "  " });
        joined([prefixed("- ", head), below], "\n")
    }

    /// A quotation, and whose it is.
    fn quote(&mut self, entry: &Entry) {
        let title = joined([plain(&entry.title), plain(&entry.area)], ", ");
        let name = joined([title, plain(&entry.organization)], ", ");
        let said = blocks(&entry.text);
        if said.is_empty() {
            self.put(bold(&name));
        } else {
            let quoted = joined([said, prefixed("— ", name)], "\n\n");
            let lines = quoted.lines().map(|line| format!("> {line}").trim_end().to_owned());
            self.put(lines.collect::<Vec<_>>().join("\n"));
        }
        self.put(facts(entry));
        self.texts(&[&entry.description, &entry.summary]);
        self.put(bullets(entry, ""));
        self.details(entry);
    }

    fn texts(&mut self, texts: &[&Vec<Block>]) {
        texts.iter().for_each(|text| self.put(blocks(text)));
    }

    /// `**Score:** A+`, a paragraph each.
    fn details(&mut self, entry: &Entry) {
        for detail in &entry.details {
            let label = format!("{}{}", inline(&detail.label), self.marks.label.trim_end());
            self.put(format!("**{label}** {}", spans(&lines::items(detail))));
        }
    }
}

/// When, where, and the address.
fn facts(entry: &Entry) -> String {
    let dates = entry.dates.as_ref().map(|dates| inline(&dates.text)).unwrap_or_default();
    joined([dates, plain(&entry.location), address(&entry.url)], " · ")
}

fn contact(contact: &Contact) -> String {
    let Contact { kind, network, text, url } = contact;
    match (kind, url) {
        (ContactKind::Phone, _) | (_, None) => inline(text),
        (_, Some(url)) => link(network.as_ref().unwrap_or(text), url),
    }
}

fn address(link: &Option<Link>) -> String {
    match link {
        Some(Link { text, url: Some(url) }) => self::link(text, url),
        Some(Link { text, url: None }) => inline(text),
        None => String::new(),
    }
}

fn plain(text: &Option<String>) -> String {
    text.as_deref().map(inline).unwrap_or_default()
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

fn bullets(entry: &Entry, indent: &str) -> String {
    let lines = entry.bullets.iter().map(|bullet| {
        let below = bullet.below.iter().map(|block| blocks(std::slice::from_ref(block)));
        let whole = [spans(&bullet.inlines)].into_iter().chain(below).collect::<Vec<_>>().join("\n");
        format!("{indent}- {}", whole.replace('\n', &format!("\n{indent}  ")))
    });
    lines.collect::<Vec<_>>().join("\n")
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
    use crate::document::Document;
    use crate::document::content::Options;
    use crate::document::language::Language;
    use crate::domain::{Bullet, Experience, Kind};
    use crate::formats::testing::{Store, counting, experience, now};
    use crate::formats::{InputFormat, parse, plan};
    use crate::render::Paper;
    use crate::render::testing::classic;

    fn write(profile: Option<&Map<String, Value>>, experiences: &[Experience]) -> String {
        written(&content(profile, experiences))
    }

    fn content(profile: Option<&Map<String, Value>>, experiences: &[Experience]) -> Content {
        let document = Document::of(profile, experiences);
        Content::of(&document, &Language::find("en").unwrap(), &Options::default())
    }

    fn written(content: &Content) -> String {
        let job = Job { content, theme: &classic(), paper: Paper::A4, pages: None, photo: None };
        String::from_utf8(Markdown.render(&job).unwrap().bytes).unwrap()
    }

    fn one(kind: Kind, title: &str) -> Experience {
        Experience::new(Uuid::nil(), kind, title, Timestamp::UNIX_EPOCH)
    }

    fn imported(file: &[u8]) -> String {
        let parsed = parse(file, InputFormat::Auto).unwrap();
        let mut store = Store::default();
        store.carry_out(&plan(parsed, &[], None, now(), &mut counting(0)));
        write(store.document(), &store.experiences)
    }

    #[test]
    fn the_sample_looks_like_a_resume() {
        let text = imported(include_bytes!("../../tests/samples/tanaka.json"));
        assert_eq!(text, include_str!("../../tests/samples/tanaka.md"));
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
        store.carry_out(&plan(parsed, &[], None, now(), &mut counting(0)));
        let content = content(None, &store.experiences);
        assert_eq!(
            written(&content),
            "## Awards\n\n### 2021\n\nFor bread.\n\n## Skills\n\n- Rye, Salt (Master)\n\n## References\n\n**Ada**\n"
        );
        let left_out = |what: &str| format!("left out an entry without a title or text: {what}");
        let names = ["award (May 2020)", "skill", "reference", "reference"];
        assert_eq!(content.warnings, names.map(left_out));
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
            "GitHub: ada · lone\n\n## Experience\n\n### Mill\n\nDec 2013 – present\n\nA *mill*\n\n## Education\n\n\
             ### School\n\n**Courses:** Salt, and bread; Rye\n\n## Projects\n\n### Oven\n\nHot.\n\nVery.\n\n\
             **Role:** Builder\n\n**Type:** kit\n\n## Languages\n\n- **Dutch** (Native): At home\n"
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
