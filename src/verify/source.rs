//! Where `verify` reads from: records by place, the leaf hashes of the tree as a hint, the checkpoint. Nothing of it is trusted.

use ledger_schema::hash::Hash;
use ledger_schema::merkle::Node;

use crate::store::{Store, StoreError};

/// A ledger to verify, wherever it is kept.
pub trait Source: Sync {
    /// Up to `most` records from place `from` on, with the places at which they stand, in order.
    fn records(&self, from: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, SourceError>;
    /// The record at place `index`.
    fn record(&self, index: u64) -> Result<Option<Vec<u8>>, SourceError>;
    /// The leaf hash that the tree has for place `index`: it tells which record was touched, if the signed root bears it out.
    fn leaf(&self, index: u64) -> Result<Option<Hash>, SourceError>;
    /// Hands the derived state that is kept beside the records to `visit`; says whether there is any.
    fn state(&self, visit: &mut dyn FnMut(&[u8], &[u8])) -> Result<bool, SourceError> {
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

    fn checkpoint(&self) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(Store::checkpoint(self)?)
    }
}
