//! What happened at 大同区 after the notice: contract, works, payments, acceptance, an objection. Nothing of it was published.
//!
//! All of it is made up, to show what such entries look like; each says so.

use std::collections::BTreeMap;

use ledger_schema::entry::Body;
use ledger_schema::entry::body::Draw;
use ledger_schema::entry::disclosure::{
    Matter, NoticeKind, NoticePosted, ObjectionReceived, ObjectionResolved, Outcome, PlaceKind,
};
use ledger_schema::entry::funds::{Payee, PayeeKind, PaymentLine, PaymentMade, PaymentMethod, PaymentReturned, Stage};
use ledger_schema::entry::projects::{
    AwardMethod, ContractAwarded, ProjectAccepted, ProjectCompleted, ProjectStarted, Supplier,
};
use ledger_schema::hash::Hash;
use ledger_schema::list::List;
use ledger_schema::private::Private;
use ledger_schema::reference::{EntryRef, LineRef, Subject};
use ledger_schema::text::Text;

use super::bodies::{Posted, posted};
use super::error::DemoError;
use super::figures::{total, wan};
use super::mark::{Mark, fixed};
use super::pen::Pen;

/// The invented unit that carries the project out.
pub(super) const BUILDER: &str = "230606-builder";
/// The project whose works are told: the first of the page.
pub(super) const PROJECT: &str = "230606-2023-01";
/// The project whose money comes out of both documents.
pub(super) const JOINT: &str = "230606-2023-03";
const FINANCE: &str = "230606-finance";
const RURAL: &str = "230606-rural";
const TOWNSHIP: &str = "230606-township";
const SUPPLIER: &str = "演示施工单位（虚构）";
const EQUIPMENT: &str = "演示设备供应商（虚构）";

/// Where the invented acts stand.
pub(super) struct Works {
    /// All of them, in order.
    pub(super) acts: Vec<EntryRef>,
    /// The acceptance, whose settlement is tampered with later.
    pub(super) accepted: EntryRef,
    /// The objection, which is made to vanish later.
    pub(super) objection: EntryRef,
    /// The payment out of both documents.
    pub(super) joint: EntryRef,
}

