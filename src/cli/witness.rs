//! `cosign` and `witness serve`: an office that is not the operator says what it saw of a ledger, offline or on the network.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger_schema::checkpoint::UnverifiedCheckpoint;
use ledger_schema::key::VerifierKey;
use mingzhang::publish;
use mingzhang::published::Published;
use mingzhang::witness::serve::{Desk, serve};
use mingzhang::witness::{Answer, State, Witness, WitnessError};
use mingzhang::wording::{Lang, say};
use serde_json::json;

use super::exit::{self, Exit, Failure};
use super::fault::Fault;
use super::published::{open, publish_failure, published_failure};
use super::{Context, Format, Verb, argument, clock, policy, signer};

pub(crate) const COSIGN: Verb = Verb { command: cosign_command, run: cosign };
pub(crate) const WITNESS: Verb = Verb { command: witness_command, run: witness };

/// What both commands are told: who signs, where the memory is, whose ledgers it knows.
fn arguments(lang: Lang) -> Vec<Arg> {
    let name = say!(lang,
        zh: "见证方名称：不带 https:// 的网址，如 audit.hlj.example/witness",
        en: "The witness's name: a URL without https://, such as audit.hlj.example/witness");
    let state = say!(lang,
        zh: "见证方的记忆文件夹：每个账本最后见证到哪里；丢了它就可能给两本不同的账作证，务必备份",
        en: "Folder of what was cosigned last of each ledger; a witness that loses it could vouch for two, so keep it safe");
    let log_key = say!(lang,
        zh: "认哪些账本：各账本的验证公钥，可写几个（也可用 --policy 里的 log 行）",
        en: "The ledgers to know: their verifier keys, one or more (or the log lines of --policy)");
    let mut arguments = vec![
        Arg::new("name").long("name").value_name("NAME").required(true).help(name),
        argument::folder("state").long("state").required(true).help(state),
        Arg::new("log-key").long("log-key").value_name("VKEY").action(ArgAction::Append).help(log_key),
        policy::argument(lang),
    ];
    arguments.extend(signer::arguments(lang));
    arguments
}

fn cosign_command(lang: Lang) -> Command {
    let source = say!(lang, zh: "公布的账本文件夹", en: "Folder of the published ledger");
    Command::new("cosign")
        .about(say!(lang,
            zh: "见证公布的账本：核对它接着上次见证的内容，再在检查点上加签（不需要网络）",
            en: "Cosign a published ledger that continues what was cosigned last; needs no network"))
        .arg(argument::folder("source").required(true).help(source))
        .args(arguments(lang))
}

fn witness_command(lang: Lang) -> Command {
    let listen = say!(lang, zh: "监听地址（默认 {ADDRESS}）", en: "Address to listen on ({ADDRESS})");
    let serve = Command::new("serve")
        .about(say!(lang,
            zh: "在网络上应答见证请求（c2sp.org/tlog-witness），HTTPS 由前面的反向代理负责",
            en: "Answer requests on the network (c2sp.org/tlog-witness); HTTPS is for a proxy in front"))
        .arg(Arg::new("listen").long("listen").value_name("ADDRESS").help(listen))
        .args(arguments(lang));
    Command::new("witness")
        .about(say!(lang, zh: "见证方服务", en: "Run a witness"))
        .subcommand_required(true)
        .subcommand(serve)
}

/// Where `witness serve` listens unless it is told.
const ADDRESS: &str = "127.0.0.1:7380";

/// The witness as the arguments describe it.
fn open_witness(matches: &ArgMatches, lang: Lang) -> Result<Witness, Failure> {
    let name = matches.get_one::<String>("name").expect("clap requires it");
    let folder = matches.get_one::<PathBuf>("state").expect("clap requires it");
    let logs = logs(matches, lang)?;
    let key = signer::open(matches, lang)?;
    let state = State::open(folder).map_err(|error| witness_failure(&error.into(), lang))?;
    Witness::new(name, key, logs, state).map_err(|error| Failure::file("--name".as_ref(), &error, lang))
}

fn logs(matches: &ArgMatches, lang: Lang) -> Result<Vec<VerifierKey>, Failure> {
    let given = matches.get_many::<String>("log-key").into_iter().flatten();
    let given = given.map(|text| text.parse::<VerifierKey>());
    let mut logs =
        given.collect::<Result<Vec<_>, _>>().map_err(|error| Failure::file("--log-key".as_ref(), &error, lang))?;
    if let Some(policy) = policy::read(matches, lang)? {
        logs.extend(policy.logs().iter().map(|log| log.key.clone()));
    }
    if logs.is_empty() {
        let what = say!(lang, zh: "没有说明见证哪个账本", en: "no ledger to witness is named");
        let hint = say!(lang,
            zh: "用 --log-key 写上账本的验证公钥（从账本管理方处另行取得，不要从被见证的文件里抄）",
            en: "give --log-key with the ledger's verifier key, as you have it from the operator and not from the files at hand");
        return Err(Failure::user(Fault::new("no-log-named", what).hint(hint)));
    }
    Ok(logs)
}

