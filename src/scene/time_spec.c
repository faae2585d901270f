/* SPDX-License-Identifier: MIT */
#include "scene/time_spec.h"

#include "base/text.h"
#include "base/wide.h"
#include "scene/source.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <string.h>

#define LONGEST_NS (GR_TIME_MAX_HOURS * 3600 * GR_NS_PER_S)

static const double lead_in_s = 0.1; /* bar 1 may lie a little before the sound's start */

static const char *const unit_words[] = {"beat", "beats", "bar", "bars", NULL};
static const char *const all_words[] = {"start", "end",   "bar", "beat",     "section",
                                        "bars",  "beats", "min", "sections", NULL};

/* Where the parser is, and what it has to say beyond "not a time". */
typedef struct Reader {
    const char *at;
    GrRational fps;
    GrTimeSpec *spec;
    char wrong[160];
    bool too_long;
} Reader;

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static void skip_blanks(Reader *r)
{
    while (*r->at == ' ')
        r->at++;
}

/* A word of small letters, without those that are no word ("" then). */
static void take_word(Reader *r, char out[16])
{
    int length = 0;
    for (; is_letter(*r->at); r->at++)
        if (length < 15)
            out[length++] = *r->at;
    out[length] = '\0';
}

static bool set_ns(Reader *r, GrTimeTerm *term, GrWide ns)
{
    r->too_long = r->too_long || ns > LONGEST_NS;
    *term = (GrTimeTerm){.unit = GR_TIME_NS, .ns = ns > LONGEST_NS ? LONGEST_NS : (int64_t)ns};
    return true;
}

/* [hours:]minutes:seconds, from the first field on, which is read already. */
static bool take_clock(Reader *r, int64_t first, GrTimeTerm *term)
{
    int64_t fields[2] = {first, 0}, seconds;
    int count = 1;
    const char *second = r->at + 1;
    if (gr_take_whole(&second, &fields[1]) && *second == ':') {
        r->at = second;
        count = 2;
    }
    r->at++;
    if (*r->at < '0' || *r->at > '9' || !gr_take_decimal(&r->at, &seconds))
        return false;
    if (seconds >= 60 * GR_NS_PER_S || (count == 2 && fields[1] >= 60))
        return false;
    int64_t minutes = count == 2 ? fields[0] * 60 + fields[1] : fields[0];
    return set_ns(r, term, (GrWide)minutes * 60 * GR_NS_PER_S + seconds);
}

static bool set_musical(GrTimeTerm *term, const char *word, double count)
{
    bool bars = strncmp(word, "bar", 3) == 0;
    *term = (GrTimeTerm){.unit = bars ? GR_TIME_BARS : GR_TIME_BEATS, .count = count};
    return true;
}

static bool set_frames(Reader *r, GrTimeTerm *term, int64_t frames)
{
    GrRational fps = r->fps.num > 0 && r->fps.den > 0 ? r->fps : GR_DEFAULT_RATE;
    GrWide scaled = (GrWide)frames * fps.den * GR_NS_PER_S;
    return set_ns(r, term, (scaled + fps.num / 2) / fps.num);
}

static bool set_units(Reader *r, GrTimeTerm *term, const char *word, int64_t billionths)
{
    static const struct {
        const char *name;
        int64_t ns;
    } units[] = {{"", GR_NS_PER_S},
                 {"s", GR_NS_PER_S},
                 {"ms", GR_NS_PER_S / 1000},
                 {"min", 60 * GR_NS_PER_S},
                 {"h", 3600 * GR_NS_PER_S}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(word, units[i].name) == 0)
            return set_ns(r, term, (GrWide)billionths * units[i].ns / GR_NS_PER_S);
    return false;
}

static bool is_musical(const char *word)
{
    for (int i = 0; unit_words[i]; i++)
        if (strcmp(word, unit_words[i]) == 0)
            return true;
    return false;
}

