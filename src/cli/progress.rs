//! Progress on standard error, from the first second on, and only where somebody is looking.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar that shows itself only if the work takes longer than a second.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn new(total: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        Self(bar.with_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {eta}").expect("a template")))
    }

    /// `count` more are done.
    pub(crate) fn advance(&self, count: u64) {
        if self.0.is_hidden() && self.0.elapsed().as_secs() >= 1 {
            self.0.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.0.inc(count);
    }

    /// Writes something else meanwhile.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }

    pub(crate) fn done(self) {
        self.0.finish_and_clear();
    }
}
