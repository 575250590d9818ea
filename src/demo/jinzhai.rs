//! 金寨县 2025: the second ledger. One block of the page is complete, one can be seen in part, the rest not at all.

use std::path::Path;

use ledger_schema::entry::disclosure::{Matter, NoticeKind, NoticePosted, PlaceKind};
use ledger_schema::entry::funds::FundLevel;
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef, Subject};
use ledger_schema::text::Text;

use super::bodies::{Grant, Posted, allocated, budgeted, issued, listed, posted, received};
use super::error::DemoError;
use super::figures::{Class, Item, JINZHAI_INDUSTRY, JINZHAI_INFRASTRUCTURE, JINZHAI_SOURCES, Source, wan};
use super::mark::{Mark, fixed};
use super::offices::{self, JINZHAI};
use super::pen::Pen;

const PROVINCE: &str = "34-finance";
const FINANCE: &str = "341524-finance";
const RURAL: &str = "341524-rural";
const GRANT: Grant = Grant { year: 2025, task: None, early: None, to: FINANCE };

/// The last day of the year in both document numbers: no later day fits them. Assumed.
const ISSUED_ON: &str = "2024-12-31";
/// The page is of 2025; its day cannot be seen. Assumed.
const ALLOCATED_ON: &str = "2025-01-15";
/// The days on which the classes were made public before; assumed.
const PUBLIC_FROM: &str = "2025-01-06";
const PUBLIC_UNTIL: &str = "2025-01-13";

/// Where things stand in the second ledger.
pub(super) struct Jinzhai {
    pub(super) quotas: Vec<LineRef>,
    /// The allocation of the complete block, then that of the block that can be seen in part.
    pub(super) allocations: [EntryRef; 2],
}

type Row = (&'static Item, Vec<Money>);

/// Writes the second ledger into the new folder `dir`.
pub(super) fn write(dir: &Path) -> Result<Jinzhai, DemoError> {
    let mut pen = Pen::new(dir, JINZHAI.origin)?;
    offices::open(&mut pen, &JINZHAI)?;
    let quotas: Vec<LineRef> =
        JINZHAI_SOURCES.iter().map(|source| quota(&mut pen, source)).collect::<Result<_, _>>()?;
    pen.write(RURAL, PUBLIC_FROM, library())?;
    let industry = block(&mut pen, &JINZHAI_INDUSTRY, &quotas, complete())?;
    let infrastructure = block(&mut pen, &JINZHAI_INFRASTRUCTURE, &quotas, partial())?;
    let place = (PlaceKind::Website, "金寨县人民政府网站 www.ahjinzhai.gov.cn");
    let (kind, matter) = (NoticeKind::Announcement, Matter::AllocationResult);
    let fields: &[&str] = &["文号", "资金规模", "项目类别", "分级次金额"];
    let said = Posted { kind, matter, place, fields, day: ALLOCATED_ON, until: None };
    let allocations = [industry, infrastructure];
    let note = Mark::Assumed.note(
        "公告页面未见具体日期，日期系假定；监督电话假定为全国统一的 12317。",
        "The page shows no day: it is assumed, and so is the nationwide hotline.",
    );
    pen.write(RURAL, ALLOCATED_ON, posted(&said, allocations.iter().cloned().map(Subject::Entry).collect(), note))?;
    pen.close()?;
    Ok(Jinzhai { quotas, allocations })
}

/// The publicity of all classes before they enter the library.
fn library() -> NoticePosted {
    let place = (PlaceKind::Website, "金寨县人民政府网站 www.ahjinzhai.gov.cn");
    let (kind, matter) = (NoticeKind::Publicity, Matter::Library);
    let fields: &[&str] = &["项目类别", "分级次金额"];
    let note = Mark::Assumed.note(
        "入库前公示未见公布，假定按规定做了。",
        "No publicity before the listing can be seen; it is assumed to have been held as the rules ask.",
    );
    let items = JINZHAI_INDUSTRY.iter().chain(&JINZHAI_INFRASTRUCTURE);
    let subjects = items.map(|(item, ..)| Subject::Project(fixed(item.code))).collect();
    posted(&Posted { kind, matter, place, fields, day: PUBLIC_FROM, until: Some(PUBLIC_UNTIL) }, subjects, note)
}

fn quota(pen: &mut Pen, source: &Source) -> Result<LineRef, DemoError> {
    let lot = pen.write(PROVINCE, ISSUED_ON, budgeted(&GRANT, source, ISSUED_ON))?.line(1);
    let note = Mark::Assumed.note(
        "文号和金额见公告页面；印发日期未公布，假定为文号年份的最后一天，并假定由省直达县。",
        "Number and sum are on the page; the day was not published: assumed to be the last of the year in the number, \
         and the way straight from province to county.",
    );
    let quota = pen.write(PROVINCE, ISSUED_ON, issued(&GRANT, source, ISSUED_ON, lot, note))?.line(1);
    pen.write(FINANCE, ISSUED_ON, received(quota.clone(), ISSUED_ON))?;
    Ok(quota)
}

/// Lists the classes of a block and allocates to them what can be seen.
fn block(
    pen: &mut Pen,
    figures: &'static [Class],
    quotas: &[LineRef],
    note: Option<Text>,
) -> Result<EntryRef, DemoError> {
    let row = |(item, central, province): &'static Class| {
        (item, vec![central.map_or(Money::ZERO, wan), province.map_or(Money::ZERO, wan)])
    };
    let rows: Vec<Row> = figures.iter().map(row).collect();
    for (item, parts) in &rows {
        let levels = [FundLevel::Central, FundLevel::Province].into_iter().zip(parts.iter().copied());
        let funding: Vec<_> = levels.filter(|(_, amount)| !amount.is_zero()).collect();
        let unknown = Mark::Assumed.note(
            "页面只列到项目类别，这里按一个项目登记；名称和金额见页面，编码系假定，其余各项未公布，受益户数和人数以 0 占位。",
            "The page names classes of projects, each listed here as one; name and sum are on the page, the code is \
             assumed, the rest was not published, and 0 beneficiaries only fill the place.",
        );
        pen.write(RURAL, ALLOCATED_ON, listed(item, "金寨县农业农村局", &funding, unknown))?;
    }
    pen.write(FINANCE, ALLOCATED_ON, allocated(&rows, quotas, note))
}

fn complete() -> Option<Text> {
    Mark::Assumed.note(
        "产业发展类：各类两级金额完整，见公告页面；分配日期系假定。",
        "Block industry: the sums of both levels are complete on the page; the day is assumed.",
    )
}

fn partial() -> Option<Text> {
    Mark::Assumed.note(
        "基础设施类：只看得到前两项，安全饮水只看得到中央资金；其余去向看不到，不登记；分配日期系假定。",
        "Block infrastructure: only the first two classes can be seen, of drinking water only the central sum; \
         where the rest went cannot be seen and is not entered; the day is assumed.",
    )
}
