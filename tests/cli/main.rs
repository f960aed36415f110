//! The tests of the program as its users meet it. One test program, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "../support/mod.rs"]
mod support;

mod ai_asking;
mod ai_log;
mod ai_spool;
mod ai_suggest;
mod ai_tailor;
mod architecture;
mod backend;
mod background;
mod clocks;
mod concurrency;
mod damage;
mod database_check;
mod database_setup;
mod database_tls;
mod endless;
mod export;
mod garbled;
mod hostile;
mod interactive;
mod kill;
mod log_file;
mod misled;
mod moving;
mod network;
mod outages;
mod previews;
mod profile;
mod protocol;
mod recovery;
mod reliance;
mod settings;
mod slow;
mod storage;
mod strangers;
mod streams;
mod tools;
mod usage;
mod waiting;
mod wrong_password;
