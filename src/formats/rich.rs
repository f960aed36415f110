//! Rich text: the HTML of other programs' editors as Markdown, with its lists as bullets.
//!
//! `html5gum` takes the text apart; there is no tree, so that no nesting takes more than its own length. What looks like
//! Markdown in HTML is escaped, and nothing but text, emphasis, links and code comes through. In Markdown, only the
//! elements that are known here are HTML: `Vec<String>` and `<https://…>` are text.

mod known;

use html5gum::{StartTag, Token, Tokenizer};

use super::prose::{self, Part};

/// Elements that end a paragraph.
const BLOCKS: [&str; 17] = [
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "table", "tr", "hr",
    "ul", "ol", "dl",
];

/// Elements whose content is no text.
const SILENT: [&str; 4] = ["script", "style", "head", "template"];

/// The deepest emphasis: what lies deeper is text.
const MOST_MARKS: usize = 16;

/// The longest name of a character reference.
const MOST_OF_REFERENCE: usize = 8;

/// What the signs of a text mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rich {
    Html,
    /// With elements of HTML in it, at times.
    Markdown,
}

impl Rich {
    /// A text before its bullets, and the bullets, as Markdown.
    pub(super) fn split(self, text: &str) -> (Option<String>, Vec<String>) {
        match self.blocks(text) {
            Some(blocks) => prose::apart(parts(blocks)),
            None => prose::split(text),
        }
    }

    /// The whole as one Markdown text.
    pub(super) fn markdown(self, text: &str) -> Option<String> {
        let whole = match self.blocks(text) {
            Some(blocks) => {
                let part = |Block { text, is_item }| match is_item {
                    true => Part::Bullet(text),
                    false => Part::Prose(text),
                };
                prose::markdown(&blocks.into_iter().map(part).collect::<Vec<_>>())
            }
            None => text.trim().to_owned(),
        };
        Some(whole).filter(|text| !text.is_empty())
    }

    /// The paragraphs and items of a text that has any HTML.
    fn blocks(self, text: &str) -> Option<Vec<Block>> {
        match self {
            Self::Html => is_html(text).then(|| blocks(text, Writer::default())),
            Self::Markdown => {
                let html = known::alone(text)?;
                let keeps_lines = !BLOCKS.iter().chain(&["li"]).any(|name| known::has(&html, name));
                Some(blocks(&html, Writer { is_markdown: true, keeps_lines, ..Writer::default() }))
            }
        }
    }
}

/// The paragraphs and bullets of HTML, in their order.
fn parts(blocks: Vec<Block>) -> Vec<Part> {
    let is_one = blocks.len() == 1;
    let part = |Block { text, is_item }: Block| match is_item {
        true => vec![Part::Bullet(text)],
        // Bullets may be drawn by hand in rich text as well.
        false if is_one => prose::parts_of(&text),
        false => prose::of_lines(&text.lines().collect::<Vec<_>>()),
    };
    blocks.into_iter().flat_map(part).collect()
}

/// The words of a name, without marks and links.
pub(super) fn words(name: &str) -> String {
    let Some(html) = known::alone(name) else { return name.to_owned() };
    let (mut words, mut silent) = (String::new(), 0_usize);
    for Ok(token) in Tokenizer::new(&html) {
        match token {
            Token::String(text) if silent == 0 => words.push_str(&String::from_utf8_lossy(&text)),
            Token::StartTag(tag) if is_silent(&tag.name) && !tag.self_closing => silent += 1,
            Token::EndTag(tag) if is_silent(&tag.name) => silent = silent.saturating_sub(1),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_silent(name: &[u8]) -> bool {
    SILENT.iter().any(|silent| silent.as_bytes() == name)
}

/// Whether a text has a tag or a character reference.
fn is_html(text: &str) -> bool {
    let tag = text.split('<').skip(1).any(|rest| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        rest.starts_with(|letter: char| letter.is_ascii_alphabetic()) && rest.contains('>')
    });
    tag || text.split('&').skip(1).any(is_reference)
}

/// Whether what stands behind an ampersand makes a character reference of it.
fn is_reference(rest: &str) -> bool {
    let end = rest.bytes().take(MOST_OF_REFERENCE + 1).position(|byte| byte == b';');
    end.filter(|end| *end >= 2)
        .is_some_and(|end| rest.bytes().take(end).all(|byte| byte.is_ascii_alphanumeric() || byte == b'#'))
}

struct Block {
    text: String,
    is_item: bool,
}

fn blocks(html: &str, mut writer: Writer) -> Vec<Block> {
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) => writer.start(&tag),
            Token::EndTag(tag) => writer.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) if writer.silent == 0 => writer.text(&String::from_utf8_lossy(&text)),
            Token::String(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    writer.flush();
    writer.blocks
}

/// An element of emphasis, a link or code that is open.
struct Mark {
    element: String,
    start: usize,
    open: &'static str,
    close: String,
}

#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    line: String,
    marks: Vec<Mark>,
    in_item: bool,
    silent: usize,
    /// Whether the marks of Markdown in the text are meant.
    is_markdown: bool,
    /// Whether line breaks in the text are.
    keeps_lines: bool,
}

