#!/usr/bin/env bash
# Compiles input/fsh into src/main/resources/nl/mgz/profiles/package, without a network.
#   ./compile.sh           writes the package
#   ./compile.sh --check   writes nothing; exit 1 with a diff when the committed package is not what the shorthand gives
# Needs SUSHI 3.21.0: `sushi` on the PATH, or its file in $SUSHI. Maven is needed once, for the FHIR core package.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build="$here/target/sushi"
home="$build/home"
core="$home/.fhir/packages/hl7.fhir.r4.core#4.0.1/package"
package="$here/src/main/resources/nl/mgz/profiles/package"
sushi=${SUSHI:-sushi}

case "${1:-}" in
  "" | --check) ;;
  *) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
command -v "$sushi" >/dev/null || { echo "compile.sh: no SUSHI: put it on the PATH or in \$SUSHI" >&2; exit 3; }

if [ ! -f "$core/package.json" ]; then
  maven="$here/../mvnw"
  [ -x "$maven" ] || maven=mvn
  "$maven" -q -B -f "$here/../pom.xml" -pl profiles test \
    -Dtest='CompiledProfilesTest#writesTheCorePackage' -Dsurefire.failIfNoSpecifiedTests=false
fi

rm -rf "$build/project" "$build/package"
mkdir -p "$build/project" "$build/package"
cp -r "$here/sushi-config.yaml" "$here/input" "$build/project/"
# The core package lies in a home of its own, so that neither reads nor writes touch the user's FHIR cache.
if ! HOME="$home" "$sushi" build "$build/project" --log-level warn >"$build/log" 2>&1; then
  cat "$build/log" >&2
  exit 1
fi
if grep -A3 '^error' "$build/log" >&2; then exit 1; fi
cp "$build/project/fsh-generated/resources/"*.json "$build/package/"
version=$(sed -n 's/^version: *//p' "$here/sushi-config.yaml")
cat >"$build/package/package.json" <<JSON
{
  "name": "nl.mgz-gateway.r4",
  "version": "$version",
  "canonical": "https://mgz-gateway.nl/fhir",
  "title": "MGZ Gateway",
  "description": "Profiles, extensions and search parameters of the MGZ Gateway",
  "fhirVersions": ["4.0.1"],
  "dependencies": { "hl7.fhir.r4.core": "4.0.1" },
  "author": "MGZ Gateway",
  "license": "Apache-2.0"
}
JSON

if [ "${1:-}" = --check ]; then
  diff -ru --exclude=examples "$package" "$build/package"
else
  mkdir -p "$package"
  rm -f "$package"/*.json
  cp "$build/package/"*.json "$package/"
  echo "compile.sh: $(ls "$build/package" | wc -l) files in ${package#"$here/"}"
fi
