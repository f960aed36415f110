//! `resume theme`: the themes of documents.

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::context::Context;
use crate::library::{CommandResult, Listed, visible};
use crate::render::theme::{Given, OptionKind, Setting, Theme};

/// List, show and copy the themes of documents
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume theme list
  resume theme show modern
  resume theme copy modern mine
  resume export cv.pdf --theme mine --set accent=#7a1f3d")]
pub(crate) struct ThemeCommand {
    #[command(subcommand)]
    pub command: What,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// List the built-in themes and your own
    List,
    /// Show the options of a theme, with their defaults
    Show {
        /// Name of the theme
        #[arg(value_name = "NAME", add = crate::cli::complete::themes())]
        name: String,
    },
    /// Copy a theme to a folder, to change it
    ///
    /// A copy that has the name of a built-in theme is used instead of it.
    Copy {
        /// Name of the theme
        #[arg(value_name = "NAME", add = crate::cli::complete::themes())]
        name: String,
        /// Name of the copy; by default, the same
        #[arg(value_name = "NEW")]
        new: Option<String>,
    },
}

#[derive(Serialize)]
struct ListedView {
    name: String,
    path: Option<String>,
    description: Option<String>,
}

#[derive(Serialize)]
struct ThemeView<'a> {
    name: &'a str,
    path: Option<String>,
    description: Option<&'a str>,
    order: Vec<&'static str>,
    options: Vec<OptionView<'a>>,
}

#[derive(Serialize)]
struct OptionView<'a> {
    name: &'a str,
    kind: &'static str,
    default: &'a str,
    min: Option<&'a str>,
    shrinks: bool,
    max: Option<&'a str>,
    choices: &'a [String],
    help: &'a str,
}

#[derive(Serialize)]
struct CopyView {
    name: String,
    path: String,
}

impl ThemeCommand {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        match self.command {
            What::List => list(context),
            What::Show { name } => show(context, &name),
            What::Copy { name, new } => copy(context, &name, new),
        }
    }
}

fn list(context: &Context) -> CommandResult {
    let themes = context.library.themes()?;
    let path = |listed: &Listed| listed.folder.as_ref().map(|folder| folder.display().to_string());
    if context.ui.is_json() {
        return context.ui.json_array(themes.into_iter().map(|listed| ListedView {
            path: path(&listed),
            name: listed.name,
            description: listed.description,
        }));
    }
    let rows: Vec<_> = themes
        .iter()
        .map(|listed| {
            let description = listed.description.clone().unwrap_or_default();
            vec![listed.name.clone(), path(listed).unwrap_or_else(|| "built in".to_owned()), description]
        })
        .collect();
    let header = ["THEME", "PLACE", "DESCRIPTION"];
    context.ui.page(&context.ui.table(&header, &rows))
}

fn show(context: &Context, name: &str) -> CommandResult {
    let theme = context.library.theme(name)?;
    if context.ui.is_json() {
        return context.ui.json(&ThemeView::of(&theme));
    }
    let rows: Vec<_> = theme
        .settings
        .iter()
        .map(|(key, setting)| {
            let OptionView { default, min, max, help, .. } = OptionView::of(key, setting);
            let (min, max) = (min.unwrap_or_default(), max.unwrap_or_default());
            let cells = [key, default, min, max, &described(setting, help)];
            cells.map(str::to_owned).to_vec()
        })
        .collect();
    let mut text =
        theme.description.iter().map(|line| format!("{}\n\n", visible::line(line))).collect::<String>();
    if let Some(folder) = &theme.folder {
        let folder = folder.display().to_string();
        text.push_str(&format!("Files: {}\n\n", visible::line(&folder)));
    }
    if !theme.order.is_empty() {
        let kinds: Vec<_> = theme.order.iter().map(|kind| kind.as_str()).collect();
        text.push_str(&format!("Order of sections: {}\n\n", kinds.join(", ")));
    }
    let header = ["OPTION", "DEFAULT", "MIN", "MAX", "WHAT IT IS"];
    text.push_str(&context.ui.table(&header, &rows));
    context.ui.page(&text)?;
    context.ui.hint("`--pages` shrinks an option no further than its MIN");
    Ok(())
}

/// The help, and the words among which a choice is made.
fn described(setting: &Setting, help: &str) -> String {
    match &setting.kind {
        OptionKind::Choice(words) => format!("{help}: {}", words.join(", ")),
        _ => help.to_owned(),
    }
}

fn copy(context: &Context, name: &str, new: Option<String>) -> CommandResult {
    let new = new.unwrap_or_else(|| name.to_owned());
    let path = context.library.copy_theme(name, &new)?.display().to_string();
    if context.ui.is_json() {
        return context.ui.json(&CopyView { name: new, path });
    }
    context.ui.data(&format!("{}\n", visible::line(&path)))?;
    context.ui.notice(&format!("`resume export cv.pdf --theme {}` uses it", visible::line(&new)));
    Ok(())
}

impl<'a> ThemeView<'a> {
    fn of(theme: &'a Theme) -> Self {
        Self {
            name: &theme.name,
            path: theme.folder.as_ref().map(|folder| folder.display().to_string()),
            description: theme.description.as_deref(),
            order: theme.order.iter().map(|kind| kind.as_str()).collect(),
            options: theme.settings.iter().map(|(key, setting)| OptionView::of(key, setting)).collect(),
        }
    }
}

impl<'a> OptionView<'a> {
    fn of(name: &'a str, setting: &'a Setting) -> Self {
        fn written(given: &Given) -> &str {
            &given.written
        }
        let choices: &[String] = if let OptionKind::Choice(words) = &setting.kind { words } else { &[] };
        Self {
            name,
            kind: setting.kind.as_str(),
            default: &setting.default.written,
            min: setting.min.as_ref().map(written),
            shrinks: setting.shrinks && setting.min.is_some(),
            max: setting.max.as_ref().map(written),
            choices,
            help: &setting.help,
        }
    }
}