fn cosign(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let source = matches.get_one::<PathBuf>("source").expect("clap requires it");
    if !source.is_dir() {
        let what = say!(lang, zh: "只能在文件夹上加签", en: "only a folder can be cosigned in place");
        let hint = say!(lang, zh: "先把压缩包解开", en: "unpack the zip first");
        return Err(Failure::user(Fault::new("not-a-folder", what).hint(hint).at(lang, &source.display().to_string())));
    }
    let published = open(source, lang)?;
    let mut witness = open_witness(matches, lang)?;
    let checkpoint = checkpoint(&published, &logs(matches, lang)?, source, lang)?;
    let now = u64::try_from(clock::now(lang)?.unix()).unwrap_or(0);
    let line = witness.cosign_next(&checkpoint, |old, new| published.consistency(old, new).map_err(Trouble::Tree), now);
    let line = line.map_err(|trouble| match trouble {
        Trouble::Witness(error) => witness_failure(&error, lang),
        Trouble::Tree(error) => published_failure(&error, lang),
    })?;
    publish::add_line(source, &checkpoint, line.clone()).map_err(|error| publish_failure(&error, lang))?;
    let (origin, size, key) = (checkpoint.origin(), checkpoint.size(), witness.key());
    match context.format {
        Format::Json => context.out.json(&json!({
            "origin": origin, "size": size, "root": checkpoint.root(), "witness": key.name(), "line": line.to_string(),
        }))?,
        Format::Text => context.out.line(say!(lang,
            zh: "已见证 {origin} 的前 {size} 条记录，加签写入 {path}\n见证公钥（交给使用者写进信任文件）：{key}",
            en: "cosigned the first {size} records of {origin}; the line is in {path}\nwitness key, for readers' policies: {key}",
            path = source.join("checkpoint").display()))?,
    }
    Ok(Exit::Fine)
}

/// Why nothing was cosigned offline: the witness said no, or the folder could not be read.
enum Trouble {
    Witness(WitnessError),
    Tree(mingzhang::published::PublishedError),
}

impl From<WitnessError> for Trouble {
    fn from(error: WitnessError) -> Self {
        Self::Witness(error)
    }
}

/// The checkpoint in the folder, under the key of a ledger that this witness knows.
fn checkpoint(
    published: &Published,
    logs: &[VerifierKey],
    source: &Path,
    lang: Lang,
) -> Result<ledger_schema::checkpoint::SignedCheckpoint, Failure> {
    let bytes = published.checkpoint().map_err(|error| published_failure(&error, lang))?;
    let read = UnverifiedCheckpoint::read(&bytes.unwrap_or_default());
    let checkpoint = read.map_err(|error| Failure::file(&source.join("checkpoint"), &error, lang))?;
    let origin = checkpoint.claims().origin.to_string();
    let Some(key) = logs.iter().find(|key| key.name() == origin) else {
        return Err(witness_failure(&WitnessError::UnknownLog { origin }, lang));
    };
    checkpoint.verify(key).map_err(|error| witness_failure(&error.into(), lang))
}

fn witness(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let (_, matches) = matches.subcommand().expect("clap requires one");
    let address = matches.get_one::<String>("listen").map_or(ADDRESS, String::as_str);
    let witness = open_witness(matches, lang)?;
    let unheard = |error: &std::io::Error| Failure::io(address.as_ref(), error, lang);
    let listener = TcpListener::bind(address).map_err(|error| unheard(&error))?;
    let bound = listener.local_addr().map_err(|error| unheard(&error))?;
    let key = witness.key();
    context.out.line(say!(lang,
        zh: "见证方 {key}\n在 http://{bound}/add-checkpoint 应答；按 Ctrl-C 结束",
        en: "witness {key}\nanswers at http://{bound}/add-checkpoint; Ctrl-C ends it"))?;
    context.out.flush()?;
    if !bound.ip().is_loopback() {
        context.warn(
            "listens-beyond-this-machine",
            &say!(lang,
            zh: "监听的不是本机地址：前面应有提供 HTTPS 的反向代理",
            en: "this address is not of this machine alone: put a proxy with HTTPS in front"),
        );
    }
    let desk = Desk { now: unix_now, log };
    serve(listener, witness, desk).map_err(|error| unheard(&error))?;
    Ok(Exit::Fine)
}

/// Seconds since 1970; a clock that cannot be read gives a time that no witness signs.
fn unix_now() -> u64 {
    clock::now(Lang::En).ok().and_then(|now| u64::try_from(now.unix()).ok()).unwrap_or(u64::MAX)
}

/// One line on standard error for each answer.
fn log(answer: &Answer) {
    exit::note(Format::Text, &format!("{} {}", answer.status, answer.body.lines().next().unwrap_or_default()));
}

/// A witness that does not cosign: what it holds against the ledger is a finding of integrity, the rest the user's.
fn witness_failure(error: &WitnessError, lang: Lang) -> Failure {
    let exit = match error {
        WitnessError::Smaller { .. }
        | WitnessError::Forked { .. }
        | WitnessError::Inconsistent(_)
        | WitnessError::Checkpoint(_) => Exit::Integrity,
        WitnessError::Request(_)
        | WitnessError::UnknownLog { .. }
        | WitnessError::OldSize { .. }
        | WitnessError::OtherSize { .. }
        | WitnessError::Note(_)
        | WitnessError::Time(_)
        | WitnessError::State(_) => Exit::User,
    };
    Failure::new(exit, Fault::of(error, lang))
}
