//! The money of a project: payments of mixed sizes to contractors and households, some returned, some reversed.

use ledger_schema::entry::body::{Draw, Evidence};
use ledger_schema::entry::funds::{
    Payee, PayeeKind, PaymentLine, PaymentMade, PaymentMethod, PaymentReturned, Reversal, Stage,
};
use ledger_schema::hash::Hash;
use ledger_schema::list::List;
use ledger_schema::reference::LineRef;
use ledger_schema::text::{CreditCode, Name};

use super::project::{Project, Step};
use super::{Province, money, of};

const SURNAMES: [&str; 12] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙"];
const TRADES: [&str; 5] = ["建筑工程", "水利水电建设", "农业科技", "路桥养护", "物资商贸"];
const VOUCHERS: [&str; 6] = ["工程进度款", "材料采购款", "设备购置款", "监理服务费", "种苗及农资采购", "机械台班费"];
/// Characters of a unified social credit code, in order of their values (GB 32100-2015).
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Name and credit code of a contractor.
pub(super) fn supplier(serial: u64) -> (Name, CreditCode) {
    let trade = TRADES[usize::try_from(serial % 5).expect("small")];
    let base = format!("91980000MA{serial:05}QJ");
    let value = |b: u8| ALPHABET.iter().position(|a| *a == b).expect("characters of the alphabet");
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    let sum: usize = base.bytes().map(value).zip(weights).map(|(value, weight)| value * weight).sum();
    let check = char::from(ALPHABET[(31 - sum % 31) % 31]);
    (of(&format!("清江第{serial}{trade}有限公司")), of(&format!("{base}{check}")))
}

impl Province {
    pub(super) fn pay(&mut self, project: &mut Project) -> (Step, u16) {
        if project.payments == 0 {
            return (Step::Complete, self.random.days(1, 5));
        }
        let amount = self.next_amount(project);
        let amounts = if self.random.one_in(6) { self.shares(amount) } else { vec![amount] };
        let lot = project.lot.clone().expect("a project that pays has money");
        let lines = if amounts.len() == 1 {
            vec![self.contractor_line(project, &lot, amount)]
        } else {
            amounts.iter().map(|fen| self.household_line(&lot, *fen)).collect()
        };
        let body = PaymentMade {
            lines: List::new(lines).expect("one line or a few"),
            requested_on: Some(self.date(3)),
            ordered_on: Some(self.date(1)),
            cleared_on: self.date(0),
            evidence: self.voucher(),
            note: self.random.one_in(12).then(|| of("资料齐全，按合同约定的支付节点拨付。")),
        };
        let entry = self.emit(self.finance(project), body);
        project.left -= amount;
        project.payments -= 1;
        project.paid = Some((entry, amounts));
        let step = match self.random.below(400) {
            0..8 => Step::Return,
            8..14 => Step::Reverse,
            14..18 => Step::Change,
            18..58 => Step::Progress,
            _ => Step::Pay,
        };
        (step, self.random.days(1, 12))
    }

    /// About an equal part of what is left, in whole yuan; the last payment leaves nothing or a little.
    fn next_amount(&mut self, project: &Project) -> u64 {
        let equal = project.left / project.payments;
        let wanted = match project.payments {
            1 if self.random.one_in(3) => equal / 100 * 97,
            1 => return equal,
            _ => equal / 2 + self.random.below(equal),
        };
        (wanted - wanted % 100).max(1)
    }

    /// `amount` in a few parts.
    fn shares(&mut self, amount: u64) -> Vec<u64> {
        let parts = 2 + self.random.below(5);
        let mut shares = vec![amount / parts; usize::try_from(parts).expect("a few")];
        shares[0] += amount % parts;
        shares
    }

    fn contractor_line(&mut self, project: &Project, lot: &LineRef, fen: u64) -> PaymentLine {
        let (name, id) = supplier(project.supplier);
        PaymentLine {
            from: List::new(vec![Draw { lot: lot.clone(), amount: money(fen) }]).expect("one draw"),
            amount: money(fen),
            payee: Payee { kind: PayeeKind::Contractor, name, id: Some(id), commitment: None },
            method: *self.random.pick(&[
                PaymentMethod::Treasury,
                PaymentMethod::Treasury,
                PaymentMethod::Reimbursement,
            ]),
            category: of(VOUCHERS[self.random.place(VOUCHERS.len())]),
            stage: Some(if project.payments == 1 { Stage::Completion } else { Stage::Progress }),
        }
    }

    fn household_line(&mut self, lot: &LineRef, fen: u64) -> PaymentLine {
        let name = format!("{}*{}", self.random.pick(&SURNAMES), self.random.pick(&["兰", "强", "芳", "军", "梅"]));
        let commitment = Some(Hash::from_bytes(self.random.bytes()));
        PaymentLine {
            from: List::new(vec![Draw { lot: lot.clone(), amount: money(fen) }]).expect("one draw"),
            amount: money(fen),
            payee: Payee { kind: PayeeKind::Household, name: of(&name), id: None, commitment },
            method: PaymentMethod::OneCard,
            category: of("务工劳务报酬"),
            stage: Some(Stage::Labour),
        }
    }

    fn voucher(&mut self) -> Option<List<Evidence>> {
        self.random.one_in(4).then(|| {
            let evidence =
                Evidence { name: of("支付凭证扫描件.pdf"), sha256: Hash::from_bytes(self.random.bytes()) };
            List::new(vec![evidence]).expect("one file")
        })
    }

    /// The payee gives part of the last payment back; it will be paid out again.
    pub(super) fn give_back(&mut self, project: &mut Project) -> (Step, u16) {
        let (entry, amounts) = project.paid.take().expect("something was paid before");
        let fen = amounts[0].div_ceil(3);
        let body = PaymentReturned {
            payment: entry.line(1),
            amount: money(fen),
            reason: of("结算审减，多付资金退回"),
            evidence: None,
            note: None,
        };
        self.emit(self.finance(project), body);
        project.left += fen;
        project.payments += 1;
        (Step::Pay, self.random.days(1, 12))
    }

    /// The last payment went out by mistake: it is cancelled as a whole and made again.
    pub(super) fn reverse(&mut self, project: &mut Project) -> (Step, u16) {
        let (entry, amounts) = project.paid.take().expect("something was paid before");
        let body = Reversal {
            entry, reason: of("收款人信息录入有误，冲销后重新支付"), evidence: None, note: None
        };
        self.emit(self.finance(project), body);
        project.left += amounts.iter().sum::<u64>();
        project.payments += 1;
        (Step::Pay, self.random.days(1, 3))
    }
}
