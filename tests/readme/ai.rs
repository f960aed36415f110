//! Runs the commands of `docs/ai.md`, against a server that speaks its protocol.

use serde_json::json;

use crate::support::chat::{ChatServer, Reply};
use crate::{Reader, page, steps, undo};

/// Where the page has Ollama.
const OLLAMA: &str = "http://127.0.0.1:11434/v1";

#[test]
fn the_commands_for_an_ai_print_what_is_shown() {
    let answer = Reply::ok(&json!({
        "bullets": ["Moved the nightly load to Airflow", "Cut costs by 40 % with Kubernetes"],
        "skills": ["Airflow", "Kubernetes"],
    }));
    let server = ChatServer::new([answer]);
    let directory = tempfile::tempdir().unwrap();
    let mut reader = Reader::new(directory.path());
    for (name, value) in [("RESUME_AI_URL", server.url()), ("RESUME_AI_MODEL", "llama3.2".to_owned())] {
        reader.variables.push((name.to_owned(), value));
    }
    reader.printed.push((OLLAMA.to_owned(), server.url()));
    let steps = steps(&page("docs/ai.md"));
    assert!(steps.len() > 4, "{} commands for an AI", steps.len());
    // What `ai suggest` took over is taken back like any other change.
    assert_eq!(undo::follow(&reader, steps), 2);
    assert_eq!(server.requests().len(), 1);
}
