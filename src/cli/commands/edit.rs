//! `resume edit`: changes fields of one experience or several by flags, or one as a whole in an editor.

use clap::Args;

use super::condition;
use super::delete::confirm_all;
use super::details::{self, Details};
use super::drafts::edit_text;
use super::told::{replaced_in, tell};
use super::word::whole_number;
use crate::cli::complete::CLEARABLE;
use crate::cli::context::Context;
use crate::cli::ui::editor::Edited;
use crate::cli::ui::form::{self};
use crate::domain::{Bullet, Experience, LanguageTag, Prose, Query, Record, Synced, nearest, tags};
use crate::library::translations::{self, TranslatedTexts};
use crate::library::{
    Among, CommandError, CommandResult, bullet, check_own_tags, no_bullet, short_id, visible,
};
use crate::view::{ExperienceView, overridden, replaced_bullet, replacements};

/// Change experiences
///
/// On a terminal, with one ID and without flags, `resume edit` opens your editor. --bullet, --skill and --tag
/// replace the whole list; flags such as --add-tag and --remove-tag change one item. Changes all of them or none.
///
/// With --language, title, organization, location, text and bullets are translations, which documents in that
/// language show. The N-th --bullet translates the N-th bullet. `--unset bullets.2` removes a translation again.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume edit 3fa2 --end 2024-12 --add-bullet \"Handed over to the new team\"
  resume edit 3fa2 --remove-bullet 2 --unset url
  resume edit 3fa2 81c4 --add-tag ops
  resume edit --where kind=work --where since=2020 --add-tag recent
  resume edit 3fa2 --language de --title Dateningenieurin
  resume edit 3fa2")]
pub(crate) struct Edit {
    /// IDs, unique prefixes of at least four characters, parts of titles, or `@last`
    #[arg(value_name = "ID", required_unless_present = "where", add = crate::cli::complete::ids(Among::Living))]
    pub ids: Vec<String>,
    /// Change every experience that matches, instead of IDs (repeatable). The keys are filters of `resume
    /// list`: kind, skill, tag, without-tag, search, since, until
    #[arg(id = "where", long = "where", value_name = "KEY=VALUE", conflicts_with = "ids", value_parser = condition::parse, add = crate::cli::complete::conditions())]
    pub conditions: Vec<Query>,
    /// Skip the confirmation of --where
    #[arg(long, short, requires = "where")]
    pub yes: bool,
    /// Title
    #[arg(long)]
    pub title: Option<String>,
    #[command(flatten)]
    pub details: Details,
    /// Set the N-th bullet, which keeps its tags and translations (repeatable)
    #[arg(long = "bullet-text", value_name = "N=TEXT", allow_hyphen_values = true, value_parser = numbered_text)]
    pub bullet_texts: Vec<(usize, String)>,
    /// Add a bullet at the end
    #[arg(long = "add-bullet", value_name = "TEXT", allow_hyphen_values = true, value_parser = details::filled)]
    pub add_bullets: Vec<String>,
    /// Remove the N-th bullet, counted from 1 before the command (repeatable)
    #[arg(long = "remove-bullet", value_name = "N", value_parser = whole_number, allow_negative_numbers = true)]
    pub remove_bullets: Vec<usize>,
    /// Add a skill (repeatable)
    #[arg(long = "add-skill", value_name = "SKILL", value_parser = details::filled, add = crate::cli::complete::skills())]
    pub add_skills: Vec<String>,
    /// Remove a skill (repeatable)
    #[arg(long = "remove-skill", value_name = "SKILL", add = crate::cli::complete::skills())]
    pub remove_skills: Vec<String>,
    /// Add a tag (repeatable)
    #[arg(long = "add-tag", value_name = "TAG", value_parser = details::filled, add = crate::cli::complete::tags())]
    pub add_tags: Vec<String>,
    /// Remove a tag, in any case of its letters (repeatable)
    #[arg(long = "remove-tag", value_name = "TAG", add = crate::cli::complete::tags())]
    pub remove_tags: Vec<String>,
    /// Add a tag to the N-th bullet, counted from 1 before the command (repeatable)
    #[arg(long = "bullet-tag", value_name = "N=TAG", conflicts_with = "bullets", value_parser = numbered)]
    pub bullet_tags: Vec<(usize, String)>,
    /// Clear a field (repeatable): organization, location, url, start_date, end_date, text, bullets,
    /// skills, tags, metadata, or metadata.KEY
    #[arg(long, value_name = "FIELD", add = crate::cli::complete::fields())]
    pub unset: Vec<String>,
    /// Language into which the texts translate, such as `de`
    #[arg(long, value_name = "LANGUAGE", add = crate::cli::complete::languages())]
    pub language: Option<String>,
    /// Translations are right, although the originals have changed since
    #[arg(long, requires = "language")]
    pub up_to_date: bool,
}

