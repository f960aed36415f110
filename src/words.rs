//! Enums whose values have a word each: on the command line, in JSON, and in the database.

/// Makes such an enum, of values each with its word.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $($(#[$of:meta])* $value:ident = $word:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $vis enum $name { $($(#[$of])* $value,)* }

        impl $name {
            $vis const ALL: [Self; [$($word),*].len()] = [$(Self::$value,)*];

            /// The word for it.
            $vis fn as_str(self) -> &'static str {
                match self { $(Self::$value => $word,)* }
            }

            /// What a word is for.
            $vis fn of_word(word: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.as_str() == word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
