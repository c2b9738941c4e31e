//! `firebell export`: an incident in the words of other tools, with its TLP marking.

pub(super) mod args;
mod run;

pub(super) use run::run;
