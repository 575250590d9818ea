//! Notices about projects: library, plan, before the start, completion, change, targets, awards.

use ledger_schema::entry::disclosure::{Matter, NoticeKind};
use ledger_schema::entry::projects::{Funding, ProjectChanged, ProjectListed};
use ledger_schema::entry::{Body, EntryType};
use ledger_schema::reference::Subject;
use ledger_schema::text::ProjectCode;

use super::row::{Rows, both, wan};
use super::{Desk, NoticeError, day};
use crate::ledger::Project;
use crate::store::Store;
use crate::wording::{Lang, Named};

/// The fields of an entry of the library, in the order in which they are published (国开办发〔2018〕10号).
const LIBRARY: &[&str] = &[
    "项目名称",
    "项目类别",
    "建设性质",
    "实施地点",
    "时间进度",
    "责任单位",
    "建设任务",
    "资金规模",
    "筹资方式",
    "受益对象",
    "绩效目标",
    "群众参与和带贫减贫机制",
];
/// The fields of an annual plan (国开办发〔2018〕11号).
const PLAN: &[&str] = &[
    "项目名称",
    "实施地点",
    "建设任务",
    "补助标准",
    "资金来源及规模",
    "实施期限",
    "实施单位",
    "责任人",
    "绩效目标",
    "带贫减贫机制",
];
/// What is shown before a project starts.
const BEFORE_START: &[&str] = &[
    "项目名称",
    "实施地点",
    "建设任务",
    "实施期限",
    "资金来源及规模",
    "实施单位",
    "责任单位",
    "绩效目标",
    "受益对象",
    "带贫减贫机制",
];
/// What is shown of performance targets.
const TARGETS: &[&str] = &["项目名称", "实施单位", "资金规模", "绩效目标"];

/// A project as its listing and its changes leave it.
pub(super) struct Listed {
    pub(super) body: ProjectListed,
    pub(super) fact: Project,
}

/// What the ledger knows of a project; refuses one that is not in the library.
pub(super) fn project<S: Store>(desk: &Desk<'_, S>, code: &ProjectCode) -> Result<Listed, NoticeError> {
    let unlisted = || NoticeError::Unlisted(code.to_string());
    let fact: Project = desk.reader.fact(code)?.ok_or_else(unlisted)?;
    let listed = fact.listed.as_ref().ok_or_else(unlisted)?;
    let Body::ProjectListed(mut body) = desk.reader.entry(listed)?.entry.body else { return Err(unlisted()) };
    for change in &fact.changes {
        if let Body::ProjectChanged(change) = &desk.reader.entry(change)?.entry.body {
            body.apply(&change.changes);
        }
    }
    Ok(Listed { body, fact })
}

/// A project's name; its code if it is not in the library.
pub(super) fn name<S: Store>(desk: &Desk<'_, S>, code: &ProjectCode) -> Result<String, NoticeError> {
    match project(desk, code) {
        Ok(listed) => Ok(listed.body.name.to_string()),
        Err(NoticeError::Unlisted(_)) => Ok(code.to_string()),
        Err(error) => Err(error),
    }
}

