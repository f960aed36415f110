use super::*;
use crate::domain::{AiStatus, StartedAt};

fn call(number: usize) -> AiCall {
    let began = StartedAt(jiff::Timestamp::from_second(number as i64).unwrap());
    AiCall::new(format!("call {number}"), "suggest", AiStatus::Ok, began)
}

fn spool() -> (tempfile::TempDir, Spool) {
    // In memory, where there is such a directory: each call waits for the disk.
    let home = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let spool = Spool::new(home.path().join("ai-calls.jsonl"));
    (home, spool)
}

fn ids(spool: &Spool) -> Vec<String> {
    spool.read(&|_| true).unwrap().calls.into_iter().map(|call| call.request_id).collect()
}

/// Reads every sealed segment to its end and gives it up.
fn send(spool: &Spool, count: usize, bytes: usize, refuse: impl Fn(&AiCall) -> bool) -> Vec<Vec<String>> {
    let mut batches = Vec::new();
    for path in spool.seal().unwrap() {
        let mut segment = spool.open(path).unwrap().unwrap();
        let mut refused = Vec::new();
        loop {
            let batch = segment.next_batch(count, bytes).unwrap();
            if batch.is_empty() {
                break;
            }
            refused.extend(batch.iter().filter(|call| refuse(call)).cloned());
            batches.push(batch.into_iter().map(|call| call.request_id).collect());
        }
        spool.finish(segment, &refused).unwrap();
    }
    batches
}

#[test]
fn what_is_appended_waits_until_it_is_sent() {
    let (home, spool) = spool();
    assert!(!spool.is_waiting() && spool.seal().unwrap().is_empty());
    assert!(fs::read_dir(home.path()).unwrap().next().is_none(), "looking leaves nothing behind");
    spool.append(&[call(1), call(2)]).unwrap();
    spool.append(&[call(3), call(1)]).unwrap();
    assert!(spool.is_waiting());
    assert_eq!(spool.counts().unwrap(), Counts { waiting: 3, refused: 0 });
    assert_eq!(ids(&spool), ["call 1", "call 2", "call 3"]);
    let batches = send(&spool, 3, usize::MAX, |_| false);
    assert_eq!(batches, [vec!["call 1", "call 2", "call 3"], vec!["call 1"]]);
    assert!(!spool.is_waiting() && ids(&spool).is_empty());
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "the lock alone is left");
}

#[test]
fn several_calls_are_there_together_or_not_at_all() {
    let line = line::encode(&[call(2), call(3)]).unwrap();
    for cut in 1..line.len() {
        let (_home, spool) = spool();
        spool.append(&[call(1)]).unwrap();
        // As a writer leaves it that is killed, or loses its power.
        let before = fs::read(&spool.path).unwrap();
        fs::write(&spool.path, [&before, &line[..cut]].concat()).unwrap();
        let whole = cut == line.len() - 1;
        let there = if whole { vec!["call 1", "call 2", "call 3"] } else { vec!["call 1"] };
        assert_eq!(ids(&spool), there, "cut at {cut}");
        spool.append(&[call(4), call(5)]).unwrap();
        assert_eq!(ids(&spool), [there, vec!["call 4", "call 5"]].concat(), "cut at {cut}");
    }
}

#[test]
fn an_upload_that_is_broken_off_goes_on_where_it_was() {
    let (_home, spool) = spool();
    spool.append(&[call(1), call(2), call(3), call(4)]).unwrap();
    spool.append(&[call(5)]).unwrap();
    let path = spool.seal().unwrap().remove(0);
    let mut segment = spool.open(path).unwrap().unwrap();
    assert_eq!(segment.next_batch(1, usize::MAX).unwrap(), [call(1)]);
    let unsent = segment.next_batch(1, usize::MAX).unwrap();
    spool.append(&[call(6)]).unwrap();
    spool.shorten(segment, &[call(1)], &unsent).unwrap();
    assert_eq!(ids(&spool), ["call 1", "call 2", "call 3", "call 4", "call 5", "call 6"]);
    assert_eq!(spool.counts().unwrap(), Counts { waiting: 5, refused: 1 });
    let sent = send(&spool, 10, usize::MAX, |_| false).concat();
    assert_eq!(sent, ["call 2", "call 3", "call 4", "call 5", "call 6"]);
}

