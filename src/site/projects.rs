//! Projects: by place, and a page for each.

use std::collections::BTreeMap;

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::reference::EntryRef;
use ledger_schema::text::ProjectCode;
use ledger_schema::unit::Level;

use super::html::{Block, Cell, Page, Table, Target, figure, file_name, text};
use super::{Desk, duties, notices, percent, project_path, sum};
use crate::export::{Did, Picture, Project, Unit, since};
use crate::wording::{Named, field_name, grouped, say};

/// A place with its projects.
pub(super) struct Place<'a> {
    /// Its division code, or the unit that stands for it.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) projects: Vec<(&'a ProjectCode, &'a Project)>,
}

/// Every place that has projects.
pub(super) struct Places<'a>(Vec<Place<'a>>);

impl<'a> Places<'a> {
    /// Projects stand at the county that answers for them; where there is none, at the unit that does.
    pub(super) fn of(picture: &'a Picture) -> Self {
        let mut at: BTreeMap<String, Vec<(&ProjectCode, &Project)>> = BTreeMap::new();
        for (code, project) in picture.listed() {
            let responsible = project.listed.responsible_unit.as_str();
            let lister = project.entry.unit.as_str();
            let unit = if picture.units.contains_key(responsible) { responsible } else { lister };
            at.entry(division(county(picture, unit)).to_owned()).or_default().push((code, project));
        }
        let mut units: BTreeMap<&str, Vec<&Unit>> = BTreeMap::new();
        for (id, unit) in &picture.units {
            units.entry(division(id)).or_default().push(unit);
        }
        let named = |id: &str| name(units.get(id).map_or(&[], Vec::as_slice), id);
        Self(at.into_iter().map(|(id, projects)| Place { name: named(&id), id, projects }).collect())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Place<'a>> {
        self.0.iter()
    }
}

/// The code before the slug of a unit.
fn division(unit: &str) -> &str {
    unit.split('-').next().unwrap_or(unit)
}

/// The unit of a county at or above `unit`; `unit` itself if there is none.
fn county<'a>(picture: &'a Picture, unit: &'a str) -> &'a str {
    let mut at = Some(unit);
    // A ledger has no longer chain of units than it has units.
    for _ in 0..picture.units.len() {
        let Some((id, known)) = at.and_then(|id| picture.units.get_key_value(id)) else { break };
        if known.level == Level::County {
            return id;
        }
        at = known.parent.as_deref();
    }
    unit
}

/// What the names of a place's units begin with, as its name: 大同区 of 大同区财政局 and 大同区乡村振兴局.
fn name(units: &[&Unit], division: &str) -> String {
    // Townships and firms that share a county's code are not called after it.
    let office = |unit: &&&Unit| matches!(unit.level, Level::Province | Level::City | Level::County);
    let mut names = units.iter().filter(office).map(|unit| unit.name.as_str());
    let Some(first) = names.next() else { return units.first().map_or(division, |unit| &unit.name).to_owned() };
    let mut common: Vec<char> = first.chars().collect();
    for name in names {
        let same = common.iter().zip(name.chars()).take_while(|(one, other)| **one == *other).count();
        common.truncate(same);
    }
    if common.len() >= 2 { common.into_iter().collect() } else { first.to_owned() }
}

fn place_path(place: &Place<'_>) -> String {
    format!("places/{}.html", file_name(&place.id))
}

