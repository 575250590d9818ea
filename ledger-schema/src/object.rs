//! Structs that are read from JSON objects and from nothing else (SPEC §2.7), so that one value has one written form.
//!
//! Serde reads a struct from an array of its fields as well; that form would be accepted and written back as an object.

use serde::Deserializer;
use serde::de::Visitor;
use serde::forward_to_deserialize_any;

/// Declares a struct that is a JSON object: refuses unknown fields and arrays, leaves out what is `None`.
macro_rules! object {
    ($(#[$attribute:meta])* pub struct $name:ident { $($(#[$field_doc:meta])* pub $field:ident: $type:ty),* $(,)? }) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields, remote = "Self")]
        #[schemars(!remote)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type),* }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $name::serialize(self, serializer)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $name::deserialize($crate::object::ObjectOnly(deserializer))
            }
        }
    };
}
pub(crate) use object;

/// A deserializer that asks the one within for an object where it is asked for a struct.
///
/// Only of formats for people, which is JSON: others have one form of a struct, and no keys in it.
pub(crate) struct ObjectOnly<D>(pub(crate) D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ObjectOnly<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        if self.0.is_human_readable() {
            self.0.deserialize_map(visitor)
        } else {
            self.0.deserialize_struct(name, fields, visitor)
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use crate::unit::Attributes;

    const ATTRIBUTES: Attributes =
        Attributes { former_poverty_county: Some(true), key_county: None, village_class: None };

    #[test]
    fn an_array_of_fields_is_no_object() {
        let object = serde_json::from_str::<Attributes>(r#"{"former_poverty_county":true}"#);
        assert_eq!(object.expect("an object"), ATTRIBUTES);
        assert!(serde_json::from_str::<Attributes>("[true,null,null]").is_err());
    }

    #[test]
    fn formats_without_keys_hold_structs_as_ever() {
        let bytes = postcard::to_stdvec(&ATTRIBUTES).expect("written");
        assert_eq!(postcard::from_bytes::<Attributes>(&bytes).expect("read"), ATTRIBUTES);
    }
}
