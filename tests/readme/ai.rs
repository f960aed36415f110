//! Runs the commands of `docs/ai.md`, against a server that speaks its protocol.

use serde_json::json;

use crate::support::chat::{ChatServer, Reply};
use crate::{Reader, page, steps, undo};

#[test]
fn the_commands_for_an_ai_print_what_is_shown() {
    let answer = Reply::ok(&json!({
        "bullets": ["Moved the nightly load to Airflow", "Cut costs by 40 % with Kubernetes"],
        "skills": ["Airflow", "Kubernetes"],
    }));
    let server = ChatServer::new([answer.clone(), answer]);
    let directory = tempfile::tempdir().unwrap();
    let mut reader = Reader::new(directory.path());
    for (name, value) in [("RESUME_AI_URL", server.url()), ("RESUME_AI_MODEL", "any".to_owned())] {
        reader.variables.push((name.to_owned(), value));
    }
    let steps = steps(&page("docs/ai.md"));
    assert!(steps.len() > 5, "{} commands for an AI", steps.len());
    // What `ai suggest --apply` took over is taken back like any other change.
    assert_eq!(undo::follow(&reader, steps), 2);
    assert_eq!(server.requests().len(), 2);
}
