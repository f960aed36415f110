//! Parts a degree that is written whole into the degree and its subject.

/// Words that a degree begins with, without dots and in lower case. Each may go on: `Bachelor`, `Dipl.-Ing.`.
const FULL: [&str; 23] = [
    "associate", "bachelor", "master", "magister", "doctor", "diplom", "diploma", "licence", "diplôme",
    "licenciatura", "licenciado", "licenciada", "laurea", "grado", "máster", "doctorado", "bacharelado",
    "mestrado", "doutorado", "kandidat", "bakalář", "licencjat", "civilingenjör",
];

/// Between a degree and its subject, in several languages; directly behind the words of the degree.
const BEFORE_SUBJECTS: [&str; 9] = ["im", "en", "em", "i", "de", "di", "w", "v", "in"];

/// Abbreviations, without dots and in lower case.
const SHORT: [&str; 40] = [
    "aa", "as", "ba", "bs", "bsc", "beng", "bed", "bba", "bcom", "bfa", "llb", "ma", "ms", "msc", "meng",
    "med", "mba", "mfa", "mphil", "mpa", "mph", "mres", "llm", "phd", "dphil", "edd", "dsc", "be", "me",
    "bcomm", "mcom", "mcomm", "btech", "mtech", "bca", "mca", "bbs", "bpharm", "mpharm", "bsw",
];

/// Words behind a degree that stay with it, and those that do where nothing but a comma or a colon follows: what they
/// are the beginning of may be a subject.
const OF_DEGREES: [&str; 14] = [
    "degree", "diploma", "1", "2", "I", "II", "universitario", "universitaria", "magistrale", "triennale",
    "professionnelle", "oficial", "europeo", "universitaire",
];
const ENDS_OF_DEGREES: [&str; 6] = ["candidate", "student", "program", "programme", "studies", "level"];

/// Whether a text begins with a degree: `M.Sc. Biology`, `Diploma`.
pub fn begins_with_degree(whole: &str) -> bool {
    let Some(first) = whole.split_whitespace().next() else { return false };
    let bare: String =
        first.chars().filter(|c| !matches!(c, '.' | ',' | ':')).flat_map(char::to_lowercase).collect();
    let is_full = FULL.iter().any(|word| bare == *word || bare.strip_suffix("'s") == Some(word))
        || bare.starts_with("dipl-");
    // `Ma` and `As` are words, too.
    let is_capital = first.contains('.') || first.chars().filter(|c| c.is_uppercase()).count() > 1;
    is_full || SHORT.contains(&bare.as_str()) && is_capital
}

/// `B.Sc. Physics` to `B.Sc.` and `Physics`, `Master of Science in Biology` to `Master of Science` and `Biology`.
/// `None` where it is no degree, or has no subject.
pub fn degree_and_area(whole: &str) -> Option<(&str, &str)> {
    let whole = whole.trim();
    let (first, rest) = whole.split_once(char::is_whitespace)?;
    if !begins_with_degree(first) {
        return None;
    }
    let parts = |at: usize, word: &str| Some((whole[..at].trim_end(), whole[at + word.len()..].trim_start()));
    let parted = if let Some(at) = whole.find(" in ") {
        parts(at, " in ")
    } else if rest.trim_start().starts_with("of ") {
        None
    } else if rest.trim_start().starts_with('(') {
        parts(whole.find(')')? + 1, "")
    } else {
        let end = with_its_words(whole, first.len());
        let next = whole[end..].split_whitespace().next().filter(|next| BEFORE_SUBJECTS.contains(next));
        match next {
            Some(next) => Some((&whole[..end], whole[end..].trim_start()[next.len()..].trim_start())),
            None => parts(end, ""),
        }
    };
    parted.filter(|(degree, area)| !degree.is_empty() && !area.is_empty()).map(|(degree, area)| {
        (degree.trim_end_matches([',', ':']), area.trim_start_matches([',', ':', '-', '–']).trim_start())
    })
}

/// Where a degree ends, with the words behind it that are its own.
fn with_its_words(whole: &str, mut end: usize) -> usize {
    while let Some(word) = whole[end..].split_whitespace().next() {
        let bare = word.trim_end_matches([',', ':']);
        let after = end + whole[end..].find(word).unwrap_or_default() + word.len();
        let is_end = bare.len() < word.len() || whole[after..].trim().is_empty();
        let is = |known: &str| if known.len() > 2 { bare.eq_ignore_ascii_case(known) } else { bare == known };
        let is_own = OF_DEGREES.iter().any(|known| is(known))
            || is_end && ENDS_OF_DEGREES.iter().any(|known| is(known));
        if whole[..end].ends_with([',', ':']) || !is_own {
            break;
        }
        end = after;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_is_parted_only_where_it_is_one() {
        for (whole, parts) in [
            ("B.Sc. Physics", ("B.Sc.", "Physics")),
            ("BSc Computer Science", ("BSc", "Computer Science")),
            ("Master of Science in Biology", ("Master of Science", "Biology")),
            ("Bachelor's in Art History", ("Bachelor's", "Art History")),
            ("B.A. (Hons) History", ("B.A. (Hons)", "History")),
            ("Dipl.-Ing. Maschinenbau", ("Dipl.-Ing.", "Maschinenbau")),
            ("M.A., Philosophie", ("M.A.", "Philosophie")),
            ("  Ph.D.  Économie ", ("Ph.D.", "Économie")),
            ("Master's degree, Biology", ("Master's degree", "Biology")),
            ("Bachelor Degree Program: Law", ("Bachelor Degree Program", "Law")),
            ("BA Student Affairs", ("BA", "Student Affairs")),
            ("MA Program Evaluation", ("MA", "Program Evaluation")),
            ("Bachelor i datavetenskap", ("Bachelor", "datavetenskap")),
            ("Licence en Droit", ("Licence", "Droit")),
            ("Licence de droit", ("Licence", "droit")),
            ("Bacharelado em Estatística", ("Bacharelado", "Estatística")),
            ("Laurea magistrale in Giurisprudenza", ("Laurea magistrale", "Giurisprudenza")),
            ("Diplom im Maschinenbau", ("Diplom", "Maschinenbau")),
            ("Máster Universitario en Finanzas", ("Máster Universitario", "Finanzas")),
            ("Civilingenjör, väg- och vattenbyggnad", ("Civilingenjör", "väg- och vattenbyggnad")),
            ("Master 2 Informatique", ("Master 2", "Informatique")),
            ("PhD candidate, History", ("PhD candidate", "History")),
            ("BSc, Student Affairs", ("BSc", "Student Affairs")),
        ] {
            assert_eq!(degree_and_area(whole), Some(parts), "{whole}");
        }
        for whole in [
            "MBA", "Physics", "Master of Science", "Ma Vie", "As You Like It", "Abitur in Berlin", "",
            "Master's degree", "Bachelor Degree", "PhD candidate", "Master program", "Master 2",
            "Laurea magistrale", "Licence en",
        ] {
            assert_eq!(degree_and_area(whole), None, "{whole}");
        }
    }
}
