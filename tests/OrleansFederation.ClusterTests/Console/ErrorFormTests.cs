using System.Text.Json.Nodes;
using OrleansFederation.Errors;

namespace OrleansFederation.Console;

/// <summary>The one form of errors, and the exit codes.</summary>
public sealed class ErrorFormTests
{
    [Fact]
    public void An_error_says_what_why_what_to_try_and_where_to_read_on()
    {
        var lines = ErrorText.Of([FederationErrors.SpecConflict.At("federation digits", "its spec is another")], 100).Select(line => line.ToString());

        Assert.Equal(
            [
                "error FED3005: Another spec has this name at federation digits",
                "  why:  its spec is another",
                "  try:  Give the changed spec another name, or run it with another --state.",
                "  docs: fed explain FED3005",
            ],
            lines);
    }

    [Fact]
    public void A_long_cause_is_wrapped_below_itself()
    {
        var lines = ErrorText.Of([FederationErrors.InvalidValue.At("rounds", string.Join(' ', Enumerable.Repeat("word", 30)))], 60).Select(line => line.ToString()).ToList();

        Assert.All(lines, line => Assert.True(line.Length <= 60, line));
        Assert.StartsWith("        word", lines[2], StringComparison.Ordinal);
    }

    public static TheoryData<string> Codes => [.. FederationErrors.All.Select(error => error.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void An_error_ends_the_process_with_the_exit_code_of_the_registry(string code)
    {
        var error = FederationErrors.Find(code)!;

        Assert.Equal(error.ExitCode, Faults.ExitCodeOf(Faults.ProblemsOf(new InvalidOperationException("outer", error.Exception("here", "this")))));
        Assert.InRange(error.ExitCode, ExitCodes.Fault, ExitCodes.NotMet);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void An_error_can_be_explained_and_has_a_remedy(string code)
    {
        var error = FederationErrors.Find(code)!;

        Assert.True(error.Remedy.Length > 10, error.Remedy);
        Assert.True(error.Explanation.Length > 20, error.Explanation);
        Assert.EndsWith(".", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Explain_knows_every_code_in_any_case(string code)
    {
        var ran = await CommandLine.RunAsync("explain", code.ToLowerInvariant(), "-o", "json");

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Equal(FederationErrors.Find(code)!.Remedy, JsonNode.Parse(ran.Output)!["remedy"]!.GetValue<string>());
    }

    [Fact]
    public void Every_code_is_in_the_range_of_its_subject_and_stands_once()
    {
        Assert.All(FederationErrors.All, error => Assert.Matches("^FED[1-6][0-9]{3}$", error.Code));
        Assert.Distinct(FederationErrors.All.Select(error => error.Code));
    }

    [Fact]
    public async Task An_unknown_code_is_not_found_and_near_ones_are_named()
    {
        var ran = await CommandLine.RunAsync("explain", "FED3055");

        Assert.Equal(ExitCodes.NotFound, ran.ExitCode);
        Assert.Contains("FED3005", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_json_an_error_is_an_envelope_on_standard_error_and_standard_output_stays_empty()
    {
        var ran = await CommandLine.RunAsync("explain", "FED9999", "-o", "json");

        var envelope = JsonNode.Parse(ran.Error)!;
        Assert.Equal("", ran.Output);
        Assert.Equal(["schema", "status", "exitCode", "errors"], envelope.AsObject().Select(member => member.Key));
        Assert.Equal(ran.ExitCode, envelope["exitCode"]!.GetValue<int>());
        Assert.Equal("FED1041", envelope["errors"]![0]!["code"]!.GetValue<string>());
    }

    [Fact]
    public void An_unexpected_fault_has_no_problems_of_its_own_and_the_exit_code_of_a_defect() =>
        Assert.Equal(ExitCodes.Fault, Faults.ExitCodeOf(Faults.ProblemsOf(new InvalidOperationException("bug"))));

    [Fact]
    public void A_full_disk_is_recognised_wherever_it_is_met()
    {
        const int noSpaceLeft = unchecked((int)0x8007001C);

        Assert.Equal("FED2004", Faults.ProblemsOf(new AggregateException(new IOException("No space left on device", noSpaceLeft)))[0].Code);
    }
}
