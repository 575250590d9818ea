//! Realistic lines for the help text of every command; a test holds that each of them is one that the grammar takes.

use mingzhang::wording::{Lang, say};

/// A command by its words, and lines that show it. Without the program's name.
const LINES: &[(&str, &[&str])] = &[
    ("", &["demo", "entry types", "verify"]),
    ("demo", &["demo", "demo 演示"]),
    ("init", &["init hlj --origin ledger.hlj.example/bridging --unit 23-finance --name 黑龙江省财政厅"]),
    ("unit", &["unit list"]),
    ("unit add", &["unit add 230606-finance --name 大同区财政局 --attribute former_poverty_county=true"]),
    ("unit list", &["unit list"]),
    ("key", &["key list", "key new -o 230606-finance.key"]),
    ("key new", &["key new -o 230606-finance.key"]),
    ("key grant", &["key grant --unit 230606-finance --from 230606-finance.key --holder 国库科 --limit 500万元"]),
    (
        "key revoke",
        &["key revoke --unit 230606-finance --from 230606-finance.key --reason U盾遗失 --compromised-since 2023-12-20"],
    ),
    ("key list", &["key list", "key list 230606-finance"]),
    ("rules", &["rules list"]),
    ("rules list", &["rules list", "rules list --pack county.toml --format json"]),
    ("rules show", &["rules show budget_law", "rules show budget_law/province-passes-down-in-30-days"]),
    ("rules adopt", &["rules adopt budget_law --from 2022-03-01", "rules adopt county.toml --divisions 230606"]),
    ("rules adopted", &["rules adopted"]),
    ("entry", &["entry types 指标下达", "entry new quota_issued --example"]),
    (
        "entry new",
        &[
            "entry new quota_issued --example",
            "entry new quota_received lot=23-finance/8#1 received_on=2023-01-12 --issuer 230606-finance -o e1",
        ],
    ),
    ("entry types", &["entry types", "entry types payment_made", "entry types 指标下达"]),
    ("sign", &["sign e1 --key 230606-finance.key -o n1"]),
    ("append", &["append n1 n2 --dry-run", "append n1 n2"]),
    (
        "record",
        &[
            "record quota_received lot=23-finance/8#1 received_on=2023-01-12 --dry-run",
            "record payment_returned payment=230606-finance/11#2 amount=1,000.00 reason=账户已销户",
        ],
    ),
    ("log", &["log -n 20", "log --type payment_made --since 2023-05-01 --until 2023-05-31"]),
    ("show", &["show 230606-finance/3"]),
    ("trace", &["trace 230606-finance/12#1 --up", "trace HLJ-2023-0017"]),
    ("balance", &["balance", "balance 230606-finance"]),
    ("status", &["status --ledger hlj"]),
    ("verify", &["verify", "verify hlj --checkpoint 2023-12.checkpoint --format json"]),
    (
        "check",
        &["check", "check ledger.zip --pack all --as-of 2023-12-31", "check --unit 230606-finance --format json"],
    ),
    ("due", &["due", "due --within 7 --unit 230606-finance"]),
    (
        "notice",
        &[
            "notice draft allocation_result 230606-finance/7 --issuer 230606-rural --where www.dqdt.gov.cn --from 2023-01-11 -o n.html",
        ],
    ),
    (
        "notice draft",
        &[
            "notice draft allocation_result 230606-finance/7 --issuer 230606-rural --where www.dqdt.gov.cn --from 2023-01-11 -o n.html",
            "notice draft 项目库 230606-2023-03 --issuer 230606-rural --place board --where 政务公开栏 --from 2022-12-01 --until 2022-12-10 --set 时间进度=2023年3月至10月 -o n.html",
        ],
    ),
    ("notice template", &["notice template -o template.html"]),
    ("notice post", &["notice post n.html --key 230606-rural.key"]),
    ("notice checklist", &["notice checklist -u 230606-rural", "notice checklist -o checklist.xlsx"]),
    ("notice list", &["notice list", "notice list --unit 230606-rural --as-of 2023-01-31"]),
    ("export", &["export datapackage open-data"]),
    ("export all", &["export all open-data", "export all open-data ledger.zip --prefix ocds-213czf"]),
    ("export site", &["export site site --policy policy", "export site site ledger.zip --policy policy --lang en"]),
    ("export xlsx", &["export xlsx movements.xlsx"]),
    ("export oc4ids", &["export oc4ids projects.json"]),
    ("export ocds", &["export ocds contracts.json --prefix ocds-213czf"]),
    ("export iati", &["export iati funds.xml"]),
    ("export datapackage", &["export datapackage open-data", "export datapackage open-data ledger.zip --format json"]),
    ("private", &["private new payees.private", "private add payees.private name=张三"]),
    ("private new", &["private new payees.private"]),
    (
        "private add",
        &[
            "private add payees.private name=张三 identity_number=11010519491231002X",
            "private add payees.private --from payees.json",
        ],
    ),
    ("private list", &["private list payees.private"]),
    ("private show", &["private show payees.private 74b04d9f"]),
    ("private reveal", &["private reveal payees.private 74b04d9f -o one.private"]),
    ("private check", &["private check one.private ledger.zip"]),
    ("private erase", &["private erase payees.private 74b04d9f --reason on_request"]),
    (
        "publish",
        &["publish published", "publish published --zip ledger.zip --policy policy --witness https://audit.example/w"],
    ),
    ("restore", &["restore published hlj-new", "restore ledger.zip hlj-new"]),
    ("prove", &["prove 230606-finance/12 -o 12.tlog-proof"]),
    ("verify-proof", &["verify-proof 12.tlog-proof --policy policy"]),
    (
        "evidence",
        &["evidence evidence.zip --policy policy", "evidence project.zip --project 230606-2023-01 --policy policy"],
    ),
    ("verifier", &["verifier verify.html --policy policy"]),
    ("verify-fork", &["verify-fork fork.txt --policy policy"]),
    ("cosign", &["cosign published --name audit.example/w --state memory --key audit.key --policy policy"]),
    ("witness", &["witness serve --name audit.example/w --state memory --key audit.key --policy policy"]),
    ("witness serve", &["witness serve --name audit.example/w --state memory --key audit.key --policy policy"]),
    ("completions", &["completions bash"]),
    ("man", &["man -o man1"]),
];

