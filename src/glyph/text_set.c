/* SPDX-License-Identifier: MIT */
#include "glyph/text_set.h"

#include "base/hash.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

/* More would be a mistake, or a machine's whole memory. */
static const size_t ink_limit_bytes = (size_t)512 << 20;
/* From this reach on a blur shows nothing of quarter pixels, and all phases share one picture. */
static const float shared_blur_px = 4.0f;

int gr_text_set_create(GrTextSet **out, GrError *error)
{
    *out = NULL;
    GrTextSet *set = calloc(1, sizeof *set);
    GrTextFaces *faces = calloc(1, sizeof *faces);
    int code = set && faces ? gr_text_faces_init(faces, error)
                            : gr_error_memory(error, "a set of text", sizeof *faces);
    if (code < 0) {
        free(faces);
        free(set);
        return code;
    }
    set->faces = faces;
    *out = set;
    return 0;
}

void gr_text_set_seal(GrTextSet *set)
{
    if (set->faces) {
        gr_text_faces_finish(set->faces);
        free(set->faces);
        set->faces = NULL;
    }
    gr_text_work_finish(&set->work);
    free(set->slots);
    set->slots = NULL;
    set->slot_count = 0;
}

void gr_text_set_destroy(GrTextSet *set)
{
    if (!set) {
        return;
    }
    gr_text_set_seal(set);
    free(set->inks.at);
    free(set->looks.at);
    gr_arena_finish(&set->arena);
    free(set);
}

const GrInk *gr_text_ink(const GrTextSet *set, GrInkKind kind, int ink)
{
    const GrInk *picture = &set->inks.at[ink].kinds[kind];
    return picture->cover ? picture : NULL;
}

int gr_text_ink_count(const GrTextSet *set)
{
    return set->inks.count;
}

size_t gr_text_ink_bytes(const GrTextSet *set)
{
    return set->ink_bytes;
}

uint64_t gr_text_set_hash(const GrTextSet *set)
{
    return set->hash;
}

static uint64_t hash_of_key(const GrInkKey *key)
{
    uint32_t parts[4] = {(uint32_t)key->look, (uint32_t)key->face, key->glyph,
                         (uint32_t)key->phase};
    return gr_hash_bytes(parts, sizeof parts, 0);
}

static bool same_key(const GrInkKey *a, const GrInkKey *b)
{
    return a->look == b->look && a->face == b->face && a->glyph == b->glyph && a->phase == b->phase;
}

/* The slot of a key: it holds the key's ink, or is free for it. */
static int *slot_of(GrTextSet *set, const GrInkKey *key)
{
    size_t mask = (size_t)set->slot_count - 1;
    for (size_t i = hash_of_key(key) & mask;; i = (i + 1) & mask) {
        int *slot = &set->slots[i];
        if (*slot == 0 || same_key(&set->inks.at[*slot - 1].key, key)) {
            return slot;
        }
    }
}

static int grow_slots(GrTextSet *set, GrError *error)
{
    if (set->inks.count * 2 < set->slot_count) {
        return 0;
    }
    int count = set->slot_count ? 2 * set->slot_count : 1024;
    int *slots = calloc((size_t)count, sizeof *slots);
    if (!slots) {
        return gr_error_memory(error, "the table of glyphs", (size_t)count * sizeof *slots);
    }
    free(set->slots);
    set->slots = slots;
    set->slot_count = count;
    for (int i = 0; i < set->inks.count; i++) {
        *slot_of(set, &set->inks.at[i].key) = i + 1;
    }
    return 0;
}

static uint8_t *pack_plane(GrTextSet *set, const uint8_t *from, const GrInk *ink)
{
    size_t bytes = (size_t)ink->stride * (size_t)ink->height;
    uint8_t *plane = gr_arena_alloc(&set->arena, bytes);
    for (int y = 0; plane && y < ink->height; y++) {
        memcpy(plane + (size_t)y * (size_t)ink->stride, from + (size_t)y * (size_t)ink->width,
               (size_t)ink->width);
    }
    if (plane) {
        set->ink_bytes += bytes;
        set->hash = gr_hash_bytes(plane, bytes, set->hash);
    }
    return plane;
}

