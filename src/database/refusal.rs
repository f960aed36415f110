//! What no database is asked to store.
//!
//! The engines differ in what they accept (a NUL character, say). A value that one of them took
//! and the border of another device then rejects would stop that device's every pull, so that all
//! implementations refuse the same values, before the engine sees them.

use crate::domain::{Push, Synced};

/// Why a push cannot be stored by any database, if it cannot.
pub fn of<T: Synced>(push: &Push<T>) -> Option<String> {
    let Some(last) = push.last() else {
        return Some("the push holds no state".to_owned());
    };
    if push.states.iter().any(|state| state.value.key() != last.value.key()) {
        return Some("the states of the push belong to different records".to_owned());
    }
    push.states.iter().find_map(|state| state.value.validate().err()).map(|invalid| invalid.to_string())
}
