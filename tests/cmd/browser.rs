//! A browser that shows a page and gives what it then holds, on machines that have one.

use std::path::Path;
use std::process::Command;

pub(crate) struct Browser {
    program: &'static str,
    profile: tempfile::TempDir,
}

impl Browser {
    /// None if there is no browser here.
    pub(crate) fn new() -> Option<Self> {
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let program = names
            .into_iter()
            .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()))?;
        Some(Self { program, profile: tempfile::tempdir().expect("a folder") })
    }

    /// What stands in the window in the end, wherever the page has led. The time that is given it is that of its clock, which runs
    /// ahead while nothing is to be done: a page that waits for something must look at the clock.
    pub(crate) fn shown(&self, page: &Path, behind: &str) -> String {
        let output = Command::new(self.program)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=900000", "--dump-dom"])
            .arg(format!("--user-data-dir={}", self.profile.path().display()))
            .arg(format!("file://{}{behind}", page.display()))
            .output()
            .expect("the browser ran");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What the page that verifies says after it has verified.
    pub(crate) fn told(&self, page: &Path, behind: &str) -> String {
        verdict(&self.shown(page, behind))
    }
}

/// The part of the page that verifies which says what it found.
pub(crate) fn verdict(dom: &str) -> String {
    let (_, verdict) = dom.split_once("id=\"verdict\"").expect("the page");
    verdict.split_once("<section id=\"ask\"").expect("its end").0.to_owned()
}
