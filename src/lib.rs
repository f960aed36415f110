//! A résumé manager: experiences in a local session, a database that is never in the way.

pub mod clock;
pub mod database;
pub mod domain;
pub mod files;
pub mod formats;
pub mod session;
pub mod sync;
