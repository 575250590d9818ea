//! The bodies that both counties need: money in, quota down, a project into the library, quota to projects.

use ledger_schema::document::Document;
use ledger_schema::entry::body::Draw;
use ledger_schema::entry::disclosure::{Matter, NoticeKind, NoticePosted, Place, PlaceKind};
use ledger_schema::entry::funds::{
    AllocationLine, FundBudgeted, FundLevel, QuotaAllocated, QuotaIssued, QuotaLine, QuotaReceived,
};
use ledger_schema::entry::projects::{Beneficiaries, ConstructionKind, Funding, FundingSource, ProjectListed};
use ledger_schema::list::List;
use ledger_schema::money::Money;
use ledger_schema::reference::{LineRef, Subject};
use ledger_schema::text::Text;

use super::figures::{Item, Source, total, wan};
use super::mark::{Mark, fixed};

/// What a grant of one year is about, beside its figures.
pub(super) struct Grant {
    pub(super) year: u16,
    /// The task direction, if the page names one.
    pub(super) task: Option<&'static str>,
    /// Whether the page says that it is issued ahead of its year.
    pub(super) early: Option<bool>,
    /// The finance unit that gets it.
    pub(super) to: &'static str,
}

fn document(source: &Source, day: &str) -> Document {
    Document { number: fixed(source.number), issued_on: fixed(day), title: None }
}

fn year(grant: &Grant) -> ledger_schema::date::Year {
    ledger_schema::date::Year::new(grant.year.into()).expect("years of the story are of this century")
}

/// Money enters the province's budget.
pub(super) fn budgeted(grant: &Grant, source: &Source, day: &str) -> FundBudgeted {
    FundBudgeted {
        fund: fixed("bridging_fund"),
        fund_year: year(grant),
        level: source.level,
        amount: wan(source.amount),
        document: document(source, day),
        received_on: None,
        task: grant.task.map(fixed),
        transfer: None,
        direct: None,
        evidence: None,
        note: Mark::Assumed.note(
            "只登记下达给本县（区）的部分；上级来文的文号和到账日期未公布，文号写省里下达的文号。",
            "Only what goes to this county; the document from above and the day of arrival were not published, \
             so the province's own document stands here.",
        ),
    }
}

/// The province passes it down.
pub(super) fn issued(grant: &Grant, source: &Source, day: &str, lot: LineRef, note: Option<Text>) -> QuotaIssued {
    let amount = wan(source.amount);
    let line = QuotaLine {
        line: 1,
        to: fixed(grant.to),
        amount,
        from: List::new(vec![Draw { lot, amount }]).expect("one draw"),
        task: None,
        task_change: None,
        subject: None,
        level: Some(source.level),
        direct: None,
    };
    QuotaIssued {
        document: document(source, day),
        fund: fixed("bridging_fund"),
        fund_year: year(grant),
        early: grant.early,
        lines: List::new(vec![line]).expect("one line"),
        evidence: None,
        note,
    }
}

/// The county has it in hand.
pub(super) fn received(lot: LineRef, day: &str) -> QuotaReceived {
    QuotaReceived {
        lot,
        received_on: fixed(day),
        evidence: None,
        note: Mark::Assumed.note(
            "收到日期未公布，假定与文件同日。",
            "The day of receipt was not published; assumed to be the document's day.",
        ),
    }
}

/// A project in the library. Of its twelve public fields, name, class and sum are all that the pages show.
pub(super) fn listed(item: &Item, office: &str, parts: &[(FundLevel, Money)], note: Option<Text>) -> ProjectListed {
    const UNKNOWN: &str = "未公布";
    let funding = parts.iter().map(|(level, amount)| Funding { level: funding_source(*level), amount: *amount });
    ProjectListed {
        project: fixed(item.code),
        name: fixed(item.name),
        category: fixed(item.class),
        construction_kind: ConstructionKind::Other,
        site: fixed(UNKNOWN),
        village: None,
        village_class: None,
        responsible_unit: fixed(office),
        implementing_unit: fixed(UNKNOWN),
        tasks: fixed(UNKNOWN),
        amount: total(parts.iter().map(|(_, amount)| *amount)),
        funding: List::new(funding.collect()).expect("every project has money"),
        planned_start: None,
        planned_end: None,
        beneficiaries: Beneficiaries { households: 0, persons: 0 },
        performance_target: fixed(UNKNOWN),
        linkage_mechanism: fixed(UNKNOWN),
        work_relief: None,
        evidence: None,
        note,
    }
}

const fn funding_source(level: FundLevel) -> FundingSource {
    match level {
        FundLevel::Central => FundingSource::Central,
        FundLevel::Province => FundingSource::Province,
        FundLevel::City => FundingSource::City,
        FundLevel::County => FundingSource::County,
    }
}

/// The county's quota goes to projects: a line for every project and lot, as money of two levels never mixes in one.
pub(super) fn allocated(rows: &[(&Item, Vec<Money>)], lots: &[LineRef], note: Option<Text>) -> QuotaAllocated {
    let mut lines = Vec::new();
    for (item, parts) in rows {
        for (amount, lot) in parts.iter().zip(lots).filter(|(amount, _)| !amount.is_zero()) {
            let from = List::new(vec![Draw { lot: lot.clone(), amount: *amount }]).expect("one draw");
            lines.push(AllocationLine {
                line: u32::try_from(lines.len() + 1).expect("a county's table is short"),
                project: fixed(item.code),
                amount: *amount,
                from,
                r#use: item.r#use,
                task: None,
                task_change: None,
            });
        }
    }
    let lines = List::new(lines).expect("a county's table is short and not empty");
    QuotaAllocated { document: None, lines, evidence: None, note }
}

/// What a notice says of itself.
pub(super) struct Posted<'a> {
    pub(super) kind: NoticeKind,
    pub(super) matter: Matter,
    pub(super) place: (PlaceKind, &'a str),
    pub(super) fields: &'a [&'a str],
    pub(super) day: &'a str,
    /// The last day; it stays if there is none.
    pub(super) until: Option<&'a str>,
}

/// A notice about entries or projects.
pub(super) fn posted(posted: &Posted<'_>, subjects: Vec<Subject>, note: Option<Text>) -> NoticePosted {
    let fields = posted.fields.iter().map(|field| fixed(field)).collect();
    NoticePosted {
        kind: posted.kind,
        matter: posted.matter,
        subjects: List::new(subjects).expect("a notice has subjects"),
        place: Place { kind: posted.place.0, r#where: fixed(posted.place.1) },
        from: fixed(posted.day),
        until: posted.until.map(fixed),
        fields: List::new(fields).expect("a notice shows fields"),
        hotline: Some(fixed("12317")),
        content: None,
        evidence: None,
        note,
    }
}
