//! Synchronising: with whom, when, and through what.

mod background;
mod clocks;
mod concurrency;
mod database_tls;
mod network;
mod outages;
mod reliance;
mod slow;
mod waiting;
mod wrong_password;