/// The projects that are named, or that money was allocated to by an entry that is named.
fn codes<S: Store>(desk: &Desk<'_, S>) -> Result<Vec<ProjectCode>, NoticeError> {
    let mut codes: Vec<ProjectCode> = Vec::new();
    for subject in &desk.request.subjects {
        let wrong = || NoticeError::Subject { subject: subject.clone(), wanted: &[EntryType::QuotaAllocated] };
        match subject {
            Subject::Project(code) => codes.push(code.clone()),
            Subject::Entry(entry) => match &desk.entry(entry)?.entry.body {
                Body::ProjectListed(body) => codes.push(body.project.clone()),
                Body::QuotaAllocated(body) => codes.extend(body.lines.iter().map(|line| line.project.clone())),
                _ => return Err(wrong()),
            },
            Subject::Line(_) => return Err(wrong()),
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    codes.retain(|code| seen.insert(code.clone()));
    Ok(codes)
}

fn sources(funding: &[Funding]) -> String {
    let part = |part: &Funding| format!("{}{}万元", part.level.name(Lang::Zh), wan(part.amount));
    funding.iter().map(part).collect::<Vec<_>>().join("，")
}

fn schedule(body: &ProjectListed) -> Option<String> {
    Some(format!("{}至{}", day(body.planned_start?), day(body.planned_end?)))
}

/// The value of a field as the library knows it.
fn value<S: Store>(desk: &Desk<'_, S>, listed: &Listed, field: &str) -> Result<Option<String>, NoticeError> {
    let body = &listed.body;
    if let Some(given) = desk.given(body.project.as_str(), field) {
        return Ok(Some(given));
    }
    Ok(match field {
        "项目名称" => Some(body.name.to_string()),
        "项目类别" => Some(body.category.to_string()),
        "建设性质" => Some(body.construction_kind.name(Lang::Zh).to_owned()),
        "实施地点" => Some(body.site.to_string()),
        "时间进度" | "实施期限" => schedule(body),
        "责任单位" => Some(desk.name(body.responsible_unit.as_str())?),
        "实施单位" => Some(desk.name(body.implementing_unit.as_str())?),
        "建设任务" => Some(body.tasks.to_string()),
        "资金规模" => Some(format!("{}万元", wan(body.amount))),
        "筹资方式" => Some(sources(&body.funding)),
        "资金来源及规模" => Some(format!("{}万元（{}）", wan(body.amount), sources(&body.funding))),
        "受益对象" => Some(format!("{}户{}人", body.beneficiaries.households, body.beneficiaries.persons)),
        "绩效目标" => Some(body.performance_target.to_string()),
        "群众参与和带贫减贫机制" | "带贫减贫机制" => Some(body.linkage_mechanism.to_string()),
        _ => None,
    })
}

/// What the title and the usual paragraph are about.
fn about<S: Store>(desk: &Desk<'_, S>, rows: &mut Rows, names: &[String], what: &str) {
    rows.about = match names {
        [only] => format!("{only}{what}"),
        many => format!("{}个项目{what}", many.len()),
    };
    rows.lead = vec![format!("现将{}予以{}。", rows.about, desk.verb())];
}

/// Library, plan, before the start, targets: what the listing says.
pub(super) fn listed<S: Store>(desk: &Desk<'_, S>) -> Result<Rows, NoticeError> {
    let fields = match desk.request.matter {
        Matter::AnnualPlan => PLAN,
        Matter::ProjectBeforeStart => BEFORE_START,
        Matter::PerformanceTarget => TARGETS,
        _ => LIBRARY,
    };
    let mut rows = Rows::new(fields);
    let mut names = Vec::new();
    for code in codes(desk)? {
        let listed = project(desk, &code)?;
        names.push(listed.body.name.to_string());
        let values = fields.iter().map(|field| value(desk, &listed, field)).collect::<Result<_, _>>()?;
        rows.push(code.as_str(), values);
    }
    let what = match (desk.request.matter, desk.request.kind) {
        (Matter::AnnualPlan, _) => "年度计划安排",
        (Matter::ProjectBeforeStart, _) => "实施前情况",
        (Matter::PerformanceTarget, _) => "绩效目标",
        (_, NoticeKind::Publicity) => "拟入项目库情况",
        (_, NoticeKind::Announcement) => "入库情况",
    };
    about(desk, &mut rows, &names, what);
    Ok(rows)
}

/// Completion: what was planned, given, paid, and what the acceptance says.
pub(super) fn completed<S: Store>(desk: &Desk<'_, S>) -> Result<Rows, NoticeError> {
    let mut rows = Rows::new(&[
        "项目名称",
        "实施地点",
        "实施单位",
        "计划资金（万元）",
        "到位资金（万元）",
        "已支付（万元）",
        "竣工日期",
        "建设完成情况",
        "绩效目标和带贫减贫机制实现情况",
    ]);
    let mut names = Vec::new();
    for code in codes(desk)? {
        let listed = project(desk, &code)?;
        let (body, fact) = (&listed.body, &listed.fact);
        names.push(body.name.to_string());
        let about = code.as_str();
        let total = |total: crate::ledger::Total| total.to_string().parse().ok().map(wan);
        let values = vec![
            value(desk, &listed, "项目名称")?,
            value(desk, &listed, "实施地点")?,
            value(desk, &listed, "实施单位")?,
            Some(wan(body.amount)),
            total(fact.allocated),
            total(fact.paid),
            fact.completed_on.map(day).or_else(|| desk.given(about, "竣工日期")),
            desk.given(about, "建设完成情况"),
            desk.given(about, "绩效目标和带贫减贫机制实现情况"),
        ];
        rows.push(about, values);
    }
    about(desk, &mut rows, &names, "完工情况");
    Ok(rows)
}

/// Which entries change what.
fn changes(body: &ProjectChanged) -> Vec<(&'static str, String)> {
    let changes = &body.changes;
    let text = |value: Option<String>, field| value.map(|value| (field, value));
    [
        text(changes.name.as_ref().map(ToString::to_string), "项目名称"),
        text(changes.category.as_ref().map(ToString::to_string), "项目类别"),
        text(changes.site.as_ref().map(ToString::to_string), "实施地点"),
        text(changes.implementing_unit.as_ref().map(ToString::to_string), "实施单位"),
        text(changes.tasks.as_ref().map(ToString::to_string), "建设任务"),
        text(changes.amount.map(both), "资金规模"),
        text(changes.funding.as_ref().map(|funding| sources(funding)), "资金来源"),
        text(changes.planned_start.map(day), "开工日期"),
        text(changes.planned_end.map(day), "完工日期"),
        text(changes.performance_target.as_ref().map(ToString::to_string), "绩效目标"),
        text(changes.linkage_mechanism.as_ref().map(ToString::to_string), "带贫减贫机制"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Change: each field with what it is now, and the document.
pub(super) fn changed<S: Store>(desk: &Desk<'_, S>) -> Result<Rows, NoticeError> {
    const WANTED: &[EntryType] = &[EntryType::ProjectChanged];
    let mut rows = Rows::new(&["项目名称", "变更事项", "变更后", "批准文号", "变更日期"]);
    let mut names = Vec::new();
    for subject in &desk.request.subjects {
        let wrong = || NoticeError::Subject { subject: subject.clone(), wanted: WANTED };
        let Subject::Entry(entry) = subject else { return Err(wrong()) };
        let found = desk.entry(entry)?;
        let Body::ProjectChanged(body) = &found.entry.body else { return Err(wrong()) };
        let name = name(desk, &body.project)?;
        for (field, now) in changes(body) {
            let document = body.document.number.to_string();
            let values = [name.clone(), field.to_owned(), now, document, day(found.entry.date)];
            rows.push(&entry.to_string(), values.into_iter().map(Some).collect());
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    about(desk, &mut rows, &names, "变更情况");
    Ok(rows)
}

/// Award and contract.
pub(super) fn awarded<S: Store>(desk: &Desk<'_, S>) -> Result<Rows, NoticeError> {
    const WANTED: &[EntryType] = &[EntryType::ContractAwarded];
    let contract = desk.request.matter == Matter::Contract;
    let last = if contract { "合同签订日期" } else { "中标（成交）日期" };
    let mut rows = Rows::new(&["项目名称", "采购方式", "中标（成交）供应商", "金额", last]);
    let mut names = Vec::new();
    for subject in &desk.request.subjects {
        let wrong = || NoticeError::Subject { subject: subject.clone(), wanted: WANTED };
        let Subject::Entry(entry) = subject else { return Err(wrong()) };
        let found = desk.entry(entry)?;
        let Body::ContractAwarded(body) = &found.entry.body else { return Err(wrong()) };
        let name = name(desk, &body.project)?;
        let on = if contract { body.signed_on } else { Some(body.awarded_on) };
        let values = vec![
            Some(name.clone()),
            Some(body.method.name(Lang::Zh).to_owned()),
            Some(body.supplier.name.to_string()),
            Some(both(body.amount)),
            on.map(day).or_else(|| desk.given(&entry.to_string(), last)),
        ];
        rows.push(&entry.to_string(), values);
        names.push(name);
    }
    about(desk, &mut rows, &names, if contract { "采购合同" } else { "中标（成交）结果" });
    Ok(rows)
}
