#!/bin/bash
# Run once, when the database is made: the role of the sites. `fed silo migrate --site-role` gives it its rights.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --set password="$SITE_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
create role federation_site login password :'password';
SQL
