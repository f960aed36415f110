//! Applications among the random changes: each keeps what it sent, and every status that was noted of it.

use resume::clock;
use resume::domain::{
    Application, ApplicationStatus, Document, DocumentKey, DocumentKind, Snapshot, note_status, snapshot_key,
};
use resume::session::Session;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::Device;
use crate::worlds::World;

/// What the text begins with that is acknowledged with each status.
const STATUS: &str = "status ";

fn unique(acknowledged: &mut Vec<String>) -> String {
    let text = format!("{STATUS}{}", Uuid::new_v4().simple());
    acknowledged.push(text.clone());
    text
}

impl<W: World> Device<'_, W> {
    /// Saves an application with one of a few résumés, so that devices keep the same one without knowing.
    pub(crate) fn apply(&self, content: usize, acknowledged: &mut Vec<String>) {
        let profile = Map::from_iter([("content".to_owned(), json!(content))]);
        let kept = Snapshot::Profile(profile).document(clock::system()).unwrap();
        let company = unique(acknowledged);
        let snapshot = kept.id.clone();
        let mut body = Map::from_iter([
            ("company".to_owned(), json!(company)),
            ("snapshot".to_owned(), json!(snapshot)),
        ]);
        note_status(&mut body, ApplicationStatus::Applied, None, clock::system());
        let key = DocumentKey { kind: DocumentKind::Application, id: Uuid::new_v4().to_string() };
        self.change(|session| {
            if session.documents.find(&snapshot_key(&kept.id)).is_none() {
                session.documents.add(kept, Uuid::new_v4()).unwrap();
            }
            session.documents.add(Document::new(key, body, clock::system()), Uuid::new_v4()).unwrap();
        });
    }

    /// Notes a status of one of the applications, if there is one.
    pub(crate) fn note(&self, index: usize, acknowledged: &mut Vec<String>) {
        self.change(|session| {
            let places: Vec<_> = (0..session.documents.len())
                .filter(|place| session.documents[*place].current.kind == DocumentKind::Application)
                .collect();
            let Some(place) = places.get(index % places.len().max(1)) else { return };
            let mut document = session.documents[*place].current.clone();
            note_status(&mut document.body, ApplicationStatus::Interview, None, clock::system());
            document.body.insert("note".to_owned(), Value::String(unique(acknowledged)));
            document.updated_at = clock::system();
            session.documents.edit(*place, document, Uuid::new_v4()).unwrap();
        });
    }
}

/// Every application has what it sent, and all statuses that were acknowledged are in one of them, unless a device
/// took some back.
pub(crate) fn check(session: &Session, acknowledged: &[String], takes_back: bool) {
    let applications = session.documents.iter().map(|record| &record.current);
    let applications: Vec<_> =
        applications.filter(|one| one.kind == DocumentKind::Application).map(Application::of).collect();
    for application in &applications {
        let kept = session.documents.find(&snapshot_key(application.snapshot.unwrap())).unwrap();
        assert!(matches!(Snapshot::of(&kept.current), Ok(Snapshot::Profile(_))));
    }
    let steps: usize = applications.iter().map(|application| application.steps.len()).sum();
    let noted = acknowledged.iter().filter(|text| text.starts_with(STATUS)).count();
    assert!(steps == noted || takes_back && steps < noted, "a status was lost: {steps} of {noted}");
    let snapshots = session.documents.iter().filter(|record| record.current.kind == DocumentKind::Snapshot);
    assert!(snapshots.count() <= 2, "equal résumés are kept twice");
}
