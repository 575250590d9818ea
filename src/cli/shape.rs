//! What a field of a body is, from the JSON Schema of its type: so that `amount=1.00` becomes text and `fund_year=2023` a number.

use serde_json::Value;

/// What stands in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    List,
    Integer,
    Boolean,
    Text,
}

/// One place in a schema, its references followed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape<'a> {
    root: &'a Value,
    node: &'a Value,
    name: Option<&'a str>,
}

impl<'a> Shape<'a> {
    /// The whole schema.
    pub(crate) fn new(root: &'a Value) -> Self {
        Self { root, node: root, name: None }
    }

    /// The place at `node`. A field that may be absent is described as the one thing or null.
    fn at(self, node: &'a Value) -> Self {
        let something = |node: &&Value| node.get("type").and_then(Value::as_str) != Some("null");
        let choice = node.get("anyOf").and_then(Value::as_array).and_then(|choice| choice.iter().find(something));
        let node = choice.unwrap_or(node);
        let reference = node.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/"));
        match reference.and_then(|name| Some((name, self.root.get("$defs")?.get(name)?))) {
            Some((name, node)) => Self { root: self.root, node, name: Some(name) },
            None => Self { root: self.root, node, name: None },
        }
    }

    /// The name of the type, such as `Money`, where it has one.
    pub(crate) fn name(self) -> Option<&'a str> {
        self.name
    }

    pub(crate) fn kind(self) -> Kind {
        let kind = self.node.get("type");
        let kind = kind.and_then(|kind| kind.as_str().or_else(|| kind.get(0)?.as_str()));
        match kind {
            Some("object") => Kind::Object,
            Some("array") => Kind::List,
            Some("integer") => Kind::Integer,
            Some("boolean") => Kind::Boolean,
            _ => Kind::Text,
        }
    }

    /// The field `name` of an object.
    pub(crate) fn field(self, name: &str) -> Option<Self> {
        Some(self.at(self.node.get("properties")?.get(name)?))
    }

    /// Every field of an object and whether it must be there: those first, as the type declares them, then the others by name.
    pub(crate) fn fields(self) -> Vec<(&'a str, Self, bool)> {
        let listed = self.node.get("required").and_then(Value::as_array).into_iter().flatten();
        let required: Vec<&str> = listed.filter_map(Value::as_str).collect();
        let all = self.node.get("properties").and_then(Value::as_object).into_iter().flatten();
        let optional = all.map(|(name, _)| name.as_str()).filter(|name| !required.contains(name));
        let mut optional: Vec<&str> = optional.collect();
        // What every body may carry comes last.
        optional.sort_by_key(|name| (["evidence", "note"].contains(name), *name));
        let fields = required.iter().map(|name| (*name, true)).chain(optional.iter().map(|name| (*name, false)));
        fields.filter_map(|(name, required)| Some((name, self.field(name)?, required))).collect()
    }

    /// The words of a closed set; none if this is no such set.
    pub(crate) fn words(self) -> Vec<&'a str> {
        let list = |key: &str| self.node.get(key).and_then(Value::as_array).into_iter().flatten();
        let choices = list("oneOf").filter_map(|choice| choice.get("const"));
        list("enum").chain(self.node.get("const")).chain(choices).filter_map(Value::as_str).collect()
    }

    /// What a list is a list of.
    pub(crate) fn item(self) -> Option<Self> {
        Some(self.at(self.node.get("items")?))
    }
}

#[cfg(test)]
mod tests {
    use ledger_schema::entry::EntryType;

    use super::*;

    #[test]
    fn the_schema_tells_what_stands_where() {
        let schema = EntryType::QuotaIssued.schema().to_value();
        let body = Shape::new(&schema);
        let kind = |name| body.field(name).map(Shape::kind);
        assert_eq!(kind("fund_year"), Some(Kind::Integer));
        assert_eq!(kind("early"), Some(Kind::Boolean));
        assert_eq!(kind("document"), Some(Kind::Object));
        assert_eq!(kind("fund"), Some(Kind::Text));
        assert_eq!(kind("found"), None);
        let lines = body.field("lines").expect("lines");
        let line = lines.item().expect("a line");
        assert_eq!((lines.kind(), line.kind()), (Kind::List, Kind::Object));
        assert_eq!(line.field("line").map(Shape::kind), Some(Kind::Integer));
        let number = body.field("document").and_then(|document| document.field("number"));
        assert_eq!(number.and_then(Shape::name), Some("DocumentNumber"));
    }
}
