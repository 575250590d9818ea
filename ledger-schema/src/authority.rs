//! Who may sign what (SPEC §10): one row per entry type. The table is the whole of it; no code knows an exception.

use crate::entry::EntryType;
use crate::unit::Role;

/// Whose signature an entry type needs, beyond a key of its issuer that is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// Only the root unit, only as record 0.
    Opening,
    /// Any ancestor of the unit that the entry is about; for the root unit, itself.
    Ancestor,
    /// Any unit, about its own entries only.
    Own,
    /// Units of these roles.
    Roles(&'static [Role]),
}

const FINANCE: &[Role] = &[Role::Finance];
const PLANNERS: &[Role] =
    &[Role::Government, Role::Finance, Role::Rural, Role::DevelopmentReform, Role::LineDepartment, Role::Township];
const DECIDERS: &[Role] = &[Role::Government, Role::Rural, Role::DevelopmentReform];
const BUILDERS: &[Role] =
    &[Role::Rural, Role::DevelopmentReform, Role::LineDepartment, Role::Township, Role::Village, Role::Implementer];
const ACCEPTORS: &[Role] =
    &[Role::Government, Role::Finance, Role::Rural, Role::DevelopmentReform, Role::LineDepartment, Role::Township];
const DISCLOSERS: &[Role] = &[
    Role::Government,
    Role::Finance,
    Role::Rural,
    Role::DevelopmentReform,
    Role::LineDepartment,
    Role::Audit,
    Role::Township,
    Role::Village,
    Role::Implementer,
];
const HEARERS: &[Role] = &[
    Role::Government,
    Role::Finance,
    Role::Rural,
    Role::DevelopmentReform,
    Role::LineDepartment,
    Role::Audit,
    Role::Discipline,
    Role::Township,
    Role::Village,
    Role::Implementer,
];

/// Those who keep the books of assets and households.
const KEEPERS: &[Role] = &[
    Role::Government,
    Role::Finance,
    Role::Rural,
    Role::DevelopmentReform,
    Role::LineDepartment,
    Role::Township,
    Role::Village,
];
/// Those who look into what others did.
const OVERSEERS: &[Role] = &[
    Role::Government,
    Role::Finance,
    Role::Rural,
    Role::DevelopmentReform,
    Role::LineDepartment,
    Role::Audit,
    Role::Discipline,
    Role::Township,
];
/// Everybody who has duties: all but witnesses.
const DUTIFUL: &[Role] = &[
    Role::Government,
    Role::Finance,
    Role::Rural,
    Role::DevelopmentReform,
    Role::LineDepartment,
    Role::Audit,
    Role::Discipline,
    Role::Treasury,
    Role::Township,
    Role::Village,
    Role::Implementer,
];

/// The row of `entry_type`.
pub const fn authority(entry_type: EntryType) -> Authority {
    use EntryType as T;
    match entry_type {
        T::LedgerOpened => Authority::Opening,
        T::UnitRegistered | T::UnitChanged | T::KeyGranted | T::KeyRevoked => Authority::Ancestor,
        T::RulesAdopted => Authority::Roles(&[Role::Government, Role::Finance, Role::Rural]),
        T::FundBudgeted
        | T::QuotaIssued
        | T::QuotaReceived
        | T::QuotaAllocated
        | T::PaymentMade
        | T::PaymentReturned
        | T::FundsReclaimed
        | T::FundsCarriedOver => Authority::Roles(FINANCE),
        T::Reversal => Authority::Own,
        T::ProjectListed | T::ProjectChanged | T::ProjectCancelled => Authority::Roles(PLANNERS),
        T::ProjectApproved => Authority::Roles(DECIDERS),
        T::ContractAwarded | T::ProjectStarted | T::ProjectProgressed | T::ProjectCompleted => {
            Authority::Roles(BUILDERS)
        }
        T::ProjectAccepted => Authority::Roles(ACCEPTORS),
        T::NoticePosted | T::NoticeRemoved => Authority::Roles(DISCLOSERS),
        T::ObjectionReceived | T::ObjectionResolved | T::ComplaintReceived | T::ComplaintAnswered => {
            Authority::Roles(HEARERS)
        }
        T::DutyPerformed | T::RectificationReported => Authority::Roles(DUTIFUL),
        T::AuditOpened => Authority::Roles(&[Role::Audit]),
        T::FindingRaised | T::SummonsHeld | T::AccountabilityReferred | T::PostChanged => Authority::Roles(OVERSEERS),
        T::AssetRegistered
        | T::AssetTitleConfirmed
        | T::AssetIncomeReceived
        | T::IncomeDistributed
        | T::AssetDisposed
        | T::HouseholdListed
        | T::HouseholdStatusChanged
        | T::BenefitGranted => Authority::Roles(KEEPERS),
    }
}
