//! What a client may show or attach: each a call of a tool, so that the same rules hold.

use rmcp::model::{Resource, ResourceContents, ResourceTemplate};
use serde_json::{Map, Value, json};

use super::Answer;

/// The address before the name of a variant.
const VARIANT: &str = "resume://variant/";

/// The tool that makes a resource, and its arguments.
pub(super) fn call(uri: &str) -> Option<(&'static str, Map<String, Value>)> {
    let (tool, arguments) = match uri {
        "resume://profile" => ("profile_show", json!({})),
        "resume://experiences" => ("list", json!({})),
        _ => {
            let name = percent_encoding::percent_decode_str(uri.strip_prefix(VARIANT)?).decode_utf8().ok()?;
            ("export", json!({"variant": name, "format": "markdown"}))
        }
    };
    Some((tool, arguments.as_object()?.clone()))
}

/// How the addresses of variants are made.
pub(super) fn template() -> ResourceTemplate {
    let template = ResourceTemplate::new(format!("{VARIANT}{{name}}"), "variant");
    template.with_title("A variant, as a document").with_mime_type("text/markdown")
}

/// All of them, by the answer of `variant_list`.
pub(super) fn all(variants: &Value) -> Vec<Resource> {
    let json = |uri: &str, name: &str, title: &str| {
        Resource::new(uri, name).with_title(title).with_mime_type("application/json")
    };
    let mut all = vec![
        json("resume://profile", "profile", "The profile, without contact data"),
        json("resume://experiences", "experiences", "All experiences"),
    ];
    let names = variants["variants"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str());
    all.extend(names.map(|name| {
        let uri = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        let resource = Resource::new(format!("{VARIANT}{uri}"), name);
        resource.with_title(format!("The variant {name}, as a document")).with_mime_type("text/markdown")
    }));
    all
}

/// The text of a resource.
pub(super) fn contents(uri: &str, answer: &Answer) -> ResourceContents {
    let kind = if uri.starts_with(VARIANT) { "text/markdown" } else { "application/json" };
    ResourceContents::text(text(uri, answer), uri).with_mime_type(kind)
}

/// What a client reads of it.
pub(super) fn text(uri: &str, answer: &Answer) -> String {
    let document = uri.starts_with(VARIANT).then(|| answer.value()["text"].as_str().map(str::to_owned));
    document.flatten().unwrap_or_else(|| answer.json.clone())
}
