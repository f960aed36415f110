//! `resume man`: builds the manual page from the help texts of the commands.
//!
//! The page is plain ASCII, so that it reads the same in every locale.

use std::io;

use clap::{Args, Command};
use clap_mangen::Man as Page;

use crate::cli::ui::Ui;
use crate::library::CommandResult;

/// Print the manual page
///
/// `resume man | man -l -` displays it.
#[derive(Debug, Args)]
pub(crate) struct Man {}

const SYNOPSIS: &str = ".SH SYNOPSIS
\\fBresume\\fR [\\fIGLOBAL OPTIONS\\fR] \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]
";

const ENVIRONMENT: &[(&str, &str)] = &[
    ("RESUME_HOME", "One directory for all files. Default: the directories under FILES."),
    (
        "RESUME_DATABASE_URL",
        "`postgresql://...`, `sqlite:PATH`, or `none` for the session file alone. Default: resume.db.",
    ),
    (
        "RESUME_USER",
        "The user_id of the rows in the database. Default: the user of the session, else the role on a server, else the login name.",
    ),
    (
        "RESUME_SYNC",
        "`background` (default: after a change, and every five minutes when you read), `inline` (in each command that has pending changes), `manual` (only `resume sync`).",
    ),
    (
        "RESUME_TIMEOUT",
        "Seconds that a command waits for the database; `resume sync` waits so long for each answer. Default: 3.",
    ),
    ("RESUME_LOG", "Log filter: `debug`, `off`, `resume::sync=trace`. Default: `resume=info`."),
    ("NO_COLOR", "Any value disables colours."),
    ("CLICOLOR_FORCE", "Any value but 0 keeps colours in a pipe, unless NO_COLOR is set."),
    (
        "DICPATH",
        "Directories of the Hunspell dictionaries for `resume check`. Default: those of the system, such as /usr/share/hunspell.",
    ),
    ("PAGER", "Pager for answers that are longer than the screen; `cat` for none."),
    ("VISUAL, EDITOR", "Editor for `resume edit` and `resume profile edit`."),
];

const SOURCES: &str = "The first source that names a setting wins: the command line, the environment, the \
file of --env-file or else .env in the current directory, .env in the configuration directory, config.toml \
there (database, user, sync, timeout, log), the default. Other variables in an .env file are ignored.";

const FILES: &[(&str, &str)] = &[
    ("session.json", "Every experience, and the pending changes."),
    ("session.json.bak", "The state before the last change."),
    ("session.json.damaged-*", "A damaged session file, kept as it was found."),
    ("resume.db", "The default database, SQLite."),
    ("config.toml, .env", "Settings."),
    ("themes/", "Your themes for documents, a folder each."),
    ("resume.log, resume.log.1", "Log of the background, up to 1 MiB each."),
];

const DIRECTORIES: &str = "If RESUME_HOME is set, all files are there. Otherwise, on Linux, the settings and themes are in \
~/.config/resume, the log in ~/.local/state/resume, and the rest in ~/.local/share/resume.";

const EXIT_STATUS: &[(&str, &str)] = &[
    ("0", "Success."),
    ("1", "Failure."),
    ("2", "Wrong usage or invalid input."),
    ("3", "No experience has this ID, or several have."),
    ("4", "The session file is damaged, locked, too new or not permitted, or the disk is full."),
    ("5", "The database failed in a command that needs it: `sync`, `db`, `ai prune`."),
    ("130", "Interrupted."),
];

impl Man {
    pub(crate) fn run(self, ui: &Ui, line: Command) -> CommandResult {
        ui.data(&ascii(&page(&line)?))
    }
}

fn page(command: &Command) -> io::Result<String> {
    let whole = Page::new(command.clone());
    let mut page = Vec::new();
    whole.render_title(&mut page)?;
    whole.render_name_section(&mut page)?;
    page.extend_from_slice(SYNOPSIS.as_bytes());
    whole.render_description_section(&mut page)?;
    whole.render_options_section(&mut page)?;
    let mut page = text(page);
    page.push_str(".SH COMMANDS\n");
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        let name = format!("{} {}", command.get_name(), sub.get_name());
        page.push_str(&section(sub, &name)?);
        // clap adds the subcommands when it builds the command.
        let mut sub = sub.clone().disable_help_subcommand(true);
        let _ = sub.render_usage();
        for inner in sub.get_subcommands().filter(|inner| !inner.is_hide_set()) {
            page.push_str(&section(inner, &format!("{name} {}", inner.get_name()))?);
        }
    }
    page.push_str(&definitions("ENVIRONMENT", ENVIRONMENT, Some(SOURCES)));
    page.push_str(&definitions("FILES", FILES, Some(DIRECTORIES)));
    page.push_str(&definitions("EXIT STATUS", EXIT_STATUS, None));
    Ok(page)
}

/// A command's synopsis, description, options and examples, without the global options.
fn section(command: &Command, name: &str) -> io::Result<String> {
    let mut command = command.clone().bin_name(name).disable_help_flag(true).disable_help_subcommand(true);
    // clap adds the options when it builds the command. The page has the global ones once, at its beginning.
    let _ = command.render_usage();
    command = command.mut_args(|option| {
        let is_left_out = option.is_global_set() || option.is_hide_set();
        option.hide(is_left_out)
    });
    let usage = command.render_usage().to_string();
    let part = Page::new(command.clone());
    let (mut about, mut options) = (Vec::new(), Vec::new());
    part.render_description_section(&mut about)?;
    part.render_options_section(&mut options)?;
    let about = text(about).replace(".SH DESCRIPTION\n", "");
    let options = text(options).replace(".SH OPTIONS\n", "");
    let usage = escape(usage.trim_start_matches("Usage: ").trim());
    let examples = command.get_after_help().map(|after| examples(&after.to_string())).unwrap_or_default();
    Ok(format!(".SS \"{name}\"\n\\fB{usage}\\fR\n.PP\n{about}{options}{examples}"))
}

/// The text after a command's help: a heading, and lines in a fixed layout.
fn examples(text: &str) -> String {
    let mut lines = text.lines();
    let heading = escape(lines.next().unwrap_or_default());
    let lines: String = lines.map(|line| format!("{}\n", escape(line.trim_start()))).collect();
    format!(".PP\n{heading}\n.RS 4\n.nf\n{lines}.fi\n.RE\n")
}

fn definitions(heading: &str, items: &[(&str, &str)], after: Option<&str>) -> String {
    let items = items.iter().map(|(term, text)| format!(".TP\n\\fB{}\\fR\n{}\n", escape(term), escape(text)));
    let after = after.map(|after| format!(".PP\n{}\n", escape(after)));
    std::iter::once(format!(".SH {heading:?}\n")).chain(items).chain(after).collect()
}

/// The rendered text, without the string definition at the start of each part.
fn text(rendered: Vec<u8>) -> String {
    String::from_utf8_lossy(&rendered)
        .replace(".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n", "")
        .replace("\\*(Aq", "\\(aq")
}

/// Escapes text for `roff`.
fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    if text.starts_with('.') { format!("\\&{text}") } else { text }
}

/// Replaces each non-ASCII character by its number, for groff and mandoc.
fn ascii(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    for character in page.chars() {
        if character.is_ascii() {
            text.push(character);
        } else {
            text.push_str(&format!("\\[u{:04X}]", u32::from(character)));
        }
    }
    text
}
