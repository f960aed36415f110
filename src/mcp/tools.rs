//! What each tool does; here, those that only read experiences and the profile, and make documents.
//!
//! The invariants: an argument that a tool does not know is refused; what leaves here holds no contact data of the
//! person; no file is read or written because an agent names it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::catalogue::need;
use super::shape::{Nothing, One, answer, label, read, view, views};
use super::{Answer, Trust, beside, guard, looking, taking, writing};
use crate::domain::{Kind, Listing, Order, PartialDate, Query};
use crate::library::{
    Among, CommandError, CommandResult, Library, OutputFormat, PublishOrder, counted, visible,
    without_contact_of_others,
};
use crate::view::{ExperienceView, StateView, changes, moments, past_changes};

/// Calls a tool by its name. `own` has the times of what this server changed.
pub(super) fn call(
    library: &Library,
    tool: &str,
    arguments: Map<String, Value>,
    trust: Trust,
    own: &BTreeSet<Timestamp>,
) -> CommandResult<Answer> {
    let need = need(tool);
    if !trust.allows(need) {
        return Err(guard::forbidden(&format!("`{tool}`"), need));
    }
    // The content of an import has a bound of its own.
    if tool != "import" && arguments.values().map(size).sum::<usize>() > MOST_ARGUMENTS {
        return Err(CommandError::usage(format!(
            "the arguments have more than {} KiB",
            MOST_ARGUMENTS >> 10
        )));
    }
    match tool {
        "list" => list(library, read(arguments)?),
        "show" => show(library, &read(arguments)?),
        "history" => history(library, &read(arguments)?),
        "profile_show" => profile(library, &read(arguments)?),
        "export" => export(library, read(arguments)?),
        "add" => writing::add(library, read(arguments)?, trust),
        "edit" => writing::edit(library, read(arguments)?, trust),
        "delete" => writing::delete(library, &read(arguments)?),
        "restore" => writing::restore(library, &read(arguments)?, trust),
        "undo" => writing::undo(library, &read(arguments)?, trust, own),
        "move" => writing::move_to(library, &read(arguments)?),
        "import" => taking::import(library, &read(arguments)?, trust),
        "profile_set" => beside::set_profile(library, read(arguments)?, trust),
        "variant_set" => beside::set_variant(library, &read(arguments)?, trust),
        "variant_delete" => beside::delete_variant(library, read(arguments)?),
        "application_add" => beside::add_application(library, read(arguments)?),
        "application_set" => beside::set_application(library, read(arguments)?),
        "check" => looking::check(library, read(arguments)?),
        "variant_list" => looking::variants(library, &read::<Nothing>(arguments)?),
        "variant_show" => looking::variant(library, &read(arguments)?),
        "application_list" => looking::applications(library, &read::<Nothing>(arguments)?),
        "application_show" => looking::application(library, &read(arguments)?),
        "tag_list" => looking::tags(library, &read::<Nothing>(arguments)?),
        "ai_log" => looking::log(library, read(arguments)?),
        _ => Err(CommandError::usage(format!("there is no tool `{}`", visible::line(tool)))
            .hint("`tools/list` names them")),
    }
}

/// The most bytes of text in the arguments of one call.
const MOST_ARGUMENTS: usize = 1 << 20;

fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 1,
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(fields) => fields.iter().map(|(key, value)| key.len() + size(value)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 1,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    kinds: Vec<Kind>,
    #[serde(default)]
    skills: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    search: Option<String>,
    since: Option<PartialDate>,
    until: Option<PartialDate>,
    #[serde(default)]
    deleted: bool,
    limit: Option<usize>,
}

fn list(library: &Library, said: List) -> CommandResult<Answer> {
    let List { kinds, skills, tags, search, since, until, deleted, limit } = said;
    let query = Query { kinds, skills, tags, without_tags: Vec::new(), search, since, until, deleted };
    let listing = Listing { query, order: Some(Order::Start), reverse: false, limit };
    let found = library.read(|session| views(listing.of(&session.experiences)))?;
    let sentence = format!("{} found", counted(found.count(), "experience"));
    answer(found, sentence)
}

fn show(library: &Library, One { id }: &One) -> CommandResult<Answer> {
    let record = library.find(id, Among::All)?;
    let sentence = format!("the experience `{}`", label(&record));
    answer(view(&record), sentence)
}

fn history(library: &Library, One { id }: &One) -> CommandResult<Answer> {
    let id = library.find(id, Among::All)?.current.id;
    let mut past = library.past(id)?;
    for state in &mut past.states {
        state.value = without_contact_of_others(state.value.clone());
    }
    let said = past_changes(&past, changes);
    let views = moments(&past, &said, |state| {
        StateView::Experience(Box::new(ExperienceView::with(&state.value, state.revision, state.pending)))
    });
    let sentence = counted(views.len(), "revision");
    let views = serde_json::to_value(views).map_err(std::io::Error::from)?;
    answer(json!({ "revisions": views }), sentence)
}

/// Contact data, each by its name.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Contact {
    Email,
    Phone,
    Street,
    PostalCode,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileWish {
    #[serde(default)]
    contact: Vec<Contact>,
}

fn profile(library: &Library, ProfileWish { contact }: &ProfileWish) -> CommandResult<Answer> {
    let (whole, mut shown) = (library.profile()?, library.profile_without_contact()?);
    for wish in contact {
        let (place, key) = match wish {
            Contact::Email => (None, "email"),
            Contact::Phone => (None, "phone"),
            Contact::Street => (Some("location"), "address"),
            Contact::PostalCode => (Some("location"), "postalCode"),
        };
        let within = |document: &Value| place.map_or(document.clone(), |place| document[place].clone());
        let value = whole.get("basics").map_or(Value::Null, |basics| within(basics)[key].clone());
        if value.is_null() {
            continue;
        }
        let path = match place {
            Some(place) => format!("basics.{place}.{key}"),
            None => format!("basics.{key}"),
        };
        crate::library::profile::set(&mut shown, &path, value)?;
    }
    answer(Value::Object(shown), "the profile; contact data is left out unless `contact` names it")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Export {
    format: Option<String>,
    variant: Option<String>,
    language: Option<String>,
}

fn export(library: &Library, Export { format, variant, language }: Export) -> CommandResult<Answer> {
    let format = match format {
        None => OutputFormat::Markdown,
        Some(word) => {
            word.parse::<OutputFormat>().ok().filter(|format| !format.is_binary()).ok_or_else(|| {
                CommandError::usage(format!("`{}` is no format of a text", visible::line(&word)))
                    .hint("such as `markdown`, `text` or `html`")
            })?
        }
    };
    let order = PublishOrder {
        format,
        variant,
        language,
        no_contact: Some(true),
        photo: Some(false),
        ..PublishOrder::default()
    };
    let published = library.publish(&order)?;
    let text = String::from_utf8_lossy(&published.bytes).into_owned();
    let sentence = format!("{} as {}", counted(published.experiences, "experience"), format.as_str());
    let warnings = &published.warnings;
    answer(json!({"format": format.as_str(), "text": text, "warnings": warnings}), sentence)
}
