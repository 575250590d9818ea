// What the page shows: everything as text, nothing as markup, so that what is in an entry cannot become part of the page.

const words = JSON.parse(document.getElementById('words').textContent);
let lang = 'zh';
let last;
/** The name of the policy that the reader has chosen. */
let chosen;

/** The Chinese or the English of a sentence. */
export function say(zh, en) {
  return lang === 'zh' ? zh : en;
}

/** What is wrong, by code: in words that say what to do. */
const REFUSED = {
  'proof-root': ['登记和证明对不上：有一处被改过，或者这个证明不是这笔登记的。', 'Entry and proof do not fit: something was changed, or the proof is of another entry.'],
  'proof-length': ['证明的长度与账本的大小不符。', 'The proof has not the length that a ledger of this size asks for.'],
  'proof-index': ['证明的位置超出账本的大小。', 'The proof is of a place beyond the ledger.'],
  'tlog-proof-index': ['证明的位置与记录的位置不一致。', 'The proof is of another place than the record.'],
  'tlog-proof-ledger': ['证明属于另一本账。', 'The proof is of another ledger.'],
  'policy-log-unknown': ['这本账不在本页信任的账本里。', 'This ledger is none of those that this page trusts.'],
  'policy-log-signature': ['账本的签名不对：检查点不是本页信任的账本签的，或者被改过。', 'The ledger\u2019s signature does not hold: another key signed the checkpoint, or it was changed.'],
  'policy-quorum': ['见证方的签名不够：没有足够的见证方看到过这个检查点。', 'Too few witnesses have seen this checkpoint.'],
  'cosignature-invalid': ['见证方的签名不对。', 'The signature of a witness does not hold.'],
  'proof-link-form': ['这不是证明链接，或者没有复制完整。请重新复制或重新扫码。', 'This is no proof link, or not the whole of one. Copy or scan it again.'],
  'proof-link-too-long': ['这个链接太长，不是证明链接。', 'This is too long for a proof link.'],
  'proof-link-version': ['这个链接是新版本的，请换用新的核验页。', 'This link is of a later version; use a later page.'],
  'proof-link-no-entry': ['二维码里只有证明，没有登记原文。请在下面选择登记文件（.entry）。', 'The code holds a proof only. Choose the file of the entry (.entry) below.'],
  'page-policy': ['本页没有带信任文件。请在下面选择信任文件。', 'This page came without a policy. Choose one below.'],
  'page-policy-form': ['信任文件读不懂，没有采用。', 'The policy cannot be read and was not taken.'],
  'page-opinions': ['两个核验程序的结论不一致，不能相信这个结果。', 'The two verifiers do not agree; do not trust either.'],
  'page-contradiction': ['与本机以前核验过的账本互相矛盾：同样大小的账本，内容不同。请保存两份证明，交给审计机关。', 'This contradicts what was verified on this device before: two ledgers of one size with different contents. Keep both proofs and hand them to the auditors.'],
  'page-file': ['这个文件不是登记、证明、信任文件，也不是证据包或账本。', 'This file is no entry, proof, policy, evidence or ledger.'],
  'zip-form': ['这个 .zip 文件读不出来，可能没有下载完整。', 'This .zip cannot be read; it may not be the whole of it.'],
  'page-picture': ['照片里没有认出二维码。请靠近一些再拍。', 'There is no readable code in the picture. Come closer.'],
  'page-failed': ['核验没有完成，可能是浏览器太旧。', 'The verification did not end; the browser may be too old.'],
};

const OTHERWISE = ['登记、证明或检查点的写法不对，或者被改过。', 'Entry, proof or checkpoint are not of their form, or were changed.'];

function put(parent, tag, text, name) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (name !== undefined) element.className = name;
  parent.append(element);
  return element;
}

function section(title) {
  const part = put(document.getElementById('shown'), 'section');
  put(part, 'h2', title);
  return part;
}

