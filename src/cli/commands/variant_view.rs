//! How variants are shown: their JSON, and their tables.

use serde_json::Value;

use crate::cli::context::Context;
use crate::domain::Variant;
use crate::library::{CommandResult, VariantState};
use crate::view::VariantView;

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
    context.ui.page(&context.ui.table(&header, &rows))
}

pub(super) fn show(context: &Context, state: &VariantState) -> CommandResult {
    if context.ui.is_json() {
        return context.ui.json(&VariantView::of(state));
    }
    let own = state.own.write();
    let whole = state.whole.as_ref().unwrap_or(&state.own);
    let parent = state.parent.iter().map(|name| vec!["from".to_owned(), String::new(), name.clone()]);
    let rest = said(whole).map(|(key, value)| {
        let of_parent = if own.get(key) == whole.write().get(key) { "" } else { "with its parent" };
        vec![key.to_owned(), of_parent.to_owned(), value]
    });
    let count = vec!["experiences".to_owned(), String::new(), state.experiences.to_string()];
    let mut rows: Vec<_> = parent.chain(rest).chain([count]).collect();
    // The last column is wrapped.
    let mut names = vec!["KEY", "", "VALUE"];
    if state.parent.is_none() {
        names.remove(1);
        rows.iter_mut().for_each(|row| drop(row.remove(1)));
    }
    context.ui.page(&context.ui.table(&names, &rows))?;
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
