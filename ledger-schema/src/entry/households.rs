//! Households: who is helped, known to the ledger by a code and a commitment only (SPEC §5.8, §11).

use crate::area::Area;
use crate::date::{Date, Period};
use crate::document::Document;
use crate::entry::body::{BodyError, Rules, above_zero, body, distinct, masked};
use crate::hash::Hash;
use crate::list::List;
use crate::money::Money;
use crate::reference::LineRef;
use crate::text::{HouseholdCode, Name, ProjectCode, Slug};
use crate::unit::words;

words! {
    /// Where a household stands.
    HouseholdStatus {
        /// 纳入监测
        Monitored = "monitored",
        /// 落实帮扶措施
        Measured = "measured",
        /// 风险消除
        RiskRemoved = "risk_removed",
        /// 脱贫退出
        Exited = "exited",
        /// 不予纳入
        Rejected = "rejected",
        /// 移出
        Removed = "removed",
    }
}

words! {
    /// What a household gets.
    Benefit {
        /// 易地搬迁
        Relocation = "relocation",
        /// 危房改造
        Housing = "housing",
        /// 学生资助
        StudentAid = "student_aid",
        /// 技能培训
        Training = "training",
        /// 公益岗位
        PublicPost = "public_post",
        /// 补贴补助
        Subsidy = "subsidy",
        /// 医疗救助
        Medical = "medical",
        /// Any other benefit.
        Other = "other",
    }
}

words! {
    /// How a home was built.
    BuildMode {
        /// 统规统建
        Unified = "unified",
        /// 自建
        SelfBuilt = "self_built",
        /// 购房
        Purchased = "purchased",
    }
}

words! {
    /// Grade of danger of an old house (JGJ 125).
    HouseGrade {
        /// A 级
        A = "a",
        /// B 级
        B = "b",
        /// C 级
        C = "c",
        /// D 级
        D = "d",
    }
}

body! {
    /// A household is entered in the register of those to be helped or watched over.
    pub struct HouseholdListed {
        /// Its code; never an identity number.
        pub household: HouseholdCode,
        /// The village: a unit id, a division code or a name.
        pub village: Name,
        /// Which kind, as rules tell apart: `poor`, `unstable`, `marginal`, `sudden_hardship`.
        pub kind: Slug,
        /// Members.
        pub persons: u32,
        /// Salted commitment to the private fields.
        pub commitment: Hash,
        /// Name of its head, masked with `*`.
        pub name: Option<Name>,
        /// The day of the warning that led to it.
        pub warned_on: Option<Date>,
    }
}

impl Rules for HouseholdListed {
    fn check(&self) -> Result<(), BodyError> {
        self.name.as_ref().map_or(Ok(()), |name| masked(|| "body.name".to_owned(), name))
    }
}

body! {
    /// A household stands elsewhere than before.
    pub struct HouseholdStatusChanged {
        /// The household.
        pub household: HouseholdCode,
        /// Where it stands now.
        pub status: HouseholdStatus,
        /// The measures of help, by their words.
        pub measures: Option<List<Slug>>,
        /// The document that decided it.
        pub document: Option<Document>,
    }
}

impl Rules for HouseholdStatusChanged {
    fn check(&self) -> Result<(), BodyError> {
        self.measures.as_ref().map_or(Ok(()), |measures| distinct("body.measures", measures))
    }
}

body! {
    /// A household got something.
    pub struct BenefitGranted {
        /// The household.
        pub household: HouseholdCode,
        /// What it got.
        pub benefit: Benefit,
        /// The project that it belongs to.
        pub project: Option<ProjectCode>,
        /// What it is worth, in yuan.
        pub amount: Option<Money>,
        /// What the household paid itself, in yuan.
        pub self_raised: Option<Money>,
        /// Floor area of its home, in square metres.
        pub floor_area: Option<Area>,
        /// Members who get it.
        pub persons: Option<u32>,
        /// How the home was built.
        pub build_mode: Option<BuildMode>,
        /// Grade of danger of the old house.
        pub house_grade: Option<HouseGrade>,
        /// What was done, as rules tell apart: `reinforced`, `rebuilt`.
        pub measure: Option<Slug>,
        /// The line of a payment that paid it.
        pub payment: Option<LineRef>,
        /// What it is for: a year, half-year, quarter or month.
        pub period: Option<Period>,
    }
}

impl Rules for BenefitGranted {
    fn check(&self) -> Result<(), BodyError> {
        self.amount.map_or(Ok(()), |amount| above_zero("body.amount", amount))
    }
}
