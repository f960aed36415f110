//! `resume profile`: name, contact data and summary.

use clap::{Args, Subcommand};
use serde_json::{Map, Value};

use super::drafts::edit_text;
use super::questions;
use super::told::replaced_in;
use crate::cli::context::Context;
use crate::cli::ui::editor::Edited;
use crate::cli::ui::form;
use crate::domain::{Document, Synced};
use crate::library::profile_keys;
use crate::library::{CommandError, CommandResult, profile, visible};
use crate::view::{StateView, of_document, overridden_values};

/// Show or change your name, contact data and summary
#[derive(Debug, Args)]
pub(crate) struct ProfileCommand {
    #[command(subcommand)]
    pub command: Option<What>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// Print the profile; in a pipe, as JSON
    Show {
        /// With the translations into this language, such as `de`, in place of the originals
        #[arg(long, value_name = "LANGUAGE", add = crate::cli::complete::languages())]
        language: Option<String>,
    },
    /// Set fields by path, such as `name=Ada Lovelace`; without any, on a terminal, prompt for them
    ///
    /// A path is a JSON Resume key: `name` and `location.city` are in `basics`. A number is a position in a
    /// list, counted from 0: `profiles.0.url`. JSON values (`true`, `[…]`, `{…}`) are stored as JSON,
    /// `null` removes the field, and any other value is text. A key that the profile does not have is an error;
    /// `meta.KEY` holds anything else.
    ///
    /// With --language, the values are translations of `label`, `summary`, `name` or parts of `location`.
    /// `meta.language=en` says which language the profile and the experiences are in.
    Set {
        /// Language into which the values translate, such as `de`
        #[arg(long, value_name = "LANGUAGE", add = crate::cli::complete::languages())]
        language: Option<String>,
        #[arg(value_name = "KEY=VALUE", value_parser = assignment, add = crate::cli::complete::profile_keys("="))]
        values: Vec<(String, Value)>,
    },
    /// Edit the profile in your editor, as JSON with a line for each field that it can have
    Edit,
    /// Remove fields by path, such as `label` or `location.city`
    Unset {
        /// Remove translations into this language alone
        #[arg(long, value_name = "LANGUAGE", add = crate::cli::complete::languages())]
        language: Option<String>,
        #[arg(required = true, value_name = "KEY", value_parser = profile::whole_path, add = crate::cli::complete::profile_keys(""))]
        keys: Vec<String>,
    },
    /// Show every revision of the profile, with its time, device and changes
    History,
    /// Save an earlier revision as a new one
    Restore {
        /// Number of the revision, from `resume profile history`
        #[arg(long, value_name = "N", value_parser = super::word::from_one::<i64>, allow_negative_numbers = true, add = crate::cli::complete::profile_revisions())]
        revision: i64,
    },
}

impl ProfileCommand {
    /// Whether it changes the profile.
    pub(crate) fn saves(&self) -> bool {
        matches!(
            self.command,
            Some(What::Set { .. } | What::Unset { .. } | What::Edit | What::Restore { .. })
        )
    }

    pub(crate) fn run(self, context: &Context) -> CommandResult {
        match self.command {
            None => show(context, None),
            Some(What::Show { language }) => show(context, language.as_deref()),
            Some(What::Set { values, language }) if values.is_empty() => ask(context, language.is_some()),
            Some(What::Set { values, language }) => set(context, &values, language.as_deref()),
            Some(What::Unset { mut keys, language }) => {
                keys.sort_by(|one, other| profile_keys::last_first(one, other));
                let values: Vec<_> = keys.into_iter().map(|key| (key, Value::Null)).collect();
                set(context, &values, language.as_deref())
            }
            Some(What::Edit) => edit(context),
            Some(What::History) => history(context),
            Some(What::Restore { revision }) => {
                let document = context.library.restore_profile(revision)?;
                if context.ui.is_json() {
                    return context.ui.json(&document);
                }
                context.ui.notice(&format!("restored revision {revision} of the profile"));
                Ok(())
            }
        }
    }
}

fn set(context: &Context, values: &[(String, Value)], language: Option<&str>) -> CommandResult {
    let language = language.map(|word| context.library.translation_into(word)).transpose()?.flatten();
    let mut checked = Vec::with_capacity(values.len());
    for (path, value) in values {
        let stored = match &language {
            Some(_) => value.clone(),
            None => profile_keys::checked(path, value.clone())?,
        };
        if let (Some(typed), Some(whole)) = (value.as_str(), stored.as_str())
            && typed != whole
        {
            context.ui.notice(&format!("stored as `{}`", visible::line(whole)));
        }
        checked.push((path, stored));
    }
    let mut is_changed = true;
    let document = context.library.edit_profile(|document| {
        let before = document.clone();
        checked.iter().try_for_each(|(path, value)| match &language {
            Some(tag) => profile::translate(document, tag, path, value),
            None => profile_keys::set(document, path, value.clone()),
        })?;
        is_changed = *document != before;
        Ok(profile::check_shape(document)?)
    })?;
    if !is_changed {
        context.ui.notice("nothing was changed");
    }
    finish(context, &document)
}

