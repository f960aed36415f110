//! `resume export`: writes the résumé to a file.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use uuid::Uuid;

use crate::cli::context::Context;
use crate::cli::ui::counted;
use crate::document::dates::DateFormat;
use crate::domain::{Kind, PartialDate};
use crate::library::visible;
use crate::library::{CommandError, CommandResult, OutputFormat, PublishOrder, Published, replace};
use crate::render::{LeftOut, Paper};

/// Export the résumé as a document, JSON Resume or a backup
///
/// Without --format the ending of the file decides, in any case: .pdf, .docx, .html, .txt and .md are documents,
/// .json is JSON Resume. Standard output gets JSON Resume. --format resume is for backups: it alone keeps tags,
/// IDs and times.
///
/// A warning names each option that has no effect on the format.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume export cv.pdf --pages 1
  resume export lebenslauf.html --language de --theme modern
  resume export cv.docx --tag acme --paper us-letter --set size=10pt
  resume export public.html --no-contact")]
pub(crate) struct Export {
    /// File to replace; `-` is standard output
    #[arg(value_name = "FILE", default_value = "-", value_hint = clap::ValueHint::FilePath)]
    pub file: PathBuf,
    /// Format of the file
    #[arg(long, value_parser = super::word::word::<OutputFormat>(OutputFormat::ALL.map(OutputFormat::as_str)))]
    pub format: Option<OutputFormat>,
    /// Only experiences or bullets with this tag; with several tags, any of them
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// No experiences or bullets with this tag
    #[arg(long = "without-tag", value_name = "TAG")]
    pub without_tags: Vec<String>,
    /// Only this kind; with several, any of them
    #[arg(long = "kind", value_name = "KIND", value_parser = |word: &str| word.parse::<Kind>(), add = crate::cli::complete::kinds())]
    pub kinds: Vec<Kind>,
    /// Only what ended at this date or later, has not ended, or has no date
    #[arg(long, value_name = "DATE", value_parser = |text: &str| text.parse::<PartialDate>())]
    pub since: Option<PartialDate>,
    /// Leave out e-mail, telephone, street and postal code of the profile; texts stay as you wrote them
    #[arg(long)]
    pub no_contact: bool,
    /// Theme of the document; `resume theme list` shows them
    #[arg(long, value_name = "THEME")]
    pub theme: Option<String>,
    /// Set an option of the theme; `resume theme show` lists them
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = setting)]
    pub settings: Vec<(String, String)>,
    /// Language of headings and dates, such as `de` or `pt-BR`
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// Size of the pages
    #[arg(long, value_parser = super::word::word::<Paper>(Paper::ALL.map(Paper::as_str)))]
    pub paper: Option<Paper>,
    /// Make it fit on this many pages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..))]
    pub pages: Option<u8>,
    /// How precise dates are
    #[arg(long, value_parser = super::word::word::<DateFormat>(DateFormat::WORDS))]
    pub date_format: Option<DateFormat>,
    /// Show the picture that the profile's `image` names, a local file
    #[arg(long)]
    pub photo: bool,
}

