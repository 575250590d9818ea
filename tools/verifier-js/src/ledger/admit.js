// Whether an entry may stand in a ledger after those admitted before it, in the order of SPEC §14.1.

import { Refusal } from '../refusal.js';
import * as assets from './assets.js';
import { mayDo } from './authority.js';
import { citeDocuments, continuesChain, notInFuture, opensOnce } from './chain.js';
import * as funds from './funds.js';
import * as households from './households.js';
import * as notices from './notices.js';
import * as oversight from './oversight.js';
import { projectListed, projectStep } from './projects.js';
import { reversal } from './reversal.js';
import * as units from './units.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('./state.js').State} State */

/** @typedef {(state: State, entry: Entry, at: {index: number, today: string}) => void} Type */

/** What each type says and does. @type {Map<string, Type>} */
const TYPES = new Map([
  ['ledger_opened', units.ledgerOpened],
  ['unit_registered', units.unitRegistered],
  ['unit_changed', units.unitChanged],
  ['key_granted', units.keyGranted],
  ['key_revoked', units.keyRevoked],
  ['rules_adopted', () => {}],
  ['fund_budgeted', funds.fundBudgeted],
  ['quota_issued', funds.quotaIssued],
  ['quota_received', funds.quotaReceived],
  ['quota_allocated', funds.quotaAllocated],
  ['payment_made', funds.paymentMade],
  ['payment_returned', funds.paymentReturned],
  ['funds_reclaimed', funds.fundsReclaimed],
  ['funds_carried_over', funds.fundsCarriedOver],
  ['reversal', reversal],
  ['project_listed', projectListed],
  ['project_approved', projectStep],
  ['contract_awarded', projectStep],
  ['project_started', projectStep],
  ['project_progressed', projectStep],
  ['project_changed', projectStep],
  ['project_completed', projectStep],
  ['project_accepted', projectStep],
  ['project_cancelled', projectStep],
  ['notice_posted', notices.noticePosted],
  ['notice_removed', notices.noticeRemoved],
  ['objection_received', notices.objectionReceived],
  ['objection_resolved', notices.objectionResolved],
  ['duty_performed', () => {}],
  ['asset_registered', assets.assetRegistered],
  ['asset_title_confirmed', assets.assetTitleConfirmed],
  ['asset_income_received', assets.assetIncomeReceived],
  ['income_distributed', assets.incomeDistributed],
  ['asset_disposed', assets.assetDisposed],
  ['audit_opened', oversight.auditOpened],
  ['finding_raised', oversight.findingRaised],
  ['rectification_reported', oversight.rectificationReported],
  ['complaint_received', oversight.auditOpened],
  ['complaint_answered', oversight.complaintAnswered],
  ['summons_held', oversight.aboutFindings],
  ['accountability_referred', oversight.aboutFindings],
  ['post_changed', oversight.postChanged],
  ['household_listed', households.householdListed],
  ['household_status_changed', households.householdNamed],
  ['benefit_granted', households.benefitGranted],
]);

/**
 * Admits an entry whose signers `signers` found, or throws the refusal and leaves the state as it was.
 * @param {State} state
 * @param {Entry} entry
 * @param {{index: number, place: number, today: string}} at
 */
export function admit(state, entry, { index, place, today }) {
  try {
    opensOnce(state, entry);
    continuesChain(state, entry);
    notInFuture(entry.date, today);
    citeDocuments(state, entry);
    mayDo(state, entry);
    /** @type {Type} */ (TYPES.get(entry.type))(state, entry, { index, today });
    state.entries.put(entry.reference, { entry, place, reversedBy: undefined });
    state.keep();
  } catch (error) {
    if (error instanceof Refusal) state.drop();
    throw error;
  }
}