static int pack(GrTextSet *set, const GrCover *cover, GrInk *ink, GrError *error)
{
    if (!cover->at) {
        return 0;
    }
    *ink = (GrInk){.left = -cover->left,
                   .top = -cover->top,
                   .width = cover->width,
                   .height = cover->height,
                   .stride = (cover->width + 15) / 16 * 16};
    int32_t shape[4] = {ink->left, ink->top, ink->width, ink->height};
    set->hash = gr_hash_bytes(shape, sizeof shape, set->hash);
    size_t bytes = (size_t)ink->stride * (size_t)ink->height * (cover->rgb[0] ? 4 : 1);
    if (set->ink_bytes + bytes > ink_limit_bytes) {
        return gr_error_set(error, GR_E_SPACE,
                            "the glyphs of the show's text need more than %zu MB; smaller sizes, "
                            "fewer sizes or steps of axes, less glow or shadow",
                            ink_limit_bytes >> 20);
    }
    uint8_t *plane = pack_plane(set, cover->at, ink);
    for (int i = 0; plane && cover->rgb[0] && i < 3; i++) {
        ink->rgb[i] = plane ? pack_plane(set, cover->rgb[i], ink) : NULL;
        plane = ink->rgb[i] ? plane : NULL;
    }
    ink->cover = plane;
    return plane ? 0 : gr_error_memory(error, "a glyph", bytes);
}

static int pack_blur(GrTextSet *set, const GrCover *from, float reach, GrInk *ink, GrError *error)
{
    if (reach < 0.5f) { /* a hard shadow */
        GrCover plain = *from;
        plain.rgb[0] = plain.rgb[1] = plain.rgb[2] = NULL;
        return pack(set, &plain, ink, error);
    }
    GrCover blurred;
    int code = gr_cover_blur(from, reach, &blurred, error);
    if (code == 0) {
        code = pack(set, &blurred, ink, error);
    }
    gr_cover_finish(&blurred);
    return code;
}

static int blur_kinds(GrTextSet *set, const GrInkKey *key, const GrCover *body, GrInkEntry *entry,
                      GrError *error)
{
    const struct {
        GrInkKind kind;
        float reach;
        bool wanted;
    } blurs[] = {
        {GR_INK_SHADOW, set->looks.at[key->look].shadow_blur_px,
         set->looks.at[key->look].shadow_blur_px >= 0.0f},
        {GR_INK_GLOW, set->looks.at[key->look].glow_px, set->looks.at[key->look].glow_px > 0.0f},
    };
    int code = 0;
    for (int i = 0; code == 0 && i < 2; i++) {
        if (!blurs[i].wanted) {
            continue;
        }
        if (key->phase > 0 && blurs[i].reach >= shared_blur_px) {
            GrInkKey plain = *key;
            int ink;
            plain.phase = 0;
            code = gr_text_set_ink(set, &plain, &ink, error);
            if (code == 0 && ink >= 0) {
                entry->kinds[blurs[i].kind] = set->inks.at[ink].kinds[blurs[i].kind];
            }
        } else {
            code = pack_blur(set, body, blurs[i].reach, &entry->kinds[blurs[i].kind], error);
        }
    }
    return code;
}

static int draw_entry(GrTextSet *set, const GrInkKey *key, GrInkEntry *entry, GrError *error)
{
    const GrInkLook look = set->looks.at[key->look];
    GrTextFace *face = &set->faces->list[key->face];
    GrCover fill = {0}, outline = {0};
    int code = gr_text_draw_fill(face, &look, key->glyph, key->phase, &fill, error);
    if (code == 0 && look.outline_px > 0.0f) {
        code = gr_text_draw_outline(face, &look, key->glyph, key->phase, &fill, &outline, error);
    }
    if (code == 0) {
        code = pack(set, &fill, &entry->kinds[GR_INK_FILL], error);
    }
    if (code == 0) {
        code = pack(set, &outline, &entry->kinds[GR_INK_OUTLINE], error);
    }
    if (code == 0 && fill.at) {
        code = blur_kinds(set, key, outline.at ? &outline : &fill, entry, error);
    }
    entry->empty = !fill.at;
    gr_cover_finish(&fill);
    gr_cover_finish(&outline);
    return code;
}

