//! The flags for what only some kinds of experience have.
//!
//! The invariant: a value that no document of the kind would show is refused.

use clap::Args;
use serde_json::Value;

use crate::domain::{Experience, Kind};
use crate::library::{CommandError, CommandResult};

/// They are kept as metadata, under the keys of JSON Resume. An empty text unsets its key.
#[derive(Debug, Default, PartialEq, Args)]
#[command(next_help_heading = "Options for some kinds")]
pub(crate) struct Particulars {
    /// Subject of a degree (education)
    #[arg(long)]
    pub area: Option<String>,
    /// Grade (education)
    #[arg(long, allow_hyphen_values = true)]
    pub score: Option<String>,
    /// How well a skill is mastered (skill)
    #[arg(long)]
    pub level: Option<String>,
    /// How well a language is spoken (language)
    #[arg(long)]
    pub fluency: Option<String>,
    /// Role (project, repeatable)
    #[arg(long = "role", value_name = "ROLE", value_parser = super::details::filled)]
    pub roles: Vec<String>,
    /// What sort of project it is, such as `talk` (project)
    #[arg(long = "type", value_name = "TYPE")]
    pub sort: Option<String>,
}

impl Particulars {
    /// The first flag that is set.
    pub(crate) fn first(&self) -> Option<&'static str> {
        self.set().next().map(|(flag, _)| flag)
    }

    /// The flags that are set, with their kinds.
    fn set(&self) -> impl Iterator<Item = (&'static str, Kind)> {
        // Whole: a new flag does not compile before it counts.
        let Self { area, score, level, fluency, roles, sort } = self;
        let flags = [
            ("--area", Kind::Education, area.is_some()),
            ("--score", Kind::Education, score.is_some()),
            ("--level", Kind::Skill, level.is_some()),
            ("--fluency", Kind::Language, fluency.is_some()),
            ("--role", Kind::Project, !roles.is_empty()),
            ("--type", Kind::Project, sort.is_some()),
        ];
        flags.into_iter().filter(|(.., is_set)| *is_set).map(|(flag, kind, _)| (flag, kind))
    }

    /// # Errors
    /// If a flag is set that experiences of this kind do not have.
    pub(crate) fn check(&self, kind: Kind) -> CommandResult {
        self.set().find(|(_, of)| *of != kind).map_or(Ok(()), |(flag, of)| {
            Err(CommandError::usage(format!("`{flag}` is for the kind `{of}`, not `{kind}`"))
                .hint(format!("`--kind {of}`, or `--meta` for a key of your own")))
        })
    }

    pub(crate) fn apply(&self, experience: &mut Experience) {
        let Self { area, score, level, fluency, roles, sort } = self;
        let texts =
            [("area", area), ("score", score), ("level", level), ("fluency", fluency), ("type", sort)];
        for (key, said) in texts {
            match said.as_deref() {
                None => {}
                Some("") => drop(experience.metadata.remove(key)),
                Some(text) => drop(experience.metadata.insert(key.to_owned(), text.into())),
            }
        }
        if !roles.is_empty() {
            experience.metadata.insert("roles".to_owned(), Value::from(roles.clone()));
        }
    }
}
