//! `resume ai suggest`: bullets and skills from an experience's own words.

use clap::Args;
use serde::Serialize;
use uuid::Uuid;

use crate::cli::commands::details;
use crate::cli::commands::dry_run::dry_run;
use crate::cli::complete;
use crate::cli::context::Context;
use crate::cli::ui::describe::{Entry, Tone};
use crate::cli::ui::{counted, prompt};
use crate::library::{
    Among, Choice, CommandResult, Proposed, Sort, Suggested, Suggestion, short_id, visible,
};

/// Have an AI propose bullets and skills for an experience
///
/// The request contains the title, organization, dates, text, bullets and skills of this experience. It
/// leaves out e-mail addresses, telephone numbers, links and your profile. On a terminal, the command
/// prompts for the proposals to add. Without a terminal it adds proposals only with --apply.
///
/// `?` marks a proposal with a number, name or other word that the experience does not contain. To add
/// it, tick it on a terminal, or confirm each such word with --also. The check compares words, not
/// meaning: read what you add.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume ai suggest 3fa2
  resume ai suggest 3fa2 --dry-run
  resume ai suggest 3fa2 --apply --also Kubernetes --also 40%")]
pub(crate) struct Suggest {
    /// ID, a unique prefix of at least four characters, part of the title, or `@last`
    #[arg(add = complete::ids(Among::Living))]
    pub id: String,
    /// Add the supported proposals without a prompt
    #[arg(long)]
    pub apply: bool,
    /// Confirm a word or number that the experience does not contain (repeatable)
    #[arg(long, value_name = "CLAIM", allow_hyphen_values = true, value_parser = details::filled)]
    pub also: Vec<String>,
    /// Print the request and its destination without sending it
    #[arg(long, conflicts_with = "apply")]
    pub dry_run: bool,
}

#[derive(Serialize)]
struct SuggestionView<'a> {
    experience: Uuid,
    bullets: Vec<ItemView<'a>>,
    skills: Vec<ItemView<'a>>,
    /// The number of added proposals.
    applied: usize,
    left_out: usize,
    known: usize,
}

#[derive(Serialize)]
struct ItemView<'a> {
    n: usize,
    text: &'a str,
    supported: bool,
    unsupported: &'a [String],
    applied: bool,
}

impl Suggest {
    /// Whether it saves before it prints.
    pub(crate) fn saves(&self) -> bool {
        self.apply
    }

    pub(crate) fn run(self, context: &Context) -> CommandResult {
        if self.dry_run {
            return dry_run(context, &context.library.suggest_dry_run(&self.id)?);
        }
        let Suggested { experience, suggestion } = context.library.suggest(&self.id, &self.also)?;
        // What is asked for in so many words is done before it is told: the output may be closed.
        if !self.apply {
            show(context, &suggestion)?;
        }
        let applied = match self.choose(context, &suggestion)? {
            Some(choice) => context.library.add_suggested(experience.id, &suggestion, &choice, &self.also)?,
            None => vec![false; suggestion.all().count()],
        };
        if self.apply {
            show(context, &suggestion)?;
        }
        let count = applied.iter().filter(|applied| **applied).count();
        if context.ui.is_json() {
            return context.ui.json(&view(experience.id, &suggestion, &applied));
        }
        if count > 0 {
            let (label, id) = (visible::line(experience.label()), short_id(experience.id));
            context.ui.notice(&format!("added {count} to {label}; `resume history {id}` shows it"));
        }
        Ok(())
    }

    /// The proposals to add, if any.
    fn choose(&self, context: &Context, suggestion: &Suggestion) -> CommandResult<Option<Choice>> {
        let items: Vec<_> = suggestion.all().collect();
        let supported: Vec<bool> = items.iter().map(|(_, item)| item.is_supported()).collect();
        let count = supported.iter().filter(|supported| **supported).count();
        if self.apply {
            if count < items.len() {
                context.ui.notice(&format!(
                    "left out {} that the experience does not support; `--also CLAIM` confirms a claim",
                    items.len() - count
                ));
            }
            return Ok((count > 0).then_some(Choice { wanted: supported, by_hand: false }));
        }
        if items.is_empty() {
            return Ok(None);
        }
        if !context.ui.is_interactive() || context.ui.is_json() {
            context.ui.hint(if count > 0 {
                "nothing was changed; `--apply` adds the supported proposals"
            } else {
                "nothing was changed; `--also CLAIM` confirms a claim that the experience does not support"
            });
            return Ok(None);
        }
        let which = format!("add {}", counted(count, "supported proposal"));
        let ways = [which.as_str(), "choose", "add nothing"];
        let ways = if count == 0 { &ways[1..] } else { &ways[..] };
        match ways[prompt::select(&context.ui, "Which proposals to add?", ways, 0)?] {
            "choose" => choose_by_hand(context, &items).map(Some),
            "add nothing" => Ok(None),
            _ => Ok(Some(Choice { wanted: supported, by_hand: false })),
        }
    }
}

