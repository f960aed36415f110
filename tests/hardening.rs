//! How the program is linked: where it is loaded is random, and nothing in it is both writable and executable.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]
#![cfg(all(target_os = "linux", target_env = "gnu"))]

use std::process::Command;

/// What `readelf` says of the program. It comes with the linker.
fn readelf(flag: &str) -> String {
    let output =
        Command::new("readelf").args([flag, "--wide", env!("CARGO_BIN_EXE_resume")]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_program_can_be_loaded_anywhere() {
    let header = readelf("--file-header");
    assert!(header.lines().any(|line| line.contains("Type:") && line.contains("DYN")), "{header}");
    let dynamic = readelf("--dynamic");
    assert!(dynamic.lines().any(|line| line.contains("FLAGS_1") && line.contains("PIE")), "{dynamic}");
}

#[test]
fn relocations_are_made_at_the_start_and_then_read_only() {
    let (segments, dynamic) = (readelf("--program-headers"), readelf("--dynamic"));
    assert!(segments.contains("GNU_RELRO"), "{segments}");
    assert!(dynamic.lines().any(|line| line.contains("FLAGS") && line.contains("NOW")), "{dynamic}");
}

#[test]
fn nothing_is_writable_and_executable() {
    let segments = readelf("--program-headers");
    let loaded: Vec<_> =
        segments.lines().filter(|line| line.contains("LOAD") || line.contains("GNU_STACK")).collect();
    assert!(loaded.len() > 3, "{segments}");
    for line in loaded {
        assert!(!line.contains("RWE"), "{line}");
    }
}
