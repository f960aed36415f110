-- What a role needs to keep its own résumé in tables that another one owns. Row-level security shows it
-- the rows of its own name and no others; revisions, history and counting are the triggers' work.
-- Safe to repeat.

GRANT USAGE ON SCHEMA resume TO :role;
GRANT SELECT ON resume.meta, resume.accounts, resume.experience_revisions, resume.document_revisions TO :role;
-- To lock its account, and to begin an epoch: revision is not among them.
GRANT INSERT (user_id, epoch), UPDATE (epoch) ON resume.accounts TO :role;
GRANT SELECT, INSERT, UPDATE, DELETE ON resume.experiences, resume.documents, resume.ai_logs TO :role;
GRANT EXECUTE ON FUNCTION
  resume.lock_account(text),
  resume.is_refusal(text),
  resume.time_of(text),
  resume.store_experiences(text, text, uuid[], bigint[], uuid[], text, text),
  resume.push_experiences(text, text, uuid[], bigint[], uuid[], text[], text[], boolean, bigint),
  resume.push_documents(text, text, text, bigint)
TO :role;
