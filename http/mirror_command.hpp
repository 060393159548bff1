// The verb `verify --url`: a running site's log mirrored into a directory over HTTP, then checked
// as any log is. What is checked while mirroring is storage/mirror.hpp's.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

namespace imaginons::http {

struct MirrorCommand {
    std::string url;             // of the site: "https://participation.ville.fr"
    std::filesystem::path data;  // the mirror
    std::string key;             // a verifier key's text; empty: the mirror's own, or the site's
};

// 0, or 1 and "bad: " with one sentence on `out`. Call it before there are other threads.
int mirror_command(const MirrorCommand& command, std::ostream& out, std::ostream& progress,
                   std::ostream& warnings);

}  // namespace imaginons::http
