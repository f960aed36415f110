//! How variants are shown: their JSON, and their tables.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::cli::context::Context;
use crate::cli::ui::table;
use crate::domain::Variant;
use crate::library::{CommandResult, VariantState};

/// The JSON of one variant.
#[derive(Serialize)]
struct VariantView<'a> {
    name: &'a str,
    id: &'a str,
    /// What it says itself. Each key is there, `null` where it says nothing.
    #[serde(flatten)]
    own: Map<String, Value>,
    /// The same with what its parents say; absent where it cannot be used.
    whole: Option<Map<String, Value>>,
    error: Option<&'a str>,
    experiences: usize,
    updated_at: Timestamp,
    deleted_at: Option<Timestamp>,
    revision: i64,
    sync: &'static str,
}

impl<'a> VariantView<'a> {
    fn of(state: &'a VariantState) -> Self {
        let record = &state.record;
        Self {
            name: state.name(),
            id: &record.current.id,
            own: keyed(&state.own, state.parent.as_deref()),
            whole: state.whole.as_ref().ok().map(|whole| keyed(whole, state.parent.as_deref())),
            error: state.whole.as_ref().err().map(String::as_str),
            experiences: state.experiences,
            updated_at: record.current.updated_at,
            deleted_at: record.current.deleted_at,
            revision: record.revision,
            sync: if record.is_pending() { "pending" } else { "synced" },
        }
    }
}

/// Every key, with the name of the parent in place of its id.
fn keyed(variant: &Variant, parent: Option<&str>) -> Map<String, Value> {
    let said = variant.write();
    let value = |key: &str| match key {
        "from" => parent.map_or(Value::Null, Into::into),
        key => said.get(key).cloned().unwrap_or_else(|| match key {
            "section_titles" | "settings" => Value::Object(Map::new()),
            _ => Value::Null,
        }),
    };
    Variant::KEYS.into_iter().map(|key| (key.to_owned(), value(key))).collect()
}

pub(super) fn list(context: &Context, all: &[VariantState]) -> CommandResult {
    if context.ui.is_json() {
        return context.ui.json_array(all.iter().map(VariantView::of));
    }
    if all.is_empty() {
        context.ui.notice("there is no variant yet; `resume variant set NAME` makes one");
        return Ok(());
    }
    let header = ["VARIANT", "FROM", "EXPERIENCES", "WHAT IT SAYS"];
    let rows = all.iter().map(|one| {
        let says = match &one.whole {
            Ok(_) => {
                said(&one.own).map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
            }
            Err(error) => format!("error: {error}"),
        };
        vec![
            one.name().to_owned(),
            one.parent.clone().unwrap_or_else(|| "–".to_owned()),
            one.experiences.to_string(),
            says,
        ]
    });
    let rows: Vec<_> = rows.collect();
    context.ui.page(&table::plain(&header, &rows, context.ui.width(), context.ui.color()))
}

pub(super) fn show(context: &Context, state: &VariantState) -> CommandResult {
    if context.ui.is_json() {
        return context.ui.json(&VariantView::of(state));
    }
    let own = state.own.write();
    let whole = state.whole.as_ref().unwrap_or(&state.own);
    let parent = state.parent.iter().map(|name| vec!["from".to_owned(), name.clone(), String::new()]);
    let rest = said(whole).map(|(key, value)| {
        let of_parent = if own.get(key) == whole.write().get(key) { "" } else { "with its parent" };
        vec![key.to_owned(), value, of_parent.to_owned()]
    });
    let count = vec!["experiences".to_owned(), state.experiences.to_string(), String::new()];
    let rows: Vec<_> = parent.chain(rest).chain([count]).collect();
    context.ui.page(&table::plain(&["KEY", "VALUE", ""], &rows, context.ui.width(), context.ui.color()))?;
    if let Err(error) = &state.whole {
        context.ui.warn(error);
    }
    Ok(())
}

/// The keys that say something, less the parent, with their values on one line.
fn said(variant: &Variant) -> impl Iterator<Item = (&'static str, String)> {
    let mut said = variant.write();
    let keys = Variant::KEYS.into_iter().filter(|key| *key != "from");
    keys.filter_map(move |key| Some((key, line(&said.remove(key)?))))
}

fn line(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(line).collect::<Vec<_>>().join(","),
        Value::Object(named) => {
            named.iter().map(|(key, value)| format!("{key}: {}", line(value))).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}
