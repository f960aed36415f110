//! The themes that come with the program.

use super::Texts;

macro_rules! texts {
    ($name:literal) => {
        (
            $name,
            [
                include_str!(concat!("../../../share/themes/", $name, "/theme.toml")),
                include_str!(concat!("../../../share/themes/", $name, "/cv.typ")),
                include_str!(concat!("../../../share/themes/", $name, "/page.html")),
            ],
        )
    };
}

const BUILT_IN: [(&str, [&str; 3]); 6] = [
    texts!("classic"),
    texts!("modern"),
    texts!("compact"),
    texts!("academic"),
    texts!("plain"),
    texts!("sidebar"),
];

/// Their names. The first is the default.
pub const NAMES: [&str; 6] = {
    let mut names = [""; 6];
    let mut index = 0;
    while index < names.len() {
        names[index] = BUILT_IN[index].0;
        index += 1;
    }
    names
};

/// The files of a built-in theme.
pub fn built_in(name: &str) -> Option<Texts> {
    let (_, texts) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
    let [manifest, typst, html] = texts.map(str::to_owned);
    Some(Texts { manifest, typst, html })
}
