//! Tells what each level did with the money, with figures read from the ledgers.

use ledger_schema::entry::Body;
use ledger_schema::entry::funds::FundLevel;
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::text::ProjectCode;

use super::book::{self, Book};
use super::datong::Datong;
use super::error::DemoError;
use super::figures::{self, total};
use super::jinzhai::Jinzhai;
use super::mark::fixed;
use super::offices::{DATONG, Ground, JINZHAI};
use super::page::{Column, Page};
use super::works;
use crate::wording::{Lang, Named, money, say, wan, yuan};

/// What the reader must know first.
pub(super) fn opening(page: &mut Page<'_>) -> Result<(), DemoError> {
    let lang = page.lang;
    page.line(say!(lang,
        zh: "明账演示：两个县的衔接资金，从省到项目，一笔一笔登记、签名、可查。",
        en: "mingzhang demonstration: bridging funds of two counties, from province to project, every step signed."))?;
    page.line(say!(lang,
        zh: "文号、金额、项目名称取自两县公开页面；未公布的一律注明“假定”或“虚构”，每笔登记的备注里也这样写。",
        en: "Document numbers, sums and project names are from the counties' pages; whatever was not published is called"))?;
    page.line(say!(lang,
        zh: "列出的单位没有参与演示；演示密钥人人可得，毫无价值。",
        en: "assumed or made up, here and in each entry's note. The units took no part; the keys are worth nothing."))
}

/// The first ledger.
pub(super) fn datong(page: &mut Page<'_>, book: &Book<'_>, datong: &Datong) -> Result<(), DemoError> {
    let lang = page.lang;
    let (from, to) = (title(&DATONG, "23-finance", lang), title(&DATONG, "230606-finance", lang));
    page.headline(say!(lang,
        zh: "一、省里下达：{from} → {to}（账本 {origin}）",
        en: "1. The province issues: {from} → {to} (ledger {origin})", origin = DATONG.origin))?;
    documents(page, book, &datong.quotas)?;
    page.line(say!(lang,
        zh: "  假定：区里收到日期与文件同日。市财政局已注册，但钱由省直达区，不经市里。",
        en: "  Assumed: received on the document's day. The city is registered; the money passes it by."))?;
    page.headline(say!(lang,
        zh: "二、区里分配：8 个项目（{entry}，2023-01-11）",
        en: "2. The district allocates: 8 projects ({entry}, 2023-01-11)", entry = datong.allocation))?;
    projects(page, book, std::slice::from_ref(&datong.allocation))?;
    page.line(say!(lang,
        zh: "  假定：两笔钱怎样分摊未公布，按页面顺序先用完中央资金；编码也是假定的。",
        en: "  Assumed: the split of the two sources (in the order of the page, central money first), and the codes."))?;
    page.line(say!(lang,
        zh: "  同日在区政府网站公示（{notice}），监督电话 12317（假定）。",
        en: "  Published the same day on the district's website ({notice}), hotline 12317 (assumed).",
        notice = datong.notice))?;
    acts(page, book, &datong.works.acts)
}

/// The second ledger.
pub(super) fn jinzhai(page: &mut Page<'_>, book: &Book<'_>, jinzhai: &Jinzhai) -> Result<(), DemoError> {
    let lang = page.lang;
    let (from, to) = (title(&JINZHAI, "34-finance", lang), title(&JINZHAI, "341524-finance", lang));
    page.headline(say!(lang,
        zh: "五、另一个省：{from} → {to}（账本 {origin}）",
        en: "5. Another province: {from} → {to} (ledger {origin})", origin = JINZHAI.origin))?;
    documents(page, book, &jinzhai.quotas)?;
    projects(page, book, &jinzhai.allocations)?;
    let industry = shares(book, &jinzhai.allocations[..1])?;
    let industry = wan(total(industry.into_iter().flat_map(|(_, parts)| parts)));
    page.line(say!(lang,
        zh: "  产业 7 类完整，共 {industry}万元，与页面小计一致；基础设施只看得到 2 类，再往后看不到。",
        en: "  Industry is complete: {industry}, as the page says; of infrastructure only two classes can be seen."))?;
    let rest = total(lots(book, &jinzhai.quotas)?.iter().map(crate::ledger::Lot::left));
    let (wan, yuan) = (wan(rest), yuan(rest));
    page.line(say!(lang,
        zh: "  尚未登记去向：{wan}万元（{yuan}元）。来源里看不到，不算结余，也不算短少。",
        en: "  Not entered: {wan} × 10,000 yuan ({yuan} yuan). The source does not show it: neither balanced nor short."))?;
    page.line(say!(lang,
        zh: "  假定：文件日期（2024-12-31）、分配日期（2025-01-15）、省直达县。",
        en: "  Assumed: the documents' day (2024-12-31), the allocation's (2025-01-15), straight from province to county."))
}

