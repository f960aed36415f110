//! The looks that a Word document gives names.

use std::collections::HashMap;

use roxmltree::{Document, Node};

use super::xml::{child, is_on, name, value};

/// How letters look, and what their paragraph is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) capitals: bool,
    pub(super) size: f64,
    pub(super) colour: u32,
    /// The level of a heading, from 1; 0 for others.
    pub(super) level: u8,
    pub(super) is_item: bool,
    /// Space above and below, in points.
    pub(super) before: f64,
    pub(super) after: f64,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            bold: false,
            italic: false,
            capitals: false,
            size: 11.0,
            colour: 0,
            level: 0,
            is_item: false,
            before: 0.0,
            after: 0.0,
        }
    }
}

/// What a style says; what it does not say comes from the one that it is based on.
#[derive(Debug, Clone, Default)]
struct Style {
    based_on: Option<String>,
    bold: Option<bool>,
    italic: Option<bool>,
    capitals: Option<bool>,
    size: Option<f64>,
    colour: Option<u32>,
    level: Option<u8>,
    is_item: Option<bool>,
    before: Option<f64>,
    after: Option<f64>,
}

#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    base: Style,
    /// The style of paragraphs that name none.
    usual: Option<String>,
}

/// How many styles may be based on one another.
const DEEPEST: usize = 20;

impl Styles {
    pub(super) fn read(document: &Document<'_>) -> Self {
        let mut styles = Self::default();
        for node in document.root_element().children().filter(Node::is_element) {
            match name(node) {
                "docDefaults" => {
                    let properties = |outer, inner| child(child(node, outer)?, inner);
                    if let Some(letters) = properties("rPrDefault", "rPr") {
                        styles.base.letters(letters);
                    }
                    if let Some(paragraph) = properties("pPrDefault", "pPr") {
                        styles.base.paragraph(paragraph);
                    }
                }
                "style" => {
                    let Some(id) = value(node, "styleId") else { continue };
                    let is_usual = value(node, "type") == Some("paragraph")
                        && matches!(value(node, "default"), Some("1" | "true"));
                    if is_usual {
                        styles.usual = Some(id.to_owned());
                    }
                    styles.by_id.insert(id.to_owned(), Style::read(node));
                }
                _ => {}
            }
        }
        styles
    }

    /// The look of a paragraph of a style.
    pub(super) fn paragraph(&self, style: Option<&str>) -> Look {
        let mut look = Look::default();
        self.base.apply(&mut look);
        self.apply(style.or(self.usual.as_deref()), &mut look, DEEPEST);
        look
    }

    /// The look of letters of a style within a paragraph.
    pub(super) fn letters(&self, style: &str, look: Look) -> Look {
        let mut letters = look;
        self.apply(Some(style), &mut letters, DEEPEST);
        Look { level: look.level, is_item: look.is_item, ..letters }
    }

    fn apply(&self, style: Option<&str>, look: &mut Look, depth: usize) {
        let (Some(style), Some(depth)) = (style.and_then(|id| self.by_id.get(id)), depth.checked_sub(1))
        else {
            return;
        };
        self.apply(style.based_on.as_deref(), look, depth);
        style.apply(look);
    }
}

impl Style {
    fn read(node: Node<'_, '_>) -> Self {
        let based_on = child(node, "basedOn").and_then(|base| value(base, "val")).map(str::to_owned);
        let mut style = Self { based_on, ..Self::default() };
        if let Some(letters) = child(node, "rPr") {
            style.letters(letters);
        }
        if let Some(paragraph) = child(node, "pPr") {
            style.paragraph(paragraph);
        }
        // The names are English in every language of Word.
        let named =
            child(node, "name").and_then(|name| value(name, "val")).unwrap_or_default().to_lowercase();
        if let Some(level) = named.strip_prefix("heading ").and_then(|level| level.parse::<u8>().ok()) {
            style.level = Some(level);
        }
        if named.starts_with("list bullet") || named.starts_with("list number") {
            style.is_item = Some(true);
        }
        style
    }

    fn letters(&mut self, properties: Node<'_, '_>) {
        self.bold = is_on(properties, "b").or(self.bold);
        self.italic = is_on(properties, "i").or(self.italic);
        self.capitals = is_on(properties, "caps").or(self.capitals);
        let size = child(properties, "sz").and_then(|size| value(size, "val")?.parse::<f64>().ok());
        self.size = size.map(|half_points| half_points / 2.0).or(self.size);
        self.colour = colour(properties).or(self.colour);
    }

    fn paragraph(&mut self, properties: Node<'_, '_>) {
        let outline =
            child(properties, "outlineLvl").and_then(|level| value(level, "val")?.parse::<u8>().ok());
        self.level = outline.filter(|level| *level < 9).map(|level| level + 1).or(self.level);
        if let Some(list) = child(properties, "numPr") {
            self.is_item = Some(child(list, "numId").and_then(|id| value(id, "val")) != Some("0"));
        }
        if let Some(spacing) = child(properties, "spacing") {
            let points =
                |key: &str| value(spacing, key)?.parse::<f64>().ok().map(|twentieths| twentieths / 20.0);
            self.before = points("before").or(self.before);
            self.after = points("after").or(self.after);
        }
    }

    fn apply(&self, look: &mut Look) {
        look.bold = self.bold.unwrap_or(look.bold);
        look.italic = self.italic.unwrap_or(look.italic);
        look.capitals = self.capitals.unwrap_or(look.capitals);
        look.size = self.size.unwrap_or(look.size);
        look.colour = self.colour.unwrap_or(look.colour);
        look.level = self.level.unwrap_or(look.level);
        look.is_item = self.is_item.unwrap_or(look.is_item);
        look.before = self.before.unwrap_or(look.before);
        look.after = self.after.unwrap_or(look.after);
    }
}

/// The colour that properties give letters: red, green and blue, a byte each. `auto` is that of the text.
pub(super) fn colour(properties: Node<'_, '_>) -> Option<u32> {
    let said = value(child(properties, "color")?, "val")?;
    u32::from_str_radix(said, 16).ok().or(Some(0)).filter(|_| said.len() == 6 || said == "auto")
}
