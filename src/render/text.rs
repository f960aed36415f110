//! A résumé as plain text, for forms that take nothing else.
//!
//! The invariants: no line is wider than 80 columns unless one word is; nothing but line breaks controls a
//! terminal. Marks of emphasis are left out, and an address stands behind the words that lead to it.

use textwrap::core::{Word, display_width};
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use super::{Job, RenderError, Rendered, Renderer, lines};
use crate::document::content::{Bullet, Content, Entry, Group, Header, Section};
use crate::document::language::Marks;
use crate::document::markup::{Block, Inline};
use crate::document::{Layout, plain};

/// The columns of a line.
const WIDTH: usize = 80;

/// The renderer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Text;

impl Renderer for Text {
    fn render(&self, job: &Job<'_>) -> Result<Rendered, RenderError> {
        let Content { header, sections, marks, .. } = job.content;
        let mut page = Page { text: String::new(), marks };
        page.header(header);
        sections.iter().for_each(|section| page.section(section));
        Ok(Rendered { bytes: page.text.into_bytes(), ..Rendered::default() })
    }
}

struct Page<'a> {
    text: String,
    marks: &'a Marks,
}

impl Page<'_> {
    /// A blank line, unless nothing stands before it.
    fn part(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Wrapped lines behind `mark`, of which the later ones are indented by its width.
    fn put(&mut self, mark: &str, inlines: &[Inline]) {
        let text = plain::line(inlines);
        let indent = " ".repeat(display_width(mark));
        for (index, line) in text.lines().enumerate() {
            let first = if index == 0 { mark } else { &indent };
            let options = Options::new(WIDTH)
                .initial_indent(first)
                .subsequent_indent(&indent)
                .break_words(false)
                .word_separator(WordSeparator::Custom(words))
                .word_splitter(WordSplitter::NoHyphenation)
                .wrap_algorithm(WrapAlgorithm::FirstFit);
            for line in textwrap::wrap(line, options) {
                self.text.push_str(line.trim_end());
                self.text.push('\n');
            }
        }
    }

    fn heading(&mut self, heading: &str, rule: &str) {
        let widest = {
            let before = self.text.len();
            self.put("", &[Inline::Text(heading.to_owned())]);
            self.text[before..].lines().map(display_width).max().unwrap_or_default()
        };
        self.text.push_str(&rule.repeat(widest));
        self.text.push('\n');
    }

    fn header(&mut self, header: &Header) {
        let Header { name, label, photo: _, contacts, summary } = header;
        if let Some(name) = name {
            self.heading(name, "=");
        }
        self.put("", &lines::plain(label.as_ref()));
        self.part();
        for line in rows(contacts.iter().map(|contact| contact.text.as_str()), " · ") {
            self.put("", &[Inline::Text(line)]);
        }
        self.blocks(summary);
    }

    fn section(&mut self, section: &Section) {
        let Section { kind: _, heading, layout, groups } = section;
        self.part();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.heading(heading, "-");
        self.part();
        let entries = groups.iter().flat_map(|group| &group.entries);
        match layout {
            Layout::Entries => groups.iter().for_each(|group| self.group(group)),
            Layout::Lines => entries.for_each(|entry| self.line(entry)),
            Layout::Quotes => entries.for_each(|entry| self.quote(entry)),
        }
    }

    fn group(&mut self, group: &Group) {
        let Group { organization, location, url, description, entries } = group;
        if organization.is_some() {
            self.part();
            self.put("", &lines::plain(organization.as_ref()));
            self.put("", &lines::place(location.as_ref(), url.as_ref(), lines::DOT));
            self.tight(description);
        }
        entries.iter().for_each(|entry| self.entry(entry));
    }

    fn entry(&mut self, entry: &Entry) {
        let (title, organization) = lines::name(entry, self.marks);
        let dates = lines::plain(entry.dates.as_ref().map(|dates| &dates.text));
        let place = lines::place(entry.location.as_ref(), entry.url.as_ref(), lines::DOT);
        self.part();
        self.put("", &lines::joined([title, organization], " – "));
        self.put("", &lines::joined([dates, place], " · "));
        self.tight(&entry.description);
        self.rest(entry, &[&entry.text, &entry.summary]);
    }

    /// Texts, bullets and details.
    fn rest(&mut self, entry: &Entry, texts: &[&Vec<Block>]) {
        texts.iter().for_each(|text| self.blocks(text));
        if !entry.bullets.is_empty() {
            self.part();
        }
        self.bullets("- ", &entry.bullets);
        if !entry.details.is_empty() {
            self.part();
        }
        for detail in &entry.details {
            self.put("", &lines::detail(detail, self.marks));
        }
    }

    fn bullets(&mut self, mark: &str, bullets: &[Bullet]) {
        let below = " ".repeat(mark.len());
        for bullet in bullets {
            self.put(mark, &bullet.inlines);
            bullet.below.iter().for_each(|block| self.block(block, &below));
        }
    }

    fn line(&mut self, entry: &Entry) {
        let line = lines::line(entry, self.marks);
        self.put("- ", &line);
        self.bullets(if line.is_empty() { "- " } else { "  - " }, &entry.bullets);
    }

    fn quote(&mut self, entry: &Entry) {
        let (title, organization) = lines::name(entry, self.marks);
        let name = lines::joined([title, organization], &self.marks.list);
        self.part();
        self.blocks(&entry.text);
        self.put(if entry.text.is_empty() { "" } else { "— " }, &name);
        let dates = lines::plain(entry.dates.as_ref().map(|dates| &dates.text));
        let place = lines::place(entry.location.as_ref(), entry.url.as_ref(), lines::DOT);
        self.put("", &lines::joined([dates, place], " · "));
        self.rest(entry, &[&entry.description, &entry.summary]);
    }

    /// Paragraphs and lists, a blank line before each.
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.part();
            self.block(block, "");
        }
    }

    /// The same without a blank line before the first.
    fn tight(&mut self, blocks: &[Block]) {
        if let Some((first, rest)) = blocks.split_first() {
            self.block(first, "");
            self.blocks(rest);
        }
    }

    fn block(&mut self, block: &Block, indent: &str) {
        match block {
            Block::Paragraph(inlines) => self.put(indent, inlines),
            Block::List { first, items } => {
                for (index, item) in (0..).zip(items) {
                    let mark = first.map_or_else(|| "- ".to_owned(), |first| format!("{}. ", first + index));
                    self.put(&format!("{indent}{mark}"), &item.text);
                    let below = format!("{indent}{}", " ".repeat(mark.len()));
                    item.below.iter().for_each(|block| self.block(block, &below));
                }
            }
        }
    }
}

