//! Entries: one act of one unit (SPEC §5, §6). The text of an entry, its strict reading, and the catalogue of types.

pub mod assets;
pub mod body;
mod commitment;
pub mod disclosure;
pub mod funds;
pub mod governance;
pub mod households;
pub mod oversight;
pub mod projects;
mod read;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::hash::{EntryId, Hash};
use crate::json;
use crate::reference::EntryRef;
use crate::text::Origin;
use crate::unit::UnitId;
pub use read::{EntryError, PersonalError, ShapeError};

/// First line of every entry (SPEC §6.1).
pub const HEADER: &str = "mingzhang/entry/v1";

/// Declares the entry types: the enum of bodies, the enum of names, and the reading of a body by its name.
macro_rules! entry_types {
    ($($family:ident: $($name:ident = $word:literal),+;)+) => {
        /// What an entry says: one struct per type.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each variant is named for its body, which carries the words")]
        pub enum Body { $($($name($family::$name),)+)+ }

        /// The type of an entry.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
        #[expect(missing_docs, reason = "each variant is named for its body, which carries the words")]
        pub enum EntryType { $($(#[serde(rename = $word)] $name,)+)+ }

        impl EntryType {
            /// Every type, family by family.
            pub const ALL: &'static [Self] = &[$($(Self::$name,)+)+];

            /// The name as written in `type`.
            pub const fn as_str(self) -> &'static str {
                match self { $($(Self::$name => $word,)+)+ }
            }

            /// The family that the type belongs to.
            pub const fn family(self) -> &'static str {
                match self { $($(Self::$name => stringify!($family),)+)+ }
            }

            /// The JSON Schema of the body, as generated from the struct that reads it.
            pub fn schema(self) -> schemars::Schema {
                match self { $($(Self::$name => schemars::schema_for!($family::$name),)+)+ }
            }
        }

        impl Body {
            /// The type.
            pub const fn entry_type(&self) -> EntryType {
                match self { $($(Self::$name(_) => EntryType::$name,)+)+ }
            }

            /// Reads a body of type `entry_type` from JSON.
            fn read(entry_type: EntryType, json: &str) -> Result<Self, EntryError> {
                match entry_type { $($(EntryType::$name => read::body(json).map(Self::$name),)+)+ }
            }

            /// The rules that hold within one body (SPEC §5).
            fn check(&self) -> Result<(), body::BodyError> {
                match self { $($(Self::$name(body) => body::Rules::check(body),)+)+ }
            }

            /// The body in canonical JSON.
            fn write(&self) -> String {
                match self { $($(Self::$name(body) => json::write(body),)+)+ }
            }
        }

        $($(impl From<$family::$name> for Body {
            fn from(body: $family::$name) -> Self { Self::$name(body) }
        })+)+
    };
}

entry_types! {
    governance:
        LedgerOpened = "ledger_opened", UnitRegistered = "unit_registered", UnitChanged = "unit_changed",
        KeyGranted = "key_granted", KeyRevoked = "key_revoked", RulesAdopted = "rules_adopted";
    funds:
        FundBudgeted = "fund_budgeted", QuotaIssued = "quota_issued", QuotaReceived = "quota_received",
        QuotaAllocated = "quota_allocated", PaymentMade = "payment_made", PaymentReturned = "payment_returned",
        FundsReclaimed = "funds_reclaimed", FundsCarriedOver = "funds_carried_over", Reversal = "reversal";
    projects:
        ProjectListed = "project_listed", ProjectApproved = "project_approved", ContractAwarded = "contract_awarded",
        ProjectStarted = "project_started", ProjectProgressed = "project_progressed", ProjectChanged = "project_changed",
        ProjectCompleted = "project_completed", ProjectAccepted = "project_accepted", ProjectCancelled = "project_cancelled";
    disclosure:
        NoticePosted = "notice_posted", NoticeRemoved = "notice_removed",
        ObjectionReceived = "objection_received", ObjectionResolved = "objection_resolved";
    assets:
        AssetRegistered = "asset_registered", AssetTitleConfirmed = "asset_title_confirmed",
        AssetIncomeReceived = "asset_income_received", IncomeDistributed = "income_distributed",
        AssetDisposed = "asset_disposed";
    oversight:
        DutyPerformed = "duty_performed", AuditOpened = "audit_opened", FindingRaised = "finding_raised",
        RectificationReported = "rectification_reported", ComplaintReceived = "complaint_received",
        ComplaintAnswered = "complaint_answered", SummonsHeld = "summons_held",
        AccountabilityReferred = "accountability_referred", PostChanged = "post_changed";
    households:
        HouseholdListed = "household_listed", HouseholdStatusChanged = "household_status_changed",
        BenefitGranted = "benefit_granted";
}

impl fmt::Display for EntryType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl EntryType {
    /// The type written as `word`, if there is one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|entry_type| entry_type.as_str() == word)
    }
}

/// One act of one unit, read and found to be of its form. Says nothing yet about signatures or truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The ledger that it is meant for.
    pub ledger: Origin,
    /// The unit that did it.
    pub issuer: UnitId,
    /// The issuer's own count, from 1 without gaps.
    pub number: u64,
    /// Id of the issuer's previous entry; absent exactly for number 1.
    pub previous: Option<EntryId>,
    /// The day on which the act took effect.
    pub date: Date,
    /// What was done.
    pub body: Body,
}

impl Entry {
    /// Reads the text of an entry: two lines, the second in canonical JSON (SPEC §6.1). Accepts only what [`Self::text`] writes.
    pub fn read(text: &str) -> Result<Self, EntryError> {
        read::entry(text)
    }

    /// The text that is signed and hashed: header line and canonical JSON line, each with its line feed (SPEC §6.1).
    pub fn text(&self) -> String {
        let previous = self.previous.map_or_else(String::new, |id| format!(",\"previous\":\"{id}\""));
        // None of these values has a character that JSON escapes.
        format!(
            "{HEADER}\n{{\"body\":{},\"date\":\"{}\",\"issuer\":\"{}\",\"ledger\":\"{}\",\"number\":{}{previous},\"type\":\"{}\"}}\n",
            self.body.write(),
            self.date,
            self.issuer,
            self.ledger,
            self.number,
            self.body.entry_type()
        )
    }

    /// The reference by which others name it.
    pub fn reference(&self) -> EntryRef {
        EntryRef { unit: self.issuer.clone(), number: self.number }
    }
}

/// The id of the entry with this text (SPEC §6.3).
pub fn id(text: &str) -> EntryId {
    EntryId(Hash::of(&[text.as_bytes()]))
}
