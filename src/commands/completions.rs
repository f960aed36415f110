//! `resume completions`: completion of commands, flags and IDs in a shell.
//!
//! The script of the shell asks the program, so it stays valid across versions. IDs come from the
//! session, never from the database. A damaged session is left untouched.

use std::ffi::{OsStr, OsString};

use clap::{Args, CommandFactory, ValueEnum};
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{EnvCompleter, Shells};

use super::find::{Among, short_ids};
use crate::cli::Cli;
use crate::clock;
use crate::config::{Environment, Paths};
use crate::domain::Kind;
use crate::error::{CommandError, CommandResult};
use crate::session::SessionStore;
use crate::ui::{Ui, visible};

/// The variable with which a shell's script asks for completions.
const VARIABLE: &str = "COMPLETE";

/// zsh reads a script in `$fpath` at the first completion. Without these lines the first completion
/// would be empty.
const ZSH_AUTOLOADED: &str = r#"
if [[ "${funcstack[1]}" == _resume ]]; then
    _clap_dynamic_completer_resume "$@"
fi
"#;

/// Print a completion script for your shell
#[derive(Debug, Args)]
#[command(after_help = "\
Redirect it to the file that your shell reads, in a directory that exists:
  bash        > ~/.local/share/bash-completion/completions/resume
  zsh         > ~/.zfunc/_resume, with ~/.zfunc in $fpath
  fish        > ~/.config/fish/completions/resume.fish
  elvish      >> ~/.config/elvish/rc.elv
  powershell  >> $PROFILE")]
pub struct Completions {
    /// Shell to complete in
    #[arg(value_enum)]
    pub shell: Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
}

impl Shell {
    fn as_str(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
            Self::Powershell => "powershell",
            Self::Elvish => "elvish",
        }
    }
}

impl Completions {
    pub fn run(self, ui: &Ui) -> CommandResult {
        let shells = Shells::builtins();
        let script = shells.completer(self.shell.as_str());
        let script: &dyn EnvCompleter =
            script.ok_or_else(|| CommandError::failed("the shell is not known"))?;
        let mut text = Vec::new();
        script.write_registration(VARIABLE, "resume", "resume", "resume", &mut text)?;
        if self.shell == Shell::Zsh {
            text.extend_from_slice(ZSH_AUTOLOADED.as_bytes());
        }
        ui.data(&String::from_utf8_lossy(&text))
    }
}

/// Answers a shell's script. On any failure the shell gets neither candidates nor a message.
pub fn complete(arguments: Vec<OsString>, environment: Environment) -> u8 {
    let answered = CompleteEnv::with_factory(Cli::command)
        .var(VARIABLE)
        .try_complete(arguments, environment.directory.as_deref());
    u8::from(!matches!(answered, Ok(true)))
}

/// Completes the IDs of experiences, with their titles as help.
pub fn ids(among: Among) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| candidates(current, among).unwrap_or_default())
}

/// Completes the kinds.
pub fn kinds() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let current = current.to_string_lossy().to_lowercase();
        let fitting = Kind::ALL.into_iter().filter(|kind| kind.as_str().starts_with(&current));
        fitting.map(|kind| CompletionCandidate::new(kind.as_str())).collect()
    })
}

fn candidates(current: &OsStr, among: Among) -> Option<Vec<CompletionCandidate>> {
    let paths = Paths::of(&Environment::of_process()).ok()?;
    let session = SessionStore::new(paths.session, clock::system).peek()?;
    let current = current.to_str()?.to_lowercase();
    let all: Vec<_> = session.experiences.iter().map(|record| record.current.id).collect();
    let length = short_ids(&all).first().map_or(0, String::len).max(current.len());
    let living = session.experiences.iter().map(|record| &record.current).filter(|experience| match among {
        Among::Living => !experience.is_deleted(),
        Among::Deleted => experience.is_deleted(),
        Among::All => true,
    });
    let fitting = living.filter_map(|experience| {
        let id: String = experience.id.to_string().chars().take(length).collect();
        let label = visible::line(experience.label()).to_string();
        id.starts_with(&current).then(|| CompletionCandidate::new(id).help(Some(label.into())))
    });
    Some(fitting.collect())
}
