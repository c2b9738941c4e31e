//! Logos, made ready for drawing once: a mailing prints the same one ten thousand times.

use std::sync::{Mutex, PoisonError};

use krilla::image::Image;

use super::PdfError;
use crate::core::facts::picture::{Picture, PictureForm};
use crate::letter::block::logo_size;

/// A logo as it is drawn, with its width and height on paper.
#[derive(Clone)]
pub(super) struct Logo {
    pub(super) image: Image,
    pub(super) size: (f32, f32),
}

/// The logos of the last few senders.
#[derive(Default)]
pub(super) struct Logos(Mutex<Vec<(Picture, Logo)>>);

/// So many senders are remembered: one, as a rule.
const SENDERS: usize = 4;

impl std::fmt::Debug for Logos {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Logos")
    }
}

impl Logos {
    pub(super) fn drawable(&self, picture: &Picture) -> Result<Logo, PdfError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, logo)) = known.iter().find(|(own, _)| own == picture) {
            return Ok(logo.clone());
        }
        let logo = Logo {
            image: image(picture).map_err(|reason| PdfError::Printing(vec![format!("the logo: {reason}")]))?,
            size: logo_size(picture),
        };
        if known.len() == SENDERS {
            known.remove(0);
        }
        known.push((picture.clone(), logo.clone()));
        Ok(logo)
    }
}

fn image(picture: &Picture) -> Result<Image, String> {
    let bytes = picture.bytes().to_vec().into();
    // Smoothed pixels are not allowed in an archive.
    match picture.form() {
        PictureForm::Png => Image::from_png(bytes, false),
        PictureForm::Jpeg => Image::from_jpeg(bytes, false),
    }
}
