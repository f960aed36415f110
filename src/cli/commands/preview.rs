//! `resume preview`: shows a document in the browser, and reloads it when something changes.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use clap::Args;
use serde::Serialize;

use super::document::DocumentFlags;
use crate::cli::context::Context;
use crate::library::{CommandResult, OutputFormat};
use crate::preview::{News, Preview as Served};

/// Show the résumé in the browser, and reload it after each change
///
/// Prints the address of the page and serves it on this machine only, until Ctrl-C. Changes by any `resume`
/// command, of your theme and of the photo show at once; a mistake in a theme shows in place of the page. The
/// random word in the address keeps other users out.
///
/// The browser opens by itself on a terminal; not with --no-browser or --no-input.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume preview
  resume preview --theme modern --set accent=#7a1f3d
  resume preview --language de --no-browser --port 8000")]
pub(crate) struct Preview {
    /// Port to listen on; by default, a free one
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    pub port: u16,
    /// Only print the address
    #[arg(long)]
    pub no_browser: bool,
    #[command(flatten)]
    pub flags: DocumentFlags,
}

#[derive(Serialize)]
struct AddressView<'a> {
    url: &'a str,
}

impl Preview {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let Self { port, no_browser, flags } = self;
        let served = Served::start(&context.library, flags.order(OutputFormat::Html), port)?;
        let url = served.url();
        if context.ui.is_json() {
            context.ui.json(&AddressView { url: &url })?;
        } else {
            context.ui.data(&format!("{url}\n"))?;
        }
        if context.ui.is_interactive() && !no_browser {
            open(context, &served.ticket_url());
        }
        match served.run(&context.library, |news| tell(context, news))? {}
    }
}

fn tell(context: &Context, news: News<'_>) {
    match news {
        News::Made { warnings } => warnings.iter().for_each(|warning| context.ui.warn(warning)),
        News::Failed(error) => context.ui.error(error),
    }
}

/// The program that opens an address in the browser that the user has chosen.
const OPENER: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };

/// Opens the browser, which stays when this program ends. Without one, the address was printed.
fn open(context: &Context, url: &str) {
    let mut command = Command::new(OPENER);
    command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Ctrl-C is not meant for the browser.
    command.process_group(0);
    if let Err(error) = command.spawn() {
        context.ui.remark(&format!("could not open a browser with `{OPENER}`: {error}"));
    }
}
