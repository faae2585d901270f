/* SPDX-License-Identifier: MIT */
#include "scene/resolve_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A line break, a control character or what YAML does not take as it is. */
static bool is_unprintable(int32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 ||
           code == 0xfeff || code == 0xfffe || code == 0xffff;
}

static bool needs_escapes(const char *text)
{
    const char *at = text, *end = text + strlen(text);
    while (at < end)
        if (is_unprintable(gr_utf8_next(&at, end)))
            return true;
    return false;
}

/* What some version of YAML reads as a number, a date or a time of day: 010, 1e5, 0x1f, 12:30. */
static bool is_like_number(const char *text)
{
    static const char of_numbers[] = "0123456789+-._:eExXoOtTzZ ";
    const char *digits = text + (*text == '-' || *text == '+');
    if (digits[0] == '0' && strchr("xXoO", digits[1]))
        return true;
    if (strcasecmp(digits, ".inf") == 0 || strcasecmp(digits, ".nan") == 0)
        return true;
    return (is_digit(*digits) || *digits == '.') && !text[strspn(text, of_numbers)];
}

static bool is_yaml_word(const char *text)
{
    static const char *const words[] = {"null", "true", "false", "yes", "no",
                                        "on",   "off",  "y",     "n",   NULL};
    for (int i = 0; words[i]; i++)
        if (strcasecmp(text, words[i]) == 0)
            return true;
    return false;
}

/* Whether a text without unprintable characters means itself without quotes. */
static bool is_plain(const char *text, GrYamlPlace place)
{
    size_t length = strlen(text);
    bool starts = is_letter(text[0]) || is_digit(text[0]) || (unsigned char)text[0] >= 0x80 ||
                  strchr("_(/.+", text[0]) ||
                  (text[0] == '-' && (is_letter(text[1]) || is_digit(text[1]) || text[1] == '('));
    if (!length || !starts || text[length - 1] == ' ' || text[length - 1] == ':')
        return false;
    if (strstr(text, ": ") || strstr(text, " #") || is_like_number(text) || is_yaml_word(text))
        return false;
    return place == GR_YAML_BLOCK || !strpbrk(text, ",[]{}:");
}

static void put_escaped(GrText *out, const char *text)
{
    const char *at = text, *end = text + strlen(text);
    gr_text_puts(out, "\"");
    while (at < end) {
        const char *start = at;
        int32_t code = gr_utf8_next(&at, end);
        if (code == '\n')
            gr_text_puts(out, "\\n");
        else if (is_unprintable(code))
            gr_text_printf(out, code < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)code);
        else if (code == '"' || code == '\\' || code == '$')
            gr_text_printf(out, "%c%c", code == '$' ? '$' : '\\', (char)code);
        else
            gr_text_append(out, start, (size_t)(at - start));
    }
    gr_text_puts(out, "\"");
}

/* With every `twice` and every dollar doubled. */
static void put_doubled(GrText *out, const char *text, char twice)
{
    for (; *text; text++) {
        if (*text == twice || *text == '$')
            gr_text_append(out, text, 1);
        gr_text_append(out, text, 1);
    }
}

void gr_yaml_text(GrText *out, const char *text, GrYamlPlace place)
{
    if (needs_escapes(text)) {
        put_escaped(out, text);
    } else if (is_plain(text, place)) {
        put_doubled(out, text, '\0');
    } else {
        gr_text_puts(out, "'");
        put_doubled(out, text, '\'');
        gr_text_puts(out, "'");
    }
}

void gr_yaml_float(GrText *out, float value)
{
    char digits[32];
    int count = 0;
    do /* nine are enough for any float */
        snprintf(digits, sizeof digits, "%.*e", count, (double)value);
    while ((float)strtod(digits, NULL) != value && ++count < 9);
    int exponent = (int)strtol(strchr(digits, 'e') + 1, NULL, 10);
    int decimals = count > exponent ? count - exponent : 0;
    if (exponent < -6 || exponent > 14)
        gr_text_printf(out, "%.*g", count + 1, (double)value);
    else
        gr_text_printf(out, "%.*f", decimals, strtod(digits, NULL));
}

static unsigned to_byte(float value)
{
    return (unsigned)lrintf(value * 255.0f);
}

void gr_yaml_colour(GrText *out, GrColour colour, GrYamlPlace place)
{
    char hex[16];
    snprintf(hex, sizeof hex, "%02x%02x%02x", to_byte(colour.r), to_byte(colour.g),
             to_byte(colour.b));
    gr_yaml_text(out, hex, place);
}

void gr_yaml_time(GrText *out, int64_t ns)
{
    char decimals[16];
    if (ns < 0) {
        gr_text_puts(out, "start - ");
        ns = -ns;
    }
    snprintf(decimals, sizeof decimals, ".%09lld", (long long)(ns % GR_NS_PER_S));
    size_t length = strlen(decimals);
    while (decimals[length - 1] == '0')
        length--;
    decimals[length == 1 ? 0 : length] = '\0';
    gr_text_printf(out, "%lld%ss", (long long)(ns / GR_NS_PER_S), decimals);
}

void gr_yaml_rate(GrText *out, GrRational rate)
{
    gr_text_printf(out, rate.den == 1 ? "%" PRId64 : "%" PRId64 "/%" PRId64, rate.num, rate.den);
}