function pairs(parent, list) {
  const all = put(parent, 'dl');
  for (const [name, value] of list) {
    put(all, 'dt', name);
    put(all, 'dd', value);
  }
}

/** The name of a field, and of a word in it. */
const field = (name) => (lang === 'zh' && words.fields[name]) || name;
const word = (name, value) => (lang === 'zh' && words.words[name]?.[value]) || money(name, value) || String(value);

/** A sum with its unit, its digits in groups of three. */
function money(name, value) {
  const [, whole, part] = (typeof value === 'string' && name !== 'area' && /^([0-9]+)(\.[0-9]{2})$/.exec(value)) || [];
  return whole === undefined ? undefined : `${whole.replace(/\B(?=([0-9]{3})+$)/g, ',')}${part}${say('元', ' yuan')}`;
}

/** A member of an entry's body: objects and lists under each other. */
function member(parent, name, value) {
  put(parent, 'dt', field(name));
  const into = put(parent, 'dd');
  if (value === null || typeof value !== 'object') {
    into.textContent = word(name, value);
    return;
  }
  const items = Array.isArray(value) ? value : [value];
  if (items.every((item) => item === null || typeof item !== 'object')) {
    into.textContent = items.map((item) => word(name, item)).join(say('、', ', '));
    return;
  }
  into.className = 'nested';
  for (const [at, item] of items.entries()) {
    if (items.length > 1) put(into, 'small', say(`第 ${at + 1} 项`, `${at + 1}`));
    const inner = put(into, 'dl', undefined, 'body');
    for (const [key, one] of Object.entries(item)) member(inner, key, one);
  }
}

const moment = (seconds) => new Date(Number(seconds) * 1000 + 8 * 3_600_000).toISOString().replace('T', ' ').slice(0, 16);

function proven(answer) {
  const entry = JSON.parse(answer.text.split('\n')[1]);
  const code = section(say('校验码：与纸上的比对', 'Check code: compare it with the sheet'));
  put(code, 'div', answer.check_code, 'code');

  const shown = section(say('登记内容', 'The entry'));
  pairs(shown, [
    [say('登记', 'Entry'), answer.reference],
    [say('类型', 'Type'), word('type', entry.type)],
    [say('登记单位', 'Issuer'), entry.issuer],
    [say('日期', 'Date'), entry.date],
  ]);
  const all = put(shown, 'dl', undefined, 'body');
  for (const [key, value] of Object.entries(entry.body)) member(all, key, value);

  const held = section(say('已经证明', 'What is proven'));
  const witnesses = answer.witnesses.map(({ name, at }) => `${name} (${moment(at)})`).join(say('、', ', '));
  pairs(held, [
    [say('账本', 'Ledger'), answer.origin],
    [say('位置', 'Place'), say(`${answer.size} 条记录中的第 ${answer.index} 条（从 0 数起），一字未改`, `record ${answer.index} of ${answer.size}, counted from 0, not changed by a character`)],
    [say('记入账本的时间（账本所记）', 'Appended (by the operator\u2019s clock)'), answer.appended_at],
    [say('见证方及其看到的时间（北京时间）', 'Witnesses and when they saw it (UTC+8)'), witnesses || say('没有（信任文件不要求）', 'none (the policy asks for none)')],
    [say('签名行上的单位', 'Named on the signature lines'), answer.signature_lines.join(say('、', ', '))],
  ]);

  unproven();
}

/** What a proof of entries does not show. */
function unproven(...more) {
  const open = section(say('没有证明', 'What is not proven'));
  const list = put(open, 'ul');
  for (const one of [
    ...more,
    say('签名的密钥当时是否有效：要核验整本账才知道。', 'Whether the keys on the signature lines were in force: that takes the whole ledger.'),
    say('这笔登记后来是否被冲销。', 'Whether the entry was reversed later.'),
    say('这个单位或项目是否还有别的登记。', 'Whether there are other entries of this unit or project.'),
    say('登记的内容是否属实：证明的是谁在什么时候这样登记，而且不能再改。', 'Whether what it says is true: what is proven is that it was entered so, and can no longer be changed.'),
  ]) put(list, 'li', one);
}