/// The lines for the command of these words, as a block for its help text.
pub(crate) fn text(command: &str, lang: Lang) -> String {
    let lines = LINES.iter().find(|(name, _)| *name == command).map_or(&[][..], |(_, lines)| lines);
    let lines = lines.iter().map(|line| format!("\n  mingzhang {line}")).collect::<Vec<_>>().concat();
    say!(lang, zh: "例：{lines}", en: "Examples:{lines}")
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::*;
    use crate::cli::root;

    /// The words of a command and of those under it.
    fn names(command: &Command, above: &str, found: &mut Vec<String>) {
        found.push(above.to_owned());
        for below in command.get_subcommands() {
            names(below, format!("{above} {}", below.get_name()).trim(), found);
        }
    }

    #[test]
    fn every_command_shows_a_line_that_the_grammar_takes() {
        for lang in Lang::ALL {
            let mut found = Vec::new();
            names(&root(*lang), "", &mut found);
            for name in found {
                let lines = LINES.iter().find(|(command, _)| *command == name).map(|(_, lines)| *lines);
                let lines = lines.unwrap_or_else(|| panic!("no example of `{name}`"));
                assert!(!lines.is_empty(), "{name}");
                for line in lines {
                    assert!(line.starts_with(&name), "{name}: {line}");
                    let args = ["mingzhang"].into_iter().chain(line.split(' '));
                    let read = root(*lang).try_get_matches_from(args);
                    assert!(read.is_ok(), "{line}: {}", read.err().map(|error| error.to_string()).unwrap_or_default());
                }
            }
        }
    }
}
