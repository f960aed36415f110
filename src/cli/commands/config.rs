//! `resume config`: the settings in force and their sources, and changes of the configuration file.

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::db::{ask_for_password, read_secret};
use crate::cli::ui::Ui;
use crate::config::{Environment, Flags};
use crate::library::{
    CommandResult, ConfigChange, Configured, all_settings, config_keys, one_setting, set_setting,
    unset_setting, visible,
};

/// Show or change the settings
///
/// Without a command it lists every setting with its value and its source. The first source that names a setting
/// wins: the command line, the environment, `.env`, `config.toml`, the default. Keys and passwords are never shown.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume config set sync manual
  resume config set ai.key -
  resume config get database
  resume config unset timeout")]
pub(crate) struct Config {
    #[command(subcommand)]
    pub command: Option<ConfigCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// List every setting with its value and its source
    List,
    /// Print the value of a setting
    Get(Key),
    /// Write a setting into `config.toml`, which keeps its comments
    Set(Set),
    /// Take a setting out of `config.toml`
    Unset(Key),
}

#[derive(Debug, Args)]
pub(crate) struct Key {
    #[arg(value_parser = PossibleValuesParser::new(config_keys()), hide_possible_values = true)]
    pub key: String,
}

#[derive(Debug, Args)]
pub(crate) struct Set {
    #[command(flatten)]
    pub key: Key,
    /// The value, or `-` for a prompt, which keeps a key out of your shell history
    #[arg(allow_hyphen_values = true, add = crate::cli::complete::setting_values())]
    pub value: String,
}

impl Config {
    /// It needs no settings, so that wrong ones can be mended.
    pub(crate) fn run(self, ui: &Ui, environment: &Environment, flags: &Flags) -> CommandResult {
        match self.command.unwrap_or(ConfigCommand::List) {
            ConfigCommand::List => list(ui, &all_settings(environment, flags)?),
            ConfigCommand::Get(Key { key }) => {
                let setting = one_setting(environment, flags, &key)?;
                if ui.is_json() {
                    return ui.json(&setting);
                }
                setting.value.map_or(Ok(()), |value| ui.data(&format!("{}\n", visible::line(&value))))
            }
            ConfigCommand::Set(Set { key: Key { key }, value }) => {
                let value = match &*value {
                    "-" => read_secret(ui, &format!("Value of `{key}` (it is not shown)"))?,
                    _ => value,
                };
                let complete = |url| ask_for_password(url, ui, environment);
                let change = set_setting(environment, &key, &value, complete)?;
                tell(ui, &change, &format!("`{}` now has `{key}`", change.file))
            }
            ConfigCommand::Unset(Key { key }) => {
                let change = unset_setting(environment, &key)?;
                let has = if change.changed { "no longer has" } else { "does not have" };
                tell(ui, &change, &format!("`{}` {has} `{key}`", change.file))
            }
        }
    }
}

fn list(ui: &Ui, settings: &[Configured]) -> CommandResult {
    if ui.is_json() {
        return ui.json(&settings);
    }
    let row = |Configured { key, value, source, .. }: &Configured| {
        vec![(*key).to_owned(), value.clone().unwrap_or_default(), source.clone()]
    };
    let rows: Vec<_> = settings.iter().map(row).collect();
    ui.page(&ui.table(&["KEY", "VALUE", "SOURCE"], &rows))
}

fn tell(ui: &Ui, change: &ConfigChange, done: &str) -> CommandResult {
    if !ui.is_json() {
        ui.notice(done);
    }
    if let Some(overruled) = &change.overruled {
        ui.warn(overruled);
    }
    if ui.is_json() { ui.json(&change.setting) } else { Ok(()) }
}
