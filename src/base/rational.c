/* SPDX-License-Identifier: MIT */
#include "base/rational.h"

#include "base/wide.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t gcd(int64_t a, int64_t b)
{
    while (b) {
        int64_t r = a % b;
        a = b;
        b = r;
    }
    return a < 0 ? -a : a;
}

GrRational gr_rational(int64_t num, int64_t den)
{
    int64_t g = gcd(num, den);
    if (g == 0)
        return (GrRational){0, 1};
    if (den < 0)
        g = -g;
    return (GrRational){num / g, den / g};
}

bool gr_rational_parse(const char *text, GrRational *out)
{
    char *end;
    errno = 0;
    long long whole = strtoll(text, &end, 10);
    if (end == text || errno || whole < 0 || whole > 1000000000LL)
        return false;
    int64_t den = 1;
    int64_t num = whole;
    if (*end == '.') {
        for (end++; *end >= '0' && *end <= '9' && den < 1000000; end++) {
            num = num * 10 + (*end - '0');
            den *= 10;
        }
    } else if (*end == '/') {
        char *start = end + 1;
        long long below = strtoll(start, &end, 10);
        if (end == start || errno || below <= 0 || below > 1000000000LL)
            return false;
        den = below;
    }
    if (*end)
        return false;
    *out = gr_rational(num, den);
    return true;
}

double gr_rational_value(GrRational r)
{
    return (double)r.num / (double)r.den;
}

static bool rate_in_range(GrRational rate)
{
    return rate.den > 0 && (GrWide)rate.num >= (GrWide)GR_FPS_MIN * rate.den &&
           (GrWide)rate.num <= (GrWide)GR_FPS_MAX * rate.den;
}

bool gr_rate_usable(GrRational rate)
{
    return rate_in_range(rate) && rate.num <= GR_FPS_TERM_MAX && rate.den <= GR_FPS_TERM_MAX;
}

const char *gr_rate_complaint(char out[GR_RATE_TEXT], GrRational rate)
{
    char text[48];
    if (rate.den == 1)
        snprintf(text, sizeof text, "%lld", (long long)rate.num);
    else
        snprintf(text, sizeof text, "%lld/%lld", (long long)rate.num, (long long)rate.den);
    if (rate_in_range(rate))
        snprintf(out, GR_RATE_TEXT,
                 "a rate of %s: write it as a fraction with numbers up to %d, such as 24000/1001",
                 text, GR_FPS_TERM_MAX);
    else
        snprintf(out, GR_RATE_TEXT, "a rate of %s is outside %d..%d frames a second", text,
                 GR_FPS_MIN, GR_FPS_MAX);
    return out;
}

int64_t gr_rate_convert(int64_t n, GrRational from, GrRational to)
{
    return (int64_t)gr_wide_floor_div((GrWide)n * from.den * to.num, (GrWide)from.num * to.den);
}

bool gr_rate_coincides(int64_t n, GrRational from, GrRational to)
{
    return (GrWide)n * from.den * to.num % ((GrWide)from.num * to.den) == 0;
}

int64_t gr_first_frame_at(int64_t time_ns, GrRational rate)
{
    GrWide scaled = (GrWide)(time_ns - GR_GRACE_NS) * rate.num;
    return (int64_t)-gr_wide_floor_div(-scaled, (GrWide)rate.den * GR_NS_PER_S);
}

int64_t gr_frame_containing(int64_t time_ns, GrRational rate)
{
    return (int64_t)gr_wide_floor_div((GrWide)(time_ns + GR_GRACE_NS) * rate.num,
                                      (GrWide)rate.den * GR_NS_PER_S);
}

int64_t gr_frame_start_ns(int64_t frame, GrRational rate)
{
    return (int64_t)gr_wide_floor_div((GrWide)frame * rate.den * GR_NS_PER_S, rate.num);
}

double gr_frame_start_s(int64_t frame, GrRational rate)
{
    return (double)frame * (double)rate.den / (double)rate.num;
}

int64_t gr_frame_first_sample(int64_t frame, GrRational rate, int sample_rate)
{
    return (int64_t)gr_wide_floor_div((GrWide)frame * rate.den * sample_rate, rate.num);
}
