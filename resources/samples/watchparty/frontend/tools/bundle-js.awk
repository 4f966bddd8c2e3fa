# Joins ES modules into one, imported ones first; comments and indents go. Made
# for our own style: one import a line, names that are unique in all modules.
#
#   awk -v dirs="src/js packages" -v entry=app.js -f bundle-js.awk
function include(name,    line, path, lines, n, i, d) {
    if (name in seen) return
    seen[name] = 1
    for (d = 1; d <= dir_count; d++) {
        path = dir[d] "/" name
        n = 0
        while ((getline line < path) > 0) lines[++n] = line
        close(path)
        if (n) break
    }
    if (!n) { print "no module " name > "/dev/stderr"; failed = 1; exit 1 }
    for (i = 1; i <= n; i++)
        if (match(lines[i], /from "\.\/[^"]+"/))
            include(substr(lines[i], RSTART + 8, RLENGTH - 9))
    for (i = 1; i <= n; i++) {
        line = lines[i]
        if (line ~ /^import /) continue
        sub(/^export /, "", line)
        sub(/^[ \t]+/, "", line)
        if (line == "" || line ~ /^\/\//) continue
        print line
    }
}
BEGIN {
    dir_count = split(dirs, dir, " ")
    include(entry)
    exit failed
}