/// A list that a flag replaced, and what is no longer in it.
struct Replaced {
    label: String,
    name: &'static str,
    items: Vec<String>,
}

impl Edit {
    pub(crate) fn run(mut self, context: &Context) -> CommandResult {
        let chosen = self.chosen(context)?;
        let language = self.language.as_deref().map(|word| context.library.translation_into(word));
        let language = language.transpose()?.flatten();
        let records = if !self.says_nothing() {
            self.check(&chosen)?;
            self.confirm(context, &chosen)?;
            self.details.read_input(context)?;
            if self.details.text_is_from_nothing {
                return Err(
                    CommandError::usage("standard input is empty").hint("`--unset text` removes the text")
                );
            }
            self.change(context, &chosen, language.as_ref())?
        } else if let ([before], true) = (chosen.as_slice(), context.ui.is_interactive()) {
            let edited = match &language {
                Some(tag) => translate_by_hand(context, before, tag)?,
                None => edit_by_hand(context, before)?,
            };
            vec![edited.unwrap_or_else(|| before.clone())]
        } else {
            let editor = match chosen.len() {
                1 => "on a terminal, `resume edit ID` opens an editor",
                _ => "the editor takes one ID",
            };
            return Err(CommandError::usage("no change was given")
                .hint(format!("`resume edit --help` lists the flags; {editor}")));
        };
        let is_as_before =
            |record: &&Record<Experience>| chosen.iter().any(|before| before.current == record.current);
        let changed: Vec<_> = records.iter().filter(|record| !is_as_before(record)).collect();
        if changed.is_empty() {
            context.ui.notice("nothing was changed");
        }
        if !context.ui.is_json() {
            // In a pipe, a command that changes nothing names them too.
            let told = if context.ui.width().is_some() { changed } else { records.iter().collect() };
            return tell(context, "edited", told, |_| String::new());
        }
        match records.as_slice() {
            [record] if self.ids.len() == 1 => context.ui.json(&ExperienceView::of(record)),
            _ => context.ui.json_array(records.iter().map(ExperienceView::of)),
        }
    }

    fn chosen(&self, context: &Context) -> CommandResult<Vec<Record<Experience>>> {
        if self.conditions.is_empty() {
            return context.find_all(&self.ids, Among::Living);
        }
        context.library.find_matching(&condition::all_of(&self.conditions))
    }

    /// Refuses what would mean something else in each of several, and a tag to remove that none has.
    fn check(&self, chosen: &[Record<Experience>]) -> CommandResult {
        let of_one = [
            ("--title", self.title.is_some()),
            ("--remove-bullet", !self.remove_bullets.is_empty()),
            ("--bullet-tag", !self.bullet_tags.is_empty()),
            ("--bullet-text", !self.bullet_texts.is_empty()),
        ];
        if let Some((flag, _)) = of_one.iter().find(|(_, given)| *given && chosen.len() > 1) {
            let message = format!("`{flag}` changes one experience, not {}", chosen.len());
            return Err(CommandError::usage(message).hint("give one ID"));
        }
        let chosen: Vec<_> = chosen.iter().map(|record| &record.current).collect();
        check_own_tags(&chosen, &self.remove_tags)
    }

    /// What a condition chose, the user has not named.
    fn confirm(&self, context: &Context, chosen: &[Record<Experience>]) -> CommandResult {
        if self.yes || self.conditions.is_empty() || chosen.len() == 1 {
            return Ok(());
        }
        confirm_all(context, "Change", chosen, "nothing was changed")
    }

    fn change(
        &self,
        context: &Context,
        chosen: &[Record<Experience>],
        language: Option<&LanguageTag>,
    ) -> CommandResult<Vec<Record<Experience>>> {
        let ids: Vec<_> = chosen.iter().map(|record| record.current.id).collect();
        let (mut replaced, mut rewritten) = (Vec::new(), Vec::new());
        let records = context.library.edit_all(&ids, |experience| {
            let before = experience.clone();
            match language {
                Some(tag) => self.translate(experience, tag)?,
                None => self.apply(experience)?,
            }
            replaced.extend(self.replaced(&before, experience));
            rewritten.push((before.label().to_owned(), self.rewritten(&before, experience, language)));
            Ok(())
        })?;
        for (label, changes) in rewritten.into_iter().filter(|(_, changes)| !changes.is_empty()) {
            context.ui.notice(&replaced_in(&label, &changes));
        }
        for Replaced { label, name, items } in replaced {
            let items: Vec<_> = items.iter().map(|item| format!("`{}`", visible::line(item))).collect();
            context.ui.notice(&format!(
                "replaced the {name} of {}; it no longer has {}; `resume undo` takes it back",
                visible::line(&label),
                items.join(", ")
            ));
        }
        Ok(records)
    }

