//! The flags for the fields of an experience, shared by `add` and `edit`.

use clap::Args;
use serde_json::Value;

use super::input;
use super::particulars::Particulars;
use crate::cli::context::Context;
use crate::domain::address;
use crate::domain::{Bullet, End, Experience, Kind, PartialDate, Prose, carry_translations};
use crate::library::translations::TranslatedTexts;
use crate::library::{CommandError, CommandResult, visible};

/// The fields that a command line sets. An empty text unsets its field.
#[derive(Debug, Default, PartialEq, Args)]
pub(crate) struct Details {
    /// Kind: work, volunteer, education, project, award, certificate, publication, skill, language, interest or reference
    #[arg(long, value_name = "KIND", value_parser = |word: &str| word.parse::<Kind>(), add = crate::cli::complete::kinds())]
    pub kind: Option<Kind>,
    /// Employer, school or other organization: the issuer of a certificate, the publisher of a text
    #[arg(long, visible_aliases = ["employer", "school", "issuer", "awarder", "publisher"])]
    pub organization: Option<String>,
    /// Place
    #[arg(long)]
    pub location: Option<String>,
    /// Link
    #[arg(long)]
    pub url: Option<String>,
    /// Start date: `2024`, `2024-03` or `2024-03-15`; `Mar 2024`, `03/2024` and `15.03.2024` are read, too
    #[arg(long, value_name = "DATE", value_parser = PartialDate::read)]
    pub start: Option<PartialDate>,
    /// End date, or `present`; without a start, the date of a degree or a project, and when a certificate expires
    #[arg(long, value_name = "DATE", value_parser = End::read)]
    pub end: Option<End>,
    /// Description; `-` reads it from standard input
    #[arg(long, allow_hyphen_values = true)]
    pub text: Option<String>,
    /// Bullet (repeatable)
    #[arg(long = "bullet", value_name = "TEXT", allow_hyphen_values = true, value_parser = filled)]
    pub bullets: Vec<String>,
    /// Skill (repeatable)
    #[arg(long = "skill", value_name = "SKILL", value_parser = filled, add = crate::cli::complete::skills())]
    pub skills: Vec<String>,
    /// Tag to filter lists and exports by (repeatable)
    #[arg(long = "tag", value_name = "TAG", value_parser = filled, add = crate::cli::complete::tags())]
    pub tags: Vec<String>,
    /// Metadata (repeatable), such as `'authors=["A. Berg", "C. Li"]'` of a publication
    #[arg(long = "meta", value_name = "KEY=VALUE", value_parser = meta)]
    pub metadata: Vec<(String, String)>,
    #[command(flatten)]
    pub particulars: Particulars,
    /// The text was to come from standard input, where there was none.
    #[arg(skip)]
    pub text_is_from_nothing: bool,
}

impl Details {
    /// Whether the command line sets no field.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads the text from standard input if it is `-`, and checks the link. Call it before the session is locked: other
    /// commands must not wait for input.
    pub(crate) fn read_input(&mut self, context: &Context) -> CommandResult {
        let texts = [&mut self.organization, &mut self.location, &mut self.url, &mut self.text];
        // A blank text says nothing.
        texts.into_iter().flatten().filter(|text| text.trim().is_empty()).for_each(String::clear);
        if let Some(url) = self.url.as_mut().filter(|url| !url.is_empty()) {
            let whole = address::web(url)
                .map_err(|error| CommandError::usage(format!("`--url` {error}")).hint(error.hint()))?;
            if whole != *url {
                context.ui.notice(&format!("stored as `{}`", visible::line(&whole)));
                *url = whole;
            }
        }
        if self.text.as_deref() == Some("-") {
            let text = from_input()?;
            self.text_is_from_nothing = text.trim().is_empty();
            self.text = Some(if self.text_is_from_nothing { String::new() } else { text });
        }
        Ok(())
    }

