//! What to say about a text that is not an entry: canonical form, shape, rules within a body, personal identifiers.

use ledger_schema::entry::body::{BodyError, BodyRule};
use ledger_schema::entry::{EntryError, PersonalError, ShapeError};
use ledger_schema::json::{JsonError, JsonRule};
use ledger_schema::limits::NOTE_BYTES;
use ledger_schema::personal::Identifier;

use super::{Lang, Say, Wording, place, say};

impl Say for EntryError {
    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::TooLong { bytes } => {
                Wording::new(say!(lang,
                    zh: "登记长 {bytes} 字节，超过上限 {NOTE_BYTES} 字节",
                    en: "the entry has {bytes} bytes, above the limit of {NOTE_BYTES}"))
                    .hint(say!(lang,
                        zh: "分成几笔登记，写同一个文号",
                        en: "split it over several entries with the same document number"))
            }
            Self::Header => Wording::new(say!(lang,
                zh: "不是一笔登记：应当正好两行，第一行是 mingzhang/entry/v1",
                en: "not an entry: exactly two lines, the first being mingzhang/entry/v1"))
                .hint(say!(lang,
                    zh: "用 mingzhang entry new 生成；编辑时不要加空行、BOM 或 Windows 换行",
                    en: "let mingzhang entry new write it; editing must not add blank lines, a BOM or Windows line ends")),
            Self::Canonical(error) => error.say(lang),
            Self::Type(word) => Wording::new(say!(lang,
                zh: "没有「{word}」这种登记类型",
                en: "there is no entry type “{word}”"))
                .hint(say!(lang,
                    zh: "全部类型见 mingzhang entry types",
                    en: "mingzhang entry types lists them")),
            Self::Shape(error) => error.say(lang),
            Self::Value { path, error } => error.say(lang).at(lang, &place(path, lang)),
            Self::Body(error) => error.say(lang),
            Self::Personal(error) => error.say(lang),
            Self::Previous { number } => previous(*number, lang),
            Self::Number { number } => Wording::new(say!(lang,
                zh: "序号 {number} 超出范围",
                en: "number {number} is out of range"))
                .hint(say!(lang, zh: "本单位的登记从 1 开始连续编号", en: "a unit counts its own entries from 1")),
        }
    }
}

fn previous(number: u64, lang: Lang) -> Wording {
    if number == 1 {
        Wording::new(
            say!(lang, zh: "第 1 笔登记不应写上一笔的摘要", en: "entry number 1 must not name a previous entry"),
        )
        .hint(say!(lang, zh: "删去 previous", en: "leave previous out"))
    } else {
        Wording::new(say!(lang,
            zh: "第 {number} 笔登记缺少上一笔的摘要",
            en: "entry number {number} does not name its previous entry"))
        .hint(say!(lang,
                zh: "previous 填本单位上一笔登记的 SHA-256",
                en: "previous is the SHA-256 of the unit's entry before it"))
    }
}

impl Say for ShapeError {
    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn say(&self, lang: Lang) -> Wording {
        // serde's message holds the name between backticks: missing field `amount`.
        let name = self.message.split('`').nth(1).unwrap_or_default();
        let field = place(name, lang);
        // An unknown field is the last step of its own path; the sentence is about the object that it stands in.
        let around = self.path.strip_suffix(name).map_or(self.path.as_str(), |around| around.trim_end_matches('.'));
        let (path, message) = (place(around, lang), &self.message);
        match self.code() {
            "field-missing" => {
                Wording::new(say!(lang, zh: "{path}：缺少「{field}」", en: "{path}: {field} is missing"))
                    .hint(say!(lang, zh: "补上 {name}", en: "add {name}"))
            }
            "field-unknown" => Wording::new(say!(lang,
                zh: "{path}：没有「{name}」这一项",
                en: "{path}: there is no field {name}"))
            .hint(expected(self, lang)),
            "word-unknown" => Wording::new(say!(lang,
                zh: "{path}：「{name}」不在可选值之内",
                en: "{path}: “{name}” is none of the allowed words"))
            .hint(expected(self, lang)),
            _ => Wording::new(say!(lang, zh: "{path}：内容的类型不对", en: "{path}: {message}")).hint(say!(lang,
                    zh: "文字和金额加引号，数量不加，没有的项不写",
                    en: "texts and amounts in quotes, counts without; leave out what is absent")),
        }
    }
}