#[test]
fn a_full_file_is_sealed_and_what_is_appended_meanwhile_stays() {
    let (_home, spool) = spool();
    let large = |number| AiCall { request: Some("x".repeat(3 << 20)), ..call(number) };
    (0..5).for_each(|number| spool.append(&[large(number)]).unwrap());
    assert_eq!(spool.segments().unwrap().len(), 2);
    let paths = spool.seal().unwrap();
    assert_eq!(paths.len(), 3);
    spool.append(&[call(9)]).unwrap();
    let mut segment = spool.open(paths[0].clone()).unwrap().unwrap();
    assert_eq!(segment.next_batch(1000, 1).unwrap().len(), 1, "bounded by bytes");
    assert_eq!(segment.next_batch(1000, usize::MAX).unwrap().len(), 1);
    assert_eq!(segment.next_batch(1000, usize::MAX).unwrap().len(), 0);
    spool.finish(segment, &[]).unwrap();
    assert_eq!(ids(&spool), ["call 2", "call 3", "call 4", "call 9"]);
    assert_eq!(send(&spool, 10, usize::MAX, |_| false).concat().len(), 4);
    assert!(!spool.is_waiting());
}

#[test]
fn what_is_refused_is_kept_and_sent_again_when_that_is_wanted() {
    let (_home, spool) = spool();
    spool.append(&[call(1), call(2), call(3)]).unwrap();
    send(&spool, 10, usize::MAX, |call| call.request_id == "call 2");
    assert_eq!(spool.counts().unwrap(), Counts { waiting: 0, refused: 1 });
    assert!(!spool.is_waiting());
    assert_eq!(ids(&spool), ["call 2"]);
    spool.reconsider().unwrap();
    assert!(spool.is_waiting());
    assert_eq!(send(&spool, 10, usize::MAX, |_| false), [["call 2"]]);
    assert_eq!(spool.counts().unwrap(), Counts::default());
}

#[test]
fn pruning_finds_old_calls_wherever_they_stand() {
    let (_home, spool) = spool();
    spool.append(&[call(1), call(11)]).unwrap();
    send(&spool, 10, usize::MAX, |_| true);
    spool.append(&[call(2), call(12)]).unwrap();
    spool.seal().unwrap();
    spool.append(&[call(3), call(13), call(2)]).unwrap();
    let before = call(10).started_at;
    let pruned = spool.prune(before).unwrap();
    assert_eq!(pruned, ["call 1", "call 2", "call 3"].map(str::to_owned).into());
    assert_eq!(ids(&spool), ["call 11", "call 12", "call 13"]);
    assert!(spool.prune(before).unwrap().is_empty());
    spool.prune(call(99).started_at).unwrap();
    assert_eq!(ids(&spool), Vec::<String>::new());
    assert!(!spool.is_waiting());
}

#[test]
fn a_seal_that_was_cut_off_loses_nothing() {
    let (_home, spool) = spool();
    spool.append(&[call(1)]).unwrap();
    // As the first step leaves it: one file under both names.
    fs::hard_link(&spool.path, spool.next_segment().unwrap()).unwrap();
    spool.append(&[call(2)]).unwrap();
    assert_eq!(ids(&spool), ["call 1", "call 2"]);
    let sent = send(&spool, 10, usize::MAX, |_| false).concat();
    assert_eq!(HashSet::<String>::from_iter(sent), ["call 1", "call 2"].map(str::to_owned).into());
    assert!(!spool.is_waiting() && ids(&spool).is_empty());
}