/// A line of a payment.
pub(super) struct Payment {
    pub(super) from: Vec<Draw>,
    pub(super) payee: (PayeeKind, &'static str),
    pub(super) category: &'static str,
    pub(super) stage: Option<Stage>,
}

/// Writes the acts down.
pub(super) fn write(pen: &mut Pen, allocation: &EntryRef) -> Result<Works, DemoError> {
    let mut acts = Vec::new();
    let first = || allocation.line(1);
    let mut act = |issuer: &str, day: &str, body: Body| -> Result<EntryRef, DemoError> {
        let reference = pen.write(issuer, day, body)?;
        acts.push(reference.clone());
        Ok(reference)
    };
    act(BUILDER, "2023-04-10", contract(PROJECT, SUPPLIER, "830"))?;
    act(BUILDER, "2023-04-10", contract(JOINT, EQUIPMENT, "1850"))?;
    act(BUILDER, "2023-04-20", started(PROJECT))?;
    act(BUILDER, "2023-04-20", started(JOINT))?;
    act(FINANCE, "2023-05-15", works_payment("2023-05-15", first(), "249", Stage::Start))?;
    let subsidies = act(FINANCE, "2023-06-20", subsidies("2023-06-20", &allocation.line(9)))?;
    act(FINANCE, "2023-06-28", returned(subsidies.line(2)))?;
    act(FINANCE, "2023-08-15", works_payment("2023-08-15", first(), "415", Stage::Progress))?;
    let joint = act(FINANCE, "2023-09-01", equipment("2023-09-01", allocation))?;
    act(BUILDER, "2023-10-30", ProjectCompleted { project: fixed(PROJECT), evidence: None, note: invented() }.into())?;
    let accepted = act(RURAL, "2023-11-15", acceptance())?;
    let notice = act(TOWNSHIP, "2023-11-16", completion_notice(&accepted).into())?;
    let objection = act(TOWNSHIP, "2023-11-20", objection(notice))?;
    act(TOWNSHIP, "2023-11-24", answer(objection.clone()))?;
    act(FINANCE, "2023-12-05", works_payment("2023-12-05", first(), "137.22", Stage::Completion))?;
    Ok(Works { acts, accepted, objection, joint })
}

fn invented() -> Option<Text> {
    Mark::Invented.note(
        "没有公开资料，仅示范这类登记的写法。",
        "Nothing was published; it only shows what such an entry looks like.",
    )
}

fn started(project: &str) -> Body {
    ProjectStarted { project: fixed(project), evidence: None, note: invented() }.into()
}

fn contract(project: &str, supplier: &str, figure: &str) -> Body {
    ContractAwarded {
        project: fixed(project),
        supplier: Supplier { name: fixed(supplier), id: None },
        method: AwardMethod::OpenTender,
        amount: wan(figure),
        awarded_on: fixed("2023-04-03"),
        signed_on: Some(fixed("2023-04-10")),
        evidence: None,
        note: invented(),
    }
    .into()
}

/// A payment that cleared on its own day.
pub(super) fn payment(day: &str, lines: Vec<Payment>) -> PaymentMade {
    let line = |line: Payment| PaymentLine {
        amount: total(line.from.iter().map(|draw| draw.amount)),
        from: List::new(line.from).expect("a payment comes from somewhere"),
        method: if line.payee.0 == PayeeKind::Person { PaymentMethod::OneCard } else { PaymentMethod::Treasury },
        payee: payee(line.payee),
        category: fixed(line.category),
        stage: line.stage,
    };
    PaymentMade {
        lines: List::new(lines.into_iter().map(line).collect()).expect("a payment has lines"),
        requested_on: None,
        ordered_on: None,
        cleared_on: fixed(day),
        evidence: None,
        note: invented(),
    }
}

/// A person stands under a masked name and a commitment to invented private fields.
fn payee((kind, name): (PayeeKind, &str)) -> Payee {
    let commitment = || {
        let salt = Hash::of(&[b"mingzhang demonstration salt: ", name.as_bytes()]);
        let fields = BTreeMap::from([(fixed("name"), fixed(name))]);
        Private::new(*salt.as_bytes(), fields).expect("a name is a field").commitment()
    };
    Payee { kind, name: fixed(name), id: None, commitment: (kind == PayeeKind::Person).then(commitment) }
}

/// A payment for the works of the first project.
fn works_payment(day: &str, lot: LineRef, figure: &str, stage: Stage) -> Body {
    let from = vec![Draw { lot, amount: wan(figure) }];
    let payee = (PayeeKind::Contractor, SUPPLIER);
    payment(day, vec![Payment { from, payee, category: "工程款", stage: Some(stage) }]).into()
}

fn subsidies(day: &str, lot: &LineRef) -> Body {
    let line = |(name, figure)| Payment {
        from: vec![Draw { lot: lot.clone(), amount: wan(figure) }],
        payee: (PayeeKind::Person, name),
        category: "就业务工补贴",
        stage: Some(Stage::Subsidy),
    };
    payment(day, [("甲*（虚构）", "0.06"), ("乙*（虚构）", "0.06"), ("丙*（虚构）", "0.05")].map(line).into()).into()
}

fn returned(payment: LineRef) -> Body {
    let reason = fixed("账户已注销，补贴退回（虚构）");
    PaymentReturned { payment, amount: wan("0.06"), reason, evidence: None, note: invented() }.into()
}

/// Equipment of the third project, whose money comes out of both documents.
fn equipment(day: &str, allocation: &EntryRef) -> Body {
    let from = vec![
        Draw { lot: allocation.line(3), amount: wan("1582") },
        Draw { lot: allocation.line(4), amount: wan("118") },
    ];
    let payee = (PayeeKind::Contractor, EQUIPMENT);
    payment(day, vec![Payment { from, payee, category: "设备款", stage: Some(Stage::Progress) }]).into()
}

fn acceptance() -> Body {
    ProjectAccepted {
        project: fixed(PROJECT),
        settlement: Some(wan("826")),
        retention: Some(wan("24.78")),
        witnesses: Some(List::new(vec![fixed("village_supervision_committee")]).expect("one role")),
        evidence: None,
        note: invented(),
    }
    .into()
}

fn completion_notice(accepted: &EntryRef) -> NoticePosted {
    let place = (PlaceKind::Board, "演示乡公示栏（虚构）");
    let (kind, matter) = (NoticeKind::Announcement, Matter::ProjectCompletion);
    let fields: &[&str] = &["项目名称", "实施单位", "结算金额", "验收结论"];
    let subjects = vec![Subject::Entry(accepted.clone())];
    posted(&Posted { kind, matter, place, fields, day: "2023-11-16", until: None }, subjects, invented())
}

fn objection(notice: EntryRef) -> Body {
    ObjectionReceived {
        notice,
        received_on: fixed("2023-11-20"),
        summary: fixed("公告没有写明扣留的质量保证金（虚构）"),
        evidence: None,
        note: invented(),
    }
    .into()
}

fn answer(objection: EntryRef) -> Body {
    ObjectionResolved {
        objection,
        resolved_on: fixed("2023-11-24"),
        outcome: Outcome::Upheld,
        summary: Some(fixed("已在公示栏补写：质量保证金 247,800.00 元（虚构）")),
        evidence: None,
        note: invented(),
    }
    .into()
}