    /// What the flags that replace a list took out of it.
    fn replaced(&self, before: &Experience, after: &Experience) -> Vec<Replaced> {
        let texts = |of: &Experience| of.bullets.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
        let lists = [
            ("bullets", self.details.bullets.is_empty(), texts(before), texts(after)),
            ("skills", self.details.skills.is_empty(), before.skills.clone(), after.skills.clone()),
            ("tags", self.details.tags.is_empty(), before.tags.clone(), after.tags.clone()),
        ];
        let replaced =
            lists.into_iter().filter(|(_, is_unsaid, ..)| !is_unsaid).map(|(name, _, old, new)| {
                let items = old.into_iter().filter(|item| !new.contains(item)).collect();
                Replaced { label: before.label().to_owned(), name, items }
            });
        replaced.filter(|one| !one.items.is_empty()).collect()
    }

    /// The values that others took the place of, in words. Who removes a field by its name knows of it.
    fn rewritten(
        &self,
        before: &Experience,
        after: &Experience,
        language: Option<&LanguageTag>,
    ) -> Vec<String> {
        let mut kept = before.clone();
        for field in &self.unset {
            // What cannot be removed was told before.
            let _ = match language {
                None => unset(&mut kept, field),
                Some(tag) => {
                    let mut texts = TranslatedTexts::default();
                    unset_translation(&mut texts, &kept, field)
                        .and_then(|()| translations::translate(&mut kept, tag, &texts))
                }
            };
        }
        let mut after = after.clone();
        after.normalise();
        let mut lines = replacements(&kept, &after);
        for (at, (number, text)) in self.bullet_texts.iter().enumerate() {
            // It may have been replaced in its turn, or removed.
            let is_last = !self.bullet_texts[at + 1..].iter().any(|(later, _)| later == number);
            if !is_last || self.remove_bullets.contains(number) || !self.details.bullets.is_empty() {
                continue;
            }
            let Some(bullet) = number.checked_sub(1).and_then(|place| before.bullets.get(place)) else {
                continue;
            };
            lines.extend(replaced_bullet(bullet, text, language));
        }
        lines
    }

    fn says_nothing(&self) -> bool {
        self.title.is_none()
            && self.details.is_empty()
            && self.remove_bullets.is_empty()
            && self.bullet_tags.is_empty()
            && self.bullet_texts.is_empty()
            && !self.up_to_date
            && [&self.add_bullets, &self.add_skills, &self.remove_skills, &self.unset]
                .iter()
                .all(|list| list.is_empty())
            && self.add_tags.is_empty()
            && self.remove_tags.is_empty()
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
        for (number, tag) in &self.bullet_tags {
            add_new(&mut bullet(experience, *number)?.tags, tag);
        }
        for (number, text) in &self.bullet_texts {
            bullet(experience, *number)?.text.clone_from(text);
        }
        self.remove_bullets(experience)?;
        for skill in &self.remove_skills {
            let position = experience.skills.iter().position(|known| tags::is_same(known, skill));
            let Some(position) = position else {
                let message = format!("the experience has no skill `{}`", visible::line(skill));
                let near = nearest(skill, experience.skills.iter().map(String::as_str));
                return Err(CommandError::usage(message).meant(near, "`resume show` lists its skills"));
            };
            experience.skills.remove(position);
        }
        self.details.apply(experience);
        self.details.particulars.check(experience.kind)?;
        experience.bullets.extend(self.add_bullets.iter().map(Bullet::new));
        self.add_skills.iter().for_each(|skill| add_new(&mut experience.skills, skill));
        for tag in &self.remove_tags {
            experience.tags.retain(|known| !tags::is_same(known, tag));
        }
        self.add_tags.iter().for_each(|tag| add_new(&mut experience.tags, tag));
        Ok(())
    }

