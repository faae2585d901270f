/* SPDX-License-Identifier: MIT */
#include "cli/command.h"
#include "cli/schema.h"

static int run(const GrCommandInput *input)
{
    gr_schema_write(input->out);
    return GR_OK;
}

const GrCommand gr_command_schema = {
    .name = "schema",
    .summary = "print a JSON Schema of shows, for editors",
    .usage = "",
    .about = "Prints a JSON Schema (draft-07). Editors with the YAML language server then complete "
             "keys\nand names, show help and ranges, and underline mistakes. To use it, name it in "
             "a show's\nfirst line, or in the editor's settings under yaml.schemas:\n\n"
             "  # yaml-language-server: $schema=./glyphreel.schema.json",
    .examples = "  glyphreel schema > glyphreel.schema.json\n",
    .run = run,
};
