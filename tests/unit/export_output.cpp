#include <examples/export/output.hpp>

#include <tests/support/scratch_folder.hpp>

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>

#include <sys/stat.h>

namespace
{

using entralog::testing::scratch_folder;
using entralog_export::output;
namespace fs = std::filesystem;

} // namespace

BOOST_AUTO_TEST_SUITE(export_output)

BOOST_AUTO_TEST_CASE(a_file_has_its_name_only_once_it_is_complete)
{
    scratch_folder const scratch;
    auto const file = scratch / "x.ndjson";
    output out(file);
    BOOST_TEST(out.write("one\n"));
    BOOST_TEST(out.flush());
    BOOST_TEST(!fs::exists(file));
    BOOST_TEST(scratch.read("x.ndjson.partial") == "one\n");
    BOOST_TEST(out.write("two\n"));
    BOOST_TEST(out.commit());
    BOOST_TEST(scratch.read("x.ndjson") == "one\ntwo\n");
    BOOST_TEST(scratch.files() == 1U);
}

BOOST_AUTO_TEST_CASE(an_older_file_stays_until_the_new_one_is_complete_and_keeps_its_mode)
{
    scratch_folder const scratch;
    auto const file = scratch / "x";
    scratch.write("x", "old");
    ::chmod(file.c_str(), 0640);
    {
        output out(file);
        out.write("new");
        out.flush();
        BOOST_TEST(scratch.read("x") == "old");
        out.commit();
    }
    BOOST_TEST(scratch.read("x") == "new");
    struct stat s = {};
    BOOST_REQUIRE(::stat(file.c_str(), &s) == 0);
    BOOST_TEST((s.st_mode & 07777) == 0640U);
}

BOOST_AUTO_TEST_CASE(what_came_is_kept_and_never_overwritten)
{
    scratch_folder const scratch;
    auto const file = scratch / "x";
    for (std::string const name : {"x.partial", "x.partial-2", "x.partial-3"})
    {
        output out(file);
        out.write("of " + name);
        auto const kept = out.keep();
        BOOST_REQUIRE(kept);
        BOOST_TEST(*kept == scratch / name);
    }
    for (std::string const name : {"x.partial", "x.partial-2", "x.partial-3"})
        BOOST_TEST(scratch.read(name) == "of " + name);
    BOOST_TEST(!fs::exists(file));
}

BOOST_AUTO_TEST_CASE(nothing_remains_of_a_discarded_file)
{
    scratch_folder const scratch;
    output out(scratch / "x");
    out.write("heading");
    out.discard();
    BOOST_TEST(scratch.files() == 0U);
}

BOOST_AUTO_TEST_CASE(a_symbolic_link_stays_one)
{
    scratch_folder const scratch;
    scratch.write("real", "old");
    fs::create_symlink("real", scratch / "link");
    output out(scratch / "link");
    out.write("new");
    BOOST_TEST(out.commit());
    BOOST_TEST(fs::is_symlink(scratch / "link"));
    BOOST_TEST(scratch.read("real") == "new");
}

BOOST_AUTO_TEST_CASE(a_device_is_written_to_and_not_replaced)
{
    output out("/dev/null");
    BOOST_TEST(out.write("x"));
    BOOST_TEST(out.commit());
    BOOST_TEST(fs::is_character_file("/dev/null"));
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_an_error_that_stays)
{
    output out("/dev/full");
    BOOST_TEST(out.write("x"));
    BOOST_TEST(!out.flush());
    BOOST_REQUIRE(out.failure());
    BOOST_TEST((out.failure()->code == boost::system::errc::no_space_on_device));
    BOOST_TEST(out.failure()->message == "cannot write to /dev/full");
    BOOST_TEST(!out.reader_gone());
    BOOST_TEST(!out.write("y"));
    BOOST_TEST(!out.commit());
}

BOOST_AUTO_TEST_CASE(more_than_a_buffer_goes_out_by_itself)
{
    scratch_folder const scratch;
    output out(scratch / "x");
    int calls = 0;
    out.before_write([&] { ++calls; });
    out.write(std::string(200'000, 'x'));
    BOOST_TEST(fs::file_size(scratch / "x.partial") == 200'000U);
    BOOST_TEST(calls == 1);
    BOOST_TEST(out.flush()); // nothing to say
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(a_folder_that_does_not_exist_is_named)
{
    output out("/nonexistent/x");
    BOOST_REQUIRE(out.failure());
    BOOST_TEST(out.failure()->message == "cannot create /nonexistent/x.partial");
    BOOST_TEST((out.failure()->code == boost::system::errc::no_such_file_or_directory));
    BOOST_TEST(!out.write("x"));
}

BOOST_AUTO_TEST_SUITE_END()
