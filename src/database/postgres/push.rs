//! Storing a batch: one statement for all experiences, however many, and one for all documents.
//!
//! What a constraint or a trigger refuses takes all experiences of a statement with it. Then the batch is sent
//! once more, and the database stores them one by one, each under a savepoint of its own, as documents always are.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::Serialize;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Row};
use uuid::Uuid;

use super::explain::{Failure, quoted};
use super::pull::{self, PAGE_BYTES};
use super::rows::{self, Table, column, unreadable};
use super::statement::{self, Param};
use crate::database::{Batch, DatabaseError, Outcomes, Reason, refusal};
use crate::domain::{Change, Document, DocumentKind, Experience, Outcome, Push, State, Synced};

/// How a batch is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Together,
    OneByOne,
}

/// Why a batch was not stored.
#[derive(Debug)]
pub(super) enum Trouble {
    /// One of the records is refused, and all with it.
    Refused,
    Failed(Failure),
}

impl From<Failure> for Trouble {
    /// Tells an error about a value from one about the server or the privileges.
    fn from(failure: Failure) -> Self {
        const OTHERS: [&str; 21] = [
            "08", "0A", "24", "25", "26", "28", "2D", "34", "3B", "3D", "3F", "40", "42", "53", "55", "57",
            "58", "72", "F0", "HV", "XX",
        ];
        match &failure {
            Failure::Driver(cause) => match cause.code() {
                Some(code) if !OTHERS.iter().any(|class| code.code().starts_with(class)) => Self::Refused,
                _ => Self::Failed(failure),
            },
            _ => Self::Failed(failure),
        }
    }
}

/// Has the functions plan for any user, not for the calling one: a user that the statistics do not know is
/// taken to have a single row. Every index then costs the same, and each record would be looked up among all
/// rows of the user: 10,000 new ones beside another user's took 17 s instead of 1 s. In small tables, whose
/// plans would be kept while they grow, it is the other way round.
fn plans(table: &str) -> String {
    format!(
        "SELECT $1 AS of_user, set_config('plan_cache_mode', CASE
           WHEN (SELECT reltuples FROM pg_class WHERE oid = 'resume.{table}'::regclass) > 1000
           THEN 'force_generic_plan' ELSE 'auto' END, true) OFFSET 0"
    )
}

/// The server's time once the work is done, in microseconds.
const NOW: &str = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

/// The outcomes of pushes, and when the server had stored them.
type Answer<T> = (Vec<Outcome<T>>, Option<Timestamp>);

/// Stores a batch in the transaction that is open.
pub(super) async fn batch(
    client: &Client,
    (user, device): (&str, &str),
    batch: &Batch,
    way: Way,
) -> Result<Outcomes, Trouble> {
    let (experiences, time) = experiences(client, (user, device), &batch.experiences, way).await?;
    let (documents, later) = documents(client, (user, device), &batch.documents).await?;
    let mut outcomes =
        Outcomes { experiences, documents, recorded_at: later.or(time), ..Outcomes::default() };
    let contested = outcomes.contested(batch);
    if !contested.is_empty() {
        outcomes.applied = pull::applied(client, user, &contested).await?;
    }
    Ok(outcomes)
}

/// Whether two pushes of the batch are of one experience: then each has to see what the other did.
pub(super) fn has_twins(batch: &Batch) -> bool {
    let mut seen = HashSet::new();
    batch.experiences.iter().filter_map(Push::last).any(|state| !seen.insert(state.value.id))
}

#[derive(Serialize)]
struct Item<'a> {
    /// Where its record stands among those of one text, from 1.
    place: usize,
    change_id: Uuid,
    #[serde(flatten)]
    value: &'a Experience,
}

/// The first states of new records, and the other states by rounds.
#[derive(Default)]
struct Texts<'a> {
    news: Vec<Item<'a>>,
    rounds: Vec<Vec<Item<'a>>>,
}

