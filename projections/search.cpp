// The thread that keeps the index: see search.hpp.
#include "projections/search.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cstdio>

#include "projections/limits.hpp"
#include "projections/search_documents.hpp"
#include "projections/search_words.hpp"
#include "storage/data_dir.hpp"
#include "storage/log.hpp"
#include "storage/tree.hpp"

namespace imaginons::projections {

namespace {

// Making an index takes a core for a while; the site goes first.
void step_back() {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), limits::search_niceness);
}

constexpr std::array kinds = {SearchKind::project, SearchKind::proposal, SearchKind::statement,
                              SearchKind::news,    SearchKind::person,   SearchKind::argument};
static_assert(kinds.size() == search_kinds);

std::vector<SearchKey> once_each(std::vector<SearchKey> keys) {
    const auto number = [](const SearchKey& key) {
        return (static_cast<std::uint64_t>(key.row) << 8) | static_cast<std::uint64_t>(key.kind);
    };
    std::sort(keys.begin(), keys.end(),
              [&](const SearchKey& a, const SearchKey& b) { return number(a) < number(b); });
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

}  // namespace

Search::Search(const LiveViews& views, const storage::Log& log, std::filesystem::path dir)
    : views_(views), log_(log), dir_(std::move(dir)) {}

Search::~Search() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Search::start() {
    follow(views_.read([](const Views& views) { return views.position; }));
    thread_ = std::thread([this] { run(); });
}

void Search::follow(std::uint64_t position) {
    {
        const std::lock_guard lock(mutex_);
        wanted_ = std::max(wanted_, position);
    }
    changed_.notify_all();
}

void Search::forget() {
    std::unique_lock lock(mutex_);
    const std::uint64_t purge = ++purges_wanted_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return stopping_ || purges_done_ >= purge; });
}

void Search::wait_for(std::uint64_t position) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock,
                  [&] { return stopping_ || (progress_.whole && progress_.position >= position); });
}

bool Search::catch_up(std::uint64_t position) {
    std::unique_lock lock(mutex_);
    const auto there = [&] { return progress_.whole && progress_.position >= position; };
    if (late_ && !there()) return false;
    late_ = !changed_.wait_for(lock, limits::search_patience, there);
    return !late_;
}

SearchProgress Search::progress() const {
    const std::lock_guard lock(mutex_);
    return progress_;
}

bool Search::stopping() const {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

// --- the thread

void Search::run() {
    step_back();
    while (!stopping()) {
        try {
            keep_up();
        } catch (const std::exception& error) {
            give_up(error.what());
        }
    }
    writer_.reset();
}

// Until the end, or until something fails.
void Search::keep_up() {
    open();
    while (wait_for_work()) {
        std::uint64_t from = 0;
        std::uint64_t to = 0;
        {
            const std::lock_guard lock(mutex_);
            from = progress_.position;
            to = wanted_;
        }
        if (to > from) take_in(from, to);
        purge();
    }
    if (progress().whole) commit(progress().position);
}

// False: stop.
bool Search::wait_for_work() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] {
        return stopping_ || wanted_ > progress_.position || purges_wanted_ > purges_done_;
    });
    return !stopping_;
}

void Search::open() {
    storage::make_private_directory(dir_);
    std::filesystem::remove_all(dir_ / "fresh");
    const auto mark = mark_to_believe();
    if (!mark) return make_anew();
    let_readers_open();
    SearchProgress progress;
    progress.position = mark->position;
    progress.whole = true;
    progress.documents = writer_->documents();
    set_progress(progress);
}

// Nothing if what is on the disk is no index of this log, or none at all.
std::optional<SearchMark> Search::mark_to_believe() {
    try {
        writer_ = std::make_unique<SearchWriter>(index());
        const auto mark = writer_->mark();
        if (!mark || mark->position > log_.size() || *mark != mark_at(mark->position))
            return std::nullopt;
        return mark;
    } catch (const SearchError&) {
        return std::nullopt;
    }
}

