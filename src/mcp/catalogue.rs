//! The tools as a client sees them: `schema/mcp/tools.json`, with the shapes of `schema/json/` put in.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rmcp::model::Tool;
use serde_json::{Map, Value, json};

use super::Trust;

const TOOLS: &str = include_str!("../../schema/mcp/tools.json");

/// The files that the tools refer to, by their names.
const SHAPES: [(&str, &str); 14] = [
    ("ai-call", include_str!("../../schema/json/ai-call.schema.json")),
    ("ai-log", include_str!("../../schema/json/ai-log.schema.json")),
    ("application", include_str!("../../schema/json/application.schema.json")),
    ("application-list", include_str!("../../schema/json/application-list.schema.json")),
    ("check", include_str!("../../schema/json/check.schema.json")),
    ("common", include_str!("../../schema/json/common.schema.json")),
    ("experience", include_str!("../../schema/json/experience.schema.json")),
    ("history", include_str!("../../schema/json/history.schema.json")),
    ("import", include_str!("../../schema/json/import.schema.json")),
    ("profile", include_str!("../../schema/json/profile.schema.json")),
    ("tag-list", include_str!("../../schema/json/tag-list.schema.json")),
    ("undo", include_str!("../../schema/json/undo.schema.json")),
    ("variant", include_str!("../../schema/json/variant.schema.json")),
    ("variant-list", include_str!("../../schema/json/variant-list.schema.json")),
];

/// The tools that change something, and what they need.
const WRITING: [(&str, Need); 12] = [
    ("add", Need::Nothing),
    ("edit", Need::Nothing),
    ("delete", Need::Delete),
    ("move", Need::Nothing),
    ("restore", Need::Nothing),
    ("undo", Need::Nothing),
    ("import", Need::Nothing),
    ("profile_set", Need::Nothing),
    ("variant_set", Need::Nothing),
    ("variant_delete", Need::Delete),
    ("application_add", Need::Nothing),
    ("application_set", Need::Nothing),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Nothing,
    Delete,
}

/// Whether a tool changes something.
pub(super) fn changes(tool: &str) -> bool {
    WRITING.iter().any(|(name, _)| *name == tool)
}

/// What a tool needs of the person who started the server.
pub(super) fn need(tool: &str) -> Need {
    WRITING.iter().find(|(name, _)| *name == tool).map_or(Need::Nothing, |(_, need)| *need)
}

impl Trust {
    pub(super) fn allows(self, need: Need) -> bool {
        match need {
            Need::Nothing => true,
            Need::Delete => self.delete,
        }
    }
}

/// The tools that the person allows.
pub(super) fn tools(trust: Trust) -> serde_json::Result<Vec<Tool>> {
    let tools: Vec<Map<String, Value>> = serde_json::from_str(TOOLS)?;
    let name = |tool: &Map<String, Value>| tool["name"].as_str().unwrap_or_default().to_owned();
    let allowed = tools.into_iter().filter(|tool| trust.allows(need(&name(tool))));
    let mut files = Files::default();
    allowed.map(|tool| whole(tool, &mut files)).collect()
}

/// The files that were referred to. Each is read once: most of the time to the first answer went into reading them for
/// every reference.
#[derive(Default)]
struct Files(BTreeMap<&'static str, Value>);

impl Files {
    /// What a reference points at; nothing, if it is no file of ours or is not in it.
    fn find(&mut self, name: &str, pointer: &str) -> serde_json::Result<Option<Value>> {
        let Some((name, text)) = SHAPES.iter().find(|(known, _)| *known == name) else { return Ok(None) };
        let file = match self.0.entry(name) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(serde_json::from_str(text)?),
        };
        Ok(file.pointer(pointer).cloned())
    }
}

/// The tool with every shape that it refers to, and no more: a model may have to read it.
fn whole(mut tool: Map<String, Value>, files: &mut Files) -> serde_json::Result<Tool> {
    for key in ["inputSchema", "outputSchema"] {
        let Some(schema) = tool.get_mut(key) else { continue };
        let mut shapes = Map::new();
        take_in(schema, None, files, &mut shapes)?;
        if let (Some(schema), false) = (schema.as_object_mut(), shapes.is_empty()) {
            schema.insert("$defs".to_owned(), Value::Object(shapes));
        }
    }
    serde_json::from_value(Value::Object(tool))
}

/// Makes references to files, and within the file of `within`, ones to `$defs`, and collects what they mean.
fn take_in(
    schema: &mut Value,
    within: Option<&str>,
    files: &mut Files,
    shapes: &mut Map<String, Value>,
) -> serde_json::Result<()> {
    match schema {
        Value::Array(items) => items.iter_mut().try_for_each(|item| take_in(item, within, files, shapes)),
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get_mut("$ref") {
                let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
                let name = file.strip_suffix(".schema.json").or(within).unwrap_or_default().to_owned();
                let key = format!("{name}{pointer}").replace('/', ".");
                if !shapes.contains_key(&key)
                    && let Some(mut shape) = files.find(&name, pointer)?
                {
                    shapes.insert(key.clone(), json!({}));
                    if let Some(shape) = shape.as_object_mut() {
                        // One inside another would be the start of its references.
                        shape.remove("$id");
                        shape.remove("$schema");
                        // What is used of them is taken in by itself.
                        shape.remove("$defs");
                    }
                    take_in(&mut shape, Some(&name), files, shapes)?;
                    shapes.insert(key.clone(), shape);
                }
                *reference = format!("#/$defs/{key}");
            }
            object.values_mut().try_for_each(|value| take_in(value, within, files, shapes))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}
