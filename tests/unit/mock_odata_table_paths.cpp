#include "tests/support/filter_cases.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

// Paths, lists and lambdas in a $filter, and what stands where it should not, case by case.

using namespace graph_mock::odata::testing;

BOOST_AUTO_TEST_SUITE(mock_odata_table_paths)

BOOST_AUTO_TEST_CASE(lists_and_collections)
{
    check(sign_in_report, {
                              {"signInEventTypes eq 'other'", "b"},
                              {"signInEventTypes ne 'other'", "a b"}, // any that is not
                              {"'other' in signInEventTypes", "b"},
                              {"id in riskEventTypes_v2", ""},
                              {"startswith(riskEventTypes_v2,'unlikely')", "a"},
                          });
    check({
        {"id in ()", 7, "Syntax error: a literal was expected, but found ')'"},
        {"id in", 5, "Syntax error: an expression was expected, but found the end"},
        {"id in ('a'", 10, "Syntax error: ')' was expected, but found the end"},
        {"id in ('a',)", 11, "Syntax error: a literal was expected, but found ')'"},
        {"id in ('a' 'b')", 11, "Syntax error: ')' was expected, but found ''b''"},
        {"id in (('a'))", 7, "Syntax error: a literal was expected, but found '('"},
        {"id in (userId)", 7, "A list after 'in' holds literals only"},
        {"id in ('a',tolower('B'))", 11, "A list after 'in' holds literals only"},
        {"id in 'a'", 6, "A list or a collection is expected after 'in'"},
        {"id in userId", 6, "A list or a collection is expected after 'in'"},
        {"null in signInEventTypes", 0, "A collection is not asked for null"},
        {"'other' eq signInEventTypes", 11, "A collection stands where a single value is expected"},
        {"signInEventTypes in signInEventTypes", 0, "A collection stands where a single value is expected"},
        {"1 in signInEventTypes", 2,
            "A binary operator with incompatible types was detected. Found operand types 'Edm.String' and 'Edm.Int32' "
            "for operator kind 'Equal'"},
    });
}

BOOST_AUTO_TEST_CASE(lambdas)
{
    check(sign_in_report,
        {
            {"signInEventTypes/any()", "a b"},
            {"not signInEventTypes/any()", "c d"},
            {"signInEventTypes/any(t: true)", "a b"},
            {"signInEventTypes/all(t: false)", "c d"}, // missing and null: nothing that could be against it
            {"riskEventTypes_v2/all(t: t eq 'x')", "b c"},
            {"riskEventTypes_v2/any(t: t eq 'x')", "a d"},
            {"riskEventTypes_v2/any(t: t ne 'x')", "a d"},
            {"not riskEventTypes_v2/any(t: t eq 'x')", "b c"},
            {"riskEventTypes_v2/all(t: not (t eq 'x'))", "b c"},
            {"authenticationDetails/any(d: d/succeeded)", "a b"},
            {"authenticationDetails/any(d: not d/succeeded)", "b"}, // null is not false
            {"authenticationDetails/all(d: d/succeeded)", "a c"},   // nor true
            {"authenticationDetails/any(d: d/succeeded eq null)", "d"},
            {"authenticationDetails/any(d: d/succeeded and d/authenticationMethod eq 'Password')", "a"},
            {"authenticationDetails/all(d: d/authenticationMethod eq 'Password')", "a c"},
            {"authenticationDetails/any(d: d/authenticationMethod in ('x','Mobile app'))", "b"},
            {"appliedConditionalAccessPolicies/any(p: p/enforcedGrantControls/any(c: c eq 'Block'))", "a"},
            {"appliedConditionalAccessPolicies/any(p: p/enforcedGrantControls/any(c: c eq 'Block' and p/id eq 'p2'))",
                ""},
            {"appliedConditionalAccessPolicies/all(p: p/enforcedGrantControls/any())", "b c"},
            {"appliedConditionalAccessPolicies/any(p: p/enforcedGrantControls/all(c: c eq 'x'))", "a d"},
            {"appliedConditionalAccessPolicies/any(p: p/id eq 'p1' and id eq 'd')", "d"}, // the record's id
            {"appliedConditionalAccessPolicies/any(p: p/id eq 'p1' and $it/id eq 'd')", "d"},
            {"appliedConditionalAccessPolicies/any(p: p/enforcedGrantControls/any(c: $it/location/city eq 'Oslo'))",
                "a"},
            {"signInEventTypes/any(t: riskEventTypes_v2/any(u: u eq 'x' and t ne u))", "a"},
            {"signInEventTypes/any(t: t eq 'other') and authenticationDetails/any(t: t/succeeded)",
                "b"},                                                        // one after one
            {"riskEventTypes_v2/any(id: id eq 'y')", "d"},                   // in front of the property
            {"riskEventTypes_v2/any(id: id eq 'y' and $it/id eq 'd')", "d"}, // which $it still reaches
            {"riskEventTypes_v2/any(_t1: _t1 eq 'y')", "d"},
            {"$it/riskEventTypes_v2/any(t: t eq 'y')", "d"},
            {"signInEventTypes/any(t: startswith(t,'non')) eq true", "b"},
        });
    check({
        {"signInEventTypes/all()", 21, "Syntax error: a range variable was expected, but found ')'"},
        {"signInEventTypes/any(t)", 22, "Syntax error: ':' was expected, but found ')'"},
        {"signInEventTypes/any(t:)", 23, "Syntax error: an expression was expected, but found ')'"},
        {"signInEventTypes/any(t t eq 'x')", 23, "Syntax error: ':' was expected, but found 't'"},
        {"signInEventTypes/any('t': true)", 21, "Syntax error: a range variable was expected, but found ''t''"},
        {"signInEventTypes/any(t: t eq 'x'", 32, "Syntax error: ')' was expected, but found the end"},
        {"signInEventTypes/any($it: true)", 21, "'$it' cannot name a range variable"},
        {"signInEventTypes/any(a.b: true)", 21, "'a.b' cannot name a range variable"},
        {"signInEventTypes/any(t: riskEventTypes_v2/any(t: t eq 'x'))", 46,
            "The range variable 't' has already been declared"},
        {"signInEventTypes/any(t: true) and t eq 'x'", 34,
            "Could not find a property named 't' on type 'microsoft.graph.signIn'."},
        {"signInEventTypes/any(t: t)", 24, "An expression of type Edm.String stands where a condition is expected"},
        {"signInEventTypes/any(t: t/x eq 'y')", 26, "A value of type Edm.String has no property 'x'"},
        {"authenticationDetails/any(d: d/x eq 1)", 31,
            "Could not find a property named 'x' on type 'microsoft.graph.authenticationDetail'."},
        {"id/any(t: true)", 3, "any() and all() ask a collection, which this is not"},
        {"location/any(t: true)", 9, "any() and all() ask a collection, which this is not"},
        {"signInEventTypes/some(t: true)", 17, "An unknown function with name 'some' was found"},
        {"authenticationDetails/succeeded eq true", 22,
            "The parent value for a property access of a property 'succeeded' is not a single value: it is a "
            "collection, ask it with any() or all()"},
    });
}

