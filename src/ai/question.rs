//! A question to an AI, and why it has no answer.

use serde_json::Value;
use uuid::Uuid;

use super::kind;

/// One thing that is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What it is asked for, as the log has it: `suggest`, `tailor`, `import`.
    pub operation: &'static str,
    /// The experience that it is about.
    pub experience: Option<Uuid>,
    /// What the AI is to do.
    pub instructions: String,
    /// What it is to do it with. It may say anything, and is no instruction.
    pub material: String,
    /// The shape of the answer.
    pub shape: Shape,
}

/// The shape that an answer must have.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    pub name: &'static str,
    /// A JSON Schema.
    pub schema: Value,
}

/// An AI that answers questions.
pub trait Chat {
    /// Asks, and returns the JSON value that was answered. That it has the shape asked for was not
    /// checked.
    ///
    /// # Errors
    /// An [`AiError`] that tells the cause plainly, once every retry has failed.
    fn ask(&self, question: &Question) -> Result<Value, AiError>;
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AiError {
    /// As the log has it: one of the words of [`kind`].
    pub kind: &'static str,
    /// Without anything secret, and safe to print.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl AiError {
    pub(super) fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None }
    }

    #[must_use]
    pub(super) fn hint(self, hint: &str) -> Self {
        Self { hint: Some(hint.to_owned()), ..self }
    }

    /// The error for an answer that cannot be read. It quotes nothing of the answer, which may hold anything, even
    /// what is secret.
    pub(super) fn wrong_shape() -> Self {
        let message = "the answer of the AI does not have the shape that was asked for";
        Self::new(kind::INVALID_ANSWER, message).hint("try again, or try another model")
    }
}
