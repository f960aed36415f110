//! What a file of a picture says beside its pixels: how it is turned, and what its reader is not to know.
//!
//! Cameras note where and when a picture was taken. That goes, with all other notes; what the pixels need stays.
//! Nothing is decoded: parts of the file are left out.

/// A picture without notes.
pub(crate) fn bare(bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(b"\xff\xd8") {
        bare_jpeg(&bytes)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        bare_png(&bytes)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        bare_webp(&bytes)
    } else if bytes.starts_with(b"GIF8") {
        bare_gif(&bytes)
    } else {
        bytes
    }
}

/// How a picture is to be turned, as EXIF counts it: 1 is upright.
pub(crate) fn orientation(bytes: &[u8]) -> u8 {
    let in_segment = |part: &[u8]| turned(part.get(4..)?.strip_prefix(EXIF)?).filter(|_| part[1] == 0xe1);
    let in_chunk = |chunk: &[u8]| turned(chunk.get(8..)?).filter(|_| chunk[4..].starts_with(b"eXIf"));
    let in_part = |chunk: &[u8]| turned(without_name(chunk.get(8..)?)).filter(|_| chunk.starts_with(b"EXIF"));
    let found = if bytes.starts_with(b"\xff\xd8") {
        segments(bytes).into_iter().find_map(in_segment)
    } else if bytes.starts_with(b"\x89PNG") {
        chunks_of_png(bytes).into_iter().find_map(in_chunk)
    } else {
        chunks_of_webp(bytes).into_iter().find_map(in_part)
    };
    found.unwrap_or(1)
}

/// What stands before the notes of a camera in a JPEG, and in some WebP files.
const EXIF: &[u8] = b"Exif\0\0";

fn without_name(notes: &[u8]) -> &[u8] {
    notes.strip_prefix(EXIF).unwrap_or(notes)
}

fn bare_jpeg(bytes: &[u8]) -> Vec<u8> {
    let mut kept = b"\xff\xd8".to_vec();
    let orientation = orientation(bytes);
    if orientation > 1 {
        kept.extend(b"\xff\xe1\0\x22Exif\0\0");
        kept.extend(notes(orientation));
    }
    for part in segments(bytes).into_iter().skip(1) {
        // Of what programs add (APP0 to APP15, COM), colours depend on JFIF, Adobe's segment and the profile.
        let stays = match part[1] {
            0xe0 | 0xee => true,
            0xe2 => part[4.min(part.len())..].starts_with(b"ICC_PROFILE\0"),
            marker => !matches!(marker, 0xe1..=0xef | 0xfe),
        };
        kept.extend(part.iter().filter(|_| stays));
    }
    kept
}

/// The parts of a JPEG, each with its marker, a scan with its pixels (ITU-T T.81, annex B). What follows the end is
/// none: some telephones put a film there.
fn segments(bytes: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(start) = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff)) {
        rest = &rest[start..];
        let marker = rest[1];
        let is_scan = |pair: &[u8]| pair[0] != 0xff || matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff);
        let length = match marker {
            0x01 | 0xd0..=0xd9 => 2,
            _ => 2 + rest.get(2..4).map_or(0, |two| usize::from(u16::from_be_bytes([two[0], two[1]]))),
        };
        let length = length.min(rest.len());
        let scan = match marker {
            0xda => rest[length..].windows(2).position(|pair| !is_scan(pair)).unwrap_or(rest.len() - length),
            _ => 0,
        };
        let (part, after) = rest.split_at(length + scan);
        parts.push(part);
        rest = if marker == 0xd9 { &[] } else { after };
    }
    parts
}

