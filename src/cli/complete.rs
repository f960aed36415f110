//! What a shell offers while the user types.
//!
//! IDs come from the session, never from the database. A damaged session is left untouched.

use std::ffi::{OsStr, OsString};

use clap::Command;
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::clock;
use crate::config::{Environment, Paths};
use crate::domain::{DocumentKind, Kind, variant_name};
use crate::library::{Among, folders, short_ids, visible};
use crate::render::theme;
use crate::session::SessionStore;

/// The variable with which a shell's script asks for completions.
pub(super) const VARIABLE: &str = "COMPLETE";

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

/// Completes the kinds.
pub(super) fn kinds() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let current = current.to_string_lossy().to_lowercase();
        let fitting = Kind::ALL.into_iter().filter(|kind| kind.as_str().starts_with(&current));
        fitting.map(|kind| CompletionCandidate::new(kind.as_str())).collect()
    })
}

/// Completes the themes: the built-in ones, and those in folders.
pub(super) fn themes() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let own = Paths::of(&Environment::of_process()).ok().and_then(|paths| folders(&paths.themes).ok());
        let built_in = theme::NAMES.iter().map(|name| (*name).to_owned());
        let mut names: Vec<_> = built_in.chain(own.unwrap_or_default()).collect();
        names.sort();
        names.dedup();
        names.retain(|name| name.starts_with(&*current.to_string_lossy()));
        names.into_iter().map(CompletionCandidate::new).collect()
    })
}

/// Completes the names of variants.
pub(super) fn variants() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let mut names = living_variants().unwrap_or_default();
        names.retain(|name| name.starts_with(&*current.to_string_lossy()));
        names.sort();
        names.into_iter().map(CompletionCandidate::new).collect()
    })
}

fn living_variants() -> Option<Vec<String>> {
    let paths = Paths::of(&Environment::of_process()).ok()?;
    let session = SessionStore::new(paths.session, clock::system).peek()?;
    let documents = session.documents.iter().map(|record| &record.current);
    let living = documents.filter(|one| one.kind == DocumentKind::Variant && one.deleted_at.is_none());
    // A shell takes what is offered as it stands.
    let names = living.map(variant_name).filter(|name| !name.chars().any(char::is_control));
    Some(names.map(str::to_owned).collect())
}

fn candidates(current: &OsStr, among: Among) -> Option<Vec<CompletionCandidate>> {
    let paths = Paths::of(&Environment::of_process()).ok()?;
    let session = SessionStore::new(paths.session, clock::system).peek()?;
    let current = current.to_str()?.to_lowercase();
    let all: Vec<_> = session.experiences.iter().map(|record| record.current.id).collect();
    let length = short_ids(&all).first().map_or(0, String::len).max(current.len());
    let living = session.experiences.iter().map(|record| &record.current).filter(|experience| match among {
        Among::Living => !experience.is_deleted(),
        Among::Deleted => experience.is_deleted(),
        Among::All => true,
    });
    let fitting = living.filter_map(|experience| {
        let id: String = experience.id.to_string().chars().take(length).collect();
        let label = visible::line(experience.label()).to_string();
        id.starts_with(&current).then(|| CompletionCandidate::new(id).help(Some(label.into())))
    });
    Some(fitting.collect())
}
