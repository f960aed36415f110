//! `styles.xml` and `numbering.xml`: how each kind of paragraph looks.

use super::Look;
use super::body::Body;
use super::xml::escape;
use crate::document::content::Content;
use crate::document::language::Direction;

const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

pub(super) fn styles(content: &Content, look: &Look) -> String {
    let Look { font, size, accent, .. } = look;
    let (font, locale, right) = (escape(font), escape(&content.locale), look.line());
    let rtl = content.direction == Direction::Rtl;
    let (bidi, rtl_run) = if rtl { ("<w:bidi/>", "<w:rtl/>") } else { ("", "") };
    let east_asian = matches!(content.locale.split('-').next(), Some("ja" | "ko" | "zh"));
    let language = match (rtl, east_asian) {
        (true, _) => format!(r#"<w:lang w:val="en-US" w:bidi="{locale}"/>"#),
        (_, true) => format!(r#"<w:lang w:val="{locale}" w:eastAsia="{locale}"/>"#),
        _ => format!(r#"<w:lang w:val="{locale}"/>"#),
    };
    let sized = |half_points: u32| format!(r#"<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>"#);
    // An address or a telephone number reads from left to right among words that do not.
    let address = if rtl { r#"<w:rtl w:val="0"/>"# } else { "" };
    let bold = "<w:b/><w:bCs/>";
    let grey = r#"<w:color w:val="555555"/>"#;
    let tab = format!(r#"<w:tabs><w:tab w:val="right" w:pos="{right}"/></w:tabs>"#);
    let outline = |level: u8| format!(r#"<w:outlineLvl w:val="{level}"/>"#);
    let spacing = |before: u32, after: u32| format!(r#"<w:spacing w:before="{before}" w:after="{after}"/>"#);
    let rule = r#"<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="BBBBBB"/></w:pBdr>"#;
    let keep = "<w:keepNext/><w:keepLines/>";
    let coloured = format!(r#"<w:color w:val="{}"/>"#, escape(accent));
    // The order of the elements is that of the schema (CT_PPrBase, EG_RPrBase).
    let styles = [
        paragraph("Title", "Title", &spacing(0, 20), &format!("{bold}{coloured}{}", sized(size * 21 / 10))),
        paragraph("Subtitle", "Subtitle", &spacing(0, 60), &format!("{grey}{}", sized(size + 2))),
        paragraph("Contact", "Contact", &spacing(0, 120), grey),
        paragraph(
            "Heading1",
            "heading 1",
            &format!("{keep}{rule}{}{}", spacing(260, 80), outline(0)),
            &format!("{bold}{coloured}{}", sized(size + 5)),
        ),
        paragraph(
            "Heading2",
            "heading 2",
            &format!("{keep}{tab}{}{}", spacing(140, 0), outline(1)),
            &format!("{bold}{}", sized(*size)),
        ),
        paragraph(
            "Heading3",
            "heading 3",
            &format!("{keep}{tab}{}{}", spacing(80, 0), outline(2)),
            &format!("{bold}{}", sized(*size)),
        ),
        paragraph("Place", "Place", &spacing(0, 20), grey),
        paragraph(
            "ListBullet",
            "List Bullet",
            r#"<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="20"/><w:contextualSpacing/>"#,
            "",
        ),
        paragraph("ListNumber", "List Number", r#"<w:spacing w:after="20"/><w:contextualSpacing/>"#, ""),
        paragraph(
            "Quote",
            "Quote",
            &format!(r#"{}<w:ind w:left="284"/>"#, spacing(60, 20)),
            "<w:i/><w:iCs/>",
        ),
        paragraph(
            "Footer",
            "footer",
            r#"<w:jc w:val="center"/>"#,
            &format!("{grey}{}", sized(size.saturating_sub(3))),
        ),
        character("Dates", "Dates", &format!("<w:b w:val=\"0\"/><w:bCs w:val=\"0\"/>{grey}")),
        character("Employer", "Employer", "<w:b w:val=\"0\"/><w:bCs w:val=\"0\"/>"),
        character("Strong", "Strong", bold),
        character("Emphasis", "Emphasis", "<w:i/><w:iCs/>"),
        character("Code", "Code", r#"<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>"#),
        character(
            "Hyperlink",
            "Hyperlink",
            &format!(r#"<w:color w:val="1F4E79"/><w:u w:val="single"/>{address}"#),
        ),
    ];
    format!(
        r#"<w:styles xmlns:w="{NAMESPACE}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>{}{rtl_run}{language}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>{bidi}<w:spacing w:after="60" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style><w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>{}</w:styles>"#,
        sized(*size),
        styles.concat()
    )
}

fn paragraph(id: &str, name: &str, properties: &str, run: &str) -> String {
    let run = if run.is_empty() { String::new() } else { format!("<w:rPr>{run}</w:rPr>") };
    format!(
        r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{properties}</w:pPr>{run}</w:style>"#
    )
}

fn character(id: &str, name: &str, run: &str) -> String {
    format!(
        r#"<w:style w:type="character" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="DefaultParagraphFont"/><w:rPr>{run}</w:rPr></w:style>"#
    )
}

/// How deep lists are numbered: the levels that a document can have.
const LEVELS: u32 = 9;

/// Bullets are list 1; each numbered list is one of its own, so that it begins with its own number.
pub(super) fn numbering(body: &Body) -> String {
    let levels = |bullets: bool| {
        let level = |level: u32| {
            let indent = 284 * (level + 1);
            let mark = if bullets { "•".to_owned() } else { format!("%{}.", level + 1) };
            let format = if bullets { "bullet" } else { "decimal" };
            let link = if bullets && level == 0 { r#"<w:pStyle w:val="ListBullet"/>"# } else { "" };
            format!(
                r#"<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{link}<w:lvlText w:val="{mark}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{indent}" w:hanging="284"/></w:pPr></w:lvl>"#
            )
        };
        (0..LEVELS).map(level).collect::<String>()
    };
    let numbered = (2..).zip(&body.numbered).map(|(id, (level, first))| {
        format!(
            r#"<w:num w:numId="{id}"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{first}"/></w:lvlOverride></w:num>"#
        )
    });
    format!(
        r#"<w:numbering xmlns:w="{NAMESPACE}"><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/>{}</w:abstractNum><w:abstractNum w:abstractNumId="2"><w:multiLevelType w:val="hybridMultilevel"/>{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>{}</w:numbering>"#,
        levels(true),
        levels(false),
        numbered.collect::<String>()
    )
}