/// The chunks of a PNG: length, kind, data, checksum.
fn chunks_of_png(bytes: &[u8]) -> Vec<&[u8]> {
    let mut rest = bytes.get(8..).unwrap_or_default();
    let mut chunks = Vec::new();
    while let Some((length, kind)) = rest.get(..4).zip(rest.get(4..8)) {
        let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]);
        let length = usize::try_from(length).unwrap_or(usize::MAX).saturating_add(12).min(rest.len());
        let (chunk, after) = rest.split_at(length);
        chunks.push(chunk);
        rest = if kind == b"IEND" { &[] } else { after };
    }
    chunks
}

fn bare_png(bytes: &[u8]) -> Vec<u8> {
    let mut kept = bytes[..8].to_vec();
    for chunk in chunks_of_png(bytes) {
        match &chunk[4..8] {
            b"eXIf" => {
                if let Some(orientation) = turned(&chunk[8..]).filter(|orientation| *orientation > 1) {
                    let data = [b"eXIf".to_vec(), notes(orientation)].concat();
                    kept.extend(b"\0\0\0\x1a");
                    kept.extend(&data);
                    kept.extend(checksum(&data).to_be_bytes());
                }
            }
            b"tEXt" | b"zTXt" | b"iTXt" | b"tIME" => {}
            _ => kept.extend(chunk),
        }
    }
    kept
}

/// The chunks of a WebP: kind, length, data.
fn chunks_of_webp(bytes: &[u8]) -> Vec<&[u8]> {
    let mut rest = bytes.get(12..).unwrap_or_default();
    let mut chunks = Vec::new();
    while let Some(length) = rest.get(4..8) {
        let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]);
        let length = usize::try_from(length).unwrap_or(usize::MAX).saturating_add(8);
        let (chunk, after) = rest.split_at(length.saturating_add(length % 2).min(rest.len()));
        chunks.push(chunk);
        rest = after;
    }
    chunks
}

fn bare_webp(bytes: &[u8]) -> Vec<u8> {
    let mut chunks = Vec::new();
    for chunk in chunks_of_webp(bytes) {
        match &chunk[..4] {
            b"EXIF" => {
                let orientation = turned(without_name(&chunk[8..]));
                if let Some(orientation) = orientation.filter(|orientation| *orientation > 1) {
                    chunks.extend(b"EXIF\x1a\0\0\0");
                    chunks.extend(notes(orientation));
                }
            }
            b"XMP " => {}
            _ => chunks.extend(chunk),
        }
    }
    let is_turned = chunks.windows(4).any(|four| four == b"EXIF");
    // The flags of the extended format: 8 is EXIF, 4 is XMP.
    if chunks.starts_with(b"VP8X") && chunks.len() > 8 {
        chunks[8] &= if is_turned { !4 } else { !12 };
    }
    let length = u32::try_from(chunks.len() + 4).unwrap_or(u32::MAX).to_le_bytes();
    [b"RIFF".as_slice(), &length, b"WEBP", &chunks].concat()
}

/// Without comments, and without what programs add but the colours and how often it is shown (GIF89a, section 12).
fn bare_gif(bytes: &[u8]) -> Vec<u8> {
    let table =
        |flags: Option<&u8>| flags.filter(|flags| **flags >= 0x80).map_or(0, |flags| 6 << (flags & 7));
    let (head, mut rest) = bytes.split_at((13 + table(bytes.get(10))).min(bytes.len()));
    let mut kept = head.to_vec();
    while let Some(kind) = rest.first() {
        let mut end = match kind {
            b'!' => 2,
            b',' => 11 + table(rest.get(9)),
            _ => {
                kept.push(b';');
                break;
            }
        };
        while let Some(length) = rest.get(end).filter(|length| **length > 0) {
            end += 1 + usize::from(*length);
        }
        let (block, after) = rest.split_at((end + 1).min(rest.len()));
        let added = |name: &[u8]| block.get(3..).is_some_and(|block| block.starts_with(name));
        let stays = match block {
            [b'!', 0xfe, ..] => false,
            [b'!', 0xff, ..] => [&b"NETSCAPE"[..], b"ANIMEXTS", b"ICCRGBG1"].into_iter().any(added),
            _ => true,
        };
        kept.extend(block.iter().filter(|_| stays));
        rest = after;
    }
    kept
}

