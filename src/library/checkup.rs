//! What a careful friend would find in a résumé, and what a parser finds in its PDF.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use encoding_rs::Encoding;
use serde_json::{Map, Value};

use super::publish::{Material, Shown, shown};
use super::{CommandResult, Decided, ErrorKind, Library, OutputFormat, PublishOrder, variants};
use crate::ai::tailor::coverage::{Coverage, coverage};
use crate::document::Document;
use crate::document::content::{Content, Options};
use crate::document::language::Language;
use crate::domain::{Experience, LanguageTag, original_language};
use crate::files;
use crate::lint::read_back::{self, Field};
use crate::lint::{self, Finding, Pages, Rule, Spelling, Subject, Unspelled};
use crate::session::Session;

/// The largest file of a dictionary, in bytes.
const LARGEST_DICTIONARY: u64 = 32 << 20;

/// What to look at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckupOrder {
    /// Which document; its format makes no difference.
    pub document: PublishOrder,
    /// The text of a job description.
    pub job: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkup {
    /// In the order of the rules.
    pub findings: Vec<Finding>,
    pub read_back: ReadBack,
    /// The words of the job, if there is one.
    pub job: Option<Coverage>,
    /// The experiences that were looked at.
    pub experiences: Vec<Experience>,
}

/// What a parser finds.
#[derive(Debug, Clone, PartialEq)]
pub enum ReadBack {
    Read {
        pages: usize,
        fields: Vec<Field>,
    },
    /// There is no PDF to read: why, and what to do about it.
    Unavailable {
        reason: String,
        hint: Option<String>,
    },
}

impl Library {
    /// Looks at the records, makes the PDF and reads it. Without the program that makes PDF files, all the rest is
    /// looked at.
    ///
    /// # Errors
    /// What [`Library::publish`] refuses. A finding is no error.
    pub fn check_up(&self, order: &CheckupOrder) -> CommandResult<Checkup> {
        let document = PublishOrder { format: OutputFormat::Pdf, ..order.document.clone() };
        let Decided { resolved, theme, .. } = self.resolve(&document)?;
        let (material, _) = self.material(&resolved, theme)?;
        let mut painted = material.theme.clone();
        // All of them were set once, when the order was resolved.
        resolved.settings.iter().for_each(|(key, value)| painted.set(key, value).unwrap_or_default());
        let accent = painted.options.get("accent").and_then(Value::as_str);
        // A theme of one's own may have something else in that colour.
        let faint = accent.filter(|_| painted.folder.is_none()).and_then(lint::of_accent);
        let (Shown { profile, experiences, untranslated }, language) = shown(&resolved, &material)?;
        let spelling = if untranslated.is_empty() && is_in(&material, &resolved.language) {
            self.spelling(&language)
        } else if material.profile.as_ref().and_then(original_language).is_none() && untranslated.is_empty() {
            Err(Unspelled::UnknownLanguage)
        } else {
            Err(Unspelled::OtherLanguage)
        };
        let used_tags = self.read(used_tags)?;
        let subject = Subject {
            profile: profile.as_ref(),
            experiences: &experiences,
            language: language.code(),
            today: self.today()?,
            spelling: spelling.as_ref(),
            used_tags: used_tags.as_ref(),
        };
        let mut findings = lint::findings(&subject);
        findings.extend(faint);
        // What was left out on purpose is not missing.
        let left_out = [Rule::NoEmail, Rule::NoPhone, Rule::NoPlace];
        findings.retain(|finding| !resolved.no_contact || !left_out.contains(&finding.rule));
        let options = Options { dates: resolved.date_format, ..Options::default() };
        let content = Content::of(&Document::of(profile.as_ref(), &experiences), &language, &options);
        let read_back = self.read_back(&subject, &document, &content, &mut findings)?;
        let job = order.job.as_ref().map(|job| coverage(job, texts(profile.as_ref(), &experiences)));
        findings.extend(job.as_ref().and_then(|job| lint::of_job(&job.missing)));
        Ok(Checkup { findings, read_back, job, experiences })
    }