/// The name of a unit.
pub(super) fn title(ground: &Ground, id: &'static str, lang: Lang) -> &'static str {
    ground.offices.iter().find(|office| office.id == id).map_or(id, |office| lang.pick(office.name, office.english))
}

fn lots(book: &Book<'_>, lines: &[LineRef]) -> Result<Vec<crate::ledger::Lot>, DemoError> {
    lines.iter().map(|line| book.lot(line)).collect()
}

/// The documents that brought the money, and their sum.
fn documents(page: &mut Page<'_>, book: &Book<'_>, quotas: &[LineRef]) -> Result<(), DemoError> {
    let lang = page.lang;
    let mut rows = vec![vec![
        say!(lang, zh: "文号", en: "document"),
        say!(lang, zh: "资金来源", en: "origin"),
        say!(lang, zh: "登记", en: "entry"),
        say!(lang, zh: "日期", en: "day"),
        say!(lang, zh: "万元", en: "10,000 yuan"),
        say!(lang, zh: "元", en: "yuan"),
    ]];
    let lots = lots(book, quotas)?;
    for (line, lot) in quotas.iter().zip(&lots) {
        let number = book.document(line)?.unwrap_or_default();
        let (level, day) = (lot.level.name(lang).to_owned(), lot.opened_on.to_string());
        rows.push(vec![number, level, line.to_string(), day, wan(lot.amount), yuan(lot.amount)]);
    }
    let sum = total(lots.iter().map(|lot| lot.amount));
    let nothing = String::new;
    rows.push(vec![say!(lang, zh: "合计", en: "total"), nothing(), nothing(), nothing(), wan(sum), yuan(sum)]);
    page.table(&[Column::Text, Column::Text, Column::Text, Column::Text, Column::Figures, Column::Figures], &rows)
}

/// Central and provincial money of every project of these allocations, and the sums.
fn projects(page: &mut Page<'_>, book: &Book<'_>, allocations: &[EntryRef]) -> Result<(), DemoError> {
    let lang = page.lang;
    let mut rows = vec![vec![
        say!(lang, zh: "项目编码", en: "code"),
        say!(lang, zh: "项目", en: "project"),
        say!(lang, zh: "中央（万元）", en: "central (10,000)"),
        say!(lang, zh: "省级（万元）", en: "province (10,000)"),
        say!(lang, zh: "合计（万元）", en: "sum (10,000)"),
        say!(lang, zh: "合计（元）", en: "sum (yuan)"),
    ]];
    let shares = shares(book, allocations)?;
    for (code, [central, province]) in &shares {
        let name = figures::name(code, lang).to_owned();
        let mut row = row(code.clone(), name, *central, *province);
        if figures::unseen(code) {
            row[3] = say!(lang, zh: "看不到", en: "not seen");
        }
        rows.push(row);
    }
    let sum = |at: usize| total(shares.iter().map(|(_, parts)| parts[at]));
    rows.push(row(say!(lang, zh: "已登记合计", en: "total entered"), String::new(), sum(0), sum(1)));
    page.table(&[Column::Text, Column::Text, Column::Figures, Column::Figures, Column::Figures, Column::Figures], &rows)
}

fn row(code: String, name: String, central: Money, province: Money) -> Vec<String> {
    let sum = total([central, province]);
    vec![code, name, wan(central), wan(province), wan(sum), yuan(sum)]
}

/// Every project with its central and provincial money, in the order of the allocations.
fn shares(book: &Book<'_>, allocations: &[EntryRef]) -> Result<Vec<(String, [Money; 2])>, DemoError> {
    let mut shares: Vec<(String, [Money; 2])> = Vec::new();
    for allocation in allocations {
        let Body::QuotaAllocated(body) = book.entry(allocation)?.1.body else { continue };
        for line in &body.lines {
            let at = usize::from(book.lot(&allocation.line(line.line))?.level != FundLevel::Central);
            if shares.last().is_none_or(|(code, _)| code != line.project.as_str()) {
                shares.push((line.project.to_string(), [Money::ZERO; 2]));
            }
            if let Some((_, parts)) = shares.last_mut() {
                parts[at] = total([parts[at], line.amount]);
            }
        }
    }
    Ok(shares)
}

/// The invented acts, and how the project stands after them.
fn acts(page: &mut Page<'_>, book: &Book<'_>, acts: &[EntryRef]) -> Result<(), DemoError> {
    let lang = page.lang;
    page.headline(say!(lang,
        zh: "三、实施、支付、验收、异议：这一段全是演示虚构的",
        en: "3. Works, payments, acceptance, an objection: all of this part is made up for the demonstration"))?;
    let mut rows = Vec::new();
    for act in acts {
        let (_, entry) = book.entry(act)?;
        let kind = entry.body.entry_type().name(lang).to_owned();
        let amount = book::sum(&entry.body).map(yuan).unwrap_or_default();
        rows.push(vec![entry.date.to_string(), act.to_string(), kind, amount, about(book, &entry.body, lang)?]);
    }
    page.table(&[Column::Text, Column::Text, Column::Text, Column::Figures, Column::Text], &rows)?;
    let lots = book.lots_of(&fixed(works::PROJECT))?;
    let held = money(total(lots.iter().map(|(_, lot)| lot.amount)), lang);
    let paid = money(total(lots.iter().map(|(_, lot)| lot.drawn)), lang);
    let left = money(total(lots.iter().map(|(_, lot)| lot.left())), lang);
    page.line(say!(lang,
        zh: "  {name}：分配 {held}，已付 {paid}，未付 {left}（含质量保证金）。",
        en: "  {name}: allocated {held}, paid {paid}, not paid {left} (retention included).",
        name = figures::name(works::PROJECT, lang)))
}

/// What an invented act is about.
fn about(book: &Book<'_>, body: &Body, lang: Lang) -> Result<String, DemoError> {
    let name = |project: &ProjectCode| figures::name(project.as_str(), lang).to_owned();
    Ok(match body {
        Body::ContractAwarded(body) => name(&body.project),
        Body::ProjectStarted(body) => name(&body.project),
        Body::ProjectCompleted(body) => name(&body.project),
        Body::ProjectAccepted(body) => {
            say!(lang, zh: "{name}，结算金额", en: "{name}, settlement", name = name(&body.project))
        }
        Body::PaymentMade(body) => {
            let project = book.lot(&body.lines[0].from[0].lot)?.project;
            let stage = body.lines[0].stage.map_or("", |stage| stage.name(lang));
            let (name, payees) = (project.as_ref().map(name).unwrap_or_default(), body.lines.len());
            say!(lang, zh: "{name}，{stage}，{payees} 笔", en: "{name}, {stage}, payees: {payees}")
        }
        Body::PaymentReturned(body) => say!(lang, zh: "退自 {payment}", en: "of {payment}", payment = body.payment),
        Body::NoticePosted(body) => {
            let (kind, matter) = (body.kind.name(lang), body.matter.name(lang));
            say!(lang, zh: "{kind}：{matter}", en: "{kind}: {matter}")
        }
        Body::ObjectionReceived(body) => say!(lang, zh: "对 {notice}", en: "to {notice}", notice = body.notice),
        Body::ObjectionResolved(body) => {
            let outcome = body.outcome.name(lang);
            say!(lang, zh: "异议{outcome}，已补充公布", en: "{outcome}; the notice was completed")
        }
        _ => String::new(),
    })
}
