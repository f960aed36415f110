-- Spreads the tables over the nodes of a cluster of Citus: all rows of a user are on one of them, so that no
-- statement of a sync needs two. For the owner of the tables. Safe to repeat.
--
-- Triggers count as unsafe, for one could reach for rows of another node. Those of these tables reach for rows
-- of the same user only. The setting matters here alone.
DO $$
DECLARE
  place regclass;
BEGIN
  PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  PERFORM set_config('citus.enable_unsafe_triggers', 'on', true);
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
