//! A database in memory: several devices share it, and it fails when told to.
//!
//! It keeps the promises of [`Database`] by the plainest means, so that it also serves as their
//! model. It is deterministic: its clock goes on by a second with each state, and its ids count up. A backup that is
//! put back does not set the clock back.

mod account;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::rc::Rc;

use jiff::Timestamp;
use resume::clock;
use resume::database::{
    Batch, Check, CheckStatus, Database, DatabaseError, DatabaseName, Lost, Origins, Outcomes, Page, Past,
    Reason, Revision, Snapshot,
};
use resume::domain::{
    AiCall, AiGrouping, AiPlace, AiQuery, AiSample, AiTallies, Change, Document, DocumentKey, Experience,
    Horizon, Kind, Row, StartedAt, State, Synced as _,
};
use uuid::Uuid;

use self::account::Stored;

/// Everything that the database holds at one time; kept and put back, it is a backup.
#[derive(Debug, Clone)]
pub(crate) struct Contents {
    identity: Uuid,
    accounts: BTreeMap<String, Account>,
}

#[derive(Debug, Clone, Default)]
struct Account {
    revision: i64,
    epoch: Uuid,
    experiences: History<Experience>,
    documents: History<Document>,
    ai_calls: BTreeMap<String, AiCall>,
}

/// All states of a table, oldest first. The last one of a record is its row.
type History<T> = Vec<Revision<T>>;

/// When a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Before anything was done.
    Before,
    /// After everything was done, so that only the answer is lost.
    After,
}

#[derive(Debug)]
struct Server {
    contents: Contents,
    /// Numbers the changes made by hand. A restored backup does not set it back.
    hand_made: u128,
    /// How many states were stored. A restored backup does not set it back either.
    clock: i64,
    refused_titles: BTreeSet<String>,
    down: bool,
}

/// One device's connection.
#[derive(Debug)]
pub(crate) struct MemoryDatabase {
    server: Rc<RefCell<Server>>,
    name: DatabaseName,
    user: String,
    /// The faults to come: after how many more calls, and which.
    faults: Vec<(usize, Fault)>,
}

impl MemoryDatabase {
    /// An empty database.
    pub(crate) fn new(user: &str, identity: Uuid) -> Self {
        let contents = Contents { identity, accounts: BTreeMap::new() };
        let server =
            Server { contents, hand_made: 0, clock: 0, refused_titles: BTreeSet::new(), down: false };
        Self::connection(Rc::new(RefCell::new(server)), user)
    }

    /// Another connection to the same database.
    pub(crate) fn device(&self, user: &str) -> Self {
        Self::connection(Rc::clone(&self.server), user)
    }

    fn connection(server: Rc<RefCell<Server>>, user: &str) -> Self {
        let name = DatabaseName { kind: "memory".to_owned(), name: "memory".to_owned() };
        Self { server, name, user: user.to_owned(), faults: Vec::new() }
    }

    /// Makes one call of this connection fail: the next one for 0, the one after it for 1.
    pub(crate) fn fail(&mut self, after: usize, fault: Fault) {
        self.faults.push((after, fault));
    }

    /// Makes every call of every connection fail, or work again.
    pub(crate) fn set_down(&self, down: bool) {
        self.server.borrow_mut().down = down;
    }

    /// Makes the database refuse experiences of this title, as a constraint would.
    pub(crate) fn refuse_title(&self, title: &str) {
        self.server.borrow_mut().refused_titles.insert(title.to_owned());
    }

    /// Makes a backup.
    pub(crate) fn save(&self) -> Contents {
        self.server.borrow().contents.clone()
    }

    /// Puts a backup back: same identity, and whatever came after it is gone.
    pub(crate) fn restore(&self, contents: Contents) {
        self.server.borrow_mut().contents = contents;
    }

    /// Sets the clock to a second: a server that takes another one's place has a clock of its own.
    pub(crate) fn set_clock(&self, second: i64) {
        self.server.borrow_mut().clock = second;
    }

