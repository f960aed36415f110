//! Dictionaries in the format of Hunspell.

use spellbook::Dictionary;

/// A word of so many letters may have two slips.
const LONG: usize = 9;

/// The shortest part of a word that two others make up, in letters.
const PART: usize = 3;

/// Dictionaries of one language: a word is right if one of them has it.
pub struct Spelling {
    dictionaries: Vec<Dictionary>,
    /// Whether British spellings of the words are right, too.
    british: bool,
}

/// British endings, and the American ones of the same words.
const ENDINGS: [(&str, &str); 22] = [
    ("isation", "ization"),
    ("isations", "izations"),
    ("ise", "ize"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ising", "izing"),
    ("iser", "izer"),
    ("yse", "yze"),
    ("ysed", "yzed"),
    ("ysing", "yzing"),
    ("our", "or"),
    ("ours", "ors"),
    ("oured", "ored"),
    ("ouring", "oring"),
    ("lled", "led"),
    ("lling", "ling"),
    ("tre", "ter"),
    ("tres", "ters"),
    ("ogue", "og"),
    ("ence", "ense"),
    ("mme", "m"),
    ("mmes", "ms"),
];

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
        (!dictionaries.is_empty()).then_some(Self { dictionaries, british: false })
    }

    /// Takes British spellings of the words for right, too.
    pub fn with_british(self) -> Self {
        Self { british: true, ..self }
    }

    pub(super) fn knows(&self, word: &str) -> bool {
        let has = |word: &str| self.dictionaries.iter().any(|dictionary| dictionary.check(word));
        let american = |(british, american): &(&str, &str)| {
            word.strip_suffix(british).is_some_and(|stem| stem.len() > 1 && has(&format!("{stem}{american}")))
        };
        has(word) || self.british && ENDINGS.iter().any(american)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn british_words_are_right_where_only_the_american_dictionary_is_there() {
        let words = "SET UTF-8\n";
        let dictionary = "7\norganize\nanalyzed\ncolor\ncenter\ntraveling\ndefense\nprogram\n";
        let american = Spelling::of([(words, dictionary)]).unwrap();
        let british = Spelling::of([(words, dictionary)]).unwrap().with_british();
        for word in ["organise", "analysed", "colour", "centre", "travelling", "defence", "programme"] {
            assert!(british.knows(word) && !american.knows(word), "{word}");
        }
        for word in ["organice", "colur", "centr", "our"] {
            assert!(!british.knows(word), "{word}");
        }
    }
}
