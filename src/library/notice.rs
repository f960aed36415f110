//! What the user should know beside the answer.

use std::fmt;

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

/// Hears notices as they arise, while an operation goes on.
pub trait Listener: fmt::Debug {
    fn hear(&self, notice: Notice);
}
