//! A scenario's text as a tree that can be changed.

use toml::{Table, Value};

/// The tables of a list, to be changed.
pub(super) fn tables<'t>(table: &'t mut Table, key: &str) -> impl Iterator<Item = &'t mut Table> {
    let list = table.get_mut(key).and_then(Value::as_array_mut);
    list.into_iter().flatten().filter_map(Value::as_table_mut)
}

/// Keeps the tables of a list that are wanted; a list that ends up empty goes.
pub(super) fn keep(table: &mut Table, key: &str, wanted: impl Fn(&Table) -> bool) {
    let Some(list) = table.get_mut(key).and_then(Value::as_array_mut) else {
        return;
    };
    list.retain(|value| value.as_table().is_some_and(&wanted));
    if list.is_empty() {
        table.remove(key);
    }
}

pub(super) fn text_of<'t>(table: &'t Table, key: &str) -> Option<&'t str> {
    table.get(key).and_then(Value::as_str)
}

/// Changes every text of a tree, however deep.
pub(super) fn each_text(value: &mut Value, change: &mut dyn FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, change)),
        Value::Table(table) => table.iter_mut().for_each(|(_, value)| each_text(value, change)),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {}
    }
}
