-- Version 1 of the tables, for PostgreSQL 13 or newer. Run in one transaction, once.
--
-- What holds, whoever writes, and with whatever statement:
--   * every insert, update and delete of an experience or a profile takes the next revision of its
--     user, whose row in accounts is locked from then until the end of the transaction: so the
--     revisions of one user become visible in order, and no device can miss one;
--   * every state that a row ever had is in its history, which can only grow;
--   * a deleted experience stays as a tombstone (deleted_at), a deleted profile as an empty document;
--   * a role sees and writes rows of its own name and no others, unless it owns the tables.
-- So that rows can be edited by hand, in SQL: whoever does not name revision, change_id, device or
-- updated_at gets the right ones, and what they may not do is refused with the reason.
--
-- JSON is kept as json, not jsonb, and times as texts: both come back as they were written, digit by
-- digit. Functions that write what a role may not write are SECURITY DEFINER and triggers of these
-- tables only; every function finds its operators in pg_catalog, whatever the caller's search_path.

DO $$
BEGIN
  IF to_regnamespace('resume') IS NULL THEN
    CREATE SCHEMA resume;
  END IF;
END
$$;

CREATE TABLE resume.meta (
  only_row integer NOT NULL PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
  -- Another identity is another database: nothing is sent to it unasked.
  identity uuid NOT NULL DEFAULT gen_random_uuid(),
  schema_version integer NOT NULL,
  created_at text NOT NULL DEFAULT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
);

INSERT INTO resume.meta (schema_version) VALUES (1);

-- What is locked while revisions of a user are taken. The last of them is not kept here: it is that of
-- the user's newest row. A counter that a transaction of ten thousand changes updates
-- ten thousand times would leave as many dead versions of itself, all of which each lookup walks over.
CREATE TABLE resume.accounts (
  user_id text NOT NULL DEFAULT current_user PRIMARY KEY CHECK (user_id <> ''),
  -- Changed by a device that finds the revisions set back, before it stores again what was lost:
  -- the other devices then compare everything, whatever their cursors say.
  epoch uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'
);

