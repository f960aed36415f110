//! What the packages are made of: files that exist, a manual page and completions for all, and a licence for each library.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use toml_edit::DocumentMut;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn manifest() -> DocumentMut {
    read("Cargo.toml").parse().unwrap()
}

fn programs() -> Vec<String> {
    let manifest = manifest();
    let programs = manifest["bin"].as_array_of_tables().unwrap();
    programs.iter().map(|program| program["name"].as_str().unwrap().to_owned()).collect()
}

/// The sources of the Debian package and their places.
fn assets() -> Vec<(String, String)> {
    let manifest = manifest();
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().unwrap();
    let pair = |asset: &toml_edit::Value| {
        let asset = asset.as_array().unwrap();
        let text = |at: usize| asset.get(at).unwrap().as_str().unwrap().to_owned();
        let (source, place) = (text(0), text(1));
        let name = source.rsplit('/').next().unwrap();
        let place = if place.ends_with('/') { format!("{place}{name}") } else { place };
        (source, place)
    };
    assets.iter().map(pair).collect()
}

/// The body of a function of `packages/build`.
fn function(name: &str) -> String {
    let script = read("packages/build");
    let start = script.find(&format!("\n{name}() {{")).unwrap();
    let length = script[start..].find("\n}\n").unwrap();
    script[start..start + length].to_owned()
}

#[test]
fn the_debian_package_is_made_of_files_that_exist() {
    let made = function("papers") + &function("debian");
    let mut places = BTreeSet::new();
    for (source, place) in assets() {
        let exists =
            match (source.strip_prefix("target/release/"), source.strip_prefix("target/packages/deb/")) {
                (Some(program), _) => programs().iter().any(|name| name == program),
                (_, Some(file)) => made.contains(&format!("/{file}\"")),
                _ => root().join(&source).is_file(),
            };
        assert!(exists, "{source}");
        assert!(places.insert(place.clone()), "{place} stands there twice");
    }
}

#[test]
fn each_package_has_the_programs_with_their_manual_pages_and_all_completions() {
    let (assets, archive) = (assets(), function("static"));
    let needed: Vec<PathBuf> =
        fs::read_dir(root().join("completions")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(needed.len() >= 6);
    for path in needed {
        let source = format!("completions/{}", path.file_name().unwrap().to_str().unwrap());
        assert!(assets.iter().any(|(asset, _)| *asset == source), "the Debian package lacks {source}");
        assert!(archive.split_whitespace().any(|word| word == source), "the static build lacks {source}");
    }
    for program in programs() {
        for place in [format!("usr/bin/{program}"), format!("usr/share/man/man1/{program}.1")] {
            assert!(assets.iter().any(|(_, asset)| *asset == place), "the Debian package lacks {place}");
        }
        assert!(archive.contains(&format!("/{program}.1")), "the static build lacks the page of {program}");
    }
}

/// The names and versions of the libraries in `Cargo.lock`.
fn locked() -> BTreeSet<(String, String)> {
    let lock: DocumentMut = read("Cargo.lock").parse().unwrap();
    let packages = lock["package"].as_array_of_tables().unwrap();
    let text = |value: &toml_edit::Item| value.as_str().unwrap().to_owned();
    packages.iter().map(|package| (text(&package["name"]), text(&package["version"]))).collect()
}

#[test]
fn the_list_of_licences_has_a_text_for_each_library() {
    let list = Command::new("python3")
        .args(["packages/third-party.py", "x86_64-unknown-linux-gnu"])
        .current_dir(root())
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .unwrap();
    assert!(list.status.success(), "{}", String::from_utf8_lossy(&list.stderr));
    let list = String::from_utf8(list.stdout).unwrap();
    let (names, texts) = list.split_once("\n\n====").unwrap();
    let names: BTreeSet<&str> = names.lines().skip(2).map(|line| line.split_once(": ").unwrap().0).collect();

    let locked = locked();
    let known: BTreeSet<String> = locked.iter().map(|(name, version)| format!("{name} {version}")).collect();
    for name in &names {
        assert!(known.contains(*name), "{name} is not in Cargo.lock");
    }
    for (dependency, _) in manifest()["dependencies"].as_table().unwrap() {
        let listed = names.iter().any(|name| name.split_once(' ').unwrap().0 == dependency);
        assert!(listed, "the list lacks {dependency}");
    }
    assert!(
        !names.iter().any(|name| name.starts_with("proptest ")),
        "the tests' libraries are not linked in"
    );

    let with_text: BTreeSet<&str> = texts
        .lines()
        .zip(texts.lines().skip(1))
        .filter(|(rule, _)| rule.starts_with("===="))
        .flat_map(|(_, labels)| labels.split(", "))
        .collect();
    for name in names {
        assert!(with_text.contains(name), "{name} has no text");
    }
}
