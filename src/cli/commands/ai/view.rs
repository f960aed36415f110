//! How facts of AI calls are written in tables.

/// Formats milliseconds for people.
pub(super) fn latency(milliseconds: Option<i64>) -> String {
    match milliseconds {
        None => String::new(),
        Some(short @ ..10_000) => format!("{short} ms"),
        Some(long) => format!("{}.{} s", long / 1000, long % 1000 / 100),
    }
}

pub(super) fn number(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

pub(super) fn dollars(cost: Option<impl std::fmt::Display>) -> String {
    cost.map(|cost| format!("${cost}")).unwrap_or_default()
}
