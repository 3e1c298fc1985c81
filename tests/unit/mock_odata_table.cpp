#include "tests/support/filter_cases.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

// The grammar and the meaning of $filter, case by case: OData 4.01's ABNF and URL conventions, as far as Graph's
// reports take filters. Here the operators and functions; literals and paths have files of their own.

using namespace graph_mock::odata::testing;

BOOST_AUTO_TEST_SUITE(mock_odata_table)

BOOST_AUTO_TEST_CASE(comparisons)
{
    check(sign_in_report, {
                              {"id eq 'a'", "a"},
                              {"id ne 'a'", "b c d"},
                              {"id gt 'b'", "c d"},
                              {"id ge 'b'", "b c d"},
                              {"id lt 'b'", "a"},
                              {"id le 'b'", "a b"},
                              {"'b' lt id", "c d"},
                              {"status/errorCode eq 50126", "b d"},
                              {"location/city eq 'Oslo'", "a"},
                              {"location/geoCoordinates/altitude lt 0", "a"},
                              {"isInteractive eq true", "a d"},
                              {"isInteractive ne true", "b c"},
                              {"isInteractive gt false", "a d"},
                              {"isInteractive", "a d"},
                              {"riskState eq 'atRisk'", "a"},
                              {"userDisplayName eq appDisplayName", "c"},
                              {"id in ('a','c','x')", "a c"},
                              {"not (id in ('a','c'))", "b d"},
                              {"status/errorCode in (0,1)", "a"},
                              {"isInteractive in (false)", "b"},
                              {"true", "a b c d"},
                              {"false", ""},
                              {"1 eq 1", "a b c d"},
                              {"'A' eq 'a'", "a b c d"},
                          });
    check({
        {"id eq 1", 3,
            "A binary operator with incompatible types was detected. Found operand types 'Edm.String' and 'Edm.Int32' "
            "for operator kind 'Equal'"},
        {"status/errorCode in (0,'1')", 17,
            "A binary operator with incompatible types was detected. Found operand types 'Edm.Int32' and 'Edm.String' "
            "for operator kind 'Equal'"},
        {"isInteractive ne 'true'", 14,
            "A binary operator with incompatible types was detected. Found operand types 'Edm.Boolean' and "
            "'Edm.String' for operator kind 'NotEqual'"},
        {"location gt location", 9,
            "A binary operator with incompatible types was detected. Found operand types 'Edm.ComplexType' and "
            "'Edm.ComplexType' for operator kind 'GreaterThan'"},
        {"id", 0, "An expression of type Edm.String stands where a condition is expected"},
        {"'a'", 0, "An expression of type Edm.String stands where a condition is expected"},
        {"5", 0, "An expression of type Edm.Int32 stands where a condition is expected"},
        {"id and true", 0, "An expression of type Edm.String stands where a condition is expected"},
        {"true or status", 8, "An expression of type Edm.ComplexType stands where a condition is expected"},
    });
}

BOOST_AUTO_TEST_CASE(precedence)
{
    check(sign_in_report, {
                              {"id eq 'a' or id eq 'b' and id eq 'c'", "a"},
                              {"id eq 'b' and id eq 'c' or id eq 'a'", "a"},
                              {"(id eq 'a' or id eq 'b') and id eq 'b'", "b"},
                              {"id eq 'a' or id eq 'b' or id eq 'd'", "a b d"},
                              {"true and id ge 'b' and id le 'c'", "b c"},
                              {"not (id eq 'a') and id lt 'c'", "b"},
                              {"not isInteractive eq true", "b"},    // (not isInteractive) eq true
                              {"not isInteractive eq false", "a d"}, // (not isInteractive) eq false
                              {"not id in ('a','b')", "c d"},        // `in` binds closer than `not`
                              {"not not (id eq 'a')", "a"},
                              {"not (not (id eq 'a') or id eq 'b')", "a"},
                              {"id eq 'a' eq true", "a"}, // from left to right
                              {"id eq 'a' eq false", "b c d"},
                              {"true eq id gt 'b'", "c d"}, // gt binds closer than eq
                              {"id gt 'b' eq false", "a b"},
                              {"(((id)) eq (('a')))", "a"},
                              {"((true) and (id eq 'a'))", "a"},
                          });
    constexpr std::string_view not_text =
        "A unary operator with an incompatible type was detected. Found operand type 'Edm.String' for operator kind "
        "'Not' (a comparison after 'not' is written in parentheses)";
    check({
        {"not id eq 'a'", 0, not_text},
        {"true and not id eq 'a'", 9, not_text},
        {"not tolower(id) eq 'a'", 0, not_text},
        {"not not id", 4, not_text},
        {"true eq id eq 'a'", 5,
            "A binary operator with incompatible types was detected. Found operand types 'Edm.Boolean' and "
            "'Edm.String' for operator kind 'Equal'"},
        {"1 lt 2 lt 3", 7,
            "A binary operator with incompatible types was detected. Found operand types 'Edm.Boolean' and "
            "'Edm.Int32' for operator kind 'LessThan'"},
    });
}

