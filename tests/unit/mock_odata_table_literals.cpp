#include "tests/support/filter_cases.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

// The grammar of the literals in a $filter, case by case.

using namespace graph_mock::odata::testing;

BOOST_AUTO_TEST_SUITE(mock_odata_table_literals)

BOOST_AUTO_TEST_CASE(numbers)
{
    check(sign_in_report, {
                              {"processingTimeInMilliseconds eq 100", "a"},
                              {"processingTimeInMilliseconds eq +100", "a"},
                              {"processingTimeInMilliseconds eq -5", "d"},
                              {"processingTimeInMilliseconds eq 100.0", "a"},
                              {"processingTimeInMilliseconds eq 1e2", "a"},
                              {"processingTimeInMilliseconds eq 1.0E+2", "a"},
                              {"processingTimeInMilliseconds eq 1000e-1", "a"},
                              {"processingTimeInMilliseconds eq 0100", "a"},
                              {"processingTimeInMilliseconds gt 99.5", "a b"},
                              {"processingTimeInMilliseconds eq 2147483647", "b"},
                              {"processingTimeInMilliseconds lt INF", "a b d"},
                              {"processingTimeInMilliseconds gt -INF", "a b d"},
                              {"processingTimeInMilliseconds lt NaN", ""},
                              {"NaN eq NaN", ""},
                              {"INF eq INF", "a b c d"},
                              {"-0 eq 0", "a b c d"},
                              {"location/geoCoordinates/latitude eq 59.5", "a"},
                              {"processingTimeInMilliseconds in (1e2,-5)", "a d"},
                          });
    constexpr std::string_view none = " is neither a number nor a time like 2026-11-25T10:00:00Z";
    auto const bad = [&](std::string const& text)
    {
        auto const filter = "processingTimeInMilliseconds eq " + text;
        auto const why = "'" + text + "'" + std::string(none);
        check({{filter, 32, why}});
    };
    for (auto const* text :
        {"5.", "1e", "1e+", "1.e5", "--5", "+-5", "0x10", "5L", "5m", "1.2.3", "-", "+INF", "1_000"})
        bad(text);
    check({
        {"processingTimeInMilliseconds eq .5", 32, "Syntax error: character '.' is not valid"},
        {"processingTimeInMilliseconds eq 1e999", 32, "'1e999' is more than Edm.Double holds"},
        {"processingTimeInMilliseconds eq 1,5", 33, "Syntax error: the end, 'and' or 'or' was expected, but found ','"},
        {"processingTimeInMilliseconds eq - 5", 32, "'-' is neither a number nor a time like 2026-11-25T10:00:00Z"},
    });
}

BOOST_AUTO_TEST_CASE(times)
{
    check(sign_in_report,
        {
            {"createdDateTime eq 2026-11-05T10:00:00Z", "a"},
            {"createdDateTime eq 2026-11-05T10:00Z", "a"},
            {"createdDateTime eq 2026-11-05T10:00:00.0Z", "a"},
            {"createdDateTime eq 2026-11-05T10:00:00.1234567Z", "b"},
            {"createdDateTime eq 2026-11-05T10:00:00.123456700000Z", "b"},
            {"createdDateTime eq 2026-11-05T12:00:00+02:00", "a"},
            {"createdDateTime eq 2026-11-05T00:00-10:00", "a"},
            {"createdDateTime eq 2026-11-06", "d"},
            {"createdDateTime lt 2026-11-06", "a b"},
            {"2026-11-05T10:00:00Z lt createdDateTime", "b d"},
            {"createdDateTime in (2026-11-06,2026-11-05T10:00:00Z)", "a d"},
            {"createdDateTime ge 2026-11-05T10:00:00Z and createdDateTime lt 2026-11-05T10:00:01Z", "a b"},
        });
    constexpr std::string_view none = " is neither a number nor a time like 2026-11-25T10:00:00Z";
    for (std::string const text :
        {"2026-13-05", "2026-02-30", "2026-11-5", "26-11-05", "2026-11-05T24:00:00Z", "2026-11-05T10:60:00Z",
            "2026-11-05T10:00:60Z", "2026-11-05T10Z", "2026-11-05T10:00:00.Z", "2026-11-05T10:00:00.1234567890123Z",
            "2026-11-05T10:00:00+2:00", "2026-11-05T10:00:00+0200", "2026-11-05T10:00:00+15:00", "2026-11-05T10.00.00Z",
            "10000-01-01T00:00:00Z", "0000-01-01", "20261105", "2026-11-05T10:00:00ZZ", "10:00:00"})
    {
        auto const filter = "createdDateTime ge " + text;
        auto const why = "'" + text + "'" + std::string(none);
        if (text != "20261105")
            check({{filter, 19, why}});
    }
    check({
        {"createdDateTime ge 20261105", 16,
            "A binary operator with incompatible types was detected. Found operand types 'Edm.DateTimeOffset' and "
            "'Edm.Int32' for operator kind 'GreaterThanOrEqual'"},
        {"createdDateTime ge 2026-11-05T10:00:00", 19,
            "'2026-11-05T10:00:00' has no time zone: end it with 'Z' or with an offset like '+02:00'"},
        {"createdDateTime ge 2026-11-05T10:00:00 02:00", 19, // a '+' that was not percent-encoded
            "'2026-11-05T10:00:00' has no time zone: end it with 'Z' or with an offset like '+02:00'"},
        {"createdDateTime ge 2026-11-05 10:00:00Z", 30,
            "'10:00:00Z' is neither a number nor a time like 2026-11-25T10:00:00Z"},
        {"createdDateTime ge '2026-11-05T10:00:00Z'", 16,
            "A binary operator with incompatible types was detected. Found operand types 'Edm.DateTimeOffset' and "
            "'Edm.String' for operator kind 'GreaterThanOrEqual' (a time is written without quotes)"},
        {"createdDateTime ge datetime'2026-11-05T10:00:00'", 19,
            "A literal with the prefix 'datetime' is not known (times and GUIDs stand alone)"},
    });
}

