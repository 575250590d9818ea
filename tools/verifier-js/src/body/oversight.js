// Bodies about duties that were done (SPEC §5.6).

import { document, name, oneOf, period, slug } from './field.js';

const duty = oneOf([
  'plan_adopted', 'responsibility_letter_signed', 'report_submitted', 'inspection_held',
  'assessment_held', 'feedback_sent', 'visit_made', 'meeting_held',
  'reconciliation_signed', 'budget_approved', 'budget_adjusted', 'final_account_approved',
  'use_plan_approved', 'integration_plan_adopted', 'library_updated', 'responsible_named',
  'pairing_assigned', 'survey_held', 'arrears_disclosed', 'other',
]);

export const oversight = {
  duty_performed: {
    members: {
      duty, 'kind?': slug, 'period?': period, 'counterparty?': name, 'subject?': name, 'post?': slug, 'document?': document,
    },
  },
};
