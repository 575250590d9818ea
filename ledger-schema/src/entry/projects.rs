//! Projects: from the library to acceptance (SPEC §5.4). Project codes are those of the project library.

use crate::date::Date;
use crate::document::Document;
use crate::entry::body::{BodyError, BodyRule, Rules, above_zero, body, in_order};
use crate::list::List;
use crate::money::Money;
use crate::object::object;
use crate::text::{CreditCode, Name, ProjectCode, Text};
use crate::unit::{VillageClass, words};
use crate::value::{ValueError, ValueRule};

words! {
    /// 建设性质
    ConstructionKind {
        /// 新建
        New = "new",
        /// 改扩建
        Extension = "extension",
        /// 续建
        Continuing = "continuing",
        /// 重建
        Rebuilding = "rebuilding",
        /// Not a building project, or any other kind.
        Other = "other",
    }
}

words! {
    /// Where a project's money comes from.
    FundingSource {
        /// 中央
        Central = "central",
        /// 省级
        Province = "province",
        /// 市级
        City = "city",
        /// 县（区）级
        County = "county",
        /// 乡镇
        Township = "township",
        /// 村集体
        Village = "village",
        /// 东西部协作
        EastWest = "east_west",
        /// 定点帮扶
        PairedSupport = "paired_support",
        /// 社会捐赠
        Donation = "donation",
        /// 地方政府债券
        Bond = "bond",
        /// 金融贷款
        Loan = "loan",
        /// 自筹（含投工投劳）
        SelfRaised = "self_raised",
        /// Any other source.
        Other = "other",
    }
}

object! {
    /// One source of a project's money.
    pub struct Funding {
        /// Where it comes from.
        pub level: FundingSource,
        /// How much, in yuan.
        pub amount: Money,
    }
}

object! {
    /// Who benefits.
    pub struct Beneficiaries {
        /// Households.
        pub households: u32,
        /// Persons.
        pub persons: u32,
    }
}

body! {
    /// 入库: a project enters the library with the twelve fields that are made public.
    pub struct ProjectListed {
        /// Its code.
        pub project: ProjectCode,
        /// Its name.
        pub name: Name,
        /// Its category in the library.
        pub category: Name,
        /// 建设性质
        pub construction_kind: ConstructionKind,
        /// 实施地点
        pub site: Name,
        /// The village: a unit id, a division code or a name.
        pub village: Option<Name>,
        /// Class of the village.
        pub village_class: Option<VillageClass>,
        /// 责任单位
        pub responsible_unit: Name,
        /// 实施单位
        pub implementing_unit: Name,
        /// 建设任务
        pub tasks: Text,
        /// Planned sum, in yuan.
        pub amount: Money,
        /// Its sources, adding up to `amount`.
        pub funding: List<Funding>,
        /// First day planned.
        pub planned_start: Option<Date>,
        /// Last day planned.
        pub planned_end: Option<Date>,
        /// 受益对象
        pub beneficiaries: Beneficiaries,
        /// 绩效目标
        pub performance_target: Text,
        /// 联农带农机制
        pub linkage_mechanism: Text,
        /// Whether it is a work-relief project (以工代赈).
        pub work_relief: Option<bool>,
    }
}

/// The sources of a sum must add up to it.
fn funding_adds_up(path: &str, amount: Money, funding: &[Funding]) -> Result<(), BodyError> {
    let sum = Money::sum(funding.iter().map(|part| part.amount));
    if sum == Some(amount) {
        return Ok(());
    }
    let sum = sum.map_or_else(|| "> 9999999999999.99".to_owned(), |sum| sum.to_string());
    Err(BodyError::new(path, BodyRule::FundingDoesNotAddUp, sum, amount))
}

impl Rules for ProjectListed {
    fn check(&self) -> Result<(), BodyError> {
        funding_adds_up("body.funding", self.amount, &self.funding)?;
        in_order("body.planned_end", self.planned_start, self.planned_end)
    }
}

body! {
    /// A project is approved by document.
    pub struct ProjectApproved {
        /// The project.
        pub project: ProjectCode,
        /// The document.
        pub document: Document,
        /// Approved sum, in yuan.
        pub amount: Money,
    }
}

impl Rules for ProjectApproved {
    fn check(&self) -> Result<(), BodyError> {
        above_zero("body.amount", self.amount)
    }
}

words! {
    /// How a contract was awarded.
    AwardMethod {
        /// 公开招标
        OpenTender = "open_tender",
        /// 邀请招标
        InvitedTender = "invited_tender",
        /// 竞争性谈判
        Negotiation = "negotiation",
        /// 竞争性磋商
        Consultation = "consultation",
        /// 询价
        Inquiry = "inquiry",
        /// 单一来源
        SingleSource = "single_source",
        /// 直接委托、村民自建
        Direct = "direct",
        /// Any other way.
        Other = "other",
    }
}

object! {
    /// The other side of a contract.
    pub struct Supplier {
        /// Its name.
        pub name: Name,
        /// Its unified social credit code.
        pub id: Option<CreditCode>,
    }
}

