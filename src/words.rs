//! Enums whose values have a word each: on the command line, in JSON, and in the database.

/// Makes such an enum, of values each with its word, and where it is wanted the error for a word of none of them.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $($(#[$of:meta])* $value:ident = $word:literal,)*
        }
        $($(#[$why:meta])* else $error:ident = $sentence:literal)?
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

        $(
            $(#[$why])*
            #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
            #[error($sentence)]
            $vis struct $error {
                /// The beginning of what was there instead of a word.
                $vis word: String,
            }

            impl std::str::FromStr for $name {
                type Err = $error;

                fn from_str(word: &str) -> Result<Self, $error> {
                    Self::of_word(word).ok_or_else(|| $error { word: word.chars().take(40).collect() })
                }
            }
        )?
    };
}
