//! `document.xml`: the paragraphs, in the order of the content.

use std::borrow::Cow;

use textwrap::core::display_width;

use super::Look;
use super::xml::escape;
use crate::document::Layout;
use crate::document::content::{Contact, Content, Entry, Group, Header, Section};
use crate::document::language::{Direction, Marks};
use crate::document::markup::{Block, Inline};
use crate::domain::Kind;
use crate::render::lines::{self, DOT, joined, plain};
use crate::render::{Job, Photo, picture};

/// The paragraphs, and what they refer to.
pub(super) struct Body {
    pub(super) xml: String,
    /// The address of each link. The relation of the first is `link1`.
    pub(super) links: Vec<String>,
    /// The level and the first number of each numbered list. The first one's number is 2.
    pub(super) numbered: Vec<(usize, u64)>,
}

/// The mark that is read from right to left.
const RLM: char = '\u{200f}';

/// The deepest level of a list.
const DEEPEST: usize = 8;

/// The width of a picture, in English metric units (914,400 to the inch): 3 cm.
const PHOTO_WIDTH: usize = 1_080_000;

pub(super) fn write(job: &Job<'_>, look: &Look) -> Body {
    let is_rtl = job.content.direction == Direction::Rtl;
    let content = if is_rtl { Cow::Owned(in_order(job.content)) } else { Cow::Borrowed(job.content) };
    let Content { header, sections, marks, .. } = &*content;
    let body = Body { xml: String::new(), links: Vec::new(), numbered: Vec::new() };
    let dot = if is_rtl { "\u{200f} · \u{200f}" } else { DOT };
    let mut pages = Pages { body, marks, dot, is_rtl };
    pages.header(header, job.photo, look.letters());
    sections.iter().for_each(|section| pages.section(section));
    let Look { width, height, margin, .. } = look;
    let bidi = if pages.is_rtl { "<w:bidi/>" } else { "" };
    let page = format!(
        r#"<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="{margin}" w:right="{margin}" w:bottom="{margin}" w:left="{margin}" w:header="400" w:footer="400" w:gutter="0"/><w:titlePg/>{bidi}</w:sectPr>"#
    );
    let xml = std::mem::take(&mut pages.body.xml);
    pages.body.xml = format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>{xml}{page}</w:body></w:document>"#
    );
    pages.body
}

/// Name and page, from the second page on, as in the PDF.
pub(super) fn footer(job: &Job<'_>) -> String {
    let field =
        |code: &str| format!(r#"<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>"#);
    let name = job.content.author.as_ref().map(|name| run(&format!("{name}{DOT}"), ""));
    format!(
        r#"<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{}{}{}{}</w:p></w:ftr>"#,
        name.unwrap_or_default(),
        field("PAGE"),
        run(" / ", ""),
        field("NUMPAGES")
    )
}

/// Content whose lists and dates stay in the order of a document from right to left, whichever way the words beside
/// them are written: without marks, Latin words beside each other, and a number behind one, would be read from left to
/// right.
fn in_order(content: &Content) -> Content {
    let mut content = content.clone();
    let marked = |between: &mut String| *between = format!("{RLM}{}{RLM} ", between.trim());
    marked(&mut content.marks.list);
    marked(&mut content.marks.items);
    content.marks.label.insert(0, RLM);
    let groups = content.sections.iter_mut().flat_map(|section| &mut section.groups);
    for entry in groups.flat_map(|group| &mut group.entries) {
        entry.details.iter_mut().for_each(|detail| marked(&mut detail.between));
        if let Some(dates) = &mut entry.dates {
            dates.text = format!("{RLM}{}", dates.text.replace(" – ", &format!("{RLM} – ")));
        }
    }
    content
}

/// Whether an inline stands between parts of a line: what [`in_order`] has marked, or the space behind a label.
fn is_between(inline: &Inline) -> bool {
    matches!(inline, Inline::Text(text) if text.starts_with(RLM) || text == " ")
}

/// Ways to reach the person, on as few lines as hold so many letters each, and about as long as one another.
fn on_lines(contacts: &[Contact], letters: usize) -> Vec<&[Contact]> {
    let broken = |room: usize| {
        let (mut lines, mut start, mut used) = (Vec::new(), 0, 0);
        for (index, contact) in contacts.iter().enumerate() {
            let width = display_width(&contact.text);
            let with = used + DOT.chars().count() + width;
            if index > start && with > room {
                lines.push(&contacts[start..index]);
                (start, used) = (index, width);
            } else {
                used = if index == start { width } else { with };
            }
        }
        lines.push(&contacts[start..]);
        lines
    };
    let lines = broken(letters);
    let even = (letters / 2..letters).map(broken).find(|narrower| narrower.len() == lines.len());
    even.unwrap_or(lines)
}

struct Pages<'a> {
    body: Body,
    marks: &'a Marks,
    /// Between parts of a line that are no list.
    dot: &'static str,
    is_rtl: bool,
}

