//! Tests that mount file systems, or have no network, in namespaces of their own that end with them.

use std::path::Path;
use std::process::Command;

const MARK: &str = "RESUME_TEST_NAMESPACE";

/// Runs `body` where file systems can be mounted without anyone seeing it. `test` is the full name
/// of the calling test, which is started again by itself inside.
#[track_caller]
pub(crate) fn enter(test: &str, body: impl FnOnce()) {
    #[expect(clippy::disallowed_methods, reason = "how the outer test speaks to the inner one")]
    if std::env::var_os(MARK).is_some() {
        return body();
    }
    let inner = Command::new("unshare")
        .args(flags(&["--mount", "--propagation=private"]))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(MARK, "1")
        .output()
        .unwrap();
    let text =
        format!("{}{}", String::from_utf8_lossy(&inner.stdout), String::from_utf8_lossy(&inner.stderr));
    assert!(inner.status.success(), "inside the namespace:\n{text}");
    assert!(text.contains("1 passed"), "no test has the name `{test}`:\n{text}");
}

/// How `unshare` is asked here for namespaces like these.
#[track_caller]
pub(crate) fn flags(wanted: &[&'static str]) -> Vec<&'static str> {
    let mut refusals = String::new();
    for flags in [wanted.to_vec(), [&["--map-root-user"], wanted].concat()] {
        match Command::new("unshare").args(&flags).arg("true").output() {
            Ok(output) if output.status.success() => return flags,
            Ok(output) => refusals.push_str(&String::from_utf8_lossy(&output.stderr)),
            Err(error) => refusals.push_str(&format!("unshare: {error}\n")),
        }
    }
    panic!(
        "this test needs a namespace of its own ({wanted:?}), which this machine refuses: \
         run the tests as root, or allow unprivileged user namespaces \
         (`sysctl kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0`), \
         in a container with `--cap-add SYS_ADMIN`\n{refusals}"
    );
}

/// Mounts an empty file system in memory.
pub(crate) fn mount_tmpfs(path: &Path, size: &str) {
    std::fs::create_dir_all(path).unwrap();
    mount(&["-t", "tmpfs", "-o", &format!("size={size},mode=0700"), "none"], path);
}

/// Makes everything below `path` read-only.
pub(crate) fn make_read_only(path: &Path) {
    mount(&["--bind", &path.to_string_lossy()], path);
    mount(&["-o", "remount,bind,ro"], path);
}

pub(crate) fn unmount(path: &Path) {
    let output = Command::new("umount").arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn mount(args: &[&str], path: &Path) {
    let output = Command::new("mount").args(args).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
