#include <tests/support/export_program.hpp>
#include <tests/support/fixtures.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

// What becomes of a token while an export is under way costs no record and is no error.

namespace
{

using namespace entralog::testing;

bool is_page(graph_mock::request const& r)
{
    return r.target.find("/auditLogs/") != std::string::npos;
}

/// contoso in pages of 10 records; `before_page` is called in the server's thread with the number of the page.
class pages_bench
{
public:
    explicit pages_bench(std::function<void(int)> before_page, std::chrono::seconds lifetime = std::chrono::hours(1))
        : bench(with(std::move(before_page), lifetime, pages))
    {
    }

    /// All directory audits, each once, and no word of an error.
    void exports_everything()
    {
        auto const o = bench.run({"directory-audits", "--format", "raw"});
        BOOST_TEST_CONTEXT(o.err)
        {
            BOOST_TEST(o.status == 0);
            std::vector<std::string> lines;
            std::istringstream in(o.out);
            for (std::string line; std::getline(in, line);)
                lines.push_back(line);
            auto wanted = fixture_lines<entralog::directory_audit>();
            std::sort(wanted.begin(), wanted.end());
            std::sort(lines.begin(), lines.end());
            BOOST_TEST((lines == wanted));
            BOOST_TEST(!has(o.err, "tries:"));
        }
    }

    long token_requests() const
    {
        auto const all = bench.mock.exchanges();
        return std::count_if(
            all.begin(), all.end(), [](graph_mock::exchange const& e) { return has(e.target, "/oauth2/v2.0/token"); });
    }

    int pages = 0;
    export_bench bench;

private:
    static graph_mock::in_process_options with(
        std::function<void(int)> before_page, std::chrono::seconds lifetime, int& pages)
    {
        auto options = export_bench::contoso(10);
        options.rooms.token_lifetime = lifetime;
        options.first = [before = std::move(before_page), &pages](
                            graph_mock::request const& r) -> std::optional<graph_mock::response>
        {
            if (is_page(r))
                before(++pages);
            return std::nullopt;
        };
        return options;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(export_tokens)

BOOST_AUTO_TEST_CASE(a_token_that_expires_in_the_middle_costs_no_record_and_no_error)
{
    // 22 pages of 100 ms at least; a token lives for one second.
    pages_bench b([](int) { std::this_thread::sleep_for(std::chrono::milliseconds(100)); }, std::chrono::seconds(1));
    b.exports_everything();
    BOOST_TEST(b.pages >= 22);
    BOOST_TEST(b.token_requests() >= 2);
}

BOOST_AUTO_TEST_CASE(a_token_that_is_revoked_in_the_middle_is_replaced_and_the_page_asked_for_again)
{
    pages_bench* here = nullptr;
    pages_bench b(
        [&here](int page)
        {
            if (page == 7)
                here->bench.mock.rooms().revoke_tokens("c0a50001-0000-4000-8000-00000000c0a5", "");
        });
    here = &b;
    b.exports_everything();
    BOOST_TEST(b.token_requests() == 2);
    BOOST_TEST(b.pages == 23); // one of 22 twice
}

BOOST_AUTO_TEST_CASE(a_claims_challenge_in_the_middle_is_met)
{
    pages_bench* here = nullptr;
    pages_bench b(
        [&here](int page)
        {
            if (page == 3)
                here->bench.mock.rooms().challenge_tokens("c0a50001-0000-4000-8000-00000000c0a5", "");
        });
    here = &b;
    b.exports_everything();
    BOOST_TEST(b.token_requests() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
