//! A ledger as one picture in memory: what the exports of projects, contracts and flows are drawn from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use ledger_schema::date::Date;
use ledger_schema::document::Document;
use ledger_schema::entry::disclosure::NoticePosted;
use ledger_schema::entry::{Body, Entry};
use ledger_schema::record::Record;
use ledger_schema::reference::{EntryRef, LineRef, Subject};
use ledger_schema::text::ProjectCode;

use super::money::{Lines, Movement, MovementKind, Sums, Told};
use super::parts::{Did, Line, Moved, Notice, Paid, Paper, Remark, Standing};
use super::projects::{Project, Projects, Stage};
use super::remark;
use super::units::{self, Units};
use super::{ExportError, Reversed, each, reversals};
use crate::verify::Source;

/// The whole of a ledger, for exports.
pub struct Picture {
    pub(super) origin: String,
    pub(super) title: String,
    /// When the last record was appended: RFC 3339, +08:00.
    pub(super) last_at: String,
    /// The day of that.
    pub(super) last_on: Option<Date>,
    /// Records.
    pub(super) size: u64,
    /// By id.
    pub units: Units,
    pub(super) projects: Projects,
    pub(super) steps: HashMap<ProjectCode, Vec<Did>>,
    /// Notices that stand, in the order of the ledger.
    pub notices: Vec<Notice>,
    /// Indices of the notices about each project.
    pub(super) noticed: HashMap<ProjectCode, Vec<usize>>,
    remarks: Vec<Remark>,
    /// Indices of the remarks about each project.
    remarked: HashMap<ProjectCode, Vec<usize>>,
    /// Which entry was cancelled by which.
    pub reversed: Reversed,
    /// The projects of each entry or line that has some; an allocation may have many.
    about: HashMap<String, Vec<ProjectCode>>,
    /// Movements, in the order of the ledger.
    pub movements: Vec<Moved>,
    lines: HashMap<LineRef, Line>,
    /// Documents, in the order in which the ledger first names them.
    pub papers: Vec<Paper>,
    /// The place of each among them, by unit and number.
    numbered: HashMap<(String, String), usize>,
    /// Indices of the records of each unit's entries, in order of their numbers.
    placed: HashMap<String, Vec<u64>>,
    /// Indices of the movements of each project.
    pub(super) moved: HashMap<ProjectCode, Vec<usize>>,
    /// What of each kind of movement still stands, in fen.
    pub(super) sums: Sums,
}

impl Picture {
    /// Reads a ledger, wherever it is kept. `done` is told of every record that was read, each of them twice. Memory grows with
    /// the lines that move money and the steps of projects.
    pub fn of<S: Source + ?Sized>(source: &S, done: &(dyn Fn(u64) + Sync)) -> Result<Self, ExportError> {
        let reversed = reversals(source, done)?;
        let mut picture = Self {
            origin: String::new(),
            title: String::new(),
            last_at: String::new(),
            last_on: None,
            size: 0,
            units: Units::new(),
            projects: Projects::default(),
            steps: HashMap::new(),
            notices: Vec::new(),
            noticed: HashMap::new(),
            remarks: Vec::new(),
            remarked: HashMap::new(),
            reversed: Reversed::new(),
            about: HashMap::new(),
            movements: Vec::new(),
            lines: HashMap::new(),
            papers: Vec::new(),
            numbered: HashMap::new(),
            placed: HashMap::new(),
            moved: HashMap::new(),
            sums: Sums::new(),
        };
        let mut money = Lines::new();
        each(source, &mut |index, record, entry| {
            picture.take(index, record, entry, &reversed, &mut money)?;
            done(1);
            Ok(())
        })?;
        picture.sums = money.sums;
        picture.reversed = reversed;
        Ok(picture)
    }

