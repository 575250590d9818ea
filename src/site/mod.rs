//! A ledger as a public site of static files: where the money came from and went, project by project, unit by unit, document by
//! document, in Chinese and in English. Needs no server; every figure leads to its entry, and every entry to its proof.
//!
//! Believes what it reads, as all exports do; the published ledger stands beside the pages, for whoever does not.

mod disclosure;
mod documents;
mod duties;
mod entries;
mod flow;
mod folder;
mod html;
mod money;
mod notices;
mod overview;
mod projects;
mod search;
mod units;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use ledger_schema::date::Date;
use ledger_schema::reference::{EntryRef, LineRef, Subject};
use ledger_schema::text::ProjectCode;
use rayon::prelude::*;

use crate::export::Lots;
use crate::export::{ExportError, Picture, yuan};
use crate::obligations::{Obligation, Report, State};
use crate::report::Checklist;
use crate::verify::Source;
use crate::wording::{Lang, grouped, say};
use entries::Shelf;
pub use folder::Folder;
use html::{Cell, Frame, Page, Target, file_name};

/// The look of every page.
const STYLE: &str = include_str!("style.css");
/// Finds things, on the page that searches.
const SEARCH: &str = include_str!("search.js");
/// Makes proof links, on the pages of entries.
const PROVE: &str = include_str!("prove.js");

/// What a site is drawn from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The records, as they are published beside the site.
    pub ledger: &'a dyn Source,
    /// The same as a picture.
    pub picture: &'a Picture,
    /// What became of every duty.
    pub duties: &'a Report,
    /// Paths of the open data beside the site, and what each is.
    pub data: &'a (dyn Fn(Lang) -> Vec<(String, String)> + Sync),
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Pages for people.
    pub pages: u64,
    /// Bytes of the longest page.
    pub longest: u64,
}

/// Writes a file of the site: its path and what stands there.
type Put<'a> = dyn Fn(&str, &str) -> Result<(), ExportError> + Sync + 'a;

/// What pages are drawn from, in one language.
struct Desk<'a> {
    lang: Lang,
    picture: &'a Picture,
    duties: &'a Report,
    lots: &'a Lots<'a>,
    places: &'a projects::Places<'a>,
    /// The duties about each project.
    of_project: &'a BTreeMap<&'a ProjectCode, Vec<&'a Obligation>>,
    /// What units have to make public.
    checklist: &'a Checklist<'a>,
    shelf: &'a Shelf,
    /// The day of the last record: everything is as it stood then.
    as_of: Date,
}

/// Writes a site into `dir`, which is there: pages for people, in both languages, and what they need. `done` is told of every
/// entry that got its place.
///
/// # Errors
///
/// A file cannot be written; a record is not what its place asks for, or the tree is not the one that was signed.
pub fn site(of: Sources<'_>, dir: &Path, done: &(dyn Fn(u64) + Sync)) -> Result<Written, ExportError> {
    let Sources { ledger, picture, duties, data } = of;
    let as_of = picture.last_on().ok_or(ExportError::Empty)?;
    let (pages, longest) = (AtomicU64::new(0), AtomicU64::new(0));
    let put = |path: &str, text: &str| {
        let file = dir.join(path);
        fs::write(&file, text).map_err(ExportError::io(&file))?;
        if file.extension().is_some_and(|kind| kind == "html") {
            pages.fetch_add(1, Ordering::Relaxed);
            longest.fetch_max(text.len() as u64, Ordering::Relaxed);
        }
        Ok::<_, ExportError>(())
    };
    for folder in ["", "en/"] {
        for below in ["projects", "places", "units", "documents", "disclosure"] {
            make(&dir.join(format!("{folder}{below}")))?;
        }
    }
    make(&dir.join("search"))?;
    for (path, text) in [("style.css", STYLE), ("search.js", SEARCH), ("prove.js", PROVE)] {
        put(path, text)?;
    }
    let shelf = Shelf::of(ledger)?;
    shelf.folders().try_for_each(|folder| make(&dir.join(folder)))?;
    shelf.write(ledger, picture, &put, done)?;
    let lots = Lots::of(picture);
    let places = projects::Places::of(picture);
    let mut of_project = BTreeMap::<&ProjectCode, Vec<&Obligation>>::new();
    for duty in duties.obligations.iter().filter(|duty| duty.state != State::Met) {
        for project in picture.projects_of(&duty.subject) {
            of_project.entry(project).or_default().push(duty);
        }
    }
    let checklist = Checklist::of(duties, picture, &|_| true);
    search::write(picture, &places, &put)?;
    for lang in Lang::ALL {
        let (lots, places, of_project, checklist, shelf) = (&lots, &places, &of_project, &checklist, &shelf);
        let desk = Desk { lang: *lang, picture, duties, lots, places, of_project, checklist, shelf, as_of };
        desk.write(&data(*lang), &put)?;
    }
    Ok(Written { pages: pages.into_inner(), longest: longest.into_inner() })
}

fn make(folder: &Path) -> Result<(), ExportError> {
    fs::create_dir_all(folder).map_err(ExportError::io(folder))
}

/// Fen as yuan for people: `61,320,000.00`.
fn sum(fen: i128) -> String {
    grouped(&yuan(fen))
}

