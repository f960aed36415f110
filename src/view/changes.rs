//! The changes between two states of an experience, one short line each.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::domain::{
    Bullet, Experience, Field, LanguageTag, PartialDate, Prose, Translated, Translation, Translations, place,
};
use crate::library::visible;
use crate::view::width;

/// The maximum width of a quoted text in columns.
const QUOTE: usize = 60;

/// The changes from `old` to `new`: `title: “A” → “B”`, `+ skill Rust`, `deleted`. Never empty.
pub(crate) fn changes(old: Option<&Experience>, new: &Experience) -> Vec<String> {
    let Some(old) = old else {
        let deleted = new.is_deleted().then(|| "deleted".to_owned());
        return std::iter::once("created".to_owned()).chain(deleted).collect();
    };
    let mut changes: Vec<_> = fate(old.is_deleted(), new.is_deleted()).into_iter().collect();
    for field in old.differences(new) {
        changes.extend(field_changes(field, old, new));
    }
    if changes.is_empty() {
        changes.push("no visible change".to_owned());
    }
    changes
}

/// What became of a record that was deleted, or was not.
pub(crate) fn fate(was_deleted: bool, is_deleted: bool) -> Option<String> {
    match (was_deleted, is_deleted) {
        (false, true) => Some("deleted".to_owned()),
        (true, false) => Some("restored".to_owned()),
        (false, false) | (true, true) => None,
    }
}

/// The values of `old` that others have taken the place of, or nothing, without those of lists.
pub(crate) fn replacements(old: &Experience, new: &Experience) -> Vec<String> {
    let changes = old.differences(new).into_iter().flat_map(|field| value_changes(field, old, new));
    let told = changes.filter_map(|change| match change {
        Change::Added(..) | Change::Renewed(_) => None,
        Change::Removed(name, value) => Some(format!("{name} {value} removed")),
        Change::Replaced(..) => Some(change.to_string()),
    });
    told.collect()
}

/// What became of the value of a name.
enum Change {
    Added(String, String),
    Removed(String, String),
    Replaced(String, String, String),
    /// The translation stays, and the original that it is of has changed.
    Renewed(String),
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(name, value) => write!(f, "+ {name} {value}"),
            Self::Removed(name, value) => write!(f, "- {name} {value}"),
            Self::Replaced(name, old, new) => write!(f, "{name}: {old} → {new}"),
            Self::Renewed(name) => write!(f, "{name}: up to date"),
        }
    }
}

/// The values of one merge that another merge of the same sides, which prefers the other side, has not.
pub(crate) fn overridden(theirs: &Experience, ours: &Experience) -> Vec<String> {
    let is_gone = |(theirs, _): &(&Bullet, &Bullet)| !ours.bullets.contains(theirs);
    let bullets = replaced_bullets(&theirs.bullets, &ours.bullets).into_iter().filter(is_gone);
    let bullets = bullets.flat_map(|(theirs, ours)| bullet(theirs, ours));
    replacements(theirs, ours).into_iter().chain(bullets).collect()
}

fn field_changes(field: Field, old: &Experience, new: &Experience) -> Vec<String> {
    match field {
        Field::Bullets => bullets(&old.bullets, &new.bullets),
        Field::Skills => set("skill", &old.skills, &new.skills),
        Field::Tags => set("tag", &old.tags, &new.tags),
        field => {
            let moved = moved(old, new).filter(|_| field == Field::Metadata);
            value_changes(field, old, new).iter().map(ToString::to_string).chain(moved).collect()
        }
    }
}

