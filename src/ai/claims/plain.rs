//! Words that claim nothing by themselves, so that a sentence may be put together with them.
//!
//! What says how much, how good, how many or who was in charge is not among them, nor is a word
//! that is a product's name too, unless it is so common that no sentence does without.

/// Articles, pronouns, prepositions, conjunctions, auxiliary verbs.
const GLUE: &str = "a about across after against all also although an and any are around as at be because been \
    before behind being below between both but by can could did do does doing done during e.g each either etc \
    every for from had has have having he her hers him his how i i.e if in including into is it its itself me \
    my near neither no nor not of off on one or other others our ours out over own per she since so some such than that \
    the their theirs them themselves then there these they this those through throughout to too toward towards \
    under until up upon us use used uses using via was we were what when where whether which while who whom whose \
    why will with within without would you your based";

/// What people do in any job.
const DOING: &str = "add added adding allow allowed allowing apply applied applying build building built bring \
    bringing brought carried carry carrying come contribute contributed contributing create created creating \
    develop developed developing enable enabled enabling ensure ensured ensuring get getting give given giving \
    handle handled handling help helped helping implement implemented implementing keep keeping kept let made making maintain \
    maintained maintaining prepare prepared preparing provide provided providing put putting result resulted \
    resulting results set setting support supported supporting take taken taking took work worked working";

/// Names of products that are words of every day as well: only the name supports the name, and no
/// other form of the word.
const PRODUCTS: &str = "access ant base chef dash excel express flask go helm hive less make \
    notion numbers oracle pages puppet react ruby rust salt scratch shell sketch slack snowflake spark spring swift \
    target teams unity vault windows word";

/// Whether a sentence needs it and it claims nothing.
pub(in crate::ai) fn is_plain(folded: &str) -> bool {
    has(GLUE, folded) || has(DOING, folded)
}

/// Whether the same letters in lower case mean something else: `IT`, `US`, `Go`.
pub(super) fn is_ambiguous(folded: &str) -> bool {
    has(GLUE, folded) || is_product(folded)
}

/// Whether it is a word of every day, and the name of a product where it has a capital letter.
pub(in crate::ai) fn is_product(folded: &str) -> bool {
    has(PRODUCTS, folded)
}

fn has(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

/// What is left of an English word without its inflection; `None`: it is too short to have one.
pub(super) fn stem(folded: &str) -> Option<String> {
    if !folded.bytes().all(|byte| byte.is_ascii_lowercase()) || folded.len() < 3 {
        return None;
    }
    let whole =
        folded.strip_suffix("ies").or_else(|| folded.strip_suffix("ied")).map(|stem| format!("{stem}y"));
    let endings = ["ing", "ed", "es", "s"];
    let cut = || endings.iter().find_map(|ending| folded.strip_suffix(ending)).map(str::to_owned);
    let mut stem = whole.or_else(cut).filter(|stem| stem.len() >= 3).unwrap_or_else(|| folded.to_owned());
    if stem.ends_with('e') {
        stem.pop();
    }
    let mut last = stem.chars().rev();
    if let (Some(one), Some(other)) = (last.next(), last.next())
        && one == other
        && !matches!(one, 's' | 'l')
    {
        stem.pop();
    }
    (stem.len() >= 3).then_some(stem)
}
