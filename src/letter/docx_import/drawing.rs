//! Pictures, drawings and text boxes: what of them there is.

use super::lost::LostKind;
use super::xml::Element;

/// What a drawing is, and what is read in it.
pub(super) fn drawing(element: &Element) -> (LostKind, String) {
    if let Some(text) = element.descendant("w:txbxContent") {
        return (LostKind::TextBox, text.read());
    }
    let picture = ["blip", "imagedata"]
        .iter()
        .any(|name| element.descendant(name).is_some());
    match picture {
        true => (LostKind::Image, described(element)),
        false => (LostKind::Shape, described(element)),
    }
}

/// The text for those who cannot see it.
fn described(element: &Element) -> String {
    let properties = element.descendant("docPr");
    properties
        .and_then(|properties| properties.get("descr"))
        .unwrap_or_default()
        .to_owned()
}