    fn take(
        &mut self,
        index: u64,
        record: &Record,
        entry: &Entry,
        reversed: &Reversed,
        money: &mut Lines,
    ) -> Result<(), ExportError> {
        self.last_at = record.appended_at.to_string();
        self.last_on = Some(record.appended_at.date());
        self.size = index + 1;
        match self.placed.get_mut(entry.issuer.as_str()) {
            Some(places) => places.push(index),
            None => drop(self.placed.insert(entry.issuer.to_string(), vec![index])),
        }
        let stands = !reversed.contains_key(&entry.reference());
        units::take(&mut self.units, entry, stands);
        if let Some((text, subjects)) = remark::read(&entry.body).filter(|_| stands) {
            self.remark(entry, text, &subjects);
        }
        match &entry.body {
            Body::LedgerOpened(body) => {
                self.origin = entry.ledger.to_string();
                self.title = body.title.to_string();
            }
            Body::NoticePosted(body) if stands => self.notice(entry, body),
            Body::NoticeRemoved(body) if stands => {
                // The latest are taken down most often.
                if let Some(notice) = self.notices.iter_mut().rev().find(|notice| notice.entry == body.notice) {
                    notice.removed_on = Some(body.removed_on);
                }
            }
            Body::QuotaReceived(body) if stands => {
                if let Some(line) = self.lines.get_mut(&body.lot) {
                    line.received_on = Some(body.received_on);
                }
            }
            _ => {
                let damaged = || ExportError::Damaged { index };
                self.step(entry, stands).ok_or_else(damaged)?;
                self.money(entry, money).ok_or_else(damaged)?;
            }
        }
        Ok(())
    }

    fn step(&mut self, entry: &Entry, stands: bool) -> Option<()> {
        let Some(step) = self.projects.take(entry, stands).ok()? else { return Some(()) };
        self.about.insert(entry.reference().to_string(), vec![step.project.clone()]);
        let did = Did {
            entry: entry.reference(),
            kind: entry.body.entry_type(),
            date: entry.date,
            issuer: entry.issuer.to_string(),
            amount: step.amount,
            percent: step.percent,
            contract: step.contract.cloned(),
            document: step.document.map(|document| document.number.to_string()),
            detail: remark::detail(&entry.body),
        };
        self.steps.entry(step.project.clone()).or_default().push(did);
        Some(())
    }

    /// The projects that something is about.
    fn concerned(&self, subject: &Subject) -> Vec<ProjectCode> {
        let of_line = |line: &LineRef| self.lines.get(line).and_then(|line| line.project.clone()).into_iter().collect();
        match subject {
            Subject::Project(code) => vec![code.clone()],
            Subject::Entry(entry) => {
                self.about.get(&entry.to_string()).cloned().unwrap_or_else(|| of_line(&entry.line(1)))
            }
            Subject::Line(line) => self.about.get(&line.to_string()).cloned().unwrap_or_else(|| of_line(line)),
        }
    }

    fn remark(&mut self, entry: &Entry, text: String, subjects: &[Subject]) {
        let projects: BTreeSet<ProjectCode> = subjects.iter().flat_map(|subject| self.concerned(subject)).collect();
        if projects.is_empty() {
            return;
        }
        for project in &projects {
            self.remarked.entry(project.clone()).or_default().push(self.remarks.len());
        }
        self.about.insert(entry.reference().to_string(), projects.into_iter().collect());
        let (kind, date, issuer) = (entry.body.entry_type(), entry.date, entry.issuer.to_string());
        self.remarks.push(Remark { entry: entry.reference(), kind, date, issuer, text });
    }

    fn notice(&mut self, entry: &Entry, body: &NoticePosted) {
        let projects: BTreeSet<ProjectCode> =
            body.subjects.iter().flat_map(|subject| self.concerned(subject)).collect();
        for project in &projects {
            self.noticed.entry(project.clone()).or_default().push(self.notices.len());
        }
        self.about.insert(entry.reference().to_string(), projects.into_iter().collect());
        let (issuer, body) = (entry.issuer.to_string(), body.clone());
        self.notices.push(Notice { entry: entry.reference(), issuer, body, removed_on: None });
    }

