//! Marking what was chosen with a tag, so that an export with that tag holds just it.
//!
//! An export shows an experience that bears the tag, with those of its bullets that bear it too, or
//! with all where none does. So after marking, the tag stands on each chosen experience and on each chosen bullet,
//! and nowhere else; where it stands elsewhere, that is told first. Nothing but tags is changed.

use std::collections::HashSet;

use uuid::Uuid;

use super::ranking::{BulletKey, Chosen, Ranking};
use crate::domain::Experience;

/// An experience or one of its bullets.
pub type Bearer = (Uuid, Option<BulletKey>);

/// What marking changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Marks {
    /// The experiences that change, as they are to be.
    pub changed: Vec<Experience>,
    /// What bears the tag afterwards because it was chosen.
    pub experiences: usize,
    pub bullets: usize,
    /// What bears it and was not chosen: experiences and bullets together.
    pub others: usize,
    /// Which these are.
    pub bearers: HashSet<Bearer>,
    /// What was chosen and is no longer there as it was: experiences and bullets together.
    pub missing: usize,
}

impl Marks {
    /// What is to be changed of `experiences`, the living ones. `replace` takes the tag off what was
    /// not chosen.
    pub fn plan<'a>(
        experiences: impl IntoIterator<Item = &'a Experience>,
        ranking: &Ranking,
        tag: &str,
        replace: bool,
    ) -> Self {
        let mut marks = Self::default();
        let mut there = HashSet::new();
        for experience in experiences {
            let chosen = ranking.chosen.iter().find(|chosen| chosen.id == experience.id);
            there.extend(chosen.map(|chosen| chosen.id));
            let marked = marks.mark(experience, chosen, tag, replace);
            if marked != *experience {
                marks.changed.push(marked);
            }
        }
        let gone = ranking.chosen.iter().filter(|chosen| !there.contains(&chosen.id));
        marks.missing += gone.map(|chosen| 1 + chosen.bullets.len()).sum::<usize>();
        marks
    }

    fn mark(
        &mut self,
        experience: &Experience,
        chosen: Option<&Chosen>,
        tag: &str,
        replace: bool,
    ) -> Experience {
        let keys = BulletKey::all(experience);
        let wanted: HashSet<&BulletKey> =
            chosen.iter().flat_map(|chosen| &chosen.bullets).map(|chosen| &chosen.bullet).collect();
        let found = keys.iter().filter(|key| wanted.contains(key)).count();
        self.missing += wanted.len() - found;
        // Without any of its chosen bullets it would be shown whole, which was not chosen.
        let fits = chosen.is_some() && (wanted.is_empty() || found > 0);
        self.missing += usize::from(chosen.is_some() && !fits);
        self.experiences += usize::from(fits);
        self.bullets += found;
        let mut marked = experience.clone();
        self.set(&mut marked.tags, tag, fits, replace, (experience.id, None));
        for (bullet, key) in marked.bullets.iter_mut().zip(&keys) {
            let bearer = (experience.id, Some(key.clone()));
            self.set(&mut bullet.tags, tag, wanted.contains(key), replace, bearer);
        }
        marked
    }

    fn set(&mut self, tags: &mut Vec<String>, tag: &str, wanted: bool, replace: bool, bearer: Bearer) {
        let borne = tags.iter().any(|known| known == tag);
        if wanted && !borne {
            tags.push(tag.to_owned());
        }
        if borne && !wanted {
            self.others += 1;
            self.bearers.insert(bearer);
            if replace {
                tags.retain(|known| known != tag);
            }
        }
    }
}
