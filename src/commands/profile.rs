//! `resume profile`: name, contact data and summary.

use clap::{Args, Subcommand};
use serde_json::{Map, Value};

use super::edit::edit_text;
use crate::context::Context;
use crate::domain::{Document, Kind, Profile, Record};
use crate::error::{CommandError, CommandResult};
use crate::session::Session;
use crate::ui::editor::Edited;
use crate::ui::{form, visible};

/// Show or change your name, contact data and summary
#[derive(Debug, Args)]
pub struct ProfileCommand {
    #[command(subcommand)]
    pub command: Option<What>,
}

#[derive(Debug, Subcommand)]
pub enum What {
    /// Print the profile as JSON
    Show,
    /// Set fields by path, such as `name=Ada Lovelace`
    ///
    /// A path is a JSON Resume key: `name` and `location.city` are in `basics`. A number is a position in a
    /// list, counted from 0: `profiles.0.url`. JSON values (`true`, `[…]`, `{…}`) are stored as JSON,
    /// `null` removes the field, and any other value is text.
    Set {
        #[arg(required = true, value_name = "KEY=VALUE", value_parser = assignment)]
        values: Vec<(String, Value)>,
    },
    /// Edit the profile as JSON in your editor
    Edit,
}

/// The keys of `basics` in JSON Resume.
const BASICS: [&str; 9] =
    ["name", "label", "image", "email", "phone", "url", "summary", "location", "profiles"];

impl ProfileCommand {
    /// Whether it changes the profile.
    pub fn saves(&self) -> bool {
        matches!(self.command, Some(What::Set { .. } | What::Edit))
    }

    pub fn run(self, context: &Context) -> CommandResult {
        match self.command {
            None | Some(What::Show) => show(context),
            Some(What::Set { values }) => {
                let document = change(context, |document| {
                    values.iter().try_for_each(|(path, value)| set(document, path, value.clone()))
                })?;
                finish(context, &document)
            }
            Some(What::Edit) => edit(context),
        }
    }
}

fn show(context: &Context) -> CommandResult {
    let document = context.read(document)?;
    if context.ui.is_json() {
        return context.ui.json(&document);
    }
    if document.is_empty() {
        context.ui.notice("the profile is empty; start with `resume profile set name=…`");
        return Ok(());
    }
    context.ui.json_text(&format!("{}\n", pretty(&document)))
}

fn document(session: &Session) -> Map<String, Value> {
    session.profile.as_ref().map(|record| record.current.document.clone()).unwrap_or_default()
}

/// With `--json`, prints the document.
fn finish(context: &Context, document: &Map<String, Value>) -> CommandResult {
    if context.ui.is_json() { context.ui.json(document) } else { Ok(()) }
}

/// Changes the current document under the lock.
fn change(
    context: &Context,
    change: impl Fn(&mut Map<String, Value>) -> CommandResult,
) -> CommandResult<Map<String, Value>> {
    context.load_first()?;
    let now = context.now();
    context.update(|session| {
        let mut document = document(session);
        change(&mut document)?;
        let profile = Profile { document, updated_at: now };
        profile.validate()?;
        form::check_profile(&profile.document)?;
        put(session, profile.clone(), context.new_id());
        Ok(profile.document)
    })
}

/// Stores a profile if it differs from the current one.
pub(super) fn put(session: &mut Session, profile: Profile, change: uuid::Uuid) {
    match &mut session.profile {
        Some(record) if record.current.same_content(&profile) => {}
        Some(record) => record.edit(profile, change),
        None if profile.document.is_empty() => {}
        None => session.profile = Some(Record::new(profile, change)),
    }
}

fn edit(context: &Context) -> CommandResult {
    if !context.ui.is_interactive() {
        return Err(CommandError::usage("an editor needs a terminal").hint("`resume profile set KEY=VALUE`"));
    }
    let base = context.read(document)?;
    let edited = edit_text(context, "resume-profile", &form::render_profile(&base), form::parse_profile)?;
    let Edited::Changed(typed, draft) = edited else {
        context.ui.notice("nothing was changed");
        return Ok(());
    };
    let epoch = jiff::Timestamp::UNIX_EPOCH;
    let as_profile = |document: Map<String, Value>| Profile { document, updated_at: epoch };
    let saved = change(context, |document| {
        let now = as_profile(std::mem::take(document));
        *document =
            Profile::merge(Some(&as_profile(base.clone())), &as_profile(typed.clone()), &now).value.document;
        Ok(())
    });
    finish(context, &draft.finish(saved)?)
}

