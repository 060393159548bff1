// What a part of a backup says of itself: its file MANIFEST (FORMAT.md). Whether the files are what
// it says is checked here too; what they mean is not.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "storage/files.hpp"
#include "storage/note.hpp"

namespace imaginons::storage {

// Parts are directories of their own, because they must not lie in one place.
enum class BackupPart { log, vault, keys };
// "log", "vault", "keys": the directory's name and the word in its manifest.
const char* name_of(BackupPart part);

struct Manifest {
    struct File {
        std::string name;  // one of those that FORMAT.md lists
        FileSum sum;
    };

    BackupPart part = BackupPart::log;
    std::string origin;
    // Of the signed checkpoint that the log part ends at. All parts of one backup have the same.
    tree::Head head;
    // Nothing in a copy that was taken without the signing key.
    std::optional<VerifierKey> key;
    std::int64_t made_at_ms = 0;
    std::vector<File> files;

    // Whether a part can have a file of this name.
    static bool may_list(std::string_view name);
    // Ends in a line with the sum of those before it.
    std::string text() const;
    static std::optional<Manifest> parse(std::string_view text);
};

// Sums the files of `names` in `dir`, puts them into the manifest and writes it there, signed if
// there is a signer.
void write_manifest(const std::filesystem::path& dir, Manifest manifest,
                    const std::vector<std::string>& names, const Signer* signer);

// Throws Error saying what is wrong: no manifest, another part, damaged, or not signed by the key
// that it names.
Manifest read_manifest(const std::filesystem::path& dir, BackupPart part);

// Throws Error, naming the file, unless `sum` is what the manifest says of it.
void require_sum(const Manifest& manifest, const std::string& name, const FileSum& sum,
                 const std::filesystem::path& file);

}  // namespace imaginons::storage
