//! `firebell letter mailing`: waves of notices to the people of an affected-persons list.

pub(super) mod args;
mod run;
mod text;

pub(super) use run::run;
