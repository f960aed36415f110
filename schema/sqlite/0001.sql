-- Version 1 of the tables. Run in one transaction on an empty SQLite database (3.37 or newer).
--
-- What holds, whoever writes, and with whatever statement:
--   * every insert, update and delete of an experience or a profile takes the next revision of its user;
--   * every state that a row ever had is in its history, which can only grow;
--   * a deleted experience stays as a tombstone (deleted_at), a deleted profile as an empty document.
-- So that rows can be edited by hand, in SQL: whoever does not name revision, change_id, device or
-- updated_at gets the right ones, and what they may not do is refused with the reason.

PRAGMA application_id = 1380275029; -- "RESU"
PRAGMA user_version = 1;

CREATE TABLE meta (
  only_row INTEGER NOT NULL PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
  -- Another identity is another database: nothing is sent to it unasked.
  identity TEXT NOT NULL DEFAULT (printf('%08x-%04x-4%03x-%x%03x-%012x', random() & 4294967295,
    random() & 65535, random() & 4095, random() & 3 | 8, random() & 4095, random() & 281474976710655)),
  schema_version INTEGER NOT NULL,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;

INSERT INTO meta (schema_version) VALUES (1);

-- The last revision of each user, of experiences and profile together. Revisions are visible in
-- order because a transaction that takes one is the only writer until it ends.
CREATE TABLE accounts (
  user_id TEXT NOT NULL PRIMARY KEY CHECK (user_id <> ''),
  revision INTEGER NOT NULL,
  -- Changed by a device that finds the revisions set back, before it stores again what was lost:
  -- the other devices then compare everything, whatever their cursors say.
  epoch TEXT NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'
) STRICT, WITHOUT ROWID;

CREATE TABLE experiences (
  user_id TEXT NOT NULL,
  id TEXT NOT NULL DEFAULT (printf('%08x-%04x-4%03x-%x%03x-%012x', random() & 4294967295,
    random() & 65535, random() & 4095, random() & 3 | 8, random() & 4095, random() & 281474976710655)),
  kind TEXT NOT NULL DEFAULT 'work',
  title TEXT NOT NULL,
  organization TEXT,
  location TEXT,
  url TEXT,
  start_date TEXT,
  end_date TEXT,
  text TEXT,
  bullets TEXT NOT NULL DEFAULT '[]',
  skills TEXT NOT NULL DEFAULT '[]',
  tags TEXT NOT NULL DEFAULT '[]',
  metadata TEXT NOT NULL DEFAULT '{}',
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  deleted_at TEXT,
  revision INTEGER NOT NULL DEFAULT 0,
  change_id TEXT NOT NULL DEFAULT (printf('%08x-%04x-4%03x-%x%03x-%012x', random() & 4294967295,
    random() & 65535, random() & 4095, random() & 3 | 8, random() & 4095, random() & 281474976710655)),
  device TEXT,
  PRIMARY KEY (user_id, id),
  CONSTRAINT user_id_is_not_empty CHECK (user_id <> ''),
  CONSTRAINT id_is_a_lower_case_uuid CHECK (
    id GLOB '????????-????-????-????-????????????' AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT kind_is_known CHECK (kind IN ('work', 'volunteer', 'education', 'project', 'award',
    'certificate', 'publication', 'skill', 'language', 'interest', 'reference')),
  CONSTRAINT start_date_is_yyyy_or_yyyy_mm_or_yyyy_mm_dd CHECK (start_date IS NULL OR (
    length(start_date) IN (4, 7, 10) AND start_date GLOB '[12]*'
    AND date(substr(start_date || '-01-01', 1, 10)) IS substr(start_date || '-01-01', 1, 10))),
  CONSTRAINT end_date_is_yyyy_or_yyyy_mm_or_yyyy_mm_dd CHECK (end_date IS NULL OR (
    length(end_date) IN (4, 7, 10) AND end_date GLOB '[12]*'
    AND date(substr(end_date || '-01-01', 1, 10)) IS substr(end_date || '-01-01', 1, 10))),
  CONSTRAINT bullets_is_a_json_array CHECK (iif(json_valid(bullets), json_type(bullets) = 'array', 0)),
  CONSTRAINT skills_is_a_json_array CHECK (iif(json_valid(skills), json_type(skills) = 'array', 0)),
  CONSTRAINT tags_is_a_json_array CHECK (iif(json_valid(tags), json_type(tags) = 'array', 0)),
  CONSTRAINT metadata_is_a_json_object CHECK (
    iif(json_valid(metadata), json_type(metadata) = 'object', 0)),
  CONSTRAINT created_at_is_rfc_3339_utc CHECK (
    created_at GLOB '*T*Z' AND datetime(created_at) IS NOT NULL),
  CONSTRAINT updated_at_is_rfc_3339_utc CHECK (
    updated_at GLOB '*T*Z' AND datetime(updated_at) IS NOT NULL),
  CONSTRAINT deleted_at_is_rfc_3339_utc CHECK (deleted_at IS NULL OR (
    deleted_at GLOB '*T*Z' AND datetime(deleted_at) IS NOT NULL)),
  CONSTRAINT change_id_is_a_lower_case_uuid CHECK (
    change_id GLOB '????????-????-????-????-????????????' AND change_id NOT GLOB '*[^0-9a-f-]*')
) STRICT;

CREATE INDEX experiences_by_revision ON experiences (user_id, revision);

CREATE TABLE experience_revisions (
  user_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  organization TEXT,
  location TEXT,
  url TEXT,
  start_date TEXT,
  end_date TEXT,
  text TEXT,
  bullets TEXT NOT NULL,
  skills TEXT NOT NULL,
  tags TEXT NOT NULL,
  metadata TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT,
  revision INTEGER NOT NULL,
  change_id TEXT NOT NULL,
  device TEXT,
  recorded_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  PRIMARY KEY (user_id, revision)
) STRICT;

CREATE INDEX experience_revisions_by_id ON experience_revisions (user_id, id, revision);
CREATE INDEX experience_revisions_by_change ON experience_revisions (user_id, change_id);

CREATE TABLE profiles (
  user_id TEXT NOT NULL PRIMARY KEY,
  document TEXT NOT NULL DEFAULT '{}',
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  revision INTEGER NOT NULL DEFAULT 0,
  change_id TEXT NOT NULL DEFAULT (printf('%08x-%04x-4%03x-%x%03x-%012x', random() & 4294967295,
    random() & 65535, random() & 4095, random() & 3 | 8, random() & 4095, random() & 281474976710655)),
  device TEXT,
  CONSTRAINT user_id_is_not_empty CHECK (user_id <> ''),
  CONSTRAINT document_is_a_json_object CHECK (
    iif(json_valid(document), json_type(document) = 'object', 0)),
  CONSTRAINT updated_at_is_rfc_3339_utc CHECK (
    updated_at GLOB '*T*Z' AND datetime(updated_at) IS NOT NULL),
  CONSTRAINT change_id_is_a_lower_case_uuid CHECK (
    change_id GLOB '????????-????-????-????-????????????' AND change_id NOT GLOB '*[^0-9a-f-]*')
) STRICT;

CREATE TABLE profile_revisions (
  user_id TEXT NOT NULL,
  document TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  revision INTEGER NOT NULL,
  change_id TEXT NOT NULL,
  device TEXT,
  recorded_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  PRIMARY KEY (user_id, revision)
) STRICT;

CREATE INDEX profile_revisions_by_change ON profile_revisions (user_id, change_id);

-- Every call of an AI, whoever made it. experience is no foreign key: the call may reach the
-- database before the experience does.
CREATE TABLE ai_logs (
  user_id TEXT NOT NULL CHECK (user_id <> ''),
  request_id TEXT NOT NULL CONSTRAINT request_id_is_not_empty CHECK (request_id <> ''),
  operation TEXT NOT NULL,
  provider TEXT,
  model TEXT,
  experience TEXT,
  status TEXT NOT NULL CONSTRAINT status_is_ok_or_error CHECK (status IN ('ok', 'error')),
  http_status INTEGER,
  error_type TEXT,
  error_message TEXT,
  -- Always with six digits after the second, so that the order of the texts is that of the times.
  started_at TEXT NOT NULL CONSTRAINT started_at_is_rfc_3339_utc CHECK (
    started_at GLOB '????-??-??T??:??:??.[0-9][0-9][0-9][0-9][0-9][0-9]Z'
    AND strftime('%Y-%m-%dT%H:%M:%S', started_at) IS substr(started_at, 1, 19)
    AND started_at < '9999-12-30'),
  latency_ms INTEGER CONSTRAINT latency_ms_is_not_negative CHECK (latency_ms >= 0),
  prompt_tokens INTEGER CONSTRAINT prompt_tokens_are_not_negative CHECK (prompt_tokens >= 0),
  completion_tokens INTEGER CONSTRAINT completion_tokens_are_not_negative CHECK (completion_tokens >= 0),
  total_tokens INTEGER CONSTRAINT total_tokens_are_not_negative CHECK (total_tokens >= 0),
  -- In US dollars, as a decimal text: money is no floating point number.
  cost TEXT CONSTRAINT cost_is_a_decimal_number CHECK (cost NOT GLOB '*[^0-9.]*' AND cost GLOB '[0-9]*'
    AND cost GLOB '*[0-9]' AND cost NOT GLOB '*.*.*'
    AND iif(instr(cost, '.') > 0, instr(cost, '.') <= 10 AND length(cost) - instr(cost, '.') <= 24,
      length(cost) <= 9)),
  request TEXT,
  response TEXT,
  metadata TEXT NOT NULL DEFAULT '{}' CONSTRAINT metadata_is_a_json_object CHECK (
    iif(json_valid(metadata), json_type(metadata) = 'object', 0)),
  PRIMARY KEY (user_id, request_id)
) STRICT;

-- With all that is counted, so that counting need not look at requests and responses.
CREATE INDEX ai_logs_by_started_at ON ai_logs (user_id, started_at, request_id, status, operation, model,
  latency_ms, prompt_tokens, completion_tokens, total_tokens, cost);
CREATE INDEX ai_logs_by_status ON ai_logs (user_id, status, started_at);
CREATE INDEX ai_logs_by_model ON ai_logs (user_id, model, started_at);
CREATE INDEX ai_logs_by_operation ON ai_logs (user_id, operation, started_at);
CREATE INDEX ai_logs_by_experience ON ai_logs (user_id, experience, started_at);

CREATE VIEW fresh_uuid (uuid) AS SELECT printf('%08x-%04x-4%03x-%x%03x-%012x', random() & 4294967295,
  random() & 65535, random() & 4095, random() & 3 | 8, random() & 4095, random() & 281474976710655);

-- Each revision counted is in a history. Only while one of the triggers below is at work is the
-- newest not there yet: that is how they know each other's updates from everybody else's.
CREATE VIEW unrecorded (user_id, revision) AS SELECT user_id, revision FROM accounts
  WHERE NOT EXISTS (SELECT 1 FROM experience_revisions AS history
    WHERE history.user_id = accounts.user_id AND history.revision = accounts.revision)
  AND NOT EXISTS (SELECT 1 FROM profile_revisions AS history
    WHERE history.user_id = accounts.user_id AND history.revision = accounts.revision);

-- No trigger relies on a conflict clause (upsert, OR IGNORE): that of the outer statement prevails.

CREATE TRIGGER experiences_inserted AFTER INSERT ON experiences
BEGIN
  INSERT INTO accounts (user_id, revision) SELECT NEW.user_id, 0
    WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE user_id = NEW.user_id);
  UPDATE accounts SET revision = revision + 1 WHERE user_id = NEW.user_id;
  UPDATE experiences SET revision = (SELECT revision FROM accounts WHERE user_id = NEW.user_id)
    WHERE user_id = NEW.user_id AND id = NEW.id;
  INSERT INTO experience_revisions (user_id, id, kind, title, organization, location, url, start_date,
      end_date, text, bullets, skills, tags, metadata, created_at, updated_at, deleted_at, revision,
      change_id, device)
    SELECT user_id, id, kind, title, organization, location, url, start_date,
      end_date, text, bullets, skills, tags, metadata, created_at, updated_at, deleted_at, revision,
      change_id, device
    FROM experiences WHERE user_id = NEW.user_id AND id = NEW.id;
END;

CREATE TRIGGER experiences_keep_their_key BEFORE UPDATE OF user_id, id ON experiences
WHEN NEW.user_id <> OLD.user_id OR NEW.id <> OLD.id
BEGIN
  SELECT RAISE(ABORT, 'user_id and id of an experience cannot change: insert another one');
END;

-- Who changes a row and not its change_id made a change of their own, by hand.
CREATE TRIGGER experiences_updated AFTER UPDATE ON experiences
WHEN NOT EXISTS (SELECT 1 FROM unrecorded WHERE user_id = NEW.user_id AND revision = NEW.revision)
BEGIN
  UPDATE accounts SET revision = revision + 1 WHERE user_id = NEW.user_id;
  UPDATE experiences SET
      revision = (SELECT revision FROM accounts WHERE user_id = NEW.user_id),
      change_id = iif(NEW.change_id <> OLD.change_id, NEW.change_id, (SELECT uuid FROM fresh_uuid)),
      device = iif(NEW.change_id <> OLD.change_id, NEW.device, NULL),
      updated_at = iif(NEW.change_id <> OLD.change_id OR NEW.updated_at <> OLD.updated_at,
        NEW.updated_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE user_id = NEW.user_id AND id = NEW.id;
  INSERT INTO experience_revisions (user_id, id, kind, title, organization, location, url, start_date,
      end_date, text, bullets, skills, tags, metadata, created_at, updated_at, deleted_at, revision,
      change_id, device)
    SELECT user_id, id, kind, title, organization, location, url, start_date,
      end_date, text, bullets, skills, tags, metadata, created_at, updated_at, deleted_at, revision,
      change_id, device
    FROM experiences WHERE user_id = NEW.user_id AND id = NEW.id;
END;

-- RAISE(IGNORE) keeps the update and drops the deletion.
CREATE TRIGGER experiences_deleted BEFORE DELETE ON experiences
BEGIN
  UPDATE experiences SET deleted_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE user_id = OLD.user_id AND id = OLD.id AND deleted_at IS NULL;
  SELECT RAISE(IGNORE);
END;

CREATE TRIGGER profiles_inserted AFTER INSERT ON profiles
BEGIN
  INSERT INTO accounts (user_id, revision) SELECT NEW.user_id, 0
    WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE user_id = NEW.user_id);
  UPDATE accounts SET revision = revision + 1 WHERE user_id = NEW.user_id;
  UPDATE profiles SET revision = (SELECT revision FROM accounts WHERE user_id = NEW.user_id)
    WHERE user_id = NEW.user_id;
  INSERT INTO profile_revisions (user_id, document, updated_at, revision, change_id, device)
    SELECT user_id, document, updated_at, revision, change_id, device
    FROM profiles WHERE user_id = NEW.user_id;
END;

CREATE TRIGGER profiles_keep_their_key BEFORE UPDATE OF user_id ON profiles
WHEN NEW.user_id <> OLD.user_id
BEGIN
  SELECT RAISE(ABORT, 'user_id of a profile cannot change: insert another one');
END;

CREATE TRIGGER profiles_updated AFTER UPDATE ON profiles
WHEN NOT EXISTS (SELECT 1 FROM unrecorded WHERE user_id = NEW.user_id AND revision = NEW.revision)
BEGIN
  UPDATE accounts SET revision = revision + 1 WHERE user_id = NEW.user_id;
  UPDATE profiles SET
      revision = (SELECT revision FROM accounts WHERE user_id = NEW.user_id),
      change_id = iif(NEW.change_id <> OLD.change_id, NEW.change_id, (SELECT uuid FROM fresh_uuid)),
      device = iif(NEW.change_id <> OLD.change_id, NEW.device, NULL),
      updated_at = iif(NEW.change_id <> OLD.change_id OR NEW.updated_at <> OLD.updated_at,
        NEW.updated_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE user_id = NEW.user_id;
  INSERT INTO profile_revisions (user_id, document, updated_at, revision, change_id, device)
    SELECT user_id, document, updated_at, revision, change_id, device
    FROM profiles WHERE user_id = NEW.user_id;
END;

CREATE TRIGGER profiles_deleted BEFORE DELETE ON profiles
BEGIN
  UPDATE profiles SET document = '{}' WHERE user_id = OLD.user_id AND document <> '{}';
  SELECT RAISE(IGNORE);
END;

CREATE TRIGGER experience_revisions_are_written_by_triggers BEFORE INSERT ON experience_revisions
WHEN NOT EXISTS (SELECT 1 FROM unrecorded WHERE user_id = NEW.user_id AND revision = NEW.revision)
BEGIN
  SELECT RAISE(ABORT, 'the history writes itself: change the experience instead');
END;

CREATE TRIGGER experience_revisions_never_change BEFORE UPDATE ON experience_revisions
BEGIN
  SELECT RAISE(ABORT, 'the history only grows: change the experience instead');
END;

CREATE TRIGGER experience_revisions_never_go BEFORE DELETE ON experience_revisions
BEGIN
  SELECT RAISE(ABORT, 'the history only grows: it cannot be deleted');
END;

CREATE TRIGGER profile_revisions_are_written_by_triggers BEFORE INSERT ON profile_revisions
WHEN NOT EXISTS (SELECT 1 FROM unrecorded WHERE user_id = NEW.user_id AND revision = NEW.revision)
BEGIN
  SELECT RAISE(ABORT, 'the history writes itself: change the profile instead');
END;

CREATE TRIGGER profile_revisions_never_change BEFORE UPDATE ON profile_revisions
BEGIN
  SELECT RAISE(ABORT, 'the history only grows: change the profile instead');
END;

CREATE TRIGGER profile_revisions_never_go BEFORE DELETE ON profile_revisions
BEGIN
  SELECT RAISE(ABORT, 'the history only grows: it cannot be deleted');
END;

CREATE TRIGGER accounts_start_at_zero BEFORE INSERT ON accounts
WHEN NEW.revision <> 0 OR EXISTS (SELECT 1 FROM accounts WHERE user_id = NEW.user_id)
BEGIN
  SELECT RAISE(ABORT, 'an account is made, at revision 0, by the first experience of its user');
END;

CREATE TRIGGER accounts_count_up BEFORE UPDATE OF user_id, revision ON accounts
WHEN NEW.user_id <> OLD.user_id OR NEW.revision <> OLD.revision + 1
BEGIN
  SELECT RAISE(ABORT, 'a revision is only ever counted up by one');
END;

CREATE TRIGGER accounts_stay BEFORE DELETE ON accounts
BEGIN
  SELECT RAISE(ABORT, 'an account cannot be deleted: its revisions would be counted again');
END;
