//! Colour that tells what a word says already.

/// How a word is shown where colours are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Bold,
    Good,
    Doubtful,
    Bad,
    Faint,
}

impl Style {
    /// A text of ours in this style.
    pub(crate) fn of(self, text: &str, color: bool) -> String {
        let code = match self {
            Self::Bold => 1,
            Self::Faint => 2,
            Self::Bad => 31,
            Self::Good => 32,
            Self::Doubtful => 33,
        };
        if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
