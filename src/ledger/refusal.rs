//! Every reason for which the ledger says no. Values only; the sentences stand in `wording`.

use ledger_schema::date::{Date, Year};
use ledger_schema::document::DocumentNumber;
use ledger_schema::entry::funds::FundLevel;
use ledger_schema::entry::{EntryError, EntryType};
use ledger_schema::hash::EntryId;
use ledger_schema::key::{KeyId, PublicKey};
use ledger_schema::money::Money;
use ledger_schema::note::NoteError;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::text::{AssetCode, HouseholdCode, Name, Origin, ProjectCode, Slug};
use ledger_schema::unit::{Level, Role, UnitId};

use super::total::Total;

/// What a refusal is about; `verify` tells the kinds of tampering apart by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The bytes are not an entry.
    Form,
    /// A signature does not verify.
    Signature,
    /// Who signed may not do this.
    Authority,
    /// The issuer's own chain has a gap or a fork.
    Chain,
    /// Something named is not there, as far as the earlier entries say.
    Unknown,
    /// Money is used twice, or more than there is.
    Overdraft,
    /// Anything else that cannot be true.
    Other,
}

/// By what a granted key would be wider than the narrowed one that grants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wider {
    /// It would sign every type.
    AllTypes,
    /// It would sign this type.
    Type(EntryType),
    /// It would have no limit.
    NoLimit {
        /// That of the key that grants it.
        own: Money,
    },
    /// It would have a higher limit.
    Limit {
        /// That of the key that grants it.
        own: Money,
        /// That of the granted key.
        found: Money,
    },
}

/// Declares the refusals: code, class and fields in one place.
macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident: $type:ty),* $(,)? })? = $code:literal, $class:ident;)+) => {
        /// The ledger says no: the entry never enters. Codes are stable and never reused.
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[error("{}", self.code())]
        #[expect(missing_docs, reason = "the fields are named for the values that they carry")]
        pub enum Refusal {
            /// The bytes are not a note.
            Note(NoteError),
            /// The text is not an entry.
            Entry(EntryError),
            $($(#[$doc])* $name $({ $($field: $type),* })?),+
        }

        impl Refusal {
            /// Codes of all refusals of the ledger's own, in the order of their declaration; those of notes and entries stand in `ledger_schema`.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The stable code, such as `overdrawn`.
            pub fn code(&self) -> &'static str {
                match self {
                    Self::Note(error) => error.code(),
                    Self::Entry(error) => error.code(),
                    $(Self::$name { .. } => $code),+
                }
            }

            /// What it is about.
            pub const fn class(&self) -> Class {
                match self {
                    Self::Note(_) | Self::Entry(_) => Class::Form,
                    $(Self::$name { .. } => Class::$class),+
                }
            }
        }
    };
}