/// The page of all places.
pub(super) fn list(desk: &Desk<'_>) -> Page {
    let rows = desk.places.all().map(|place| {
        let (mut allocated, mut paid) = (0, 0);
        for (code, _) in &place.projects {
            allocated += desk.picture.allocated(code);
            paid += desk.picture.paid(code);
        }
        let done = place.projects.iter().filter(|(_, project)| project.stage.is_done()).count();
        vec![
            Cell::from(place.name.as_str()).note(place.id.as_str()).leading(Target::Page(place_path(place))),
            Cell::from(place.projects.len().to_string()),
            Cell::from(done.to_string()),
            Cell::from(sum(allocated)),
            Cell::from(sum(paid)),
            Cell::from(percent(paid, allocated)),
        ]
    });
    let columns = vec![
        text("地方", "Place"),
        figure("项目数", "Projects"),
        figure("已完工", "Completed"),
        figure("分配资金（元）", "Allocated (yuan)"),
        figure("已支付（元）", "Paid (yuan)"),
        figure("支付进度", "Paid share"),
    ];
    let table = Table {
        caption: desk.pick("各地项目", "Projects by place").to_owned(),
        columns,
        rows: rows.collect(),
        empty: Some(desk.pick("还没有入库的项目。", "No project is listed yet.").to_owned()),
    };
    Page {
        path: "projects.html".to_owned(),
        under: "projects.html",
        title: desk.pick("项目", "Projects").to_owned(),
        blocks: vec![Block::Table(table)],
    }
}

/// The projects of a place.
pub(super) fn place(desk: &Desk<'_>, place: &Place<'_>) -> Page {
    let picture = desk.picture;
    let rows = place.projects.iter().map(|(code, project)| {
        let (allocated, paid) = (picture.allocated(code), picture.paid(code));
        vec![
            desk.project(code),
            Cell::from(project.listed.site.as_str()),
            Cell::from(project.stage.name(desk.lang)).note(project.stage_on.to_string()),
            Cell::from(sum(allocated)),
            Cell::from(sum(paid)),
            Cell::from(percent(paid, allocated)),
            Cell::from(picture.notices(code).count().to_string()),
        ]
    });
    let columns = vec![
        text("项目", "Project"),
        text("实施地点", "Site"),
        text("进展", "Stage"),
        figure("分配资金（元）", "Allocated (yuan)"),
        figure("已支付（元）", "Paid (yuan)"),
        figure("支付进度", "Paid share"),
        figure("公示公告", "Notices"),
    ];
    let caption = say!(desk.lang,
        zh: "{name}的项目，共 {count} 个", en: "Projects of {name}: {count}",
        name = place.name, count = place.projects.len());
    Page {
        path: place_path(place),
        under: "projects.html",
        title: place.name.clone(),
        blocks: vec![Block::Table(Table { caption, columns, rows: rows.collect(), empty: None })],
    }
}

/// The page of a project: how much it got, from which documents, what was paid to whom, what was posted when.
pub(super) fn page(desk: &Desk<'_>, code: &ProjectCode, project: &Project) -> Page {
    let (allocated, paid) = (desk.picture.allocated(code), desk.picture.paid(code));
    let lang = desk.lang;
    let mut blocks = vec![Block::Figures(vec![
        (desk.pick("分配资金", "Allocated"), desk.yuan(allocated)),
        (desk.pick("已支付", "Paid"), desk.yuan(paid)),
        (desk.pick("未支付", "Not paid"), desk.yuan(allocated - paid)),
        (desk.pick("进展", "Stage"), project.stage.name(lang).to_owned()),
    ])];
    blocks.push(Block::Heading(desk.pick("钱从哪些文件来", "From which documents")));
    blocks.push(Block::Table(sources(desk, code)));
    blocks.push(Block::Heading(desk.pick("付给了谁", "Paid to whom")));
    blocks.push(Block::Table(payments(desk, code)));
    if desk.picture.returns(code).next().is_some() {
        blocks.push(Block::Heading(desk.pick("退回、收回、冲销", "What came back")));
        blocks.push(Block::Table(returns(desk, code)));
    }
    if desk.picture.remarks(code).next().is_some() {
        blocks.push(Block::Heading(desk.pick("异议、问题与其他", "Objections, findings and other entries")));
        blocks.push(Block::Table(remarks(desk, code)));
    }
    blocks.push(Block::Heading(desk.pick("公示公告", "Notices")));
    blocks.push(Block::Table(notices::table(desk, desk.picture.notices(code), false)));
    blocks.push(Block::Heading(desk.pick("进展", "Steps")));
    blocks.push(Block::Table(steps(desk, code)));
    blocks.push(Block::Heading(desk.pick("项目内容（最新）", "The project as it stands")));
    blocks.push(Block::Facts(facts(desk, code, project)));
    if !desk.duties.packs.is_empty() {
        blocks.push(Block::Heading(desk.pick("义务", "Duties")));
        let none = Vec::new();
        let of_project = desk.of_project.get(code).unwrap_or(&none);
        blocks.push(Block::Table(duties::table(
            desk,
            duties::caption(desk),
            of_project.iter().copied(),
            duties::Columns::Unit,
        )));
    }
    Page { path: project_path(code), under: "projects.html", title: project.listed.name.to_string(), blocks }
}

