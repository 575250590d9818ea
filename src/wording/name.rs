//! What the members of closed sets are called, in the words of official documents; and the funds and tasks that are known.

use ledger_schema::entry::EntryType;
use ledger_schema::entry::assets::{AssetClass, DisposalMethod, IncomeUse, OwnerKind};
use ledger_schema::entry::disclosure::{Matter, NoticeKind, Outcome, PlaceKind};
use ledger_schema::entry::funds::{FundLevel, PayeeKind, PaymentMethod, Stage, Transfer, Use};
use ledger_schema::entry::households::{Benefit, BuildMode, HouseGrade, HouseholdStatus};
use ledger_schema::entry::oversight::{Answer, Channel, Duty, PostChange, Rectification};
use ledger_schema::entry::projects::{AwardMethod, ConstructionKind, FundingSource};
use ledger_schema::unit::{KeyCounty, Level, Role, VillageClass};

use super::Lang;

/// A member of a closed set that has a name for people.
pub trait Named {
    /// The name in `lang`.
    fn name(self, lang: Lang) -> &'static str;
}

/// Names every member of a set; a member without names is a compile error.
macro_rules! names {
    ($($set:ident { $($member:ident: $zh:literal / $en:literal),* $(,)? })*) => {
        $(impl Named for $set {
            fn name(self, lang: Lang) -> &'static str {
                match self { $(Self::$member => lang.pick($zh, $en)),* }
            }
        })*

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn members_of_a_set_are_told_apart_in_both_languages() {
                $(for lang in Lang::ALL {
                    let names: std::collections::BTreeSet<_> = $set::ALL.iter().map(|member| member.name(*lang)).collect();
                    assert_eq!(names.len(), $set::ALL.len(), "{}", stringify!($set));
                    assert!(!names.contains(""));
                }
                for member in $set::ALL {
                    assert_ne!(member.name(Lang::Zh), member.name(Lang::En));
                })*
            }

            #[test]
            fn known_funds_and_tasks_have_names_and_others_stay_as_they_are() {
                assert_eq!(fund_name("bridging_fund", Lang::Zh), "财政衔接推进乡村振兴补助资金");
                assert_eq!(fund_name("lottery_fund", Lang::Zh), "lottery_fund");
                assert_eq!(task_name("work_relief", Lang::Zh), "以工代赈");
            }
        }
    };
}