/// The words of a line. Between wide letters (Chinese, Japanese) a line may break without a space. A dot between parts
/// stays with the word before it, so that no line begins with it.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut ends: Vec<usize> = Vec::new();
    let mut end = 0;
    for word in parted(line) {
        if word.word == "·" {
            ends.pop();
        }
        end += word.word.len() + word.whitespace.len();
        ends.push(end);
    }
    let starts: Vec<_> = [0].into_iter().chain(ends.iter().copied()).collect();
    Box::new(starts.into_iter().zip(ends).map(|(start, end)| Word::from(&line[start..end])))
}

fn parted(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    Box::new(WordSeparator::AsciiSpace.find_words(line).flat_map(|word| {
        let has_wide = display_width(word.word) > word.word.chars().count();
        if !has_wide {
            return vec![word];
        }
        let space = word.whitespace;
        let mut parts: Vec<_> = WordSeparator::UnicodeBreakProperties.find_words(word.word).collect();
        if let Some(last) = parts.last_mut() {
            last.whitespace = space;
        }
        parts
    }))
}

/// As many texts on a line as fit; none is broken where it fits on one.
fn rows<'a>(texts: impl Iterator<Item = &'a str>, between: &str) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for text in texts {
        match rows.last_mut() {
            Some(row) if display_width(row) + display_width(between) + display_width(text) <= WIDTH => {
                row.push_str(between);
                row.push_str(text);
            }
            _ => rows.push(text.to_owned()),
        }
    }
    rows
}