SearchMark Search::mark_at(std::uint64_t position) const {
    const storage::NodeReader nodes = log_.nodes();
    const storage::Digest root = storage::tree::root_at(position, nodes.function());
    return {position, std::string(root.begin(), root.end())};
}

void Search::let_readers_open() {
    const std::lock_guard lock(reading_);
    reader_.reset();
    reader_ = std::make_unique<SearchReader>(index());
}

void Search::set_progress(const SearchProgress& progress) {
    {
        const std::lock_guard lock(mutex_);
        progress_ = progress;
    }
    changed_.notify_all();
}

// Rows may change while they are read: what changed since the beginning is taken in after.
void Search::make_anew() {
    {
        const std::lock_guard lock(reading_);
        reader_.reset();
    }
    writer_.reset();
    storage::make_anew(dir_);
    writer_ = std::make_unique<SearchWriter>(index());
    writer_->commit(std::nullopt);
    let_readers_open();
    SearchProgress progress;
    const std::uint64_t position = views_.read([&](const Views& views) {
        for (const SearchKind kind : kinds) progress.of += rows_of(views, kind);
        return views.position;
    });
    set_progress(progress);
    for (const SearchKind kind : kinds) {
        add_rows(kind);
        if (stopping()) return;
    }
    commit(position);
}

void Search::add_rows(SearchKind kind) {
    std::size_t uncommitted = 0;
    for (std::uint32_t row = 0, end = 1; row < end && !stopping();) {
        std::vector<SearchDocument> documents;
        const std::uint32_t from = row;
        views_.read([&](const Views& views) {
            end = rows_of(views, kind);
            const auto to = static_cast<std::uint32_t>(
                std::min<std::size_t>(end, std::size_t{row} + limits::search_rows_at_once));
            for (; row < to; ++row) {
                if (auto document = document_of(views, {kind, row}))
                    documents.push_back(*std::move(document));
            }
        });
        for (const SearchDocument& document : documents) writer_->put(document);
        uncommitted += documents.size();
        if (uncommitted >= limits::search_documents_per_commit) {
            writer_->commit(std::nullopt);
            uncommitted = 0;
        }
        const std::lock_guard lock(mutex_);
        progress_.done += row - from;
        progress_.documents += documents.size();
    }
}

// The rows that these events may have changed, as they are now: perhaps further than `to` already,
// and then once more when those events are taken in.
void Search::take_in(std::uint64_t from, std::uint64_t to) {
    SearchChanges changes;
    log_.read(from, to, [&](std::uint64_t seq, events::Bytes event, events::Bytes) {
        if (!may_change_documents(event)) return;
        views_.read([&](const Views& views) { add_changes(views, seq, event, changes); });
    });
    const std::vector<SearchKey> keys = once_each(std::move(changes.keys));
    for (const SearchKey& key : keys) {
        const auto document =
            views_.read([&](const Views& views) { return document_of(views, key); });
        if (document) {
            writer_->put(*document);
        } else {
            writer_->remove(key);
        }
    }
    takes_away_ = takes_away_ || changes.takes_away;
    if (!keys.empty()) return commit(to);
    // Not worth a commit: after a crash these events are looked at once more.
    SearchProgress now = progress();
    now.position = to;
    set_progress(now);
}

// While something that was taken away may still stand in blocks that are not in use, the index is
// not to be believed: should the program end before the purge, it is made anew.
void Search::commit(std::uint64_t position) {
    writer_->commit(takes_away_ ? std::nullopt : std::optional(mark_at(position)));
    SearchProgress now = progress();
    now.position = position;
    now.whole = true;
    now.documents = writer_->documents();
    now.failure.clear();
    set_progress(now);
}

