//! What this machine lends a library: its clock, random ids, its name.

use uuid::Uuid;

use crate::clock;
use crate::sync::Surroundings;

pub(super) fn surroundings() -> Surroundings {
    let device = rustix::system::uname().nodename().to_string_lossy().into_owned();
    Surroundings { clock: clock::system, ids: Uuid::new_v4, device }
}
