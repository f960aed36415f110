//! The word that a mistyped one was meant to be.

/// How alike two words must be to be taken for one another, from 0 to 1 by Jaro and Winkler.
const ALIKE: f64 = 0.7;

/// The known word that is most like a mistyped one, whatever the case of its letters.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_by(word, known, ALIKE)
}

/// The same, where the two must be more alike than this.
pub fn nearest_by<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, least: f64) -> Option<&'a str> {
    let word = word.to_lowercase();
    let likeness = |known: &str| strsim::jaro_winkler(&known.to_lowercase(), &word);
    let alike =
        known.into_iter().map(|known| (likeness(known), known)).filter(|(likeness, _)| *likeness > least);
    alike.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, known)| known)
}
