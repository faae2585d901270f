/* SPDX-License-Identifier: MIT */
#include "scene/value_text.h"

#include "scene/source.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *at)
{
    while (is_digit(*at))
        at++;
    return at;
}

/* Whether the whole text is a decimal number. strtod takes more: blanks, hex, "inf", "nan". */
static bool is_number(const char *text)
{
    const char *at = text + (*text == '+' || *text == '-');
    const char *after = skip_digits(at);
    bool digits = after > at;
    at = after;
    if (*at == '.') {
        after = skip_digits(at + 1);
        digits = digits || after > at + 1;
        at = after;
    }
    if (!digits)
        return false;
    if (*at == 'e' || *at == 'E') {
        at += at[1] == '+' || at[1] == '-' ? 2 : 1;
        after = skip_digits(at);
        if (after == at)
            return false;
        at = after;
    }
    return !*at;
}

bool gr_number_parse(const char *text, double *out)
{
    if (!is_number(text))
        return false;
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!plain)
        return false;
    double value = strtod_l(text, NULL, plain);
    freelocale(plain);
    if (!isfinite(value))
        return false;
    *out = value;
    return true;
}

static bool is_degrees(const char *unit)
{
    return strncmp(unit, "deg", 3) == 0 || strcmp(unit, "\xc2\xb0") == 0;
}

void gr_number_hint(const char *text, const char *unit, char *out, size_t capacity)
{
    out[0] = '\0';
    size_t length = strlen(text);
    if (!length || length > 40)
        return;
    char copy[48];
    double value;
    memcpy(copy, text, length + 1);
    if (copy[length - 1] == '%') {
        copy[length - 1] = '\0';
        if (gr_number_parse(copy, &value))
            snprintf(out, capacity, "write %g", value / 100);
        return;
    }
    char *comma = strchr(copy, ',');
    if (comma) {
        *comma = '.';
        if (gr_number_parse(copy, &value))
            snprintf(out, capacity, "write %s: decimals follow a point", copy);
        return;
    }
    size_t kept = 0;
    for (size_t i = 0; i < length; i++)
        if (copy[i] != '_' && copy[i] != ' ')
            copy[kept++] = copy[i];
    copy[kept] = '\0';
    if (kept < length && gr_number_parse(copy, &value)) {
        snprintf(out, capacity, "write %s", copy);
        return;
    }
    size_t digits = kept;
    while (digits > 0 && !is_digit(copy[digits - 1]) && copy[digits - 1] != '.')
        digits--;
    if (digits > 0 && digits < kept) {
        bool turned = unit && strncmp(unit, "turns", 5) == 0 && is_degrees(copy + digits);
        copy[digits] = '\0';
        if (!gr_number_parse(copy, &value))
            return;
        if (turned)
            snprintf(out, capacity, "in turns: write %.3g", value / 360);
        else
            snprintf(out, capacity, "write %s, without a unit", copy);
    }
}

