//! Notices about what reaches people: lists of beneficiaries, subsidies, assets and their income. Persons stand under masked names.

use ledger_schema::entry::assets::{AssetRegistered, IncomeDistributed};
use ledger_schema::entry::disclosure::Matter;
use ledger_schema::entry::{Body, EntryType};
use ledger_schema::money::Money;
use ledger_schema::reference::Subject;

use super::row::{Rows, both, wan};
use super::{Desk, NoticeError, day};
use crate::store::Store;
use crate::wording::{Lang, Named, yuan};

/// 受益对象名单、补贴发放: the lines of payments.
pub(super) fn payments<S: Store>(desk: &Desk<'_, S>) -> Result<Rows, NoticeError> {
    const WANTED: &[EntryType] = &[EntryType::PaymentMade];
    let mut rows = Rows::new(&["序号", "姓名（单位）", "项目", "补助标准", "金额（元）", "发放方式", "发放日期"]);
    let (mut amounts, mut number) = (Vec::new(), 0_usize);
    for subject in &desk.request.subjects {
        let wrong = || NoticeError::Subject { subject: subject.clone(), wanted: WANTED };
        let (entry, only) = match subject {
            Subject::Entry(entry) => (entry, None),
            Subject::Line(line) => (&line.entry, Some(line.line)),
            Subject::Project(_) => return Err(wrong()),
        };
        let found = desk.entry(entry)?;
        let Body::PaymentMade(body) = &found.entry.body else { return Err(wrong()) };
        for (line, at) in body.lines.iter().zip(1_u32..).filter(|(_, at)| only.is_none_or(|only| only == *at)) {
            number += 1;
            amounts.push(line.amount);
            let reference = entry.line(at).to_string();
            let values = vec![
                Some(number.to_string()),
                Some(line.payee.name.to_string()),
                Some(line.category.to_string()),
                desk.given(&reference, "补助标准"),
                Some(yuan(line.amount)),
                Some(line.method.name(Lang::Zh).to_owned()),
                Some(day(body.cleared_on)),
            ];
            rows.push(&reference, values);
        }
    }
    let whole = Money::sum(amounts).unwrap_or(Money::ZERO);
    let total = ["", "合计", "", "", &yuan(whole), "", ""];
    rows.table.total = Some(total.iter().map(|&cell| cell.to_owned()).collect());
    let beneficiaries = desk.request.matter == Matter::BeneficiaryList;
    let what = if beneficiaries { "受益对象名单" } else { "补助发放情况" };
    what.clone_into(&mut rows.about);
    rows.lead = vec![format!("现将{what}予以{}，共{number}笔，合计{}。", desk.verb(), both(whole))];
    Ok(rows)
}

/// 资产: assets with what they cost and who answers for them; or what one earned and gave out.
pub(super) fn assets<S: Store>(desk: &Desk<'_, S>) -> Result<Rows, NoticeError> {
    const WANTED: &[EntryType] =
        &[EntryType::AssetRegistered, EntryType::AssetIncomeReceived, EntryType::IncomeDistributed];
    let mut book = Rows::new(&["资产名称", "资产类别", "原值（万元）", "坐落", "管护责任单位"]);
    let mut income = Rows::new(&["日期", "资产编码", "事项", "收入（元）", "支出（元）"]);
    for subject in &desk.request.subjects {
        let wrong = || NoticeError::Subject { subject: subject.clone(), wanted: WANTED };
        let Subject::Entry(entry) = subject else { return Err(wrong()) };
        let found = desk.entry(entry)?;
        let on = day(found.entry.date);
        let reference = entry.to_string();
        match &found.entry.body {
            Body::AssetRegistered(body) => registered(desk, &mut book, &reference, body)?,
            Body::AssetIncomeReceived(body) => {
                let payer = body.payer.as_ref().map_or_else(String::new, |payer| format!("，付款方{payer}"));
                let values =
                    [on, body.asset.to_string(), format!("收益到账{payer}"), yuan(body.amount), yuan(Money::ZERO)];
                income.push(&reference, values.into_iter().map(Some).collect());
            }
            Body::IncomeDistributed(body) => distributed(&mut income, &reference, &on, body),
            _ => return Err(wrong()),
        }
    }
    // A notice is a table of one kind: the book of assets, or the account of their income.
    if !book.table.rows.is_empty() && !income.table.rows.is_empty() {
        let subject = desk.request.subjects.last().expect("there is at least one").clone();
        return Err(NoticeError::Subject { subject, wanted: &[EntryType::AssetRegistered] });
    }
    let mut rows = if book.table.rows.is_empty() { income } else { book };
    let what = if rows.table.columns[0] == "日期" { "资产收益收支情况" } else { "项目资产情况" };
    what.clone_into(&mut rows.about);
    rows.lead = vec![format!("现将{what}予以{}。", desk.verb())];
    Ok(rows)
}

fn registered<S: Store>(
    desk: &Desk<'_, S>,
    rows: &mut Rows,
    reference: &str,
    body: &AssetRegistered,
) -> Result<(), NoticeError> {
    let values = [
        body.name.to_string(),
        body.class.name(Lang::Zh).to_owned(),
        wan(body.value),
        body.site.to_string(),
        desk.name(body.responsible_unit.as_str())?,
    ];
    rows.push(reference, values.into_iter().map(Some).collect());
    Ok(())
}

fn distributed(rows: &mut Rows, reference: &str, on: &str, body: &IncomeDistributed) {
    for line in &body.lines {
        let to = line.recipient.as_ref().map_or_else(String::new, |recipient| format!("：{recipient}"));
        let what = format!("{}{to}", line.r#use.name(Lang::Zh));
        let values = [on.to_owned(), body.asset.to_string(), what, yuan(Money::ZERO), yuan(line.amount)];
        rows.push(reference, values.into_iter().map(Some).collect());
    }
}
