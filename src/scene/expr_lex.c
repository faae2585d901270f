/* SPDX-License-Identifier: MIT */
#include "scene/expr_lex.h"

#include "base/text.h"
#include "scene/value_text.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool starts_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Bytes of the number at `at`, which starts with a digit or a point. */
static size_t number_length(const char *at)
{
    const char *end = at;
    while (is_digit(*end))
        end++;
    if (*end == '.')
        end++;
    while (is_digit(*end))
        end++;
    if (*end == 'e' || *end == 'E') { /* 2e3, but 2e is 2 and a unit */
        const char *digits = end + 1 + (end[1] == '+' || end[1] == '-');
        if (is_digit(*digits)) {
            for (end = digits; is_digit(*end); end++)
                continue;
        }
    }
    return (size_t)(end - at);
}

static void read_number(const char *at, GrToken *token)
{
    char copy[64];
    double value;
    token->length = number_length(at);
    token->kind = GR_TOKEN_WRONG;
    if (token->length >= sizeof copy) {
        token->wrong = "a number with more digits than anybody needs";
        return;
    }
    memcpy(copy, at, token->length);
    copy[token->length] = '\0';
    if (at[token->length] == '.') {
        token->length++;
        token->wrong = "a number has one point";
    } else if (!gr_number_parse(copy, &value) || value > (double)GR_EXPR_LIMIT) {
        token->wrong =
            strcmp(copy, ".") == 0 ? "a point without digits" : "numbers end at 1e30 here";
    } else {
        token->kind = GR_TOKEN_NUMBER;
        token->number = (float)value;
    }
}

static const struct {
    const char *text;
    GrTokenKind kind;
    const char *wrong;
} signs[] = {
    /* longest first */
    {"**", GR_TOKEN_WRONG, "a power is written ^: x^2"},
    {"<=", GR_TOKEN_LESS_EQUAL, NULL},
    {">=", GR_TOKEN_GREATER_EQUAL, NULL},
    {"==", GR_TOKEN_EQUAL, NULL},
    {"!=", GR_TOKEN_UNEQUAL, NULL},
    {"<>", GR_TOKEN_WRONG, "`differs` is written !="},
    {"=<", GR_TOKEN_WRONG, "write <="},
    {"=>", GR_TOKEN_WRONG, "write >="},
    {"&&", GR_TOKEN_AND, NULL},
    {"||", GR_TOKEN_OR, NULL},
    {"(", GR_TOKEN_OPEN, NULL},
    {")", GR_TOKEN_CLOSE, NULL},
    {",", GR_TOKEN_COMMA, NULL},
    {"+", GR_TOKEN_PLUS, NULL},
    {"-", GR_TOKEN_MINUS, NULL},
    {"*", GR_TOKEN_TIMES, NULL},
    {"/", GR_TOKEN_OVER, NULL},
    {"%", GR_TOKEN_PERCENT, NULL},
    {"^", GR_TOKEN_POWER, NULL},
    {"<", GR_TOKEN_LESS, NULL},
    {">", GR_TOKEN_GREATER, NULL},
    {"!", GR_TOKEN_BANG, NULL},
    {"?", GR_TOKEN_QUESTION, NULL},
    {":", GR_TOKEN_COLON, NULL},
    {"=", GR_TOKEN_WRONG, "a comparison is written ==; nothing is assigned here"},
    {"&", GR_TOKEN_WRONG, "write `and` (or &&)"},
    {"|", GR_TOKEN_WRONG, "write `or` (or ||)"},
    {"[", GR_TOKEN_WRONG, "only round parentheses group"},
    {"]", GR_TOKEN_WRONG, "only round parentheses group"},
    {"{", GR_TOKEN_WRONG, "only round parentheses group"},
    {"}", GR_TOKEN_WRONG, "only round parentheses group"},
    {"$", GR_TOKEN_WRONG, "a var is used by its bare name here, without $"},
    {"'", GR_TOKEN_WRONG, "there are no texts in an expression"},
    {"\"", GR_TOKEN_WRONG, "there are no texts in an expression"},
    {"#", GR_TOKEN_WRONG, "there are no colours in an expression"},
    {";", GR_TOKEN_WRONG, "an expression is one value; arguments are separated by commas"},
    {"\xc3\x97", GR_TOKEN_WRONG, "a product is written *"},
    {"\xc2\xb7", GR_TOKEN_WRONG, "a product is written *"},
    {"\xc3\xb7", GR_TOKEN_WRONG, "a quotient is written /"},
    {"\xe2\x88\x92", GR_TOKEN_WRONG, "this is a typographic minus: write -"},
    {"\xe2\x80\x93", GR_TOKEN_WRONG, "this is a dash: write -"},
    {"\xcf\x80", GR_TOKEN_WRONG, "write pi"},
};

static void read_sign(const char *at, GrToken *token)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t length = strlen(signs[i].text);
        if (strncmp(signs[i].text, at, length) == 0) {
            token->kind = signs[i].kind;
            token->length = length;
            token->wrong = signs[i].wrong;
            return;
        }
    }
    const char *after = at;
    gr_utf8_next(&after, at + strlen(at));
    token->kind = GR_TOKEN_WRONG;
    token->length = (size_t)(after - at);
    token->wrong = "a character that means nothing in an expression";
}

static void read_name(const char *at, GrToken *token)
{
    static const struct {
        const char *word;
        GrTokenKind kind;
    } words[] = {{"and", GR_TOKEN_AND}, {"or", GR_TOKEN_OR}, {"not", GR_TOKEN_NOT}};
    while (starts_name(at[token->length]) || is_digit(at[token->length]))
        token->length++;
    token->kind = GR_TOKEN_NAME;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == token->length && memcmp(words[i].word, at, token->length) == 0)
            token->kind = words[i].kind;
}

GrToken gr_token_at(const char *text, size_t offset)
{
    while (is_blank(text[offset]))
        offset++;
    GrToken token = {.offset = offset};
    const char *at = text + offset;
    if (!*at)
        return token;
    if (is_digit(*at) || *at == '.')
        read_number(at, &token);
    else if (starts_name(*at))
        read_name(at, &token);
    else
        read_sign(at, &token);
    return token;
}

bool gr_expr_name_valid(const char *name)
{
    if (!starts_name(*name))
        return false;
    while (starts_name(*name) || is_digit(*name))
        name++;
    return !*name;
}

bool gr_expr_looks_like(const char *text)
{
    for (const char *at = text; *at; at++)
        if (is_digit(*at) || strchr("+-*/%^<>=!?()&|", *at))
            return true;
    return false;
}
