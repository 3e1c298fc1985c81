#include <examples/export/csv.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace
{

std::string field(std::string_view text)
{
    std::string out;
    entralog_export::append_csv_field(out, text);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(export_csv)

BOOST_AUTO_TEST_CASE(a_plain_field_stands_as_it_is)
{
    for (std::string_view const text : {"", "plain", "two words", "佐藤", "semi;colon", "it's", "a=b", "1-2"})
        BOOST_TEST(field(text) == text);
}

BOOST_AUTO_TEST_CASE(commas_quotes_and_line_breaks_are_quoted)
{
    BOOST_TEST(field("a,b") == "\"a,b\"");
    BOOST_TEST(field("say \"hi\"") == "\"say \"\"hi\"\"\"");
    BOOST_TEST(field("a\nb") == "\"a\nb\"");
    BOOST_TEST(field("a\rb") == "\"a\rb\"");
    BOOST_TEST(field("\"") == "\"\"\"\"");
}

BOOST_AUTO_TEST_CASE(what_a_spreadsheet_would_run_is_defused)
{
    BOOST_TEST(field("=1+1") == "'=1+1");
    BOOST_TEST(field("+1") == "'+1");
    BOOST_TEST(field("-1") == "'-1");
    BOOST_TEST(field("@SUM(A1)") == "'@SUM(A1)");
    BOOST_TEST(field("\t=1") == "'\t=1");
    BOOST_TEST(field("\r=1") == "\"'\r=1\"");
    BOOST_TEST(field("\n=1") == "\"'\n=1\"");
    BOOST_TEST(field("＝1") == "'＝1");
    BOOST_TEST(field("=HYPERLINK(\"http://x\",\"y\")") == "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
}

BOOST_AUTO_TEST_SUITE_END()
