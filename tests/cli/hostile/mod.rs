//! Text, files and servers that mean harm.

mod endless;
mod garbled;
mod misled;
mod protocol;
mod strangers;
mod text;
