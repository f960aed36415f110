//! The picture of the person: read from a local file, never fetched.

use std::io;
use std::path::Path;

use imagesize::ImageType;
use serde_json::{Map, Value};

use crate::files;
use crate::library::visible;
use crate::render::Photo;

/// The largest picture that is read: 10 MiB.
const LIMIT: u64 = 10 << 20;

/// The picture that the profile names, or why there is none.
pub(super) fn read(profile: Option<&Map<String, Value>>) -> Result<Photo, String> {
    let image = profile.and_then(|profile| profile.get("basics")?.get("image")?.as_str());
    let Some(image) = image.map(str::trim).filter(|image| !image.is_empty()) else {
        return Err("there is no photo: `resume profile set image=FILE` names one".to_owned());
    };
    let path = image.strip_prefix("file://").unwrap_or(image);
    let shown = visible::line(path);
    if path.contains("://") || path.starts_with("data:") {
        return Err(format!("the photo `{shown}` is no local file, and was not fetched"));
    }
    let bytes = files::read(Path::new(path), LIMIT).map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => format!("the photo `{shown}` is larger than 10 MiB"),
        _ => format!("could not read the photo `{shown}`: {error}"),
    })?;
    let (ending, media_type) = match imagesize::image_type(&bytes) {
        Ok(ImageType::Png) => ("png", "image/png"),
        Ok(ImageType::Jpeg) => ("jpg", "image/jpeg"),
        Ok(ImageType::Gif) => ("gif", "image/gif"),
        Ok(ImageType::Webp) => ("webp", "image/webp"),
        _ => return Err(format!("the photo `{shown}` is no PNG, JPEG, GIF or WebP picture")),
    };
    Ok(Photo { name: format!("photo.{ending}"), media_type, bytes })
}
