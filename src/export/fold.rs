//! Goes over the entries once and writes the tables.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ledger_schema::document::Document;
use ledger_schema::entry::body::Draw;
use ledger_schema::entry::disclosure::NoticePosted;
use ledger_schema::entry::funds::{PaymentMade, QuotaAllocated, QuotaIssued};
use ledger_schema::entry::projects::ProjectListed;
use ledger_schema::entry::{self, Body, Entry};
use ledger_schema::money::Money;
use ledger_schema::record::Record;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::text::ProjectCode;
use serde_json::json;

use super::money::{Lines, Movement, Strand};
use super::schema::{
    ENTRIES, LOTS, MOVEMENTS, NOTICE_SUBJECTS, NOTICES, PAYMENTS, PROJECT_STEPS, PROJECTS, UNITS, resource,
};
use super::table::{Table, cell, yuan};
use super::{DESCRIPTOR, ExportError, Exported, Reversed};

struct Unit {
    name: String,
    level: &'static str,
    role: &'static str,
    parent: String,
    entry: EntryRef,
}

struct Project {
    listed: ProjectListed,
    stage: &'static str,
    stage_on: String,
    entry: EntryRef,
}

/// The tables while they are written.
pub(super) struct Fold {
    reversed: Reversed,
    origin: String,
    title: String,
    last_at: String,
    /// Place of the last record that was read.
    index: u64,
    units: BTreeMap<String, Unit>,
    projects: BTreeMap<ProjectCode, Project>,
    lines: Lines,
    entries: Table,
    steps: Table,
    lots: Table,
    payments: Table,
    movements: Table,
    notices: Table,
    subjects: Table,
}

impl Fold {
    pub(super) fn new(dir: &Path, reversed: Reversed) -> Result<Self, ExportError> {
        Ok(Self {
            reversed,
            origin: String::new(),
            title: String::new(),
            last_at: String::new(),
            index: 0,
            units: BTreeMap::new(),
            projects: BTreeMap::new(),
            lines: Lines::new(),
            entries: Table::new(&ENTRIES, dir)?,
            steps: Table::new(&PROJECT_STEPS, dir)?,
            lots: Table::new(&LOTS, dir)?,
            payments: Table::new(&PAYMENTS, dir)?,
            movements: Table::new(&MOVEMENTS, dir)?,
            notices: Table::new(&NOTICES, dir)?,
            subjects: Table::new(&NOTICE_SUBJECTS, dir)?,
        })
    }

    /// The next entry.
    pub(super) fn take(&mut self, index: u64, record: &Record, entry: &Entry) -> Result<(), ExportError> {
        let reference = entry.reference();
        self.last_at = record.appended_at.to_string();
        self.index = index;
        let reversed_by = self.reversed.get(&reference);
        self.entries.row(&[
            reference.to_string(),
            index.to_string(),
            self.last_at.clone(),
            entry.date.to_string(),
            entry.body.entry_type().to_string(),
            entry.issuer.to_string(),
            entry::id(record.note.text()).to_string(),
            cell(reversed_by),
        ])?;
        let stands = reversed_by.is_none();
        match &entry.body {
            Body::LedgerOpened(body) => {
                self.origin = entry.ledger.to_string();
                self.title = body.title.to_string();
                let root = &body.root;
                let (level, role) = (root.level.as_str(), root.role.as_str());
                let unit = Unit { name: root.name.to_string(), level, role, parent: String::new(), entry: reference };
                self.units.insert(root.unit.to_string(), unit);
            }
            Body::UnitRegistered(body) => {
                let (level, role) = (body.level.as_str(), body.role.as_str());
                let parent = body.parent.to_string();
                let unit = Unit { name: body.name.to_string(), level, role, parent, entry: reference };
                self.units.insert(body.unit.to_string(), unit);
            }
            Body::UnitChanged(body) if stands => {
                if let (Some(unit), Some(name)) = (self.units.get_mut(body.unit.as_str()), &body.name) {
                    unit.name = name.to_string();
                }
            }
            Body::NoticePosted(body) if stands => self.notice(entry, body)?,
            // A listing that was reversed may still be named by allocations that were.
            Body::ProjectListed(body) => self.listed(entry, body, stands)?,
            body if body.entry_type().as_str().starts_with("project_") || matches!(body, Body::ContractAwarded(_)) => {
                if stands {
                    self.step(entry)?;
                }
            }
            _ => self.money(entry)?,
        }
        Ok(())
    }

