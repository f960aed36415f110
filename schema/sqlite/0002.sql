-- Version 2 of the tables: documents, of which the profile is one. Run in one transaction on version 1.
--
-- A profile becomes the document of kind 'profile' with the id 'profile'. Rows and history keep their revisions,
-- changes, devices and times, so that what devices know of them stays true.
--
-- What holds of experiences holds of documents: revisions, history and tombstones are the triggers' work.

PRAGMA user_version = 2;

UPDATE meta SET schema_version = 2;

CREATE TABLE documents (
  user_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL DEFAULT (printf('%08x-%04x-4%03x-%x%03x-%012x', random() & 4294967295,
    random() & 65535, random() & 4095, random() & 3 | 8, random() & 4095, random() & 281474976710655)),
  body TEXT NOT NULL DEFAULT '{}',
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  deleted_at TEXT,
  revision INTEGER NOT NULL DEFAULT 0,
  change_id TEXT NOT NULL DEFAULT (printf('%08x-%04x-4%03x-%x%03x-%012x', random() & 4294967295,
    random() & 65535, random() & 4095, random() & 3 | 8, random() & 4095, random() & 281474976710655)),
  device TEXT,
  PRIMARY KEY (user_id, kind, id),
  CONSTRAINT user_id_is_not_empty CHECK (user_id <> ''),
  CONSTRAINT kind_is_known CHECK (kind IN ('profile', 'variant', 'application', 'snapshot')),
  CONSTRAINT id_has_1_to_255_bytes CHECK (length(CAST(id AS BLOB)) BETWEEN 1 AND 255),
  CONSTRAINT id_of_a_profile_is_profile CHECK (kind <> 'profile' OR id = 'profile'),
  CONSTRAINT body_is_a_json_object CHECK (iif(json_valid(body), json_type(body) = 'object', 0)),
  CONSTRAINT updated_at_is_rfc_3339_utc CHECK (
    updated_at GLOB '*T*Z' AND datetime(updated_at) IS NOT NULL),
  CONSTRAINT deleted_at_is_rfc_3339_utc CHECK (deleted_at IS NULL OR (
    deleted_at GLOB '*T*Z' AND datetime(deleted_at) IS NOT NULL)),
  CONSTRAINT change_id_is_a_lower_case_uuid CHECK (
    change_id GLOB '????????-????-????-????-????????????' AND change_id NOT GLOB '*[^0-9a-f-]*')
) STRICT;

CREATE INDEX documents_by_revision ON documents (user_id, revision);

CREATE TABLE document_revisions (
  user_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  body TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  revision INTEGER NOT NULL,
  change_id TEXT NOT NULL,
  device TEXT,
  recorded_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  PRIMARY KEY (user_id, revision)
) STRICT;

CREATE INDEX document_revisions_by_key ON document_revisions (user_id, kind, id, revision);
CREATE INDEX document_revisions_by_change ON document_revisions (user_id, change_id);

-- Before there are triggers, which would count these states as new ones.
INSERT INTO documents (user_id, kind, id, body, updated_at, revision, change_id, device)
  SELECT user_id, 'profile', 'profile', document, updated_at, revision, change_id, device FROM profiles;
INSERT INTO document_revisions (user_id, kind, id, body, updated_at, revision, change_id, device, recorded_at)
  SELECT user_id, 'profile', 'profile', document, updated_at, revision, change_id, device, recorded_at
  FROM profile_revisions;

DROP TABLE profiles;
DROP TABLE profile_revisions;

-- Each revision counted is in a history. Only while one of the triggers is at work is the newest not there
-- yet: that is how they know each other's updates from all others.
DROP VIEW unrecorded;
CREATE VIEW unrecorded (user_id, revision) AS SELECT user_id, revision FROM accounts
  WHERE NOT EXISTS (SELECT 1 FROM experience_revisions AS history
    WHERE history.user_id = accounts.user_id AND history.revision = accounts.revision)
  AND NOT EXISTS (SELECT 1 FROM document_revisions AS history
    WHERE history.user_id = accounts.user_id AND history.revision = accounts.revision);

