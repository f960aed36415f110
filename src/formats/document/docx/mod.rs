//! A Word document as lines (ECMA-376, part 1): a paragraph is one, and so is a row of short cells.
//!
//! `roxmltree` reads the XML, without document types. What a reader does not see (deleted or hidden text, the second form
//! of a text box) is passed over.

mod rows;
mod styles;
mod xml;

use std::collections::HashMap;

use roxmltree::{Document, Node, ParsingOptions};

use self::styles::{Look, Styles, colour};
use self::xml::{child, is_on, name, value};
use super::line::{Line, Piece, plain};
use crate::formats::error::FormatError;
use crate::formats::markup::has_too_many_attributes;

/// The parts of a document that are read, as text.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::formats) struct Parts {
    /// `word/document.xml`
    pub(in crate::formats) document: String,
    /// `word/styles.xml`
    pub(in crate::formats) styles: Option<String>,
    /// `word/_rels/document.xml.rels`
    pub(in crate::formats) relations: Option<String>,
    /// `word/header1.xml` and so on, with their names
    pub(in crate::formats) headers: Vec<(String, String)>,
    /// `word/footer1.xml` and so on
    pub(in crate::formats) footers: Vec<String>,
}

const MOST_NODES: u32 = 1_000_000;

/// The most lines of a page header. Each is compared with those of the others.
const MOST_OF_A_HEADER: usize = 200;

/// How deep tables, boxes and the like may lie in one another.
const DEEPEST: usize = 60;

/// The lines of a document.
///
/// # Errors
/// If it is not XML that can be read.
pub(super) fn read(parts: &Parts) -> Result<Vec<Line>, FormatError> {
    let styles = match &parts.styles {
        Some(text) => Styles::read(&parse(text, "word/styles.xml")?),
        None => Styles::default(),
    };
    let links = match &parts.relations {
        Some(text) => links(&parse(text, "word/_rels/document.xml.rels")?),
        None => HashMap::new(),
    };
    let mut lines: Vec<Line> = Vec::new();
    let document = parse(&parts.document, "word/document.xml")?;
    let first = header_of_first_page(&document, &links);
    // Others are not on the first page, if it has its own.
    let (own, others): (Vec<_>, Vec<_>) =
        parts.headers.iter().partition(|(name, _)| first.as_ref().is_none_or(|first| first == name));
    for (_, text) in &own {
        lines.extend(
            edge(text, &styles, false)?.into_iter().filter(|line| !lines.contains(line)).collect::<Vec<_>>(),
        );
    }
    let mut reader = Reader::new(&styles, &links);
    reader.blocks(document.root_element(), 0)?;
    for (_, text) in &others {
        let said: Vec<String> = lines.iter().chain(&reader.lines).map(Line::text).collect();
        lines.extend(edge(text, &styles, true)?.into_iter().filter(|line| !said.contains(&line.text())));
    }
    lines.extend(reader.lines);
    Ok(lines)
}

/// The lines at the foot of its pages.
pub(super) fn foot(parts: &Parts) -> Vec<Line> {
    let styles = Styles::default();
    // One that cannot be read says nothing.
    parts.footers.iter().filter_map(|text| edge(text, &styles, true).ok()).flatten().collect()
}

/// The lines of a header or a footer; of a running one, without those with the number of the page.
fn edge(text: &str, styles: &Styles, is_running: bool) -> Result<Vec<Line>, FormatError> {
    let document = parse(text, "word/header1.xml")?;
    let links = HashMap::new();
    let mut reader = Reader { is_running, ..Reader::new(styles, &links) };
    reader.blocks(document.root_element(), 0)?;
    if reader.lines.len() > MOST_OF_A_HEADER {
        return Err(FormatError::of_file(format!("has a page header of more than {MOST_OF_A_HEADER} lines")));
    }
    Ok(reader.lines)
}

/// The part with the header of the first page, where this page has its own. It may have none: an empty name.
fn header_of_first_page(document: &Document<'_>, links: &HashMap<String, String>) -> Option<String> {
    let section = document.descendants().find(|node| name(*node) == "sectPr")?;
    is_on(section, "titlePg").filter(|is_on| *is_on)?;
    let mut references = section.children().filter(|node| name(*node) == "headerReference");
    let first = references.find(|reference| value(*reference, "type") == Some("first"));
    let target = first.and_then(|reference| links.get(value(reference, "id")?));
    Some(target.and_then(|target| target.rsplit('/').next()).unwrap_or_default().to_owned())
}

fn parse<'t>(text: &'t str, part: &str) -> Result<Document<'t>, FormatError> {
    if has_too_many_attributes(text) {
        return Err(FormatError::of_file(format!(
            "the Word document is damaged: `{part}` has an element of too many attributes"
        )));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options)
        .map_err(|error| FormatError::of_file(format!("the Word document is damaged: `{part}`: {error}")))
}

fn links(relations: &Document<'_>) -> HashMap<String, String> {
    let all = relations.root_element().children().filter(Node::is_element);
    all.filter_map(|one| Some((one.attribute("Id")?.to_owned(), one.attribute("Target")?.to_owned())))
        .collect()
}