impl Writer {
    fn start(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let (open, close) = match name.as_str() {
            "strong" | "b" => ("**", "**".to_owned()),
            "em" | "i" => ("*", "*".to_owned()),
            "code" => ("`", "`".to_owned()),
            "a" => {
                let target = tag.attributes.get(&b"href"[..]);
                let target =
                    target.map(|value| String::from_utf8_lossy(value).trim().to_owned()).unwrap_or_default();
                if target.is_empty() || target.contains(['(', ')', ' ', '<', '>', '\n']) {
                    return;
                }
                ("[", format!("]({target})"))
            }
            "br" if self.in_item => return self.line.push(' '),
            "br" => return self.line.push('\n'),
            "li" => {
                self.flush();
                self.in_item = true;
                return;
            }
            _ if SILENT.contains(&name.as_str()) && !tag.self_closing => {
                self.silent += 1;
                return;
            }
            _ => return self.block(&name),
        };
        if self.marks.len() < MOST_MARKS && self.silent == 0 {
            self.marks.push(Mark { element: name, start: self.line.len(), open, close });
        }
    }

    fn end(&mut self, name: &str) {
        if name == "li" {
            self.flush();
            self.in_item = false;
        } else if SILENT.contains(&name) {
            self.silent = self.silent.saturating_sub(1);
        } else if let Some(place) = self.marks.iter().rposition(|mark| mark.element == name) {
            while self.marks.len() > place {
                self.close();
            }
        } else {
            self.block(name);
        }
    }

    fn block(&mut self, name: &str) {
        if !BLOCKS.contains(&name) {
            return;
        }
        if self.in_item && !["ul", "ol"].contains(&name) {
            self.line.push(' ');
        } else {
            self.flush();
        }
    }

    /// Closes the innermost mark. Space at its ends goes outside, where Markdown wants it.
    fn close(&mut self) {
        let Some(Mark { start, open, close, .. }) = self.marks.pop() else { return };
        let inner = self.line.split_off(start);
        let text = inner.trim();
        if text.is_empty() {
            return self.line.push_str(&inner);
        }
        let (before, after) = (inner.len() - inner.trim_start().len(), inner.trim_end().len());
        self.line.push_str(&inner[..before]);
        self.line.push_str(open);
        self.line.push_str(text);
        self.line.push_str(&close);
        self.line.push_str(&inner[after..]);
    }

    fn text(&mut self, text: &str) {
        if self.keeps_lines {
            return self.line.push_str(text);
        }
        let in_code = self.marks.iter().any(|mark| mark.element == "code");
        for letter in text.chars() {
            let letter = if letter.is_whitespace() { ' ' } else { letter };
            if letter == ' ' && self.line.ends_with([' ', '\n']) {
                continue;
            }
            if !in_code && !self.is_markdown && matches!(letter, '\\' | '*' | '`' | '[' | ']' | '<') {
                self.line.push('\\');
            }
            if !(in_code && letter == '`') {
                self.line.push(letter);
            }
        }
    }

