//! `resume profile`: name, contact data and summary.

use clap::{Args, Subcommand};
use serde_json::{Map, Value};

use super::drafts::edit_text;
use crate::cli::context::Context;
use crate::cli::ui::editor::Edited;
use crate::cli::ui::form;
use crate::domain::{Document, Synced};
use crate::library::{CommandError, CommandResult, profile};

/// Show or change your name, contact data and summary
#[derive(Debug, Args)]
pub(crate) struct ProfileCommand {
    #[command(subcommand)]
    pub command: Option<What>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// Print the profile as JSON
    Show,
    /// Set fields by path, such as `name=Ada Lovelace`
    ///
    /// A path is a JSON Resume key: `name` and `location.city` are in `basics`. A number is a position in a
    /// list, counted from 0: `profiles.0.url`. JSON values (`true`, `[…]`, `{…}`) are stored as JSON,
    /// `null` removes the field, and any other value is text.
    Set {
        #[arg(required = true, value_name = "KEY=VALUE", value_parser = assignment)]
        values: Vec<(String, Value)>,
    },
    /// Edit the profile as JSON in your editor
    Edit,
}

/// The keys of `basics` in JSON Resume.
const BASICS: [&str; 9] =
    ["name", "label", "image", "email", "phone", "url", "summary", "location", "profiles"];

impl ProfileCommand {
    /// Whether it changes the profile.
    pub(crate) fn saves(&self) -> bool {
        matches!(self.command, Some(What::Set { .. } | What::Edit))
    }

    pub(crate) fn run(self, context: &Context) -> CommandResult {
        match self.command {
            None | Some(What::Show) => show(context),
            Some(What::Set { values }) => {
                let document = context.library.edit_profile(|document| {
                    values
                        .iter()
                        .try_for_each(|(path, value)| profile::set(document, path, value.clone()))?;
                    Ok(form::check_profile(document)?)
                })?;
                finish(context, &document)
            }
            Some(What::Edit) => edit(context),
        }
    }
}

fn show(context: &Context) -> CommandResult {
    let document = context.library.profile()?;
    if context.ui.is_json() {
        return context.ui.json(&document);
    }
    if document.is_empty() {
        context.ui.notice("the profile is empty; start with `resume profile set name=…`");
        return Ok(());
    }
    context.ui.json_text(&format!("{}\n", pretty(&document)))
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
    let edited = edit_text(context, "resume-profile", &form::render_profile(&base), form::parse_profile)?;
    let Edited::Changed(typed, draft) = edited else {
        context.ui.notice("nothing was changed");
        return Ok(());
    };
    let epoch = jiff::Timestamp::UNIX_EPOCH;
    let as_profile = |document: Map<String, Value>| Document::profile(document, epoch);
    let saved = context.library.edit_profile(|document| {
        let now = as_profile(std::mem::take(document));
        *document =
            Document::merge(Some(&as_profile(base.clone())), &as_profile(typed.clone()), &now).value.body;
        Ok(form::check_profile(document)?)
    });
    finish(context, &draft.finish(saved)?)
}

fn pretty(document: &Map<String, Value>) -> String {
    serde_json::to_string_pretty(document).unwrap_or_default()
}

/// Parses `KEY=VALUE`. The value is JSON if it parses as JSON other than a bare word or number.
fn assignment(text: &str) -> Result<(String, Value), String> {
    let (path, value) = text.split_once('=').ok_or("write KEY=VALUE")?;
    if path.split('.').any(|part| part.trim().is_empty()) {
        return Err(format!("`{path}` is not a path such as `basics.name`"));
    }
    let json = value.starts_with(['{', '[', '"']) || matches!(value, "true" | "false" | "null");
    let value = if json {
        serde_json::from_str(value).map_err(|error| format!("the value of `{path}` is not JSON: {error}"))?
    } else {
        Value::String(value.to_owned())
    };
    let whole = if BASICS.contains(&path.split('.').next().unwrap_or_default()) {
        format!("basics.{path}")
    } else {
        path.to_owned()
    };
    Ok((whole, value))
}