CREATE TABLE resume.experiences (
  user_id text NOT NULL DEFAULT current_user,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  kind text NOT NULL DEFAULT 'work',
  title text NOT NULL,
  organization text,
  location text,
  url text,
  start_date text,
  end_date text,
  text text,
  bullets json NOT NULL DEFAULT '[]',
  skills json NOT NULL DEFAULT '[]',
  tags json NOT NULL DEFAULT '[]',
  metadata json NOT NULL DEFAULT '{}',
  created_at text NOT NULL DEFAULT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  updated_at text NOT NULL DEFAULT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  deleted_at text,
  revision bigint NOT NULL DEFAULT 0,
  change_id uuid NOT NULL DEFAULT gen_random_uuid(),
  device text,
  -- How many bytes a page spends on it.
  size bigint NOT NULL GENERATED ALWAYS AS (
    octet_length(title) + coalesce(octet_length(organization), 0) + coalesce(octet_length(location),
    0) + coalesce(octet_length(url), 0) + coalesce(octet_length(text), 0) +
    octet_length(bullets::text) + octet_length(skills::text) + octet_length(tags::text) +
    octet_length(metadata::text)) STORED,
  PRIMARY KEY (user_id, id),
  CONSTRAINT user_id_is_not_empty CHECK (user_id <> ''),
  CONSTRAINT kind_is_known CHECK (kind IN ('work', 'volunteer', 'education', 'project', 'award',
    'certificate', 'publication', 'skill', 'language', 'interest', 'reference')),
  CONSTRAINT start_date_is_yyyy_or_yyyy_mm_or_yyyy_mm_dd CHECK (start_date IS NULL OR (
      start_date ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?$'
      AND substr(start_date || '-01-01', 1, 10)::date IS NOT NULL)),
  CONSTRAINT end_date_is_yyyy_or_yyyy_mm_or_yyyy_mm_dd CHECK (end_date IS NULL OR (
      end_date ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?$'
      AND substr(end_date || '-01-01', 1, 10)::date IS NOT NULL)),
  CONSTRAINT bullets_is_a_json_array CHECK (json_typeof(bullets) = 'array'),
  CONSTRAINT skills_is_a_json_array CHECK (json_typeof(skills) = 'array'),
  CONSTRAINT tags_is_a_json_array CHECK (json_typeof(tags) = 'array'),
  CONSTRAINT metadata_is_a_json_object CHECK (json_typeof(metadata) = 'object'),
  -- What a device cannot read would keep it from reading anything: such a row is refused here. The cast
  -- to jsonb refuses what is no text, NUL and halves of surrogate pairs.
  CONSTRAINT texts_are_2_mib_at_most CHECK (octet_length(title) <= 2097152
    AND octet_length(organization) <= 2097152 AND octet_length(location) <= 2097152
    AND octet_length(url) <= 2097152 AND octet_length(text) <= 2097152),
  CONSTRAINT skills_are_texts CHECK (CASE WHEN json_typeof(skills) = 'array' THEN
    json_array_length(skills) <= 10000
    AND NOT jsonb_path_exists(skills::jsonb, 'strict $[*] ? (@.type() != "string")') ELSE true END),
  CONSTRAINT tags_are_texts CHECK (CASE WHEN json_typeof(tags) = 'array' THEN
    json_array_length(tags) <= 10000
    AND NOT jsonb_path_exists(tags::jsonb, 'strict $[*] ? (@.type() != "string")') ELSE true END),
  CONSTRAINT bullets_are_texts_or_have_text_and_tags CHECK (CASE WHEN json_typeof(bullets) = 'array' THEN
    json_array_length(bullets) <= 10000
    AND jsonb_array_length(jsonb_path_query_array(bullets::jsonb, 'strict $[*] ? (@.type() == "string"
      || (@.type() == "object" && @.text.type() == "string"
        && !exists(@.keyvalue() ? (@.key != "text" && @.key != "tags"))
        && ((exists(@.tags)) is unknown || (@.tags.type() == "array"
          && !exists(@.tags[*] ? (@.type() != "string"))))))')) = json_array_length(bullets) ELSE true END),
  CONSTRAINT metadata_is_text CHECK (
    CASE WHEN strpos(metadata::text, '\u') > 0 THEN metadata::jsonb IS NOT NULL ELSE true END),
  CONSTRAINT created_at_is_rfc_3339_utc CHECK ((created_at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z$'
      AND created_at COLLATE "C" < '9999-12-30' AND created_at::timestamptz IS NOT NULL)),
  CONSTRAINT updated_at_is_rfc_3339_utc CHECK ((updated_at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z$'
      AND updated_at COLLATE "C" < '9999-12-30' AND updated_at::timestamptz IS NOT NULL)),
  CONSTRAINT deleted_at_is_rfc_3339_utc CHECK (deleted_at IS NULL OR (deleted_at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z$'
      AND deleted_at COLLATE "C" < '9999-12-30' AND deleted_at::timestamptz IS NOT NULL))
);

-- Where a page ends is found in here alone, without a look at other users' rows between.
CREATE INDEX experiences_by_revision ON resume.experiences (user_id, revision) INCLUDE (size);

CREATE TABLE resume.experience_revisions (
  user_id text NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  organization text,
  location text,
  url text,
  start_date text,
  end_date text,
  text text,
  bullets json NOT NULL,
  skills json NOT NULL,
  tags json NOT NULL,
  metadata json NOT NULL,
  created_at text NOT NULL,
  updated_at text NOT NULL,
  deleted_at text,
  revision bigint NOT NULL,
  change_id uuid NOT NULL,
  device text,
  recorded_at text NOT NULL DEFAULT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  PRIMARY KEY (user_id, revision)
);

CREATE INDEX experience_revisions_by_id ON resume.experience_revisions (user_id, id, revision);
CREATE INDEX experience_revisions_by_change ON resume.experience_revisions (user_id, change_id);

CREATE TABLE resume.profiles (
  user_id text NOT NULL DEFAULT current_user PRIMARY KEY,
  document json NOT NULL DEFAULT '{}',
  updated_at text NOT NULL DEFAULT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  revision bigint NOT NULL DEFAULT 0,
  change_id uuid NOT NULL DEFAULT gen_random_uuid(),
  device text,
  CONSTRAINT user_id_is_not_empty CHECK (user_id <> ''),
  CONSTRAINT document_is_a_json_object CHECK (json_typeof(document) = 'object'),
  CONSTRAINT document_is_text CHECK (
    CASE WHEN strpos(document::text, '\u') > 0 THEN document::jsonb IS NOT NULL ELSE true END),
  CONSTRAINT updated_at_is_rfc_3339_utc CHECK ((updated_at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z$'
      AND updated_at COLLATE "C" < '9999-12-30' AND updated_at::timestamptz IS NOT NULL))
);

CREATE TABLE resume.profile_revisions (
  user_id text NOT NULL,
  document json NOT NULL,
  updated_at text NOT NULL,
  revision bigint NOT NULL,
  change_id uuid NOT NULL,
  device text,
  recorded_at text NOT NULL DEFAULT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  PRIMARY KEY (user_id, revision)
);

CREATE INDEX profile_revisions_by_change ON resume.profile_revisions (user_id, change_id);

-- Every call of an AI, whoever made it. experience is no foreign key: the call may reach the
-- database before the experience does.
CREATE TABLE resume.ai_logs (
  user_id text NOT NULL DEFAULT current_user CHECK (user_id <> ''),
  request_id text COLLATE "C" NOT NULL CONSTRAINT request_id_is_not_empty CHECK (request_id <> ''),
  operation text NOT NULL,
  provider text,
  model text,
  experience text,
  status text NOT NULL CONSTRAINT status_is_ok_or_error CHECK (status IN ('ok', 'error')),
  http_status bigint,
  error_type text,
  error_message text,
  -- Always with six digits after the second, so that the order of the texts is that of the times.
  started_at text COLLATE "C" NOT NULL CONSTRAINT started_at_is_rfc_3339_utc CHECK (
    started_at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z$'
    AND started_at < '9999-12-30' AND started_at::timestamptz IS NOT NULL),
  latency_ms bigint CONSTRAINT latency_ms_is_not_negative CHECK (latency_ms >= 0),
  prompt_tokens bigint CONSTRAINT prompt_tokens_are_not_negative CHECK (prompt_tokens >= 0),
  completion_tokens bigint CONSTRAINT completion_tokens_are_not_negative CHECK (completion_tokens >= 0),
  total_tokens bigint CONSTRAINT total_tokens_are_not_negative CHECK (total_tokens >= 0),
  -- In US dollars, as a decimal text: money is no floating point number.
  cost text CONSTRAINT cost_is_a_decimal_number CHECK (cost ~ '^[0-9]{1,9}(\.[0-9]{1,24})?$'),
  request text,
  response text,
  metadata json NOT NULL DEFAULT '{}' CONSTRAINT metadata_is_a_json_object CHECK (
    json_typeof(metadata) = 'object')
  CONSTRAINT metadata_is_text CHECK (
    CASE WHEN strpos(metadata::text, '\u') > 0 THEN metadata::jsonb IS NOT NULL ELSE true END),
  PRIMARY KEY (user_id, request_id)
);

CREATE INDEX ai_logs_by_started_at ON resume.ai_logs (user_id, started_at, request_id);
CREATE INDEX ai_logs_by_status ON resume.ai_logs (user_id, status, started_at);
CREATE INDEX ai_logs_by_model ON resume.ai_logs (user_id, model, started_at);
CREATE INDEX ai_logs_by_operation ON resume.ai_logs (user_id, operation, started_at);
CREATE INDEX ai_logs_by_experience ON resume.ai_logs (user_id, experience, started_at);

-- A transaction that keeps the snapshot it began with does not see the revisions that others took before
-- it had the lock, and would take them again: a device that has them already would never learn of its
-- changes. So both, and lock_account, ask for READ COMMITTED.
--
-- These two work as whoever writes the row, under row-level security: a row that is only said to belong
-- to another user is refused here, before anything of that user is locked or looked at.

CREATE FUNCTION resume.experience_is_checked() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_transaction_state',
      MESSAGE = 'the tables of resume are changed in READ COMMITTED transactions only, and this one is '
        || upper(current_setting('transaction_isolation')),
      HINT = 'begin it with BEGIN ISOLATION LEVEL READ COMMITTED';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF NEW.user_id <> OLD.user_id OR NEW.id <> OLD.id THEN
      RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
        MESSAGE = 'user_id and id of an experience cannot change: insert another one';
    END IF;
    -- Who changes a row and not its change_id made a change of their own, by hand.
    IF NEW.change_id = OLD.change_id THEN
      NEW.change_id := gen_random_uuid();
      NEW.device := NULL;
      IF NEW.updated_at = OLD.updated_at THEN
        NEW.updated_at := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
      END IF;
    END IF;
  END IF;
  -- now(), for one, becomes a text that is no RFC 3339.
  IF NEW.created_at NOT LIKE '%Z' THEN
    NEW.created_at := to_char(NEW.created_at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  END IF;
  IF NEW.updated_at NOT LIKE '%Z' THEN
    NEW.updated_at := to_char(NEW.updated_at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  END IF;
  IF NEW.deleted_at NOT LIKE '%Z' THEN
    NEW.deleted_at := to_char(NEW.deleted_at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  END IF;
  PERFORM 1 FROM resume.accounts AS a WHERE a.user_id = NEW.user_id FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO resume.accounts (user_id) VALUES (NEW.user_id) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM resume.accounts AS a WHERE a.user_id = NEW.user_id FOR UPDATE;
  END IF;
  RETURN NEW;
END
$$;

CREATE FUNCTION resume.profile_is_checked() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_transaction_state',
      MESSAGE = 'the tables of resume are changed in READ COMMITTED transactions only, and this one is '
        || upper(current_setting('transaction_isolation')),
      HINT = 'begin it with BEGIN ISOLATION LEVEL READ COMMITTED';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF NEW.user_id <> OLD.user_id THEN
      RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
        MESSAGE = 'user_id of a profile cannot change: insert another one';
    END IF;
    -- Who changes a row and not its change_id made a change of their own, by hand.
    IF NEW.change_id = OLD.change_id THEN
      NEW.change_id := gen_random_uuid();
      NEW.device := NULL;
      IF NEW.updated_at = OLD.updated_at THEN
        NEW.updated_at := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
      END IF;
    END IF;
  END IF;
  -- now(), for one, becomes a text that is no RFC 3339.
  IF NEW.updated_at NOT LIKE '%Z' THEN
    NEW.updated_at := to_char(NEW.updated_at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  END IF;
  PERFORM 1 FROM resume.accounts AS a WHERE a.user_id = NEW.user_id FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO resume.accounts (user_id) VALUES (NEW.user_id) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM resume.accounts AS a WHERE a.user_id = NEW.user_id FOR UPDATE;
  END IF;
  RETURN NEW;
END
$$;

-- The last revision is that of a row, because rows never go. What this statement has changed before is
-- among them, and only at its end in the histories. The plan is kept while the table grows: one made for
-- a table that was found empty would read all of it for each row of a first push.
CREATE FUNCTION resume.row_takes_a_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
  NEW.revision := 1 + greatest(0,
    (SELECT e.revision FROM resume.experiences AS e WHERE e.user_id = NEW.user_id
      ORDER BY e.revision DESC LIMIT 1),
    (SELECT p.revision FROM resume.profiles AS p WHERE p.user_id = NEW.user_id));
  RETURN NEW;
END
$$;

-- The changes of a statement enter the history together.

CREATE FUNCTION resume.experiences_are_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_SCHEMA <> 'resume' OR TG_TABLE_NAME <> 'experiences' THEN
    RAISE EXCEPTION 'this is a trigger of resume.experiences';
  END IF;
  INSERT INTO resume.experience_revisions (
      user_id, id, kind, title, organization, location, url, start_date, end_date, text, bullets,
      skills, tags, metadata, created_at, updated_at, deleted_at, revision, change_id, device)
    SELECT
      user_id, id, kind, title, organization, location, url, start_date, end_date, text, bullets,
      skills, tags, metadata, created_at, updated_at, deleted_at, revision, change_id, device
    FROM changed;
  RETURN NULL;
END
$$;

CREATE FUNCTION resume.profiles_are_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_SCHEMA <> 'resume' OR TG_TABLE_NAME <> 'profiles' THEN
    RAISE EXCEPTION 'this is a trigger of resume.profiles';
  END IF;
  INSERT INTO resume.profile_revisions (
      user_id, document, updated_at, revision, change_id, device)
    SELECT
      user_id, document, updated_at, revision, change_id, device
    FROM changed;
  RETURN NULL;
END
$$;

CREATE FUNCTION resume.experience_becomes_a_tombstone() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE resume.experiences SET deleted_at = to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    WHERE user_id = OLD.user_id AND id = OLD.id AND deleted_at IS NULL;
  RETURN NULL;
END
$$;

CREATE FUNCTION resume.profile_becomes_empty() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE resume.profiles SET document = '{}' WHERE user_id = OLD.user_id AND document::text <> '{}';
  RETURN NULL;
END
$$;

CREATE FUNCTION resume.is_refused() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = TG_ARGV[0];
END
$$;

-- Only the triggers of the tables above write here.
CREATE FUNCTION resume.history_writes_itself() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'the history writes itself: change the row that it is of instead';
  END IF;
  RETURN NULL;
END
$$;

-- Of two triggers the one whose name comes first goes first.
CREATE TRIGGER experiences_1_are_checked BEFORE INSERT OR UPDATE ON resume.experiences
  FOR EACH ROW EXECUTE FUNCTION resume.experience_is_checked();
CREATE TRIGGER experiences_2_take_a_revision BEFORE INSERT OR UPDATE ON resume.experiences
  FOR EACH ROW EXECUTE FUNCTION resume.row_takes_a_revision();
CREATE TRIGGER experiences_inserted AFTER INSERT ON resume.experiences REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION resume.experiences_are_recorded();
CREATE TRIGGER experiences_updated AFTER UPDATE ON resume.experiences REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION resume.experiences_are_recorded();
CREATE TRIGGER experiences_deleted BEFORE DELETE ON resume.experiences
  FOR EACH ROW EXECUTE FUNCTION resume.experience_becomes_a_tombstone();
CREATE TRIGGER experiences_stay BEFORE TRUNCATE ON resume.experiences
  FOR EACH STATEMENT EXECUTE FUNCTION resume.is_refused('the rows stay: delete them, which leaves tombstones');
CREATE TRIGGER experience_revisions_write_themselves BEFORE INSERT ON resume.experience_revisions
  FOR EACH STATEMENT EXECUTE FUNCTION resume.history_writes_itself();
CREATE TRIGGER experience_revisions_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON resume.experience_revisions
  FOR EACH STATEMENT EXECUTE FUNCTION resume.is_refused('the history only grows: change the experience instead');

-- Of two triggers the one whose name comes first goes first.
CREATE TRIGGER profiles_1_are_checked BEFORE INSERT OR UPDATE ON resume.profiles
  FOR EACH ROW EXECUTE FUNCTION resume.profile_is_checked();
CREATE TRIGGER profiles_2_take_a_revision BEFORE INSERT OR UPDATE ON resume.profiles
  FOR EACH ROW EXECUTE FUNCTION resume.row_takes_a_revision();
CREATE TRIGGER profiles_inserted AFTER INSERT ON resume.profiles REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION resume.profiles_are_recorded();
CREATE TRIGGER profiles_updated AFTER UPDATE ON resume.profiles REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION resume.profiles_are_recorded();
CREATE TRIGGER profiles_deleted BEFORE DELETE ON resume.profiles
  FOR EACH ROW EXECUTE FUNCTION resume.profile_becomes_empty();
CREATE TRIGGER profiles_stay BEFORE TRUNCATE ON resume.profiles
  FOR EACH STATEMENT EXECUTE FUNCTION resume.is_refused('the rows stay: delete them, which leaves tombstones');
CREATE TRIGGER profile_revisions_write_themselves BEFORE INSERT ON resume.profile_revisions
  FOR EACH STATEMENT EXECUTE FUNCTION resume.history_writes_itself();
CREATE TRIGGER profile_revisions_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON resume.profile_revisions
  FOR EACH STATEMENT EXECUTE FUNCTION resume.is_refused('the history only grows: change the profile instead');

CREATE TRIGGER accounts_keep_their_key BEFORE UPDATE OF user_id ON resume.accounts
  FOR EACH STATEMENT EXECUTE FUNCTION resume.is_refused('user_id of an account cannot change');
CREATE TRIGGER accounts_stay BEFORE DELETE OR TRUNCATE ON resume.accounts
  FOR EACH STATEMENT EXECUTE FUNCTION resume.is_refused(
    'an account cannot be deleted: its devices know its epoch');

-- What a device pushes: for each record its id, the revision that it builds on, and the change that
-- is to be the last. news holds the first states of records that are not there yet, rounds the other
-- states: of each record the first, then of each the second, and so on.
CREATE FUNCTION resume.store_experiences(
  of_user text, by_device text, ids uuid[], bases bigint[], changes uuid[], news text, rounds text
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  chosen boolean[];
  round json;
BEGIN
  chosen := ARRAY(
    SELECT coalesce(head.revision, 0) = r.base AND head.change_id IS DISTINCT FROM r.change
    FROM unnest(ids, bases, changes) WITH ORDINALITY AS r (id, base, change, place)
    LEFT JOIN LATERAL (SELECT e.revision, e.change_id FROM resume.experiences AS e
      WHERE e.user_id = of_user AND e.id = r.id LIMIT 1) AS head ON true
    ORDER BY r.place);
  IF news <> '[]' THEN
    INSERT INTO resume.experiences (
        user_id, id, kind, title, organization, location, url, start_date, end_date, text, bullets,
        skills, tags, metadata, created_at, updated_at, deleted_at, change_id, device)
      SELECT of_user,
        s.id, s.kind, s.title, s.organization, s.location, s.url, s.start_date, s.end_date, s.text,
        coalesce(s.bullets, '[]'), coalesce(s.skills, '[]'), coalesce(s.tags, '[]'),
        coalesce(s.metadata, '{}'), s.created_at, s.updated_at, s.deleted_at,
        s.change_id, by_device
      FROM json_to_recordset(news::json) AS s (
        place integer, id uuid, kind text, title text, organization text, location text, url text,
        start_date text, end_date text, text text, bullets json, skills json, tags json, metadata
        json, created_at text, updated_at text, deleted_at text, change_id uuid)
      WHERE chosen[s.place] ORDER BY s.place;
  END IF;
  FOR round IN SELECT r.value FROM json_array_elements(rounds::json) WITH ORDINALITY AS r (value, number)
    ORDER BY r.number
  LOOP
    UPDATE resume.experiences AS e SET
        kind = s.kind, title = s.title, organization = s.organization, location = s.location, url =
        s.url, start_date = s.start_date, end_date = s.end_date, text = s.text, bullets =
        coalesce(s.bullets, '[]'), skills = coalesce(s.skills, '[]'), tags = coalesce(s.tags, '[]'),
        metadata = coalesce(s.metadata, '{}'), created_at = s.created_at, updated_at = s.updated_at,
        deleted_at = s.deleted_at,
        change_id = s.change_id, device = by_device
      FROM json_to_recordset(round) AS s (
        place integer, id uuid, kind text, title text, organization text, location text, url text,
        start_date text, end_date text, text text, bullets json, skills json, tags json, metadata
        json, created_at text, updated_at text, deleted_at text, change_id uuid)
      -- Found one by one: what row-level security adds has the planner expect too few rows to join.
      CROSS JOIN LATERAL (SELECT h.ctid FROM resume.experiences AS h
        WHERE h.user_id = of_user AND h.id = s.id LIMIT 1) AS h (row)
      WHERE e.ctid = h.row AND chosen[s.place] AND e.change_id <> s.change_id;
  END LOOP;
  -- Nothing is left to be refused at the end of the transaction, where it would take all with it.
  SET CONSTRAINTS ALL IMMEDIATE;
END
$$;

-- Taken before anything else, so that two devices of one user wait here and not for each other.
CREATE FUNCTION resume.lock_account(of_user text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_transaction_state',
      MESSAGE = 'the tables of resume are changed in READ COMMITTED transactions only, and this one is '
        || upper(current_setting('transaction_isolation')),
      HINT = 'begin it with BEGIN ISOLATION LEVEL READ COMMITTED';
  END IF;
  PERFORM 1 FROM resume.accounts AS a WHERE a.user_id = of_user FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO resume.accounts (user_id) VALUES (of_user) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM resume.accounts AS a WHERE a.user_id = of_user FOR UPDATE;
  END IF;
END
$$;

-- Whether an error is about a value, and not about the server or the privileges.
CREATE FUNCTION resume.is_refusal(state text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT left(state, 2) NOT IN ('08', '0A', '24', '25', '26', '28', '2D', '34', '3B', '3D', '3F', '40', '42',
    '53', '55', '57', '58', '72', 'F0', 'HV', 'XX')
$$;

-- Stores records and tells what became of each: refused, or taken as a revision, or else in conflict
-- with the row that is there (without a row, if there is none, or no room for more of them).
-- Where singly is set, news and rounds hold one text for each record, and one that is refused takes
-- none of the others with it; otherwise one text for all of them.
CREATE FUNCTION resume.push_experiences(
  of_user text, by_device text, ids uuid[], bases bigint[], changes uuid[], news text[], rounds text[],
  singly boolean, room bigint
) RETURNS TABLE (
  place integer, refused text, taken bigint,
  id uuid, kind text, title text, organization text, location text, url text, start_date text,
  end_date text, text text, bullets json, skills json, tags json, metadata json, created_at text,
  updated_at text, deleted_at text, revision bigint, change_id uuid, device text
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  refusals text[] := array_fill(NULL::text, ARRAY[cardinality(ids)]);
BEGIN
  PERFORM resume.lock_account(of_user);
  IF singly THEN
    FOR number IN 1 .. cardinality(ids) LOOP
      BEGIN
        PERFORM resume.store_experiences(of_user, by_device, ids[number:number], bases[number:number],
          changes[number:number], news[number], rounds[number]);
      EXCEPTION WHEN OTHERS THEN
        IF NOT resume.is_refusal(SQLSTATE) THEN
          RAISE;
        END IF;
        refusals[number] := SQLERRM;
      END;
    END LOOP;
  ELSE
    PERFORM resume.store_experiences(of_user, by_device, ids, bases, changes, news[1], rounds[1]);
  END IF;
  RETURN QUERY
    SELECT found.place::integer, found.refused, found.taken,
      row.id, row.kind, row.title, row.organization, row.location, row.url, row.start_date,
      row.end_date, row.text, row.bullets, row.skills, row.tags, row.metadata, row.created_at,
      row.updated_at, row.deleted_at, row.revision, row.change_id, row.device
    FROM (
      SELECT r.place, r.id, refusals[r.place] AS refused,
        CASE WHEN head.change_id = r.change THEN head.revision END AS taken,
        sum(head.size) FILTER (WHERE head.change_id <> r.change AND refusals[r.place] IS NULL)
          OVER (ORDER BY r.place) AS size
      FROM unnest(ids, changes) WITH ORDINALITY AS r (id, change, place)
      LEFT JOIN LATERAL (SELECT e.revision, e.change_id, e.size FROM resume.experiences AS e
        WHERE e.user_id = of_user AND e.id = r.id LIMIT 1) AS head ON true
    ) AS found
    LEFT JOIN LATERAL (SELECT * FROM resume.experiences AS e
      WHERE e.user_id = of_user AND e.id = found.id AND found.taken IS NULL AND found.refused IS NULL
      AND found.size <= room LIMIT 1) AS row ON true
    ORDER BY found.place;
END
$$;

-- The same for the profile; states are its states, oldest first.
CREATE FUNCTION resume.push_profile(of_user text, by_device text, base bigint, change uuid, states text)
RETURNS TABLE (
  refused text, taken bigint, document json, updated_at text, revision bigint, change_id uuid, device text
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  head record;
  state record;
  refusal text;
BEGIN
  PERFORM resume.lock_account(of_user);
  SELECT p.revision, p.change_id INTO head FROM resume.profiles AS p WHERE p.user_id = of_user;
  IF coalesce(head.revision, 0) = base AND head.change_id IS DISTINCT FROM change THEN
    BEGIN
      FOR state IN SELECT * FROM json_to_recordset(states::json)
          AS s (number integer, document json, updated_at text, change_id uuid)
        WHERE s.change_id IS DISTINCT FROM head.change_id ORDER BY s.number
      LOOP
        UPDATE resume.profiles AS p SET document = state.document, updated_at = state.updated_at,
          change_id = state.change_id, device = by_device WHERE p.user_id = of_user;
        IF NOT FOUND THEN
          INSERT INTO resume.profiles (user_id, document, updated_at, change_id, device)
            VALUES (of_user, state.document, state.updated_at, state.change_id, by_device);
        END IF;
      END LOOP;
      SET CONSTRAINTS ALL IMMEDIATE;
    EXCEPTION WHEN OTHERS THEN
      IF NOT resume.is_refusal(SQLSTATE) THEN
        RAISE;
      END IF;
      refusal := SQLERRM;
    END;
  END IF;
  RETURN QUERY
    SELECT refusal, CASE WHEN p.change_id = change THEN p.revision END,
      p.document, p.updated_at, p.revision, p.change_id, p.device
    FROM (SELECT 1) AS one LEFT JOIN resume.profiles AS p ON p.user_id = of_user;
END
$$;

ALTER TABLE resume.meta ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody_reads ON resume.meta FOR SELECT USING (true);

ALTER TABLE resume.accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY each_role_its_own ON resume.accounts
  USING (user_id = current_user::text) WITH CHECK (user_id = current_user::text);

ALTER TABLE resume.experiences ENABLE ROW LEVEL SECURITY;
CREATE POLICY each_role_its_own ON resume.experiences
  USING (user_id = current_user::text) WITH CHECK (user_id = current_user::text);

ALTER TABLE resume.experience_revisions ENABLE ROW LEVEL SECURITY;
CREATE POLICY each_role_its_own ON resume.experience_revisions
  USING (user_id = current_user::text) WITH CHECK (user_id = current_user::text);

ALTER TABLE resume.profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY each_role_its_own ON resume.profiles
  USING (user_id = current_user::text) WITH CHECK (user_id = current_user::text);

ALTER TABLE resume.profile_revisions ENABLE ROW LEVEL SECURITY;
CREATE POLICY each_role_its_own ON resume.profile_revisions
  USING (user_id = current_user::text) WITH CHECK (user_id = current_user::text);

ALTER TABLE resume.ai_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY each_role_its_own ON resume.ai_logs
  USING (user_id = current_user::text) WITH CHECK (user_id = current_user::text);

-- Nobody gets anything that role.sql does not grant, whatever the defaults of the database are:
-- neither everybody, nor whoever holds the anonymous HTTP key of Supabase.
DO $$
DECLARE
  nobody text;
BEGIN
  FOR nobody IN SELECT 'PUBLIC' UNION ALL
    SELECT quote_ident(rolname::text) FROM pg_roles WHERE rolname IN ('anon', 'authenticated')
  LOOP
    EXECUTE 'REVOKE ALL ON SCHEMA resume FROM ' || nobody;
    EXECUTE 'REVOKE ALL ON ALL TABLES IN SCHEMA resume FROM ' || nobody;
    EXECUTE 'REVOKE ALL ON ALL FUNCTIONS IN SCHEMA resume FROM ' || nobody;
  END LOOP;
END
$$;
