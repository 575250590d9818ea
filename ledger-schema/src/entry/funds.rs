//! Funds: the way of the money from its budget to its payee (SPEC §5.3). Every line that opens a lot is named `entry#line`.

use crate::date::{Date, Year};
use crate::document::Document;
use crate::entry::body::{self, BodyError, BodyRule, Draws, Rules, above_zero, body, in_order, masked};
use crate::hash::Hash;
use crate::list::List;
use crate::money::Money;
use crate::object::object;
use crate::reference::{EntryRef, LineRef};
use crate::text::{CreditCode, Name, ProjectCode, Slug, Text};
use crate::unit::{UnitId, words};

words! {
    /// Where money comes from.
    FundLevel {
        /// 中央
        Central = "central",
        /// 省级
        Province = "province",
        /// 市级
        City = "city",
        /// 县（区）级
        County = "county",
    }
}

words! {
    /// Kind of transfer.
    Transfer {
        /// 一般性转移支付
        General = "general",
        /// 专项转移支付
        Special = "special",
    }
}

body! {
    /// Money enters the ledger in a unit's budget and opens lot `#1`, held by the issuer.
    pub struct FundBudgeted {
        /// The fund, such as `bridging_fund`.
        pub fund: Slug,
        /// The year that it is for.
        pub fund_year: Year,
        /// Where it comes from.
        pub level: FundLevel,
        /// How much, in yuan.
        pub amount: Money,
        /// The document that brought it.
        pub document: Document,
        /// The day that money from above arrived.
        pub received_on: Option<Date>,
        /// The task that it is bound to.
        pub task: Option<Slug>,
        /// Kind of transfer.
        pub transfer: Option<Transfer>,
        /// Whether it carries the direct-fund tag (直达资金), which must be passed down unchanged.
        pub direct: Option<bool>,
    }
}

impl Rules for FundBudgeted {
    fn check(&self) -> Result<(), BodyError> {
        above_zero("body.amount", self.amount)
    }
}

body! {
    /// A finance unit passes quota down; each line opens a lot held by its `to`.
    pub struct QuotaIssued {
        /// The document that issues it.
        pub document: Document,
        /// The fund; that of every lot drawn on.
        pub fund: Slug,
        /// The year; that of every lot drawn on.
        pub fund_year: Year,
        /// Whether it is issued ahead of the year (提前下达).
        pub early: Option<bool>,
        /// Who gets how much.
        pub lines: List<QuotaLine>,
    }
}

object! {
    /// One line of a quota.
    pub struct QuotaLine {
        /// Its number, from 1 without gaps.
        pub line: u32,
        /// The unit that holds the new lot.
        pub to: UnitId,
        /// How much, in yuan.
        pub amount: Money,
        /// The lots that it is taken from, adding up to `amount`.
        pub from: Draws,
        /// The task that it is bound to; that of the lots drawn on, if they have one.
        pub task: Option<Slug>,
        /// The document that approved another task than that of the lots drawn on.
        pub task_change: Option<Document>,
        /// Budget subject code (政府收支分类科目).
        pub subject: Option<Name>,
        /// Where the money comes from, if stated: that of the lots drawn on.
        pub level: Option<FundLevel>,
        /// The direct-fund tag, if stated: that of the lots drawn on.
        pub direct: Option<bool>,
    }
}

impl Rules for QuotaIssued {
    fn check(&self) -> Result<(), BodyError> {
        body::numbered(self.lines.iter().map(|line| line.line))?;
        self.lines.iter().enumerate().try_for_each(|(at, line)| body::adds_up(at, line.amount, &line.from))
    }
}

body! {
    /// The holder of a lot received its quota document.
    pub struct QuotaReceived {
        /// The lot.
        pub lot: LineRef,
        /// The day of receipt.
        pub received_on: Date,
    }
}

impl Rules for QuotaReceived {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}

words! {
    /// What allocated money is for.
    Use {
        /// 产业发展
        Industry = "industry",
        /// 基础设施
        Infrastructure = "infrastructure",
        /// 就业
        Employment = "employment",
        /// 易地搬迁后续扶持
        RelocationFollowUp = "relocation_follow_up",
        /// 巩固三保障
        ThreeGuarantees = "three_guarantees",
        /// 以工代赈
        WorkRelief = "work_relief",
        /// 项目管理费
        ManagementFee = "management_fee",
        /// Any other use.
        Other = "other",
    }
}

body! {
    /// The holder of quota allocates it to projects; each line opens a lot held by the issuer for its project.
    pub struct QuotaAllocated {
        /// The document that allocates it.
        pub document: Option<Document>,
        /// Which project gets how much.
        pub lines: List<AllocationLine>,
    }
}

object! {
    /// One line of an allocation.
    pub struct AllocationLine {
        /// Its number, from 1 without gaps.
        pub line: u32,
        /// The project.
        pub project: ProjectCode,
        /// How much, in yuan.
        pub amount: Money,
        /// The lots that it is taken from, adding up to `amount`.
        pub from: Draws,
        /// What it is for.
        pub r#use: Use,
        /// The task, if stated: that of the lots drawn on, if they have one.
        pub task: Option<Slug>,
        /// The document that approved another task than that of the lots drawn on.
        pub task_change: Option<Document>,
    }
}

impl Rules for QuotaAllocated {
    fn check(&self) -> Result<(), BodyError> {
        body::numbered(self.lines.iter().map(|line| line.line))?;
        self.lines.iter().enumerate().try_for_each(|(at, line)| body::adds_up(at, line.amount, &line.from))
    }
}

