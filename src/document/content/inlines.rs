//! Paragraphs, lists and marks as JSON: `{"type":"text","text":"…"}`.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::document::markup::{Block, Inline};

impl Serialize for Block {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Paragraph(inlines) => {
                map.serialize_entry("type", "paragraph")?;
                map.serialize_entry("inlines", inlines)?;
            }
            Self::List { first, items } => {
                map.serialize_entry("type", "list")?;
                map.serialize_entry("first", first)?;
                map.serialize_entry("items", items)?;
            }
        }
        map.end()
    }
}

impl Serialize for Inline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let kind = match self {
            Self::Text(_) => "text",
            Self::Code(_) => "code",
            Self::Strong(_) => "strong",
            Self::Emphasis(_) => "emphasis",
            Self::Link { .. } => "link",
            Self::Break => "break",
        };
        map.serialize_entry("type", kind)?;
        match self {
            Self::Text(text) | Self::Code(text) => map.serialize_entry("text", text)?,
            Self::Strong(inlines) | Self::Emphasis(inlines) => map.serialize_entry("inlines", inlines)?,
            Self::Link { url, label } => {
                map.serialize_entry("url", url)?;
                map.serialize_entry("inlines", label)?;
            }
            Self::Break => {}
        }
        map.end()
    }
}
