//! Totals of the logged AI calls.

use super::repeated;
use crate::domain::{AiGrouping, AiQuery, AiSample, AiTally, StartedAt};
use crate::library::{CommandResult, Library};

/// What the calls come to, by group and in all. Calls that are not in the database yet are included.
#[derive(Debug)]
pub struct AiStats {
    /// Whether the numbers include the calls in the database, if there is one.
    pub complete: bool,
    pub total: AiTally,
    /// Without a key: the calls that have none.
    pub groups: Vec<(Option<String>, AiTally)>,
}

impl Library {
    /// Counts the calls since a time.
    pub fn ai_stats(&self, by: AiGrouping, since: Option<StartedAt>) -> CommandResult<AiStats> {
        self.load_first()?;
        let query = AiQuery { since, ..AiQuery::default() };
        let here = self.spooled(&query)?;
        let asked = self.ask_or_tell(|database| {
            let known = repeated(database, &here)?;
            // What is uploaded between the two questions is counted once: here.
            let ids = here.iter().map(|call| call.request_id.clone()).filter(|id| !known.contains(id));
            let tallies = database.tally_ai_calls(&query, by, &ids.collect::<Vec<_>>())?;
            Ok((known, tallies))
        });
        let (known, mut tallies) = asked.stored.unwrap_or_default();
        for call in here.iter().filter(|call| !known.contains(&call.request_id)) {
            tallies.add(by.key(call).as_deref(), &AiSample::of(call));
        }
        let total = tallies.total();
        Ok(AiStats { complete: asked.complete, total, groups: tallies.groups() })
    }
}