/// Prompts for the fields that every résumé has.
fn ask(context: &Context, is_translation: bool) -> CommandResult {
    if is_translation || !context.ui.is_interactive() {
        return Err(CommandError::usage("no value to set was given").hint("`resume profile set name=…`"));
    }
    let values = questions::ask_profile(context, &context.library.profile()?)?;
    if values.is_empty() {
        context.ui.notice("nothing was changed");
        return finish(context, &context.library.profile()?);
    }
    set(context, &values, None)?;
    context.ui.notice("saved the profile; `resume profile` shows it");
    Ok(())
}

fn history(context: &Context) -> CommandResult {
    let past = context.library.profile_past()?;
    if past.states.is_empty() && past.unreachable.is_none() && !context.ui.is_json() {
        context.ui.notice("the profile has no revision; start with `resume profile set name=…`");
        return Ok(());
    }
    super::history::show(context, &past, of_document, |state| StateView::Profile(&state.value.body))
}

fn show(context: &Context, language: Option<&str>) -> CommandResult {
    let document = match language {
        Some(word) => context.library.translated_profile(word)?,
        None => context.library.profile()?,
    };
    if context.ui.is_json() {
        return context.ui.json(&document);
    }
    if document.is_empty() {
        context.ui.notice(if context.ui.is_interactive() {
            "the profile is empty; `resume profile set` prompts for name, e-mail and more"
        } else {
            "the profile is empty; start with `resume profile set name=…`"
        });
    }
    if context.ui.width().is_none() {
        return context.ui.json_text(&format!("{}\n", pretty(&document)));
    }
    if document.is_empty() {
        return Ok(());
    }
    let mut rows = Vec::new();
    fields("", &Value::Object(document), &mut rows);
    context.ui.page(&context.ui.table(&["KEY", "VALUE"], &rows))
}

/// The values with their paths, as `resume profile set` takes them.
fn fields(path: &str, value: &Value, rows: &mut Vec<Vec<String>>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Object(fields_of) => {
            // Keys that begin with `_` are kept for the program itself.
            let shown = fields_of.iter().filter(|(key, _)| !key.starts_with('_'));
            shown.for_each(|(key, value)| fields(&below(key), value, rows));
        }
        Value::Array(items) => {
            (0..).zip(items).for_each(|(at, item): (usize, _)| fields(&below(&at.to_string()), item, rows));
        }
        Value::Null => {}
        value => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let key = path.strip_prefix("basics.").filter(|key| profile::is_basic(key)).unwrap_or(path);
            rows.push(vec![key.to_owned(), text]);
        }
    }
}

/// With `--json`, prints the document.
fn finish(context: &Context, document: &Map<String, Value>) -> CommandResult {
    if context.ui.is_json() { context.ui.json(document) } else { Ok(()) }
}

fn edit(context: &Context) -> CommandResult {
    if !context.ui.is_interactive() {
        return Err(CommandError::usage("an editor needs a terminal").hint("`resume profile set KEY=VALUE`"));
    }
    let base = context.library.profile()?;
    let parse = |text: &str, base: &Map<String, Value>| {
        let mut typed = form::parse_profile(text)?;
        form::without_blanks(&mut typed, base);
        form::check_changes(&mut typed, base, text)?;
        Ok(typed)
    };
    let edited = edit_text(context, "resume-profile", "the profile", base, form::render_profile, parse)?;
    let Edited::Changed((typed, base), draft) = edited else {
        context.ui.notice("nothing was changed");
        return Ok(());
    };
    let as_profile = |document| Document::profile(document, jiff::Timestamp::UNIX_EPOCH);
    let (base, typed) = (as_profile(base), as_profile(typed));
    let mut gave_way = Vec::new();
    let saved = draft.finish(context.library.edit_profile(|document| {
        let now = as_profile(std::mem::take(document));
        *document = Document::merge(Some(&base), &typed, &now).value.body;
        let theirs = Document::merge(Some(&base), &now, &typed).value.body;
        gave_way = overridden_values(&theirs, document);
        Ok(profile::check_shape(document)?)
    }))?;
    if !gave_way.is_empty() {
        context.ui.notice(&replaced_in("the profile", &gave_way));
    }
    finish(context, &saved)
}

fn pretty(document: &Map<String, Value>) -> String {
    serde_json::to_string_pretty(document).unwrap_or_default()
}

/// Parses `KEY=VALUE`. The value is JSON if it parses as JSON other than a bare word or number.
fn assignment(text: &str) -> Result<(String, Value), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE")?;
    let whole = profile::whole_path(key)?;
    let json = value.starts_with(['{', '[', '"']) || matches!(value, "true" | "false" | "null");
    let value = if json {
        serde_json::from_str(value).map_err(|error| format!("the value of `{key}` is not JSON: {error}"))?
    } else {
        Value::String(value.to_owned())
    };
    Ok((whole, value))
}