fn pretty(document: &Map<String, Value>) -> String {
    serde_json::to_string_pretty(document).unwrap_or_default()
}

/// Parses `KEY=VALUE`. The value is JSON if it parses as JSON other than a bare word or number.
fn assignment(text: &str) -> Result<(String, Value), String> {
    let (path, value) = text.split_once('=').ok_or("write KEY=VALUE")?;
    if path.split('.').any(|part| part.trim().is_empty()) {
        return Err(format!("`{path}` is not a path such as `basics.name`"));
    }
    let json = value.starts_with(['{', '[', '"']) || matches!(value, "true" | "false" | "null");
    let value = if json {
        serde_json::from_str(value).map_err(|error| format!("the value of `{path}` is not JSON: {error}"))?
    } else {
        Value::String(value.to_owned())
    };
    let whole = if BASICS.contains(&path.split('.').next().unwrap_or_default()) {
        format!("basics.{path}")
    } else {
        path.to_owned()
    };
    Ok((whole, value))
}

/// Sets one value. The sections of experiences are not part of the profile.
fn set(document: &mut Map<String, Value>, path: &str, value: Value) -> CommandResult {
    let first = path.split('.').next().unwrap_or_default();
    if Kind::ALL.iter().any(|kind| kind.section() == first) {
        return Err(CommandError::usage(format!(
            "`{first}` holds experiences, which are not part of the profile"
        ))
        .hint("`resume add --kind` and `resume edit` change them"));
    }
    set_in_object(document, path, value)
}

fn set_in_object(object: &mut Map<String, Value>, path: &str, value: Value) -> CommandResult {
    let (key, rest) = split(path);
    if index(key).is_some() && !object.contains_key(key) {
        return Err(CommandError::usage(format!("an object is not a list, and has no item {key}"))
            .hint("`resume profile` shows it"));
    }
    match (rest, value) {
        (None, Value::Null) => {
            object.remove(key);
        }
        (None, value) => {
            object.insert(key.to_owned(), value);
        }
        // What is not there need not be removed.
        (Some(_), Value::Null) if !object.contains_key(key) => {}
        (Some(rest), value) => {
            set_within(object.entry(key).or_insert_with(|| empty(rest)), key, rest, value)?;
        }
    }
    Ok(())
}

/// A number is a position in a list, counted from 0; the position after the last appends.
fn set_in_list(items: &mut Vec<Value>, name: &str, path: &str, value: Value) -> CommandResult {
    let (key, rest) = split(path);
    let count = items.len();
    let Some(place) = index(key).filter(|place| *place <= count || value.is_null()) else {
        let (name, key) = (visible::line(name), visible::line(key));
        return Err(CommandError::usage(format!(
            "`{name}` is a list of length {count}; `{key}` is not a position in it"
        ))
        .hint(format!("count from 0; {count} appends")));
    };
    match (rest, value) {
        (_, Value::Null) if place >= count => {}
        (None, Value::Null) => {
            items.remove(place);
        }
        (None, value) if place == count => items.push(value),
        (None, value) => items[place] = value,
        (Some(rest), value) => {
            if place == count {
                items.push(empty(rest));
            }
            set_within(&mut items[place], key, rest, value)?;
        }
    }
    Ok(())
}

/// Creates the objects and lists on the path to a value. Any other value on the path is an error.
fn set_within(inner: &mut Value, name: &str, path: &str, value: Value) -> CommandResult {
    if inner.is_null() {
        *inner = empty(path);
    }
    match inner {
        Value::Object(object) => set_in_object(object, path, value),
        Value::Array(items) => set_in_list(items, name, path, value),
        _ => Err(CommandError::usage(format!(
            "`{}` is not an object, and cannot contain `{}`",
            visible::line(name),
            visible::line(path)
        ))),
    }
}

/// The container for the first part of a path.
fn empty(path: &str) -> Value {
    if index(split(path).0).is_some() { Value::Array(Vec::new()) } else { Value::Object(Map::new()) }
}

fn split(path: &str) -> (&str, Option<&str>) {
    path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)))
}

fn index(part: &str) -> Option<usize> {
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten()
}
