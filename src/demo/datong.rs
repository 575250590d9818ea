//! 大庆市大同区 2023: the published part of the first ledger, from two provincial documents to eight projects and their notice.

use std::path::Path;

use ledger_schema::entry::body::Draw;
use ledger_schema::entry::disclosure::{Matter, NoticeKind, NoticePosted, PlaceKind};
use ledger_schema::entry::funds::{FundLevel, PayeeKind, Stage};
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef, Subject};
use ledger_schema::unit::UnitId;

use super::bodies::{Grant, Posted, allocated, budgeted, issued, listed, posted, received};
use super::error::DemoError;
use super::figures::{DATONG_PAGE, DATONG_PROJECTS, DATONG_SOURCES, Item, Source, fill, wan};
use super::keys::key_of;
use super::mark::{Mark, fixed};
use super::offices::{self, DATONG};
use super::pen::Pen;
use super::works::{self, Payment};
use crate::draft::{Drafts, sign};

const PROVINCE: &str = "23-finance";
const FINANCE: &str = "230606-finance";
const RURAL: &str = "230606-rural";
const GRANT: Grant = Grant { year: 2023, task: Some("consolidation"), early: Some(true), to: FINANCE };

/// The day on which the eight projects enter the library; assumed.
const LISTED_ON: &str = "2022-12-28";
/// The days on which they were made public before; assumed.
const PUBLIC_FROM: &str = "2022-12-20";
const PUBLIC_UNTIL: &str = "2022-12-27";

/// Where things stand in the first ledger.
pub(super) struct Datong {
    /// The lots of the two quotas.
    pub(super) quotas: Vec<LineRef>,
    pub(super) allocation: EntryRef,
    pub(super) notice: EntryRef,
    pub(super) works: works::Works,
    /// A payment in the name of the finance unit that the project owner signed: a note that must never enter.
    pub(super) forged: String,
}

/// Writes the first ledger into the new folder `dir`.
pub(super) fn write(dir: &Path) -> Result<Datong, DemoError> {
    let mut pen = Pen::new(dir, DATONG.origin)?;
    offices::open(&mut pen, &DATONG)?;
    let quotas = DATONG_SOURCES.iter().map(|(source, day)| quota(&mut pen, source, day));
    let quotas = quotas.collect::<Result<Vec<_>, _>>()?;
    let rows = rows();
    pen.write(RURAL, PUBLIC_FROM, library(&rows))?;
    for (item, parts) in &rows {
        let funding = [FundLevel::Central, FundLevel::Province].into_iter().zip(parts.iter().copied());
        let funding: Vec<_> = funding.filter(|(_, amount)| !amount.is_zero()).collect();
        pen.write(RURAL, LISTED_ON, listed(item, "大庆市大同区乡村振兴局", &funding, unpublished()))?;
    }
    let allocation = pen.write(FINANCE, DATONG_PAGE, allocated(&rows, &quotas, split()))?;
    let notice = pen.write(RURAL, DATONG_PAGE, notice(&allocation))?;
    let works = works::write(&mut pen, &allocation)?;
    let mut drafts = pen.close()?;
    let forged = forged(&mut drafts, allocation.line(1));
    Ok(Datong { quotas, allocation, notice, works, forged })
}

/// One document: money into the province's budget, quota down to the district, received there; gives the quota's lot.
fn quota(pen: &mut Pen, source: &Source, day: &str) -> Result<LineRef, DemoError> {
    let lot = pen.write(PROVINCE, day, budgeted(&GRANT, source, day))?.line(1);
    let published = Mark::Published
        .note("文号、日期、金额和“提前下达”见公示页面。", "Number, day, sum and early issue are on the notice page.");
    let quota = pen.write(PROVINCE, day, issued(&GRANT, source, day, lot, published))?.line(1);
    pen.write(FINANCE, day, received(quota.clone(), day))?;
    Ok(quota)
}

/// Every project with what it gets of each document.
fn rows() -> Vec<(&'static Item, Vec<Money>)> {
    let amounts: Vec<Money> = DATONG_PROJECTS.iter().map(|(_, amount)| wan(amount)).collect();
    let sources: Vec<Money> = DATONG_SOURCES.iter().map(|(source, _)| wan(source.amount)).collect();
    let items = DATONG_PROJECTS.iter().map(|(item, _)| item);
    items.zip(fill(&amounts, &sources)).collect()
}

fn unpublished() -> Option<ledger_schema::text::Text> {
    Mark::Assumed.note(
        "项目名称、类别和金额见公示页面；项目编码、入库日期和资金来源拆分系假定，其余各项未公布，受益户数和人数以 0 占位。",
        "Name, class and sum are on the notice page; code, day of listing and the split of sources are assumed, \
         the rest was not published, and 0 beneficiaries only fill the place.",
    )
}

fn split() -> Option<ledger_schema::text::Text> {
    Mark::Assumed.note(
        "各项目金额见公示页面；两笔资金如何分摊未公布，假定按页面顺序先用完中央资金。",
        "The sum of each project is on the notice page; how the two sources are split was not published: \
         assumed in the order of the page, central money first.",
    )
}

/// The publicity of the projects before they enter the library.
fn library(rows: &[(&'static Item, Vec<Money>)]) -> NoticePosted {
    let place = (PlaceKind::Website, "大庆市大同区人民政府网站 www.dqdt.gov.cn");
    let (kind, matter) = (NoticeKind::Publicity, Matter::Library);
    let fields: &[&str] = &["项目名称", "项目金额"];
    let note = Mark::Assumed.note(
        "入库前公示未见公布，假定按规定做了。",
        "No publicity before the listing can be seen; it is assumed to have been held as the rules ask.",
    );
    let subjects = rows.iter().map(|(item, _)| Subject::Project(fixed(item.code))).collect();
    posted(&Posted { kind, matter, place, fields, day: PUBLIC_FROM, until: Some(PUBLIC_UNTIL) }, subjects, note)
}

fn notice(allocation: &EntryRef) -> NoticePosted {
    let place = (PlaceKind::Website, "大庆市大同区人民政府网站 www.dqdt.gov.cn");
    let (kind, matter) = (NoticeKind::Publicity, Matter::AllocationResult);
    let fields: &[&str] = &["文号", "资金规模", "项目名称", "项目金额"];
    let note = Mark::Assumed.note(
        "公示日期和内容见公示页面；公示期未见，监督电话假定为全国统一的 12317。",
        "Day and content are on the notice page; no period can be seen, and the nationwide hotline is assumed.",
    );
    let subjects = vec![Subject::Entry(allocation.clone())];
    posted(&Posted { kind, matter, place, fields, day: DATONG_PAGE, until: None }, subjects, note)
}

/// A payment in the finance unit's name, signed by the unit that wants the money.
fn forged(drafts: &mut Drafts, lot: LineRef) -> String {
    let (finance, builder): (UnitId, UnitId) = (fixed(FINANCE), fixed(works::BUILDER));
    let amount = wan("10");
    let payment = Payment {
        from: vec![Draw { lot, amount }],
        payee: (PayeeKind::Contractor, "演示施工单位（虚构）"),
        category: "工程款",
        stage: Some(Stage::Retention),
    };
    let entry = drafts.next(&finance, fixed("2023-12-20"), works::payment("2023-12-20", vec![payment]));
    sign(&entry, &[(&builder, &key_of(works::BUILDER))]).expect("a short note").to_string()
}
