//! The Markdown of the texts: what it means, without how it looks.
//!
//! Texts may have paragraphs, lists, bold, italic, links and code; a bare web address is a link, too. Everything else
//! that CommonMark knows (headings, quotations, images, HTML) stays the text that was typed. So blocks are told apart
//! here, and the parser is given one line at a time, behind a prefix with which no block can begin.

mod addresses;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};
use serde::Serialize;

/// A text as it was written, which is Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markdown(pub String);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Paragraph(Vec<Inline>),
    List {
        /// The number of the first item, where the items are numbered.
        first: Option<u64>,
        items: Vec<Item>,
    },
}

/// An item of a list, with the lists below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    #[serde(rename = "inlines")]
    pub text: Vec<Inline>,
    pub below: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Plain text without line breaks.
    Text(String),
    Code(String),
    Strong(Vec<Self>),
    Emphasis(Vec<Self>),
    /// A link to an address of a safe scheme ([`is_safe`]).
    Link {
        url: String,
        label: Vec<Self>,
    },
    /// A line break that was typed.
    Break,
}

/// Whether an address may be followed: `http`, `https`, `mailto` or `tel`, in any case.
pub fn is_safe(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "mailto" | "tel"))
}

impl Markdown {
    /// Its paragraphs and lists. Blank lines part them; other line breaks are kept.
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut lines = self.0.lines().map(Line::read).peekable();
        while let Some(line) = lines.next() {
            if line.text.is_empty() {
                continue;
            }
            if line.marker.is_some() {
                let mut entries = vec![line];
                let mut parted = false;
                while let Some(line) = lines.next_if(|line| line.continues_list(parted)) {
                    parted = line.text.is_empty();
                    match entries.last_mut() {
                        Some(last) if line.marker.is_none() && !parted => last.append(&line),
                        _ if !parted => entries.push(line),
                        _ => {}
                    }
                }
                blocks.extend(lists(&entries, 1));
            } else {
                let mut paragraph = line;
                while let Some(line) = lines.next_if(|line| line.continues_paragraph()) {
                    paragraph.append(&line);
                }
                blocks.push(Block::Paragraph(inlines(&paragraph.text)));
            }
        }
        blocks
    }

    /// The whole text on one line: every run of white space is a space.
    pub fn line(&self) -> Vec<Inline> {
        inlines(&one_line(&self.0))
    }
}

/// Text on one line: every run of white space is a space. Spaces at which no line may break stay.
pub fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}');
    let words: Vec<_> = text.trim().split(breaks).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Paragraphs and lists on one line, with what parts them.
pub fn run_in(blocks: &[Block]) -> Vec<Inline> {
    fn put(line: &mut Vec<Inline>, between: &str, inlines: &[Inline]) {
        if !line.is_empty() && !inlines.is_empty() {
            line.push(Inline::Text(between.to_owned()));
        }
        let unbroken = |inline: &Inline| match inline {
            Inline::Break => Inline::Text(" ".to_owned()),
            other => other.clone(),
        };
        line.extend(inlines.iter().map(unbroken));
    }
    fn run(blocks: &[Block], line: &mut Vec<Inline>) {
        for block in blocks {
            match block {
                Block::Paragraph(inlines) => put(line, " ", inlines),
                Block::List { items, .. } => items.iter().enumerate().for_each(|(index, item)| {
                    put(line, if index == 0 { " " } else { "; " }, &item.text);
                    run(&item.below, line);
                }),
            }
        }
    }
    let mut line = Vec::new();
    run(blocks, &mut line);
    line
}

/// What is found first in the texts and the code of inlines, also within marks and links.
pub(crate) fn find<T>(inlines: &[Inline], of: &impl Fn(&str) -> Option<T>) -> Option<T> {
    inlines.iter().find_map(|inline| match inline {
        Inline::Text(text) | Inline::Code(text) => of(text),
        Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { label: inner, .. } => {
            find(inner, of)
        }
        Inline::Break => None,
    })
}

/// Stands for a line break within the one line that the parser sees.
const BREAK: char = '\u{2028}';

/// A line of the text: white space around and within it is not kept.
#[derive(Debug)]
struct Line {
    indent: usize,
    marker: Option<Marker>,
    /// Behind the marker.
    text: String,
    /// The marker included.
    whole: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Marker {
    Bullet,
    Number(u64),
}

impl Line {
    fn read(line: &str) -> Self {
        let indent = line.len() - line.trim_start().len();
        let whole = one_line(line);
        match whole
            .split_once([' ', '\u{a0}'])
            .and_then(|(word, rest)| Some((marker(word)?, rest.to_owned())))
        {
            Some((marker, text)) => Self { indent, marker: Some(marker), text, whole },
            None => Self { indent, marker: None, text: whole.clone(), whole },
        }
    }

    fn append(&mut self, line: &Self) {
        self.text.extend([' ', BREAK, ' ']);
        self.text.push_str(&line.whole);
    }

    /// A number other than 1 begins no list within a paragraph (CommonMark, section 5.3).
    fn continues_paragraph(&self) -> bool {
        !self.text.is_empty() && matches!(self.marker, None | Some(Marker::Number(2..) | Marker::Number(0)))
    }

