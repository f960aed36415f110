//! The command line: the only part that knows clap and the streams.

pub mod commands;
mod complete;
pub mod context;
mod line;
mod run;
pub mod ui;

pub use line::Cli;
pub use run::run;
