#!/usr/bin/env bash
# rustyline's `readline_with_initial` says that it fills the line with a text to edit. On a terminal whose TERM is dumb, cons25
# or emacs the text is neither shown nor returned: Enter alone gives an empty line, and no error tells the program that it
# was not shown.
#
# Who is hit: programs that propose the present value and store what comes back, in a shell within Emacs (TERM=dumb) above
# all: each field that a person keeps by Enter is emptied.
# Expected: the text returned, or shown beside the question, or an error, as the documentation names no exception.
# Seen 2026-11-30 with rustyline 19.0.0, Rust 1.95, Linux. Builds for half a minute.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo "rustyline=19.0.0"
mkdir src
cat >Cargo.toml <<'X'
[package]
name = "ask"
edition = "2021"

[dependencies]
rustyline = { version = "=19.0.0", default-features = false }
X
cat >src/main.rs <<'X'
fn main() -> rustyline::Result<()> {
    let line = rustyline::DefaultEditor::new()?.readline_with_initial("Name: ", ("Mara Lind", ""))?;
    println!("got {line:?}");
    Ok(())
}
X
CARGO_TARGET_DIR=target CARGO_PROFILE_DEV_DEBUG=0 cargo build -q
python3 - <<'X' | tee seen
import os
import pty

for term in ["xterm", "dumb", "cons25", "emacs"]:
    child, screen = pty.fork()
    if child == 0:
        os.execve("target/debug/ask", ["ask"], {"TERM": term})
    written = b""
    while b"Name: " not in written:
        written += os.read(screen, 1000)
    os.write(screen, b"\r")
    try:
        while more := os.read(screen, 1000):
            written += more
    except OSError:
        pass
    os.waitpid(child, 0)
    print(term + ":", written[written.index(b"got "):].decode().strip())
X
diff - seen <<'X' || fail "see the difference above"
xterm: got "Mara Lind"
dumb: got ""
cons25: got ""
emacs: got ""
X
