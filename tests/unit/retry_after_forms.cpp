#include <entralog/client.hpp>

#include "tests/support/counting_credential.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run.hpp"
#include "tests/support/scripted_transport.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Through the whole client, limiter included: after a 429, when is the next request sent?

namespace
{

using namespace entralog;
using namespace entralog::testing;
using namespace std::chrono_literals;

/// What a 429 says; the service's own clock is `skew` ahead of ours.
struct form
{
    form(char const* what, std::vector<std::string> header_values, std::optional<ticks> when_open,
        std::optional<ticks> service_skew = std::nullopt)
        : name(what)
        , values(std::move(header_values))
        , open(when_open)
        , skew(service_skew)
    {
    }

    char const* name;
    std::vector<std::string> values; ///< of one Retry-After field each
    std::optional<ticks> open;       ///< when a request passes again; nothing: the service has not said
    std::optional<ticks> skew;       ///< set: there is a Date
};

// Our time is 10:00:00. Dates are the service's.
std::vector<form> const forms{
    {"seconds", {"7"}, 7s},
    {"fractional seconds, as in Microsoft's own sample", {"2.128"}, 2128ms},
    {"more digits than a tick has", {"0.12345678999"}, ticks(1234568)},
    {"a fraction alone", {"0.5"}, 500ms},
    {"zero", {"0"}, 0s},
    {"with spaces", {"  11  "}, 11s},
    {"a date without a Date", {"Wed, 25 Nov 2026 10:00:30 GMT"}, 30s},
    {"a date of a service that is an hour ahead", {"Wed, 25 Nov 2026 11:00:30 GMT"}, 30s, 1h},
    {"a date of a service that is an hour behind", {"Wed, 25 Nov 2026 09:00:30 GMT"}, 30s, -1h},
    {"a date as of RFC 850", {"Wednesday, 25-Nov-26 10:00:09 GMT"}, 9s, 0s},
    {"a date as of asctime", {"Wed Nov 25 10:00:08 2026"}, 8s, 0s},
    {"a date that is over", {"Wed, 25 Nov 2026 09:59:00 GMT"}, 0s, 0s},
    {"a list", {"3, 12"}, 12s},
    {"a list of a date and seconds", {"Wed, 25 Nov 2026 10:00:20 GMT, 4"}, 20s, 0s},
    {"two fields", {"3", "13"}, 13s},
    {"none", {}, std::nullopt},
    {"empty", {""}, std::nullopt},
    {"words", {"soon"}, std::nullopt},
    {"less than nothing", {"-5"}, 0s},
    {"a unit", {"5s"}, std::nullopt},
};

struct throttled_once
{
    throttled_once() = default;

    /// When the second request is sent, from the first on.
    result<ticks> sent_after(form const& f)
    {
        auto no = refusal(429);
        for (auto const& value : f.values)
            no.head.headers.add("Retry-After", value);
        if (f.skew)
            no.head.headers.add("Date", to_http_date(time->now() + *f.skew));
        wire->steps = {std::move(no), ok(R"({"id":"1"})")};
        std::vector<timestamp> sent;
        client_options options;
        options.observe = [&sent](event const& e)
        {
            if (e.kind == event_kind::request)
                sent.push_back(e.at);
        };
        client const graph(context.get_executor(), who, options, wire, time);
        auto const got = run(context, graph.sign_ins().get("1"));
        if (!got)
            return got.error();
        return sent.at(1) - sent.at(0);
    }

    boost::asio::io_context context;
    std::shared_ptr<counting_credential> who = std::make_shared<counting_credential>();
    std::shared_ptr<scripted_transport> wire = std::make_shared<scripted_transport>();
    std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>();
};

} // namespace

BOOST_AUTO_TEST_SUITE(retry_after_forms)

BOOST_AUTO_TEST_CASE(no_request_is_ever_sent_earlier_than_the_service_asked)
{
    BOOST_TEST(forms.size() >= 14U);
    ticks earliest = ticks::zero();
    for (auto const& f : forms)
    {
        auto const after = throttled_once().sent_after(f).value();
        BOOST_TEST_MESSAGE(f.name << ": " << after.count() / 10'000 << " ms");
        // Where the service says nothing, a whole window of the documented limit is the least.
        auto const open = f.open.value_or(10s);
        earliest = std::max(earliest, open - after);
        BOOST_TEST((after >= open), f.name);
        // Nor much later.
        BOOST_TEST((after <= open + 1s), f.name);
    }
    BOOST_TEST(earliest.count() == 0); // by how much any was too early
}

BOOST_AUTO_TEST_CASE(a_wait_beyond_the_callers_patience_is_an_error_at_once_with_the_time_in_it)
{
    for (char const* const absurd : {"301", "99999999999", "Fri, 31 Dec 9999 23:59:59 GMT"})
    {
        throttled_once fresh;
        auto const before = fresh.time->now();
        auto const after = fresh.sent_after(form("absurd", {absurd}, std::nullopt));
        BOOST_TEST_REQUIRE(!after.has_value(), absurd);
        BOOST_TEST((after.error().code == errc::throttled));
        BOOST_TEST_REQUIRE(after.error().retry_after.has_value());
        BOOST_TEST((*after.error().retry_after >= 301s), absurd);
        BOOST_TEST((fresh.time->now() == before)); // nobody waited
    }
}

BOOST_AUTO_TEST_SUITE_END()
