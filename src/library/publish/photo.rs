//! The picture of the person: read from a local file, never fetched. What its camera noted goes into no document.

use std::io;
use std::path::Path;

use imagesize::ImageType;
use serde_json::{Map, Value};

use crate::domain::basic;
use crate::files;
use crate::library::visible;
use crate::render::{Photo, picture};

/// The largest picture that is read: 10 MiB.
const LIMIT: u64 = 10 << 20;

/// Where the profile says that the picture is.
fn address(profile: Option<&Map<String, Value>>) -> Option<&str> {
    basic(profile?.get("basics")?.as_object()?, "image")
}

/// The file that holds the picture, unless it is elsewhere.
pub(super) fn file(profile: Option<&Map<String, Value>>) -> Option<&Path> {
    let image = address(profile)?;
    let path = image.strip_prefix("file://").unwrap_or(image);
    (!path.contains("://") && !path.starts_with("data:")).then(|| Path::new(path))
}

/// The picture that the profile names, or why there is none.
pub(super) fn read(profile: Option<&Map<String, Value>>) -> Result<Photo, String> {
    let Some(image) = address(profile) else {
        return Err("there is no photo: `resume profile set image=FILE` names one".to_owned());
    };
    let Some(path) = file(profile) else {
        // What follows is the picture itself.
        let image = image.strip_prefix("data:").map_or(image, |_| image.split(',').next().unwrap_or(image));
        let shown = visible::line(image);
        return Err(format!("the photo `{shown}` is no local file, and was not fetched"));
    };
    let shown = path.to_string_lossy();
    let shown = visible::line(&shown);
    let bytes = files::read(path, LIMIT).map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => format!("the photo `{shown}` is larger than 10 MiB"),
        _ => format!("could not read the photo `{shown}`: {error}"),
    })?;
    let ending = match imagesize::image_type(&bytes) {
        Ok(ImageType::Png) => "png",
        Ok(ImageType::Jpeg) => "jpg",
        Ok(ImageType::Gif) => "gif",
        Ok(ImageType::Webp) => "webp",
        _ => "",
    };
    Photo::named(&format!("photo.{ending}"), picture::bare(bytes))
        .ok_or_else(|| format!("the photo `{shown}` is no PNG, JPEG, GIF or WebP picture"))
}
