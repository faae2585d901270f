/* SPDX-License-Identifier: MIT
 *
 * Layers that are a picture from a file.
 */
#include "scene/bind.h"

#include "base/files.h"
#include "media/picture.h"
#include "media/sequence.h"

typedef struct PictureDraft {
    GrLayer *layer;
    GrPictureLayer *picture;
    GrBindBlock look;
} PictureDraft;

const char *const gr_picture_fits[] = {"contain", "cover", "width", "height", "stretch", NULL};
const char *const gr_picture_fit_help[] = {"all of it is seen inside the box",
                                           "it fills the box, and what stands out is cut off",
                                           "as wide as the box, as high as it then is",
                                           "as high as the box, as wide as it then is",
                                           "exactly the box, whatever becomes of its shape",
                                           NULL};

static const GrParam picture_params[] = {
    GR_FLOAT_LIKE(GrPictureLook, x, "screen", 0, -64, 64, "-0.8",
                  "where its middle is: 0 is the frame's"),
    GR_FLOAT_LIKE(GrPictureLook, y, "screen", 0, -64, 64, "0.6",
                  "how high its middle is: -1 is the top, 1 the bottom"),
    {.name = "width",
     .type = GR_PARAM_FLOAT,
     .offset = offsetof(GrPictureLook, width),
     .unit = "screen",
     .max = 16,
     .fixed = true,
     .example = "1.2",
     .help = "of the box that it is fitted into; 0 is the frame's"},
    {.name = "height",
     .type = GR_PARAM_FLOAT,
     .offset = offsetof(GrPictureLook, height),
     .unit = "screen",
     .max = 16,
     .fixed = true,
     .example = "0.8",
     .help = "of that box; the frame's own is 2"},
    {.name = "fit",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(GrPictureLook, fit),
     .unit = "",
     .choices = gr_picture_fits,
     .choice_help = gr_picture_fit_help,
     .fixed = true,
     .help = "how it fills the box"},
    GR_FLOAT_LIKE(GrPictureLook, scale, "", 1, 0, 16, "1 + 0.15 * beat_decay",
                  "how much larger than the box has it, about its middle"),
    GR_FLOAT_LIKE(GrPictureLook, rotate, "turns", 0, -1000, 1000, "0.02 * sin(t)",
                  "turned about its middle, with the clock"),
    GR_FLOAT(GrPictureLook, opacity, "", 1, 0, 1, "how much of it is seen"),
    GR_CHOICE(GrPictureLook, blend, gr_blend_names, GR_BLEND_NORMAL,
              "how it meets what is below it"),
    {.name = "light",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(GrPictureLook, light),
     .unit = "",
     .def = GR_LIGHT_SRGB,
     .choices = gr_light_names,
     .choice_help = gr_light_help,
     .help = "what the blend's numbers are"},
    GR_BOOL(GrPictureLook, safe, 0,
            "keep off the frame's edges, and in portrait off what players draw over them"),
    GR_BOOL(GrPictureLook, above_shaders, 0, "drawn after the shaders: whole whatever they do"),
};
const GrParamTable gr_picture_params = GR_PARAM_TABLE(GrPictureLook, picture_params);

bool gr_bind_picture_file(GrBinder *b, const char *path, const GrNode *value, const char **file)
{
    char beside[GR_PATH_CAPACITY];
    const char *text;
    GrPicture picture;
    GrError error;
    if (!gr_bind_scalar(b, path, value, "the name of a picture", &text))
        return false;
    if (!gr_path_beside(gr_source_base(value->source), text, beside, &error) &&
        gr_sequence_is(beside)) {
        gr_bind_error(b, value, path,
                      "numbered pictures are a film: the effect `footage` shows it");
        return false;
    }
    if (!gr_bind_file(b, path, value, text, "picture", file))
        return false;
    if (b->fonts_unasked)
        return true;
    int code = gr_picture_read(*file, &picture, &error);
    if (!code && picture.complaint[0])
        gr_bind_warning(b, value, path, "%s %s", text, picture.complaint);
    gr_picture_finish(&picture);
    if (code == GR_E_SPACE)
        gr_bind_no_memory(b);
    else if (code)
        gr_bind_input_error(b, value, path, "%s", error.message);
    return !code;
}

static void bind_file(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrPictureLayer *picture = ((PictureDraft *)target)->picture;
    picture->place = gr_bind_place(value);
    gr_bind_picture_file(b, path, value, &picture->file);
}