names! {
    Level {
        Province: "省" / "province", City: "市（州）" / "city", County: "县（区）" / "county",
        Township: "乡镇（街道）" / "township", Village: "村" / "village", Other: "其他" / "other",
    }
    Role {
        Government: "人民政府" / "government", Finance: "财政部门" / "finance",
        Rural: "乡村振兴（扶贫）部门" / "rural revitalisation", DevelopmentReform: "发展改革部门" / "development and reform",
        LineDepartment: "行业主管部门" / "line department", Audit: "审计机关" / "audit",
        Discipline: "纪检监察机关" / "discipline inspection", Treasury: "国库" / "treasury",
        Township: "乡镇（街道）" / "township", Village: "村（居）委会" / "village committee",
        Implementer: "实施单位" / "implementer", Witness: "见证方" / "witness",
    }
    KeyCounty {
        National: "国家乡村振兴重点帮扶县" / "national key county", Provincial: "省级乡村振兴重点帮扶县" / "provincial key county",
    }
    VillageClass {
        Poor: "贫困村" / "poor village", Exited: "脱贫村" / "exited village", Key: "重点帮扶村" / "key village",
        NonPoor: "非贫困村" / "non-poor village", Other: "其他" / "other",
    }
    EntryType {
        LedgerOpened: "账本开立" / "ledger opened", UnitRegistered: "单位注册" / "unit registered",
        UnitChanged: "单位变更" / "unit changed", KeyGranted: "密钥授予" / "key granted",
        KeyRevoked: "密钥撤销" / "key revoked", RulesAdopted: "规则采用" / "rules adopted",
        FundBudgeted: "资金预算" / "fund budgeted", QuotaIssued: "指标下达" / "quota issued",
        QuotaReceived: "指标接收" / "quota received", QuotaAllocated: "资金分配到项目" / "quota allocated",
        PaymentMade: "资金支付" / "payment made", PaymentReturned: "支付退回" / "payment returned",
        FundsReclaimed: "资金收回" / "funds reclaimed", FundsCarriedOver: "资金结转" / "funds carried over",
        Reversal: "冲销" / "reversal", ProjectListed: "项目入库" / "project listed",
        ProjectApproved: "项目批复" / "project approved", ContractAwarded: "合同签订" / "contract awarded",
        ProjectStarted: "项目开工" / "project started", ProjectProgressed: "项目进度" / "project progressed",
        ProjectChanged: "项目变更" / "project changed", ProjectCompleted: "项目完工" / "project completed",
        ProjectAccepted: "项目验收" / "project accepted", ProjectCancelled: "项目取消" / "project cancelled",
        NoticePosted: "发布公示公告" / "notice posted", NoticeRemoved: "撤下公示公告" / "notice removed",
        ObjectionReceived: "收到异议" / "objection received", ObjectionResolved: "异议办结" / "objection resolved",
        DutyPerformed: "履行职责" / "duty performed",
        AssetRegistered: "资产登记" / "asset registered", AssetTitleConfirmed: "资产确权" / "asset title confirmed",
        AssetIncomeReceived: "资产收益收取" / "asset income received", IncomeDistributed: "收益分配" / "income distributed",
        AssetDisposed: "资产处置" / "asset disposed of",
        AuditOpened: "审计立项" / "audit opened", FindingRaised: "提出问题" / "finding raised",
        RectificationReported: "报告整改" / "rectification reported", ComplaintReceived: "收到信访举报" / "complaint received",
        ComplaintAnswered: "信访举报答复" / "complaint answered", SummonsHeld: "约谈" / "summons held",
        AccountabilityReferred: "移送问责" / "referred for accountability", PostChanged: "岗位变动" / "post changed",
        HouseholdListed: "农户建档" / "household listed", HouseholdStatusChanged: "农户状态变更" / "household status changed",
        BenefitGranted: "到户帮扶" / "benefit granted",
    }
    FundLevel {
        Central: "中央" / "central", Province: "省级" / "province", City: "市级" / "city", County: "县（区）级" / "county",
    }
    FundingSource {
        Central: "中央" / "central", Province: "省级" / "province", City: "市级" / "city", County: "县（区）级" / "county",
        Township: "乡镇" / "township", Village: "村集体" / "village collective", EastWest: "东西部协作" / "east–west cooperation",
        PairedSupport: "定点帮扶" / "paired support", Donation: "社会捐赠" / "donation", Bond: "地方政府债券" / "local bond",
        Loan: "金融贷款" / "loan", SelfRaised: "自筹" / "self-raised", Other: "其他" / "other",
    }
    Transfer {
        General: "一般性转移支付" / "general transfer", Special: "专项转移支付" / "special transfer",
    }
    Use {
        Industry: "产业发展" / "industry", Infrastructure: "基础设施" / "infrastructure", Employment: "就业" / "employment",
        RelocationFollowUp: "易地搬迁后续扶持" / "relocation follow-up", ThreeGuarantees: "巩固“三保障”" / "three guarantees",
        WorkRelief: "以工代赈" / "work relief", ManagementFee: "项目管理费" / "management fee", Other: "其他" / "other",
    }
    PayeeKind {
        Contractor: "施工单位或供应商" / "contractor", Household: "农户" / "household", Person: "个人" / "person",
        Cooperative: "合作社" / "cooperative", Enterprise: "企业" / "enterprise", Unit: "机关、事业单位或村集体" / "public unit",
    }
    PaymentMethod {
        Treasury: "国库集中支付" / "treasury payment", OneCard: "一卡通" / "one card", Reimbursement: "报账制" / "reimbursement",
        Award: "先建后补（以奖代补）" / "award after building", LoanInterest: "贷款贴息" / "loan interest subsidy",
        RiskCompensation: "风险补偿金" / "risk compensation", Transfer: "银行转账" / "bank transfer", Cash: "现金" / "cash",
        Other: "其他" / "other",
    }
    Stage {
        Start: "启动（预付）" / "start", Progress: "进度" / "progress", Completion: "完工" / "completion",
        Retention: "质量保证金" / "retention", Labour: "劳务报酬" / "labour", Subsidy: "补助" / "subsidy",
    }
    ConstructionKind {
        New: "新建" / "new", Extension: "改扩建" / "extension", Continuing: "续建" / "continuing",
        Rebuilding: "重建" / "rebuilding", Other: "其他" / "other",
    }
    AwardMethod {
        OpenTender: "公开招标" / "open tender", InvitedTender: "邀请招标" / "invited tender",
        Negotiation: "竞争性谈判" / "negotiation", Consultation: "竞争性磋商" / "consultation", Inquiry: "询价" / "inquiry",
        SingleSource: "单一来源采购" / "single source", Direct: "直接委托（村民自建）" / "direct", Other: "其他" / "other",
    }
    NoticeKind { Publicity: "公示" / "publicity", Announcement: "公告" / "announcement" }
    Matter {
        AllocationResult: "资金分配结果" / "allocation result", AnnualPlan: "年度计划" / "annual plan",
        Library: "项目库" / "project library", ProjectBeforeStart: "项目实施前" / "project before start",
        ProjectCompletion: "项目完工" / "project completion", ProjectChange: "项目变更" / "project change",
        PerformanceTarget: "绩效目标" / "performance target", BeneficiaryList: "受益对象名单" / "beneficiary list",
        Subsidy: "补贴发放" / "subsidy", Asset: "资产" / "asset", Budget: "预决算" / "budget",
        Award: "中标（成交）结果" / "award", Contract: "合同" / "contract", Other: "其他" / "other",
    }
    Duty {
        PlanAdopted: "通过规划或计划" / "plan adopted",
        ResponsibilityLetterSigned: "签订责任书" / "responsibility letter signed",
        ReportSubmitted: "提交报告" / "report submitted",
        InspectionHeld: "开展督查检查" / "inspection held",
        AssessmentHeld: "开展考核评估" / "assessment held",
        FeedbackSent: "反馈督查结果" / "feedback sent",
        VisitMade: "走访帮扶" / "visit made",
        MeetingHeld: "召开会议" / "meeting held",
        ReconciliationSigned: "签认对账" / "reconciliation signed",
        BudgetApproved: "批准预算" / "budget approved",
        BudgetAdjusted: "批准预算调整" / "budget adjustment approved",
        FinalAccountApproved: "批准决算" / "final account approved",
        UsePlanApproved: "批复用款计划" / "use plan approved",
        IntegrationPlanAdopted: "通过资金整合方案" / "integration plan adopted",
        LibraryUpdated: "更新项目库" / "library updated",
        ResponsibleNamed: "明确责任人（岗位）" / "responsible post named",
        PairingAssigned: "落实结对帮扶" / "pairing assigned",
        SurveyHeld: "开展满意度调查" / "survey held",
        ArrearsDisclosed: "公布拖欠账款" / "arrears disclosed",
        PersonalDataErased: "销毁个人信息" / "personal data erased",
        Other: "其他" / "other",
    }
    AssetClass {
        Operating: "经营性资产" / "operating", PublicWelfare: "公益性资产" / "public welfare", Household: "到户类资产" / "household",
    }
    OwnerKind {
        State: "国有" / "state", TownshipCollective: "乡镇集体" / "township collective",
        VillageCollective: "村集体" / "village collective", Cooperative: "合作社" / "cooperative",
        Enterprise: "企业" / "enterprise", Household: "农户" / "household", Other: "其他" / "other",
    }
    IncomeUse {
        Households: "分配到户" / "households", PublicPosts: "公益岗位" / "public posts", PublicWelfare: "公益事业" / "public welfare",
        VillageCollective: "村集体收入" / "village collective", Reserve: "公积公益金" / "reserve", Other: "其他" / "other",
    }
    DisposalMethod {
        Sold: "出售" / "sold", Scrapped: "报废" / "scrapped", Transferred: "划转" / "transferred", Lost: "毁损灭失" / "lost",
        Other: "其他" / "other",
    }
    Rectification {
        Rectified: "已整改到位" / "rectified", PartlyRectified: "部分整改" / "partly rectified", NotRectified: "未整改" / "not rectified",
    }
    Channel {
        Hotline: "电话" / "hotline", Letter: "来信" / "letter", Visit: "来访" / "visit", Online: "网络" / "online",
        Transferred: "转办" / "transferred", Other: "其他" / "other",
    }
    Answer {
        Upheld: "属实" / "upheld", PartlyUpheld: "部分属实" / "partly upheld", Dismissed: "不属实" / "dismissed",
        Withdrawn: "撤回" / "withdrawn", Transferred: "移送其他机关" / "transferred",
    }
    PostChange {
        Appointed: "任职" / "appointed", Transferred: "调离" / "transferred", Removed: "免职" / "removed", Recalled: "召回" / "recalled",
        Vacant: "空缺" / "vacant",
    }
    HouseholdStatus {
        Monitored: "纳入监测" / "monitored", Measured: "落实帮扶措施" / "measured", RiskRemoved: "风险消除" / "risk removed",
        Exited: "脱贫退出" / "exited", Rejected: "不予纳入" / "rejected", Removed: "移出" / "removed",
    }
    Benefit {
        Relocation: "易地搬迁" / "relocation", Housing: "危房改造" / "housing", StudentAid: "学生资助" / "student aid",
        Training: "技能培训" / "training", PublicPost: "公益岗位" / "public post", Subsidy: "补贴补助" / "subsidy",
        Medical: "医疗救助" / "medical", Other: "其他" / "other",
    }
    BuildMode {
        Unified: "统规统建" / "unified", SelfBuilt: "自建" / "self-built", Purchased: "购房" / "purchased",
    }
    HouseGrade {
        A: "A 级" / "grade A", B: "B 级" / "grade B", C: "C 级" / "grade C", D: "D 级" / "grade D",
    }
    PlaceKind {
        Website: "门户网站" / "website", Board: "公示栏" / "notice board", Signboard: "公示牌" / "signboard", Media: "媒体" / "media",
    }
    Outcome {
        Upheld: "成立" / "upheld", PartlyUpheld: "部分成立" / "partly upheld", Dismissed: "不成立" / "dismissed",
        Withdrawn: "撤回" / "withdrawn",
    }
}

