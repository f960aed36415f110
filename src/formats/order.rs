//! The order of a section: what an imported file had, and before it what was added here, newest first.

use std::cmp::{Ordering, Reverse};

use super::json_resume::position;
use crate::domain::{Experience, Kind};

/// The living experiences of a kind, in the order in which a résumé shows them.
pub(super) fn in_section_order(experiences: &[Experience], kind: Kind) -> Vec<&Experience> {
    let living = experiences.iter().filter(|experience| experience.kind == kind && !experience.is_deleted());
    let mut section: Vec<_> = living.collect();
    section.sort_by(|left, right| by_place(left, right));
    section
}

/// Records without a position first, the newest start before the older and the unknown; then by position.
/// What is equal so far: by creation, then by id, so that every device shows one order.
pub(super) fn by_place(left: &Experience, right: &Experience) -> Ordering {
    let key = |experience: &Experience| {
        let position = position(experience);
        let start = Reverse(experience.start_date.filter(|_| position.is_none()));
        (position, start, experience.created_at, experience.id)
    };
    key(left).cmp(&key(right))
}
