//! What documents call themselves: `Curriculum vitae`.

use super::line::collapsed;

/// What a document calls itself.
pub(super) const TITLES: [&str; 28] = [
    "curriculum vitae",
    "currículum vitae",
    "currículum",
    "curriculum",
    "currículo",
    "lebenslauf",
    "tabellarischer lebenslauf",
    "resume",
    "résumé",
    "cv",
    "hoja de vida",
    "özgeçmiş",
    "życiorys",
    "életrajz",
    "önéletrajz",
    "szakmai önéletrajz",
    "životopis",
    "meritförteckning",
    "ansioluettelo",
    "автобиография",
    "履歴書",
    "biodata",
    "bio-data",
    "резюме",
    "formato europeo",
    "formato europeo per il curriculum vitae",
    "europass",
    "europass curriculum vitae",
];

pub(super) fn is_title(text: &str) -> bool {
    let title = text.trim().trim_end_matches([':', '.']).to_lowercase();
    TITLES.contains(&collapsed(&title).as_str())
}

/// `Curriculum vitae of Ada Example` without what the document calls itself.
pub(super) fn without_title(name: &str) -> &str {
    let lower = name.to_lowercase();
    let rest = TITLES.iter().find_map(|title| name.get(title.len()..).filter(|_| lower.starts_with(title)));
    let Some(rest) = rest.map(str::trim_start).filter(|rest| rest.chars().count() > 4) else { return name };
    let signs = [':', '–', '—', '-', '|'].iter().find_map(|sign| rest.strip_prefix(*sign));
    let of = || {
        ["of ", "OF ", "von ", "VON ", "de ", "DE ", "di ", "van "]
            .iter()
            .find_map(|word| rest.strip_prefix(word))
    };
    // `Lebenslauf Ada Beispiel`; `CV` may be initials.
    let are_names = || {
        let words: Vec<&str> = rest.split(' ').collect();
        let is_apart = name[..name.len() - rest.len()].trim_end().chars().count() > 2;
        (is_apart
            && (2..=4).contains(&words.len())
            && words.iter().all(|word| word.starts_with(char::is_uppercase)))
        .then_some(rest)
    };
    signs.or_else(of).or_else(are_names).map_or(name, str::trim_start)
}