BOOST_AUTO_TEST_CASE(open_types)
{
    check(provisioning_report, {
                                   {"sourceIdentity/details/Level eq 3", "p"},
                                   {"sourceIdentity/details/Level eq '3'", "Q"},
                                   {"sourceIdentity/details/Level gt 2", "p"},
                                   {"sourceIdentity/details/When lt 2026-11-06", "p"},
                                   {"sourceIdentity/details/Deep/Flag", "p"},
                                   {"not sourceIdentity/details/Deep/Flag", ""},
                                   {"sourceIdentity/details/Tags/any(t: t eq 'x')", "p"},
                                   {"sourceIdentity/details/Tags/all(t: t eq 'x')", "Q"},
                                   {"sourceIdentity/details/Straße eq null", "p Q"},
                                   {"servicePrincipal/name eq 'Extra'", "p"},
                                   {"servicePrincipal/id ne null", "p"},
                               });
}

BOOST_AUTO_TEST_CASE(paths_and_what_stands_where_it_should_not)
{
    check(sign_in_report, {{"$it/id eq 'a'", "a"}, {"$it/location/city eq 'Oslo'", "a"}});
    std::string const no_property =
        "' is not the name of a property; type casts and segments like '$count' are not supported";
    auto const root = "'$root" + no_property;
    auto const count = "'$count" + no_property;
    auto const cast = "'microsoft.graph.signInLocation" + no_property;
    check({
        {"", 0, "Syntax error: an expression was expected, but found the end"},
        {"  ", 2, "Syntax error: an expression was expected, but found the end"},
        {"id eq", 5, "Syntax error: an expression was expected, but found the end"},
        {"id eq ", 6, "Syntax error: an expression was expected, but found the end"},
        {"eq 'a'", 0, "Could not find a property named 'eq' on type 'microsoft.graph.signIn'."},
        {"id 'a'", 3, "Syntax error: the end, 'and' or 'or' was expected, but found ''a''"},
        {"id has 'a'", 3, "Syntax error: the end, 'and' or 'or' was expected, but found 'has'"},
        {"id eq 'a' & true", 10, "Syntax error: character '&' is not valid"},
        {"id eq 'a' and", 13, "Syntax error: an expression was expected, but found the end"},
        {"id eq 'a' or or true", 13, "Could not find a property named 'or' on type 'microsoft.graph.signIn'."},
        {"(id eq 'a'", 10, "Syntax error: ')' was expected, but found the end"},
        {"id eq 'a')", 9, "Syntax error: the end, 'and' or 'or' was expected, but found ')'"},
        {"()", 1, "Syntax error: an expression was expected, but found ')'"},
        {"/id eq 'a'", 0, "Syntax error: an expression was expected, but found '/'"},
        {"location//city eq 'x'", 9, "Syntax error: a property was expected, but found '/'"},
        {"location/'city' eq 'x'", 9, "Syntax error: a property was expected, but found ''city''"},
        {"status/code eq 1", 7, "Could not find a property named 'code' on type 'microsoft.graph.signInStatus'."},
        {"id/x eq 'a'", 3, "A value of type Edm.String has no property 'x'"},
        {"creatdDateTime ge 2026-11-05", 0,
            "Could not find a property named 'creatdDateTime' on type 'microsoft.graph.signIn'."},
        {"$it eq null", 0, "'$it' is the whole record: a property of it is expected"},
        {"$it", 0, "'$it' is the whole record: a property of it is expected"},
        {"$root/id eq 'a'", 0, root},
        {"signInEventTypes/$count gt 1", 17, count},
        {"location/microsoft.graph.signInLocation/city eq 'x'", 9, cast},
    });
}

BOOST_AUTO_TEST_SUITE_END()
