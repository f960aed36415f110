//! The files that a theme can read: those that the program hands in, and its own folder.
//!
//! Nothing outside that folder is read, whichever way a path or a link leads there, and no package is loaded.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use typst::diag::{FileError, FileResult, PackageError, eco_format};
use typst::foundations::Bytes;
use typst::syntax::{FileId, RootedPath, VirtualPath, VirtualRoot};
use typst_kit::files::FileLoader;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// The endings of font files.
const FONTS: [&str; 4] = ["otf", "ttf", "otc", "ttc"];

pub(crate) struct Files {
    /// Those handed in, by their paths below the root. They come before those of the folder.
    own: HashMap<&'static str, Bytes>,
    photo: Option<(String, Bytes)>,
    /// The folder, without links in its path.
    folder: Option<PathBuf>,
}

impl Files {
    /// A `folder` that is not there is an empty one.
    pub(crate) fn new(folder: Option<&Path>, photo: Option<(String, Bytes)>) -> Self {
        let folder = folder.and_then(|folder| fs::canonicalize(folder).ok());
        Self { own: HashMap::new(), photo, folder }
    }

    /// The fonts that the folder brings, by their paths: of itself and of its folder `fonts`. A font that cannot be
    /// read is as good as none.
    pub(crate) fn fonts(&self) -> Vec<Bytes> {
        let Some(folder) = &self.folder else { return Vec::new() };
        let listed = [folder.clone(), folder.join("fonts")].map(fs::read_dir).into_iter().flatten().flatten();
        let mut paths: Vec<_> =
            listed.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_font(path)).collect();
        paths.sort();
        paths.iter().filter_map(|path| within(folder, path).ok()).collect()
    }

    /// Hands in a file, in place of an earlier one of the same name.
    pub(crate) fn put(&mut self, name: &'static str, bytes: Bytes) {
        self.own.insert(name, bytes);
    }
}

/// The id of a file by its path below the root.
pub(crate) fn id(path: &str) -> FileResult<FileId> {
    let path = VirtualPath::new(path).map_err(|cause| FileError::Other(Some(eco_format!("{cause:?}"))))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl FileLoader for Files {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        if let VirtualRoot::Package(package) = id.root() {
            let advice = eco_format!("themes use no packages; copy the files of {package} into the theme");
            return Err(FileError::Package(PackageError::Other(Some(advice))));
        }
        let path = id.vpath().get_without_slash();
        if let Some(bytes) = self.own.get(path) {
            return Ok(bytes.clone());
        }
        match (&self.photo, &self.folder) {
            (Some((name, bytes)), _) if name == path => Ok(bytes.clone()),
            (_, Some(folder)) => within(folder, &id.vpath().realize(folder)?),
            (_, None) => Err(FileError::NotFound(path.into())),
        }
    }
}

fn is_font(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| FONTS.iter().any(|font| ending.eq_ignore_ascii_case(font)))
}

/// Reads a file of the folder.
fn within(folder: &Path, path: &Path) -> FileResult<Bytes> {
    let failed = |cause| FileError::from_io(cause, path);
    let refused = |why: &str| Err(FileError::Other(Some(why.into())));
    let whole = fs::canonicalize(path).map_err(failed)?;
    if !whole.starts_with(folder) {
        return refused("it is a link out of the theme's folder");
    }
    let metadata = fs::metadata(&whole).map_err(failed)?;
    if metadata.is_dir() {
        return Err(FileError::IsDirectory);
    }
    if !metadata.is_file() {
        return refused("it is no regular file");
    }
    let mut bytes = Vec::new();
    File::open(&whole).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return refused("it is larger than 64 MiB");
    }
    Ok(Bytes::new(bytes))
}
