//! Edits a text in the user's editor.
//!
//! The invariant: the typed text stays in a file until the caller has saved it. A failure of the editor, of
//! the parser or of the save leaves the file, and the error names it. Beside it stands the value that the text was
//! made of.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::SystemTime;

use signal_hook::consts::signal::SIGINT;

use super::form::{self, FormError};
use super::interrupt::Hold;
use super::opened::Opened;
use crate::files;
use crate::library::{CommandError, CommandResult};

/// The editor if the user has set none; the shell looks for it.
const DEFAULT: &str = "$(command -v vi || command -v nano || echo vi)";

/// The most bytes that the value beside a text may have.
const MAX_BASE: u64 = 256 << 20;

/// The editor, and the directory for drafts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Editor<'a> {
    /// `$VISUAL` or `$EDITOR`: a shell command that takes the path as a further argument.
    pub command: Option<&'a str>,
    /// Created with mode 0700 if it is missing. It should survive a restart.
    pub directory: &'a Path,
    /// The name of the file without `.md`.
    pub name: &'a str,
    /// The value that the text is made of, kept beside it.
    pub base: Option<&'a str>,
    /// The kept text to go on with, in place of a new file.
    pub draft: Option<&'a Path>,
}

/// The result of an edit.
#[derive(Debug)]
pub(crate) enum Edited<T> {
    Unchanged,
    /// Nothing is left of the text.
    Emptied,
    /// The value, and the file with its text.
    Changed(T, Draft),
}

impl<T> Edited<T> {
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Edited<U> {
        match self {
            Self::Unchanged => Edited::Unchanged,
            Self::Emptied => Edited::Emptied,
            Self::Changed(value, draft) => Edited::Changed(change(value), draft),
        }
    }
}

/// The file with the typed text. It stays until the text is saved.
#[derive(Debug)]
#[must_use = "the file stays until the save is finished"]
pub(crate) struct Draft {
    path: PathBuf,
    /// `None` where it cannot be marked: that alone stops no edit.
    _opened: Option<Opened>,
}

impl Draft {
    /// Removes the file if `saved` is a success; otherwise adds its path to the error.
    pub(crate) fn finish<R>(self, saved: CommandResult<R>) -> CommandResult<R> {
        match saved {
            Ok(saved) => {
                self.discard();
                Ok(saved)
            }
            Err(error) => Err(self.kept(error)),
        }
    }

    fn discard(self) {
        // The save succeeded: a leftover file must not turn it into a failure.
        let _ = delete(&self.path);
    }

    fn kept(&self, error: CommandError) -> CommandError {
        let hint = error.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        let kept = format!("your text is kept in `{}`{hint}", self.path.display());
        error.hint(kept)
    }
}

