//! `init`: opens a ledger: its folder, its root unit, and the keys of both, which stand beside it. Wrong input leaves nothing behind.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger_schema::entry::{Body, EntryType};
use ledger_schema::key::VerifierKey;
use ledger_schema::text::Origin;
use ledger_schema::unit::UnitId;
use mingzhang::append::Appender;
use mingzhang::draft::{Drafts, sign};
use mingzhang::keyfile::SecretKey;
use mingzhang::store::redb::{NAME, RedbStore};
use mingzhang::store::{StoreError, checkpoint_file};
use mingzhang::wording::{Lang, say};
use serde::Serialize;
use serde_json::json;
use zeroize::Zeroizing;

use super::exit::{Exit, Failure};
use super::ledger::{LOG_KEY, append_failure, keys_folder, store_failure};
use super::passphrase::{self, Purpose};
use super::undo::Undo;
use super::{Context, Format, Verb, argument, body, clock, guess, signer};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let origin = say!(lang,
        zh: "账本名称：不带 https:// 的网址，如 ledger.hlj.example/bridging；以后不能改",
        en: "The ledger's name: a URL without https://, such as ledger.hlj.example/bridging; never changes");
    let unit = say!(lang, zh: "根单位编号，如 23-finance；其他单位都由它向下注册", en: "The root unit, such as 23-finance; it registers all others");
    let name = say!(lang, zh: "根单位全称", en: "The root unit's full name");
    let title = say!(lang, zh: "账本标题（默认“<单位全称>账本”）", en: "The ledger's title (the unit's name and 账本)");
    let own = Arg::new("name").long("name").value_name("NAME").required(true).help(name);
    Command::new("init")
        .about(say!(lang, zh: "开立账本", en: "Open a ledger"))
        .arg(argument::folder("dir").required(true).help(say!(lang, zh: "账本文件夹", en: "The ledger's folder")))
        .arg(Arg::new("origin").long("origin").value_name("ORIGIN").required(true).help(origin))
        .arg(Arg::new("unit").short('u').long("unit").value_name("UNIT").required(true).help(unit))
        .arg(own)
        .args(guess::arguments(lang))
        .arg(Arg::new("title").long("title").value_name("TITLE").help(title))
        .args(keys(lang))
        .arg(passphrase::argument(lang))
}

/// Where the two keys are put, or taken from.
fn keys(lang: Lang) -> [Arg; 4] {
    let keys = say!(lang, zh: "新密钥的文件夹（默认 <账本>.keys）", en: "Folder for the new keys (<ledger>.keys)");
    let key = say!(lang, zh: "根单位用现有的密钥文件，不新建", en: "Take this key for the root unit and make none");
    let log_key = say!(lang, zh: "账本用现有的密钥文件，不新建", en: "Take this key for the ledger and make none");
    let plain = say!(lang, zh: "新密钥不用口令加密", en: "Do not encrypt the new keys with a passphrase");
    [
        argument::folder("keys").long("keys").help(keys),
        argument::file("key").short('k').long("key").help(key),
        argument::file("log-key").long("log-key").help(log_key),
        Arg::new("unencrypted")
            .long("unencrypted")
            .action(ArgAction::SetTrue)
            .conflicts_with("passphrase-file")
            .help(plain),
    ]
}

/// One of the two keys, in its file or yet to be written there.
struct Key {
    secret: SecretKey,
    file: PathBuf,
    new: bool,
}

/// Both keys, and the passphrase of those that are new.
struct Keys {
    unit: Key,
    log: Key,
    passphrase: Option<Zeroizing<String>>,
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let dir = matches.get_one::<PathBuf>("dir").expect("clap requires it");
    let origin: Origin = argument::required(matches, "origin", lang)?;
    let unit: UnitId = argument::required(matches, "unit", lang)?;
    if dir.join(NAME).exists() {
        return Err(store_failure(&StoreError::AlreadyExists { path: dir.join(NAME) }, lang));
    }
    // Names and words are looked at before a passphrase is asked for; the keys in the body are its only stand-ins.
    let stand_in = SecretKey::from_seed([0; 32]);
    opening(matches, &origin, &unit, (&stand_in, &stand_in), lang)?;
    let keys = open_keys(matches, dir, &unit, lang)?;
    let body = opening(matches, &origin, &unit, (&keys.unit.secret, &keys.log.secret), lang)?;
    let plain = keys.passphrase.is_none() && (keys.unit.new || keys.log.new);
    let made = make(dir, &origin, &unit, body, keys, lang)?;
    warn_of_keys(context, plain);
    tell(context, &made)?;
    Ok(Exit::Fine)
}

/// The body of record 0.
fn opening(
    matches: &ArgMatches,
    origin: &Origin,
    unit: &UnitId,
    (key, log_key): (&SecretKey, &SecretKey),
    lang: Lang,
) -> Result<Body, Failure> {
    let (level, role) = guess::read(matches, unit, lang)?;
    let name = matches.get_one::<String>("name").expect("clap requires it");
    let title = matches.get_one::<String>("title").cloned().unwrap_or_else(|| format!("{name}账本"));
    let log_key = VerifierKey::new(origin.as_str(), log_key.public());
    let log_key = log_key.map_err(|error| Failure::file("--origin".as_ref(), &error, lang))?;
    let keys = json!([{"algorithm": "ed25519", "public_key": key.public()}]);
    let root = json!({"unit": unit, "name": name, "level": level, "role": role, "keys": keys});
    let start = json!({"title": title, "root": root, "log_key": log_key});
    body::fill(EntryType::LedgerOpened, start, &[], lang).map(|filled| filled.body)
}

