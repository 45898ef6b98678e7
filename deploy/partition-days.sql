-- PostgreSQL: makes monthly partitions of the table "days", or, when called again, of the months that have come since.
-- As the app's own user: psql "$DATABASE_URL" -X -1 -v ON_ERROR_STOP=1 -f deploy/partition-days.sql
-- One transaction; the app waits for the table meanwhile and then goes on. deploy/join-days.sql goes back.
SET LOCAL statement_timeout = 0;
-- Every tenant's rows, where row-level security keeps them apart.
SET LOCAL "traffic.tenants" = '*';
LOCK TABLE "days";
ALTER TABLE "days" RENAME TO "days_before";

CREATE TABLE "days" (LIKE "days_before" INCLUDING DEFAULTS) PARTITION BY RANGE ("day");
DO $$
DECLARE
  part record;
BEGIN
  -- When called again the months of before give their names away.
  FOR part IN SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = '"days_before"'::regclass LOOP
    EXECUTE format('ALTER TABLE %I RENAME TO %I', part.name, 'before_' || part.name);
  END LOOP;
  -- From the oldest day to two years from now.
  FOR part IN
    SELECT month::date AS first, (month + interval '1 month')::date AS next
    FROM generate_series(
      (SELECT date_trunc('month', LEAST(MIN("day"), CURRENT_DATE)) FROM "days_before"),
      date_trunc('month', CURRENT_DATE) + interval '2 years',
      interval '1 month') AS month
  LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF "days" FOR VALUES FROM (%L) TO (%L)',
      'days_' || to_char(part.first, 'YYYY_MM'), part.first, part.next);
  END LOOP;
END $$;
-- For days beyond: nothing is refused if this file is not called again in time.
CREATE TABLE "days_other" PARTITION OF "days" DEFAULT;

INSERT INTO "days" SELECT * FROM "days_before";

-- The rules of row-level security, where there are any, and who may do what.
DO $$
DECLARE
  rule record;
BEGIN
  FOR rule IN SELECT * FROM pg_policies WHERE schemaname = current_schema() AND tablename = 'days_before' LOOP
    EXECUTE concat(
      format('CREATE POLICY %I ON "days" AS %s FOR %s TO %s', rule.policyname, rule.permissive, rule.cmd, array_to_string(rule.roles, ', ')),
      ' USING (' || rule.qual || ')', ' WITH CHECK (' || rule.with_check || ')');
  END LOOP;
  SELECT * INTO rule FROM pg_class WHERE oid = '"days_before"'::regclass;
  IF rule.relrowsecurity THEN ALTER TABLE "days" ENABLE ROW LEVEL SECURITY; END IF;
  IF rule.relforcerowsecurity THEN ALTER TABLE "days" FORCE ROW LEVEL SECURITY; END IF;
  FOR rule IN
    SELECT g.privilege_type AS may, CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END AS who
    FROM pg_class c, aclexplode(c.relacl) g WHERE c.oid = '"days_before"'::regclass AND g.grantee <> c.relowner
  LOOP
    EXECUTE format('GRANT %s ON "days" TO %s', rule.may, rule.who);
  END LOOP;
END $$;
DROP TABLE "days_before";
ALTER TABLE "days" ADD PRIMARY KEY ("repository_id", "day");
ALTER TABLE "days" ADD FOREIGN KEY ("repository_id") REFERENCES "repositories" ("id") ON DELETE CASCADE;
ANALYZE "days";
