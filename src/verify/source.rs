//! Where `verify` reads from: records by place, the leaf hashes of the tree as a hint, the checkpoint. Nothing of it is trusted.

use ledger_schema::hash::Hash;
use ledger_schema::merkle::Node;
use ledger_schema::reference::EntryRef;

use super::sorted::SortedError;
use crate::store::{Store, StoreError};

/// A ledger to verify, wherever it is kept.
pub trait Source: Sync {
    /// Up to `most` records from place `from` on, with the places at which they stand, in order.
    fn records(&self, from: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, SourceError>;
    /// The record at place `index`.
    fn record(&self, index: u64) -> Result<Option<Vec<u8>>, SourceError>;
    /// The leaf hash that the tree has for place `index`: it tells which record was touched, if the signed root bears it out.
    fn leaf(&self, index: u64) -> Result<Option<Hash>, SourceError>;
    /// Hands the derived state that is kept beside the records to `visit`, in order of key; says whether there is any.
    fn state(&self, visit: &mut dyn FnMut(&[u8], &[u8])) -> Result<bool, SourceError> {
        let _ = visit;
        Ok(false)
    }
    /// Hands the index that is kept beside the records, the place of each entry, to `visit`, in order of unit and number; says whether there is one.
    fn places(&self, visit: &mut dyn FnMut(&EntryRef, u64)) -> Result<bool, SourceError> {
        let _ = visit;
        Ok(false)
    }
    /// The latest checkpoint, as bytes.
    fn checkpoint(&self) -> Result<Option<Vec<u8>>, SourceError>;
}

/// The source could not be read: nothing is known about the ledger.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct SourceError(#[from] pub StoreError);

/// What verification itself keeps in a file could not be written or read again: not the ledger's fault.
impl From<SortedError> for SourceError {
    fn from(error: SortedError) -> Self {
        let source = match error {
            SortedError::Io(source) => source,
            error => std::io::Error::new(std::io::ErrorKind::InvalidData, error.to_string()),
        };
        Self(StoreError::Io { what: std::env::temp_dir().display().to_string(), source })
    }
}

impl<S: Store + Sync> Source for S {
    fn records(&self, from: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, SourceError> {
        Ok(Store::records(self, from, most)?)
    }

    fn record(&self, index: u64) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(Store::record(self, index)?)
    }

    fn leaf(&self, index: u64) -> Result<Option<Hash>, SourceError> {
        match (Node { level: 0, index }).position() {
            Some(position) => Ok(self.node(position)?),
            None => Ok(None),
        }
    }

    fn state(&self, visit: &mut dyn FnMut(&[u8], &[u8])) -> Result<bool, SourceError> {
        self.facts(&[], visit)?;
        Ok(true)
    }

    fn places(&self, visit: &mut dyn FnMut(&EntryRef, u64)) -> Result<bool, SourceError> {
        self.entries(visit)?;
        Ok(true)
    }

    fn checkpoint(&self) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(Store::checkpoint(self)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_verification_keeps_itself_is_never_taken_for_damage_of_the_ledger() {
        let full = SourceError::from(SortedError::Io(std::io::ErrorKind::StorageFull.into()));
        let damaged = SourceError::from(SortedError::BlockDiffers { block: 3 });
        for error in [&full, &damaged] {
            assert_eq!(error.0.code(), "store-io");
            assert!(error.to_string().contains(&std::env::temp_dir().display().to_string()), "{error}");
        }
        assert!(damaged.to_string().ends_with("sorted-block-differs: block 3"), "{damaged}");
    }
}