words! {
    /// Who gets the money.
    PayeeKind {
        /// 施工单位、供应商
        Contractor = "contractor",
        /// 农户
        Household = "household",
        /// 个人
        Person = "person",
        /// 合作社
        Cooperative = "cooperative",
        /// 企业
        Enterprise = "enterprise",
        /// 机关、事业单位、村集体
        Unit = "unit",
    }
}

words! {
    /// How the money goes out.
    PaymentMethod {
        /// 国库集中支付
        Treasury = "treasury",
        /// 一卡通
        OneCard = "one_card",
        /// 报账制
        Reimbursement = "reimbursement",
        /// 先建后补、以奖代补
        Award = "award",
        /// 贷款贴息
        LoanInterest = "loan_interest",
        /// 风险补偿金
        RiskCompensation = "risk_compensation",
        /// 银行转账
        Transfer = "transfer",
        /// 现金
        Cash = "cash",
        /// Any other way.
        Other = "other",
    }
}

words! {
    /// Stage of a project that a payment is for.
    Stage {
        /// 启动（预付）
        Start = "start",
        /// 进度
        Progress = "progress",
        /// 完工
        Completion = "completion",
        /// 质保金
        Retention = "retention",
        /// 劳务报酬
        Labour = "labour",
        /// 补助
        Subsidy = "subsidy",
    }
}

object! {
    /// Who was paid. A person or household stands under a masked name and a commitment (SPEC §11.2).
    pub struct Payee {
        /// What the payee is.
        pub kind: PayeeKind,
        /// The name; masked with `*` for persons and households.
        pub name: Name,
        /// Unified social credit code of an organisation; never of a person or household.
        pub id: Option<CreditCode>,
        /// Salted commitment to the private fields.
        pub commitment: Option<Hash>,
    }
}

body! {
    /// Money left the treasury. Line `n` (from 1, in order) is named `entry#n`.
    pub struct PaymentMade {
        /// Who was paid how much, from which lots.
        pub lines: List<PaymentLine>,
        /// The day the payment was asked for.
        pub requested_on: Option<Date>,
        /// The day it was ordered.
        pub ordered_on: Option<Date>,
        /// The day it cleared.
        pub cleared_on: Date,
    }
}

object! {
    /// One payment to one payee, for one project.
    pub struct PaymentLine {
        /// The project allocations that it is taken from, adding up to `amount`.
        pub from: Draws,
        /// How much, in yuan.
        pub amount: Money,
        /// Who was paid.
        pub payee: Payee,
        /// How it was paid.
        pub method: PaymentMethod,
        /// What was bought or supported, in the words of the voucher.
        pub category: Name,
        /// Stage of the project.
        pub stage: Option<Stage>,
    }
}

impl Rules for PaymentMade {
    fn check(&self) -> Result<(), BodyError> {
        for (at, line) in self.lines.iter().enumerate() {
            body::adds_up(at, line.amount, &line.from)?;
            let private = matches!(line.payee.kind, PayeeKind::Person | PayeeKind::Household);
            if private {
                masked(|| format!("body.lines[{at}].payee.name"), &line.payee.name)?;
            }
            // A natural person has no social credit code, and an identity number can pass for one.
            if let (true, Some(id)) = (private, &line.payee.id) {
                let path = format!("body.lines[{at}].payee.id");
                return Err(BodyError::new(path, BodyRule::PayeeNotMasked, id, "-"));
            }
        }
        in_order("body.ordered_on", self.requested_on, self.ordered_on)?;
        in_order("body.cleared_on", self.requested_on, Some(self.cleared_on))?;
        in_order("body.cleared_on", self.ordered_on, Some(self.cleared_on))
    }
}

body! {
    /// Paid money came back; it returns to the lots it came from, last named first.
    pub struct PaymentReturned {
        /// The line of the payment.
        pub payment: LineRef,
        /// How much came back, in yuan.
        pub amount: Money,
        /// Why.
        pub reason: Text,
    }
}

impl Rules for PaymentReturned {
    fn check(&self) -> Result<(), BodyError> {
        above_zero("body.amount", self.amount)
    }
}

body! {
    /// The issuer of a lot takes back what is unspent; it returns to the lots it came from, last named first.
    pub struct FundsReclaimed {
        /// The lot.
        pub lot: LineRef,
        /// How much is taken back, in yuan.
        pub amount: Money,
        /// Why.
        pub reason: Text,
    }
}

impl Rules for FundsReclaimed {
    fn check(&self) -> Result<(), BodyError> {
        above_zero("body.amount", self.amount)
    }
}

body! {
    /// The holder carries what is left of a lot over into a later year, for the same purpose.
    pub struct FundsCarriedOver {
        /// The lot.
        pub lot: LineRef,
        /// How much is carried over, in yuan: at most what is left.
        pub amount: Money,
        /// The year into which it is carried.
        pub into_year: Year,
        /// The document that allows it.
        pub document: Option<Document>,
    }
}

impl Rules for FundsCarriedOver {
    fn check(&self) -> Result<(), BodyError> {
        above_zero("body.amount", self.amount)
    }
}

body! {
    /// The issuer cancels one of its own entries as a whole. Nothing is edited.
    pub struct Reversal {
        /// The entry.
        pub entry: EntryRef,
        /// Why.
        pub reason: Text,
    }
}

impl Rules for Reversal {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}
