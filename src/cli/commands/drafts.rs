//! Editing a text in the user's editor.

use std::fs;

use jiff::Timestamp;

use super::Context;
use crate::cli::ui::describe;
use crate::cli::ui::editor::{Edited, Editor};
use crate::cli::ui::form::FormError;
use crate::cli::ui::prompt;
use crate::library::{CommandError, CommandResult};

/// What can become of a kept text.
const WAYS: [&str; 3] = ["go on with it", "begin again and keep it", "begin again and delete it"];

/// Lets the user edit a text, or go on with one that was kept, until it can be read or they give up.
pub(super) fn edit_text<T>(
    context: &Context,
    name: &str,
    text: &str,
    parse: impl Fn(&str) -> Result<T, Vec<FormError>>,
) -> CommandResult<Edited<T>> {
    let command = context.environment.editor();
    let directory = &context.library.settings.paths.drafts;
    let mut editor = Editor { command: command.as_deref(), directory, name, draft: None };
    let kept = editor.kept();
    if let Some((path, written)) = &kept {
        let written = Timestamp::try_from(*written).map(describe::time).unwrap_or_default();
        let question = format!("Your text of {written} was not saved");
        match prompt::select(&context.ui, &question, &WAYS, 0)? {
            0 => editor.draft = Some(path),
            1 => {}
            _ => fs::remove_file(path).map_err(|error| {
                let message = format!("could not delete `{}`: {error}", path.display());
                CommandError::failed(message).caused_by(error)
            })?,
        }
    }
    editor.edit(text, parse, |errors| {
        errors.iter().for_each(|error| context.ui.notice(&error.to_string()));
        prompt::confirm_or(&context.ui, "Edit again?", true)
    })
}