    fn notice(&mut self, entry: &Entry, body: &NoticePosted) -> Result<(), ExportError> {
        let reference = entry.reference().to_string();
        let fields: Vec<String> = body.fields.iter().map(ToString::to_string).collect();
        self.notices.row(&[
            reference.clone(),
            body.kind.to_string(),
            body.matter.to_string(),
            entry.issuer.to_string(),
            body.place.kind.to_string(),
            body.place.r#where.to_string(),
            body.from.to_string(),
            cell(body.until),
            fields.join(";"),
            cell(body.hotline.as_ref()),
            cell(body.content),
        ])?;
        body.subjects.iter().try_for_each(|subject| self.subjects.row(&[reference.clone(), subject.to_string()]))
    }

    /// What an entry names must be there.
    fn damaged(&self) -> ExportError {
        ExportError::Damaged { index: self.index }
    }

    fn listed(&mut self, entry: &Entry, body: &ProjectListed, stands: bool) -> Result<(), ExportError> {
        let (stage, stage_on) = (if stands { "listed" } else { "reversed" }, entry.date.to_string());
        let project = Project { listed: body.clone(), stage, stage_on, entry: entry.reference() };
        self.projects.insert(body.project.clone(), project);
        if stands { self.step(entry) } else { Ok(()) }
    }

    /// A step of a project.
    fn step(&mut self, entry: &Entry) -> Result<(), ExportError> {
        let (mut amount, mut percent, mut supplier, mut document) = (None, None, None, None::<&Document>);
        let (code, stage) = match &entry.body {
            Body::ProjectListed(body) => {
                amount = Some(body.amount);
                (&body.project, None)
            }
            Body::ProjectApproved(body) => {
                (amount, document) = (Some(body.amount), Some(&body.document));
                (&body.project, Some("approved"))
            }
            Body::ContractAwarded(body) => {
                (amount, supplier) = (Some(body.amount), Some(&body.supplier.name));
                (&body.project, None)
            }
            Body::ProjectStarted(body) => (&body.project, Some("started")),
            Body::ProjectProgressed(body) => {
                percent = Some(body.percent.get());
                (&body.project, None)
            }
            Body::ProjectChanged(body) => {
                document = Some(&body.document);
                amount = body.changes.amount;
                let missing = self.damaged();
                let listed = &mut self.projects.get_mut(&body.project).ok_or(missing)?.listed;
                let changes = &body.changes;
                listed.name = changes.name.clone().unwrap_or_else(|| listed.name.clone());
                listed.category = changes.category.clone().unwrap_or_else(|| listed.category.clone());
                listed.site = changes.site.clone().unwrap_or_else(|| listed.site.clone());
                let unit = changes.implementing_unit.clone();
                listed.implementing_unit = unit.unwrap_or_else(|| listed.implementing_unit.clone());
                listed.amount = changes.amount.unwrap_or(listed.amount);
                listed.planned_start = changes.planned_start.or(listed.planned_start);
                listed.planned_end = changes.planned_end.or(listed.planned_end);
                let target = changes.performance_target.clone();
                listed.performance_target = target.unwrap_or_else(|| listed.performance_target.clone());
                (&body.project, None)
            }
            Body::ProjectCompleted(body) => (&body.project, Some("completed")),
            Body::ProjectAccepted(body) => {
                amount = body.settlement;
                (&body.project, Some("accepted"))
            }
            Body::ProjectCancelled(body) => (&body.project, Some("cancelled")),
            _ => return Ok(()),
        };
        let missing = self.damaged();
        let project = self.projects.get_mut(code).ok_or(missing)?;
        if let Some(stage) = stage {
            project.stage = stage;
            project.stage_on = entry.date.to_string();
        }
        let step = entry.body.entry_type().as_str();
        self.steps.row(&[
            entry.reference().to_string(),
            code.to_string(),
            step.strip_prefix("project_").unwrap_or(step).to_owned(),
            entry.date.to_string(),
            cell(amount),
            cell(percent),
            cell(supplier),
            cell(document.map(|document| &document.number)),
        ])
    }

