//! A tailored selection of experiences, by tag.

use crate::domain::{Bullet, Experience};

/// The experiences that bear one of `tags`, themselves or on one of their bullets; without tags, all of them.
///
/// Of a chosen experience's bullets, those that bear one of the tags are kept; where none does, all
/// are. So tagging an experience shows it whole, and tagging bullets shows just these.
pub(super) fn bearing(experiences: &[Experience], tags: &[String]) -> Vec<Experience> {
    if tags.is_empty() {
        return experiences.to_vec();
    }
    let any = |borne: &[String]| borne.iter().any(|tag| tags.contains(tag));
    let chosen = |bullet: &Bullet| any(&bullet.tags);
    experiences
        .iter()
        .filter(|experience| any(&experience.tags) || experience.bullets.iter().any(chosen))
        .cloned()
        .map(|mut experience| {
            if experience.bullets.iter().any(chosen) {
                experience.bullets.retain(chosen);
            }
            experience
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::domain::Kind;

    fn experience(tags: &[&str], bullets: &[(&str, &[&str])]) -> Experience {
        let mut experience = Experience::new(Uuid::nil(), Kind::Work, "Baker", Timestamp::UNIX_EPOCH);
        let owned = |tags: &[&str]| tags.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>();
        experience.tags = owned(tags);
        experience.bullets =
            bullets.iter().map(|(text, tags)| Bullet { tags: owned(tags), ..Bullet::new(*text) }).collect();
        experience
    }

    fn texts(experiences: &[Experience]) -> Vec<Vec<&str>> {
        experiences
            .iter()
            .map(|one| one.bullets.iter().map(|bullet| bullet.text.as_str()).collect())
            .collect()
    }

    #[test]
    fn a_tag_on_the_experience_shows_it_whole_and_a_tag_on_bullets_just_these() {
        let all = [
            experience(&["ops"], &[("plain", &[]), ("other", &["data"])]),
            experience(&["ops"], &[("plain", &[]), ("chosen", &["ops"])]),
            experience(&[], &[("plain", &[]), ("chosen", &["data", "ops"])]),
            experience(&["data"], &[("plain", &[])]),
        ];
        let tags = |tags: &[&str]| tags.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            texts(&bearing(&all, &tags(&["ops"]))),
            [vec!["plain", "other"], vec!["chosen"], vec!["chosen"]]
        );
        assert_eq!(bearing(&all, &[]), all);
        assert_eq!(bearing(&all, &tags(&["ops", "data"])).len(), 4);
        assert!(bearing(&all, &tags(&["none"])).is_empty());
    }
}
