//! Applications: what was sent, to which company, when, and what became of it.
//!
//! An application is a document. The invariant: reading one never fails. A key that is missing or has a value of
//! another type counts as absent, since rows come from outside; what a person says is checked where it is said.
//!
//! Each status is a key of its own in `statuses`, named after the moment at which it was noted. So two devices that
//! note different ones keep both, and both read them in the order of those moments.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Document, PartialDate};

words! {
    /// How an application stands.
    #[derive(PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum ApplicationStatus {
        Applied = "applied",
        Interview = "interview",
        Offer = "offer",
        Rejected = "rejected",
        Withdrawn = "withdrawn",
        Accepted = "accepted",
    }
    /// A word that names no status.
    else UnknownApplicationStatus = "`{word}` is not a status of an application"
}

impl ApplicationStatus {
    /// How far an application got that had it: 0, or 1 to 3 for an interview, an offer, an accepted offer.
    fn stage(self) -> usize {
        match self {
            Self::Applied | Self::Rejected | Self::Withdrawn => 0,
            Self::Interview => 1,
            Self::Offer => 2,
            Self::Accepted => 3,
        }
    }

    /// Whether the company has answered.
    fn is_answer(self) -> bool {
        !matches!(self, Self::Applied | Self::Withdrawn)
    }
}

/// A status, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Step {
    pub status: ApplicationStatus,
    pub date: Option<PartialDate>,
}

/// An application as a document has it. An empty text is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application<'a> {
    pub id: &'a str,
    pub company: &'a str,
    pub role: Option<&'a str>,
    pub url: Option<&'a str>,
    /// When it was sent.
    pub date: Option<PartialDate>,
    pub note: Option<&'a str>,
    /// The name of the variant that was sent, as it was.
    pub variant: Option<&'a str>,
    /// Its ID, which a new name leaves as it is.
    pub variant_id: Option<&'a str>,
    /// The name of the file that was sent.
    pub file: Option<&'a str>,
    /// The hash of the file, or else of the document that was made.
    pub sha256: Option<&'a str>,
    /// The ID of the résumé, as it was.
    pub snapshot: Option<&'a str>,
    /// In the order in which they were noted, whatever their dates; the last one is how it stands.
    pub steps: Vec<Step>,
    /// When it was saved; absent where no status says so.
    pub saved_at: Option<Timestamp>,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// The key of the statuses in the body.
const STATUSES: &str = "statuses";

impl<'a> Application<'a> {
    pub fn of(document: &'a Document) -> Self {
        let Document { kind: _, id, body, updated_at, deleted_at } = document;
        let text = |key| body.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        Self {
            id,
            company: text("company").unwrap_or_default(),
            role: text("role"),
            url: text("url"),
            date: date(body.get("date")),
            note: text("note"),
            variant: text("variant"),
            variant_id: text("variant_id"),
            file: text("file"),
            sha256: text("sha256"),
            snapshot: text("snapshot"),
            steps: steps(body),
            saved_at: moments(body).min(),
            updated_at: *updated_at,
            deleted_at: *deleted_at,
        }
    }

    pub fn status(&self) -> ApplicationStatus {
        self.steps.last().map_or(ApplicationStatus::Applied, |step| step.status)
    }

    /// The company and the role, on one line.
    pub fn label(&self) -> String {
        match self.role {
            Some(role) => format!("{}, {role}", self.company),
            None => self.company.to_owned(),
        }
    }

    /// How many days the company took to answer, where both days are known.
    fn days_to_answer(&self) -> Option<i32> {
        let sent = day(self.date?)?;
        let answers = self.steps.iter().filter(|step| step.status.is_answer());
        // An answer of an unknown day may have been the first.
        let answered = answers.map(|step| step.date.and_then(day)).min()??;
        let days = (answered - sent).get_days();
        (days >= 0).then_some(days)
    }
}

/// Notes a status at a moment, or right after the last one where a clock says that it came before. Those before it stay. A
/// status that stands last on this date already is not noted again. A date that is not known is left out.
pub fn note_status(
    body: &mut Map<String, Value>,
    status: ApplicationStatus,
    date: Option<PartialDate>,
    at: Timestamp,
) {
    let last = moments(body).max();
    if date.is_some() && steps(body).last() == Some(&Step { status, date }) {
        return;
    }
    // Two devices whose clocks are behind must not note at one moment.
    let own = SignedDuration::from_nanos(i64::from(at.subsec_nanosecond().unsigned_abs() % 1_000_000).max(1));
    let next = last.filter(|last| *last >= at).and_then(|last| last.checked_add(own).ok());
    let at = next.unwrap_or(at);
    let statuses = body.entry(STATUSES).or_insert_with(|| Value::Object(Map::new()));
    if !statuses.is_object() {
        *statuses = Value::Object(Map::new());
    }
    if let Value::Object(statuses) = statuses {
        let status = Map::from_iter([("status".to_owned(), json!(status))]);
        let date = date.map(|date| ("date".to_owned(), json!(date)));
        statuses.insert(at.to_string(), Value::Object(status.into_iter().chain(date).collect()));
    }
}

