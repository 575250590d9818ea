//! Why the demonstration could not be made.

use std::io;
use std::path::PathBuf;

use crate::append::AppendError;
use crate::keyfile::KeyFileError;
use crate::notice::NoticeError;
use crate::prove::ProveError;
use crate::publish::PublishError;
use crate::published::PublishedError;
use crate::store::StoreError;
use crate::verify::SourceError;
use crate::witness::WitnessError;
use crate::wording::{Lang, Say, Wording, say};

/// Why the demonstration could not be made. Each has a stable code.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The folder holds something that no demonstration made; nothing in it was touched.
    #[error("demo-folder-taken: {}", path.display())]
    FolderTaken {
        /// The folder.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("demo-io: {}: {source}", path.display())]
    Io {
        /// What was being read, written or taken away.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The story could not be told.
    #[error("demo-output: {0}")]
    Output(io::Error),
    /// A ledger could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A key file could not be written.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// An entry of the story was not taken: a mistake in the program.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// A ledger could not be read again.
    #[error(transparent)]
    Verify(#[from] SourceError),
    /// A ledger could not be published.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// What was published could not be read again.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// The audit office did not cosign.
    #[error(transparent)]
    Witness(#[from] WitnessError),
    /// A notice could not be drafted: a mistake in the program.
    #[error(transparent)]
    Notice(#[from] NoticeError),
    /// An entry could not be proven.
    #[error(transparent)]
    Prove(#[from] ProveError),
    /// The story went another way than it must: a mistake in the program.
    #[error("demo-unexpected: {what}")]
    Unexpected {
        /// What was found.
        what: String,
    },
}

impl Say for DemoError {
    fn code(&self) -> &'static str {
        match self {
            Self::FolderTaken { .. } => "demo-folder-taken",
            Self::Io { .. } => "demo-io",
            Self::Output(_) => "demo-output",
            Self::Key(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Verify(error) => error.code(),
            Self::Append(error) => Say::code(error),
            Self::Publish(error) => error.code(),
            Self::Published(error) => error.code(),
            Self::Witness(error) => error.code(),
            Self::Notice(error) => error.code(),
            Self::Prove(error) => error.code(),
            Self::Unexpected { .. } => "demo-unexpected",
        }
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::FolderTaken { path } => {
                let path = path.display();
                Wording::new(say!(lang,
                    zh: "{path} 里有别的内容，没有改动任何文件",
                    en: "{path} holds something else; nothing in it was touched"))
                .hint(say!(lang,
                    zh: "换一个新文件夹：mingzhang demo 新文件夹",
                    en: "name a new folder: mingzhang demo NEW-FOLDER"))
            }
            Self::Io { path, source } => {
                let path = path.display();
                Wording::new(say!(lang, zh: "{path}：系统报错（{source}）", en: "{path}: {source}"))
            }
            Self::Output(error) => Wording::new(say!(lang,
                zh: "写不出结果（{error}）",
                en: "the result could not be written: {error}")),
            Self::Key(error) => error.say(lang),
            Self::Store(error) => error.say(lang),
            Self::Verify(error) => error.say(lang),
            Self::Append(error) => error.say(lang),
            Self::Publish(error) => error.say(lang),
            Self::Published(error) => error.say(lang),
            Self::Witness(error) => error.say(lang),
            Self::Notice(error) => error.say(lang),
            Self::Prove(error) => error.say(lang),
            Self::Unexpected { .. } => {
                Wording::new(say!(lang, zh: "演示没有完成：{self}", en: "the demonstration was not completed: {self}"))
            }
        }
    }
}