/// The entry that set the planned sum: the last change of it, or else the listing.
fn set_by<'a>(desk: &'a Desk<'_>, code: &ProjectCode, project: &'a Project) -> &'a EntryRef {
    let changed = |step: &&Did| step.kind == EntryType::ProjectChanged && step.amount.is_some();
    desk.picture.steps(code).iter().rfind(changed).map_or(&project.entry, |step| &step.entry)
}

fn facts(desk: &Desk<'_>, code: &ProjectCode, project: &Project) -> Vec<(&'static str, Cell)> {
    let (listed, lang) = (&project.listed, desk.lang);
    let day = |day: Option<Date>| Cell::from(day.map(|day| day.to_string()).unwrap_or_default());
    let funding = listed.funding.iter().map(|part| {
        say!(lang, zh: "{level} {amount} 元", en: "{level} {amount} yuan",
            level = part.level.name(lang), amount = grouped(&part.amount.to_string()))
    });
    let funding = funding.collect::<Vec<_>>().join(desk.pick("；", "; "));
    let people = say!(lang,
        zh: "{households} 户 {persons} 人", en: "{households} households, {persons} persons",
        households = listed.beneficiaries.households, persons = listed.beneficiaries.persons);
    vec![
        (desk.pick("项目编码", "Code"), Cell::from(code.to_string())),
        (desk.pick("项目类别", "Category"), Cell::from(listed.category.as_str())),
        (desk.pick("建设性质", "Kind of construction"), Cell::from(listed.construction_kind.name(lang))),
        (desk.pick("实施地点", "Site"), Cell::from(listed.site.as_str())),
        (
            desk.pick("村", "Village"),
            listed.village.as_ref().map(|village| desk.unit(village.as_str())).unwrap_or_default(),
        ),
        (desk.pick("责任单位", "Responsible unit"), desk.unit(listed.responsible_unit.as_str())),
        (desk.pick("实施单位", "Implementing unit"), desk.unit(listed.implementing_unit.as_str())),
        (desk.pick("建设任务", "Tasks"), Cell::from(start(listed.tasks.as_str()))),
        (
            desk.pick("计划投资（元）", "Planned sum (yuan)"),
            desk.sum_of(listed.amount.fen().into(), set_by(desk, code, project)),
        ),
        (desk.pick("资金来源", "Sources"), Cell::from(funding)),
        (desk.pick("计划开工", "Planned start"), day(listed.planned_start)),
        (desk.pick("计划完工", "Planned end"), day(listed.planned_end)),
        (desk.pick("受益对象", "Beneficiaries"), Cell::from(people)),
        (desk.pick("绩效目标", "Performance target"), Cell::from(start(listed.performance_target.as_str()))),
        (desk.pick("联农带农机制", "Linkage mechanism"), Cell::from(start(listed.linkage_mechanism.as_str()))),
    ]
}

/// Most characters of a text that a page shows: its entry has the whole of it.
const TEXT: usize = 800;