    /// Makes it another, empty database.
    pub(crate) fn wipe(&self, identity: Uuid) {
        self.restore(Contents { identity, accounts: BTreeMap::new() });
    }

    /// Changes an experience by hand. Nothing happens where there is none.
    pub(crate) fn edit_by_hand(&self, id: Uuid, change: impl FnOnce(&mut Experience)) {
        let mut server = self.server.borrow_mut();
        let Some(row) = server.account(&self.user).experience(id) else { return };
        let mut value = row.value.clone();
        change(&mut value);
        server.store_by_hand(&self.user, value);
    }

    /// Deletes an experience by hand, which leaves a tombstone.
    pub(crate) fn delete_by_hand(&self, id: Uuid) {
        let now = self.server.borrow().now();
        self.edit_by_hand(id, |value| value.deleted_at = value.deleted_at.or(Some(now)));
    }

    /// Adds an experience by hand.
    pub(crate) fn insert_by_hand(&self, value: Experience) {
        self.server.borrow_mut().store_by_hand(&self.user, value);
    }

    /// Adds so many experiences by hand.
    pub(crate) fn insert_many_by_hand(&self, count: usize) {
        for n in 0..count {
            let title = format!("one of {n}");
            self.insert_by_hand(Experience::new(Uuid::new_v4(), Kind::Work, title, clock::system()));
        }
    }

    /// Does one call, unless it is to fail.
    fn call<R>(&mut self, call: impl FnOnce(&mut Server, &str) -> R) -> Result<R, DatabaseError> {
        let fault = self.faults.iter().position(|(after, _)| *after == 0);
        let fault = fault.map(|index| self.faults.swap_remove(index).1);
        for (after, _) in &mut self.faults {
            *after = after.saturating_sub(1);
        }
        let unavailable = |what: &str| Err(DatabaseError::new(Reason::Unavailable, what));
        let mut server = self.server.borrow_mut();
        if server.down || fault == Some(Fault::Before) {
            return unavailable("the database is down, as the test has it");
        }
        let answer = call(&mut server, &self.user);
        if fault == Some(Fault::After) {
            return unavailable("the answer was lost, as the test has it");
        }
        Ok(answer)
    }
}

impl Server {
    /// The time of the next state.
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.clock + 1).unwrap_or(Timestamp::MAX)
    }

    /// The account of a user, and the clock.
    fn account_and_clock(&mut self, user: &str) -> (&mut Account, &mut i64) {
        (self.contents.accounts.entry(user.to_owned()).or_default(), &mut self.clock)
    }

    fn account(&mut self, user: &str) -> &mut Account {
        self.contents.accounts.entry(user.to_owned()).or_default()
    }

    fn store_by_hand(&mut self, user: &str, mut value: Experience) {
        self.hand_made += 1;
        // Apart from every id that a test makes by counting up from nothing.
        let change = Uuid::from_u128((0x4a4d << 64) | self.hand_made);
        let now = self.now();
        let (account, clock) = self.account_and_clock(user);
        if let Some(before) = account.experience(value.id)
            && before.value.updated_at == value.updated_at
        {
            value.updated_at = now;
        }
        account.store(State { change, value, by: None }, None, clock);
    }
}

fn after_revision<T: Clone>(rows: Vec<&Row<T>>, after: i64) -> Vec<Row<T>> {
    rows.into_iter().filter(|row| row.revision > after).cloned().collect()
}

impl Database for MemoryDatabase {
    fn name(&self) -> &DatabaseName {
        &self.name
    }

    fn user(&self) -> &str {
        &self.user
    }

    fn snapshot(&mut self, at: i64) -> Result<Snapshot, DatabaseError> {
        self.call(|server, user| {
            let identity = server.contents.identity;
            let account = server.account(user);
            let change_at = account.changes().find(|(_, revision)| *revision == at).map(|(change, _)| change);
            Snapshot { identity, revision: account.revision, epoch: account.epoch, change_at }
        })
    }

