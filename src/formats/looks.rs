//! What a file that is no résumé looks like, for its refusal.

use super::source::Spot;

/// A noun with its article for the root of a tree.
pub(super) fn tree(root: &Spot<'_>) -> String {
    if root.items().is_some_and(|items| items.is_empty()) {
        return "an empty array".to_owned();
    }
    let Some(entries) = root.entries() else { return root.sort().to_owned() };
    if entries.is_empty() {
        return "an empty object".to_owned();
    }
    if let Some(kind) = known(root) {
        return kind.to_owned();
    }
    let names: Vec<_> = entries.iter().take(3).map(|(key, _)| format!("`{}`", short(key))).collect();
    let more = if entries.len() > names.len() { ", …" } else { "" };
    format!("an object with the keys {}{more}", names.join(", "))
}

fn short(key: &str) -> String {
    key.chars().take(24).collect()
}

/// The programs whose files have these keys.
fn known(root: &Spot<'_>) -> Option<&'static str> {
    let has = |key: &str| root.get(key).is_some();
    let schema = root.get("$schema").and_then(|schema| schema.as_str()).unwrap_or_default();
    if schema.contains("json-schema.org") || (has("properties") && (has("type") || has("definitions"))) {
        return Some("a JSON Schema");
    }
    if has("openapi") || has("swagger") {
        return Some("an OpenAPI description");
    }
    if has("compilerOptions") {
        return Some("a `tsconfig.json`");
    }
    if has("entryPoints") || schema.contains("typedoc") {
        return Some("a `typedoc.json`");
    }
    if has("lockfileVersion") {
        return Some("a `package-lock.json`");
    }
    let of_package = ["version", "scripts", "dependencies", "devDependencies", "main", "private"];
    if has("name") && of_package.into_iter().any(has) {
        return Some("a `package.json`");
    }
    None
}
