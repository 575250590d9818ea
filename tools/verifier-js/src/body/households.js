// Bodies about households, known by a code and a commitment only (SPEC §5.8).

import { area, code, count, day, document, hash, lineReference, list, money, name, oneOf, period, project, slug } from './field.js';
import { aboveZero, distinct, masked } from './rule.js';

export const households = {
  household_listed: {
    members: { household: code, village: name, kind: slug, persons: count, commitment: hash, 'name?': name, 'warned_on?': day },
    rule: (body) => {
      if (body.name !== undefined) masked(body.name);
    },
  },
  household_status_changed: {
    members: {
      household: code, status: oneOf(['monitored', 'measured', 'risk_removed', 'exited', 'rejected', 'removed']),
      'measures?': list(slug), 'document?': document,
    },
    rule: ({ measures }) => distinct(measures ?? []),
  },
  benefit_granted: {
    members: {
      household: code,
      benefit: oneOf(['relocation', 'housing', 'student_aid', 'training', 'public_post', 'subsidy', 'medical', 'other']),
      'project?': project, 'amount?': money, 'self_raised?': money, 'floor_area?': area, 'persons?': count,
      'build_mode?': oneOf(['unified', 'self_built', 'purchased']), 'house_grade?': oneOf(['a', 'b', 'c', 'd']), 'measure?': slug,
      'payment?': lineReference, 'period?': period,
    },
    rule: ({ amount }) => {
      if (amount !== undefined) aboveZero(amount);
    },
  },
};
