//! Oversight: duties that were done, and what audits, complaints and their consequences come to (SPEC §5.6).

use crate::date::{Date, Period};
use crate::document::Document;
use crate::entry::body::{BodyError, Rules, body, distinct};
use crate::list::List;
use crate::money::Money;
use crate::reference::{EntryRef, Subject};
use crate::text::{Name, Slug, Text};
use crate::unit::{UnitId, words};

words! {
    /// What was done.
    Duty {
        /// 通过规划或计划
        PlanAdopted = "plan_adopted",
        /// 签订责任书
        ResponsibilityLetterSigned = "responsibility_letter_signed",
        /// 提交报告
        ReportSubmitted = "report_submitted",
        /// 开展督查检查
        InspectionHeld = "inspection_held",
        /// 开展考核评估
        AssessmentHeld = "assessment_held",
        /// 反馈督查结果
        FeedbackSent = "feedback_sent",
        /// 走访帮扶
        VisitMade = "visit_made",
        /// 召开会议
        MeetingHeld = "meeting_held",
        /// 签认对账
        ReconciliationSigned = "reconciliation_signed",
        /// 批准预算
        BudgetApproved = "budget_approved",
        /// 批准预算调整
        BudgetAdjusted = "budget_adjusted",
        /// 批准决算
        FinalAccountApproved = "final_account_approved",
        /// 批复用款计划
        UsePlanApproved = "use_plan_approved",
        /// 通过资金整合方案
        IntegrationPlanAdopted = "integration_plan_adopted",
        /// 更新项目库
        LibraryUpdated = "library_updated",
        /// 明确责任人（岗位）
        ResponsibleNamed = "responsible_named",
        /// 落实结对帮扶
        PairingAssigned = "pairing_assigned",
        /// 开展满意度调查
        SurveyHeld = "survey_held",
        /// 公布拖欠账款
        ArrearsDisclosed = "arrears_disclosed",
        /// 销毁个人信息
        PersonalDataErased = "personal_data_erased",
        /// 其他
        Other = "other",
    }
}

body! {
    /// A unit did one of its duties: adopted a plan, submitted a report, held an inspection.
    pub struct DutyPerformed {
        /// What was done.
        pub duty: Duty,
        /// Which kind of it, as rules tell apart: `annual`, `overall`, `comprehensive`, `third_party`.
        pub kind: Option<Slug>,
        /// What it is for: a year, half-year, quarter or month.
        pub period: Option<Period>,
        /// The other side: the unit reported to, signed with, inspected or helped; its id where it has one.
        pub counterparty: Option<Name>,
        /// What it is about: an entry, a line, a project or a unit; of personal data that were erased, the commitment.
        pub subject: Option<Name>,
        /// The post that did it or is named, such as `head`; never a person's name.
        pub post: Option<Slug>,
        /// The document that shows it.
        pub document: Option<Document>,
    }
}

impl Rules for DutyPerformed {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}

/// A list that may be absent names nothing twice.
fn distinct_if_there<T: PartialEq + ToString>(path: &str, items: Option<&List<T>>) -> Result<(), BodyError> {
    items.map_or(Ok(()), |items| distinct(path, items))
}

body! {
    /// An audit begins.
    pub struct AuditOpened {
        /// Which kind of it, as rules tell apart: `tracking`, `final_account`, `performance`, `special`.
        pub kind: Slug,
        /// What it is for: a year, half-year, quarter or month.
        pub period: Option<Period>,
        /// The entries, lines and projects that it is about.
        pub subjects: Option<List<Subject>>,
        /// The unit audited.
        pub unit: Option<UnitId>,
        /// The document that announces it.
        pub document: Option<Document>,
    }
}

impl Rules for AuditOpened {
    fn check(&self) -> Result<(), BodyError> {
        distinct_if_there("body.subjects", self.subjects.as_ref())
    }
}

body! {
    /// A unit is found wanting by an audit, an inspection or a supervisor.
    pub struct FindingRaised {
        /// Which kind of it, as rules tell apart: `diverted`, `idle`, `false_claim`, `not_disclosed`.
        pub kind: Slug,
        /// The unit that must put it right.
        pub unit: UnitId,
        /// The entries, lines and projects that it is about.
        pub subjects: Option<List<Subject>>,
        /// The entry that opened the audit.
        pub audit: Option<EntryRef>,
        /// The sum at stake, in yuan.
        pub amount: Option<Money>,
        /// The day by which it must be put right.
        pub due: Option<Date>,
        /// What was found.
        pub summary: Text,
        /// The document that says so.
        pub document: Option<Document>,
    }
}

impl Rules for FindingRaised {
    fn check(&self) -> Result<(), BodyError> {
        distinct_if_there("body.subjects", self.subjects.as_ref())
    }
}