refusals! {
    // The ledger itself.
    /// The first record must open the ledger.
    LedgerNotOpened { found: EntryType } = "ledger-not-opened", Authority;
    /// The ledger is open already.
    LedgerAlreadyOpened = "ledger-already-opened", Other;
    /// The root unit is not the issuer of the opening entry.
    RootNotIssuer { root: UnitId, issuer: UnitId } = "root-not-issuer", Authority;
    /// The operator's checkpoint key is not named for the ledger.
    LogKeyName { name: String, origin: Origin } = "log-key-name", Authority;
    /// The entry is meant for another ledger.
    OtherLedger { found: Origin, origin: Origin } = "other-ledger", Other;

    // Signatures and authority.
    /// The issuer is not registered.
    IssuerUnknown { unit: UnitId } = "issuer-unknown", Unknown;
    /// The issuer is closed.
    IssuerClosed { unit: UnitId } = "issuer-closed", Authority;
    /// No signature line is the issuer's.
    IssuerDidNotSign { issuer: UnitId } = "issuer-did-not-sign", Authority;
    /// A signature line names a key that its unit was never granted.
    KeyUnknown { name: String, key_id: KeyId } = "key-unknown", Authority;
    /// A key signed that is not in force any more.
    KeyRevoked { unit: UnitId, key_id: KeyId, revoked_at: u64 } = "key-revoked", Authority;
    /// The issuer's key may not sign this type.
    KeyType { unit: UnitId, key_id: KeyId, entry_type: EntryType } = "key-type", Authority;
    /// The issuer's key may not sign so large a sum.
    KeyLimit { unit: UnitId, key_id: KeyId, limit: Money, sum: Total } = "key-limit", Authority;
    /// The issuer's key is narrowed, and the key that it grants would be less so.
    KeyWider { unit: UnitId, key_id: KeyId, wider: Wider } = "key-wider", Authority;
    /// A signature does not verify.
    SignatureInvalid { name: String, key_id: KeyId } = "signature-invalid", Signature;
    /// Units of this role may not sign this type.
    RoleNotAllowed { unit: UnitId, role: Role, entry_type: EntryType, allowed: &'static [Role] } = "role-not-allowed", Authority;
    /// A unit would register one that may sign what it may not sign itself.
    RoleNotConferred { issuer: UnitId, issuer_role: Role, role: Role, entry_type: EntryType } = "role-not-conferred", Authority;
    /// Only a unit above may do this.
    NotAncestor { issuer: UnitId, unit: UnitId } = "not-ancestor", Authority;

    // The issuer's chain.
    /// Numbers of the issuer are left out.
    NumberGap { unit: UnitId, expected: u64, found: u64 } = "number-gap", Chain;
    /// The number is taken by another entry of the issuer.
    NumberTaken { unit: UnitId, expected: u64, found: u64 } = "number-taken", Chain;
    /// `previous` is not the id of the issuer's previous entry.
    PreviousMismatch { unit: UnitId, expected: EntryId, found: EntryId } = "previous-mismatch", Chain;
    /// The act lies after the day on which it is recorded.
    DateInFuture { date: Date, today: Date } = "date-in-future", Other;

    // Units and keys.
    /// The unit is registered already.
    UnitExists { unit: UnitId } = "unit-exists", Other;
    /// The unit is not registered.
    UnitUnknown { unit: UnitId } = "unit-unknown", Unknown;
    /// The unit is closed.
    UnitClosed { unit: UnitId } = "unit-closed", Other;
    /// A unit stands above its parent.
    LevelAboveParent { level: Level, parent: UnitId, parent_level: Level } = "level-above-parent", Other;
    /// The chain of parents is too deep.
    TooDeep { parent: UnitId, most: usize } = "too-deep", Other;
    /// The root unit cannot be closed.
    RootCannotClose { unit: UnitId } = "root-cannot-close", Other;
    /// The key is some unit's already.
    KeyTaken { owner: UnitId, public_key: PublicKey } = "key-taken", Other;
    /// The unit has as many keys as it may ever have.
    TooManyKeys { unit: UnitId, most: usize } = "too-many-keys", Other;
    /// The unit has as many names as it may ever have.
    TooManyNames { unit: UnitId, most: usize } = "too-many-names", Other;
    /// The unit has no such key in force.
    KeyNotGranted { unit: UnitId, public_key: PublicKey } = "key-not-granted", Unknown;
    /// The root unit's last key that is not narrowed cannot be revoked: nobody could grant another.
    LastRootKey { unit: UnitId } = "last-root-key", Other;

    // Documents.
    /// The unit gave another day of issue for the same document before.
    DocumentDate { number: DocumentNumber, known: Date, found: Date } = "document-date", Other;

    // Lots.
    /// There is no such lot.
    LotUnknown { lot: LineRef } = "lot-unknown", Unknown;
    /// The entry that opened the lot was reversed.
    LotReversed { lot: LineRef } = "lot-reversed", Overdraft;
    /// The lot is somebody else's.
    LotNotHeld { lot: LineRef, holder: UnitId, issuer: UnitId } = "lot-not-held", Overdraft;
    /// More is drawn than is left.
    Overdrawn { lot: LineRef, left: Money, wanted: Money } = "overdrawn", Overdraft;
    /// Money is used before the day on which there was any.
    BeforeItsSource { lot: LineRef, opened_on: Date, date: Date } = "before-its-source", Other;
    /// The fund is not that of the lot.
    FundChanged { lot: LineRef, fund: Slug, found: Slug } = "fund-changed", Other;
    /// The fund year is not that of the lot.
    FundYearChanged { lot: LineRef, fund_year: Year, found: Year } = "fund-year-changed", Other;
    /// The level of origin is not that of the lot.
    LevelChanged { lot: LineRef, level: FundLevel, found: FundLevel } = "level-changed", Other;
    /// The direct-fund tag is not that of the lot.
    DirectChanged { lot: LineRef, direct: bool, found: bool } = "direct-changed", Other;
    /// The task is not that of the lot, and no document approved the change.
    TaskChanged { lot: LineRef, task: Slug, found: Option<Slug> } = "task-changed", Other;
    /// A unit cannot bring in money of this level.
    BudgetLevel { level: FundLevel, unit: UnitId, unit_level: Level } = "budget-level", Authority;
    /// Quota goes to a unit of a higher level.
    QuotaUpward { to: UnitId, to_level: Level, issuer_level: Level } = "quota-upward", Other;
    /// Quota goes to its own issuer.
    QuotaToSelf { unit: UnitId } = "quota-to-self", Other;
    /// Quota or another allocation is taken from money that is allocated to a project.
    LotAllocated { lot: LineRef, project: ProjectCode } = "lot-allocated", Overdraft;
    /// A payment is taken from money that is not allocated to any project.
    ProjectNotAllocated { lot: LineRef } = "project-not-allocated", Overdraft;
    /// One payment line is taken from money of two projects.
    MixedProjects { first: ProjectCode, second: ProjectCode } = "mixed-projects", Overdraft;
    /// Only quota is received.
    NotAQuota { lot: LineRef } = "not-a-quota", Other;
    /// The quota was received already.
    ReceivedTwice { lot: LineRef, received_on: Date } = "received-twice", Other;
    /// Only the unit that opened a lot takes money back from it.
    LotNotIssued { lot: LineRef, opener: UnitId, issuer: UnitId } = "lot-not-issued", Authority;
    /// Money is carried over into a year that is not later.
    CarriedYear { lot: LineRef, year: Year, into: Year } = "carried-year", Other;

    // Payments.
    /// There is no such payment line.
    PaymentUnknown { payment: LineRef } = "payment-unknown", Unknown;
    /// The payment is somebody else's.
    PaymentNotOwn { payment: LineRef, issuer: UnitId } = "payment-not-own", Authority;
    /// More comes back than was paid.
    ReturnedTooMuch { payment: LineRef, left: Money, wanted: Money } = "returned-too-much", Overdraft;

    // Projects.
    /// The project is neither listed nor allocated.
    ProjectUnknown { project: ProjectCode } = "project-unknown", Unknown;
    /// The project belongs to a place that the issuer's neither holds nor lies within.
    ProjectOfAnotherPlace { project: ProjectCode, place: UnitId, issuer: UnitId } = "project-of-another-place", Other;
    /// The project is listed already.
    ProjectListedTwice { project: ProjectCode, listed: EntryRef } = "project-listed-twice", Other;
    /// The step was taken already.
    StepTwice { project: ProjectCode, step: EntryType, on: Date } = "step-twice", Other;
    /// The project was cancelled.
    ProjectIsCancelled { project: ProjectCode, on: Date } = "project-is-cancelled", Other;
    /// As many changes of the project stand as may.
    TooManyChanges { project: ProjectCode, most: usize } = "too-many-changes", Other;
    /// A step lies before the one that must come first.
    StepOrder { project: ProjectCode, step: EntryType, date: Date, after: Date } = "step-order", Other;

    // Disclosure.
    /// The entry that something is about does not exist.
    EntryUnknown { entry: EntryRef } = "entry-unknown", Unknown;
    /// The entry has no such line.
    LineUnknown { line: LineRef } = "line-unknown", Unknown;
    /// The entry is of another type than it must be here.
    WrongType { entry: EntryRef, expected: EntryType, found: EntryType } = "wrong-type", Other;
    /// The entry was reversed.
    EntryReversed { entry: EntryRef, by: EntryRef } = "entry-reversed", Other;
    /// The entry is somebody else's.
    NotOwn { entry: EntryRef, issuer: UnitId } = "not-own", Authority;
    /// The notice was removed already.
    RemovedTwice { notice: EntryRef, removed_on: Date } = "removed-twice", Other;
    /// The objection was answered already.
    ResolvedTwice { objection: EntryRef, resolved_on: Date } = "resolved-twice", Other;
    /// A day lies before the one that it answers to.
    BeforeCause { entry: EntryRef, date: Date, found: Date } = "before-cause", Other;

    // Assets, oversight, households.
    /// Something belongs to a place that the issuer's neither holds nor lies within.
    OfAnotherPlace { what: Name, place: UnitId, issuer: UnitId } = "of-another-place", Other;
    /// The asset is not registered.
    AssetUnknown { asset: AssetCode } = "asset-unknown", Unknown;
    /// The asset is registered already.
    AssetExists { asset: AssetCode, registered: EntryRef } = "asset-exists", Other;
    /// The asset was disposed of.
    AssetIsDisposed { asset: AssetCode, on: Date } = "asset-is-disposed", Other;
    /// More income is given out than came in.
    IncomeOverdrawn { asset: AssetCode, left: Total, wanted: Total } = "income-overdrawn", Overdraft;
    /// The complaint was answered already.
    AnsweredTwice { complaint: EntryRef } = "answered-twice", Other;
    /// The household is not listed.
    HouseholdUnknown { household: HouseholdCode } = "household-unknown", Unknown;
    /// The household is listed already.
    HouseholdExists { household: HouseholdCode, listed: EntryRef } = "household-exists", Other;

    // Reversals.
    /// Entries of this type cannot be reversed.
    NotReversible { entry: EntryRef, entry_type: EntryType } = "not-reversible", Other;
    /// The entry was reversed already.
    ReversedTwice { entry: EntryRef, by: EntryRef } = "reversed-twice", Other;
    /// Something else still stands on the entry.
    StillInUse { entry: EntryRef, by: Name } = "still-in-use", Overdraft;
}
