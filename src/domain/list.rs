//! Lists whose items are unique, and their three-way merge.

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
