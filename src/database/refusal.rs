//! What no database is asked to store.
//!
//! The engines differ in what they accept (a NUL character, say). A value that one of them took
//! and the border of another device then rejects would stop that device's every pull, so that all
//! implementations refuse the same values, before the engine sees them.

use uuid::Uuid;

use crate::domain::{Experience, Invalid, Profile, Push};

/// A value that a push may carry.
pub trait Pushed {
    /// Which record it is; the profile, of which there is one, has no id.
    fn id(&self) -> Option<Uuid>;

    /// Checks what its type cannot say.
    fn valid(&self) -> Result<(), Invalid>;
}

impl Pushed for Experience {
    fn id(&self) -> Option<Uuid> {
        Some(self.id)
    }

    fn valid(&self) -> Result<(), Invalid> {
        self.validate()
    }
}

impl Pushed for Profile {
    fn id(&self) -> Option<Uuid> {
        None
    }

    fn valid(&self) -> Result<(), Invalid> {
        self.validate()
    }
}

/// Why a push cannot be stored by any database, if it cannot.
pub fn of<T: Pushed>(push: &Push<T>) -> Option<String> {
    let Some(last) = push.last() else {
        return Some("the push holds no state".to_owned());
    };
    if push.states.iter().any(|state| state.value.id() != last.value.id()) {
        return Some("the states of the push belong to different records".to_owned());
    }
    push.states.iter().find_map(|state| state.value.valid().err()).map(|invalid| invalid.to_string())
}