words! {
    /// How far a finding was put right.
    Rectification {
        /// 已整改到位
        Rectified = "rectified",
        /// 部分整改
        PartlyRectified = "partly_rectified",
        /// 未整改
        NotRectified = "not_rectified",
    }
}

body! {
    /// A unit reports how it put a finding right.
    pub struct RectificationReported {
        /// The entry that raised the finding.
        pub finding: EntryRef,
        /// How far.
        pub outcome: Rectification,
        /// Money that came back, in yuan.
        pub amount_recovered: Option<Money>,
        /// The entries that show it: returns, reclaims, payments. Without them it is closed by statement only.
        pub shown_by: Option<List<EntryRef>>,
        /// The document that says so.
        pub document: Option<Document>,
        /// What was done.
        pub summary: Option<Text>,
    }
}

impl Rules for RectificationReported {
    fn check(&self) -> Result<(), BodyError> {
        distinct_if_there("body.shown_by", self.shown_by.as_ref())
    }
}

words! {
    /// How a complaint came in.
    Channel {
        /// 电话（12317 等）
        Hotline = "hotline",
        /// 来信
        Letter = "letter",
        /// 来访
        Visit = "visit",
        /// 网络
        Online = "online",
        /// 上级或其他部门转办
        Transferred = "transferred",
        /// Any other way.
        Other = "other",
    }
}

body! {
    /// A complaint came in. What was said, never who said it.
    pub struct ComplaintReceived {
        /// How it came in.
        pub channel: Channel,
        /// Whether whoever complained gave a name, which is kept elsewhere.
        pub real_name: Option<bool>,
        /// The unit that it is about.
        pub unit: Option<UnitId>,
        /// The entries, lines and projects that it is about.
        pub subjects: Option<List<Subject>>,
        /// What was said.
        pub summary: Text,
    }
}

impl Rules for ComplaintReceived {
    fn check(&self) -> Result<(), BodyError> {
        distinct_if_there("body.subjects", self.subjects.as_ref())
    }
}

words! {
    /// How a complaint ended.
    Answer {
        /// 属实
        Upheld = "upheld",
        /// 部分属实
        PartlyUpheld = "partly_upheld",
        /// 不属实
        Dismissed = "dismissed",
        /// 撤回
        Withdrawn = "withdrawn",
        /// 移送其他机关
        Transferred = "transferred",
    }
}

body! {
    /// A complaint was answered.
    pub struct ComplaintAnswered {
        /// The entry that received it.
        pub complaint: EntryRef,
        /// How it ended.
        pub outcome: Answer,
        /// The answer.
        pub summary: Option<Text>,
    }
}

impl Rules for ComplaintAnswered {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}

body! {
    /// 约谈: those who answer for a unit were summoned.
    pub struct SummonsHeld {
        /// The unit summoned.
        pub unit: UnitId,
        /// Why.
        pub reason: Text,
        /// The entries that raised the findings behind it.
        pub findings: Option<List<EntryRef>>,
        /// The day by which it must be put right.
        pub due: Option<Date>,
        /// The document that records it.
        pub document: Option<Document>,
    }
}

impl Rules for SummonsHeld {
    fn check(&self) -> Result<(), BodyError> {
        distinct_if_there("body.findings", self.findings.as_ref())
    }
}

body! {
    /// 移送问责: the conduct of a unit is handed to those who call to account.
    pub struct AccountabilityReferred {
        /// Whose conduct.
        pub unit: UnitId,
        /// The unit that it is handed to.
        pub to: UnitId,
        /// Why.
        pub reason: Text,
        /// Which kind of it, as rules tell apart.
        pub kind: Option<Slug>,
        /// The entries that raised the findings behind it.
        pub findings: Option<List<EntryRef>>,
        /// The rules that were broken, as `pack/rule`.
        pub rules: Option<List<Name>>,
        /// The post that answers for it; never a person's name.
        pub post: Option<Slug>,
        /// The document that hands it over.
        pub document: Option<Document>,
    }
}

impl Rules for AccountabilityReferred {
    fn check(&self) -> Result<(), BodyError> {
        distinct_if_there("body.findings", self.findings.as_ref())?;
        distinct_if_there("body.rules", self.rules.as_ref())
    }
}

words! {
    /// What happened to a post.
    PostChange {
        /// 任职
        Appointed = "appointed",
        /// 调离
        Transferred = "transferred",
        /// 免职
        Removed = "removed",
        /// 召回
        Recalled = "recalled",
        /// 空缺
        Vacant = "vacant",
    }
}

body! {
    /// A post of a unit has another holder, or none. Never a person's name.
    pub struct PostChanged {
        /// The unit.
        pub unit: UnitId,
        /// The post: `party_secretary`, `head`, `first_secretary`.
        pub post: Slug,
        /// What happened.
        pub change: PostChange,
        /// The document that says so.
        pub document: Option<Document>,
    }
}

impl Rules for PostChanged {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}
