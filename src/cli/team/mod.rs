//! `firebell team`: a record that several machines share through a server of the team's own.

pub(super) mod args;
mod run;
mod text;

pub(super) use run::run;
