#!/bin/sh
# Make the secrets that docker-compose.yml hands to the containers. What is there already stays as it is.
set -eu
cd "$(dirname "$0")/.."
umask 022
mkdir -p secrets
chmod 700 secrets # the files themselves must be readable by the containers' accounts

random() { head -c "$1" /dev/urandom | base64 | tr -d '\n'; }
keep() { test -s "secrets/$1" || printf '%s' "$2" >"secrets/$1"; }

keep postgres_password "$(random 30 | tr '+/' 'ab')"
keep database_url "postgresql://portal:$(cat secrets/postgres_password)@postgres:5432/portal"
keep secret_key "$(random 60)"
keep field_keys "k1:$(random 32)"
keep blind_index_key "$(random 60)"
echo "secrets/ is ready. Keep a copy apart from the data: without field_keys nobody can read what it protects."
