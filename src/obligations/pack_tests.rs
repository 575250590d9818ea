//! Packs that cannot be used, each the smallest: the line, what is wrong, and what is allowed instead.

use super::pack::Pack;

const GOOD: &str = r#"[pack]
id = "county"
version = "1"
title = { zh = "县", en = "county" }
divisions = ["230606"]

[[rule]]
id = "five-days"
code = "late-pass-down"
grade = "local"
severity = "orange"
covers = []
basis = { instrument = "县财农〔2023〕1号", article = "三" }
asks = { zh = "五日内分配", en = "within five days" }
from = "2023-01-01"
until = "2023-12-31"
on = { event = "quota_issued", "to.level" = "county" }
subject = "lot"
owed_by = "to"
[rule.within]
days = 5
moved = 100
answer = { event = "quota_allocated" }
"#;

#[test]
fn a_good_pack_is_read_whole() {
    let pack = Pack::read(GOOD).expect("a pack");
    assert_eq!((pack.id.as_str(), pack.divisions.len(), pack.rules.len()), ("county", 1, 1));
    assert_eq!((pack.rules[0].template, pack.rules[0].code.as_str()), ("within", "late-pass-down"));
}

#[test]
fn every_mistake_in_a_pack_is_told_with_its_line_and_what_is_allowed() {
    let mut wrong = Vec::new();
    for (from, to, line, says) in [
        ("[pack]", "[pack", 1, "unclosed table"),
        ("version = \"1\"\n", "", 1, "missing field `version`"),
        ("version", "versions", 3, "unknown field `versions`, expected one of `id`, `version`, `title`, `divisions`"),
        ("id = \"county\"", "id = \"County\"", 2, "`pack.id` must be lower-case letters, digits and _, not `County`"),
        ("\"230606\"", "\"23A\"", 5, "division `23A` must be a code of 2 to 12 digits"),
        ("\"late-pass-down\"", "\"Late\"", 7, "`code` must be lower-case words with hyphens between them, not `Late`"),
        ("\"local\"", "\"loose\"", 10, "unknown variant `loose`, expected one of `law`, `local`, `advisory`"),
        ("\"orange\"", "\"pink\"", 11, "unknown variant `pink`, expected one of `red`, `orange`, `yellow`"),
        ("from = \"2023-01-01\"", "from = \"soon\"", 7, "`from` must be a day, YYYY-MM-DD, not `soon`"),
        ("\"2023-12-31\"", "\"2022-12-31\"", 7, "`until` 2022-12-31 is before `from` 2023-01-01"),
        ("\"quota_issued\"", "\"quota_given\"", 7, "there is no entry type `quota_given`; there are ledger_opened"),
        ("\"to.level\"", "\"to.size\"", 7, "`to.size` is not known; of `to` there are unit, level, role"),
        ("\"to.level\"", "size", 7, "`size` is not known; there are amount, direct, document"),
        (
            "\"to.level\"",
            "\"project.size\"",
            7,
            "`project.size` is not known; of `project` there are opened_on, amount",
        ),
        (
            "\"county\" }\nsubject",
            "{ about = 1 } }\nsubject",
            7,
            "`about` of `to.level` is not known; there are any, none, all",
        ),
        ("\"county\" }\nsubject", "{ any = 1, none = 2 } }\nsubject", 7, "`to.level` has two tests"),
        ("\"county\" }\nsubject", "{ missing = \"no\" } }\nsubject", 7, "`to.level` says nothing"),
        ("\"county\" }\nsubject", "{ any = 1, missing = \"perhaps\" } }\nsubject", 7, "must be yes, no or unknown"),
        (
            "\"county\" }\nsubject",
            "{ at_least = \"1.23456\" } }\nsubject",
            7,
            "must be a number with at most four decimals",
        ),
        ("\"county\" }\nsubject", "1.5 }\nsubject", 7, "a float stands where a text"),
        ("subject = \"lot\"\n", "", 7, "`subject` is missing"),
        ("subject = \"lot\"", "subject = \"parcel\"", 7, "or a subject: entry, lot, unit, place"),
        ("subject = \"lot\"", "subject = []", 7, "`subject` names nothing"),
        ("owed_by = \"to\"", "owed_by = \"whom\"", 7, "owed_by: `whom` is not known"),
        ("on = { event = \"quota_issued\", \"to.level\" = \"county\" }\n", "", 7, "`on` is missing"),
        ("days = 5\n", "", 7, "write either a term (days, working_days, months) or `by`"),
        ("days = 5\n", "days = 5\nmonths = 1\n", 7, "write one of days, working_days, months"),
        ("moved = 100", "moved = 101", 7, "`moved` is at most 100 percent"),
        ("moved = 100", "moved = \"all\"", 7, "`moved` must be a number with at most four decimals, not `all`"),
        ("moved = 100", "moved = 0.5", 7, "or a decimal as text such as \"0.05\", not a float"),
        ("answer = { event = \"quota_allocated\" }\n", "", 7, "missing field `answer`"),
        ("{ event = \"quota_allocated\" }", "{ amount = 1 }", 7, "answer: `event` is missing"),
        (
            "[rule.within]",
            "[rule.inside]",
            7,
            "unknown field `inside`, expected one of `on`, `subject`, `owed_by`, `within`",
        ),
        (
            "[rule.within]\ndays = 5\nmoved = 100\nanswer = { event = \"quota_allocated\" }\n",
            "",
            7,
            "a rule needs one template: within, before",
        ),
    ] {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from}");
        let error = Pack::read(&text).expect_err(to);
        if !error.what.contains(says) || error.line != line {
            wrong.push(format!("{to}: line {line}, {says}: {error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let twice = format!("{GOOD}{}", &GOOD[GOOD.find("\n[[rule]]").expect("a rule")..]);
    let error = Pack::read(&twice).expect_err("a rule twice");
    assert_eq!((error.line, error.what.as_str()), (25, "two rules are called `five-days`"));
    let two = GOOD.to_owned() + "[rule.signed_by]\nroles = [\"finance\"]\n";
    assert!(Pack::read(&two).expect_err("two").what.contains("a rule has one template, not within and signed_by"));
    let long = format!("{GOOD}#{}", "x".repeat(2 << 20));
    assert!(Pack::read(&long).expect_err("too long").what.contains("a pack has at most 1048560"));
}

#[test]
fn every_template_says_what_it_misses() {
    let with = |template: &str| {
        let text = GOOD.split("[rule.within]").next().unwrap_or_default().to_owned() + template;
        Pack::read(&text).map_err(|error| error.what)
    };
    for (template, says) in [
        (
            "[rule.by_date]\ndate = \"13-01\"\nyear = \"lot.fund_year\"\nanswer = { event = \"payment_made\" }\n",
            "`date` must be a month and a day, MM-DD, not `13-01`",
        ),
        (
            "[rule.by_date]\ndate = \"12-31\"\nyear = \"lot.age\"\nanswer = { event = \"payment_made\" }\n",
            "year: `lot.age` is not known",
        ),
        ("[rule.at_least_per]\nper = \"week\"\nanswer = { event = \"notice_posted\" }\n", "unknown variant `week`"),
        (
            "[rule.at_least_per]\nper = \"year\"\ncount = 0\nanswer = { event = \"notice_posted\" }\n",
            "`count` is at least 1",
        ),
        ("[rule.period_at_least]\nboth_ends = true\n", "a term is missing"),
        (
            "[rule.share]\npart = { event = \"quota_issued\" }\nwhole = { event = \"quota_issued\" }\n",
            "a share has one bound",
        ),
        (
            "[rule.share]\npart = { event = \"quota_issued\" }\nwhole = { event = \"quota_issued\" }\nat_most = 1\ndate = \"12-31\"\n",
            "`date` needs `year`",
        ),
        (
            "[rule.progress]\npart = { event = \"payment_made\" }\nwhole = { event = \"quota_issued\" }\nyear = \"lot.fund_year\"\ndate = \"09-30\"\n",
            "`date` and `at_least` stand together",
        ),
        ("[rule.cap_per]\nof = \"amount\"\n", "cap_per has one bound"),
        ("[rule.fields_complete]\n", "name the fields: `present`"),
        ("[rule.signed_by]\n", "name `roles` or `witnesses`"),
        ("[rule.signed_by]\nroles = [\"king\"]\n", "there is no role `king`; there are government"),
        (
            "[rule.reconcile]\nsum = { event = \"payment_made\" }\nfigure = \"amount\"\ntolerance = \"1\"\n",
            "`tolerance` must be yuan with two decimals, not `1`",
        ),
        (
            "[rule.consequence]\nof = []\nanswer = { event = \"notice_posted\" }\nnames = \"unit\"\ndays = 5\n",
            "`of` names at least one rule",
        ),
        (
            "[rule.consequence]\nof = [\"a/b\"]\nanswer = { event = \"notice_posted\" }\nnames = \"unit\"\n",
            "a term is missing",
        ),
        ("[rule.allowed_values]\nmust = { colour = \"red\" }\n", "must: `colour` is not known"),
    ] {
        let error = with(template).expect_err(template);
        assert!(error.contains(says), "{template}: {error}");
    }
}
