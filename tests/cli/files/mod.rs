//! The files of a home: whole, damaged, and left in the middle of a write.

mod by_hand;
mod damage;
mod kill;
mod log_file;
mod recovery;
mod storage;
mod versions;
