//! The folder of a site: made beside its place and put there when all of it stands.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::export::ExportError;

/// The first page, by which an earlier site is known.
const INDEX: &str = "index.html";
/// What our pages say of themselves.
const MARK: &str = "<meta name=\"generator\" content=\"mingzhang\">";
/// What stands in a site; whatever else is there was put there by somebody.
const OURS: [&str; 24] = [
    "data",
    "data.html",
    "disclosure",
    "documents",
    "documents.html",
    "duties.html",
    "en",
    "entries",
    "index.html",
    "ledger",
    "money.html",
    "notices.html",
    "places",
    "policy",
    "projects",
    "projects.html",
    "prove.js",
    "search",
    "search.html",
    "search.js",
    "style.css",
    "units",
    "units.html",
    "verify.html",
];
/// Pages that go on with a table stand beside their first.
const GOES_ON: char = '~';
/// Bytes of a first page that are looked at.
const INDEX_BYTES: u64 = 1 << 20;

/// A site while it is made.
#[derive(Debug)]
pub struct Folder {
    place: PathBuf,
    beside: TempDir,
}

impl Folder {
    /// A folder for the site at `place`, which is new, empty or holds an earlier site and nothing else; anything else is refused.
    pub fn new(place: &Path) -> Result<Self, ExportError> {
        // A link is followed, so that what it leads to is replaced and not the link.
        free(place)?;
        let place = &fs::canonicalize(place).unwrap_or_else(|_| place.to_owned());
        let parent = place.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::metadata(parent).map_err(ExportError::io(parent))?;
        let beside = tempfile::Builder::new().prefix(".site").tempdir_in(parent).map_err(ExportError::io(parent))?;
        let folder = Self { place: place.to_owned(), beside };
        // A folder of its own has the rights that the user gives to folders; the one around it is for nobody else.
        fs::create_dir(folder.path()).map_err(ExportError::io(place))?;
        Ok(folder)
    }

    /// Where the site is made.
    pub fn path(&self) -> PathBuf {
        self.beside.path().join("site")
    }

    /// Puts the site in its place; an earlier one is gone.
    pub fn put(self) -> Result<(), ExportError> {
        let failed = || ExportError::io(&self.place);
        let before = self.beside.path().join("before");
        match fs::rename(&self.place, &before) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            moved => moved.map_err(failed())?,
        }
        // A crash here leaves both beside the place, and nothing in it.
        let placed = fs::rename(self.path(), &self.place);
        if placed.is_err() {
            let _ = fs::rename(&before, &self.place);
        }
        placed.map_err(failed())
    }
}

/// Refuses a folder that holds something else than an earlier site.
fn free(place: &Path) -> Result<(), ExportError> {
    let taken = || ExportError::FolderTaken { path: place.to_owned(), found: None };
    let files = match fs::read_dir(place) {
        Ok(files) => files,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Err(taken()),
        Err(error) => return Err(ExportError::io(place)(error)),
    };
    let names: Vec<_> = files
        .map(|file| file.map(|file| file.file_name()))
        .collect::<Result<_, _>>()
        .map_err(ExportError::io(place))?;
    let foreign = names.iter().find(|name| {
        let known = |name: &str| OURS.contains(&name) || name.contains(GOES_ON);
        !name.to_str().is_some_and(known)
    });
    if let Some(name) = foreign {
        return Err(ExportError::FolderTaken { path: place.to_owned(), found: Some(name.into()) });
    }
    let index = place.join(INDEX);
    let short = || fs::metadata(&index).is_ok_and(|file| file.is_file() && file.len() <= INDEX_BYTES);
    let ours = || short() && fs::read_to_string(&index).is_ok_and(|text| text.contains(MARK));
    if names.is_empty() || ours() { Ok(()) } else { Err(taken()) }
}
