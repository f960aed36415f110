//! What one command does, and says.

mod ai_asking;
mod ai_pruning;
mod ai_reading;
mod ai_recording;
mod ai_spool;
mod ai_suggest;
mod ai_tailor;
mod applications;
mod database_check;
mod database_setup;
mod export;
mod export_choice;
mod export_documents;
mod export_files;
mod import;
mod moving;
mod preview;
mod previews;
mod profile;
mod settings;
mod stats;
mod themes;
mod usage;
