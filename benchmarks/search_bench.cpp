// How long a search takes over so many proposals, the list's filter too, and how long the index
// takes to be made; or, with a data directory and a file of searches, how well they find what is
// meant. Usage: search_bench --proposals 20000 --searches 1000
//        search_bench --data DIR --file tests/search/demo_queries.tsv --prefix demo/
// Texts are drawn: words by Zipf's law, as in any language, two arguments for each proposal.
#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <random>

#include "benchmarks/measure.hpp"
#include "projections/apply.hpp"
#include "projections/queries.hpp"
#include "projections/search.hpp"
#include "storage/store.hpp"
#include "tests/search/quality.hpp"

namespace imaginons::benchmarks {

namespace {

constexpr std::size_t vocabulary = 20'000;
constexpr std::size_t title_words = 8;
constexpr std::size_t proposal_words = 120;
constexpr std::size_t argument_words = 40;
constexpr std::size_t arguments_each = 2;

// The same texts and searches at each run.
class Language {
  public:
    Language() {
        constexpr std::string_view syllables[] = {"ba",  "ré", "mi",  "ton",  "lu",  "che", "sa",
                                                  "vé",  "lo", "pi",  "gra",  "ne",  "dou", "fi",
                                                  "mar", "ti", "que", "plan", "ver", "cou"};
        for (std::size_t i = 0; i < vocabulary; ++i) {
            std::string word;
            for (std::size_t n = i + 1; n != 0; n /= std::size(syllables))
                word += syllables[n % std::size(syllables)];
            words_.push_back(word);
            weights_.push_back(1.0 / static_cast<double>(i + 1));
        }
        drawn_ = std::discrete_distribution<std::size_t>(weights_.begin(), weights_.end());
    }

    const std::string& word() { return words_[drawn_(random_)]; }
    std::string text(std::size_t count) {
        std::string out;
        for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "" : " ") + word();
        return out;
    }
    // One to three words, every fourth search with a letter wrong.
    std::string search() {
        std::string out = text(1 + random_() % 3);
        if (random_() % 4 == 0) out[random_() % out.size()] = 'x';
        return out;
    }

  private:
    std::mt19937_64 random_{20'151'018};
    std::vector<std::string> words_;
    std::vector<double> weights_;
    std::discrete_distribution<std::size_t> drawn_;
};

projections::Words words_of(Language& language, std::size_t title, std::size_t body) {
    projections::Words words;
    words.opened = true;
    words.title = language.text(title);
    words.body = language.text(body);
    return words;
}

std::unique_ptr<projections::Views> town(Language& language, std::size_t proposals) {
    auto views = std::make_unique<projections::Views>();
    views->people.emplace_back().pseudonym = "Zéphyr";
    for (std::size_t i = 0; i < proposals; ++i) {
        projections::Proposal& row = views->proposals.emplace_back();
        row.id = events::ProposalId(i + 1, i + 1);
        row.words = words_of(language, title_words, proposal_words);
        row.search = projections::folded(row.words.title + ' ' + row.words.body);
        row.created_at_ms = static_cast<std::int64_t>(i) * 60'000;
        views->list.emplace_back().created_at_ms = row.created_at_ms;
        for (std::size_t n = 0; n < arguments_each; ++n) {
            projections::Argument& argument = views->arguments.emplace_back();
            argument.proposal = static_cast<std::uint32_t>(i);
            argument.words = words_of(language, 0, argument_words);
        }
    }
    return views;
}

double megabytes_in(const std::filesystem::path& dir) {
    double bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir))
        if (entry.is_regular_file()) bytes += static_cast<double>(entry.file_size());
    return bytes / 1e6;
}

void report(std::string_view what, const std::vector<double>& ms) {
    fmt::print("{} {:.2f} {:.2f} {:.2f}\n", what, median(ms), percentile(ms, 0.99),
               percentile(ms, 1));
}

int speed(const Options& options, const std::filesystem::path& dir) {
    const std::size_t proposals = options.number("proposals", 20'000);
    Language language;
    const projections::LiveViews views(town(language, proposals));
    storage::Store store(dir / "data", {.origin = "search.example/log/1"});
    projections::Search search(views, store.log, store.dir.search());
    const Stopwatch making;
    search.start();
    search.wait_for(0);
    fmt::print("index {} {:.1f} {:.0f}\n", search.progress().documents, making.seconds(),
               megabytes_in(store.dir.search()));
    std::vector<double> found;
    std::vector<double> filtered;
    std::vector<double> looked_through;
    std::vector<double> compared;
    for (std::uint64_t i = 0; i < options.number("searches", 1'000); ++i) {
        projections::SearchRequest request;
        request.text = language.search();
        const Stopwatch finding;
        const auto answer = search.find(request);
        if (!answer) throw std::runtime_error("the index cannot be read");
        const std::string corrected = search.corrected(request.text, *answer);
        found.push_back(finding.seconds() * 1e3);
        projections::ProposalFilter filter;
        filter.text = request.text;
        const auto listed = [&] {
            views.read([&](const projections::Views& all) { list_proposals(all, filter); });
        };
        const Stopwatch looking;
        listed();
        looked_through.push_back(looking.seconds() * 1e3);
        const Stopwatch filtering;
        filter.with_text = search.proposals_with(filter.text);
        listed();
        filtered.push_back(filtering.seconds() * 1e3);
        const std::string title = language.text(title_words);
        const std::string body = language.text(proposal_words);
        const Stopwatch comparing;
        search.similar_to(title, body, 3);
        compared.push_back(comparing.seconds() * 1e3);
    }
    report("search", found);
    report("list-by-index", filtered);
    report("list-by-looking", looked_through);
    report("similar", compared);
    return 0;
}

int quality(const Options& options, const std::filesystem::path& dir) {
    storage::Store store(options.text("data"), {});
    const projections::LiveViews views(projections::fold(store.log, &store.vault, {}));
    projections::Search search(views, store.log, dir / "search");
    search.start();
    search.wait_for(store.log.size());
    const auto searches = tests::read_searches(options.text("file"));
    double recall = 0;
    double reciprocal = 0;
    std::size_t first = 0;
    for (const tests::Sought& sought : searches) {
        const auto ranking = tests::rank_of(search, views, sought, options.text("prefix"));
        recall += ranking.recall;
        reciprocal += ranking.rank == 0 ? 0 : 1.0 / static_cast<double>(ranking.rank);
        first += ranking.rank == 1 ? 1U : 0U;
        if (ranking.rank == 0) fmt::print(stderr, "not found: {}\n", sought.query);
    }
    const auto count = static_cast<double>(searches.size());
    fmt::print("quality {} {:.3f} {:.3f} {:.3f}\n", searches.size(), recall / count,
               reciprocal / count, static_cast<double>(first) / count);
    return 0;
}

int measure(const Options& options) {
    const std::filesystem::path dir =
        std::filesystem::temp_directory_path() / fmt::format("imaginons-search-{}", getpid());
    std::filesystem::create_directories(dir);
    const int code = options.text("data").empty() ? speed(options, dir) : quality(options, dir);
    std::filesystem::remove_all(dir);
    return code;
}

}  // namespace

}  // namespace imaginons::benchmarks

int main(int count, char** values) {
    return imaginons::benchmarks::run(imaginons::benchmarks::measure, count, values);
}
