//! What each tool does.
//!
//! The invariants: an argument that a tool does not know is refused; what leaves here holds no contact data of the
//! person.

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::catalogue::{Need, need};
use super::shape::{Nothing, One, answer};
use super::{Answer, Trust, looking};
use crate::domain::{
    Bullet, Did, Experience, Kind, Listing, Order, PartialDate, Query, Record, address, carry_translations,
    place,
};
use crate::library::{
    Among, CommandError, CommandResult, Library, OutputFormat, PublishOrder, claims, counted, visible,
    without_contact_of_others,
};
use crate::view::{ExperienceView, StateView, changes, moments, past_changes, undone_views};

/// Calls a tool by its name.
pub(super) fn call(
    library: &Library,
    tool: &str,
    arguments: Map<String, Value>,
    trust: Trust,
    own: &mut HashSet<Uuid>,
) -> CommandResult<Answer> {
    let need = need(tool);
    if !trust.allows(need) {
        return Err(forbidden(tool, need));
    }
    match tool {
        "list" => list(library, read(arguments)?),
        "show" => show(library, &read(arguments)?),
        "add" => add(library, read(arguments)?, trust, own),
        "edit" => edit(library, read(arguments)?, trust),
        "delete" => delete(library, &read(arguments)?),
        "restore" => restore(library, &read(arguments)?, own),
        "undo" => undo(library, &read(arguments)?, trust, own),
        "history" => history(library, &read(arguments)?),
        "profile_show" => profile(library, &read(arguments)?),
        "export" => export(library, read(arguments)?),
        "move" => move_to(library, &read(arguments)?),
        "check" => looking::check(library, read(arguments)?),
        "variant_list" => looking::variants(library, &read(arguments)?),
        "variant_show" => looking::variant(library, &read(arguments)?),
        "application_list" => looking::applications(library, &read(arguments)?),
        "application_show" => looking::application(library, &read(arguments)?),
        "tag_list" => looking::tags(library, &read(arguments)?),
        "ai_log" => looking::log(library, read(arguments)?),
        _ => Err(CommandError::usage(format!("there is no tool `{}`", visible::line(tool)))
            .hint("`tools/list` names them")),
    }
}

fn forbidden(tool: &str, need: Need) -> CommandError {
    let allowing = match need {
        Need::Nothing => "",
        Need::Delete => " --allow-delete",
    };
    CommandError::usage(format!("`{tool}` is not allowed"))
        .hint(format!("the person can allow it: `resume mcp{allowing}`"))
}

fn read<T: DeserializeOwned>(arguments: Map<String, Value>) -> CommandResult<T> {
    serde_json::from_value(Value::Object(arguments)).map_err(|error| {
        CommandError::usage(format!("the arguments are not valid: {error}")).caused_by(error)
    })
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
    let found = library.read(|session| {
        let chosen = listing.of(&session.experiences);
        chosen.into_iter().map(view).collect::<CommandResult<Vec<_>>>()
    })??;
    let sentence = format!("{} found", counted(found.len(), "experience"));
    answer(json!({ "experiences": found }), sentence)
}

fn show(library: &Library, One { id }: &One) -> CommandResult<Answer> {
    let record = library.find(id, Among::All)?;
    let sentence = format!("the experience `{}`", label(&record));
    answer(view(&record)?, sentence)
}

/// What is said of an experience. What is absent stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    kind: Option<Kind>,
    title: Option<String>,
    organization: Option<String>,
    location: Option<String>,
    url: Option<String>,
    start_date: Option<PartialDate>,
    end_date: Option<PartialDate>,
    text: Option<String>,
    bullets: Option<Vec<String>>,
    skills: Option<Vec<String>>,
    tags: Option<Vec<String>>,
}

