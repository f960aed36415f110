//! One call of an AI, as it is logged.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::weight;

/// A question to an AI, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AiCall {
    /// Chosen by the caller, and unique for the user.
    pub request_id: String,
    pub operation: String,
    pub provider: Option<String>,
    pub model: Option<String>,
    /// The id of the experience that it was about.
    pub experience: Option<String>,
    pub status: AiStatus,
    pub http_status: Option<i64>,
    pub error_type: Option<String>,
    pub error_message: Option<String>,
    pub started_at: StartedAt,
    /// Milliseconds.
    pub latency_ms: Option<i64>,
    pub prompt_tokens: Option<i64>,
    pub completion_tokens: Option<i64>,
    pub total_tokens: Option<i64>,
    /// In US dollars, as a decimal text: money is no floating point number.
    pub cost: Option<String>,
    pub request: Option<String>,
    pub response: Option<String>,
    pub metadata: Map<String, Value>,
}

impl AiCall {
    /// A call of which no more is known.
    pub fn new(
        request_id: impl Into<String>,
        operation: impl Into<String>,
        status: AiStatus,
        started_at: StartedAt,
    ) -> Self {
        Self {
            request_id: request_id.into(),
            operation: operation.into(),
            provider: None,
            model: None,
            experience: None,
            status,
            http_status: None,
            error_type: None,
            error_message: None,
            started_at,
            latency_ms: None,
            prompt_tokens: None,
            completion_tokens: None,
            total_tokens: None,
            cost: None,
            request: None,
            response: None,
            metadata: Map::new(),
        }
    }

    /// How many bytes of text it holds, about.
    pub fn size(&self) -> usize {
        let texts = [&self.request, &self.response, &self.error_message, &self.model, &self.provider];
        let texts: usize = texts.into_iter().flatten().map(String::len).sum();
        texts + self.metadata.iter().map(|(key, value)| key.len() + value.to_string().len()).sum::<usize>()
    }

    /// All tokens, as far as they are known: where the call does not say it, its other two together.
    pub fn tokens(&self) -> Option<i128> {
        tokens(self.prompt_tokens, self.completion_tokens, self.total_tokens)
    }

    /// About how many bytes it takes in memory.
    pub fn weight(&self) -> usize {
        size_of::<Self>() + self.size() + weight::of_members(&self.metadata)
    }
}

/// The tokens of a call that are known, together.
pub(super) fn tokens(prompt: Option<i64>, completion: Option<i64>, total: Option<i64>) -> Option<i128> {
    let parts = [prompt, completion].into_iter().flatten().map(i128::from).reduce(|one, other| one + other);
    total.map(i128::from).or(parts)
}

words! {
    /// How a call ended.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum AiStatus {
        Ok = "ok",
        Error = "error",
    }
    /// A word that is no [`AiStatus`].
    else UnknownStatus = "it is neither `ok` nor `error`"
}

/// When a call began: always written with six digits after the second, so that the order of the texts
/// is that of the times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StartedAt(pub Timestamp);

impl fmt::Display for StartedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.0)
    }
}

impl FromStr for StartedAt {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl TryFrom<String> for StartedAt {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<StartedAt> for String {
    fn from(time: StartedAt) -> Self {
        time.to_string()
    }
}
