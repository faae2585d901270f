/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a .cube file. Reading must end, soon, without a fault, and either say what is wrong
 * or give a table of finite colours over a domain that is not empty.
 */
#include "fuzz/fuzz.h"
#include "model/cube.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static void require(bool promise)
{
    if (!promise)
        abort();
}

static void check_cube(const GrCube *cube)
{
    int64_t count = cube->axes == 3 ? (int64_t)cube->size * cube->size * cube->size : cube->size;
    require(cube->axes == 1 || cube->axes == 3);
    require(cube->size >= 2);
    require(cube->size <= (cube->axes == 3 ? GR_CUBE_LATTICE_MOST : GR_CUBE_CURVE_MOST));
    for (int c = 0; c < 3; c++) {
        require(cube->low[c] < cube->high[c]);
        for (int64_t i = 0; i < count; i++)
            require(isfinite(cube->value[i][c]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    GrArena arena = {0};
    GrCube cube;
    GrError error;
    char *text = malloc(size + 1);
    require(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    int code = gr_cube_parse(text, "f", &arena, &cube, &error);
    if (code)
        require(code == GR_E_INPUT && error.code == code && error.message[0]);
    else
        check_cube(&cube);
    gr_arena_finish(&arena);
    free(text);
    return 0;
}
