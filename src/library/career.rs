//! Where the years went.

use super::publish::{check_kind, check_tag};
use super::{CommandResult, Library, select};
use crate::domain::career::{Career, CareerOrder, Month};

impl Library {
    /// Counts the time of the living experiences until today (UTC). A kind or tag that nothing has is an error.
    pub fn career(&self, order: &CareerOrder) -> CommandResult<Career> {
        let living = self.read(select::in_sections)?;
        let all: Vec<_> = living.iter().collect();
        order.tags.iter().try_for_each(|tag| check_tag(&all, tag))?;
        order.kinds.iter().try_for_each(|kind| check_kind(&all, *kind))?;
        Ok(Career::of(&living, order, Month::of(self.now())))
    }
}
