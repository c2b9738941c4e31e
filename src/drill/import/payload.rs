//! Payloads of another tool's exercise: texts become what players read. Nothing in them is opened, and a file's name is a
//! label and no place.

use base64ct::{Base64, Encoding as _};
use serde_json::Value;

/// The longest text that becomes part of an inject.
const LONGEST: usize = 64 * 1024;

/// What a payload came to.
pub(super) enum Payload {
    /// A mail or another text, with the name of its file.
    Text { name: String, text: String },
    /// Why it could not be carried over.
    Left(String),
}

/// The payload that an inject names.
pub(super) fn payload(payloads: &[Value], uuid: &str) -> Payload {
    let Some(payload) = payloads.iter().find(|payload| payload["uuid"].as_str() == Some(uuid)) else {
        return Payload::Left("it is not in the file".to_owned());
    };
    let parameters = &payload["parameters"];
    let kind = payload["type"].as_str().unwrap_or_default();
    if kind != "file" {
        let parameters = serde_json::to_string(parameters).unwrap_or_default();
        return Payload::Left(format!("it is a `{kind}` for another tool: {parameters}"));
    }
    let name = label(
        parameters["filename"]
            .as_str()
            .or(payload["name"].as_str())
            .unwrap_or("file"),
    );
    let Some(content) = parameters["content"].as_str() else {
        return Payload::Left(format!("{name} has no content"));
    };
    match text(content, parameters["content-type"].as_str() == Some("base64")) {
        Ok(text) => Payload::Text { name, text },
        Err(why) => Payload::Left(format!("{name} {why}")),
    }
}

/// The last part of a path, whatever separates its parts.
fn label(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    match last {
        "" | "." | ".." => "file".to_owned(),
        last => last.chars().filter(|c| !c.is_control()).take(80).collect(),
    }
}

fn text(content: &str, encoded: bool) -> Result<String, &'static str> {
    let bytes = match encoded {
        true => {
            let tight: String = content.split_whitespace().collect();
            Base64::decode_vec(&tight).map_err(|_| "is not valid base64")?
        }
        false => content.as_bytes().to_vec(),
    };
    if bytes.len() > LONGEST {
        return Err("is too long to be read aloud");
    }
    let text = String::from_utf8(bytes).map_err(|_| "is not text: hand the file out by hand")?;
    match text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        true => Err("is not text: hand the file out by hand"),
        false => Ok(text.replace("\r\n", "\n").trim().to_owned()),
    }
}
