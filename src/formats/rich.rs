//! Rich text: the HTML of other programs' editors as Markdown, with its lists as bullets.
//!
//! `html5gum` takes the text apart; there is no tree, so that no nesting takes more than its own length. What looks like
//! Markdown in the text is escaped, and nothing but text, emphasis, links and code comes through.

use html5gum::{StartTag, Token, Tokenizer};

use super::prose::{self, Part};

/// Elements that end a paragraph.
const BLOCKS: [&str; 17] = [
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "section",
    "table",
    "tr",
    "hr",
    "ul",
    "ol",
    "dl",
];

/// Elements whose content is no text.
const SILENT: [&str; 4] = ["script", "style", "head", "template"];

/// The deepest emphasis: what lies deeper is text.
const MOST_MARKS: usize = 16;

/// A text before its bullets, and the bullets, as Markdown.
pub(super) fn split(html: &str) -> (Option<String>, Vec<String>) {
    if !is_html(html) {
        return prose::split(html);
    }
    prose::apart(parts(html))
}

/// The paragraphs and bullets of HTML, in their order.
fn parts(html: &str) -> Vec<Part> {
    let blocks = blocks(html);
    let is_one = blocks.len() == 1;
    let part = |Block { text, is_item }: Block| match is_item {
        true => vec![Part::Bullet(text)],
        // Bullets may be drawn by hand in rich text as well.
        false if is_one => prose::parts_of(&text),
        false => prose::of_lines(&text.lines().collect::<Vec<_>>()),
    };
    blocks.into_iter().flat_map(part).collect()
}

/// The whole as one Markdown text.
pub(super) fn markdown(html: &str) -> Option<String> {
    if !is_html(html) {
        return Some(html.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    }
    let part = |Block { text, is_item }| if is_item { Part::Bullet(text) } else { Part::Prose(text) };
    let parts: Vec<_> = blocks(html).into_iter().map(part).collect();
    Some(prose::markdown(&parts)).filter(|text| !text.is_empty())
}

/// The words of a name, without marks and links.
pub(super) fn words(html: &str) -> String {
    if !is_html(html) {
        return html.to_owned();
    }
    let (mut words, mut silent) = (String::new(), 0_usize);
    for Ok(token) in Tokenizer::new(html) {
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
    let reference = text.split('&').skip(1).any(|rest| {
        let name = rest.split(';').next().unwrap_or_default();
        name.len() < rest.len()
            && (2..=8).contains(&name.len())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
    });
    tag || reference
}

struct Block {
    text: String,
    is_item: bool,
}

fn blocks(html: &str) -> Vec<Block> {
    let mut writer = Writer::default();
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
        let in_code = self.marks.iter().any(|mark| mark.element == "code");
        for letter in text.chars() {
            let letter = if letter.is_whitespace() { ' ' } else { letter };
            if letter == ' ' && self.line.ends_with([' ', '\n']) {
                continue;
            }
            if !in_code && matches!(letter, '\\' | '*' | '`' | '[' | ']' | '<') {
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
            let text = if words.starts_with(['#', '>', '+']) { format!("\\{words}") } else { words };
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
            let (text, found) = split(html);
            let bullets: Vec<_> = bullets.iter().map(|one| (*one).to_owned()).collect();
            assert_eq!((text.unwrap_or_default().as_str(), found), (before, bullets), "{html}");
        }
        assert_eq!(
            words("Law, <a href=\"https://a.test\">thesis</a> &amp; <b>more</b>"),
            "Law, thesis & more"
        );
        assert_eq!(
            markdown("<p>A</p><ul><li>b</li><li>c</li></ul><p>D</p>").as_deref(),
            Some("A\n\n- b\n- c\n\nD")
        );
    }

    #[test]
    fn nesting_costs_its_length() {
        let html = "<b><i><a href=x>".repeat(50_000) + "x";
        assert!(split(&html).0.unwrap().len() < 1000);
        assert_eq!(split(&"<li>".repeat(100_000)).1.len(), 0);
    }
}
