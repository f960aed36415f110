//! Translating an experience: texts in another language, beside the originals.

use super::order::bullet;
use super::{CommandError, CommandResult, Library, visible};
use crate::document::language::Language;
use crate::domain::{Experience, LanguageTag, Prose, Translated, Wanted, original_language};

/// Texts in one language. An empty text removes the translation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TranslatedTexts {
    pub prose: Vec<(Prose, String)>,
    /// By the numbers of the bullets, counted from 1.
    pub bullets: Vec<(usize, String)>,
}

impl Library {
    /// The language of a translation; nothing where it is that of the originals, which are then meant.
    ///
    /// # Errors
    /// [`super::ErrorKind::Usage`] for a language that no document can be made in.
    pub fn translation_into(&self, word: &str) -> CommandResult<Option<LanguageTag>> {
        Language::find(word).map_err(super::publish::unknown)?;
        let tag: LanguageTag = word
            .parse()
            .map_err(|error| CommandError::usage(format!("{}", visible::line(&format!("{error}")))))?;
        let original = self.profile().map(|profile| original_language(&profile))?;
        Ok(Some(tag).filter(|tag| original.as_ref() != Some(tag)))
    }

    /// An experience in a language, and what of it is not in it, if that is anything.
    pub fn translated(
        &self,
        experience: &Experience,
        tag: &LanguageTag,
    ) -> CommandResult<(Experience, Option<String>)> {
        let original = self.profile().map(|profile| original_language(&profile))?;
        let (translated, gaps) = Wanted::new(tag, &[], original.as_ref()).translate(experience);
        Ok((translated, super::publish::translate::gaps_of(experience, tag, &gaps)))
    }
}

/// Sets translations of an experience.
///
/// # Errors
/// If it has no such bullet.
pub fn translate(experience: &mut Experience, tag: &LanguageTag, texts: &TranslatedTexts) -> CommandResult {
    for (prose, text) in &texts.prose {
        let translated = Translated::new(text, experience.prose(*prose));
        *experience.translations.entry(tag.clone()).or_default().get_mut(*prose) = Some(translated);
    }
    for (number, text) in &texts.bullets {
        let bullet = bullet(experience, *number)?;
        let translated = Translated::new(text, Some(&bullet.text));
        bullet.translations.insert(tag.clone(), translated);
    }
    // What is empty is no translation.
    experience.normalise();
    Ok(())
}

/// Notes that the translations are right, whatever their originals were before.
pub fn confirm(experience: &mut Experience, tag: &LanguageTag) {
    if let Some(mut translation) = experience.translations.remove(tag) {
        for prose in Prose::ALL {
            if let Some(text) = translation.get_mut(prose) {
                text.confirm(experience.prose(prose));
            }
        }
        experience.translations.insert(tag.clone(), translation);
    }
    for bullet in &mut experience.bullets {
        if let Some(text) = bullet.translations.get_mut(tag) {
            text.confirm(Some(&bullet.text));
        }
    }
}

/// Takes it that the originals are in this language, and stand in for those of the résumé's language until these are
/// written: as translations they fit whatever replaces them.
pub fn count_as_translated(experience: &mut Experience, tag: &LanguageTag) {
    let text = |text: &str| Translated { text: text.to_owned(), of: None };
    for prose in Prose::ALL {
        if let Some(original) = experience.prose(prose).map(text) {
            *experience.translations.entry(tag.clone()).or_default().get_mut(prose) = Some(original);
        }
    }
    for bullet in &mut experience.bullets {
        let translated = text(&bullet.text);
        bullet.translations.insert(tag.clone(), translated);
    }
}
