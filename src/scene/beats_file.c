/* SPDX-License-Identifier: MIT */
#include "scene/beats_file.h"

#include "base/files.h"
#include "base/text.h"
#include "scene/tree.h"
#include "scene/value_text.h"

#include <stdlib.h>
#include <string.h>

static const double tempo_min = 20, tempo_max = 400;
static const double same_beat_s = 0.05; /* a downbeat and the beat that it is */
static const double latest_s = GR_TIME_MAX_HOURS * 3600.0;

/* A place to which a complaint belongs. */
typedef struct At {
    int line, column;
} At;

typedef struct Reader {
    const GrSource *source;
    GrArena *arena;
    GrProblems *problems;
    GrBeatList *list;
    double *times;
    int *downbeats;
    int complaints;
} Reader;

enum { COMPLAINTS_MAX = 20 }; /* of one file: the rest are likely the same mistake */

static bool complain(Reader *r, At at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool complain(Reader *r, At at, const char *format, ...)
{
    va_list arguments;
    if (r->complaints++ >= COMPLAINTS_MAX)
        return false;
    va_start(arguments, format);
    gr_problem_addv(r->problems, r->source, GR_PROBLEM_ERROR, GR_E_INPUT, at.line, at.column,
                    format, arguments);
    va_end(arguments);
    return false;
}

static void *allocate(Reader *r, size_t count, size_t size)
{
    void *memory = gr_arena_alloc_array(r->arena, count, size);
    if (!memory)
        complain(r, (At){0, 0}, "out of memory");
    return memory;
}

static At at_node(const GrNode *node)
{
    return (At){node->line, node->column};
}

/* A time in seconds that comes after the one before it (negative: it is the first). */
static bool read_time(Reader *r, At at, const char *text, const char *what, double before,
                      double *out)
{
    char quoted[GR_QUOTE_CAPACITY];
    double s;
    gr_quote(quoted, text);
    if (!gr_number_parse(text, &s))
        return complain(r, at, "'%s' is not a time in seconds like 12.34", quoted);
    if (s < 0 || s > latest_s)
        return complain(r, at, "%s %s is outside 0..%g s", what, quoted, latest_s);
    if (s <= before)
        return complain(r, at, "%s %s does not come after the one before it, %g", what, quoted,
                        before);
    *out = s;
    return true;
}

static bool want_scalar(Reader *r, const GrNode *node, const char *wants)
{
    if (node->kind == GR_NODE_SCALAR && !gr_node_is_empty(node))
        return true;
    return complain(r, at_node(node), "wants %s, not %s", wants, gr_node_word(node));
}

/* A list of ascending times; the good ones are kept. */
static int read_times(Reader *r, const GrNode *list, const char *what, double *times)
{
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const GrNode *item = list->items[i];
        double before = count ? times[count - 1] : -1;
        if (want_scalar(r, item, "a time in seconds") &&
            read_time(r, at_node(item), item->text, what, before, &times[count]))
            count++;
    }
    return count;
}

static bool check_list(Reader *r, const GrNode *node, const char *what, int most)
{
    if (node->kind != GR_NODE_LIST)
        return complain(r, at_node(node), "`%s` wants a list of times, not %s", what,
                        gr_node_word(node));
    if (node->count > most)
        return complain(r, at_node(node), "%d %s: at most %d are possible", node->count, what,
                        most);
    return true;
}

static void read_beats(Reader *r, const GrNode *node)
{
    if (!check_list(r, node, "beats", GR_BEATS_MAX))
        return;
    r->times = allocate(r, (size_t)node->count + 1, sizeof *r->times);
    r->list->time_s = r->times;
    if (r->times)
        r->list->count = read_times(r, node, "beat", r->times);
}

/* The beat at a time, or -1. */
static int beat_at(const Reader *r, double s)
{
    const GrBeats beats = {.count = r->list->count, .time_s = r->times};
    int before = gr_beats_before(&beats, s);
    for (int i = before < 0 ? 0 : before; i <= before + 1 && i < r->list->count; i++) {
        double off = r->times[i] - s;
        if (off <= same_beat_s && off >= -same_beat_s)
            return i;
    }
    return -1;
}

static void read_downbeats(Reader *r, const GrNode *node)
{
    if (!check_list(r, node, "downbeats", GR_BEATS_MAX))
        return;
    double *times = allocate(r, (size_t)node->count + 1, sizeof *times);
    int *beats = allocate(r, (size_t)node->count + 1, sizeof *beats);
    if (!times || !beats)
        return;
    int count = read_times(r, node, "downbeat", times), kept = 0;
    for (int i = 0; i < count; i++) {
        int beat = beat_at(r, times[i]);
        if (beat >= 0 && (!kept || beat > beats[kept - 1]))
            beats[kept++] = beat;
        else if (r->list->count)
            complain(r, at_node(count == node->count ? node->items[i] : node),
                     "the downbeat %g is no beat of `beats`", times[i]);
    }
    r->downbeats = beats;
    r->list->downbeat_count = kept;
}

