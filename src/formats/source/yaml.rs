//! YAML, read into the same tree as JSON.
//!
//! `saphyr-parser` decides what is YAML. The invariants: the tree is no deeper than JSON may be, and aliases unfold to no
//! more than [`MOST`] values, so that a small file cannot become a large tree.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use saphyr::Scalar;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Tag};
use serde_json::{Number, Value};

use super::{Data, Node, error_at};
use crate::domain::MAX_TEXT;
use crate::formats::error::FormatError;

/// How deep a tree may be: the limit of `serde_json`.
const DEEPEST: usize = 127;

/// How many values a tree may have.
const MOST: usize = 1_000_000;

/// The tree, and the keys that stand twice in one object.
pub(super) fn read(text: &str) -> Result<(Node, Vec<FormatError>), FormatError> {
    let mut builder = Builder {
        text,
        characters: 0,
        bytes: 0,
        count: 0,
        open: Vec::new(),
        anchors: HashMap::new(),
        root: None,
        repeated: Vec::new(),
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| builder.not_yaml(&error))?;
        let offset = builder.offset(span.start.index());
        builder.take(event, offset)?;
    }
    let root = builder.root.unwrap_or(Node { offset: 0, data: Data::Scalar(Value::Null) });
    Ok((root, builder.repeated))
}

/// A collection whose end has not come yet.
struct Open {
    anchor: usize,
    offset: usize,
    contents: Contents,
}

enum Contents {
    Array(Vec<Node>),
    /// `key` waits for its value, and says whether it stands there already.
    Object {
        entries: Vec<(String, Node)>,
        seen: HashSet<String>,
        key: Option<(String, bool)>,
    },
}

struct Builder<'t> {
    text: &'t str,
    /// How far the text was gone through, in characters and in bytes.
    characters: usize,
    bytes: usize,
    count: usize,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    root: Option<Node>,
    repeated: Vec<FormatError>,
}