impl Editor<'_> {
    /// Lets the user edit `initial` until `parse` accepts it. After a mistake, the errors are
    /// written beside the text and `again` decides whether to go on. Hold no lock meanwhile.
    ///
    /// # Errors
    /// If the editor fails, the text cannot be read or written, or `again` returns false.
    pub(crate) fn edit<T>(
        &self,
        initial: &str,
        parse: impl Fn(&str) -> Result<T, Vec<FormError>>,
        again: impl Fn(&[FormError]) -> CommandResult<bool>,
    ) -> CommandResult<Edited<T>> {
        let draft = match self.draft {
            Some(path) => reopen(path)?,
            None => self.create(initial)?,
        };
        loop {
            let ran = self.run(&draft.path);
            let text = fs::read(&draft.path);
            // A kept text was typed before.
            if self.draft.is_none() && matches!(&text, Ok(text) if text == initial.as_bytes()) {
                draft.discard();
                return ran.map(|()| Edited::Unchanged);
            }
            if matches!(&text, Err(error) if error.kind() == io::ErrorKind::NotFound) {
                draft.discard();
                ran?;
                return Err(CommandError::failed("the editor removed the text; nothing was changed"));
            }
            ran.map_err(|error| draft.kept(error))?;
            let text = text.map_err(|error| draft.kept(unreadable(error)))?;
            let text = String::from_utf8(text).map_err(|error| {
                draft.kept(CommandError::usage("the text is not UTF-8; save it as UTF-8").caused_by(error))
            })?;
            if text.trim().is_empty() {
                draft.discard();
                return Ok(Edited::Emptied);
            }
            let errors = match parse(&text) {
                Ok(value) => return Ok(Edited::Changed(value, draft)),
                Err(errors) => errors,
            };
            replace(&draft.path, &form::annotate(&text, &errors)).map_err(|error| draft.kept(error))?;
            if !again(&errors).map_err(|error| draft.kept(error))? {
                let first = errors.first().map(ToString::to_string).unwrap_or_default();
                return Err(draft.kept(CommandError::usage(format!("nothing was changed: {first}"))));
            }
        }
    }

    /// The text of this name that was kept last, and when it was written. One that is open in another terminal is
    /// not kept, but being written.
    pub(crate) fn kept(&self) -> Option<(PathBuf, SystemTime)> {
        let is_kept = |path: &Path| {
            let name =
                path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".md"));
            let number = name.and_then(|name| name.strip_prefix(self.name));
            number.is_some_and(|number| {
                number.is_empty()
                    || number.strip_prefix('-').is_some_and(|number| number.parse::<u32>().is_ok())
            })
        };
        let paths = fs::read_dir(self.directory).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
        let closed = paths.filter(|path| is_kept(path) && !Opened::is(path));
        let dated = closed.filter_map(|path| {
            let written = fs::metadata(&path).and_then(|about| about.modified()).ok()?;
            Some((path, written))
        });
        dated.max_by_key(|(_, written)| *written)
    }

    /// Creates a file with `text`. Earlier drafts stay.
    fn create(&self, text: &str) -> CommandResult<Draft> {
        let failed = |error: io::Error| {
            let message = format!("could not keep your text in `{}`: {error}", self.directory.display());
            CommandError::failed(message).caused_by(error)
        };
        if !self.directory.is_dir() {
            DirBuilder::new().recursive(true).mode(0o700).create(self.directory).map_err(failed)?;
        }
        let mut name = format!("{}.md", self.name);
        let mut number = 2;
        let (path, opened, mut file) = loop {
            let path = self.directory.join(&name);
            // Before there is a text, so that no other terminal offers it.
            let opened = Opened::mark(&path);
            match create_new(&path) {
                Ok(file) => break (path, opened, file),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    name = format!("{}-{number}.md", self.name);
                    number += 1;
                }
                Err(error) => return Err(failed(error)),
            }
        };
        let draft = Draft { path, _opened: opened.ok().flatten() };
        let base = self.base.map_or(Ok(()), |base| write_base(&draft.path, base));
        match base.and_then(|()| file.write_all(text.as_bytes())) {
            Ok(()) => Ok(draft),
            Err(error) => {
                draft.discard();
                Err(failed(error))
            }
        }
    }

    /// Runs the command through a shell, like git. Its output goes to the terminal, even if ours goes
    /// into a pipe.
    fn run(&self, path: &Path) -> CommandResult {
        let command = self.command.map(str::trim).filter(|command| !command.is_empty());
        let named = command.unwrap_or("the editor");
        let failed = |error: io::Error| {
            CommandError::failed(format!("`{named}` could not be started: {error}")).caused_by(error)
        };
        let _hold = Hold::new().map_err(failed)?;
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{} \"$@\"", command.unwrap_or(DEFAULT))).arg(named).arg(path);
        if !io::stdout().is_terminal() {
            shell.stdout(Stdio::from(io::stderr().as_fd().try_clone_to_owned().map_err(failed)?));
        }
        let status = shell.status().map_err(failed)?;
        if status.success() { Ok(()) } else { Err(ended_badly(named, status)) }
    }
}

/// Deletes a kept text.
pub(crate) fn delete(draft: &Path) -> io::Result<()> {
    let deleted = fs::remove_file(draft);
    // Without its text it says nothing.
    let _ = fs::remove_file(beside(draft));
    deleted
}

/// The value that a kept text was made of, where it is known.
pub(crate) fn base_of(draft: &Path) -> Option<Vec<u8>> {
    files::read(&beside(draft), MAX_BASE).ok()
}

fn write_base(draft: &Path, base: &str) -> io::Result<()> {
    let path = beside(draft);
    files::replace(&path, &path.with_extension("base.new"), base)
}

fn beside(draft: &Path) -> PathBuf {
    draft.with_extension("base")
}

/// A kept text, to go on with.
fn reopen(path: &Path) -> CommandResult<Draft> {
    let opened = match Opened::mark(path) {
        Ok(None) => {
            let message = "your text is open in another terminal";
            return Err(CommandError::failed(message).hint(format!("it is `{}`", path.display())));
        }
        opened => opened.ok().flatten(),
    };
    Ok(Draft { path: path.to_owned(), _opened: opened })
}

fn ended_badly(named: &str, status: ExitStatus) -> CommandError {
    let hint = "set `VISUAL` or `EDITOR` to your editor";
    match status.code() {
        Some(130) => CommandError::interrupted(),
        Some(126 | 127) => CommandError::failed(format!("`{named}` could not be started")).hint(hint),
        Some(code) => CommandError::failed(format!("`{named}` failed with exit code {code}")),
        None if status.signal() == Some(SIGINT) => CommandError::interrupted(),
        None => CommandError::failed(format!("`{named}` was killed")),
    }
}

fn unreadable(error: io::Error) -> CommandError {
    CommandError::failed(format!("could not read the text back: {error}")).caused_by(error)
}

fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Replaces the file in one step, so that a full disk leaves the typed text.
fn replace(path: &Path, text: &str) -> CommandResult {
    files::replace(path, &path.with_extension("md.new"), text).map_err(|error| {
        CommandError::failed(format!("the errors could not be written beside the text: {error}"))
            .caused_by(error)
    })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::library::ErrorKind;

    /// An editor that is a shell script; `$1` is the file.
    fn edit(
        directory: &Path,
        script: &str,
        again: impl Fn(&[FormError]) -> CommandResult<bool>,
    ) -> CommandResult<Edited<String>> {
        let command = format!("sh -c '{script}' script");
        let editor = Editor { command: Some(&command), directory, name: "draft", base: None, draft: None };
        let parse = |text: &str| match text.contains("bad") {
            true => Err(vec![FormError { line: 1, message: "it is bad".to_owned() }]),
            false => Ok(text.to_owned()),
        };
        editor.edit("old\n", parse, again)
    }

    fn never(_: &[FormError]) -> CommandResult<bool> {
        unreachable!("the editor accepts the first text")
    }

    fn files(directory: &Path) -> Vec<String> {
        let mut files: Vec<_> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        files
    }

    #[test]
    fn the_text_is_private_while_it_is_edited_and_gone_once_it_is_saved() {
        let home = tempfile::tempdir().unwrap();
        let directory = home.path().join("a b/drafts");
        let Edited::Changed(text, draft) = edit(&directory, "echo new >\"$1\"", never).unwrap() else {
            unreachable!()
        };
        assert_eq!(text, "new\n");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&directory), mode(&directory.join("draft.md"))), (0o700, 0o600));
        draft.finish(Ok(())).unwrap();
        assert!(files(&directory).is_empty());
    }

    #[test]
    fn an_unchanged_or_emptied_text_changes_nothing() {
        let home = tempfile::tempdir().unwrap();
        assert!(matches!(edit(home.path(), "true", never), Ok(Edited::Unchanged)));
        assert!(matches!(edit(home.path(), "echo >\"$1\"", never), Ok(Edited::Emptied)));
        assert!(files(home.path()).is_empty());
    }

    #[test]
    fn errors_are_shown_beside_the_text_until_it_is_right() {
        let home = tempfile::tempdir().unwrap();
        let script = "grep -q error \"$1\" && { cp \"$1\" seen; echo good >\"$1\"; } || echo bad >\"$1\"";
        let script = script.replace("seen", home.path().join("seen").to_str().unwrap());
        let asked = Cell::new(0);
        let edited = edit(home.path(), &script, |errors| {
            asked.set(asked.get() + errors.len());
            Ok(true)
        });
        assert!(matches!(edited, Ok(Edited::Changed(text, _)) if text == "good\n"));
        assert_eq!(asked.get(), 1);
        assert_eq!(fs::read_to_string(home.path().join("seen")).unwrap(), "# error: it is bad\nbad\n");
    }

    #[test]
    fn what_is_not_accepted_or_not_saved_is_kept() {
        let home = tempfile::tempdir().unwrap();
        let kept = |name: &str| format!("your text is kept in `{}`", home.path().join(name).display());

        let error = edit(home.path(), "echo bad >\"$1\"", |_| Ok(false)).unwrap_err();
        assert_eq!(error.message, "nothing was changed: line 1: it is bad");
        assert_eq!(error.hint, Some(kept("draft.md")));

        let error = edit(home.path(), "echo bad >\"$1\"", |_| Err(CommandError::interrupted())).unwrap_err();
        assert_eq!((error.kind, error.hint), (ErrorKind::Interrupted, Some(kept("draft-2.md"))));

        let error = edit(home.path(), "echo typed >\"$1\"; exit 3", never).unwrap_err();
        assert!(error.message.ends_with("failed with exit code 3"), "{error}");
        assert_eq!(error.hint, Some(kept("draft-3.md")));

        let error = edit(home.path(), "printf \"\\\\377\" >\"$1\"", never).unwrap_err();
        assert_eq!(error.message, "the text is not UTF-8; save it as UTF-8");

        let Edited::Changed(_, draft) = edit(home.path(), "echo good >\"$1\"", never).unwrap() else {
            unreachable!()
        };
        let error = draft.finish::<()>(Err(CommandError::failed("the disk is full"))).unwrap_err();
        assert_eq!(error.hint, Some(kept("draft-5.md")));

        assert_eq!(files(home.path()), ["draft-2.md", "draft-3.md", "draft-4.md", "draft-5.md", "draft.md"]);
        assert_eq!(fs::read_to_string(home.path().join("draft.md")).unwrap(), "# error: it is bad\nbad\n");
    }

    #[test]
    fn nothing_is_promised_of_a_file_that_the_editor_removed() {
        let home = tempfile::tempdir().unwrap();
        let error = edit(home.path(), "rm \"$1\"", never).unwrap_err();
        assert_eq!(error.message, "the editor removed the text; nothing was changed");
        assert_eq!(error.hint, None);
        let error = edit(home.path(), "rm \"$1\"; exit 3", never).unwrap_err();
        assert_eq!((error.message.ends_with("failed with exit code 3"), error.hint), (true, None));
    }

    #[test]
    fn an_editor_that_does_not_exist_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let editor = Editor {
            command: Some("no-such-editor --wait"),
            directory: home.path(),
            name: "draft",
            base: None,
            draft: None,
        };
        let error = editor.edit("old", |_| Ok(()), never).unwrap_err();
        assert_eq!(error.message, "`no-such-editor --wait` could not be started");
        assert!(files(home.path()).is_empty());
    }
}
