//! Typst's `json`, with numbers.
//!
//! `resume` keeps the numbers of JSON files as they are written, by a feature of the JSON parser that then
//! holds for both programs. It hands Typst an object of one private member in place of each number.

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{
    Binding, Dict, Func, IntoValue, Module, NativeFunc, Scope, Str, Value, func, scope,
};
use typst::loading::{self, DataSource};
use typst::syntax::Spanned;
use typst::{Library, LibraryExt};

/// The one member of the object that stands for a number.
const NUMBER: &str = "$serde_json::private::Number";

/// Typst's standard library, in which `json` reads numbers.
pub(crate) fn library() -> Library {
    let mut library = Library::default();
    let mut scope: Scope = library.global.scope().clone();
    if let Some(binding) = scope.get_mut("json") {
        *binding = Binding::detached(Func::from(json::data()));
    }
    library.global = Module::new("global", scope);
    library.std = Binding::detached(library.global.clone());
    library
}

/// Reads structured data from a JSON file.
#[func(scope, title = "JSON")]
fn json(
    engine: &mut Engine,
    /// A path to a JSON file or raw JSON bytes.
    source: Spanned<DataSource>,
) -> SourceResult<Value> {
    loading::json(engine, source).map(with_numbers)
}

#[scope]
impl json {
    /// Encodes structured data into a JSON string.
    #[func(title = "Encode JSON")]
    fn encode(
        /// Value to be encoded.
        value: Spanned<Value>,
        /// Whether to pretty print the JSON with newlines and indentation.
        #[named]
        #[default(true)]
        pretty: bool,
    ) -> SourceResult<Str> {
        loading::json::encode(value, pretty)
    }
}

fn with_numbers(value: Value) -> Value {
    match value {
        Value::Array(array) => Value::Array(array.into_iter().map(with_numbers).collect()),
        Value::Dict(dict) => number(&dict).unwrap_or_else(|| {
            Value::Dict(dict.into_iter().map(|(key, value)| (key, with_numbers(value))).collect())
        }),
        other => other,
    }
}

/// The number that a dictionary stands for: an integer if it is a whole one that has room.
fn number(dict: &Dict) -> Option<Value> {
    let Ok(Value::Str(text)) = dict.get(NUMBER) else { return None };
    let integer = text.parse::<i64>().ok().map(IntoValue::into_value);
    integer.or_else(|| text.parse::<f64>().ok().map(IntoValue::into_value))
}
