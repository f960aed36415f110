//! What was chosen for a job, and how much may be.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use crate::domain::{Experience, Kind};

/// How much may be chosen.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Of work, volunteering and projects together. Entries of other kinds are few and short, and don't count.
    pub experiences: usize,
    /// Of one experience.
    pub bullets: usize,
}

/// What was chosen, the best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ranking {
    pub chosen: Vec<Chosen>,
    /// How often an answer named what it was not shown, or named it twice.
    pub ignored: usize,
}

impl Ranking {
    /// Adds education, languages and certificates that were not chosen: a résumé has them whatever the job.
    /// Where nothing fits, nothing is added.
    pub(crate) fn keep(&mut self, experiences: &[&Experience]) {
        if self.chosen.is_empty() {
            return;
        }
        for experience in experiences {
            let kept = matches!(experience.kind, Kind::Education | Kind::Language | Kind::Certificate);
            if kept && self.chosen.iter().all(|chosen| chosen.id != experience.id) {
                let reason = KEPT.to_owned();
                self.chosen.push(Chosen { id: experience.id, reason, score: None, bullets: Vec::new() });
            }
        }
    }
}

/// Why an entry is chosen that neither the AI nor the keywords chose.
const KEPT: &str = "always kept";

/// Whether an experience counts towards [`Limits::experiences`].
pub(super) fn is_counted(experience: &Experience) -> bool {
    matches!(experience.kind, Kind::Work | Kind::Volunteer | Kind::Project)
}

/// The subject of an education: "Physics".
pub(super) fn area(experience: &Experience) -> Option<&str> {
    experience.metadata.get("area").and_then(Value::as_str).filter(|_| experience.kind == Kind::Education)
}

/// An experience that fits. Without chosen bullets it fits whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    pub id: Uuid,
    pub reason: String,
    /// By keywords only.
    pub score: Option<f64>,
    pub bullets: Vec<ChosenBullet>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ChosenBullet {
    pub bullet: BulletKey,
    pub reason: String,
    pub score: Option<f64>,
}

/// A bullet by what it says, and by which of those that say it: its place may change meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BulletKey {
    pub text: String,
    pub nth: usize,
}

impl BulletKey {
    /// The keys of an experience's bullets, in their order.
    pub fn all(experience: &Experience) -> Vec<Self> {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let key = |text: &String, nth: usize| Self { text: text.clone(), nth };
        let bullets = experience.bullets.iter().map(|bullet| &bullet.text);
        bullets
            .map(|text| {
                let count = seen.entry(text).or_default();
                *count += 1;
                key(text, *count)
            })
            .collect()
    }
}