    /// What an entry does to money.
    fn money(&mut self, entry: &Entry) -> Result<(), ExportError> {
        match &entry.body {
            Body::FundBudgeted(body) => {
                let line = entry.reference().line(1);
                let (fund, fund_year) = (body.fund.to_string(), body.fund_year.to_string());
                let strand = Strand {
                    fund,
                    fund_year,
                    level: body.level.as_str(),
                    project: None,
                    task: cell(body.task.as_ref()),
                };
                let more = [cell(Some(&body.document.number)), String::new(), String::new()];
                self.lot(entry, &line, "budget", entry.issuer.as_str(), &strand, body.amount.to_string(), more)?;
                let opened = ("budgeted", entry.issuer.to_string(), strand);
                self.opened(entry, &line, opened, body.amount, &[])
            }
            Body::QuotaIssued(body) => self.issued(entry, body),
            Body::QuotaAllocated(body) => self.allocated(entry, body),
            Body::PaymentMade(body) => self.paid(entry, body),
            Body::PaymentReturned(body) => {
                let (missing, lines, movements) = (self.damaged(), &mut self.lines, &mut self.movements);
                telling(missing, movements, entry, |tell| {
                    lines.give_back(entry.reference(), &body.payment, body.amount, tell)
                })
            }
            Body::FundsReclaimed(body) => {
                let (missing, lines, movements) = (self.damaged(), &mut self.lines, &mut self.movements);
                telling(missing, movements, entry, |tell| {
                    lines.give_back(entry.reference(), &body.lot, body.amount, tell)
                })
            }
            Body::Reversal(body) => {
                let (missing, lines, movements) = (self.damaged(), &mut self.lines, &mut self.movements);
                telling(missing, movements, entry, |tell| lines.reverse(&body.entry, tell))
            }
            _ => Ok(()),
        }
    }

    fn issued(&mut self, entry: &Entry, body: &QuotaIssued) -> Result<(), ExportError> {
        for each in &body.lines {
            let line = entry.reference().line(each.line);
            let over = self.lines.strand(&each.from).ok_or_else(|| self.damaged())?;
            let level = each.level.map_or(over.level, |level| level.as_str());
            let task = each.task.as_ref().map_or(over.task, ToString::to_string);
            let (fund, fund_year) = (body.fund.to_string(), body.fund_year.to_string());
            let strand = Strand { fund, fund_year, level, project: None, task };
            let more = [cell(Some(&body.document.number)), String::new(), String::new()];
            self.lot(entry, &line, "quota", each.to.as_str(), &strand, each.amount.to_string(), more)?;
            self.opened(entry, &line, ("issued", each.to.to_string(), strand), each.amount, &each.from)?;
        }
        Ok(())
    }

