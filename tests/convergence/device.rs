//! A device among several: the random steps that it carries out, one command each.

use proptest::prelude::*;
use resume::clock;
use resume::domain::place::{self, Move};
use resume::domain::{
    Bullet, Document, DocumentKey, Experience, Kind, Translated, origin, tags, variant_key,
};
use resume::session::{Session, SessionError, SessionStore, Side};
use resume::sync::{Engine, Policy, Report, Surroundings, SyncError};
use serde_json::{Map, Value};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::directory;
use crate::support::memory::Fault;
use crate::worlds::{Cut, World};

#[derive(Debug, Clone)]
pub(crate) enum Step {
    Add,
    /// Imports a file, always the same.
    Import,
    /// Changes one field of one experience.
    Edit(usize, Change),
    Delete(usize),
    Restore(usize),
    /// Moves one experience, to an end of the section or beside another one.
    Move(usize, Option<usize>),
    /// Moves the first bullet to the end.
    MoveBullet(usize),
    /// Renames a tag of everything to another one.
    RenameTag(usize),
    /// Changes one key of one document, and makes it where it is not there.
    Document(usize, usize),
    DeleteDocument(usize),
    /// Takes back what this device did last, if it can be.
    Undo,
    /// Does again what was taken back, if it can be.
    Redo,
    /// Saves an application that sent one of a few résumés.
    Apply(usize),
    /// Notes a status of one application.
    Note(usize),
    Sync,
    /// A synchronisation whose n-th call fails.
    Cut(usize, Fault),
    /// A person changes a row in SQL.
    ByHand(usize),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Change {
    Title,
    Text,
    Bullet,
    Skill,
    RemoveBullet,
    Metadata,
    /// Of the title and the last bullet.
    Translation,
    /// Of the first bullet.
    BulletText,
}

pub(crate) fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![Just(Fault::Before), Just(Fault::After)]
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let change = prop_oneof![
        Just(Change::Title),
        Just(Change::Text),
        Just(Change::Bullet),
        Just(Change::Skill),
        Just(Change::RemoveBullet),
        Just(Change::Metadata),
        Just(Change::Translation),
        Just(Change::BulletText)
    ];
    prop_oneof![
        3 => Just(Step::Add),
        1 => Just(Step::Import),
        6 => (0..8_usize, change).prop_map(|(index, change)| Step::Edit(index, change)),
        2 => (0..8_usize).prop_map(Step::Delete),
        1 => (0..8_usize).prop_map(Step::Restore),
        3 => (0..8_usize, prop::option::of(0..8_usize)).prop_map(|(index, anchor)| Step::Move(index, anchor)),
        1 => (0..8_usize).prop_map(Step::MoveBullet),
        1 => (0..3_usize).prop_map(Step::RenameTag),
        3 => (0..3_usize, 0..3_usize).prop_map(|(document, key)| Step::Document(document, key)),
        1 => (1..3_usize).prop_map(Step::DeleteDocument),
        3 => Just(Step::Undo),
        1 => Just(Step::Redo),
        1 => (0..2_usize).prop_map(Step::Apply),
        2 => (0..4_usize).prop_map(Step::Note),
        5 => Just(Step::Sync),
        4 => (0..6_usize, fault()).prop_map(|(call, fault)| Step::Cut(call, fault)),
        1 => (0..8_usize).prop_map(Step::ByHand),
    ]
}

pub(crate) struct Device<'a, W: World> {
    pub(crate) _home: TempDir,
    pub(crate) store: SessionStore,
    pub(crate) world: &'a W,
    pub(crate) database: Cut<W::Database>,
    pub(crate) around: Surroundings,
    pub(crate) policy: Policy,
}

impl<'a, W: World> Device<'a, W> {
    pub(crate) fn new(name: &str, world: &'a W) -> Self {
        let home = directory::quick();
        let store = SessionStore::new(home.path().join("session.json"), clock::system);
        let around = Surroundings { clock: clock::system, ids: Uuid::new_v4, device: name.to_owned() };
        let database = Cut::new(world.open(), None);
        Self { _home: home, store, world, database, around, policy: Policy::default() }
    }

