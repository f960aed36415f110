//! What YAMLResume lets a person choose from.
//!
//! Source: the schema of @yamlresume/core 0.16.1.

/// The degree that a title begins with, or else a school that it names, or a degree that it holds.
pub(super) fn degree(title: &str) -> Option<&'static str> {
    let plain = title.to_lowercase();
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric() && c != '.').collect();
    let known = |word: &str| {
        let written = word.replace('.', "");
        let bare = written.to_lowercase();
        let has_points = word.trim_matches('.').contains('.');
        let is_word = AS_WRITTEN.iter().any(|other| other.eq_ignore_ascii_case(&bare));
        let is_degree = has_points || !is_word || AS_WRITTEN.contains(&written.as_str());
        DEGREES.iter().find(|(words, _)| is_degree && words.contains(&bare.as_str()))
    };
    let within = |table: &'static [(&[&str], &'static str)]| {
        table.iter().find(|(words, _)| words.iter().any(|word| word.len() > 5 && plain.contains(word)))
    };
    let first = words.iter().find(|word| !word.is_empty()).and_then(|word| known(word));
    let found = first.or_else(|| within(&SCHOOLS)).or_else(|| words.iter().find_map(|word| known(word)));
    found.or_else(|| within(&DEGREES)).map(|(_, degree)| *degree)
}

/// Of two in one title, the first.
const DEGREES: [(&[&str], &str); 5] = [
    (&["phd", "dphil", "edd", "jd", "md", "dsc", "dba", "doctor", "doctorate", "doktor"], "Doctor"),
    (
        &[
            "master", "masters", "msc", "ma", "ms", "mba", "meng", "mphil", "mfa", "med", "msn", "msw",
            "mpa", "mph", "mres", "mtech", "mcom", "mca", "llm", "magister",
        ],
        "Master",
    ),
    (
        &[
            "bachelor", "bachelors", "bsc", "ba", "bs", "beng", "bba", "bfa", "bed", "bsn", "btech", "bcom",
            "bca", "llb",
        ],
        "Bachelor",
    ),
    (&["associate", "associates"], "Associate"),
    (&["diploma", "diplom"], "Diploma"),
];

/// Abbreviations that are other words, too, or names and units: they are degrees only as these are written, or with
/// points in them.
const AS_WRITTEN: [&str; 15] =
    ["EdD", "JD", "MD", "DBA", "MA", "MS", "MEd", "MEng", "MFA", "MSN", "MPA", "MPH", "BA", "BS", "BEd"];

const SCHOOLS: [(&[&str], &str); 2] = [
    (&["high school", "abitur", "matura", "baccalaureate"], "High School"),
    (&["middle school"], "Middle School"),
];

/// Words before one that take it back: `not fluent`, `near-native`.
const TAKES_BACK: [&str; 9] = ["no", "not", "non", "near", "nearly", "almost", "never", "neither", "nor"];

/// What may stand between: `not yet an expert`, `no full professional proficiency`.
const BETWEEN: [&str; 12] =
    ["a", "an", "at", "the", "yet", "very", "quite", "really", "fully", "full", "longer", "as"];

/// Whether the words before one take it back.
fn is_taken_back(before: &[&str]) -> bool {
    let mut words = before.iter().rev();
    while let Some(word) = words.next() {
        match *word {
            // `Not native or bilingual`.
            "or" => _ = words.next(),
            word if BETWEEN.contains(&word) => {}
            word => return TAKES_BACK.contains(&word),
        }
    }
    false
}

