#!/usr/bin/env bash
# Loads every page in Chromium: it must say nothing on its console. Screenshots stand beside the pages, to be looked at.
#
#     tests/foreign/pages.sh OUT [WIDTH]
set -euo pipefail
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
for page in "$1"/*.html; do
  said=$("$browser" --headless=new --no-sandbox --disable-gpu --hide-scrollbars --window-size="${2:-1500},1400" \
    --enable-logging=stderr --screenshot="${page%.html}.png" "file://$(realpath "$page")" 2>&1 | grep CONSOLE || true)
  [ -z "$said" ] || { echo "$page: $said"; exit 1; }
  [ -s "${page%.html}.png" ] || { echo "$page: no picture"; exit 1; }
done
echo "$(ls "$1"/*.html | wc -l) pages: nothing on the console"
