#include <entralog/decode.hpp>
#include <entralog/fields.hpp>
#include <entralog/model.hpp>

#include <mockserver/odata/evaluator.hpp>
#include <mockserver/odata/parser.hpp>
#include <mockserver/odata/schema.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Random filters over random records, three times: written in C++ and sent as text, evaluated by the mock, and
// evaluated here, on the decoded record. The three share no code.

namespace
{

using namespace entralog;
using graph_mock::odata::letter_case;

using truth = std::optional<bool>; ///< nothing is OData's null

template <class T>
using predicate = std::function<truth(T const&)>;

template <class T>
struct condition
{
    filter<T> text;
    predicate<T> holds;
};

class dice
{
public:
    std::size_t below(std::size_t n) { return engine_() % n; }
    bool one_in(std::size_t n) { return below(n) == 0; }
    template <class C>
    auto const& of(C const& choices)
    {
        return choices[below(std::size(choices))];
    }

private:
    std::mt19937 engine_{20'261'125};
};

constexpr std::array<std::string_view, 9> texts{
    "", "a", "A", "ab", "Abc", "b'c", "b''", "not (x) and & %20", "\xc3\xa9t\xc3\xa9"};
constexpr std::array<std::string_view, 5> times{"2026-11-25T10:00:00Z", "2026-11-25T10:00:00.0000001Z",
    "2026-11-25T09:59:59.9999999Z", "2026-11-24T23:00:00Z", "2026-11-25T10:00:00.5Z"};
constexpr std::array<int, 5> numbers{-1, 0, 1, 50126, 2147483647};

std::string folded(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
        [](unsigned char c) { return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c); });
    return out;
}

/// What a comparison of two values that are not null says.
template <class V>
bool compare(std::size_t op, V const& a, V const& b)
{
    switch (op)
    {
    case 0:
        return a == b;
    case 1:
        return a != b;
    case 2:
        return a < b;
    case 3:
        return a <= b;
    case 4:
        return a > b;
    default:
        return a >= b;
    }
}

/// The comparison in C++, of which the library makes text.
template <class F, class V>
auto written(std::size_t op, F f, V const& v)
{
    switch (op)
    {
    case 0:
        return undocumented(f == v);
    case 1:
        return undocumented(f != v);
    case 2:
        return undocumented(f < v);
    case 3:
        return undocumented(f <= v);
    case 4:
        return undocumented(f > v);
    default:
        return undocumented(f >= v);
    }
}

/// Makes random conditions on the records of one report, out of its fields.
template <class T>
class conditions
{
public:
    conditions(dice& d, letter_case letters)
        : dice_(d)
        , letters_(letters)
    {
    }

    /// `get` gives the field of a record, or nothing for null.
    template <class F, class Get>
    void add_text(F f, Get get)
    {
        leaves_.push_back(
            [this, f, get]
            {
                auto const same_case = [this](std::string_view s)
                { return letters_ == letter_case::ignored ? folded(s) : std::string(s); };
                std::string const v(dice_.of(texts));
                auto const kind = dice_.below(12);
                bool const lower = dice_.one_in(4);
                auto const value = [=](T const& r)
                {
                    auto t = get(r);
                    return t && lower ? std::optional<std::string>(folded(*t)) : t;
                };
                auto const function = [=](auto test)
                {
                    return [=](T const& r)
                    {
                        auto const t = value(r);
                        return t ? truth(test(std::string_view(same_case(*t)), std::string_view(same_case(v))))
                                 : truth();
                    };
                };
                auto const pick = [&](auto field) -> condition<T>
                {
                    switch (kind)
                    {
                    case 6:
                        return {undocumented(starts_with(field, v)),
                            function([](std::string_view t, std::string_view p) { return t.starts_with(p); })};
                    case 7:
                        return {undocumented(ends_with(field, v)),
                            function([](std::string_view t, std::string_view p) { return t.ends_with(p); })};
                    case 8:
                        return {undocumented(contains(field, v)), function([](std::string_view t, std::string_view p)
                                                                      { return t.find(p) != std::string_view::npos; })};
                    case 9:
                    {
                        std::string const other(dice_.of(texts));
                        return {undocumented(in(field, v, other)), [=](T const& r)
                            {
                                auto const t = value(r);
                                return truth(t && (same_case(*t) == same_case(v) || same_case(*t) == same_case(other)));
                            }};
                    }
                    default:
                        return {written(kind % 6, field, v), [=](T const& r)
                            {
                                auto const t = value(r);
                                return truth(t ? compare(kind % 6, same_case(*t), same_case(v)) : kind % 6 == 1);
                            }};
                    }
                };
                return lower ? pick(to_lower(f)) : pick(f);
            });
        add_null(f, get);
    }

