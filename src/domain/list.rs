//! Three-way merges of lists: as sets, and as ordered lists.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Drops all but the first of equal items.
pub fn dedup<T: PartialEq + Clone>(items: &mut Vec<T>) {
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    *items = kept;
}

/// Merges lists whose items are unique: what either side added or removed is added or removed.
/// Where both changed, the order is `local`'s, then what only `remote` added.
pub fn merge_set<T: PartialEq + Clone>(base: &[T], local: &[T], remote: &[T]) -> Vec<T> {
    if local == base {
        return remote.to_vec();
    }
    let kept_here = local.iter().filter(|item| remote.contains(item) || !base.contains(item));
    let added_there = remote.iter().filter(|item| !local.contains(item) && !base.contains(item));
    let mut merged: Vec<T> = kept_here.chain(added_there).cloned().collect();
    dedup(&mut merged);
    merged
}

/// An ordered list that both sides changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedList<T> {
    pub items: Vec<T>,
    /// Whether both changed the same stretch in different ways, so that `local`'s stayed.
    pub conflict: bool,
}

/// The diff3 merge: stretches that only one side changed are that side's; where both inserted at
/// one place, both insertions stand (`remote`'s first); where both changed the same items
/// differently, `local`'s stand.
pub fn merge_ordered<T: Eq + std::hash::Hash + Ord + Clone>(
    base: &[T],
    local: &[T],
    remote: &[T],
) -> MergedList<T> {
    let ours = matches(base, local);
    let theirs = matches(base, remote);
    let mut merged = MergedList { items: Vec::new(), conflict: false };
    let (mut b, mut l, mut r) = (0, 0, 0);
    loop {
        let anchor = (b..base.len()).find(|&index| ours[index].is_some() && theirs[index].is_some());
        let (next_b, next_l, next_r) = match anchor {
            Some(index) => (index, ours[index].unwrap_or(l), theirs[index].unwrap_or(r)),
            None => (base.len(), local.len(), remote.len()),
        };
        merge_stretch(&mut merged, &base[b..next_b], &local[l..next_l], &remote[r..next_r]);
        if anchor.is_none() {
            return merged;
        }
        merged.items.push(local[next_l].clone());
        (b, l, r) = (next_b + 1, next_l + 1, next_r + 1);
    }
}

fn merge_stretch<T: PartialEq + Clone>(merged: &mut MergedList<T>, base: &[T], local: &[T], remote: &[T]) {
    if local == remote || remote == base {
        merged.items.extend_from_slice(local);
    } else if local == base {
        merged.items.extend_from_slice(remote);
    } else if base.is_empty() {
        merged.items.extend(remote.iter().filter(|item| !local.contains(item)).cloned());
        merged.items.extend_from_slice(local);
    } else {
        merged.conflict = true;
        merged.items.extend_from_slice(local);
    }
}

/// For every item of `base`, where it stands in `other` if it was kept.
pub(super) fn matches<T: Eq + std::hash::Hash + Ord>(base: &[T], other: &[T]) -> Vec<Option<usize>> {
    let mut found = vec![None; base.len()];
    for op in capture_diff_slices(Algorithm::Myers, base, other) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            for offset in 0..len {
                found[old_index + offset] = Some(new_index + offset);
            }
        }
    }
    found
}
