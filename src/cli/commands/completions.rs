//! `resume completions`: completion of commands, flags and values in a shell.
//!
//! The script of the shell asks the program, so it stays valid across versions.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use clap_complete::env::{EnvCompleter, Shells};
use serde::Serialize;

use crate::cli::complete::VARIABLE;
use crate::cli::ui::Ui;
use crate::config::Environment;
use crate::library::{CommandError, CommandResult, replace};

/// bash shows what words mean only if they say it themselves.
const BASH: &str = include_str!("../../../share/completions/resume.bash");

/// zsh reads a script in `$fpath` at the first completion. Without these lines the first completion
/// would be empty.
const ZSH_AUTOLOADED: &str = r#"
if [[ "${funcstack[1]}" == _resume ]]; then
    _clap_dynamic_completer_resume "$@"
fi
"#;

/// Print a completion script for your shell, or install it
///
/// `--install` writes the script to the directory in which your shell looks for it. Your own files, such as
/// `.zshrc`, are never changed: where a line has to be added there, it is shown.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume completions bash --install
  resume completions zsh > ~/.zfunc/_resume")]
pub(crate) struct Completions {
    /// Shell to complete in
    #[arg(value_enum)]
    pub shell: Shell,
    /// Write the script where the shell looks for it
    #[arg(long)]
    pub install: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
}

/// Where a script belongs, and the line that has to stand in a file of the user's own, if any.
struct Place {
    path: PathBuf,
    line: Option<(PathBuf, String)>,
}

#[derive(Serialize)]
struct InstalledView {
    file: String,
    changed: bool,
    /// A line that is still missing, and the file that it belongs to.
    missing: Option<MissingView>,
}

#[derive(Serialize)]
struct MissingView {
    file: String,
    line: String,
}

impl Shell {
    fn script(self) -> CommandResult<String> {
        if self == Self::Bash {
            return Ok(BASH.to_owned());
        }
        let (shells, shell) = (Shells::builtins(), self.to_possible_value());
        let script: &dyn EnvCompleter = shell
            .and_then(|shell| shells.completer(shell.get_name()))
            .ok_or_else(|| CommandError::failed("the shell is not known"))?;
        let mut text = Vec::new();
        script.write_registration(VARIABLE, "resume", "resume", "resume", &mut text)?;
        if self == Self::Zsh {
            text.extend_from_slice(ZSH_AUTOLOADED.as_bytes());
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// As the shells' manuals say.
    fn place(self, environment: &Environment) -> Option<Place> {
        let home = environment.path("HOME")?;
        let data = environment.path("XDG_DATA_HOME").unwrap_or_else(|| home.join(".local/share"));
        let config = environment.path("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
        let quoted = |path: &Path| format!("'{}'", path.display().to_string().replace('\'', "''"));
        Some(match self {
            Self::Bash => {
                let own = environment.path("BASH_COMPLETION_USER_DIR");
                let directory = own.unwrap_or_else(|| data.join("bash-completion"));
                let path = directory.join("completions/resume");
                // Only the package bash-completion looks there, and few systems have it from the start.
                let line = format!(". '{}'", path.display().to_string().replace('\'', r"'\''"));
                Place { path, line: Some((home.join(".bashrc"), line)) }
            }
            Self::Zsh => {
                let directory = environment.path("ZDOTDIR").unwrap_or(home);
                let line = "fpath=(${ZDOTDIR:-~}/.zfunc $fpath); autoload -Uz compinit && compinit";
                Place {
                    path: directory.join(".zfunc/_resume"),
                    line: Some((directory.join(".zshrc"), line.to_owned())),
                }
            }
            Self::Fish => Place { path: config.join("fish/completions/resume.fish"), line: None },
            Self::Powershell => {
                let path = config.join("powershell/resume-completions.ps1");
                let profile = config.join("powershell/Microsoft.PowerShell_profile.ps1");
                let line = format!(". {}", quoted(&path));
                Place { path, line: Some((profile, line)) }
            }
            Self::Elvish => Place {
                path: config.join("elvish/lib/resume-completions.elv"),
                line: Some((config.join("elvish/rc.elv"), "use resume-completions".to_owned())),
            },
        })
    }
}

impl Completions {
    pub(crate) fn run(self, ui: &Ui, environment: &Environment) -> CommandResult {
        let script = self.shell.script()?;
        if !self.install {
            return ui.data(&script);
        }
        let place = self.shell.place(environment).ok_or_else(|| {
            CommandError::usage("no home directory is known: `HOME` is not set")
                .hint("without `--install` the script is printed")
        })?;
        let changed = install(&place.path, &script)?;
        let has = |file: &Path, line: &str| {
            // Any mention of the file, the directory or the module will do.
            let mark = match self.shell {
                Shell::Bash => "completions/resume",
                Shell::Zsh => ".zfunc",
                Shell::Fish | Shell::Powershell | Shell::Elvish => line,
            };
            fs::read_to_string(file).is_ok_and(|text| text.contains(mark))
        };
        let missing = place.line.filter(|(file, line)| !has(file, line));
        if ui.is_json() {
            let missing = missing.map(|(file, line)| MissingView { file: file.display().to_string(), line });
            return ui.json(&InstalledView { file: place.path.display().to_string(), changed, missing });
        }
        let path = place.path.display();
        ui.notice(&match (changed, &missing) {
            (true, None) => format!("wrote `{path}`; new shells complete `resume`"),
            (true, Some(_)) => format!("wrote `{path}`"),
            (false, _) => format!("`{path}` is up to date"),
        });
        if let Some((file, line)) = missing {
            let need = match self.shell {
                Shell::Bash => "without the package bash-completion, ",
                Shell::Zsh | Shell::Fish | Shell::Powershell | Shell::Elvish => "",
            };
            ui.hint(&format!("{need}add this line to `{}`:\n{line}", file.display()));
        }
        Ok(())
    }
}

/// Writes the script, unless it stands there. Returns whether it did not.
fn install(path: &Path, script: &str) -> CommandResult<bool> {
    let failed = |error: io::Error| {
        CommandError::failed(format!("could not write `{}`: {error}", path.display())).caused_by(error)
    };
    match fs::read(path) {
        Ok(bytes) if bytes == script.as_bytes() => return Ok(false),
        // An older script of ours asks the program, too.
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes);
            if !(text.contains(VARIABLE) && text.contains("resume")) {
                let message = format!("`{}` is there already, and is no script of `resume`", path.display());
                return Err(CommandError::failed(message).hint("move it away, and repeat the command"));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(failed)?;
    }
    replace(path, script.as_bytes()).map_err(failed)?;
    Ok(true)
}
