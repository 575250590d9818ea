//! `private erase`: a person's fields are destroyed, and a signed entry says so.

use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger_schema::entry::EntryType;
use mingzhang::private::{Held, Opened};
use mingzhang::wording::{Lang, say};
use serde_json::json;

use super::super::exit::{Exit, Failure};
use super::super::fault::Fault;
use super::super::{Context, body, record};
use super::look::held_in;
use super::{arguments, failure, meant, passphrase_of, path, short, whom};

pub(super) fn erase(lang: Lang) -> Command {
    let reason = say!(lang, zh: "为什么销毁：小写英文词，如 on_request（本人要求）、no_longer_needed", en: "Why: a lower-case word, such as on_request or no_longer_needed");
    let unused = say!(lang, zh: "账本里没有登记过这一位：只从文件里删去，不登记", en: "The ledger never committed to this person: remove the fields and record nothing");
    Command::new("erase")
        .about(say!(lang, zh: "销毁一位的个人信息，并签名登记", en: "Destroy the fields of one person, and record that with a signature"))
        .args(arguments(lang))
        .arg(whom(lang))
        .arg(Arg::new("reason").long("reason").value_name("WORD").default_value("on_request").help(reason))
        .arg(Arg::new("unused").long("unused").action(ArgAction::SetTrue).help(unused))
        .args(record::arguments(lang))
}

pub(super) fn run_erase(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let wrong = |error| failure(&error, matches, lang);
    let mut file = Opened::open(path(matches), &passphrase_of(matches, lang)?).map_err(wrong)?;
    let one = meant(&file.people, matches, lang)?.clone();
    let (commitment, name) = (one.commitment(), one.masked_name());
    let ledger = context.ledger().to_owned();
    let held = held_in(std::slice::from_ref(&one), &ledger, lang)?.remove(&commitment).unwrap_or_default();
    match (recorded(&held), matches.get_flag("unused")) {
        (Recorded::Never, false) => return Err(never(&ledger.display().to_string(), lang)),
        (Recorded::Committed | Recorded::Erased, true) => return Err(used(&held, lang)),
        (Recorded::Never, true) => {}
        // The entry of an earlier try stands; what is left to do is the file.
        (Recorded::Erased, false) => {
            let entry = held.erased.as_ref().map(|one| one.entry.to_string()).unwrap_or_default();
            context.note(&say!(lang, zh: "账本已登记销毁（{entry}），不再登记", en: "the ledger says already that this was erased ({entry})"));
        }
        (Recorded::Committed, false) => {
            let start = json!({
                "duty": "personal_data_erased", "kind": matches.get_one::<String>("reason"), "subject": commitment,
            });
            let body = body::finish(context, EntryType::DutyPerformed, start, &[])?;
            record::append(context, matches, body)?;
        }
    }
    if matches.get_flag("dry-run") {
        return Ok(Exit::Fine);
    }
    // A crash here leaves an entry that says more than is true; the same command again removes the fields, `private check` finds them.
    file.remove(commitment);
    file.keep().map_err(wrong)?;
    let (file, short) = (path(matches).display(), short(commitment));
    context.note(&say!(lang,
        zh: "{name}（{short}）的信息已从 {file} 删去；备份里的也要销毁，用 private check 可查出",
        en: "the fields of {name} ({short}) are gone from {file}; erase them in copies as well, private check finds them"));
    Ok(Exit::Fine)
}

/// What stands in the ledger already.
enum Recorded {
    Never,
    Committed,
    Erased,
}

fn recorded(held: &Held) -> Recorded {
    match (&held.erased, held.by.is_empty()) {
        (Some(_), _) => Recorded::Erased,
        (None, true) => Recorded::Never,
        (None, false) => Recorded::Committed,
    }
}

fn never(ledger: &str, lang: Lang) -> Failure {
    let what = say!(lang, zh: "账本 {ledger} 里没有这个承诺值，没有可登记的销毁", en: "the ledger {ledger} does not hold this commitment: there is nothing to record");
    let hint = say!(lang, zh: "检查 --ledger；确实从未登记时用 --unused 只从文件里删去", en: "look at --ledger; if it was never used, --unused removes it from the file alone");
    Failure::user(Fault::new("private-not-in-ledger", what).hint(hint))
}

fn used(held: &Held, lang: Lang) -> Failure {
    let entries = held.by.join(lang.pick("、", ", "));
    let what = say!(lang, zh: "账本用过这个承诺值（{entries}），销毁要登记", en: "the ledger holds this commitment ({entries}): erasing it must be recorded");
    let hint = say!(lang, zh: "去掉 --unused", en: "leave --unused out");
    Failure::user(Fault::new("private-in-ledger", what).hint(hint))
}
