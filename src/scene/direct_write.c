/* SPDX-License-Identifier: MIT */
#include "scene/direct.h"

#include "base/files.h"

#include <stdio.h>
#include <string.h>

/* Above it lights and pictures that change go by every other beat: they flash together with what
 * else the music moves, and three flashes a second are the most that is safe to watch. */
static const double FAST_BPM = 145;

void gr_direct_quote(const char *text, bool vars, GrText *out)
{
    const char *end = text + strlen(text);
    gr_text_puts(out, "\"");
    while (text < end) {
        char bytes[4];
        int32_t code = gr_utf8_next(&text, end);
        if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029)
            code = ' '; /* and what is no character */
        if (code == '"' || code == '\\')
            gr_text_puts(out, "\\");
        if (code == '$' && vars)
            gr_text_puts(out, "$");
        gr_text_append(out, bytes, (size_t)gr_utf8_write(bytes, (uint32_t)code));
    }
    gr_text_puts(out, "\"");
}

/* "the_band - a_song.ogg": blanks for underscores, and what is before " - " is the artist. */
void gr_direct_tags(const char *path, GrSoundTags *tags)
{
    gr_sound_tags(path, tags);
    if (tags->title[0])
        return;
    char name[GR_TAG_CAPACITY];
    snprintf(name, sizeof name, "%s", gr_path_name(path));
    char *dot = strrchr(name, '.'), *dash = strstr(name, " - ");
    if (dot && dot != name)
        *dot = '\0';
    for (char *at = name; *at; at++)
        *at = *at == '_' ? ' ' : *at;
    if (dash && dash != name && !tags->artist[0]) {
        *dash = '\0';
        strcpy(tags->artist, name);
    }
    strcpy(tags->title, dash && dash != name ? dash + 3 : name);
}

/* On one line, in letters that stand apart. */
static int artist_size(const char *artist, double width)
{
    enum { MOST = 54, LEAST = 20 };
    const char *at = artist, *end = at + strlen(at);
    double em = 0.92, count = 1;
    for (; at < end; count++)
        gr_utf8_next(&at, end);
    double size = width / em / count;
    return size > MOST ? MOST : size < LEAST ? LEAST : (int)size;
}

void gr_direct_fit(GrSong *song, double aspect)
{
    enum { MOST = 210, LEAST = 60, LINES = 3 };
    double width = 1080.0 * (aspect > 1 ? aspect : 1) * 0.84, em = 0.66; /* of a wide face */
    int longest = 1, word = 0, whole = 0;
    const char *at = song->title, *end = at + strlen(at);
    while (at < end) {
        word = gr_utf8_next(&at, end) == ' ' ? 0 : word + 1;
        longest = word > longest ? word : longest;
        whole++;
    }
    double size = MOST;
    size = size * em * longest > width ? width / em / longest : size;
    size = size * em * whole > LINES * width * 0.7 ? LINES * width * 0.7 / em / whole : size;
    song->fit = aspect < 1 ? aspect : 1;
    song->title_px = size < LEAST ? LEAST : (int)size;
    song->artist_px = artist_size(song->artist, width);
}

/* A node on one line, as it would be written by hand. */
static void write_flow(const GrNode *node, GrText *out)
{
    if (node->kind == GR_NODE_SCALAR) {
        if (node->quoted || strpbrk(node->text, ",[]{}#:&*!|>'\"%@`") || !node->text[0])
            gr_direct_quote(node->text, false, out);
        else
            gr_text_puts(out, node->text);
        return;
    }
    bool list = node->kind == GR_NODE_LIST;
    gr_text_puts(out, list ? "[" : "{");
    for (int i = 0; i < node->count; i++) {
        gr_text_puts(out, i ? ", " : "");
        if (!list) {
            write_flow(node->pairs[i].key, out);
            gr_text_puts(out, ": ");
        }
        write_flow(list ? node->items[i] : node->pairs[i].value, out);
    }
    gr_text_puts(out, list ? "]" : "}");
}

void gr_direct_write_names(const GrSong *song, GrText *out)
{
    if (song->title[0]) {
        gr_text_puts(out, "title: ");
        gr_direct_quote(song->title, true, out);
        gr_text_puts(out, "\n");
    }
    gr_text_puts(out, "artist: $artist\n"); /* the var, which may be set from outside */
}

