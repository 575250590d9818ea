//! `notice draft`, `notice template`: a page from the ledger's figures, and the page's form for a bureau to edit.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger_schema::date::Date;
use ledger_schema::entry::disclosure::{Matter, NoticeKind, Place, PlaceKind};
use ledger_schema::reference::Subject;
use ledger_schema::text::Name;
use ledger_schema::unit::UnitId;
use mingzhang::notice::{self, Paper, Request, TEMPLATE};
use mingzhang::prove;
use mingzhang::query::Reader;
use mingzhang::wording::{Lang, Named, say};

use super::super::answer::query_failure;
use super::super::exit::{Exit, Failure};
use super::super::fault::Fault;
use super::super::ledger::open_read_only;
use super::super::prove::{page, prove_failure};
use super::super::{Context, argument, draft_file, entry};

/// An argument that takes the words of a set, by code or Chinese name.
fn of_set<T: Named + Copy + Send + Sync + 'static>(
    id: &'static str,
    all: &'static [T],
    code: fn(T) -> &'static str,
) -> Arg {
    let values = all.iter().map(move |one| PossibleValue::new(code(*one)).alias(one.name(Lang::Zh)));
    let parser = PossibleValuesParser::new(values).map(move |word| {
        let meant = |one: &&T| code(**one) == word || one.name(Lang::Zh) == word;
        *all.iter().find(meant).expect("one of the possible values")
    });
    Arg::new(id).value_parser(parser)
}

pub(super) fn draft(lang: Lang) -> Command {
    let matter = say!(lang, zh: "公开事项，如 allocation_result 或 资金分配结果", en: "What it is about");
    let subjects = say!(lang,
        zh: "所涉登记、行或项目，如 230606-finance/7、230606-2023-03",
        en: "The entries, lines and projects that it is about, such as 230606-finance/7 or 230606-2023-03");
    let given = say!(lang,
        zh: "账本里没有的内容：字段=内容，或 项目（登记）.字段=内容；可重复，如 责任人=李某 或 230606-2023-03.补助标准=每亩500元",
        en: "What the ledger does not know: FIELD=VALUE, or PROJECT.FIELD=VALUE; repeatable");
    let text = say!(lang, zh: "正文文件，每行一段，代替通常的正文", en: "A file of paragraphs, a line each, instead of the usual text");
    let template = say!(lang, zh: "本单位的模板（notice template 给出通用模板）", en: "A template of your own (notice template gives the usual one)");
    let paper = say!(lang, zh: "最大用纸：a4 或 a3（默认 a4）", en: "Largest sheet: a4 or a3 (a4)");
    let plain = |id: &'static str, help: String| Arg::new(id).long(id).help(help);
    Command::new("draft")
        .about(say!(lang, zh: "按账本数据拟写一份公告公示，打印为一页", en: "Draft a notice from the ledger's figures, on one page"))
        .arg(of_set("matter", Matter::ALL, Matter::as_str).value_name("MATTER").required(true).help(matter))
        .arg(Arg::new("subjects").value_name("SUBJECT").required(true).num_args(1..).help(subjects))
        .arg(entry::issuer_argument(lang).required(true))
        .arg(argument::file("output").short('o').long("output").required(true).help(say!(lang, zh: "写进这个 .html 文件", en: "The .html file to write")))
        .arg(of_set("kind", NoticeKind::ALL, NoticeKind::as_str).long("kind").help(say!(lang,
            zh: "公示或公告（默认：写了 --until 为公示，否则为公告）",
            en: "publicity or announcement (publicity if --until is given)")))
        .arg(of_set("place", PlaceKind::ALL, PlaceKind::as_str).long("place").default_value("website").help(say!(lang, zh: "张贴处的种类", en: "Kind of place")))
        .arg(plain("where", say!(lang, zh: "在哪里：网址或地点", en: "Where: address or location")).value_name("TEXT").required(true))
        .arg(plain("from", say!(lang, zh: "第一天", en: "First day")).value_name("DATE").required(true))
        .arg(plain("until", say!(lang, zh: "最后一天；不写为长期公开", en: "Last day; it stays if left out")).value_name("DATE"))
        .arg(plain("hotline", say!(lang, zh: "监督举报电话（默认 12317）", en: "Telephone for complaints (12317)")).value_name("NUMBER").default_value("12317"))
        .arg(plain("contact", say!(lang, zh: "本地联系方式，如电话、地址", en: "Local contacts, such as telephone and address")).value_name("TEXT"))
        .arg(plain("title", say!(lang, zh: "标题，代替通常的标题", en: "A title instead of the usual one")).value_name("TEXT"))
        .arg(Arg::new("set").long("set").value_name("FIELD=VALUE").action(ArgAction::Append).help(given))
        .arg(argument::file("text").long("text").help(text))
        .arg(argument::file("template").long("template").help(template))
        .arg(plain("page", say!(lang, zh: "核验页的网址：页面上印二维码和校验码，扫码可核验所依据的登记", en: "Address of the page that verifies: a QR code on the notice leads there with the proof")).value_name("URL"))
        .arg(Arg::new("paper").long("paper").value_parser(["a4", "a3"]).default_value("a4").hide_possible_values(true).help(paper))
}

