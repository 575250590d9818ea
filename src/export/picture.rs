//! A ledger as one picture in memory: what the exports of projects, contracts and flows are drawn from.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use ledger_schema::date::Date;
use ledger_schema::entry::disclosure::NoticePosted;
use ledger_schema::entry::funds::{PayeeKind, PaymentMethod, Stage, Use};
use ledger_schema::entry::projects::ContractAwarded;
use ledger_schema::entry::{Body, Entry, EntryType};
use ledger_schema::money::Money;
use ledger_schema::record::Record;
use ledger_schema::reference::{EntryRef, LineRef, Subject};
use ledger_schema::text::{CreditCode, Name, ProjectCode};

use super::money::{Lines, Movement, MovementKind, Strand, Sums, Told};
use super::projects::{Project, Projects, Stage as ProjectStage};
use super::units::{self, Units};
use super::{ExportError, Reversed, each, reversals};
use crate::verify::Source;

/// A step of a project.
pub(super) struct Did {
    pub(super) entry: EntryRef,
    pub(super) kind: EntryType,
    pub(super) date: Date,
    pub(super) issuer: String,
    pub(super) amount: Option<Money>,
    pub(super) percent: Option<u8>,
    pub(super) contract: Option<ContractAwarded>,
}

/// A notice that stands.
pub(super) struct Notice {
    pub(super) entry: EntryRef,
    pub(super) issuer: String,
    pub(super) body: NoticePosted,
}

/// What is known of a line besides its money.
#[derive(Default)]
pub struct Line {
    /// Number of the document of a lot.
    pub document: Option<String>,
    /// What an allocated lot is for.
    pub r#use: Option<Use>,
    /// To whom and how a line was paid.
    pub paid: Option<Paid>,
}

/// How a line was paid.
pub struct Paid {
    /// Kind of the payee.
    pub kind: PayeeKind,
    /// Unified social credit code of the payee; none of persons.
    pub id: Option<CreditCode>,
    /// Way of payment.
    pub method: PaymentMethod,
    /// Category, as stated.
    pub category: Name,
    /// Stage of the work.
    pub stage: Option<Stage>,
    /// The day it cleared.
    pub cleared_on: Date,
}

/// A movement of money; negative where it came back or was reversed.
pub struct Moved {
    /// The entry that moved it.
    pub entry: EntryRef,
    /// The type of that entry.
    pub entry_type: EntryType,
    /// The day of that entry.
    pub date: Date,
    /// What it does with money.
    pub kind: MovementKind,
    /// The lot or payment.
    pub line: LineRef,
    /// The lot drawn on.
    pub lot: Option<LineRef>,
    /// The unit that held the money.
    pub from: Option<String>,
    /// The unit that holds it now, or the payee.
    pub to: String,
    /// In fen.
    pub fen: i128,
    strand: Arc<Strand>,
}

impl Moved {
    /// The fund.
    pub fn fund(&self) -> &str {
        &self.strand.fund
    }

    /// The year of the fund.
    pub fn fund_year(&self) -> &str {
        &self.strand.fund_year
    }

    /// Where the money comes from: central, province, city, county.
    pub fn level(&self) -> &'static str {
        self.strand.level
    }

    /// The task; empty if none is set.
    pub fn task(&self) -> &str {
        &self.strand.task
    }

    /// The project that it is for.
    pub fn project(&self) -> Option<&ProjectCode> {
        self.strand.project.as_ref()
    }
}

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
    pub(super) notices: Vec<Notice>,
    /// Indices of the notices about each project.
    pub(super) noticed: HashMap<ProjectCode, Vec<usize>>,
    /// The project of each entry or line that has one.
    about: HashMap<String, ProjectCode>,
    /// Movements, in the order of the ledger.
    pub movements: Vec<Moved>,
    lines: HashMap<LineRef, Line>,
    /// Indices of the movements of each project.
    pub(super) moved: HashMap<ProjectCode, Vec<usize>>,
    /// What of each kind of movement still stands, in fen.
    pub(super) sums: Sums,
}