    fn read_back(
        &self,
        subject: &Subject<'_>,
        document: &PublishOrder,
        content: &Content,
        findings: &mut Vec<Finding>,
    ) -> CommandResult<ReadBack> {
        let pdf = self.pdf()?;
        if !pdf.typesetter.is_installed() {
            let missing = crate::render::pdf::typesetter::TypesetError::Missing;
            return Ok(ReadBack::Unavailable { reason: missing.to_string(), hint: missing.hint() });
        }
        let made = match self.publish(document) {
            Ok(made) => made,
            // A theme that is broken is told like any other mistake; a wish that nothing can meet is an error.
            Err(error) if error.kind == ErrorKind::Failed => {
                let message = format!("there is no PDF: {}", error.message);
                findings.push(Finding::new(Rule::NoDocument, lint::Place::Whole, message));
                return Ok(ReadBack::Unavailable { reason: error.message, hint: error.hint });
            }
            Err(error) => return Err(error),
        };
        let pages = match pdf.typesetter.read(&made.bytes) {
            Ok(pages) => pages,
            Err(error) => return Ok(ReadBack::Unavailable { reason: error.to_string(), hint: error.hint() }),
        };
        let lines: Vec<_> = pages.iter().flat_map(|page| page.lines.clone()).collect();
        let gone: BTreeSet<_> =
            made.left_out.iter().filter(|left| left.bullet.is_none()).map(|left| left.id).collect();
        let fields: Vec<_> = read_back::read(content, &lines)
            .into_iter()
            .filter(|field| !matches!(&field.place, lint::Place::Experience(id) if gone.contains(id)))
            .collect();
        let seen = Pages {
            count: pages.len(),
            last_filled: pages.last().map(|page| page.filled),
            warnings: made.warnings,
            left_out: made.left_out.iter().map(ToString::to_string).collect(),
        };
        findings.extend(lint::of_pages(subject, &seen));
        let is_classic = document.theme.as_deref().is_none_or(|theme| theme == "classic");
        findings.extend(read_back::findings(&fields, is_classic, &seen.warnings));
        Ok(ReadBack::Read { pages: pages.len(), fields })
    }

    /// The installed dictionaries of a language: of its region where one is asked for and there, else of all. One that
    /// cannot be read counts only where no other can.
    fn spelling(&self, language: &Language) -> Result<Spelling, Unspelled> {
        let wanted = [Some(language.code()), language.region.as_deref()];
        let wanted = wanted.into_iter().flatten().collect::<Vec<_>>().join("_");
        let mut stems = BTreeSet::new();
        let mut files = Vec::new();
        for directory in &self.settings.paths.dictionaries {
            for path in fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path()) {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy().replace('-', "_");
                let is_ours = stem == language.code() || stem.starts_with(&format!("{}_", language.code()));
                if is_ours && path.extension().is_some_and(|end| end == "aff") && stems.insert(stem.clone()) {
                    files.push((stem, path));
                }
            }
        }
        files.sort();
        let exact: Vec<_> = files.iter().filter(|(stem, _)| *stem == wanted).cloned().collect();
        let chosen = if exact.is_empty() || language.region.is_none() { files } else { exact };
        // Most systems have the American dictionary alone, and plain English is no American.
        let is_british = language.code() == "en"
            && language.region.as_deref() != Some("US")
            && chosen.iter().all(|(stem, _)| stem == "en_US");
        let mut seen = BTreeSet::new();
        // Many a dictionary is a link to that of another region.
        let distinct = chosen.into_iter().filter(|(_, path)| seen.insert(path.canonicalize().ok()));
        let mut spelling: Result<Spelling, Unspelled> = Err(Unspelled::NoDictionary);
        for (_, path) in distinct {
            spelling = match (spelling, dictionary(&path)) {
                (Ok(all), Ok(one)) => Ok(all.with(one)),
                (Err(_), Ok(one)) => Ok(one),
                (Err(Unspelled::NoDictionary), Err(cause)) => Err(Unspelled::Unreadable { path, cause }),
                (before, Err(_)) => before,
            };
        }
        let spelling = if is_british { spelling.map(Spelling::with_british) } else { spelling };
        if language.code() == "en" { spelling.map(Spelling::with_trade) } else { spelling }
    }
}

