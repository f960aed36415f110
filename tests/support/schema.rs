//! The published JSON Schemas, as a test of what the program prints.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::{Retrieve, Uri, Validator};
use serde_json::Value;

/// Where the schemas are.
pub(crate) fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/json")
}

/// The text of `schema/json/NAME.schema.json`.
pub(crate) fn schema(name: &str) -> Value {
    let path = directory().join(format!("{name}.schema.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Finds the schemas that others refer to beside them, and nowhere else.
struct Beside;

impl Retrieve for Beside {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let name = uri.path().as_str().rsplit('/').next().unwrap_or_default();
        Ok(serde_json::from_str(&fs::read_to_string(directory().join(name))?)?)
    }
}

pub(crate) fn validator(name: &str) -> Validator {
    let options = jsonschema::options().should_validate_formats(true).with_retriever(Beside);
    options.build(&schema(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Checks a value against `schema/json/NAME.schema.json`.
#[track_caller]
pub(crate) fn check(name: &str, value: &Value) {
    let errors: Vec<_> = validator(name)
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "not as `{name}` says: {}\n{value:#}", errors.join("\n"));
}