    fn continues_list(&self, parted: bool) -> bool {
        self.text.is_empty() || self.marker.is_some() || !parted
    }
}

fn marker(word: &str) -> Option<Marker> {
    if matches!(word, "-" | "*" | "+") {
        return Some(Marker::Bullet);
    }
    let digits = word.strip_suffix(['.', ')'])?;
    let is_number = (1..10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok().map(Marker::Number)).flatten()
}

/// How deep lists, and marks within one another, are taken for such.
const MAX_DEPTH: usize = 8;

/// Items that are indented further than the one before them stand below it.
fn lists(mut lines: &[Line], depth: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    while let Some((line, after)) = lines.split_first() {
        let deeper = |other: &&Line| depth < MAX_DEPTH && other.indent > line.indent + 1;
        let (below, rest) = after.split_at(after.iter().take_while(deeper).count());
        lines = rest;
        let item = Item { text: inlines(&line.text), below: lists(below, depth + 1) };
        let number = match line.marker {
            Some(Marker::Number(number)) => Some(number),
            _ => None,
        };
        match blocks.last_mut() {
            Some(Block::List { first, items }) if first.is_some() == number.is_some() => items.push(item),
            _ => blocks.push(Block::List { first: number, items: vec![item] }),
        }
    }
    blocks
}

/// The prefix begins a paragraph and nothing else, and is no part of any mark.
const PREFIX: &str = ". ";

fn inlines(line: &str) -> Vec<Inline> {
    if line.is_empty() {
        return Vec::new();
    }
    let source = format!("{PREFIX}{line}");
    let mut tree = Tree::default();
    for event in Parser::new(&source) {
        match event {
            Event::Text(text) | Event::InlineHtml(text) => tree.text(&text),
            Event::Code(code) => {
                let lines = code.split(BREAK).map(str::trim).filter(|line| !line.is_empty());
                tree.put(Inline::Code(lines.collect::<Vec<_>>().join(" ")));
            }
            Event::Start(Tag::Strong) => tree.open(Mark::Strong),
            Event::Start(Tag::Emphasis) => tree.open(Mark::Emphasis),
            Event::Start(Tag::Link { link_type: LinkType::Email, dest_url, .. }) => {
                tree.open(Mark::Link(format!("mailto:{dest_url}")));
            }
            Event::Start(Tag::Link { dest_url, .. }) => tree.open(Mark::Link(dest_url.into_string())),
            Event::Start(Tag::Image { dest_url, .. }) => {
                tree.text("![");
                tree.open(Mark::Image(dest_url.into_string()));
            }
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link | TagEnd::Image) => tree.close(),
            _ => {}
        }
    }
    let mut inlines = tree.inlines;
    if let Some(Inline::Text(first)) = inlines.first_mut() {
        first.replace_range(..PREFIX.len().min(first.len()), "");
        if first.is_empty() {
            inlines.remove(0);
        }
    }
    addresses::linked(inlines)
}

enum Mark {
    Strong,
    Emphasis,
    Link(String),
    Image(String),
    /// One that stands too deep: only its content is taken.
    Ignored,
}

#[derive(Default)]
struct Tree {
    inlines: Vec<Inline>,
    /// The open marks, each with what stands before it.
    open: Vec<(Mark, Vec<Inline>)>,
}

impl Tree {
    fn text(&mut self, text: &str) {
        for (index, part) in text.split(BREAK).enumerate() {
            if index > 0 {
                self.line_break();
            }
            let begins_line = matches!(self.inlines.last(), Some(Inline::Break));
            let part = if begins_line { part.trim_start() } else { part };
            match self.inlines.last_mut() {
                Some(Inline::Text(last)) => last.push_str(part),
                _ if part.is_empty() => {}
                _ => self.inlines.push(Inline::Text(part.to_owned())),
            }
        }
    }

    fn line_break(&mut self) {
        if let Some(Inline::Text(last)) = self.inlines.last_mut() {
            last.truncate(last.trim_end().len());
        }
        self.inlines.pop_if(|last| *last == Inline::Text(String::new()));
        self.inlines.push(Inline::Break);
    }

    fn put(&mut self, inline: Inline) {
        self.inlines.push(inline);
    }