/// The tag of the orientation (EXIF 2.32, section 4.6.4).
const ORIENTATION: u16 = 0x0112;

/// The orientation in the notes of a camera, which are a TIFF file.
fn turned(notes: &[u8]) -> Option<u8> {
    let is_little = notes.starts_with(b"II");
    let number = |at: usize, bytes: usize| {
        let digits = notes.get(at..at.checked_add(bytes)?)?.iter().copied();
        let add = |sum: usize, digit: u8| sum << 8 | usize::from(digit);
        Some(if is_little { digits.rev().fold(0, add) } else { digits.fold(0, add) })
    };
    let first = number(4, 4)?;
    let entries = (0..number(first, 2)?).map(|index| first + 2 + 12 * index);
    let mut found = entries.filter(|at| number(*at, 2) == Some(ORIENTATION.into()));
    let orientation = number(found.next()? + 8, 2)?;
    u8::try_from(orientation).ok().filter(|orientation| (1..=8).contains(orientation))
}

/// Notes that say the orientation alone: a header, and a directory of one number.
fn notes(orientation: u8) -> Vec<u8> {
    let [high, low] = ORIENTATION.to_be_bytes();
    let directory = [0, 1, high, low, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
    [b"MM\0*\0\0\0\x08".as_slice(), &directory].concat()
}

/// CRC-32, as PNG has it (ISO 3309).
fn checksum(bytes: &[u8]) -> u32 {
    let shifted = |rest: u32| if rest & 1 == 1 { rest >> 1 ^ 0xedb8_8320 } else { rest >> 1 };
    let add = |sum: u32, byte: &u8| (0..8).fold(sum ^ u32::from(*byte), |rest, _| shifted(rest));
    !bytes.iter().fold(u32::MAX, add)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], length.as_slice(), data].concat()
    }

    /// Notes of a camera in this order of bytes, with a place behind the orientation.
    fn camera(is_little: bool, orientation: u8) -> Vec<u8> {
        let be = [
            b"MM\0*\0\0\0\x08\0\x02\x01\x0f\0\x02\0\0\0\x03abc\0\x01\x12\0\x03\0\0\0\x01\0".as_slice(),
            &[orientation],
            b"\0\0GPS",
        ];
        let le = [
            b"II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x03\0\0\0abc\0\x12\x01\x03\0\x01\0\0\0".as_slice(),
            &[orientation],
            b"\0\0\0GPS",
        ];
        if is_little { le.concat() } else { be.concat() }
    }

    #[test]
    fn a_jpeg_keeps_its_pixels_and_how_it_is_turned() {
        let (table, scan) = (
            segment(0xdb, b"\xff\xd9table"),
            [segment(0xda, b"scan"), b"\x01\xff\0\xff\xd3\x02".to_vec()].concat(),
        );
        let start = segment(0xe0, b"JFIF\0");
        let profile = segment(0xe2, b"ICC_PROFILE\0\x01\x01");
        for (is_little, orientation) in [(true, 6), (false, 8), (false, 1)] {
            let exif = segment(0xe1, &[b"Exif\0\0".to_vec(), camera(is_little, orientation)].concat());
            let file = [
                b"\xff\xd8".to_vec(),
                start.clone(),
                exif,
                segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0GPS"),
                segment(0xed, b"Photoshop GPS"),
                segment(0xe2, b"MPF\0GPS"),
                profile.clone(),
                segment(0xfe, b"GPS"),
                table.clone(),
                scan.clone(),
                table.clone(),
                scan.clone(),
                b"\xff\xd9".to_vec(),
                b"GPS\xff\xd8".to_vec(),
            ]
            .concat();
            let bare = bare(file);
            assert!(!bare.windows(3).any(|three| three == b"GPS"));
            assert_eq!(super::orientation(&bare), orientation);
            let pixels = [
                start.clone(),
                profile.clone(),
                table.clone(),
                scan.clone(),
                table.clone(),
                scan.clone(),
                b"\xff\xd9".to_vec(),
            ]
            .concat();
            assert!(bare.ends_with(&pixels), "{bare:?}");
            assert_eq!(bare.len() - pixels.len(), if orientation == 1 { 2 } else { 38 });
            assert_eq!(super::bare(bare.clone()), bare);
        }
        for torn in [
            &b"\xff\xd8"[..],
            b"\xff\xd8\xff",
            b"\xff\xd8\xff\xe1",
            b"\xff\xd8\xff\xe1\xff\xff",
            b"\xff\xd8\xff\xda\0",
        ] {
            assert!(bare(torn.to_vec()).starts_with(b"\xff\xd8"));
        }
    }

    #[test]
    fn a_gif_loses_what_is_said_of_it() {
        let head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
        let (comment, said) = (b"!\xfe\x03GPS\0", b"!\xff\x0bXMP DataXMP\x03GPS\0");
        let again = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
        let image = b"!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0";
        let file = [head.as_slice(), comment, again, said, image, comment, b";GPS"].concat();
        assert_eq!(bare(file), [head.as_slice(), again, image, b";"].concat());
        for torn in [
            &b"GIF89a"[..],
            b"GIF89a\x01\0\x01\0\xff",
            b"GIF89a\x01\0\x01\0\0\0\0,",
            b"GIF89a\x01\0\x01\0\0\0\0!",
        ] {
            assert_eq!(bare(torn.to_vec()), torn);
        }
    }

    #[test]
    fn a_png_and_a_webp_lose_their_notes() {
        let chunk = |kind: &[u8], data: &[u8]| {
            let length = u32::try_from(data.len()).unwrap().to_be_bytes();
            let data = [kind, data].concat();
            [length.to_vec(), data.clone(), checksum(&data).to_be_bytes().to_vec()].concat()
        };
        // The end of every PNG is these twelve bytes.
        assert_eq!(chunk(b"IEND", b""), b"\0\0\0\0IEND\xae\x42\x60\x82");
        let (head, body, end) =
            (b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IDAT", b"pixels"), chunk(b"IEND", b""));
        let noted = [chunk(b"eXIf", &camera(true, 6)), chunk(b"tEXt", b"GPS")].concat();
        let file = [head.clone(), noted, body.clone(), end.clone(), b"GPS".to_vec()].concat();
        assert_eq!(orientation(&file), 6);
        assert_eq!(bare(file), [head, chunk(b"eXIf", &notes(6)), body, end].concat());

        let chunk = |kind: &[u8], data: &[u8]| {
            let length = u32::try_from(data.len()).unwrap().to_le_bytes();
            [kind, &length, data, if data.len() % 2 == 1 { &[0][..] } else { &[] }].concat()
        };
        let whole = |chunks: &[Vec<u8>]| chunk(b"RIFF", &[b"WEBP".to_vec(), chunks.concat()].concat());
        let body = chunk(b"VP8 ", b"odd");
        let flags = |flags: u8| chunk(b"VP8X", &[flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let noted =
            |orientation| [chunk(b"EXIF", &camera(false, orientation)), chunk(b"XMP ", b"GPS")].concat();
        let named = [b"Exif\0\0".to_vec(), camera(true, 8)].concat();
        assert_eq!(orientation(&whole(&[body.clone(), noted(6)])), 6);
        assert_eq!(orientation(&whole(&[body.clone(), chunk(b"EXIF", &named)])), 8);
        assert_eq!(bare(whole(&[flags(0x1c), body.clone(), noted(1)])), whole(&[flags(0x10), body.clone()]));
        assert_eq!(
            bare(whole(&[flags(0x1c), body.clone(), noted(6)])),
            whole(&[flags(0x18), body, chunk(b"EXIF", &notes(6))])
        );
    }
}