    /// The flag under which other programs look for what a text may say of a skill or a language.
    pub(crate) fn flag_for_text(&self, experience: &Experience) -> Option<&'static str> {
        let (flag, key) = match experience.kind {
            Kind::Language => ("--fluency", "fluency"),
            Kind::Skill => ("--level", "level"),
            _ => return None,
        };
        let has_text = self.text.as_ref().is_some_and(|text| !text.is_empty());
        (has_text && !experience.metadata.contains_key(key)).then_some(flag)
    }

    /// Sets the fields of an experience. Check [`Particulars`] with its kind. A list replaces the old list; metadata is
    /// set key by key.
    pub(crate) fn apply(&self, experience: &mut Experience) {
        let Self {
            kind,
            organization,
            location,
            url,
            start,
            end,
            text,
            bullets,
            skills,
            tags,
            metadata,
            particulars,
            text_is_from_nothing: _,
        } = self;
        if let Some(kind) = kind {
            experience.kind = *kind;
        }
        let texts = [
            (organization, &mut experience.organization),
            (location, &mut experience.location),
            (url, &mut experience.url),
            (text, &mut experience.text),
        ];
        for (said, field) in texts {
            if said.is_some() {
                field.clone_from(said);
            }
        }
        if start.is_some() {
            experience.start_date = *start;
        }
        match end {
            Some(End::On(date)) => {
                experience.end_date = Some(*date);
                experience.take_end_for_date();
            }
            Some(End::Present) => experience.end_date = None,
            None => {}
        }
        if !bullets.is_empty() {
            let before = std::mem::take(&mut experience.bullets);
            experience.bullets = bullets.iter().map(Bullet::new).collect();
            carry_translations(&before, &mut experience.bullets);
        }
        for (said, field) in [(skills, &mut experience.skills), (tags, &mut experience.tags)] {
            if !said.is_empty() {
                field.clone_from(said);
            }
        }
        let said = metadata.iter().map(|(key, value)| (key.clone(), Value::String(value.clone())));
        experience.metadata.extend(said);
        particulars.apply(experience);
    }
}

impl Details {
    /// The texts of the flags, as translations.
    ///
    /// # Errors
    /// If another flag is set: what it sets is the same in all languages.
    pub(crate) fn translated(&self) -> CommandResult<TranslatedTexts> {
        let Self {
            kind,
            organization,
            location,
            url,
            start,
            end,
            text,
            bullets,
            skills,
            tags,
            metadata,
            particulars,
            text_is_from_nothing: _,
        } = self;
        let others = [
            ("--kind", kind.is_some()),
            ("--url", url.is_some()),
            ("--start", start.is_some()),
            ("--end", end.is_some()),
            ("--skill", !skills.is_empty()),
            ("--tag", !tags.is_empty()),
            ("--meta", !metadata.is_empty()),
        ];
        if let Some((flag, _)) = others.into_iter().find(|(_, is_set)| *is_set) {
            return Err(untranslated(flag));
        }
        if let Some(flag) = particulars.first() {
            return Err(untranslated(flag));
        }
        let prose = [(Prose::Organization, organization), (Prose::Location, location), (Prose::Text, text)];
        let prose = prose.into_iter().filter_map(|(prose, text)| Some((prose, text.clone()?))).collect();
        let bullets = (1..).zip(bullets.iter().cloned()).collect();
        Ok(TranslatedTexts { prose, bullets })
    }
}

/// The error for a flag whose value is the same in all languages.
pub(super) fn untranslated(flag: &str) -> CommandError {
    CommandError::usage(format!("`{flag}` cannot be used with `--language`"))
        .hint("title, organization, location, text and bullets are translated; the rest is the same in all languages")
}

fn from_input() -> CommandResult<String> {
    let bytes = input::read_limited(std::io::stdin().lock(), input::STANDARD_INPUT)?;
    let text = String::from_utf8(bytes)
        .map_err(|error| CommandError::usage("standard input is not UTF-8 text").caused_by(error))?;
    Ok(text.trim_start_matches(input::BYTE_ORDER_MARK).trim_end_matches(['\n', '\r']).to_owned())
}

/// A list item that is not blank: a blank one would vanish silently.
pub(super) fn filled(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() { Err("it is empty") } else { Ok(text.to_owned()) }
}

fn meta(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, _)) if key.trim().is_empty() => Err("the key before `=` is empty".to_owned()),
        Some((key, _)) if key.starts_with('_') => {
            Err("keys that begin with `_` are reserved for `resume`".to_owned())
        }
        Some((key, value)) => Ok((key.trim().to_owned(), value.to_owned())),
        None => Err("write KEY=VALUE".to_owned()),
    }
}
