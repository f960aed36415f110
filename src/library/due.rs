//! Is a sync due? The one table that answers it at the end of an operation.
//!
//! | last failure of this configuration | background and SQLite          | `inline`                     |
//! |------------------------------------|--------------------------------|------------------------------|
//! | none                               | pending, AI calls, or 5 min old| pending or AI calls          |
//! | none, last sync with another one   | now                            | as above, on a server        |
//! | rests (back-off)                   | never, an unfinished load now  | pending or AI calls          |
//! | stops (wrong credentials)          | never                          | never on a server            |
//! | another database (foreign)         | as above; it is told           | as above; pending is told    |

use jiff::Timestamp;

use crate::session::{Fingerprint, Session};
use crate::sync;

/// What the session does not know.
pub(super) struct Occasion<'a> {
    pub(super) now: Timestamp,
    pub(super) configuration: Fingerprint,
    pub(super) remote: bool,
    /// Whether the operation itself synchronises what is pending.
    pub(super) inline: bool,
    /// Whether the session was last brought together with another database.
    pub(super) elsewhere: &'a dyn Fn(&Session) -> bool,
    /// Whether a first load was cut short and is to go on.
    pub(super) unfinished: bool,
    /// Whether logged AI calls wait. Asked only where nothing else decides: a look costs every command.
    pub(super) calls: &'a dyn Fn() -> bool,
}

/// What to do about it.
pub(super) struct Decision {
    pub(super) worth: bool,
    /// Why changes stay here, where the database is another one than the session's.
    pub(super) foreign: Option<String>,
    /// The failure that was known when this was decided.
    pub(super) known: Option<Timestamp>,
}

pub(super) fn decide(session: &Session, occasion: &Occasion<'_>) -> Decision {
    let &Occasion { now, configuration, remote, inline, unfinished, .. } = occasion;
    let failure =
        session.sync.last_error.as_ref().filter(|_| session.sync.configuration == Some(configuration));
    let calls = || !sync::calls_rest(session, now, configuration) && (occasion.calls)();
    let pending = || session.pending() > 0 || calls();
    let foreign = failure.filter(|failure| remote && failure.reason == "foreign");
    let elsewhere = (occasion.elsewhere)(session);
    let foreign =
        foreign.filter(|_| pending() || (elsewhere && !inline)).map(|failure| failure.message.clone());
    let stopped = remote && failure.is_some_and(|failure| failure.stops);
    let due = || {
        sync::due(session, now, configuration, elsewhere)
            || unfinished
            || (!sync::rests(session, now, configuration) && calls())
    };
    let worth = if inline { !stopped && (pending() || (elsewhere && !remote)) } else { due() };
    Decision { worth, foreign, known: session.sync.last_error.as_ref().map(|failure| failure.at) }
}
