//! Notices about money: how a quota or an allocation was divided, what was budgeted.

use std::collections::BTreeMap;

use ledger_schema::entry::funds::{FundLevel, QuotaAllocated, QuotaIssued};
use ledger_schema::entry::{Body, EntryType};
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef, Subject};

use super::row::{Rows, both, wan};
use super::{Desk, NoticeError, projects};
use crate::ledger::Lot;
use crate::store::Store;
use crate::wording::{Lang, Named, fund_name};

/// What an allocation result may be about.
const DIVIDED: &[EntryType] = &[EntryType::QuotaAllocated, EntryType::QuotaIssued];

/// One line that money was divided into.
struct Share {
    reference: String,
    to: String,
    what: String,
    amount: Money,
    by_level: BTreeMap<FundLevel, Money>,
}

/// What all shares have in common.
#[derive(Default)]
struct Common {
    funds: Vec<String>,
    documents: Vec<String>,
}

impl Common {
    fn note(list: &mut Vec<String>, text: String) {
        if !list.contains(&text) {
            list.push(text);
        }
    }
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Money {
    Money::sum(amounts).unwrap_or(Money::ZERO)
}

/// The lots that a line drew on, by where their money comes from.
fn levels<S: Store>(
    desk: &Desk<'_, S>,
    draws: &[(LineRef, Money)],
    common: &mut Common,
) -> Result<BTreeMap<FundLevel, Money>, NoticeError> {
    let mut by_level: BTreeMap<FundLevel, Money> = BTreeMap::new();
    for (lot, amount) in draws {
        let Some(fact) = desk.reader.fact::<Lot>(lot)? else { continue };
        let before = by_level.get(&fact.level).copied().unwrap_or(Money::ZERO);
        by_level.insert(fact.level, sum([before, *amount]));
        Common::note(&mut common.funds, format!("{}年{}", fact.fund_year, fund_name(fact.fund.as_str(), Lang::Zh)));
        // The document that brought the money, if this one does not say its own.
        if let Body::QuotaIssued(quota) = &desk.reader.entry(&lot.entry)?.entry.body {
            Common::note(&mut common.documents, quota.document.number.to_string());
        }
    }
    Ok(by_level)
}

fn allocated<S: Store>(
    desk: &Desk<'_, S>,
    entry: &EntryRef,
    body: &QuotaAllocated,
    common: &mut Common,
) -> Result<Vec<Share>, NoticeError> {
    if let Some(document) = &body.document {
        Common::note(&mut common.documents, document.number.to_string());
    }
    let mut shares = Vec::new();
    for line in &body.lines {
        let draws: Vec<_> = line.from.iter().map(|draw| (draw.lot.clone(), draw.amount)).collect();
        let by_level = levels(desk, &draws, common)?;
        let to = projects::name(desk, &line.project)?;
        let (reference, what) = (entry.line(line.line).to_string(), line.r#use.name(Lang::Zh).to_owned());
        shares.push(Share { reference, to, what, amount: line.amount, by_level });
    }
    Ok(shares)
}

fn issued<S: Store>(
    desk: &Desk<'_, S>,
    entry: &EntryRef,
    body: &QuotaIssued,
    common: &mut Common,
) -> Result<Vec<Share>, NoticeError> {
    Common::note(&mut common.documents, body.document.number.to_string());
    let mut shares = Vec::new();
    for line in &body.lines {
        let draws: Vec<_> = line.from.iter().map(|draw| (draw.lot.clone(), draw.amount)).collect();
        let by_level = levels(desk, &draws, common)?;
        let task = line.task.as_ref().map(|task| crate::wording::task_name(task.as_str(), Lang::Zh).to_owned());
        let reference = entry.line(line.line).to_string();
        let what = task.unwrap_or_else(|| "按资金管理办法".to_owned());
        shares.push(Share { reference, to: desk.name(line.to.as_str())?, what, amount: line.amount, by_level });
    }
    Ok(shares)
}

/// 资金分配结果
pub(super) fn allocation<S: Store>(desk: &Desk<'_, S>) -> Result<Rows, NoticeError> {
    let (mut shares, mut common) = (Vec::new(), Common::default());
    for subject in &desk.request.subjects {
        let wrong = || NoticeError::Subject { subject: subject.clone(), wanted: DIVIDED };
        let Subject::Entry(entry) = subject else { return Err(wrong()) };
        match &desk.entry(entry)?.entry.body {
            Body::QuotaAllocated(body) => shares.extend(allocated(desk, entry, body, &mut common)?),
            Body::QuotaIssued(body) => shares.extend(issued(desk, entry, body, &mut common)?),
            _ => return Err(wrong()),
        }
    }
    let present: Vec<FundLevel> = FundLevel::ALL
        .iter()
        .copied()
        .filter(|level| shares.iter().any(|share| share.by_level.contains_key(level)))
        .collect();
    let named: Vec<String> = present.iter().map(|level| format!("其中：{}（万元）", level.name(Lang::Zh))).collect();
    let mut columns = vec!["序号", "分配对象", "金额（万元）"];
    if present.len() > 1 {
        columns.extend(named.iter().map(String::as_str));
    }
    columns.push("用途");
    let mut rows = Rows::new(&columns);
    for (number, share) in (1..).zip(&shares) {
        let mut values = vec![Some(number.to_string()), Some(share.to.clone()), Some(wan(share.amount))];
        if present.len() > 1 {
            let of = |level| Some(wan(share.by_level.get(level).copied().unwrap_or(Money::ZERO)));
            values.extend(present.iter().map(of));
        }
        values.push(Some(desk.given(&share.reference, "用途").unwrap_or_else(|| share.what.clone())));
        rows.push(&share.reference, values);
    }
    let whole = sum(shares.iter().map(|share| share.amount));
    let of_level = |level: &FundLevel| sum(shares.iter().filter_map(|share| share.by_level.get(level).copied()));
    let mut total = vec![String::new(), "合计".to_owned(), wan(whole)];
    if present.len() > 1 {
        total.extend(present.iter().map(|level| wan(of_level(level))));
    }
    total.push(String::new());
    rows.table.total = Some(total);
    let funds = common.funds.join("、");
    rows.about = format!("{funds}分配结果");
    let parts: Vec<String> =
        present.iter().map(|level| format!("{}{}", level.name(Lang::Zh), both(of_level(level)))).collect();
    let documents = common.documents.iter().map(|number| format!("《{number}》")).collect::<Vec<_>>().join("、");
    let (whole, parts, verb) = (both(whole), parts.join("，"), desk.verb());
    rows.lead = vec![format!(
        "根据{documents}，现将{funds}分配结果予以{verb}。资金规模{whole}，资金来源：{parts}。分配结果如下："
    )];
    Ok(rows)
}

/// 预算
pub(super) fn budget<S: Store>(desk: &Desk<'_, S>) -> Result<Rows, NoticeError> {
    const WANTED: &[EntryType] = &[EntryType::FundBudgeted];
    let mut rows = Rows::new(&["序号", "资金名称", "资金级次", "金额（万元）", "文号", "下达日期"]);
    let mut amounts = Vec::new();
    for (number, subject) in (1..).zip(&desk.request.subjects) {
        let wrong = || NoticeError::Subject { subject: subject.clone(), wanted: WANTED };
        let Subject::Entry(entry) = subject else { return Err(wrong()) };
        let found = desk.entry(entry)?;
        let Body::FundBudgeted(body) = &found.entry.body else { return Err(wrong()) };
        let name = format!("{}年{}", body.fund_year, fund_name(body.fund.as_str(), Lang::Zh));
        amounts.push(body.amount);
        if rows.about.is_empty() {
            rows.about = format!("{}年资金预算", body.fund_year);
        }
        let issued = super::day(body.document.issued_on);
        let values = [
            number.to_string(),
            name,
            body.level.name(Lang::Zh).to_owned(),
            wan(body.amount),
            body.document.number.to_string(),
            issued,
        ];
        rows.push(&entry.to_string(), values.into_iter().map(Some).collect());
    }
    let whole = sum(amounts);
    rows.table.total = Some(["", "合计", "", &wan(whole), "", ""].iter().map(|&cell| cell.to_owned()).collect());
    rows.lead = vec![format!("现将列入预算的资金予以{}，合计{}。", desk.verb(), both(whole))];
    Ok(rows)
}
