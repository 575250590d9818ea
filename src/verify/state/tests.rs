//! The state answers the same wherever its bound lies.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::State;
use crate::verify::Memory;

fn all(state: &State, prefix: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut ascending = state.ascending(prefix).expect("readable");
    let mut pairs = Vec::new();
    while let Some((key, value)) = ascending.current() {
        pairs.push((key.to_vec(), value.to_vec()));
        ascending.advance().expect("readable");
    }
    pairs
}

#[test]
fn a_state_within_its_bound_never_touches_the_disk_and_one_beyond_it_does() {
    let filled = |memory| {
        let mut state = State::new(Memory(memory));
        for n in 0..100_u8 {
            state.put(&[n], &[n; 10]);
            state.settle().expect("written");
        }
        state
    };
    let bytes = filled(usize::MAX).hot.size();
    assert!(bytes > 100 * (1 + 10) && filled(bytes).cold.is_none());
    let spilt = filled(bytes - 1);
    assert!(spilt.cold.is_some() && spilt.hot.get(&[99]).is_none());
    assert_eq!(all(&filled(bytes), &[]), all(&spilt, &[]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_state_answers_like_a_map_however_little_it_may_hold(
        puts in prop::collection::vec(
            (prop::collection::vec(0_u8..3, 0..4), prop::collection::vec(any::<u8>(), 0..40)),
            0..200,
        ),
        memory in 0_usize..5_000,
        every in 1_usize..20,
    ) {
        let (mut state, mut map) = (State::new(Memory(memory)), BTreeMap::new());
        for (n, (key, value)) in puts.iter().enumerate() {
            state.put(key, value);
            map.insert(key.clone(), value.clone());
            if n % every == 0 {
                state.settle().expect("written");
            }
            prop_assert_eq!(state.get(key).expect("readable"), Some(value.clone()));
        }
        for prefix in [&[][..], &[0], &[1, 2], &[2, 2, 2]] {
            let wanted = map.iter().filter(|(key, _)| key.starts_with(prefix));
            let wanted: Vec<_> = wanted.map(|(key, value)| (key.clone(), value.clone())).collect();
            prop_assert_eq!(all(&state, prefix), wanted);
        }
        for key in [&[][..], &[0], &[0, 1], &[3]] {
            prop_assert_eq!(state.get(key).expect("readable"), map.get(key).cloned());
        }
    }
}