fn start(text: &str) -> String {
    match text.char_indices().nth(TEXT) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Every allocation, and below it the lots that it goes back to, up to the document that brought the money.
fn sources(desk: &Desk<'_>, code: &ProjectCode) -> Table {
    let picture = desk.picture;
    let mut rows = Vec::new();
    for lot in picture.allocations(code).filter_map(|line| desk.lots.get(line)).filter(|lot| lot.fen != 0) {
        let above = desk.lots.above(lot.line);
        for (steps, lot) in std::iter::once((0, lot)).chain(above) {
            let arrow = "↑ ".repeat(steps);
            let of = lot.opened;
            let what = match picture.line(lot.line).and_then(|line| line.r#use) {
                Some(r#use) if steps == 0 => say!(desk.lang,
                    zh: "分配到本项目（{use}）", en: "to this project ({use})", r#use = r#use.name(desk.lang)),
                _ => say!(desk.lang, zh: "{arrow}{kind}", en: "{arrow}{kind}", kind = of.kind.name(desk.lang)),
            };
            rows.push(vec![
                Cell::from(what),
                desk.net(lot.fen, lot.gross, &of.entry),
                desk.document_of(lot.line),
                desk.unit(lot.opened.from.as_deref().unwrap_or(&of.to)),
                Cell::from(of.date.to_string()),
            ]);
        }
    }
    Table {
        caption: desk.pick("资金来源，自下而上", "Where the money comes from, upwards").to_owned(),
        columns: vec![
            text("环节", "Step"),
            figure("该批资金（元）", "That lot (yuan)"),
            text("文件", "Document"),
            text("下达单位", "By"),
            text("日期", "Date"),
        ],
        rows,
        empty: Some(desk.pick("现在没有分配的资金。", "No allocation stands.").to_owned()),
    }
}

fn payments(desk: &Desk<'_>, code: &ProjectCode) -> Table {
    let lang = desk.lang;
    let rows = desk.picture.payments(code).into_iter().map(|payment| {
        let stage = payment.paid.stage.map(|stage| stage.name(lang)).unwrap_or_default();
        vec![
            Cell::from(payment.paid.cleared_on.to_string()),
            desk.net(payment.fen, payment.gross, &payment.line.entry),
            Cell::from(payment.payee).note(payment.paid.kind.name(lang)),
            Cell::from(payment.paid.category.as_str()).note(stage),
            Cell::from(payment.paid.method.name(lang)),
            desk.unit(payment.payer),
        ]
    });
    Table {
        caption: desk.pick("支付", "Payments").to_owned(),
        columns: vec![
            text("日期", "Date"),
            figure("金额（元）", "Amount (yuan)"),
            text("收款人", "Payee"),
            text("类别", "Category"),
            text("方式", "Method"),
            text("付款单位", "Payer"),
        ],
        rows: rows.collect(),
        empty: Some(desk.pick("现在没有支付。", "No payment stands.").to_owned()),
    }
}

/// Money that went back, with a minus.
fn returns(desk: &Desk<'_>, code: &ProjectCode) -> Table {
    let rows = desk.picture.returns(code).map(|moved| {
        vec![
            Cell::from(moved.date.to_string()),
            Cell::from(moved.entry_type.name(desk.lang)),
            Cell::from(moved.kind.name(desk.lang)).note(moved.line.to_string()),
            desk.sum_of(moved.fen, &moved.entry),
        ]
    });
    Table {
        caption: desk.pick("退回、收回、冲销", "What came back").to_owned(),
        columns: vec![
            text("日期", "Date"),
            text("事项", "Entry"),
            text("原来的资金", "Of what"),
            figure("金额（元）", "Amount (yuan)"),
        ],
        rows: rows.collect(),
        empty: None,
    }
}

fn remarks(desk: &Desk<'_>, code: &ProjectCode) -> Table {
    let rows = desk.picture.remarks(code).map(|remark| {
        vec![
            Cell::from(remark.date.to_string()),
            Cell::from(remark.kind.name(desk.lang)),
            Cell::from(start(&remark.text)),
            desk.unit(&remark.issuer),
            desk.entry(&remark.entry),
        ]
    });
    Table {
        caption: desk.pick("异议、问题与其他", "Objections, findings and other entries").to_owned(),
        columns: vec![
            text("日期", "Date"),
            text("事项", "What"),
            text("内容", "Text"),
            text("登记单位", "By"),
            text("登记", "Entry"),
        ],
        rows: rows.collect(),
        empty: None,
    }
}

fn steps(desk: &Desk<'_>, code: &ProjectCode) -> Table {
    let rows = desk.picture.steps(code).iter().map(|step| {
        let contract = step.contract.as_ref().map(|contract| {
            let method = contract.method.name(desk.lang);
            say!(desk.lang, zh: "{supplier}，{method}", en: "{supplier}, {method}", supplier = contract.supplier.name)
        });
        let progress = step.percent.map(|percent| format!("{percent}%"));
        let set = step.detail.iter().map(|(field, value)| {
            let field = field_name(field, desk.lang);
            say!(desk.lang, zh: "{field}：{value}", en: "{field}: {value}")
        });
        let set = start(&set.collect::<Vec<_>>().join(desk.pick("；", "; ")));
        let detail = contract.or(progress).or_else(|| step.document.clone()).unwrap_or_default();
        let detail = if detail.is_empty() { Cell::from(set) } else { Cell::from(detail).note(set) };
        let amount = step.amount.map(|amount| desk.sum_of(amount.fen().into(), &step.entry)).unwrap_or_default();
        vec![
            Cell::from(step.date.to_string()),
            Cell::from(step.kind.name(desk.lang)),
            desk.unit(&step.issuer),
            detail,
            amount,
            desk.entry(&step.entry),
        ]
    });
    Table {
        caption: desk.pick("进展", "Steps").to_owned(),
        columns: vec![
            text("日期", "Date"),
            text("事项", "Step"),
            text("登记单位", "By"),
            text("说明", "Details"),
            figure("金额（元）", "Amount (yuan)"),
            text("登记", "Entry"),
        ],
        rows: rows.collect(),
        empty: None,
    }
}

/// For how long something has been lying, of those lots of a project that are not paid out.
pub(super) fn waiting(desk: &Desk<'_>, code: &ProjectCode) -> Option<(i128, i32)> {
    let lots = desk.picture.allocations(code).filter_map(|line| desk.lots.get(line)).filter(|lot| lot.left() > 0);
    let of = lots.map(|lot| (lot.left(), since(desk.picture, lot).days_until(desk.as_of).max(0)));
    of.reduce(|(left, days), (more, other)| (left + more, days.max(other)))
}

#[cfg(test)]
mod tests {
    use ledger_schema::unit::Role;

    use super::*;

    fn unit(name: &str, level: Level) -> Unit {
        let entry = "23-finance/1".parse().expect("an entry");
        Unit { name: name.to_owned(), level, role: Role::Finance, parent: None, entry }
    }

    #[test]
    fn a_place_is_called_after_what_the_names_of_its_offices_begin_with() {
        let (finance, rural) = (unit("大同区财政局", Level::County), unit("大同区乡村振兴局", Level::County));
        let (township, firm) = (unit("双榆树乡", Level::Township), unit("某公司", Level::Other));
        assert_eq!(name(&[&finance, &rural, &township, &firm], "230606"), "大同区");
        assert_eq!(name(&[&finance], "230606"), "大同区财政局");
        assert_eq!(name(&[&township], "230606101"), "双榆树乡");
        assert_eq!(name(&[&finance, &unit("县财政局", Level::County)], "230606"), "大同区财政局");
        assert_eq!(name(&[], "230606"), "230606");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(start("短"), "短");
        assert_eq!(start(&"长".repeat(TEXT)), "长".repeat(TEXT));
        assert_eq!(start(&"长".repeat(TEXT + 1)), format!("{}…", "长".repeat(TEXT)));
    }
}