void gr_direct_write_tempo(const GrSong *song, GrText *out)
{
    if (song->halved)
        gr_text_puts(out, "tempo: half # every other beat counts: for eyes' sake in so fast a "
                          "song\n");
}

void gr_direct_write_vars(const GrSong *song, GrText *out)
{
    gr_text_puts(out, "  song: ");
    gr_direct_quote(song->title, true, out);
    gr_text_puts(out, "\n  artist: ");
    gr_direct_quote(song->artist, true, out);
    gr_text_printf(out, "\n  title_size: %d\n  artist_size: %d\n  fit: %.4g\n", song->title_px,
                   song->artist_px, song->fit);
    bool fast = song->music && song->music->beats.tempo_bpm > FAST_BPM;
    gr_text_printf(out, "  stride: %d\n  beat_light: %s\n", fast ? 2 : 1,
                   fast ? "beat_decay*step(mod(beat_count, 2), 0.5)" : "beat_decay");
}

static void write_heading(const GrDirected *at, GrText *out)
{
    static const char *const loud[] = {"quiet", "moderate", "loud"};
    if (!at->first_of_part)
        return;
    gr_text_printf(out, "\n  # part %d, from bar %d: %s (energy %.2f)%s\n", at->part + 1,
                   at->from_bar + 1,
                   loud[at->energy < 0.34f   ? 0
                        : at->energy < 0.67f ? 1
                                             : 2],
                   (double)at->loudness, at->strongest ? ", the strongest" : "");
}

static void write_texts(const GrLook *look, const GrSong *song, GrText *out)
{
    bool title = look->names_song && song->title[0], artist = look->names_artist && song->artist[0];
    if (title || artist)
        gr_text_printf(out, "    layers: [%s%s%s]\n", artist ? "artist" : "",
                       artist && title ? ", " : "", title ? "title" : "");
}

/* The name of a template, whatever its look calls it, and which of its variations it is. */
static void write_name(const char *key, const char *name, int again, GrText *out)
{
    char number[16] = "";
    bool plain = name[0] != '\0';
    for (const char *at = name; *at; at++)
        plain = plain && (*at == '_' || (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
                          (*at >= '0' && *at <= '9'));
    if (again)
        snprintf(number, sizeof number, " %d", again + 1);
    GrText whole = {0};
    gr_text_printf(&whole, "%s%s", name, number);
    gr_text_puts(out, key);
    if (plain)
        gr_text_puts(out, gr_text_string(&whole));
    else
        gr_direct_quote(gr_text_string(&whole), false, out);
    gr_text_puts(out, "\n");
    gr_text_finish(&whole);
}

static void write_scene(const GrDirection *direction, int index, const GrLook *look,
                        const GrSong *song, GrText *out)
{
    const GrDirected *at = &direction->scenes[index];
    bool last = index + 1 == direction->count;
    double seconds = at->to_s - at->from_s;
    write_heading(at, out);
    write_name("  - name: ", at->template, at->again, out);
    write_name("    extends: ", at->template, 0, out);
    if (index)
        gr_text_printf(out, "    start: bar %d # %s, at %d:%04.1f\n", at->from_bar + 1,
                       gr_role_infos[at->role].name, (int)(at->from_s / 60),
                       at->from_s - 60 * (int)(at->from_s / 60));
    if (last && !song->heard)
        gr_text_printf(out, "    until: %.3fs\n", song->length_s);
    if (!index && direction->count > 1)
        gr_text_printf(out, "    fade_in: %.2fs\n", seconds < 4 ? seconds / 4 : 1.0);
    if (last)
        gr_text_printf(out, "    fade_out: %.2fs\n", seconds < 8 ? seconds / 2 : 4.0);
    if (at->transition && at->to_bar - at->from_bar >= 2 && seconds > 3 &&
        (at->transition->kind != GR_NODE_SCALAR || strcmp(at->transition->text, "cut") != 0)) {
        gr_text_puts(out, "    transition: ");
        write_flow(at->transition, out);
        gr_text_puts(out, "\n");
    }
    if (!index && seconds > 3)
        write_texts(look, song, out);
}

void gr_direct_write_scenes(const GrLook *look, const GrSong *song, const GrDirection *direction,
                            GrText *out)
{
    gr_text_puts(out, "scenes:");
    for (int i = 0; i < direction->count; i++)
        write_scene(direction, i, look, song, out);
}