    fn extend(&mut self, inlines: Vec<Inline>) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.text(&text),
                other => self.put(other),
            }
        }
    }

    fn open(&mut self, mark: Mark) {
        if self.open.len() < MAX_DEPTH {
            self.open.push((mark, std::mem::take(&mut self.inlines)));
        } else {
            self.open.push((Mark::Ignored, Vec::new()));
        }
    }

    fn close(&mut self) {
        let Some((mark, before)) = self.open.pop() else { return };
        if matches!(mark, Mark::Ignored) {
            return;
        }
        let within = std::mem::replace(&mut self.inlines, before);
        match mark {
            Mark::Strong => self.put(Inline::Strong(within)),
            Mark::Emphasis => self.put(Inline::Emphasis(within)),
            Mark::Link(url) if is_safe(&url) => self.put(Inline::Link { url, label: within }),
            Mark::Image(url) => {
                self.extend(within);
                self.text(&format!("]({url})"));
            }
            // It does not become a link, and nothing of it is lost.
            Mark::Link(url) => {
                self.extend(within);
                self.text(&format!(" ({url})"));
            }
            Mark::Ignored => self.extend(within),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    fn line(source: &str) -> Vec<Inline> {
        Markdown(source.to_owned()).line()
    }

    #[test]
    fn marks_are_understood() {
        assert_eq!(
            line("cut **costs** by *half* with `cargo  -p`, see [the post](https://a.example/x)"),
            [
                text("cut "),
                Inline::Strong(vec![text("costs")]),
                text(" by "),
                Inline::Emphasis(vec![text("half")]),
                text(" with "),
                Inline::Code("cargo -p".to_owned()),
                text(", see "),
                Inline::Link { url: "https://a.example/x".to_owned(), label: vec![text("the post")] },
            ]
        );
        assert_eq!(line("**all**"), [Inline::Strong(vec![text("all")])]);
        assert_eq!(line(r"2 \* 3 &amp; 4"), [text("2 * 3 & 4")]);
    }

    #[test]
    fn everything_else_is_text() {
        for source in [
            "# heading",
            "> quote",
            "- item",
            "1986. A year",
            "```sh",
            "***",
            "=====",
            "<b>bold</b> <!-- x -->",
            "[a]: a.example",
            "| a | b |",
            "![alt](a.example/x.png)",
            "~~gone~~",
            "C:\\dir, a * b, snake_case_name, 5 < 6 & 7",
            ".",
            ". .",
        ] {
            let shown: String = line(source)
                .iter()
                .map(|part| match part {
                    Inline::Text(text) => text.clone(),
                    other => format!("{other:?}"),
                })
                .collect();
            assert_eq!(shown, source, "{source}");
        }
        assert_eq!(
            line("[x](javascript:alert(1)) [y](file:///etc)"),
            [text("x (javascript:alert(1)) y (file:///etc)")]
        );
    }

    #[test]
    fn blank_lines_part_paragraphs_and_line_breaks_are_kept() {
        let blocks = Markdown("a *b\n  c* d\n\n\n# e\n1986. f\n".to_owned()).blocks();
        let emphasis = Inline::Emphasis(vec![text("b"), Inline::Break, text("c")]);
        assert_eq!(
            blocks,
            [
                Block::Paragraph(vec![text("a "), emphasis, text(" d")]),
                Block::Paragraph(vec![text("# e"), Inline::Break, text("1986. f")]),
            ]
        );
    }

    #[test]
    fn lists_are_nested_by_their_indentation() {
        let item = |name: &str, below| Item { text: vec![text(name)], below };
        let bullets = |items| Block::List { first: None, items };
        let source = "intro\n- a\n  1. b\n  2. c\n\n- d\nmore\n\nend";
        let numbers = Block::List { first: Some(1), items: vec![item("b", vec![]), item("c", vec![])] };
        let d = Item { text: vec![text("d"), Inline::Break, text("more")], below: vec![] };
        assert_eq!(
            Markdown(source.to_owned()).blocks(),
            [
                Block::Paragraph(vec![text("intro")]),
                bullets(vec![item("a", vec![numbers]), d]),
                Block::Paragraph(vec![text("end")]),
            ]
        );
    }

    #[test]
    fn blocks_run_in_one_line() {
        let blocks = Markdown("a *b*\nc\n\n- d\n- e".to_owned()).blocks();
        let shown: Vec<_> = ["a ", "*b*", " ", "c", " ", "d", "; ", "e"]
            .map(|one| if one == "*b*" { Inline::Emphasis(vec![text("b")]) } else { text(one) })
            .to_vec();
        assert_eq!(run_in(&blocks), shown);
    }

    #[test]
    fn depth_has_an_end() {
        let deep = "*a ".repeat(50_000) + &"a* ".repeat(50_000);
        assert!(!line(&deep).is_empty());
        let items = (0..1000).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect::<String>();
        assert_eq!(Markdown(items).blocks().len(), 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_letter_is_lost(source in "[a-z*_`<>!# .\n-]{0,40}") {
            fn letters(inlines: &[Inline], found: &mut String) {
                for inline in inlines {
                    match inline {
                        Inline::Text(text) | Inline::Code(text) => found.push_str(text),
                        Inline::Strong(within) | Inline::Emphasis(within) => letters(within, found),
                        Inline::Link { label, .. } => letters(label, found),
                        Inline::Break => {}
                    }
                }
            }
            fn of_blocks(blocks: &[Block], found: &mut String) {
                for block in blocks {
                    match block {
                        Block::Paragraph(inlines) => letters(inlines, found),
                        Block::List { items, .. } => items.iter().for_each(|item| {
                            letters(&item.text, found);
                            of_blocks(&item.below, found);
                        }),
                    }
                }
            }
            let kept = |text: &str| text.chars().filter(char::is_ascii_lowercase).collect::<String>();
            let mut found = String::new();
            of_blocks(&Markdown(source.clone()).blocks(), &mut found);
            prop_assert_eq!(kept(&found), kept(&source));
        }
    }
}
