//! The clients that want to hear of changes, in the words of their protocol.
//!
//! The invariant: a client hears of a resource only what it asked for. Up to 2025-11-25 it subscribes to addresses; from
//! 2026-07-28 on, it keeps a request open for each subscription.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rmcp::RoleServer;
use rmcp::model::{RequestId, ResourceUpdatedNotificationParam};
use rmcp::service::{Peer, SubscriptionSink};

use super::Topic;

/// The most subscriptions at once.
const MOST: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Audience {
    heard: Mutex<Heard>,
}

#[derive(Debug, Default)]
struct Heard {
    /// The client, where it began with `initialize`.
    peer: Option<Peer<RoleServer>>,
    uris: BTreeSet<String>,
    sinks: Vec<SubscriptionSink>,
}

impl Audience {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn meet(&self, peer: Peer<RoleServer>) {
        self.heard().peer = Some(peer);
    }

    pub(super) fn subscribe(&self, peer: Peer<RoleServer>, uri: String) {
        let mut heard = self.heard();
        heard.peer = Some(peer);
        heard.uris.insert(uri);
    }

    pub(super) fn unsubscribe(&self, uri: &str) {
        self.heard().uris.remove(uri);
    }

    /// Adds a subscription, if there is room for one.
    pub(super) fn enter(&self, sink: SubscriptionSink) -> bool {
        let mut heard = self.heard();
        let has_room = heard.sinks.len() < MOST;
        if has_room {
            heard.sinks.push(sink);
        }
        has_room
    }

    pub(super) fn leave(&self, id: &RequestId) {
        self.heard().sinks.retain(|sink| sink.id() != id);
    }

    /// Tells everyone who asked for it.
    pub(super) async fn tell(&self, topic: Topic) {
        let (peer, sinks) = {
            let heard = self.heard();
            let asked = match &topic {
                Topic::List => true,
                Topic::Resource(uri) => heard.uris.contains(uri),
            };
            (heard.peer.clone().filter(|_| asked), heard.sinks.clone())
        };
        // What cannot be told was asked for by a client that is gone.
        match topic {
            Topic::List => {
                if let Some(peer) = peer {
                    let _ = peer.notify_resource_list_changed().await;
                }
                for sink in sinks {
                    let _ = sink.notify_resource_list_changed().await;
                }
            }
            Topic::Resource(uri) => {
                if let Some(peer) = peer {
                    let update = ResourceUpdatedNotificationParam::new(uri.clone());
                    let _ = peer.notify_resource_updated(update).await;
                }
                for sink in sinks {
                    let _ = sink.notify_resource_updated(uri.clone()).await;
                }
            }
        }
    }
}
