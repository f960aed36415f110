//! Runs the library and hands its code to the system.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(resume::run(std::env::args_os().collect()))
}
