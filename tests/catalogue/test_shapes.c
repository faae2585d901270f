/* SPDX-License-Identifier: MIT
 *
 * The distances of effects/common/shapes.h are exact: stepping so far against the slope ends on the
 * edge, and nowhere do two places differ by more than they lie apart. Known places are where they
 * should be.
 */
#include "unit.h"

#include "../../effects/common/shapes.h"
#include "base/rng.h"

#include <math.h>

enum { PLACES = 4000 };

static const char *const names[GR_SHAPE_COUNT] = {"circle",   "box",     "ring", "line",
                                                  "triangle", "polygon", "star", "heart"};

static float distance(const GrShapeForm *form, float x, float y)
{
    float out;
    gr_shape_measure(form, &x, &y, 1, &out);
    return out;
}

static GrShapeForm form_of(int shape, float ratio)
{
    return (GrShapeForm){.shape = shape,
                         .x = 0.3f,
                         .y = -0.2f,
                         .cos = gr_cosf(0.4f),
                         .sin = gr_sinf(0.4f),
                         .size = 0.7f,
                         .sides = 5.0f,
                         .ratio = ratio};
}

static float place(uint32_t i, uint32_t axis)
{
    return (gr_rng_unit(9, i, axis) - 0.5f) * 4.0f;
}

static void distances_are_exact(void **state)
{
    (void)state;
    static const float ratios[] = {0.1f, 0.5f, 0.9f};
    for (int shape = 0; shape < GR_SHAPE_COUNT; shape++) {
        for (size_t k = 0; k < COUNT_OF(ratios); k++) {
            const GrShapeForm form = form_of(shape, ratios[k]);
            const float h = 2e-3f;
            int between = 0;
            for (uint32_t i = 0; i < PLACES; i++) {
                float x = place(i, 0), y = place(i, 1), d = distance(&form, x, y);
                float gx = (distance(&form, x + h, y) - distance(&form, x - h, y)) / (2.0f * h);
                float gy = (distance(&form, x, y + h) - distance(&form, x, y - h)) / (2.0f * h);
                float slope = sqrtf(gx * gx + gy * gy);
                if (slope > 1.02f)
                    fail_msg("%s, ratio %g: slope %g at %g %g", names[shape], (double)ratios[k],
                             (double)slope, (double)x, (double)y);
                /* Where two edges are as near the slope is less. */
                if (slope < 0.98f) {
                    between++;
                    continue;
                }
                float left = distance(&form, x - d * gx / slope, y - d * gy / slope);
                if (fabsf(left) > 0.02f)
                    fail_msg("%s, ratio %g: %g %g is %g away, not %g", names[shape],
                             (double)ratios[k], (double)x, (double)y, (double)(d + left),
                             (double)d);
            }
            assert_true(between < PLACES / 20);
        }
    }
}

static void shapes_reach_their_size_and_no_further(void **state)
{
    (void)state;
    for (int shape = 0; shape < GR_SHAPE_COUNT; shape++) {
        const GrShapeForm form = form_of(shape, 0.5f);
        float farthest = 0.0f, deepest = 0.0f;
        for (uint32_t i = 0; i < 20 * PLACES; i++) {
            float x = place(i, 0), y = place(i, 1), d = distance(&form, x, y);
            float r = hypotf(x - form.x, y - form.y);
            farthest = d < 0.0f && r > farthest ? r : farthest;
            deepest = d < deepest ? d : deepest;
        }
        if (farthest > 0.72f || farthest < 0.6f || deepest > -0.05f)
            fail_msg("%s: reaches %g, %g deep", names[shape], (double)farthest, (double)deepest);
    }
}

static void signs_are_right(void **state)
{
    (void)state;
    for (int shape = 0; shape < GR_SHAPE_COUNT; shape++) {
        const GrShapeForm form = form_of(shape, 0.5f);
        float middle = distance(&form, form.x, form.y);
        assert_true(shape == GR_SHAPE_RING ? middle > 0.3f : middle < -0.1f);
        assert_true(distance(&form, 3.0f, 3.0f) > 1.0f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_are_exact),
        cmocka_unit_test(shapes_reach_their_size_and_no_further),
        cmocka_unit_test(signs_are_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