impl Pages<'_> {
    /// A paragraph of a style; an empty one is none.
    fn put(&mut self, style: &str, runs: &str) {
        self.put_with(style, "", runs);
    }

    /// The same of a text without a style of its own.
    fn say(&mut self, style: &str, inlines: &[Inline]) {
        let runs = self.runs(inlines, "");
        self.put(style, &runs);
    }

    /// The last paragraph stays on one page with what comes next.
    fn keep(&mut self) {
        let Some((start, kept)) = self.body.xml.rfind("<w:pPr>").map(|at| (at + 7, "<w:keepNext/>")) else {
            return;
        };
        let properties = &self.body.xml[start..];
        let style = properties.strip_prefix("<w:pStyle").and_then(|rest| rest.find("/>"));
        let at = start + style.map_or(0, |end| end + "<w:pStyle/>".len());
        if !self.body.xml[at..].starts_with(kept) {
            self.body.xml.insert_str(at, kept);
        }
    }

    fn put_with(&mut self, style: &str, properties: &str, runs: &str) {
        if runs.is_empty() {
            return;
        }
        let style = if style.is_empty() { String::new() } else { format!(r#"<w:pStyle w:val="{style}"/>"#) };
        self.body.xml.push_str(&format!("<w:p><w:pPr>{style}{properties}</w:pPr>{runs}</w:p>"));
    }

    /// `letters` is how many of them a line holds.
    fn header(&mut self, header: &Header, photo: Option<&Photo>, letters: usize) {
        let Header { name, label, photo: _, contacts, summary } = header;
        if let Some(drawing) = photo.and_then(|photo| drawing(photo, name.as_deref().unwrap_or_default())) {
            self.put("", &drawing);
        }
        self.say("Title", &plain(name.as_ref()));
        self.say("Subtitle", &plain(label.as_ref()));
        let mut runs = String::new();
        for (number, line) in on_lines(contacts, letters).into_iter().enumerate() {
            runs.push_str(if number > 0 { "<w:r><w:br/></w:r>" } else { "" });
            for (number, contact) in line.iter().enumerate() {
                runs.push_str(&run(if number > 0 { self.dot } else { "" }, ""));
                let text = plain(Some(&contact.text));
                let text = match &contact.url {
                    Some(url) => vec![Inline::Link { url: url.clone(), label: text }],
                    None => text,
                };
                runs.push_str(&self.runs(&text, ""));
            }
        }
        self.put("Contact", &runs);
        self.blocks(summary, "");
    }

    fn section(&mut self, section: &Section) {
        let Section { kind, heading, layout, groups } = section;
        self.say("Heading1", &plain(Some(heading)));
        let entries = groups.iter().flat_map(|group| &group.entries);
        match layout {
            Layout::Entries => groups.iter().for_each(|group| self.group(group)),
            Layout::Lines if *kind == Kind::Skill => self.skills(&entries.collect::<Vec<_>>()),
            Layout::Lines => {
                let entries: Vec<_> = entries.collect();
                for (number, entry) in (1..).zip(&entries) {
                    self.line(entry);
                    self.keep_few(number, entries.len());
                }
            }
            Layout::Quotes => entries.for_each(|entry| self.quote(entry)),
        }
    }

    fn skills(&mut self, entries: &[&Entry]) {
        let rows: Vec<_> =
            entries.chunk_by(|one, other| lines::is_name(one) && lines::is_name(other)).collect();
        for (number, row) in (1..).zip(&rows) {
            match row {
                [entry] if !lines::is_name(entry) || !entry.details.is_empty() => self.line(entry),
                names => self.say("", &lines::names(names, self.marks)),
            }
            self.keep_few(number, rows.len());
        }
    }

    /// A few lines in a row stay on one page, so that none stands alone on it.
    fn keep_few(&mut self, number: usize, count: usize) {
        if count <= 3 && number < count {
            self.keep();
        }
    }

    fn group(&mut self, group: &Group) {
        let Group { organization, location, url, description, entries } = group;
        if organization.is_some() {
            self.say("Heading2", &plain(organization.as_ref()));
            self.say("Place", &lines::place(location.as_ref(), url.as_ref(), self.dot));
            self.keep();
            if !description.is_empty() {
                self.blocks(description, "");
                self.keep();
            }
        }
        let style = if organization.is_some() { "Heading3" } else { "Heading2" };
        entries.iter().for_each(|entry| self.entry(entry, style));
    }

    /// Title and employer, and the dates at the other edge of the same line.
    fn entry(&mut self, entry: &Entry, style: &str) {
        let (title, organization) = lines::name(entry, self.marks);
        let between = if title.is_empty() || organization.is_empty() { "" } else { self.marks.list.as_str() };
        let employer = if title.is_empty() { "" } else { "Employer" };
        let mut name = self.runs(&title, "") + &run(between, employer) + &self.runs(&organization, employer);
        if let Some(dates) = &entry.dates {
            let tab = if name.is_empty() { "" } else { "<w:r><w:tab/></w:r>" };
            // They move to the next line as a whole.
            let unbroken = dates.text.replace(' ', "\u{a0}");
            name.push_str(&format!("{tab}{}", run(&unbroken, "Dates")));
        }
        let place = self.runs(&lines::place(entry.location.as_ref(), entry.url.as_ref(), self.dot), "");
        let texts = [&entry.description, &entry.text, &entry.summary];
        let is_alone = place.is_empty()
            && texts.iter().all(|text| text.is_empty())
            && entry.bullets.is_empty()
            && entry.details.is_empty();
        // What is no heading of anything does not wait for the next one.
        self.put_with(style, if is_alone { r#"<w:keepNext w:val="0"/>"# } else { "" }, &name);
        self.put("Place", &place);
        self.rest(entry, &texts, !(name.is_empty() && place.is_empty()));
    }

    /// What stands below the first lines of an entry, if it has any.
    fn rest(&mut self, entry: &Entry, texts: &[&Vec<Block>], is_headed: bool) {
        let has_texts = texts.iter().any(|text| !text.is_empty());
        if is_headed && (has_texts || !entry.bullets.is_empty() || !entry.details.is_empty()) {
            self.keep();
        }
        texts.iter().for_each(|text| self.blocks(text, ""));
        if has_texts && !entry.bullets.is_empty() {
            self.keep();
        }
        self.bullets(entry);
        for (number, detail) in entry.details.iter().enumerate() {
            if number > 0 || has_texts || !entry.bullets.is_empty() {
                self.keep();
            }
            self.say("", &lines::detail(detail, self.marks));
        }
    }

    /// A few bullets stay on one page, so that none stands alone on it.
    fn bullets(&mut self, entry: &Entry) {
        for (number, bullet) in (1..).zip(&entry.bullets) {
            self.say("ListBullet", &bullet.inlines);
            bullet.below.iter().for_each(|block| self.block(block, "ListBullet", 1));
            self.keep_few(number, entry.bullets.len());
        }
    }

    fn line(&mut self, entry: &Entry) {
        self.say("", &lines::line(entry, self.marks));
        self.bullets(entry);
    }

    fn quote(&mut self, entry: &Entry) {
        let (title, organization) = lines::name(entry, self.marks);
        let name = joined([title, organization], &self.marks.list);
        self.blocks(&entry.text, "Quote");
        if !entry.text.is_empty() && !name.is_empty() {
            self.keep();
        }
        let dash = if entry.text.is_empty() || name.is_empty() { "" } else { "— " };
        let name = run(dash, "") + &self.runs(&name, "");
        self.put("", &name);
        let dates = plain(entry.dates.as_ref().map(|dates| &dates.text));
        let place = lines::place(entry.location.as_ref(), entry.url.as_ref(), self.dot);
        let facts = self.runs(&joined([dates, place], self.dot), "");
        self.put("Place", &facts);
        self.rest(entry, &[&entry.description, &entry.summary], !(name.is_empty() && facts.is_empty()));
    }

    fn blocks(&mut self, blocks: &[Block], style: &str) {
        blocks.iter().for_each(|block| self.block(block, style, 0));
    }

    fn block(&mut self, block: &Block, style: &str, level: usize) {
        match block {
            Block::Paragraph(inlines) => self.say(style, inlines),
            Block::List { first, items } => {
                let list = first.map(|first| {
                    self.body.numbered.push((level, first));
                    self.body.numbered.len() + 1
                });
                let (style, number) =
                    if list.is_some() { ("ListNumber", list) } else { ("ListBullet", Some(1)) };
                let number = number.unwrap_or(1);
                let properties =
                    format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>"#);
                for item in items {
                    let runs = self.runs(&item.text, "");
                    self.put_with(style, &properties, &runs);
                    item.below.iter().for_each(|block| self.block(block, style, (level + 1).min(DEEPEST)));
                }
            }
        }
    }

    /// The runs of marked text, in a character style.
    fn runs(&mut self, inlines: &[Inline], style: &str) -> String {
        let mut xml = String::new();
        for part in inlines.chunk_by(|one, next| is_between(one) == is_between(next)) {
            // Marks at both ends keep the number before and the full stop behind the words that they belong to.
            let is_ltr = self.is_rtl && !is_between(&part[0]) && lines::begins_ltr(part);
            let mark = if is_ltr { "\u{200e}" } else { "" };
            xml.push_str(&run(mark, style));
            self.write(part, &Marked { style, bold: false, italic: false }, &mut xml);
            xml.push_str(&run(mark, style));
        }
        xml
    }

    fn write(&mut self, inlines: &[Inline], marked: &Marked<'_>, xml: &mut String) {
        for inline in inlines {
            match inline {
                Inline::Text(text) if self.is_rtl => xml.push_str(&marked.run(&lines::signed(text))),
                Inline::Text(text) => xml.push_str(&marked.run(text)),
                Inline::Code(text) => xml.push_str(&Marked { style: "Code", ..*marked }.run(text)),
                Inline::Strong(within) => self.write(within, &Marked { bold: true, ..*marked }, xml),
                Inline::Emphasis(within) => self.write(within, &Marked { italic: true, ..*marked }, xml),
                Inline::Link { url, label } => {
                    self.body.links.push(url.clone());
                    xml.push_str(&format!(r#"<w:hyperlink r:id="link{}">"#, self.body.links.len()));
                    let marked = Marked { style: "Hyperlink", ..*marked };
                    let label = if label.is_empty() { &[Inline::Text(url.clone())][..] } else { label };
                    self.write(label, &marked, xml);
                    xml.push_str("</w:hyperlink>");
                }
                Inline::Break => xml.push_str("<w:r><w:br/></w:r>"),
            }
        }
    }
}

/// How a run is marked.
#[derive(Clone, Copy)]
struct Marked<'a> {
    style: &'a str,
    bold: bool,
    italic: bool,
}

impl Marked<'_> {
    fn run(&self, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let style = match self.style {
            "" => String::new(),
            style => format!(r#"<w:rStyle w:val="{style}"/>"#),
        };
        let bold = if self.bold { "<w:b/><w:bCs/>" } else { "" };
        let italic = if self.italic { "<w:i/><w:iCs/>" } else { "" };
        let properties = match format!("{style}{bold}{italic}") {
            none if none.is_empty() => none,
            some => format!("<w:rPr>{some}</w:rPr>"),
        };
        format!(r#"<w:r>{properties}<w:t xml:space="preserve">{}</w:t></w:r>"#, escape(text))
    }
}

fn run(text: &str, style: &str) -> String {
    Marked { style, bold: false, italic: false }.run(text)
}

/// A picture in a line of its own, in its own proportions, as it is to be turned (EXIF 2.32, section 4.6.4).
fn drawing(photo: &Photo, name: &str) -> Option<String> {
    let size = imagesize::blob_size(&photo.bytes).ok()?;
    let orientation = picture::orientation(&photo.bytes);
    // A shape is mirrored, and then turned about its middle: it has the size that it had before.
    let (turn, mirrored) = match orientation {
        2 => ("", r#" flipH="1""#),
        3 => (r#" rot="10800000""#, ""),
        4 => ("", r#" flipV="1""#),
        5 => (r#" rot="16200000""#, r#" flipH="1""#),
        6 => (r#" rot="5400000""#, ""),
        7 => (r#" rot="5400000""#, r#" flipH="1""#),
        8 => (r#" rot="16200000""#, ""),
        _ => ("", ""),
    };
    let is_on_side = orientation >= 5;
    let (width, height) = if is_on_side {
        (PHOTO_WIDTH * size.width / size.height.max(1), PHOTO_WIDTH)
    } else {
        (PHOTO_WIDTH, PHOTO_WIDTH * size.height / size.width.max(1))
    };
    // How much further it reaches when it stands.
    let (beside, above) = if is_on_side {
        (height.saturating_sub(width) / 2, width.saturating_sub(height) / 2)
    } else {
        (0, 0)
    };
    let (name, file) = (escape(name), escape(&photo.name));
    Some(format!(
        r#"<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="{beside}" t="{above}" r="{beside}" b="{above}"/><wp:docPr id="1" name="{file}" descr="{name}"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="{file}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="photo"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm{turn}{mirrored}><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"#
    ))
}
