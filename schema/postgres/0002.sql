-- Version 2 of the tables: documents, of which the profile is one. Run in one transaction on version 1.
--
-- A profile becomes the document of kind 'profile' with the id 'profile'. Its tables are renamed, so that owner,
-- privileges and row-level security stay as they are. Rows and history keep their revisions, changes, devices and
-- times, so that what devices know of them stays true.
--
-- What holds of experiences holds of documents: revisions, history and tombstones are the triggers' work.

-- Each writer looks into profiles for its revision, and holds them until its end: from here on there is none.
LOCK TABLE resume.profiles, resume.profile_revisions IN ACCESS EXCLUSIVE MODE;

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
  -- now(), for one, becomes a text that is no RFC 3339.
  IF NEW.updated_at NOT LIKE '%Z' THEN
    NEW.updated_at := to_char(NEW.updated_at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  END IF;
  IF NEW.deleted_at NOT LIKE '%Z' THEN
    NEW.deleted_at := to_char(NEW.deleted_at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
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

-- The changes of a statement enter the history together.
CREATE FUNCTION resume.documents_are_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_SCHEMA <> 'resume' OR TG_TABLE_NAME <> 'documents' THEN
    RAISE EXCEPTION 'this is a trigger of resume.documents';
  END IF;
  INSERT INTO resume.document_revisions (
      user_id, kind, id, body, updated_at, deleted_at, revision, change_id, device)
    SELECT user_id, kind, id, body, updated_at, deleted_at, revision, change_id, device FROM changed;
  RETURN NULL;
END
$$;

CREATE FUNCTION resume.document_becomes_a_tombstone() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE resume.documents SET deleted_at = to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    WHERE user_id = OLD.user_id AND kind = OLD.kind AND id = OLD.id AND deleted_at IS NULL;
  RETURN NULL;
END
$$;

-- Of two triggers the one whose name comes first goes first.
CREATE TRIGGER documents_1_are_checked BEFORE INSERT OR UPDATE ON resume.documents
  FOR EACH ROW EXECUTE FUNCTION resume.document_is_checked();
CREATE TRIGGER documents_2_take_a_revision BEFORE INSERT OR UPDATE ON resume.documents
  FOR EACH ROW EXECUTE FUNCTION resume.row_takes_a_revision();
CREATE TRIGGER documents_inserted AFTER INSERT ON resume.documents REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION resume.documents_are_recorded();
CREATE TRIGGER documents_updated AFTER UPDATE ON resume.documents REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION resume.documents_are_recorded();
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
    'document_is_checked', 'documents_are_recorded', 'document_becomes_a_tombstone', 'push_documents')
  LOOP
    FOR role IN SELECT 'PUBLIC' UNION ALL
      SELECT quote_ident(rolname::text) FROM pg_roles WHERE rolname IN ('anon', 'authenticated')
    LOOP
      EXECUTE 'REVOKE ALL ON FUNCTION ' || made || ' FROM ' || role;
    END LOOP;
    EXECUTE 'ALTER FUNCTION ' || made || ' OWNER TO ' || owner;
  END LOOP;
  FOR role IN SELECT privilege.grantee::regrole::text
    FROM pg_proc AS p, aclexplode(p.proacl) AS privilege
    WHERE p.oid = 'resume.push_profile(text, text, bigint, uuid, text)'::regprocedure
      AND privilege.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'GRANT EXECUTE ON FUNCTION resume.push_documents(text, text, text, bigint) TO ' || role;
  END LOOP;
END
$$;

DROP FUNCTION resume.push_profile(text, text, bigint, uuid, text);