fn given(matches: &ArgMatches, lang: Lang) -> Result<BTreeMap<(Option<String>, String), String>, Failure> {
    let mut given = BTreeMap::new();
    for pair in matches.get_many::<String>("set").unwrap_or_default() {
        let Some((field, value)) = pair.split_once('=') else {
            let what = say!(lang, zh: "「{pair}」应写成 字段=内容", en: "“{pair}” should be FIELD=VALUE");
            return Err(Failure::user(Fault::new("argument-pair", what).at(lang, "--set")));
        };
        // A project's code may hold dots, a field's name holds none.
        let key = match field.rsplit_once('.') {
            Some((about, field)) => (Some(about.to_owned()), field.to_owned()),
            None => (None, field.to_owned()),
        };
        given.insert(key, value.trim().to_owned());
    }
    Ok(given)
}

fn subject(text: &str, lang: Lang) -> Result<Subject, Failure> {
    text.parse().map_err(|error| Failure::user(Fault::of(&error, lang)))
}

fn name(matches: &ArgMatches, id: &str, lang: Lang) -> Result<Name, Failure> {
    let text = matches.get_one::<String>(id).expect("required, or by default");
    text.parse().map_err(|error| Failure::file(format!("--{id}").as_ref(), &error, lang))
}

fn request(matches: &ArgMatches, lang: Lang) -> Result<Request, Failure> {
    let subjects = matches.get_many::<String>("subjects").unwrap_or_default();
    let subjects = subjects.map(|text| subject(text, lang)).collect::<Result<Vec<_>, _>>()?;
    let day = |id| argument::day(matches, id, lang);
    let (from, until): (Option<Date>, Option<Date>) = (day("from")?, day("until")?);
    let usual = if until.is_some() { NoticeKind::Publicity } else { NoticeKind::Announcement };
    let issuer: Option<UnitId> = argument::value(matches, "issuer", lang)?;
    let text = match matches.get_one::<PathBuf>("text") {
        None => Vec::new(),
        Some(file) => {
            let text = draft_file::read_text(file).map_err(|error| Failure::io(file, &error, lang))?;
            text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
        }
    };
    Ok(Request {
        issuer: issuer.expect("clap requires it"),
        kind: matches.get_one::<NoticeKind>("kind").copied().unwrap_or(usual),
        matter: *matches.get_one::<Matter>("matter").expect("clap requires it"),
        given: given(matches, lang)?,
        subjects,
        place: Place {
            kind: *matches.get_one::<PlaceKind>("place").expect("by default"),
            r#where: name(matches, "where", lang)?,
        },
        from: from.expect("clap requires it"),
        until,
        hotline: name(matches, "hotline", lang)?,
        contact: matches.get_one::<String>("contact").cloned(),
        title: matches.get_one::<String>("title").cloned(),
        text,
    })
}

pub(super) fn run_draft(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let request = request(matches, lang)?;
    if request.until.is_some_and(|until| until < request.from) {
        let what = say!(lang, zh: "最后一天早于第一天", en: "the last day is before the first");
        return Err(Failure::user(Fault::new("dates-order", what).at(lang, "--until")));
    }
    let template = match matches.get_one::<PathBuf>("template") {
        None => TEMPLATE.to_owned(),
        Some(file) => draft_file::read_text(file).map_err(|error| Failure::io(file, &error, lang))?,
    };
    let most = if matches.get_one::<String>("paper").is_some_and(|paper| paper == "a3") {
        Paper::A3Landscape
    } else {
        Paper::A4Landscape
    };
    let output = matches.get_one::<PathBuf>("output").expect("clap requires it");
    let store = open_read_only(context)?;
    let told = |error: notice::NoticeError| match error {
        notice::NoticeError::Query(error) => query_failure(&error, lang),
        error => Failure::user(Fault::of(&error, lang)),
    };
    let mut draft = notice::draft(Reader::new(&store), &request).map_err(told)?;
    let verifier = page(matches, lang)?;
    if !verifier.is_empty() {
        let proof = prove::prove(&store, &draft.about).map_err(|error| prove_failure(&error, lang))?;
        draft = draft.prove(&proof, verifier).map_err(told)?;
    }
    let (html, paper) = notice::page(&draft, &template, most).map_err(told)?;
    draft_file::replace(output, html.as_bytes(), lang)?;
    let (file, sheet) = (output.display(), paper.name(lang));
    context.note(&say!(lang,
        zh: "已写入 {file}，{sheet}一页。核对后张贴，再登记：mingzhang notice post {file}",
        en: "{file} is one page of {sheet}. When it is posted, record it: mingzhang notice post {file}"));
    Ok(Exit::Fine)
}

pub(super) fn template(lang: Lang) -> Command {
    let output = say!(lang, zh: "写进这个文件（默认标准输出）", en: "File to write (standard output)");
    Command::new("template")
        .about(say!(lang, zh: "给出通用模板，供本单位修改", en: "Give the usual template, to be edited"))
        .arg(argument::file("output").short('o').long("output").help(output))
}

pub(super) fn run_template(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.get_one::<PathBuf>("output") {
        Some(file) => draft_file::replace(file, TEMPLATE.as_bytes(), context.lang)?,
        None => context.out.bytes(TEMPLATE.as_bytes())?,
    }
    Ok(Exit::Fine)
}