fn open_keys(matches: &ArgMatches, dir: &Path, unit: &UnitId, lang: Lang) -> Result<Keys, Failure> {
    let folder = matches.get_one::<PathBuf>("keys").cloned().unwrap_or_else(|| keys_folder(dir));
    let open = |id: &str, name: String| {
        if let Some(file) = matches.get_one::<PathBuf>(id) {
            return Ok(Key { secret: signer::read(file, matches, lang)?, file: file.clone(), new: false });
        }
        let file = folder.join(name);
        let secret = SecretKey::generate().map_err(|error| Failure::file(&file, &error, lang))?;
        Ok(Key { secret, file, new: true })
    };
    let (unit, log) = (open("key", format!("{unit}.key"))?, open("log-key", LOG_KEY.to_owned())?);
    let ask = (unit.new || log.new) && !matches.get_flag("unencrypted");
    let first = if unit.new { &unit.file } else { &log.file };
    let passphrase = ask.then(|| passphrase::ask(matches, first, Purpose::Create, lang)).transpose()?;
    Ok(Keys { unit, log, passphrase })
}

/// What `init` reports.
#[derive(Serialize)]
struct Made {
    ledger: String,
    origin: Origin,
    unit: UnitId,
    public_key: String,
    key_file: String,
    log_key: String,
    log_key_file: String,
    size: u64,
}

/// Writes keys and ledger; takes everything away again if one of them fails.
fn make(dir: &Path, origin: &Origin, unit: &UnitId, body: Body, keys: Keys, lang: Lang) -> Result<Made, Failure> {
    let now = clock::now(lang)?;
    if let Some(path) = [dir.join(NAME), dir.join(checkpoint_file::NAME)].into_iter().find(|path| path.exists()) {
        // A checkpoint that was left behind tells of a ledger that was: a new one under its name would be a second history.
        return Err(store_failure(&StoreError::AlreadyExists { path }, lang));
    }
    let entry = Drafts::new(origin.clone()).next(unit, now.date(), body);
    let note = sign(&entry, &[(unit, &keys.unit.secret)]).map_err(|error| Failure::file(dir, &error, lang))?;
    let mut undo = Undo::default();
    for key in [&keys.unit, &keys.log].into_iter().filter(|key| key.new) {
        let folder = key.file.parent().unwrap_or(Path::new("."));
        undo.folder(folder).map_err(|error| Failure::io(folder, &error, lang))?;
        let passphrase = keys.passphrase.as_ref().map(|words| words.as_str());
        key.secret.write(&key.file, passphrase).map_err(|error| Failure::file(&key.file, &error, lang))?;
        undo.file(&key.file);
    }
    undo.folder(dir).map_err(|error| Failure::io(dir, &error, lang))?;
    let store = RedbStore::create(dir).map_err(|error| store_failure(&error, lang))?;
    undo.ledger(dir);
    let (public_key, log_public) = (keys.unit.secret.public(), keys.log.secret.public());
    let mut appender = Appender::open(store, keys.log.secret).map_err(|error| append_failure(&error, lang))?;
    appender.append(&[note.to_string()], now).map_err(|error| append_failure(&error, lang))?;
    undo.stay();
    Ok(Made {
        ledger: dir.display().to_string(),
        origin: origin.clone(),
        unit: unit.clone(),
        public_key: public_key.to_string(),
        key_file: keys.unit.file.display().to_string(),
        log_key: VerifierKey::new(origin.as_str(), log_public).map(|key| key.to_string()).unwrap_or_default(),
        log_key_file: keys.log.file.display().to_string(),
        size: appender.size(),
    })
}

fn warn_of_keys(context: &Context, plain: bool) {
    let lang = context.lang;
    if plain {
        let what = say!(lang,
            zh: "新密钥没有加密，谁拿到谁就能以本单位和账本的名义签名",
            en: "the new keys are not encrypted: whoever gets them can sign for the unit and the ledger");
        context.warn("key-unencrypted", &what);
    }
    let what = say!(lang,
        zh: "密钥不得随账本拷贝、移交或公开：单位密钥由本单位保管，账本密钥由账本管理岗位保管，另存备份",
        en: "keys must never travel with the ledger: the unit keeps its own, the log keeper keeps the ledger's; keep a copy of each elsewhere");
    context.warn("keys-apart", &what);
}

fn tell(context: &mut Context, made: &Made) -> Result<(), Failure> {
    let Made { ledger, origin, unit, public_key, key_file, log_key, log_key_file, .. } = made;
    match context.format {
        Format::Json => context.out.json(made),
        Format::Text => context.out.line(say!(context.lang,
            zh: "账本已开立：{ledger}\n名称：{origin}\n根单位：{unit}，公钥 {public_key}\n单位密钥：{key_file}\n账本密钥：{log_key_file}\n账本验证公钥（可公开）：{log_key}",
            en: "ledger opened: {ledger}\nname: {origin}\nroot unit: {unit}, public key {public_key}\nkey of the unit: {key_file}\nkey of the ledger: {log_key_file}\nverifier key of the ledger (to be published): {log_key}")),
    }
}
