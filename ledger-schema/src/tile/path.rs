//! Paths of tiles and bundles (SPEC §15.2): written in one form, and only that form is read.

use std::fmt;
use std::str::FromStr;

use super::{EntryBundle, Tile, TileError};
use crate::limits::{TILE_PATH_BYTES, TILE_WIDTH};

/// Groups of three digits, all but the last with an `x`, and the width of what is not full.
struct Place {
    index: u64,
    width: u16,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut groups, mut above) = (vec![self.index % 1_000], self.index / 1_000);
        while above > 0 {
            groups.push(above % 1_000);
            above /= 1_000;
        }
        for group in groups[1..].iter().rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", groups[0])?;
        if self.width < TILE_WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

impl Place {
    /// Reads leniently; whoever calls compares with what is written.
    fn read(text: &str) -> Option<Self> {
        let (groups, width) = match text.split_once(".p/") {
            Some((groups, width)) => (groups, width.parse().ok()?),
            None => (text, TILE_WIDTH),
        };
        let mut index = 0_u64;
        for group in groups.split('/') {
            let digits: u64 = group.trim_start_matches('x').parse().ok()?;
            index = index.checked_mul(1_000)?.checked_add(digits)?;
        }
        Some(Self { index, width })
    }
}

/// The two parts behind `tile/`: the level or `entries`, and the place.
fn parts(text: &str) -> Result<(&str, Place), TileError> {
    let bounded = Some(text).filter(|text| text.len() <= TILE_PATH_BYTES);
    let (kind, place) = bounded.and_then(|text| text.strip_prefix("tile/")?.split_once('/')).ok_or(TileError::Path)?;
    Ok((kind, Place::read(place).ok_or(TileError::Path)?))
}

/// The value, if it is written as it was read.
fn as_written<T: fmt::Display>(value: T, text: &str) -> Result<T, TileError> {
    if value.to_string() == text { Ok(value) } else { Err(TileError::Path) }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/{}/{}", self.level, Place { index: self.index, width: self.width })
    }
}

impl fmt::Display for EntryBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/entries/{}", Place { index: self.index, width: self.width })
    }
}

impl FromStr for Tile {
    type Err = TileError;

    /// Form first, then whether there is such a tile: a path of another form says nothing about ranges.
    fn from_str(text: &str) -> Result<Self, TileError> {
        let (level, Place { index, width }) = parts(text)?;
        let level = level.parse().ok().filter(|level| *level < 64).ok_or(TileError::Path)?;
        let Self { level, index, width } = as_written(Self { level, index, width }, text)?;
        if width == 0 { Err(TileError::Path) } else { Self::new(level, index, width) }
    }
}

impl FromStr for EntryBundle {
    type Err = TileError;

    fn from_str(text: &str) -> Result<Self, TileError> {
        let ("entries", Place { index, width }) = parts(text)? else { return Err(TileError::Path) };
        let Self { index, width } = as_written(Self { index, width }, text)?;
        if width == 0 { Err(TileError::Path) } else { Self::new(index, width) }
    }
}
