// A report as JSON, with the fields of `mingzhang verify --format json`.

/**
 * @param {Awaited<ReturnType<typeof import('./verify.js').verify>>} report
 * @param {{logKey: 'reader' | 'ledger', given: number}} covered
 * @returns {string}
 */
export function toJson(report, { logKey, given }) {
  const { verdict, origin = null, size, root = null, records, signatures, bytesHashed, checkpoint = null, warnings, unjudged } = report;
  return write({
    verdict, origin, size, root, records, signatures, bytes_hashed: bytesHashed, checkpoint,
    problems: report.problems.map(({ index = null, kind, code, entry = null, facts }) => ({ index, kind, code, entry, detail: facts })),
    warnings, unjudged,
    covered: { log_key: logKey, own_checkpoint: report.ownCheckpoint, given_checkpoints: given },
  });
}

/** JSON in which big integers are numbers. @param {any} value @returns {string} */
function write(value) {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}:${write(one)}`).join(',')}}`;
}
