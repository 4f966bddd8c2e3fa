# Chooses avatar colours that people can tell apart: of all candidates with enough
# contrast on both themes, always the one farthest from those already chosen, in
# the OKLab colour space.
#
#   awk -f palette.awk palette.conf   ->   number <tab> #rrggbb

# Roots by Newton's method: the build's awk comes without exp and log.
function cube_root(x,    r, i) {
    if (x <= 0) return 0
    r = (x + 2) / 3
    for (i = 0; i < 12; i++) r = (2 * r + x / (r * r)) / 3
    return r
}
function fifth_root(x,    r, i) {
    if (x <= 0) return 0
    r = (x + 4) / 5
    for (i = 0; i < 24; i++) r = (4 * r + x / (r * r * r * r)) / 5
    return r
}
# sRGB to linear light; the exponent 2.4 is 2 and two fifths.
function linear(c,    root) {
    c /= 255
    if (c <= 0.04045) return c / 12.92
    c = (c + 0.055) / 1.055
    root = fifth_root(c)
    return c * c * root * root
}
function luminance(r, g, b) { return 0.2126 * lin[r] + 0.7152 * lin[g] + 0.0722 * lin[b] }
function contrast(x, y) { return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05) }
function byte(hex, at) {
    return (index(digits, substr(hex, at, 1)) - 1) * 16 + index(digits, substr(hex, at + 1, 1)) - 1
}

BEGIN {
    digits = "0123456789abcdef"
    for (i = 0; i < 256; i++) lin[i] = linear(i)
}
/^#/ || NF == 0 { next }
$1 == "colours" { wanted = $2; next }
{ page[++pages] = luminance(byte($2, 2), byte($2, 4), byte($2, 6)); least[pages] = $3 }

END {
    step = 6
    for (r = 3; r < 256; r += step)
        for (g = 3; g < 256; g += step)
            for (b = 3; b < 256; b += step) {
                here = luminance(r, g, b)
                good = 1
                for (p = 1; p <= pages; p++) if (contrast(here, page[p]) < least[p]) good = 0
                if (!good) continue
                l = cube_root(0.4122214708 * lin[r] + 0.5363325363 * lin[g] + 0.0514459929 * lin[b])
                m = cube_root(0.2119034982 * lin[r] + 0.6806995451 * lin[g] + 0.1073969566 * lin[b])
                s = cube_root(0.0883024619 * lin[r] + 0.2817188376 * lin[g] + 0.6299787005 * lin[b])
                n++
                L[n] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
                A[n] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
                B[n] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
                hex[n] = sprintf("#%02x%02x%02x", r, g, b)
                far[n] = 9
            }
    pick = 1
    for (c = 1; c <= wanted; c++) {
        print c "\t" hex[pick]
        best = -1
        pl = L[pick]; pa = A[pick]; pb = B[pick]
        for (i = 1; i <= n; i++) {
            dl = L[i] - pl; da = A[i] - pa; db = B[i] - pb
            d = dl * dl + da * da + db * db
            if (d < far[i]) far[i] = d
            if (far[i] > best) { best = far[i]; next_pick = i }
        }
        pick = next_pick
    }
}
