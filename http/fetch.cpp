// One curl handle per Fetcher, so that connections are kept; redirects are followed by hand,
// because curl would go to any host.
#include "http/fetch.hpp"

#include <curl/curl.h>

#include <array>
#include <cassert>
#include <optional>
#include <stdexcept>

namespace imaginons::http {

namespace {

// Where a URL leads: what a redirect must not change, but for http becoming https.
struct Place {
    std::string scheme;
    std::string host;
    std::string port;
};

std::string part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
    std::string copy(text);
    curl_free(text);
    return copy;
}

std::optional<Place> place_of(const std::string& text) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
    if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
        return std::nullopt;
    }
    Place place{part_of(url.get(), CURLUPART_SCHEME), part_of(url.get(), CURLUPART_HOST),
                part_of(url.get(), CURLUPART_PORT)};
    if (place.scheme != "http" && place.scheme != "https") return std::nullopt;
    return place;
}

bool may_lead_to(const Place& from, const Place& to) {
    if (from.host != to.host) return false;
    const bool to_tls = from.scheme == "http" && from.port == "80" && to.scheme == "https";
    return to_tls ? to.port == "443" : from.scheme == to.scheme && from.port == to.port;
}

bool is_this_machine(const Place& place) {
    return place.host == "localhost" || place.host.starts_with("127.") || place.host == "[::1]";
}

Fetched failed(std::string why) {
    return {std::move(why), 0, {}, {}};
}

struct Received {
    std::string* body;
    std::size_t most;
    bool too_large = false;
};

std::size_t take_bytes(const char* bytes, std::size_t size, std::size_t count, void* state) {
    auto& received = *static_cast<Received*>(state);
    const std::size_t more = size * count;
    if (received.body->size() + more > received.most) {
        received.too_large = true;
        return 0;  // ends the transfer
    }
    received.body->append(bytes, more);
    return more;
}

class HeaderList {
  public:
    explicit HeaderList(const Fetcher::Headers& headers) {
        for (const auto& [name, value] : headers) add(name + ": " + value);
    }
    ~HeaderList() { curl_slist_free_all(list_); }
    HeaderList(const HeaderList&) = delete;
    HeaderList& operator=(const HeaderList&) = delete;

    void add(const std::string& line) {
        curl_slist* longer = curl_slist_append(list_, line.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        list_ = longer;
    }
    curl_slist* get() const { return list_; }

  private:
    curl_slist* list_ = nullptr;
};

// curl counts how often it was started; mails start it too.
void start_curl() {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) throw std::runtime_error("libcurl cannot start");
}

}  // namespace

struct Fetcher::Impl {
    explicit Impl(FetchOptions given) : options(given) {
        start_curl();
        curl.reset(curl_easy_init());
        if (!curl) throw std::runtime_error("libcurl has no handle");
    }

    template <class T>
    void set(CURLoption option, T value) {
        const CURLcode code = curl_easy_setopt(curl.get(), option, value);
        assert(code == CURLE_OK);
        (void)code;
    }

    void prepare(const std::string& url, const Place& place, const HeaderList& headers) {
        curl_easy_reset(curl.get());  // options only: the connection stays
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_USERAGENT, "imaginons");
        set(CURLOPT_ACCEPT_ENCODING, "gzip");
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
        set(CURLOPT_HTTPHEADER, headers.get());
        set(CURLOPT_ERRORBUFFER, error.data());
        if (is_this_machine(place)) set(CURLOPT_PROXY, "");
        error[0] = '\0';
    }

    // One request, one answer.
    Fetched perform(const std::string& url) {
        Fetched fetched;
        Received received{&fetched.body, options.body_bytes};
        set(CURLOPT_WRITEFUNCTION, &take_bytes);
        set(CURLOPT_WRITEDATA, &received);
        const CURLcode code = curl_easy_perform(curl.get());
        if (received.too_large) {
            return {
                url + " answers with more than " + std::to_string(options.body_bytes) + " bytes",
                0,
                {},
                {}};
        }
        if (code != CURLE_OK) {
            const char* why = error[0] != '\0' ? error.data() : curl_easy_strerror(code);
            return failed(url + " cannot be reached: " + why);
        }
        long status = 0;
        curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
        fetched.status = static_cast<unsigned>(status);
        const char* type = nullptr;
        curl_easy_getinfo(curl.get(), CURLINFO_CONTENT_TYPE, &type);
        if (type != nullptr) fetched.content_type = type;
        return fetched;
    }

    // Where the last answer sends whoever asked; empty if nowhere.
    std::string redirect() const {
        const char* url = nullptr;
        curl_easy_getinfo(curl.get(), CURLINFO_REDIRECT_URL, &url);
        return url == nullptr ? std::string() : std::string(url);
    }

    const FetchOptions options;
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{nullptr, &curl_easy_cleanup};
    std::array<char, CURL_ERROR_SIZE> error{};
};

Fetcher::Fetcher(FetchOptions options) : impl_(std::make_unique<Impl>(options)) {}
Fetcher::~Fetcher() = default;
Fetcher::Fetcher(Fetcher&&) noexcept = default;
Fetcher& Fetcher::operator=(Fetcher&&) noexcept = default;

Fetched Fetcher::get(const std::string& url, const Headers& headers) {
    const HeaderList list(headers);
    std::string at = url;
    std::optional<Place> place = place_of(at);
    if (!place) return failed(url + " is not an http:// or https:// address");
    for (unsigned followed = 0;; ++followed) {
        impl_->prepare(at, *place, list);
        Fetched fetched = impl_->perform(at);
        const std::string next = fetched.answered() ? impl_->redirect() : std::string();
        if (next.empty()) return fetched;
        const std::optional<Place> there = place_of(next);
        if (!there || !may_lead_to(*place, *there)) {
            return failed(at + " sends elsewhere, to " + next + ", which is not followed");
        }
        if (followed == limits::fetch_redirects) return failed(url + " sends in circles");
        at = next;
        place = there;
    }
}

Fetched Fetcher::post(const std::string& url, std::string_view content_type, std::string_view body,
                      const Headers& headers) {
    const std::optional<Place> place = place_of(url);
    if (!place) return failed(url + " is not an http:// or https:// address");
    HeaderList list(headers);
    list.add("Content-Type: " + std::string(content_type));
    list.add("Expect:");  // no asking for leave before a small body
    impl_->prepare(url, *place, list);
    impl_->set(CURLOPT_POST, 1L);
    impl_->set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    impl_->set(CURLOPT_POSTFIELDS, body.data());
    return impl_->perform(url);
}

}  // namespace imaginons::http
