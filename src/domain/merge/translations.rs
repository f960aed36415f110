//! Translations are merged by language and field.

use std::collections::BTreeSet;

use super::Merger;
use crate::domain::{LanguageTag, Prose, Translated, Translation, Translations};

impl Merger {
    pub(super) fn translations(
        &mut self,
        base: Option<&Translations<Translation>>,
        local: &Translations<Translation>,
        remote: &Translations<Translation>,
    ) -> Translations<Translation> {
        let tags: BTreeSet<&LanguageTag> = local.keys().chain(remote.keys()).collect();
        let mut merged = Translations::new();
        for tag in tags {
            let mut translation = Translation::default();
            for prose in Prose::ALL {
                let text = |side: &'_ Translations<Translation>| side.get(tag)?.get(prose).cloned();
                let before = base.map(text);
                let (kept, other) = three_way(before.as_ref(), text(local), text(remote));
                if let Some(other) = other {
                    self.conflict(&format!("translations.{tag}.{}", prose.as_str()), &kept, &other);
                }
                *translation.get_mut(prose) = kept;
            }
            if translation != Translation::default() {
                merged.insert(tag.clone(), translation);
            }
        }
        merged
    }
}

/// The translations of one bullet, and whether both sides changed one of them differently.
pub(super) fn of_bullet(
    base: Option<&Translations<Translated>>,
    local: &Translations<Translated>,
    remote: &Translations<Translated>,
) -> (Translations<Translated>, bool) {
    let tags: BTreeSet<&LanguageTag> = local.keys().chain(remote.keys()).collect();
    let (mut merged, mut conflict) = (Translations::new(), false);
    for tag in tags {
        let before = base.map(|base| base.get(tag).cloned());
        let (kept, other) = three_way(before.as_ref(), local.get(tag).cloned(), remote.get(tag).cloned());
        conflict |= other.is_some();
        merged.extend(kept.map(|text| (tag.clone(), text)));
    }
    (merged, conflict)
}

/// What stays, and, where both sides changed it differently, what does not. A text that one side removed and the other
/// changed stays.
fn three_way(
    base: Option<&Option<Translated>>,
    local: Option<Translated>,
    remote: Option<Translated>,
) -> (Option<Translated>, Option<Option<Translated>>) {
    // What neither knows of is no change.
    let base = base.unwrap_or(&None);
    if local == remote || *base == remote {
        return (local, None);
    }
    if *base == local {
        return (remote, None);
    }
    if local.is_none() { (remote, Some(local)) } else { (local, Some(remote)) }
}
