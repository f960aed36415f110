//! Tags, across experiences, their bullets, and the documents that choose by them.
//!
//! Two tags are one where they differ in case alone, as a [`super::Query`] compares them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Bullet, Experience, list};

/// The keys of a variant that hold tags.
const OF_VARIANTS: [&str; 2] = ["tags", "without_tags"];

/// How often a tag is used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TagCount {
    /// Every way in which it is written, the most frequent one first.
    pub spellings: Vec<String>,
    /// How many experiences have it themselves.
    pub experiences: usize,
    pub bullets: usize,
    /// How many variants choose by it.
    pub variants: usize,
}

/// Whether both are one tag.
pub fn is_same(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

/// Whether one of these tags is one of those.
pub fn share(these: &[String], those: &[String]) -> bool {
    these.iter().any(|one| those.iter().any(|other| is_same(one, other)))
}

/// All tags, by the alphabet.
pub fn count<'a>(
    experiences: impl IntoIterator<Item = &'a Experience>,
    variants: impl IntoIterator<Item = &'a Map<String, Value>>,
) -> Vec<TagCount> {
    let mut tallies = Tallies::default();
    for one in experiences {
        tallies.note(one.tags.iter().map(String::as_str), |count| count.experiences += 1);
        for Bullet { tags, .. } in &one.bullets {
            tallies.note(tags.iter().map(String::as_str), |count| count.bullets += 1);
        }
    }
    for body in variants {
        let texts = |key| body.get(key).and_then(Value::as_array).into_iter().flatten();
        let tags = OF_VARIANTS.into_iter().flat_map(texts).filter_map(Value::as_str);
        tallies.note(tags, |count| count.variants += 1);
    }
    tallies.into_counts()
}

#[derive(Default)]
struct Tallies<'a>(BTreeMap<String, (TagCount, BTreeMap<&'a str, usize>)>);

impl<'a> Tallies<'a> {
    /// Counts the tags of one thing, each once.
    fn note(&mut self, tags: impl Iterator<Item = &'a str>, count: impl Fn(&mut TagCount)) {
        let mut seen: Vec<String> = Vec::new();
        for tag in tags {
            let folded = tag.to_lowercase();
            let (counted, spellings) = self.0.entry(folded.clone()).or_default();
            *spellings.entry(tag).or_default() += 1;
            if !seen.contains(&folded) {
                count(counted);
                seen.push(folded);
            }
        }
    }

    fn into_counts(self) -> Vec<TagCount> {
        let counts = self.0.into_values().map(|(count, spellings)| {
            let mut spellings: Vec<_> = spellings.into_iter().collect();
            spellings.sort_by_key(|&(spelling, uses)| (std::cmp::Reverse(uses), spelling));
            TagCount { spellings: spellings.into_iter().map(|(one, _)| one.to_owned()).collect(), ..count }
        });
        counts.collect()
    }
}

/// Puts another tag in the place of one, or none; returns whether it was there. Where the other one is there
/// too, both become one.
pub fn replace(tags: &mut Vec<String>, tag: &str, by: Option<&str>) -> bool {
    if !tags.iter().any(|one| is_same(one, tag)) {
        return false;
    }
    match by {
        None => tags.retain(|one| !is_same(one, tag)),
        Some(by) => {
            let both = |one: &String| is_same(one, tag) || is_same(one, by);
            tags.iter_mut().filter(|one| both(one)).for_each(|one| by.clone_into(one));
            list::dedup(tags);
        }
    }
    true
}

/// The same in the body of a variant. What is no list of texts stays as it is.
pub fn replace_in_variant(body: &mut Map<String, Value>, tag: &str, by: Option<&str>) -> bool {
    let mut found = false;
    for key in OF_VARIANTS {
        let Some(mut tags) = body.get(key).and_then(texts) else { continue };
        if replace(&mut tags, tag, by) {
            found = true;
            body.insert(key.to_owned(), tags.into());
        }
    }
    found
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn replaced(tags: &[&str], tag: &str, by: Option<&str>) -> Option<String> {
        let mut tags: Vec<_> = tags.iter().map(|&tag| tag.to_owned()).collect();
        replace(&mut tags, tag, by).then(|| tags.join(" "))
    }

    #[test]
    fn a_tag_is_replaced_in_any_case_and_merged() {
        assert_eq!(replaced(&["a", "Ops", "b"], "ops", Some("sre")), Some("a sre b".to_owned()));
        assert_eq!(replaced(&["SRE", "a", "ops", "OPS"], "Ops", Some("sre")), Some("sre a".to_owned()));
        assert_eq!(replaced(&["ops"], "ops", Some("Ops")), Some("Ops".to_owned()));
        assert_eq!(replaced(&["a", "Ops", "ops"], "OPS", None), Some("a".to_owned()));
        assert_eq!(replaced(&["SRE"], "ops", Some("sre")), None);
        assert_eq!(replaced(&["ÄRZTE"], "ärzte", None), Some(String::new()));
    }

    #[test]
    fn a_variant_keeps_what_is_no_list_of_tags() {
        let body = json!({"name": "n", "tags": ["ops", "x"], "without_tags": ["OPS"], "kinds": ["ops"]});
        let mut changed = body.as_object().unwrap().clone();
        assert!(replace_in_variant(&mut changed, "Ops", Some("sre")));
        assert_eq!(
            json!(changed),
            json!({"name": "n", "tags": ["sre", "x"], "without_tags": ["sre"], "kinds": ["ops"]})
        );
        let odd = json!({"tags": "ops", "without_tags": ["ops", 1]});
        let mut same = odd.as_object().unwrap().clone();
        assert!(!replace_in_variant(&mut same, "ops", None));
        assert_eq!(json!(same), odd);
    }
}