int gr_text_set_ink(GrTextSet *set, const GrInkKey *key, int *out, GrError *error)
{
    int code = grow_slots(set, error);
    if (code < 0) {
        return code;
    }
    int found = *slot_of(set, key);
    if (found == 0) {
        GrInkEntry entry = {.key = *key};
        code = draw_entry(set, key, &entry, error);
        if (code == 0) {
            code = GR_TEXT_GROW(set->inks, 1, error);
        }
        if (code < 0) {
            return code;
        }
        set->inks.at[set->inks.count++] = entry;
        found = set->inks.count;
        *slot_of(set, key) = found;
    }
    *out = set->inks.at[found - 1].empty ? -1 : found - 1;
    return 0;
}

static uint64_t hash_axes(const GrTextStyle *style)
{
    uint64_t hash = 0;
    for (int i = 0; i < style->axis_count; i++) {
        hash = gr_hash_bytes(style->axes[i].tag, 4, hash);
        hash = gr_hash_bytes(&style->axes[i].value, sizeof style->axes[i].value, hash);
    }
    return hash;
}

static bool same_look(const GrInkLook *a, const GrInkLook *b)
{
    return a->size_px == b->size_px && a->outline_px == b->outline_px &&
           a->shadow_blur_px == b->shadow_blur_px && a->glow_px == b->glow_px &&
           a->axes == b->axes && a->colour == b->colour;
}

static int find_look(GrTextSet *set, const GrTextStyle *style, int *out, GrError *error)
{
    GrInkLook look = {.size_px = style->size_px,
                      .outline_px = style->outline_px,
                      .shadow_blur_px = style->shadow_blur_px,
                      .glow_px = style->glow_px,
                      .axes = hash_axes(style),
                      .colour = style->colour_emoji};
    for (*out = 0; *out < set->looks.count; (*out)++) {
        if (same_look(&set->looks.at[*out], &look)) {
            return 0;
        }
    }
    int code = GR_TEXT_GROW(set->looks, 1, error);
    if (code == 0) {
        set->looks.at[set->looks.count++] = look;
    }
    return code;
}

static int check_style(const GrTextStyle *style, GrError *error)
{
    const struct {
        const char *name;
        float value, min, max;
    } limits[] = {
        {"size", style->size_px, 1.0f, 4096.0f},
        {"width", style->width_px, 0.0f, 1e6f},
        {"leading", style->leading, 0.0f, 20.0f},
        {"tracking", style->tracking_em, -1.0f, 20.0f},
        {"outline", style->outline_px, 0.0f, 1024.0f},
        {"shadow blur", style->shadow_blur_px, -1e6f, 1024.0f},
        {"glow", style->glow_px, 0.0f, 1024.0f},
    };
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        if (!(limits[i].value >= limits[i].min && limits[i].value <= limits[i].max)) {
            return gr_error_set(error, GR_E_SHOW, "a text's %s of %g is outside %g..%g",
                                limits[i].name, (double)limits[i].value, (double)limits[i].min,
                                (double)limits[i].max);
        }
    }
    return 0;
}

int gr_text_set_add(GrTextSet *set, const GrFonts *fonts, const char *utf8, size_t length,
                    const GrTextStyle *style, GrTextBlock *out, GrError *error)
{
    GrTextWork *work = &set->work;
    int look = 0;
    *out = (GrTextBlock){0};
    int code = check_style(style, error);
    if (code == 0) {
        code = gr_text_read_features(work, style->features, style->tracking_em != 0.0f, error);
    }
    if (code == 0) {
        code = find_look(set, style, &look, error);
    }
    if (code == 0) {
        code = gr_text_decode(work, utf8, length, error);
    }
    if (code == 0) {
        code = gr_text_find_breaks(work, style->language, error);
    }
    if (code == 0) {
        code = gr_text_itemise(work, set->faces, fonts, style, out, error);
    }
    for (int i = 0; code == 0 && i < set->faces->count; i++) {
        gr_text_face_set_axes(&set->faces->list[i], style->axes, style->axis_count,
                              set->looks.at[look].axes);
    }
    if (code == 0) {
        code = gr_text_shape(work, set->faces, style, error);
    }
    if (code == 0) {
        code = gr_text_wrap(work, set->faces, style, error);
    }
    if (code == 0) {
        code = gr_text_place(set, fonts, style, look, out, error);
    }
    out->bad_bytes = work->bad_bytes;
    return code;
}
