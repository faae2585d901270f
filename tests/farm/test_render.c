/* SPDX-License-Identifier: MIT
 *
 * Whole renders of a tiny show: the same bytes however they are made, and whatever happens on the
 * way.
 */
#include "render_helper.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* The checksums of a hash: file by frame number; 0 where it has none. Checks every line's form. */
static int read_hashes(const char *path, uint64_t hashes[FRAMES])
{
    char line[128];
    int count = 0;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    memset(hashes, 0, FRAMES * sizeof *hashes);
    while (fgets(line, sizeof line, file)) {
        int frame = 0, used = 0;
        double time = 0;
        uint64_t hash = 0;
        assert_int_equal(sscanf(line, "%d %lf %16" SCNx64 "%n", &frame, &time, &hash, &used), 3);
        assert_true(frame >= 0 && frame < FRAMES && line[used] == '\n');
        assert_true(time > frame / 24.0 - 1e-6 && time < frame / 24.0 + 1e-6);
        assert_int_equal(hashes[frame], 0);
        hashes[frame] = hash;
        count++;
    }
    fclose(file);
    return count;
}

static uint64_t whole[FRAMES]; /* of the whole show, from the first test on */
static uint64_t video_hash;

static const char *target(const char *name)
{
    static char text[600];
    snprintf(text, sizeof text, "hash:%s", helper_path(name));
    return text;
}

static void same_bytes_for_any_number_of_workers(void **state)
{
    (void)state;
    static const int workers[] = {1, 2, 5};
    for (size_t i = 0; i < COUNT_OF(workers); i++) {
        GrRenderReport report;
        GrRenderJob job = {.workers = workers[i], .overwrite = true};
        uint64_t hashes[FRAMES];
        render(target("w.txt"), job, &report);
        assert_int_equal(read_hashes(helper_path("w.txt"), hashes), FRAMES);
        render(helper_path("w.mp4"), job, &report);
        uint64_t video = file_hash(helper_path("w.mp4"));
        if (i == 0) {
            memcpy(whole, hashes, sizeof whole);
            video_hash = video;
        }
        assert_memory_equal(hashes, whole, sizeof whole);
        assert_true(video == video_hash);
        assert_int_equal(report.frames, FRAMES);
        assert_int_equal(report.segments, SEGMENTS);
        assert_int_equal(report.workers, workers[i]);
        assert_int_equal(report.retries, 0);
        assert_true(report.file_bytes > 1000 && report.peak_worker_bytes > 100000);
        assert_true(report.encode_ns > 0 && report.stage_ns[GR_STAGE_FIELDS] > 0);
    }
    assert_int_equal(helper_count(helper_folder, ".glyphreel"), 0);
}

static void parts_equal_the_whole(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *only;
        int first, count;
    } table[] = {
        {"50f", "60f", NULL, 50, 10},       {"293f", NULL, NULL, 293, 139},
        {NULL, "1f", NULL, 0, 1},           {"150f", "203f", NULL, 150, 53},
        {NULL, NULL, "blink", 97, 5},       {NULL, NULL, "growth", 198, 216},
        {"299f", "300f", "growth", 299, 1},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        uint64_t hashes[FRAMES];
        GrRenderReport report;
        GrRenderJob job = {.workers = 2,
                           .overwrite = true,
                           .from = table[i].from,
                           .to = table[i].to,
                           .only = table[i].only};
        render(target("p.txt"), job, &report);
        assert_int_equal(read_hashes(helper_path("p.txt"), hashes), table[i].count);
        for (int n = 0; n < table[i].count; n++) {
            if (hashes[table[i].first + n] != whole[table[i].first + n]) {
                fail_msg("case %zu: frame %d differs", i, table[i].first + n);
            }
        }
    }
    GrRenderReport report;
    render(helper_path("p.mp4"), (GrRenderJob){.from = "96f", .to = "99f"}, &report);
    assert_int_equal(report.frames, 3);
}