/// The words or fields that would have been taken: ``…, expected one of `a`, `b` ``.
pub fn allowed(error: &ShapeError) -> Vec<&str> {
    let list = error.message.split_once(", expected ").map_or("", |(_, list)| list);
    list.split('`').skip(1).step_by(2).collect()
}

fn expected(error: &ShapeError, lang: Lang) -> String {
    let words = allowed(error).join(lang.pick("、", ", "));
    if words.is_empty() {
        return say!(lang, zh: "删去这一项", en: "leave it out");
    }
    say!(lang, zh: "可以写：{words}", en: "one of: {words}")
}

impl Say for JsonError {
    fn code(&self) -> &'static str {
        self.rule.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        let at = self.offset + 1;
        let rule = rule(self.rule, lang);
        Wording::new(say!(lang, zh: "第 {at} 字节：{rule}", en: "byte {at}: {rule}")).hint(say!(lang,
                zh: "登记必须是规范 JSON；用 mingzhang entry new 生成",
                en: "entries are canonical JSON; let mingzhang entry new write them"))
    }
}

fn rule(rule: JsonRule, lang: Lang) -> String {
    match rule {
        JsonRule::Syntax => say!(lang, zh: "不是 JSON", en: "not JSON"),
        JsonRule::Whitespace => say!(lang, zh: "字符串之外有空白", en: "white space outside a string"),
        JsonRule::KeyOrder => say!(lang, zh: "键没有按字母顺序排列", en: "keys are not in order"),
        JsonRule::DuplicateKey => say!(lang, zh: "同一个键出现两次", en: "a key stands twice"),
        JsonRule::KeyAscii => say!(lang, zh: "键含有 ASCII 以外的字符", en: "a key has characters beyond ASCII"),
        JsonRule::Escape => {
            say!(lang, zh: "字符串的转义写法不规范", en: "a string is not escaped in the canonical way")
        }
        JsonRule::Integer => say!(lang, zh: "数字不是整数", en: "a number is not a plain integer"),
        JsonRule::IntegerRange => say!(lang, zh: "整数超出 2^53−1", en: "an integer is beyond 2^53−1"),
        JsonRule::Null => say!(lang, zh: "不能写 null", en: "null is not allowed"),
        JsonRule::Nfc => say!(lang, zh: "文字不是 Unicode NFC 形式", en: "a string is not in Unicode NFC"),
        JsonRule::Depth => say!(lang, zh: "嵌套过深", en: "nested too deep"),
        JsonRule::Trailing => say!(lang, zh: "结尾之后还有内容", en: "bytes after the end"),
    }
}

impl Say for BodyError {
    fn code(&self) -> &'static str {
        self.rule.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        let (what, hint) = sums(self, lang).unwrap_or_else(|| order(self, lang));
        Wording::new(what).hint(hint).at(lang, &place(&self.path, lang))
    }
}

/// Rules about sums; the others are in [`order`].
fn sums(error: &BodyError, lang: Lang) -> Option<(String, String)> {
    let (found, against) = (&error.found, &error.against);
    Some(match error.rule {
        BodyRule::LinesDoNotAddUp => (
            say!(lang,
                zh: "各项来源合计 {found}，与本行金额 {against} 不符",
                en: "the sources add up to {found}, the line says {against}"),
            say!(lang, zh: "逐项核对来源金额", en: "compare the amount of each source"),
        ),
        BodyRule::FundingDoesNotAddUp => (
            say!(lang,
                zh: "各项资金来源合计 {found}，与总额 {against} 不符",
                en: "the funding adds up to {found}, the whole is {against}"),
            say!(lang, zh: "逐项核对各级资金", en: "compare the amount of each level"),
        ),
        BodyRule::AmountZero => (
            say!(lang, zh: "金额 {found} 应当大于零", en: "amount {found} must be above zero"),
            say!(lang,
                zh: "最少 {against} 元；没有资金往来就不写这一行",
                en: "at least {against} yuan; leave the line out if no money moves"),
        ),
        BodyRule::RetentionAboveSettlement => (
            say!(lang,
                zh: "质量保证金 {found} 超过结算金额 {against}",
                en: "retention {found} is above the settlement {against}"),
            say!(lang, zh: "核对结算金额和质量保证金", en: "compare settlement and retention"),
        ),
        BodyRule::LineNumbers
        | BodyRule::LotTwice
        | BodyRule::DatesOrder
        | BodyRule::PayeeNotMasked
        | BodyRule::NothingChanged
        | BodyRule::Repeated => return None,
    })
}

