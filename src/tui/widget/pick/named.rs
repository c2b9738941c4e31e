//! Options by what is typed or pasted as a whole: their codes, names, or words that find only one.

use super::{Manner, Pick};
use crate::tui::search;
use crate::tui::widget::choice::Choice;

impl Pick {
    /// The code of an option by its code, its name or a word that only it is found by.
    ///
    /// # Errors
    /// Says what fits, where it is not one.
    pub fn resolved(&self, typed: &str) -> Result<String, String> {
        let wanted = typed.trim().to_lowercase();
        let is = |choice: &&Choice| choice.code.to_lowercase() == wanted || choice.words.to_lowercase() == wanted;
        if let Some(choice) = self.options.iter().find(is) {
            return Ok(choice.code.clone());
        }
        let mut fits = search::best(typed, self.options.iter().map(Choice::searched));
        // Letters with others between them are no word that somebody meant.
        fits.retain(|at| search::holds(typed, &self.options[*at].searched()));
        match fits.as_slice() {
            [only] => Ok(self.options[*only].code.clone()),
            [] if self.manner == Manner::OneOrOther => Ok(typed.trim().to_owned()),
            [] => Err(format!("no option fits “{typed}”")),
            several => {
                let some = several.iter().take(4).map(|at| self.options[*at].words.as_str());
                let some = some.collect::<Vec<_>>().join(", ");
                Err(format!("“{typed}” fits several options ({some}); choose one"))
            }
        }
    }

    /// What a whole answer that was typed or pasted stands for.
    ///
    /// # Errors
    /// Of the first part that is none of the options.
    pub fn read(&self, typed: &str) -> Result<String, String> {
        match self.manner {
            Manner::One | Manner::OneOrOther => self.resolved(typed),
            Manner::Many => {
                let parts = typed
                    .split([',', ';', '\n'])
                    .map(str::trim)
                    .filter(|part| !part.is_empty());
                let mut text = String::new();
                for part in parts {
                    let code = self.resolved(part)?;
                    if !self.holds(&text, &code) {
                        text = self.turned_over(&text, &code);
                    }
                }
                Ok(text)
            }
        }
    }
}
