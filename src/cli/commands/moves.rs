//! `resume move`: the order of experiences in their section, and of bullets.

use clap::{ArgGroup, Args};
use uuid::Uuid;

use super::told::tell;
use super::word::whole_number;
use crate::cli::context::Context;
use crate::domain::place;
use crate::library::{Among, CommandResult};
use crate::view::ExperienceView;

/// Move an experience within its section, or one of its bullets
///
/// Exports, documents and `resume list --sort place` follow the order; other lists keep to dates.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("where").required(true).args(["before", "after", "first", "last", "bullet"]),
    after_help = "\
Examples:
  resume move 3fa2 --before 81c4
  resume move 3fa2 --first
  resume move 3fa2 --bullet 4 --to 1"
)]
pub(crate) struct Move {
    /// ID, a unique prefix of at least four characters, part of the title, or `@last`
    #[arg(add = crate::cli::complete::ids(Among::Living))]
    pub id: String,
    /// Put it right before this experience
    #[arg(long, value_name = "ID", add = crate::cli::complete::ids(Among::Living))]
    pub before: Option<String>,
    /// Put it right after this experience
    #[arg(long, value_name = "ID", add = crate::cli::complete::ids(Among::Living))]
    pub after: Option<String>,
    /// Put it at the top of its section
    #[arg(long)]
    pub first: bool,
    /// Put it at the end of its section
    #[arg(long)]
    pub last: bool,
    /// Move the N-th bullet instead, counted from 1
    #[arg(long, value_name = "N", requires = "to", value_parser = whole_number, allow_negative_numbers = true)]
    pub bullet: Option<usize>,
    /// The number that the bullet gets
    #[arg(long, value_name = "M", requires = "bullet", value_parser = whole_number, allow_negative_numbers = true, conflicts_with_all = ["before", "after", "first", "last"])]
    pub to: Option<usize>,
}

impl Move {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let library = &context.library;
        let find = |id: &str| -> CommandResult<Uuid> { Ok(context.find(id, Among::Living)?.current.id) };
        let id = find(&self.id)?;
        let record = match (self.bullet.zip(self.to), &self.before, &self.after) {
            (Some((number, to)), ..) => library.move_bullet(id, number, to)?,
            (None, Some(anchor), _) => library.move_to(id, place::Move::Before(find(anchor)?))?,
            (None, None, Some(anchor)) => library.move_to(id, place::Move::After(find(anchor)?))?,
            (None, None, None) if self.first => library.move_to(id, place::Move::First)?,
            (None, None, None) => library.move_to(id, place::Move::Last)?,
        };
        if context.ui.is_json() {
            return context.ui.json(&ExperienceView::of(&record));
        }
        match self.bullet.zip(self.to) {
            Some((number, to)) => {
                tell(context, &format!("moved bullet {number} to {to} in"), [&record], |_| String::new())
            }
            None => tell(context, "moved", [&record], |_| String::new()),
        }
    }
}
