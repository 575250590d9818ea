//! What to say about a value that is not of its form: one sentence and one remedy for each rule.

use ledger_schema::value::{ValueError, ValueRule};

use super::{Lang, Say, Wording, say};

impl Say for ValueError {
    fn code(&self) -> &'static str {
        self.rule.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        let value = &self.value;
        let (what, hint) = money(self.rule, value, lang)
            .or_else(|| time(self.rule, value, lang))
            .or_else(|| name(self.rule, value, lang))
            .unwrap_or_else(|| cipher(self.rule, value, lang));
        Wording::new(what).hint(hint)
    }
}

/// The fact and the remedy.
type Said = (String, String);

/// Shorthand for a rule's two sentences.
macro_rules! said {
    ($lang:expr, $zh:literal / $zh_hint:literal, $en:literal / $en_hint:literal) => {
        (say!($lang, zh: $zh, en: $en), say!($lang, zh: $zh_hint, en: $en_hint))
    };
}

fn money(rule: ValueRule, value: &str, lang: Lang) -> Option<Said> {
    Some(match rule {
        ValueRule::MoneyDecimals => said!(
            lang,
            "金额 {value} 小数不是两位" / "以元为单位，写到分，如 1234.50",
            "amount {value} does not have exactly two decimals" / "write yuan and fen, such as 1234.50"
        ),
        ValueRule::MoneyForm => said!(
            lang,
            "金额「{value}」写法不对" / "只写数字和两位小数，不加千分位、正负号、空格和单位，如 1234.50",
            "amount “{value}” is not a plain number"
                / "digits and two decimals only: no grouping, sign, blank or unit, such as 1234.50"
        ),
        ValueRule::MoneyRange => said!(
            lang,
            "金额 {value} 超过上限" / "不超过 9999999999999.99 元；请核对单位是元还是万元",
            "amount {value} is above the limit" / "at most 9999999999999.99 yuan; is it in yuan, not in ten thousands?"
        ),
        ValueRule::PercentRange => said!(
            lang,
            "百分比 {value} 超出范围" / "填 0 到 100 的整数，不加 %",
            "percentage {value} is out of range" / "a whole number from 0 to 100, without %"
        ),
        ValueRule::ListLength => said!(
            lang,
            "清单有 {value} 项，超出范围" / "没有内容就不写这一项；内容过多就分几笔登记",
            "a list of {value} items is out of range"
                / "leave an empty list out; split a long one over several entries"
        ),
        _ => return None,
    })
}

fn time(rule: ValueRule, value: &str, lang: Lang) -> Option<Said> {
    Some(match rule {
        ValueRule::DateForm => said!(
            lang,
            "日期「{value}」写法不对" / "年-月-日，补足两位，如 2023-01-11",
            "date “{value}” is not of its form" / "YYYY-MM-DD, such as 2023-01-11"
        ),
        ValueRule::DateRange => said!(
            lang,
            "没有 {value} 这一天，或者不在 1949 年至 2199 年之间" / "请对照日历核对月份和日子",
            "there is no day {value}, or it is outside 1949–2199" / "look it up in a calendar"
        ),
        ValueRule::InstantForm => said!(
            lang,
            "时刻「{value}」写法不对" / "北京时间，精确到秒，如 2023-01-11T09:30:00+08:00",
            "instant “{value}” is not of its form" / "China time in whole seconds, such as 2023-01-11T09:30:00+08:00"
        ),
        ValueRule::YearForm => said!(
            lang,
            "年度「{value}」不对" / "填 1949 到 2199 的四位整数，如 2023",
            "year “{value}” is not of its form" / "four digits from 1949 to 2199, such as 2023"
        ),
        _ => return None,
    })
}

