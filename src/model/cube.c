/* SPDX-License-Identifier: MIT */
#include "model/cube.h"

#include "base/hash.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct Reader {
    const char *at; /* start of the line at hand */
    int line;
    GrArena *arena;
    GrCube *cube;
    float (*value)[3];
    int64_t count, expected;
    GrError *error;
} Reader;

static int fault(Reader *reader, const char *what)
{
    return gr_error_set(reader->error, GR_E_INPUT, "line %d: %s", reader->line, what);
}

static size_t blanks(const char *text)
{
    return strspn(text, " \t");
}

static bool ends(const char *text)
{
    return text[blanks(text)] == '\0' || strchr("\r\n#", text[blanks(text)]);
}

/* `count` finite numbers and nothing behind them. */
static bool read_numbers(const char *text, int count, float *out)
{
    for (int i = 0; i < count; i++) {
        char *end;
        text += blanks(text);
        /* strtod takes words, hexadecimal and the next line's numbers as well. */
        const char *stop = text + strspn(text, "+-.0123456789eE");
        if (stop == text || (!ends(stop) && blanks(stop) == 0))
            return false;
        double value = strtod(text, &end); /* the program never leaves the C locale */
        if (end != stop || !isfinite(value) || fabs(value) > 1e6)
            return false;
        out[i] = (float)value;
        text = end;
    }
    return ends(text);
}

/* What stands behind a keyword, or NULL where the line begins otherwise. */
static const char *behind(const char *line, const char *keyword)
{
    size_t length = strlen(keyword);
    if (strncmp(line, keyword, length) != 0 || (line[length] != ' ' && line[length] != '\t'))
        return NULL;
    return line + length;
}

static int read_size(Reader *reader, const char *text, int axes)
{
    GrCube *cube = reader->cube;
    float size;
    int most = axes == 3 ? GR_CUBE_LATTICE_MOST : GR_CUBE_CURVE_MOST;
    if (cube->axes)
        return fault(reader, "a second size: one table is possible, of one or of three dimensions");
    if (!read_numbers(text, 1, &size) || size != floorf(size) || size < 2 || size > (float)most)
        return fault(reader, axes == 3 ? "LUT_3D_SIZE wants a whole number from 2 to 129"
                                       : "LUT_1D_SIZE wants a whole number from 2 to 65536");
    cube->axes = axes;
    cube->size = (int)size;
    reader->expected = axes == 3 ? (int64_t)cube->size * cube->size * cube->size : cube->size;
    reader->value = gr_arena_alloc(reader->arena, (size_t)reader->expected * sizeof *reader->value);
    if (!reader->value)
        return gr_error_memory(reader->error, "a colour table",
                               (unsigned long long)reader->expected * sizeof *reader->value);
    return GR_OK;
}

static int read_colour(Reader *reader, const char *line)
{
    if (!reader->cube->axes)
        return fault(reader, "a colour before LUT_3D_SIZE or LUT_1D_SIZE");
    if (reader->count == reader->expected)
        return fault(reader, "more colours than its size asks for");
    if (!read_numbers(line, 3, reader->value[reader->count]))
        return fault(reader, "wants three numbers, the red, green and blue of a colour");
    reader->count++;
    return GR_OK;
}

/* Both bounds of an older form, the same for all channels. */
static int read_range(Reader *reader, const char *text)
{
    float range[2];
    if (!read_numbers(text, 2, range))
        return fault(reader, "an input range wants two numbers");
    for (int c = 0; c < 3; c++) {
        reader->cube->low[c] = range[0];
        reader->cube->high[c] = range[1];
    }
    return GR_OK;
}

static int read_line(Reader *reader)
{
    const char *line = reader->at + blanks(reader->at), *rest;
    if (ends(line))
        return GR_OK;
    if (strchr("+-.0123456789", line[0]))
        return read_colour(reader, line);
    if ((rest = behind(line, "LUT_3D_SIZE")))
        return read_size(reader, rest, 3);
    if ((rest = behind(line, "LUT_1D_SIZE")))
        return read_size(reader, rest, 1);
    if ((rest = behind(line, "LUT_3D_INPUT_RANGE")) || (rest = behind(line, "LUT_1D_INPUT_RANGE")))
        return read_range(reader, rest);
    if ((rest = behind(line, "DOMAIN_MIN")))
        return read_numbers(rest, 3, reader->cube->low)
                   ? GR_OK
                   : fault(reader, "DOMAIN_MIN wants three numbers");
    if ((rest = behind(line, "DOMAIN_MAX")))
        return read_numbers(rest, 3, reader->cube->high)
                   ? GR_OK
                   : fault(reader, "DOMAIN_MAX wants three numbers");
    if (strncmp(line, "TITLE", 5) == 0)
        return GR_OK;
    return fault(reader, "neither a colour nor a word of the format (TITLE, LUT_1D_SIZE, "
                         "LUT_3D_SIZE, DOMAIN_MIN, DOMAIN_MAX)");
}

static int check(Reader *reader)
{
    GrCube *cube = reader->cube;
    if (!cube->axes)
        return gr_error_set(reader->error, GR_E_INPUT,
                            "holds no LUT_3D_SIZE or LUT_1D_SIZE: is it a .cube file?");
    if (reader->count < reader->expected)
        return gr_error_set(reader->error, GR_E_INPUT,
                            "ends in line %d after %lld colours; its size asks for %lld",
                            reader->line, (long long)reader->count, (long long)reader->expected);
    for (int c = 0; c < 3; c++)
        if (cube->high[c] - cube->low[c] < 0.03f)
            return gr_error_set(reader->error, GR_E_INPUT,
                                "its domain is empty or too narrow: %g to %g", (double)cube->low[c],
                                (double)cube->high[c]);
    return GR_OK;
}

static uint64_t hash_of(const Reader *reader)
{
    const GrCube *cube = reader->cube;
    uint64_t hash = gr_hash_bytes(reader->value, (size_t)reader->count * sizeof *reader->value,
                                  (uint64_t)cube->axes);
    hash = gr_hash_bytes(cube->low, sizeof cube->low, hash);
    return gr_hash_bytes(cube->high, sizeof cube->high, hash);
}

int gr_cube_parse(const char *text, const char *path, GrArena *arena, GrCube *cube, GrError *error)
{
    Reader reader = {.at = text, .line = 0, .arena = arena, .cube = cube, .error = error};
    *cube = (GrCube){.path = path, .high = {1, 1, 1}};
    if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
        reader.at += 3;
    while (*reader.at) {
        reader.line++;
        int code = read_line(&reader);
        if (code)
            return code;
        reader.at += strcspn(reader.at, "\r\n");
        reader.at += strncmp(reader.at, "\r\n", 2) == 0 ? 2 : *reader.at != '\0';
    }
    int code = check(&reader);
    if (code)
        return code;
    cube->value = (const float(*)[3])reader.value;
    cube->hash = hash_of(&reader);
    return GR_OK;
}
