/* SPDX-License-Identifier: MIT
 *
 * The private memory of a worker: at most 160 MB at 1080p with its encoder, and in proportion to
 * the pixels, which is what a larger frame has more of; numbered pictures are read beside it.
 */
#include "render_helper.h"

typedef struct Demand {
    const char *name, *text;
    double most_mb;       /* at 1080p */
    double most_a_pixel;  /* measured: 52, 67 and 49, of which the encoder takes 47 */
    const char *pictures; /* what ffmpeg makes numbered pictures with; NULL: none are needed */
} Demand;

static const Demand demands[] = {
    {"glyphs alone",
     "fonts: builtin\n"
     "scenes:\n"
     "- name: a\n"
     "  length: 14f\n"
     "  layers: [{grid: md, field: plasma, palette: blocks}]\n",
     160, 55, NULL},
    {"feedback and shaders",
     "fonts: builtin\n"
     "scenes:\n"
     "- name: a\n"
     "  length: 14f\n"
     "  layers: [{grid: md, field: plasma, palette: blocks}]\n"
     "  feedback: {zoom: 0.015, decay: 0.8, opacity: 0.4}\n"
     "  shaders: [kaleidoscope, bloom, vignette, grain, scanlines]\n",
     160, 70, NULL},
    {"numbered pictures",
     "fonts: builtin\n"
     "scenes:\n"
     "- name: a\n"
     "  length: 14f\n"
     "  layers: [{grid: md, field: {footage: {file: \"%s\", fps: 24}}, palette: blocks}]\n",
     /* 120 to 124 measured; 129 with a copy of each, 152 where what libav gives back is kept */
     127, 55,
     "-f lavfi -i testsrc2=s=1920x1080:r=24,noise=alls=20:allf=t,format=rgb24 -frames:v 14"},
};

static uint64_t memory_of(const GrShow *shown, int width, int height)
{
    GrRenderReport report;
    GrRenderJob job = {.show = shown,
                       .wish = {.width = width, .height = height, .fps = {24, 1}},
                       .workers = 1,
                       .overwrite = true};
    render(helper_path("m.mp4"), job, &report);
    assert_true(report.peak_worker_bytes > 0);
    return report.peak_worker_bytes;
}

/* The show, with the pictures that it wants. */
static GrShow *load_demand(const Demand *demand)
{
    char text[2048], command[1024], pattern[300];
    if (!demand->pictures)
        return load(demand->text);
    snprintf(pattern, sizeof pattern, "%s/%%02d.png", helper_folder);
    snprintf(command, sizeof command, "ffmpeg -v error -y %s '%s'", demand->pictures, pattern);
    assert_int_equal(system(command), 0);
    snprintf(text, sizeof text, demand->text, pattern);
    return load(text);
}

static void a_worker_keeps_within_its_limit(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(demands); i++) {
        const Demand *demand = &demands[i];
        GrShow *shown = load_demand(demand);
        uint64_t small = memory_of(shown, 960, 540);
        uint64_t large = memory_of(shown, 1920, 1080);
        double a_pixel = (double)(large - small) / (1920 * 1080 - 960 * 540);
        print_message("  %s: %.1f MB, %.1f bytes a pixel\n", demand->name, (double)large / 1e6,
                      a_pixel);
        assert_true(large > small);
#ifndef GR_SANITIZED /* whose own memory comes on top */
        if ((double)large > demand->most_mb * 1e6 || a_pixel > demand->most_a_pixel)
            fail_msg("%s: %.1f MB, %.1f bytes a pixel", demand->name, (double)large / 1e6, a_pixel);
#endif
        gr_show_destroy(shown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_worker_keeps_within_its_limit),
    };
    return cmocka_run_group_tests(tests, render_setup, render_teardown);
}
