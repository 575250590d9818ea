//! What a picture of a ledger is made of.

use std::sync::Arc;

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::entry::disclosure::NoticePosted;
use ledger_schema::entry::funds::{PayeeKind, PaymentMethod, Stage, Use};
use ledger_schema::entry::projects::ContractAwarded;
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::text::{CreditCode, Name, ProjectCode};

use super::money::{MovementKind, Strand};
/// A step of a project.
pub struct Did {
    /// The entry that it is.
    pub entry: EntryRef,
    /// Its type.
    pub kind: EntryType,
    /// The day.
    pub date: Date,
    /// The unit that signed it.
    pub issuer: String,
    /// The sum that it states.
    pub amount: Option<Money>,
    /// How much of the work is done.
    pub percent: Option<u8>,
    /// The contract that it is.
    pub contract: Option<ContractAwarded>,
    /// Number of its document.
    pub document: Option<String>,
    /// What a change has set, field by field; why a project was given up.
    pub detail: Vec<(String, String)>,
}

/// Something that was said of projects besides their steps: objections and answers, findings, complaints, assets, reversals.
pub struct Remark {
    /// The entry.
    pub entry: EntryRef,
    /// Its type.
    pub kind: EntryType,
    /// The day.
    pub date: Date,
    /// The unit that signed it.
    pub issuer: String,
    /// What it says.
    pub text: String,
}

/// A notice that stands.
#[derive(Debug)]
pub struct Notice {
    /// The entry that posted it.
    pub entry: EntryRef,
    /// The unit that posted it.
    pub issuer: String,
    /// What it says of itself.
    pub body: NoticePosted,
    /// The day it was taken down.
    pub removed_on: Option<Date>,
}

/// A document that brought money to a lot, as one unit recorded it: offices of two counties may call theirs the same.
pub struct Paper {
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: Option<String>,
    /// The day of issue.
    pub issued_on: Date,
    /// The unit that recorded it.
    pub issuer: String,
    /// Its lots, in the order of the ledger.
    pub lots: Vec<LineRef>,
}

/// What is known of a line besides its money.
#[derive(Default)]
pub struct Line {
    /// Number of the document of a lot.
    pub document: Option<String>,
    /// The day its holder says that a lot arrived.
    pub received_on: Option<Date>,
    /// The project that its money is for.
    pub project: Option<ProjectCode>,
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
    pub(super) strand: Arc<Strand>,
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

/// A payment line as it stands after what came back.
pub struct Standing<'a> {
    /// What was paid at first, in fen.
    pub gross: i128,
    /// The payment.
    pub line: &'a LineRef,
    /// The unit that paid.
    pub payer: &'a str,
    /// The name of who was paid.
    pub payee: &'a str,
    /// How it was paid.
    pub paid: &'a Paid,
    /// In fen.
    pub fen: i128,
}