    fn money(&mut self, entry: &Entry, money: &mut Lines) -> Option<()> {
        money.take(entry, &mut |told| match told {
            Told::Lot(lot) => {
                if let Some(project) = &lot.strand.project {
                    self.about.insert(lot.line.to_string(), vec![project.clone()]);
                    let of_entry = self.about.entry(lot.line.entry.to_string()).or_default();
                    if !of_entry.contains(project) {
                        of_entry.push(project.clone());
                    }
                }
                if let Some(document) = lot.document {
                    self.paper(entry, document, lot.line);
                }
                let document = lot.document.map(|document| document.number.to_string());
                let line = Line { document, r#use: lot.r#use, ..Line::default() };
                self.lines.insert(lot.line.clone(), line);
            }
            Told::Paid(line, body, each) => {
                let paid = Paid {
                    kind: each.payee.kind,
                    id: each.payee.id.clone(),
                    method: each.method,
                    category: each.category.clone(),
                    stage: each.stage,
                    cleared_on: body.cleared_on,
                };
                self.lines.insert(line.clone(), Line { paid: Some(paid), ..Line::default() });
            }
            Told::Movement(movement) => self.movement(entry, &movement),
        })
    }

    /// A document opens a lot.
    fn paper(&mut self, entry: &Entry, document: &Document, lot: &LineRef) {
        let number = document.number.to_string();
        let at = *self.numbered.entry((entry.issuer.to_string(), number)).or_insert_with_key(|(issuer, number)| {
            let (number, title) = (number.clone(), document.title.as_ref().map(ToString::to_string));
            let (issued_on, issuer) = (document.issued_on, issuer.clone());
            self.papers.push(Paper { number, title, issued_on, issuer, lots: Vec::new() });
            self.papers.len() - 1
        });
        self.papers[at].lots.push(lot.clone());
    }

    fn movement(&mut self, entry: &Entry, movement: &Movement<'_>) {
        if let Some(project) = &movement.strand.project {
            if let Some(line) = self.lines.get_mut(movement.line).filter(|line| line.project.is_none()) {
                line.project = Some(project.clone());
            }
            self.moved.entry(project.clone()).or_default().push(self.movements.len());
        }
        self.movements.push(Moved {
            entry: entry.reference(),
            entry_type: entry.body.entry_type(),
            date: entry.date,
            kind: movement.kind,
            line: movement.line.clone(),
            lot: movement.lot.cloned(),
            from: movement.from_unit.map(str::to_owned),
            to: movement.to.to_owned(),
            fen: movement.fen,
            strand: Arc::clone(movement.strand),
        });
    }

    /// What is known of a lot or payment besides its money.
    pub fn line(&self, line: &LineRef) -> Option<&Line> {
        self.lines.get(line)
    }

    /// The document of a lot: its number, and its place among all.
    pub fn paper_of(&self, lot: &LineRef) -> Option<(&str, usize)> {
        let number = self.lines.get(lot)?.document.as_ref()?;
        let at = *self.numbered.get(&(lot.entry.unit.to_string(), number.clone()))?;
        Some((number, at))
    }

    /// Index of the record of an entry.
    pub fn place(&self, entry: &EntryRef) -> Option<u64> {
        let places = self.placed.get(entry.unit.as_str())?;
        places.get(usize::try_from(entry.number.checked_sub(1)?).ok()?).copied()
    }

    /// The name of the ledger: what its checkpoints are about.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The name of a unit; the id of one that is not known.
    pub fn unit_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.units.get(id).map_or(id, |unit| &unit.name)
    }

    /// Name, category, site and village of a project.
    pub fn project(&self, code: &ProjectCode) -> Option<[String; 4]> {
        let listed = &self.projects.0.get(code)?.listed;
        let village = listed.village.as_ref().map(ToString::to_string).unwrap_or_default();
        Some([listed.name.to_string(), listed.category.to_string(), listed.site.to_string(), village])
    }

    /// Records that were read.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The title of the ledger.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The day of the last record.
    pub const fn last_on(&self) -> Option<Date> {
        self.last_on
    }

    /// What of each kind of movement still stands, in fen.
    pub const fn sums(&self) -> &Sums {
        &self.sums
    }

    /// A project whose listing stands.
    pub fn listed_as(&self, code: &ProjectCode) -> Option<&Project> {
        self.projects.0.get(code).filter(|project| project.stage != Stage::Reversed)
    }

    /// Projects whose listing stands, in order of their codes.
    pub fn listed(&self) -> impl Iterator<Item = (&ProjectCode, &Project)> {
        self.projects.0.iter().filter(|(_, project)| project.stage != Stage::Reversed)
    }

