/* SPDX-License-Identifier: MIT */
#include "scene/direct_new.h"

#include "audio/hear.h"
#include "base/files.h"
#include "glyph/font_missing.h"
#include "scene/bind.h"
#include "scene/direct.h"

#include <stdio.h>
#include <string.h>

typedef struct Work {
    const GrNewOrder *order;
    const GrLookFile *file;
    GrArena arena;
    GrProblems problems;
    GrSource source;
    GrLook look;
    GrSoundSpec sound;
    GrSoundTags tags, shown;
    GrText lost; /* the characters that are in the tags and not in what is shown */
    GrSong song;
    GrDirection direction;
} Work;

static int find_look(Work *work, GrError *error)
{
    const char *name = work->order->style ? work->order->style : GR_LOOK_DEFAULT;
    const GrNode *root;
    work->file = gr_look_file_find(name);
    if (!work->file) {
        const char *near = gr_nearest_name(name, gr_look_name_at, NULL);
        return gr_error_set(error, GR_E_USAGE,
                            near ? "there is no look '%s'; did you mean '%s'?"
                                 : "there is no look '%s' (glyphreel list looks shows them)",
                            name, near);
    }
    int code = gr_source_init(&work->source, name, work->file->text, work->file->length, error);
    if (!code && (gr_tree_parse(&work->source, &work->arena, &work->problems, &root) ||
                  gr_look_read(name, root, &work->arena, &work->problems, &work->look)))
        code = gr_problems_to_error(&work->problems, error);
    return code;
}

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80)
        text++;
    return !*text;
}

/* Takes out of a text what no font has, and the blanks that are then at its ends. */
static int leave_out(const GrFonts *fonts, char text[GR_TAG_CAPACITY], GrText *lost, GrError *error)
{
    enum { MOST = GR_TAG_CAPACITY };
    GrMissing list[MOST];
    const char *at = text, *end = text + strlen(text);
    int count = 0;
    size_t kept = 0;
    int code = gr_fonts_missing(fonts, text, strlen(text), list, MOST, &count, error);
    if (code || !count)
        return code;
    for (int i = 0; i < count; i++) {
        gr_text_puts(lost, lost->length ? ", " : "");
        gr_glyph_words(list[i].code_point, lost);
    }
    while (at < end) {
        const char *from = at;
        uint32_t point = (uint32_t)gr_utf8_next(&at, end);
        bool missing = false;
        for (int i = 0; i < count; i++)
            missing = missing || list[i].code_point == point;
        if (missing || (!kept && point == ' '))
            continue;
        memmove(text + kept, from, (size_t)(at - from));
        kept += (size_t)(at - from);
    }
    while (kept && text[kept - 1] == ' ')
        kept--;
    text[kept] = '\0';
    return GR_OK;
}

/* Title and artist as they can be shown here. */
static int choose_names(Work *work, GrError *error)
{
    GrSoundTags *shown = &work->shown;
    GrFonts *fonts = NULL;
    *shown = work->tags;
    if (is_ascii(shown->title) && is_ascii(shown->artist))
        return GR_OK;
    int code = gr_fonts_open(NULL, 0, &fonts, error);
    if (!code)
        code = leave_out(fonts, shown->title, &work->lost, error);
    if (!code)
        code = leave_out(fonts, shown->artist, &work->lost, error);
    gr_fonts_close(fonts);
    return code;
}

static int hear(Work *work, GrError *error)
{
    const GrNewOrder *order = work->order;
    GrSong *song = &work->song;
    const char *fault = gr_file_fault(order->song);
    char near[GR_PATH_CAPACITY], quoted[GR_QUOTE_CAPACITY];
    if (fault && !gr_path_exists(order->song) && gr_file_near(order->song, near))
        return gr_error_set(error, GR_E_INPUT, "%s: %s; did you mean '%s'?", order->song, fault,
                            gr_quote(quoted, near));
    if (fault)
        return gr_error_set(error, GR_E_INPUT, "%s: %s", order->song, fault);
    work->sound = (GrSoundSpec){.kind = GR_SOUND_FILE, .path = order->song};
    int code = gr_listening_create(&work->sound.listening, error);
    if (!code)
        code = gr_direct_hear(&work->sound, -1, order->stop, order->user, song, error);
    if (code)
        return code;
    gr_direct_tags(order->song, &work->tags);
    code = choose_names(work, error);
    song->title = work->shown.title;
    song->artist = work->shown.artist;
    song->heard = true;
    song->length_s = song->music->duration_s;
    gr_direct_fit(song, order->height ? (double)order->width / order->height : 16.0 / 9);
    return code;
}

