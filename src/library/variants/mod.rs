//! Variants: making and changing them, and what they come to.
//!
//! The invariant: all that a person says of a variant is checked before it is kept. What comes from elsewhere is
//! checked when it is used.

mod change;
pub(super) mod lookup;

use std::collections::BTreeMap;

use serde_json::Value;

use super::select::{Selection, chosen};
use super::{Among, CommandError, CommandResult, Decided, Library, Past, PublishOrder, shell_word, visible};
use crate::domain::{
    Document, DocumentKey, DocumentKind, Experience, Record, Variant, check_variant_name, variant_name,
};
use crate::session::Session;

pub use change::VariantChange;
use change::wrong_name;
pub(super) use change::{Planned, keep, plan};
pub(super) use lookup::{Unsound, unsound};

/// A variant, with what it comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantState {
    pub record: Record<Document>,
    /// The name of its parent, or its id where it is not here.
    pub parent: Option<String>,
    /// What it says itself; nothing, where that cannot be read.
    pub own: Variant,
    /// What it says together with its parents, or why it cannot be used.
    pub whole: Result<Variant, String>,
    /// How many experiences it chooses.
    pub experiences: usize,
}

impl VariantState {
    pub fn name(&self) -> &str {
        variant_name(&self.record.current)
    }
}

/// A variant that was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantSaved {
    pub state: VariantState,
    pub created: bool,
    pub changed: bool,
    /// Lists that another one took the place of, each with its key.
    pub replaced: Vec<(String, Vec<String>)>,
    /// What its owner should know of it, a sentence each.
    pub notices: Vec<String>,
}

impl Library {
    /// All variants, by name.
    pub fn variants(&self) -> CommandResult<Vec<VariantState>> {
        self.read(|session| {
            let experiences = experiences(session);
            let all = lookup::living(session).map(|record| state(session, record, &experiences));
            let mut all: Vec<_> = all.collect();
            all.sort_by(|one, other| one.name().cmp(other.name()));
            all
        })
    }

    /// One variant.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`] and [`super::ErrorKind::Ambiguous`].
    pub fn variant(&self, name: &str) -> CommandResult<VariantState> {
        self.read(|session| {
            let record = lookup::find(session, name, Among::Living)?;
            Ok(state(session, record, &experiences(session)))
        })?
    }

    /// Makes a variant, or changes what is said of it.
    pub fn set_variant(&self, name: &str, change: &VariantChange) -> CommandResult<VariantSaved> {
        self.set_variant_checked(name, change, |_, _, _| Ok(()))
    }

    /// The same, where `check` sees the session, what the variant says and what it will say, under the lock of the
    /// session, and may refuse the change. A new variant says nothing before.
    pub fn set_variant_checked(
        &self,
        name: &str,
        change: &VariantChange,
        check: impl FnOnce(&Session, &Variant, &Variant) -> CommandResult,
    ) -> CommandResult<VariantSaved> {
        self.load_first()?;
        let planned = self.read(|session| {
            let planned = plan(session, name, change, self.now(), self.new_id())?;
            lookup::levels(session, &planned.document).map(|levels| (planned, levels))
        })?;
        // A theme is read without the lock.
        let (_, mut levels) = planned?;
        let missing = self.missing_theme(&levels).filter(|_| change.set.theme.is_none());
        if missing.is_some() {
            // What was said before may be right on the device that has the theme.
            for (_, level) in &mut levels {
                (level.theme, level.settings) = (None, BTreeMap::new());
            }
        }
        let Decided { mut notices, .. } = self.decide(&PublishOrder::default(), &levels, true)?;
        notices.extend(missing.map(|theme| {
            let shown = visible::line(&theme);
            format!("this device has no theme `{shown}`; {}", self.theme_elsewhere(&theme))
        }));
        let saved = self.update(|session| {
            let planned = plan(session, name, change, self.now(), self.new_id())?;
            lookup::levels(session, &planned.document)?;
            let before = planned.before(session).map(|before| said(&before.current)).unwrap_or_default();
            check(session, &before, &said(&planned.document))?;
            let Planned { created, replaced, .. } = planned.clone();
            let (record, changed) = keep(session, planned, self.new_id())?;
            let state = state(session, &record, &experiences(session));
            Ok(VariantSaved { state, created, changed, replaced, notices: Vec::new() })
        })?;
        Ok(VariantSaved { notices, ..saved })
    }

    /// The theme that a variant names, where this device has none of that name.
    fn missing_theme(&self, levels: &[(String, Variant)]) -> Option<String> {
        lookup::merged(levels.to_vec()).theme.filter(|theme| self.lacks_theme(theme))
    }

    /// Gives a variant another name. It keeps its history and its children.
    pub fn rename_variant(&self, name: &str, new: &str) -> CommandResult<VariantState> {
        self.load_first()?;
        check_variant_name(new).map_err(wrong_name)?;
        self.update(|session| {
            let before = lookup::find(session, name, Among::Living)?.current.clone();
            refuse_taken(session, new, &before.id)?;
            let mut body = before.body.clone();
            body.insert("name".to_owned(), new.into());
            self.put(session, Document { body, updated_at: self.now(), ..before })
        })
    }

