//! `resume man`: the manual page, made from the commands' own help texts.
//!
//! One page holds everything. It is plain ASCII, so that it reads the same in every locale.

use std::io;

use clap::{Args, Command};
use clap_mangen::Man as Page;

use crate::cli::ui::Ui;
use crate::library::CommandResult;

/// Print the manual page
///
/// `resume man | man -l -` shows it.
#[derive(Debug, Args)]
pub struct Man {}

const SYNOPSIS: &str = ".SH SYNOPSIS
\\fBresume\\fR [\\fIGLOBAL OPTIONS\\fR] \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]
";

const ENVIRONMENT: &[(&str, &str)] = &[
    (
        "RESUME_HOME",
        "One directory for everything; without it the platform's directories are used, see FILES.",
    ),
    (
        "RESUME_DATABASE_URL",
        "`sqlite:PATH`, or `none` for the session alone. Unset: the embedded default, resume.db.",
    ),
    (
        "RESUME_USER",
        "The user_id of the rows in the database. Default: whose the session is, else the login name.",
    ),
    (
        "RESUME_SYNC",
        "`background` (the default: when something has changed, or five minutes have passed), `inline` (whenever something is pending), `manual` (only by `resume sync`).",
    ),
    ("RESUME_TIMEOUT", "Seconds for which one foreground wait for the database may last. Default: 3."),
    ("RESUME_LOG", "What to log: `debug`, `off`, `resume::sync=trace`. Default: `resume=info`."),
    ("NO_COLOR", "Set to anything: no colours."),
    ("VISUAL, EDITOR", "The editor that `resume edit` and `resume profile edit` open."),
];

const SOURCES: &str = "A setting comes from the first that names it: the command line, the environment, the \
file of --env-file or else .env in the current directory, .env in the configuration directory, config.toml \
there (database, user, sync, timeout, log), the default. From an .env file only variables of `resume` are read.";

const FILES: &[(&str, &str)] = &[
    ("session.json", "Every experience, and what the database has still to be told: the primary store."),
    ("session.json.bak", "The state before the last change."),
    ("session.json.damaged-*", "A session file that could not be read whole, set aside untouched."),
    ("resume.db", "The embedded default database."),
    ("config.toml, .env", "The configuration."),
    ("resume.log, resume.log.1", "What happened in the background, 1 MiB each at the most."),
];

const DIRECTORIES: &str = "They stand in RESUME_HOME; without it, on Linux, the configuration in \
~/.config/resume, the log in ~/.local/state/resume, all else in ~/.local/share/resume.";

const EXIT_STATUS: &[(&str, &str)] = &[
    ("0", "Done."),
    ("1", "Failed."),
    ("2", "Wrong usage, or invalid input."),
    ("3", "No experience has this id, or several do."),
    ("4", "The session file: damaged, locked for too long, too new, not permitted, disk full."),
    ("5", "The database, from commands that exist to talk to it: `sync` and `db`."),
    ("130", "Interrupted."),
];

impl Man {
    pub fn run(self, ui: &Ui, line: Command) -> CommandResult {
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
        // What is below a command is known once it is built.
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

/// A command's synopsis, description, options and examples. The global options are not repeated.
fn section(command: &Command, name: &str) -> io::Result<String> {
    let mut command = command.clone().bin_name(name).disable_help_flag(true).disable_help_subcommand(true);
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

/// What follows a command's help: a line, and below it lines that stay as they are.
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

/// What was rendered, without the definition of a string that each part brings along.
fn text(rendered: Vec<u8>) -> String {
    String::from_utf8_lossy(&rendered)
        .replace(".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n", "")
        .replace("\\*(Aq", "\\(aq")
}

/// Text that `roff` takes as it is.
fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    if text.starts_with('.') { format!("\\&{text}") } else { text }
}

/// Names every other character by its number, as groff and mandoc understand it.
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
