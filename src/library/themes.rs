//! Finding, reading and copying themes.
//!
//! The invariant: a theme's name is never a path. A folder in `themes/` comes before a built-in theme of the
//! same name; what the folder lacks is taken from that theme, or else from the default one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{CommandError, CommandResult, Library, visible};
use crate::domain::nearest;
use crate::files;
use crate::render::theme::{self, FILES, Texts, Theme};

/// The largest file of a theme that is read: 1 MiB.
const LIMIT: u64 = 1 << 20;

/// The most bytes that a copy takes along: pictures and fonts may stand beside the three files.
const MOST_COPIED: u64 = 64 << 20;

/// How deep folders within a theme are copied.
const DEEPEST: usize = 4;

const LONGEST_NAME: usize = 64;

/// A theme in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub name: String,
    /// Its folder. A built-in theme has none.
    pub folder: Option<PathBuf>,
    /// Absent where `theme.toml` cannot be read.
    pub description: Option<String>,
}

impl Library {
    /// All themes: the built-in ones, then those in folders, by name. A folder with the name of a built-in
    /// theme takes its place.
    pub fn themes(&self) -> CommandResult<Vec<Listed>> {
        let own = folders(&self.settings.paths.themes)
            .map_err(|error| unreadable(&self.settings.paths.themes, error))?;
        let own_only = own.iter().map(String::as_str).filter(|name| !theme::NAMES.contains(name));
        let names: Vec<_> = theme::NAMES.into_iter().chain(own_only).collect();
        Ok(names
            .into_iter()
            .map(|name| {
                let folder = own.iter().any(|own| own == name).then(|| self.settings.paths.themes.join(name));
                let description = self.theme(name).ok().and_then(|theme| theme.description);
                Listed { name: name.to_owned(), folder, description }
            })
            .collect())
    }

    /// A theme, by its name.
    pub fn theme(&self, name: &str) -> CommandResult<Theme> {
        let (folder, texts) = self.theme_texts(name)?;
        self.theme_of(name, folder, texts)
    }

    /// The folder of a theme, if it has one, and the texts of its files.
    pub(super) fn theme_texts(&self, name: &str) -> CommandResult<(Option<PathBuf>, Texts)> {
        let folder = self.theme_folder(name);
        let texts = match &folder {
            Some(folder) => read(folder, name)?,
            None => theme::built_in(name).ok_or_else(|| self.unknown_theme(name))?,
        };
        Ok((folder, texts))
    }

    /// The theme of these texts.
    pub(super) fn theme_of(&self, name: &str, folder: Option<PathBuf>, texts: Texts) -> CommandResult<Theme> {
        Theme::of(name, folder.clone(), texts).map_err(|mistake| {
            let place = folder.unwrap_or_default().display().to_string();
            let message =
                format!("the theme `{name}` has a mistake: {}", visible::line(&mistake.to_string()));
            CommandError::failed(message).hint(format!("it is in `{}`", visible::line(&place)))
        })
    }

    /// Copies a theme to a new folder, whose path is returned.
    pub fn copy_theme(&self, name: &str, new: &str) -> CommandResult<PathBuf> {
        // A theme with a mistake can be copied, to be mended.
        let (from, texts) = self.theme_texts(name)?;
        check_name(new)?;
        let to = self.settings.paths.themes.join(new);
        let shown = visible::line(&to.display().to_string()).to_string();
        if fs::symlink_metadata(&to).is_ok() {
            return Err(CommandError::usage(format!("`{shown}` already exists"))
                .hint(format!("`resume theme copy {name} NAME` makes a theme of another name")));
        }
        copy(from.as_deref(), &texts, &to).map_err(|error| {
            CommandError::failed(format!("could not write `{shown}`: {error}")).caused_by(error)
        })?;
        Ok(to)
    }

    /// The folder of a theme of one's own, if there is one of that name.
    fn theme_folder(&self, name: &str) -> Option<PathBuf> {
        check_name(name).ok()?;
        Some(self.settings.paths.themes.join(name)).filter(|folder| is_theme(folder))
    }

    /// The files of a theme's folder beside its texts, by their paths below it: those that a copy takes along.
    pub(super) fn theme_files(&self, folder: &Path) -> CommandResult<Vec<(String, Vec<u8>)>> {
        let mut found = Vec::new();
        let mut take = |path: &Path, bytes: Option<Vec<u8>>| {
            found.extend(path.to_str().map(str::to_owned).zip(bytes));
            Ok(())
        };
        rest(folder, Path::new(""), &mut MOST_COPIED.clone(), &mut take)
            .map_err(|error| unreadable(folder, error))?;
        found.sort();
        Ok(found)
    }

    /// One of them, if the theme has it.
    pub(super) fn theme_file(&self, theme: &str, name: &str) -> Option<Vec<u8>> {
        let folder = self.theme_folder(theme)?;
        files::read(&within(&folder, &folder.join(name)).ok()?, MOST_COPIED).ok()
    }

    /// Whether no theme has this name here. A variant that was synced may name one of another device.
    pub(super) fn lacks_theme(&self, name: &str) -> bool {
        self.theme_folder(name).is_none() && theme::built_in(name).is_none()
    }

