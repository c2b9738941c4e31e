//! The state of a form's sheet: which form, for which obligation, and what was copied from it.

use std::collections::BTreeSet;

use crate::app::authority_forms::AuthorityForm;
use crate::app::authority_forms::sheet::Sheet;

#[derive(Debug)]
pub struct SheetView {
    pub form: &'static AuthorityForm,
    /// The obligation that is met by sending it, where the incident has one.
    pub obligation: Option<String>,
    /// The row selected.
    pub at: usize,
    /// The numbers of the fields that were copied.
    pub copied: BTreeSet<u32>,
    read: Option<Box<Sheet>>,
}

impl SheetView {
    /// A form before its sheet was read.
    pub fn new(form: &'static AuthorityForm, obligation: Option<String>) -> SheetView {
        SheetView {
            form,
            obligation,
            at: 0,
            copied: BTreeSet::new(),
            read: None,
        }
    }

    /// The sheet, once it was read.
    pub fn sheet(&self) -> Option<&Sheet> {
        self.read.as_deref()
    }

    /// A sheet that was read is shown only if it is the one of this form. Whether it is the first.
    pub fn arrived(&mut self, sheet: Box<Sheet>) -> bool {
        if sheet.form != self.form.id {
            return false;
        }
        self.read.replace(sheet).is_none()
    }
}
