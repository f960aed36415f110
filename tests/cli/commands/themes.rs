//! Themes: what there is, what a theme can do, and one's own.

use std::fs;

use serde_json::Value;

use crate::support::Home;
use crate::support::directory::mode;

const BUILT_IN: [&str; 6] = ["classic", "modern", "compact", "academic", "plain", "sidebar"];

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|theme| theme["name"].as_str().unwrap()).collect()
}

/// A theme of one's own in the home.
fn write(home: &Home, name: &str, file: &str, text: impl AsRef<[u8]>) {
    let folder = home.path().join("themes").join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(file), text).unwrap();
}

#[test]
fn the_built_in_themes_are_there_without_a_home() {
    let home = Home::new();
    let list = home.json(["theme", "list"]);
    assert_eq!(names(&list), BUILT_IN);
    assert!(list[0]["path"].is_null());
    assert!(!home.path().exists(), "to look at themes makes nothing");
    let table = home.run(["theme", "list"]).any_output().out().to_owned();
    assert!(
        table.starts_with("THEME     PLACE     DESCRIPTION\nclassic   built in  One serif family,"),
        "{table}"
    );
}

#[test]
fn a_theme_shows_its_options() {
    let home = Home::new();
    let show = home.run(["theme", "show", "academic"]).any_output();
    insta::assert_snapshot!(show.out(), @"
    Serif; education and publications first, publications as a numbered list

    Order of sections: education, publication, work, award, project, volunteer, certificate, skill, language, interest, reference

    OPTION   DEFAULT           MIN    MAX   WHAT IT IS
    accent   #000000                        colour of the name and the headings
    font     Libertinus Serif               family of all text
    leading  0.62              0.48   2     space between the lines of a paragraph, in sizes of the text
    margin   2.3cm             1.5cm  5cm   margin on each side of the page
    marker   –                              mark of a bullet: •, –
    size     10.5pt            8.5pt  24pt  size of the text
    spacing  1                 0.9    4     factor of the space between entries and between sections
    ");
    assert_eq!(show.err(), "hint: `--pages` shrinks an option no further than its MIN\n");
}

#[test]
fn a_copy_is_a_theme_of_its_own() {
    let home = Home::new();
    let folder = home.path().join("themes/mine");
    home.run(["theme", "copy", "modern", "mine"])
        .stdout(format!("{}\n", folder.display()))
        .stderr("`resume export cv.pdf --theme mine` uses it\n");
    assert_eq!(mode(&folder), 0o700);
    for file in ["theme.toml", "cv.typ", "page.html"] {
        assert_eq!(mode(&folder.join(file)), 0o600, "{file}");
    }
    let list = home.json(["theme", "list"]);
    assert_eq!(names(&list), [&BUILT_IN[..], &["mine"]].concat());
    assert_eq!(list[6]["path"], folder.to_str().unwrap());
    let options = |name| home.json(["theme", "show", name])["options"].clone();
    assert_eq!(options("mine"), options("modern"));
    fs::create_dir(folder.join("pictures")).unwrap();
    fs::write(folder.join("pictures/logo.svg"), "<svg/>").unwrap();
    home.run(["theme", "copy", "mine", "yours", "-q"]).any_output();
    let copied = home.path().join("themes/yours/pictures/logo.svg");
    assert_eq!(fs::read_to_string(copied).unwrap(), "<svg/>", "what stands beside the files is copied too");
}

#[test]
fn nothing_is_overwritten_by_a_copy() {
    let home = Home::new();
    home.run(["theme", "copy", "plain", "-q"]).any_output();
    let folder = home.path().join("themes/plain");
    fs::write(folder.join("cv.typ"), "mine").unwrap();
    home.run(["theme", "copy", "classic", "plain"]).code(2).stderr(format!(
        "error: `{}` already exists\nhint: `resume theme copy classic NAME` makes a theme of another name\n",
        folder.display()
    ));
    assert_eq!(fs::read_to_string(folder.join("cv.typ")).unwrap(), "mine");
    assert_eq!(fs::read_dir(home.path().join("themes")).unwrap().count(), 1, "nothing is left over");
}

#[test]
fn a_name_is_never_a_path() {
    let home = Home::new();
    for name in ["../x", "a/b", ".hidden", "", "-x", "a b", "x\u{1b}[m"] {
        let output = home.run(["theme", "copy", "classic", "--", name]).code(2).any();
        assert!(output.err().contains("cannot be the name of a theme"), "{name}: {}", output.err());
    }
    let outside = home.path().join("elsewhere");
    fs::create_dir_all(home.path().join("themes")).unwrap();
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("cv.typ"), "").unwrap();
    home.run(["theme", "show", "../elsewhere"]).code(2).stderr_contains("there is no theme");
}

