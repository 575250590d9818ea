//! Oversight: duties that were done, so that rules can count them (SPEC §5.6).

use crate::date::Period;
use crate::document::Document;
use crate::entry::body::{BodyError, Rules, body};
use crate::text::{Name, Slug};
use crate::unit::words;

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
        /// What it is about: an entry, a line, a project or a unit.
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
