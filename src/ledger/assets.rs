//! Assets: each registered once, its income given out only as far as it came in, none settled or ended after its end (SPEC §5.7).

use ledger_schema::entry::assets::{
    AssetDisposed, AssetIncomeReceived, AssetRegistered, AssetTitleConfirmed, IncomeDistributed,
};
use ledger_schema::text::AssetCode;

use super::admit::Step;
use super::facts::Asset;
use super::past::{AdmitError, Past, PastError};
use super::refusal::Refusal;
use super::total::Total;

impl<P: Past> Step<'_, P> {
    /// An asset of the issuer's line of places.
    fn asset(&self, code: &AssetCode) -> Result<Asset, AdmitError> {
        let asset: Asset = self.facts.get(code)?.unwrap_or_default();
        let unknown = || Refusal::AssetUnknown { asset: code.clone() };
        self.in_line(code, &asset.registered.as_ref().ok_or_else(unknown)?.unit)?;
        Ok(asset)
    }

    /// The same, if it has not ended.
    fn lasting_asset(&self, code: &AssetCode) -> Result<Asset, AdmitError> {
        let asset = self.asset(code)?;
        match asset.disposed_on {
            Some(on) => Err(Refusal::AssetIsDisposed { asset: code.clone(), on }.into()),
            None => Ok(asset),
        }
    }

    /// The asset that an admitted entry is about.
    fn asset_of(&self, code: &AssetCode) -> Result<Asset, PastError> {
        self.facts.get(code)?.ok_or_else(|| PastError::contradiction(code))
    }
}

pub(super) fn register<P: Past>(step: &mut Step<'_, P>, body: &AssetRegistered) -> Result<(), AdmitError> {
    if let Some(Asset { registered: Some(registered), .. }) = step.facts.get(&body.asset)? {
        return Err(Refusal::AssetExists { asset: body.asset.clone(), registered }.into());
    }
    if let Some(project) = &body.project {
        step.known_project(project)?;
    }
    step.registered(&body.responsible_unit)?;
    body.supervisor.iter().try_for_each(|unit| step.registered(unit))?;
    step.facts.put(&body.asset, &Asset { registered: Some(step.entry.reference()), ..Asset::default() });
    Ok(())
}

pub(super) fn confirm<P: Past>(step: &mut Step<'_, P>, body: &AssetTitleConfirmed) -> Result<(), AdmitError> {
    let mut asset = step.lasting_asset(&body.asset)?;
    body.supervisor.iter().try_for_each(|unit| step.registered(unit))?;
    asset.titles = asset.titles.saturating_add(1);
    step.facts.put(&body.asset, &asset);
    Ok(())
}

/// Income may come in after the end: rent that was owed.
pub(super) fn receive<P: Past>(step: &mut Step<'_, P>, body: &AssetIncomeReceived) -> Result<(), AdmitError> {
    let mut asset = step.asset(&body.asset)?;
    asset.income = asset.income.plus(body.amount);
    step.facts.put(&body.asset, &asset);
    Ok(())
}

pub(super) fn distribute<P: Past>(step: &mut Step<'_, P>, body: &IncomeDistributed) -> Result<(), AdmitError> {
    let mut asset = step.asset(&body.asset)?;
    let wanted: Total = body.lines.iter().map(|line| line.amount).sum();
    let left = asset.income.minus(asset.distributed).ok_or_else(|| PastError::contradiction(&body.asset))?;
    if wanted > left {
        return Err(Refusal::IncomeOverdrawn { asset: body.asset.clone(), left, wanted }.into());
    }
    asset.distributed = asset.distributed.plus(wanted);
    step.facts.put(&body.asset, &asset);
    Ok(())
}

pub(super) fn dispose<P: Past>(step: &mut Step<'_, P>, body: &AssetDisposed) -> Result<(), AdmitError> {
    let mut asset = step.lasting_asset(&body.asset)?;
    asset.disposed_on = Some(step.entry.date);
    step.facts.put(&body.asset, &asset);
    Ok(())
}

/// Takes a registration back; false while anything stands on it.
pub(super) fn unregister<P: Past>(step: &mut Step<'_, P>, code: &AssetCode) -> Result<bool, AdmitError> {
    let asset = step.asset_of(code)?;
    let free = asset.titles == 0 && asset.income.is_zero() && asset.disposed_on.is_none();
    if free {
        step.facts.put(code, &Asset::default());
    }
    Ok(free)
}

pub(super) fn unconfirm<P: Past>(step: &mut Step<'_, P>, code: &AssetCode) -> Result<(), AdmitError> {
    let mut asset = step.asset_of(code)?;
    asset.titles = asset.titles.saturating_sub(1);
    step.facts.put(code, &asset);
    Ok(())
}

/// Takes income back; false if it was given out already.
pub(super) fn unreceive<P: Past>(step: &mut Step<'_, P>, body: &AssetIncomeReceived) -> Result<bool, AdmitError> {
    let mut asset = step.asset_of(&body.asset)?;
    asset.income = asset.income.minus(body.amount).ok_or_else(|| PastError::contradiction(&body.asset))?;
    let free = asset.distributed <= asset.income;
    step.facts.put(&body.asset, &asset);
    Ok(free)
}

pub(super) fn undistribute<P: Past>(step: &mut Step<'_, P>, body: &IncomeDistributed) -> Result<(), AdmitError> {
    let mut asset = step.asset_of(&body.asset)?;
    let sum: Total = body.lines.iter().map(|line| line.amount).sum();
    asset.distributed = asset.distributed.minus(sum).ok_or_else(|| PastError::contradiction(&body.asset))?;
    step.facts.put(&body.asset, &asset);
    Ok(())
}

pub(super) fn undispose<P: Past>(step: &mut Step<'_, P>, code: &AssetCode) -> Result<(), AdmitError> {
    let mut asset = step.asset_of(code)?;
    asset.disposed_on = None;
    step.facts.put(code, &asset);
    Ok(())
}
