//! The children that synchronise in the background, as the system shows them.

use std::fs;
use std::path::PathBuf;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use resume::session::Lock;

use super::Home;
use super::postgres::wait_until;

/// The children at work for this home, which end with the value.
#[derive(Debug)]
pub(crate) struct Children<'a> {
    home: &'a Home,
}

impl<'a> Children<'a> {
    pub(crate) fn of(home: &'a Home) -> Self {
        Self { home }
    }

    pub(crate) fn all(&self) -> Vec<PathBuf> {
        let home = format!("RESUME_HOME={}\0", self.home.path().display());
        let processes = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
        let ours = |path: &PathBuf| {
            let argument = fs::read(path.join("cmdline")).unwrap_or_default();
            let environment = fs::read(path.join("environ")).unwrap_or_default();
            argument.ends_with(b"--in-background\0") && holds(&environment, home.as_bytes())
        };
        processes.filter(ours).collect()
    }

    /// The one that there is, once it has left everything of its parent's.
    pub(crate) fn one(&self) -> PathBuf {
        wait_until("a child has detached itself", || {
            let all = self.all();
            let input = all.first().and_then(|child| fs::read_link(child.join("fd/2")).ok());
            let output = all.first().and_then(|child| fs::read_link(child.join("fd/1")).ok());
            let null = Some(PathBuf::from("/dev/null"));
            all.len() == 1 && input == null && output == null
        });
        self.all().remove(0)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        for child in self.all() {
            let id = child.file_name().unwrap().to_str().unwrap().parse().unwrap();
            let _ = kill(Pid::from_raw(id), signal);
        }
    }

    /// Kills them. Until they have come to their end they hold their lock.
    pub(crate) fn end(self) {
        self.signal(Signal::SIGKILL);
        let lock = self.home.path().join("sync.lock");
        wait_until("the lock is free", || Lock::try_acquire(&lock).unwrap().is_some());
    }

    pub(crate) fn wait_for_none(&self) {
        wait_until("no child is left", || self.all().is_empty());
    }
}

impl Drop for Children<'_> {
    fn drop(&mut self) {
        self.signal(Signal::SIGKILL);
    }
}

pub(crate) fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}