#[derive(Serialize)]
struct FileView {
    file: String,
    format: &'static str,
    experiences: usize,
    pages: Option<usize>,
    left_out: Vec<LeftOutView>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct LeftOutView {
    id: Uuid,
    title: String,
    bullet: Option<usize>,
    text: String,
}

impl Export {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let format = self.format.map_or_else(|| format_of(&self.file), Ok)?;
        let to_stdout = self.file.as_os_str() == "-";
        if to_stdout && format.is_binary() && context.ui.width().is_some() {
            return Err(CommandError::usage(format!("cannot write {format} to a terminal"))
                .hint("name a file, or redirect the output"));
        }
        let published = context.library.publish(&PublishOrder {
            format,
            tags: self.tags,
            without_tags: self.without_tags,
            kinds: self.kinds,
            since: self.since,
            no_contact: self.no_contact,
            theme: self.theme,
            settings: self.settings,
            language: self.language,
            paper: self.paper,
            pages: self.pages.map(usize::from),
            dates: self.date_format,
            photo: self.photo,
        })?;
        let Published { bytes, experiences, is_empty, pages, left_out, warnings } = published;
        warnings.iter().for_each(|warning| context.ui.warn(warning));
        left_out.iter().for_each(|one| context.ui.warn(&format!("no room for {}", described(one))));
        if to_stdout {
            return match format {
                OutputFormat::JsonResume | OutputFormat::Resume => {
                    context.ui.json_text(&String::from_utf8_lossy(&bytes))
                }
                format if format.is_binary() => context.ui.bytes(&bytes),
                _ => context.ui.document(&String::from_utf8_lossy(&bytes)),
            };
        }
        let name = visible::line(&self.file.to_string_lossy()).to_string();
        if is_empty {
            return Err(CommandError::usage(format!(
                "there is nothing to export, and `{name}` was not touched"
            ))
            .hint("`resume add` saves an experience, `resume import` a résumé"));
        }
        replace(&self.file, &bytes).map_err(|error| {
            CommandError::failed(format!("could not write `{name}`: {error}")).caused_by(error)
        })?;
        if context.ui.is_json() {
            let (file, format) = (self.file.to_string_lossy().into_owned(), format.as_str());
            let left_out = left_out.into_iter().map(LeftOutView::of).collect();
            return context.ui.json(&FileView { file, format, experiences, pages, left_out, warnings });
        }
        context.ui.notice(&format!("wrote {} to `{name}`", counted(experiences, "experience")));
        Ok(())
    }
}

impl LeftOutView {
    fn of(LeftOut { id, title, bullet, text }: LeftOut) -> Self {
        Self { id, title, bullet, text }
    }
}

fn described(LeftOut { id: _, title, bullet, text }: &LeftOut) -> String {
    match bullet {
        Some(number) => format!("bullet {number} of `{}`: {}", visible::line(title), visible::line(text)),
        None => format!("`{}`", visible::line(title)),
    }
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write `KEY=VALUE`, such as `size=10pt`")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

/// The format that the file's name asks for. A guess would put something else than what was meant into it.
fn format_of(file: &Path) -> CommandResult<OutputFormat> {
    if file.as_os_str() == "-" {
        return Ok(OutputFormat::default());
    }
    let name = visible::line(&file.to_string_lossy()).to_string();
    let ending = file.extension().map(|ending| ending.to_string_lossy().into_owned());
    let message = match &ending {
        None => format!("`{name}` has no ending that names a format"),
        Some(ending) => match OutputFormat::of_ending(ending) {
            Some(format) => return Ok(format),
            None => format!("cannot write `{name}`: no format ends in `.{}`", visible::line(ending)),
        },
    };
    let endings = OutputFormat::ALL.into_iter().filter_map(|format| format.endings().first());
    let endings: Vec<_> = endings.map(|ending| format!("`.{ending}`")).collect();
    let formats = OutputFormat::ALL.map(OutputFormat::as_str).join(", ");
    let all = format!("the endings are {}; or choose a `--format`: {formats}", endings.join(", "));
    Err(CommandError::usage(message).hint(match ending.as_deref().and_then(nearest) {
        Some(nearest) => format!("did you mean `.{nearest}`? {all}"),
        None => all,
    }))
}

/// The ending that a mistyped one is most like.
fn nearest(ending: &str) -> Option<&'static str> {
    let ending = ending.to_lowercase();
    let likeness = |known: &str| strsim::jaro_winkler(known, &ending);
    let known = OutputFormat::ALL.into_iter().flat_map(OutputFormat::endings).copied();
    let near = known.filter(|known| likeness(known) > 0.8);
    near.max_by(|one, other| likeness(one).total_cmp(&likeness(other)))
}
