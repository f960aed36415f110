//! What a theme can read.

use std::fs;
use std::os::unix::fs::symlink;

use resume::render::pdf::order::{Failure, FailureKind, Order, Photo, Place, Report};
use tempfile::TempDir;

use super::harness::{Fonts, content, failure, made, order, text};

/// The message about a theme, and where it points.
#[track_caller]
fn refused(order: &Order) -> (String, String) {
    let Failure { kind, place, message, .. } = failure(order);
    assert_eq!(kind, FailureKind::Theme);
    let Place { file, line, column } = place.unwrap();
    (format!("{file}:{line}:{column}"), message)
}

fn with_folder(theme: &str, folder: &TempDir) -> Order {
    let mut order = order(content(1, 1), theme);
    order.theme.folder = Some(folder.path().to_owned());
    order
}

#[test]
fn files_of_the_folder_are_read() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("parts")).unwrap();
    fs::write(folder.path().join("parts/head.typ"), "#let head = read(\"words.txt\")").unwrap();
    fs::write(folder.path().join("parts/words.txt"), "from the folder").unwrap();
    symlink("parts/words.txt", folder.path().join("link.txt")).unwrap();
    let theme = "#import \"parts/head.typ\": head\n= #head, #read(\"/link.txt\")";
    let (made, pdf) = made(&with_folder(theme, &folder));
    assert_eq!(made.warnings, Vec::<String>::new());
    assert!(text(&pdf).starts_with("from the folder, from the folder\n"));
}

#[test]
fn nothing_outside_the_folder_is_read() {
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("secret.txt"), "secret").unwrap();
    let folder = TempDir::new_in(outside.path()).unwrap();
    symlink("/etc/passwd", folder.path().join("link")).unwrap();
    symlink("../secret.txt", folder.path().join("near")).unwrap();
    symlink("..", folder.path().join("up")).unwrap();
    let denied = "failed to load file (it is a link out of the theme's folder)";
    for (path, message) in [
        ("/etc/passwd", "file not found (searched at "),
        ("../secret.txt", "path `\"../secret.txt\"` would escape the project root"),
        ("/../../etc/passwd", "path `\"/../../etc/passwd\"` would escape the project root"),
        ("link", denied),
        ("near", denied),
        ("up/secret.txt", denied),
        ("up/../near", denied),
    ] {
        let (place, said) = refused(&with_folder(&format!("= x\n\n#read(\"{path}\")"), &folder));
        assert_eq!(place, "cv.typ:3:7", "{path}");
        assert!(said.starts_with(message), "{path}: {said}");
    }
}

#[test]
fn a_folder_is_no_way_to_wait_or_to_fill_the_memory() {
    let folder = TempDir::new().unwrap();
    nix::unistd::mkfifo(&folder.path().join("pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    fs::File::create(folder.path().join("large")).unwrap().set_len(1 << 40).unwrap();
    for (path, message) in [
        ("pipe", "failed to load file (it is no regular file)"),
        ("large", "failed to load file (it is larger than 64 MiB)"),
        (".", "failed to load file (is a directory)"),
    ] {
        let (_, said) = refused(&with_folder(&format!("#read(\"{path}\")"), &folder));
        assert_eq!(said, message);
    }
}

#[test]
fn a_built_in_theme_has_no_folder() {
    let (place, said) = refused(&order(content(1, 1), "#image(\"/logo.svg\")"));
    assert_eq!((place.as_str(), said.as_str()), ("cv.typ:1:8", "file not found (searched at logo.svg)"));
}

#[test]
fn packages_are_refused() {
    for import in ["#import \"@preview/cetz:0.3.0\": *", "#include \"@local/mine:1.0.0\""] {
        let (place, said) = refused(&order(content(1, 1), &format!("\n  {import}")));
        assert!(place.starts_with("cv.typ:2:"), "{place}");
        assert!(said.contains("(themes use no packages; copy the files of @"), "{said}");
    }
}

#[test]
fn there_is_no_clock() {
    let (place, said) = refused(&order(content(1, 1), "#datetime.today()"));
    assert_eq!((place.as_str(), said.as_str()), ("cv.typ:1:2", "unable to get the current date"));
}

#[test]
fn a_mistake_is_told_where_the_theme_made_it() {
    for (theme, place, message) in [
        ("#let a = 1\n  #nmae", "cv.typ:2:4", "unknown variable: nmae"),
        ("é #(1 + \"x\")", "cv.typ:1:5", "cannot add integer and string"),
        ("#let f(\n", "cv.typ:1:7", "unclosed delimiter"),
        ("#import \"/resume.typ\": *\n#rich(3)", "cv.typ:2:2", "cannot loop over integer"),
    ] {
        let (found, said) = refused(&order(content(1, 1), theme));
        assert_eq!((found.as_str(), said.as_str()), (place, message), "{theme}");
    }
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("data.json"), "{\n \"a\": oops\n}").unwrap();
    let (found, said) = refused(&with_folder("#json(\"data.json\")", &folder));
    assert!(found.starts_with("data.json:2:"), "{found}");
    assert!(said.starts_with("failed to parse JSON"), "{said}");
}

#[test]
fn numbers_of_json_are_numbers() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("data.json"), r#"{"a": [1, 2.5, -3e2], "b": 12345678901234567890}"#)
        .unwrap();
    let theme = "#let data = json(\"data.json\")\n= #(data.a.sum() + 1.0)\n#type(data.a.first()) #type(data.b)\n\
                 #std.json(bytes(\"[7]\")).first() #json.encode((a: 1.5), pretty: false)";
    let (_, pdf) = made(&with_folder(theme, &folder));
    let words = text(&pdf).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words, "\u{2212}295.5 int float 7 {\"a\":1.5}");
}

#[test]
fn a_photo_is_read_by_its_name() {
    // One grey pixel.
    let photo = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cch\0\0\0\x82\0\x81w\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";
    let mut order = order(content(1, 1), "= Photo\n#image(\"/photo.png\", width: 2cm, alt: \"Ada\")");
    order.photo = Some(Photo { name: "photo.png".to_owned(), length: photo.len() });
    let (report, pdf) = Fonts::none().set(&order, photo);
    let Report::Made(made) = report else { panic!("{report:?}") };
    assert_eq!((made.pages, made.warnings.len()), (1, 0));
    assert!(pdf.windows(14).any(|part| part == b"/Subtype/Image" || part == b"/Subtype /Imag"));
}
