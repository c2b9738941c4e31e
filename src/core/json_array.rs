//! Structs that the public JSON shows as arrays. Their form was published before they had names for their parts, so it
//! stays; in the program each part is called by its name.

/// Writes the fields of a struct, in the order they are named, as an array.
#[macro_export]
macro_rules! serialize_as_array {
    ($name:ty: $($field:ident),+ $(,)?) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                ($(&self.$field,)+).serialize(serializer)
            }
        }
    };
}
pub use serialize_as_array;
