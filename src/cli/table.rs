//! Tables whose columns line up although Chinese characters are two cells wide. No borders, no colours, no wrapping.

use std::fmt;

use comfy_table::{CellAlignment, TableStyle};

/// A column: its heading and whether it holds figures.
#[derive(Debug, Clone)]
pub(crate) enum Column {
    /// Text, to the left.
    Text(String),
    /// Figures, to the right.
    Figures(String),
}

/// A table with a heading.
#[derive(Debug)]
pub(crate) struct Table(comfy_table::Table);

impl Table {
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        let (mut headings, mut alignments) = (Vec::new(), Vec::new());
        for column in columns {
            let (heading, alignment) = match column {
                Column::Text(heading) => (heading, CellAlignment::Left),
                Column::Figures(heading) => (heading, CellAlignment::Right),
            };
            headings.push(heading);
            alignments.push(alignment);
        }
        let mut table = comfy_table::Table::new();
        table.load_style(TableStyle::new()).set_header(headings);
        for (column, alignment) in table.column_iter_mut().zip(alignments) {
            column.set_padding((0, 2)).set_cell_alignment(alignment);
        }
        Self(table)
    }

    /// Adds a row; missing cells stay empty.
    pub(crate) fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.0.add_row(cells.into_iter().map(Into::into).collect::<Vec<String>>());
    }
}

impl fmt::Display for Table {
    /// Without blanks at the ends of lines and without a last line feed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        f.write_str(&lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_with_wide_characters() {
        let mut table =
            Table::new([Column::Text("单位".into()), Column::Figures("金额".into()), Column::Text("n".into())]);
        table.row(["230606-finance", "1.00", "a"]);
        table.row(["大同区财政局", "12,000.00", "b"]);
        let expected = "单位                 金额  n\n230606-finance       1.00  a\n大同区财政局    12,000.00  b";
        assert_eq!(table.to_string(), expected);
    }
}
