/**
 * The app's tables. What else may stand beside them, such as the tables of the tutorial's app in the same Db2, is neither
 * backed up nor touched: a backup that held it would fit no new database. A test compares the list with the migrations.
 */
export const TABLES: ReadonlySet<string> = new Set(
  `attempts clock counts coverage credentials days deliveries events grants identities import_days import_ranges import_repositories imports installation invitations leases passwords pauses repositories repository_names revisions run_tenants runs session_answers sessions snapshots tenants tickets users visits weeks windows`.split(
    /\s+/,
  ),
);
