//! Asking the client, and what is true of every answer and every row.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::time::Duration;

use resume::ai::client::{Around, Cancel, Client, Pace, Roots, Setup};
use resume::ai::{AiError, Chat, Question, Secret, Shape};
use resume::clock;
use resume::domain::{AiCall, AiStatus};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::PATIENCE;
use crate::support::chat::ChatServer;

/// It has characters that JSON escapes.
pub(crate) const KEY: &str = "sk-test/\"0123456789abcdef";

pub(crate) fn question() -> Question {
    Question {
        operation: "suggest",
        experience: Some(Uuid::nil()),
        instructions: "Be brief.".to_owned(),
        material: "Baked bread.".to_owned(),
        shape: Shape { name: "answer", schema: json!({"type": "object", "additionalProperties": false}) },
    }
}

/// No pauses, and patience without end.
pub(crate) fn setup(url: &str) -> Setup {
    Setup {
        endpoint: url.parse().unwrap(),
        model: "tiny".to_owned(),
        key: Some(Secret::new(KEY)),
        key_withheld: false,
        via: None,
        roots: Roots::System,
        log_content: true,
        pace: Pace {
            attempt: PATIENCE,
            connect: PATIENCE,
            attempts: 3,
            pause: Duration::ZERO,
            longest_pause: Duration::from_secs(30),
        },
    }
}

/// What became of a question.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) answer: Result<Value, AiError>,
    pub(crate) rows: Vec<AiCall>,
}

impl Asked {
    #[track_caller]
    pub(crate) fn error(&self) -> &AiError {
        self.answer.as_ref().expect_err("no answer")
    }

    /// The kinds of the rows, `ok` for a success.
    pub(crate) fn kinds(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.error_type.as_deref().unwrap_or("ok")).collect()
    }
}

pub(crate) fn unwatched(_: Cancel) -> io::Result<Box<dyn Any>> {
    Ok(Box::new(()))
}

#[track_caller]
pub(crate) fn ask(setup: Setup) -> Asked {
    ask_watched(setup, &unwatched)
}

#[track_caller]
pub(crate) fn ask_server(server: &ChatServer) -> Asked {
    ask(setup(&server.url()))
}

#[track_caller]
pub(crate) fn ask_watched(setup: Setup, watch: &dyn Fn(Cancel) -> io::Result<Box<dyn Any>>) -> Asked {
    ask_logging(setup, watch, &|_| {})
}

#[track_caller]
pub(crate) fn ask_logging(
    setup: Setup,
    watch: &dyn Fn(Cancel) -> io::Result<Box<dyn Any>>,
    logged: &dyn Fn(usize),
) -> Asked {
    let rows = RefCell::new(Vec::new());
    let log = |row: AiCall| {
        rows.borrow_mut().push(row);
        logged(rows.borrow().len());
    };
    let around = Around { clock: clock::system, ids: Uuid::new_v4, log: &log, waits: &|_| {}, watch };
    let client = Client::new(setup, around).unwrap();
    let answer = client.ask(&question());
    let asked = Asked { answer, rows: rows.into_inner() };
    check(&asked);
    asked
}

/// The key is nowhere, no attempt is without a row, and every row can be stored.
#[track_caller]
pub(crate) fn check(asked: &Asked) {
    let told = format!("{asked:?}");
    let stored = serde_json::to_string(&asked.rows).unwrap();
    for secret in ["0123456789abcdef", "sk-test"] {
        assert!(!told.contains(secret) && !stored.contains(secret), "{secret} is in {told}");
    }
    // A NUL; not what a server wrote as JSON does.
    assert!(!stored.replace("\\\\", "").contains("\\u0000") && !stored.contains("Bearer"), "{stored}");
    let ids: BTreeSet<_> = asked.rows.iter().map(|row| &row.request_id).collect();
    assert_eq!(ids.len(), asked.rows.len(), "{told}");
    assert!(!asked.rows.is_empty());
    for (row, number) in asked.rows.iter().zip(1..) {
        assert_eq!(row.metadata["attempt"], number);
        assert_eq!(row.metadata["question"], asked.rows[0].metadata["question"]);
        assert_eq!(row.operation, "suggest");
        assert_eq!(row.experience, Some(Uuid::nil().to_string()));
        assert!(row.latency_ms.is_some());
        assert_eq!(row.status == AiStatus::Ok, row.error_type.is_none());
        assert_eq!(row.error_type.is_none(), row.error_message.is_none());
        let long = row.error_message.as_ref().is_some_and(|message| message.chars().count() > 600);
        assert!(!long, "{row:?}");
    }
    if let Err(error) = &asked.answer {
        let message = &error.message;
        assert!(message.starts_with(|first: char| !first.is_uppercase()), "{message}");
        assert!(!message.chars().any(char::is_control) && message.chars().count() <= 600, "{message:?}");
    }
}