impl Said {
    fn apply(self, to: &mut Experience) -> CommandResult {
        let Self {
            kind,
            title,
            organization,
            location,
            url,
            start_date,
            end_date,
            text,
            bullets,
            skills,
            tags,
        } = self;
        let url = url.map(|url| if url.is_empty() { Ok(url) } else { address::web(&url) });
        let url = url
            .transpose()
            .map_err(|error| CommandError::usage(format!("`url` {error}")).hint(error.hint()))?;
        to.kind = kind.unwrap_or(to.kind);
        to.title = title.unwrap_or_else(|| std::mem::take(&mut to.title));
        for (said, field) in [
            (organization, &mut to.organization),
            (location, &mut to.location),
            (url, &mut to.url),
            (text, &mut to.text),
        ] {
            if let Some(said) = said {
                *field = Some(said).filter(|said| !said.is_empty());
            }
        }
        to.start_date = start_date.or(to.start_date);
        to.end_date = end_date.or(to.end_date);
        if let Some(bullets) = bullets {
            let before = std::mem::take(&mut to.bullets);
            to.bullets = bullets.into_iter().map(|text| kept_or_new(&before, text)).collect();
            carry_translations(&before, &mut to.bullets);
        }
        to.skills = skills.unwrap_or_else(|| std::mem::take(&mut to.skills));
        to.tags = tags.unwrap_or_else(|| std::mem::take(&mut to.tags));
        Ok(())
    }
}

