//! What a shell offers while the user types.
//!
//! IDs come from the session, never from a server. A damaged session is left untouched.

mod stored;

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};

use clap::Command;
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use uuid::Uuid;

use crate::clock;
use crate::config::{Environment, Paths, line_to_complete};
use crate::document::language::Language;
use crate::domain::{DocumentKind, Kind, Variant, tags, variant_name};
use crate::library::{Among, LAST, config_keys, folders, newest_first, short_length, shortened, visible};
use crate::render::theme::{self, Theme, built_in};
use crate::session::{Session, SessionStore, Spool};

pub(super) use stored::{profile_revisions, revisions};

/// The variable with which a shell's script asks for completions.
pub(super) const VARIABLE: &str = "COMPLETE";

/// What `edit --unset` clears.
pub(super) const CLEARABLE: [&str; 10] = [
    "organization", "location", "url", "start_date", "end_date", "text", "bullets", "skills", "tags",
    "metadata",
];

/// The flags of `resume list` that `edit --where` takes.
pub(super) const FILTERS: [&str; 7] = ["kind", "skill", "tag", "without-tag", "search", "since", "until"];

/// The keys that people write by hand.
const PROFILE_KEYS: [&str; 14] = [
    "name",
    "label",
    "email",
    "phone",
    "url",
    "summary",
    "image",
    "location.address",
    "location.postalCode",
    "location.city",
    "location.region",
    "location.countryCode",
    "profiles",
    "meta.language",
];

/// Answers a shell's script about a command line. On any failure the shell gets neither candidates nor a
/// message.
pub(super) fn answer(line: fn() -> Command, arguments: Vec<OsString>, environment: &Environment) -> u8 {
    let answered = CompleteEnv::with_factory(line)
        .var(VARIABLE)
        .try_complete(arguments, environment.directory.as_deref());
    u8::from(!matches!(answered, Ok(true)))
}

/// Completes the IDs of experiences, with their titles as help.
pub(super) fn ids(among: Among) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| candidates(current, among).unwrap_or_default())
}

/// Completes the IDs of applications, with company and role as help.
pub(super) fn applications(among: Among) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| application_ids(current, among).unwrap_or_default())
}

/// Completes one of these, in any case of its letters.
fn any_case(of: impl Fn() -> Vec<String> + Send + Sync + 'static) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| beginning(of(), current))
}

/// Completes one of these, as it is written.
fn as_written(of: impl Fn() -> Vec<String> + Send + Sync + 'static) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| {
        let current = current.to_string_lossy();
        let fitting = of().into_iter().filter(|one| one.starts_with(&*current));
        fitting.map(CompletionCandidate::new).collect()
    })
}

/// Completes the kinds.
pub(super) fn kinds() -> ArgValueCompleter {
    any_case(|| Kind::ALL.map(|kind| kind.to_string()).to_vec())
}

/// Completes the tags.
pub(super) fn tags() -> ArgValueCompleter {
    any_case(known_tags)
}

fn known_tags() -> Vec<String> {
    let session = session();
    let known = tags::count(session.iter().flat_map(Session::living), []);
    let spellings = known.iter().flat_map(|count| count.spellings.first());
    spellings.map(|tag| visible::line(tag).to_string()).collect()
}

/// Those that begin with what is typed, in any case of its letters.
fn beginning(all: impl IntoIterator<Item = String>, current: &OsStr) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy().to_lowercase();
    let fitting = all.into_iter().filter(|one| one.to_lowercase().starts_with(&current));
    fitting.map(CompletionCandidate::new).collect()
}

/// Completes what a variant can say, as its flags have it.
pub(super) fn variant_keys() -> ArgValueCompleter {
    any_case(|| Variant::KEYS.into_iter().map(|key| key.replace('_', "-")).collect())
}

/// Completes the fields that can be cleared, and the keys of metadata.
pub(super) fn fields() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let typed = current.to_string_lossy().to_lowercase();
        let session = session();
        let keys = session.iter().flat_map(Session::living).flat_map(|one| one.metadata.keys());
        let keys: BTreeSet<_> = keys.filter(|key| !key.starts_with('_')).collect();
        let keys = keys.into_iter().map(|key| visible::line(&format!("metadata.{key}")).to_string());
        // Offered once a part of their name is typed: they are many.
        let keys = keys.filter(|_| typed.starts_with("meta"));
        let all = CLEARABLE.into_iter().map(str::to_owned).chain(keys);
        beginning(all, current)
    })
}

/// Completes the filters of `edit --where`, and their values.
pub(super) fn conditions() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let typed = current.to_string_lossy();
        let Some((key, _)) = typed.split_once('=') else {
            return beginning(FILTERS.map(|key| format!("{key}=")), current);
        };
        let values = match key {
            "kind" => Kind::ALL.map(|kind| kind.to_string()).to_vec(),
            "tag" | "without-tag" => known_tags(),
            "skill" => known_skills(),
            _ => Vec::new(),
        };
        beginning(values.into_iter().map(|value| format!("{key}={value}")), current)
    })
}

/// Completes the options of the built-in themes.
pub(super) fn options() -> ArgValueCompleter {
    as_written(|| {
        let themes = theme::NAMES.iter().filter_map(|name| Theme::of(name, None, built_in(name)?).ok());
        let keys: BTreeSet<_> = themes.flat_map(|theme| theme.options.into_keys()).collect();
        keys.into_iter().map(|key| format!("{key}=")).collect()
    })
}

