//! How an experience is named: by its ID, by its title, or as the last one.
//!
//! The invariant: a name means one experience or none. An ID, or a prefix of one, comes before a title: it means
//! the same whatever else there is. A name that fits several is an error that lists them.

use std::cmp::Reverse;

use uuid::Uuid;

use super::{CommandError, CommandResult, ErrorKind, Library, visible};
use crate::domain::{Did, Experience, Record};
use crate::session::Session;

/// The fewest characters of an ID that name an experience.
const SHORTEST: usize = 4;

/// The length of an ID in output, unless two share this prefix.
pub const SHORT: usize = 8;

/// The name of the experience that was changed last.
pub const LAST: &str = "@last";

/// The most names that an error lists.
pub(super) const SHOWN: usize = 5;

/// How like a title a mistyped name must be.
const LIKE: f64 = 0.8;

/// The records to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    Living,
    Deleted,
    All,
}

impl Among {
    /// Whether an experience is one of them.
    pub fn has(self, experience: &Experience) -> bool {
        self.takes(experience.is_deleted())
    }

    /// Whether what is deleted, or is not, is one of them.
    pub fn takes(self, is_deleted: bool) -> bool {
        match self {
            Self::Living => !is_deleted,
            Self::Deleted => is_deleted,
            Self::All => true,
        }
    }
}

impl Library {
    /// The one experience with this name: a prefix of its ID, part of its title, or [`LAST`].
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] or [`ErrorKind::Ambiguous`]; [`ErrorKind::Usage`] where the name is empty.
    pub fn find(&self, name: &str, among: Among) -> CommandResult<Record<Experience>> {
        self.read(|session| find(session, name, among).cloned())?
    }

    /// The experiences that a name fits, by their IDs or else by their titles.
    pub fn fitting(&self, name: &str, among: Among) -> CommandResult<Vec<Record<Experience>>> {
        self.read(|session| {
            let found = named(session, name, among);
            found.into_iter().filter(|record| among.has(&record.current)).cloned().collect()
        })
    }

    /// The same for several names; each experience once.
    pub fn find_all(&self, names: &[String], among: Among) -> CommandResult<Vec<Record<Experience>>> {
        self.read(|session| {
            let mut found: Vec<Record<Experience>> = Vec::new();
            for name in names {
                let record = find(session, name, among)?;
                if found.iter().all(|known| known.current.id != record.current.id) {
                    found.push(record.clone());
                }
            }
            Ok(found)
        })?
    }
}

/// The ID of the one experience with this name in a session that nothing is loaded into.
pub fn find_in(session: &Session, name: &str, among: Among) -> Option<Uuid> {
    find(session, name, among).ok().map(|record| record.current.id)
}

/// The one experience with this name.
pub(super) fn find<'a>(
    session: &'a Session,
    name: &str,
    among: Among,
) -> CommandResult<&'a Record<Experience>> {
    if name.trim().is_empty() {
        return Err(CommandError::usage("the name of an experience is empty").hint(HOW));
    }
    if name == LAST {
        return last(session, among);
    }
    let found = named(session, name, among);
    let chosen: Vec<_> = found.iter().copied().filter(|record| among.has(&record.current)).collect();
    match (chosen.as_slice(), found.as_slice()) {
        ([record], _) => Ok(record),
        ([], []) => Err(unknown(session, name, among)),
        ([], [record, ..]) => Err(wrong_state(&record.current)),
        _ => Err(ambiguous(name, &chosen)),
    }
}

/// The experiences that a name fits, those in another state included.
fn named<'a>(session: &'a Session, name: &str, among: Among) -> Vec<&'a Record<Experience>> {
    let by_id = with_id(session, name);
    if by_id.is_empty() { titled(session, name, among) } else { by_id }
}

const HOW: &str = "`resume list` shows their ids";

/// The experiences whose ID begins so. What is too short, or no beginning of an ID, is that of none.
fn with_id<'a>(session: &'a Session, prefix: &str) -> Vec<&'a Record<Experience>> {
    let wanted: String = prefix.chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect();
    if wanted.len() < SHORTEST || wanted.len() > 32 || !wanted.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Vec::new();
    }
    let matching = |record: &&Record<Experience>| simple(record.current.id).starts_with(&wanted);
    session.experiences.iter().filter(matching).collect()
}

/// The experiences that have `part` in their title, those of the wanted state first. A whole title comes before
/// part of another one: it could not be said otherwise.
fn titled<'a>(session: &'a Session, part: &str, among: Among) -> Vec<&'a Record<Experience>> {
    let part = part.trim().to_lowercase();
    let title = |record: &Record<Experience>| record.current.label().to_lowercase();
    let named: Vec<_> = session.experiences.iter().filter(|record| title(record).contains(&part)).collect();
    let wanted = |among: Among, whole: bool| {
        let fits =
            |record: &&&Record<Experience>| among.has(&record.current) && (!whole || title(record) == part);
        named.iter().filter(fits).copied().collect::<Vec<_>>()
    };
    // What lives hides what was deleted, which its ID names.
    let first = if among == Among::Deleted { among } else { Among::Living };
    [(first, true), (first, false), (among, true), (among, false)]
        .into_iter()
        .map(|(among, whole)| wanted(among, whole))
        .find(|found| !found.is_empty())
        .unwrap_or(named)
}

