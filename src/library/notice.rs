//! What the user should know beside the answer.

use std::any::Any;
use std::fmt;
use std::io;

use crate::ai::client::Cancel;
use crate::config::Destination;

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// For those who ask for more.
    Detail,
    /// Worth knowing.
    Notice,
    /// What to do about the notice before it.
    Hint,
    /// Must be seen.
    Warning,
}

/// One line. It may quote text from elsewhere: the listener makes it harmless for where it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub weight: Weight,
    pub text: String,
}

/// The front end, while an operation goes on.
pub trait Listener: fmt::Debug {
    /// Hears a notice as it arises.
    fn hear(&self, notice: Notice);

    /// Hears where a question to an AI goes, before it is sent.
    fn asking(&self, _destination: &Destination) {}

    /// Watches for a wish to give a question up, for as long as the returned value lives.
    ///
    /// # Errors
    /// Where it cannot watch; then the question is not sent.
    fn watch(&self, _cancel: Cancel) -> io::Result<Box<dyn Any>> {
        Ok(Box::new(()))
    }
}

/// A count with its noun, which has a regular plural.
pub fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}