static void read_tempo(Reader *r, const GrNode *node)
{
    double bpm;
    char quoted[GR_QUOTE_CAPACITY];
    if (!want_scalar(r, node, "beats a minute"))
        return;
    if (!gr_number_parse(node->text, &bpm) || bpm < tempo_min || bpm > tempo_max)
        complain(r, at_node(node), "the tempo '%s' is outside %g..%g beats a minute",
                 gr_quote(quoted, node->text), tempo_min, tempo_max);
    else
        r->list->tempo_bpm = bpm;
}

static void read_sections(Reader *r, const GrNode *node)
{
    if (!check_list(r, node, "sections", GR_SECTIONS_MAX))
        return;
    GrSection *sections = allocate(r, (size_t)node->count + 1, sizeof *sections);
    if (!sections)
        return;
    int count = 0;
    for (int i = 0; i < node->count; i++) {
        const GrNode *item = node->items[i], *time = item, *label = NULL;
        double before = count ? sections[count - 1].start_s : -1;
        if (item->kind == GR_NODE_MAP) {
            time = gr_node_find(item, "time");
            label = gr_node_find(item, "label");
        }
        if (!time) {
            complain(r, at_node(item), "a section has no `time`");
            continue;
        }
        if (!want_scalar(r, time, "a time in seconds") ||
            !read_time(r, at_node(time), time->text, "section", before, &sections[count].start_s))
            continue;
        const char *text = label && label->kind == GR_NODE_SCALAR ? label->text : "";
        text = gr_arena_copy_text(r->arena, text);
        sections[count++].label = text ? text : "";
    }
    r->list->sections = sections;
    r->list->section_count = count;
}

static const char *const json_keys[] = {"beats", "downbeats", "tempo", "sections", NULL};

/* The beats first, wherever they stand: downbeats refer to them. Keys of other programs stay
 * unread, misspelt ones of ours are told. */
