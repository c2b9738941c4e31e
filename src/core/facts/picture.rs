//! A picture as the value of a fact: the logo of a sender.
//!
//! The record holds the picture itself. A file that was only named could be moved or changed under letters that are approved.

use std::fmt;
use std::sync::Arc;

use base64ct::{Base64, Encoding as _};

use crate::core::coded::coded;
use crate::core::ids::Sha256Digest;

coded! {
    /// How a picture is stored.
    pub enum PictureForm: "form of a picture" {
        Png = "image/png" => "PNG",
        Jpeg = "image/jpeg" => "JPEG",
    }
}

/// The largest file of a picture, in bytes: it is in every letter.
pub const LARGEST: usize = 128 << 10;
/// The most pixels of a picture: enough for a logo as wide as the page, in print.
pub const MOST_PIXELS: u64 = 2_000_000;

/// A picture that can be shown in a letter.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    form: PictureForm,
    width: u32,
    height: u32,
    bytes: Arc<[u8]>,
}

/// Why a file is no picture for a letter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("it is neither a PNG nor a JPEG picture")]
    Other,
    #[error("it has {0} bytes; the limit is {LARGEST}")]
    Large(usize),
    #[error("it has {width} × {height} pixels; the limit is {MOST_PIXELS} pixels in all")]
    Pixels { width: u32, height: u32 },
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
    #[error("it is of a kind that letters cannot show: {0}")]
    Kind(&'static str),
}

/// What the beginning of a file says of its picture.
struct Head {
    form: PictureForm,
    width: u32,
    height: u32,
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = b"\xff\xd8\xff";
const ENDS: PictureError = PictureError::Damaged("the file ends before the picture does");

impl Picture {
    /// A picture from the bytes of a file, looked at from its beginning to its end.
    ///
    /// # Errors
    /// Everything that stands against showing it in a letter.
    pub fn of(bytes: Vec<u8>) -> Result<Picture, Vec<PictureError>> {
        let mut problems = Vec::new();
        if bytes.len() > LARGEST {
            problems.push(PictureError::Large(bytes.len()));
        }
        let read = match head(&bytes) {
            Ok(head) => whole(head.form, &bytes).map(|()| head),
            Err(problem) => Err(problem),
        };
        match read {
            Ok(Head { width, height, .. }) if !is_small(width, height) => {
                problems.push(PictureError::Pixels { width, height });
            }
            Ok(Head { form, width, height }) if problems.is_empty() => {
                let bytes = bytes.into();
                return Ok(Picture {
                    form,
                    width,
                    height,
                    bytes,
                });
            }
            Ok(_) => {}
            Err(problem) => problems.push(problem),
        }
        Err(problems)
    }

    /// A picture as the record holds it: `data:image/png;base64,…`.
    pub fn stored(text: &str) -> Option<Picture> {
        let (form, data) = text.strip_prefix("data:")?.split_once(";base64,")?;
        let bytes = Base64::decode_vec(data).ok()?;
        let Head { form, width, height } = head(&bytes).ok().filter(|head| head.form.code() == form)?;
        let fits = bytes.len() <= LARGEST && is_small(width, height);
        fits.then(|| Picture {
            form,
            width,
            height,
            bytes: bytes.into(),
        })
    }

    /// As the record and a web page hold it.
    pub fn data_uri(&self) -> String {
        format!(
            "data:{};base64,{}",
            self.form.code(),
            Base64::encode_string(&self.bytes)
        )
    }

    /// What it is, in words.
    pub fn words(&self) -> String {
        let Picture {
            form,
            width,
            height,
            bytes,
        } = self;
        let digest = self.digest().to_string();
        let kind = form.words();
        format!(
            "{kind} picture, {width} × {height} pixels, {} bytes, SHA-256 {}…",
            bytes.len(),
            &digest[..12]
        )
    }

    pub fn form(&self) -> PictureForm {
        self.form
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(&self.bytes)
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words())
    }
}

fn is_small(width: u32, height: u32) -> bool {
    u64::from(width) * u64::from(height) <= MOST_PIXELS
}

