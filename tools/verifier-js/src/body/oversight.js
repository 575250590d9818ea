// Bodies about duties that were done, and what audits, complaints and their consequences come to (SPEC §5.6).

import { day, document, entryReference, flag, list, money, name, oneOf, period, prose, slug, subject, unit } from './field.js';
import { distinct } from './rule.js';

const duty = oneOf([
  'plan_adopted', 'responsibility_letter_signed', 'report_submitted', 'inspection_held',
  'assessment_held', 'feedback_sent', 'visit_made', 'meeting_held',
  'reconciliation_signed', 'budget_approved', 'budget_adjusted', 'final_account_approved',
  'use_plan_approved', 'integration_plan_adopted', 'library_updated', 'responsible_named',
  'pairing_assigned', 'survey_held', 'arrears_disclosed', 'personal_data_erased', 'other',
]);

export const oversight = {
  duty_performed: {
    members: {
      duty, 'kind?': slug, 'period?': period, 'counterparty?': name, 'subject?': name, 'post?': slug, 'document?': document,
    },
  },
  audit_opened: {
    members: { kind: slug, 'period?': period, 'subjects?': list(subject), 'unit?': unit, 'document?': document },
    rule: ({ subjects }) => distinct(subjects ?? []),
  },
  finding_raised: {
    members: {
      kind: slug, unit, 'subjects?': list(subject), 'audit?': entryReference, 'amount?': money, 'due?': day, summary: prose,
      'document?': document,
    },
    rule: ({ subjects }) => distinct(subjects ?? []),
  },
  rectification_reported: {
    members: {
      finding: entryReference, outcome: oneOf(['rectified', 'partly_rectified', 'not_rectified']), 'amount_recovered?': money,
      'shown_by?': list(entryReference), 'document?': document, 'summary?': prose,
    },
    rule: ({ shown_by }) => distinct(shown_by ?? []),
  },
  complaint_received: {
    members: {
      channel: oneOf(['hotline', 'letter', 'visit', 'online', 'transferred', 'other']), 'real_name?': flag, 'unit?': unit,
      'subjects?': list(subject), summary: prose,
    },
    rule: ({ subjects }) => distinct(subjects ?? []),
  },
  complaint_answered: {
    members: {
      complaint: entryReference, outcome: oneOf(['upheld', 'partly_upheld', 'dismissed', 'withdrawn', 'transferred']),
      'summary?': prose,
    },
  },
  summons_held: {
    members: { unit, reason: prose, 'findings?': list(entryReference), 'due?': day, 'document?': document },
    rule: ({ findings }) => distinct(findings ?? []),
  },
  accountability_referred: {
    members: {
      unit, to: unit, reason: prose, 'kind?': slug, 'findings?': list(entryReference), 'rules?': list(name), 'post?': slug,
      'document?': document,
    },
    rule: ({ findings, rules }) => {
      distinct(findings ?? []);
      distinct(rules ?? []);
    },
  },
  post_changed: {
    members: {
      unit, post: slug, change: oneOf(['appointed', 'transferred', 'removed', 'recalled', 'vacant']), 'document?': document,
    },
  },
};