static void read_json(Reader *r, const GrNode *root)
{
    static void (*const readers[])(Reader *, const GrNode *) = {read_beats, read_downbeats,
                                                                read_tempo, read_sections};
    if (root->kind == GR_NODE_LIST) {
        read_beats(r, root);
        return;
    }
    for (int i = 0; root->kind == GR_NODE_MAP && i < root->count; i++) {
        const GrNode *key = root->pairs[i].key;
        char quoted[GR_QUOTE_CAPACITY];
        const char *near = gr_nearest_string(key->text, json_keys);
        if (near && strcmp(near, key->text) != 0)
            complain(r, at_node(key), "unknown key '%s'; did you mean '%s'?",
                     gr_quote(quoted, key->text), near);
    }
    if (!gr_node_find(root, "beats"))
        complain(r, at_node(root), "a beats file in JSON has a list `beats`");
    for (int i = 0; json_keys[i]; i++) {
        const GrNode *value = gr_node_find(root, json_keys[i]);
        if (value)
            readers[i](r, value);
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* "12.34", "12.34 *" or "12.34 1"; blanks and tabs between. */
static void read_line(Reader *r, int number, const char *line, size_t length)
{
    char words[3][64] = {"", "", ""};
    int count = 0, columns[3] = {1, 1, 1};
    for (size_t i = 0; i < length && line[i] != '#' && count < 3;) {
        size_t used = 0, start = i;
        for (; i < length && !is_blank(line[i]) && line[i] != '#'; i++)
            if (used + 1 < sizeof words[0])
                words[count][used++] = line[i];
        words[count][used] = '\0';
        if (used)
            columns[count++] = (int)start + 1;
        while (i < length && is_blank(line[i]))
            i++;
    }
    if (!count)
        return;
    GrBeatList *list = r->list;
    At at = {number, columns[0]}, mark_at = {number, columns[1]};
    double before = list->count ? r->times[list->count - 1] : -1;
    char quoted[GR_QUOTE_CAPACITY];
    uint64_t in_bar = 0;
    bool star = strcmp(words[1], "*") == 0;
    if (list->count >= GR_BEATS_MAX) {
        complain(r, at, "more than %d beats", GR_BEATS_MAX);
        return;
    }
    if (!read_time(r, at, words[0], "beat", before, &r->times[list->count]))
        return;
    if (count > 1 && !star && (!gr_u64_parse(words[1], &in_bar) || in_bar < 1 || in_bar > 64))
        complain(r, mark_at, "'%s': behind a time stands * or 1 where a bar begins, 2 3 4 else",
                 gr_quote(quoted, words[1]));
    if (count > 2)
        complain(r, (At){number, columns[2]}, "a line holds a time and at most one mark");
    if (star || in_bar == 1)
        r->downbeats[list->downbeat_count++] = list->count;
    list->count++;
}

static void read_lines(Reader *r)
{
    size_t room = (size_t)r->source->line_count + 1, bad;
    int line, column;
    room = room < GR_BEATS_MAX ? room : GR_BEATS_MAX;
    if (!gr_utf8_valid(r->source->text, r->source->length, &bad)) {
        gr_source_place(r->source, bad, &line, &column);
        complain(r, (At){line, column}, "this is no text file");
        return;
    }
    r->times = allocate(r, room, sizeof *r->times);
    r->downbeats = allocate(r, room, sizeof *r->downbeats);
    r->list->time_s = r->times;
    for (int i = 1; r->times && r->downbeats && i <= r->source->line_count; i++) {
        size_t length;
        const char *text = gr_source_line(r->source, i, &length);
        read_line(r, i, text, length);
    }
}

static bool looks_like_json(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && (is_blank(text[i]) || text[i] == '\n'))
        i++;
    return i < length && (text[i] == '{' || text[i] == '[');
}

const GrBeatList *gr_beats_file_parse(const char *path, const char *text, size_t length,
                                      GrArena *arena, GrProblems *problems)
{
    GrSource source = {0};
    GrArena tree = {0};
    GrError error;
    Reader reader = {.source = &source, .arena = arena, .problems = problems};
    reader.list = allocate(&reader, 1, sizeof *reader.list);
    if (!reader.list || gr_source_init(&source, path, text, length, &error))
        return NULL;
    reader.list->path = gr_arena_copy_text(arena, path);
    if (looks_like_json(text, length)) {
        const GrNode *root;
        if (gr_tree_parse(&source, &tree, problems, &root))
            reader.complaints++;
        else
            read_json(&reader, root);
    } else {
        read_lines(&reader);
    }
    if (!reader.complaints && reader.list->count < 2)
        complain(&reader, (At){0, 0}, "holds %s: at least two are needed",
                 reader.list->count ? "one beat" : "no beats");
    if (reader.list->downbeat_count)
        reader.list->downbeats = reader.downbeats;
    gr_arena_finish(&tree);
    gr_source_finish(&source);
    return reader.complaints ? NULL : reader.list;
}

/* The parts that are left, the first of them cut to begin at 0. */
static void move_sections(Reader *r, const GrBeatList *from, double start_s)
{
    GrSection *list = allocate(r, (size_t)from->section_count, sizeof *list);
    int kept = 0;
    for (int i = 0; list && i < from->section_count; i++) {
        bool gone = i + 1 < from->section_count && from->sections[i + 1].start_s <= start_s;
        if (gone)
            continue;
        list[kept] = from->sections[i];
        list[kept].start_s -= start_s;
        if (list[kept].start_s < 0)
            list[kept].start_s = 0;
        kept++;
    }
    r->list->sections = list;
    r->list->section_count = kept;
}

const GrBeatList *gr_beats_file_from(const GrBeatList *list, int64_t start_ns, GrArena *arena,
                                     GrProblems *problems)
{
    const double start_s = (double)start_ns / (double)GR_NS_PER_S;
    GrSource source = {.file = list->path};
    Reader r = {.source = &source, .arena = arena, .problems = problems};
    size_t count = (size_t)list->count;
    int gone = 0;
    r.list = allocate(&r, 1, sizeof *r.list);
    r.times = allocate(&r, count, sizeof *r.times);
    r.downbeats = allocate(&r, count, sizeof *r.downbeats);
    if (!r.list || !r.times || !r.downbeats)
        return NULL;
    *r.list = *list;
    r.list->count = r.list->downbeat_count = 0;
    while (gone < list->count && list->time_s[gone] < start_s)
        gone++;
    for (int i = gone; i < list->count; i++) {
        bool down = !list->downbeats && i % GR_BEATS_A_BAR == 0;
        if (down)
            r.downbeats[r.list->downbeat_count++] = r.list->count;
        r.times[r.list->count++] = list->time_s[i] - start_s;
    }
    for (int i = 0; i < list->downbeat_count; i++)
        if (list->downbeats[i] >= gone)
            r.downbeats[r.list->downbeat_count++] = list->downbeats[i] - gone;
    r.list->time_s = r.times;
    r.list->downbeats = r.list->downbeat_count ? r.downbeats : NULL;
    if (r.list->section_count)
        move_sections(&r, list, start_s);
    if (r.list->count < 2)
        complain(&r, (At){0, 0}, "has fewer than two beats behind %.2f s, where the show starts",
                 start_s);
    return r.complaints ? NULL : r.list;
}

const GrBeatList *gr_beats_file_read(const char *path, GrArena *arena, GrProblems *problems)
{
    char *text;
    size_t length;
    GrError error;
    if (gr_file_read(path, GR_SHOW_MAX_BYTES, &text, &length, &error)) {
        gr_problem_add(problems, NULL, GR_PROBLEM_ERROR, GR_E_INPUT, 0, 0, "%s", error.message);
        return NULL;
    }
    const GrBeatList *list = gr_beats_file_parse(path, text, length, arena, problems);
    free(text);
    return list;
}
