/* SPDX-License-Identifier: MIT */
#include "media/picture_svg.h"

#include "base/files.h"

#include <gio/gio.h>
#include <librsvg/rsvg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { BYTES_MAX = 8 << 20, HEAD_BYTES = 4096 };

/* What gzip made of an .svgz, as far as there is room. */
static size_t unzip(const char *from, size_t count, char *to, size_t most)
{
    GZlibDecompressor *gzip = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP);
    size_t taken = 0, given = 0;
    GConverterResult result = G_CONVERTER_CONVERTED;
    while (result == G_CONVERTER_CONVERTED && given < most) {
        gsize read = 0, written = 0;
        result =
            g_converter_convert((GConverter *)(void *)gzip, from + taken, count - taken, to + given,
                                most - given, G_CONVERTER_INPUT_AT_END, &read, &written, NULL);
        taken += read;
        given += written;
    }
    g_object_unref(gzip);
    return given;
}

static size_t read_bytes(const char *path, char *bytes, size_t most)
{
    FILE *file = fopen(path, "rb");
    size_t count = file ? fread(bytes, 1, most, file) : 0;
    if (file)
        fclose(file);
    if (count < 2 || memcmp(bytes, "\x1f\x8b", 2) != 0)
        return count;
    char *packed = malloc(count);
    if (!packed)
        return 0;
    memcpy(packed, bytes, count);
    count = unzip(packed, count, bytes, most);
    free(packed);
    return count;
}

bool gr_svg_is(const char *path)
{
    char head[HEAD_BYTES + 1];
    size_t count = read_bytes(path, head, HEAD_BYTES);
    head[count] = '\0';
    const char *at = head + strspn(head, "\xef\xbb\xbf \t\r\n");
    return *at == '<' && strlen(head) == count && strstr(at, "<svg");
}

static bool stays_inside(const char *reference)
{
    reference += strspn(reference, " \t\r\n\"'");
    return *reference == '#' || strncasecmp(reference, "data:", 5) == 0;
}

/* A thing outside of the file that it wants to show, or NULL. Links that one follows are none. */
static const char *outside(const char *text)
{
    for (const char *at = text; (at = strstr(at, "href")) != NULL; at += 4) {
        const char *tag = at, *value = at + 4 + strspn(at + 4, " \t\r\n");
        while (tag > text && *tag != '<')
            tag--;
        bool link = tag[0] == '<' && tag[1] == 'a' && strchr(" \t\r\n", tag[2]);
        if (*value == '=' && !link && !stays_inside(value + 1))
            return value + 1;
    }
    for (const char *at = text; (at = strstr(at, "url(")) != NULL; at += 4)
        if (!stays_inside(at + 4))
            return at + 4;
    static const char *const others[] = {"<!ENTITY", "<xi:include", "<?xml-stylesheet", "@import"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strstr(text, others[i]))
            return strstr(text, others[i]);
    return NULL;
}

/* What `image` shows when it is given no file. */
static const char eye[] =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='-180 -112 360 202'><defs>"
    "<radialGradient id='w'><stop offset='.4' stop-color='#fff'/><stop offset='1' "
    "stop-color='#777'/></radialGradient>"
    "<radialGradient id='i'><stop offset='.3' stop-color='#222'/><stop offset='.5' "
    "stop-color='#ddd'/><stop offset='.8' stop-color='#666'/><stop offset='1' "
    "stop-color='#111'/></radialGradient>"
    "<clipPath id='c'><path d='M-130 8Q-70-78 8-76Q84-74 132 14Q70 66 0 66Q-74 66-130 8Z'/>"
    "</clipPath></defs>"
    "<g clip-path='url(#c)'><rect x='-140' y='-90' width='280' height='180' fill='url(#w)'/>"
    "<circle r='66' cy='-6' fill='url(#i)'/><circle r='46' cy='-6' fill='none' stroke='#fff' "
    "stroke-opacity='.55' stroke-width='30' stroke-dasharray='3 6'/>"
    "<circle r='27' cy='-6' fill='#000'/><circle cx='-20' cy='-28' r='13' fill='#fff'/></g>"
    "<path d='M-130 8Q-70-78 8-76Q84-74 132 14' fill='none' stroke='#999' stroke-width='7'/>"
    "<path d='M-110-34L-136-58M-78-62L-96-90M-38-80L-48-98M6-84L6-99M48-78L58-98M86-58L104-86"
    "M112-30L138-54' stroke='#bbb' stroke-width='6' stroke-linecap='round'/></svg>";