/* Units as others write them. */
static const char *unit_meant(const char *word)
{
    static const char *const units[][2] = {
        {"sec", "s"},       {"secs", "s"},          {"second", "s"},
        {"seconds", "s"},   {"minute", "min"},      {"mins", "min"},
        {"minutes", "min"}, {"m", "min"},           {"hour", "h"},
        {"hours", "h"},     {"milliseconds", "ms"}, {"msec", "ms"},
        {"frame", "f"},     {"frames", "f"},        {"fr", "f"}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(word, units[i][0]) == 0)
            return units[i][1];
    return NULL;
}

static void guess_word(Reader *r, const char *word)
{
    const char *unit = unit_meant(word);
    if (unit && !r->wrong[0])
        snprintf(r->wrong, sizeof r->wrong, "write %s for %s, like 4%s", unit, word, unit);
    const char *near = strlen(word) >= 3 ? gr_nearest_string(word, all_words) : NULL;
    if (near && !r->wrong[0])
        snprintf(r->wrong, sizeof r->wrong, "did you mean '%s'?", near);
}

/* One duration, at least "1"; `later`: behind a + or -, where a unit is needed. */
static bool take_term(Reader *r, bool later, GrTimeTerm *term)
{
    const char *start = r->at, *at = start;
    int64_t whole, below, billionths = 0;
    char word[16];
    bool digits = gr_take_whole(&at, &whole), fraction = false;
    if (digits && *at == ':') {
        r->at = at;
        return take_clock(r, whole, term);
    }
    if (digits && *at == '/') {
        at++;
        if (!gr_take_whole(&at, &below) || below == 0)
            return false;
        fraction = true;
        r->at = at;
    } else if (!gr_take_decimal(&r->at, &billionths)) {
        return false;
    }
    bool plain = digits && r->at == at; /* no decimals */
    const char *after = r->at;
    skip_blanks(r);
    take_word(r, word);
    if (!word[0])
        r->at = after;
    if (is_musical(word))
        return set_musical(term, word,
                           fraction ? (double)whole / (double)below
                                    : (double)billionths / (double)GR_NS_PER_S);
    guess_word(r, word);
    if (fraction)
        return false;
    if (later && !word[0]) {
        snprintf(r->wrong, sizeof r->wrong, "what follows + or - needs a unit: s, beats, bars");
        return false;
    }
    if (strcmp(word, "f") == 0)
        return plain && set_frames(r, term, whole);
    return set_units(r, term, word, billionths);
}

static bool take_number(Reader *r, const char *word, bool decimals)
{
    int64_t billionths;
    skip_blanks(r);
    const char *from = r->at;
    if (!gr_take_decimal(&r->at, &billionths)) {
        snprintf(r->wrong, sizeof r->wrong, "`%s` needs its number: %s 16", word, word);
        return false;
    }
    if (!decimals && memchr(from, '.', (size_t)(r->at - from))) {
        snprintf(r->wrong, sizeof r->wrong,
                 "a %s is counted in whole numbers: write %s 4 + 2 beats", word, word);
        return false;
    }
    if (billionths < GR_NS_PER_S) {
        snprintf(r->wrong, sizeof r->wrong, "%ss are counted from 1", word);
        return false;
    }
    r->spec->number = (double)billionths / (double)GR_NS_PER_S;
    return true;
}

static bool take_anchor(Reader *r)
{
    char word[16];
    take_word(r, word);
    if (strcmp(word, "start") == 0)
        r->spec->anchor = GR_TIME_START;
    else if (strcmp(word, "end") == 0)
        r->spec->anchor = GR_TIME_END;
    else if (strcmp(word, "bar") == 0)
        r->spec->anchor = GR_TIME_BAR;
    else if (strcmp(word, "beat") == 0)
        r->spec->anchor = GR_TIME_BEAT;
    else if (strcmp(word, "section") == 0)
        r->spec->anchor = GR_TIME_SECTION;
    else if (is_musical(word))
        snprintf(r->wrong, sizeof r->wrong, "write 16 %s (how long) or %.*s 16 (which one)", word,
                 (int)strlen(word) - 1, word);
    else
        guess_word(r, word);
    if (r->spec->anchor < GR_TIME_BAR)
        return r->spec->anchor != GR_TIME_DURATION;
    return take_number(r, word, r->spec->anchor == GR_TIME_BEAT);
}

