/* SPDX-License-Identifier: MIT
 *
 * Who decides size and rate, and what is refused.
 */
#include "farm/profile.h"
#include "unit.h"

#include <string.h>

typedef struct Case {
    const char *name;
    GrWish wish;
    int show_width, show_height;
    int show_fps;
    bool even;
    int width, height, fps;
    const char *profile;
    bool auto_size, auto_fps;
} Case;

#define FPS(n) .fps = {n, 1}

static const Case cases[] = {
    {"nothing said", {0}, 0, 0, 0, true, 1920, 1080, 24, "auto", true, true},
    {"explicit auto", {.quality = "auto"}, 0, 0, 0, true, 1920, 1080, 24, "auto", true, true},
    {"draft", {.quality = "draft"}, 0, 0, 0, true, 960, 540, 12, "draft", false, false},
    {"preview", {.quality = "preview"}, 0, 0, 0, true, 1280, 720, 15, "preview", false, false},
    {"production",
     {.quality = "production"},
     0,
     0,
     0,
     true,
     1920,
     1080,
     24,
     "production",
     false,
     false},
    {"max", {.quality = "max"}, 0, 0, 0, true, 3840, 2160, 30, "max", false, false},
    {"show's own", {0}, 640, 480, 30, true, 640, 480, 30, "show", false, false},
    {"show's size only", {0}, 640, 480, 0, true, 640, 480, 24, "auto", false, true},
    {"show's rate only", {0}, 0, 0, 30, true, 1920, 1080, 30, "auto", true, false},
    {"-q beats the show",
     {.quality = "draft"},
     1920,
     1080,
     60,
     true,
     960,
     540,
     12,
     "draft",
     false,
     false},
    {"-q keeps the show's aspect",
     {.quality = "draft"},
     1080,
     1920,
     60,
     true,
     540,
     960,
     12,
     "draft",
     false,
     false},
    {"-q keeps an odd aspect, evenly",
     {.quality = "draft"},
     1000,
     700,
     0,
     true,
     772,
     540,
     12,
     "draft",
     false,
     false},
    {"explicit auto keeps the show's aspect",
     {.quality = "auto"},
     400,
     400,
     60,
     true,
     1080,
     1080,
     24,
     "auto",
     true,
     true},
    {"--aspect beats the show's",
     {.quality = "draft", .aspect = "square"},
     1080,
     1920,
     0,
     true,
     540,
     540,
     12,
     "draft",
     false,
     false},
    {"--aspect alone", {.aspect = "portrait"}, 0, 0, 0, true, 1080, 1920, 24, "auto", true, true},
    {"--aspect of a feed", {.aspect = "4:5"}, 0, 0, 0, true, 1080, 1350, 24, "auto", true, true},
    {"--aspect as a ratio", {.aspect = "9:16"}, 0, 0, 0, true, 1080, 1920, 24, "auto", true, true},
    {"--aspect on the show's size",
     {.aspect = "square"},
     640,
     480,
     30,
     true,
     480,
     480,
     30,
     "custom",
     false,
     false},
    {"ultrawide",
     {.quality = "production", .aspect = "ultrawide"},
     0,
     0,
     0,
     true,
     2520,
     1080,
     24,
     "production",
     false,
     false},
    {"ultrawide draft",
     {.quality = "draft", .aspect = "ultrawide"},
     0,
     0,
     0,
     true,
     1260,
     540,
     12,
     "draft",
     false,
     false},
    {"--size beats -q",
     {.quality = "draft", .width = 64, .height = 36},
     640,
     480,
     30,
     true,
     64,
     36,
     12,
     "draft",
     false,
     false},
    {"--fps beats -q",
     {.quality = "draft", FPS(50)},
     640,
     480,
     30,
     true,
     720,
     540,
     50,
     "draft",
     false,
     false},
    {"--size and --fps beat all",
     {.quality = "max", .width = 64, .height = 36, FPS(5)},
     640,
     480,
     30,
     true,
     64,
     36,
     5,
     "custom",
     false,
     false},
    {"--size over the show's",
     {.width = 64, .height = 36},
     640,
     480,
     30,
     true,
     64,
     36,
     30,
     "custom",
     false,
     false},
    {"--size, rate by auto",
     {.width = 64, .height = 36},
     0,
     0,
     0,
     true,
     64,
     36,
     24,
     "auto",
     false,
     true},
    {"odd still", {.width = 63, .height = 37}, 0, 0, 0, false, 63, 37, 24, "auto", false, true},
    {"tiny still",
     {.width = 1, .height = 1, FPS(24)},
     0,
     0,
     0,
     false,
     1,
     1,
     24,
     "custom",
     false,
     false},
    {"size that agrees with the aspect",
     {.width = 1080, .height = 1920, .aspect = "portrait", FPS(24)},
     0,
     0,
     0,
     true,
     1080,
     1920,
     24,
     "custom",
     false,
     false},
};

