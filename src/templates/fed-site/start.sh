#!/bin/sh
# Starts the site's silo in the foreground. Secrets and addresses stand in site.env, which stays out of version control.
set -eu
cd "$(dirname "$0")"
if [ -f site.env ]; then
  set -a
  . ./site.env
  set +a
fi
: "${FED_POSTGRES:?is not set: site.env names the database role for sites}"
exec "${FED:-fed}" silo run --config site.json "$@"
