//! An authority's form beside an incident, for the screen.

use super::{WorkError, Workspace};
use crate::app::authority_forms::AuthorityForm;
use crate::app::authority_forms::sheet::{self, Sheet};
use crate::app::record::LineOutcome;
use crate::core::time::WallTime;

impl Workspace {
    /// The sheet of a form. That it was opened is noted in the audit log; that it is read again with new facts is not.
    ///
    /// # Errors
    /// Where the incident is unknown or cannot be read.
    pub fn authority_form(
        &self,
        code: &str,
        form: &'static AuthorityForm,
        is_opened: bool,
        now: WallTime,
    ) -> Result<Sheet, WorkError> {
        let loaded = self.record.load(code)?;
        if is_opened {
            let what = format!("{} {}", loaded.incident.code, form.id);
            self.record.note(now, "form.show", &what, LineOutcome::Ok)?;
        }
        Ok(sheet::of(form, &loaded, None))
    }
}
