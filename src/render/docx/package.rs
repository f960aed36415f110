//! The parts of the file, and how they refer to one another (ECMA-376, part 2).

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::body::{self, Body};
use super::xml::escape;
use super::{Look, styles};
use crate::document::content::Content;
use crate::render::{Job, Photo, RenderError};

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

pub(super) fn pack(job: &Job<'_>, look: &Look, body: &Body) -> Result<Vec<u8>, RenderError> {
    let parts = [
        ("[Content_Types].xml", content_types(job.photo)),
        ("_rels/.rels", relations()),
        ("docProps/core.xml", core(job.content)),
        ("word/document.xml", body.xml.clone()),
        ("word/_rels/document.xml.rels", document_relations(body, job.photo)),
        ("word/styles.xml", styles::styles(job.content, look)),
        ("word/numbering.xml", styles::numbering(body)),
        ("word/settings.xml", settings()),
        ("word/footer.xml", body::footer(job)),
    ];
    // Equal bytes for equal content: neither a clock nor the platform has a say.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // A compressor starts with 300 KB of zeros: a third of the time of an export, for each small part.
    let stored = options.compression_method(CompressionMethod::Stored);
    for (name, text) in parts {
        let is_long = name == "word/document.xml";
        archive.start_file(name, if is_long { options } else { stored })?;
        archive.write_all(DECLARATION.as_bytes())?;
        archive.write_all(text.as_bytes())?;
    }
    if let Some(photo) = job.photo {
        archive.start_file(format!("word/media/{}", photo.name), stored)?;
        archive.write_all(&photo.bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn content_types(photo: Option<&Photo>) -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let part = |name: &str, sort: &str| {
        format!(r#"<Override PartName="/word/{name}.xml" ContentType="{word}.{sort}+xml"/>"#)
    };
    let parts = [
        part("document", "document.main"),
        part("styles", "styles"),
        part("numbering", "numbering"),
        part("settings", "settings"),
        part("footer", "footer"),
    ];
    let picture = photo.map(|photo| {
        let ending = photo.name.rsplit('.').next().unwrap_or_default();
        format!(r#"<Default Extension="{}" ContentType="{}"/>"#, escape(ending), photo.media_type)
    });
    format!(
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{}{}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#,
        picture.unwrap_or_default(),
        parts.concat()
    )
}

fn relations() -> String {
    format!(
        r#"<Relationships xmlns="{RELATIONS}"><Relationship Id="document" Type="{OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="core" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#
    )
}

fn document_relations(body: &Body, photo: Option<&Photo>) -> String {
    let parts = ["styles", "numbering", "settings", "footer"]
        .map(|name| format!(r#"<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>"#));
    let links = (1..).zip(&body.links).map(|(number, url)| {
        format!(
            r#"<Relationship Id="link{number}" Type="{OFFICE}/hyperlink" Target="{}" TargetMode="External"/>"#,
            escape(&target(url))
        )
    });
    let photo = photo.map(|photo| {
        format!(r#"<Relationship Id="photo" Type="{OFFICE}/image" Target="media/{}"/>"#, escape(&photo.name))
    });
    format!(
        r#"<Relationships xmlns="{RELATIONS}">{}{}{}</Relationships>"#,
        parts.concat(),
        links.collect::<String>(),
        photo.unwrap_or_default()
    )
}

/// An address without the characters that no URI holds (RFC 3986): Word refuses a file with one.
fn target(url: &str) -> String {
    let mut target = String::with_capacity(url.len());
    for c in url.chars() {
        if c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c) {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| target.push_str(&format!("%{byte:02X}")));
        } else {
            target.push(c);
        }
    }
    target
}

fn core(content: &Content) -> String {
    let element = |name: &str, text: &str| format!("<{name}>{}</{name}>", escape(text));
    let author = content
        .author
        .as_deref()
        .map(|author| element("dc:creator", author) + &element("cp:lastModifiedBy", author));
    let keywords = content.keywords.join(", ");
    let keywords = if keywords.is_empty() { keywords } else { element("cp:keywords", &keywords) };
    format!(
        r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">{}{}{keywords}{}</cp:coreProperties>"#,
        element("dc:title", &content.title),
        author.unwrap_or_default(),
        element("dc:language", &content.locale),
    )
}

fn settings() -> String {
    // Word 2013 and newer: without it a file opens in compatibility mode.
    r#"<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:defaultTabStop w:val="708"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"#.to_owned()
}