/// Funds that are known: code, Chinese and English name.
const FUNDS: &[(&str, &str, &str)] = &[
    ("special_poverty_fund", "财政专项扶贫资金", "special fiscal poverty-alleviation fund"),
    ("bridging_fund", "财政衔接推进乡村振兴补助资金", "bridging subsidy fund for rural revitalisation"),
    ("integrated_agri_fund", "统筹整合财政涉农资金", "pooled agriculture-related fiscal funds"),
];

/// Task directions that are known.
const TASKS: &[(&str, &str, &str)] = &[
    ("consolidation", "巩固拓展脱贫攻坚成果和乡村振兴", "consolidation and rural revitalisation"),
    ("work_relief", "以工代赈", "work relief"),
    ("ethnic_minority_development", "少数民族发展", "development of ethnic minorities"),
    ("state_farms", "欠发达国有农场巩固提升", "underdeveloped state farms"),
    ("state_forest_farms", "欠发达国有林场巩固提升", "underdeveloped state forest farms"),
    ("three_west", "“三西”农业建设", "“Three Wests” agricultural construction"),
    ("poverty_development", "扶贫发展", "poverty-relief development"),
    ("relocation", "易地扶贫搬迁", "relocation"),
];

/// The name of a fund; an unknown one keeps its code.
pub fn fund_name(fund: &str, lang: Lang) -> &str {
    known(FUNDS, fund, lang)
}

/// The name of a task direction; an unknown one keeps its code.
pub fn task_name(task: &str, lang: Lang) -> &str {
    known(TASKS, task, lang)
}

/// The codes with names that may stand in `field`, where others may stand as well.
pub fn known_codes(field: &str) -> Vec<&'static str> {
    let table = match field {
        "fund" => FUNDS,
        "task" => TASKS,
        _ => &[],
    };
    table.iter().map(|(code, _, _)| *code).collect()
}

fn known<'a>(table: &[(&str, &'a str, &'a str)], code: &'a str, lang: Lang) -> &'a str {
    table.iter().find(|(known, _, _)| *known == code).map_or(code, |(_, zh, en)| lang.pick(zh, en))
}