    pub(crate) fn sync(&mut self) -> Result<Report, SyncError> {
        let (store, around) = (&self.store, &self.around);
        Engine::new(store, &mut self.database, self.world.user(), around, &mut |_| {}).run(self.policy)
    }

    pub(crate) fn session(&self) -> Session {
        self.store.read(Clone::clone).unwrap()
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Session)) {
        let done: Result<(), SessionError> = self.store.update(|session| {
            change(session);
            Ok(())
        });
        done.unwrap();
    }

    /// Carries a step out; what the user would be told is saved goes into `acknowledged`.
    pub(crate) fn carry_out(&mut self, step: &Step, acknowledged: &mut Vec<String>) {
        match step {
            Step::Add => {
                let title = unique(acknowledged);
                let experience = Experience::new(Uuid::new_v4(), Kind::Work, title, clock::system());
                self.change(|session| {
                    session.experiences.add(experience, Uuid::new_v4()).unwrap();
                });
            }
            Step::Import => self.import(),
            Step::Edit(index, change) => {
                let mut told = Vec::new();
                self.edit(*index, |value| !value.is_deleted(), |value| apply(value, *change, &mut told));
                acknowledged.extend(told);
            }
            Step::Delete(index) => {
                let deleted = |value: &mut Experience| value.deleted_at = Some(clock::system());
                self.edit(*index, |value| !value.is_deleted(), deleted);
            }
            Step::Restore(index) => {
                self.edit(*index, Experience::is_deleted, |value| *value = origin::alive(value));
            }
            Step::Move(index, anchor) => self.move_one(*index, *anchor),
            Step::MoveBullet(index) => {
                let first_last = |value: &mut Experience| {
                    let middle = value.bullets.len().min(1);
                    value.bullets.rotate_left(middle);
                };
                self.edit(*index, |value| !value.is_deleted(), first_last);
            }
            Step::RenameTag(index) => self.rename_tag(["a", "b", "c"][*index]),
            Step::Document(index, key) => {
                let value = unique(acknowledged);
                self.edit_document(*index, |document| {
                    document.body.insert(format!("key{key}"), Value::String(value));
                    document.deleted_at = None;
                });
            }
            Step::DeleteDocument(index) => {
                self.edit_document(*index, |document| document.deleted_at = Some(clock::system()));
            }
            Step::Undo => self.reverse(Side::Done, Side::Undone),
            Step::Redo => self.reverse(Side::Undone, Side::Done),
            Step::Apply(content) => self.apply(*content, acknowledged),
            Step::Note(index) => self.note(*index, acknowledged),
            Step::Sync => {
                self.sync().unwrap();
            }
            Step::Cut(call, fault) => {
                self.database.cut(*call, *fault);
                let _ = self.sync();
                self.database.mend();
            }
            Step::ByHand(index) => {
                let session = self.session();
                if let Some(record) = session.experiences.get(*index) {
                    let title = format!("by hand {}", Uuid::new_v4());
                    self.world.edit_by_hand(record.current.id, &title);
                }
            }
        }
    }

    pub(crate) fn reverse(&self, side: Side, other: Side) {
        self.change(|session| {
            if let Some(reversed) = session.reverse(side, clock::system(), Uuid::new_v4) {
                reversed.unwrap();
                session.file_deeds(other, clock::system()).unwrap();
            }
        });
    }

    /// Experiences have the tag on themselves, and on the bullets that do not have it.
    pub(crate) fn rename_tag(&self, tag: &str) {
        let by = ["a", "b", "c"].into_iter().find(|by| *by != tag);
        self.change(|session| {
            for place in 0..session.experiences.len() {
                let mut value = session.experiences[place].current.clone();
                if !tags::replace(&mut value.tags, tag, by) {
                    value.tags.push(tag.to_owned());
                }
                for bullet in &mut value.bullets {
                    if !tags::replace(&mut bullet.tags, tag, by) {
                        bullet.tags.push(tag.to_owned());
                    }
                }
                value.updated_at = clock::system();
                session.experiences.edit(place, value, Uuid::new_v4()).unwrap();
            }
        });
    }

    pub(crate) fn move_one(&self, index: usize, anchor: Option<usize>) {
        let all: Vec<_> = self.session().experiences.iter().map(|record| record.current.clone()).collect();
        let section = place::whole_section(&all, Kind::Work);
        let to = match anchor.and_then(|anchor| section.get(anchor)) {
            Some(anchor) if index.is_multiple_of(2) => Move::Before(anchor.id),
            Some(anchor) => Move::After(anchor.id),
            None if index.is_multiple_of(2) => Move::First,
            None => Move::Last,
        };
        let put = |value: &mut Experience| *value = place::moved(&section, value, to, clock::system());
        self.edit(index, |value| !value.is_deleted(), put);
    }

    /// Changes the profile or one of two variants, which every device knows by the same id.
    pub(crate) fn edit_document(&self, index: usize, change: impl FnOnce(&mut Document)) {
        let key = match index {
            0 => DocumentKey::profile(),
            _ => variant_key(&format!("variant {index}")),
        };
        self.change(|session| {
            let place = session.documents.place(&key);
            let before = place.map(|place| session.documents[place].current.clone());
            let mut document =
                before.unwrap_or_else(|| Document::new(key.clone(), Map::new(), clock::system()));
            change(&mut document);
            document.updated_at = clock::system();
            match place {
                Some(place) => session.documents.edit(place, document, Uuid::new_v4()).unwrap(),
                None => session.documents.add(document, Uuid::new_v4()).unwrap(),
            };
        });
    }

    pub(crate) fn edit(
        &self,
        index: usize,
        fits: impl Fn(&Experience) -> bool,
        change: impl FnOnce(&mut Experience),
    ) {
        self.change(|session| {
            let all = session.experiences.iter().enumerate();
            let fitting: Vec<_> =
                all.filter(|(_, record)| fits(&record.current)).map(|(place, _)| place).collect();
            if let Some(place) = fitting.get(index % fitting.len().max(1)) {
                let mut value = session.experiences[*place].current.clone();
                change(&mut value);
                value.updated_at = clock::system();
                session.experiences.edit(*place, value, Uuid::new_v4()).unwrap();
            }
        });
    }
}

