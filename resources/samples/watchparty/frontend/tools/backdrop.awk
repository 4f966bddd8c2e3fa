# Paints the page's backdrop: five octaves of value noise, sampled several times a
# cell so that no edge shows, as an SVG of small squares.
function lattice(x, y,    h) {
    h = (x * 374761 + y * 668265 + 1274126) % 2147483
    h = (h * 1103 + 12345) % 2147483
    return h / 2147483
}
function smooth(t) { return t * t * (3 - 2 * t) }
function noise(x, y,    ix, iy, fx, fy, a, b) {
    ix = int(x); iy = int(y)
    fx = smooth(x - ix); fy = smooth(y - iy)
    a = lattice(ix, iy) * (1 - fx) + lattice(ix + 1, iy) * fx
    b = lattice(ix, iy + 1) * (1 - fx) + lattice(ix + 1, iy + 1) * fx
    return a * (1 - fy) + b * fy
}
BEGIN {
    columns = 64; rows = 36; samples = 9
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" opacity=\".16\">\n", columns, rows
    for (row = 0; row < rows; row++)
        for (column = 0; column < columns; column++) {
            sum = 0
            for (i = 0; i < samples; i++)
                for (j = 0; j < samples; j++) {
                    x = (column + i / samples) / 12; y = (row + j / samples) / 12
                    weight = 0.5
                    for (octave = 1; octave <= 5; octave++) {
                        sum += weight * noise(x, y)
                        x *= 2; y *= 2; weight /= 2
                    }
                }
            value = sum / (samples * samples)
            printf "<rect x=\"%d\" y=\"%d\" width=\"1.02\" height=\"1.02\" fill=\"hsl(%d,70%%,%d%%)\"/>\n",
                column, row, 250 + value * 60, 35 + value * 40
        }
    print "</svg>"
}
