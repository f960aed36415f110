//! Tests that mount file systems, each in a mount namespace of its own that ends with it.

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
    let this = std::env::current_exe().unwrap();
    let mut refusals = String::new();
    for flags in [["--mount", "--propagation=private"].as_slice(), &["--map-root-user", "--mount"]] {
        let possible = Command::new("unshare").args(flags).arg("true").output();
        match possible {
            Ok(output) if output.status.success() => {
                let inner = Command::new("unshare")
                    .args(flags)
                    .arg(&this)
                    .args(["--exact", test, "--nocapture", "--test-threads=1"])
                    .env(MARK, "1")
                    .output()
                    .unwrap();
                let text = format!(
                    "{}{}",
                    String::from_utf8_lossy(&inner.stdout),
                    String::from_utf8_lossy(&inner.stderr)
                );
                assert!(inner.status.success(), "inside the namespace:\n{text}");
                assert!(text.contains("1 passed"), "no test has the name `{test}`:\n{text}");
                return;
            }
            Ok(output) => refusals.push_str(&String::from_utf8_lossy(&output.stderr)),
            Err(error) => refusals.push_str(&format!("unshare: {error}\n")),
        }
    }
    panic!(
        "`{test}` mounts a small file system and needs a mount namespace, which this machine refuses: \
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
