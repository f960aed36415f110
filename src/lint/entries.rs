//! Entries as a whole: what they lack, and what stands there twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::tags::is_same;
use crate::domain::{Experience, Kind};

use super::finding::listed;
use super::{Finding, Place, Rule, Subject};

/// A job that ended so many years ago needs no words.
const BARE: u16 = 10;

pub(super) fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    if subject.experiences.is_empty() {
        let finding = Finding::new(Rule::NoEntries, Place::Whole, "the résumé has no entries");
        found.push(finding.hint("`resume add` saves one, `resume import` a whole résumé"));
    }
    for experience in subject.experiences {
        parts(subject, experience, found);
    }
    twice(subject.experiences, found);
    skills(subject.experiences, found);
    tags(subject, found);
}

fn parts(subject: &Subject<'_>, experience: &Experience, found: &mut Vec<Finding>) {
    let mut tell = |rule, message: &str| {
        found.push(Finding::new(rule, Place::Experience(experience.id), message));
    };
    let subject_of_degree = experience.metadata.get("area").and_then(|area| area.as_str());
    if experience.title.trim().is_empty() && subject_of_degree.is_none_or(|area| area.trim().is_empty()) {
        tell(Rule::NoTitle, "it has no title");
    }
    let has_employer = matches!(experience.kind, Kind::Work | Kind::Volunteer | Kind::Education);
    if has_employer && experience.organization.as_deref().is_none_or(|name| name.trim().is_empty()) {
        let what = if experience.kind == Kind::Education { "school" } else { "organization" };
        tell(Rule::NoOrganization, &format!("it names no {what}"));
    }
    let is_recent =
        experience.end_date.is_none_or(|end| subject.today.year().saturating_sub(end.year()) < BARE);
    let says = experience.text.as_deref().is_some_and(|text| !text.trim().is_empty())
        || !experience.bullets.is_empty()
        || ["summary", "description"].iter().any(|key| experience.metadata.contains_key(*key));
    if experience.kind == Kind::Work && is_recent && !says {
        tell(Rule::EmptyEntry, "it says nothing about what you did");
    }
}

fn twice(experiences: &[Experience], found: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for experience in experiences.iter().filter(|experience| !experience.title.trim().is_empty()) {
        let Experience { kind, title, organization, start_date, .. } = experience;
        let organization = organization.as_deref().unwrap_or_default().to_lowercase();
        if !seen.insert((*kind, title.to_lowercase(), organization, *start_date)) {
            let message = "another entry has the same title, organization and start";
            let finding = Finding::new(Rule::SameEntry, Place::Experience(experience.id), message);
            found.push(finding.hint("`resume delete` removes one of them"));
        }
    }
}

/// A skill is one where only case, spaces and punctuation differ: `Javascript`, `Java Script`, `Node.js`.
fn skills(experiences: &[Experience], found: &mut Vec<Finding>) {
    let mut spellings: BTreeMap<String, Vec<(&str, &Experience)>> = BTreeMap::new();
    for experience in experiences {
        let named = (experience.kind == Kind::Skill).then_some(experience.title.as_str());
        for skill in named.into_iter().chain(experience.skills.iter().map(String::as_str)) {
            let kept = |c: &char| c.is_alphanumeric() || matches!(c, '+' | '#');
            let folded: String = skill.to_lowercase().chars().filter(kept).collect();
            let known = spellings.entry(folded).or_default();
            if known.iter().all(|(spelling, _)| *spelling != skill) {
                known.push((skill, experience));
            }
        }
    }
    for (_, spellings) in spellings.into_iter().filter(|(_, spellings)| spellings.len() > 1) {
        let words: Vec<_> = spellings.iter().map(|(spelling, _)| (*spelling).to_owned()).collect();
        let Some((_, last)) = spellings.last() else { continue };
        let message = format!("the skill is spelled in several ways: {}", listed(&words, 4));
        found.push(Finding::new(Rule::SkillTwice, Place::Experience(last.id), message));
    }
}

/// Once something chooses by tags, a tag that nothing chooses by is left over or mistyped.
fn tags(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(used) = subject.used_tags else { return };
    let mut told = BTreeSet::new();
    for experience in subject.experiences {
        let bullets = experience.bullets.iter().flat_map(|bullet| &bullet.tags);
        for tag in experience.tags.iter().chain(bullets) {
            if !used.iter().any(|one| is_same(one, tag)) && told.insert(tag) {
                let message = format!("no variant uses the tag `{tag}`");
                found.push(Finding::new(Rule::UnusedTag, Place::Experience(experience.id), message));
            }
        }
    }
}
