//! What is wrong with the parameters of a request that the protocol knows.
//!
//! rmcp takes a request whose parameters it cannot read for one of a method that it does not know. The invariant: only an
//! unknown method is answered with "method not found".

use serde_json::Value;

/// What a parameter is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Text,
    Object,
}

/// Its name, what it is, and whether it must be there.
type Parameter = (&'static str, Sort, bool);

/// The methods of the server, each with its parameters. Those that need none are read whatever they are.
const METHODS: [(&str, &[Parameter]); 13] = [
    (
        "initialize",
        &[
            ("protocolVersion", Sort::Text, true),
            ("capabilities", Sort::Object, true),
            ("clientInfo", Sort::Object, true),
        ],
    ),
    ("server/discover", &[]),
    ("ping", &[]),
    ("tools/list", &[]),
    ("tools/call", &[("name", Sort::Text, true), ("arguments", Sort::Object, false)]),
    ("resources/list", &[]),
    ("resources/templates/list", &[]),
    ("resources/read", ADDRESS),
    ("resources/subscribe", ADDRESS),
    ("resources/unsubscribe", ADDRESS),
    ("subscriptions/listen", &[("notifications", Sort::Object, true)]),
    ("prompts/list", &[]),
    ("prompts/get", &[("name", Sort::Text, true), ("arguments", Sort::Object, false)]),
];

const ADDRESS: &[Parameter] = &[("uri", Sort::Text, true)];

/// What is wrong with parameters that could not be read; `None` where the method is unknown.
pub(super) fn wrong(method: &str, params: Option<&Value>) -> Option<String> {
    let (_, known) = METHODS.iter().find(|(name, _)| *name == method)?;
    if params.is_some_and(|params| !params.is_object()) {
        return Some("`params` is not an object".to_owned());
    }
    let fault = known.iter().find_map(|(name, sort, is_needed)| {
        let value = params.and_then(|params| params.get(name)).filter(|value| !value.is_null());
        match (value, sort) {
            (None, _) => is_needed.then(|| format!("`{name}` is missing")),
            (Some(value), Sort::Text) => (!value.is_string()).then(|| format!("`{name}` is not a text")),
            (Some(value), Sort::Object) => (!value.is_object()).then(|| format!("`{name}` is not an object")),
        }
    });
    Some(fault.unwrap_or_else(|| format!("they are not those of `{method}`")))
}
