//! Editing a text in the user's editor.

use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Context;
use crate::cli::ui::describe;
use crate::cli::ui::editor::{self, Edited, Editor};
use crate::cli::ui::form::FormError;
use crate::cli::ui::prompt;
use crate::library::{CommandError, CommandResult};

/// What can become of a kept text.
const WAYS: [&str; 3] = ["go on with it", "begin again and keep it", "begin again and delete it"];

/// Lets the user edit the text of a value, or go on with one that was kept, until it can be read or they give up.
///
/// A kept text comes with the value that it was made of: with what was typed, that one is returned in place of `base`,
/// so that what was saved meanwhile can be told from what was typed. `of` names the value in the question.
pub(super) fn edit_text<B: Serialize + DeserializeOwned, T>(
    context: &Context,
    name: &str,
    of: &str,
    base: B,
    render: impl Fn(&B) -> String,
    parse: impl Fn(&str, &B) -> Result<T, Vec<FormError>>,
) -> CommandResult<Edited<(T, B)>> {
    let command = context.environment.editor();
    let directory = &context.library.settings.paths.drafts;
    let json = serde_json::to_string(&base).map_err(|error| {
        CommandError::failed(format!("the text could not be made: {error}")).caused_by(error)
    })?;
    let mut editor = Editor { command: command.as_deref(), directory, name, base: Some(&json), draft: None };
    let kept = editor.kept();
    let mut base = base;
    if let Some((path, written)) = &kept {
        let written = Timestamp::try_from(*written).map(describe::time).unwrap_or_default();
        let question = format!("Your text of {written} for {of} was not saved");
        match prompt::select(&context.ui, &question, &WAYS, 0)? {
            0 => {
                editor.draft = Some(path);
                base = base_of(path).unwrap_or(base);
            }
            1 => {}
            _ => editor::delete(path).map_err(|error| {
                let message = format!("could not delete `{}`: {error}", path.display());
                CommandError::failed(message).caused_by(error)
            })?,
        }
    }
    let edited = editor.edit(
        &render(&base),
        |text| parse(text, &base),
        |errors| {
            errors.iter().for_each(|error| context.ui.notice(&error.to_string()));
            prompt::confirm_or(&context.ui, "Edit again?", true)
        },
    )?;
    Ok(edited.map(|typed| (typed, base)))
}

/// The value that a kept text was made of.
fn base_of<B: DeserializeOwned>(draft: &Path) -> Option<B> {
    serde_json::from_slice(&editor::base_of(draft)?).ok()
}
