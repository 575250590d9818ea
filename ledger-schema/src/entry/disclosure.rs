//! Disclosure: what was made public, where and for how long, and what people objected (SPEC §5.5).

use crate::date::Date;
use crate::entry::body::{BodyError, Rules, body, distinct, in_order};
use crate::hash::Hash;
use crate::list::List;
use crate::object::object;
use crate::reference::{EntryRef, Subject};
use crate::text::{Name, Text};
use crate::unit::words;

words! {
    /// Before a decision, with a period for objections; or after it.
    NoticeKind {
        /// 公示
        Publicity = "publicity",
        /// 公告
        Announcement = "announcement",
    }
}

words! {
    /// What a notice is about.
    Matter {
        /// 资金分配结果
        AllocationResult = "allocation_result",
        /// 年度计划
        AnnualPlan = "annual_plan",
        /// 项目库
        Library = "library",
        /// 项目实施前
        ProjectBeforeStart = "project_before_start",
        /// 项目完工
        ProjectCompletion = "project_completion",
        /// 项目变更
        ProjectChange = "project_change",
        /// 绩效目标
        PerformanceTarget = "performance_target",
        /// 受益对象名单
        BeneficiaryList = "beneficiary_list",
        /// 补贴发放
        Subsidy = "subsidy",
        /// 资产
        Asset = "asset",
        /// 预决算
        Budget = "budget",
        /// 中标（成交）结果
        Award = "award",
        /// 合同
        Contract = "contract",
        /// Any other matter.
        Other = "other",
    }
}

words! {
    /// Kind of place.
    PlaceKind {
        /// 门户网站
        Website = "website",
        /// 公示栏
        Board = "board",
        /// 公示牌
        Signboard = "signboard",
        /// 媒体
        Media = "media",
    }
}

object! {
    /// Where a notice can be read.
    pub struct Place {
        /// What kind of place.
        pub kind: PlaceKind,
        /// Which one: address or location.
        pub r#where: Name,
    }
}

body! {
    /// A notice was posted.
    pub struct NoticePosted {
        /// 公示 or 公告.
        pub kind: NoticeKind,
        /// What it is about.
        pub matter: Matter,
        /// The entries, lines and projects that it is about.
        pub subjects: List<Subject>,
        /// Where it can be read.
        pub place: Place,
        /// First day.
        pub from: Date,
        /// Last day; absent if it stays.
        pub until: Option<Date>,
        /// Names of the fields that it shows.
        pub fields: List<Name>,
        /// Telephone for questions and complaints.
        pub hotline: Option<Name>,
        /// SHA-256 of the notice as posted.
        pub content: Option<Hash>,
    }
}

impl Rules for NoticePosted {
    fn check(&self) -> Result<(), BodyError> {
        in_order("body.until", Some(self.from), self.until)?;
        distinct("body.subjects", &self.subjects)
    }
}

body! {
    /// A notice was taken down.
    pub struct NoticeRemoved {
        /// The entry that posted it.
        pub notice: EntryRef,
        /// The day it was taken down.
        pub removed_on: Date,
        /// Why.
        pub reason: Option<Text>,
    }
}

impl Rules for NoticeRemoved {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}

body! {
    /// Somebody objected to a notice. What was said, never who said it.
    pub struct ObjectionReceived {
        /// The entry that posted the notice.
        pub notice: EntryRef,
        /// The day it was received.
        pub received_on: Date,
        /// What was objected.
        pub summary: Text,
    }
}

impl Rules for ObjectionReceived {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}

words! {
    /// How an objection ended.
    Outcome {
        /// 成立
        Upheld = "upheld",
        /// 部分成立
        PartlyUpheld = "partly_upheld",
        /// 不成立
        Dismissed = "dismissed",
        /// 撤回
        Withdrawn = "withdrawn",
    }
}

body! {
    /// An objection was answered.
    pub struct ObjectionResolved {
        /// The entry that received the objection.
        pub objection: EntryRef,
        /// The day it was answered.
        pub resolved_on: Date,
        /// How it ended.
        pub outcome: Outcome,
        /// The answer.
        pub summary: Option<Text>,
    }
}

impl Rules for ObjectionResolved {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}
