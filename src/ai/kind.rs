//! The words for what can go wrong, as the log and [`AiError::kind`] have them. Scripts rely on them.
//!
//! [`AiError::kind`]: super::AiError::kind

/// The name of the host is not known.
pub const NAME_NOT_FOUND: &str = "name_not_found";
/// No server listens there.
pub const REFUSED: &str = "refused";
/// No way leads there.
pub const UNREACHABLE: &str = "unreachable";
/// No answer, or not all of it, within the time for one attempt.
pub const TIMEOUT: &str = "timeout";
/// No encrypted connection could be agreed on, or the certificate is not to be trusted.
pub const TLS: &str = "tls";
/// The proxy on the way.
pub const PROXY: &str = "proxy";
/// The connection ended before the answer did.
pub const CONNECTION_LOST: &str = "connection_lost";
/// HTTP 401 and 403.
pub const AUTHENTICATION: &str = "authentication";
/// The server has no such model.
pub const MODEL_NOT_FOUND: &str = "model_not_found";
/// HTTP 404 otherwise: no API there.
pub const NOT_FOUND: &str = "not_found";
/// HTTP 429: too many requests.
pub const RATE_LIMIT: &str = "rate_limit";
/// What was paid for is used up.
pub const QUOTA: &str = "quota";
/// More than the model or the server takes.
pub const TOO_LARGE: &str = "too_large";
/// The server does not know the structured output or the option that was asked for; the question is
/// put again without.
pub const UNSUPPORTED: &str = "unsupported";
/// Any other refusal of the question, HTTP 4xx.
pub const BAD_REQUEST: &str = "bad_request";
/// HTTP 5xx, or an error in the place of an answer.
pub const SERVER_ERROR: &str = "server_error";
/// HTTP 3xx: redirects are not followed.
pub const REDIRECT: &str = "redirect";
/// What came back is no chat completion: a web page, broken JSON, another shape, too much.
pub const INVALID_RESPONSE: &str = "invalid_response";
/// The model answered, but not with one JSON value.
pub const INVALID_ANSWER: &str = "invalid_answer";
/// The model's answer ended at the limit of its length.
pub const CUT_OFF: &str = "cut_off";
/// The model or a filter would not answer.
pub const REFUSAL: &str = "refusal";
/// Ctrl-C.
pub const CANCELLED: &str = "cancelled";
/// This machine: no thread, no certificates of authorities.
pub const FAILED: &str = "failed";
