// Bodies about assets (SPEC §5.7).

import { code, count, document, hash, list, money, name, object, oneOf, period, project, prose, unit } from './field.js';
import { aboveZero, masked, numbered } from './rule.js';

const use = oneOf(['households', 'public_posts', 'public_welfare', 'village_collective', 'reserve', 'other']);
const line = object({ line: count, amount: money, use, 'recipient?': name, 'commitment?': hash });

export const assets = {
  asset_registered: {
    members: {
      asset: code, name, class: oneOf(['operating', 'public_welfare', 'household']), 'project?': project, value: money, site: name,
      'village?': name, responsible_unit: unit, 'supervisor?': unit,
    },
    rule: ({ value }) => aboveZero(value),
  },
  asset_title_confirmed: {
    members: {
      asset: code,
      owner_kind: oneOf(['state', 'township_collective', 'village_collective', 'cooperative', 'enterprise', 'household', 'other']),
      owner: name, 'supervisor?': unit, 'document?': document,
    },
  },
  asset_income_received: {
    members: { asset: code, amount: money, 'period?': period, 'payer?': name },
    rule: ({ amount }) => aboveZero(amount),
  },
  income_distributed: {
    members: { asset: code, 'period?': period, lines: list(line) },
    rule: ({ lines }) => {
      numbered(lines);
      for (const { amount, recipient, commitment } of lines) {
        aboveZero(amount);
        if (recipient !== undefined && commitment !== undefined) masked(recipient);
      }
    },
  },
  asset_disposed: {
    members: {
      asset: code, method: oneOf(['sold', 'scrapped', 'transferred', 'lost', 'other']), 'proceeds?': money, reason: prose,
      'document?': document,
    },
  },
};
