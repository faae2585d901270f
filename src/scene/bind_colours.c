/* SPDX-License-Identifier: MIT
 *
 * Parameters that are rows of colours, and tables of colours from files.
 */
#include "scene/bind.h"

#include "base/files.h"
#include "base/text.h"
#include "model/cube.h"
#include "scene/value_text.h"

#include <stdlib.h>
#include <string.h>

bool gr_bind_row(GrBinder *b, const char *path, const GrNode *node, GrColourRow *row)
{
    const GrColour *colours;
    int count;
    if (!gr_bind_any_colours(b, path, node, &colours, &count))
        return false;
    if (count > GR_RAMP_STOPS) {
        gr_bind_error(b, node, path, "holds %d colours: at most %d are possible here", count,
                      GR_RAMP_STOPS);
        return false;
    }
    row->count = count;
    memcpy(row->list, colours, (size_t)count * sizeof *colours);
    return true;
}

bool gr_bind_cube(GrBinder *b, const char *path, const GrNode *node, const GrCube **out)
{
    const char *text, *whole;
    char *content = NULL;
    size_t length;
    GrError error;
    if (!gr_bind_scalar(b, path, node, "the name of a .cube file", &text) ||
        !gr_bind_file(b, path, node, text, "table of colours", &whole))
        return false;
    GrCube *cube = GR_BIND_NEW(b, GrCube, 1);
    bool good = cube &&
                gr_file_read(whole, GR_CUBE_MOST_BYTES, &content, &length, &error) == GR_OK &&
                gr_cube_parse(content, whole, b->arena, cube, &error) == GR_OK;
    if (cube && !good) {
        char quoted[GR_QUOTE_CAPACITY];
        gr_bind_input_error(b, node, path, "'%s': %s", gr_quote(quoted, text), error.message);
    }
    if (good)
        *out = cube;
    free(content);
    return good;
}
