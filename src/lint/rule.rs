//! The table of the rules: a code and a severity each. `docs/check.md` explains them, in this order.

use serde::Serialize;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It must not be sent like this.
    Error,
    /// It should be changed.
    Warning,
    /// It may be as it should be.
    Info,
}

macro_rules! rules {
    ($($rule:ident $code:literal $severity:ident,)*) => {
        /// What is looked for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule { $($rule,)* }

        impl Rule {
            pub const ALL: &[Self] = &[$(Self::$rule,)*];

            /// The word for it in JSON and in the documentation.
            pub fn code(self) -> &'static str {
                match self { $(Self::$rule => $code,)* }
            }

            pub fn severity(self) -> Severity {
                match self { $(Self::$rule => Severity::$severity,)* }
            }
        }
    };
}

rules! {
    NoName "no-name" Error,
    NoEmail "no-email" Warning,
    OddEmail "odd-email" Warning,
    NoPhone "no-phone" Info,
    OddPhone "odd-phone" Warning,
    NoPlace "no-place" Info,
    OddLink "odd-link" Warning,
    InsecureLink "insecure-link" Info,
    PersonalData "personal-data" Info,
    EndBeforeStart "end-before-start" Error,
    FutureDate "future-date" Warning,
    NoStart "no-start" Warning,
    YearAlone "year-alone" Info,
    Gap "gap" Info,
    Overlap "overlap" Info,
    NoEntries "no-entries" Error,
    NoTitle "no-title" Warning,
    NoOrganization "no-organization" Warning,
    EmptyEntry "empty-entry" Warning,
    SameEntry "same-entry" Warning,
    SkillTwice "skill-twice" Warning,
    UnusedTag "unused-tag" Info,
    EmptyBullet "empty-bullet" Warning,
    ShortBullet "short-bullet" Info,
    LongBullet "long-bullet" Warning,
    ManyBullets "many-bullets" Warning,
    SameBullet "same-bullet" Warning,
    FullStops "full-stops" Warning,
    SameVerb "same-verb" Info,
    OtherLanguage "other-language" Warning,
    FirstPerson "first-person" Warning,
    WeakOpening "weak-opening" Warning,
    WornOut "worn-out" Info,
    Passive "passive" Info,
    MixedTenses "mixed-tenses" Info,
    RepeatedWord "repeated-word" Warning,
    Placeholder "placeholder" Error,
    Spelling "spelling" Warning,
    NoDictionary "no-dictionary" Info,
    DoubleSpace "double-space" Info,
    Brackets "brackets" Warning,
    BrokenMarks "broken-marks" Warning,
    MixedQuotes "mixed-quotes" Info,
    MixedDashes "mixed-dashes" Info,
    LongSummary "long-summary" Warning,
    ManyPages "many-pages" Warning,
    DeadSpace "dead-space" Warning,
    LeftOut "left-out" Warning,
    NoDocument "no-document" Error,
    Document "document" Warning,
    Unread "unread" Warning,
    JobWords "job-words" Info,
}