static bool take_all(Reader *r)
{
    GrTimeSpec *spec = r->spec;
    if (is_letter(*r->at)) {
        if (!take_anchor(r))
            return false;
    } else {
        if (!take_term(r, false, &spec->terms[0]))
            return false;
        spec->term_count = 1;
    }
    while (*r->at) {
        skip_blanks(r);
        char sign = *r->at;
        if (sign != '+' && sign != '-')
            return false;
        r->at++;
        skip_blanks(r);
        if (spec->term_count == GR_TIME_TERMS_MAX) {
            snprintf(r->wrong, sizeof r->wrong, "it has more than %d parts", GR_TIME_TERMS_MAX);
            return false;
        }
        GrTimeTerm *term = &spec->terms[spec->term_count];
        if (!take_term(r, true, term))
            return false;
        term->ns = sign == '-' ? -term->ns : term->ns;
        term->count = sign == '-' ? -term->count : term->count;
        spec->term_count++;
    }
    return true;
}

static int refuse(const char *text, const Reader *r, GrError *error)
{
    char quoted[GR_QUOTE_CAPACITY];
    double number;
    gr_quote(quoted, text);
    if (text[0] == '-' && ((text[1] >= '0' && text[1] <= '9') || text[1] == '.'))
        return gr_error_set(error, GR_E_SHOW, "'%s': a time cannot be negative", quoted);
    if (gr_number_parse(text, &number))
        return gr_error_set(error, GR_E_SHOW, "'%s' is not a time: write it without exponent",
                            quoted);
    if (r->wrong[0])
        return gr_error_set(error, GR_E_SHOW, "'%s' is not a time: %s", quoted, r->wrong);
    return gr_error_set(error, GR_E_SHOW,
                        "'%s' is not a time: write 12.5s, 500ms, 1:23.5, 36f (frames), 4 bars, or "
                        "a place like bar 16 or end - 2 beats",
                        quoted);
}

static int too_long(const char *text, GrError *error)
{
    char quoted[GR_QUOTE_CAPACITY];
    return gr_error_set(error, GR_E_SHOW, "'%s' is more than %d hours", gr_quote(quoted, text),
                        GR_TIME_MAX_HOURS);
}

int gr_time_spec_parse(const char *text, GrRational fps, GrTimeSpec *out, GrError *error)
{
    GrTimeSpec spec = {.text = text};
    Reader reader = {.at = text, .fps = fps, .spec = &spec};
    if (!take_all(&reader))
        return refuse(text, &reader, error);
    if (reader.too_long)
        return too_long(text, error);
    *out = spec;
    return GR_OK;
}

bool gr_time_needs_music(const GrTimeSpec *spec)
{
    bool musical = spec->anchor >= GR_TIME_BAR;
    for (int i = 0; i < spec->term_count; i++)
        musical = musical || spec->terms[i].unit != GR_TIME_NS;
    return musical;
}

static int64_t to_ns(double s)
{
    static const double most_s = 1e8; /* far outside, and its nanoseconds still fit */
    s = s < most_s ? s : most_s;
    s = s > -most_s ? s : -most_s;
    return (int64_t)(s * (double)GR_NS_PER_S + (s < 0 ? -0.5 : 0.5));
}

static int64_t step(int64_t ns, const GrTimeTerm *term, int sign, const GrMusic *music)
{
    double s = (double)ns / (double)GR_NS_PER_S, count = sign * term->count;
    if (term->unit == GR_TIME_BEATS)
        return to_ns(gr_music_time_of_beat(music, gr_music_beat_at(music, s) + count));
    if (term->unit == GR_TIME_BARS)
        return to_ns(gr_music_time_of_bar(music, gr_music_bar_at(music, s) + count));
    return ns + sign * term->ns;
}

