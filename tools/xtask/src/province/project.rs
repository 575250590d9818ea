//! A project from the library to acceptance: each step emits its entry and says which step follows, and when.

use ledger_schema::entry::body::Draw;
use ledger_schema::entry::funds::{AllocationLine, FundsReclaimed, QuotaAllocated, Use};
use ledger_schema::entry::projects::{
    AwardMethod, Beneficiaries, ConstructionKind, ContractAwarded, Funding, FundingSource, Percent, ProjectAccepted,
    ProjectApproved, ProjectChanged, ProjectChanges, ProjectCompleted, ProjectListed, ProjectProgressed,
    ProjectStarted, Supplier,
};
use ledger_schema::list::List;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::text::ProjectCode;
use ledger_schema::unit::VillageClass;

use super::spending::supplier;
use super::year::{PROJECTS_UNTIL, Task};
use super::{Province, money, of};

/// About how many entries a project has; most of them payments.
pub(super) const ENTRIES: u64 = 52;
/// Fewest payments of a project, and how many more there may be.
const PAYMENTS: (u64, u64) = (27, 23);

const KINDS: [(&str, &str, Use); 8] = [
    ("村组道路硬化工程", "乡村建设行动/农村道路建设", Use::Infrastructure),
    ("饮水安全巩固提升工程", "巩固三保障成果/农村饮水安全", Use::ThreeGuarantees),
    ("食用菌产业园大棚项目", "产业发展/种植业基地", Use::Industry),
    ("肉牛养殖基地建设项目", "产业发展/养殖业基地", Use::Industry),
    ("农产品仓储保鲜冷链设施", "产业发展/加工流通项目", Use::Industry),
    ("公益性岗位补助", "就业项目/公益性岗位", Use::Employment),
    ("安置区配套设施提升项目", "易地搬迁后扶/安置区配套", Use::RelocationFollowUp),
    ("河道护岸以工代赈项目", "乡村建设行动/小型农田水利", Use::WorkRelief),
];

/// What a project does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    List,
    Publicise,
    Object,
    Resolve,
    Cancel,
    Approve,
    Allocate,
    Disclose,
    Award,
    Start,
    Pay,
    Return,
    Reverse,
    Progress,
    Change,
    Complete,
    Accept,
    Announce,
    Close,
    End,
}

/// One project on its way.
pub(super) struct Project {
    pub(super) code: ProjectCode,
    pub(super) county: usize,
    /// The unit that builds it.
    pub(super) township: usize,
    source: usize,
    pub(super) kind: usize,
    /// Planned sum, in fen; and what is left of the allocation.
    pub(super) amount: u64,
    pub(super) left: u64,
    pub(super) lot: Option<LineRef>,
    /// Payments still to make.
    pub(super) payments: u64,
    /// The last payment and the amounts of its lines.
    pub(super) paid: Option<(EntryRef, Vec<u64>)>,
    pub(super) supplier: u64,
    /// The entry that the next notice or answer is about.
    pub(super) about: Option<EntryRef>,
    step: Step,
}

impl Province {
    pub(super) fn new_project(&mut self, serial: u64, county: usize, source: usize) -> Project {
        let towns = self.places.counties[county].townships.clone();
        let rural = self.places.counties[county].rural;
        let township = if towns.is_empty() { rural } else { towns.start + self.random.place(towns.len()) };
        let division = self.places.units[rural].id.division().to_owned();
        Project {
            code: of(&format!("{division}-{}-{serial:05}", self.year)),
            county,
            township,
            source,
            kind: self.random.place(KINDS.len()),
            // 50,000 to 2,050,000 yuan in steps of 100: small ones are more frequent.
            amount: 5_000_000 + 10_000 * (self.random.below(142) * self.random.below(142)),
            left: 0,
            lot: None,
            payments: PAYMENTS.0 + self.random.below(PAYMENTS.1),
            paid: None,
            supplier: self.random.below(10_000),
            about: None,
            step: Step::List,
        }
    }

