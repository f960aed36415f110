//! Applications: noting what was sent to a company, what became of it, and looking it up.
//!
//! The invariant: what a person says is checked before anything is changed, and an application and the parts of
//! what it sent are stored in one replacement of the session.

mod again;
mod find;
mod keep;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{Among, CommandError, CommandResult, Library, Past, visible};
use crate::domain::{
    Application, ApplicationStatus, Deed, Did, Document, DocumentKey, DocumentKind, PartialDate, Record,
    move_applied, note_status,
};

pub use again::{KeptResume, PhotoSince, Since, VariantSince, VariantStates};
use find::find_application;
pub use keep::{AddedApplication, ApplicationOrder, Likeness};

/// What a person says about an application. What is absent stays as it is, and an empty text is removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApplicationWords {
    pub company: Option<String>,
    pub role: Option<String>,
    pub url: Option<String>,
    pub note: Option<String>,
    pub status: Option<ApplicationStatus>,
    /// Of the status, or, where none is given, of the application.
    pub date: Option<PartialDate>,
}

impl Library {
    /// All applications, deleted ones too.
    pub fn applications(&self) -> CommandResult<Vec<Record<Document>>> {
        self.load_first()?;
        self.tell_unloaded()?;
        let mut all = self.store.documents(DocumentKind::Application)?;
        if self.store.read_pending(|session| self.will_move(session))? {
            all.iter_mut().for_each(|record| record.emigrate(Vec::new()));
        }
        Ok(all)
    }

    /// The one application that `name` means: by its ID or a prefix of it, by a part of its company or role, or
    /// as `@last`.
    pub fn application(&self, name: &str, among: Among) -> CommandResult<Record<Document>> {
        let all = self.applications()?;
        find_application(&all, name, among, &self.changed_applications(among)?).cloned()
    }

    /// The IDs of the applications that this device changed, the last one first.
    fn changed_applications(&self, among: Among) -> CommandResult<Vec<String>> {
        let meant = |deed: &Deed<DocumentKey>| {
            deed.key.kind == DocumentKind::Application
                && (among != Among::Deleted || deed.did == Did::Deleted)
        };
        let deeds = self.store.read_pending(|session| session.journal.newest_first())?;
        let changed = deeds.into_iter().flat_map(|deeds| deeds.documents).filter(meant);
        Ok(changed.map(|deed| deed.key.id).collect())
    }

    /// Changes an application.
    pub fn change_application(&self, id: &str, words: &ApplicationWords) -> CommandResult<Record<Document>> {
        let mut words = words.checked()?;
        let (now, today) = (self.now(), self.today()?);
        self.edit_application(id, |document| {
            if words.status.is_some() && words.date.is_none() {
                // What is sent tomorrow is not answered today.
                words.date = sent(&document.body).max(Some(today));
            }
            words.write(&mut document.body, now)
        })
    }

    /// Makes an application a tombstone, which can be restored.
    pub fn delete_application(&self, id: &str) -> CommandResult<Record<Document>> {
        let now = self.now();
        self.edit_application(id, |document| {
            document.deleted_at = document.deleted_at.or(Some(now));
            Ok(())
        })
    }

    /// Brings a deleted application back.
    pub fn restore_application(&self, id: &str) -> CommandResult<Record<Document>> {
        self.edit_application(id, |document| {
            document.deleted_at = None;
            Ok(())
        })
    }

    /// The states of an application. An unreachable database is not an error.
    pub fn application_past(&self, id: &str) -> CommandResult<Past<Document>> {
        self.document_past(&key(id))
    }

    /// Changes the document as it is by now, under the lock of the session.
    fn edit_application(
        &self,
        id: &str,
        change: impl FnOnce(&mut Document) -> CommandResult,
    ) -> CommandResult<Record<Document>> {
        let now = self.now();
        self.update(|session| {
            let place = session.documents.place(&key(id)).ok_or_else(|| find::gone(id))?;
            let record = &session.documents[place];
            let mut document = record.current.clone();
            change(&mut document)?;
            if document == record.current {
                return Ok(record.clone());
            }
            document.updated_at = now;
            Ok(session.documents.edit(place, document, self.new_id())?.clone())
        })
    }
}

fn key(id: &str) -> DocumentKey {
    DocumentKey { kind: DocumentKind::Application, id: id.to_owned() }
}