impl Builder<'_> {
    /// The byte of a character. One that lies behind the last counts as that one: events come in order.
    fn offset(&mut self, character: usize) -> usize {
        let steps = character.saturating_sub(self.characters);
        let passed: usize = self.text[self.bytes..].chars().take(steps).map(char::len_utf8).sum();
        self.bytes += passed;
        self.characters += steps;
        self.bytes
    }

    fn take(&mut self, event: Event<'_>, offset: usize) -> Result<(), FormatError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let data = Data::Scalar(self.scalar(text, style, tag.as_deref(), offset)?);
                self.put(Node { offset, data }, anchor)
            }
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor).cloned() else {
                    return Err(self.error(offset, "an alias stands for something that holds it"));
                };
                let (depth, size) = measure(&node);
                self.count += size;
                self.check(offset, depth)?;
                self.put(node, 0)
            }
            Event::SequenceStart(anchor, _) => self.begin(anchor, offset, Contents::Array(Vec::new())),
            Event::MappingStart(anchor, _) => {
                let contents = Contents::Object { entries: Vec::new(), seen: HashSet::new(), key: None };
                self.begin(anchor, offset, contents)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::DocumentStart(_) if self.root.is_some() => {
                Err(self.error(offset, "the file holds a second YAML document"))
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    fn scalar(
        &self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        offset: usize,
    ) -> Result<Value, FormatError> {
        if text.len() > MAX_TEXT {
            return Err(
                self.error(offset, format!("a text is {} bytes long; the most is {MAX_TEXT}", text.len()))
            );
        }
        if text.contains('\0') {
            return Err(self.error(offset, "a text holds a NUL character, which no database can store"));
        }
        let is_text = tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
        if style != ScalarStyle::Plain || is_text {
            return Ok(Value::from(text.into_owned()));
        }
        Ok(match Scalar::parse_from_cow(Cow::Borrowed(&text)) {
            Scalar::Null => Value::Null,
            _ if text.is_empty() => Value::Null,
            Scalar::Boolean(value) => Value::from(value),
            // With its own digits; what JSON cannot write is text.
            Scalar::Integer(_) | Scalar::FloatingPoint(_) => match serde_json::from_str::<Number>(&text) {
                Ok(number) => Value::Number(number),
                Err(_) => Value::from(text.into_owned()),
            },
            Scalar::String(_) => Value::from(text.into_owned()),
        })
    }

    fn begin(&mut self, anchor: usize, offset: usize, contents: Contents) -> Result<(), FormatError> {
        self.check(offset, 1)?;
        self.open.push(Open { anchor, offset, contents });
        Ok(())
    }

    fn end(&mut self) -> Result<(), FormatError> {
        let Some(Open { anchor, offset, contents }) = self.open.pop() else { return Ok(()) };
        let data = match contents {
            Contents::Array(items) => Data::Array(items),
            Contents::Object { entries, .. } => Data::Object(entries),
        };
        self.put(Node { offset, data }, anchor)
    }

    /// Puts a whole value where it belongs.
    fn put(&mut self, node: Node, anchor: usize) -> Result<(), FormatError> {
        self.count += 1;
        self.check(node.offset, 0)?;
        if anchor > 0 {
            // The copy counts as well.
            self.count += measure(&node).1;
            self.anchors.insert(anchor, node.clone());
        }
        let offset = node.offset;
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.contents {
            Contents::Array(items) => items.push(node),
            Contents::Object { entries, seen, key } => match key.take() {
                Some((key, is_known)) => super::put(entries, key, node, is_known),
                None => {
                    let name = match node.data {
                        Data::Scalar(Value::String(text)) => text,
                        Data::Scalar(value) => value.to_string(),
                        Data::Array(_) | Data::Object(_) => {
                            return Err(self.error(offset, "a key is not a text"));
                        }
                    };
                    if super::RESERVED.contains(&name.as_str()) {
                        return Err(self.error(offset, "a reserved key"));
                    }
                    let is_known = !seen.insert(name.clone());
                    if is_known {
                        let name: String = name.chars().take(40).collect();
                        let message = format!("`{name}` stands twice in one object");
                        self.repeated.push(super::repeated(self.repeated.len(), offset, message)?);
                    }
                    *key = Some((name, is_known));
                }
            },
        }
        Ok(())
    }

    fn check(&self, offset: usize, depth: usize) -> Result<(), FormatError> {
        if self.open.len() + depth > DEEPEST {
            return Err(self.error(offset, format!("the values are nested deeper than {DEEPEST}")));
        }
        if self.count > MOST {
            return Err(self.error(offset, format!("the file holds more than {MOST} values")));
        }
        Ok(())
    }

    fn error(&self, offset: usize, message: impl Into<String>) -> FormatError {
        error_at(self.text, offset, None, message)
    }

    fn not_yaml(&mut self, error: &ScanError) -> FormatError {
        let offset = self.offset(error.marker().index());
        self.error(offset, format!("the text is not YAML: {}", error.info()))
    }
}

/// The depth of a tree and the number of its values.
fn measure(node: &Node) -> (usize, usize) {
    let of_all = |nodes: &mut dyn Iterator<Item = &Node>| {
        nodes.map(measure).fold((0, 1), |(depth, size), (inner, values)| (depth.max(inner), size + values))
    };
    let (depth, size) = match &node.data {
        Data::Scalar(_) => return (0, 1),
        Data::Array(items) => of_all(&mut items.iter()),
        Data::Object(entries) => of_all(&mut entries.iter().map(|(_, node)| node)),
    };
    (depth + 1, size)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Source;

    fn refused(text: &str) -> String {
        Source::yaml(text.to_owned()).unwrap_err().to_string()
    }

    #[test]
    fn yaml_is_read_like_json() {
        let text = "a: 2014\nb: '2014'\nc: [true, ~, 3.50, x]\nd: &d {e: é}\nf: *d\ng: |-\n  two\n  lines\n2020: !!str 5\n";
        let source = Source::yaml(text.to_owned()).unwrap();
        assert_eq!(
            source.root().value(),
            json!({"a": 2014, "b": "2014", "c": [true, null, serde_json::from_str::<serde_json::Value>("3.50").unwrap(), "x"],
                "d": {"e": "é"}, "f": {"e": "é"}, "g": "two\nlines", "2020": "5"})
        );
        let d = source.root().get("f").unwrap().get("e").unwrap();
        assert_eq!(source.locate(d.error("x")).to_string(), "`f.e` x at 4:11");
    }

    #[test]
    fn what_would_be_lost_or_too_much_is_refused() {
        let source = Source::yaml("a: 1\nb: 3\na: 2\n".to_owned()).unwrap();
        let named: Vec<_> =
            source.repeated().iter().map(|one| source.locate(one.clone()).to_string()).collect();
        assert_eq!(named, ["`a` stands twice in one object at 3:1"]);
        assert_eq!(source.root().value(), json!({"a": 2, "b": 3}));
        assert_eq!(refused("a: [1\nb: 2\n"), refused("a: [1\nb: 2\n"));
        assert!(refused("a: [1\nb: 2\n").starts_with("the text is not YAML: "));
        assert_eq!(refused("[a]: 1\n"), "a key is not a text at 1:1");
        assert_eq!(refused("--- 1\n--- 2\n"), "the file holds a second YAML document at 2:1");
        assert_eq!(refused(&"[".repeat(200)), "the values are nested deeper than 127 at 1:128");
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..9 {
            let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
            bomb += &format!("a{level}: &a{level} [{aliases}]\n");
        }
        assert!(refused(&bomb).contains("holds more than 1000000 values"), "{}", refused(&bomb));
        let mut chain = "a0: &a0 x\n".to_owned();
        for level in 1..1000 {
            chain += &format!("a{level}: &a{level} [*a{}]\n", level - 1);
        }
        assert!(refused(&chain).contains("nested deeper than 127"));
    }
}