    /// Turns variants into tombstones, all of them or none.
    ///
    /// # Errors
    /// [`super::ErrorKind::Usage`] where another variant builds on one of them.
    pub fn delete_variants(&self, names: &[String]) -> CommandResult<Vec<VariantState>> {
        self.load_first()?;
        self.update(|session| {
            let mut chosen: Vec<Document> = Vec::new();
            for name in names {
                let found = &lookup::find(session, name, Among::Living)?.current;
                if chosen.iter().all(|one| one.id != found.id) {
                    chosen.push(found.clone());
                }
            }
            let is_chosen = |id: &str| chosen.iter().any(|one| one.id == id);
            for child in lookup::living(session).map(|record| &record.current) {
                let from = child.body.get("from").and_then(|from| from.as_str());
                let parent = from.and_then(|from| chosen.iter().find(|one| one.id == from));
                if let Some(parent) = parent.filter(|_| !is_chosen(&child.id)) {
                    let (parent, name) = (visible::line(variant_name(parent)), variant_name(child));
                    let child = visible::line(name);
                    let message = format!("`{child}` builds on `{parent}`; nothing was deleted");
                    return Err(CommandError::usage(message).hint(format!(
                        "`resume variant set {} --unset from` parts them; or delete both in one command",
                        shell_word(name)
                    )));
                }
            }
            let now = self.now();
            let deleted = chosen.into_iter().map(|one| {
                let tombstone = Document { deleted_at: Some(now), updated_at: now, ..one };
                self.put(session, tombstone)
            });
            deleted.collect()
        })
    }

    /// Brings a deleted variant back, or saves an earlier state of one as a new one.
    pub fn restore_variant(&self, name: &str, revision: Option<i64>) -> CommandResult<VariantState> {
        let among = if revision.is_some() { Among::All } else { Among::Deleted };
        let now =
            self.read(|session| lookup::find(session, name, among).map(|record| record.current.clone()))??;
        let shown = visible::line(variant_name(&now)).to_string();
        let earlier = revision.map(|revision| {
            let command = format!("resume variant history {}", shell_word(variant_name(&now)));
            self.document_past(&key(&now))?.value_at(revision, &format!("`{shown}`"), &command)
        });
        let earlier = earlier.transpose()?;
        self.update(|session| {
            // What it is by now, unless a certain state was asked for.
            let current = session.documents.find(&key(&now)).map(|record| record.current.clone());
            let wanted = earlier.or(current).unwrap_or_else(|| now.clone());
            refuse_taken(session, variant_name(&wanted), &now.id)?;
            let restored = Document { id: now.id, deleted_at: None, updated_at: self.now(), ..wanted };
            self.put(session, restored)
        })
    }

    /// The states of a variant, which may be deleted.
    pub fn variant_past(&self, name: &str) -> CommandResult<Past<Document>> {
        let found = self
            .read(|session| lookup::find(session, name, Among::All).map(|record| record.current.clone()))??;
        self.document_past(&key(&found))
    }

    /// A state of a variant with the name of its parent in place of the ID, to show it. Other documents stay as they are.
    pub fn parent_named(&self, document: &Document) -> Document {
        let mut named = document.clone();
        let id = document.body.get("from").and_then(Value::as_str);
        if let (DocumentKind::Variant, Some(id)) = (document.kind, id)
            && let Ok(name) = self.store.read(|session| parent_name(session, id))
        {
            named.body.insert("from".to_owned(), name.into());
        }
        named
    }

    /// Replaces a variant that is there.
    fn put(&self, session: &mut Session, document: Document) -> CommandResult<VariantState> {
        let planned = Planned::of(session, document);
        let (record, _) = keep(session, planned, self.new_id())?;
        Ok(state(session, &record, &experiences(session)))
    }
}

fn key(variant: &Document) -> DocumentKey {
    DocumentKey { kind: DocumentKind::Variant, id: variant.id.clone() }
}

fn refuse_taken(session: &Session, name: &str, id: &str) -> CommandResult {
    let is_other =
        |record: &&Record<Document>| variant_name(&record.current) == name && record.current.id != id;
    if lookup::living(session).any(|record| is_other(&record)) {
        let message = format!("there is already a variant `{}`", visible::line(name));
        return Err(
            CommandError::usage(message).hint("`resume variant rename` gives one of them another name")
        );
    }
    Ok(())
}

fn experiences(session: &Session) -> Vec<Experience> {
    session.living().cloned().collect()
}

/// What a variant says itself; nothing, where that cannot be read.
fn said(variant: &Document) -> Variant {
    Variant::read(&variant.body).unwrap_or_default()
}

/// The name of a parent, or its ID where it is not here.
fn parent_name(session: &Session, id: &str) -> String {
    let key = DocumentKey { kind: DocumentKind::Variant, id: id.to_owned() };
    session.documents.find(&key).map_or(id.to_owned(), |parent| variant_name(&parent.current).to_owned())
}

fn state(session: &Session, record: &Record<Document>, experiences: &[Experience]) -> VariantState {
    let own = said(&record.current);
    let parent = own.from.as_ref().map(|id| parent_name(session, id));
    let whole = lookup::levels(session, &record.current).map(lookup::merged).map_err(|error| error.message);
    let count = whole.as_ref().map_or(0, |whole| chosen(experiences, &Selection::of(whole)).len());
    VariantState { record: record.clone(), parent, own, whole, experiences: count }
}
