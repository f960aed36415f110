//! Editing a text in the user's editor.

use super::Context;
use crate::cli::ui::editor::{Edited, Editor};
use crate::cli::ui::form::FormError;
use crate::cli::ui::prompt;
use crate::library::CommandResult;

/// Lets the user edit a text until it can be read or they give up.
pub(super) fn edit_text<T>(
    context: &Context,
    name: &str,
    text: &str,
    parse: impl Fn(&str) -> Result<T, Vec<FormError>>,
) -> CommandResult<Edited<T>> {
    let command = context.environment.editor();
    let editor =
        Editor { command: command.as_deref(), directory: &context.library.settings.paths.drafts, name };
    editor.edit(text, parse, |errors| {
        errors.iter().for_each(|error| context.ui.notice(&error.to_string()));
        prompt::confirm_or("Edit again?", true)
    })
}