BOOST_AUTO_TEST_CASE(spaces)
{
    check(sign_in_report, {
                              {"  id eq 'a'\t", "a"},
                              {"id \t eq  'a'", "a"},
                              {"( id eq 'a' )", "a"},
                              {"(id eq 'a') and\t(true)", "a"},
                              {"id in ( 'a' , 'b' )", "a b"},
                              {"startswith( id , 'a' )", "a"},
                              {"signInEventTypes/any( t : t eq 'other' )", "b"},
                              {"signInEventTypes/any( )", "a b"},
                              {"signInEventTypes/any(t:t eq 'other')", "b"},
                              {"not\t(id eq 'a')", "b c d"},
                          });
    check({
        {"id eq'a'", 5, "Syntax error: a space is required after 'eq'"},
        {"'a'eq id", 3, "Syntax error: a space is required in front of 'eq'"},
        {"(id)eq 'a'", 4, "Syntax error: a space is required in front of 'eq'"},
        {"id eq(id)", 5, "Syntax error: a space is required after 'eq'"},
        {"(true)and (true)", 6, "Syntax error: a space is required in front of 'and'"},
        {"(true) and(true)", 10, "Syntax error: a space is required after 'and'"},
        {"(true)or (true)", 6, "Syntax error: a space is required in front of 'or'"},
        {"not(true)", 3, "Syntax error: a space is required after 'not'"},
        {"id in('a')", 5, "Syntax error: a space is required after 'in'"},
        {"startswith (id,'a')", 11, "Syntax error: no space may be in front of '('"},
        {"signInEventTypes/any (t:true)", 21, "Syntax error: no space may be in front of '('"},
        {"location /city eq 'x'", 9, "Syntax error: no space may be in front of '/'"},
        {"location/ city eq 'x'", 10, "Syntax error: no space may be in front of 'city'"},
        {"id\neq 'a'", 2, "Syntax error: character '?' is not valid"},
        {"id eq 5and true", 6, "'5and' is neither a number nor a time like 2026-11-25T10:00:00Z"},
    });
}

BOOST_AUTO_TEST_CASE(letter_case_of_words_and_names)
{
    check(sign_in_report, {
                              {"ID EQ 'a'", "a"},
                              {"Location/CITY Ne NULL", "a"},
                              {"NOT (id Eq 'a') AnD tRuE oR FALSE", "b c d"},
                              {"STARTSWITH(TOLOWER(AppDisplayName),'azure')", "a b"},
                              {"signineventtypes/ANY(t: t eq 'other')", "b"},
                              {"id IN ('a')", "a"},
                              {"$IT/id eq 'a'", "a"},
                              {"createdDateTime eq 2026-11-06t00:00:00z", "d"},
                              {"riskState eq MICROSOFT.GRAPH.riskState'atRisk'", "a"},
                              {"correlationId eq 06D1F3A0-1111-4222-8333-123456789ABC", "a"},
                              {"appDisplayName eq 'AZURE portal'", "a b"},
                              {"signInEventTypes/any(T: T eq 'other')", "b"},
                          });
    check(provisioning_report,
        {
            {"provisioningAction eq 'create'", "p"}, {"contains(provisioningAction,'Cre')", "Q"},
            {"contains(tolower(sourceIdentity/displayName),'ann')", "p Q"}, {"toupper(id) eq 'Q'", "Q"},
            {"PROVISIONINGACTION eq 'Create'", "Q"},
            {"sourceIdentity/details/level eq 3", "p"}, // a name, although the schema does not know it
        });
    check({
        {"processingTimeInMilliseconds eq nan", 32,
            "Could not find a property named 'nan' on type 'microsoft.graph.signIn'."},
        {"processingTimeInMilliseconds eq -inf", 32, "'-inf' is neither a number nor a time like 2026-11-25T10:00:00Z"},
        {"signInEventTypes/any(T: t eq 'other')", 24,
            "Could not find a property named 't' on type 'microsoft.graph.signIn'."},
    });
}