    pub(super) fn step_project(&mut self, at: usize) {
        let Some(mut project) = self.projects[at].take() else { return };
        let (step, after) = match project.step {
            Step::List => self.list(&project),
            Step::Publicise => self.publicise(&mut project),
            Step::Object => self.object(&mut project),
            Step::Resolve => self.resolve(&project),
            Step::Cancel => self.cancel(&project),
            Step::Approve => self.approve(&project),
            Step::Allocate => self.allocate(&mut project),
            Step::Disclose => self.disclose(&project),
            Step::Award => self.award(&project),
            Step::Start => self.start(&project),
            Step::Pay => self.pay(&mut project),
            Step::Return => self.give_back(&mut project),
            Step::Reverse => self.reverse(&mut project),
            Step::Progress => self.progress(&project),
            Step::Change => self.change(&project),
            Step::Complete => self.complete(&project),
            Step::Accept => self.accept(&project),
            Step::Announce => self.announce(&project),
            Step::Close => self.close(&project),
            Step::End => return,
        };
        if step == Step::End {
            return;
        }
        project.step = step;
        self.projects[at] = Some(project);
        let last = if step == Step::Close { PROJECTS_UNTIL + 5 } else { PROJECTS_UNTIL };
        self.plan((self.day + after).min(last), Task::Project(at));
    }

    pub(super) fn rural(&self, project: &Project) -> usize {
        self.places.counties[project.county].rural
    }

    pub(super) fn finance(&self, project: &Project) -> usize {
        self.places.counties[project.county].finance
    }

    fn name_of(&self, project: &Project) -> String {
        let town = self.places.units[project.township].name.as_str();
        let town = town.split_once('县').map_or(town, |(_, town)| town).trim_end_matches("人民政府");
        format!("{}年{town}{}", self.year, KINDS[project.kind].0)
    }

    fn list(&mut self, project: &Project) -> (Step, u16) {
        let (_, category, purpose) = KINDS[project.kind];
        let level = [FundingSource::Central, FundingSource::Province, FundingSource::County][project.source];
        let households = u32::try_from(20 + self.random.below(180)).expect("small");
        let body = ProjectListed {
            project: project.code.clone(),
            name: of(&self.name_of(project)),
            category: of(category),
            construction_kind: *self.random.pick(&[ConstructionKind::New, ConstructionKind::Extension]),
            site: of(&format!("{}辖区内", self.places.units[project.township].name)),
            village: None,
            village_class: Some(*self.random.pick(&[VillageClass::Exited, VillageClass::Key, VillageClass::NonPoor])),
            responsible_unit: self.places.units[self.rural(project)].name.clone(),
            implementing_unit: self.places.units[project.township].name.clone(),
            tasks: of("按批复的实施方案完成全部建设内容，工程质量一次验收合格，建成后按规定确权移交并落实管护责任。"),
            amount: money(project.amount),
            funding: List::new(vec![Funding { level, amount: money(project.amount) }]).expect("one source"),
            planned_start: None,
            planned_end: None,
            beneficiaries: Beneficiaries { households, persons: households * 3 },
            performance_target: of("受益群众满意度不低于百分之九十五，项目当年完工、当年见效。"),
            linkage_mechanism: of("通过务工就业、订单收购和收益分红带动脱贫户和监测户稳定增收。"),
            work_relief: (purpose == Use::WorkRelief).then_some(true),
            evidence: None,
            note: None,
        };
        self.emit(self.rural(project), body);
        (Step::Publicise, self.random.days(1, 3))
    }

    fn approve(&mut self, project: &Project) -> (Step, u16) {
        let rural = self.rural(project);
        let body = ProjectApproved {
            project: project.code.clone(),
            document: self.document(rural, "清乡振字"),
            amount: money(project.amount),
            evidence: None,
            note: None,
        };
        self.emit(rural, body);
        (Step::Allocate, self.random.days(2, 12))
    }

