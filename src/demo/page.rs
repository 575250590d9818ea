//! What the story is printed on: headlines, sentences, and tables whose columns line up under wide characters.

use std::io::Write;

use super::error::DemoError;
use crate::wording::Lang;

/// Cells between two columns, and before the first.
const GAP: usize = 2;

/// A page being printed.
pub(super) struct Page<'a> {
    pub(super) lang: Lang,
    out: &'a mut dyn Write,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Text,
    /// Set to the right.
    Figures,
}

impl<'a> Page<'a> {
    pub(super) fn new(lang: Lang, out: &'a mut dyn Write) -> Self {
        Self { lang, out }
    }

    /// One line.
    pub(super) fn line(&mut self, text: impl AsRef<str>) -> Result<(), DemoError> {
        writeln!(self.out, "{}", text.as_ref().trim_end()).map_err(DemoError::Output)
    }

    /// A headline, after an empty line.
    pub(super) fn headline(&mut self, text: impl AsRef<str>) -> Result<(), DemoError> {
        self.line("")?;
        self.line(text)
    }

    /// A table; every row has a cell for every column.
    pub(super) fn table(&mut self, columns: &[Column], rows: &[Vec<String>]) -> Result<(), DemoError> {
        let widest = |at: usize| rows.iter().map(|row| width(&row[at])).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns.len()).map(widest).collect();
        for row in rows {
            let mut line = String::new();
            for ((cell, column), wide) in row.iter().zip(columns).zip(&widths) {
                let blanks = " ".repeat(wide - width(cell));
                let (before, after) = match column {
                    Column::Text => (String::new(), blanks),
                    Column::Figures => (blanks, String::new()),
                };
                line.extend([" ".repeat(GAP), before, cell.clone(), after]);
            }
            self.line(line)?;
        }
        Ok(())
    }
}

/// Cells that a text takes on a terminal.
fn width(text: &str) -> usize {
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

/// Whether a character takes two cells: the ranges of East Asian wide and full-width characters that official texts use.
const fn wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_under_wide_characters() {
        let mut out = Vec::new();
        let rows = [["黑财指(农)〔2023〕34号", "1.00"], ["a", "12.00"]].map(|row| row.map(str::to_owned).to_vec());
        Page::new(Lang::Zh, &mut out).table(&[Column::Text, Column::Figures], &rows).expect("memory");
        let expected = "  黑财指(农)〔2023〕34号   1.00\n  a                       12.00\n";
        assert_eq!(String::from_utf8(out).expect("text"), expected);
    }
}
