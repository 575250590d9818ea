//! Assets that projects leave behind: whose they are, what they earn, who gets it, how they end (SPEC §5.7).

use crate::date::Period;
use crate::document::Document;
use crate::entry::body::{BodyError, Rules, above_zero, above_zero_in_line, body, masked, numbered};
use crate::hash::Hash;
use crate::list::List;
use crate::money::Money;
use crate::object::object;
use crate::text::{AssetCode, Name, ProjectCode, Text};
use crate::unit::{UnitId, words};

words! {
    /// The three classes by which assets are managed (国办函〔2021〕51号).
    AssetClass {
        /// 经营性资产
        Operating = "operating",
        /// 公益性资产
        PublicWelfare = "public_welfare",
        /// 到户类资产
        Household = "household",
    }
}

words! {
    /// Whose an asset is.
    OwnerKind {
        /// 国有
        State = "state",
        /// 乡镇集体
        TownshipCollective = "township_collective",
        /// 村集体
        VillageCollective = "village_collective",
        /// 合作社
        Cooperative = "cooperative",
        /// 企业
        Enterprise = "enterprise",
        /// 农户
        Household = "household",
        /// Any other owner.
        Other = "other",
    }
}

words! {
    /// What income of an asset is given out for.
    IncomeUse {
        /// 分配到户
        Households = "households",
        /// 公益岗位
        PublicPosts = "public_posts",
        /// 公益事业
        PublicWelfare = "public_welfare",
        /// 村集体收入
        VillageCollective = "village_collective",
        /// 提取公积公益金
        Reserve = "reserve",
        /// Any other use.
        Other = "other",
    }
}

words! {
    /// How an asset ends.
    DisposalMethod {
        /// 出售
        Sold = "sold",
        /// 报废
        Scrapped = "scrapped",
        /// 划转
        Transferred = "transferred",
        /// 毁损灭失
        Lost = "lost",
        /// Any other way.
        Other = "other",
    }
}

body! {
    /// An asset is entered in the book of assets.
    pub struct AssetRegistered {
        /// Its code.
        pub asset: AssetCode,
        /// Its name.
        pub name: Name,
        /// Its class.
        pub class: AssetClass,
        /// The project that made it.
        pub project: Option<ProjectCode>,
        /// What it cost, in yuan.
        pub value: Money,
        /// Where it is.
        pub site: Name,
        /// The village: a unit id, a division code or a name.
        pub village: Option<Name>,
        /// The unit that answers for it.
        pub responsible_unit: UnitId,
        /// The unit that watches over it.
        pub supervisor: Option<UnitId>,
    }
}

impl Rules for AssetRegistered {
    fn check(&self) -> Result<(), BodyError> {
        above_zero("body.value", self.value)
    }
}

body! {
    /// It is settled whose an asset is (确权).
    pub struct AssetTitleConfirmed {
        /// The asset.
        pub asset: AssetCode,
        /// What kind of owner.
        pub owner_kind: OwnerKind,
        /// The owner: a unit id, or a name; never a person's.
        pub owner: Name,
        /// The unit that watches over it from now on.
        pub supervisor: Option<UnitId>,
        /// The document that settles it.
        pub document: Option<Document>,
    }
}

impl Rules for AssetTitleConfirmed {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}

body! {
    /// An asset earned something: rent, a share of profit, interest.
    pub struct AssetIncomeReceived {
        /// The asset.
        pub asset: AssetCode,
        /// How much, in yuan.
        pub amount: Money,
        /// What it is for: a year, half-year, quarter or month.
        pub period: Option<Period>,
        /// Who paid it.
        pub payer: Option<Name>,
    }
}

impl Rules for AssetIncomeReceived {
    fn check(&self) -> Result<(), BodyError> {
        above_zero("body.amount", self.amount)
    }
}

object! {
    /// One share of distributed income.
    pub struct IncomeLine {
        /// Its number, from 1.
        pub line: u32,
        /// How much, in yuan.
        pub amount: Money,
        /// What it is given out for.
        pub r#use: IncomeUse,
        /// Who gets it: a unit id or a name; masked with `*` for persons.
        pub recipient: Option<Name>,
        /// Salted commitment to the private fields of a person or household.
        pub commitment: Option<Hash>,
    }
}

body! {
    /// Income of an asset is given out.
    pub struct IncomeDistributed {
        /// The asset.
        pub asset: AssetCode,
        /// What it is for: a year, half-year, quarter or month.
        pub period: Option<Period>,
        /// Who gets how much.
        pub lines: List<IncomeLine>,
    }
}

impl Rules for IncomeDistributed {
    fn check(&self) -> Result<(), BodyError> {
        numbered(self.lines.iter().map(|line| line.line))?;
        for (at, line) in self.lines.iter().enumerate() {
            above_zero_in_line(at, line.amount)?;
            // Whoever has private fields is a person or a household.
            if let (Some(recipient), Some(_)) = (&line.recipient, line.commitment) {
                masked(|| format!("body.lines[{at}].recipient"), recipient)?;
            }
        }
        Ok(())
    }
}

body! {
    /// An asset is sold, scrapped, handed on or lost.
    pub struct AssetDisposed {
        /// The asset.
        pub asset: AssetCode,
        /// How it ended.
        pub method: DisposalMethod,
        /// What it brought, in yuan.
        pub proceeds: Option<Money>,
        /// Why.
        pub reason: Text,
        /// The document that allowed it.
        pub document: Option<Document>,
    }
}

impl Rules for AssetDisposed {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}