    template <class F, class Get, class Values>
    void add_value(F f, Get get, Values values)
    {
        leaves_.push_back(
            [this, f, get, values]() -> condition<T>
            {
                auto const v = values(dice_);
                auto const op = dice_.below(6);
                return {written(op, f, v), [=](T const& r)
                    {
                        auto const t = get(r);
                        return truth(t ? compare(op, *t, decltype (*t)(v)) : op == 1);
                    }};
            });
        add_null(f, get);
    }

    template <class F, class Get>
    void add_null(F f, Get get)
    {
        if constexpr (F::nullable)
            leaves_.push_back(
                [this, f, get]() -> condition<T>
                {
                    bool const is = dice_.one_in(2);
                    return {is ? undocumented(f == null) : undocumented(f != null),
                        [=](T const& r) { return truth(get(r).has_value() != is); }};
                });
    }

    void add(std::function<condition<T>()> leaf) { leaves_.push_back(std::move(leaf)); }

    condition<T> next(std::size_t depth)
    {
        auto const kind = depth == 0 ? 3 : dice_.below(5);
        if (kind >= 3)
            return dice_.of(leaves_)();
        auto a = next(depth - 1);
        if (kind == 2)
            return {!a.text, [=](T const& r)
                {
                    auto const t = a.holds(r);
                    return t ? truth(!*t) : t;
                }};
        auto b = next(depth - 1);
        bool const deciding = kind == 1; // of `or`, true; of `and`, false
        return {kind == 1 ? a.text || b.text : a.text && b.text, [=](T const& r)
            {
                auto const x = a.holds(r);
                auto const y = b.holds(r);
                if ((x && *x == deciding) || (y && *y == deciding))
                    return truth(deciding);
                return x && y ? truth(!deciding) : truth();
            }};
    }

private:
    dice& dice_;
    letter_case letters_;
    std::vector<std::function<condition<T>()>> leaves_;
};

/// A property with a value, null, or not at all.
void maybe(boost::json::object& o, std::string_view name, dice& d, boost::json::value v)
{
    auto const way = d.below(6);
    if (way == 0)
        return;
    o[name] = way == 1 ? boost::json::value(nullptr) : std::move(v);
}

boost::json::string text_value(dice& d)
{
    return boost::json::string(d.of(texts));
}

template <class T>
void compare_three_ways(char const* type, letter_case letters, conditions<T>& random,
    std::vector<boost::json::value> const& json, std::size_t filters)
{
    std::vector<T> records;
    for (auto const& j : json)
        records.push_back(from_json<T>(boost::json::serialize(j)).value());
    std::size_t matches = 0;
    for (std::size_t n = 0; n < filters; ++n)
    {
        auto const c = random.next(4);
        auto const parsed = graph_mock::odata::parse_filter(
            c.text.text(), graph_mock::odata::type(type), graph_mock::odata::version::beta);
        graph_mock::odata::evaluator mock(parsed, letters);
        for (std::size_t i = 0; i < json.size(); ++i)
        {
            bool const expected = c.holds(records[i]).value_or(false);
            matches += expected ? 1 : 0;
            bool const found = mock.matches(json[i]);
            if (found != expected) // a check for each of a million would take most of the time
                BOOST_FAIL(c.text << " gives " << found << " for " << boost::json::serialize(json[i]));
        }
    }
    // Filters that match all or nothing would test little.
    auto const all = filters * json.size();
    BOOST_TEST(matches > all / 10);
    BOOST_TEST(matches < all - all / 10);
}

