//! The files of the languages.

/// A table of tags and files, in the order of the tags.
macro_rules! files {
    ($($tag:literal),* $(,)?) => {
        &[$(($tag, include_str!(concat!("../../../share/languages/", $tag, ".toml")))),*]
    };
}

pub(super) const FILES: &[(&str, &str)] = files![
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "en-US", "es", "et", "fa", "fi", "fr", "he", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv",
    "tr", "uk", "vi", "zh", "zh-Hant",
];

/// Tags for which another file is meant.
const ALIASES: &[(&str, &str)] = &[
    ("in", "id"),
    ("iw", "he"),
    ("no", "nb"),
    ("zh-HK", "zh-Hant"),
    ("zh-MO", "zh-Hant"),
    ("zh-TW", "zh-Hant"),
];

/// The file of a tag, in any case.
pub(super) fn find(tag: &str) -> Option<(&'static str, &'static str)> {
    let alias = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(tag));
    let tag = alias.map_or(tag, |(_, meant)| *meant);
    FILES.iter().find(|(known, _)| known.eq_ignore_ascii_case(tag)).copied()
}
