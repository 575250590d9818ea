//! `sign`: puts a unit's signature under entries. Needs no ledger and no network; what a ledger would refuse is found at append.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use ledger_schema::note::{Note, NoteError};
use ledger_schema::unit::UnitId;
use mingzhang::keyfile::SecretKey;
use mingzhang::wording::{Lang, Named, say};

use super::draft_file::{self, Draft, replace};
use super::exit::{Exit, Failure};
use super::{Context, Verb, argument, signer};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let file = say!(lang,
        zh: "一笔或多笔登记，未签名或已签名；- 表示标准输入",
        en: "Entries, one or more, signed or not; - is standard input");
    let unit = say!(lang,
        zh: "以哪个单位的名义签名（默认登记单位；会签时写本单位）",
        en: "The unit that signs (the issuer; another one co-signs)");
    let output = say!(lang, zh: "写入文件（默认标准输出）", en: "File to write (standard output)");
    Command::new("sign")
        .about(say!(lang,
            zh: "给登记签名或会签，不需要账本和网络",
            en: "Sign or co-sign entries, without ledger or network"))
        .arg(argument::file("file").required(true).help(file))
        .arg(Arg::new("unit").short('u').long("unit").value_name("UNIT").help(unit))
        .arg(argument::file("output").short('o').long("output").help(output))
        .args(signer::arguments(lang))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let file = matches.get_one::<PathBuf>("file").expect("clap requires it");
    let unit: Option<UnitId> = argument::value(matches, "unit", lang)?;
    let drafts = draft_file::read(file, lang)?;
    let key = signer::open(matches, lang)?;
    let signed = drafts.iter().map(|draft| draft.sign(&key, unit.as_ref())).collect::<Result<Vec<_>, _>>();
    let signed = signed.map_err(|error| Failure::file(file, &error, lang))?;
    let text: String = signed.iter().map(ToString::to_string).collect();
    match matches.get_one::<PathBuf>("output") {
        Some(path) => replace(path, text.as_bytes(), lang)?,
        None => context.out.bytes(text.as_bytes())?,
    }
    for (draft, signed) in drafts.iter().zip(&signed) {
        context.note(&draft.summary(signed, unit.as_ref(), lang));
    }
    Ok(Exit::Fine)
}

impl Draft {
    /// The note with one more signature; an earlier one of the same key is replaced.
    fn sign(&self, key: &SecretKey, unit: Option<&UnitId>) -> Result<Note, NoteError> {
        let text = self.entry.text();
        let signature = key.sign(unit.unwrap_or(&self.entry.issuer).as_str(), &text);
        let mut signatures = self.note.as_ref().map_or_else(Vec::new, |note| note.signatures().to_vec());
        signatures.retain(|old| (&old.name, old.key_id) != (&signature.name, signature.key_id));
        signatures.push(signature);
        Note::new(text, signatures)
    }

    /// What was signed, for people.
    fn summary(&self, signed: &Note, unit: Option<&UnitId>, lang: Lang) -> String {
        let (reference, kind) = (self.entry.reference(), self.entry.body.entry_type().name(lang));
        let (unit, count) = (unit.unwrap_or(&self.entry.issuer), signed.signatures().len());
        say!(lang,
            zh: "{unit} 已签 {reference} {kind}，共 {count} 个签名",
            en: "{unit} signed {reference}, {kind}; signatures: {count}")
    }
}
