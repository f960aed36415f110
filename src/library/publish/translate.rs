//! The language of a file: its headings and dates, and the texts that are translated into it.

use serde_json::{Map, Value};

use super::format::OutputFormat;
use super::order::Resolved;
use crate::document::language::{Language, UnknownLanguage};
use crate::domain::{Experience, Gaps, LanguageTag, Part, ProfileTexts, Prose, Wanted, original_language};
use crate::library::{CommandError, CommandResult, visible};

/// The language that a file gets.
pub(super) struct Speech {
    pub(super) language: Language,
    /// What was asked for; absent where nothing was, so that the originals stand there.
    wanted: Option<(LanguageTag, Wanted)>,
    format: OutputFormat,
}

/// What there is to translate.
pub(super) type Texts = (Option<Map<String, Value>>, Vec<Experience>);

/// The language of the headings and dates: the one that was asked for, else that of the originals, else English.
pub(super) fn language(asked: Option<&str>, profile: &Map<String, Value>) -> String {
    let known = |tag: &LanguageTag| Language::find(tag.as_str()).is_ok();
    let own = || original_language(profile).filter(known).map(|tag| tag.to_string());
    asked.map(str::to_owned).or_else(own).unwrap_or_else(|| "en".to_owned())
}

impl Speech {
    pub(super) fn of(resolved: &Resolved, profile: Option<&Map<String, Value>>) -> CommandResult<Self> {
        let language = Language::find(&resolved.language).map_err(unknown)?;
        let tag = resolved.language.parse::<LanguageTag>().ok().filter(|_| resolved.is_translated);
        let also: Option<LanguageTag> = language.tag.parse().ok();
        let original = profile.and_then(original_language);
        let wanted = |tag: &LanguageTag| Wanted::new(tag, also.as_slice(), original.as_ref());
        let wanted = tag.map(|tag| (tag.clone(), wanted(&tag)));
        Ok(Self { language, wanted, format: resolved.format })
    }

    /// The chosen of all experiences, and the profile, in the language; and what is not. A résumé of which nothing is
    /// translated lacks nothing.
    pub(super) fn translated(&self, texts: Texts, all: &[Experience]) -> (Texts, Vec<String>) {
        // It keeps the texts of all languages.
        if self.format == OutputFormat::Resume {
            return (texts, Vec::new());
        }
        let ((profile, chosen), warnings) = self.in_wanted(texts, all);
        let without = |mut profile| {
            ProfileTexts::remove(&mut profile);
            profile
        };
        ((profile.map(without), chosen), warnings)
    }

    fn in_wanted(&self, (profile, chosen): Texts, all: &[Experience]) -> (Texts, Vec<String>) {
        let Some((tag, wanted)) = &self.wanted else { return ((profile, chosen), Vec::new()) };
        let is_begun = all.iter().any(|one| wanted.is_in(one))
            || profile.as_ref().is_some_and(|profile| wanted.is_in_profile(profile));
        if !is_begun {
            let is_needless = self.format.is_record() && !wanted.original_will_do();
            let warning = is_needless.then(|| format!("nothing is translated into `{tag}`"));
            return ((profile, chosen), warning.into_iter().collect());
        }
        let mut warnings = Vec::new();
        let profile = profile.map(|profile| {
            let (mut translated, gaps) = wanted.translate_profile(&profile);
            // Programs that read it take it for the language of what they read.
            if let Some(language) = translated.get_mut("meta").and_then(|meta| meta.get_mut("language")) {
                *language = Value::String(tag.to_string());
            }
            warnings.extend(told("the profile", tag, &gaps, words_of_profile));
            translated
        });
        let translate = |one: Experience| {
            let (translated, mut gaps) = wanted.translate(&one);
            let numbers = all.iter().find(|whole| whole.id == one.id).map(|whole| numbers(whole, &one));
            for part in gaps.missing.iter_mut().chain(&mut gaps.outdated) {
                if let Part::Bullet(place) = part {
                    *place =
                        numbers.as_ref().and_then(|numbers| numbers.get(*place)).copied().unwrap_or(*place);
                }
            }
            warnings.extend(gaps_of(&one, tag, &gaps));
            translated
        };
        let chosen = chosen.into_iter().map(translate).collect();
        ((profile, chosen), warnings)
    }
}

/// What an experience lacks in a language, in one sentence.
pub(in crate::library) fn gaps_of(experience: &Experience, tag: &LanguageTag, gaps: &Gaps) -> Option<String> {
    told(&format!("`{}`", experience.label()), tag, gaps, words)
}

/// Which bullets of the whole experience the chosen ones are.
fn numbers(whole: &Experience, chosen: &Experience) -> Vec<usize> {
    let mut rest = whole.bullets.iter().enumerate();
    let number = |bullet| rest.find(|(_, one)| *one == bullet).map(|(place, _)| place);
    chosen.bullets.iter().filter_map(number).collect()
}

/// What is missing and what is older than its original, in one sentence.
fn told<P>(
    name: &str,
    tag: &LanguageTag,
    gaps: &Gaps<P>,
    words: impl Fn(&[P]) -> Vec<String>,
) -> Option<String> {
    let missing = words(&gaps.missing);
    let missing =
        (!missing.is_empty()).then(|| format!("{name} has no text in `{tag}` for {}", listed(&missing)));
    let outdated = (!gaps.outdated.is_empty()).then(|| {
        let verb =
            if gaps.outdated.len() == 1 { "has changed since its" } else { "have changed since their" };
        let whose = if missing.is_some() { String::new() } else { format!("{name}: ") };
        format!("{whose}{} {verb} translation into `{tag}`", listed(&words(&gaps.outdated)))
    });
    match (missing, outdated) {
        (Some(missing), Some(outdated)) => Some(format!("{missing}; {outdated}")),
        (missing, outdated) => missing.or(outdated),
    }
}

fn words_of_profile(paths: &[&'static str]) -> Vec<String> {
    let key = |path: &&'static str| path.split_once('.').map_or(*path, |(_, key)| key);
    paths.iter().map(|path| format!("`{}`", key(path))).collect()
}

fn words(parts: &[Part]) -> Vec<String> {
    let name = |part: &Part| match part {
        Part::Prose(Prose::Title) => Some("the title".to_owned()),
        Part::Prose(Prose::Organization) => Some("the organization".to_owned()),
        Part::Prose(Prose::Location) => Some("the location".to_owned()),
        Part::Prose(Prose::Text) => Some("the text".to_owned()),
        Part::Bullet(_) => None,
    };
    let number = |part: &Part| match part {
        Part::Bullet(place) => Some((place + 1).to_string()),
        Part::Prose(_) => None,
    };
    let mut words: Vec<String> = parts.iter().filter_map(name).collect();
    let numbers: Vec<String> = parts.iter().filter_map(number).collect();
    match numbers.as_slice() {
        [] => {}
        [one] => words.push(format!("bullet {one}")),
        _ => words.push(format!("bullets {}", listed(&numbers))),
    }
    words
}

/// `a, b and c`.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The error for a language that no document can be made in.
pub(in crate::library) fn unknown(error: UnknownLanguage) -> CommandError {
    let message = visible::line(&error.to_string()).to_string();
    let all = Language::tags().collect::<Vec<_>>().join(", ");
    CommandError::usage(message).meant(error.nearest, format!("the languages are {all}"))
}