BOOST_AUTO_TEST_CASE(durations)
{
    check(provisioning_report, {
                                   {"sourceIdentity/details/Took eq duration'PT5M'", "p"},
                                   {"sourceIdentity/details/Took gt duration'PT5M'", "Q"},
                                   {"sourceIdentity/details/Took ge DURATION'pt4m60s'", "p Q"},
                                   {"sourceIdentity/details/Took eq duration'P0DT0H5M0.0000000S'", "p"},
                                   {"duration'P1D' eq duration'PT24H'", "p Q"},
                                   {"duration'P1DT2H3M4.5S' gt duration'P1DT2H3M4.4999999S'", "p Q"},
                                   {"duration'-PT1S' lt duration'PT0S'", "p Q"},
                                   {"duration'PT5M' eq 'PT300S'", "p Q"}, // 4.01: the prefix may be left out
                                   {"'PT300S' eq duration'PT5M'", "p Q"},
                                   {"duration'PT5M' in ('PT1S','PT300S')", "p Q"},
                                   {"sourceIdentity/details/Level eq duration'PT3S'", ""},
                                   {"duration'PT5M' eq null", ""},
                               });
    for (std::string const text : {"", "P", "PT", "P1DT", "5M", "P5M", "PT5", "PT1M1H", "P1Y", "PT1.5M", "PT1.S",
             "P-1D", "+PT1S", "PT5M ", "P99999999999999999999D", "P99999999999D"})
    {
        auto const filter = "null eq duration'" + text + "'";
        auto const why = "'" + text + "' is not a duration like P1DT2H3M4.5S";
        check({{filter, 8, why}});
    }
    check({
        {"duration'PT5M' eq 'five minutes'", 15,
            "A binary operator with incompatible types was detected. Found operand types 'Edm.Duration' and "
            "'Edm.String' for operator kind 'Equal'"},
        {"createdDateTime eq duration'PT5M'", 16,
            "A binary operator with incompatible types was detected. Found operand types 'Edm.DateTimeOffset' and "
            "'Edm.Duration' for operator kind 'Equal'"},
        {"null eq duration'PT5M", 8, "There is an unterminated string literal"},
    });
}

BOOST_AUTO_TEST_CASE(strings_guids_and_enumerations)
{
    check(sign_in_report, {
                              {"userDisplayName eq 'O''Neil'", "a"},
                              {"userDisplayName eq 'Ærø 100%'", "d"},
                              {"userDisplayName eq ''", ""},
                              {"userDisplayName ne ''''", "a b c d"},
                              {"userDisplayName eq 'O''''Neil'", ""},
                              {"userDisplayName eq 'id eq ''a'' and ('", ""},
                              {"correlationId eq 06d1f3a0-1111-4222-8333-123456789abc", "a"},
                              {"correlationId eq '06d1f3a0-1111-4222-8333-123456789abc'", "a"},
                              {"correlationId in (06d1f3a0-1111-4222-8333-123456789abc)", "a"},
                              {"correlationId eq abcdefab-1111-4222-8333-123456789abc", ""},
                              {"riskState eq microsoft.graph.riskState'atRisk'", "a"},
                              {"riskState in ('none',microsoft.graph.riskState'atRisk')", "a b"},
                              {"riskState eq microsoft.graph.riskState'1'", ""},
                              {"agent/agentType eq microsoft.graph.agentic.agentType'a,b,-1'", ""},
                          });
    check({
        {"id eq 'a", 6, "There is an unterminated string literal"},
        {"id eq 'O'Neil'", 9, "Syntax error: a space is required after a string, or two quotes for one within it"},
        {"id eq 'a'b", 9, "Syntax error: a space is required after a string, or two quotes for one within it"},
        {"id eq \"a\"", 6, "Syntax error: character '\"' is not valid"},
        {"id eq guid'06d1f3a0-1111-4222-8333-123456789abc'", 6,
            "A literal with the prefix 'guid' is not known (times and GUIDs stand alone)"},
        {"correlationId eq 06d1f3a0-1111-4222-8333-123456789ab", 17,
            "'06d1f3a0-1111-4222-8333-123456789ab' is neither a number nor a time like 2026-11-25T10:00:00Z"},
        {"riskState eq microsoft.graph.'atRisk'", 13,
            "A literal with the prefix 'microsoft.graph.' is not known (times and GUIDs stand alone)"},
        {"riskState eq microsoft.graph.riskState''", 13,
            "'' is not the name of a member of 'microsoft.graph.riskState'"},
        {"riskState eq microsoft.graph.riskState'at risk'", 13,
            "'at risk' is not the name of a member of 'microsoft.graph.riskState'"},
        {"id eq microsoft.graph.riskState'atRisk'", 3,
            "A binary operator with incompatible types was detected. Found operand types 'Edm.String' and 'Edm.Enum' "
            "for operator kind 'Equal'"},
        {"riskState eq userId", 10,
            "A binary operator with incompatible types was detected. Found operand types 'Edm.Enum' and 'Edm.String' "
            "for operator kind 'Equal'"},
    });
}

BOOST_AUTO_TEST_SUITE_END()
