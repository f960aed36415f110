//! Asking an AI, and the log of AI calls.

use std::any::Any;
use std::io;
use std::sync::{Arc, Mutex};

use resume::ai::client::Cancel;
use resume::config::Destination;
use resume::domain::{AiGrouping, AiQuery, AiStatus, Experience};
use resume::library::{
    Choice, ErrorKind, Library, Listener, Notice, Suggested, TailorLimits, TailorOrder, job_text,
};
use serde_json::json;

use crate::support::chat::{ChatServer, Reply};
use crate::{add, listen, open};

fn with_ai(url: &str) -> [(&'static str, &str); 2] {
    [("RESUME_AI_URL", url), ("RESUME_AI_MODEL", "tiny-1")]
}

/// An experience that supports one bullet.
fn baker(library: &Library) -> uuid::Uuid {
    let id = add(library, "Baker");
    let text = |experience: &mut Experience| {
        experience.text = Some("Baked bread for two hundred guests".to_owned());
        Ok(())
    };
    library.edit(id, text).unwrap();
    id
}

#[test]
fn proposals_are_asked_for_and_the_chosen_ones_added() {
    let answer = json!({"bullets": ["Baked bread for guests", "Led 12 bakers"], "skills": ["Kafka"]});
    let server = ChatServer::new([Reply::ok(&answer)]);
    let home = tempfile::tempdir().unwrap();
    let (library, heard) = open(home.path(), &with_ai(&server.url()));
    let id = baker(&library);
    let prefix = &id.to_string()[..8];

    let rehearsed = library.suggest_dry_run(prefix).unwrap();
    assert_eq!(rehearsed.destination.model.as_deref(), Some("tiny-1"));
    assert_eq!(server.requests().len(), 0, "nothing was sent");
    let Suggested { experience, suggestion } = library.suggest(prefix, &[]).unwrap();
    assert_eq!(server.requests()[0].json(), rehearsed.request);
    let supported: Vec<_> = suggestion.all().map(|(_, item)| item.is_supported()).collect();
    assert_eq!((experience.id, supported), (id, vec![true, false, false]));
    let choice = Choice { wanted: vec![true, true, false], by_hand: false };
    assert_eq!(library.add_suggested(id, &suggestion, &choice, &[]).unwrap(), [true, false, false]);
    let choice = Choice { by_hand: true, ..choice };
    assert_eq!(library.add_suggested(id, &suggestion, &choice, &[]).unwrap(), [false, true, false]);
    let texts = library.read(|session| session.experiences[0].current.bullets.clone()).unwrap();
    assert_eq!(
        texts.iter().map(|bullet| bullet.text.as_str()).collect::<Vec<_>>(),
        ["Baked bread for guests", "Led 12 bakers"]
    );
    library.delete(&[id]).unwrap();
    let gone = library.add_suggested(id, &suggestion, &choice, &[]).unwrap_err();
    assert_eq!(gone.kind, ErrorKind::NotFound);
    assert_eq!(
        *heard.0.lock().unwrap(),
        ["the experience changed meanwhile; left out 1 proposal without support"]
    );
}

#[test]
fn a_job_ranks_experiences_and_a_tag_marks_the_choice() {
    let answer = json!({"experiences": [{"key": "e1", "reason": "bakes", "bullets": []}]});
    let server = ChatServer::new([Reply::ok(&answer), Reply::error(400, "no", "no")]);
    let home = tempfile::tempdir().unwrap();
    let (library, _) = open(home.path(), &with_ai(&server.url()));
    let (baker, cook) = (baker(&library), add(&library, "Cook"));
    let job = job_text(b"\xef\xbb\xbf We need a baker.\n".to_vec(), "the job").unwrap();
    assert_eq!(job, "We need a baker.");
    let limits = TailorLimits { experiences: 10, bullets: 6 };
    let order = TailorOrder { job, limits, no_ai: true };

    let by_words = library.tailor(&order).unwrap();
    assert_eq!(by_words.ranking.chosen.iter().map(|one| one.id).collect::<Vec<_>>(), [baker]);
    let order = TailorOrder { no_ai: false, ..order };
    let by_ai = library.tailor(&order).unwrap();
    assert_eq!(by_ai.ranking.chosen[0].reason, "bakes");
    let sent = server.requests()[0].json();
    assert_eq!(library.tailor_dry_run(&order.job).unwrap().request, sent);
    let error = library.tailor(&order).unwrap_err();
    assert!(error.hint.unwrap().contains("`--no-ai` ranks by keywords"));

    let tag = |experience: &mut Experience| {
        experience.tags = vec!["acme".to_owned()];
        Ok(())
    };
    library.edit(cook, tag).unwrap();
    let refused = library.mark(&by_words.ranking, "acme", false, None, None).unwrap_err();
    assert!(refused.message.contains("already marks experiences that were not chosen (1)"), "{refused}");
    let marks = library.mark(&by_words.ranking, "acme", true, None, None).unwrap();
    assert_eq!((marks.experiences, marks.others), (1, 1));
    let tagged =
        |id: uuid::Uuid| library.find(&id.to_string(), resume::library::Among::All).unwrap().current.tags;
    assert_eq!((tagged(baker), tagged(cook)), (vec!["acme".to_owned()], Vec::new()));
}

#[test]
fn calls_are_logged_listed_counted_and_removed() {
    let home = tempfile::tempdir().unwrap();
    let (library, heard) = open(home.path(), &[]);
    let about = add(&library, "Baker");
    let line = |id: &str, operation: &str, at: &str| {
        json!({"request_id": id, "operation": operation, "started_at": at, "experience": about.to_string()[..8],
            "latency_ms": 5, "cost": "0.5"})
        .to_string()
    };
    let calls = [
        line("first-1", "suggest", "2024-01-01T00:00:00Z"),
        line("second", "tailor", "2025-01-01T00:00:00Z"),
    ];
    let logged = library.record_ai_calls(calls.join("\n").as_bytes()).unwrap();
    assert_eq!((logged.recorded, logged.ids), (2, vec!["first-1".to_owned(), "second".to_owned()]));
    let wrong = library.record_ai_calls(b"{\"operation\": \"x\"}\n{\"operation\": 7}").unwrap_err();
    assert_eq!(
        (wrong.kind, &*wrong.message),
        (ErrorKind::Usage, "line 2: operation: it must be a text, not a number")
    );

    let listed = |library: &Library| {
        let found = library.ai_calls(&AiQuery::default(), 10, true).unwrap();
        found.into_iter().map(|found| (found.call.request_id, found.pending)).collect::<Vec<_>>()
    };
    assert_eq!(listed(&library), [("second".to_owned(), true), ("first-1".to_owned(), true)]);
    library.settle();
    assert_eq!(listed(&library), [("second".to_owned(), false), ("first-1".to_owned(), false)]);
    let found = library.ai_call("firs").unwrap().call;
    assert_eq!((found.experience, found.status), (Some(about.to_string()), AiStatus::Ok));
    assert_eq!(library.ai_call("nothing").unwrap_err().kind, ErrorKind::NotFound);
    let stats = library.ai_stats(AiGrouping::Operation, None).unwrap();
    assert_eq!((stats.complete, stats.total.calls, stats.groups.len()), (true, 2, 2));

    let before = "2024-06-01".parse::<resume::library::When>().unwrap().at(library.now());
    let asked = Mutex::new(Vec::new());
    let confirm = |count| {
        asked.lock().unwrap().push(count);
        Ok(())
    };
    let pruned = library.prune_ai_calls(before, Some(confirm)).unwrap();
    assert_eq!((pruned, asked.into_inner().unwrap()), (1, vec![1]));
    assert_eq!(listed(&library), [("second".to_owned(), false)]);
    assert_eq!(*heard.0.lock().unwrap(), Vec::<String>::new());
}

/// Gives every question up at once.
#[derive(Debug, Default, Clone)]
struct Impatient(Arc<Mutex<Vec<String>>>);

impl Listener for Impatient {
    fn hear(&self, _: Notice) {}

    fn asking(&self, destination: &Destination) {
        self.0.lock().unwrap().push(destination.url.clone());
    }

    fn watch(&self, cancel: Cancel) -> io::Result<Box<dyn Any>> {
        cancel.cancel();
        Ok(Box::new(()))
    }
}

#[test]
fn a_front_end_hears_where_a_question_goes_and_can_give_it_up() {
    let server = ChatServer::new([Reply::silent()]);
    let home = tempfile::tempdir().unwrap();
    let impatient = Impatient::default();
    let library = listen(home.path(), &with_ai(&server.url()), Box::new(impatient.clone()));
    let id = baker(&library);
    let error = library.suggest(&id.to_string(), &[]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Interrupted);
    assert_eq!(*impatient.0.lock().unwrap(), [format!("{}/chat/completions", server.url())]);
    let logged = library.ai_calls(&AiQuery::default(), 10, false).unwrap();
    assert_eq!(logged[0].call.status, AiStatus::Error, "it is logged all the same");
}
