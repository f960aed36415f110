-- Spreads the tables over the nodes of a cluster of Citus: all rows of a user are on one of them, so that no
-- statement of a sync needs two. For the owner of the tables. Safe to repeat.
--
-- A node plans the statements of a trigger for each row, which took more than four fifths of the time of a push. So
-- here the triggers ask once in a statement: the first row of a user locks the account and looks for the last
-- revision, and the next rows count on from it. The changes of a statement enter the history together.
--
-- The setting resume.last keeps the last revision and its user from the first row of a statement to its end. A
-- savepoint that is rolled back takes it back, too. A statement that sets it itself can spoil revisions: those of the
-- rows that its role may write, and no others. By hand, INSERT … ON CONFLICT leaves a revision out for each row that is
-- there already.
--
-- A version of the tables that changes one of these functions, or the columns of the history, has to change them here,
-- too.

CREATE OR REPLACE FUNCTION resume.statement_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('resume.last', '', true);
  RETURN NULL;
END
$$;

-- As in 0002.sql, but that the account is locked already where a row of the user came before. Locking it is also what
-- refuses the rows of another user there, so that these are refused here.
CREATE OR REPLACE FUNCTION resume.experience_is_checked() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  last text := current_setting('resume.last', true);
BEGIN
  IF row_security_active(TG_RELID) AND NEW.user_id <> current_user::text THEN
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
      MESSAGE = 'new row violates row-level security policy for table "' || TG_TABLE_NAME || '"';
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
  IF (substr(last, strpos(last, ' ') + 1) = NEW.user_id) IS NOT TRUE THEN
    PERFORM resume.lock_account(NEW.user_id);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION resume.row_takes_a_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  last text := current_setting('resume.last', true);
BEGIN
  IF last <> '' AND substr(last, strpos(last, ' ') + 1) = NEW.user_id THEN
    NEW.revision := 1 + split_part(last, ' ', 1)::bigint;
  ELSE
    NEW.revision := 1 + greatest(0,
      (SELECT e.revision FROM resume.experiences AS e WHERE e.user_id = NEW.user_id
        ORDER BY e.revision DESC LIMIT 1),
      (SELECT d.revision FROM resume.documents AS d WHERE d.user_id = NEW.user_id
        ORDER BY d.revision DESC LIMIT 1));
  END IF;
  PERFORM set_config('resume.last', NEW.revision || ' ' || NEW.user_id, true);
  RETURN NEW;
END
$$;

-- A statement on a distributed table cannot read the rows that were changed: they are carried over in an array, which
-- holds 1 GiB at most. The values stand in the order of the history's columns.
CREATE OR REPLACE FUNCTION resume.experiences_are_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  next record;
  states resume.experience_revisions[] := '{}';
  bytes bigint := 0;
  left_over bigint;
BEGIN
  IF TG_TABLE_SCHEMA <> 'resume' OR TG_TABLE_NAME !~ '^experiences(_[0-9]+)?$' THEN
    RAISE EXCEPTION 'this is a trigger of resume.experiences';
  END IF;
  PERFORM set_config('resume.last', '', true);
  SELECT count(*) INTO left_over FROM changed;
  FOR next IN SELECT size, ROW(user_id, id, kind, title, organization, location, url, start_date, end_date, text,
      bullets, skills, tags, metadata, created_at, updated_at, deleted_at, revision, change_id, device, NULL,
      translations)::resume.experience_revisions AS state FROM changed
  LOOP
    states := states || next.state;
    bytes := bytes + next.size;
    left_over := left_over - 1;
    IF left_over = 0 OR bytes > 16777216 THEN
      INSERT INTO resume.experience_revisions (
          user_id, id, kind, title, organization, location, url, start_date, end_date, text, bullets,
          skills, tags, metadata, translations, created_at, updated_at, deleted_at, revision, change_id,
          device)
        SELECT
          user_id, id, kind, title, organization, location, url, start_date, end_date, text, bullets,
          skills, tags, metadata, translations, created_at, updated_at, deleted_at, revision, change_id,
          device
        FROM unnest(states);
      states := '{}';
      bytes := 0;
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;

-- Triggers count as unsafe, for one could reach for rows of another node. Those of these tables reach for rows
-- of the same user only. The setting matters here alone.
DO $$
DECLARE
  owner regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = 'resume.experiences'::regclass);
  role text;
  place regclass;
BEGIN
  PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  PERFORM set_config('citus.enable_unsafe_triggers', 'on', true);
  FOR role IN SELECT 'PUBLIC' UNION ALL
    SELECT quote_ident(rolname::text) FROM pg_roles WHERE rolname IN ('anon', 'authenticated')
  LOOP
    EXECUTE 'REVOKE ALL ON FUNCTION resume.statement_begins() FROM ' || role;
  END LOOP;
  EXECUTE 'ALTER FUNCTION resume.statement_begins() OWNER TO ' || owner;
  IF NOT EXISTS (SELECT 1 FROM pg_trigger
      WHERE tgrelid = 'resume.experiences'::regclass AND tgname = 'experiences_begin')
  THEN
    DROP TRIGGER experiences_inserted ON resume.experiences;
    DROP TRIGGER experiences_updated ON resume.experiences;
    CREATE TRIGGER experiences_inserted AFTER INSERT ON resume.experiences REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION resume.experiences_are_recorded();
    CREATE TRIGGER experiences_updated AFTER UPDATE ON resume.experiences REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION resume.experiences_are_recorded();
    CREATE TRIGGER experiences_begin BEFORE INSERT OR UPDATE ON resume.experiences
      FOR EACH STATEMENT EXECUTE FUNCTION resume.statement_begins();
    CREATE TRIGGER documents_begin BEFORE INSERT OR UPDATE ON resume.documents
      FOR EACH STATEMENT EXECUTE FUNCTION resume.statement_begins();
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = 'resume.meta'::regclass) THEN
    PERFORM create_reference_table('resume.meta');
  END IF;
  -- The first says where the rows of the others are.
  FOREACH place IN ARRAY ARRAY['resume.accounts', 'resume.experiences', 'resume.experience_revisions',
    'resume.documents', 'resume.document_revisions', 'resume.ai_logs']::regclass[]
  LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = place AND partmethod = 'h') THEN
      PERFORM create_distributed_table(place, 'user_id',
        colocate_with => CASE WHEN place = 'resume.accounts'::regclass THEN 'none' ELSE 'resume.accounts' END);
    END IF;
  END LOOP;
END
$$;