/// The dictionary of an `.aff` file and the `.dic` file beside it, or what is wrong with them.
fn dictionary(path: &Path) -> Result<Spelling, String> {
    let (affixes, words) = (bytes_of(path)?, bytes_of(&path.with_extension("dic"))?);
    let encoding = encoding(&affixes)?;
    let (mut affixes, words) = (text_of(&affixes, encoding)?, text_of(&words, encoding)?);
    // Without its own rule, a flag is a byte of the file, which is a letter of the text.
    if encoding.is_single_byte() && !affixes.lines().any(|line| line.starts_with("FLAG")) {
        affixes.insert_str(0, "FLAG UTF-8\n");
    }
    Spelling::of(&affixes, &words)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    files::read(path, LARGEST_DICTIONARY).map_err(|error| match error.kind() {
        std::io::ErrorKind::FileTooLarge => format!("it is larger than {} MiB", LARGEST_DICTIONARY >> 20),
        _ => {
            format!("`{}`: {}", path.file_name().unwrap_or_default().to_string_lossy(), files::reason(&error))
        }
    })
}

/// The encoding of a dictionary, as its line `SET` says (hunspell(5)). Those without one are of old and of Latin letters.
fn encoding(affixes: &[u8]) -> Result<&'static Encoding, String> {
    let name = affixes.split(|byte| matches!(byte, b'\n' | b'\r')).find_map(|line| {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        line.strip_prefix(b"SET").filter(|rest| rest.first().is_some_and(u8::is_ascii_whitespace))
    });
    let Some(name) = name.map(<[u8]>::trim_ascii) else { return Ok(encoding_rs::WINDOWS_1252) };
    let name = name.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    // Names of Hunspell's own: `microsoft-cp1251`, `TIS620-2533`.
    let known = match lower.as_slice() {
        b"tis620-2533" => &b"tis-620"[..],
        lower => lower.strip_prefix(b"microsoft-").unwrap_or(lower),
    };
    let unknown = || format!("its encoding `{}` is not known", String::from_utf8_lossy(name));
    Encoding::for_label(known).ok_or_else(unknown)
}

/// A file may be in UTF-8 whatever it says. One that says so and is not has flags that could not be told apart.
fn text_of(bytes: &[u8], encoding: &'static Encoding) -> Result<String, String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) if encoding == encoding_rs::UTF_8 => return Err("it is not in UTF-8, as it says".to_owned()),
        Err(_) => encoding.decode_without_bom_handling(bytes).0,
    };
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// Whether the texts are in this language: it is the originals', English where that is not said, or there are
/// translations into it.
fn is_in(material: &Material, language: &str) -> bool {
    let Ok(wanted) = language.parse::<LanguageTag>() else { return true };
    let original = material.profile.as_ref().and_then(original_language);
    let own = original.as_ref().map_or("en", |tag| tag.language());
    let is_translated = |one: &Experience| {
        let bullets = one.bullets.iter().flat_map(|bullet| bullet.translations.keys());
        one.translations.keys().chain(bullets).any(|tag| tag.language() == wanted.language())
    };
    own == wanted.language() || material.experiences.iter().any(is_translated)
}

/// The tags by which the variants choose; absent where there is no variant.
fn used_tags(session: &Session) -> Option<BTreeSet<String>> {
    let mut used = None;
    for variant in variants::lookup::living(session).map(|record| &record.current) {
        let tags: &mut BTreeSet<String> = used.get_or_insert_default();
        let lists = ["tags", "without_tags"].into_iter().filter_map(|key| variant.body.get(key)?.as_array());
        tags.extend(lists.flatten().filter_map(Value::as_str).map(str::to_owned));
    }
    used
}

/// Everything that the résumé says.
fn texts<'a>(profile: Option<&'a Map<String, Value>>, experiences: &'a [Experience]) -> Vec<&'a str> {
    let basics = profile.and_then(|profile| profile.get("basics"));
    let mut texts: Vec<&str> = ["label", "summary"]
        .into_iter()
        .filter_map(|key| basics.and_then(|basics| basics.get(key)).and_then(Value::as_str))
        .collect();
    for experience in experiences {
        texts.push(&experience.title);
        texts.extend([&experience.organization, &experience.text].into_iter().flatten().map(String::as_str));
        texts.extend(experience.bullets.iter().map(|bullet| bullet.text.as_str()));
        texts.extend(experience.skills.iter().map(String::as_str));
        texts.extend(experience.metadata.values().filter_map(Value::as_str));
    }
    texts
}