-- No trigger relies on a conflict clause (upsert, OR IGNORE): that of the outer statement prevails.

CREATE TRIGGER documents_inserted AFTER INSERT ON documents
BEGIN
  INSERT INTO accounts (user_id, revision) SELECT NEW.user_id, 0
    WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE user_id = NEW.user_id);
  UPDATE accounts SET revision = revision + 1 WHERE user_id = NEW.user_id;
  UPDATE documents SET revision = (SELECT revision FROM accounts WHERE user_id = NEW.user_id)
    WHERE user_id = NEW.user_id AND kind = NEW.kind AND id = NEW.id;
  INSERT INTO document_revisions (user_id, kind, id, body, updated_at, deleted_at, revision, change_id, device)
    SELECT user_id, kind, id, body, updated_at, deleted_at, revision, change_id, device
    FROM documents WHERE user_id = NEW.user_id AND kind = NEW.kind AND id = NEW.id;
END;

CREATE TRIGGER documents_keep_their_key BEFORE UPDATE OF user_id, kind, id ON documents
WHEN NEW.user_id <> OLD.user_id OR NEW.kind <> OLD.kind OR NEW.id <> OLD.id
BEGIN
  SELECT RAISE(ABORT, 'user_id, kind and id of a document cannot change: insert another one');
END;

-- A statement that changes a row and not its change_id is a change of its own, made by hand.
CREATE TRIGGER documents_updated AFTER UPDATE ON documents
WHEN NOT EXISTS (SELECT 1 FROM unrecorded WHERE user_id = NEW.user_id AND revision = NEW.revision)
BEGIN
  UPDATE accounts SET revision = revision + 1 WHERE user_id = NEW.user_id;
  UPDATE documents SET
      revision = (SELECT revision FROM accounts WHERE user_id = NEW.user_id),
      change_id = iif(NEW.change_id <> OLD.change_id, NEW.change_id, (SELECT uuid FROM fresh_uuid)),
      device = iif(NEW.change_id <> OLD.change_id, NEW.device, NULL),
      updated_at = iif(NEW.change_id <> OLD.change_id OR NEW.updated_at <> OLD.updated_at,
        NEW.updated_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE user_id = NEW.user_id AND kind = NEW.kind AND id = NEW.id;
  INSERT INTO document_revisions (user_id, kind, id, body, updated_at, deleted_at, revision, change_id, device)
    SELECT user_id, kind, id, body, updated_at, deleted_at, revision, change_id, device
    FROM documents WHERE user_id = NEW.user_id AND kind = NEW.kind AND id = NEW.id;
END;

-- RAISE(IGNORE) keeps the update and drops the deletion.
CREATE TRIGGER documents_deleted BEFORE DELETE ON documents
BEGIN
  UPDATE documents SET deleted_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE user_id = OLD.user_id AND kind = OLD.kind AND id = OLD.id AND deleted_at IS NULL;
  SELECT RAISE(IGNORE);
END;

CREATE TRIGGER document_revisions_are_written_by_triggers BEFORE INSERT ON document_revisions
WHEN NOT EXISTS (SELECT 1 FROM unrecorded WHERE user_id = NEW.user_id AND revision = NEW.revision)
BEGIN
  SELECT RAISE(ABORT, 'the history writes itself: change the document instead');
END;

CREATE TRIGGER document_revisions_never_change BEFORE UPDATE ON document_revisions
BEGIN
  SELECT RAISE(ABORT, 'the history only grows: change the document instead');
END;

CREATE TRIGGER document_revisions_never_go BEFORE DELETE ON document_revisions
BEGIN
  SELECT RAISE(ABORT, 'the history only grows: it cannot be deleted');
END;
