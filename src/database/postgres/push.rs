//! Storing a batch: one statement for all experiences, however many, and one for the profile.
//!
//! What a constraint or a trigger refuses takes all of a statement with it. Then the batch is sent
//! once more, and the database stores the records one by one, each under a savepoint of its own.

use std::collections::HashSet;

use serde::Serialize;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Row};
use uuid::Uuid;

use super::explain::{Failure, quoted};
use super::pull::{self, PAGE_BYTES};
use super::rows::{self, Table, column, unreadable};
use super::statement::{self, Param};
use crate::database::{Batch, DatabaseError, Outcomes, Reason, refusal};
use crate::domain::{Experience, Outcome, Profile, Push, State};

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
const PLANS: &str = "SELECT $1 AS of_user, set_config('plan_cache_mode', CASE
      WHEN (SELECT reltuples FROM pg_class WHERE oid = 'resume.experiences'::regclass) > 1000
      THEN 'force_generic_plan' ELSE 'auto' END, true) OFFSET 0";

/// Stores a batch in the transaction that is open.
pub(super) async fn batch(
    client: &Client,
    (user, device): (&str, &str),
    batch: &Batch,
    way: Way,
) -> Result<Outcomes, Trouble> {
    let experiences = experiences(client, (user, device), &batch.experiences, way).await?;
    let profile = match &batch.profile {
        Some(push) => Some(profile(client, (user, device), push).await?),
        None => None,
    };
    let mut outcomes = Outcomes { experiences, profile, applied: Vec::new() };
    let contested = outcomes.contested(batch);
    if !contested.is_empty() {
        outcomes.applied = pull::applied(client, user, &contested).await?;
    }
    Ok(outcomes)
}

/// Whether two pushes of the batch are of one record: then each has to see what the other did.
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
) -> Result<Vec<Outcome<Experience>>, Trouble> {
    let mut outcomes: Vec<_> = pushes.iter().map(|push| refusal::of(push).map(Outcome::Refused)).collect();
    let sent: Vec<_> = pushes.iter().enumerate().filter(|(index, _)| outcomes[*index].is_none()).collect();
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
        return Ok(outcomes.into_iter().flatten().collect());
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
        "SELECT place, refused, taken, {} FROM ({PLANS}) AS plans CROSS JOIN LATERAL
           resume.push_experiences(plans.of_user, $2, $3, $4, $5, $6, $7, $8, $9)",
        Experience::COLUMNS
    );
    let answers = statement::all(client, &select, &params, sent.len(), |row| {
        let place = usize::try_from(column::<i32>(row, 0, "the answer to a push")?).unwrap_or(0);
        let place = place.checked_sub(1).filter(|place| *place < sent.len());
        let place = place.ok_or_else(|| unreadable("the answer to a push", "it is about another record"))?;
        let (index, push) = sent[place];
        Ok((index, outcome(row, 1, push)?))
    })
    .await?;
    for (index, outcome) in answers {
        outcomes[index] = Some(outcome);
    }
    let whole: Option<Vec<_>> = outcomes.into_iter().collect();
    whole.ok_or_else(|| Trouble::Failed(unreadable("the answer to a push", "a record is missing").into()))
}

async fn profile(
    client: &Client,
    (user, device): (&str, &str),
    push: &Push<Profile>,
) -> Result<Outcome<Profile>, Failure> {
    #[derive(Serialize)]
    struct Item<'a> {
        number: usize,
        change_id: Uuid,
        #[serde(flatten)]
        value: &'a Profile,
    }
    if let Some(reason) = refusal::of(push) {
        return Ok(Outcome::Refused(reason));
    }
    // A push without a state was refused before.
    let Some(last) = push.last() else { return Ok(Outcome::Conflict(None)) };
    let item = |(number, state): (usize, &'_ State<Profile>)| {
        json(&Item { number, change_id: state.change, value: &state.value })
    };
    let items = push.states.iter().enumerate().map(item).collect::<Result<Vec<_>, _>>()?;
    let states = format!("[{}]", items.join(","));
    let params: [Param<'_>; 5] = [
        (&user, Type::TEXT),
        (&device, Type::TEXT),
        (&push.base_revision, Type::INT8),
        (&last.change, Type::UUID),
        (&states, Type::TEXT),
    ];
    let select =
        format!("SELECT refused, taken, {} FROM resume.push_profile($1, $2, $3, $4, $5)", Profile::COLUMNS);
    statement::one(client, &select, &params, |row| outcome(row, 0, push)).await
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
            return Err(unreadable(what, "a revision is not positive"));
        }
        return Ok(Outcome::Applied { change: last.change, revision });
    }
    match rows::read_optional::<T>(row, first + 2, T::NAME) {
        Ok(Some(found)) if push.last().is_some_and(|last| last.value.id() != found.value.id()) => {
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

pub(super) const ADDED: &str =
    "look at the triggers and constraints that were added to the tables of `resume`";

pub(super) fn unsettled() -> DatabaseError {
    DatabaseError::new(Reason::Failed, "the database refuses the transaction and not one of its records")
        .hint(ADDED)
}