/// Puts the moment of applying onto another day, where it stood on the day of the application.
pub fn move_applied(body: &mut Map<String, Value>, date: PartialDate) {
    let sent = body.get("date").cloned();
    let Some(Value::Object(statuses)) = body.get_mut(STATUSES) else { return };
    let applied = json!(ApplicationStatus::Applied);
    for step in statuses.values_mut().filter_map(Value::as_object_mut) {
        if step.get("status") == Some(&applied) && step.get("date") == sent.as_ref() {
            step.insert("date".to_owned(), json!(date));
        }
    }
}

fn date(value: Option<&Value>) -> Option<PartialDate> {
    value?.as_str()?.parse().ok()
}

/// In the order of their moments. The same status on the same date stands once, where it was noted last; two of unknown
/// dates may have been on two days.
fn steps(body: &Map<String, Value>) -> Vec<Step> {
    let Some(statuses) = body.get(STATUSES).and_then(Value::as_object) else { return Vec::new() };
    let step = |(at, value): (&String, &Value)| {
        let status = value.get("status")?.as_str()?.parse().ok()?;
        Some(((at.parse::<Timestamp>().ok()?, at.clone()), Step { status, date: date(value.get("date")) }))
    };
    let mut noted: Vec<_> = statuses.iter().filter_map(step).collect();
    noted.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut steps: Vec<Step> = Vec::new();
    for (_, step) in noted {
        steps.retain(|earlier| step.date.is_none() || *earlier != step);
        steps.push(step);
    }
    steps
}

/// When its statuses were noted.
fn moments(body: &Map<String, Value>) -> impl Iterator<Item = Timestamp> + '_ {
    let statuses = body.get(STATUSES).and_then(Value::as_object);
    statuses.into_iter().flatten().filter_map(|(at, _)| at.parse().ok())
}

fn day(date: PartialDate) -> Option<Date> {
    let (month, day) = (i8::try_from(date.month()?).ok()?, i8::try_from(date.day()?).ok()?);
    Date::new(i16::try_from(date.year()).ok()?, month, day).ok()
}

/// How far applications got. An accepted offer counts as an offer and as an interview too.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Funnel {
    pub applied: usize,
    pub interviews: usize,
    pub offers: usize,
    pub accepted: usize,
    pub rejected: usize,
    pub withdrawn: usize,
    /// How many of the companies have answered, whatever they said.
    pub answered: usize,
    /// The share of answers, 0 to 1; absent where there are no applications.
    pub response_rate: Option<f64>,
    /// The median of the days until an answer; absent where no answer has a date.
    pub median_days: Option<f64>,
}

impl Funnel {
    pub fn of<'a>(applications: impl IntoIterator<Item = &'a Application<'a>>) -> Self {
        let mut funnel = Self::default();
        let mut days = Vec::new();
        for application in applications {
            funnel.applied += 1;
            let stage = application.steps.iter().map(|step| step.status.stage()).max().unwrap_or(0);
            funnel.interviews += usize::from(stage >= 1);
            funnel.offers += usize::from(stage >= 2);
            funnel.accepted += usize::from(stage >= 3);
            funnel.rejected += usize::from(application.status() == ApplicationStatus::Rejected);
            funnel.withdrawn += usize::from(application.status() == ApplicationStatus::Withdrawn);
            funnel.answered += usize::from(application.steps.iter().any(|step| step.status.is_answer()));
            days.extend(application.days_to_answer());
        }
        if funnel.applied > 0 {
            funnel.response_rate = Some(funnel.answered as f64 / funnel.applied as f64);
        }
        funnel.median_days = median(days);
        funnel
    }
}

