//! A bar on standard error for people who wait longer than a second; nothing where it is no terminal.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mingzhang::wording::{Lang, say};

/// How long to be silent.
const SILENT: Duration = Duration::from_secs(1);

/// How far a pass over the records has come.
pub(in crate::cli) struct Progress(ProgressBar);

impl Progress {
    pub(in crate::cli) fn new(records: u64, lang: Lang) -> Self {
        let template =
            say!(lang, zh: "核验 {{bar:30}} {{pos}}/{{len}} 条", en: "verifying {{bar:30}} {{pos}}/{{len}} records");
        Self::of(records, &template)
    }

    /// A bar of another pass, by its template.
    pub(in crate::cli) fn of(records: u64, template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(Some(records), ProgressDrawTarget::hidden());
        bar.set_style(ProgressStyle::with_template(template).expect("a fixed template"));
        Self(bar)
    }

    /// `done` records are done.
    pub(in crate::cli) fn tell(&self, done: u64) {
        if self.0.is_hidden() && self.0.elapsed() > SILENT && std::io::stderr().is_terminal() {
            self.0.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.0.set_position(done);
    }

    /// Takes the bar away: what was found follows on standard output.
    pub(in crate::cli) fn end(&self) {
        self.0.finish_and_clear();
    }
}
