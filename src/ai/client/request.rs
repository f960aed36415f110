//! What is sent.

use serde_json::{Value, json};

use crate::ai::question::Question;

/// Low: the same question is to get the same answer.
const TEMPERATURE: f64 = 0.2;

/// How the shape of the answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// By a schema that the server holds the model to.
    Schema,
    /// By a promise that it is JSON, and by a schema beside it, which llama.cpp's servers go by
    /// (its server's manual, `response_format`).
    ObjectOfSchema,
    /// By a promise that it is JSON.
    Object,
    /// In words alone.
    Words,
}

/// What the server is known to understand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Features {
    pub(super) format: Format,
    pub(super) temperature: bool,
}

impl Features {
    pub(super) const ALL: Self = Self { format: Format::Schema, temperature: true };

    /// The next lower demand; `None`: nothing less can be asked for.
    pub(super) fn lower_format(self) -> Option<Self> {
        match self.format {
            Format::Schema => Some(Self { format: Format::ObjectOfSchema, ..self }),
            Format::ObjectOfSchema => Some(Self { format: Format::Object, ..self }),
            Format::Object => Some(Self { format: Format::Words, ..self }),
            Format::Words => None,
        }
    }

    pub(super) fn without_temperature(self) -> Option<Self> {
        self.temperature.then_some(Self { temperature: false, ..self })
    }
}

/// The body of a request, as JSON.
pub(super) fn body(question: &Question, model: &str, features: Features) -> String {
    let schema = &question.shape.schema;
    let instructions = match features.format {
        Format::Schema => question.instructions.clone(),
        Format::ObjectOfSchema | Format::Object | Format::Words => format!(
            "{}\n\nAnswer with one JSON value and nothing else. It must match this JSON Schema:\n{schema}",
            question.instructions
        ),
    };
    let mut body = json!({
        "model": model,
        "messages": [
            {"role": "system", "content": instructions},
            {"role": "user", "content": question.material},
        ],
        "stream": false,
    });
    if features.temperature {
        body["temperature"] = json!(TEMPERATURE);
    }
    match features.format {
        Format::Schema => {
            let wanted = json!({"name": question.shape.name, "strict": true, "schema": schema});
            body["response_format"] = json!({"type": "json_schema", "json_schema": wanted});
        }
        Format::ObjectOfSchema => {
            body["response_format"] = json!({"type": "json_object", "schema": schema});
        }
        Format::Object => body["response_format"] = json!({"type": "json_object"}),
        Format::Words => {}
    }
    Value::to_string(&body)
}