static int load(const char *path, RsvgHandle **out, GrError *error)
{
    char *text = malloc(BYTES_MAX + 1);
    if (!text)
        return gr_error_memory(error, "a picture", BYTES_MAX);
    size_t count = path ? read_bytes(path, text, BYTES_MAX) : sizeof eye - 1;
    if (!path)
        memcpy(text, eye, count);
    text[count] = '\0';
    const char *away = outside(text);
    away = away ? away + strspn(away, "\"' ") : NULL;
    int code = GR_OK;
    if (count == BYTES_MAX)
        code = gr_error_set(error, GR_E_INPUT, "%s: an SVG of more than %d MiB", path,
                            BYTES_MAX >> 20);
    else if (away)
        code = gr_error_set(error, GR_E_INPUT,
                            "%s: refers to something outside of itself (%.*s): only what is in the "
                            "file is drawn",
                            path, (int)strcspn(away, "\"')>\n"), away);
    GError *fault = NULL;
    if (!code) {
        *out = rsvg_handle_new_from_data((const guint8 *)text, count, &fault);
        if (!*out)
            code = gr_error_set(error, GR_E_INPUT, "%s: cannot be read as an SVG: %.*s", path,
                                fault ? (int)strcspn(fault->message, "\n") : 0,
                                fault ? fault->message : "");
    }
    g_clear_error(&fault);
    free(text);
    return code;
}

/* Its own size, of which only the shape counts. */
static void own_size(RsvgHandle *handle, double *width, double *height)
{
    gboolean has_width, has_height, has_box;
    RsvgLength across, down;
    RsvgRectangle box;
    if (rsvg_handle_get_intrinsic_size_in_pixels(handle, width, height) && *width > 0.0 &&
        *height > 0.0)
        return;
    rsvg_handle_get_intrinsic_dimensions(handle, &has_width, &across, &has_height, &down, &has_box,
                                         &box);
    const RsvgRectangle unit = {0.0, 0.0, 1.0, 1.0};
    RsvgRectangle ink = {0}, lines;
    if (!has_box && rsvg_handle_get_geometry_for_layer(handle, NULL, &unit, &ink, &lines, NULL)) {
        box.width = ink.x + ink.width; /* it says no size: from the origin to where it ends */
        box.height = ink.y + ink.height;
        has_box = TRUE;
    }
    *width = has_box && box.width > 0.0 ? box.width : 1.0;
    *height = has_box && box.height > 0.0 ? box.height : 1.0;
}

/* From cairo's words of alpha times colour to bytes of colour and alpha. */
static void take_pixels(cairo_surface_t *surface, GrPicture *picture)
{
    const unsigned char *from = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    for (int y = 0; y < picture->height; y++) {
        for (int x = 0; x < picture->width; x++) {
            uint32_t word, alpha;
            uint8_t *to = picture->rgba + 4 * ((size_t)y * (size_t)picture->width + (size_t)x);
            memcpy(&word, from + (ptrdiff_t)y * stride + 4 * (ptrdiff_t)x, sizeof word);
            alpha = word >> 24;
            for (int c = 0; c < 3; c++) {
                uint32_t part = word >> (16 - 8 * c) & 255;
                uint32_t plain = alpha ? (part * 255 + alpha / 2) / alpha : 0;
                to[c] = (uint8_t)(plain > 255 ? 255 : plain);
            }
            to[3] = (uint8_t)alpha;
        }
    }
}

/* At its own shape. */
static GrPictureView whole(double own_w, double own_h)
{
    double scale = GR_PICTURE_DRAWN_PX / (own_w > own_h ? own_w : own_h);
    int width = (int)(own_w * scale + 0.5), height = (int)(own_h * scale + 0.5);
    width = width > 0 ? width : 1;
    height = height > 0 ? height : 1;
    return (GrPictureView){width, height, 0.0, 0.0, width, height};
}

static int render(const char *path, RsvgHandle *handle, const RsvgRectangle *all,
                  const GrPictureView *view, GrPicture *picture, GrError *error)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, picture->width, picture->height);
    cairo_t *cairo = cairo_create(surface);
    GError *fault = NULL;
    cairo_translate(cairo, -view->x, -view->y);
    cairo_scale(cairo, view->across / all->width, view->down / all->height);
    int code = GR_OK;
    if (!rsvg_handle_render_document(handle, cairo, all, &fault))
        code = gr_error_set(error, GR_E_INPUT, "%s: cannot be drawn: %s", path,
                            fault ? fault->message : "unknown");
    cairo_surface_flush(surface);
    if (!code && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
        take_pixels(surface, picture);
    else if (!code)
        code = gr_error_memory(error, "a picture", (size_t)picture->width * 4);
    g_clear_error(&fault);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return code;
}

int gr_svg_draw(const char *path, const GrPictureView *view, GrPicture *picture, GrError *error)
{
    RsvgHandle *handle = NULL;
    RsvgRectangle all = {0.0, 0.0, 1.0, 1.0};
    int code = load(path, &handle, error);
    if (code)
        return code;
    own_size(handle, &all.width, &all.height);
    const GrPictureView own = whole(all.width, all.height);
    view = view ? view : &own;
    picture->aspect = (float)(all.width / all.height);
    picture->drawn = picture->has_alpha = true;
    picture->width = view->width;
    picture->height = view->height;
    size_t bytes = (size_t)picture->width * (size_t)picture->height * 4;
    picture->rgba = malloc(bytes + 64);
    code = picture->rgba ? render(path, handle, &all, view, picture, error)
                         : gr_error_memory(error, "a picture", bytes);
    g_object_unref(handle);
    if (code)
        gr_picture_finish(picture);
    return code;
}
