using System.Reflection;
using OrleansFederation.Errors;

namespace OrleansFederation.Structure;

/// <summary>Every error says what is wrong and what to do, to people and to programs.</summary>
public sealed class ErrorRegistryTests
{
    public static TheoryData<string> Codes => [.. FederationErrors.All.Select(error => error.Code)];

    private static IEnumerable<int> KnownExitCodes =>
        typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(code => (int)code.GetValue(null)!);

    [Fact]
    public void Codes_are_unique()
    {
        Assert.NotEmpty(FederationErrors.All);
        Assert.Distinct(FederationErrors.All.Select(error => error.Code));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_code_has_its_form_and_range(string code) => Assert.Matches("^FED[1-6][0-9]{3}$", code);

    [Theory]
    [MemberData(nameof(Codes))]
    public void An_error_explains_itself_and_has_a_remedy(string code)
    {
        var error = FederationErrors.Find(code)!;

        Assert.False(string.IsNullOrWhiteSpace(error.Title));
        Assert.EndsWith(".", error.Explanation, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void An_error_has_an_exit_code_and_an_HTTP_status_of_its_range(string code)
    {
        var error = FederationErrors.Find(code)!;
        int[] exitCodes = code[3] switch
        {
            '1' => [ExitCodes.Usage, ExitCodes.NotFound],
            // What connects may be named wrongly, be refused, be in use, or not come in time.
            '2' => [ExitCodes.Unreachable, ExitCodes.Fault, ExitCodes.NotFound, ExitCodes.Usage, ExitCodes.Refused, ExitCodes.Conflict, ExitCodes.NotMet],
            '3' => [ExitCodes.NotMet, ExitCodes.Conflict, ExitCodes.NotFound],
            '4' => [ExitCodes.Refused, ExitCodes.NotFound],
            _ => [.. KnownExitCodes.Except([ExitCodes.Ok])],
        };

        Assert.Contains(error.ExitCode, exitCodes);
        Assert.InRange(error.HttpStatus, 400, 599);
        Assert.Equal(error.ExitCode == ExitCodes.NotFound, error.HttpStatus is 404 or 410);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void An_error_is_raised_somewhere(string code)
    {
        var name = typeof(FederationErrors).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Single(field => field.GetValue(null) is FederationError error && error.Code == code).Name;

        Assert.Contains(
            SourceTree.Sources("src").Where(file => !file.Contains("/FederationErrors.", StringComparison.Ordinal)),
            file => SourceTree.Read(file).Contains($"FederationErrors.{name}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_code_is_found_whatever_its_case() =>
        Assert.Same(FederationErrors.NoExamples, FederationErrors.Find("fed3013"));

    [Fact]
    public void An_unknown_code_is_not_found() => Assert.Null(FederationErrors.Find("FED9999"));
}
