//! The environment of the process, read once.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::PathBuf;

use super::setting;

/// The pager if the user has set none; the shell looks for it.
const PAGER: &str = "$(command -v less || command -v more || echo cat)";

/// All variables that this program reads.
#[derive(Clone, Default)]
pub struct Environment {
    variables: HashMap<&'static str, OsString>,
    /// The current directory, if it is known.
    pub directory: Option<PathBuf>,
}

/// Some values are secret.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").field("directory", &self.directory).finish_non_exhaustive()
    }
}

/// Those that are no settings, see `setting`.
const NAMES: [&str; 29] = [
    "RESUME_HOME",
    "SUPABASE_URL",
    "SUPABASE_ANON_KEY",
    "OPENAI_API_KEY",
    "https_proxy",
    "HTTPS_PROXY",
    "http_proxy",
    "HTTP_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "no_proxy",
    "NO_PROXY",
    "HOME",
    "XDG_DATA_HOME",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "ZDOTDIR",
    "BASH_COMPLETION_USER_DIR",
    "USER",
    "LOGNAME",
    "COMPLETE",
    "NO_COLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "TZ",
    "PAGER",
    "VISUAL",
    "EDITOR",
    "DICPATH",
];

/// The words of the line that a shell wants to complete: it hands them over behind `--`.
pub fn line_to_complete() -> impl Iterator<Item = String> {
    std::env::args_os()
        .skip_while(|word| word != "--")
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
}

impl Environment {
    /// Reads the environment of this process.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn of_process() -> Self {
        let settings = setting::ALL.iter().filter_map(|setting| setting.variable);
        let names = NAMES.into_iter().chain(settings);
        let variables = names.filter_map(|name| Some((name, std::env::var_os(name)?))).collect();
        Self { variables, directory: std::env::current_dir().ok() }
    }

    /// A variable. An empty one counts as unset.
    pub fn get(&self, name: &str) -> Option<&OsString> {
        self.variables.get(name).filter(|value| !value.is_empty())
    }

    /// A variable as text. One that is not UTF-8 counts as unset.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.to_str()
    }

    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.get(name).map(PathBuf::from)
    }

    /// The login name, from the password file by the user ID of the process. It is the same on a terminal and in
    /// a scheduled job, where the variables may differ.
    pub fn login_name(&self) -> String {
        let uid = rustix::process::getuid().as_raw();
        let listed = fs::read_to_string("/etc/passwd").ok().and_then(|passwd| {
            passwd.lines().find_map(|line| {
                let mut fields = line.split(':');
                let name = fields.next()?;
                (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
            })
        });
        let named = || self.text("USER").or_else(|| self.text("LOGNAME")).map(str::to_owned);
        listed.or_else(named).unwrap_or_else(|| format!("uid-{uid}"))
    }

    /// The command line of the user's editor, if it is set.
    pub fn editor(&self) -> Option<String> {
        self.text("VISUAL").or_else(|| self.text("EDITOR")).map(str::to_owned)
    }

    /// The command line of the user's pager, or of the usual one; `None` where they want none.
    pub fn pager(&self) -> Option<String> {
        match self.variables.get("PAGER").map(|command| command.to_str().unwrap_or_default().trim()) {
            None => Some(PAGER.to_owned()),
            Some("" | "cat") => None,
            Some(command) => Some(command.to_owned()),
        }
    }

    /// One that is said rather than read, without a current directory: for a program that embeds the library.
    pub fn of_variables(variables: &[(&'static str, &str)]) -> Self {
        let variables = variables.iter().map(|(name, value)| (*name, OsString::from(value))).collect();
        Self { variables, directory: None }
    }
}