/* The show's own name where a shell takes it as it is. */
static const char *show_name(const GrNewOrder *order)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    const char *name = order->show ? gr_path_name(order->show) : "";
    return name[0] && name[0] != '-' && !name[strspn(name, plain)] ? name : "show.yaml";
}

static void write_head(const Work *work, GrText *out)
{
    const GrNewOrder *order = work->order;
    const GrMusic *music = work->song.music;
    int parts = work->direction.scenes[work->direction.count - 1].part + 1;
    char name[GR_TAG_CAPACITY];
    GrText quoted = {0};
    snprintf(name, sizeof name, "%s", gr_path_name(order->song));
    gr_direct_quote(name, false, &quoted);
    gr_text_printf(
        out,
        "# A show for %s in the look `%s`. Change whatever you like:\n"
        "#\n"
        "#   glyphreel sheet %s -o sheet.png     to see it at a glance\n"
        "#   glyphreel render %s -o show.mp4     to make the video\n"
        "#\n"
        "# What was heard: %.1f beats a minute, %.0f s, %d part%s. The scenes at the end "
        "lie on its bars;\n"
        "# templates, above them, are what they look like.\n",
        gr_text_string(&quoted), work->look.name, show_name(order), show_name(order),
        music->beats.tempo_bpm, music->duration_s, parts, parts == 1 ? "" : "s");
    gr_text_finish(&quoted);
    if (work->lost.length)
        gr_text_printf(out, "# Left out of what is shown, since no font here has it: %s.\n",
                       gr_text_string((GrText *)&work->lost));
    gr_text_puts(out, "title: ");
    gr_direct_quote(work->tags.title, true, out);
    gr_text_puts(out, work->tags.artist[0] ? "\nartist: " : "");
    if (work->tags.artist[0])
        gr_direct_quote(work->tags.artist, true, out);
    gr_text_puts(out, "\naudio: ");
    gr_direct_quote(order->named ? order->named : order->song, true, out);
    gr_text_printf(out, "\nseed: %llu # another number, another course of all that is random\n",
                   (unsigned long long)order->seed);
    if (order->height)
        gr_text_printf(out, "size: %dx%d\n", order->width, order->height);
    gr_direct_write_tempo(&work->song, out);
    if (!work->song.halved)
        gr_text_printf(out,
                       "# tempo: %.2f # if it was heard wrong; scenes that start at bars follow\n",
                       music->beats.tempo_bpm);
    gr_text_puts(out, "\n");
}

/* The look's text, with the song among its vars. */
static void write_look(const Work *work, GrText *out)
{
    GrText text = {0};
    gr_look_show_text(work->file->text, work->file->length, &text);
    static const char key[] = "vars:\n";
    const char *all = gr_text_string(&text), *vars = strstr(all, key);
    while (vars && vars != all && vars[-1] != '\n')
        vars = strstr(vars + 1, key);
    size_t before = vars ? (size_t)(vars - all) + strlen(key) : 0;
    gr_text_append(out, all, before);
    if (!vars)
        gr_text_puts(out, key);
    gr_direct_write_vars(&work->song, out);
    gr_text_puts(out, all + before);
    gr_text_puts(out, "\n");
    gr_text_finish(&text);
}

int gr_direct_new(const GrNewOrder *order, GrText *out, GrError *error)
{
    Work work = {.order = order};
    int code = find_look(&work, error);
    if (!code)
        code = hear(&work, error);
    if (!code && gr_direct_lay(&work.song, work.look.pace, &work.arena, &work.direction))
        code = gr_error_memory(error, "scenes", 0);
    if (!code) {
        gr_direct_cast(&work.look, order->seed, &work.direction);
        write_head(&work, out);
        write_look(&work, out);
        gr_direct_write_scenes(&work.look, &work.song, &work.direction, out);
    }
    gr_listening_destroy(work.sound.listening);
    gr_source_finish(&work.source);
    gr_problems_finish(&work.problems);
    gr_arena_finish(&work.arena);
    gr_text_finish(&work.lost);
    return code;
}
