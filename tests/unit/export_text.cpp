#include <examples/export/text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace
{

using namespace entralog_export;

std::string harmless(std::string_view text)
{
    std::string out;
    append_harmless(out, text);
    return out;
}

std::string cell(std::string_view text, std::size_t columns, bool fill = true)
{
    std::string out;
    append_cell(out, text, columns, fill);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(export_text)

BOOST_AUTO_TEST_CASE(text_without_harm_stays_as_it_is)
{
    for (std::string_view const text : {"", "plain", "Zoë Müller", "佐藤 陽翔", "Оксана", "é", "🙂", "a\xcc\x81"})
        BOOST_TEST(harmless(text) == text);
}

BOOST_AUTO_TEST_CASE(no_control_character_gets_through)
{
    // C0, DEL, and C1 both as UTF-8 and as a bare byte.
    std::string all;
    for (int c = 0; c < 0x20; ++c)
        all += static_cast<char>(c);
    all += '\x7f';
    for (int c = 0x80; c < 0xa0; ++c)
    {
        all += '\xc2';
        all += static_cast<char>(c);
    }
    all += '\x9b';
    for (char const c : harmless(all))
        BOOST_TEST((static_cast<unsigned char>(c) >= 0x20 && c != '\x7f'));
    BOOST_TEST((harmless(all).find("\xc2\x9b") == std::string::npos));
    BOOST_TEST(harmless("\x1b]0;owned\a\x1b[2J") == "\xef\xbf\xbd]0;owned\xef\xbf\xbd\xef\xbf\xbd[2J");
}

BOOST_AUTO_TEST_CASE(line_breaks_and_tabs_become_spaces)
{
    BOOST_TEST(harmless("a\nb\r\nc\td\xe2\x80\xa8"
                        "e") == "a b  c d e");
}

BOOST_AUTO_TEST_CASE(overrides_of_direction_become_visible)
{
    BOOST_TEST(harmless("\xe2\x80\xae"
                        "exe.txt") == "\xef\xbf\xbd"
                                      "exe.txt");
    BOOST_TEST(harmless("\xe2\x81\xa6") == "\xef\xbf\xbd");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_become_replacement_characters)
{
    auto const mark = [](int n)
    {
        std::string out;
        while (n-- > 0)
            out += "\xef\xbf\xbd";
        return out;
    };
    BOOST_TEST(harmless("\xff") == mark(1));
    BOOST_TEST(harmless("\xc0\x80") == mark(2));         // overlong NUL
    BOOST_TEST(harmless("\xed\xa0\x80") == mark(3));     // surrogate
    BOOST_TEST(harmless("\xf4\x90\x80\x80") == mark(4)); // beyond U+10FFFF
    BOOST_TEST(harmless("a\xe4\xb8") == "a" + mark(2));  // cut
    BOOST_TEST(harmless("\xe4"
                        "bc") == mark(1) + "bc");
}

BOOST_AUTO_TEST_CASE(marks_without_end_are_cut)
{
    std::string text = "a";
    for (int i = 0; i < 1000; ++i)
        text += "\xcc\x81";
    BOOST_TEST(harmless(text).size() < 20U);
    BOOST_TEST(columns_of(text) == 1U);
}

BOOST_AUTO_TEST_CASE(columns_are_those_of_a_terminal)
{
    BOOST_TEST(columns_of("abc") == 3U);
    BOOST_TEST(columns_of("Zoë") == 3U);
    BOOST_TEST(columns_of("Zoe\xcc\x88") == 3U); // the same with a combining mark
    BOOST_TEST(columns_of("佐藤") == 4U);
    BOOST_TEST(columns_of("ﾊﾝ") == 2U); // half-width katakana
    BOOST_TEST(columns_of("한글") == 4U);
    BOOST_TEST(columns_of("🙂") == 2U);
    BOOST_TEST(columns_of("שלום") == 4U);
    BOOST_TEST(columns_of("\xe2\x80\x8d") == 0U); // zero width joiner
    BOOST_TEST(columns_of("\xf0\xa0\x80\x80") == 2U);
}

BOOST_AUTO_TEST_CASE(a_cell_is_filled_or_cut_to_its_width)
{
    BOOST_TEST(cell("abc", 5) == "abc  ");
    BOOST_TEST(cell("abcde", 5) == "abcde");
    BOOST_TEST(cell("abcdef", 5) == "abcd…");
    BOOST_TEST(cell("", 2) == "  ");
    BOOST_TEST(cell("ab", 1) == "…");
    BOOST_TEST(cell("abc", 5, false) == "abc");
    BOOST_TEST(cell("abcdef", 5, false) == "abcd…");
}

BOOST_AUTO_TEST_CASE(a_cell_never_splits_a_wide_character_or_drops_its_marks)
{
    BOOST_TEST(cell("佐藤陽", 5) == "佐藤…");
    BOOST_TEST(cell("佐藤陽", 4) == "佐… ");
    BOOST_TEST(cell("佐藤", 4) == "佐藤");
    BOOST_TEST(cell("佐", 1) == "…");
    BOOST_TEST(cell("ab\xcc\x81", 2) == "ab\xcc\x81");
    BOOST_TEST(cell("ab\xcc\x81"
                    "cd",
                   3) == "ab\xcc\x81…");
}

BOOST_AUTO_TEST_CASE(every_cell_has_exactly_its_width_whatever_the_text)
{
    for (std::string_view const text : {"", "abc", "佐藤 陽翔の長い名前", "a\xcc\x81\xcc\x81g\xcc\x88xyz",
             "🙂🙂🙂🙂", "\x1b[31mred\x1b[0m", "\xff\xfe\xfd\xfc", "tab\tand\nline"})
        for (std::size_t columns = 1; columns < 12; ++columns)
            BOOST_TEST(columns_of(cell(text, columns)) == columns);
}

BOOST_AUTO_TEST_SUITE_END()
