//! Facts under each other: a label, then its value, in columns that line up with wide Chinese characters.

use std::fmt;

/// A list of labelled facts.
#[derive(Debug, Default)]
pub(crate) struct Facts(Vec<Fact>);

#[derive(Debug)]
struct Fact {
    indent: usize,
    label: String,
    value: String,
    figure: bool,
}

impl Facts {
    /// A label and its value; further lines of the value stand under the first.
    pub(crate) fn add(&mut self, label: impl Into<String>, value: impl Into<String>) {
        self.add_within(0, label, value);
    }

    /// The same, set in by `indent` columns.
    pub(crate) fn add_within(&mut self, indent: usize, label: impl Into<String>, value: impl Into<String>) {
        self.0.push(Fact { indent, label: label.into(), value: value.into(), figure: false });
    }

    /// A label and a figure; all figures of a list end in one column.
    pub(crate) fn figure(&mut self, label: impl Into<String>, value: impl Into<String>) {
        self.0.push(Fact { indent: 0, label: label.into(), value: value.into(), figure: true });
    }
}

impl fmt::Display for Facts {
    /// Without a last line feed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let labels = self.0.iter().filter(|fact| !fact.value.is_empty()).map(|fact| fact.indent + width(&fact.label));
        let column = labels.max().unwrap_or(0) + 2;
        let figures = self.0.iter().filter(|fact| fact.figure).map(|fact| width(&fact.value)).max().unwrap_or(0);
        let mut lines = Vec::new();
        for fact in &self.0 {
            let label = format!("{}{}", " ".repeat(fact.indent), fact.label);
            let label_pad = column.saturating_sub(width(&label));
            let value_pad = if fact.figure { figures - width(&fact.value) } else { 0 };
            for (at, value) in fact.value.split('\n').enumerate() {
                let line = if at == 0 {
                    format!("{label}{}{}{value}", " ".repeat(label_pad), " ".repeat(value_pad))
                } else {
                    format!("{}{value}", " ".repeat(column))
                };
                lines.push(line.trim_end().to_owned());
            }
        }
        f.write_str(&lines.join("\n"))
    }
}

/// Columns that a text takes on a terminal: two for each wide character.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

/// Whether a terminal gives a character two columns: the CJK blocks and full-width forms, as far as this program writes them.
fn wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_one_column_and_figures_end_in_one() {
        let mut facts = Facts::default();
        facts.add("账本", "a\nb");
        facts.add_within(2, "x", "c");
        facts.figure("已支付", "1.00");
        facts.figure("余", "10.00");
        assert_eq!(facts.to_string(), "账本    a\n        b\n  x     c\n已支付   1.00\n余      10.00");
    }
}