/// A payment line as it stands after what came back.
pub(super) struct Standing<'a> {
    pub(super) line: &'a LineRef,
    pub(super) payer: &'a str,
    pub(super) payee: &'a str,
    pub(super) paid: &'a Paid,
    pub(super) fen: i128,
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
            about: HashMap::new(),
            movements: Vec::new(),
            lines: HashMap::new(),
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
        let stands = !reversed.contains_key(&entry.reference());
        units::take(&mut self.units, entry, stands);
        match &entry.body {
            Body::LedgerOpened(body) => {
                self.origin = entry.ledger.to_string();
                self.title = body.title.to_string();
            }
            Body::NoticePosted(body) if stands => self.notice(entry, body),
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
        self.about.insert(entry.reference().to_string(), step.project.clone());
        let did = Did {
            entry: entry.reference(),
            kind: entry.body.entry_type(),
            date: entry.date,
            issuer: entry.issuer.to_string(),
            amount: step.amount,
            percent: step.percent,
            contract: step.contract.cloned(),
        };
        self.steps.entry(step.project.clone()).or_default().push(did);
        Some(())
    }

    fn notice(&mut self, entry: &Entry, body: &NoticePosted) {
        let mut projects: Vec<&ProjectCode> = body
            .subjects
            .iter()
            .filter_map(|subject| match subject {
                Subject::Project(code) => Some(code),
                Subject::Entry(entry) => self.about.get(&entry.to_string()),
                Subject::Line(line) => self.about.get(&line.to_string()),
            })
            .collect();
        projects.sort();
        projects.dedup();
        for project in projects {
            self.noticed.entry(project.clone()).or_default().push(self.notices.len());
        }
        let (issuer, body) = (entry.issuer.to_string(), body.clone());
        self.notices.push(Notice { entry: entry.reference(), issuer, body });
    }

    fn money(&mut self, entry: &Entry, money: &mut Lines) -> Option<()> {
        money.take(entry, &mut |told| match told {
            Told::Lot(lot) => {
                if let Some(project) = &lot.strand.project {
                    self.about.insert(lot.line.to_string(), project.clone());
                    self.about.entry(lot.line.entry.to_string()).or_insert_with(|| project.clone());
                }
                let document = lot.document.map(|document| document.number.to_string());
                self.lines.insert(lot.line.clone(), Line { document, r#use: lot.r#use, paid: None });
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

    fn movement(&mut self, entry: &Entry, movement: &Movement<'_>) {
        if let Some(project) = &movement.strand.project {
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

    /// Projects whose listing stands, in order of their codes.
    pub(super) fn listed(&self) -> impl Iterator<Item = (&ProjectCode, &Project)> {
        self.projects.0.iter().filter(|(_, project)| project.stage != ProjectStage::Reversed)
    }

    /// The steps of a project, in the order of the ledger.
    pub(super) fn steps(&self, project: &ProjectCode) -> &[Did] {
        self.steps.get(project).map_or(&[], Vec::as_slice)
    }

    /// The notices about a project, in the order of the ledger.
    pub(super) fn notices(&self, project: &ProjectCode) -> impl Iterator<Item = &Notice> {
        self.noticed.get(project).into_iter().flatten().map(|at| &self.notices[*at])
    }

    /// The project that an obligation is about: one of the parts of its subject names it, or an entry or line of it.
    pub(super) fn subject<'a>(&'a self, subject: &str) -> Option<&'a ProjectCode> {
        subject.split('|').find_map(|part| {
            let code = part.parse::<ProjectCode>().ok();
            let known = code.and_then(|code| self.projects.0.get_key_value(&code)).map(|(code, _)| code);
            known.or_else(|| self.about.get(part))
        })
    }

    fn movements_of(&self, project: &ProjectCode, kind: MovementKind) -> impl Iterator<Item = &Moved> {
        let all = self.moved.get(project).into_iter().flatten().map(|at| &self.movements[*at]);
        all.filter(move |moved| moved.kind == kind)
    }

    /// What was allocated to a project and stands, in fen.
    pub(super) fn allocated(&self, project: &ProjectCode) -> i128 {
        self.movements_of(project, MovementKind::Allocated).map(|moved| moved.fen).sum()
    }

    /// The payments for a project that stand, in order of their lines.
    pub(super) fn payments(&self, project: &ProjectCode) -> Vec<Standing<'_>> {
        let mut standing: BTreeMap<&LineRef, Standing<'_>> = BTreeMap::new();
        for moved in self.movements_of(project, MovementKind::Paid) {
            let Some(paid) = self.lines.get(&moved.line).and_then(|line| line.paid.as_ref()) else { continue };
            let line = &moved.line;
            let new = || Standing { line, payer: line.entry.unit.as_str(), payee: &moved.to, paid, fen: 0 };
            standing.entry(&moved.line).or_insert_with(new).fen += moved.fen;
        }
        standing.into_values().filter(|payment| payment.fen != 0).collect()
    }
}
