// Search over everything public, following the log: a thread of its own keeps the index as far as
// the read models are, makes it anew where there is none to be believed, and takes out for good
// what was hidden or erased. What is found are rows; whoever shows them reads the read models,
// where what is hidden is hidden already.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "projections/live.hpp"
#include "projections/search_index.hpp"

namespace imaginons::storage {
class Log;
}

namespace imaginons::projections {

struct SearchProgress {
    std::uint64_t position = 0;  // events that are in the index
    // While the index is made anew: rows looked at, of how many. What is in it is found already.
    std::uint64_t done = 0;
    std::uint64_t of = 0;
    bool whole = false;
    std::size_t documents = 0;
    std::string failure;  // empty: none; the index is made anew after a while
};

// Any thread, but for what is said otherwise. Everything given must outlive it.
class Search {
  public:
    // In DIR/index; what else is in DIR is removed. Nothing happens before start().
    Search(const LiveViews& views, const storage::Log& log, std::filesystem::path dir);
    ~Search();
    Search(const Search&) = delete;
    Search& operator=(const Search&) = delete;

    // Once, when the views are folded.
    void start();
    // The views have applied all events before this position. Costs a lock and a notification.
    void follow(std::uint64_t position);
    // Blocks until all that follow() knows of is in the index and, of what is not to be found any
    // more, no byte on the disk. Tens of milliseconds for thousands of proposals.
    void forget();
    // Blocks until the index is whole and as far as that: for tests and benchmarks.
    void wait_for(std::uint64_t position);
    // Gives the index a moment to come that far, so that people find what they have just written;
    // false: it is still behind. Who asks while it is known to be late does not wait.
    bool catch_up(std::uint64_t position);
    SearchProgress progress() const;

    // As SearchReader has them; one at a time, some milliseconds. Nothing: the index cannot be
    // read, or is not there yet.
    std::optional<SearchAnswer> find(const SearchRequest& request) const;
    // Nothing also as long as the index is not whole, and if there is no word in the text.
    std::optional<std::vector<std::uint32_t>> proposals_with(std::string_view text) const;
    std::optional<std::vector<std::uint32_t>> similar_to(std::string_view title,
                                                         std::string_view body,
                                                         std::size_t limit) const;

    // What was asked, with the answer's corrections, spelt as people write those words: "ecoel"
    // becomes "école". Empty: there are none.
    std::string corrected(std::string_view asked, const SearchAnswer& answer) const;

  private:
    void run();
    void keep_up();
    bool wait_for_work();
    void open();
    std::optional<SearchMark> mark_to_believe();
    void make_anew();
    void add_rows(SearchKind kind);
    void take_in(std::uint64_t from, std::uint64_t to);
    void commit(std::uint64_t position);
    void purge();
    void give_up(const std::string& why);
    void let_readers_open();
    void set_progress(const SearchProgress& progress);
    bool stopping() const;
    SearchMark mark_at(std::uint64_t position) const;
    std::filesystem::path index() const { return dir_ / "index"; }
    std::string as_written(const std::string& folded_word) const;

    const LiveViews& views_;
    const storage::Log& log_;
    const std::filesystem::path dir_;

    // Of the thread.
    std::unique_ptr<SearchWriter> writer_;
    bool takes_away_ = false;  // since the last purge

    mutable std::mutex reading_;            // held for each question
    std::unique_ptr<SearchReader> reader_;  // null: there is no index to read

    mutable std::mutex mutex_;  // guards what follows
    mutable std::condition_variable changed_;
    bool stopping_ = false;
    std::uint64_t wanted_ = 0;
    std::uint64_t purges_wanted_ = 0;
    std::uint64_t purges_done_ = 0;
    bool late_ = false;  // somebody waited in vain
    SearchProgress progress_;

    std::thread thread_;
};

}  // namespace imaginons::projections