    /// Ends a paragraph or an item.
    fn flush(&mut self) {
        while !self.marks.is_empty() {
            self.close();
        }
        let line = std::mem::take(&mut self.line);
        let words = if self.in_item {
            line.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            line.trim().to_owned()
        };
        if !words.is_empty() {
            let is_mark = !self.is_markdown && words.starts_with(['#', '>', '+']);
            let text = if is_mark { format!("\\{words}") } else { words };
            self.blocks.push(Block { text, is_item: self.in_item });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_becomes_markdown_and_bullets() {
        for (html, before, bullets) in [
            (
                "<p>Led <strong>the team </strong>well.</p><ul><li><p>Built <em>X</em></p></li><li>Cut Y</li></ul>",
                "Led **the team** well.",
                &["Built *X*", "Cut Y"][..],
            ),
            (
                "<ol><li data-list=\"bullet\"><span class=\"ql-ui\"></span>One</li><li data-list=\"bullet\">Two</li></ol><p><br></p>",
                "",
                &["One", "Two"],
            ),
            ("<p>• Built X</p><p>• Cut Y</p>", "", &["Built X", "Cut Y"]),
            ("<ul><li>Outer<ul><li>Inner</li></ul></li></ul>", "", &["Outer", "Inner"]),
            (
                "See <a href=\"https://a.example\">this</a>, 5 * 3 &amp; &lt;b&gt;.<script>alert(1)</script>",
                "See [this](https://a.example), 5 \\* 3 & \\<b>.",
                &[],
            ),
            ("<p>One</p><p>Two<br>lines</p>", "One\n\nTwo\nlines", &[]),
            ("Plain text, 3 < 4 & more\n- a bullet", "Plain text, 3 < 4 & more", &["a bullet"]),
            ("<p><a href=\"javascript:x\"></a><b></b></p>", "", &[]),
            (
                "<p>Ward A:</p><ul><li>Led</li></ul><p>Ward B:</p><ul><li>Ran</li></ul>",
                "Ward A:\n\n- Led\n\nWard B:\n\n- Ran",
                &[],
            ),
            ("<ul><li>Led</li></ul><p>◦ of five</p>", "", &["Led", "of five"]),
        ] {
            let (text, found) = Rich::Html.split(html);
            let bullets: Vec<_> = bullets.iter().map(|one| (*one).to_owned()).collect();
            assert_eq!((text.unwrap_or_default().as_str(), found), (before, bullets), "{html}");
        }
        assert_eq!(
            words("Law, <a href=\"https://a.test\">thesis</a> &amp; <b>more</b>"),
            "Law, thesis & more"
        );
        assert_eq!(
            Rich::Html.markdown("<p>A</p><ul><li>b</li><li>c</li></ul><p>D</p>").as_deref(),
            Some("A\n\n- b\n- c\n\nD")
        );
    }

    #[test]
    fn only_known_elements_are_html_in_markdown() {
        for (markdown, before, bullets) in [
            (
                "Rust.\n\n- Replaced Vec<String> by an **arena**\n- Docs at <https://a.example>",
                "Rust.",
                &["Replaced Vec<String> by an **arena**", "Docs at <https://a.example>"][..],
            ),
            ("Keys.\n\n- Press <kbd>Ctrl</kbd>\n- [x](u)", "Keys.", &["Press <kbd>Ctrl</kbd>", "[x](u)"]),
            ("Led.\n\n- R&amp;D, AT&T\n- **b**", "Led.", &["R&D, AT&T", "**b**"]),
            ("Did <em>this</em>\nand *that*.", "Did *this*\nand *that*.", &[]),
            ("Map<A, B>, Iter<I> and latency <p50", "Map<A, B>, Iter<I> and latency <p50", &[]),
            ("Knows `<br>` and `&amp;` <b>well</b>", "Knows `<br>` and `&amp;` **well**", &[]),
            ("A `` and `<br>` <b>well</b>", "A `` and `<br>` **well**", &[]),
            ("<p>Led *five*.</p>\n<ul>\n  <li>Built\n  X</li>\n</ul>", "Led *five*.", &["Built X"]),
            ("One<br>Two<br/>> Three", "One\nTwo\n> Three", &[]),
        ] {
            let (text, found) = Rich::Markdown.split(markdown);
            assert_eq!(
                (text.unwrap_or_default().as_str(), found),
                (before, bullets.iter().map(|one| (*one).to_owned()).collect()),
                "{markdown}"
            );
        }
        assert_eq!(Rich::Markdown.markdown("A <T>\n\n- b").as_deref(), Some("A <T>\n\n- b"));
        assert_eq!(words("Author of Vec<T> &amp; <b>more</b>"), "Author of Vec<T> & more");
        assert!(Rich::Markdown.split(&"<b>`".repeat(100_000)).0.is_some());
    }

    #[test]
    fn nesting_costs_its_length() {
        let html = "<b><i><a href=x>".repeat(50_000) + "x";
        assert!(Rich::Html.split(&html).0.unwrap().len() < 1000);
        assert_eq!(Rich::Html.split(&"<li>".repeat(100_000)).1.len(), 0);
        assert_eq!(words(&"&".repeat(1_000_000)).len(), 1_000_000);
        let runs: String = (1..2000).map(|signs| "`".repeat(signs) + " ").collect();
        assert!(words(&runs) == runs && words(&(runs + "&amp;")).ends_with('&'));
    }
}