/// The changes of a field that is no list.
fn value_changes(field: Field, old: &Experience, new: &Experience) -> Vec<Change> {
    let name = field.as_str().trim_end_matches("_date");
    let text = |old: &Option<String>, new: &Option<String>| {
        replaced(name, old.as_deref(), new.as_deref(), quoted_pair).into_iter().collect()
    };
    let word = |old: Option<String>, new: Option<String>| {
        let shown = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        replaced(name, old.as_deref(), new.as_deref(), shown).into_iter().collect()
    };
    let date = |old: Option<PartialDate>, new: Option<PartialDate>| {
        word(old.map(|date| date.to_string()), new.map(|date| date.to_string()))
    };
    match field {
        Field::Kind => word(Some(old.kind.to_string()), Some(new.kind.to_string())),
        Field::Title => replaced(name, Some(&old.title), Some(&new.title), quoted_pair).into_iter().collect(),
        Field::Organization => text(&old.organization, &new.organization),
        Field::Location => text(&old.location, &new.location),
        Field::Url => text(&old.url, &new.url),
        Field::StartDate => date(old.start_date, new.start_date),
        Field::EndDate => date(old.end_date, new.end_date),
        Field::Text => text(&old.text, &new.text),
        Field::Metadata => metadata(old, new).collect(),
        Field::Translations => translations(old, new),
        Field::Bullets | Field::Skills | Field::Tags => Vec::new(),
    }
}

/// One added, removed or changed value.
fn replaced(
    name: &str,
    old: Option<&str>,
    new: Option<&str>,
    shown: impl Fn(&str, &str) -> (String, String),
) -> Option<Change> {
    let name = name.to_owned();
    Some(match (old, new) {
        (Some(old), Some(new)) => {
            let (old, new) = shown(old, new);
            Change::Replaced(name, old, new)
        }
        (None, Some(new)) => Change::Added(name, shown("", new).1),
        (Some(old), None) => Change::Removed(name, shown(old, "").0),
        (None, None) => return None,
    })
}

/// Both texts in quotes. Long ones start shortly before their first difference.
pub(super) fn quoted_pair(old: &str, new: &str) -> (String, String) {
    let (shown_old, shown_new) = (visible::line(old).to_string(), visible::line(new).to_string());
    let long = width::of(&shown_old).max(width::of(&shown_new)) > QUOTE;
    let common = old.chars().zip(new.chars()).take_while(|(old, new)| old == new).count();
    let skipped = common.saturating_sub(QUOTE / 3);
    if !long || skipped == 0 {
        return (quote(old), quote(new));
    }
    let rest = |text: &str| quote(&format!("…{}", text.chars().skip(skipped).collect::<String>()));
    (rest(old), rest(new))
}

fn quote(text: &str) -> String {
    // A text may be megabytes long, and only its start is visible.
    let start: String = text.chars().take(QUOTE * 8).collect();
    format!("“{}”", width::fit(&visible::line(&start).to_string(), QUOTE))
}

fn plain(text: &str) -> String {
    width::fit(&visible::line(text).to_string(), QUOTE).into_owned()
}

fn set(name: &str, old: &[String], new: &[String]) -> Vec<String> {
    let gone = old.iter().filter(|item| !new.contains(item)).map(|item| format!("- {name} {}", plain(item)));
    let come = new.iter().filter(|item| !old.contains(item)).map(|item| format!("+ {name} {}", plain(item)));
    let changes: Vec<_> = gone.chain(come).collect();
    if changes.is_empty() { vec![format!("{name}s in another order")] } else { changes }
}

fn bullets(old: &[Bullet], new: &[Bullet]) -> Vec<String> {
    let mut changes = Vec::new();
    let place = |bullets: &[Bullet], one: &Bullet| bullets.iter().position(|other| other == one);
    let is_moved = |one: &&Bullet| place(old, one).is_some() && place(new, one).is_some();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        if let DiffOp::Equal { .. } = op {
            continue;
        }
        let (gone, come) = (&old[op.old_range()], &new[op.new_range()]);
        for bullet in come.iter().filter(is_moved) {
            if let Some((from, to)) = place(old, bullet).zip(place(new, bullet)) {
                changes.push(format!("bullet {}: {} → {}", quote(&bullet.text), from + 1, to + 1));
            }
        }
        let gone: Vec<_> = gone.iter().filter(|one| !is_moved(one)).collect();
        let come: Vec<_> = come.iter().filter(|one| !is_moved(one)).collect();
        if gone.len() == come.len() {
            changes.extend(gone.into_iter().zip(come).flat_map(|(old, new)| bullet(old, new)));
            continue;
        }
        changes.extend(gone.iter().map(|bullet| format!("- bullet {}", quote(&bullet.text))));
        changes.extend(come.iter().map(|bullet| format!("+ bullet {}", quote(&bullet.text))));
    }
    changes
}

