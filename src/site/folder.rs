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

    /// Puts the site in its place; an earlier one is gone. A folder that is there stays the same one, whoever stands in it or has
    /// it mounted; only what is in it changes.
    pub fn put(self) -> Result<(), ExportError> {
        let failed = |error| ExportError::io(&self.place)(error);
        if !self.place.exists() {
            return fs::rename(self.path(), &self.place).map_err(failed);
        }
        let before = self.beside.path().join("before");
        fs::create_dir(&before).map_err(failed)?;
        // A crash from here on leaves a site without a first page: the next one is put over it.
        moved(&self.place, &before, true).and_then(|()| moved(&self.path(), &self.place, false)).map_err(failed)
    }
}

/// Moves everything in a folder to another; the first page first or last.
fn moved(from: &Path, to: &Path, first_page_first: bool) -> io::Result<()> {
    let mut names = fs::read_dir(from)?.map(|file| Ok(file?.file_name())).collect::<io::Result<Vec<_>>>()?;
    names.sort_by_key(|name| (name != INDEX) == first_page_first);
    names.iter().try_for_each(|name| fs::rename(from.join(name), to.join(name)))
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
    // One without a first page was cut short, if it has what goes with one.
    let cut_short = || !index.exists() && place.join("prove.js").is_file();
    if names.is_empty() || ours() || cut_short() { Ok(()) } else { Err(taken()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let name = |file: io::Result<fs::DirEntry>| file.expect("a file").file_name().to_string_lossy().into_owned();
        let mut names: Vec<String> = fs::read_dir(folder).expect("a folder").map(name).collect();
        names.sort();
        names
    }

    fn made(place: &Path, files: &[&str]) -> Result<(), ExportError> {
        let folder = Folder::new(place)?;
        for file in files {
            fs::write(folder.path().join(file), MARK).expect("written");
        }
        folder.put()
    }

    #[test]
    fn an_earlier_site_is_replaced_as_a_whole_in_the_same_folder() {
        let parent = tempfile::tempdir().expect("a folder");
        let place = parent.path().join("site");
        made(&place, &["index.html", "units.html", "units~1-2.html"]).expect("new");
        let inside = fs::File::open(&place).expect("opened").metadata().expect("metadata");
        made(&place, &["index.html", "money.html"]).expect("replaced");
        assert_eq!(names(&place), ["index.html", "money.html"]);
        let again = fs::File::open(&place).expect("opened").metadata().expect("metadata");
        assert_eq!(inside.created().ok(), again.created().ok(), "the folder itself stays");
        // One that was cut short is ours as well.
        fs::remove_file(place.join("index.html")).expect("removed");
        fs::write(place.join("prove.js"), "").expect("written");
        made(&place, &["index.html"]).expect("replaced");
        assert_eq!((names(&place), names(parent.path())), (vec!["index.html".to_owned()], vec!["site".to_owned()]));
    }

    #[test]
    fn what_somebody_else_has_put_there_stays() {
        let parent = tempfile::tempdir().expect("a folder");
        let place = parent.path().join("site");
        made(&place, &["index.html"]).expect("new");
        fs::write(place.join("CNAME"), "ledger.example").expect("written");
        let refused = made(&place, &["index.html"]).expect_err("refused");
        assert!(matches!(refused, ExportError::FolderTaken { found: Some(name), .. } if name == Path::new("CNAME")));
        fs::remove_file(place.join("CNAME")).expect("removed");
        fs::write(place.join("index.html"), "somebody's").expect("written");
        assert_eq!(made(&place, &["index.html"]).expect_err("refused").code(), "export-folder-taken");
        assert_eq!(names(parent.path()), ["site"]);
    }
}
