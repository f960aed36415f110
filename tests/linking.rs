//! What the build script has the linker do, and where it leaves the linker alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// The build script, to be run with other surroundings than this build's.
fn script(directory: &Path) -> impl Fn(&[(&str, &str)]) -> String {
    let (rustc, program) = (Path::new(env!("CARGO")).with_file_name("rustc"), directory.join("script"));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("build.rs");
    let compiled = Command::new(rustc).args(["--edition", "2024", "-o"]).arg(&program).arg(source).status();
    assert!(compiled.unwrap().success());
    // Stands for a compiler that knows where everything is.
    let linker = directory.join("linker");
    fs::write(&linker, "#!/bin/sh\necho /lib/${1#*=}\n").unwrap();
    fs::set_permissions(&linker, Permissions::from_mode(0o755)).unwrap();
    move |variables| {
        let mut command = Command::new(&program);
        command.env("CARGO_CFG_TARGET_OS", "linux").env("CARGO_CFG_TARGET_ENV", "gnu");
        command.env("CARGO_CFG_TARGET_FEATURE", "fxsr,sse2").env("RUSTC_LINKER", &linker);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }
}

#[test]
fn only_what_is_linked_dynamically_for_linux_gets_a_fixed_place() {
    let directory = tempfile::tempdir().unwrap();
    let script = script(directory.path());
    let links = |variables: &[(&str, &str)]| script(variables).contains("rustc-link");
    assert!(script(&[]).contains("-no-pie") && script(&[]).contains("libgcc_eh.a"));
    for variable in [
        ("CARGO_CFG_TARGET_FEATURE", "crt-static,fxsr,sse2"),
        ("CARGO_CFG_TARGET_ENV", "musl"),
        ("CARGO_CFG_TARGET_OS", "macos"),
        ("RUSTC_LINKER", "/bin/echo"),
        ("RUSTC_LINKER", "/bin/false"),
        ("RUSTC_LINKER", "/nowhere"),
    ] {
        assert!(!links(&[variable]), "{variable:?}");
    }
}