/// The bullets at whose places others stand.
fn replaced_bullets<'a>(old: &'a [Bullet], new: &'a [Bullet]) -> Vec<(&'a Bullet, &'a Bullet)> {
    let mut pairs = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        if let DiffOp::Replace { .. } = op {
            let (gone, come) = (&old[op.old_range()], &new[op.new_range()]);
            pairs.extend(gone.iter().zip(come).filter(|(gone, come)| gone != come));
        }
    }
    pairs
}

/// Which bullets a merge kept, and which it did not, of lists as JSON. `None` where they cannot be paired.
pub(crate) fn bullet_conflict(kept: &Value, other: &Value) -> Option<String> {
    let read = |value: &Value| serde_json::from_value::<Vec<Bullet>>(value.clone()).ok();
    let (kept, other) = (read(kept)?, read(other)?);
    let told = replaced_bullets(&other, &kept).into_iter().map(|(other, kept)| {
        if other.text == kept.text {
            return bullet(other, kept).join(", ");
        }
        let (other, kept) = quoted_pair(&other.text, &kept.text);
        format!("bullet: kept {kept}, not {other}")
    });
    let told: Vec<_> = told.collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// A text of a bullet, or of its translation, that another takes the place of.
pub(crate) fn replaced_bullet(bullet: &Bullet, text: &str, language: Option<&LanguageTag>) -> Option<String> {
    let (name, old) = match language {
        None => ("bullet".to_owned(), &bullet.text),
        Some(tag) => {
            (format!("bullet {} in {tag}", quote(&bullet.text)), &bullet.translations.get(tag)?.text)
        }
    };
    let change = replaced(&name, Some(old), Some(text), quoted_pair).filter(|_| old != text);
    change.map(|change| change.to_string())
}

fn bullet(old: &Bullet, new: &Bullet) -> Vec<String> {
    let text = replaced_bullet(old, &new.text, None);
    let tags = (old.tags != new.tags)
        .then(|| format!("bullet {}: {}", quote(&new.text), set("tag", &old.tags, &new.tags).join(", ")));
    let name = format!("bullet {}", quote(&new.text));
    let translations = languages(&old.translations, &new.translations).into_iter().filter_map(|tag| {
        let (old, new) = (old.translations.get(tag), new.translations.get(tag));
        translated(&format!("{name} in {tag}"), old, new).map(|change| change.to_string())
    });
    text.into_iter().chain(tags).chain(translations).collect()
}

fn translations(old: &Experience, new: &Experience) -> Vec<Change> {
    let (old, new) = (&old.translations, &new.translations);
    let mut changes = Vec::new();
    for tag in languages(old, new) {
        for prose in Prose::ALL {
            let text = |side: &'_ Translations<Translation>| side.get(tag)?.get(prose).cloned();
            changes.extend(translated(
                &format!("{} in {tag}", prose.as_str()),
                text(old).as_ref(),
                text(new).as_ref(),
            ));
        }
    }
    changes
}

fn languages<'a, T>(old: &'a Translations<T>, new: &'a Translations<T>) -> BTreeSet<&'a LanguageTag> {
    old.keys().chain(new.keys()).collect()
}

fn translated(name: &str, old: Option<&Translated>, new: Option<&Translated>) -> Option<Change> {
    let text = |side: Option<&Translated>| side.map(|text| text.text.clone());
    match (text(old), text(new)) {
        (old_text, new_text) if old_text == new_text => {
            (old != new).then(|| Change::Renewed(name.to_owned()))
        }
        (old, new) => replaced(name, old.as_deref(), new.as_deref(), quoted_pair),
    }
}

/// A move in the section has no text of its own: the other experiences tell where to.
fn moved(old: &Experience, new: &Experience) -> Option<String> {
    (!place::same_moves(old, new)).then(|| "moved in its section".to_owned())
}

fn metadata<'a>(old: &'a Experience, new: &'a Experience) -> impl Iterator<Item = Change> + 'a {
    let (old, new) = (&old.metadata, &new.metadata);
    let added = new.keys().filter(|key| !old.contains_key(*key));
    let keys = old.keys().chain(added).filter(|key| !key.starts_with('_') && old.get(*key) != new.get(*key));
    let shown = |value: Option<&Value>| value.map(ToString::to_string);
    keys.filter_map(move |key| {
        let name = format!("metadata {}", plain(key));
        let pair = |old: &str, new: &str| (plain(old), plain(new));
        replaced(&name, shown(old.get(key)).as_deref(), shown(new.get(key)).as_deref(), pair)
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use jiff::Timestamp;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::domain::Kind;

    fn old() -> Experience {
        let mut old = Experience::new(Uuid::nil(), Kind::Work, "Engineer", Timestamp::UNIX_EPOCH);
        old.organization = Some("Acme".to_owned());
        old.start_date = "2020".parse().ok();
        old.text = Some(format!("{} the end.", "A long text ".repeat(20)));
        old.bullets = ["one", "two", "three"].map(Bullet::new).to_vec();
        old.skills = ["Rust", "SQL"].map(str::to_owned).to_vec();
        old.metadata.insert("_source".to_owned(), json!(1));
        old.metadata.insert("team".to_owned(), json!("core"));
        old
    }

    fn changed(change: impl Fn(&mut Experience)) -> String {
        let mut new = old();
        change(&mut new);
        changes(Some(&old()), &new).join("\n")
    }

    #[test]
    fn every_change_is_told() {
        let told = changed(|new| {
            new.kind = Kind::Volunteer;
            new.title = "Chief\u{1b}[2J Engineer".to_owned();
            new.organization = None;
            new.location = Some("Łódź".to_owned());
            new.start_date = "2020-03".parse().ok();
            new.end_date = "2022".parse().ok();
            new.text = old().text.map(|text| text.replace("end", "last\nline"));
            new.bullets[1].tags.push("lead".to_owned());
            new.bullets[2].text.push_str(" and more");
            new.bullets.insert(0, Bullet::new("zero"));
            new.skills = vec!["SQL".to_owned(), "Go".to_owned()];
            new.metadata.insert("team".to_owned(), json!({"name": "core"}));
            new.metadata.insert("size".to_owned(), json!(3));
        });
        assert_snapshot!(told, @r#"
        kind: work → volunteer
        title: “Engineer” → “Chief\u{1b}[2J Engineer”
        - organization “Acme”
        + location “Łódź”
        start: 2020 → 2020-03
        + end 2022
        text: “…xt A long text  the end.” → “…xt A long text  the last⏎line.”
        + bullet “zero”
        bullet “two”: + tag lead
        bullet: “three” → “three and more”
        - skill Rust
        + skill Go
        metadata team: "core" → {"name":"core"}
        + metadata size 3
        "#);
    }

    #[test]
    fn the_rest_is_told_too() {
        assert_eq!(changes(None, &old()), ["created"]);
        assert_eq!(changed(|new| new.deleted_at = Some(Timestamp::UNIX_EPOCH)), "deleted");
        assert_eq!(changed(|new| new.skills.reverse()), "skills in another order");
        assert_eq!(changed(|new| new.bullets.clear()), "- bullet “one”\n- bullet “two”\n- bullet “three”");
        assert_eq!(changed(|new| new.bullets.rotate_right(1)), "bullet “three”: 3 → 1");
        let put_first = |new: &mut Experience| {
            *new = place::moved(&[&*new], new, place::Move::First, Timestamp::UNIX_EPOCH);
        };
        assert_eq!(changed(put_first), "moved in its section");
        assert_eq!(changed(|new| new.metadata.clear()), "- metadata team \"core\"");
        assert_eq!(changed(|new| drop(new.metadata.remove("_source"))), "no visible change");
        let mut deleted = old();
        deleted.deleted_at = Some(Timestamp::UNIX_EPOCH);
        assert_eq!(changes(Some(&deleted), &old()), ["restored"]);
    }
}