    fn translate(&self, experience: &mut Experience, tag: &LanguageTag) -> CommandResult {
        let others = [
            ("--add-bullet", &self.add_bullets),
            ("--add-skill", &self.add_skills),
            ("--remove-skill", &self.remove_skills),
            ("--add-tag", &self.add_tags),
            ("--remove-tag", &self.remove_tags),
        ];
        let other = others.into_iter().find(|(_, list)| !list.is_empty()).map(|(flag, _)| flag);
        let other = other.or((!self.remove_bullets.is_empty()).then_some("--remove-bullet"));
        if let Some(flag) = other.or((!self.bullet_tags.is_empty()).then_some("--bullet-tag")) {
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
            return Err(no_bullet(*wrong, count));
        }
        let mut number = 0;
        experience.bullets.retain(|_| {
            number += 1;
            !self.remove_bullets.contains(&number)
        });
        Ok(())
    }
}

/// Adds a tag or a skill, unless it is there in another case.
fn add_new(words: &mut Vec<String>, word: &str) {
    if !words.iter().any(|known| tags::is_same(known, word)) {
        words.push(word.to_owned());
    }
}

fn numbered(text: &str) -> Result<(usize, String), String> {
    let wrong = || "write N=TAG, such as `2=ops`".to_owned();
    let (number, tag) = text.split_once('=').ok_or_else(wrong)?;
    let number = number.trim().parse().map_err(|_| wrong())?;
    Ok((number, details::filled(tag)?))
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
                let all = "organization, location, url, start_date, end_date, text, bullets, skills, tags, metadata or \
                    metadata.KEY";
                return Err(CommandError::usage(message).meant(nearest(field, CLEARABLE), all));
            };
            // Keys that begin with `_` are kept for the program itself.
            if key.starts_with('_') || experience.metadata.remove(key).is_none() {
                let message = format!("the experience has no metadata key `{}`", visible::line(key));
                let own = experience.metadata.keys().map(String::as_str).filter(|key| !key.starts_with('_'));
                let near = nearest(key, own).map(|near| format!("metadata.{near}"));
                let otherwise = "`resume show` lists its metadata";
                return Err(CommandError::usage(message).meant(near.as_deref(), otherwise));
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

fn numbered_text(text: &str) -> Result<(usize, String), &'static str> {
    let (number, text) = text.split_once('=').ok_or("write N=TEXT")?;
    let number = number.trim().parse().map_err(|_| "write N=TEXT, where N is the number of a bullet")?;
    Ok((number, text.to_owned()))
}

/// Opens the editor with the originals and their translations. `None` where nothing was changed.
fn translate_by_hand(
    context: &Context,
    before: &Record<Experience>,
    tag: &LanguageTag,
) -> CommandResult<Option<Record<Experience>>> {
    let base = before.current.clone();
    let name = format!("resume-{}-{tag}", short_id(base.id));
    let of = format!("`{}` in {tag}", visible::line(base.label()));
    let render = |base: &Experience| form::render_translation(base, tag);
    let parse = |text: &str, base: &Experience| form::parse_translation(text, base, tag);
    save(context, edit_text(context, &name, &of, base, render, parse)?)
}

/// Opens the editor with the form.
fn edit_by_hand(context: &Context, before: &Record<Experience>) -> CommandResult<Option<Record<Experience>>> {
    let base = before.current.clone();
    let name = format!("resume-{}", short_id(base.id));
    let of = format!("`{}`", visible::line(base.label()));
    save(context, edit_text(context, &name, &of, base, form::render, form::parse)?)
}

/// Saves what was typed over a base, merged with what was changed meanwhile. What gives way to it is told, a deletion
/// too.
fn save(
    context: &Context,
    edited: Edited<(Experience, Experience)>,
) -> CommandResult<Option<Record<Experience>>> {
    let Edited::Changed((typed, base), draft) = edited else {
        return Ok(None);
    };
    let (mut was_deleted, mut gave_way) = (false, Vec::new());
    let saved = draft.finish(context.library.edit(base.id, |experience| {
        was_deleted = experience.is_deleted();
        let theirs = Experience::merge(Some(&base), experience, &typed).value;
        *experience = Experience::merge(Some(&base), &typed, experience).value;
        gave_way = overridden(&theirs, experience);
        Ok(())
    }))?;
    let label = saved.current.label();
    if !gave_way.is_empty() {
        context.ui.notice(&replaced_in(label, &gave_way));
    }
    if was_deleted && !saved.current.is_deleted() {
        let (label, id) = (visible::line(label), short_id(base.id));
        context.ui.remark(&format!(
            "`{label}` was deleted meanwhile, and is back with your change; `resume delete {id}` deletes it again"
        ));
    }
    Ok(Some(saved))
}
