/* SPDX-License-Identifier: MIT
 *
 * Shows of one picture from a folder of its own: what the tests of picture layers share.
 */
#ifndef GR_TEST_PICTURE_STUDIO_H
#define GR_TEST_PICTURE_STUDIO_H

#include "small_studio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { W = 320, H = 180 };

static char folder[] = "/tmp/glyphreel-pictures-XXXXXX";

static inline void put_file(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* The folder, with a red box twice as wide as high and a white disc in it. */
static inline int make_folder(void)
{
    if (!mkdtemp(folder))
        return -1;
    put_file("red.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 100'>"
                        "<rect width='200' height='100' fill='#f00'/></svg>");
    put_file("disc.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>"
                         "<circle cx='50' cy='50' r='50' fill='#fff'/></svg>");
    return 0;
}

static inline int remove_folder(const char *const *names, size_t count)
{
    char path[256];
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

/* A show of one scene with one picture; `above` follows it among the layers. */
static inline const GrCanvas *draw(SmallStudio *studio, const char *back, const char *file,
                                   const char *keys, const char *above, int64_t frame)
{
    char text[1024];
    snprintf(text, sizeof text,
             "background: '%s'\nscenes:\n  - name: a\n    length: 4\n    layers:\n"
             "      - {picture: %s/%s%s}\n%s",
             back, folder, file, keys, above);
    if (studio_open(studio, text, W, H, gr_rational(24, 1), 1) ||
        gr_painter_seek(studio->painter, 0, frame, &studio->error) ||
        gr_painter_draw(studio->painter, NULL, false, NULL, &studio->error))
        fail_msg("%s: %s", text, studio->error.message);
    return gr_painter_canvas(studio->painter);
}

static inline int red_at(const GrCanvas *canvas, int x, int y)
{
    return gr_canvas_row(canvas, 0, y)[x];
}

#endif