    fn pull(&mut self, after: i64, limit: usize) -> Result<Page, DatabaseError> {
        let limit = limit.max(1);
        self.call(|server, user| {
            let account = server.account(user);
            let (experiences, documents) = (account.rows::<Experience>(), account.rows::<Document>());
            let total = (experiences.len() + documents.len()) as u64;
            let (experiences, documents) =
                (after_revision(experiences, after), after_revision(documents, after));
            let mut page = Page::of_found(experiences, documents, limit, total);
            if let Some(last) = page.last_revision() {
                page.recorded_at = account.recorded_at(last);
            }
            page
        })
    }

    fn push(&mut self, batch: &Batch, device: &str) -> Result<Outcomes, DatabaseError> {
        if batch.is_empty() {
            return Ok(Outcomes::default());
        }
        self.call(|server, user| {
            let titles = server.refused_titles.clone();
            let refuses = |value: &Experience| {
                titles.contains(&value.title).then(|| format!("the title `{}` is refused", value.title))
            };
            let (account, clock) = server.account_and_clock(user);
            let experiences =
                batch.experiences.iter().map(|push| account.push(push, device, clock, refuses)).collect();
            let documents =
                batch.documents.iter().map(|push| account.push(push, device, clock, |_| None)).collect();
            let recorded_at = Timestamp::from_second(*clock).ok();
            let mut outcomes = Outcomes { experiences, documents, recorded_at, ..Outcomes::default() };
            outcomes.applied = account.applied(&outcomes.contested(batch));
            outcomes
        })
    }

    fn begin_epoch(&mut self, epoch: Uuid, lost: &Lost) -> Result<bool, DatabaseError> {
        self.call(|server, user| {
            let account = server.account(user);
            let changes: Vec<_> = lost.changes.iter().copied().collect();
            let has = |key: &DocumentKey| account.documents.iter().any(|state| state.row.value.is(key));
            let is_lost = !lost.documents.iter().any(has)
                && !lost.experiences.iter().any(|id| account.experience(*id).is_some())
                && account.applied(&changes).is_empty();
            if is_lost {
                account.epoch = epoch;
            }
            is_lost
        })
    }

    fn applied(&mut self, changes: &[Change]) -> Result<Vec<(Change, i64)>, DatabaseError> {
        self.call(|server, user| server.account(user).applied(changes))
    }

    fn history(&mut self, id: Uuid) -> Result<Vec<Revision<Experience>>, DatabaseError> {
        self.call(|server, user| {
            let states = server.account(user).experiences.iter();
            states.filter(|state| state.row.value.id == id).cloned().collect()
        })
    }

    fn past(&mut self, changes: &[Change]) -> Result<Past, DatabaseError> {
        fn of<T: Stored>(account: &Account, changes: &[Change]) -> Vec<Row<T>> {
            let states = T::history(account).iter().map(|state| &state.row);
            states.filter(|row| changes.contains(&row.change)).cloned().collect()
        }
        self.call(|server, user| {
            let account = server.account(user);
            Past { experiences: of(account, changes), documents: of(account, changes) }
        })
    }

    fn passed(&mut self, after: i64, last: i64) -> Result<Past, DatabaseError> {
        self.call(|server, user| {
            let account = server.account(user);
            Past { experiences: account.passed(after, last), documents: account.passed(after, last) }
        })
    }

    fn origins(
        &mut self,
        horizon: Horizon,
        experiences: &[Uuid],
        documents: &[DocumentKey],
    ) -> Result<Origins, DatabaseError> {
        self.call(|server, user| {
            let account = server.account(user);
            Origins {
                experiences: account.origins(horizon, experiences),
                documents: account.origins(horizon, documents),
            }
        })
    }

    fn document_history(&mut self, key: &DocumentKey) -> Result<Vec<Revision<Document>>, DatabaseError> {
        self.call(|server, user| {
            let states = server.account(user).documents.iter();
            states.filter(|state| state.row.value.is(key)).cloned().collect()
        })
    }