body! {
    /// A contract for a project was awarded.
    pub struct ContractAwarded {
        /// The project.
        pub project: ProjectCode,
        /// Who won it.
        pub supplier: Supplier,
        /// How.
        pub method: AwardMethod,
        /// Contract sum, in yuan.
        pub amount: Money,
        /// The day of the award.
        pub awarded_on: Date,
        /// The day the contract was signed.
        pub signed_on: Option<Date>,
    }
}

impl Rules for ContractAwarded {
    fn check(&self) -> Result<(), BodyError> {
        above_zero("body.amount", self.amount)?;
        in_order("body.signed_on", Some(self.awarded_on), self.signed_on)
    }
}

body! {
    /// Work on a project began.
    pub struct ProjectStarted {
        /// The project.
        pub project: ProjectCode,
    }
}

impl Rules for ProjectStarted {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}

/// A whole percentage from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[schemars(transparent)]
pub struct Percent(#[schemars(range(max = 100))] u8);

impl Percent {
    /// `percent`, unless it is above 100.
    pub fn new(percent: u64) -> Result<Self, ValueError> {
        let refused = || ValueError::new(ValueRule::PercentRange, percent);
        u8::try_from(percent).ok().filter(|percent| *percent <= 100).map(Self).ok_or_else(refused)
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl<'de> serde::Deserialize<'de> for Percent {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(u64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

body! {
    /// How far a project is built.
    pub struct ProjectProgressed {
        /// The project.
        pub project: ProjectCode,
        /// Built share in percent.
        pub percent: Percent,
    }
}

impl Rules for ProjectProgressed {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}

object! {
    /// What changes; every field left out stays as it is.
    pub struct ProjectChanges {
        /// New name.
        pub name: Option<Name>,
        /// New category.
        pub category: Option<Name>,
        /// New site.
        pub site: Option<Name>,
        /// New implementing unit.
        pub implementing_unit: Option<Name>,
        /// New tasks.
        pub tasks: Option<Text>,
        /// New sum, in yuan.
        pub amount: Option<Money>,
        /// New sources; with `amount` they must add up to it.
        pub funding: Option<List<Funding>>,
        /// New first day.
        pub planned_start: Option<Date>,
        /// New last day.
        pub planned_end: Option<Date>,
        /// New performance target.
        pub performance_target: Option<Text>,
        /// New linkage mechanism.
        pub linkage_mechanism: Option<Text>,
    }
}

body! {
    /// A project is changed by document.
    pub struct ProjectChanged {
        /// The project.
        pub project: ProjectCode,
        /// What changes.
        pub changes: ProjectChanges,
        /// The document that allows it.
        pub document: Document,
    }
}

impl ProjectListed {
    /// The listing as an approved change leaves it; what the change does not name stays.
    pub fn apply(&mut self, changes: &ProjectChanges) {
        fn set<T: Clone>(field: &mut T, change: Option<&T>) {
            if let Some(change) = change {
                field.clone_from(change);
            }
        }
        set(&mut self.name, changes.name.as_ref());
        set(&mut self.category, changes.category.as_ref());
        set(&mut self.site, changes.site.as_ref());
        set(&mut self.implementing_unit, changes.implementing_unit.as_ref());
        set(&mut self.tasks, changes.tasks.as_ref());
        set(&mut self.amount, changes.amount.as_ref());
        set(&mut self.funding, changes.funding.as_ref());
        set(&mut self.performance_target, changes.performance_target.as_ref());
        set(&mut self.linkage_mechanism, changes.linkage_mechanism.as_ref());
        self.planned_start = changes.planned_start.or(self.planned_start);
        self.planned_end = changes.planned_end.or(self.planned_end);
    }
}

impl Rules for ProjectChanged {
    fn check(&self) -> Result<(), BodyError> {
        let changes = &self.changes;
        if crate::json::write(changes) == "{}" {
            return Err(BodyError::new("body.changes", BodyRule::NothingChanged, &self.project, &self.project));
        }
        if let (Some(amount), Some(funding)) = (changes.amount, &changes.funding) {
            funding_adds_up("body.changes.funding", amount, funding)?;
        }
        in_order("body.changes.planned_end", changes.planned_start, changes.planned_end)
    }
}

body! {
    /// Work on a project is done.
    pub struct ProjectCompleted {
        /// The project.
        pub project: ProjectCode,
    }
}

impl Rules for ProjectCompleted {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}

body! {
    /// A project was accepted (验收).
    pub struct ProjectAccepted {
        /// The project.
        pub project: ProjectCode,
        /// Sum of the final settlement, in yuan.
        pub settlement: Option<Money>,
        /// Retention kept from it, in yuan.
        pub retention: Option<Money>,
        /// Roles of those present, never names: `village_supervision_committee`.
        pub witnesses: Option<List<Name>>,
    }
}

impl Rules for ProjectAccepted {
    fn check(&self) -> Result<(), BodyError> {
        match (self.settlement, self.retention) {
            (Some(settlement), Some(retention)) if retention > settlement => {
                Err(BodyError::new("body.retention", BodyRule::RetentionAboveSettlement, retention, settlement))
            }
            _ => Ok(()),
        }
    }
}

body! {
    /// A project will not be built.
    pub struct ProjectCancelled {
        /// The project.
        pub project: ProjectCode,
        /// Why.
        pub reason: Text,
    }
}

impl Rules for ProjectCancelled {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}
