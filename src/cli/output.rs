//! What a command came to, for people and for programs at once. A command returns it; [`Output::print`] is the one place
//! that prints, so that no command can forget `--json` or mix words into its document.

use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::console::{Console, Form, Reader};
use super::failure::{Failure, Kind};
use super::text::{Page, line};
use crate::core::visible::escaped_json;

/// What a command that ran to its end came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// Exit 0.
    Done,
    /// The answer is no: exit 1.
    No,
}

/// Makes only the form that was asked for: the other one may be hundreds of wrapped paragraphs.
type Render = Box<dyn FnOnce(Form) -> Result<Vec<u8>, Failure>>;

/// What is printed, and what the command came to.
pub(super) struct Output {
    render: Render,
    answer: Result<Answer, Failure>,
}

impl Output {
    /// A view and how people see it.
    pub(super) fn new<V: Serialize + 'static>(view: V, page: impl FnOnce(&V) -> Page + 'static) -> Output {
        Output::of(view, |view| serde_json::to_string_pretty(view), page)
    }

    /// What two forms are made of: the view for programs borrows from it.
    pub(super) fn of<S: 'static>(
        source: S,
        json: impl FnOnce(&S) -> serde_json::Result<String> + 'static,
        page: impl FnOnce(&S) -> Page + 'static,
    ) -> Output {
        Output::rendered(move |form| match form {
            Form::People => Ok(page(&source).as_str().as_bytes().to_vec()),
            Form::Programs => {
                let mut text = json(&source).map_err(|error| Failure::new(Kind::Internal, error))?;
                text.push('\n');
                Ok(escaped_json(&text).into_owned().into_bytes())
            }
        })
    }

    /// A text that was asked for as a whole; for programs in a document that says what it is.
    pub(super) fn text(of: Value, text: String) -> Output {
        Output::new(json!({ "of": of, "text": text }), move |_| Page::document(&text))
    }

    /// A text of firebell's own making that other programs read, such as a completion script.
    pub(super) fn script(of: &'static str, bytes: Vec<u8>) -> Output {
        Output::rendered(move |form| match form {
            Form::People => Ok(bytes),
            Form::Programs => {
                let text = String::from_utf8_lossy(&bytes);
                let json = serde_json::to_string_pretty(&json!({ "of": of, "text": text }));
                let json = json.map_err(|error| Failure::new(Kind::Internal, error))?;
                Ok((escaped_json(&json).into_owned() + "\n").into_bytes())
            }
        })
    }

    /// JSON whoever asks: an export, or a batch of one document a line.
    pub(super) fn json_for_everybody(json: String) -> Output {
        Output::rendered(move |_| Ok(escaped_json(&json).into_owned().into_bytes()))
    }

    /// A file was written.
    pub(super) fn written(path: &Path) -> Output {
        let path = path.display().to_string();
        Output::new(json!({ "written": path }), move |_| {
            line(format_args!("{path} written."))
        })
    }

    /// Nothing to print: what there was to say was said on the way.
    pub(super) fn nothing() -> Output {
        Output::rendered(|_| Ok(Vec::new()))
    }

    fn rendered(render: impl FnOnce(Form) -> Result<Vec<u8>, Failure> + 'static) -> Output {
        Output {
            render: Box::new(render),
            answer: Ok(Answer::Done),
        }
    }

    /// The answer is no where this holds.
    pub(super) fn no_if(mut self, no: bool) -> Output {
        if no {
            self.answer = Ok(Answer::No);
        }
        self
    }

    /// Something failed after all, and what there is is printed all the same.
    pub(super) fn failing(mut self, failure: Failure) -> Output {
        self.answer = Err(failure);
        self
    }

    /// Words for people that come before it.
    pub(super) fn after(self, words: Page) -> Output {
        let Output { render, answer } = self;
        let render = move |form| {
            let rest = render(form)?;
            Ok(match form {
                Form::People => [words.as_str().as_bytes(), &rest].concat(),
                Form::Programs => rest,
            })
        };
        Output {
            render: Box::new(render),
            answer,
        }
    }

    /// Prints it, and gives what the command came to.
    pub(super) fn print(self, console: &Console, form: Form) -> Result<Answer, Failure> {
        print(console, &(self.render)(form)?)?;
        self.answer
    }
}

/// Prints at once, for what cannot wait until a command has ended: the rings of `watch`, words before the workbench.
pub(super) fn print(console: &Console, bytes: &[u8]) -> Result<(), Failure> {
    stream(console, bytes).map(drop)
}

/// Prints at once, and tells whether anybody reads on.
pub(super) fn stream(console: &Console, bytes: &[u8]) -> Result<Reader, Failure> {
    let printed = console.stream(bytes);
    printed.map_err(|error| Failure::new(Kind::Io, "could not write to standard output").because(&error))
}
