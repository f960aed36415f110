//! Dictionaries in the format of Hunspell.

use std::collections::HashSet;

use spellbook::Dictionary;

/// A shorter word is near too many others: only two letters that changed places count.
const SHORT: usize = 5;

/// A word of so many letters may have two slips.
const LONG: usize = 9;

/// The shortest part of a word that two others make up, in letters.
const PART: usize = 3;

/// The shortest part that is hardly ever what a slip left of a word.
const LONG_PART: usize = 4;

/// Words of today's work that the dictionaries lack.
const TRADE: &str = include_str!("../../share/words/en.txt");

/// Dictionaries of one language: a word is right if one of them has it.
pub struct Spelling {
    dictionaries: Vec<Dictionary>,
    /// Whether British spellings of the words are right, too.
    british: bool,
    /// What is right beside them.
    trade: HashSet<&'static str>,
}

/// British endings, and the American ones of the same words.
const ENDINGS: [(&str, &str); 27] = [
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
    ("ller", "ler"),
    ("llers", "lers"),
    ("llor", "lor"),
    ("llors", "lors"),
    ("bre", "ber"),
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
    /// Of a pair of `.aff` and `.dic`.
    ///
    /// # Errors
    /// What cannot be read, in words.
    pub fn of(aff: &str, dic: &str) -> Result<Self, String> {
        let dictionary = Dictionary::new(aff, dic).map_err(|error| error.to_string())?;
        Ok(Self { dictionaries: vec![dictionary], british: false, trade: HashSet::new() })
    }

    /// Knows the words of another dictionary, too.
    pub fn with(mut self, other: Self) -> Self {
        self.dictionaries.extend(other.dictionaries);
        self
    }

    /// Knows English words of trades, too.
    pub fn with_trade(self) -> Self {
        Self { trade: TRADE.lines().filter(|line| !line.starts_with('#')).collect(), ..self }
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
        has(word) || self.trade.contains(word) || self.british && ENDINGS.iter().any(american)
    }

    /// Whether two words are written as one, such as `daypart`: many languages and trades do so. `interupt` and
    /// `proccess` are made up of words, too, and are slips: a short part counts where no word is one letter away, and
    /// no part does where the word has one letter twice instead of once.
    pub(super) fn joins(&self, word: &str) -> bool {
        if !self.is_made_of(word, PART) {
            return false;
        }
        let near = self.within(word, 1);
        match near {
            None => true,
            Some(_) => self.is_made_of(word, LONG_PART) && !self.has_one_too_many(word),
        }
    }

    fn is_made_of(&self, word: &str, part: usize) -> bool {
        let mut places = word.char_indices().map(|(at, _)| at).skip(part);
        places.any(|at| {
            let (one, other) = word.split_at(at);
            other.chars().count() >= part && self.knows(one) && self.knows(other)
        })
    }

    fn has_one_too_many(&self, word: &str) -> bool {
        let letters: Vec<char> = word.chars().collect();
        (1..letters.len()).filter(|&at| letters[at] == letters[at - 1]).any(|at| {
            let others = letters[..at].iter().chain(&letters[at + 1..]);
            self.knows(&others.collect::<String>())
        })
    }

    /// One word that was probably meant: few letters away.
    pub(super) fn meant(&self, word: &str) -> Option<String> {
        self.within(word, if word.chars().count() < LONG { 1 } else { 2 })
    }

    fn within(&self, word: &str, most: usize) -> Option<String> {
        let mut words = Vec::new();
        self.dictionaries.first()?.suggest(word, &mut words);
        let is_long = word.chars().count() >= SHORT;
        let near = |other: &String| {
            !other.contains([' ', '-'])
                && strsim::osa_distance(other, word) <= most
                && (is_long || letters(other) == letters(word))
        };
        words.into_iter().find(near)
    }
}

/// In an order of their own.
fn letters(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_no_compound() {
        let words = "11\nback\nbacked\nend\npart\nday\ninter\ninterrupt\nupt\nproc\ncess\nprocess\n";
        let spelling = Spelling::of("SET UTF-8\n", words).unwrap();
        for (word, is_compound) in
            [("daypart", true), ("backend", false), ("interupt", false), ("proccess", false)]
        {
            assert_eq!(spelling.joins(word), is_compound, "{word}");
        }
        let short = Spelling::of("SET UTF-8\n", "2\nson\nthe\n").unwrap();
        assert_eq!((short.meant("json"), short.meant("teh").as_deref()), (None, Some("the")));
        let spelling = spelling.with_trade();
        assert!(spelling.knows("backend") && spelling.knows("onboarding") && !spelling.knows("#"));
    }

    #[test]
    fn british_words_are_right_where_only_the_american_dictionary_is_there() {
        let words = "SET UTF-8\n";
        let dictionary = "7\norganize\nanalyzed\ncolor\ncenter\ntraveling\ndefense\nprogram\n";
        let american = Spelling::of(words, dictionary).unwrap();
        let british = Spelling::of(words, dictionary).unwrap().with_british();
        for word in ["organise", "analysed", "colour", "centre", "travelling", "defence", "programme"] {
            assert!(british.knows(word) && !american.knows(word), "{word}");
        }
        for word in ["organice", "colur", "centr", "our"] {
            assert!(!british.knows(word), "{word}");
        }
    }
}
