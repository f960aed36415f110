//! Taking a résumé in: all of it or nothing.

use super::{CommandResult, Library, profile};
use crate::domain::places;
use crate::formats::{self, Change, Incoming, Plan};
use crate::session::Session;

impl Library {
    /// Finds what is there already, and adds or updates the rest. With `dry_run` nothing is changed.
    pub fn import(&self, incoming: &Incoming, dry_run: bool) -> CommandResult<Plan> {
        self.load_first()?;
        let now = self.now();
        let mut new_id = || self.new_id();
        let mut planned = |session: &Session| {
            let existing: Vec<_> = session.experiences.iter().map(|record| &record.current).collect();
            formats::plan(incoming, &existing, session.profile(), now, &mut new_id)
        };
        if dry_run {
            return Ok(self.store.read(planned)?);
        }
        self.update(|session| {
            let plan = planned(session);
            self.carry_out(session, &plan)?;
            Ok(plan)
        })
    }

    fn carry_out(&self, session: &mut Session, plan: &Plan) -> CommandResult {
        let places = places(&session.experiences);
        for change in &plan.changes {
            match change {
                Change::Add(value) => {
                    session.experiences.add(value.clone(), self.new_id())?;
                }
                Change::Update(value, _) => {
                    if let Some(&place) = places.get(&value.id) {
                        session.experiences.edit(place, value.clone(), self.new_id())?;
                    }
                }
            }
        }
        if let Some(profile) = &plan.profile {
            profile::put(session, profile.clone(), self.new_id())?;
        }
        Ok(())
    }
}
