# Sixty-four symmetric 5 x 5 patterns, each at least four squares different from
# all before it, as symbols of one SVG.
function random() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
BEGIN {
    seed = 20240517
    print "<svg xmlns=\"http://www.w3.org/2000/svg\">"
    while (found < 64) {
        for (i = 1; i <= 15; i++) cell[i] = random() < 0.5
        new = 1
        for (k = 0; k < found && new; k++) {
            apart = 0
            for (i = 1; i <= 15; i++) if (cell[i] != old[k, i]) apart++
            if (apart < 4) new = 0
        }
        if (!new) continue
        printf "<symbol id=\"a%d\" viewBox=\"0 0 5 5\"><path d=\"", found
        for (i = 1; i <= 15; i++) {
            old[found, i] = cell[i]
            if (!cell[i]) continue
            x = (i - 1) % 3; y = int((i - 1) / 3)
            printf "M%d %dh1v1h-1z", x, y
            if (x < 2) printf "M%d %dh1v1h-1z", 4 - x, y
        }
        print "\"/></symbol>"
        found++
    }
    print "</svg>"
}
