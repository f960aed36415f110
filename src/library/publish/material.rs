//! What a file is made of, gathered from the session and the disk.

use serde_json::{Map, Value};

use super::order::Resolved;
use super::photo;
use crate::domain::Experience;
use crate::library::{CommandResult, Library, select};
use crate::render::Photo;
use crate::render::theme::Theme;

/// All that a file is made of: no more is read when it is made.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Material {
    pub profile: Option<Map<String, Value>>,
    /// All that are not deleted, whole, section by section in their order.
    pub experiences: Vec<Experience>,
    /// As its files have it: the order's options are not set yet.
    pub theme: Theme,
    /// The picture of the person, where the order asks for it.
    pub photo: Option<Photo>,
}

impl Library {
    /// Gathers what an order needs, which was just resolved, and says what of it could not be had.
    pub fn material(&self, resolved: &Resolved, theme: Theme) -> CommandResult<(Material, Vec<String>)> {
        let (profile, experiences) = self.store.read(|session| {
            (session.profile().map(|profile| profile.body.clone()), select::in_sections(session))
        })?;
        let photo = resolved.shows_photo().then(|| photo::read(profile.as_ref())).transpose();
        let (photo, warnings) =
            photo.map_or_else(|warning| (None, vec![warning]), |photo| (photo, Vec::new()));
        Ok((Material { profile, experiences, theme, photo }, warnings))
    }
}