/// The value of an enumeration, by its own word or another for it.
pub(super) fn choice(words: &[(&str, &'static str)], said: &str) -> Option<&'static str> {
    let said = said.trim().to_lowercase();
    let own = words.iter().find(|(_, value)| value.to_lowercase() == said);
    let plain: Vec<&str> =
        said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // `beginners`, `professionally`.
    let is_one = |word: &str, wanted: &str| {
        word.strip_prefix(wanted).is_some_and(|ending| ["", "s", "ly"].contains(&ending))
    };
    let has = |wanted: &str| {
        let wanted: Vec<&str> = wanted.split(' ').collect();
        plain.windows(wanted.len()).enumerate().any(|(at, words)| {
            words.iter().zip(&wanted).all(|(word, wanted)| is_one(word, wanted))
                && !is_taken_back(&plain[..at])
        })
    };
    own.or_else(|| words.iter().find(|(word, _)| has(word))).map(|(_, value)| *value)
}

pub(super) const LEVELS: [(&str, &str); 10] = [
    ("novice", "Novice"),
    ("beginner", "Beginner"),
    ("basic", "Beginner"),
    ("elementary", "Beginner"),
    ("intermediate", "Intermediate"),
    ("advanced", "Advanced"),
    ("proficient", "Advanced"),
    ("expert", "Expert"),
    ("senior", "Expert"),
    ("master", "Master"),
];

pub(super) const FLUENCIES: [(&str, &str); 17] = [
    ("native", "Native or Bilingual Proficiency"),
    ("bilingual", "Native or Bilingual Proficiency"),
    ("mother", "Native or Bilingual Proficiency"),
    ("full professional", "Full Professional Proficiency"),
    ("fluent", "Full Professional Proficiency"),
    ("c2", "Full Professional Proficiency"),
    ("c1", "Full Professional Proficiency"),
    ("professional", "Minimum Professional Proficiency"),
    ("b2", "Minimum Professional Proficiency"),
    ("limited", "Limited Working Proficiency"),
    ("b1", "Limited Working Proficiency"),
    ("intermediate", "Limited Working Proficiency"),
    ("elementary", "Elementary Proficiency"),
    ("a2", "Elementary Proficiency"),
    ("a1", "Elementary Proficiency"),
    ("beginner", "Elementary Proficiency"),
    ("basic", "Elementary Proficiency"),
];

/// The languages that it knows.
pub(super) const LANGUAGES: &str = "\
    Afrikaans Albanian Amharic Arabic Azerbaijani Belarusian Bengali Bhojpuri Bulgarian Burmese Cantonese Catalan \
    Chinese Croatian Czech Danish Dutch English Estonian Farsi Filipino Finnish French German Greek Gujarati Hausa \
    Hebrew Hindi Hungarian Icelandic Igbo Indonesian Irish Italian Japanese Javanese Kazakh Khmer Korean Lahnda \
    Latvian Lithuanian Malay Mandarin Marathi Nepali Norwegian Oromo Pashto Polish Portuguese Romanian Russian \
    Serbian Shona Sinhala Slovak Slovene Somali Spanish Sundanese Swahili Swedish Tagalog Tamil Telugu Thai Turkish \
    Ukrainian Urdu Uzbek Vietnamese Yoruba Zulu";

/// The networks that it knows.
pub(super) const NETWORKS: [&str; 24] = [
    "Behance", "Discord", "Dribbble", "Facebook", "GitHub", "Gitlab", "Instagram", "Line", "LinkedIn",
    "Medium", "Pinterest", "Reddit", "Snapchat", "Stack Overflow", "Telegram", "TikTok", "Twitch", "Twitter",
    "Vimeo", "Weibo", "WeChat", "WhatsApp", "YouTube", "Zhihu",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_is_known_by_the_word_that_means_it() {
        for (title, known) in [
            ("Bachelor of Science in Nursing", Some("Bachelor")),
            ("High School Diploma", Some("High School")),
            ("Juris Doctor", Some("Doctor")),
            ("Master in High School Education", Some("Master")),
            ("B.Tech", Some("Bachelor")),
            ("LL.B", Some("Bachelor")),
            ("M.Ed", Some("Master")),
            ("EdD", Some("Doctor")),
            ("Masterstudium", Some("Master")),
            ("Ma Vie", None),
            ("Bed and Breakfast Management", None),
            ("BED AND BREAKFAST", None),
            ("Care at the bed.", None),
            ("Dba course", None),
            ("Med school preparation", None),
            ("BEd (Primary)", Some("Bachelor")),
            ("B.Ed.", Some("Bachelor")),
            ("b.ed", Some("Bachelor")),
            ("MEd", Some("Master")),
            ("DBA", Some("Doctor")),
            ("MA History", Some("Master")),
            ("msc physics", Some("Master")),
            ("Laurea", None),
        ] {
            assert_eq!(degree(title), known, "{title}");
        }
    }

    #[test]
    fn a_word_that_is_taken_back_claims_nothing() {
        for (said, known) in [
            ("Not fluent yet", None),
            ("Near-native", None),
            ("Non-native", None),
            ("Neither native nor bilingual", None),
            ("Not full professional", None),
            ("Not native or bilingual", None),
            ("Native or bilingual", Some("Native or Bilingual Proficiency")),
            ("Near C2", None),
            ("Not fluent, but basic", Some("Elementary Proficiency")),
            ("No formal certificate, fluent", Some("Full Professional Proficiency")),
            ("Fluent, near C2", Some("Full Professional Proficiency")),
            ("Speaks it fluently", Some("Full Professional Proficiency")),
            ("beginners", Some("Elementary Proficiency")),
            ("The basics", Some("Elementary Proficiency")),
            ("Native speaker", Some("Native or Bilingual Proficiency")),
            ("A2", Some("Elementary Proficiency")),
            ("B1 (reading)", Some("Limited Working Proficiency")),
            ("limited working proficiency", Some("Limited Working Proficiency")),
            ("Full professional proficiency", Some("Full Professional Proficiency")),
        ] {
            assert_eq!(choice(&FLUENCIES, said), known, "{said}");
        }
        assert_eq!(choice(&LEVELS, "Not yet an expert"), None);
        assert_eq!(choice(&LEVELS, "beginners"), Some("Beginner"));
    }
}