fn median(mut days: Vec<i32>) -> Option<f64> {
    days.sort_unstable();
    let (lower, upper) = (days.get(days.len().checked_sub(1)? / 2)?, days.get(days.len() / 2)?);
    Some(f64::from(lower + upper) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DocumentKey, DocumentKind, Synced};

    fn document(body: Value) -> Document {
        let key = DocumentKey { kind: DocumentKind::Application, id: "one".to_owned() };
        Document::new(key, body.as_object().unwrap().clone(), Timestamp::UNIX_EPOCH)
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn sent(date: &str, statuses: &[(ApplicationStatus, &str)]) -> Document {
        let mut document = document(json!({"company": "Acme", "date": date}));
        for (second, (status, date)) in (0..).zip(statuses) {
            note_status(&mut document.body, *status, date.parse().ok(), at(second));
        }
        document
    }

    #[test]
    fn what_is_wrong_in_a_row_counts_as_absent() {
        let odd = document(json!({"company": 7, "role": " ", "date": "soon", "statuses": [1], "note": {}}));
        let read = Application::of(&odd);
        assert_eq!((read.company, read.role, read.date, read.note), ("", None, None, None));
        assert_eq!(read.status(), ApplicationStatus::Applied);
        let odd = document(
            json!({"statuses": {"never": {"status": "offer"}, "2026-01-01T00:00:00Z": {"status": "hired"},
            "2026-01-02T00:00:00Z": {"status": "rejected", "date": 3}}}),
        );
        let rejected = Step { status: ApplicationStatus::Rejected, date: None };
        assert_eq!(Application::of(&odd).steps, [rejected]);
    }

    #[test]
    fn what_was_noted_last_is_how_it_stands_whatever_the_dates() {
        use ApplicationStatus::{Applied, Interview, Offer, Rejected};
        let early = sent(
            "2026-03-01",
            &[(Applied, "2026-03-01"), (Interview, "2026-05-01"), (Rejected, "2026-04-01")],
        );
        assert_eq!(Application::of(&early).status(), Rejected);
        let same = sent("2026-03-01", &[(Applied, "2026-03-01"), (Rejected, "2026-03-01")]);
        assert_eq!(Application::of(&same).status(), Rejected);
        // The day of an answer may not be known.
        let undated = sent("2026-03-01", &[(Applied, "2026-03-01"), (Interview, "")]);
        assert_eq!(Application::of(&undated).status(), Interview);
        // A clock that was set back, or that of another device, changes nothing about it.
        let mut late = early;
        note_status(&mut late.body, Offer, "2026-04-02".parse().ok(), at(-5));
        assert_eq!(Application::of(&late).status(), Offer);
        // A day of sending that is corrected hides no answer.
        move_applied(&mut late.body, "2026-04-01".parse().unwrap());
        assert_eq!(Application::of(&late).status(), Offer);
    }

    #[test]
    fn the_same_status_on_the_same_day_is_kept_once() {
        use ApplicationStatus::{Applied, Interview, Rejected};
        let noted = [(Applied, "2026-03-01"), (Interview, "2026-03-05"), (Rejected, "2026-03-05")];
        let mut document = sent("2026-03-01", &noted);
        let before = document.clone();
        note_status(&mut document.body, Rejected, "2026-03-05".parse().ok(), at(9));
        assert_eq!(document, before, "it stands so already");
        note_status(&mut document.body, Interview, "2026-03-05".parse().ok(), at(9));
        let words = |document: &Document| {
            Application::of(document).steps.iter().map(|step| step.status).collect::<Vec<_>>()
        };
        assert_eq!(words(&document), [Applied, Rejected, Interview]);
        // Each of two devices may have noted it.
        let mut other = before.clone();
        note_status(&mut other.body, Interview, "2026-03-05".parse().ok(), at(8));
        for (local, remote) in [(&document, &other), (&other, &document)] {
            let merged = Document::merge(Some(&before), local, remote);
            assert_eq!(words(&merged.value), [Applied, Rejected, Interview]);
        }
    }

    #[test]
    fn statuses_that_two_devices_note_are_both_kept() {
        let base = sent("2026-03-01", &[(ApplicationStatus::Applied, "2026-03-01")]);
        let noted = |status, date: &str, second| {
            let mut document = base.clone();
            note_status(&mut document.body, status, date.parse().ok(), at(second));
            document
        };
        let (here, there) = (
            noted(ApplicationStatus::Interview, "2026-03-09", 5),
            noted(ApplicationStatus::Offer, "2026-03-20", 4),
        );
        for (local, remote) in [(&here, &there), (&there, &here)] {
            let merged = Document::merge(Some(&base), local, remote);
            assert!(merged.conflicts.is_empty());
            let statuses =
                Application::of(&merged.value).steps.iter().map(|step| step.status).collect::<Vec<_>>();
            // The offer was noted before, although it came later.
            assert_eq!(
                statuses,
                [ApplicationStatus::Applied, ApplicationStatus::Offer, ApplicationStatus::Interview]
            );
        }
    }

    #[test]
    fn the_funnel_counts_how_far_each_got() {
        use ApplicationStatus::{Accepted, Applied, Interview, Rejected, Withdrawn};
        let documents = [
            sent("2026-03-01", &[(Applied, "2026-03-01")]),
            sent("2026-03-01", &[(Interview, "2026-03-05"), (Rejected, "2026-03-20")]),
            sent("2026-03-01", &[(Accepted, "2026-03-31")]),
            sent("2026-03-01", &[(Withdrawn, "2026-03-02")]),
            // What was answered before it was sent says nothing about time.
            sent("2026-03-10", &[(Rejected, "2026-03-09")]),
            sent("2026-03", &[(Rejected, "2026-03-09")]),
        ];
        let applications: Vec<_> = documents.iter().map(Application::of).collect();
        let funnel = Funnel::of(&applications);
        assert_eq!((funnel.applied, funnel.interviews, funnel.offers, funnel.accepted), (6, 2, 1, 1));
        assert_eq!((funnel.rejected, funnel.withdrawn, funnel.answered), (3, 1, 4));
        assert_eq!((funnel.response_rate, funnel.median_days), (Some(4.0 / 6.0), Some(17.0)));
        assert_eq!(Funnel::of(&[]), Funnel::default());
    }
}