#[test]
fn a_link_out_of_the_folder_is_not_read() {
    let home = Home::new();
    write(&home, "gift", "cv.typ", "");
    fs::write(home.work().join("secret"), "secret").unwrap();
    std::os::unix::fs::symlink(home.work().join("secret"), home.path().join("themes/gift/page.html"))
        .unwrap();
    home.run(["add", "One"]).any();
    home.run(["export", "cv.html", "--theme", "gift"])
        .code(1)
        .stderr_contains("page.html`: it is a link out of the theme's folder");
    assert!(!home.work().join("cv.html").exists());
}

#[test]
fn an_unknown_theme_is_answered_with_the_nearest() {
    let home = Home::new();
    write(&home, "letterpress", "cv.typ", "");
    for (name, hint) in [
        ("clasic", "did you mean `classic`?"),
        ("leterpres", "did you mean `letterpress`?"),
        ("qqq", "`resume theme list` lists the themes"),
    ] {
        for command in ["show", "copy"] {
            home.run(["theme", command, name])
                .code(2)
                .stderr(format!("error: there is no theme `{name}`\nhint: {hint}\n"));
        }
    }
}

#[test]
fn a_mistake_is_told_with_its_place() {
    let home = Home::new();
    write(
        &home,
        "mine",
        "theme.toml",
        "description = \"Mine\"\n[options.size]\nkind = \"lenght\"\ndefault = 1\n",
    );
    let folder = home.path().join("themes/mine");
    home.run(["theme", "show", "mine"]).code(1).stderr(format!(
        "error: the theme `mine` has a mistake: theme.toml:3:8: `lenght` is no kind of option; the kinds are \
         length, number, color, font, bool, choice\nhint: it is in `{}`\n",
        folder.display()
    ));
    let list = home.json(["theme", "list"]);
    assert!(list[6]["description"].is_null(), "it is listed all the same");
    home.run(["theme", "copy", "mine", "other", "-q"]).any_output();
}

#[test]
fn what_a_folder_lacks_comes_from_a_built_in_theme() {
    let home = Home::new();
    write(&home, "modern", "cv.typ", "mine");
    write(&home, "other", "cv.typ", "mine");
    let options = |name: &str| home.json(["theme", "show", name])["options"][0]["default"].clone();
    assert_eq!(options("modern"), "#1f5c99", "of the theme whose name it has");
    assert_eq!(options("other"), "#000000", "of the default theme");
}

#[test]
fn a_file_that_is_none_or_too_large_is_refused() {
    let home = Home::new();
    write(&home, "large", "theme.toml", vec![b'#'; (1 << 20) + 1]);
    write(&home, "binary", "cv.typ", b"\xff\xfe");
    write(&home, "folder", "cv.typ", "");
    fs::create_dir(home.path().join("themes/folder/page.html")).unwrap();
    for name in ["large", "binary", "folder"] {
        home.run(["theme", "show", name]).code(1).stderr_contains("error: could not read `");
    }
}

#[test]
fn every_theme_makes_a_web_page_with_its_options() {
    let home = Home::new();
    home.run(["add", "Engineer", "--organization", "Mill", "-q"]).any();
    home.run(["add", "SQL", "--kind", "skill", "-q"]).any();
    for name in BUILT_IN {
        home.run([
            "export", "cv.html", "--theme", name, "--set", "size=12.5pt", "--set", "accent=#123456", "-q",
        ]);
        let page = fs::read_to_string(home.work().join("cv.html")).unwrap();
        for part in ["--size: 12.5pt;", "--given: #123456;", "Engineer", "Mill", "SQL"] {
            assert!(page.contains(part), "{name}: {part}\n{page}");
        }
        assert!(!page.contains("serde_json"), "{name}");
    }
    write(&home, "mine", "page.html", "<p>{{ title }}\n{{ 1 + }}");
    home.run(["export", "cv.html", "--theme", "mine"]).code(1).stderr_contains("page.html:2:");
    assert!(
        fs::read_to_string(home.work().join("cv.html")).unwrap().contains("12.5pt"),
        "the old page stays"
    );
}