impl<'a> Texts<'a> {
    fn add(&mut self, push: &'a Push<Experience>, place: usize) {
        let item =
            |state: &'a State<Experience>| Item { place, change_id: state.change, value: &state.value };
        let mut states = push.states.iter();
        if push.base_revision == 0 {
            self.news.extend(states.next().map(item));
        }
        for (round, state) in states.enumerate() {
            if self.rounds.len() == round {
                self.rounds.push(Vec::new());
            }
            self.rounds[round].push(item(state));
        }
    }
}

async fn experiences(
    client: &Client,
    (user, device): (&str, &str),
    pushes: &[Push<Experience>],
    way: Way,
) -> Result<Answer<Experience>, Trouble> {
    let (mut outcomes, sent) = refused(pushes);
    let (mut ids, mut bases, mut changes) = (Vec::new(), Vec::new(), Vec::new());
    let mut texts: Vec<Texts<'_>> = Vec::new();
    for (place, (_, push)) in (1..).zip(&sent) {
        let Some(last) = push.last() else { continue };
        ids.push(last.value.id);
        bases.push(push.base_revision);
        changes.push(last.change);
        if way == Way::OneByOne || texts.is_empty() {
            texts.push(Texts::default());
        }
        if let Some(text) = texts.last_mut() {
            text.add(push, if way == Way::OneByOne { 1 } else { place });
        }
    }
    if ids.is_empty() {
        return Ok((whole(outcomes)?, None));
    }
    let news = texts.iter().map(|texts| json(&texts.news)).collect::<Result<Vec<_>, _>>()?;
    let rounds = texts.iter().map(|texts| json(&texts.rounds)).collect::<Result<Vec<_>, _>>()?;
    let singly = way == Way::OneByOne;
    let params: [Param<'_>; 9] = [
        (&user, Type::TEXT),
        (&device, Type::TEXT),
        (&ids, Type::UUID_ARRAY),
        (&bases, Type::INT8_ARRAY),
        (&changes, Type::UUID_ARRAY),
        (&news, Type::TEXT_ARRAY),
        (&rounds, Type::TEXT_ARRAY),
        (&singly, Type::BOOL),
        (&PAGE_BYTES, Type::INT8),
    ];
    let select = format!(
        "SELECT place, refused, taken, {}, {NOW} FROM ({}) AS plans CROSS JOIN LATERAL
           resume.push_experiences(plans.of_user, $2, $3, $4, $5, $6, $7, $8, $9)",
        Experience::COLUMNS,
        plans(Experience::NAME)
    );
    let time = answered(client, &select, &params, &sent, &mut outcomes).await?;
    Ok((whole(outcomes)?, time))
}

#[derive(Serialize)]
struct DocumentItem<'a> {
    /// Where it stands among those of one text, from 1.
    place: usize,
    kind: DocumentKind,
    id: &'a str,
    base: i64,
    change: Change,
    states: Vec<DocumentState<'a>>,
}

#[derive(Serialize)]
struct DocumentState<'a> {
    number: usize,
    change_id: Change,
    #[serde(flatten)]
    value: &'a Document,
}

async fn documents(
    client: &Client,
    (user, device): (&str, &str),
    pushes: &[Push<Document>],
) -> Result<Answer<Document>, Failure> {
    let (mut outcomes, sent) = refused(pushes);
    let items: Vec<_> =
        (1..).zip(&sent).filter_map(|(place, (_, push))| DocumentItem::of(place, push)).collect();
    if items.is_empty() {
        return Ok((whole(outcomes)?, None));
    }
    let items = json(&items)?;
    let params: [Param<'_>; 4] =
        [(&user, Type::TEXT), (&device, Type::TEXT), (&items, Type::TEXT), (&PAGE_BYTES, Type::INT8)];
    let select = format!(
        "SELECT place, refused, taken, {}, {NOW} FROM ({}) AS plans CROSS JOIN LATERAL
           resume.push_documents(plans.of_user, $2, $3, $4)",
        Document::COLUMNS,
        plans(Document::NAME)
    );
    let time = answered(client, &select, &params, &sent, &mut outcomes).await?;
    Ok((whole(outcomes)?, time))
}

impl<'a> DocumentItem<'a> {
    fn of(place: usize, push: &'a Push<Document>) -> Option<Self> {
        let State { change, value: Document { kind, id, .. }, by: _ } = push.last()?;
        let state = |(number, state): (usize, &'a State<Document>)| DocumentState {
            number,
            change_id: state.change,
            value: &state.value,
        };
        let states = push.states.iter().enumerate().map(state).collect();
        Some(Self { place, kind: *kind, id, base: push.base_revision, change: *change, states })
    }
}

/// Pushes that are sent, with their places in the batch.
type Sent<'a, T> = Vec<(usize, &'a Push<T>)>;

