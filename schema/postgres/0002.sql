-- Version 2 of the tables: documents, of which the profile is one, and translations of experiences. Run in one
-- transaction on version 1.
--
-- A profile becomes the document of kind 'profile' with the id 'profile'. Its tables are renamed, so that owner,
-- privileges and row-level security stay as they are. Rows and history keep their revisions, changes, devices and
-- times, so that what devices know of them stays true.
--
-- What holds of experiences holds of documents: revisions, history and tombstones are the triggers' work.

-- Each writer looks into profiles for its revision, and holds them until its end: from here on there is none.
LOCK TABLE resume.experiences, resume.profiles, resume.profile_revisions IN ACCESS EXCLUSIVE MODE;

UPDATE resume.meta SET schema_version = 2;

DROP TRIGGER profiles_1_are_checked ON resume.profiles;
DROP TRIGGER profiles_2_take_a_revision ON resume.profiles;
DROP TRIGGER profiles_inserted ON resume.profiles;
DROP TRIGGER profiles_updated ON resume.profiles;
DROP TRIGGER profiles_deleted ON resume.profiles;
DROP TRIGGER profiles_stay ON resume.profiles;
DROP TRIGGER profile_revisions_write_themselves ON resume.profile_revisions;
DROP TRIGGER profile_revisions_only_grow ON resume.profile_revisions;
DROP FUNCTION resume.profile_is_checked();
DROP FUNCTION resume.profiles_are_recorded();
DROP FUNCTION resume.profile_becomes_empty();