auto const time_value = [](dice& d) { return parse_iso8601(d.of(times)).value(); };
auto const number_value = [](dice& d) { return d.of(numbers); };

} // namespace

BOOST_AUTO_TEST_SUITE(filter_differential)

BOOST_AUTO_TEST_CASE(sign_ins)
{
    namespace si = fields::sign_in;
    dice d;
    conditions<sign_in> random(d, letter_case::ignored);
    random.add_text(si::id, [](sign_in const& s) { return std::optional(s.id); });
    random.add_text(si::app_id, [](sign_in const& s) { return s.app_id; });
    random.add_text(si::location.city,
        [](sign_in const& s) { return s.location ? s.location->city : std::optional<std::string>(); });
    random.add_value(
        si::status.error_code,
        [](sign_in const& s) { return s.status ? s.status->error_code : std::optional<std::int32_t>(); }, number_value);
    random.add_value(
        si::created_date_time, [](sign_in const& s) { return std::optional(s.created_date_time); }, time_value);
    random.add(
        [&]() -> condition<sign_in>
        {
            bool const v = d.one_in(2);
            bool const equal = d.one_in(2);
            return {equal ? undocumented(si::is_interactive == v) : undocumented(si::is_interactive != v),
                [=](sign_in const& s) { return truth((s.is_interactive == v) == equal); }};
        });
    random.add(
        [&]() -> condition<sign_in>
        {
            auto const v = d.one_in(2) ? risk_state::at_risk : risk_state::dismissed;
            bool const equal = d.one_in(2);
            return {equal ? undocumented(si::risk_state == v) : undocumented(si::risk_state != v),
                [=](sign_in const& s) { return truth((s.risk_state && *s.risk_state == v) == equal); }};
        });
    random.add(
        [&]() -> condition<sign_in>
        {
            std::string const v(d.of(texts));
            bool const any = d.one_in(2);
            auto const is_it = [v](auto t) { return t == v; };
            return {any ? undocumented(si::risk_event_types_v2.any(is_it))
                        : undocumented(si::risk_event_types_v2.all(is_it)),
                [=](sign_in const& s)
                {
                    auto const same = [&](std::string const& t) { return folded(t) == folded(v); };
                    auto const& all = s.risk_event_types_v2;
                    return truth(
                        any ? std::any_of(all.begin(), all.end(), same) : std::all_of(all.begin(), all.end(), same));
                }};
        });

    std::vector<boost::json::value> records;
    for (int n = 0; n < 60; ++n)
    {
        boost::json::object r;
        r["id"] = text_value(d);
        r["createdDateTime"] = boost::json::string(d.of(times));
        maybe(r, "appId", d, text_value(d));
        maybe(r, "isInteractive", d, d.one_in(2));
        maybe(r, "riskState", d, d.one_in(3) ? "atRisk" : d.one_in(2) ? "dismissed" : "ofANewKind");
        boost::json::object location;
        maybe(location, "city", d, text_value(d));
        maybe(r, "location", d, location);
        boost::json::object status;
        maybe(status, "errorCode", d, d.of(numbers));
        maybe(r, "status", d, status);
        boost::json::array types;
        for (auto i = d.below(3); i > 0; --i)
            types.push_back(text_value(d));
        maybe(r, "riskEventTypes_v2", d, types);
        records.push_back(std::move(r));
    }
    compare_three_ways("signIn", letter_case::ignored, random, records, 10'000);
}

BOOST_AUTO_TEST_CASE(directory_audits)
{
    namespace da = fields::directory_audit;
    dice d;
    conditions<directory_audit> random(d, letter_case::ignored);
    using text = std::optional<std::string>;
    random.add_text(da::category, [](directory_audit const& a) { return std::optional(a.category); });
    random.add_text(da::initiated_by.user.user_principal_name, [](directory_audit const& a)
        { return a.initiated_by.user ? a.initiated_by.user->user_principal_name : text(); });
    random.add_value(
        da::activity_date_time, [](directory_audit const& a) { return std::optional(a.activity_date_time); },
        time_value);
    random.add(
        [&]() -> condition<directory_audit>
        {
            std::string const id(d.of(texts));
            std::string const name(d.of(texts));
            bool const any = d.one_in(2);
            bool const both = d.one_in(2);
            auto const is_it = [=](auto t)
            {
                return both ? undocumented(t.id == id && starts_with(t.display_name, name))
                            : undocumented(t.id == id || !(t.display_name == name));
            };
            return {any ? undocumented(da::target_resources.any(is_it)) : undocumented(da::target_resources.all(is_it)),
                [=](directory_audit const& a)
                {
                    auto const same = [&](target_resource const& t)
                    {
                        bool const same_id = t.id && folded(*t.id) == folded(id);
                        auto const shown = t.display_name ? folded(*t.display_name) : std::string();
                        if (both)
                            return same_id && t.display_name && shown.starts_with(folded(name));
                        return same_id || !(t.display_name && shown == folded(name));
                    };
                    auto const& all = a.target_resources;
                    return truth(
                        any ? std::any_of(all.begin(), all.end(), same) : std::all_of(all.begin(), all.end(), same));
                }};
        });

    std::vector<boost::json::value> records;
    for (int n = 0; n < 60; ++n)
    {
        boost::json::object r;
        r["id"] = text_value(d);
        r["activityDateTime"] = boost::json::string(d.of(times));
        r["category"] = text_value(d);
        boost::json::object user;
        maybe(user, "userPrincipalName", d, text_value(d));
        boost::json::object by;
        maybe(by, "user", d, user);
        maybe(r, "initiatedBy", d, by);
        boost::json::array targets;
        for (auto i = d.below(3); i > 0; --i)
        {
            boost::json::object t;
            maybe(t, "id", d, text_value(d));
            maybe(t, "displayName", d, text_value(d));
            targets.push_back(std::move(t));
        }
        maybe(r, "targetResources", d, targets);
        records.push_back(std::move(r));
    }
    compare_three_ways("directoryAudit", letter_case::ignored, random, records, 6'000);
}

BOOST_AUTO_TEST_CASE(provisioning_regards_the_case_of_letters)
{
    namespace pr = fields::provisioning;
    using record = provisioning_object_summary;
    dice d;
    conditions<record> random(d, letter_case::matters);
    random.add_text(pr::job_id, [](record const& r) { return r.job_id; });
    random.add_text(pr::source_identity.display_name, [](record const& r)
        { return r.source_identity ? r.source_identity->display_name : std::optional<std::string>(); });
    random.add_value(
        pr::duration_in_milliseconds, [](record const& r) { return r.duration_in_milliseconds; }, number_value);
    random.add_value(
        pr::activity_date_time, [](record const& r) { return std::optional(r.activity_date_time); }, time_value);

    std::vector<boost::json::value> records;
    for (int n = 0; n < 60; ++n)
    {
        boost::json::object r;
        r["id"] = text_value(d);
        r["activityDateTime"] = boost::json::string(d.of(times));
        maybe(r, "jobId", d, text_value(d));
        maybe(r, "durationInMilliseconds", d, d.of(numbers));
        boost::json::object source;
        maybe(source, "displayName", d, text_value(d));
        maybe(r, "sourceIdentity", d, source);
        records.push_back(std::move(r));
    }
    compare_three_ways("provisioningObjectSummary", letter_case::matters, random, records, 6'000);
}

BOOST_AUTO_TEST_SUITE_END()
