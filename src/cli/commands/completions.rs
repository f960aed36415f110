//! `resume completions`: what a shell needs to complete commands, flags and ids.
//!
//! The shell's script asks the program itself, so that one script serves every version.

use clap::{Args, ValueEnum};
use clap_complete::env::{EnvCompleter, Shells};

use crate::cli::complete::VARIABLE;
use crate::cli::ui::Ui;
use crate::library::{CommandError, CommandResult};

/// A script in `$fpath` is only read when completions are first asked for; without this it would
/// answer from the second time on.
const ZSH_AUTOLOADED: &str = r#"
if [[ "${funcstack[1]}" == _resume ]]; then
    _clap_dynamic_completer_resume "$@"
fi
"#;

/// Print the completion script of a shell
#[derive(Debug, Args)]
#[command(after_help = "\
To set it up:
  bash        resume completions bash > ~/.local/share/bash-completion/completions/resume
  zsh         resume completions zsh > ~/.zfunc/_resume     (with ~/.zfunc in $fpath)
  fish        resume completions fish > ~/.config/fish/completions/resume.fish
  elvish      resume completions elvish >> ~/.config/elvish/rc.elv
  powershell  resume completions powershell >> $PROFILE")]
pub struct Completions {
    /// The shell
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
