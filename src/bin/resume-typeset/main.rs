//! `resume-typeset` sets one document and writes a PDF. Only `resume` starts it.
//!
//! It is a program of its own because Typst is large, and because a theme is a program, which may be
//! wrong: it may loop, or ask for all memory. The order comes on stdin, the report and the PDF go to stdout
//! (see [`resume::render::pdf::order`]). The process gives itself 10 seconds of processor time and 1 GiB, ends as
//! soon as the reader of its answer is gone, and reads nothing but the theme's folder and fonts. With `--text` it reads a PDF
//! from stdin instead, and writes its text; with `--layout`, the text with its places and looks.

mod diagnostics;
mod files;
mod fit;
mod fonts;
mod ink;
mod layout;
mod limits;
mod looks;
mod measure;
mod missing;
mod numbers;
mod pieces;
mod runs;
mod setter;
mod text;
mod typeset;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use resume::render::pdf::order::VERSION;
use resume::render::pdf::typesetter::{LAYOUT, TEXT};

const USAGE: &str = "resume-typeset makes the PDF files of `resume export FILE.pdf`, which starts it\n";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let written = match arguments.as_slice() {
        [] if io::stdin().is_terminal() => io::stderr().write_all(USAGE.as_bytes()).and(Ok(false)),
        [] => typeset::run().map(|()| true),
        [flag] if flag == TEXT => text::run().map(|()| true),
        [flag] if flag == LAYOUT => layout::run().map(|()| true),
        [flag] if flag == "--version" => writeln!(io::stdout(), "resume-typeset {VERSION}").map(|()| true),
        [flag] if flag == "--help" => io::stdout().write_all(USAGE.as_bytes()).map(|()| true),
        _ => io::stderr().write_all(USAGE.as_bytes()).and(Ok(false)),
    };
    match written {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(2),
        // The reader is gone: a message would not arrive either.
        Err(_) => ExitCode::FAILURE,
    }
}
