//! `resume variant`: variants of the one résumé.

use std::collections::BTreeMap;
use std::num::NonZeroU8;

use clap::{Args, Subcommand};

use super::document::{ChoiceFlags, LookFlags, either};
use super::history;
use super::told::answer;
use super::variant_view;
use crate::cli::context::Context;
use crate::cli::ui::prompt;
use crate::domain::{Document, Kind, Variant};
use crate::library::{CommandResult, VariantChange, VariantSaved, VariantState, shell_word, visible};
use crate::view::{StateView, of_document};

/// Make variants of the résumé, such as one for each application
///
/// A variant chooses among your experiences and says how the document looks. It holds no copies: a change of an
/// experience is in every variant. `export`, `preview` and `ai tailor` take `--variant NAME`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume variant set acme --tag acme --headline \"Data engineer\" --pages 1
  resume variant set acme-de --from acme --language de
  resume export acme.pdf --variant acme
  resume variant list")]
pub(crate) struct VariantCommand {
    #[command(subcommand)]
    pub command: What,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// Make a variant, or change what is given
    ///
    /// What a variant does not say is as its parent (--from) has it, else as without a variant. A list takes the
    /// place of the list before; titles of sections and options of the theme are set one by one, and an empty
    /// value removes one.
    Set(Box<Set>),
    /// List the variants
    List,
    /// Show what a variant says, and what it takes from its parent
    Show {
        /// Name of the variant
        #[arg(value_name = "NAME", add = crate::cli::complete::variants())]
        name: String,
    },
    /// Delete variants; `resume variant restore` brings them back
    Delete {
        /// Names of variants
        #[arg(required = true, value_name = "NAME", add = crate::cli::complete::variants())]
        names: Vec<String>,
        /// Skip the confirmation
        #[arg(long, short)]
        yes: bool,
    },
    /// Give a variant another name
    Rename {
        /// Name of the variant
        #[arg(value_name = "NAME", add = crate::cli::complete::variants())]
        name: String,
        /// The new name
        #[arg(value_name = "NEW")]
        new: String,
    },
    /// Show every revision of a variant, with its time, device and changes
    History {
        /// Name of the variant
        #[arg(value_name = "NAME", add = crate::cli::complete::variants())]
        name: String,
    },
    /// Restore a deleted variant, or an earlier revision
    Restore {
        /// Name of the variant
        #[arg(value_name = "NAME", add = crate::cli::complete::variants())]
        name: String,
        /// Number of the revision, from `resume variant history`
        #[arg(long, value_name = "N", value_parser = super::word::from_one::<i64>, allow_negative_numbers = true)]
        revision: Option<i64>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Set {
    /// Name of the variant
    #[arg(value_name = "NAME", add = crate::cli::complete::variants())]
    pub name: String,
    /// Variant to build on
    #[arg(long, value_name = "PARENT", add = crate::cli::complete::variants())]
    pub from: Option<String>,
    #[command(flatten)]
    pub choice: ChoiceFlags,
    /// Kinds whose sections come first, in this order, such as `skill,work`
    #[arg(long, value_name = "KIND,…", value_delimiter = ',', value_parser = |word: &str| word.trim().parse::<Kind>(), add = crate::cli::complete::kinds())]
    pub section_order: Vec<Kind>,
    /// Heading of a section, such as `work=Selected experience`
    #[arg(long = "section-title", value_name = "KIND=TITLE", value_parser = section_title)]
    pub section_titles: Vec<(Kind, String)>,
    /// Line below your name; an empty text leaves it out
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub headline: Option<String>,
    /// Summary; an empty text leaves it out
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub summary: Option<String>,
    #[command(flatten)]
    pub look: LookFlags,
    /// Make it fit on this many pages
    #[arg(long, value_name = "N", value_parser = |text: &str| text.parse::<NonZeroU8>().map_err(|_| "write a number from 1 to 255"))]
    pub pages: Option<NonZeroU8>,
    /// Leave out e-mail, telephone, street and postal code of the profile
    #[arg(long, overrides_with = "contact")]
    pub no_contact: bool,
    /// Show them, although the parent leaves them out
    #[arg(long, overrides_with = "no_contact")]
    pub contact: bool,
    /// Show the picture that the profile's `image` names
    #[arg(long, overrides_with = "no_photo")]
    pub photo: bool,
    /// Show none, although the parent does
    #[arg(long, overrides_with = "photo")]
    pub no_photo: bool,
    /// Key that is as the parent has it from now on, such as `tags` or `section-order`
    #[arg(long, value_name = "KEY", add = crate::cli::complete::variant_keys())]
    pub unset: Vec<String>,
}

impl VariantCommand {
    /// Whether it saves before it prints.
    pub(crate) fn saves(&self) -> bool {
        !matches!(self.command, What::List | What::Show { .. } | What::History { .. })
    }

    pub(crate) fn run(self, context: &Context) -> CommandResult {
        match self.command {
            What::Set(set) => set.run(context),
            What::List => variant_view::list(context, &context.library.variants()?),
            What::Show { name } => variant_view::show(context, &context.library.variant(&name)?),
            What::Delete { names, yes } => delete(context, &names, yes),
            What::Rename { name, new } => {
                let old = context.library.variant(&name)?;
                let renamed = context.library.rename_variant(&name, &new)?;
                finish_with(context, &renamed, |new| {
                    let old = visible::line(old.name()).to_string();
                    if old == new {
                        return format!("the variant is called `{new}` already");
                    }
                    format!("renamed the variant `{old}` to `{new}`")
                })
            }
            What::History { name } => {
                let past = context.library.variant_past(&name)?;
                let changes = |before: Option<&Document>, after: &Document| {
                    let named = |document| context.library.parent_named(document);
                    of_document(before.map(named).as_ref(), &named(after))
                };
                history::show(context, &past, changes, |state| StateView::Variant(&state.value.body))
            }
            What::Restore { name, revision } => {
                finish(context, &context.library.restore_variant(&name, revision)?, "restored")
            }
        }
    }
}

impl Set {
    fn run(self, context: &Context) -> CommandResult {
        let (name, change) = self.change();
        let VariantSaved { state, created, changed, replaced, notices } =
            context.library.set_variant(&name, &change)?;
        let done = match (created, changed) {
            (true, _) => "made",
            (false, true) => "changed",
            (false, false) => "nothing changed in",
        };
        finish(context, &state, done)?;
        for (key, old) in replaced {
            let old: Vec<_> = old.iter().map(|one| visible::line(one).to_string()).collect();
            context.ui.notice(&format!("`{key}` had been: {}", old.join(", ")));
        }
        notices.iter().for_each(|notice| context.ui.remark(notice));
        Ok(())
    }

    fn change(self) -> (String, VariantChange) {
        fn said<T>(list: Vec<T>) -> Option<Vec<T>> {
            Some(list).filter(|list| !list.is_empty())
        }
        let ChoiceFlags { tags, without_tags, kinds, since } = self.choice;
        let LookFlags { theme, settings, language, paper, date_format } = self.look;
        let set = Variant {
            from: None,
            tags: said(tags),
            without_tags: said(without_tags),
            kinds: said(kinds),
            since,
            section_order: said(self.section_order),
            section_titles: self.section_titles.into_iter().collect::<BTreeMap<_, _>>(),
            headline: self.headline,
            summary: self.summary,
            theme,
            settings: settings.into_iter().collect(),
            language,
            paper: paper.map(|paper| paper.as_str().to_owned()),
            pages: self.pages,
            date_format: date_format.map(|format| format.as_str().to_owned()),
            no_contact: either(self.no_contact, self.contact),
            photo: either(self.photo, self.no_photo),
        };
        (self.name, VariantChange { parent: self.from, set, unset: self.unset })
    }
}

/// Prints the name, or with `--json` the variant.
fn finish(context: &Context, state: &VariantState, done: &str) -> CommandResult {
    finish_with(context, state, |name| format!("{done} the variant `{name}`"))
}

fn finish_with(context: &Context, state: &VariantState, sentence: impl Fn(&str) -> String) -> CommandResult {
    if context.ui.is_json() {
        return variant_view::show(context, state);
    }
    let name = visible::line(state.name()).to_string();
    answer(context, &format!("{name}\n"), &sentence(&name), None)
}

fn delete(context: &Context, names: &[String], yes: bool) -> CommandResult {
    let chosen = names.iter().map(|name| context.library.variant(name)).collect::<CommandResult<Vec<_>>>()?;
    if !yes {
        let names: Vec<_> = chosen.iter().map(|one| format!("`{}`", visible::line(one.name()))).collect();
        let noun = if names.len() == 1 { "variant" } else { "variants" };
        let question = format!("Delete the {noun} {}?", names.join(", "));
        prompt::confirm_or_fail(&context.ui, &question, "nothing was deleted")?;
    }
    let deleted = context.library.delete_variants(names)?;
    if context.ui.is_json() {
        return variant_view::list(context, &deleted);
    }
    for one in &deleted {
        let name = visible::line(one.name()).to_string();
        let done = format!(
            "deleted the variant `{name}`; `resume variant restore {}` brings it back",
            shell_word(&name)
        );
        answer(context, &format!("{name}\n"), &done, None)?;
    }
    Ok(())
}

fn section_title(text: &str) -> Result<(Kind, String), String> {
    let (kind, title) = text.split_once('=').ok_or("write KIND=TITLE, such as `work=Selected experience`")?;
    let kind: Kind = kind.trim().parse().map_err(|error: crate::domain::UnknownKind| error.to_string())?;
    Ok((kind, title.trim().to_owned()))
}
