// The files that pages load: stylesheet, logo, scripts, embedded when the program is built. Their
// addresses carry the digest of their bytes, so browsers may keep them for ever. Not the templates.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace imaginons::http {

// One file as it goes out.
struct Asset {
    std::string url;  // "/static/style.5f2a90b1c3d4.css"
    std::string content_type;
    std::string bytes;
    std::string gzip;  // the same, compressed; empty if that saves nothing
    std::string etag;  // quoted
};

// Cache-Control of every asset: an address never changes its bytes.
inline constexpr std::string_view asset_cache_control = "public, max-age=31536000, immutable";

// Immutable once made; shared by all threads.
class Assets {
  public:
    // The embedded files; a file of the same name under `theme`/static is taken instead. Throws if
    // one cannot be read.
    explicit Assets(const std::optional<std::filesystem::path>& theme = std::nullopt);

    // By the path of a request, "/static/style.5f2a90b1c3d4.css" or, for what has a fixed address,
    // "/static/style.css"; null if there is none. `is_permanent` is false for the fixed address:
    // such an answer must be revalidated.
    const Asset* find(std::string_view path, bool* is_permanent = nullptr) const;
    // Address of a file by its name; throws std::runtime_error if there is none.
    const std::string& url(std::string_view name) const;
    // What stands inside the <svg> of an icon of icons.svg; throws std::runtime_error if there is
    // none.
    std::string icon(std::string_view id) const;

  private:
    std::map<std::string, Asset, std::less<>> by_name_;
    std::map<std::string, std::string, std::less<>> name_by_path_;
};

// A file put into the program by embed.cmake: bytes live as long as the program.
struct EmbeddedFile {
    std::string_view
        name;  // "static/style.css", "pages/home.mustache", "po/en.mo", "static/style.css.gz"
    std::string_view bytes;
};
// Null if there is none.
const EmbeddedFile* embedded_file(std::string_view name);

}  // namespace imaginons::http
