//! `resume completions`: completion of commands, flags and IDs in a shell.
//!
//! The script of the shell asks the program, so it stays valid across versions.

use clap::{Args, ValueEnum};
use clap_complete::env::{EnvCompleter, Shells};

use crate::cli::complete::VARIABLE;
use crate::cli::ui::Ui;
use crate::library::{CommandError, CommandResult};

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
pub(crate) struct Completions {
    /// Shell to complete in
    #[arg(value_enum)]
    pub shell: Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
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
    pub(crate) fn run(self, ui: &Ui) -> CommandResult {
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
