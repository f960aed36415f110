//! The order of experiences in their section, and of bullets in their experience.

use uuid::Uuid;

use super::naming::{deleted, gone};
use super::{CommandError, CommandResult, Library, short_id, visible};
use crate::domain::place::{self, Move};
use crate::domain::{Bullet, Experience, Record};

impl Library {
    /// Moves an experience within its section. Only the moved one is changed; where it was put there before
    /// and still stands there, nothing is.
    ///
    /// # Errors
    /// [`super::ErrorKind::Usage`] where the anchor is the experience itself or of another section;
    /// [`super::ErrorKind::NotFound`] where one of the two is deleted or gone.
    pub fn move_to(&self, id: Uuid, to: Move) -> CommandResult<Record<Experience>> {
        let now = self.now();
        self.update(|session| {
            let all = || session.experiences.iter().map(|record| &record.current);
            let living = |id: Uuid| match all().find(|one| one.id == id) {
                None => Err(gone(id)),
                Some(one) if one.is_deleted() => Err(deleted(one)),
                Some(one) => Ok(one),
            };
            let before = living(id)?;
            if let Move::Before(anchor) | Move::After(anchor) = to {
                check_anchor(before, living(anchor)?)?;
            }
            let section = place::whole_section(all(), before.kind);
            let mut value = place::moved(&section, before, to, now);
            let place = session.experiences.place(&id).ok_or_else(|| gone(id))?;
            if before.differences(&value).is_empty() {
                return Ok(session.experiences[place].clone());
            }
            value.updated_at = now;
            Ok(session.experiences.edit(place, value, self.new_id())?.clone())
        })
    }

    /// Moves a bullet of an experience; both numbers are counted from 1.
    ///
    /// # Errors
    /// [`super::ErrorKind::Usage`] where it has no such bullet.
    pub fn move_bullet(&self, id: Uuid, number: usize, to: usize) -> CommandResult<Record<Experience>> {
        self.edit(id, |experience| {
            if experience.is_deleted() {
                return Err(deleted(experience));
            }
            let count = experience.bullets.len();
            if let Some(wrong) = [number, to].into_iter().find(|number| !(1..=count).contains(number)) {
                return Err(no_bullet(wrong, count));
            }
            let bullet = experience.bullets.remove(number - 1);
            experience.bullets.insert(to - 1, bullet);
            Ok(())
        })
    }
}

/// A bullet by its number, counted from 1.
///
/// # Errors
/// [`super::ErrorKind::Usage`] where the experience has no such bullet.
pub fn bullet(experience: &mut Experience, number: usize) -> CommandResult<&mut Bullet> {
    let count = experience.bullets.len();
    let place = number.checked_sub(1).filter(|place| *place < count);
    place.map(|place| &mut experience.bullets[place]).ok_or_else(|| no_bullet(number, count))
}

/// The error for a bullet that is not there.
pub fn no_bullet(number: usize, count: usize) -> CommandError {
    let there = if count == 1 { "is 1".to_owned() } else { format!("are {count}") };
    CommandError::usage(format!("the experience has no bullet {number}; there {there}"))
        .hint("`resume show` counts them from 1")
}

fn check_anchor(moved: &Experience, anchor: &Experience) -> CommandResult {
    let (id, label) = (short_id(anchor.id), visible::line(anchor.label()));
    if moved.id == anchor.id {
        return Err(CommandError::usage(format!("`{id}` ({label}) cannot be moved beside itself")));
    }
    if moved.kind != anchor.kind {
        let message = format!("`{id}` ({label}) is of the kind `{}`, not `{}`", anchor.kind, moved.kind);
        let hint = format!("an experience moves within its section: `resume list --kind {}`", moved.kind);
        return Err(CommandError::usage(message).hint(hint));
    }
    Ok(())
}
