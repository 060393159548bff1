// Finds embedded files and names them by the SHA-256 of their bytes.
#include "http/assets.hpp"

#include <openssl/evp.h>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>

namespace imaginons::http {

// Made by embed.cmake, sorted by name.
extern const std::span<const EmbeddedFile> embedded_files;

namespace {

constexpr std::string_view folder = "static/";
constexpr std::size_t digest_characters = 12;

std::string digest(std::string_view bytes) {
    unsigned char hash[EVP_MAX_MD_SIZE];
    std::size_t size = 0;
    if (EVP_Q_digest(nullptr, "SHA256", nullptr, bytes.data(), bytes.size(), hash, &size) != 1) {
        throw std::runtime_error("SHA-256 is not available");
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < digest_characters / 2; ++i) {
        out += digits[hash[i] >> 4];
        out += digits[hash[i] & 15U];
    }
    return out;
}

std::string content_type(std::string_view name) {
    if (name.ends_with(".css")) {
        return "text/css; charset=utf-8";
    }
    if (name.ends_with(".js")) {
        return "text/javascript; charset=utf-8";
    }
    if (name.ends_with(".svg")) {
        return "image/svg+xml";
    }
    return "application/octet-stream";
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
    if (!in) {
        throw std::runtime_error("cannot read " + path.string());
    }
    return bytes;
}

std::string hashed_url(std::string_view name, std::string_view hash) {
    const auto dot = name.rfind('.');
    return "/" + std::string{folder} + std::string{name.substr(0, dot)} + "." + std::string{hash} +
           std::string{name.substr(dot)};
}

}  // namespace

const EmbeddedFile* embedded_file(std::string_view name) {
    const auto at = std::ranges::lower_bound(embedded_files, name, {}, &EmbeddedFile::name);
    return at != embedded_files.end() && at->name == name ? &*at : nullptr;
}

Assets::Assets(const std::optional<std::filesystem::path>& theme) {
    for (const EmbeddedFile& file : embedded_files) {
        if (!file.name.starts_with(folder) || file.name.ends_with(".gz")) {
            continue;
        }
        const auto name = file.name.substr(folder.size());
        Asset asset;
        asset.bytes = std::string{file.bytes};
        const auto themed = theme ? *theme / folder / name : std::filesystem::path{};
        if (theme && std::filesystem::exists(themed)) {
            asset.bytes = read_file(themed);
        } else if (const auto* gzip = embedded_file(std::string{file.name} + ".gz");
                   gzip != nullptr && gzip->bytes.size() < file.bytes.size()) {
            asset.gzip = std::string{gzip->bytes};
        }
        const auto hash = digest(asset.bytes);
        asset.url = hashed_url(name, hash);
        asset.etag = "\"" + hash + "\"";
        asset.content_type = content_type(name);
        name_by_path_.emplace(asset.url, name);
        name_by_path_.emplace("/" + std::string{file.name}, name);
        by_name_.emplace(name, std::move(asset));
    }
}

const Asset* Assets::find(std::string_view path, bool* is_permanent) const {
    const auto name = name_by_path_.find(path);
    if (name == name_by_path_.end()) {
        return nullptr;
    }
    const Asset& asset = by_name_.find(name->second)->second;
    if (is_permanent != nullptr) {
        *is_permanent = asset.url == path;
    }
    return &asset;
}

const std::string& Assets::url(std::string_view name) const {
    const auto asset = by_name_.find(name);
    if (asset == by_name_.end()) {
        throw std::runtime_error("no asset is named " + std::string{name});
    }
    return asset->second.url;
}

std::string Assets::icon(std::string_view id) const {
    const auto sheet = by_name_.find("icons.svg");
    const std::string_view text =
        sheet == by_name_.end() ? std::string_view{} : std::string_view{sheet->second.bytes};
    const auto symbol = text.find("<symbol id=\"" + std::string{id} + "\"");
    if (symbol == std::string_view::npos) {
        throw std::runtime_error("no icon is named " + std::string{id});
    }
    const auto from = text.find('>', symbol) + 1;
    return std::string{text.substr(from, text.find("</symbol>", from) - from)};
}

}  // namespace imaginons::http
