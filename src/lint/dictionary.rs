//! Dictionaries in the format of Hunspell.

use spellbook::Dictionary;

/// A word of so many letters may have two slips.
const LONG: usize = 9;

/// The shortest part of a word that two others make up, in letters.
const PART: usize = 3;

/// Dictionaries of one language: a word is right if one of them has it.
pub struct Spelling {
    dictionaries: Vec<Dictionary>,
}

impl std::fmt::Debug for Spelling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spelling").field("dictionaries", &self.dictionaries.len()).finish()
    }
}

impl Spelling {
    /// Of pairs of `.aff` and `.dic`; those that cannot be read are left out. Absent where none is left.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<Self> {
        let dictionaries: Vec<_> =
            files.into_iter().filter_map(|(aff, dic)| Dictionary::new(aff, dic).ok()).collect();
        (!dictionaries.is_empty()).then_some(Self { dictionaries })
    }

    pub(super) fn knows(&self, word: &str) -> bool {
        self.dictionaries.iter().any(|dictionary| dictionary.check(word))
    }

    /// Whether two words are written as one, such as `daypart`: many languages and trades do so.
    pub(super) fn joins(&self, word: &str) -> bool {
        let mut places = word.char_indices().map(|(at, _)| at).skip(PART);
        places.any(|at| {
            let (one, other) = word.split_at(at);
            other.chars().count() >= PART && self.knows(one) && self.knows(other)
        })
    }

    /// One word that was probably meant: few letters away.
    pub(super) fn meant(&self, word: &str) -> Option<String> {
        let mut words = Vec::new();
        self.dictionaries.first()?.suggest(word, &mut words);
        let most = if word.chars().count() < LONG { 1 } else { 2 };
        let near = |other: &String| !other.contains([' ', '-']) && strsim::osa_distance(other, word) <= most;
        words.into_iter().find(near)
    }
}