impl ApplicationWords {
    /// The words without spaces around them.
    ///
    /// # Errors
    /// [`super::ErrorKind::Usage`] where one of them cannot be what it is said to be.
    fn checked(&self) -> CommandResult<Self> {
        let trimmed = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_owned());
        let Self { company, role, url, note, status, date } = self;
        let words = Self {
            company: trimmed(company),
            role: trimmed(role),
            url: trimmed(url),
            note: trimmed(note),
            status: *status,
            date: *date,
        };
        if words.company.as_deref() == Some("") {
            return Err(CommandError::usage("the name of the company is empty"));
        }
        for (name, text) in [("company", &words.company), ("role", &words.role)] {
            if text.as_deref().is_some_and(|text| text.contains(['\n', '\r'])) {
                return Err(CommandError::usage(format!("the {name} has more than one line")));
            }
        }
        if let Some(url) = words.url.as_deref().filter(|url| !url.is_empty()) {
            check_url(url)?;
        }
        if let Some(date) = words.date.filter(|date| date.day().is_none()) {
            return Err(CommandError::usage(format!("`{date}` is no day"))
                .hint(format!("write a whole date, such as `{}-03-15`", date.year())));
        }
        Ok(words)
    }

    /// Writes what is given into the body of an application.
    fn write(&self, body: &mut Map<String, Value>, now: Timestamp) -> CommandResult {
        let Self { company, role, url, note, status, date } = self;
        for (name, text) in [("company", company), ("role", role), ("url", url), ("note", note)] {
            match text.as_deref() {
                None => {}
                Some("") => {
                    body.remove(name);
                }
                Some(text) => {
                    body.insert(name.to_owned(), json!(text));
                }
            }
        }
        match (status, date) {
            (Some(status), Some(date)) => {
                if let Some(sent) = sent(body).filter(|sent| date.is_before(*sent)) {
                    return Err(CommandError::usage(format!(
                        "`{date}` is before the application was sent, on {sent}"
                    ))
                    .hint("`resume application set ID --date DATE` changes when it was sent"));
                }
                if *status == ApplicationStatus::Applied {
                    before_answers(body, *date)?;
                }
                note_status(body, *status, Some(*date), now);
            }
            (Some(status), None) => note_status(body, *status, None, now),
            (None, Some(date)) => {
                before_answers(body, *date)?;
                move_applied(body, *date);
                body.insert("date".to_owned(), json!(date));
            }
            (None, None) => {}
        }
        Ok(())
    }
}

/// Refuses a day of sending after an answer that is noted: the answer would be hidden by it.
fn before_answers(body: &Map<String, Value>, date: PartialDate) -> CommandResult {
    let Some(noted) = steps_after_sending(body).into_iter().find(|noted| noted.is_before(date)) else {
        return Ok(());
    };
    let message = format!("`{date}` is after the answer that is noted for {noted}");
    Err(CommandError::usage(message)
        .hint("`resume application set ID --status STATUS --date DATE` notes when an answer came"))
}

/// When each status after the sending was reached, where that is known.
fn steps_after_sending(body: &Map<String, Value>) -> Vec<PartialDate> {
    let document = Document { body: body.clone(), ..Document::profile(Map::new(), Timestamp::UNIX_EPOCH) };
    let application = Application::of(&document);
    let later = application.steps.iter().filter(|step| step.status != ApplicationStatus::Applied);
    later.filter_map(|step| step.date).collect()
}

/// When an application was sent.
fn sent(body: &Map<String, Value>) -> Option<PartialDate> {
    body.get("date")?.as_str()?.parse().ok()
}

fn check_url(url: &str) -> CommandResult {
    let rest = ["https://", "http://"].iter().find_map(|scheme| url.strip_prefix(scheme));
    if rest.is_some_and(|rest| !rest.is_empty()) && !url.contains(char::is_whitespace) {
        return Ok(());
    }
    Err(CommandError::usage(format!("`{}` is no address of a page", visible::line(url)))
        .hint("write it whole, such as `https://acme.example/jobs/7`"))
}

/// Applications with their records, the newest first; of one day, the one changed last.
pub fn newest_first(records: &[Record<Document>]) -> Vec<(Application<'_>, &Record<Document>)> {
    let mut all: Vec<_> = records.iter().map(|record| (Application::of(&record.current), record)).collect();
    all.sort_by(|(one, _), (other, _)| {
        (other.date, other.updated_at, other.id).cmp(&(one.date, one.updated_at, one.id))
    });
    all
}
