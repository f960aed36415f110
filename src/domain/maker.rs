//! Who made a change that a database holds.
//!
//! The invariant: a name that is stored again is one that every database takes. Other programs write names too.

use super::{Row, State};

/// How the device of an agent's change begins, before the name of its program.
pub const AGENT: &str = "mcp";

/// The longest name that is stored again, in bytes.
const LONGEST: usize = 255;

impl<T> Row<T> {
    /// As a state under the name of its device, whichever that is.
    pub fn into_state(self) -> State<T> {
        let Self { value, change, device, .. } = self;
        let fits =
            |name: &String| !name.is_empty() && name.len() <= LONGEST && !name.contains(char::is_control);
        State { change, value, by: device.filter(fits) }
    }
}

impl<T> From<Row<T>> for State<T> {
    /// If it has to be stored once more, then by this device, but an agent's change stays that.
    fn from(row: Row<T>) -> Self {
        let is_agent = |name: &String| name.split(' ').next() == Some(AGENT);
        let state = row.into_state();
        Self { by: state.by.filter(is_agent), ..state }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Change;

    #[test]
    fn agents_stay_and_no_name_that_a_database_may_refuse() {
        let row =
            |name: &str| Row { value: (), revision: 1, change: Change::nil(), device: Some(name.to_owned()) };
        for agent in ["mcp", "mcp claude/1"] {
            assert_eq!(State::from(row(agent)).by.as_deref(), Some(agent));
        }
        for device in ["mcphost", "laptop"] {
            assert_eq!(
                (State::from(row(device)).by, row(device).into_state().by.as_deref()),
                (None, Some(device))
            );
        }
        for wrong in ["", "mcp a\0b", &"x".repeat(256)] {
            assert_eq!(row(wrong).into_state().by, None, "{wrong:?}");
        }
    }
}