/// The one that this device changed last, by a command or by taking one back: of the newest entry of the journal in
/// which there is one. Without such an entry, the one that was changed last by its own time, on any device.
fn last(session: &Session, among: Among) -> CommandResult<&Record<Experience>> {
    let fits = |record: &&Record<Experience>| among.has(&record.current);
    for deeds in session.journal.newest_first() {
        let meant = |did| among != Among::Deleted || did == Did::Deleted;
        let deeds = deeds.experiences.iter().filter(|deed| meant(deed.did));
        let found: Vec<_> = deeds.filter_map(|deed| session.find(deed.key)).filter(fits).collect();
        match found.as_slice() {
            [] => {}
            [record] => return Ok(record),
            _ => return Err(ambiguous(LAST, &found)),
        }
    }
    let at = |record: &Record<Experience>| record.current.deleted_at.unwrap_or(record.current.updated_at);
    let mut newest: Vec<_> = session.experiences.iter().filter(fits).collect();
    newest.sort_by_key(|record| Reverse(at(record)));
    let ties = newest.iter().take_while(|record| at(record) == at(newest[0])).count();
    match ties {
        0 => Err(CommandError::new(
            ErrorKind::NotFound,
            match among {
                Among::Deleted => "no experience is deleted",
                Among::Living | Among::All => "there is no experience yet",
            },
        )),
        1 => Ok(newest[0]),
        _ => Err(ambiguous(LAST, &newest[..ties])),
    }
}

fn unknown(session: &Session, name: &str, among: Among) -> CommandError {
    let error =
        CommandError::new(ErrorKind::NotFound, format!("no experience matches `{}`", visible::line(name)));
    let wanted = name.trim().to_lowercase();
    // A name is seldom the whole title: a word of it counts too.
    let likeness = |title: &str| {
        let title = title.to_lowercase();
        let words = title.split_whitespace().chain([title.as_str()]);
        words.map(|word| strsim::jaro_winkler(word, &wanted)).fold(0.0, f64::max)
    };
    let fitting = session.experiences.iter().map(|record| &record.current).filter(|one| among.has(one));
    let near = fitting.map(|one| (likeness(one.label()), one)).filter(|(likeness, _)| *likeness > LIKE);
    match near.max_by(|one, other| one.0.total_cmp(&other.0)) {
        Some((_, one)) => {
            let label = visible::line(one.label());
            error.hint(format!("did you mean `{label}` ({})?", short_id(one.id)))
        }
        None => error.hint(HOW),
    }
}

/// The length to which the IDs in a table are shortened: it keeps them distinct.
pub fn short_length(ids: &[Uuid]) -> usize {
    let mut sorted: Vec<u128> = ids.iter().map(Uuid::as_u128).collect();
    sorted.sort_unstable();
    let digits = |pair: &[u128]| (pair[0] ^ pair[1]).leading_zeros() as usize / 4;
    let shared = sorted.windows(2).map(digits).max().unwrap_or(0);
    // A hyphen follows each of these digits.
    let hyphens = [8, 12, 16, 20].iter().filter(|place| shared >= **place).count();
    SHORT.max(shared + hyphens + 1)
}

/// IDs for a table, shortened to that length.
pub fn short_ids(ids: &[Uuid]) -> Vec<String> {
    let length = short_length(ids);
    ids.iter().map(|id| id.to_string().chars().take(length).collect()).collect()
}

/// IDs that are no UUIDs, shortened to such a length.
pub fn shortened(full: &[String]) -> Vec<String> {
    shortened_where(full, |_| true)
}

/// The same where the others stay whole.
pub fn shortened_where(full: &[String], is_short: impl Fn(&str) -> bool) -> Vec<String> {
    let mut sorted: Vec<&str> = full.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    let shared =
        |pair: &[&str]| pair[0].chars().zip(pair[1].chars()).take_while(|(one, other)| one == other).count();
    let pairs = sorted.windows(2).filter(|pair| pair.iter().any(|id| is_short(id)));
    let length = SHORT.max(pairs.map(shared).max().unwrap_or(0) + 1);
    full.iter().map(|id| if is_short(id) { id.chars().take(length).collect() } else { id.clone() }).collect()
}

/// One ID in its short form.
pub fn short_id(id: Uuid) -> String {
    id.to_string().chars().take(SHORT).collect()
}

/// The error for an experience that vanished during a prompt.
pub(super) fn gone(id: Uuid) -> CommandError {
    CommandError::new(ErrorKind::NotFound, format!("`{}` is no longer there", short_id(id)))
}

fn simple(id: Uuid) -> String {
    id.simple().to_string()
}

fn wrong_state(one: &Experience) -> CommandError {
    if one.is_deleted() {
        return deleted(one);
    }
    let (id, label) = (short_id(one.id), visible::line(one.label()));
    CommandError::new(ErrorKind::NotFound, format!("`{id}` ({label}) is not deleted"))
}

/// The error for an experience that is deleted.
pub(super) fn deleted(one: &Experience) -> CommandError {
    let (id, label) = (short_id(one.id), visible::line(one.label()));
    CommandError::new(ErrorKind::NotFound, format!("`{id}` ({label}) is deleted"))
        .hint(format!("`resume restore {id}` brings it back"))
}

fn ambiguous(name: &str, found: &[&Record<Experience>]) -> CommandError {
    let ids: Vec<_> = found.iter().map(|record| record.current.id).collect();
    let names = short_ids(&ids).into_iter().zip(found).map(|(id, record)| {
        let (title, of) = (record.current.label(), record.current.organization.as_deref());
        let of = of.map(|of| format!(", {of}")).unwrap_or_default();
        format!("{id} ({})", visible::line(&format!("{title}{of}")))
    });
    CommandError::new(
        ErrorKind::Ambiguous,
        format!("`{}` matches {} experiences", visible::line(name), found.len()),
    )
    .hint(format!("use the id, or write more: {}", first_of(names)))
}

/// The first few of the names of what was found.
pub(super) fn first_of(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = if names.len() > SHOWN { ", …" } else { "" };
    names.take(SHOWN).collect::<Vec<_>>().join(", ") + more
}