struct Reader<'r> {
    styles: &'r Styles,
    links: &'r HashMap<String, String>,
    lines: Vec<Line>,
    /// The space that the last paragraph leaves below it, in points.
    gap: f64,
    /// Whether lines with the number of the page are passed over.
    is_running: bool,
}

/// What is gathered of a paragraph.
struct Paragraph {
    lines: Vec<Line>,
    /// Text boxes, which follow it.
    boxes: Vec<Line>,
    look: Look,
    apart: bool,
    /// Whether a column or a page ended after the last letters.
    is_broken: bool,
    /// The field whose result is shown: an address.
    link: Option<String>,
    instruction: String,
}

impl<'r> Reader<'r> {
    fn new(styles: &'r Styles, links: &'r HashMap<String, String>) -> Self {
        Self { styles, links, lines: Vec::new(), gap: 0.0, is_running: false }
    }

    /// Paragraphs, tables, and what holds them.
    fn blocks(&mut self, parent: Node<'_, '_>, depth: usize) -> Result<(), FormatError> {
        if depth > DEEPEST {
            return Err(FormatError::of_file("the Word document nests its parts too deeply"));
        }
        for node in parent.children().filter(Node::is_element) {
            match name(node) {
                "p" => self.paragraph(node, depth)?,
                "tbl" => self.table(node, depth)?,
                "body" | "sdt" | "sdtContent" | "ins" | "moveTo" | "smartTag" | "customXml" => {
                    self.blocks(node, depth + 1)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, node: Node<'_, '_>, depth: usize) -> Result<(), FormatError> {
        // It may be the only line with the contacts.
        let has_email = || node.descendants().filter_map(|part| part.text()).any(|text| text.contains('@'));
        if self.is_running && has_page_number(node) && !has_email() {
            return Ok(());
        }
        let properties = child(node, "pPr");
        let style = properties.and_then(|properties| value(child(properties, "pStyle")?, "val"));
        let look = self.styles.paragraph(style);
        let usual = self.styles.paragraph(None);
        let mut gathered = Paragraph {
            lines: vec![Line::default()],
            boxes: Vec::new(),
            look,
            apart: false,
            is_broken: false,
            link: None,
            instruction: String::new(),
        };
        self.runs(node, &mut gathered, depth)?;
        let mut level = look.level;
        let mut is_item = look.is_item;
        let mut before = look.before;
        let mut after = look.after;
        if let Some(properties) = properties {
            if let Some(list) = child(properties, "numPr") {
                is_item = child(list, "numId").and_then(|id| value(id, "val")) != Some("0");
            }
            let outline = child(properties, "outlineLvl").and_then(|level| value(level, "val")?.parse().ok());
            level = outline.filter(|level: &u8| *level < 9).map_or(level, |level| level + 1);
            if let Some(spacing) = child(properties, "spacing") {
                let points =
                    |key: &str| value(spacing, key)?.parse::<f64>().ok().map(|twentieths| twentieths / 20.0);
                before = points("before").unwrap_or(before);
                after = points("after").unwrap_or(after);
            }
        }
        let is_empty = gathered.lines.iter().all(Line::is_blank);
        if is_empty {
            self.gap += 12.0;
        } else {
            let lines = gathered.lines.into_iter().filter(|line| !line.is_blank());
            for (index, mut line) in lines.enumerate() {
                line.level = level;
                line.write_capitals();
                // What every paragraph has says nothing.
                let gap = self.gap.max(before) - usual.before.max(usual.after);
                line.is_below_gap = index == 0 && gap > line.size.max(8.0) * 0.45;
                line.is_item = is_item && level == 0 && index == 0;
                // A break within a paragraph: one sentence, where it is one of prose.
                line.goes_on = false;
                if !line.is_item {
                    line.take_mark();
                }
                self.lines.push(line);
            }
            self.gap = after;
        }
        if let Some(first) = gathered.boxes.first_mut() {
            first.starts_column = true;
        }
        self.lines.extend(gathered.boxes);
        Ok(())
    }

    fn runs(&mut self, parent: Node<'_, '_>, into: &mut Paragraph, depth: usize) -> Result<(), FormatError> {
        if depth > DEEPEST {
            return Err(FormatError::of_file("the Word document nests its parts too deeply"));
        }
        for node in parent.children().filter(Node::is_element) {
            match name(node) {
                "r" => self.run(node, into, depth)?,
                "hyperlink" => {
                    let known = value(node, "id").and_then(|id| self.links.get(id)).cloned();
                    let before = std::mem::replace(&mut into.link, known);
                    self.runs(node, into, depth + 1)?;
                    into.link = before;
                }
                "ins" | "moveTo" | "smartTag" | "sdt" | "sdtContent" | "fldSimple" | "dir" | "bdo"
                | "customXml" => {
                    self.runs(node, into, depth + 1)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn run(&mut self, node: Node<'_, '_>, into: &mut Paragraph, depth: usize) -> Result<(), FormatError> {
        let properties = child(node, "rPr");
        let mut look = into.look;
        if let Some(properties) = properties {
            if is_on(properties, "vanish") == Some(true) {
                return Ok(());
            }
            if let Some(style) = child(properties, "rStyle").and_then(|style| value(style, "val")) {
                look = self.styles.letters(style, look);
            }
            look.bold = is_on(properties, "b").unwrap_or(look.bold);
            look.italic = is_on(properties, "i").unwrap_or(look.italic);
            look.capitals = is_on(properties, "caps").unwrap_or(look.capitals);
            let size = child(properties, "sz").and_then(|size| value(size, "val")?.parse::<f64>().ok());
            look.size = size.map_or(look.size, |half_points| half_points / 2.0);
            look.colour = colour(properties).unwrap_or(look.colour);
        }
        for part in node.children().filter(Node::is_element) {
            match name(part) {
                "t" => {
                    let text = part.text().unwrap_or_default();
                    // A sentence goes on over the end of a page.
                    if !text.trim().is_empty() && std::mem::take(&mut into.is_broken) {
                        let before = into.lines.last().map(Line::text).unwrap_or_default();
                        let goes_on = text.trim_start().starts_with(char::is_lowercase)
                            && (text.starts_with(' ') || before.contains(' '));
                        into.lines.extend((!goes_on).then(Line::default));
                    }
                    put(into, &plain(text), look);
                }
                "tab" | "ptab" => into.apart = true,
                "br" if value(part, "type").is_some_and(|kind| kind != "textWrapping") => {
                    into.is_broken = true;
                }
                "br" | "cr" => {
                    into.lines.push(Line::default());
                    into.apart = false;
                }
                "noBreakHyphen" => put(into, "-", look),
                "sym" => put(into, "•", look),
                "fldChar" => match value(part, "fldCharType") {
                    Some("separate") => into.link = address(&into.instruction),
                    Some("begin") => into.instruction.clear(),
                    Some("end") => into.link = None,
                    _ => {}
                },
                "instrText" => into.instruction.push_str(part.text().unwrap_or_default()),
                "drawing" | "pict" | "object" => self.boxes(part, into, depth)?,
                "AlternateContent" => {
                    if let Some(first) = child(part, "Choice").or_else(|| child(part, "Fallback")) {
                        self.boxes(first, into, depth)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The text boxes in a drawing.
    fn boxes(&self, drawing: Node<'_, '_>, into: &mut Paragraph, depth: usize) -> Result<(), FormatError> {
        let boxes = drawing.descendants().filter(|node| name(*node) == "txbxContent");
        // A box within a box is found with the outer one.
        let is_outer = |node: &Node<'_, '_>| {
            node.ancestors()
                .skip(1)
                .take_while(|above| above.id() != drawing.id())
                .all(|above| name(above) != "txbxContent")
        };
        for content in boxes.filter(is_outer) {
            let mut reader = Reader { is_running: self.is_running, ..Reader::new(self.styles, self.links) };
            reader.blocks(content, depth + 5)?;
            if let Some(first) = reader.lines.first_mut() {
                first.starts_column = true;
            }
            into.boxes.extend(reader.lines);
        }
        Ok(())
    }
}

/// Whether a field of a paragraph shows the number of the page.
fn has_page_number(paragraph: Node<'_, '_>) -> bool {
    let instruction = |node: Node<'_, '_>| match name(node) {
        "instrText" => node.text().map(str::to_owned),
        "fldSimple" => value(node, "instr").map(str::to_owned),
        _ => None,
    };
    let is_number = |said: String| said.split_whitespace().next() == Some("PAGE");
    paragraph.descendants().filter_map(instruction).any(is_number)
}

fn put(into: &mut Paragraph, text: &str, look: Look) {
    if text.is_empty() {
        return;
    }
    let Some(line) = into.lines.last_mut() else { return };
    let apart = std::mem::take(&mut into.apart) && !line.pieces.is_empty();
    if !text.trim().is_empty() {
        let is_first = line.size == 0.0;
        let is_alike = is_first || line.colour == Some(look.colour);
        line.colour = Some(look.colour).filter(|_| is_alike && into.link.is_none());
        line.size = line.size.max(look.size);
    }
    let same = |piece: &Piece| {
        let looks = (piece.bold, piece.italic, piece.capitals);
        !apart && looks == (look.bold, look.italic, look.capitals) && piece.link == into.link
    };
    match line.pieces.last_mut() {
        Some(piece) if same(piece) => piece.text.push_str(text),
        _ => line.pieces.push(Piece {
            text: text.to_owned(),
            bold: look.bold,
            italic: look.italic,
            capitals: look.capitals,
            link: into.link.clone(),
            apart,
        }),
    }
}

/// The address of a field: ` HYPERLINK "https://…" `.
fn address(instruction: &str) -> Option<String> {
    let rest = instruction.trim().strip_prefix("HYPERLINK")?.trim();
    rest.strip_prefix('"').and_then(|rest| rest.split('"').next()).map(str::to_owned)
}