    fn allocate(&mut self, project: &mut Project) -> (Step, u16) {
        let (finance, amount) = (self.finance(project), money(project.amount));
        let county = &mut self.places.counties[project.county];
        county.left[project.source] -= project.amount;
        let lot = county.lots[project.source].clone().expect("counties receive their money before projects begin");
        let line = AllocationLine {
            line: 1,
            project: project.code.clone(),
            amount,
            from: List::new(vec![Draw { lot, amount }]).expect("one draw"),
            r#use: KINDS[project.kind].2,
            task: None,
            task_change: None,
        };
        let body = QuotaAllocated {
            document: Some(self.document(finance, "县财农")),
            lines: List::new(vec![line]).expect("one line"),
            evidence: None,
            note: None,
        };
        let entry = self.emit(finance, body);
        project.lot = Some(entry.line(1));
        project.about = Some(entry);
        project.left = project.amount;
        (Step::Disclose, self.random.days(1, 8))
    }

    fn award(&mut self, project: &Project) -> (Step, u16) {
        let (name, id) = supplier(project.supplier);
        let method = if project.amount > 100_000_000 { AwardMethod::OpenTender } else { AwardMethod::Inquiry };
        let body = ContractAwarded {
            project: project.code.clone(),
            supplier: Supplier { name, id: Some(id) },
            method,
            amount: money(project.amount / 100 * 97),
            awarded_on: self.date(1),
            signed_on: Some(self.date(0)),
            evidence: None,
            note: None,
        };
        self.emit(project.township, body);
        (Step::Start, self.random.days(1, 10))
    }

    fn start(&mut self, project: &Project) -> (Step, u16) {
        let code = project.code.clone();
        self.emit(project.township, ProjectStarted { project: code, evidence: None, note: None });
        (Step::Pay, self.random.days(3, 12))
    }

    fn progress(&mut self, project: &Project) -> (Step, u16) {
        let done = (project.amount - project.left) * 100 / project.amount;
        let percent = Percent::new(done).expect("a part of the whole");
        let code = project.code.clone();
        self.emit(project.township, ProjectProgressed { project: code, percent, evidence: None, note: None });
        (Step::Pay, self.random.days(1, 5))
    }

    fn change(&mut self, project: &Project) -> (Step, u16) {
        let rural = self.rural(project);
        let changes = ProjectChanges {
            name: None,
            category: None,
            site: Some(of("经批准调整至相邻村组，建设内容和规模不变")),
            implementing_unit: None,
            tasks: None,
            amount: None,
            funding: None,
            planned_start: None,
            planned_end: None,
            performance_target: None,
            linkage_mechanism: None,
        };
        let body = ProjectChanged {
            project: project.code.clone(),
            changes,
            document: self.document(rural, "清乡振字"),
            evidence: None,
            note: None,
        };
        self.emit(rural, body);
        (Step::Pay, self.random.days(1, 5))
    }

    fn complete(&mut self, project: &Project) -> (Step, u16) {
        let code = project.code.clone();
        self.emit(project.township, ProjectCompleted { project: code, evidence: None, note: None });
        (Step::Accept, self.random.days(3, 20))
    }

    fn accept(&mut self, project: &Project) -> (Step, u16) {
        let body = ProjectAccepted {
            project: project.code.clone(),
            settlement: Some(money(project.amount - project.left)),
            retention: None,
            witnesses: Some(List::new(vec![of("村务监督委员会"), of("受益群众代表")]).expect("two witnesses")),
            evidence: None,
            note: None,
        };
        self.emit(self.rural(project), body);
        (Step::Announce, self.random.days(1, 6))
    }

    /// What a project did not need goes back to the lot that it came from.
    fn close(&mut self, project: &Project) -> (Step, u16) {
        if let Some(lot) = project.lot.clone().filter(|_| project.left > 0) {
            let (amount, reason) = (money(project.left), of("项目结余资金收回"));
            self.emit(self.finance(project), FundsReclaimed { lot, amount, reason, evidence: None, note: None });
            self.places.counties[project.county].left[project.source] += project.left;
        }
        (Step::End, 0)
    }
}
