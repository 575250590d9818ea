// Bodies about what was shown to the public (SPEC §5.5).

import { day, entryReference, hash, list, name, object, oneOf, prose, subject } from './field.js';
import { distinct, inOrder } from './rule.js';

const matter = oneOf([
  'allocation_result', 'annual_plan', 'library', 'project_before_start', 'project_completion', 'project_change',
  'performance_target', 'beneficiary_list', 'subsidy', 'asset', 'budget', 'award', 'contract', 'other',
]);
const place = object({ kind: oneOf(['website', 'board', 'signboard', 'media']), where: name });

export const disclosure = {
  notice_posted: {
    members: {
      kind: oneOf(['publicity', 'announcement']), matter, subjects: list(subject), place, from: day, 'until?': day,
      fields: list(name), 'hotline?': name, 'content?': hash,
    },
    rule: (body) => {
      inOrder(body.from, body.until);
      distinct(body.subjects);
    },
  },
  notice_removed: { members: { notice: entryReference, removed_on: day, 'reason?': prose } },
  objection_received: { members: { notice: entryReference, received_on: day, summary: prose } },
  objection_resolved: {
    members: {
      objection: entryReference, resolved_on: day, outcome: oneOf(['upheld', 'partly_upheld', 'dismissed', 'withdrawn']),
      'summary?': prose,
    },
  },
};
