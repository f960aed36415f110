//! The flags that say which document is made, of all commands that make one.

use clap::Args;

use super::details;
use crate::document::dates::DateFormat;
use crate::domain::{Kind, PartialDate};
use crate::library::{OutputFormat, PublishOrder};
use crate::render::Paper;

#[derive(Debug, Args)]
pub(crate) struct DocumentFlags {
    /// Variant of the résumé; other flags win over it
    #[arg(long, value_name = "VARIANT", add = crate::cli::complete::variants())]
    pub variant: Option<String>,
    #[command(flatten)]
    pub choice: ChoiceFlags,
    /// Leave out e-mail, telephone, street and postal code of the profile; texts stay as you wrote them
    #[arg(long, overrides_with = "contact")]
    pub no_contact: bool,
    /// Show them, although the variant leaves them out
    #[arg(long, overrides_with = "no_contact")]
    pub contact: bool,
    #[command(flatten)]
    pub look: LookFlags,
    /// Make it fit on this many pages
    #[arg(long, value_name = "N", value_parser = super::word::from_one::<u8>)]
    pub pages: Option<u8>,
    /// Show the picture that the profile's `image` names, a local file
    #[arg(long, overrides_with = "no_photo")]
    pub photo: bool,
    /// Show none, although the variant does
    #[arg(long, overrides_with = "photo")]
    pub no_photo: bool,
    /// Draw a timeline of work, volunteering, education and projects; in HTML alone
    #[arg(long)]
    pub timeline: bool,
}

/// Which experiences are in it.
#[derive(Debug, Args)]
pub(crate) struct ChoiceFlags {
    /// Only experiences or bullets with this tag; with several tags, any of them
    #[arg(long = "tag", value_name = "TAG", value_parser = details::filled, add = crate::cli::complete::tags())]
    pub tags: Vec<String>,
    /// No experiences or bullets with this tag
    #[arg(long = "without-tag", value_name = "TAG", value_parser = details::filled, add = crate::cli::complete::tags())]
    pub without_tags: Vec<String>,
    /// Only this kind; with several, any of them
    #[arg(long = "kind", value_name = "KIND", value_parser = |word: &str| word.parse::<Kind>(), add = crate::cli::complete::kinds())]
    pub kinds: Vec<Kind>,
    /// Only what ended at this date or later, has not ended, or has no date
    #[arg(long, value_name = "DATE", value_parser = PartialDate::read)]
    pub since: Option<PartialDate>,
}

/// What it looks like.
#[derive(Debug, Args)]
pub(crate) struct LookFlags {
    /// Theme of the document; `resume theme list` shows them
    #[arg(long, value_name = "THEME", add = crate::cli::complete::themes())]
    pub theme: Option<String>,
    /// Set an option of the theme; `resume theme show` lists them
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = setting, add = crate::cli::complete::options())]
    pub settings: Vec<(String, String)>,
    /// Language of headings and dates, such as `de` or `pt-BR`
    #[arg(long, value_name = "LANGUAGE", add = crate::cli::complete::languages())]
    pub language: Option<String>,
    /// Size of the pages; by default `us-letter` for languages of the US and Canada, such as `en-US`, else `a4`
    #[arg(long, value_parser = super::word::paper())]
    pub paper: Option<Paper>,
    /// How precise dates are
    #[arg(long, value_parser = super::word::word::<DateFormat>(DateFormat::WORDS))]
    pub date_format: Option<DateFormat>,
}

impl DocumentFlags {
    /// The order for a document of that format.
    pub(super) fn order(self, format: OutputFormat) -> PublishOrder {
        let ChoiceFlags { tags, without_tags, kinds, since } = self.choice;
        let LookFlags { theme, settings, language, paper, date_format } = self.look;
        PublishOrder {
            format,
            variant: self.variant,
            tags,
            without_tags,
            kinds,
            since,
            no_contact: either(self.no_contact, self.contact),
            theme,
            settings,
            language,
            paper,
            pages: self.pages.map(usize::from),
            dates: date_format,
            photo: either(self.photo, self.no_photo),
            timeline: self.timeline,
            legacy_keys: false,
        }
    }
}

/// What one of two flags says that contradict each other.
pub(super) fn either(yes: bool, no: bool) -> Option<bool> {
    if yes || no { Some(yes) } else { None }
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write `KEY=VALUE`, such as `size=10pt`")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}
