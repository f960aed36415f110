//! How the program is linked on Linux, so that it begins its work soon: most commands take less time
//! than loading the program does.
//!
//! * What unwinds the stack comes from a static library, as it is there beside every GCC: one library
//!   less is looked for and loaded.
//! * The program has a fixed place in memory (its libraries, heap and stacks have not), so that eighteen
//!   thousand pointers need not be set right each time. It takes a tenth off `resume list`.
//!
//! One that is linked statically as a whole is left as it is: it has its unwinder, and brings start-up code
//! for a place that is not fixed, which crashes at one that is.

#![expect(clippy::disallowed_methods, reason = "a build script is told everything by its environment")]

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

/// GCC's unwinder, which the standard library otherwise takes from `libgcc_s.so`.
const UNWINDER: &str = "libgcc_eh.a";

fn main() -> io::Result<()> {
    let mut cargo = io::stdout();
    writeln!(cargo, "cargo::rerun-if-changed=build.rs")?;
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    let features = env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default();
    let is_static = features.split(',').any(|feature| feature == "crt-static");
    let is_meant = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") && !is_static;
    if is_meant && has_unwinder() {
        writeln!(cargo, "cargo::rustc-link-lib=dylib:+verbatim={UNWINDER}")?;
        writeln!(cargo, "cargo::rustc-link-arg-bins=-no-pie")?;
    }
    Ok(())
}

/// Whether the linker knows where it is: it says the bare name again if not.
fn has_unwinder() -> bool {
    let linker = env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into());
    let asked = Command::new(linker).arg(format!("-print-file-name={UNWINDER}")).output();
    asked.is_ok_and(|answer| Path::new(String::from_utf8_lossy(&answer.stdout).trim()).is_absolute())
}