    /// The steps of a project, in the order of the ledger.
    pub fn steps(&self, project: &ProjectCode) -> &[Did] {
        self.steps.get(project).map_or(&[], Vec::as_slice)
    }

    /// The notices about a project, in the order of the ledger.
    pub fn notices(&self, project: &ProjectCode) -> impl Iterator<Item = &Notice> {
        self.noticed.get(project).into_iter().flatten().map(|at| &self.notices[*at])
    }

    /// What was said of a project besides its steps, in the order of the ledger.
    pub fn remarks(&self, project: &ProjectCode) -> impl Iterator<Item = &Remark> {
        self.remarked.get(project).into_iter().flatten().map(|at| &self.remarks[*at])
    }

    /// What of a project's money came back, or was reversed, in the order of the ledger.
    pub fn returns(&self, project: &ProjectCode) -> impl Iterator<Item = &Moved> {
        let all = self.moved.get(project).into_iter().flatten().map(|at| &self.movements[*at]);
        all.filter(|moved| moved.entry != moved.line.entry)
    }

    /// The projects that an obligation is about: one of the parts of its subject names one, or an entry or line of some.
    pub fn projects_of(&self, subject: &str) -> Vec<&ProjectCode> {
        let of = |part: &str| {
            let code = part.parse::<ProjectCode>().ok();
            let known = code.and_then(|code| self.projects.0.get_key_value(&code)).map(|(code, _)| vec![code]);
            known.or_else(|| self.about.get(part).map(|codes| codes.iter().collect()))
        };
        subject.split('|').find_map(of).unwrap_or_default()
    }

    /// What a subject of an obligation is called: a project by its name, an entry by its document, a unit by its name.
    pub fn called(&self, subject: &str) -> String {
        let document = subject.parse::<EntryRef>().ok().and_then(|entry| self.paper_of(&entry.line(1)));
        if let Some((number, _)) = document {
            return format!("{number}（{subject}）");
        }
        match (self.projects_of(subject).as_slice(), subject.parse::<EntryRef>()) {
            ([code], Err(_)) => {
                self.project(code).map_or_else(|| code.to_string(), |[name, ..]| format!("{name}（{code}）"))
            }
            _ => subject.split('|').map(|part| self.unit_name(part)).collect::<Vec<_>>().join(" "),
        }
    }

    fn movements_of(&self, project: &ProjectCode, kind: MovementKind) -> impl Iterator<Item = &Moved> {
        let all = self.moved.get(project).into_iter().flatten().map(|at| &self.movements[*at]);
        all.filter(move |moved| moved.kind == kind)
    }

    /// What was allocated to a project and stands, in fen.
    pub fn allocated(&self, project: &ProjectCode) -> i128 {
        self.movements_of(project, MovementKind::Allocated).map(|moved| moved.fen).sum()
    }

    /// What was paid for a project and stands, in fen.
    pub fn paid(&self, project: &ProjectCode) -> i128 {
        self.movements_of(project, MovementKind::Paid).map(|moved| moved.fen).sum()
    }

    /// The lots that were allocated to a project, each once, in the order of the ledger.
    pub fn allocations(&self, project: &ProjectCode) -> impl Iterator<Item = &LineRef> {
        let mut seen = BTreeSet::new();
        self.movements_of(project, MovementKind::Allocated)
            .map(|moved| &moved.line)
            .filter(move |line| seen.insert(*line))
    }

    /// The payments for a project that stand, in order of their lines.
    pub fn payments(&self, project: &ProjectCode) -> Vec<Standing<'_>> {
        let mut standing: BTreeMap<&LineRef, Standing<'_>> = BTreeMap::new();
        for moved in self.movements_of(project, MovementKind::Paid) {
            let Some(paid) = self.lines.get(&moved.line).and_then(|line| line.paid.as_ref()) else { continue };
            let line = &moved.line;
            let new = || Standing { gross: 0, line, payer: line.entry.unit.as_str(), payee: &moved.to, paid, fen: 0 };
            let one = standing.entry(&moved.line).or_insert_with(new);
            one.fen += moved.fen;
            if moved.entry == moved.line.entry {
                one.gross += moved.fen;
            }
        }
        standing.into_values().filter(|payment| payment.fen != 0).collect()
    }
}
