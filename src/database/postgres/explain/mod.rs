//! What went wrong with PostgreSQL, by cause, and what to do about it.
//!
//! The invariants: every error says what to do; what a server says is short, on one line, and
//! holds no password, even if the server repeats it; and no such text is kept as the source of an error.

mod failure;
mod pooler;
mod refused;
mod unreached;
mod untrusted;
mod words;

pub(super) use failure::Excess;
pub use failure::Failure;
pub(super) use pooler::is_of_pgpool;
pub(super) use refused::identifier;
pub(super) use unreached::{TlsFailure, Unreached};
pub(super) use untrusted::own as own_certificate;
pub use words::Login;
pub(super) use words::{STEP_BY_STEP, quoted};
