//! Standard output: text, tables and JSON for whoever asked. The one place that writes there; a reader who left is no error.

use std::fmt::Display;
use std::io::{self, BufWriter, Write};

use mingzhang::wording::Lang;
use serde::Serialize;

use super::exit::Failure;
use super::table::Table;

/// Standard output. Once the reader has closed the pipe, everything that is written is dropped and counts as written.
pub(crate) struct Output {
    writer: BufWriter<Pipe<Box<dyn Write>>>,
    lang: Lang,
}

impl Output {
    /// Standard output; failures are told in `lang`.
    pub(crate) fn stdout(lang: Lang) -> Self {
        Self { writer: BufWriter::new(Pipe { inner: Box::new(io::stdout()), closed: false }), lang }
    }

    /// One line of text.
    pub(crate) fn line(&mut self, text: impl Display) -> Result<(), Failure> {
        let written = writeln!(self.writer, "{text}");
        self.told(written)
    }

    /// Bytes as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = self.writer.write_all(bytes);
        self.told(written)
    }

    /// The stream itself, for a report that is told line by line elsewhere.
    pub(crate) fn writer(&mut self) -> &mut dyn Write {
        &mut self.writer
    }

    /// A table.
    pub(crate) fn table(&mut self, table: &Table) -> Result<(), Failure> {
        self.line(table)
    }

    /// `value` as indented JSON; fields stand in the order of the struct.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let written = serde_json::to_writer_pretty(&mut self.writer, value).map_err(io::Error::from);
        self.told(written)?;
        self.line("")
    }

    /// Hands everything to the reader; what this cannot is lost, so a command is not done before it.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        let written = self.writer.flush();
        self.told(written)
    }

    fn told(&self, written: io::Result<()>) -> Result<(), Failure> {
        written.map_err(|error| Failure::output(&error, self.lang))
    }
}

struct Pipe<W> {
    inner: W,
    closed: bool,
}

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        let written = self.inner.write(bytes);
        self.forgive(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let flushed = self.inner.flush();
        self.forgive(flushed, ())
    }
}

impl<W> Pipe<W> {
    /// A broken pipe counts as `whole`, now and from now on.
    fn forgive<T>(&mut self, result: io::Result<T>, whole: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(whole)
            }
            other => other,
        }
    }
}