fn order(error: &BodyError, lang: Lang) -> (String, String) {
    let (found, against) = (&error.found, &error.against);
    match error.rule {
        BodyRule::LineNumbers => (
            say!(lang, zh: "行号是 {found}，应当是 {against}", en: "line number {found} should be {against}"),
            say!(lang, zh: "行号从 1 开始，不跳号、不重号", en: "lines count 1, 2, 3, …"),
        ),
        BodyRule::LotTwice => (
            say!(lang, zh: "同一行两次从 {found} 列支", en: "one line draws twice on {found}"),
            say!(lang, zh: "把对 {against} 的两笔合成一笔", en: "make the two draws on {against} one"),
        ),
        BodyRule::DatesOrder => (
            say!(lang, zh: "{found} 早于 {against}，先后颠倒", en: "{found} is before {against}, which it must follow"),
            say!(lang, zh: "核对两个日期", en: "compare the two days"),
        ),
        BodyRule::PayeeNotMasked if error.path.ends_with("payee.id") => (
            say!(lang,
                zh: "个人和农户没有统一社会信用代码",
                en: "a person or household has no unified social credit code"),
            say!(lang,
                zh: "删去 id；证件号放进私密文件，只写承诺值",
                en: "leave id out; identity numbers go into the private file, only the commitment stands here"),
        ),
        BodyRule::PayeeNotMasked => (
            say!(lang, zh: "个人姓名「{found}」没有隐去", en: "the name “{found}” of a person is not masked"),
            say!(lang,
                zh: "至少一个字写成 {against}，如 张*三",
                en: "write {against} for at least one character, such as 张*三"),
        ),
        BodyRule::Repeated => (
            say!(lang, zh: "「{found}」重复出现", en: "“{found}” stands twice"),
            say!(lang, zh: "每项只写一次", en: "name each thing once"),
        ),
        BodyRule::NothingChanged
        | BodyRule::LinesDoNotAddUp
        | BodyRule::FundingDoesNotAddUp
        | BodyRule::AmountZero
        | BodyRule::RetentionAboveSettlement => (
            say!(lang, zh: "「{found}」没有任何变更", en: "nothing about {found} is changed"),
            say!(lang, zh: "至少写明一项变更", en: "name at least one change"),
        ),
    }
}

impl Say for PersonalError {
    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn say(&self, lang: Lang) -> Wording {
        let shown = &self.shown;
        let what = match self.identifier {
            Identifier::IdentityNumber => {
                say!(lang, zh: "含有身份证号 {shown}", en: "holds an identity number, {shown}")
            }
            Identifier::BankCard => say!(lang, zh: "含有银行卡号 {shown}", en: "holds a bank card number, {shown}"),
            Identifier::Mobile => say!(lang, zh: "含有手机号 {shown}", en: "holds a mobile number, {shown}"),
        };
        Wording::new(what).at(lang, &place(&self.path, lang)).hint(say!(lang,
            zh: "账本不能删改，个人信息不得写入；姓名隐去一字，其余放进私密文件，只写承诺值",
            en: "the ledger cannot be erased; mask the name, keep the rest in the private file and write its commitment"))
    }
}

#[cfg(test)]
#[path = "entry_tests.rs"]
mod tests;