bool gr_u64_parse(const char *text, uint64_t *out)
{
    uint64_t value = 0;
    if (!is_digit(*text) || *skip_digits(text))
        return false;
    for (; *text; text++) {
        uint64_t digit = (uint64_t)(*text - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

bool gr_take_whole(const char **at, int64_t *out)
{
    const char *after = skip_digits(*at);
    if (after == *at || after - *at > 9)
        return false;
    int64_t value = 0;
    for (const char *p = *at; p < after; p++)
        value = value * 10 + (*p - '0');
    *at = after;
    *out = value;
    return true;
}

int gr_size_parse(const char *text, int *width, int *height, GrError *error)
{
    char quoted[GR_QUOTE_CAPACITY];
    gr_quote(quoted, text);
    const char *at = text;
    int64_t w = 0, h = 0;
    bool good = gr_take_whole(&at, &w);
    while (*at == ' ')
        at++;
    if (strncmp(at, "\xc3\x97", 2) == 0) /* the multiplication sign */
        at += 2;
    else if (*at == 'x' || *at == 'X')
        at++;
    else
        good = false;
    while (*at == ' ')
        at++;
    good = good && gr_take_whole(&at, &h) && !*at;
    if (!good)
        return gr_error_set(error, GR_E_SHOW,
                            "'%s' is not a size: write width and height like 1920x1080", quoted);
    if (w < GR_SIDE_MIN || w > GR_SIDE_MAX || h < GR_SIDE_MIN || h > GR_SIDE_MAX)
        return gr_error_set(error, GR_E_SHOW, "%lldx%lld: each side must be %d..%d pixels",
                            (long long)w, (long long)h, GR_SIDE_MIN, GR_SIDE_MAX);
    *width = (int)w;
    *height = (int)h;
    return GR_OK;
}

/* "24", "29.97" or "30000/1001", digits only; stops at *at. */
static bool take_rational(const char **at, GrRational *out)
{
    int64_t num, den = 1;
    if (!gr_take_whole(at, &num))
        return false;
    if (**at == '/') {
        ++*at;
        if (!gr_take_whole(at, &den) || den == 0)
            return false;
    } else if (**at == '.') {
        const char *after = skip_digits(++*at);
        if (after == *at || after - *at > 6)
            return false;
        for (; *at < after; ++*at) {
            num = num * 10 + (**at - '0');
            den *= 10;
        }
    }
    *out = gr_rational(num, den);
    return true;
}

int gr_fps_parse(const char *text, GrRational *out, GrError *error)
{
    char quoted[GR_QUOTE_CAPACITY], complaint[GR_RATE_TEXT];
    const char *at = text;
    GrRational rate;
    if (!take_rational(&at, &rate) || *at)
        return gr_error_set(error, GR_E_SHOW,
                            "'%s' is not a frame rate: write 24, 29.97 or 30000/1001",
                            gr_quote(quoted, text));
    if (!gr_rate_usable(rate))
        return gr_error_set(error, GR_E_SHOW, "%s", gr_rate_complaint(complaint, rate));
    *out = rate;
    return GR_OK;
}

int gr_tick_parse(const char *text, GrRational *out, GrError *error)
{
    char quoted[GR_QUOTE_CAPACITY];
    gr_quote(quoted, text);
    const char *at = text;
    GrRational value, rate = {0, 1};
    bool good = take_rational(&at, &value);
    bool fraction = strchr(text, '/') != NULL;
    while (*at == ' ')
        at++;
    if (good && !*at && !fraction)
        rate = value;
    else if (good && strcmp(at, "s") == 0 && value.num > 0)
        rate = (GrRational){value.den, value.num};
    else if (good && strcmp(at, "ms") == 0 && value.num > 0)
        rate = gr_rational(value.den * 1000, value.num);
    else
        return gr_error_set(error, GR_E_SHOW,
                            "'%s' is not a tick: write ticks a second (24) or a length (1/24 s)",
                            quoted);
    if (rate.num < rate.den || rate.num > GR_TICK_MAX * rate.den)
        return gr_error_set(error, GR_E_SHOW, "%s is outside 1..%d ticks a second", quoted,
                            GR_TICK_MAX);
    *out = rate;
    return GR_OK;
}

bool gr_take_decimal(const char **at, int64_t *billionths)
{
    int64_t whole = 0, part = 0;
    bool whole_there = is_digit(**at);
    if (whole_there && !gr_take_whole(at, &whole))
        return false;
    if (**at == '.') {
        const char *after = skip_digits(++*at);
        if (after == *at && !whole_there)
            return false;
        int64_t place = GR_NS_PER_S / 10;
        for (; *at < after; ++*at, place /= 10)
            part += place * (**at - '0');
    } else if (!whole_there) {
        return false;
    }
    *billionths = whole * GR_NS_PER_S + part;
    return true;
}

const char *gr_time_print(char out[GR_TIME_TEXT], int64_t ns)
{
    long long minutes = ns / (60 * GR_NS_PER_S);
    long long rest = ns % (60 * GR_NS_PER_S);
    int length = minutes ? snprintf(out, GR_TIME_TEXT, "%lld:%02lld.%09lld", minutes,
                                    rest / GR_NS_PER_S, rest % GR_NS_PER_S)
                         : snprintf(out, GR_TIME_TEXT, "%lld.%09lld", rest / GR_NS_PER_S,
                                    rest % GR_NS_PER_S);
    while (out[length - 1] == '0')
        out[--length] = '\0';
    if (out[length - 1] == '.')
        out[--length] = '\0';
    if (!minutes)
        strcpy(out + length, "s");
    return out;
}

const char *gr_fps_broadcast(const char *text)
{
    static const char *const rates[][2] = {{"23.976", "24000/1001"},
                                           {"23.98", "24000/1001"},
                                           {"29.97", "30000/1001"},
                                           {"59.94", "60000/1001"}};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
        if (strcmp(text, rates[i][0]) == 0)
            return rates[i][1];
    return NULL;
}