/// The outcomes of those pushes that are refused before they are sent, and the others with their places.
fn refused<T: Synced>(pushes: &[Push<T>]) -> (Vec<Option<Outcome<T>>>, Sent<'_, T>) {
    let outcomes: Vec<_> = pushes.iter().map(|push| refusal::of(push).map(Outcome::Refused)).collect();
    let sent = pushes.iter().enumerate().filter(|(index, _)| outcomes[*index].is_none()).collect();
    (outcomes, sent)
}

/// Notes what became of the pushes that were sent. Returns when the server answered.
async fn answered<T: Table>(
    client: &Client,
    select: &str,
    params: &[Param<'_>],
    sent: &[(usize, &Push<T>)],
    outcomes: &mut [Option<Outcome<T>>],
) -> Result<Option<Timestamp>, Failure> {
    let mut time = None;
    let answers = statement::all(client, select, params, sent.len(), |row| {
        let place = usize::try_from(column::<i32>(row, 0, "the answer to a push")?).unwrap_or(0);
        let sent = place.checked_sub(1).and_then(|place| sent.get(place));
        let (index, push) =
            sent.ok_or_else(|| unreadable("the answer to a push", "it is about another record"))?;
        let micros = column(row, row.len().saturating_sub(1), "the server's time")?;
        time = Timestamp::from_microsecond(micros).ok();
        Ok((*index, outcome(row, 1, push)?))
    });
    for (index, outcome) in answers.await? {
        outcomes[index] = Some(outcome);
    }
    Ok(time)
}

fn whole<T>(outcomes: Vec<Option<Outcome<T>>>) -> Result<Vec<Outcome<T>>, Failure> {
    let whole: Option<Vec<_>> = outcomes.into_iter().collect();
    whole.ok_or_else(|| unreadable("the answer to a push", "a record is missing").into())
}

/// Reads an outcome: the reason of a refusal, the revision, and the row that is in the way. One that
/// cannot be read is this record's trouble alone.
fn outcome<T: Table>(row: &Row, first: usize, push: &Push<T>) -> Result<Outcome<T>, DatabaseError> {
    let what = "the answer to a push";
    if let Some(reason) = column::<Option<String>>(row, first, what)? {
        // It is kept with the record, and shown.
        return Ok(Outcome::Refused(quoted(&reason, None)));
    }
    let revision = column::<Option<i64>>(row, first + 1, what)?;
    if let (Some(revision), Some(last)) = (revision, push.last()) {
        if revision < 1 {
            return Err(unreadable(what, "a revision is not positive").hint(TRIGGERS));
        }
        return Ok(Outcome::Applied { change: last.change, revision });
    }
    match rows::read_optional::<T>(row, first + 2, T::NAME) {
        Ok(Some(found)) if push.last().is_some_and(|last| last.value.key() != found.value.key()) => {
            Err(unreadable(what, "it is about another record"))
        }
        Ok(found) => Ok(Outcome::Conflict(found)),
        Err(error) => Ok(Outcome::Refused(quoted(&error.message, None))),
    }
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|cause| {
        let message = format!("a value could not be written as JSON: {cause}");
        DatabaseError::new(Reason::Failed, message).caused_by(cause).into()
    })
}

/// Why a row would have no revision.
const TRIGGERS: &str = "the triggers of the tables did not do their work: is `session_replication_role` set for the role \
    or the database (`ALTER ROLE … RESET session_replication_role`), or are they disabled?";

pub(super) const ADDED: &str =
    "look at the triggers and constraints that were added to the tables of `resume`";

pub(super) fn unsettled() -> DatabaseError {
    DatabaseError::new(Reason::Failed, "the database refuses the transaction and not one of its records")
        .hint(ADDED)
}