fn name(rule: ValueRule, value: &str, lang: Lang) -> Option<Said> {
    Some(match rule {
        ValueRule::DivisionForm => said!(
            lang,
            "行政区划代码「{value}」写法不对" / "2 到 12 位数字，如 230606",
            "division code “{value}” is not of its form" / "2 to 12 digits, such as 230606"
        ),
        ValueRule::UnitForm => said!(
            lang,
            "单位编号「{value}」写法不对" / "行政区划代码-部门简称，部门简称用小写字母和数字，如 230606-finance",
            "unit id “{value}” is not of its form" / "<division code>-<office>, in lower case, such as 230606-finance"
        ),
        ValueRule::ReferenceForm => said!(
            lang,
            "编号「{value}」不是一笔登记的编号" / "单位编号/序号，如 230606-finance/3",
            "“{value}” is not a reference to an entry" / "<unit>/<number>, such as 230606-finance/3"
        ),
        ValueRule::LineReferenceForm => said!(
            lang,
            "编号「{value}」不是登记中某一行的编号" / "单位编号/序号#行号，如 230606-finance/3#2",
            "“{value}” is not a reference to a line" / "<unit>/<number>#<line>, such as 230606-finance/3#2"
        ),
        ValueRule::ProjectForm => said!(
            lang,
            "项目编码「{value}」写法不对" / "1 到 64 个字母、数字、点、下划线、短横，字母或数字开头",
            "project code “{value}” is not of its form"
                / "1 to 64 letters, digits, dots, underscores, hyphens, beginning with a letter or digit"
        ),
        ValueRule::CodeForm => said!(
            lang,
            "编码「{value}」写法不对" / "1 到 64 个字母、数字、点、下划线、短横，字母或数字开头",
            "code “{value}” is not of its form"
                / "1 to 64 letters, digits, dots, underscores, hyphens, beginning with a letter or digit"
        ),
        ValueRule::AreaForm => said!(
            lang,
            "面积「{value}」写法不对" / "平方米，两位小数，如 98.50",
            "area “{value}” is not of its form" / "square metres with two decimals, such as 98.50"
        ),
        ValueRule::OriginForm => said!(
            lang,
            "账本名称「{value}」写法不对" / "不带 https:// 的网址，全部小写，如 ledger.hlj.example/bridging",
            "origin “{value}” is not of its form"
                / "a URL without https://, in lower case, such as ledger.hlj.example/bridging"
        ),
        ValueRule::DocumentForm => said!(
            lang,
            "文号「{value}」写法不对" / "机关代字〔年份〕序号号，如 黑财指(农)〔2023〕34号",
            "document number “{value}” is not of its form"
                / "<agency>〔<year>〕<serial>号, such as 黑财指(农)〔2023〕34号"
        ),
        ValueRule::NameForm => said!(
            lang,
            "名称「{value}」写法不对" / "一行，1 到 200 字，首尾不留空格",
            "name “{value}” is not of its form" / "one line of 1 to 200 characters without blanks at its ends"
        ),
        ValueRule::TextForm => said!(
            lang,
            "文字「{value}」写法不对" / "1 到 4000 字，首尾不留空格，不含制表符等控制字符",
            "text “{value}” is not of its form"
                / "1 to 4,000 characters without blanks at its ends, tabs or other control characters"
        ),
        ValueRule::SlugForm => said!(
            lang,
            "代码「{value}」写法不对" / "小写字母开头，只用小写字母、数字和下划线，如 bridging_fund",
            "word “{value}” is not of its form"
                / "lower-case letters, digits and underscores, beginning with a letter, such as bridging_fund"
        ),
        ValueRule::PeriodForm => said!(
            lang,
            "期间「{value}」写法不对" / "写成 2022、2022-H1、2022-Q3 或 2022-07",
            "period “{value}” is not of its form" / "write 2022, 2022-H1, 2022-Q3 or 2022-07"
        ),
        ValueRule::CreditCodeForm => said!(
            lang,
            "统一社会信用代码「{value}」不对，校验位不符或字数不是 18 位" / "对照营业执照或登记证书重新录入",
            "“{value}” is not a unified social credit code: 18 characters with a check character"
                / "copy it again from the certificate"
        ),
        _ => return None,
    })
}

/// The rest: hashes and keys. Rules that the other three speak for are named without `_`, so that a new rule must find its words.
fn cipher(rule: ValueRule, value: &str, lang: Lang) -> Said {
    match rule {
        ValueRule::HashForm => said!(
            lang,
            "「{value}」不是 SHA-256 摘要" / "64 位小写十六进制数字，可用 sha256sum 计算",
            "“{value}” is not a SHA-256 digest" / "64 lower-case hexadecimal digits, as sha256sum prints them"
        ),
        ValueRule::Base64Form => said!(
            lang,
            "「{value}」不是规范的 base64 编码" / "整段复制，不加空格、不换行、不缺末尾的等号",
            "“{value}” is not canonical base64" / "copy all of it, without blanks or line breaks and with its final ="
        ),
        ValueRule::KeyPoint => said!(
            lang,
            "「{value}」不能用作公钥" / "用 mingzhang key new 生成的公钥",
            "“{value}” cannot serve as a public key" / "take the public key that mingzhang key new printed"
        ),
        ValueRule::VerifierKeyForm => said!(
            lang,
            "验证公钥「{value}」写法不对" / "名称+8 位编号+base64，整段复制",
            "verifier key “{value}” is not of its form" / "<name>+<8 hex digits>+<base64>; copy all of it"
        ),
        ValueRule::VerifierKeyType => said!(
            lang,
            "验证公钥「{value}」的类型用在这里不对" / "账本管理方的公钥写在 log 处，见证方的公钥写在 witness 处",
            "verifier key “{value}” is of another type than is needed here"
                / "an operator's key stands for a log, a witness's key for a witness"
        ),
        ValueRule::MoneyDecimals
        | ValueRule::MoneyForm
        | ValueRule::MoneyRange
        | ValueRule::PeriodForm
        | ValueRule::PercentRange
        | ValueRule::ListLength
        | ValueRule::DateForm
        | ValueRule::DateRange
        | ValueRule::InstantForm
        | ValueRule::YearForm
        | ValueRule::DivisionForm
        | ValueRule::UnitForm
        | ValueRule::ReferenceForm
        | ValueRule::LineReferenceForm
        | ValueRule::ProjectForm
        | ValueRule::CodeForm
        | ValueRule::AreaForm
        | ValueRule::OriginForm
        | ValueRule::DocumentForm
        | ValueRule::NameForm
        | ValueRule::TextForm
        | ValueRule::SlugForm
        | ValueRule::CreditCodeForm => said!(
            lang,
            "「{value}」写法不对" / "对照模板核对",
            "“{value}” is not of its form" / "compare it with the template"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_words_of_its_own_in_both_languages() {
        let mut seen = std::collections::BTreeSet::new();
        for rule in ValueRule::ALL {
            let error = ValueError::new(*rule, "x");
            let (zh, en) = (error.say(Lang::Zh), error.say(Lang::En));
            assert!(zh.what != en.what && zh.hint != en.hint, "{rule:?}");
            assert!(zh.what.contains('x') && en.what.contains('x'), "{rule:?} must show the value");
            assert_ne!(zh.what, "「x」写法不对", "{rule:?} has no words");
            assert!(seen.insert(zh.what.clone()), "{rule:?} has no words of its own: {}", zh.what);
        }
    }

    #[test]
    fn the_sentence_names_the_value_and_the_hint_the_form() {
        let said = ValueError::new(ValueRule::MoneyDecimals, "1234.567").say(Lang::Zh);
        assert_eq!(said.what, "金额 1234.567 小数不是两位");
        assert_eq!(said.hint.as_deref(), Some("以元为单位，写到分，如 1234.50"));
    }
}