/// Lets the user tick proposals. Supported ones start ticked; the others need a second confirmation.
fn choose_by_hand(context: &Context, items: &[(Sort, &Proposed)]) -> CommandResult<Choice> {
    let line = |(_, item): &(Sort, &Proposed)| {
        let mark =
            if item.is_supported() { String::new() } else { format!("? {}: ", quoted(&item.unsupported)) };
        (format!("{mark}{}", item.text), item.is_supported())
    };
    let ticked = prompt::tick(
        &context.ui,
        "Which? (space ticks, Enter adds)",
        &items.iter().map(line).collect::<Vec<_>>(),
    )?;
    let mut wanted: Vec<bool> = (0..items.len()).map(|index| ticked.contains(&index)).collect();
    let doubtful = |(index, (_, item)): &(usize, &(Sort, &Proposed))| wanted[*index] && !item.is_supported();
    let mut claims: Vec<String> = Vec::new();
    for (_, (_, item)) in items.iter().enumerate().filter(doubtful) {
        claims.extend(
            item.unsupported.iter().filter(|claim| !claims.contains(claim)).cloned().collect::<Vec<_>>(),
        );
    }
    if !claims.is_empty() {
        let question = format!("The experience does not say {}. Is it true?", quoted(&claims));
        if !prompt::confirm(&context.ui, &question)? {
            wanted.iter_mut().zip(items).for_each(|(wanted, (_, item))| *wanted &= item.is_supported());
        }
    }
    Ok(Choice { wanted, by_hand: true })
}

/// Prints the proposals, unless the output is JSON.
fn show(context: &Context, suggestion: &Suggestion) -> CommandResult {
    if context.ui.is_json() {
        return Ok(());
    }
    let mut list = Vec::new();
    let mut last = None;
    for (index, (sort, item)) in suggestion.all().enumerate() {
        if last.replace(sort) != Some(sort) {
            let text = if sort == Sort::Bullet { "Bullets" } else { "Skills" }.to_owned();
            list.push(Entry { mark: String::new(), text, tone: Tone::Heading, note: None });
        }
        let (sign, tone) = if item.is_supported() { ('+', Tone::Good) } else { ('?', Tone::Doubtful) };
        let note = (!item.is_supported())
            .then(|| format!("the experience does not say {}", quoted(&item.unsupported)));
        list.push(Entry { mark: format!("{sign} {}. ", index + 1), text: item.text.clone(), tone, note });
    }
    context.ui.data(&context.ui.entries(&list))?;
    if list.is_empty() {
        context.ui.notice("no new proposals");
    }
    if suggestion.left_out > 0 {
        let count = suggestion.left_out;
        context.ui.remark(&format!("left out {count} of the answer: empty, too long or too many"));
    }
    Ok(())
}

fn quoted(claims: &[String]) -> String {
    claims.iter().map(|claim| format!("“{claim}”")).collect::<Vec<_>>().join(", ")
}

fn view<'a>(experience: Uuid, suggestion: &'a Suggestion, applied: &[bool]) -> SuggestionView<'a> {
    let item = |(index, item): (usize, &'a Proposed)| ItemView {
        n: index + 1,
        text: &item.text,
        supported: item.is_supported(),
        unsupported: &item.unsupported,
        applied: applied.get(index).copied().unwrap_or(false),
    };
    let bullets = suggestion.bullets.iter().enumerate().map(item).collect();
    let behind = suggestion.bullets.len();
    let skills =
        suggestion.skills.iter().enumerate().map(|(index, skill)| item((behind + index, skill))).collect();
    SuggestionView {
        experience,
        bullets,
        skills,
        applied: applied.iter().filter(|applied| **applied).count(),
        left_out: suggestion.left_out,
        known: suggestion.known,
    }
}