-- A bullet has its translations with it. The size counts them, too; PostgreSQL 15 cannot change how a column is
-- generated. The index on it goes with the column, and comes again.
ALTER TABLE resume.experiences
  ADD COLUMN translations json NOT NULL DEFAULT '{}',
  DROP COLUMN size,
  DROP CONSTRAINT bullets_are_texts_or_have_text_and_tags,
  ADD CONSTRAINT translations_is_a_json_object CHECK (json_typeof(translations) = 'object'),
  -- A language is an object of texts; a text is one, or an object with its hash.
  ADD CONSTRAINT translations_are_texts CHECK (
    CASE WHEN json_typeof(translations) = 'object' AND translations::text <> '{}' THEN
      NOT jsonb_path_exists(translations::jsonb, 'strict $.keyvalue() ? (@.value.type() != "object"
        || !(@.key like_regex "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}$"))')
      AND NOT jsonb_path_exists(translations::jsonb, 'strict $.*.keyvalue() ? (@.key != "title"
        && @.key != "organization" && @.key != "location" && @.key != "text")')
      AND jsonb_array_length(jsonb_path_query_array(translations::jsonb, 'strict $.*.* ? (@.type() == "string"
        || (@.type() == "object" && @.text.type() == "string"
          && !exists(@.keyvalue() ? (@.key != "text" && @.key != "of"))
          && ((exists(@.of)) is unknown || @.of like_regex "^[0-9a-f]{16}$")))'))
        = jsonb_array_length(jsonb_path_query_array(translations::jsonb, 'strict $.*.*'))
    ELSE true END),
  ADD CONSTRAINT bullets_are_texts_or_have_text_tags_and_translations CHECK (
    CASE WHEN json_typeof(bullets) = 'array' THEN json_array_length(bullets) <= 10000
    AND jsonb_array_length(jsonb_path_query_array(bullets::jsonb, 'strict $[*] ? (@.type() == "string"
      || (@.type() == "object" && @.text.type() == "string"
        && !exists(@.keyvalue() ? (@.key != "text" && @.key != "tags" && @.key != "translations"))
        && ((exists(@.tags)) is unknown || (@.tags.type() == "array"
          && !exists(@.tags[*] ? (@.type() != "string"))))))')) = json_array_length(bullets) ELSE true END),
  ADD CONSTRAINT translations_of_bullets_are_texts CHECK (
    CASE WHEN json_typeof(bullets) = 'array' AND strpos(bullets::text, '{') > 0 THEN
      NOT jsonb_path_exists(bullets::jsonb,
        'strict $[*] ? (exists(@.translations)).translations ? (@.type() != "object")')
      AND NOT jsonb_path_exists(bullets::jsonb, 'strict $[*] ? (exists(@.translations)).translations.keyvalue()
        ? (!(@.key like_regex "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}$"))')
      AND jsonb_array_length(jsonb_path_query_array(bullets::jsonb,
        'strict $[*] ? (exists(@.translations)).translations.* ? (@.type() == "string"
        || (@.type() == "object" && @.text.type() == "string"
          && !exists(@.keyvalue() ? (@.key != "text" && @.key != "of"))
          && ((exists(@.of)) is unknown || @.of like_regex "^[0-9a-f]{16}$")))'))
        = jsonb_array_length(jsonb_path_query_array(bullets::jsonb,
        'strict $[*] ? (exists(@.translations)).translations.*'))
    ELSE true END);
ALTER TABLE resume.experiences
  -- How many bytes a page spends on it.
  ADD COLUMN size bigint NOT NULL GENERATED ALWAYS AS (
    octet_length(title) + coalesce(octet_length(organization), 0) + coalesce(octet_length(location),
    0) + coalesce(octet_length(url), 0) + coalesce(octet_length(text), 0) +
    octet_length(bullets::text) + octet_length(skills::text) + octet_length(tags::text) +
    octet_length(metadata::text) + octet_length(translations::text)) STORED;
CREATE INDEX experiences_by_revision ON resume.experiences (user_id, revision) INCLUDE (size);
ALTER TABLE resume.experience_revisions ADD COLUMN translations json NOT NULL DEFAULT '{}';

ALTER TABLE resume.profiles RENAME TO documents;
ALTER TABLE resume.documents RENAME COLUMN document TO body;
ALTER TABLE resume.documents RENAME CONSTRAINT document_is_a_json_object TO body_is_a_json_object;
ALTER TABLE resume.documents RENAME CONSTRAINT document_is_text TO body_is_text;
ALTER TABLE resume.documents
  ADD COLUMN kind text COLLATE "C" NOT NULL DEFAULT 'profile',
  ADD COLUMN id text COLLATE "C" NOT NULL DEFAULT 'profile',
  ADD COLUMN deleted_at text,
  -- How many bytes a page spends on it.
  ADD COLUMN size bigint NOT NULL GENERATED ALWAYS AS (octet_length(body::text)) STORED,
  DROP CONSTRAINT profiles_pkey,
  ADD CONSTRAINT documents_pkey PRIMARY KEY (user_id, kind, id),
  ADD CONSTRAINT kind_is_known CHECK (kind IN ('profile', 'variant', 'application', 'snapshot')),
  ADD CONSTRAINT id_has_1_to_255_bytes CHECK (octet_length(id) BETWEEN 1 AND 255),
  ADD CONSTRAINT id_of_a_profile_is_profile CHECK (kind <> 'profile' OR id = 'profile'),
  ADD CONSTRAINT deleted_at_is_rfc_3339_utc CHECK (deleted_at IS NULL OR (deleted_at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z$'
    AND deleted_at COLLATE "C" < '9999-12-30' AND deleted_at::timestamptz IS NOT NULL));
ALTER TABLE resume.documents
  ALTER COLUMN kind DROP DEFAULT,
  ALTER COLUMN id SET DEFAULT gen_random_uuid()::text;

-- Where a page ends is found in here alone, without a look at other users' rows between.
CREATE INDEX documents_by_revision ON resume.documents (user_id, revision) INCLUDE (size);

ALTER TABLE resume.profile_revisions RENAME TO document_revisions;
ALTER TABLE resume.document_revisions RENAME COLUMN document TO body;
ALTER TABLE resume.document_revisions RENAME CONSTRAINT profile_revisions_pkey TO document_revisions_pkey;
ALTER INDEX resume.profile_revisions_by_change RENAME TO document_revisions_by_change;
ALTER TABLE resume.document_revisions
  ADD COLUMN kind text COLLATE "C" NOT NULL DEFAULT 'profile',
  ADD COLUMN id text COLLATE "C" NOT NULL DEFAULT 'profile',
  ADD COLUMN deleted_at text;
ALTER TABLE resume.document_revisions
  ALTER COLUMN kind DROP DEFAULT,
  ALTER COLUMN id DROP DEFAULT;

CREATE INDEX document_revisions_by_key ON resume.document_revisions (user_id, kind, id, revision);

-- A statement on a distributed table runs on a piece of it, whose name is the table's with a
-- number. Nor has a transition table a place there: so each row enters the history by itself.
DROP TRIGGER experiences_inserted ON resume.experiences;
DROP TRIGGER experiences_updated ON resume.experiences;
CREATE OR REPLACE FUNCTION resume.experiences_are_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_SCHEMA <> 'resume' OR TG_TABLE_NAME !~ '^experiences(_[0-9]+)?$' THEN
    RAISE EXCEPTION 'this is a trigger of resume.experiences';
  END IF;
  INSERT INTO resume.experience_revisions (
      user_id, id, kind, title, organization, location, url, start_date, end_date, text, bullets,
      skills, tags, metadata, translations, created_at, updated_at, deleted_at, revision, change_id,
      device)
    VALUES (
      NEW.user_id, NEW.id, NEW.kind, NEW.title, NEW.organization, NEW.location, NEW.url, NEW.start_date,
      NEW.end_date, NEW.text, NEW.bullets, NEW.skills, NEW.tags, NEW.metadata, NEW.translations,
      NEW.created_at, NEW.updated_at, NEW.deleted_at, NEW.revision, NEW.change_id, NEW.device);
  RETURN NULL;
END
$$;
CREATE TRIGGER experiences_inserted AFTER INSERT ON resume.experiences
  FOR EACH ROW EXECUTE FUNCTION resume.experiences_are_recorded();
CREATE TRIGGER experiences_updated AFTER UPDATE ON resume.experiences
  FOR EACH ROW EXECUTE FUNCTION resume.experiences_are_recorded();

-- In two steps: a distributed table takes no volatile function in an UPDATE.
CREATE OR REPLACE FUNCTION resume.experience_becomes_a_tombstone() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  at text := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
BEGIN
  UPDATE resume.experiences SET deleted_at = at
    WHERE user_id = OLD.user_id AND id = OLD.id AND deleted_at IS NULL;
  RETURN NULL;
END
$$;

-- A time as the tables keep it. now(), for one, becomes a text in the way of the session (DateStyle, TimeZone),
-- and such a text may end with the short name of a zone that several have. It is right if it is what this session
-- writes for the time that it is read as, with that name or as a time of the session's own zone.
CREATE FUNCTION resume.time_of(written text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  meant timestamptz;
BEGIN
  IF written ~ '[0-9] ?[[:alpha:]]+$' AND written !~* '[0-9] ?(UTC|GMT|Z|AM|PM|BC)$' THEN
    meant := regexp_replace(written, ' ?[[:alpha:]]+$', '')::timestamp AT TIME ZONE current_setting('TimeZone');
    -- Of an hour that comes twice, the other one.
    IF meant::text <> written THEN
      meant := written::timestamptz;
    END IF;
    IF meant::text <> written THEN
      RAISE EXCEPTION USING ERRCODE = 'invalid_datetime_format', MESSAGE =
        'which time is meant by "' || written || '"? Several zones have that short name: write +HH:MM instead of it';
    END IF;
  ELSE
    meant := written::timestamptz;
  END IF;
  IF NOT isfinite(meant) OR extract(year FROM meant AT TIME ZONE 'UTC') NOT BETWEEN 1 AND 9999 THEN
    RAISE EXCEPTION USING ERRCODE = 'datetime_field_overflow',
      MESSAGE = 'a time is in the years 1 to 9999, and this is "' || written || '"';
  END IF;
  RETURN to_char(meant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
END
$$;

CREATE OR REPLACE FUNCTION resume.experience_is_checked() RETURNS trigger
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
    -- A statement that changes a row and not its change_id is a change of its own, made by hand.
    IF NEW.change_id = OLD.change_id THEN
      NEW.change_id := gen_random_uuid();
      NEW.device := NULL;
      IF NEW.updated_at = OLD.updated_at THEN
        NEW.updated_at := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
      END IF;
    END IF;
  END IF;
  IF NEW.created_at NOT LIKE '%Z' THEN
    NEW.created_at := resume.time_of(NEW.created_at);
  END IF;
  IF NEW.updated_at NOT LIKE '%Z' THEN
    NEW.updated_at := resume.time_of(NEW.updated_at);
  END IF;
  IF NEW.deleted_at NOT LIKE '%Z' THEN
    NEW.deleted_at := resume.time_of(NEW.deleted_at);
  END IF;
  PERFORM 1 FROM resume.accounts AS a WHERE a.user_id = NEW.user_id FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO resume.accounts (user_id) VALUES (NEW.user_id) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM resume.accounts AS a WHERE a.user_id = NEW.user_id FOR UPDATE;
  END IF;
  RETURN NEW;
END
$$;

-- Policies alone do not hold back each insert into a piece of a distributed table. Of the other tables the checks
-- above lock the account first, which they do not get of another one.
CREATE FUNCTION resume.row_is_ones_own() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF row_security_active(TG_RELID) AND NEW.user_id <> current_user::text THEN
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
      MESSAGE = 'new row violates row-level security policy for table "' || TG_TABLE_NAME || '"';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER accounts_are_ones_own BEFORE INSERT ON resume.accounts
  FOR EACH ROW EXECUTE FUNCTION resume.row_is_ones_own();
CREATE TRIGGER ai_logs_are_ones_own BEFORE INSERT ON resume.ai_logs
  FOR EACH ROW EXECUTE FUNCTION resume.row_is_ones_own();

CREATE OR REPLACE FUNCTION resume.store_experiences(
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
        skills, tags, metadata, translations, created_at, updated_at, deleted_at, change_id, device)
      SELECT of_user,
        s.id, s.kind, s.title, s.organization, s.location, s.url, s.start_date, s.end_date, s.text,
        coalesce(s.bullets, '[]'), coalesce(s.skills, '[]'), coalesce(s.tags, '[]'),
        coalesce(s.metadata, '{}'), coalesce(s.translations, '{}'), s.created_at, s.updated_at, s.deleted_at,
        s.change_id, by_device
      FROM json_to_recordset(news::json) AS s (
        place integer, id uuid, kind text, title text, organization text, location text, url text,
        start_date text, end_date text, text text, bullets json, skills json, tags json, metadata
        json, translations json, created_at text, updated_at text, deleted_at text, change_id uuid)
      WHERE chosen[s.place] ORDER BY s.place
      -- There is none, for the account is locked. It has a distributed table take the rows one by one, as it has to
      -- for their errors to be told.
      ON CONFLICT (user_id, id) DO NOTHING;
  END IF;
  FOR round IN SELECT r.value FROM json_array_elements(rounds::json) WITH ORDINALITY AS r (value, number)
    ORDER BY r.number
  LOOP
    UPDATE resume.experiences AS e SET
        kind = s.kind, title = s.title, organization = s.organization, location = s.location, url =
        s.url, start_date = s.start_date, end_date = s.end_date, text = s.text, bullets =
        coalesce(s.bullets, '[]'), skills = coalesce(s.skills, '[]'), tags = coalesce(s.tags, '[]'),
        metadata = coalesce(s.metadata, '{}'), translations =
        coalesce(s.translations, '{}'), created_at = s.created_at, updated_at = s.updated_at, deleted_at = s.deleted_at,
        change_id = s.change_id, device = by_device
      FROM json_to_recordset(round) AS s (
        place integer, id uuid, kind text, title text, organization text, location text, url text,
        start_date text, end_date text, text text, bullets json, skills json, tags json, metadata
        json, translations json, created_at text, updated_at text, deleted_at text, change_id uuid)
      -- Found one by one: what row-level security adds has the planner expect too few rows to join.
      CROSS JOIN LATERAL (SELECT h.ctid FROM resume.experiences AS h
        WHERE h.user_id = of_user AND h.id = s.id LIMIT 1) AS h (row)
      WHERE e.user_id = of_user AND e.ctid = h.row AND chosen[s.place] AND e.change_id <> s.change_id;
  END LOOP;
  -- Nothing is left to be refused at the end of the transaction, where it would take all with it.
  SET CONSTRAINTS ALL IMMEDIATE;
END
$$;

-- What it answers has changed: a function of this name cannot be replaced by it, and its privileges are given below.
ALTER FUNCTION resume.push_experiences(text, text, uuid[], bigint[], uuid[], text[], text[], boolean, bigint)
  RENAME TO push_experiences_1;
CREATE FUNCTION resume.push_experiences(
  of_user text, by_device text, ids uuid[], bases bigint[], changes uuid[], news text[], rounds text[],
  singly boolean, room bigint
) RETURNS TABLE (
  place integer, refused text, taken bigint,
  id uuid, kind text, title text, organization text, location text, url text, start_date text,
  end_date text, text text, bullets json, skills json, tags json, metadata json, translations json,
  created_at text, updated_at text, deleted_at text, revision bigint, change_id uuid, device text
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
      row.end_date, row.text, row.bullets, row.skills, row.tags, row.metadata, row.translations,
      row.created_at, row.updated_at, row.deleted_at, row.revision, row.change_id, row.device
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

-- Runs with the rights of the role that writes the row, under row-level security: a row that is only said to
-- belong to another user is refused before anything of that user is locked.
CREATE FUNCTION resume.document_is_checked() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.user_id <> OLD.user_id OR NEW.kind <> OLD.kind OR NEW.id <> OLD.id THEN
      RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
        MESSAGE = 'user_id, kind and id of a document cannot change: insert another one';
    END IF;
    -- A statement that changes a row and not its change_id is a change of its own, made by hand.
    IF NEW.change_id = OLD.change_id THEN
      NEW.change_id := gen_random_uuid();
      NEW.device := NULL;
      IF NEW.updated_at = OLD.updated_at THEN
        NEW.updated_at := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
      END IF;
    END IF;
  END IF;
  IF NEW.updated_at NOT LIKE '%Z' THEN
    NEW.updated_at := resume.time_of(NEW.updated_at);
  END IF;
  IF NEW.deleted_at NOT LIKE '%Z' THEN
    NEW.deleted_at := resume.time_of(NEW.deleted_at);
  END IF;
  PERFORM resume.lock_account(NEW.user_id);
  RETURN NEW;
END
$$;

-- The last revision is that of a row, because rows never go. What this statement has changed before is
-- among them, and only at its end in the histories. The plan is kept while the tables grow: one made for
-- tables that were found empty would read all of them for each row of a first push.
CREATE OR REPLACE FUNCTION resume.row_takes_a_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
  NEW.revision := 1 + greatest(0,
    (SELECT e.revision FROM resume.experiences AS e WHERE e.user_id = NEW.user_id
      ORDER BY e.revision DESC LIMIT 1),
    (SELECT d.revision FROM resume.documents AS d WHERE d.user_id = NEW.user_id
      ORDER BY d.revision DESC LIMIT 1));
  RETURN NEW;
END
$$;

CREATE FUNCTION resume.documents_are_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_SCHEMA <> 'resume' OR TG_TABLE_NAME !~ '^documents(_[0-9]+)?$' THEN
    RAISE EXCEPTION 'this is a trigger of resume.documents';
  END IF;
  INSERT INTO resume.document_revisions (
      user_id, kind, id, body, updated_at, deleted_at, revision, change_id, device)
    VALUES (NEW.user_id, NEW.kind, NEW.id, NEW.body, NEW.updated_at, NEW.deleted_at, NEW.revision,
      NEW.change_id, NEW.device);
  RETURN NULL;
END
$$;

CREATE FUNCTION resume.document_becomes_a_tombstone() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  at text := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
BEGIN
  UPDATE resume.documents SET deleted_at = at
    WHERE user_id = OLD.user_id AND kind = OLD.kind AND id = OLD.id AND deleted_at IS NULL;
  RETURN NULL;
END
$$;

-- Of two triggers the one whose name comes first goes first.
CREATE TRIGGER documents_1_are_checked BEFORE INSERT OR UPDATE ON resume.documents
  FOR EACH ROW EXECUTE FUNCTION resume.document_is_checked();
CREATE TRIGGER documents_2_take_a_revision BEFORE INSERT OR UPDATE ON resume.documents
  FOR EACH ROW EXECUTE FUNCTION resume.row_takes_a_revision();
CREATE TRIGGER documents_inserted AFTER INSERT ON resume.documents
  FOR EACH ROW EXECUTE FUNCTION resume.documents_are_recorded();
CREATE TRIGGER documents_updated AFTER UPDATE ON resume.documents
  FOR EACH ROW EXECUTE FUNCTION resume.documents_are_recorded();
CREATE TRIGGER documents_deleted BEFORE DELETE ON resume.documents
  FOR EACH ROW EXECUTE FUNCTION resume.document_becomes_a_tombstone();
CREATE TRIGGER documents_stay BEFORE TRUNCATE ON resume.documents
  FOR EACH STATEMENT EXECUTE FUNCTION resume.is_refused('the rows stay: delete them, which leaves tombstones');
CREATE TRIGGER document_revisions_write_themselves BEFORE INSERT ON resume.document_revisions
  FOR EACH STATEMENT EXECUTE FUNCTION resume.history_writes_itself();
CREATE TRIGGER document_revisions_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON resume.document_revisions
  FOR EACH STATEMENT EXECUTE FUNCTION resume.is_refused('the history only grows: change the document instead');

-- Stores documents and tells what became of each: refused, or taken as a revision, or else in conflict with the
-- row that is there (without a row, if there is none, or no room for more of them). pushes holds for each its
-- place, its key, the revision that it builds on, the change that is to be the last, and its states with their
-- numbers. One that is refused takes none of the others with it.
CREATE FUNCTION resume.push_documents(of_user text, by_device text, pushes text, room bigint)
RETURNS TABLE (
  place integer, refused text, taken bigint,
  kind text, id text, body json, updated_at text, deleted_at text, revision bigint, change_id uuid, device text
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  push record;
  head record;
  state record;
  refusal text;
BEGIN
  PERFORM resume.lock_account(of_user);
  FOR push IN SELECT * FROM json_to_recordset(pushes::json)
      AS p (place integer, kind text, id text, base bigint, change uuid, states json) ORDER BY p.place
  LOOP
    refusal := NULL;
    SELECT d.revision, d.change_id INTO head FROM resume.documents AS d
      WHERE d.user_id = of_user AND d.kind = push.kind AND d.id = push.id;
    IF coalesce(head.revision, 0) = push.base AND head.change_id IS DISTINCT FROM push.change THEN
      BEGIN
        FOR state IN SELECT * FROM json_to_recordset(push.states)
            AS s (number integer, body json, updated_at text, deleted_at text, change_id uuid)
          WHERE s.change_id IS DISTINCT FROM head.change_id ORDER BY s.number
        LOOP
          UPDATE resume.documents AS d SET body = state.body, updated_at = state.updated_at,
              deleted_at = state.deleted_at, change_id = state.change_id, device = by_device
            WHERE d.user_id = of_user AND d.kind = push.kind AND d.id = push.id;
          IF NOT FOUND THEN
            INSERT INTO resume.documents (user_id, kind, id, body, updated_at, deleted_at, change_id, device)
              VALUES (of_user, push.kind, push.id, state.body, state.updated_at, state.deleted_at,
                state.change_id, by_device);
          END IF;
        END LOOP;
        -- Nothing is left to be refused at the end of the transaction, where it would take all with it.
        SET CONSTRAINTS ALL IMMEDIATE;
      EXCEPTION WHEN OTHERS THEN
        IF NOT resume.is_refusal(SQLSTATE) THEN
          RAISE;
        END IF;
        refusal := SQLERRM;
      END;
    END IF;
    SELECT d.revision, d.change_id, d.size INTO head FROM resume.documents AS d
      WHERE d.user_id = of_user AND d.kind = push.kind AND d.id = push.id;
    IF refusal IS NULL AND head.change_id <> push.change THEN
      room := room - head.size;
    END IF;
    RETURN QUERY
      SELECT push.place, refusal, CASE WHEN head.change_id = push.change THEN head.revision END,
        d.kind, d.id, d.body, d.updated_at, d.deleted_at, d.revision, d.change_id, d.device
      FROM (SELECT 1) AS one LEFT JOIN resume.documents AS d ON d.user_id = of_user AND d.kind = push.kind
        AND d.id = push.id AND refusal IS NULL AND d.change_id <> push.change AND room >= 0;
  END LOOP;
END
$$;

-- The roles that could execute the old function can execute the new one. The owner of the tables owns the new
-- functions, also after an upgrade by a superuser. Other roles get no privilege, despite the database's defaults.
DO $$
DECLARE
  owner regrole := (SELECT relowner FROM pg_class WHERE oid = 'resume.documents'::regclass);
  made regprocedure;
  role text;
BEGIN
  FOR made IN SELECT oid FROM pg_proc WHERE pronamespace = 'resume'::regnamespace AND proname IN (
    'document_is_checked', 'documents_are_recorded', 'document_becomes_a_tombstone', 'push_documents',
    'push_experiences', 'time_of', 'row_is_ones_own')
  LOOP
    FOR role IN SELECT 'PUBLIC' UNION ALL
      SELECT quote_ident(rolname::text) FROM pg_roles WHERE rolname IN ('anon', 'authenticated')
    LOOP
      EXECUTE 'REVOKE ALL ON FUNCTION ' || made || ' FROM ' || role;
    END LOOP;
    EXECUTE 'ALTER FUNCTION ' || made || ' OWNER TO ' || owner;
  END LOOP;
  FOR role, made IN SELECT privilege.grantee::regrole::text, renewed.new
    FROM (VALUES
      ('resume.push_profile(text, text, bigint, uuid, text)'::regprocedure,
        'resume.push_documents(text, text, text, bigint)'::regprocedure),
      ('resume.lock_account(text)', 'resume.time_of(text)'),
      ('resume.push_experiences_1(text, text, uuid[], bigint[], uuid[], text[], text[], boolean, bigint)',
        'resume.push_experiences(text, text, uuid[], bigint[], uuid[], text[], text[], boolean, bigint)')
    ) AS renewed (old, new) JOIN pg_proc AS p ON p.oid = renewed.old, aclexplode(p.proacl) AS privilege
    WHERE privilege.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'GRANT EXECUTE ON FUNCTION ' || made || ' TO ' || role;
  END LOOP;
END
$$;

DROP FUNCTION resume.push_profile(text, text, bigint, uuid, text);
DROP FUNCTION resume.push_experiences_1(text, text, uuid[], bigint[], uuid[], text[], text[], boolean, bigint);
