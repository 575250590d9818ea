//! What to say when nothing was appended, and when what is stored contradicts what was signed.

use super::{Lang, Say, Wording, say};
use crate::append::{AppendError, IntegrityError};
use crate::store::StoreError;

impl Say for AppendError {
    fn code(&self) -> &'static str {
        match self {
            Self::Refused { refusal, .. } => refusal.code(),
            Self::Store(error) => error.code(),
            Self::Past(error) => error.0.downcast_ref().map_or("past-unreadable", StoreError::code),
            Self::Integrity(error) => error.code(),
            Self::ClockBehind { .. } => "clock-behind",
            Self::LogKey { .. } => "log-key-other",
        }
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::Refused { position: _, entry: Some(entry), refusal } => {
                refusal.say(lang).at(lang, &say!(lang, zh: "登记 {entry}", en: "entry {entry}"))
            }
            Self::Refused { position, entry: None, refusal } => {
                let number = position + 1;
                refusal.say(lang).at(lang, &say!(lang, zh: "第 {number} 笔", en: "entry number {number} of the group"))
            }
            Self::Store(error) => error.say(lang),
            Self::Past(error) => match error.0.downcast_ref::<StoreError>() {
                Some(error) => error.say(lang),
                None => Wording::new(say!(lang,
                    zh: "以前的记录读不出来：{error}",
                    en: "an earlier record cannot be read: {error}",
                    error = error.0))
                .hint(verify(lang)),
            },
            Self::Integrity(error) => error.say(lang),
            Self::ClockBehind { now, last } => Wording::new(say!(lang,
                zh: "电脑时间 {now} 早于最后一条记录的 {last}",
                en: "the clock says {now}, the last record was appended at {last}"))
            .hint(say!(lang, zh: "校准电脑时间和时区再登记", en: "set the clock and its time zone right, then append again")),
            Self::LogKey { found, expected } => Wording::new(say!(lang,
                zh: "给出的账本密钥不是这本账的：公钥是 {found}，应为 {expected}",
                en: "the operator's key given is not this ledger's: its public key is {found}, not {expected}"))
            .hint(say!(lang,
                zh: "用开立账本时的那把账本密钥，或者核对 --ledger",
                en: "give the key that the ledger was opened with; is --ledger right?")),
        }
    }
}

fn verify(lang: Lang) -> String {
    say!(lang,
        zh: "停止登记，保留原样，运行 mingzhang verify 查明",
        en: "append nothing, leave everything as it is, and let mingzhang verify say what happened")
}

impl Say for IntegrityError {
    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn say(&self, lang: Lang) -> Wording {
        let what = match self {
            Self::CheckpointMissing { size } => say!(lang,
                zh: "账本有 {size} 条记录，却没有检查点文件",
                en: "there are {size} records but no checkpoint file"),
            Self::Checkpoint(error) => error.say(lang).what,
            Self::RolledBack { size, signed } => say!(lang,
                zh: "账本只有 {size} 条记录，已签名的检查点有 {signed} 条：账本被退回到从前",
                en: "there are {size} records, but {signed} were signed for: the ledger was rolled back"),
            Self::RootDiffers { size } => say!(lang,
                zh: "前 {size} 条记录与已签名的检查点不符",
                en: "the first {size} records are not those that were signed for"),
            Self::LastRecord { index } => say!(lang,
                zh: "第 {index} 号记录不在，或与默克尔树不符",
                en: "record {index} is missing or not the one in the tree"),
            Self::Unsigned { index, entry, refusal } => say!(lang,
                zh: "第 {index} 号记录（{entry}）在最后的检查点之后，签名不成立：{why}",
                en: "record {index} ({entry}), after the last checkpoint, is not signed as it must be: {why}",
                why = refusal.say(lang).what),
            Self::State => say!(lang,
                zh: "账本的索引缺失或读不出来",
                en: "the ledger's derived state is missing or cannot be read"),
        };
        Wording::new(what).hint(verify(lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{PastError, Refusal};
    use ledger_schema::checkpoint::CheckpointError;

    fn differ(error: &impl Say) -> String {
        let (zh, en) = (error.say(Lang::Zh), error.say(Lang::En));
        assert!(!zh.what.is_empty() && !en.what.is_empty() && zh.what != en.what, "{zh:?} {en:?}");
        assert!(zh.hint.is_none() || zh.hint != en.hint, "{zh:?} {en:?}");
        zh.what
    }

    fn refused(entry: Option<&str>) -> AppendError {
        let entry = entry.map(|entry| entry.parse().expect("a reference"));
        AppendError::Refused { position: 2, entry, refusal: Box::new(Refusal::LedgerAlreadyOpened) }
    }

    #[test]
    fn a_refusal_names_the_entry_or_its_place_in_the_group() {
        assert_eq!(differ(&refused(Some("23-finance/3"))), "登记 23-finance/3：账本已经开立，不能再次开立");
        assert_eq!(differ(&refused(None)), "第 3 笔：账本已经开立，不能再次开立");
    }

    #[test]
    fn every_other_error_has_words_in_both_languages() {
        let key = |seed| crate::keyfile::SecretKey::from_seed([seed; 32]).public();
        let at = |text: &str| text.parse().expect("an instant");
        let errors = [
            AppendError::Store(StoreError::Stopped),
            AppendError::Past(PastError(Box::new(std::io::Error::other("x")))),
            AppendError::Integrity(IntegrityError::State),
            AppendError::ClockBehind { now: at("2023-01-11T09:30:00+08:00"), last: at("2023-01-12T09:30:00+08:00") },
            AppendError::LogKey { found: key(1), expected: key(2) },
        ];
        let said: std::collections::BTreeSet<String> = errors.iter().map(differ).collect();
        assert_eq!(said.len(), errors.len());
        let past = AppendError::Past(PastError(Box::new(StoreError::Stopped)));
        assert_eq!(past.say(Lang::Zh), StoreError::Stopped.say(Lang::Zh));
    }

    #[test]
    fn every_integrity_error_has_words_of_its_own() {
        let errors = [
            IntegrityError::CheckpointMissing { size: 3 },
            IntegrityError::Checkpoint(CheckpointError::Form),
            IntegrityError::RolledBack { size: 3, signed: 4 },
            IntegrityError::RootDiffers { size: 3 },
            IntegrityError::LastRecord { index: 3 },
            IntegrityError::Unsigned {
                index: 3,
                entry: "23-finance/3".parse().expect("a reference"),
                refusal: Box::new(Refusal::LedgerAlreadyOpened),
            },
            IntegrityError::State,
        ];
        let said: std::collections::BTreeSet<String> = errors.iter().map(differ).collect();
        assert_eq!(said.len(), errors.len());
    }
}
