//! The command line: the only part that knows clap and the streams.

mod commands;
mod complete;
mod context;
mod global;
mod line;
mod run;
mod typo;
mod ui;

pub(crate) use run::run;
pub use ui::Watch;
