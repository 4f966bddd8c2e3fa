#!/bin/sh
# Makes dist/: pages for each language, one script, one style sheet and the
# pictures. Files that pages link carry their hash in the name and may be cached
# for ever; "/@name" in a source stands for such a name.
# shellcheck disable=SC3040  # the sh of the build is busybox, which has it
set -eu -o pipefail
rm -rf dist work
mkdir -p dist/assets work

# publish NAME SUFFIX < content: puts it into dist/assets, notes its final name.
publish() {
  cat > work/publish
  hash=$(sha256sum work/publish | cut -c 1-10)
  mv work/publish "dist/assets/$1.$hash.$2"
  echo "s|/@$1|/assets/$1.$hash.$2|g" >> work/names.sed
}
: > work/names.sed

echo "Painting"
awk -f tools/backdrop.awk | publish backdrop svg
awk -f tools/sprite.awk | publish sprite svg

echo "Bundling styles"
for sheet in tokens layout parts; do cat "src/css/$sheet.css"; done |
  awk -f tools/minify-css.awk | sed -f work/names.sed | publish css css

echo "Bundling scripts"
{
  echo 'export const sprite = "/@sprite";'
  echo 'export const colours = ['
  awk -F '\t' '{ print "\"" $2 "\"," }' packages/palette.tsv
  echo '];'
} | sed -f work/names.sed > work/generated.js
awk -v dirs="src/js packages work" -v entry=app.js -f tools/bundle-js.awk | publish js js

echo "Filling pages"
for locale in src/locales/*.properties; do
  lang=$(basename "$locale" .properties)
  mkdir -p "dist/$lang"
  for page in index room; do
    awk -v lang="$lang" -f tools/page.awk "$locale" "src/$page.html" |
      sed -f work/names.sed > "dist/$lang/$page.html"
  done
done
cp dist/en/*.html dist/

echo "Compressing"
find dist -type f -name '*.*' | sort | while read -r file; do gzip -9 < "$file" > "$file.gz"; done
(cd dist && find . -type f | sort | xargs sha256sum) > work/manifest
mv work/manifest dist/manifest.txt
echo "$(wc -l < dist/manifest.txt) files in dist"
