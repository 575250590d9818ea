//! The table of a notice while it is put together: fields, rows, and what is missing.

use ledger_schema::money::Money;

use crate::wording;

/// A table: its columns are the fields that the notice shows.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    /// The last row, under a rule: sums.
    pub(super) total: Option<Vec<String>>,
}

/// What a matter has to show.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    /// What the title is about: `2023年财政衔接推进乡村振兴补助资金分配结果`.
    pub(super) about: String,
    /// The usual paragraphs before the table.
    pub(super) lead: Vec<String>,
    pub(super) table: Table,
    /// Of which project or entry, and which field.
    pub(super) missing: Vec<(String, String)>,
}

impl Rows {
    pub(super) fn new(columns: &[&str]) -> Self {
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        Self { table: Table { columns, ..Table::default() }, ..Self::default() }
    }

    /// Adds the row of `about`; a field without a value is missing.
    pub(super) fn push(&mut self, about: &str, values: Vec<Option<String>>) {
        let mut row = Vec::with_capacity(values.len());
        for (column, value) in self.table.columns.iter().zip(values) {
            let value = value.filter(|value| !value.trim().is_empty());
            if value.is_none() {
                self.missing.push((about.to_owned(), column.clone()));
            }
            row.push(value.unwrap_or_default());
        }
        self.table.rows.push(row);
    }
}

/// `17,000,000.00元（1,700.00万元）`
pub(super) fn both(amount: Money) -> String {
    format!("{}元（{}万元）", wording::yuan(amount), wording::wan(amount))
}

/// For a column of figures in 万元.
pub(super) fn wan(amount: Money) -> String {
    wording::wan(amount)
}