/// Completes the values of the setting that the line names.
pub(super) fn setting_values() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let words: Vec<_> = line_to_complete().collect();
        let named = config_keys().find(|key| words.iter().any(|word| word == key));
        let values: &[&str] = match named {
            Some("sync") => &["background", "inline", "manual"],
            Some("ai.log_content" | "ai.allow_http") => &["true", "false"],
            Some("database") => &DATABASES,
            _ => &[],
        };
        beginning(values.iter().map(|value| (*value).to_owned()), current)
    })
}

/// How a database URL begins, or the word for one.
const DATABASES: [&str; 4] = ["default", "none", "postgresql://", "sqlite:"];

/// Completes the beginnings of database URLs.
pub(super) fn databases() -> ArgValueCompleter {
    any_case(|| DATABASES.map(str::to_owned).to_vec())
}

/// Completes the languages of documents.
pub(super) fn languages() -> ArgValueCompleter {
    any_case(|| Language::tags().map(str::to_owned).collect())
}

/// Completes the keys of the profile, with `end` after each.
pub(super) fn profile_keys(end: &'static str) -> ArgValueCompleter {
    as_written(move || PROFILE_KEYS.into_iter().map(|key| format!("{key}{end}")).collect())
}

/// Completes the request ids of AI calls that wait on this device, or are in an embedded database.
pub(super) fn ai_calls() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let current = current.to_string_lossy().to_lowercase();
        let paths = Paths::of(&Environment::of_process()).ok();
        let spooled = paths.and_then(|paths| Spool::new(paths.ai_spool).read(&|_| true).ok());
        let calls = spooled.map(|spooled| spooled.calls).unwrap_or_default();
        let fitting = calls.into_iter().filter(|call| call.request_id.to_lowercase().starts_with(&current));
        let fitting = fitting.map(|call| (call.request_id, Some(visible::line(&call.operation).to_string())));
        let waiting: Vec<(String, Option<String>)> = fitting.collect();
        let stored = stored::call_ids(&current).into_iter().map(|id| (id, None));
        let all = waiting.into_iter().chain(stored);
        let plain = all.filter(|(id, _)| !id.chars().any(char::is_control));
        plain.map(|(id, help)| CompletionCandidate::new(id).help(help.map(Into::into))).collect()
    })
}

/// Completes the skills.
pub(super) fn skills() -> ArgValueCompleter {
    any_case(known_skills)
}

fn known_skills() -> Vec<String> {
    let session = session();
    let known: BTreeSet<_> = session.iter().flat_map(Session::living).flat_map(|one| &one.skills).collect();
    known.into_iter().map(|skill| visible::line(skill).to_string()).collect()
}

/// Completes the themes: the built-in ones, and those in folders.
pub(super) fn themes() -> ArgValueCompleter {
    as_written(|| {
        let own = Paths::of(&Environment::of_process()).ok().and_then(|paths| folders(&paths.themes).ok());
        let built_in = theme::NAMES.iter().map(|name| (*name).to_owned());
        let names: BTreeSet<_> = built_in.chain(own.unwrap_or_default()).collect();
        names.into_iter().collect()
    })
}

/// Completes the names of variants.
pub(super) fn variants() -> ArgValueCompleter {
    as_written(|| {
        let mut names = living_variants().unwrap_or_default();
        names.sort();
        names
    })
}

fn living_variants() -> Option<Vec<String>> {
    let session = session()?;
    let documents = session.documents.iter().map(|record| &record.current);
    let living = documents.filter(|one| one.kind == DocumentKind::Variant && !one.is_deleted());
    // A shell takes what is offered as it stands.
    let names = living.map(variant_name).filter(|name| !name.chars().any(char::is_control));
    Some(names.map(str::to_owned).collect())
}

fn session() -> Option<Session> {
    let paths = Paths::of(&Environment::of_process()).ok()?;
    SessionStore::new(paths.session, clock::system).peek()
}

fn application_ids(current: &OsStr, among: Among) -> Option<Vec<CompletionCandidate>> {
    let session = session()?;
    let current = current.to_str()?.to_lowercase();
    let records = session.documents.iter().filter(|record| record.current.kind == DocumentKind::Application);
    let records: Vec<_> = records.cloned().collect();
    let all = newest_first(&records);
    let ids: Vec<_> = all.iter().map(|(application, _)| application.id.to_owned()).collect();
    let length = shortened(&ids).first().map_or(0, String::len).max(current.len());
    let fitting = all.iter().filter(|(_, record)| among.takes(record.current.is_deleted()));
    let fitting = fitting.filter_map(|(application, _)| {
        let id: String = application.id.chars().take(length).collect();
        let label = visible::line(&application.label()).to_string();
        id.starts_with(&current).then(|| CompletionCandidate::new(id).help(Some(label.into())))
    });
    Some(fitting.collect())
}

fn candidates(current: &OsStr, among: Among) -> Option<Vec<CompletionCandidate>> {
    let session = session()?;
    let current = current.to_str()?.to_lowercase();
    let all: Vec<_> = session.experiences.iter().map(|record| record.current.id).collect();
    let length = short_length(&all).max(current.len());
    let meant = session.experiences.iter().map(|record| &record.current).filter(|one| among.has(one));
    let fitting = meant.filter_map(|experience| {
        let mut buffer = Uuid::encode_buffer();
        let id = &*experience.id.hyphenated().encode_lower(&mut buffer);
        if !id.starts_with(&current) {
            return None;
        }
        let label = visible::line(experience.label()).to_string();
        let short = id.get(..length).unwrap_or(id);
        Some(CompletionCandidate::new(short.to_owned()).help(Some(label.into())))
    });
    // Offered once its first character is typed, so that Tab alone shows ids only.
    let last = (current.starts_with('@') && LAST.starts_with(&current))
        .then(|| CompletionCandidate::new(LAST).help(Some("the one that was changed last".into())));
    Some(fitting.chain(last).collect())
}
