//! The fonts that documents are set in.
//!
//! Our own come with the program, so that equal input gives equal pages on every machine. Those of the theme's
//! folder, and after them the system's, are read only for what ours lack: a scan of the system takes three times
//! as long as the page itself. They are sorted by path, because the order of a directory may change, and the
//! first of several equal fonts is used. A font that draws Arabic letters in pieces does not stand in for ours where
//! another has them whole.

use std::collections::BTreeSet;

use typst::foundations::Bytes;
use typst::text::{Coverage, Font, FontInfo};
use typst_kit::fonts::{self, FontPath, FontSource, FontStore};

use super::pieces;

const OURS: [&[u8]; 8] = [
    include_bytes!("../../../share/fonts/LibertinusSerif-Regular.otf"),
    include_bytes!("../../../share/fonts/LibertinusSerif-Italic.otf"),
    include_bytes!("../../../share/fonts/LibertinusSerif-Bold.otf"),
    include_bytes!("../../../share/fonts/LibertinusSerif-BoldItalic.otf"),
    include_bytes!("../../../share/fonts/SourceSans3-Regular.ttf"),
    include_bytes!("../../../share/fonts/SourceSans3-Italic.ttf"),
    include_bytes!("../../../share/fonts/SourceSans3-Bold.ttf"),
    include_bytes!("../../../share/fonts/SourceSans3-BoldItalic.ttf"),
];

/// Our own fonts.
pub(crate) fn ours() -> FontStore {
    let mut store = FontStore::new();
    for data in OURS {
        add(&mut store, Bytes::new(data));
    }
    store
}

/// Adds the fonts of a file, if it holds any.
fn add(store: &mut FontStore, file: Bytes) {
    store.extend(Font::iter(file).map(|font| {
        let info = font.info().clone();
        (font, info)
    }));
}

/// Our own fonts, after them these files, and after them the system's. Of a family that is there by then, the
/// system's faces are left out: they may be of another version, and would change the page as soon as any other
/// font is needed.
pub(crate) fn with(files: Vec<Bytes>) -> FontStore {
    let mut store = ours();
    for bytes in files {
        add(&mut store, bytes);
    }
    let own: BTreeSet<_> = store.book().families().map(|(family, _)| family.to_lowercase()).collect();
    let mut found: Vec<(FontPath, FontInfo)> = fonts::system().collect();
    found.sort_by(|(one, _), (other, _)| (&one.path, one.index).cmp(&(&other.path, other.index)));
    found.retain(|(_, info)| !own.contains(&info.family.to_lowercase()));
    prefer_whole_letters(&mut found);
    store.extend(found);
    store
}

/// Takes Arabic from what fonts with letters in pieces are known to cover, so that only a theme that names one uses
/// it; unless there is no other.
fn prefer_whole_letters(found: &mut [(FontPath, FontInfo)]) {
    let arabic = found.iter_mut().filter(|(_, info)| info.coverage.contains(u32::from('ب')));
    let (whole, in_pieces): (Vec<_>, Vec<_>) =
        arabic.partition(|(path, _)| path.load().is_some_and(|font| pieces::are_none_in(&font)));
    if whole.is_empty() {
        return;
    }
    for (_, info) in in_pieces {
        let points = info.coverage.iter().filter(|&point| !pieces::is_arabic(point)).collect();
        info.coverage = Coverage::from_vec(points);
    }
}