function method({ by }) {
  if (by === undefined) return;
  const opinions = by.opinions === 2
    ? say('两个独立的程序（WebAssembly、JavaScript）分别核验，结论一致。', 'Two independent programs (WebAssembly, JavaScript) verified it and agree.')
    : say('这个浏览器只能运行一个核验程序（JavaScript）。', 'This browser can run one of the two programs only (JavaScript).');
  const platform = by.platform === undefined ? '' : by.platform ? say('第二个程序用浏览器自带的 Ed25519（WebCrypto）。', ' The second one uses the browser\u2019s own Ed25519 (WebCrypto).') : say('第二个程序自己计算 Ed25519。', ' The second one computes Ed25519 itself.');
  put(put(document.getElementById('shown'), 'p'), 'small', opinions + platform);
}

/** Most problems, or entries, that are listed. */
const LISTED = 200;

/** What became of a whole ledger. */
function whole(verdict, answer) {
  const intact = answer.verdict === 'intact';
  put(verdict, 'strong', intact ? say('✓ 整本账完整', '✓ The whole ledger is intact') : say('✗ 账本有问题', '✗ The ledger is broken'));
  put(verdict, 'span', intact
    ? say('每一笔登记的签名、次序和金额都核验过，没有改动、缺失或重支。现在粘贴的证明，会与这本账比对。', 'The signatures, order and sums of all entries were verified: nothing is altered, missing or drawn twice. Proofs that you paste now are held against it.')
    : say(`发现 ${answer.problems.length} 处问题。`, `${answer.problems.length} problems were found.`));
  const part = section(say('账本', 'The ledger'));
  pairs(part, [
    [say('名称', 'Name'), answer.origin ?? ''],
    [say('记录', 'Records'), answer.size],
    [say('签名', 'Signatures'), answer.signatures],
    [say('树根', 'Root'), answer.root ?? ''],
    [say('检查点由谁签名', 'Checkpoint signed by'), answer.signers.join(say('、', ', '))],
  ]);
  if (!intact) {
    const list = put(section(say('问题', 'Problems')), 'ul');
    for (const { index, kind, code, facts } of answer.problems.slice(0, LISTED)) {
      put(list, 'li', `${index === undefined ? '' : say(`第 ${index} 条记录：`, `record ${index}: `)}${say(KINDS[kind] ?? kind, kind)} · ${code}${facts ? ` · ${facts}` : ''}`);
    }
  }
  put(put(document.getElementById('shown'), 'p'), 'small', say('整本账由一个程序（JavaScript）核验；mingzhang verify 是另一个，可以互相印证。', 'The whole ledger was verified by one program (JavaScript); mingzhang verify is another one, to be compared.'));
}

/** What is wrong with a record, by kind. */
const KINDS = {
  altered: '被改动', missing: '缺失', reordered: '次序被改', forged: '伪造', unauthorised: '无权登记', overdrawn: '超支或重支',
  truncated: '被截短', forked: '出现两本账', inadmissible: '本不该入账',
};

/** Entries that were proven one by one. */
function several(verdict, { verdict: all, answers }) {
  const failed = answers.filter((one) => one.verdict !== 'proven');
  put(verdict, 'strong', all === 'all'
    ? say(`✓ 这 ${answers.length} 笔登记都在账本里`, `✓ These ${answers.length} entries stand in the ledger`)
    : say('✗ 有证明不成立', '✗ Not all of it is proven'));
  put(verdict, 'span', say(`共 ${answers.length} 笔登记，${failed.length} 笔证明不成立。`, `${answers.length} entries, ${failed.length} of them not proven.`));
  const list = put(section(say('登记', 'Entries')), 'ul');
  for (const one of [...failed, ...answers.filter((each) => each.verdict === 'proven')].slice(0, LISTED)) {
    if (one.verdict === 'proven') {
      const entry = JSON.parse(one.text.split('\n')[1]);
      const amount = typeof entry.body.amount === 'string' ? ` ${money('amount', entry.body.amount)}` : '';
      put(list, 'li', `✓ ${one.reference} ${word('type', entry.type)} ${entry.date}${amount}`);
    } else {
      put(list, 'li', `✗ ${one.name} · ${say(...(REFUSED[one.code] ?? OTHERWISE))} · ${one.code}`);
    }
  }
  unproven(say('包里的说明、检查结果等其他文件。', 'The other files of the evidence: the summary, the findings.'));
}