static void bind_name(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_name(b, path, value, &((PictureDraft *)target)->layer->name);
}

static void bind_pair(GrBinder *b, const char *path, const GrNode *value, const char *wants,
                      const char *const names[2], const GrBindBlock *block)
{
    if (!gr_bind_want_list(b, path, value, wants))
        return;
    if (value->count != 2) {
        gr_bind_error(b, value, path, "holds %d numbers: wants %s", value->count, wants);
        return;
    }
    for (int i = 0; i < 2; i++)
        gr_bind_param(b, path, gr_param_find(&gr_picture_params, names[i]), value->items[i], block);
}

static void bind_at(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    static const char *const names[] = {"x", "y"};
    bind_pair(b, path, value, "a place [x, y] like [0, 0.4]", names,
              &((PictureDraft *)target)->look);
}

static void bind_size(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    static const char *const names[] = {"width", "height"};
    const GrBindBlock *block = &((PictureDraft *)target)->look;
    if (value->kind == GR_NODE_LIST) {
        bind_pair(b, path, value, "a box [width, height] like [1.2, 0.8]", names, block);
        return;
    }
    for (int i = 0; i < 2; i++)
        if (!gr_bind_param(b, path, gr_param_find(&gr_picture_params, names[i]), value, block))
            return;
}

static void bind_mask(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_masks(b, path, value, GR_MASK_OF_PIXELS, &((PictureDraft *)target)->layer->masks);
}

static const GrKey keys[] = {
    {"picture", GR_IS(GR_A(FILE)), GR_REQUIRED,
     "a PNG, JPEG, WebP, SVG or other picture; of one that moves, its first frame", "cover.png",
     bind_file},
    {"name", GR_IS(GR_A(NAME)), "layer 1, layer 2, ...", "unique in the scene", "logo", bind_name},
    {"extends", GR_IS({.form = GR_FORM_NAME, .words = "name of a layer"}), "nothing",
     "what this layer lacks comes from that one, as in layers of glyphs", "logo", gr_bind_composed},
    {"at",
     GR_IS({.form = GR_FORM_LIST,
            .items = GR_IS(GR_A_PARAM("picture", "x", "number or expression")),
            .min = 2,
            .max = 2}),
     "[0, 0]", "the place of its middle, x and y at once", "[0, 0.4]", bind_at},
    {"size",
     GR_IS(GR_A_PARAM("picture", "width", "number"),
           {.form = GR_FORM_LIST,
            .items = GR_IS(GR_A_PARAM("picture", "width", "number")),
            .min = 2,
            .max = 2}),
     "the frame",
     "the box that it is fitted into, width and height at once; one number is a square", "0.8",
     bind_size},
    {"mask", GR_IS(GR_MASK_SHAPES), "none",
     "where the picture is seen: a shape (`glyphreel list masks`), letters, or a list of them",
     "{circle: {radius: 0.5}}", bind_mask},
    {0},
};

const GrKeySet gr_picture_keys = {
    .name = "picture",
    .place = "an item of layers: of a scene",
    .summary =
        "A picture from a file, bound to no grid. Above all layers of glyphs it comes out in "
        "its own colours; below one it is exposed with the picture.",
    .keys = keys,
    .params = &gr_picture_params,
    .prefix = "",
    .partial = true,
    .setting = "layers:\n  logo: {picture: cover.png}\n",
};

void gr_bind_picture_layer(GrBinder *b, const GrNode *node, GrLayer *layer)
{
    GrPictureLayer *picture = GR_BIND_NEW(b, GrPictureLayer, 1);
    if (!picture)
        return;
    PictureDraft draft = {layer, picture, {&picture->look, &picture->look_animation}};
    gr_param_defaults(&gr_picture_params, &picture->look);
    layer->picture = picture;
    gr_bind_map(b, "", node, &gr_picture_keys, &draft, &draft.look);
    gr_bind_settle_masks(b, NULL, &layer->masks);
    if (picture->look.opacity <= 0 && !gr_bind_is_animated(&picture->look_animation, "opacity"))
        gr_bind_warning(b, node, "opacity", "0 shows nothing");
    else if (picture->look.scale <= 0 && !gr_bind_is_animated(&picture->look_animation, "scale"))
        gr_bind_warning(b, node, "scale", "0 shows nothing");
}
