#!/bin/sh
# Brings the database up to date, then becomes the server, so that signals reach it.
# Any number of copies may start at once: one applies, the others wait and go on.
#
#   0   all migrations are applied
#   75  locked, interrupted, or no database in time: let the container start again
#   *   somebody must look; the server does not start on a database it does not know
set -eu
schemadiff migrate --wait "${MIGRATE_WAIT:-60s}"
exec "$@"
