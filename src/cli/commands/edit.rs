//! `resume edit`: changes fields by flags, or the whole in an editor.

use clap::Args;

use super::details::{self, Details};
use super::drafts::edit_text;
use crate::cli::context::Context;
use crate::cli::ui::editor::Edited;
use crate::cli::ui::form::{self};
use crate::cli::ui::view::ExperienceView;
use crate::domain::{Bullet, Experience, LanguageTag, Prose, Record, Synced};
use crate::library::translations::{self, TranslatedTexts};
use crate::library::{Among, CommandError, CommandResult, short_id, visible};

/// Change an experience
///
/// On a terminal, without flags, `resume edit` opens your editor. --bullet, --skill and --tag replace
/// the whole list; --add-bullet, --remove-bullet, --add-skill and --remove-skill change one item.
///
/// With --language, title, organization, location, text and bullets are translations, which documents in that
/// language show. The N-th --bullet translates the N-th bullet. `--unset bullets.2` removes a translation again.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume edit 3fa2 --end 2024-12 --add-bullet \"Handed over to the new team\"
  resume edit 3fa2 --remove-bullet 2 --unset url
  resume edit 3fa2 --language de --title Dateningenieurin --bullet-text \"2=An das neue Team übergeben\"
  resume edit 3fa2")]
pub(crate) struct Edit {
    /// ID, or a unique prefix of at least four characters
    #[arg(add = crate::cli::complete::ids(Among::Living))]
    pub id: String,
    /// Title
    #[arg(long)]
    pub title: Option<String>,
    #[command(flatten)]
    pub details: Details,
    /// Set the N-th bullet, which keeps its tags and translations (repeatable)
    #[arg(long = "bullet-text", value_name = "N=TEXT", allow_hyphen_values = true, value_parser = numbered)]
    pub bullet_texts: Vec<(usize, String)>,
    /// Add a bullet at the end
    #[arg(long = "add-bullet", value_name = "TEXT", allow_hyphen_values = true, value_parser = details::filled)]
    pub add_bullets: Vec<String>,
    /// Remove the N-th bullet, counted from 1 before the command (repeatable)
    #[arg(long = "remove-bullet", value_name = "N")]
    pub remove_bullets: Vec<usize>,
    /// Add a skill (repeatable)
    #[arg(long = "add-skill", value_name = "SKILL", value_parser = details::filled)]
    pub add_skills: Vec<String>,
    /// Remove a skill (repeatable)
    #[arg(long = "remove-skill", value_name = "SKILL")]
    pub remove_skills: Vec<String>,
    /// Clear a field (repeatable): organization, location, url, start_date, end_date, text, bullets,
    /// skills, tags, metadata, or metadata.KEY
    #[arg(long, value_name = "FIELD")]
    pub unset: Vec<String>,
    /// Language into which the texts translate, such as `de`
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// Translations are right, although the originals have changed since
    #[arg(long, requires = "language")]
    pub up_to_date: bool,
}

impl Edit {
    pub(crate) fn run(mut self, context: &Context) -> CommandResult {
        let before = context.library.find(&self.id, Among::Living)?;
        let id = before.current.id;
        let language = self.language.as_deref().map(|word| context.library.translation_into(word));
        let language = language.transpose()?.flatten();
        let record = if !self.says_nothing() {
            self.details.read_input()?;
            context.library.edit(id, |experience| match &language {
                Some(tag) => self.translate(experience, tag),
                None => self.apply(experience),
            })?
        } else if let (Some(tag), true) = (&language, context.ui.is_interactive()) {
            translate_by_hand(context, &before, tag)?
        } else if context.ui.is_interactive() {
            edit_by_hand(context, &before)?
        } else {
            return Err(CommandError::usage("no change was given").hint(
                "`resume edit --help` lists the flags; on a terminal, `resume edit ID` opens an editor",
            ));
        };
        if context.ui.is_json() {
            return context.ui.json(&ExperienceView::of(&record));
        }
        context.ui.data(&format!("{}\n", record.current.id))
    }

    fn says_nothing(&self) -> bool {
        self.title.is_none()
            && self.details.is_empty()
            && self.remove_bullets.is_empty()
            && self.bullet_texts.is_empty()
            && !self.up_to_date
            && [&self.add_bullets, &self.add_skills, &self.remove_skills, &self.unset]
                .iter()
                .all(|list| list.is_empty())
    }

    fn apply(&self, experience: &mut Experience) -> CommandResult {
        for field in &self.unset {
            unset(experience, field)?;
        }
        if let Some(title) = &self.title {
            experience.title.clone_from(title);
            if title.trim().is_empty() {
                return Err(CommandError::usage("the title is empty"));
            }
        }
        for (number, text) in &self.bullet_texts {
            translations::bullet(experience, *number)?.text.clone_from(text);
        }
        self.remove_bullets(experience)?;
        for skill in &self.remove_skills {
            let position = experience.skills.iter().position(|known| known.eq_ignore_ascii_case(skill));
            let Some(position) = position else {
                let message = format!("the experience has no skill `{}`", visible::line(skill));
                return Err(CommandError::usage(message).hint("`resume show` lists its skills"));
            };
            experience.skills.remove(position);
        }
        self.details.apply(experience);
        experience.bullets.extend(self.add_bullets.iter().map(Bullet::new));
        experience.skills.extend(self.add_skills.iter().cloned());
        Ok(())
    }

