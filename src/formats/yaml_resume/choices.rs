//! What YAMLResume lets a person choose from.
//!
//! Source: the schema of @yamlresume/core 0.16.1.

/// The degree that a title begins with or holds as a word.
pub(super) fn degree(title: &str) -> Option<&'static str> {
    let plain = title.to_lowercase().replace('.', "");
    let is_word = |word: &str| plain.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
    let found = DEGREES.iter().find(|(words, _)| {
        words.iter().any(|word| is_word(word) || (word.len() > 5 && plain.contains(word)))
    });
    found.map(|(_, degree)| *degree)
}

const DEGREES: [(&[&str], &str); 7] = [
    (&["phd", "dphil", "doctor", "doctorate", "doktor"], "Doctor"),
    (&["master", "masters", "msc", "ma", "ms", "mba", "meng", "mphil", "magister"], "Master"),
    (&["bachelor", "bachelors", "bsc", "ba", "bs", "beng", "bba"], "Bachelor"),
    (&["associate", "associates"], "Associate"),
    (&["diploma", "diplom"], "Diploma"),
    (&["high school", "abitur", "matura", "baccalaureate"], "High School"),
    (&["middle school"], "Middle School"),
];

/// The value of an enumeration, by its own word or another for it.
pub(super) fn choice(words: &[(&str, &'static str)], said: &str) -> Option<&'static str> {
    let said = said.to_lowercase();
    let own = words.iter().find(|(_, value)| value.to_lowercase() == said);
    own.or_else(|| words.iter().find(|(word, _)| said.contains(word))).map(|(_, value)| *value)
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

pub(super) const FLUENCIES: [(&str, &str); 15] = [
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
    "Behance",
    "Discord",
    "Dribbble",
    "Facebook",
    "GitHub",
    "Gitlab",
    "Instagram",
    "Line",
    "LinkedIn",
    "Medium",
    "Pinterest",
    "Reddit",
    "Snapchat",
    "Stack Overflow",
    "Telegram",
    "TikTok",
    "Twitch",
    "Twitter",
    "Vimeo",
    "Weibo",
    "WeChat",
    "WhatsApp",
    "YouTube",
    "Zhihu",
];