    fn allocated(&mut self, entry: &Entry, body: &QuotaAllocated) -> Result<(), ExportError> {
        for each in &body.lines {
            let line = entry.reference().line(each.line);
            let over = self.lines.strand(&each.from).ok_or_else(|| self.damaged())?;
            let task = each.task.as_ref().map_or(over.task, ToString::to_string);
            let strand = Strand { project: Some(each.project.clone()), task, ..over };
            let document = cell(body.document.as_ref().map(|document| &document.number));
            let more = [document, each.project.to_string(), each.r#use.to_string()];
            let holder = entry.issuer.as_str();
            self.lot(entry, &line, "allocation", holder, &strand, each.amount.to_string(), more)?;
            self.opened(entry, &line, ("allocated", holder.to_owned(), strand), each.amount, &each.from)?;
        }
        Ok(())
    }

    fn paid(&mut self, entry: &Entry, body: &PaymentMade) -> Result<(), ExportError> {
        for (number, each) in (1..).zip(body.lines.iter()) {
            let line = entry.reference().line(number);
            let strand = self.lines.strand(&each.from).ok_or_else(|| self.damaged())?;
            self.payments.row(&[
                line.to_string(),
                entry.reference().to_string(),
                entry.issuer.to_string(),
                cell(body.requested_on),
                cell(body.ordered_on),
                body.cleared_on.to_string(),
                each.amount.to_string(),
                each.payee.kind.to_string(),
                each.payee.name.to_string(),
                cell(each.payee.id.as_ref()),
                each.method.to_string(),
                each.category.to_string(),
                cell(each.stage),
            ])?;
            let opened = ("paid", each.payee.name.to_string(), strand);
            self.opened(entry, &line, opened, each.amount, &each.from)?;
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of a row")]
    fn lot(
        &mut self,
        entry: &Entry,
        line: &LineRef,
        kind: &str,
        holder: &str,
        strand: &Strand,
        amount: String,
        [document, project, r#use]: [String; 3],
    ) -> Result<(), ExportError> {
        self.lots.row(&[
            line.to_string(),
            line.entry.to_string(),
            kind.to_owned(),
            entry.date.to_string(),
            holder.to_owned(),
            strand.fund.clone(),
            strand.fund_year.clone(),
            strand.level.to_owned(),
            amount,
            document,
            project,
            r#use,
            strand.task.clone(),
        ])
    }

    fn opened(
        &mut self,
        entry: &Entry,
        line: &LineRef,
        what: (&'static str, String, Strand),
        amount: Money,
        from: &[Draw],
    ) -> Result<(), ExportError> {
        let (missing, lines, movements) = (self.damaged(), &mut self.lines, &mut self.movements);
        telling(missing, movements, entry, |tell| lines.open(line, what, amount, from, tell))
    }

    /// Writes what is known only at the end, and the descriptor. Gives the names of all files, the descriptor last.
    pub(super) fn close(self, dir: &Path) -> Result<(Exported, Vec<String>), ExportError> {
        let mut units = Table::new(&UNITS, dir)?;
        for (unit, known) in &self.units {
            let Unit { name, level, role, parent, entry } = known;
            let (level, role) = ((*level).to_owned(), (*role).to_owned());
            units.row(&[unit.clone(), name.clone(), level, role, parent.clone(), entry.to_string()])?;
        }
        let mut projects = Table::new(&PROJECTS, dir)?;
        for (code, project) in &self.projects {
            let listed = &project.listed;
            projects.row(&[
                code.to_string(),
                listed.name.to_string(),
                listed.category.to_string(),
                listed.construction_kind.to_string(),
                listed.site.to_string(),
                cell(listed.village.as_ref()),
                listed.responsible_unit.to_string(),
                listed.implementing_unit.to_string(),
                listed.amount.to_string(),
                cell(listed.planned_start),
                cell(listed.planned_end),
                listed.beneficiaries.households.to_string(),
                listed.beneficiaries.persons.to_string(),
                listed.performance_target.to_string(),
                project.stage.to_owned(),
                project.stage_on.clone(),
                project.entry.to_string(),
            ])?;
        }
        let tables = [
            units,
            self.entries,
            projects,
            self.steps,
            self.lots,
            self.payments,
            self.movements,
            self.notices,
            self.subjects,
        ];
        let (mut resources, mut rows, mut files) = (Vec::new(), BTreeMap::new(), Vec::new());
        for table in tables {
            let (schema, count) = table.close()?;
            let path = dir.join(schema.path());
            let bytes = fs::metadata(&path).map_err(ExportError::io(&path))?.len();
            resources.push(resource(schema, bytes));
            rows.insert(schema.name, count);
            files.push(schema.path());
        }
        let descriptor = json!({
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": "mingzhang-ledger",
            "title": self.title,
            "created": self.last_at,
            "resources": resources,
            "mingzhang": { "origin": self.origin, "size": self.index + 1, "currency": "CNY" },
        });
        let text = serde_json::to_string_pretty(&descriptor).expect("a value of JSON");
        let path = dir.join(DESCRIPTOR);
        fs::write(&path, text + "\n").map_err(ExportError::io(&path))?;
        files.push(DESCRIPTOR.to_owned());
        Ok((Exported { records: self.index + 1, rows, sums: self.lines.sums }, files))
    }
}

/// Writes a row for each movement that `act` tells of; `missing` if it names what is not there.
fn telling(
    missing: ExportError,
    movements: &mut Table,
    entry: &Entry,
    act: impl FnOnce(&mut dyn FnMut(Movement<'_>)) -> Option<()>,
) -> Result<(), ExportError> {
    let mut written = Ok(());
    act(&mut |movement| {
        if written.is_err() {
            return;
        }
        let number = movements.rows + 1;
        written = movements.row(&[
            number.to_string(),
            entry.reference().to_string(),
            entry.date.to_string(),
            entry.body.entry_type().to_string(),
            movement.kind.to_owned(),
            movement.line.to_string(),
            cell(movement.lot),
            cell(movement.from_unit),
            movement.to.to_owned(),
            movement.strand.fund.clone(),
            movement.strand.fund_year.clone(),
            movement.strand.level.to_owned(),
            cell(movement.strand.project.as_ref()),
            yuan(movement.fen),
        ]);
    })
    .ok_or(missing)?;
    written
}
