//! `resume export`: writes the résumé to a file.

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;

use clap::Args;

use super::document::DocumentFlags;
use crate::cli::context::Context;
use crate::cli::ui::counted;
use crate::domain::nearest;
use crate::library::visible;
use crate::library::{CommandError, CommandResult, OutputFormat, PublishOrder, Published, replace};
use crate::view::FileView;

/// Export the résumé as a document, JSON Resume or a backup
///
/// Without --format the ending of the file decides, in any case: .pdf, .docx, .html, .txt and .md are documents,
/// .json is JSON Resume, .yaml is rendercv. Standard output gets JSON Resume. --format resume is for backups: it
/// alone keeps tags, IDs and times. Variants and applications are not in it.
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
    #[arg(long, value_parser = super::word::format())]
    pub format: Option<OutputFormat>,
    #[command(flatten)]
    pub flags: DocumentFlags,
    /// Add `company` and `website` to JSON Resume, for the themes that read only these
    #[arg(long)]
    pub legacy_keys: bool,
    /// Write the file again after each change, until Ctrl-C
    #[arg(long)]
    pub watch: bool,
}

impl Export {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let format = self.format.map_or_else(|| format_of(&self.file), Ok)?;
        let order = PublishOrder { legacy_keys: self.legacy_keys, ..self.flags.order(format) };
        if self.watch {
            return watch(context, &self.file, &order);
        }
        check_terminal(context, &self.file, format)?;
        put(context, &self.file, format, context.library.publish(&order)?)
    }
}

/// Fails where what is no text would go to a terminal.
pub(super) fn check_terminal(context: &Context, file: &Path, format: OutputFormat) -> CommandResult {
    if file.as_os_str() == "-" && format.is_binary() && context.ui.width().is_some() {
        return Err(CommandError::usage(format!("cannot write {format} to a terminal"))
            .hint("name a file, or redirect the output"));
    }
    Ok(())
}

/// Puts a document where it was asked for, and says what it lacks.
pub(super) fn put(
    context: &Context,
    file: &Path,
    format: OutputFormat,
    published: Published,
) -> CommandResult {
    tell(context, &published);
    if file.as_os_str() != "-" {
        return write(context, file, format, published);
    }
    if let Some(hint) = published.nothing {
        return Err(CommandError::usage("there is nothing to export").hint(hint));
    }
    let bytes = published.bytes;
    match format {
        OutputFormat::JsonResume | OutputFormat::Resume => {
            context.ui.json_text(&String::from_utf8_lossy(&bytes))
        }
        format if format.is_binary() => context.ui.bytes(&bytes),
        _ => context.ui.document(&String::from_utf8_lossy(&bytes)),
    }
}

/// Writes the file after each change that makes another one of it. The first failure ends the command; a
/// later one leaves the file as it is.
fn watch(context: &Context, file: &Path, order: &PublishOrder) -> CommandResult {
    if file.as_os_str() == "-" {
        return Err(CommandError::usage("cannot watch standard output").hint("name a file"));
    }
    let (sender, changed) = channel();
    let told = move || {
        let _ = sender.send(());
    };
    let mut changes = context.library.watch(told)?;
    let order = context.library.pinned(order)?;
    let mut written = None;
    loop {
        let made = context
            .library
            .follow(&mut changes, &order)
            .and_then(|()| context.library.publish(&order))
            .and_then(|published| {
                if written.as_ref() == Some(&published) {
                    return Ok(());
                }
                tell(context, &published);
                let kept = published.clone();
                write(context, file, order.format, published)?;
                written = Some(kept);
                Ok(())
            });
        match made {
            Ok(()) => {}
            Err(error) if written.is_none() || error.is_of_output() => return Err(error),
            Err(error) => context.ui.error(&error),
        }
        changed.recv().map_err(|_| CommandError::failed("the watch for changes has ended"))?;
    }
}

/// Says what the file lacks, if there is one.
fn tell(context: &Context, published: &Published) {
    if published.nothing.is_some() {
        return;
    }
    published.warnings.iter().for_each(|warning| context.ui.warn(warning));
    // A file without pages has room for all, and a warning for what its format does not take.
    let without_room = published.left_out.iter().filter(|_| published.pages.is_some());
    without_room.for_each(|one| context.ui.warn(&one.to_string()));
}

fn write(context: &Context, file: &Path, format: OutputFormat, published: Published) -> CommandResult {
    let name = visible::line(&file.to_string_lossy()).to_string();
    if let Some(hint) = published.nothing {
        let message = format!("there is nothing to export, and `{name}` was not touched");
        return Err(CommandError::usage(message).hint(hint));
    }
    replace(file, &published.bytes).map_err(|error| {
        CommandError::failed(format!("could not write `{name}`: {error}")).caused_by(error)
    })?;
    if context.ui.is_json() {
        return context.ui.json(&FileView::of(file, format, &published));
    }
    context.ui.notice(&format!("wrote {} to `{name}`", counted(published.experiences, "experience")));
    Ok(())
}

/// The format that the file's name asks for. A guess would put something else than what was meant into it.
pub(super) fn format_of(file: &Path) -> CommandResult<OutputFormat> {
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
    let known = OutputFormat::ALL.into_iter().flat_map(OutputFormat::endings).copied();
    Err(CommandError::usage(message).hint(match ending.and_then(|ending| nearest(&ending, known)) {
        Some(nearest) => format!("did you mean `.{nearest}`? {all}"),
        None => all,
    }))
}