    fn translate(&self, experience: &mut Experience, tag: &LanguageTag) -> CommandResult {
        let others = [
            ("--add-bullet", &self.add_bullets),
            ("--add-skill", &self.add_skills),
            ("--remove-skill", &self.remove_skills),
        ];
        let other = others.into_iter().find(|(_, list)| !list.is_empty()).map(|(flag, _)| flag);
        if let Some(flag) = other.or((!self.remove_bullets.is_empty()).then_some("--remove-bullet")) {
            return Err(details::untranslated(flag));
        }
        if self.up_to_date {
            translations::confirm(experience, tag);
        }
        let mut texts = TranslatedTexts::default();
        for field in &self.unset {
            unset_translation(&mut texts, experience, field)?;
        }
        let TranslatedTexts { prose, bullets } = self.details.translated()?;
        texts.prose.extend(self.title.clone().map(|title| (Prose::Title, title)));
        texts.prose.extend(prose);
        texts.bullets.extend(bullets);
        texts.bullets.extend(self.bullet_texts.iter().cloned());
        translations::translate(experience, tag, &texts)
    }

    fn remove_bullets(&self, experience: &mut Experience) -> CommandResult {
        let count = experience.bullets.len();
        if let Some(wrong) = self.remove_bullets.iter().find(|number| !(1..=count).contains(*number)) {
            return Err(CommandError::usage(format!(
                "the experience has no bullet {wrong}; there are {count}"
            ))
            .hint("`resume show` counts them from 1"));
        }
        let mut number = 0;
        experience.bullets.retain(|_| {
            number += 1;
            !self.remove_bullets.contains(&number)
        });
        Ok(())
    }
}

fn unset(experience: &mut Experience, field: &str) -> CommandResult {
    match field {
        "organization" => experience.organization = None,
        "location" => experience.location = None,
        "url" => experience.url = None,
        "start" | "start_date" => experience.start_date = None,
        "end" | "end_date" => experience.end_date = None,
        "text" => experience.text = None,
        "bullets" => experience.bullets.clear(),
        "skills" => experience.skills.clear(),
        "tags" => experience.tags.clear(),
        "metadata" => experience.metadata.retain(|key, _| key.starts_with('_')),
        "title" | "kind" => {
            return Err(CommandError::usage(format!("`{field}` cannot be empty")).hint("set another value"));
        }
        _ => {
            let Some(key) = field.strip_prefix("metadata.") else {
                let message = format!("there is no field `{}`", visible::line(field));
                return Err(CommandError::usage(message).hint(
                    "organization, location, url, start_date, end_date, text, bullets, skills, tags, metadata or metadata.KEY",
                ));
            };
            // Keys that begin with `_` are kept for the program itself.
            if key.starts_with('_') || experience.metadata.remove(key).is_none() {
                let message = format!("the experience has no metadata key `{}`", visible::line(key));
                return Err(CommandError::usage(message).hint("`resume show` lists its metadata"));
            }
        }
    }
    Ok(())
}

/// Removes a translation, and those of all bullets with `bullets`.
fn unset_translation(texts: &mut TranslatedTexts, experience: &Experience, field: &str) -> CommandResult {
    if let Some(prose) = Prose::ALL.into_iter().find(|prose| prose.as_str() == field) {
        texts.prose.push((prose, String::new()));
    } else if field == "bullets" {
        texts.bullets.extend((1..=experience.bullets.len()).map(|number| (number, String::new())));
    } else if let Some(Ok(number)) = field.strip_prefix("bullets.").map(str::parse) {
        texts.bullets.push((number, String::new()));
    } else {
        let message = format!("there is no translation of `{}`", visible::line(field));
        return Err(CommandError::usage(message)
            .hint("title, organization, location, text, bullets or bullets.N are translated"));
    }
    Ok(())
}

fn numbered(text: &str) -> Result<(usize, String), &'static str> {
    let (number, text) = text.split_once('=').ok_or("write N=TEXT")?;
    let number = number.trim().parse().map_err(|_| "write N=TEXT, where N is the number of a bullet")?;
    Ok((number, text.to_owned()))
}

/// Opens the editor with the originals and their translations.
fn translate_by_hand(
    context: &Context,
    before: &Record<Experience>,
    tag: &LanguageTag,
) -> CommandResult<Record<Experience>> {
    let base = &before.current;
    let name = format!("resume-{}-{tag}", short_id(base.id));
    let text = form::render_translation(base, tag);
    let edited = edit_text(context, &name, &text, |text| form::parse_translation(text, base, tag))?;
    let Edited::Changed(typed, draft) = edited else {
        context.ui.notice("nothing was changed");
        return Ok(before.clone());
    };
    draft.finish(context.library.edit(base.id, |experience| {
        *experience = Experience::merge(Some(base), &typed, experience).value;
        Ok(())
    }))
}

/// Opens the editor; what was changed elsewhere meanwhile is merged with what was typed.
fn edit_by_hand(context: &Context, before: &Record<Experience>) -> CommandResult<Record<Experience>> {
    let base = &before.current;
    let name = format!("resume-{}", short_id(base.id));
    let edited = edit_text(context, &name, &form::render(base), |text| form::parse(text, base))?;
    let Edited::Changed(typed, draft) = edited else {
        context.ui.notice("nothing was changed");
        return Ok(before.clone());
    };
    draft.finish(context.library.edit(base.id, |experience| {
        *experience = Experience::merge(Some(base), &typed, experience).value;
        Ok(())
    }))
}
