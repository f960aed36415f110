//! The log of AI calls.

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use super::budget;
use super::explain::Failure;
use super::rows::{Columns, unreadable};
use super::statement::{Param, all, one as only};
use crate::database::{DatabaseError, Reason};
use crate::domain::{AiCall, AiGrouping, AiPlace, AiQuery, AiTallies, AiTally, StartedAt};

const INSERT: &str = "
    INSERT INTO resume.ai_logs (user_id, request_id, operation, provider, model, experience, status,
      http_status, error_type, error_message, started_at, latency_ms, prompt_tokens, completion_tokens,
      total_tokens, cost, request, response, metadata)
    SELECT $1, call.* FROM json_to_recordset($2::text::json) AS call (request_id text, operation text,
      provider text, model text, experience text, status text, http_status bigint, error_type text,
      error_message text, started_at text, latency_ms bigint, prompt_tokens bigint,
      completion_tokens bigint, total_tokens bigint, cost text, request text, response text, metadata json)
    ON CONFLICT (user_id, request_id) DO NOTHING";

const COLUMNS: &str = "request_id, operation, provider, model, experience, status, http_status, error_type,
      error_message, started_at, latency_ms, prompt_tokens, completion_tokens, total_tokens, cost, request,
      response, metadata::text";

/// The columns of a call without its request and response.
const WITHOUT_CONTENT: &str = "request_id, operation, provider, model, experience, status, http_status,
      error_type, error_message, started_at, latency_ms, prompt_tokens, completion_tokens, total_tokens, cost,
      NULL::text, NULL::text, metadata::text";

/// How many bytes of text a page of calls holds, about: far less than one answer may.
const PAGE_BYTES: usize = 8 << 20;