static GrShow show_of(int width, int height, int fps)
{
    return (GrShow){.path = "t.yaml", .width = width, .height = height, .fps = {fps, 1}};
}

static void resolves(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Case *c = &cases[i];
        GrShow show = show_of(c->show_width, c->show_height, c->show_fps);
        GrError error = {0};
        GrChoice choice;
        int code = gr_profile_choose(&c->wish, &show, c->even, &choice, &error);
        if (code || choice.width != c->width || choice.height != c->height ||
            choice.fps.num != c->fps || choice.fps.den != 1 ||
            strcmp(choice.profile, c->profile) != 0 || choice.auto_size != c->auto_size ||
            choice.auto_fps != c->auto_fps || !choice.reason[0]) {
            fail_msg("%s: %d '%s', %dx%d at %lld/%lld, %s (%s)", c->name, code, error.message,
                     choice.width, choice.height, (long long)choice.fps.num,
                     (long long)choice.fps.den, choice.profile, choice.reason);
        }
    }
}

static const struct {
    const char *name;
    GrWish wish;
    int show_width, show_height;
    bool even;
    const char *says;
} refused[] = {
    {"odd width", {.width = 641, .height = 360}, 0, 0, true, "nearest even size is 640x360"},
    {"odd both", {.width = 1279, .height = 1081}, 0, 0, true, "nearest even size is 1280x1080"},
    {"odd show", {0}, 63, 36, true, "the show's size 63x36"},
    {"too small", {.width = 14, .height = 36}, 0, 0, true, "16 to 8192"},
    {"too large", {.width = 8194, .height = 36}, 0, 0, true, "16 to 8192"},
    {"one side only", {.width = 640}, 0, 0, true, "16 to 8192"},
    {"still too large", {.width = 16385, .height = 36}, 0, 0, false, "1 to 16384"},
    {"still of too many pixels",
     {.width = 16384, .height = 16384},
     0,
     0,
     false,
     "at most 256 mill"},
    {"negative", {.width = -4, .height = 36}, 0, 0, false, "1 to 16384"},
    {"typo in quality", {.quality = "darft"}, 0, 0, true, "did you mean 'draft'"},
    {"wild quality", {.quality = "zzzzzzzz"}, 0, 0, true, "draft, preview, production, max, auto"},
    {"typo in aspect", {.aspect = "potrait"}, 0, 0, true, "did you mean 'portrait'"},
    {"size against aspect",
     {.width = 640, .height = 360, .aspect = "square"},
     0,
     0,
     true,
     "640x360 is not square"},
    {"rate too high", {.fps = {241, 1}}, 0, 0, true, "1..240"},
    {"rate too low", {.fps = {1, 2}}, 0, 0, true, "1..240"},
    {"rate negative", {.fps = {-24, 1}}, 0, 0, true, "1..240"},
    {"rate with a huge numerator",
     {.fps = {240000000, 10000001}},
     0,
     0,
     true,
     "numbers up to 1000000"},
};

static void refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        GrShow show = show_of(refused[i].show_width, refused[i].show_height, 24);
        GrError error = {0};
        int width, height;
        GrRational fps;
        const char *profile;
        int code = gr_profile_resolve(&refused[i].wish, &show, refused[i].even, &width, &height,
                                      &fps, &profile, &error);
        if (code != GR_E_USAGE || !strstr(error.message, refused[i].says)) {
            fail_msg("%s: %d '%s'", refused[i].name, code, error.message);
        }
    }
}

static void shrinks_what_nobody_said(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        GrWish wish;
        int show_width, show_height;
        bool changes;
        int width, height, fps;
    } table[] = {
        {"all open", {0}, 0, 0, true, 1280, 720, 15},
        {"portrait", {.aspect = "portrait"}, 0, 0, true, 720, 1280, 15},
        {"ultrawide", {.aspect = "ultrawide"}, 0, 0, true, 1680, 720, 15},
        {"rate said", {FPS(30)}, 0, 0, true, 1280, 720, 30},
        {"size said", {.width = 640, .height = 360}, 0, 0, true, 640, 360, 15},
        {"show's size", {0}, 640, 360, true, 640, 360, 15},
        {"both said", {.width = 3840, .height = 2160, FPS(60)}, 0, 0, false, 3840, 2160, 60},
        {"profile said", {.quality = "production"}, 0, 0, false, 1920, 1080, 24},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        GrShow show = show_of(table[i].show_width, table[i].show_height, 0);
        GrError error = {0};
        GrChoice choice;
        assert_int_equal(gr_profile_choose(&table[i].wish, &show, true, &choice, &error), 0);
        bool changes = gr_choice_shrink(&choice, 720, 15);
        if (changes != table[i].changes || choice.width != table[i].width ||
            choice.height != table[i].height || choice.fps.num != table[i].fps) {
            fail_msg("%s: %d %dx%d at %lld", table[i].name, changes, choice.width, choice.height,
                     (long long)choice.fps.num);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resolves),
        cmocka_unit_test(refuses),
        cmocka_unit_test(shrinks_what_nobody_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