// A copy has only what is in the index, and takes its place.
void Search::purge() {
    std::uint64_t asked_for = 0;
    {
        const std::lock_guard lock(mutex_);
        if (wanted_ > progress_.position) return;  // first what may have to go
        if (!takes_away_ && purges_wanted_ == purges_done_) return;
        asked_for = purges_wanted_;
    }
    const std::filesystem::path fresh = dir_ / "fresh";
    SearchWriter::copy_living(std::move(writer_), fresh);
    takes_away_ = false;
    writer_ = std::make_unique<SearchWriter>(fresh);
    writer_->commit(mark_at(progress().position));
    writer_.reset();
    {
        const std::lock_guard lock(reading_);
        reader_.reset();
        std::filesystem::remove_all(index());
        std::filesystem::rename(fresh, index());
        reader_ = std::make_unique<SearchReader>(index());
    }
    writer_ = std::make_unique<SearchWriter>(index());
    {
        const std::lock_guard lock(mutex_);
        purges_done_ = asked_for;
    }
    changed_.notify_all();
}

// An index that fails is no loss: it is made anew, after a while, should the disk be full. Whoever
// waits for a purge need not wait longer: there is nothing left.
void Search::give_up(const std::string& why) {
    std::fprintf(stderr, "imaginons: the search index is made anew: %s\n", why.c_str());
    {
        const std::lock_guard lock(reading_);
        reader_.reset();
    }
    writer_.reset();
    takes_away_ = false;
    std::error_code ignored;  // what cannot be removed is tried again by make_anew()
    std::filesystem::remove_all(dir_, ignored);
    std::unique_lock lock(mutex_);
    progress_ = {};
    progress_.failure = why;
    if (!ignored) purges_done_ = purges_wanted_;
    changed_.notify_all();
    changed_.wait_for(lock, limits::search_retry, [this] { return stopping_; });
}

// --- questions

namespace {

template <class F>
auto asked_of(std::mutex& reading, const std::unique_ptr<SearchReader>& reader, F&& f)
    -> std::optional<decltype(f(*reader))> {
    const std::lock_guard lock(reading);
    if (reader == nullptr) return std::nullopt;
    try {
        return f(*reader);
    } catch (const SearchError&) {
        return std::nullopt;
    }
}

}  // namespace

std::optional<SearchAnswer> Search::find(const SearchRequest& request) const {
    return asked_of(reading_, reader_, [&](SearchReader& reader) { return reader.find(request); });
}

std::optional<std::vector<std::uint32_t>> Search::proposals_with(std::string_view text) const {
    if (!progress().whole) return std::nullopt;
    const auto rows = asked_of(reading_, reader_,
                               [&](SearchReader& reader) { return reader.proposals_with(text); });
    return rows ? *rows : std::nullopt;
}

std::optional<std::vector<std::uint32_t>> Search::similar_to(std::string_view title,
                                                             std::string_view body,
                                                             std::size_t limit) const {
    return asked_of(reading_, reader_,
                    [&](SearchReader& reader) { return reader.similar_to(title, body, limit); });
}

// The index knows words without their accents; a text in which it stands has it with them.
std::string Search::as_written(const std::string& folded_word) const {
    const auto key = asked_of(reading_, reader_,
                              [&](SearchReader& reader) { return reader.holding(folded_word); });
    if (!key || !*key) return folded_word;
    const auto document =
        views_.read([&](const Views& views) { return document_of(views, **key); });
    if (!document) return folded_word;
    for (const std::string* text : {&document->title, &document->body}) {
        for (const TextWord& word : words_in(*text)) {
            if (word.folded == folded_word)
                return lower_case(std::string_view(*text).substr(word.from, word.to - word.from));
        }
    }
    return folded_word;
}

std::string Search::corrected(std::string_view asked, const SearchAnswer& answer) const {
    if (answer.corrections.empty()) return {};
    std::string text;
    std::size_t at = 0;
    for (const SearchCorrection& correction : answer.corrections) {
        text += asked.substr(at, correction.from - at);
        text += as_written(correction.word);
        at = correction.to;
    }
    text += asked.substr(at);
    return text;
}

}  // namespace imaginons::projections
