//! `resume tag`: the tags of the whole résumé.

use clap::{Args, Subcommand};
use serde::Serialize;
use uuid::Uuid;

use super::details::filled;
use super::told::answer;
use crate::cli::complete;
use crate::cli::context::Context;
use crate::cli::ui::counted;
use crate::library::{CommandResult, TagChange, visible};
use crate::view::CountView;

/// List, rename and delete tags
///
/// The case of letters makes no difference.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume tag
  resume tag rename ops operations
  resume tag delete old")]
pub(crate) struct TagCommand {
    #[command(subcommand)]
    pub command: Option<What>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// List the tags, with the number of experiences, bullets and variants
    List,
    /// Rename a tag everywhere; a tag that exists is merged with it
    Rename {
        #[arg(add = complete::tags())]
        tag: String,
        #[arg(add = complete::tags(), value_parser = filled)]
        new: String,
    },
    /// Remove a tag from everything that has it
    Delete {
        #[arg(add = complete::tags())]
        tag: String,
    },
}

#[derive(Serialize)]
struct ChangeView<'a> {
    /// What it is called now.
    tag: Option<&'a str>,
    experiences: &'a [Uuid],
    bullets: usize,
    variants: &'a [String],
    widened: &'a [String],
}

impl TagCommand {
    /// Whether it changes tags.
    pub(crate) fn saves(&self) -> bool {
        matches!(self.command, Some(What::Rename { .. } | What::Delete { .. }))
    }

    pub(crate) fn run(self, context: &Context) -> CommandResult {
        match self.command {
            None | Some(What::List) => list(context),
            Some(What::Rename { tag, new }) => {
                let new = new.trim();
                tell(context, &tag, Some(new), &context.library.replace_tag(&tag, Some(new))?)
            }
            Some(What::Delete { tag }) => {
                tell(context, &tag, None, &context.library.replace_tag(&tag, None)?)
            }
        }
    }
}

fn list(context: &Context) -> CommandResult {
    let tags = context.library.tags()?;
    if context.ui.is_json() {
        return context.ui.json_array(tags.iter().map(CountView::of));
    }
    if tags.is_empty() {
        context.ui.notice("no tags yet; `resume edit ID --add-tag TAG` adds one");
        return Ok(());
    }
    let number = |count: usize| if count == 0 { String::new() } else { count.to_string() };
    let rows: Vec<_> = tags
        .iter()
        .map(|count| {
            let tag = count.spellings.join(", ");
            vec![tag, number(count.experiences), number(count.bullets), number(count.variants)]
        })
        .collect();
    let header = ["TAG", "EXPERIENCES", "BULLETS", "VARIANTS"];
    context.ui.page(&context.ui.table(&header, &rows))
}

/// Prints the IDs of the experiences that had the tag.
fn tell(context: &Context, tag: &str, new: Option<&str>, change: &TagChange) -> CommandResult {
    let TagChange { experiences, bullets, variants, widened } = change;
    if context.ui.is_json() {
        context.ui.json(&ChangeView { tag: new, experiences, bullets: *bullets, variants, widened })?;
    } else {
        let tag = visible::line(tag);
        let done = match new {
            Some(new) => format!("renamed `{tag}` to `{}`", visible::line(new)),
            None => format!("removed `{tag}`"),
        };
        let parts = [(experiences.len(), "experience"), (*bullets, "bullet"), (variants.len(), "variant")];
        let parts: Vec<_> =
            parts.into_iter().filter(|part| part.0 > 0).map(|(count, thing)| counted(count, thing)).collect();
        let ids: String = experiences.iter().map(|id| format!("{id}\n")).collect();
        answer(context, &ids, &format!("{done} in {}", parts.join(", ")), None)?;
    }
    for name in widened {
        let name = visible::line(name);
        context
            .ui
            .notice(&format!("the variant `{name}` chose by this tag alone; it now takes every experience"));
    }
    Ok(())
}