/// A bullet whose text is there already keeps its tags and translations.
fn kept_or_new(before: &[Bullet], text: String) -> Bullet {
    before.iter().find(|bullet| bullet.text == text).cloned().unwrap_or_else(|| Bullet::new(&text))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Add {
    experience: Said,
    #[serde(default)]
    evidence: Vec<String>,
}

fn add(
    library: &Library,
    Add { experience: said, evidence }: Add,
    trust: Trust,
    own: &mut HashSet<Uuid>,
) -> CommandResult<Answer> {
    let kind = said.kind.ok_or_else(|| CommandError::usage("the kind is missing"))?;
    let mut experience = Experience::new(library.new_id(), kind, String::new(), library.now());
    said.apply(&mut experience)?;
    support(None, &experience, &evidence, trust)?;
    let record = library.add(experience)?;
    own.insert(record.current.id);
    let sentence = format!("added `{}`; `undo` takes it back", label(&record));
    answer(view(&record)?, sentence)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    id: String,
    change: Said,
    #[serde(default)]
    evidence: Vec<String>,
}

fn edit(library: &Library, Edit { id, change, evidence }: Edit, trust: Trust) -> CommandResult<Answer> {
    let id = library.find(&id, Among::Living)?.current.id;
    let record = library.edit(id, |experience| {
        let before = experience.clone();
        change.apply(experience)?;
        match experience.title.trim() {
            "" => Err(CommandError::usage("the title is empty")),
            _ => support(Some(&before), experience, &evidence, trust),
        }
    })?;
    let sentence = format!("changed `{}`; `undo` takes it back", label(&record));
    answer(view(&record)?, sentence)
}

/// Refuses numbers, names and technologies that neither the experience as it was nor the evidence supports.
fn support(
    before: Option<&Experience>,
    after: &Experience,
    evidence: &[String],
    trust: Trust,
) -> CommandResult {
    if trust.claims {
        return Ok(());
    }
    let known = before.map(texts).unwrap_or_default();
    let known: Vec<_> = known.iter().map(String::as_str).collect();
    let said = texts(after);
    let new: Vec<_> = said.iter().map(String::as_str).filter(|text| !known.contains(text)).collect();
    let evidence: Vec<_> = evidence.iter().map(String::as_str).collect();
    let found = claims::unsupported(&new, &known, &evidence);
    if found.is_empty() {
        return Ok(());
    }
    let words: Vec<_> =
        found.iter().map(|one| format!("`{}` ({})", visible::line(&one.word), one.kind.as_str())).collect();
    Err(CommandError::usage(format!("nothing supports {}; nothing was changed", words.join(", "))).hint(
        "ask the person, and give their words as `evidence`; or write only what the experience and they say",
    ))
}

/// All that an experience says, one text an item.
fn texts(one: &Experience) -> Vec<String> {
    let Experience {
        title, organization, location, url, start_date, end_date, text, bullets, skills, ..
    } = one;
    let texts = [organization, location, url, text].into_iter().flatten().cloned();
    let dates = [start_date, end_date].into_iter().flatten().map(ToString::to_string);
    let bullets = bullets.iter().map(|bullet| bullet.text.clone());
    [title.clone()]
        .into_iter()
        .chain(texts)
        .chain(dates)
        .chain(bullets)
        .chain(skills.iter().cloned())
        .collect()
}

fn delete(library: &Library, One { id }: &One) -> CommandResult<Answer> {
    let id = library.find(id, Among::Living)?.current.id;
    let deleted = library.delete(&[id])?;
    let found = deleted.iter().map(view).collect::<CommandResult<Vec<_>>>()?;
    answer(json!({ "experiences": found }), "deleted; `restore` brings it back")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Restore {
    id: String,
    revision: Option<i64>,
}

fn restore(
    library: &Library,
    Restore { id, revision }: &Restore,
    own: &mut HashSet<Uuid>,
) -> CommandResult<Answer> {
    let among = if revision.is_some() { Among::All } else { Among::Deleted };
    let id = library.find(id, among)?.current.id;
    let record = library.restore(id, *revision)?;
    own.insert(id);
    let sentence = format!("restored `{}`; `undo` takes it back", label(&record));
    answer(view(&record)?, sentence)
}

/// Where an experience goes in its section.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Where {
    Before(String),
    After(String),
    First {},
    Last {},
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    id: String,
    to: Where,
}

fn move_to(library: &Library, Move { id, to }: &Move) -> CommandResult<Answer> {
    let find = |id: &str| -> CommandResult<Uuid> { Ok(library.find(id, Among::Living)?.current.id) };
    let to = match to {
        Where::Before(id) => place::Move::Before(find(id)?),
        Where::After(id) => place::Move::After(find(id)?),
        Where::First {} => place::Move::First,
        Where::Last {} => place::Move::Last,
    };
    let record = library.move_to(find(id)?, to)?;
    let sentence = format!("moved `{}`; `undo` takes it back", label(&record));
    answer(view(&record)?, sentence)
}

/// Takes a step back. What brought a record in is taken back by deleting it, which needs the right to, unless it was
/// this server that brought it in.
fn undo(library: &Library, Nothing {}: &Nothing, trust: Trust, own: &HashSet<Uuid>) -> CommandResult<Answer> {
    let (entries, _) = library.undo_list()?;
    let newest = entries.first().filter(|_| !trust.delete);
    let brings = |did: Did| matches!(did, Did::Added | Did::Restored);
    let deletes = newest.is_some_and(|entry| {
        entry.experiences.iter().any(|one| brings(one.deed.did) && !own.contains(&one.deed.key))
            || entry.documents.iter().any(|one| brings(one.deed.did))
    });
    if deletes {
        return Err(forbidden("undo", Need::Delete));
    }
    let undone = library.undo(1)?;
    let steps = serde_json::to_value(undone_views(&undone)).map_err(std::io::Error::from)?;
    answer(json!({ "steps": steps }), "took the last change back")
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
        None => OutputFormat::default(),
        Some(word) => {
            word.parse::<OutputFormat>().ok().filter(|format| !format.is_binary()).ok_or_else(|| {
                CommandError::usage(format!("`{}` is no format of a text", visible::line(&word)))
                    .hint("such as `markdown`, `text` or `html`")
            })?
        }
    };
    let order = PublishOrder { format, variant, language, no_contact: Some(true), ..PublishOrder::default() };
    let published = library.publish(&order)?;
    let text = String::from_utf8_lossy(&published.bytes).into_owned();
    let sentence = format!("{} as {}", counted(published.experiences, "experience"), format.as_str());
    let warnings = &published.warnings;
    answer(json!({"format": format.as_str(), "text": text, "warnings": warnings}), sentence)
}

/// The JSON of an experience, without the ways to reach others.
fn view(record: &Record<Experience>) -> CommandResult<Value> {
    let shown = without_contact_of_others(record.current.clone());
    let view = ExperienceView::with(&shown, record.revision, record.is_pending());
    Ok(serde_json::to_value(view).map_err(std::io::Error::from)?)
}

fn label(record: &Record<Experience>) -> String {
    visible::line(record.current.label()).to_string()
}
