//! A picture of few colors as PNG: a palette, and pixels that point into it.

use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

use crate::canvas::{Canvas, Color};

/// The bytes of the file; `said` is what it says of itself to whoever looks into it.
pub(crate) fn png(canvas: &Canvas, said: &str) -> Vec<u8> {
    let mut palette: Vec<Color> = Vec::new();
    let mut rows = Vec::new();
    for row in canvas.rows() {
        // No filter: few colors in long runs compress best as they are.
        rows.push(0);
        for color in row {
            let at = palette.iter().position(|known| known == color).unwrap_or_else(|| {
                palette.push(*color);
                palette.len() - 1
            });
            rows.push(u8::try_from(at).expect("at most 256 colors"));
        }
    }
    let mut header = Vec::new();
    for side in [canvas.width(), canvas.height()] {
        header.extend(u32::try_from(side).expect("a small picture").to_be_bytes());
    }
    // Eight bits a pixel, by palette; deflate, no filter types of its own, not interlaced.
    header.extend([8, 3, 0, 0, 0]);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, *b"IHDR", &header);
    chunk(&mut out, *b"PLTE", palette.as_flattened());
    chunk(&mut out, *b"tEXt", format!("Comment\0{said}").as_bytes());
    let mut deflate = ZlibEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(&rows).expect("memory takes everything");
    chunk(&mut out, *b"IDAT", &deflate.finish().expect("memory takes everything"));
    chunk(&mut out, *b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let mut crc = Crc::new();
    crc.update(&kind);
    crc.update(data);
    out.extend(u32::try_from(data.len()).expect("a small picture").to_be_bytes());
    out.extend(kind);
    out.extend(data);
    out.extend(crc.sum().to_be_bytes());
}
