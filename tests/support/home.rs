//! A home of its own for one test: `RESUME_HOME`, and an empty working directory.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::{Output, Program, directory};

#[derive(Debug)]
pub(crate) struct Home {
    path: PathBuf,
    work: PathBuf,
    variables: Vec<(String, String)>,
    _directory: Option<TempDir>,
}

impl Home {
    /// Neither the directory nor anything in it exists yet. It is in memory where there is room: a save waits
    /// for a disk eight times, and no test takes the power away.
    pub(crate) fn new() -> Self {
        Self::within(directory::quick_with_room(1 << 30))
    }

    /// A small home, which is in memory even where there is little room.
    pub(crate) fn in_memory() -> Self {
        Self::within(directory::quick())
    }

    /// A home at a path that the caller looks after.
    pub(crate) fn at(path: impl Into<PathBuf>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        Self { path: path.into(), ..Self::within(directory) }
    }

    fn within(directory: TempDir) -> Self {
        let root = directory.path().canonicalize().unwrap();
        let work = root.join("work");
        fs::create_dir(&work).unwrap();
        Self { path: root.join("home"), work, variables: Vec::new(), _directory: Some(directory) }
    }

    /// Sets a variable for every program that is run in this home.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A home whose editor is a shell script; `$1` is the file.
    pub(crate) fn with_editor(script: &str) -> Self {
        Self::new().edited_by(script)
    }

    /// The same home with such an editor.
    #[must_use]
    pub(crate) fn edited_by(self, script: &str) -> Self {
        let path = self.write("editor", format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        self.with("EDITOR", path.to_str().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The directory that programs are run in.
    pub(crate) fn work(&self) -> &Path {
        &self.work
    }

    pub(crate) fn session_path(&self) -> PathBuf {
        self.path.join("session.json")
    }

    pub(crate) fn database_path(&self) -> PathBuf {
        self.path.join("resume.db")
    }

    /// The bytes of the session file.
    pub(crate) fn session_bytes(&self) -> Vec<u8> {
        fs::read(self.session_path()).unwrap()
    }

    /// The session file as JSON.
    pub(crate) fn session(&self) -> Value {
        serde_json::from_slice(&self.session_bytes()).expect("`session.json` holds JSON")
    }

    pub(crate) fn write_session(&self, bytes: &[u8]) {
        fs::create_dir_all(&self.path).unwrap();
        fs::write(self.session_path(), bytes).unwrap();
    }

    /// Puts a file into the working directory.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.work.join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// The names of the files in the home, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(&self.path) else { return Vec::new() };
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Where damaged session files were set aside, sorted.
    pub(crate) fn set_aside(&self) -> Vec<PathBuf> {
        let names = self.files().into_iter().filter(|name| name.starts_with("session.json.damaged-"));
        names.map(|name| self.path.join(name)).collect()
    }

    /// Another home with the same files.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self { variables: self.variables.clone(), ..Self::in_memory() };
        if self.path.is_dir() {
            copy_directory(&self.path, &copy.path);
        }
        copy_directory(&self.work, &copy.work);
        copy
    }

    /// The same home, to be given other variables.
    pub(crate) fn clone_settings(&self) -> Self {
        let (path, work, variables) = (self.path.clone(), self.work.clone(), self.variables.clone());
        Self { path, work, variables, _directory: None }
    }

    /// The program in this home, not yet started.
    pub(crate) fn program<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Program {
        let mut program = Program::new(&self.work, args);
        program.env("RESUME_HOME", &self.path);
        for (name, value) in &self.variables {
            program.env(name, value);
        }
        program
    }

    /// Runs the program with an empty input.
    #[track_caller]
    pub(crate) fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Output {
        self.program(args).run()
    }

    /// Runs the program with `--json` and returns what it printed, which must be all there is.
    #[track_caller]
    pub(crate) fn json<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Value {
        let mut program = self.program(["--json"]);
        program.args(args);
        program.run().json()
    }

    /// Saves an experience and returns its id.
    #[track_caller]
    pub(crate) fn add(&self, title: &str) -> String {
        self.json(["add", title])["id"].as_str().unwrap().to_owned()
    }
}

fn copy_directory(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_directory(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
}

/// Runs a line of a shell, in which `$R` is the program.
pub(crate) fn shell(home: &Home, line: &str) -> Program {
    let mut program = home.program(["-c", line]);
    program.binary = "/bin/sh".into();
    program.env("R", env!("CARGO_BIN_EXE_resume"));
    program
}
