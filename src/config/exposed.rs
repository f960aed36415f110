//! Finds files with secrets that other users can read.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::{ConfigFile, Paths, dotenv};
use crate::database::DatabaseUrl;

/// The configuration files that contain a password or a key and are open to other users, with their modes.
pub fn exposed_files(paths: &Paths) -> Vec<(PathBuf, u32)> {
    let file = ConfigFile::read(&paths.config).unwrap_or_default();
    let variables = dotenv::read(&paths.dotenv).unwrap_or_default();
    let in_file = file.ai.key.is_some() || file.database.is_some_and(|url| has_password(&url));
    let in_variables = ["RESUME_AI_KEY", "OPENAI_API_KEY"].iter().any(|key| variables.contains_key(*key))
        || variables.get("RESUME_DATABASE_URL").is_some_and(|url| has_password(url));
    let secret = [(&paths.config, in_file), (&paths.dotenv, in_variables)];
    let secret = secret.into_iter().filter(|(_, secret)| *secret);
    let modes = secret
        .filter_map(|(path, _)| Some((path.clone(), fs::metadata(path).ok()?.permissions().mode() & 0o777)));
    modes.filter(|(_, mode)| mode & 0o077 != 0).collect()
}

fn has_password(url: &str) -> bool {
    matches!(url.parse(), Ok(DatabaseUrl::Postgres(url)) if url.password().is_some())
}
