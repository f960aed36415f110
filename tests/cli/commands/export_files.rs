//! Which file an export goes into, and what is left of the old one when it fails.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use serde_json::json;

use crate::support::tracer::killed_at;
use crate::support::{Home, namespace};

fn home() -> Home {
    let home = Home::new();
    home.run(["add", "Baker", "--text", &"Bread. ".repeat(400), "-q"]).any();
    home
}

#[test]
fn a_symbolic_link_stays_and_leads_to_the_file() {
    let home = home();
    let work = home.work();
    fs::create_dir(work.join("sent")).unwrap();
    for (link, target) in [("a.txt", "sent/a.txt"), ("b.txt", "a.txt"), ("c.txt", "new.txt")] {
        symlink(target, work.join(link)).unwrap();
    }
    for name in ["b.txt", "c.txt", "b.txt"] {
        home.run(["export", name, "-q"]);
        assert!(fs::symlink_metadata(work.join(name)).unwrap().is_symlink(), "{name}");
        assert!(fs::read_to_string(work.join(name)).unwrap().contains("Baker"));
    }
    assert!(fs::symlink_metadata(work.join("sent/a.txt")).unwrap().is_file());
    symlink("round.txt", work.join("round.txt")).unwrap();
    home.run(["export", "round.txt", "-q"]).code(1).stderr_contains("could not write `round.txt`");
    symlink("nowhere/x.txt", work.join("lost.txt")).unwrap();
    home.run(["export", "lost.txt", "-q"]).code(1).stderr_contains("could not write `lost.txt`");
    assert!(fs::symlink_metadata(work.join("lost.txt")).unwrap().is_symlink());
}

#[test]
fn an_existing_file_keeps_its_mode() {
    let home = home();
    let path = home.write("cv.docx", "old");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    home.run(["export", "cv.docx", "-q"]);
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o640);
    assert_ne!(fs::read(&path).unwrap(), b"old");
}

#[test]
fn a_full_disk_leaves_the_old_file() {
    namespace::enter("commands::export_files::a_full_disk_leaves_the_old_file", || {
        let home = home();
        let disk = home.work().join("disk");
        namespace::mount_tmpfs(&disk, "64k");
        for name in ["cv.txt", "cv.docx", "cv.html"] {
            fs::write(disk.join(name), "old").unwrap();
        }
        let _ = fs::write(disk.join("filler"), vec![0; 1 << 20]);
        let before = fs::read_dir(&disk).unwrap().count();
        for name in ["cv.txt", "cv.docx", "cv.html"] {
            home.run(["export", &format!("disk/{name}"), "-q"])
                .code(1)
                .stderr_contains("No space left on device");
            assert_eq!(fs::read_to_string(disk.join(name)).unwrap(), "old");
        }
        assert_eq!(fs::read_dir(&disk).unwrap().count(), before, "nothing is left behind");
        namespace::make_read_only(&disk);
        home.run(["export", "disk/cv.txt", "-q"]).code(1).stderr_contains("Read-only file system");
        namespace::unmount(&disk);
        namespace::unmount(&disk);
    });
}

#[test]
fn a_killed_export_leaves_the_old_file_and_nothing_else() {
    let home = home();
    let path = home.write("cv.txt", "old");
    let program = home.program(["export", "cv.txt", "-q"]);
    for call in 1.. {
        let traced = killed_at(&program, call);
        let names: Vec<_> =
            fs::read_dir(home.work()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        let is_whole = |text: &str| text == "old" || text.contains("Baker");
        assert!(is_whole(&fs::read_to_string(&path).unwrap()), "call {call}");
        // Between its name and that of the old file it is there twice, whole.
        let left: Vec<_> = names.iter().filter(|name| *name != "cv.txt").collect();
        for name in &left {
            assert!(
                fs::read_to_string(home.work().join(name)).unwrap().contains("Baker"),
                "call {call}: {name:?}"
            );
            fs::remove_file(home.work().join(name)).unwrap();
        }
        if !traced.was_killed() {
            assert_eq!(left, Vec::<&std::ffi::OsString>::new());
            break;
        }
    }
}

#[test]
fn an_entry_that_the_format_refuses_is_no_part_of_the_file() {
    let home = Home::new();
    home.run(["add", "Clerk", "--organization", "Acme", "-q"]).any();
    let dated = ["add", "Dev", "--organization", "Bolt", "--start", "2020", "-q"];
    home.run(dated).any();
    let file = home.run(["export", "cv.yml", "--format", "yamlresume", "--json"]).any_stderr().json();
    assert_eq!([&file["experiences"], &file["left_out"][0]["title"]], [&json!(1), &json!("Clerk, Acme")]);
    assert_eq!(file["left_out"].as_array().map(Vec::len), Some(1));
    let told = home.run(["export", "cv.yml", "--format", "yamlresume"]).any();
    assert_eq!(told.err().matches("Clerk").count(), 1, "{}", told.err());
}