/** Shows an answer, in the place of the one before. */
export function draw(answer) {
  last = answer;
  const verdict = document.getElementById('verdict');
  document.getElementById('shown').replaceChildren();
  verdict.hidden = false;
  verdict.className = answer.verdict;
  verdict.replaceChildren();
  if (answer.verdict === 'working') {
    put(verdict, 'strong', answer.whole ? say('正在核验整本账…', 'Verifying the whole ledger…') : say('正在核验…', 'Verifying…'));
  } else if (answer.verdict === 'proven') {
    put(verdict, 'strong', say('✓ 证明成立', '✓ Proven'));
    put(verdict, 'span', say('这笔登记就在账本里，一字未改。请再比对校验码和下面的内容。', 'This entry stands in the ledger as it is here. Now compare the check code, and what follows, with the sheet.'));
    proven(answer);
    method(answer);
  } else if (answer.verdict === 'intact' || answer.verdict === 'broken') {
    whole(verdict, answer);
  } else if (answer.verdict === 'all' || answer.verdict === 'some') {
    several(verdict, answer);
  } else {
    put(verdict, 'strong', say('✗ 证明不成立', '✗ Not proven'));
    const [zh, en] = REFUSED[answer.code] ?? OTHERWISE;
    put(verdict, 'span', say(zh, en));
    put(put(verdict, 'div'), 'small', answer.detail && answer.detail !== answer.code ? `${answer.code} · ${answer.detail}` : answer.code);
    method(answer);
  }
}

/** The reader has brought a policy, which takes the place of the page's. */
export function setPolicy(name) {
  chosen = name;
  document.getElementById('policy-told').textContent = say(`现在用的是您选择的信任文件：${name}。`, `The policy that you chose is in use: ${name}.`);
}

/** Sets the language of everything. */
export function setLanguage(to, hasPolicy) {
  lang = to === 'en' ? 'en' : 'zh';
  document.documentElement.lang = say('zh-CN', 'en');
  const texts = {
    title: say('明账核验', 'mingzhang verifier'),
    lang: say('English', '中文'),
    'ask-title': say('核验一笔登记', 'Verify an entry'),
    'link-label': say('粘贴证明链接（扫码得到的网址）：', 'Paste a proof link (the address that a scanned code gives):'),
    go: say('核验', 'Verify'),
    'photo-button': say('拍二维码', 'Photograph a code'),
    'files-title': say('用文件核验，或核验整本账', 'Verify files, or a whole ledger'),
    'files-label': say('登记（.entry）和证明（.tlog-proof），信任文件，或证据包、账本的 .zip：', 'Entry (.entry) and proof (.tlog-proof), policy, or a .zip of evidence or of a ledger:'),
    'folder-label': say('公布的账本（整个文件夹）：', 'A published ledger (its whole folder):'),
    'policy-told': chosen !== undefined ? say(`现在用的是您选择的信任文件：${chosen}。`, `The policy that you chose is in use: ${chosen}.`) : hasPolicy ? say('本页自带信任文件；选择别的信任文件会替换它。', 'This page brings its policy with it; another file takes its place.') : say('本页没有带信任文件。', 'This page came without a policy.'),
  };
  for (const [id, text] of Object.entries(texts)) document.getElementById(id).textContent = text;
  document.title = texts.title;
  if (last !== undefined) draw(last);
}
