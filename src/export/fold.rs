//! Goes over the entries once and writes the tables.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ledger_schema::entry::disclosure::NoticePosted;
use ledger_schema::entry::funds::{PaymentLine, PaymentMade};
use ledger_schema::entry::{self, Body, Entry};
use ledger_schema::record::Record;
use ledger_schema::reference::LineRef;
use serde_json::json;

use super::money::{Lines, Lot, Movement, Told};
use super::projects::{Projects, Step};
use super::schema::{
    ENTRIES, LOTS, MOVEMENTS, NOTICE_SUBJECTS, NOTICES, PAYMENTS, PROJECT_STEPS, PROJECTS, UNITS, resource,
};
use super::table::{Table, cell, yuan};
use super::units::{self, Unit, Units};
use super::{DESCRIPTOR, ExportError, Exported, Reversed};

/// The tables while they are written.
pub(super) struct Fold {
    reversed: Reversed,
    origin: String,
    title: String,
    last_at: String,
    /// Place of the last record that was read.
    index: u64,
    units: Units,
    projects: Projects,
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
            units: Units::new(),
            projects: Projects::default(),
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
        units::take(&mut self.units, entry, stands);
        match &entry.body {
            Body::LedgerOpened(body) => {
                self.origin = entry.ledger.to_string();
                self.title = body.title.to_string();
            }
            Body::NoticePosted(body) if stands => self.notice(entry, body)?,
            _ => {
                let damaged = |_| ExportError::Damaged { index };
                if let Some(step) = self.projects.take(entry, stands).map_err(damaged)? {
                    write_step(&mut self.steps, entry, &step)?;
                }
                self.money(entry)?;
            }
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

    /// What an entry does to money.
    fn money(&mut self, entry: &Entry) -> Result<(), ExportError> {
        let Self { lines, lots, payments, movements, .. } = self;
        let mut written = Ok(());
        let known = lines.take(entry, &mut |told| {
            if written.is_ok() {
                written = match told {
                    Told::Lot(lot) => write_lot(lots, entry, &lot),
                    Told::Paid(line, body, each) => write_payment(payments, entry, line, body, each),
                    Told::Movement(movement) => write_movement(movements, entry, &movement),
                };
            }
        });
        written.and(known.ok_or_else(|| self.damaged()))
    }

    /// Writes what is known only at the end, and the descriptor. Gives the names of all files, the descriptor last.
    pub(super) fn close(self, dir: &Path) -> Result<(Exported, Vec<String>), ExportError> {
        let mut units = Table::new(&UNITS, dir)?;
        for (unit, known) in &self.units {
            let Unit { name, level, role, parent, entry } = known;
            let parent = parent.clone().unwrap_or_default();
            let row = [unit.clone(), name.clone(), level.to_string(), role.to_string(), parent, entry.to_string()];
            units.row(&row)?;
        }
        let mut projects = Table::new(&PROJECTS, dir)?;
        for (code, project) in &self.projects.0 {
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
                project.stage.as_str().to_owned(),
                project.stage_on.to_string(),
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

fn write_step(steps: &mut Table, entry: &Entry, step: &Step<'_>) -> Result<(), ExportError> {
    let word = entry.body.entry_type().as_str();
    steps.row(&[
        entry.reference().to_string(),
        step.project.to_string(),
        word.strip_prefix("project_").unwrap_or(word).to_owned(),
        entry.date.to_string(),
        cell(step.amount),
        cell(step.percent),
        cell(step.contract.map(|contract| &contract.supplier.name)),
        cell(step.document.map(|document| &document.number)),
    ])
}

fn write_lot(lots: &mut Table, entry: &Entry, lot: &Lot<'_>) -> Result<(), ExportError> {
    lots.row(&[
        lot.line.to_string(),
        lot.line.entry.to_string(),
        lot.kind.as_str().to_owned(),
        entry.date.to_string(),
        lot.holder.to_owned(),
        lot.strand.fund.clone(),
        lot.strand.fund_year.clone(),
        lot.strand.level.to_owned(),
        lot.amount.to_string(),
        cell(lot.document.map(|document| &document.number)),
        cell(lot.strand.project.as_ref()),
        cell(lot.r#use),
        lot.strand.task.clone(),
    ])
}

fn write_payment(
    payments: &mut Table,
    entry: &Entry,
    line: &LineRef,
    body: &PaymentMade,
    each: &PaymentLine,
) -> Result<(), ExportError> {
    payments.row(&[
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
    ])
}

fn write_movement(movements: &mut Table, entry: &Entry, movement: &Movement<'_>) -> Result<(), ExportError> {
    let number = movements.rows + 1;
    movements.row(&[
        number.to_string(),
        entry.reference().to_string(),
        entry.date.to_string(),
        entry.body.entry_type().to_string(),
        movement.kind.as_str().to_owned(),
        movement.line.to_string(),
        cell(movement.lot),
        cell(movement.from_unit),
        movement.to.to_owned(),
        movement.strand.fund.clone(),
        movement.strand.fund_year.clone(),
        movement.strand.level.to_owned(),
        cell(movement.strand.project.as_ref()),
        yuan(movement.fen),
    ])
}
