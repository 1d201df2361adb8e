#!/bin/sh
# Makes the Secrets of the development overlay: passwords of the database, and what `fed cluster init DIR --site north --site south` wrote to DIR.
set -eu
keys="$1"
create() { kubectl -n orleans-federation-development create secret generic "$@"; }
for role in coordinator site; do
    create "database-$role" --from-literal=password="$(openssl rand -hex 24)"
done
create coordinator --from-file="$keys/cluster.secret" --from-file="$keys/issuer.pem.pub"
for site in north south; do
    create "site-$site" --from-file=token="$keys/tokens/$site" --from-file="$keys/cluster.secret" --from-file="$keys/issuer.pem.pub"
done
create operator --from-file=token="$keys/operator.token"
