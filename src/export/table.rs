//! One table: a CSV file as RFC 4180 has it, UTF-8, lines that end with a line feed.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use super::ExportError;
use super::schema::Schema;

/// A table while it is written.
pub(super) struct Table {
    pub(super) schema: &'static Schema,
    pub(super) rows: u64,
    writer: csv::Writer<BufWriter<File>>,
}

impl Table {
    /// A new table in `dir` with its heading.
    pub(super) fn new(schema: &'static Schema, dir: &Path) -> Result<Self, ExportError> {
        let path = dir.join(schema.path());
        let file = File::create(&path).map_err(ExportError::io(&path))?;
        let mut table = Self { schema, rows: 0, writer: csv::Writer::from_writer(BufWriter::new(file)) };
        table.write(&schema.columns.iter().map(|column| column.name.to_owned()).collect::<Vec<_>>())?;
        Ok(table)
    }

    /// Adds a row, a value for each column: the writer refuses rows of another length than the heading.
    pub(super) fn row<const N: usize>(&mut self, values: &[String; N]) -> Result<(), ExportError> {
        self.rows += 1;
        self.write(values)
    }

    fn write(&mut self, values: &[String]) -> Result<(), ExportError> {
        let failed = |error: io::Error| ExportError::Io { path: self.schema.path().into(), error };
        self.writer.write_record(values).map_err(|error| failed(error.into()))
    }

    /// Everything is in the file.
    pub(super) fn close(mut self) -> Result<(&'static Schema, u64), ExportError> {
        self.writer.flush().map_err(|error| ExportError::Io { path: self.schema.path().into(), error })?;
        Ok((self.schema, self.rows))
    }
}

/// A value that may be missing: an empty cell.
pub(super) fn cell<T: Display>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Fen as yuan with two decimals.
pub fn yuan(fen: i128) -> String {
    let (sign, fen) = (if fen < 0 { "-" } else { "" }, fen.unsigned_abs());
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}