    /// How a theme comes here that only another device has.
    pub(super) fn theme_elsewhere(&self, name: &str) -> String {
        let themes = self.settings.paths.themes.display().to_string();
        let (name, themes) = (visible::line(name), visible::line(&themes).to_string());
        format!("themes do not sync: copy the folder `{name}` from the device that has it into `{themes}`")
    }

    fn unknown_theme(&self, name: &str) -> CommandError {
        let own = folders(&self.settings.paths.themes).unwrap_or_default();
        let known = theme::NAMES.into_iter().chain(own.iter().map(String::as_str));
        CommandError::usage(format!("there is no theme `{}`", visible::line(name)))
            .meant(nearest(name, known), "`resume theme list` lists the themes")
    }
}

/// The names of the themes in a directory, sorted. A missing directory has none.
pub fn folders(directory: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().into_string().ok().filter(|name| check_name(name).is_ok());
        names.extend(name.filter(|_| is_theme(&entry.path())));
    }
    names.sort();
    Ok(names)
}

/// Whether a folder has a file of a theme.
fn is_theme(folder: &Path) -> bool {
    FILES.iter().any(|file| folder.join(file).is_file())
}

/// A name has letters, digits, `-` and `_`, and begins with a letter or a digit.
fn check_name(name: &str) -> CommandResult {
    let is_inner = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    if name.len() <= LONGEST_NAME && name.starts_with(char::is_alphanumeric) && name.chars().all(is_inner) {
        return Ok(());
    }
    Err(CommandError::usage(format!("`{}` cannot be the name of a theme", visible::line(name)))
        .hint("a name has letters, digits, `-` and `_`"))
}

/// The texts of a theme in a folder.
fn read(folder: &Path, name: &str) -> CommandResult<Texts> {
    let [default, ..] = theme::NAMES;
    let base = theme::built_in(name).or_else(|| theme::built_in(default));
    let Texts { manifest, typst, html } =
        base.ok_or_else(|| CommandError::failed("the default theme is missing"))?;
    let text = |file: &str, instead: String| {
        let path = folder.join(file);
        let read = within(folder, &path).and_then(|whole| files::read(&whole, LIMIT));
        match read {
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| {
                unreadable(&path, io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(instead),
            Err(error) => Err(unreadable(&path, error)),
        }
    };
    let [manifest_file, typst_file, html_file] = FILES;
    Ok(Texts {
        manifest: text(manifest_file, manifest)?,
        typst: text(typst_file, typst)?,
        html: text(html_file, html)?,
    })
}

/// The file of a folder behind its links, none of which may lead out: a theme may be downloaded, and what it
/// says is published.
fn within(folder: &Path, path: &Path) -> io::Result<PathBuf> {
    let whole = path.canonicalize()?;
    if !whole.starts_with(folder.canonicalize()?) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a link out of the theme's folder"));
    }
    Ok(whole)
}

fn unreadable(path: &Path, error: io::Error) -> CommandError {
    let shown = path.display().to_string();
    CommandError::failed(format!("could not read `{}`: {error}", visible::line(&shown))).caused_by(error)
}

/// Makes the whole folder under another name, so that an interrupted copy leaves no half of a theme.
fn copy(from: Option<&Path>, texts: &Texts, to: &Path) -> io::Result<()> {
    let parent = to.parent().ok_or(io::ErrorKind::InvalidInput)?;
    files::create_private_dir(parent)?;
    // A name of a theme never begins with a dot.
    let temporary = parent.join(format!(".new-{}", std::process::id()));
    let _ = fs::remove_dir_all(&temporary);
    files::create_private_dir(&temporary)?;
    let made = fill(&temporary, from, texts).and_then(|()| fs::rename(&temporary, to));
    if made.is_err() {
        let _ = fs::remove_dir_all(&temporary);
    }
    made.and_then(|()| files::sync_directory(&File::open(parent)?))
}

fn fill(folder: &Path, from: Option<&Path>, texts: &Texts) -> io::Result<()> {
    let Texts { manifest, typst, html } = texts;
    for (file, text) in FILES.iter().zip([manifest, typst, html]) {
        write(&folder.join(file), text.as_bytes())?;
    }
    if let Some(from) = from {
        rest(from, Path::new(""), &mut MOST_COPIED.clone(), &mut |path, bytes| match bytes {
            None => files::create_private_dir(&folder.join(path)),
            Some(bytes) => write(&folder.join(path), &bytes),
        })?;
    }
    files::sync_directory(&File::open(folder)?)
}

/// Hands on the folders and files below a folder, by their paths from there, that are not texts of a theme. What is
/// hidden or a link is left.
fn rest<T>(folder: &Path, below: &Path, left: &mut u64, take: &mut T) -> io::Result<()>
where
    T: FnMut(&Path, Option<Vec<u8>>) -> io::Result<()>,
{
    let depth = below.iter().count();
    for entry in fs::read_dir(folder.join(below))? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        let is_text = depth == 0 && FILES.iter().any(|file| name == *file);
        if is_text || name.to_string_lossy().starts_with('.') {
            continue;
        }
        let path = below.join(name);
        if kind.is_dir() && depth < DEEPEST {
            take(&path, None)?;
            rest(folder, &path, left, take)?;
        } else if kind.is_file() {
            let bytes = files::read(&entry.path(), *left)?;
            *left -= bytes.len() as u64;
            take(&path, Some(bytes))?;
        }
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = files::open(OpenOptions::new().write(true).create_new(true), path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
