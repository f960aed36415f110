//! How the programs are linked: where it is loaded is random, and nothing in them is both writable and executable.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]
#![cfg(all(target_os = "linux", target_env = "gnu"))]

use std::process::Command;

/// The programs that are built.
const PROGRAMS: &[&str] = &[
    env!("CARGO_BIN_EXE_resume"),
    #[cfg(feature = "pdf")]
    env!("CARGO_BIN_EXE_resume-typeset"),
];

/// What `readelf` says of a program. It comes with the linker.
fn readelf(flag: &str, program: &str) -> String {
    let output = Command::new("readelf").args([flag, "--wide", program]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_program_can_be_loaded_anywhere() {
    for program in PROGRAMS {
        let header = readelf("--file-header", program);
        assert!(header.lines().any(|line| line.contains("Type:") && line.contains("DYN")), "{header}");
        let dynamic = readelf("--dynamic", program);
        assert!(dynamic.lines().any(|line| line.contains("FLAGS_1") && line.contains("PIE")), "{dynamic}");
    }
}

#[test]
fn relocations_are_made_at_the_start_and_then_read_only() {
    for program in PROGRAMS {
        let (segments, dynamic) = (readelf("--program-headers", program), readelf("--dynamic", program));
        assert!(segments.contains("GNU_RELRO"), "{segments}");
        assert!(dynamic.lines().any(|line| line.contains("FLAGS") && line.contains("NOW")), "{dynamic}");
    }
}

#[test]
fn nothing_is_writable_and_executable() {
    for program in PROGRAMS {
        let segments = readelf("--program-headers", program);
        let loaded: Vec<_> =
            segments.lines().filter(|line| line.contains("LOAD") || line.contains("GNU_STACK")).collect();
        assert!(loaded.len() > 3, "{segments}");
        for line in loaded {
            assert!(!line.contains("RWE"), "{line}");
        }
    }
}