static void stills_equal_the_whole(void **state)
{
    (void)state;
    static const int frames[] = {0,   1,   2,   239, 101, 102, 97, 221,
                                 222, 223, 150, 149, 197, 198, 199};
    GrStudio studio;
    GrError error = {0};
    GrWish wish = {0};
    assert_int_equal(gr_studio_open(show, &wish, NULL, 1, NULL, &studio, &error), 0);
    for (size_t i = 0; i < COUNT_OF(frames); i++) {
        GrFrameStats stats;
        assert_int_equal(gr_studio_frame(&studio, show, frames[i], &stats, &error), 0);
        if (stats.checksum != whole[frames[i]]) {
            fail_msg("frame %d differs", frames[i]);
        }
    }
    assert_int_equal(gr_studio_frame(&studio, show, FRAMES, NULL, &error), GR_E_USAGE);
    assert_int_equal(gr_studio_frame(&studio, show, -1, NULL, &error), GR_E_USAGE);
    gr_studio_close(&studio);
    gr_studio_close(&studio);
    gr_studio_close(NULL);
}

static void null_leaves_nothing(void **state)
{
    (void)state;
    GrRenderReport report;
    int before = helper_count(helper_folder, "");
    render("null:", (GrRenderJob){.workers = 2, .work_dir = helper_folder}, &report);
    assert_int_equal(report.frames, FRAMES);
    assert_int_equal(report.file_bytes, 0);
    assert_int_equal(report.encode_ns, 0);
    assert_true(report.stage_ns[GR_STAGE_YUV] > 0);
    assert_int_equal(helper_count(helper_folder, ""), before);
}

static void lost_workers_change_nothing(void **state)
{
    (void)state;
    static const int signals[] = {SIGKILL, SIGABRT, SIGSTOP};
    for (size_t i = 0; i < COUNT_OF(signals); i++) {
        GrRenderReport report;
        GrError error;
        Trouble trouble = {.kills = 2, .with = signals[i]};
        GrRenderJob job = {.workers = 2, .overwrite = true};
        if (run(helper_path("k.mp4"), job, &trouble, &report, &error)) {
            fail_msg("%s: %s", strsignal(signals[i]), error.message);
        }
        assert_int_equal(trouble.kills, 0);
        assert_true(report.retries >= 1);
        assert_true(file_hash(helper_path("k.mp4")) == video_hash);
        assert_false(trouble.went_back);
        assert_int_equal(trouble.last_phase, GR_PHASE_DONE);
        assert_true(trouble.share == 1.0);
    }
}

static void retries_run_out(void **state)
{
    (void)state;
    GrRenderReport report;
    GrError error;
    Trouble trouble = {.kills = 1000, .with = SIGKILL};
    GrRenderJob job = {.workers = 1};
    assert_int_equal(run(helper_path("d.mp4"), job, &trouble, &report, &error), GR_E_WORKER);
    static const char *const parts[] = {"segment ",          "(frames ",       "scene '",
                                        "killed by SIGKILL", "3 times in all", ".d.mp4.glyphreel"};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (!strstr(error.message, parts[i])) {
            fail_msg("no '%s' in: %s", parts[i], error.message);
        }
    }
    assert_false(gr_path_exists(helper_path("d.mp4")));
    assert_true(gr_path_is_folder(helper_path(".d.mp4.glyphreel")));
    render(helper_path("d.mp4"), job, &report);
    assert_true(file_hash(helper_path("d.mp4")) == video_hash);
    assert_false(gr_path_exists(helper_path(".d.mp4.glyphreel")));
}

