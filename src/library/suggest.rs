//! Has an AI propose bullets and skills for an experience, and adds what was chosen of them.

use uuid::Uuid;

use super::ask::DryRun;
use super::naming::gone;
use super::{Among, CommandError, CommandResult, ErrorKind, Library, Weight, counted, short_id};
use crate::ai::Question;
use crate::ai::suggest::{self, Suggestion, Support};
use crate::domain::Experience;

/// An experience, and what is proposed for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggested {
    pub experience: Experience,
    pub suggestion: Suggestion,
}

/// The proposals to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// A flag for each proposal, in the order of [`Suggestion::all`].
    pub wanted: Vec<bool>,
    /// Whether a person ticked them: then a change of the experience in the meantime does not matter.
    pub by_hand: bool,
}

impl Library {
    /// Asks for proposals. The claims in `also` count as said by the experience.
    pub fn suggest(&self, prefix: &str, also: &[String]) -> CommandResult<Suggested> {
        let (experience, question) = self.suggest_question(prefix)?;
        let suggestion = self.ask(&question, |answer| Suggestion::read(answer, &experience, also))?;
        Ok(Suggested { experience, suggestion })
    }

    /// What [`Library::suggest`] would send, and where.
    pub fn suggest_dry_run(&self, prefix: &str) -> CommandResult<DryRun> {
        self.rehearse(&self.suggest_question(prefix)?.1)
    }

    /// Adds proposals to the experience as it is by now, under the lock. Leaves out those that it no longer
    /// supports, unless a person ticked them. Returns which were added, in the order of [`Suggestion::all`].
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] where the experience was deleted meanwhile.
    pub fn add_suggested(
        &self,
        id: Uuid,
        suggestion: &Suggestion,
        choice: &Choice,
        also: &[String],
    ) -> CommandResult<Vec<bool>> {
        let now = self.now();
        let (added, unsupported) = self.update(|session| {
            let place = session.experiences.place(&id).ok_or_else(|| gone(id))?;
            let current = &session.experiences[place].current;
            if current.is_deleted() {
                let message = format!("`{}` was deleted meanwhile; nothing was added", short_id(id));
                return Err(CommandError::new(ErrorKind::NotFound, message));
            }
            let support = Support::new(current, also);
            let mut value = current.clone();
            let (mut added, mut unsupported) = (Vec::new(), 0);
            for ((sort, item), wanted) in suggestion.all().zip(&choice.wanted) {
                let supported = choice.by_hand || support.has(sort, &item.text);
                unsupported += usize::from(*wanted && !supported);
                added.push(*wanted && supported && suggest::add(&mut value, sort, &item.text));
            }
            value.normalise();
            if !current.differences(&value).is_empty() {
                value.updated_at = now;
                session.experiences.edit(place, value, self.new_id())?;
            }
            Ok((added, unsupported))
        })?;
        if unsupported > 0 {
            let proposals = counted(unsupported, "proposal");
            self.tell(
                Weight::Notice,
                format!("the experience changed meanwhile; left out {proposals} without support"),
            );
        }
        Ok(added)
    }

    fn suggest_question(&self, prefix: &str) -> CommandResult<(Experience, Question)> {
        let experience = self.find(prefix, Among::Living)?.current;
        let question = suggest::question(&experience, &self.own()?);
        if !suggest::is_sent_whole(&experience) {
            self.tell(Weight::Notice, "the experience is long; only its beginning is sent");
        }
        Ok((experience, question))
    }
}
