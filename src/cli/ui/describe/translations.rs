//! The texts of an experience in further languages, one language after the other.

use std::collections::BTreeSet;

use dialoguer::console::Style;

use super::Page;
use crate::domain::{Experience, LanguageTag, Prose, Translated};

/// Adds the translations below what is there. A mark tells one that is older than its original.
pub(super) fn translations(page: &mut Page, experience: &Experience) {
    let of_bullets = experience.bullets.iter().flat_map(|bullet| bullet.translations.keys());
    let tags: BTreeSet<&LanguageTag> = experience.translations.keys().chain(of_bullets).collect();
    for tag in tags {
        page.blank();
        page.lines("", &format!("In {tag}"), &Style::new().bold());
        let of = |prose: Prose| experience.translations.get(tag)?.get(prose);
        for prose in Prose::ALL {
            text(page, "", of(prose), experience.prose(prose));
        }
        for (number, bullet) in (1..).zip(&experience.bullets) {
            text(page, &format!("{number}. "), bullet.translations.get(tag), Some(&bullet.text));
        }
    }
}

fn text(page: &mut Page, mark: &str, translated: Option<&Translated>, original: Option<&str>) {
    let Some(translated) = translated else { return };
    page.lines(mark, &translated.text, &Style::new());
    if translated.is_outdated(original) {
        page.lines(&" ".repeat(mark.len()), "[out of date]", &Style::new().dim());
    }
}