static int base_of(const GrTimeSpec *spec, const GrTimeScope *scope, int64_t *ns, GrError *error)
{
    char quoted[GR_QUOTE_CAPACITY];
    const GrMusic *music = scope->music;
    double s = 0;
    gr_quote(quoted, spec->text);
    switch (spec->anchor) {
    case GR_TIME_DURATION:
    case GR_TIME_START:
        *ns = scope->start_ns;
        return GR_OK;
    case GR_TIME_END:
        *ns = scope->end_ns;
        return scope->end_ns >= 0
                   ? GR_OK
                   : gr_error_set(error, GR_E_SHOW, "'%s': the end is not known here", quoted);
    case GR_TIME_BAR:
        s = gr_music_time_of_bar(music, spec->number - 1);
        break;
    case GR_TIME_BEAT:
        s = gr_music_time_of_beat(music, spec->number - 1);
        break;
    case GR_TIME_SECTION:
        if (spec->number > music->section_count)
            return gr_error_set(error, GR_E_SHOW, "'%s': the song has %d section%s", quoted,
                                music->section_count, music->section_count == 1 ? "" : "s");
        s = music->sections[(int)spec->number - 1].start_s;
        break;
    }
    *ns = to_ns(s < 0 && s > -lead_in_s ? 0 : s);
    return GR_OK;
}

int gr_time_moment(const GrTimeSpec *spec, const GrTimeScope *scope, int64_t *ns, GrError *error)
{
    char quoted[GR_QUOTE_CAPACITY], by[GR_TIME_TEXT];
    int64_t at = 0;
    int code = base_of(spec, scope, &at, error);
    if (code)
        return code;
    for (int i = 0; i < spec->term_count; i++)
        at = step(at, &spec->terms[i], 1, scope->music);
    if (at < 0)
        return gr_error_set(error, GR_E_SHOW, "'%s' lies %s before the start",
                            gr_quote(quoted, spec->text), gr_time_print(by, -at));
    if (at > LONGEST_NS)
        return too_long(spec->text, error);
    *ns = at;
    return GR_OK;
}

static int finish_length(const GrTimeSpec *spec, int64_t length, int64_t *ns, GrError *error)
{
    char quoted[GR_QUOTE_CAPACITY];
    if (length < 0)
        return gr_error_set(error, GR_E_SHOW, "'%s': a time cannot be negative",
                            gr_quote(quoted, spec->text));
    if (length > LONGEST_NS)
        return too_long(spec->text, error);
    *ns = length;
    return GR_OK;
}

static int check_duration(const GrTimeSpec *spec, GrError *error)
{
    char quoted[GR_QUOTE_CAPACITY];
    return spec->anchor == GR_TIME_DURATION
               ? GR_OK
               : gr_error_set(error, GR_E_SHOW,
                              "'%s' is a place in the music, and what is asked for is how long: "
                              "write 4 bars, 8 beats or 2s",
                              gr_quote(quoted, spec->text));
}

int gr_time_length(const GrTimeSpec *spec, int64_t from_ns, const GrMusic *music, int64_t *ns,
                   GrError *error)
{
    int64_t at = from_ns;
    int code = check_duration(spec, error);
    for (int i = 0; i < spec->term_count; i++)
        at = step(at, &spec->terms[i], 1, music);
    return code ? code : finish_length(spec, at - from_ns, ns, error);
}

int gr_time_length_before(const GrTimeSpec *spec, int64_t end_ns, const GrMusic *music, int64_t *ns,
                          GrError *error)
{
    int64_t at = end_ns;
    int code = check_duration(spec, error);
    for (int i = spec->term_count; i-- > 0;)
        at = step(at, &spec->terms[i], -1, music);
    return code ? code : finish_length(spec, end_ns - at, ns, error);
}
