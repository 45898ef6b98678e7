-- PostgreSQL: makes one plain table of the partitions that deploy/partition-days.sql made of "days".
-- As the app's own user: psql "$DATABASE_URL" -X -1 -v ON_ERROR_STOP=1 -f deploy/join-days.sql
-- One transaction; the app waits for the table meanwhile and then goes on.
SET LOCAL statement_timeout = 0;
-- Every tenant's rows, where row-level security keeps them apart.
SET LOCAL "traffic.tenants" = '*';
LOCK TABLE "days";
ALTER TABLE "days" RENAME TO "days_before";

CREATE TABLE "days" (LIKE "days_before" INCLUDING DEFAULTS);
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