BOOST_AUTO_TEST_CASE(null_and_three_valued_logic)
{
    check(sign_in_report, {
                              {"appDisplayName eq null", "c d"},
                              {"appDisplayName ne null", "a b"},
                              {"null eq appDisplayName", "c d"},
                              {"null ne appDisplayName", "a b"},
                              {"null eq null", "a b c d"},
                              {"null ne null", ""},
                              {"null gt null", ""},
                              {"null", ""},
                              {"not null", ""},
                              {"location eq null", "c d"},
                              {"location ne null", "a b"},
                              {"location/city eq null", "b c d"},
                              {"location/geoCoordinates/latitude eq null", "b c d"},
                              {"signInEventTypes eq null", "c d"},
                              {"appDisplayName in (null)", "c d"},
                              {"appDisplayName in ('azure portal',null)", "a b c d"},
                              {"appDisplayName eq 'x'", ""},
                              {"appDisplayName ne 'x'", "a b c d"},
                              {"appDisplayName gt ''", "a b"},
                              {"not (appDisplayName gt '')", "c d"}, // gt with null is false, not null
                              {"appDisplayName le null", ""},
                              {"flaggedForReview", "a"},
                              {"not flaggedForReview", "d"},
                              {"flaggedForReview eq false", "d"},
                              {"flaggedForReview or true", "a b c d"},
                              {"flaggedForReview and true", "a"},
                              {"not (flaggedForReview and true)", "d"},
                              {"not (flaggedForReview and false)", "a b c d"},
                              {"not (flaggedForReview or false)", "d"},
                              {"not (flaggedForReview or true)", ""},
                              {"flaggedForReview or not flaggedForReview", "a d"},
                              {"startswith(appDisplayName,'Az')", "a b"},
                              {"not startswith(appDisplayName,'Az')", ""}, // a function of null is null
                              {"startswith(id,null)", ""},
                              {"tolower(appDisplayName) eq null", "c d"},
                          });
}

BOOST_AUTO_TEST_CASE(functions)
{
    check(sign_in_report, {
                              {"startswith(appDisplayName,'Azure')", "a b"},
                              {"startswith(appDisplayName,'Portal')", ""},
                              {"startswith(appDisplayName,'')", "a b"},
                              {"endswith(appDisplayName,'Portal')", "a b"},
                              {"endswith(id,'xa')", ""},
                              {"contains(appDisplayName,'e p')", "a b"},
                              {"contains(userDisplayName,'''')", "a"},
                              {"startswith(id,'a') eq false", "b c d"},
                              {"contains('abc',id)", "a b c"},
                              {"toupper(tolower(id)) eq 'A'", "a"},
                              {"contains(riskState,'risk')", "a"}, // over an enumeration, as Graph's tables have it
                              {"startswith(location/city,'Os')", "a"},
                          });
    constexpr std::string_view wants_two =
        "No function signature for the function with name 'contains' matches the specified arguments: it takes 2 of "
        "type Edm.String";
    check({
        {"contains(id)", 0, wants_two},
        {"contains(id,'a','b')", 0, wants_two},
        {"true and Contains(id,1)", 9, wants_two},
        {"contains(status,'x')", 0, wants_two},
        {"contains()", 9, "Syntax error: an expression was expected, but found ')'"},
        {"contains(id,'a'", 15, "Syntax error: ')' was expected, but found the end"},
        {"contains(id 'a')", 12, "Syntax error: ')' was expected, but found ''a''"},
        {"tolower(signInEventTypes) eq 'x'", 0,
            "No function signature for the function with name 'tolower' matches the specified arguments: it takes 1 of "
            "type Edm.String"},
        {"length(id) eq 1", 0, "An unknown function with name 'length' was found"},
        {"id eq concat(id,'x')", 6, "An unknown function with name 'concat' was found"},
    });
}

BOOST_AUTO_TEST_SUITE_END()