fn head(bytes: &[u8]) -> Result<Head, PictureError> {
    let head = match bytes {
        png if png.starts_with(PNG) => png_head(png),
        jpeg if jpeg.starts_with(JPEG) => jpeg_head(jpeg),
        _ => Err(PictureError::Other),
    }?;
    match head {
        Head { width: 0, .. } | Head { height: 0, .. } => Err(PictureError::Damaged("it has no pixels")),
        head => Ok(head),
    }
}

fn number(bytes: &[u8], at: usize) -> Result<u32, PictureError> {
    let four = bytes.get(at..).and_then(|rest| rest.first_chunk::<4>());
    four.map(|four| u32::from_be_bytes(*four)).ok_or(ENDS)
}

fn png_head(bytes: &[u8]) -> Result<Head, PictureError> {
    if bytes.get(12..16) != Some(b"IHDR") {
        return Err(PictureError::Damaged("it does not begin as a PNG file does"));
    }
    Ok(Head {
        form: PictureForm::Png,
        width: number(bytes, 16)?,
        height: number(bytes, 20)?,
    })
}

/// The frame of a JPEG picture, which stands after any number of other parts.
fn jpeg_head(bytes: &[u8]) -> Result<Head, PictureError> {
    let short = |at: usize| {
        let two = bytes.get(at..).and_then(|rest| rest.first_chunk::<2>());
        two.map(|two| u16::from_be_bytes(*two)).ok_or(ENDS)
    };
    let mut at = 2;
    loop {
        let [0xff, marker] = short(at)?.to_be_bytes() else {
            return Err(PictureError::Damaged(
                "a part of the JPEG file does not begin where it should",
            ));
        };
        match marker {
            0xff => at += 1,
            // Marks without a length.
            0x01 | 0xd0..=0xd7 => at += 2,
            // The frames that everything can show: baseline, extended and progressive. The marks between are tables;
            // the other frames are lossless, hierarchical or arithmetic.
            0xc0..=0xc2 => break,
            0xc4 | 0xc8 | 0xcc => at += 2 + usize::from(short(at + 2)?),
            0xc3 | 0xc5..=0xcf => return Err(PictureError::Kind("save it as an ordinary JPEG")),
            0xd9 | 0xda => return Err(PictureError::Damaged("the JPEG file does not say how large it is")),
            _ => at += 2 + usize::from(short(at + 2)?.max(2)),
        }
    }
    let (height, width) = (short(at + 5)?, short(at + 7)?);
    match (bytes.get(at + 4), bytes.get(at + 9)) {
        (Some(8), Some(1 | 3)) => Ok(Head {
            form: PictureForm::Jpeg,
            width: width.into(),
            height: height.into(),
        }),
        (Some(8), Some(_)) => Err(PictureError::Kind(
            "save it in RGB or gray, not for a printing press (CMYK)",
        )),
        _ => Err(PictureError::Kind("save it with 8 bits per color")),
    }
}

/// Whether a picture is there to its end, and unharmed as far as its file can tell.
fn whole(form: PictureForm, bytes: &[u8]) -> Result<(), PictureError> {
    match form {
        PictureForm::Png => png_parts(&bytes[PNG.len()..]),
        // A thumbnail within the file ends with the same mark, so that this finds a file that was cut short most of the
        // time and not always.
        PictureForm::Jpeg => match bytes.windows(2).any(|two| two == b"\xff\xd9") {
            true => Ok(()),
            false => Err(ENDS),
        },
    }
}

/// Every part of a PNG file carries a checksum.
fn png_parts(mut rest: &[u8]) -> Result<(), PictureError> {
    let mut has_pixels = false;
    loop {
        let length = number(rest, 0)? as usize;
        let named = rest
            .get(4..)
            .and_then(|rest| rest.get(..length.checked_add(4)?))
            .ok_or(ENDS)?;
        if number(rest, 8 + length)? != checksum(named) {
            return Err(PictureError::Damaged("a checksum of the PNG file is wrong"));
        }
        match &named[..4] {
            b"IDAT" => has_pixels = true,
            b"acTL" => return Err(PictureError::Kind("save it as one picture that does not move")),
            b"IEND" if has_pixels => return Ok(()),
            b"IEND" => return Err(PictureError::Damaged("the PNG file has no pixels")),
            _ => {}
        }
        rest = &rest[12 + length..];
    }
}