static void mistakes_cost_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *name, *target;
        GrRenderJob job;
        const char *says;
    } table[] = {
        {"exists", "w.mp4", {0}, "exists; -y overwrites"},
        {"no ending", "new", {0}, "must end in"},
        {"no folder", "nowhere/new.mp4", {0}, "there is no folder"},
        {"odd size",
         "new.mp4",
         {.wish = {.width = 63, .height = 36}},
         "nearest even size is 64x36"},
        {"bad quality", "new.mp4", {.wish = {.quality = "ultra"}}, "quality 'ultra'"},
        {"bad scene", "new.mp4", {.only = "lsat"}, "did you mean 'last'"},
        {"bad time", "new.mp4", {.from = "30s"}, "outside the show"},
        {"bad encoder", "new.mp4", {.encode = {.codec = "libx265000"}}, "libx265000"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        GrRenderReport report;
        GrError error;
        Trouble trouble = {0};
        int before = helper_count(helper_folder, "");
        int code = run(helper_path(table[i].target), table[i].job, &trouble, &report, &error);
        if (code != GR_E_USAGE || !strstr(error.message, table[i].says) || trouble.calls ||
            helper_count(helper_folder, "") != before) {
            fail_msg("%s: %d '%s', %d calls", table[i].name, code, error.message, trouble.calls);
        }
    }
}

/* In a child of its own, with its own mounts. */
static int render_on_a_full_disk(void)
{
    GrError error;
    GrRenderReport report;
    const char *disk = helper_path("disk");
    GrRenderJob job = {.workers = 2, .wish = {.width = 320, .height = 180}};
    if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
        mount("tmpfs", disk, "tmpfs", 0, "size=500k")) {
        return 9;
    }
    strcpy(job.encode.extra, "qp=1"); /* as many bits as it takes */
    int code = run(helper_path("disk/full.mp4"), job, NULL, &report, &error);
    bool half_file = gr_path_exists(helper_path("disk/full.mp4"));
    return code == GR_E_SPACE && !half_file ? 0 : (print_error("%d: %s\n", code, error.message), 1);
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    int status;
    assert_int_equal(mkdir(helper_path("disk"), 0777), 0);
    pid_t child = fork();
    if (child == 0) {
        _exit(render_on_a_full_disk());
    }
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 9) {
        print_message("skip: no right to mount\n");
        return;
    }
    assert_int_equal(status, 0);
}

/* Renders two frames to "hash:-" with this as standard output, in a child: the tests' own goes
 * through descriptor 1 as well. -1 closes it. */
static int render_to_stdout(int fd)
{
    int status = -1;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        GrRenderReport report;
        GrError error;
        signal(SIGPIPE, SIG_IGN);
        if (fd < 0) {
            close(STDOUT_FILENO);
        } else {
            dup2(fd, STDOUT_FILENO);
        }
        GrRenderJob job = {.to = "2f", .work_dir = helper_folder};
        int code = run("hash:-", job, NULL, &report, &error);
        bool silent = code && !strstr(error.message, "standard output");
        _exit(silent ? 99 : -code);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 98;
}

static void checksums_go_through_standard_output(void **state)
{
    (void)state;
    char *data = NULL;
    size_t length = 0;
    int ends[2];
    const char *path = helper_path("said.txt");
    helper_write(path, "before\n");
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_int_equal(render_to_stdout(fd), 0);
    close(fd);
    assert_int_equal(gr_file_read(path, 4096, &data, &length, NULL), 0);
    assert_int_equal(strncmp(data, "before\n0 0.000000 ", 18), 0);
    assert_non_null(strstr(data, "\n1 0.041667 "));
    free(data);
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_int_equal(render_to_stdout(ends[1]), -GR_E_INTERNAL);
    close(ends[1]);
    assert_int_equal(render_to_stdout(-1), -GR_E_INTERNAL);
    fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_int_equal(render_to_stdout(fd), -GR_E_SPACE);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_bytes_for_any_number_of_workers),
        cmocka_unit_test(parts_equal_the_whole),
        cmocka_unit_test(stills_equal_the_whole),
        cmocka_unit_test(null_leaves_nothing),
        cmocka_unit_test(lost_workers_change_nothing),
        cmocka_unit_test(retries_run_out),
        cmocka_unit_test(mistakes_cost_nothing),
        cmocka_unit_test(a_full_disk_is_told),
        cmocka_unit_test(checksums_go_through_standard_output),
    };
    return cmocka_run_group_tests(tests, render_setup, render_teardown);
}