pub(crate) fn unique(acknowledged: &mut Vec<String>) -> String {
    let text = format!("v{}", Uuid::new_v4().simple());
    acknowledged.push(text.clone());
    text
}

pub(crate) fn apply(value: &mut Experience, change: Change, acknowledged: &mut Vec<String>) {
    match change {
        Change::Title => value.title = unique(acknowledged),
        Change::Text => value.text = Some(unique(acknowledged)),
        Change::Bullet => value.bullets.push(Bullet::new(unique(acknowledged))),
        Change::Skill => value.skills.push(unique(acknowledged)),
        Change::RemoveBullet => {
            value.bullets.pop();
        }
        Change::Metadata => {
            value.metadata.insert("note".to_owned(), Value::String(unique(acknowledged)));
        }
        Change::Translation => {
            let tag = || "de".parse().unwrap();
            let text = Translated::new(unique(acknowledged), Some(&value.title));
            value.translations.entry(tag()).or_default().title = Some(text);
            if let Some(bullet) = value.bullets.last_mut() {
                let text = Translated::new(unique(acknowledged), Some(&bullet.text));
                bullet.translations.insert(tag(), text);
            }
        }
        Change::BulletText => {
            if let Some(bullet) = value.bullets.first_mut() {
                bullet.text = unique(acknowledged);
            }
        }
    }
}
