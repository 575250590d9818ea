//! A list of one to `MOST` items: an empty list is written by leaving the field out (SPEC §2.6).

use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize};

use crate::limits::LIST_ITEMS;
use crate::value::{ValueError, ValueRule};

/// One to `MOST` items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct List<T, const MOST: usize = LIST_ITEMS>(Vec<T>);

impl<T, const MOST: usize> List<T, MOST> {
    /// A list of `items`; refused when there are none or more than `MOST`.
    pub fn new(items: Vec<T>) -> Result<Self, ValueError> {
        if (1..=MOST).contains(&items.len()) {
            Ok(Self(items))
        } else {
            Err(ValueError::new(ValueRule::ListLength, items.len()))
        }
    }
}

impl<T, const MOST: usize> Deref for List<T, MOST> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'a, T, const MOST: usize> IntoIterator for &'a List<T, MOST> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for List<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl<T: JsonSchema, const MOST: usize> JsonSchema for List<T, MOST> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("List_of_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let items = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": "array", "items": items, "minItems": 1, "maxItems": MOST })
    }
}
