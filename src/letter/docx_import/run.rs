//! The runs of a paragraph as text with its marks.

use std::collections::BTreeMap;

use super::View;
use super::body::Walk;
use super::drawing::drawing;
use super::field::{Field, link};
use super::lost::LostKind;
use super::styles::Look;
use super::xml::Element;
use crate::letter::block::Inline;
use crate::letter::words::may_follow;

impl Walk<'_> {
    /// The runs inside a paragraph, a link, or whatever stands around runs.
    pub(super) fn runs(&mut self, inside: &Element, out: &mut Vec<Inline>) {
        for element in inside.elements() {
            match element.name.as_str() {
                "w:r" => self.run(element, out),
                "w:hyperlink" => self.link(element, out),
                "w:fldSimple" => self.simple_field(element, out),
                "w:ins" | "w:moveTo" => self.changed(element, View::Accepted, out),
                "w:del" | "w:moveFrom" => self.changed(element, View::Rejected, out),
                "w:sdt" => element
                    .child("w:sdtContent")
                    .into_iter()
                    .for_each(|content| self.runs(content, out)),
                "w:smartTag" | "w:customXml" | "w:dir" | "w:bdo" => self.runs(element, out),
                "mc:AlternateContent" => self.alternative(element),
                "w:commentRangeStart" => self.comment_begins(element),
                "w:commentRangeEnd" => self.comment_ends(element),
                "m:oMath" | "m:oMathPara" => self.lost.add(LostKind::Equation, ""),
                _other => {}
            }
        }
    }

    /// Runs that were inserted stand in the accepted text, deleted ones in the rejected one.
    fn changed(&mut self, change: &Element, stands_in: View, out: &mut Vec<Inline>) {
        self.author(change);
        if self.view == stands_in {
            self.runs(change, out);
        }
    }

    fn link(&mut self, element: &Element, out: &mut Vec<Inline>) {
        let from = out.len();
        self.links += 1;
        self.runs(element, out);
        self.links -= 1;
        let address = element.get("r:id").and_then(|id| self.parts.links.get(id)).cloned();
        self.linked(address, from, out);
    }

    fn simple_field(&mut self, element: &Element, out: &mut Vec<Inline>) {
        let from = out.len();
        self.runs(element, out);
        match link(element.get("w:instr").unwrap_or_default()) {
            Some(address) => self.linked(Some(address), from, out),
            None => self.lost.add(LostKind::Field, ""),
        }
    }

    /// Makes what was read since `from` a link, where it is one that may be followed.
    fn linked(&mut self, address: Option<String>, from: usize, out: &mut Vec<Inline>) {
        let Some(address) = address else { return };
        if from >= out.len() {
            return;
        }
        if !may_follow(&address) {
            self.lost.add(LostKind::UnsafeLink, &address);
            return;
        }
        let text = out.split_off(from);
        out.push(Inline::Link { address, text });
    }

    /// Something with a form for older programs: a drawing, nearly always.
    fn alternative(&mut self, element: &Element) {
        let (kind, words) = drawing(element);
        self.lost.add(kind, &words);
    }

    fn run(&mut self, run: &Element, out: &mut Vec<Inline>) {
        let look = self.look(run.child("w:rPr"));
        for element in run.elements() {
            match element.name.as_str() {
                "w:fldChar" => self.field(element, out),
                "w:instrText" => {
                    if let Some(field) = self.fields.last_mut() {
                        field.add(&element.text());
                    }
                }
                _other if self.in_instruction() => {}
                "w:t" | "w:delText" => self.text(&element.text(), look, out),
                "w:tab" | "w:ptab" => self.text("\t", look, out),
                "w:noBreakHyphen" => self.text("\u{2011}", look, out),
                "w:cr" => self.line_break(out),
                "w:br" => match element.get("w:type") {
                    Some("page" | "column") => self.lost.add(LostKind::PageBreak, ""),
                    Some(_) | None => self.line_break(out),
                },
                "w:sym" => self.lost.add(LostKind::Symbol, ""),
                "w:drawing" | "w:pict" | "mc:AlternateContent" => self.alternative(element),
                "w:object" => self.lost.add(LostKind::EmbeddedObject, ""),
                "w:footnoteReference" => self.note(element, &self.parts.footnotes, LostKind::Footnote),
                "w:endnoteReference" => self.note(element, &self.parts.endnotes, LostKind::Endnote),
                _other => {}
            }
        }
    }

    fn note(&mut self, element: &Element, notes: &BTreeMap<String, String>, kind: LostKind) {
        let words = notes.get(element.get("w:id").unwrap_or_default());
        self.lost.add(kind, words.map_or("", String::as_str));
    }

    fn in_instruction(&self) -> bool {
        self.fields.iter().any(|field| !field.shows)
    }

    fn field(&mut self, element: &Element, out: &mut Vec<Inline>) {
        match element.get("w:fldCharType") {
            Some("begin") => self.fields.push(Field::default()),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.shows = true;
                    field.from = Some(out.len());
                }
            }
            Some("end") => {
                let Some(field) = self.fields.pop() else { return };
                match (field.address(), field.from) {
                    (Some(address), Some(from)) => self.linked(Some(address), from, out),
                    (None, Some(_)) => self.lost.add(LostKind::Field, ""),
                    (_, None) => {}
                }
            }
            Some(_) | None => {}
        }
    }

    fn line_break(&mut self, out: &mut Vec<Inline>) {
        self.comment_reads(" ");
        out.push(Inline::Break);
    }

    fn text(&mut self, text: &str, look: Option<Look>, out: &mut Vec<Inline>) {
        let Some(look) = look else {
            self.lost.add(LostKind::HiddenText, text);
            return;
        };
        if text.is_empty() {
            return;
        }
        self.comment_reads(text);
        let mut inline = Inline::Text(text.to_owned());
        if look.italic {
            inline = Inline::Emphasis(vec![inline]);
        }
        if look.bold {
            inline = Inline::Strong(vec![inline]);
        }
        out.push(inline);
    }

    /// How a run looks; `None`: it is hidden.
    fn look(&mut self, properties: Option<&Element>) -> Option<Look> {
        let Some(properties) = properties else {
            return Some(Look::default());
        };
        let flag = |name: &str| properties.flag(name).unwrap_or(false);
        if flag("w:vanish") || flag("w:webHidden") {
            return None;
        }
        // `Hyperlink`, or another style with `link` in its name, whatever the capital.
        let link = properties.value("w:rStyle").is_some_and(|style| style.contains("ink"));
        let raised = matches!(properties.value("w:vertAlign"), Some("superscript" | "subscript"));
        for (has, kind) in [
            // Links are underlined by nature, and gaps by firebell, with dashes.
            (
                flag("w:u") && !link && properties.value("w:u") != Some("dash") && !self.in_link(),
                LostKind::Underline,
            ),
            (flag("w:strike") || flag("w:dstrike"), LostKind::Strikethrough),
            (flag("w:highlight"), LostKind::Highlight),
            (raised, LostKind::RaisedText),
            (flag("w:caps") || flag("w:smallCaps"), LostKind::Capitals),
        ] {
            if has {
                self.lost.add(kind, "");
            }
        }
        let style = self.parts.styles.look(properties.value("w:rStyle"));
        Some(Look {
            bold: properties.flag("w:b").unwrap_or(style.bold),
            italic: properties.flag("w:i").unwrap_or(style.italic),
        })
    }

    fn in_link(&self) -> bool {
        self.links > 0 || self.fields.iter().any(|field| field.address().is_some())
    }
}