    fn ai_calls(&mut self, after: &str, limit: usize) -> Result<Vec<AiCall>, DatabaseError> {
        self.call(|server, user| {
            let calls =
                server.account(user).ai_calls.range::<str, _>((Bound::Excluded(after), Bound::Unbounded));
            calls.map(|(_, call)| call.clone()).take(limit).collect()
        })
    }

    fn newest_ai_calls(
        &mut self,
        query: &AiQuery,
        before: Option<&AiPlace>,
        limit: usize,
        content: bool,
    ) -> Result<Vec<AiCall>, DatabaseError> {
        self.call(|server, user| {
            let calls = server.account(user).ai_calls.values().filter(|call| query.matches(call));
            let older = |call: &&AiCall| before.is_none_or(|before| AiPlace::of(call) < *before);
            let mut calls: Vec<_> = calls.filter(older).cloned().collect();
            calls.sort_by_key(|call| std::cmp::Reverse(AiPlace::of(call)));
            calls.truncate(limit);
            if !content {
                calls.iter_mut().for_each(|call| (call.request, call.response) = (None, None));
            }
            calls
        })
    }

    fn known_ai_calls(&mut self, ids: &[String]) -> Result<Vec<String>, DatabaseError> {
        let known =
            |calls: &BTreeMap<_, _>| ids.iter().filter(|id| calls.contains_key(*id)).cloned().collect();
        self.call(|server, user| known(&server.account(user).ai_calls))
    }

    fn ai_call_ids(&mut self, prefix: &str, limit: usize) -> Result<Vec<String>, DatabaseError> {
        self.call(|server, user| {
            let ids = server.account(user).ai_calls.keys().filter(|id| id.starts_with(prefix));
            ids.take(limit).cloned().collect()
        })
    }

    fn ai_call(&mut self, request_id: &str) -> Result<Option<AiCall>, DatabaseError> {
        self.call(|server, user| server.account(user).ai_calls.get(request_id).cloned())
    }

    fn tally_ai_calls(
        &mut self,
        query: &AiQuery,
        by: AiGrouping,
        besides: &[String],
    ) -> Result<AiTallies, DatabaseError> {
        self.call(|server, user| {
            let mut tallies = AiTallies::default();
            let calls = server.account(user).ai_calls.values().filter(|call| query.matches(call));
            for call in calls.filter(|call| !besides.contains(&call.request_id)) {
                tallies.add(by.key(call).as_deref(), &AiSample::of(call));
            }
            tallies
        })
    }

    fn count_ai_calls(&mut self, before: StartedAt, besides: &[String]) -> Result<u64, DatabaseError> {
        self.call(|server, user| {
            let calls = server.account(user).ai_calls.values();
            let calls = calls.filter(|call| !besides.contains(&call.request_id));
            calls.filter(|call| call.started_at < before).count() as u64
        })
    }

    fn prune_ai_calls(&mut self, before: StartedAt) -> Result<u64, DatabaseError> {
        self.call(|server, user| {
            let calls = &mut server.account(user).ai_calls;
            let all = calls.len();
            calls.retain(|_, call| call.started_at >= before);
            (all - calls.len()) as u64
        })
    }

    fn log_ai_calls(&mut self, calls: &[AiCall]) -> Result<(), DatabaseError> {
        self.call(|server, user| {
            let logged = &mut server.account(user).ai_calls;
            for call in calls {
                logged.entry(call.request_id.clone()).or_insert_with(|| call.clone());
            }
        })
    }

    fn check(&mut self) -> Vec<Check> {
        let (status, detail) = match self.call(|_, _| ()) {
            Ok(()) => (CheckStatus::Ok, "it answers".to_owned()),
            Err(error) => (CheckStatus::Fail, error.message),
        };
        vec![Check { name: "connection".to_owned(), status, detail, hint: None }]
    }
}
