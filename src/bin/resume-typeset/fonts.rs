//! The fonts that documents are set in.
//!
//! Our own come with the program, so that equal input gives equal pages on every machine. The system's are
//! scanned only for what ours lack, which takes three times as long as the page itself. They are sorted by
//! path, because the order of a directory may change, and the first of several equal fonts is used.

use std::collections::BTreeSet;

use typst::foundations::Bytes;
use typst::text::{Font, FontInfo};
use typst_kit::fonts::{self, FontPath, FontStore};

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
        store.extend(Font::iter(Bytes::new(data)).map(|font| {
            let info = font.info().clone();
            (font, info)
        }));
    }
    store
}

/// Our own fonts, and after them the system's. Of a family that we have, the system's faces are left out: they
/// may be of another version, and would change the page as soon as any other font is needed.
pub(crate) fn with_the_systems() -> FontStore {
    let mut store = ours();
    let own: BTreeSet<_> = store.book().families().map(|(family, _)| family.to_lowercase()).collect();
    let mut found: Vec<(FontPath, FontInfo)> = fonts::system().collect();
    found.sort_by(|(one, _), (other, _)| (&one.path, one.index).cmp(&(&other.path, other.index)));
    store.extend(found.into_iter().filter(|(_, info)| !own.contains(&info.family.to_lowercase())));
    store
}