/// Calls whose id is higher than `after`, in the order of their ids.
pub(super) async fn page(
    client: &Client,
    user: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<AiCall>, Failure> {
    let select = format!(
        "SELECT {COLUMNS} FROM resume.ai_logs WHERE user_id = $1 AND request_id > $2 ORDER BY request_id LIMIT $3"
    );
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let params: [Param<'_>; 3] = [(&user, Type::TEXT), (&after, Type::TEXT), (&most, Type::INT8)];
    all(client, &select, &params, limit, read).await
}

/// The newest calls that a query means, the newest first.
pub(super) async fn newest(
    client: &Client,
    user: &str,
    query: &AiQuery,
    before: Option<&AiPlace>,
    (limit, content): (usize, bool),
) -> Result<Vec<AiCall>, Failure> {
    // The lengths cost nothing: none of the texts is read for them.
    let (columns, size) = match content {
        true => {
            (COLUMNS, "coalesce(octet_length(request), 0)::bigint + coalesce(octet_length(response), 0) + ")
        }
        false => (WITHOUT_CONTENT, ""),
    };
    let mut condition = Condition::of(user, query);
    if let Some(place) = before {
        let (at, id) =
            (condition.param(place.started_at.to_string()), condition.param(place.request_id.clone()));
        condition.text.push_str(&format!(" AND (started_at, request_id) < (${at}, ${id})"));
    }
    let place = condition.values.len() + 1;
    let select = format!(
        "SELECT {columns} FROM (
           SELECT *, sum({size}octet_length(metadata::text)) OVER (ORDER BY started_at DESC, request_id DESC
             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
           FROM resume.ai_logs WHERE {} ORDER BY started_at DESC, request_id DESC LIMIT ${place}) AS page
         WHERE coalesce(bytes_before, 0) < {PAGE_BYTES} ORDER BY started_at DESC, request_id DESC",
        condition.text
    );
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut params = condition.params();
    params.push((&most, Type::INT8));
    let (mut before, mut weight) = (before.cloned(), 0);
    all(client, &select, &params, limit, |row| {
        let call = read(row)?;
        let place = AiPlace::of(&call);
        weight += call.weight();
        if before.as_ref().is_some_and(|before| place >= *before) {
            return Err(unreadable("a page of AI calls", "its calls are not older and older"));
        }
        if weight > budget::BYTES {
            return Err(unreadable("a page of AI calls", "it is more than fits into memory"));
        }
        before = Some(place);
        Ok(call)
    })
    .await
}

/// Which of these request ids are there.
pub(super) async fn known(client: &Client, user: &str, ids: &[String]) -> Result<Vec<String>, Failure> {
    let select = "SELECT request_id FROM resume.ai_logs WHERE user_id = $1 AND request_id = ANY ($2)";
    let params: [Param<'_>; 2] = [(&user, Type::TEXT), (&ids, Type::TEXT_ARRAY)];
    all(client, select, &params, ids.len(), |row| Columns::new(row, 0, "ai_logs").get("request_id")).await
}

/// Request ids that begin with `prefix`.
pub(super) async fn ids(
    client: &Client,
    user: &str,
    prefix: &str,
    limit: usize,
) -> Result<Vec<String>, Failure> {
    let select = "SELECT request_id FROM resume.ai_logs WHERE user_id = $1 AND request_id >= $2
      AND starts_with(request_id, $2) ORDER BY request_id LIMIT $3";
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let params: [Param<'_>; 3] = [(&user, Type::TEXT), (&prefix, Type::TEXT), (&most, Type::INT8)];
    all(client, select, &params, limit, |row| Columns::new(row, 0, "ai_logs").get("request_id")).await
}

pub(super) async fn one(client: &Client, user: &str, request_id: &str) -> Result<Option<AiCall>, Failure> {
    let select = format!("SELECT {COLUMNS} FROM resume.ai_logs WHERE user_id = $1 AND request_id = $2");
    let params: [Param<'_>; 2] = [(&user, Type::TEXT), (&request_id, Type::TEXT)];
    Ok(all(client, &select, &params, 1, read).await?.into_iter().next())
}

/// Counts what a query means. The latencies come as they are: what is counted elsewhere has a part in
/// their percentiles.
pub(super) async fn tally(
    client: &Client,
    user: &str,
    query: &AiQuery,
    by: AiGrouping,
    besides: &[String],
) -> Result<AiTallies, Failure> {
    let key = match by {
        AiGrouping::Model => "model",
        AiGrouping::Operation => "operation",
        AiGrouping::Day => "left(started_at, 10)",
    };
    let mut condition = Condition::of(user, query);
    let place = condition.values.len() + 1;
    condition.text.push_str(&format!(" AND request_id <> ALL (${place})"));
    let select = format!(
        "SELECT {key}, count(*), count(*) FILTER (WHERE status = 'error'),
           coalesce(array_agg(latency_ms) FILTER (WHERE latency_ms IS NOT NULL), '{{}}'),
           coalesce(sum(prompt_tokens), 0)::text, coalesce(sum(completion_tokens), 0)::text,
           (coalesce(sum(total_tokens), 0) + coalesce(sum(prompt_tokens) FILTER (WHERE total_tokens IS NULL), 0)
             + coalesce(sum(completion_tokens) FILTER (WHERE total_tokens IS NULL), 0))::text,
           sum(cost::numeric)::text
         FROM resume.ai_logs WHERE {} GROUP BY 1",
        condition.text
    );
    let mut params = condition.params();
    params.push((&besides, Type::TEXT_ARRAY));
    let groups = all(client, &select, &params, budget::ROWS, group).await?;
    let mut tallies = AiTallies::default();
    groups.iter().for_each(|(key, tally)| tallies.merge(key.as_deref(), tally));
    Ok(tallies)
}

fn group(row: &Row) -> Result<(Option<String>, AiTally), DatabaseError> {
    let columns = Columns::new(row, 0, "ai_logs");
    let key = columns.get("key")?;
    let count = |name| u64::try_from(columns.get::<i64>(name)?).map_err(|cause| unreadable(name, cause));
    let tally = AiTally {
        calls: count("calls")?,
        errors: count("errors")?,
        latencies: columns.get("latency_ms")?,
        prompt_tokens: columns.parse("prompt_tokens")?,
        completion_tokens: columns.parse("completion_tokens")?,
        total_tokens: columns.parse("total_tokens")?,
        cost: columns.parse_optional("cost")?,
    };
    Ok((key, tally))
}

pub(super) async fn count(
    client: &Client,
    user: &str,
    before: StartedAt,
    besides: &[String],
) -> Result<u64, Failure> {
    let select = "SELECT count(*) FROM resume.ai_logs WHERE user_id = $1 AND started_at < $2
      AND request_id <> ALL ($3)";
    let before = before.to_string();
    let params: [Param<'_>; 3] = [(&user, Type::TEXT), (&before, Type::TEXT), (&besides, Type::TEXT_ARRAY)];
    let count: i64 =
        only(client, select, &params, |row| Columns::new(row, 0, "ai_logs").get("count")).await?;
    Ok(u64::try_from(count).map_err(|cause| unreadable("the number of AI calls", cause))?)
}

pub(super) async fn prune(client: &Client, user: &str, before: StartedAt) -> Result<u64, Failure> {
    let delete = "DELETE FROM resume.ai_logs WHERE user_id = $1 AND started_at < $2";
    Ok(client.execute_typed(delete, &[(&user, Type::TEXT), (&before.to_string(), Type::TEXT)]).await?)
}

/// What a row must be, with the values that it is compared with.
struct Condition {
    text: String,
    values: Vec<String>,
}

impl Condition {
    fn of(user: &str, query: &AiQuery) -> Self {
        let mut condition = Self { text: "user_id = $1".to_owned(), values: vec![user.to_owned()] };
        for (column, wanted) in [
            ("started_at >= ", query.since.map(|since| since.to_string())),
            ("status = ", query.status.map(|status| status.to_string())),
            ("operation = ", query.operation.clone()),
            ("model = ", query.model.clone()),
            ("experience = ", query.experience.clone()),
        ] {
            if let Some(wanted) = wanted {
                let place = condition.param(wanted);
                condition.text.push_str(&format!(" AND {column}${place}"));
            }
        }
        condition
    }

    /// Adds a value, and returns its place.
    fn param(&mut self, value: String) -> usize {
        self.values.push(value);
        self.values.len()
    }

    fn params(&self) -> Vec<Param<'_>> {
        self.values.iter().map(|value| (value as &(dyn ToSql + Sync), Type::TEXT)).collect()
    }
}

/// Stores what is not there yet.
pub(super) async fn store(client: &Client, user: &str, calls: &[AiCall]) -> Result<(), Failure> {
    let calls = serde_json::to_string(calls).map_err(|cause| {
        DatabaseError::new(Reason::Failed, format!("an AI call could not be written as JSON: {cause}"))
    })?;
    client.execute_typed(INSERT, &[(&user, Type::TEXT), (&calls, Type::TEXT)]).await?;
    Ok(())
}

fn read(row: &Row) -> Result<AiCall, DatabaseError> {
    let columns = Columns::new(row, 0, "ai_logs");
    ai_call!(columns)
}