/// CRC-32 as PNG has it.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| {
        if sum & 1 == 1 {
            (sum >> 1) ^ 0xedb8_8320
        } else {
            sum >> 1
        }
    };
    let sum = bytes
        .iter()
        .fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step));
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One gray pixel, made by hand.
    fn pixel() -> Vec<u8> {
        let mut file = PNG.to_vec();
        let mut part = |name: &[u8], data: &[u8]| {
            let named = [name, data].concat();
            file.extend((data.len() as u32).to_be_bytes());
            file.extend(&named);
            file.extend(checksum(&named).to_be_bytes());
        };
        part(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
        part(b"IDAT", &[0x78, 0x9c, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81]);
        part(b"IEND", &[]);
        file
    }

    fn jpeg(frame: &[u8]) -> Vec<u8> {
        let application = b"\xff\xe0\x00\x04ab".as_slice();
        [
            b"\xff\xd8".as_slice(),
            application,
            frame,
            b"\xff\xda\x00\x02zz\xff\xd9",
        ]
        .concat()
    }

    #[test]
    fn the_checksum_is_that_of_png() {
        assert_eq!(checksum(b"IEND"), 0xae42_6082);
    }

    #[test]
    fn a_picture_comes_back_from_the_record_as_it_was() {
        let gray = jpeg(b"\xff\xc0\x00\x0b\x08\x00\x02\x00\x03\x01\x01\x11\x00");
        for (file, size) in [(pixel(), (1, 1)), (gray, (3, 2))] {
            let picture = Picture::of(file.clone()).expect("a picture");
            assert_eq!((picture.size(), picture.bytes()), (size, file.as_slice()));
            assert_eq!(Picture::stored(&picture.data_uri()), Some(picture));
        }
    }

    #[test]
    fn what_letters_cannot_show_is_refused_in_words() {
        let cut = |file: Vec<u8>| file[..file.len() - 3].to_vec();
        let mut harmed = pixel();
        harmed[41] ^= 1;
        let ink = jpeg(b"\xff\xc0\x00\x0b\x08\x00\x02\x00\x03\x04\x01\x11\x00");
        let twelve = jpeg(b"\xff\xc1\x00\x0b\x0c\x00\x02\x00\x03\x01\x01\x11\x00");
        let cases: [(Vec<u8>, &str); 8] = [
            (b"GIF89a".to_vec(), "neither a PNG nor a JPEG"),
            (Vec::new(), "neither a PNG nor a JPEG"),
            (cut(pixel()), "ends before the picture does"),
            (harmed, "checksum"),
            (
                cut(jpeg(b"\xff\xc0\x00\x0b\x08\x00\x02\x00\x03\x01\x01\x11\x00")),
                "ends before the picture does",
            ),
            (ink, "CMYK"),
            (twelve, "8 bits"),
            (jpeg(b""), "does not say how large"),
        ];
        for (file, words) in cases {
            let problems = Picture::of(file).expect_err(words);
            assert!(
                problems.iter().any(|one| one.to_string().contains(words)),
                "{words}: {problems:?}"
            );
        }
        assert!(Picture::stored("data:image/png;base64,AAAA").is_none());
    }

    #[test]
    fn a_picture_that_is_too_large_in_both_ways_says_both() {
        let frame = b"\xff\xc0\x00\x0b\x08\x20\x00\x20\x00\x03\x01\x11\x00";
        let mut file = jpeg(frame);
        file.splice(file.len() - 2..file.len() - 2, vec![0; LARGEST]);
        let problems = Picture::of(file).expect_err("too large");
        let [
            PictureError::Large(_),
            PictureError::Pixels {
                width: 8192,
                height: 8192,
            },
        ] = problems.as_slice()
        else {
            unreachable!("{problems:?}");
        };
    }
}
