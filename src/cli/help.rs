//! `firebell help`: a command, or a page of the manual.

use serde_json::json;

use super::failure::Failure;
use super::output::Output;
use super::text::{Page, wrapped};
use crate::app::manual::{self, Topic};
use crate::core::toml_text::reader::suggestion_or;

/// Columns of a page where the terminal does not say.
const WIDTH: usize = 90;

/// `firebell help`
pub(super) fn run(words: &[String], width: Option<usize>) -> Result<Output, Failure> {
    if words.is_empty() {
        return Ok(contents());
    }
    if let Some(mut command) = command(words) {
        let text = command.render_long_help().to_string();
        let of = words.join(" ");
        let more = manual::topic(&of).map(|topic| format!("\nThe manual has a page: firebell help {}\n", topic.name));
        return Ok(Output::text(json!({ "help": of }), text + &more.unwrap_or_default()));
    }
    let wanted = words.join(" ");
    match manual::topic(&wanted) {
        Some(topic) => Ok(page(topic, width.unwrap_or(WIDTH).min(WIDTH))),
        None => {
            let known = known();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let hint = suggestion_or(
                &wanted,
                &known,
                "firebell help lists the topics, firebell --help the commands",
            );
            Err(Failure::input(format!("there is no command and no topic `{wanted}`")).hint(hint))
        }
    }
}

fn page(topic: Topic, width: usize) -> Output {
    Output::text(json!({ "topic": topic.name, "title": topic.title }), topic.plain(width))
}

/// The command that words name, ready to say how it is used.
fn command(words: &[String]) -> Option<clap::Command> {
    let mut command = super::command();
    command.build();
    for word in words {
        command = command.find_subcommand(word)?.clone();
    }
    Some(command)
}

fn known() -> Vec<String> {
    let commands = super::command();
    let commands = commands.get_subcommands().map(|command| command.get_name().to_owned());
    let topics = manual::topics().flat_map(|topic| [topic.name.to_owned(), last(topic.name).to_owned()]);
    commands.chain(topics).collect()
}

fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn contents() -> Output {
    let topics: Vec<Topic> = manual::topics().collect();
    let view: Vec<_> = topics
        .iter()
        .map(|topic| json!({ "topic": topic.name, "title": topic.title }))
        .collect();
    Output::new(view, move |_| {
        let mut out = Page::new();
        out += "The manual, page by page: firebell help TOPIC. Of a command: firebell help COMMAND.\n";
        out.gap();
        for topic in &topics {
            out += wrapped("", &format!("{:<30} {}", topic.name, topic.title));
        }
        out
    })
}