/// How much of the whole a part is, in hundredths, rounded down; nothing of nothing.
fn percent(part: i128, whole: i128) -> String {
    if whole > 0 { format!("{}%", part * 100 / whole) } else { String::new() }
}

impl Desk<'_> {
    /// Writes every page of a language.
    fn write(&self, data: &[(String, String)], put: &Put<'_>) -> Result<(), ExportError> {
        let Self { lang, picture, as_of, .. } = *self;
        let foot = say!(lang,
            zh: "账本 {origin}，{size} 条记录，截至 {as_of}，树根 {root}。每笔金额都出自一笔登记，点开即见原文和证明；合计由此算出。",
            en: "Ledger {origin}, {size} records, as of {as_of}, root {root}. Every amount comes from an entry and leads to its text and proof; totals are their sums.",
            origin = picture.origin(), size = picture.size(), root = self.shelf.root());
        let frame = Frame { lang, ledger: picture.title().to_owned(), foot };
        let write = |page: &Page| frame.write(page).iter().try_for_each(|(path, text)| put(path, text));
        let single = [
            overview::page(self),
            money::page(self),
            duties::page(self),
            notices::page(self),
            documents::list(self),
            units::list(self),
            projects::list(self),
            search::page(self),
            overview::data(self, data),
        ];
        single.iter().try_for_each(write)?;
        let listed: Vec<_> = picture.listed().collect();
        listed.par_iter().try_for_each(|(code, project)| write(&projects::page(self, code, project)))?;
        units::Ledger::of(self).pages().par_iter().try_for_each(write)?;
        self.checklist.units.par_iter().try_for_each(|list| write(&disclosure::page(self, list)))?;
        self.places.all().try_for_each(|place| write(&projects::place(self, place)))?;
        (0..picture.papers.len()).into_par_iter().try_for_each(|at| write(&documents::page(self, at)))
    }

    /// Where an entry stands; none if it is not there. The pages of entries are for all languages: they pass on which one it was.
    fn place(&self, entry: &EntryRef) -> Option<Target> {
        let path = self.shelf.path(self.picture, entry)?;
        Some(Target::Shared(format!("{path}{}#{entry}", self.pick("", "?lang=en"))))
    }

    /// An entry, with the way to it.
    fn entry(&self, entry: &EntryRef) -> Cell {
        Cell::from(entry.to_string()).leading_if(self.place(entry))
    }

    /// A sum that stands by itself.
    fn yuan(&self, fen: i128) -> String {
        say!(self.lang, zh: "{sum} 元", en: "{sum} yuan", sum = sum(fen))
    }

    /// A sum, with the way to the entry that it comes from.
    fn sum_of(&self, fen: i128, entry: &EntryRef) -> Cell {
        Cell::from(sum(fen)).leading_if(self.place(entry))
    }

    /// What is left of a sum after what came back, with the way to the entry that it comes from, and what that entry says.
    fn net(&self, fen: i128, gross: i128, entry: &EntryRef) -> Cell {
        let cell = self.sum_of(fen, entry);
        if fen == gross {
            return cell;
        }
        let (gross, back) = (sum(gross), sum(gross - fen));
        cell.note(say!(self.lang,
            zh: "登记 {gross}，退回、收回或冲销 {back}", en: "entered as {gross}, of which {back} came back"))
    }

    /// A unit, by its name, with the way to its page; or somebody who is none.
    fn unit(&self, id: &str) -> Cell {
        if !self.picture.units.contains_key(id) {
            return Cell::from(id);
        }
        Cell::from(self.picture.unit_name(id)).leading(Target::Page(units::path(id)))
    }

    /// A project, by its name, with the way to its page.
    fn project(&self, code: &ProjectCode) -> Cell {
        let Some([name, ..]) = self.picture.project(code) else { return Cell::from(code.to_string()) };
        let cell = Cell::from(name).note(code.to_string());
        if self.picture.listed_as(code).is_some() { cell.leading(Target::Page(project_path(code))) } else { cell }
    }

    /// The document of a lot; the lot itself where none is named.
    fn document_of(&self, lot: &LineRef) -> Cell {
        match self.picture.paper_of(lot) {
            Some((number, at)) => Cell::from(number).leading(Target::Page(documents::path(at))),
            None => Cell::from(lot.to_string()).leading_if(self.place(&lot.entry)),
        }
    }

    /// What something is about: a project, an entry, or what it is called.
    fn subject(&self, subject: &str) -> Cell {
        let entry = subject.split('|').find_map(|part| match part.parse::<Subject>().ok()? {
            Subject::Entry(entry) => Some(entry),
            Subject::Line(line) => Some(line.entry),
            Subject::Project(_) => None,
        });
        match (self.picture.projects_of(subject).as_slice(), entry) {
            ([code], _) => self.project(code),
            (_, Some(entry)) => Cell::from(self.picture.called(subject)).leading_if(self.place(&entry)),
            (_, None) => Cell::from(self.picture.called(subject)),
        }
    }

    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.lang.pick(zh, en)
    }
}

/// The page of a project.
fn project_path(code: &ProjectCode) -> String {
    format!("projects/{}.html", file_name(code.as_str()))
}
